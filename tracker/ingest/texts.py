"""Say which bills' texts are wanted, and keep what was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Text, and_, cast, func, or_, select

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Base, Bill, BillText, Match, TextRead
from tracker.db.queries.parts import in_parts
from tracker.db.sound import record_of
from tracker.db.upsert import upsert
from tracker.ingest.text_versions import put_texts
from tracker.records.items import TextUnread
from tracker.records.version_order import newest_first

TEXTS_OF_A_PLACE: Final = 100
"""Texts of one place that one visit asks for, unless said otherwise."""
SHORT_TITLE: Final = 60
_KINDS: Final = (".xml", ".htm", ".html", ".pdf")
"""The ends of addresses, the best read first."""
_SOONEST: Final = dt.timedelta(hours=20)
"""Wait before an address is asked for again: less than a day, so that the next night does; then twice as long each time,"""
_LONGEST: Final = dt.timedelta(days=30)
"""at most so long."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to fetch: of which bill, which version, and where it is."""

    bill_id: str
    version: str
    url: str


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """What came of asking for a text: its words, or why there are none."""

    wanted: Wanted
    text: str | None = None
    problem: str | None = None
    lasting: bool = False
    """The same address would give no better answer: a scan, a page that holds no text, one that programs may not read."""


def texts_wanted(engine: Engine, *, jurisdiction: str | None = None, limit: int) -> list[Wanted]:
    """The newest texts that were not read yet, of bills that may matter: so many of each place, newest action first."""
    now = clock.now()
    with reading(engine) as connection:
        places = [jurisdiction] if jurisdiction is not None else _places(connection, now)
        return [wanted for place in places for wanted in _of_place(connection, place, now, limit)]


def _places(connection: Connection, now: dt.datetime) -> list[str]:
    rows = _candidates(now).with_only_columns(Bill.jurisdiction).order_by(None).distinct()
    return sorted(connection.execute(rows).scalars())


def _of_place(connection: Connection, place: str, now: dt.datetime, limit: int) -> list[Wanted]:
    wanted_texts: list[Wanted] = []
    for row in connection.execute(_candidates(now).where(Bill.jurisdiction == place)):
        record = record_of(connection, "bills", row)
        wanted = newest_text(row.id, record) if record is not None else None
        if wanted is not None and (wanted.url != row.url or (row.again_at is not None and row.again_at <= now)):
            wanted_texts.append(wanted)
        if len(wanted_texts) == limit:
            break
    return wanted_texts


def unread_texts(engine: Engine, *, jurisdiction: str | None = None) -> list[dict[str, Any]]:
    """The texts that could not be read, and why, the newest attempt first."""
    query = (
        select(TextRead.bill_id.label("id"), TextRead.version, TextRead.problem, TextRead.read_at, TextRead.again_at)
        .where(TextRead.problem.is_not(None))
        .order_by(TextRead.read_at.desc(), TextRead.bill_id)
    )
    if jurisdiction is not None:
        query = query.join(Bill, Bill.id == TextRead.bill_id).where(Bill.jurisdiction == jurisdiction)
    with reading(engine) as connection:
        return [{**row, "letters": 0} for row in connection.execute(query).mappings()]


def _candidates(now: dt.datetime) -> Any:
    """Bills that may matter and whose text was never asked for, is due again, or may have a newer version."""
    due = or_(
        TextRead.bill_id.is_(None),
        TextRead.again_at <= now,
        Bill.changed_at >= TextRead.read_at,
    )
    live = select(Match.record_id).where(Match.what == "bill", Match.gone_at.is_(None))
    blind = func.length(Bill.title) <= SHORT_TITLE
    return (
        select(Bill.id, cast(Bill.record, Text).label("record"), TextRead.url, TextRead.again_at)
        .outerjoin(TextRead, TextRead.bill_id == Bill.id)
        .outerjoin(BillText, BillText.bill_id == Bill.id)
        # A text that its source carries is there without a visit of ours.
        .where(or_(BillText.bill_id.is_(None), TextRead.bill_id.is_not(None)))
        .where(and_(due, or_(Bill.id.in_(live), blind)))
        .order_by(Bill.id.in_(live).desc(), Bill.latest_action_date.desc().nulls_last(), Bill.id)
    )


def newest_text(bill_id: str, record: Mapping[str, Any]) -> Wanted | None:
    """Where the newest version of a bill can be read best; None where no address is known."""
    versions = record.get("versions") or ()
    for number in newest_first([(version.get("note") or "", _day(version.get("date"))) for version in versions]):
        version = versions[number]
        links = sorted(_readable(version), key=lambda numbered: numbered[0])
        if links:
            return Wanted(bill_id, version.get("note") or "", links[0][1])
    return None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None


def _readable(version: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for link in version.get("links") or ():
        path = link["url"].lower().partition("?")[0]
        suffix = f".{(link.get('media_type') or '').rpartition('/')[2]}"
        for rank, end in enumerate(_KINDS):
            if path.endswith(end) or suffix == end:
                yield rank, link["url"]
                break


def keep_texts(engine: Engine, answers: Iterable[TextAnswer]) -> None:
    """Keep texts, or why there is none; bills with a new one are judged and indexed again."""
    now = clock.now()
    with writing(engine) as connection:
        for answer in answers:
            wanted = answer.wanted
            row = {
                "bill_id": wanted.bill_id,
                "version": wanted.version,
                "url": wanted.url,
                "problem": answer.problem,
                "read_at": now,
                "again_at": _again(connection, answer, now),
            }
            if answer.text is not None:  # before the row that says which version stood there
                put_texts(connection, [{"bill_id": wanted.bill_id, "text": answer.text}])
                waiting = [{"job": job, "record_id": wanted.bill_id, "what": "bill"} for job in ("judge", "index")]
                upsert(Base.metadata.tables["pending"], connection.dialect.name, replace=False)(connection, waiting)
            _put(connection, "text_reads", [row])


def keep_unread(connection: Connection, unread_texts: Iterable[TextUnread]) -> None:
    """Keep why texts that their source carries could not be read, of bills that are stored."""
    by_bill = {text_unread.bill_id: text_unread for text_unread in unread_texts}
    known = {row.id for row in in_parts(connection, select(Bill.id), Bill.id, by_bill)}
    now = clock.now()
    rows = [
        {"bill_id": key, "version": by_bill[key].version, "url": "", "problem": by_bill[key].reason}
        | {"read_at": now, "again_at": None}
        for key in by_bill
        if key in known
    ]
    if rows:
        _put(connection, "text_reads", rows)


def _again(connection: Connection, answer: TextAnswer, now: dt.datetime) -> dt.datetime | None:
    """When to ask again for what could not be read now: later each time."""
    if answer.text is not None or answer.lasting:
        return None
    query = select(TextRead.read_at, TextRead.again_at).where(
        TextRead.bill_id == answer.wanted.bill_id, TextRead.url == answer.wanted.url
    )
    before = connection.execute(query).one_or_none()
    waited = before.again_at - before.read_at if before is not None and before.again_at is not None else None
    return now + (min(2 * waited, _LONGEST) if waited else _SOONEST)


def _put(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    upsert(Base.metadata.tables[table], connection.dialect.name)(connection, rows)
