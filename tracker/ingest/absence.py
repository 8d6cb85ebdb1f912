"""Keep what a source lists, and note which coming hearings it no longer lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tracker import clock
from tracker.db.models import Base, Claim, Hearing, ListingRow, Person
from tracker.db.sound import value_of
from tracker.db.upsert import upsert
from tracker.ingest import listing
from tracker.ingest.listing import Listing
from tracker.ingest.source import AGGREGATOR
from tracker.ingest.writer import Claimant, save_changes
from tracker.records import serialize
from tracker.records.changes import Change
from tracker.records.items import ScrapedPerson


def last_listing(connection: Connection, source: str, scope: str) -> Listing | None:
    """What the last clean visit of this scope listed; None before the first."""
    query = select(ListingRow.at, ListingRow.listed).where(ListingRow.source == source, ListingRow.scope == scope)
    row = connection.execute(query).first()
    return None if row is None else listing.stored(row.at, row.listed)


def save_listing(connection: Connection, source: str, scope: str, seen: Listing) -> None:
    """Keep what a visit listed, for the next one."""
    row = {"source": source, "scope": scope, "at": seen.at, "listed": serialize.encode(seen.as_json()).decode()}
    upsert(Base.metadata.tables["listings"], connection.dialect.name, replace=True)(connection, [row])


def note_absence(
    connection: Connection,
    who: Claimant,
    met: Collection[str],
    before: Listing | None,
    *,
    lists_all: bool,
) -> tuple[list[str], dict[str, int]]:
    """After a clean visit: mark hearings that are no longer listed, unmark those that are back.

    Gives those marked, and for each coming hearing that was not listed by how many clean visits in a row.
    """
    now = clock.now()
    mine = (
        select(Hearing.id, Hearing.start, Hearing.vanished_at)
        .join(Claim, Claim.record_id == Hearing.id)
        .where(Claim.source == who.source)
    )
    if who.authority <= AGGREGATOR:  # what the body itself still lists is not gone for want of a copy
        mine = mine.where(_told_by_it_alone(Hearing.id, who.source))
    rows = connection.execute(mine.where((Hearing.start > now) | Hearing.vanished_at.is_not(None))).all()
    back = [row.id for row in rows if row.vanished_at is not None and row.id in met]
    ahead = [row.id for row in rows if row.vanished_at is None and row.start > now]
    away = [key for key in ahead if key not in met] if lists_all else []
    starts = {row.id: row.start for row in rows}
    gone, missed = listing.believed_gone(away, len(ahead), before.missed if before is not None else {})
    for keys, kind, moment in ((gone, "hearing_vanished", now), (back, "hearing_returned", None)):
        if keys:
            touched = {"vanished_at": moment, "revision": Hearing.revision + 1, "changed_at": now}
            connection.execute(update(Hearing).where(Hearing.id.in_(keys)).values(touched))
            changes = [Change(kind=kind, what="hearing", record=key, quiet=_quiet(starts[key], now)) for key in keys]
            save_changes(connection, changes, who.source, who.run_id)
    return gone, {key: number for key, number in missed.items() if key not in gone}


def _quiet(start: dt.datetime, now: dt.datetime) -> str | None:
    """Why nobody is mailed that a hearing is listed again: it is over."""
    return "old-news" if start <= now else None


def note_people(connection: Connection, who: Claimant, met: Collection[str], before: Listing | None) -> dict[str, int]:
    """After a clean visit of a source of people: whom it lists no more has left office, who is back sits again.

    Only of the places that it listed. Gives for each person who was not listed by how many clean visits in a row.
    """
    rows = _people_of(connection, who, {key.partition("/person/")[0] for key in met if "/person/" in key})
    sitting = {row.id for row in rows if row.ended is None or row.ended >= who.today}
    away = sorted(sitting.difference(met))
    gone, missed = listing.believed_gone(away, len(sitting), before.missed if before is not None else {})
    back = [row.id for row in rows if row.id in met and row.ended is not None and _sits(row, who.today)]
    for keys, ended in ((gone, _last_seen(before, who.today)), (back, None)):
        if keys:
            touched = {"ended": ended, "revision": Person.revision + 1, "changed_at": clock.now()}
            connection.execute(update(Person).where(Person.id.in_(keys)).values(touched))
    return {key: number for key, number in missed.items() if key not in gone}


def _last_seen(before: Listing | None, today: dt.date) -> dt.date:
    yesterday = today - dt.timedelta(days=1)
    return min(before.at.date(), yesterday) if before is not None else yesterday


def _people_of(connection: Connection, who: Claimant, places: Collection[str]) -> Sequence[Any]:
    """The people of these places whom a source tells; of a copy those whom nobody else tells."""
    mine = (
        select(Person.id, Person.ended, Person.record)
        .join(Claim, Claim.record_id == Person.id)
        .where(Claim.source == who.source, Person.jurisdiction.in_(places))
    )
    if who.authority <= AGGREGATOR:
        mine = mine.where(_told_by_it_alone(Person.id, who.source))
    return connection.execute(mine).all()


def _sits(row: Any, today: dt.date) -> bool:
    """Whether the source itself knows of no end of a person's seat."""
    person = value_of(ScrapedPerson, row.record, row.id)
    return person is not None and (person.ended is None or person.ended >= today)


def _told_by_it_alone(record: InstrumentedAttribute[str], source: str) -> ColumnElement[bool]:
    other = aliased(Claim)
    return ~exists().where(other.record_id == record, other.source != source)
