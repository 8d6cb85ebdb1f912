"""Hearings: those that fit a question, and the bills they hear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count, takewhile
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from tracker.db.models import (
    Bill,
    Hearing,
    HearingBill,
    Match,
)
from tracker.db.queries.match_rows import live_match
from tracker.db.queries.parts import as_kept, in_parts
from tracker.db.sound import asked, by_id, lists, part, sound
from tracker.records.items import ScrapedHearing
from tracker.records.stored import Kept

_ROWS: Final[Any] = select(Hearing.__table__)


def hearing_row(connection: Connection, key: str) -> Any | None:
    """The row of one hearing by its public id."""
    return by_id(connection, "hearings", key)


def kept_hearing(row: Any) -> Kept[ScrapedHearing]:
    """A row of `hearings` as a value."""
    return as_kept(row, ScrapedHearing, vanished_at=row.vanished_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingQuery:
    """Which hearings: each field narrows the answer; of a list any will do, and an empty one does not narrow."""

    jurisdictions: Sequence[str] = ()
    after: dt.datetime | None = None
    """Starting at or after this moment."""
    before: dt.datetime | None = None
    topics: Sequence[str] = ()
    """Only hearings that one of these topics flags, or that hear a bill it flags."""
    flagged: bool = False
    bills: Sequence[str] = ()
    """Only hearings that hear one of these."""
    limit: int | None = None
    or_changed_since: dt.datetime | None = None
    """With `after`: also those that changed since then, however long ago they were: a cancelled one, or one moved back."""
    past: tuple[dt.datetime, str] | None = None
    """Start and id of the last one already shown: only what comes after it in the order."""


def hearings(connection: Connection, query: HearingQuery) -> Iterator[Any]:
    """Rows of `hearings` that fit, soonest first."""
    values = _values(query)
    statement = _fitting(frozenset(values), tuple(query.topics), query.flagged)
    yield from asked(connection, "hearings", statement, values, limit=query.limit, few=bool(query.bills))


@lru_cache(maxsize=64)
def _fitting(given: frozenset[str], topics: tuple[str, ...], flagged: bool) -> Select[Any]:
    """The question with places for its values, made once: to build one takes longer than to ask."""
    narrowing = _narrowing(given, topics, flagged=flagged)
    return select(Hearing.__table__).where(and_(True, *narrowing)).order_by(Hearing.start, Hearing.id)


def hearings_in_brief(connection: Connection, query: HearingQuery) -> Iterator[Any]:
    """Of the same what a line tells, without their records: to read those of a whole month takes most of its time."""
    zone = part(connection, Hearing.record, "timezone").as_string().label("timezone")
    columns = (Hearing.id, Hearing.jurisdiction, Hearing.name, Hearing.start, Hearing.status, Hearing.classification)
    values = _values(query)
    narrowing = _narrowing(frozenset(values), tuple(query.topics), flagged=query.flagged)
    statement = select(*columns, Hearing.vanished_at, zone).where(lists(Hearing.id), *narrowing)
    yield from connection.execute(statement.order_by(Hearing.start, Hearing.id).limit(query.limit), values)


def _values(query: HearingQuery) -> dict[str, Any]:
    """What is given of a question, each value under the name of its place."""
    given = {
        "jurisdictions": query.jurisdictions,
        "after": query.after,
        "before": query.before,
        "changed_since": query.or_changed_since if query.after else None,
    }
    values = {name: value for name, value in given.items() if value}
    if query.past:
        values["past_start"], values["past_id"] = query.past
    for number, bill in enumerate(query.bills):
        values |= zip(_places_of_bill(number), bill.split("/"), strict=True)
    return values


def _places_of_bill(number: int) -> tuple[str, str, str]:
    return f"place_{number}", f"session_{number}", f"identifier_{number}"


def _narrowing(given: frozenset[str], topics: tuple[str, ...], *, flagged: bool) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if "jurisdictions" in given:
        wanted.append(Hearing.jurisdiction.in_(bindparam("jurisdictions", expanding=True)))
    if "after" in given:
        later = Hearing.start >= bindparam("after")
        wanted.append(later | (Hearing.changed_at >= bindparam("changed_since")) if "changed_since" in given else later)
    if "before" in given:
        wanted.append(Hearing.start < bindparam("before"))
    if "past_start" in given:
        same = (Hearing.start == bindparam("past_start")) & (Hearing.id > bindparam("past_id"))
        wanted.append((Hearing.start > bindparam("past_start")) | same)
    if topics or flagged:
        wanted.append(_flagged_hearing(topics))
    bills = [
        _hears(number)
        for number in takewhile(lambda number_of_place: _places_of_bill(number_of_place)[0] in given, count())
    ]
    return [*wanted, or_(*bills)] if bills else wanted


def _hears(number: int) -> ColumnElement[bool]:
    """Whether it hears that one of the bills; asked from the bill's side, since of all hearings few hear it."""
    place, session, identifier = _places_of_bill(number)
    heard = select(HearingBill.hearing_id).where(
        HearingBill.jurisdiction == bindparam(place),
        HearingBill.identifier == bindparam(identifier),
        HearingBill.legislative_session.is_(None) | (HearingBill.legislative_session == bindparam(session)),
    )
    return Hearing.id.in_(heard)


@lru_cache(maxsize=64)
def _flagged_hearing(topics: tuple[str, ...]) -> ColumnElement[bool]:
    live = live_match(topics)
    # With an offset PostgreSQL asks for one hearing at a time, as SQLite does, instead of joining all agendas for a page of them.
    itself = exists(select(Match.record_id).where(Match.record_id == Hearing.id, *live).offset(0))
    bill = (
        select(HearingBill.hearing_id)
        .join(Bill, _same_bill())
        .join(Match, Match.record_id == Bill.id)
        .where(HearingBill.hearing_id == Hearing.id, *live)
        .offset(0)
    )
    return or_(itself, exists(bill))


def _same_bill() -> ColumnElement[bool]:
    """A heard bill is the one of its session; where the agenda names none, the newest of that number."""
    session = func.coalesce(HearingBill.legislative_session, _newest_session())
    return and_(
        Bill.jurisdiction == HearingBill.jurisdiction,
        Bill.identifier == HearingBill.identifier,
        Bill.legislative_session == session,
    )


@cache
def _newest_session() -> ScalarSelect[Any]:
    """The newest session that has a bill of the heard one's number."""
    newer = aliased(Bill)
    same = (newer.jurisdiction == HearingBill.jurisdiction, newer.identifier == HearingBill.identifier)
    return select(func.max(newer.legislative_session)).where(*same).correlate(HearingBill).scalar_subquery()


def heard_bills(connection: Connection, keys: Iterable[str]) -> dict[str, list[str]]:
    """For each hearing the public ids of the bills it hears, in the agenda's order.

    A bill we do not hold stands with the session its agenda names, or `?` where it names none.
    """
    by_hearing: dict[str, list[str]] = {}
    for row in in_parts(connection, _heard(), HearingBill.hearing_id, keys):
        session = row.legislative_session or row.newest or "?"
        key = f"{row.jurisdiction}/{session}/{row.identifier}"
        ids = by_hearing.setdefault(row.hearing_id, [])
        if key not in ids:
            ids.append(key)
    return by_hearing


@cache
def _heard() -> Select[Any]:
    columns = (
        HearingBill.hearing_id,
        HearingBill.jurisdiction,
        HearingBill.legislative_session,
        HearingBill.identifier,
    )
    return select(*columns, _newest_session().label("newest")).order_by(HearingBill.hearing_id, HearingBill.position)


def hearings_by_id(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Rows of `hearings` by public id."""
    rows = in_parts(connection, _ROWS, Hearing.id, keys)
    return {row.id: row for row in sound(connection, "hearings", rows)}
