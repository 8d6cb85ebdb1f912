"""Say what is due when, how to do it, on what basis and how sure."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import clock
from tracker.cli.output import as_of_option, chosen, emit, format_option, note

if TYPE_CHECKING:
    from tracker.deadlines.model import Deadline
    from tracker.deadlines.queries import Gathered
    from tracker.testimony.rulebook import Rulebook

KINDS = ("written-testimony", "oral-sign-up", "remote-sign-up", "position", "comment-period", "accommodation")


@click.command()
@click.option("--within", help="Only what is due within so long, such as 14d.")
@click.option("--topic", multiple=True, help="Only what this topic flags; may be given several times.")
@click.option("--jurisdiction", multiple=True, help="Only this place; may be given several times.")
@click.option("--bill", multiple=True, help="Only hearings that hear this bill; may be given several times.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind of deadline.")
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
    within: str | None,
    topic: tuple[str, ...],
    jurisdiction: tuple[str, ...],
    bill: tuple[str, ...],
    kinds: tuple[str, ...],
    everything: bool,
    print_to: Path | None,
    fmt: str | None,
    as_of: dt.date | None,
) -> None:
    """List what is due for flagged hearings and rule-makings, soonest first, and how to do it.

    Example: tracker deadlines --within 14d --topic mental-health
    """
    from tracker.cli.records import days
    from tracker.db.opening import open_database
    from tracker.deadlines import queries
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.exports.selection import wanted

    span = days(within) if within else None
    rules = own_rulebook()
    with clock.as_of(as_of), open_database() as connection:
        now = clock.now()
        asked = wanted(connection, topic=topic, jurisdiction=jurisdiction, bill=bill, everything=everything)
        found, behind = queries.reckoned(connection, asked, rules, now=now, within=span, kinds=kinds)
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
        site=load().site_url,
    )


def _list(found: list[Deadline], now: dt.datetime, fmt: str | None) -> int:
    from tracker.deadlines import views

    if chosen(fmt) == "table":
        return emit((views.as_row(due, now) for due in found), "table", views.COLUMNS)
    return emit(map(views.as_json, found), fmt, views.CSV_COLUMNS)


def _print(found: list[Deadline], now: dt.datetime, target: Path, within: str | None) -> None:
    from tracker.deadlines.views import printable

    title = f"Testimony deadlines, next {within}" if within else "Testimony deadlines"
    target.write_text(printable(found, now, title), encoding="utf-8")
    note(f"wrote {len(found)} deadlines to {target}")
