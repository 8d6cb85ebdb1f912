"""Find hearings that were posted anew under another id: the same body, a bill in common, days not far apart, and the old one off.

Some legislatures (Illinois among them) never move a hearing: they cancel it and post another one. Who filed a slip for the old one
must file it again, which nobody learns as long as the two are strangers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from tracker.db import queries
from tracker.db.models import Hearing
from tracker.db.queries.parts import read_each
from tracker.deadlines.model import ALONE, Beside, Posting
from tracker.records.items import OFF, ScrapedHearing
from tracker.records.stored import Kept

APART: Final = dt.timedelta(days=45)
"""How far apart the two may be: a hearing that comes up months later is another one."""

BodyOf = Callable[[ScrapedHearing], str]


def with_reposts(
    connection: Connection, hearings: Sequence[Kept[ScrapedHearing]], known: dict[str, Beside], body_of: BodyOf
) -> dict[str, Beside]:
    """What is known beside these hearings, with the one that each was posted for anew, or that was posted for it."""
    if not hearings:
        return known
    others = _near(connection, hearings)
    pairs = list(_pairs(connection, hearings, others, body_of))
    for old, new in pairs:
        if any(hearing.id == new.id for hearing in hearings):
            known[new.id] = replace(known.get(new.id, ALONE), replaces=_posting(old))
        if any(hearing.id == old.id for hearing in hearings):
            known[old.id] = replace(known.get(old.id, ALONE), replaced_by=_posting(new))
    return known


def _near(connection: Connection, hearings: Sequence[Kept[ScrapedHearing]]) -> dict[str, Kept[ScrapedHearing]]:
    """Hearings of the same places that may be a partner: for one that takes place those that are off, for one that is off all."""
    by_id = {hearing.id: hearing for hearing in hearings}
    by_place: dict[str, list[Kept[ScrapedHearing]]] = {}
    for hearing in hearings:
        by_place.setdefault(hearing.item.jurisdiction, []).append(hearing)
    for place, here in by_place.items():
        starts = [stored.item.start for stored in here]
        query = select(Hearing.__table__).where(
            Hearing.jurisdiction == place,
            Hearing.start >= min(starts) - APART,
            Hearing.start <= max(starts) + APART,
        )
        if not any(_off(stored) for stored in here):
            query = query.where(Hearing.status.in_(OFF) | Hearing.vanished_at.is_not(None))
        for other in read_each(queries.kept_hearing, connection.execute(query)):
            by_id.setdefault(other.id, other)
    return by_id


def _off(stored: Kept[ScrapedHearing]) -> bool:
    """Whether it does not take place: called off, or gone from its source before its day."""
    return stored.item.status in OFF or (stored.vanished_at is not None and stored.vanished_at < stored.item.start)


def _pairs(
    connection: Connection,
    hearings: Sequence[Kept[ScrapedHearing]],
    others: dict[str, Kept[ScrapedHearing]],
    body_of: BodyOf,
) -> Iterator[tuple[Kept[ScrapedHearing], Kept[ScrapedHearing]]]:
    """An old hearing that is off with the one that was posted for it, the nearest in time."""
    off = [other for other in others.values() if _off(other)]
    if not off:
        return
    heard = queries.heard_bills(connection, list(others))
    keys = {hearing.id for hearing in hearings}
    by_bill: dict[tuple[str, str, str], list[Kept[ScrapedHearing]]] = {}
    for other in others.values():
        if not _off(other):
            for key in _keys(other, heard.get(other.id, ()), body_of):
                by_bill.setdefault(key, []).append(other)
    for old in off:
        after = {
            new.id: new
            for key in _keys(old, heard.get(old.id, ()), body_of)
            for new in by_bill.get(key, ())
            if new.first_seen >= old.first_seen and abs(new.item.start - old.item.start) <= APART
        }
        near = min(after.values(), key=lambda new: (abs(new.item.start - old.item.start), new.id), default=None)
        if near is not None and keys & {old.id, near.id}:
            yield old, near


def _keys(stored: Kept[ScrapedHearing], bills: Iterable[str], body_of: BodyOf) -> Iterator[tuple[str, str, str]]:
    body = body_of(stored.item)
    return ((stored.item.jurisdiction, body, bill) for bill in bills)


def _posting(stored: Kept[ScrapedHearing]) -> Posting:
    return Posting(id=stored.id, start=stored.item.start, all_day=stored.item.all_day)
