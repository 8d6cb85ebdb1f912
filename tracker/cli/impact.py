"""The verb that measures what changed, for a coalition's report to its members."""

from __future__ import annotations

import datetime as dt

import click

from tracker import clock
from tracker.cli.choice import Choice
from tracker.cli.output import DateParam, emit
from tracker.cli.params import as_of_option, jurisdiction_option, topic_option
from tracker.errors import UsageProblem


@click.command()
@click.option("--since", type=DateParam(), help="The first day; 90 days before the last when it is left out.")
@click.option("--until", type=DateParam(), help="The last day; today when it is left out.")
@topic_option("Only what this topic flags", "topics")
@jurisdiction_option("Only this place", "places")
@click.option("--coalition", "listed", default="", metavar="LIST", help="Only the bills of this list, by our position.")
@click.option(
    "--format",
    "fmt",
    type=Choice(("text", "json", "csv")),
    default="text",
    show_default=True,
    help="Form of the output.",
)
@as_of_option
def report(
    since: dt.date | None,
    until: dt.date | None,
    topics: tuple[str, ...],
    places: tuple[str, ...],
    listed: str,
    fmt: str,
    as_of: dt.datetime | None,
) -> None:
    """Say what was watched, told and done in a time, and what changed; and what was not captured.

    The text is Markdown to paste into a report to members. All numbers come from stored records; they stand side by side and
    prove no cause. What people ticked is counted and names nobody; fewer than five are not counted by kind.

    Example: tracker report --since 2026-09-01 --coalition housing-2027
    """
    from tracker.db.opening import open_database
    from tracker.exports import impact, impact_text

    with clock.as_of(as_of), open_database() as connection:
        last = until or clock.today()
        first = since or last - impact.SPAN
        if first > last:
            raise UsageProblem(f"--since: expected a day not after {last}, found {first}")
        measures = impact.measure(
            connection, impact.Scope(since=first, until=last, topics=topics, places=places, list=listed)
        )
    if fmt == "csv":
        emit(impact_text.rows(measures), "csv", impact_text.COLUMNS)
    elif fmt == "json":
        import orjson

        click.echo(orjson.dumps(impact.as_json(measures), option=orjson.OPT_INDENT_2, default=str).decode())
    else:
        click.echo(impact_text.markdown(measures), nl=False)
