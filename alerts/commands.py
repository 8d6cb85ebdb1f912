"""The verbs that tell people: digests and their delivery."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tracker import clock
from tracker.console import DateParam, as_of_option, note
from tracker.errors import UsageProblem


@click.group()
def digest() -> None:
    """Preview digests, or send those that are due."""


@digest.command()
@click.option("--topic", "topics", multiple=True, help="Only this topic; may be given several times.")
@click.option("--jurisdiction", "places", multiple=True, help="Only this place, such as us or us-ma; several times.")
@click.option("--bill", "bills", multiple=True, help="Also this bill, whatever its topic and place; several times.")
@click.option("--since", type=DateParam(), help="Tell what happened since this day; the last seven days otherwise.")
@click.option("--min-score", type=click.IntRange(0, 100), default=0, help="Only what a topic scores this high.")
@click.option("--most", type=click.IntRange(1, 50), default=8, show_default=True, help="Items told in full.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder for digest-DATE.html, .txt and .eml; the current one otherwise.",
)
@as_of_option
def preview(
    topics: tuple[str, ...],
    places: tuple[str, ...],
    bills: tuple[str, ...],
    since: dt.date | None,
    min_score: int,
    most: int,
    language: str,
    out: Path,
    as_of: dt.date | None,
) -> None:
    """Write a digest as .html, .txt and .eml, for nobody in particular.

    Example: tracker digest preview --topic mental-health --jurisdiction us --since 2026-11-16 --out digest
    """
    from zoneinfo import ZoneInfo

    from alerts.choosing import Selection
    from alerts.previewing import preview as make
    from alerts.previewing import write
    from tracker.commands import open_database
    from tracker.settings import load

    settings = load()
    selection = Selection(
        topics=frozenset(topics),
        places=frozenset(places),
        bills=frozenset(bills),
        min_score=min_score,
        most=most,
    )
    with clock.as_of(as_of), open_database() as connection:
        now = clock.now()
        first = since or now.date() - dt.timedelta(days=7)
        if first > now.date():
            raise UsageProblem(f"--since: expected a day before {now.date()}, found {first}")
        began = dt.datetime.combine(first, dt.time(), tzinfo=ZoneInfo(settings.time_zone)) - dt.timedelta(seconds=1)
        made = make(connection, selection, since=began, language=language, settings=settings)
        try:
            written = write(made, out, f"digest-{now.date()}")
        except OSError as problem:
            raise UsageProblem(f"--out {out}: expected a folder we may write to, found: {problem}") from problem
    for path in written:
        click.echo(path)
    note(made.rendered.subject)
