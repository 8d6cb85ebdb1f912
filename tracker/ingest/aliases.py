"""Keep one name for a meeting that two sources number each in their own way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from tracker.db.models import Alias, Claim, Hearing
from tracker.records import serialize
from tracker.records.duplicates import same_meeting
from tracker.records.items import ScrapedHearing

MOST_AT_ONCE: Final = 100
"""No place holds so many meetings at one moment: where a source says so its times mean nothing, and prove no twins."""


def of(connection: Connection, source: str, hearings: Sequence[ScrapedHearing]) -> dict[str, str]:
    """For those of `hearings` that another source told of first: their own id and the key of the record they belong to.

    A meeting is recognised once, when this source first tells of it; the name found then is kept, so that it does not
    matter when one of the two moves it before the other.
    """
    own = [hearing.id for hearing in hearings]
    known = select(Alias.own_id, Alias.record_id).where(Alias.source == source, Alias.own_id.in_(own))
    found = {row.own_id: row.record_id for row in connection.execute(known)}
    claimed = select(Claim.record_id).where(Claim.source == source, Claim.record_id.in_(own))
    settled = set(connection.execute(claimed).scalars()) | found.keys()
    fresh = [hearing for hearing in hearings if hearing.id not in settled]
    if fresh:
        new = _recognised(connection, source, fresh)
        if new:
            rows = [{"source": source, "own_id": key, "record_id": record} for key, record in new.items()]
            connection.execute(insert(Alias), rows)
            found.update(new)
    return {key: record.partition("/")[2] for key, record in found.items()}


def _recognised(connection: Connection, source: str, fresh: Sequence[ScrapedHearing]) -> dict[str, str]:
    asked = [hearing for hearing in fresh if not hearing.all_day]  # a day is no moment at which to meet
    statement = select(Hearing.id, Hearing.jurisdiction, Hearing.start, Hearing.record).where(
        Hearing.jurisdiction.in_({hearing.jurisdiction for hearing in asked}),
        Hearing.start.in_({hearing.start for hearing in asked}),
        Hearing.id.not_in(select(Claim.record_id).where(Claim.source == source)),
    )
    others: dict[tuple[str, dt.datetime], list[Any]] = {}
    for row in connection.execute(statement) if asked else ():
        others.setdefault((row.jurisdiction, row.start), []).append(row)
    read: dict[str, ScrapedHearing] = {}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for hearing in asked:
        there = others.get((hearing.jurisdiction, hearing.start), ())
        if len(there) > MOST_AT_ONCE:
            continue
        for row in there:
            if row.id not in read:
                read[row.id] = serialize.decode(ScrapedHearing, row.record)
        twins = [row.id for row in there if row.id not in taken and same_meeting(hearing, read[row.id])]
        if len(twins) == 1:  # of two candidates neither is sure
            found[hearing.id] = twins[0]
            taken.add(twins[0])
    return found
