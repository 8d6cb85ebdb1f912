"""Say what is due when, how to do it, on what basis and how sure."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import clock
from tracker.cli.choice import Choice
from tracker.cli.output import chosen, emit, format_option, note
from tracker.cli.params import (
    SpanParam,
    as_of_option,
    bill_option,
    jurisdiction_option,
    note_none,
    testimony_rules,
    topic_option,
    within_option,
)
from tracker.records.text import number_of

if TYPE_CHECKING:
    from tracker.deadlines.ledger import Window
    from tracker.deadlines.model import Deadline
    from tracker.deadlines.queries import Gathered
    from tracker.testimony.rulebook import Rulebook

KINDS = (
    "written-testimony",
    "oral-sign-up",
    "remote-sign-up",
    "position",
    "comment-period",
    "accommodation",
    "executive",
)


@click.group(invoke_without_command=True)
@within_option("Only what is due within so long, such as 14d.")
@topic_option("Only what this topic flags")
@jurisdiction_option("Only this place")
@bill_option("Only hearings that hear this bill")
@click.option(
    "--deadline", "kinds", multiple=True, type=Choice(KINDS), help="Only this kind of deadline; several times."
)
@click.option("--kind", "older_kinds", multiple=True, type=Choice(KINDS), hidden=True)
@click.option("--all", "everything", is_flag=True, help="Also hearings and rule-makings that no topic flags.")
@click.option(
    "--print",
    "print_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page to print (HTML) instead.",
)
@click.option(
    "--language",
    type=Choice(["en", "es"]),
    default="en",
    show_default=True,
    help="Language of the page to print.",
)
@format_option("ics")
@as_of_option
@click.pass_context
def deadlines(
    context: click.Context,
    within: dt.timedelta | None,
    topic: tuple[str, ...],
    jurisdiction: tuple[str, ...],
    bill: tuple[str, ...],
    kinds: tuple[str, ...],
    older_kinds: tuple[str, ...],
    everything: bool,
    print_to: Path | None,
    language: str,
    fmt: str | None,
    as_of: dt.date | None,
) -> None:
    """List what is due for flagged hearings and rule-makings, soonest first, and how to do it.

    Example: tracker deadlines --within 14d --topic mental-health
    """
    if context.invoked_subcommand is not None:
        return
    from tracker.db.opening import open_database
    from tracker.deadlines import queries
    from tracker.exports.selection import wanted

    kinds = (*kinds, *older_kinds)
    rules = testimony_rules()
    with clock.as_of(as_of), open_database() as connection:
        now = clock.now()
        query = wanted(connection, topic=topic, jurisdiction=jurisdiction, bill=bill, everything=everything)
        dues, behind = queries.reckoned(connection, query, rules, now=now, within=within, kinds=kinds)
    if fmt == "ics":
        sys.stdout.buffer.write(_calendar(behind, rules, kinds))
        return
    if print_to is not None:
        _print(dues, now, print_to, within, language)
    elif not _list(dues, now, fmt):
        note_none(
            "nothing is due; `tracker hearings` lists what is coming, `tracker testimony show PLACE` the rules", topic
        )


_last_option = click.option(
    "--last",
    type=SpanParam(),
    default="28d",
    show_default=True,
    help="What closed within so long; what is open comes on top.",
)


@deadlines.command()
@_last_option
@jurisdiction_option("Only this place")
@click.option("--misses", is_flag=True, help="Only what was told later than is promised.")
@format_option()
@as_of_option
def ledger(
    last: dt.timedelta, jurisdiction: tuple[str, ...], misses: bool, fmt: str | None, as_of: dt.datetime | None
) -> None:
    """List windows of flagged bills: when each was posted, told and closed, and who is to blame where that was too late.

    A window posted at least 72 hours ahead is to be told at least 48 hours ahead. `tracker digest ledger` brings it up to date.

    Example: tracker deadlines ledger --last 90d --misses
    """
    from tracker.deadlines import ledger_views
    from tracker.deadlines.ledger import PROMISED, promise

    windows, now = _windows(last, jurisdiction, as_of)
    rows = [ledger_views.window_row(window, now) for window in windows]
    if misses:
        rows = [row for row in rows if row["verdict"] in PROMISED - {"in time"}]
    columns = ledger_views.COLUMNS if chosen(fmt) == "table" else ledger_views.CSV_COLUMNS
    emit(rows, fmt, columns, prose=("title", "body"), drop=("title", "body", "told"))
    note(ledger_views.sentence(promise(windows, now)))


@deadlines.command()
@_last_option
@jurisdiction_option("Only this place")
@format_option()
@as_of_option
def notice(last: dt.timedelta, jurisdiction: tuple[str, ...], fmt: str | None, as_of: dt.datetime | None) -> None:
    """Measure for each committee how much notice it gives: hours between posting and the first closing.

    `median_hours` counts from when we first saw it, `longest_median_hours` from our visit before: the truth lies between.

    Example: tracker deadlines notice --last 90d --format csv
    """
    from tracker.deadlines import ledger_views
    from tracker.deadlines.ledger import notice_given

    windows, _now = _windows(last, jurisdiction, as_of)
    if not emit(map(ledger_views.meter_row, notice_given(windows)), fmt, ledger_views.METER_COLUMNS, prose=("body",)):
        note("no posting of a flagged hearing was witnessed in that time; the ledger fills with every crawl")


def _windows(
    last: dt.timedelta, places: tuple[str, ...], as_of: dt.datetime | None
) -> tuple[list[Window], dt.datetime]:
    from tracker.db.opening import open_database
    from tracker.deadlines import ledger_store

    with clock.as_of(as_of), open_database() as connection:
        now = clock.now()
        return ledger_store.windows(connection, since=now - last, places=places), now


def _calendar(behind: Gathered, rules: Rulebook, kinds: tuple[str, ...]) -> bytes:
    from tracker.calendars.entries import DEADLINES
    from tracker.calendars.ical import calendar
    from tracker.settings import load

    return calendar(
        behind.hearings,
        behind.notices,
        name="Testimony deadlines",
        rulebook=rules,
        histories=behind.told,
        kinds=frozenset({DEADLINES}),
        only=frozenset(kinds),
        site=load().public_site,
        block=dt.timedelta(minutes=load().deadline_block_minutes),
    )


def _list(dues: list[Deadline], now: dt.datetime, fmt: str | None) -> int:
    from tracker.deadlines import views

    if chosen(fmt) == "table":
        return emit(
            (views.as_row(due, now) for due in dues),
            "table",
            views.COLUMNS,
            prose=("name", "confidence"),
            drop=("how", "confidence", "bills"),
        )
    return emit(map(views.as_json, dues), fmt, views.CSV_COLUMNS)


def _print(dues: list[Deadline], now: dt.datetime, target: Path, within: dt.timedelta | None, language: str) -> None:
    from tracker.deadlines.views import page_title, printable

    target.write_text(printable(dues, now, page_title(within, language), language), encoding="utf-8")
    note(f"wrote {number_of(len(dues), 'deadline')} to {target}")
