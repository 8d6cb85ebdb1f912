"""Keep one name for a meeting that two sources number each in their own way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, delete, exists, insert, select

from tracker.db.models import Alias, Claim, Hearing
from tracker.db.sound import value_of
from tracker.records.duplicates import same_meeting
from tracker.records.items import ScrapedHearing

_DAY: Final = dt.timedelta(days=1)
_PART: Final = 900
"""Older SQLite takes at most 999 parameters."""
MOST_AT_ONCE: Final = 100
"""No place holds so many meetings at one moment: where a source says so its times mean nothing, and prove no twins."""


def of(connection: Connection, source: str, hearings: Sequence[ScrapedHearing]) -> dict[str, str]:
    """For those of `hearings` that another source told of first: their own id and the key of the record they belong to.

    A meeting is recognized once, when this source first tells of it; the name found then is kept, so that it does not
    matter when one of the two moves it before the other.
    """
    own = [hearing.id for hearing in hearings]
    known = select(Alias.own_id, Alias.record_id).where(Alias.source == source, Alias.own_id.in_(own))
    record_ids = {row.own_id: row.record_id for row in connection.execute(known)}
    claimed = select(Claim.record_id).where(Claim.source == source, Claim.record_id.in_(own))
    settled = set(connection.execute(claimed).scalars()) | record_ids.keys()
    fresh = [hearing for hearing in hearings if hearing.id not in settled]
    if fresh:
        new = _recognized(connection, source, fresh)
        if new:
            rows = [{"source": source, "own_id": key, "record_id": record} for key, record in new.items()]
            connection.execute(insert(Alias), rows)
            record_ids.update(new)
    return {key: record.partition("/")[2] for key, record in record_ids.items()}


def known(connection: Connection, source: str, own: Sequence[str]) -> dict[str, str]:
    """For those of a source's own ids that stand for another record: the public id of that record."""
    record_ids: dict[str, str] = {}
    for start in range(0, len(own), _PART):
        part = own[start : start + _PART]
        query = select(Alias.own_id, Alias.record_id).where(Alias.source == source, Alias.own_id.in_(part))
        record_ids.update({row.own_id: row.record_id for row in connection.execute(query)})
    return record_ids


def all_of(connection: Connection, source: str) -> dict[str, str]:
    """All own ids of a source that stand for another record, with the public id of that record."""
    query = select(Alias.own_id, Alias.record_id).where(Alias.source == source)
    return {row.own_id: row.record_id for row in connection.execute(query)}


def rename(connection: Connection, source: str, names: Mapping[str, str], met: Collection[str]) -> None:
    """Keep new ids of hearings that the source told before under others; names it no longer uses are forgotten."""
    for own, record in names.items():
        former = select(Alias.own_id).where(Alias.source == source, Alias.record_id == record)
        unused = [own_id for own_id in connection.execute(former).scalars() if own_id not in met]
        connection.execute(delete(Alias).where(Alias.source == source, Alias.own_id.in_(unused)))
        connection.execute(insert(Alias).values(source=source, own_id=own, record_id=record))


def _recognized(connection: Connection, source: str, fresh: Sequence[ScrapedHearing]) -> dict[str, str]:
    """For new hearings the record of another source that is the same meeting; where two could be, neither is sure."""
    others = _others_of_those_days(connection, source, fresh)
    moments = Counter((other.jurisdiction, other.start) for other in others.values() if not other.all_day)
    days: dict[tuple[str, dt.date], list[str]] = {}
    for key, fresh_hearing in others.items():
        if moments[fresh_hearing.jurisdiction, fresh_hearing.start] <= MOST_AT_ONCE:
            days.setdefault((fresh_hearing.jurisdiction, fresh_hearing.start.date()), []).append(key)
    wanted: dict[str, list[str]] = {}
    for hearing in fresh:
        there = days.get((hearing.jurisdiction, hearing.start.date()), ())
        twins = [key for key in there if same_meeting(hearing, others[key])]
        if len(twins) == 1:
            wanted.setdefault(twins[0], []).append(hearing.id)
    return {own[0]: record for record, own in wanted.items() if len(own) == 1}


def _others_of_those_days(
    connection: Connection, source: str, fresh: Sequence[ScrapedHearing]
) -> dict[str, ScrapedHearing]:
    """Hearings that other sources told, on the days of these and in their places."""
    hearings: dict[str, ScrapedHearing] = {}
    for place in {hearing.jurisdiction for hearing in fresh}:
        starts = [hearing.start for hearing in fresh if hearing.jurisdiction == place]
        days = {start.date() for start in starts}
        query = select(Hearing.id, Hearing.start, Hearing.record).where(
            Hearing.jurisdiction == place,
            Hearing.start >= min(starts) - _DAY,
            Hearing.start <= max(starts) + _DAY,
            ~exists().where(Claim.record_id == Hearing.id, Claim.source == source),
        )
        for row in connection.execute(query):
            if any(abs(row.start.date() - day) <= _DAY for day in days):
                known = value_of(ScrapedHearing, row.record, row.id)
                hearings |= {row.id: known} if known is not None else {}
    return hearings
