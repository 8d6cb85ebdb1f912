"""The core's verbs: look at what is stored, and keep the database well."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tracker import clock
from tracker.cli.output import DateParam, emit, format_option, note
from tracker.cli.params import (
    BillParam,
    SessionParam,
    StageParam,
    as_of_option,
    bill_option,
    jurisdiction_option,
    note_none,
    topic_option,
    within_option,
)
from tracker.errors import UsageProblem
from tracker.records.text import number_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

BILL_COLUMNS = ("id", "stage", "latest_action_date", "title", "topics")
HEARING_COLUMNS = ("id", "start", "status", "name", "location", "bills")
STATUS_COLUMNS = ("source", "verdict", "last_run", "last_good", "last_change", "reason")
NOTICE_COLUMNS = ("id", "classification", "comments_close", "title", "agencies")
_ONE_OF = {"bills": "bill", "hearings": "hearing", "notices": "notice", "people": "person", "flagged": "flagged"}


@click.command()
@click.argument("query", required=False)
@topic_option("Only bills this topic flags", "topics")
@jurisdiction_option("Only this place, such as us or us-ma", "places")
@click.option("--session", "sessions", multiple=True, type=SessionParam(), help="Only this session; several times.")
@click.option("--stage", "stages", multiple=True, type=StageParam(), help="Only bills at this stage; several times.")
@click.option("--since", type=DateParam(), help="Only bills whose latest action is on or after this day.")
@click.option("--min-score", type=click.IntRange(0, 100), help="Only bills some topic scores this high.")
@click.option("--flagged", is_flag=True, help="Only bills that some topic flags.")
@click.option("--possible", is_flag=True, help="Instead: bills no rule flags and an estimate calls possible.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--brief", is_flag=True, help="Leave the long lists out of JSON.")
@format_option()
@as_of_option
def bills(
    query: str | None,
    topics: tuple[str, ...],
    places: tuple[str, ...],
    sessions: tuple[str, ...],
    stages: tuple[str, ...],
    since: dt.date | None,
    min_score: int | None,
    flagged: bool,
    possible: bool,
    limit: int | None,
    brief: bool,
    fmt: str | None,
    as_of: dt.date | None,
) -> None:
    """List bills, or search them by QUERY (all words, "phrases", beginnings*).

    Example: tracker bills "crisis line" --topic crisis-988 --jurisdiction us
    """
    from tracker.db import queries, search_index
    from tracker.db.opening import open_engine
    from tracker.vocabulary import check_session

    engine = open_engine()
    if query:
        search_index.refresh(engine)
    wanted = queries.BillQuery(
        words=query,
        topics=topics,
        jurisdictions=places,
        sessions=sessions,
        stages=stages,
        since=since,
        min_score=min_score,
        flagged=flagged,
        possible=possible,
        limit=limit,
    )
    from tracker.db.engine import reading

    with clock.as_of(as_of), reading(engine) as connection:
        for session in sessions if places else ():
            check_session(session, connection, places)
        columns = (*BILL_COLUMNS, "stage_basis") if fmt == "csv" else BILL_COLUMNS
        shown = emit(_bill_views(connection, wanted, brief=brief), fmt, columns, drop=("topics",))
    if not shown:
        note_none("no bill matches; `tracker status` says what is stored and how fresh it is", topics)


def _bill_views(connection: Connection, wanted: Any, *, brief: bool) -> Iterator[dict[str, Any]]:
    """Bills as JSON values with their matches, read in pages so that memory stays flat."""
    from tracker.db import queries as db_queries
    from tracker.exports.cells import match_cell
    from tracker.records import ocd_json

    def views(page: list[Any]) -> Iterator[dict[str, Any]]:
        matches = db_queries.matches_of(connection, [row.id for row in page], possible=True)
        for row in page:
            flags = matches.get(row.id, [])
            view = ocd_json.bill(row, flags, brief=brief)
            view["topics"] = list(map(match_cell, flags))
            yield view

    page: list[Any] = []
    for row in db_queries.bills(connection, wanted):
        page.append(row)
        if len(page) == 500:
            yield from views(page)
            page = []
    yield from views(page)


@click.command()
@click.argument("bill_id", metavar="BILL", type=BillParam())
@format_option()
@as_of_option
def bill(bill_id: str, fmt: str | None, as_of: dt.date | None) -> None:
    """Show one bill: history, hearings, deadlines, and why it is flagged.

    BILL is the public id or the number as people write it: us/119/HR1109, us-ma/H1, "H.B. 12". Without the session the
    newest is meant.

    Example: tracker bill us/119/HR1109
    """
    from tracker.cli.bill_page import print_bill
    from tracker.db import queries as db_queries
    from tracker.db.opening import open_database
    from tracker.exports.bill_view import bill_view

    with clock.as_of(as_of), open_database() as connection:
        row = db_queries.bill_row(connection, bill_id)
        if row is None:
            raise UsageProblem(f"{bill_id} stands on an agenda, but the bill itself is not stored")
        view = bill_view(connection, row)
    if fmt in {None, "table"}:
        print_bill(view)
    else:
        emit([view], fmt, BILL_COLUMNS)


@click.command()
@jurisdiction_option("Only this place", "places")
@topic_option("Only hearings this topic flags, or that hear a bill it flags", "topics")
@click.option("--flagged", is_flag=True, help="Only hearings that some topic flags, themselves or by a bill they hear.")
@bill_option("Only hearings that hear this bill", "bill_ids")
@within_option("Only those that begin within so long, such as 14d.")
@click.option("--past", is_flag=True, help="Also those that are over.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@format_option("ics")
@as_of_option
def hearings(
    places: tuple[str, ...],
    topics: tuple[str, ...],
    flagged: bool,
    bill_ids: tuple[str, ...],
    within: dt.timedelta | None,
    past: bool,
    limit: int | None,
    fmt: str | None,
    as_of: dt.date | None,
) -> None:
    """List coming hearings, soonest first; JSON lists all that are stored.

    Example: tracker hearings --topic mental-health --within 14d
    """
    from tracker.db import queries as db_queries
    from tracker.db.opening import open_database
    from tracker.records import ocd_json as record_ocd_json

    with clock.as_of(as_of), open_database() as connection:
        now = clock.now()
        wanted = db_queries.HearingQuery(
            jurisdictions=places,
            topics=topics,
            flagged=flagged,
            bills=bill_ids,
            after=None
            if past or (fmt in {"json", "jsonl", "csv"} and as_of is None and within is None)
            else _midnight_before(now),
            before=now + within if within is not None else None,
            limit=limit,
        )
        rows = list(db_queries.hearings(connection, wanted))
        if fmt == "ics":
            from tracker.exports.calendar_file import hearings_calendar

            sys.stdout.buffer.write(hearings_calendar(connection, rows))
            return
        heard = db_queries.heard_bills(connection, [row.id for row in rows])
        views = [record_ocd_json.hearing(row, heard.get(row.id, ())) for row in rows]
    if fmt in {None, "table", "csv"}:
        views = [{**view, "bills": [bill["id"] for bill in view["bills"]]} for view in views]
    if not emit(views, fmt, HEARING_COLUMNS, prose=("name",), drop=("location", "bills")):
        note_none("no hearing fits; `tracker status` says what is stored and how fresh it is", topics)


def _midnight_before(now: dt.datetime) -> dt.datetime:
    """Half a day back: a hearing of this morning still matters in the afternoon, and all-day ones begin at midnight."""
    return now - dt.timedelta(hours=12)


@click.command()
@jurisdiction_option("Only this place", "places")
@topic_option("Only rule-makings this topic flags", "topics")
@click.option("--flagged", is_flag=True, help="Only rule-makings that some topic flags.")
@click.option("--open", "only_open", is_flag=True, help="Only those that still take comments.")
@click.option("--since", type=DateParam(), help="Only those published on or after this day.")
@format_option()
@as_of_option
def notices(
    places: tuple[str, ...],
    topics: tuple[str, ...],
    flagged: bool,
    only_open: bool,
    since: dt.date | None,
    fmt: str | None,
    as_of: dt.date | None,
) -> None:
    """List rule-makings and their comment periods, the soonest closing first.

    Example: tracker notices --open --topic parity
    """
    from tracker.db import queries as db_queries
    from tracker.db.opening import open_database
    from tracker.records import ocd_json as record_ocd_json

    with clock.as_of(as_of), open_database() as connection:
        rows = list(
            db_queries.notices(
                connection,
                jurisdictions=places,
                topics=topics,
                flagged=flagged,
                since=since,
                open_on=clock.today() if only_open else None,
            ),
        )
        matches = db_queries.matches_of(connection, [row.id for row in rows])
        views = [record_ocd_json.notice(row, matches.get(row.id, ())) for row in rows]
    if not emit(views, fmt, NOTICE_COLUMNS, drop=("agencies", "classification")):
        note_none("no rule-making fits; `tracker status` says what is stored and how fresh it is", topics)


def _next_turns() -> str:
    """The next turns of the jobs that people wait for."""
    from zoneinfo import ZoneInfo

    from tracker.jobs.schedule import JOBS, next_turn
    from tracker.settings import load

    zone = ZoneInfo(load().time_zone)
    turns = {job.name: next_turn(job, clock.now(), zone).astimezone(zone) for job in JOBS}
    shown = ", ".join(f"{name} {turns[name]:%H:%M}" for name in ("crawl", "digest", "deliver") if name in turns)
    return f"next: {shown} {clock.now().astimezone(zone):%Z} (`tracker schedule list`)"


def _room() -> str:
    """Where things are kept and how much room is left there."""
    import shutil

    from tracker.settings import load

    folder = load().data_dir
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return f"data folder: {folder}, {shutil.disk_usage(there).free // 1024**2:,} MB free"


@click.command()
@format_option()
@as_of_option
def status(fmt: str | None, as_of: dt.date | None) -> None:
    """One screen of health: what is stored, and for each source when it was read and how that went.

    Example: tracker status
    """
    from tracker.db import queries as db_queries
    from tracker.db import sound
    from tracker.db.opening import open_database
    from tracker.jobs.state import troubles

    with clock.as_of(as_of), open_database() as connection:
        held = db_queries.totals(connection)
        troubled = troubles(connection)
        damaged = sound.damaged(connection)
        waiting = db_queries.pending(connection)
        mails = db_queries.outbox_counts(connection)
        rows = [
            {
                "source": row.name,
                "verdict": row.last_verdict,
                "last_run": row.last_run_at,
                "last_good": row.last_good_at,
                "last_change": row.last_change_at,
                "reason": row.last_reason,
            }
            for row in db_queries.sources(connection)
        ]
    for source in troubled:
        note(source.sentence)
    for record in damaged[:5]:
        note(record.sentence)
    if fmt in {None, "table"}:
        click.echo("stored: " + ", ".join(number_of(held[many], one, many) for many, one in _ONE_OF.items()))
        if waiting:
            click.echo("waiting: " + ", ".join(f"{number:,} to {job}" for job, number in waiting.items()))
        if mails:
            click.echo("mail: " + ", ".join(f"{number:,} {state}" for state, number in mails.items()))
        click.echo(_next_turns())
        click.echo(_room())
        if not rows:
            click.echo("no source was read yet; begin with `tracker demo` or `tracker crawl us-senate-hearings`")
            return
    emit(rows, fmt or "table", STATUS_COLUMNS, drop=("last_change", "last_good", "reason"))
