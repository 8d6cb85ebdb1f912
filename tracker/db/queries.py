"""Ask the database; every question that several parts of the program ask stands here.

Functions take a connection from `tracker.db.engine.reading`, so that several answers show one moment's state.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import DeclarativeBase, aliased

from tracker import clock
from tracker.db import search, search_rank
from tracker.db.models import (
    Bill,
    BillText,
    ChangeRow,
    Hearing,
    HearingBill,
    Match,
    Notice,
    Organization,
    OutboxRow,
    Pending,
    Person,
    PersonId,
    Run,
    RunProblem,
    Session,
    SourceRow,
)
from tracker.db.sound import FAULTS, asked, one, sound
from tracker.records import ocd_json, serialize
from tracker.records.changes import Change, Move
from tracker.records.items import ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedOrganization, ScrapedPerson
from tracker.records.sessions import current_id
from tracker.records.stored import Kept

T = TypeVar("T")
_log = logging.getLogger("tracker.db")
_PAGE = 500


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
    first = _first(connection, query)
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


def _first(connection: Connection, query: BillQuery) -> list[str]:
    """The bills that words name, likeliest first; those of that number whatever else flags them, unless more is asked."""
    if not query.words:
        return []
    plain = replace(query, words=None, limit=None, offset=0, flagged=False) == BillQuery()
    numbered = search.numbered(connection, query.words) if plain else []
    best = search_rank.best_first(connection, query.words, partial(_conditions, query))
    return list(dict.fromkeys([*numbered, *best]))


def _narrow_bills(connection: Connection, query: BillQuery) -> Select[Any]:
    statement = select(Bill.__table__)
    if query.words:
        hits = search.hits(connection, search.asked_for(query.words))
        statement = statement.join(hits.table, hits.key == Bill.id).order_by(*hits.best[:1])
    return statement.where(and_(True, *_conditions(query, Bill.id)))


def _conditions(query: BillQuery, key: Any) -> list[ColumnElement[bool]]:
    """What a bill must be, by a column that holds its id."""
    wanted: list[ColumnElement[bool]] = []
    if query.jurisdictions:
        wanted.append(Bill.jurisdiction.in_(query.jurisdictions))
    if query.sessions:
        wanted.append(Bill.legislative_session.in_(query.sessions))
    if query.stages:
        wanted.append(Bill.stage.in_(query.stages))
    if query.since:
        wanted.append(Bill.latest_action_date >= query.since)
    found = [] if key is Bill.id else [key.in_(select(Bill.id).where(and_(True, *wanted)))]
    if query.topics or query.min_score is not None or query.flagged or query.possible:
        found.append(exists(_matching(query).where(Match.record_id == key)))
    return [*wanted, *found] if key is Bill.id else found


def _matching(query: BillQuery) -> Select[Any]:
    found = select(Match.record_id).where(_shown_by(query), Match.gone_at.is_(None))
    if query.topics:
        found = found.where(Match.topic.in_(query.topics))
    if query.min_score is not None:
        found = found.where(Match.score >= query.min_score)
    return found


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


def bill_row(connection: Connection, key: str) -> Any | None:
    """The row of one bill by its public id; the session may be left out (`us-ma/H1`), then the newest is meant, and may
    go by an older name.

    Raises UnreadableRecord where it is stored and cannot be read; so do `hearing_row` and `notice_row`.
    """
    found = one(connection, "bills", select(Bill.__table__).where(Bill.id == key))
    if found is None and (now := current_id(key)) != key:
        found = one(connection, "bills", select(Bill.__table__).where(Bill.id == now))
    if found is None and key.count("/") == 1:
        place, identifier = key.split("/")
        statement = (
            select(Bill.__table__)
            .where(Bill.jurisdiction == place, Bill.identifier == identifier)
            .order_by(Bill.latest_action_date.desc().nulls_last(), Bill.legislative_session.desc())
        )
        found = one(connection, "bills", statement)
    return found


def hearing_row(connection: Connection, key: str) -> Any | None:
    """The row of one hearing by its public id."""
    return one(connection, "hearings", select(Hearing.__table__).where(Hearing.id == key))


def notice_row(connection: Connection, key: str) -> Any | None:
    """The row of one notice by its public id."""
    return one(connection, "notices", select(Notice.__table__).where(Notice.id == key))


def kept_bill(row: Any) -> Kept[ScrapedBill]:
    """A row of `bills` as a value."""
    return _kept(row, ScrapedBill, stage=row.stage)


def kept_hearing(row: Any) -> Kept[ScrapedHearing]:
    """A row of `hearings` as a value."""
    return _kept(row, ScrapedHearing, vanished_at=row.vanished_at)


def kept_notice(row: Any) -> Kept[ScrapedNotice]:
    """A row of `notices` as a value."""
    return _kept(row, ScrapedNotice)


def _kept(row: Any, kind: type[T], **more: Any) -> Kept[T]:
    return Kept(
        id=row.id,
        item=serialize.decode(kind, row.record),
        first_seen=row.first_seen,
        changed_at=row.changed_at,
        revision=row.revision,
        provenance=tuple((row.provenance or {}).items()),
        source=row.source,
        **more,
    )


def bills_by_id(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Rows of `bills` by public id; unknown ids are simply not there."""
    return {
        row.id: row for row in sound(connection, "bills", _in_parts(connection, select(Bill.__table__), Bill.id, keys))
    }


def bill_text(connection: Connection, key: str) -> str | None:
    """The text of one bill, where one is kept."""
    return connection.execute(select(BillText.text).where(BillText.bill_id == key)).scalar_one_or_none()


def publishers(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """Who publishes each of these sources."""
    found = connection.execute(select(SourceRow.name, SourceRow.publisher).where(SourceRow.name.in_(list(names))))
    return {row.name: row.publisher for row in found}


def bill_titles(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Titles of bills by public id; unknown ids are simply not there."""
    table = Bill.__table__
    return {row.id: row.title for row in _in_parts(connection, select(table.c.id, table.c.title), Bill.id, keys)}


def matches_of(
    connection: Connection, keys: Iterable[str], *, flagged_only: bool = True, possible: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """For each record the topics that match it now, best first, as JSON values; `possible` ones too where asked for."""
    statement = select(Match).with_only_columns(Match.record_id, Match.topic, Match.score, Match.tier, Match.reasons)
    statement = statement.where(Match.gone_at.is_(None))
    if flagged_only:
        statement = statement.where(or_(Match.flagged, Match.tier == "possible") if possible else Match.flagged)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _in_parts(connection, statement, Match.record_id, keys):
        for match in _made(ocd_json.match, [row]):
            found.setdefault(row.record_id, []).append(match)
    for each in found.values():
        each.sort(key=lambda match: (-match["score"], match["topic"]))
    return found


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
    wanted: list[ColumnElement[bool]] = []
    if query.jurisdictions:
        wanted.append(Hearing.jurisdiction.in_(query.jurisdictions))
    if query.after and query.or_changed_since:
        wanted.append((Hearing.start >= query.after) | (Hearing.changed_at >= query.or_changed_since))
    elif query.after:
        wanted.append(Hearing.start >= query.after)
    if query.before:
        wanted.append(Hearing.start < query.before)
    if query.past:
        start, key = query.past
        wanted.append((Hearing.start > start) | ((Hearing.start == start) & (Hearing.id > key)))
    if query.topics or query.flagged:
        wanted.append(_flagged_hearing(query.topics))
    if query.bills:
        wanted.append(or_(*map(_hears, query.bills)))
    statement = select(Hearing.__table__).where(and_(True, *wanted)).order_by(Hearing.start, Hearing.id)
    yield from asked(connection, "hearings", statement, limit=query.limit)


def _hears(bill: str) -> ColumnElement[bool]:
    place, session, identifier = bill.split("/")
    heard = select(HearingBill.hearing_id).where(
        HearingBill.hearing_id == Hearing.id,
        HearingBill.jurisdiction == place,
        HearingBill.identifier == identifier,
        HearingBill.legislative_session.is_(None) | (HearingBill.legislative_session == session),
    )
    return exists(heard)


def _live(topics: Sequence[str]) -> list[ColumnElement[bool]]:
    """What a match must be to count: flagged now, and by one of these topics where some are given."""
    return [Match.flagged.is_(True), Match.gone_at.is_(None), *([Match.topic.in_(topics)] if topics else [])]


def _flagged_hearing(topics: Sequence[str]) -> ColumnElement[bool]:
    live = _live(topics)
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


def _newest_session() -> ScalarSelect[Any]:
    """The newest session that has a bill of the heard one's number."""
    newer = aliased(Bill)
    same = (newer.jurisdiction == HearingBill.jurisdiction, newer.identifier == HearingBill.identifier)
    return select(func.max(newer.legislative_session)).where(*same).correlate(HearingBill).scalar_subquery()


def heard_bills(connection: Connection, keys: Iterable[str]) -> dict[str, list[str]]:
    """For each hearing the public ids of the bills it hears, in the agenda's order.

    A bill we do not hold stands with the session its agenda names, or `?` where it names none.
    """
    columns = (
        HearingBill.hearing_id,
        HearingBill.jurisdiction,
        HearingBill.legislative_session,
        HearingBill.identifier,
    )
    statement = select(*columns, _newest_session().label("newest")).order_by(
        HearingBill.hearing_id, HearingBill.position
    )
    found: dict[str, list[str]] = {}
    for row in _in_parts(connection, statement, HearingBill.hearing_id, keys):
        session = row.legislative_session or row.newest or "?"
        key = f"{row.jurisdiction}/{session}/{row.identifier}"
        ids = found.setdefault(row.hearing_id, [])
        if key not in ids:
            ids.append(key)
    return found


def hearings_by_id(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Rows of `hearings` by public id."""
    rows = _in_parts(connection, select(Hearing.__table__), Hearing.id, keys)
    return {row.id: row for row in sound(connection, "hearings", rows)}


def notices(
    connection: Connection,
    *,
    jurisdictions: Sequence[str] = (),
    open_on: dt.date | None = None,
    topics: Sequence[str] = (),
    since: dt.date | None = None,
    flagged: bool = False,
) -> Iterator[Any]:
    """Rows of `notices` that fit, the soonest closing comment period first."""
    wanted: list[ColumnElement[bool]] = []
    if jurisdictions:
        wanted.append(Notice.jurisdiction.in_(jurisdictions))
    if open_on:
        wanted.append(Notice.comments_close >= open_on)
    if since:
        wanted.append(Notice.published >= since)
    if topics or flagged:
        wanted.append(exists(select(Match.record_id).where(Match.record_id == Notice.id, *_live(topics))))
    statement = select(Notice.__table__).where(and_(True, *wanted))
    yield from asked(connection, "notices", statement.order_by(Notice.comments_close.nulls_last(), Notice.id))


def notices_by_id(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Rows of `notices` by public id."""
    return {
        row.id: row
        for row in sound(connection, "notices", _in_parts(connection, select(Notice.__table__), Notice.id, keys))
    }


def changes(
    connection: Connection,
    *,
    after: int = 0,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    records: Sequence[str] | None = None,
) -> Iterator[Change]:
    """Changes in the order in which they were seen, from the sequence number after `after`."""
    statement = select(ChangeRow.__table__)
    if after and records is None:
        statement = statement.where(ChangeRow.id > after)
    elif after:  # as a sum, so that no database walks along all numbers for the sake of a few records
        statement = statement.where(ChangeRow.id + 0 > after)
    if since:
        statement = statement.where(ChangeRow.seen_at >= since)
    if until:
        statement = statement.where(ChangeRow.seen_at < until)
    rows: Iterable[Any]
    if records is None:
        rows = connection.execute(statement.order_by(ChangeRow.id), execution_options={"yield_per": _PAGE})
    else:
        rows = sorted(_in_parts(connection, statement, ChangeRow.record_id, records), key=lambda row: row.id)
    yield from _made(change, rows)


def _made(made: Callable[[Any], T], rows: Iterable[Any]) -> Iterator[T]:
    """What is made of these rows about records; one that cannot be read costs itself."""
    for row in rows:
        try:
            value = made(row)
        except FAULTS as problem:
            _log.warning("what is stored about %s cannot be read and is left out: %s", row.record_id, problem)
        else:
            yield value


def change(row: Any) -> Change:
    """A row of `changes` as a value."""
    return Change(
        kind=row.kind,
        what=row.what,
        record=row.record_id,
        moves=tuple(Move(**move) for move in row.moves),
        quiet=row.quiet,
        happened=row.happened,
        bills=tuple(row.bills),
        seen_at=row.seen_at,
        sequence=row.id,
    )


def people_of(
    connection: Connection, jurisdiction: str, *, chamber: str | None = None, district: str | None = None
) -> list[Any]:
    """Legislators in office of a place, by chamber and district."""
    statement = select(Person.__table__).where(Person.jurisdiction == jurisdiction, in_office())
    if chamber:
        statement = statement.where(Person.chamber == chamber)
    if district:
        statement = statement.where(Person.district == district)
    return list(asked(connection, "people", statement.order_by(Person.chamber, Person.district, Person.name)))


def organizations_of(connection: Connection, jurisdiction: str) -> list[Any]:
    """Committees and other bodies of a place, by name."""
    statement = select(Organization.__table__).where(Organization.jurisdiction == jurisdiction)
    return list(asked(connection, "organizations", statement.order_by(Organization.name, Organization.id)))


def kept_organization(row: Any) -> Kept[ScrapedOrganization]:
    """A row of `organizations` as a value."""
    return _kept(row, ScrapedOrganization)


def people_by_source_id(connection: Connection, values: Iterable[str]) -> dict[str, Any]:
    """Legislators by an id that sponsorships name them with."""
    statement = select(PersonId.value, Person.__table__).join(Person, Person.id == PersonId.person_id)
    return {
        row.value: row for row in sound(connection, "people", _in_parts(connection, statement, PersonId.value, values))
    }


def kept_person(row: Any) -> Kept[ScrapedPerson]:
    """A row of `people` as a value."""
    return _kept(row, ScrapedPerson)


def in_office() -> ColumnElement[bool]:
    """Whether a legislator still sits, as a condition."""
    return Person.ended.is_(None) | (Person.ended >= clock.today())


def sources(connection: Connection) -> list[Any]:
    """All sources we have met, by name."""
    return list(connection.execute(select(SourceRow.__table__).order_by(SourceRow.name)))


def unread_places(connection: Connection, places: Iterable[str]) -> list[str]:
    """Of these places those that nothing was ever read of: of them an empty list says nothing."""
    wanted = list(dict.fromkeys(places))
    read = {row.jurisdiction for row in sources(connection) if row.last_good_at}
    for table in (Bill, Hearing, Notice):
        missing = [code for code in wanted if code not in read]
        held = select(table.jurisdiction).where(table.jurisdiction.in_(missing)).distinct()
        read |= set(connection.execute(held).scalars()) if missing else set()
    return [code for code in wanted if code not in read]


def outbox_counts(connection: Connection) -> dict[str, int]:
    """How many messages stand in each state, by name of the state."""
    counted = select(OutboxRow.state, func.count()).group_by(OutboxRow.state).order_by(OutboxRow.state)
    return dict(connection.execute(counted).all())


def runs(connection: Connection, *, source: str | None = None, limit: int = 20) -> list[Any]:
    """The newest runs first."""
    statement = select(Run.__table__).order_by(Run.id.desc()).limit(limit)
    if source:
        statement = statement.where(Run.source == source)
    return list(connection.execute(statement))


def run_problems(connection: Connection, run_id: int) -> list[Any]:
    """What went wrong in a run, in order."""
    statement = select(RunProblem.__table__).where(RunProblem.run_id == run_id).order_by(RunProblem.id)
    return list(connection.execute(statement))


def sessions(connection: Connection, jurisdiction: str | None = None) -> list[Any]:
    """Sessions we have met, by place and name."""
    statement = select(Session.__table__).order_by(Session.jurisdiction, Session.identifier)
    if jurisdiction:
        statement = statement.where(Session.jurisdiction == jurisdiction)
    return list(connection.execute(statement))


def totals(connection: Connection) -> dict[str, int]:
    """How much we hold, by kind."""
    tables: dict[str, type[DeclarativeBase]] = {"bills": Bill, "hearings": Hearing, "notices": Notice, "people": Person}
    found = {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in tables.items()
    }
    live = select(func.count(func.distinct(Match.record_id))).where(Match.flagged, Match.gone_at.is_(None))
    return {**found, "flagged": int(connection.execute(live).scalar_one())}


def _in_parts(connection: Connection, statement: Select[Any], key: Any, keys: Iterable[str]) -> Iterator[Any]:
    """Ask for many keys in parts that every database takes."""
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), _PAGE):
        yield from connection.execute(statement.where(key.in_(wanted[start : start + _PAGE])))


def pending(connection: Connection) -> dict[str, int]:
    """How many records wait for each job."""
    statement = select(Pending.job, func.count()).group_by(Pending.job).order_by(Pending.job)
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


def flagged_in_run(connection: Connection, run_id: int) -> int:
    """How many of the records that changed in a run are flagged now."""
    live = (
        select(func.count(func.distinct(ChangeRow.record_id)))
        .join(Match, Match.record_id == ChangeRow.record_id)
        .where(ChangeRow.run_id == run_id, Match.flagged, Match.gone_at.is_(None))
    )
    return int(connection.execute(live).scalar_one())
