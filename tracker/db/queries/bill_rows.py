"""Bills: those that fit a question, their titles and texts."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    select,
)

from tracker.db import search, search_rank
from tracker.db.models import (
    Bill,
    BillText,
    EarlierText,
    Match,
    TextRead,
)
from tracker.db.queries.parts import as_kept, in_parts
from tracker.db.sound import asked, by_id, one, sound
from tracker.records.items import ScrapedBill
from tracker.records.sessions import current_id
from tracker.records.stored import Kept

_ROWS: Final[Any] = select(Bill.__table__)
_TITLES: Final[Any] = select(Bill.id, Bill.title)
_TEXT: Final[Any] = select(BillText.text).where(BillText.bill_id == bindparam("bill"))
_UNREAD: Final = (TextRead.bill_id == bindparam("bill"), TextRead.problem.is_not(None))
_TEXT_STATE: Final[Any] = select(
    select(TextRead.version).where(*_UNREAD).scalar_subquery(),
    select(TextRead.problem).where(*_UNREAD).scalar_subquery(),
    exists().where(EarlierText.bill_id == bindparam("bill")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillQuery:
    """Which bills: each field narrows the answer; None does not."""

    words: str | None = None
    topics: Sequence[str] = ()
    """Flagged by one of these; so with the other lists: any of them will do, and an empty one does not narrow."""
    jurisdictions: Sequence[str] = ()
    sessions: Sequence[str] = ()
    stages: Sequence[str] = ()
    since: dt.date | None = None
    """Latest action on or after this day."""
    min_score: int | None = None
    flagged: bool = False
    """Only bills that some topic flags."""
    possible: bool = False
    """Instead of what is flagged, what only an estimate calls possible."""
    limit: int | None = None
    offset: int = 0


def bills(connection: Connection, query: BillQuery) -> Iterator[Any]:
    """Rows of `bills` that fit, best match first when words, a topic or a score are asked for, else newest action first."""
    numbered, query = _numbered(connection, query)
    first = _first(connection, query, numbered)
    shown = first[query.offset :][: query.limit]
    known = bills_by_id(connection, shown)
    yield from (known[key] for key in shown if key in known)
    statement = _order_bills(query, _narrow_bills(connection, query))
    if first:
        statement = statement.where(Bill.id.not_in(first))
    if query.offset > len(first):
        statement = statement.offset(query.offset - len(first))
    limit = None if query.limit is None else query.limit - len(shown)
    if limit != 0:
        yield from asked(connection, "bills", statement, limit=limit)


def _numbered(connection: Connection, query: BillQuery) -> tuple[list[str], BillQuery]:
    """The bills whose number is among the words, unless more is asked, and the question that the other words are."""
    plain = replace(query, words=None, limit=None, offset=0, flagged=False) == BillQuery()
    if not query.words or not plain:
        return [], query
    numbered, rest = search.numbered(connection, query.words)
    return numbered, replace(query, words=rest)


def _first(connection: Connection, query: BillQuery, numbered: list[str]) -> list[str]:
    """The bills that words name, likeliest first; those of that number whatever else flags them."""
    if not query.words:
        return []
    of_bills = search.of_bills(connection, _of_bill(query))
    best = search_rank.best_first(connection, query.words, lambda key: [*of_bills(key), *_is_flagged(query, key)])
    return list(dict.fromkeys([*numbered, *best]))


def _narrow_bills(connection: Connection, query: BillQuery) -> Select[Any]:
    statement = select(Bill.__table__)
    if query.words:
        hits = search.hits(connection, search.asked_for(query.words))
        statement = statement.join(hits.table, hits.key == Bill.id).order_by(*hits.best[:1])
    return statement.where(and_(True, *_of_bill(query), *_is_flagged(query, Bill.id)))


def _of_bill(query: BillQuery) -> list[ColumnElement[bool]]:
    """What a bill must be, flagged or not."""
    wanted: list[ColumnElement[bool]] = []
    if query.jurisdictions:
        wanted.append(Bill.jurisdiction.in_(query.jurisdictions))
    if query.sessions:
        wanted.append(Bill.legislative_session.in_(query.sessions))
    if query.stages:
        wanted.append(Bill.stage.in_(query.stages))
    if query.since:
        wanted.append(Bill.latest_action_date >= query.since)
    return wanted


def _is_flagged(query: BillQuery, key: Any) -> list[ColumnElement[bool]]:
    if not (query.topics or query.min_score is not None or query.flagged or query.possible):
        return []
    return [exists(_matching(query).where(Match.record_id == key))]


def _matching(query: BillQuery) -> Select[Any]:
    matching = select(Match.record_id).where(_shown_by(query), Match.gone_at.is_(None))
    if query.topics:
        matching = matching.where(Match.topic.in_(query.topics))
    if query.min_score is not None:
        matching = matching.where(Match.score >= query.min_score)
    return matching


def _shown_by(query: BillQuery) -> ColumnElement[bool]:
    return Match.tier == "possible" if query.possible else Match.flagged.is_(True)


def _order_bills(query: BillQuery, statement: Select[Any]) -> Select[Any]:
    newest = (Bill.latest_action_date.desc().nulls_last(), Bill.id)
    if query.words:  # ordered by how well they match already
        return statement.order_by(*newest)
    if query.topics or query.min_score is not None or query.flagged or query.possible:
        live = (Match.record_id == Bill.id, _shown_by(query), Match.gone_at.is_(None))
        best = select(func.max(Match.score)).where(*live)
        if query.topics:
            best = best.where(Match.topic.in_(query.topics))
        return statement.order_by(best.scalar_subquery().desc(), *newest)
    return statement.order_by(*newest)


def of_that_number(connection: Connection, jurisdiction: str, identifier: str) -> list[str]:
    """Public ids of the bills of a place that have this number, the newest session first."""
    statement = select(Bill.id).where(Bill.jurisdiction == jurisdiction, Bill.identifier == identifier)
    ordered = statement.order_by(Bill.latest_action_date.desc().nulls_last(), Bill.legislative_session.desc())
    return list(connection.execute(ordered).scalars())


def bill_row(connection: Connection, key: str) -> Any | None:
    """The row of one bill by its public id; the session may be left out (`us-ma/H1`), then the newest is meant, and may
    go by an older name.

    Raises UnreadableRecord where it is stored and cannot be read; so do `hearing_row` and `notice_row`.
    """
    row = by_id(connection, "bills", key)
    if row is None and (now := current_id(key)) != key:
        row = by_id(connection, "bills", now)
    if row is None and key.count("/") == 1:
        place, identifier = key.split("/")
        statement = (
            select(Bill.__table__)
            .where(Bill.jurisdiction == place, Bill.identifier == identifier)
            .order_by(Bill.latest_action_date.desc().nulls_last(), Bill.legislative_session.desc())
            .limit(1)
        )
        row = one(connection, "bills", statement)
    return row


def kept_bill(row: Any) -> Kept[ScrapedBill]:
    """A row of `bills` as a value."""
    return as_kept(row, ScrapedBill, stage=row.stage)


def bills_by_id(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Rows of `bills` by public id, in the order of these; unknown ids are simply not there."""
    wanted = list(keys)
    rows = in_parts(connection, _ROWS, Bill.id, wanted)
    known = {row.id: row for row in sound(connection, "bills", rows)}
    return {key: known[key] for key in wanted if key in known}


def bill_text(connection: Connection, key: str) -> str | None:
    """The text of one bill, where one is kept."""
    return connection.execute(_TEXT, {"bill": key}).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class KeptText:
    """One version of a bill's text: what it is called, where its source says it, and until when it stood."""

    version: str | None
    until: dt.datetime | None
    text: str


def texts_of(connection: Connection, key: str) -> list[KeptText]:
    """The versions of a bill's text that are kept, the oldest first and the one that stands now last."""
    rows = connection.execute(select(EarlierText.__table__).where(EarlierText.bill_id == key))
    ordered = sorted(rows, key=lambda row: row.replaced_at)
    texts = [KeptText(row.version, row.replaced_at, zlib.decompress(row.packed).decode("utf-8")) for row in ordered]
    now = bill_text(connection, key)
    if now is None:
        return texts
    version = connection.execute(select(TextRead.version).where(TextRead.bill_id == key)).scalar_one_or_none()
    return [*texts, KeptText(version, None, now)]


@dataclass(frozen=True, slots=True)
class TextState:
    """How far the texts of a bill are known."""

    unread: tuple[str | None, str] | None
    """Which version's text could not be read, and why; None where that is not known of any."""
    changed: bool
    """Whether an earlier version is kept."""


def text_state(connection: Connection, key: str) -> TextState:
    """How far the texts of a bill are known."""
    version, problem, changed = connection.execute(_TEXT_STATE, {"bill": key}).one()
    return TextState(unread=(version, problem) if problem is not None else None, changed=changed)


def bill_titles(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Titles of bills by public id; unknown ids are simply not there."""
    return {row.id: row.title for row in in_parts(connection, _TITLES, Bill.id, keys)}
