"""Keep one name for a meeting that two sources number each in their own way."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from tracker import codec
from tracker.items import ScrapedHearing
from tracker.models import Alias, Claim, Hearing
from tracker.twins import same_meeting


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
    starts = {hearing.start for hearing in fresh}
    statement = select(Hearing.id, Hearing.record).where(
        Hearing.jurisdiction.in_({hearing.jurisdiction for hearing in fresh}),
        Hearing.start.in_(starts),
        Hearing.id.not_in(select(Claim.record_id).where(Claim.source == source)),
    )
    others = [(row.id, codec.decode(ScrapedHearing, row.record)) for row in connection.execute(statement)]
    found: dict[str, str] = {}
    for hearing in fresh:
        twins = [key for key, other in others if key not in found.values() and same_meeting(hearing, other)]
        if len(twins) == 1:  # of two candidates neither is sure
            found[hearing.id] = twins[0]
    return found
