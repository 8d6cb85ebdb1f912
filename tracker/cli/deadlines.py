"""Say what is due when, how to do it, on what basis and how sure."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import clock
from tracker.cli.output import chosen, emit, format_option, note
from tracker.cli.params import as_of_option, bill_option, jurisdiction_option, topic_option, within_option

if TYPE_CHECKING:
    from tracker.deadlines.model import Deadline
    from tracker.deadlines.queries import Gathered
    from tracker.testimony.rulebook import Rulebook

KINDS = ("written-testimony", "oral-sign-up", "remote-sign-up", "position", "comment-period", "accommodation")


@click.command()
@within_option("Only what is due within so long, such as 14d.")
@topic_option("Only what this topic flags")
@jurisdiction_option("Only this place")
@bill_option("Only hearings that hear this bill")
@click.option(
    "--deadline", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind of deadline; several times."
)
@click.option("--kind", "older_kinds", multiple=True, type=click.Choice(KINDS), hidden=True)
@click.option("--all", "everything", is_flag=True, help="Also hearings and rule-makings that no topic flags.")
@click.option(
    "--print",
    "print_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page to print (HTML) instead.",
)
@format_option("ics")
@as_of_option
def deadlines(
    within: dt.timedelta | None,
    topic: tuple[str, ...],
    jurisdiction: tuple[str, ...],
    bill: tuple[str, ...],
    kinds: tuple[str, ...],
    older_kinds: tuple[str, ...],
    everything: bool,
    print_to: Path | None,
    fmt: str | None,
    as_of: dt.date | None,
) -> None:
    """List what is due for flagged hearings and rule-makings, soonest first, and how to do it.

    Example: tracker deadlines --within 14d --topic mental-health
    """
    from tracker.db.opening import open_database
    from tracker.deadlines import queries
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.exports.selection import wanted

    kinds = (*kinds, *older_kinds)
    rules = own_rulebook()
    with clock.as_of(as_of), open_database() as connection:
        now = clock.now()
        asked = wanted(connection, topic=topic, jurisdiction=jurisdiction, bill=bill, everything=everything)
        found, behind = queries.reckoned(connection, asked, rules, now=now, within=within, kinds=kinds)
    if fmt == "ics":
        sys.stdout.buffer.write(_calendar(behind, rules, kinds))
        return
    if print_to is not None:
        _print(found, now, print_to, within)
    elif not _list(found, now, fmt):
        note("nothing is due; `tracker hearings` lists what is coming, `tracker testimony show PLACE` the rules")


def _calendar(behind: Gathered, rules: Rulebook, kinds: tuple[str, ...]) -> bytes:
    from tracker.calendars.entries import DEADLINES
    from tracker.calendars.ical import calendar
    from tracker.settings import load

    return calendar(
        behind.hearings,
        behind.notices,
        name="Testimony deadlines",
        rulebook=rules,
        told=behind.told,
        kinds=frozenset({DEADLINES}),
        only=frozenset(kinds),
        site=load().public_site,
        block=dt.timedelta(minutes=load().deadline_block_minutes),
    )


def _list(found: list[Deadline], now: dt.datetime, fmt: str | None) -> int:
    from tracker.deadlines import views

    if chosen(fmt) == "table":
        return emit(
            (views.as_row(due, now) for due in found),
            "table",
            views.COLUMNS,
            prose=("name", "confidence"),
            drop=("how", "confidence", "bills"),
        )
    return emit(map(views.as_json, found), fmt, views.CSV_COLUMNS)


def _print(found: list[Deadline], now: dt.datetime, target: Path, within: dt.timedelta | None) -> None:
    from tracker.deadlines.views import printable

    title = f"Testimony deadlines, next {within.days} days" if within else "Testimony deadlines"
    target.write_text(printable(found, now, title), encoding="utf-8")
    note(f"wrote {len(found)} deadlines to {target}")
