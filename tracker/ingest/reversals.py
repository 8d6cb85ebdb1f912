"""Know a copy from before by what it takes back: hearings that were called off, moved or dropped one after another, and all at once
stand as they stood.

A server that answers with a page of weeks ago lists nothing that is old, as a calendar of a year ahead; only what changed since shows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from tracker.db.models import ChangeRow, Claim, Hearing
from tracker.ingest.doubt import Doubt
from tracker.records.changes import Move
from tracker.records.text import number_of

LEAST: Final = 3
"""So many hearings that stand as they stood before are no coincidence,"""
SORTS: Final = 2
"""where so many sorts of changes are taken back, which came in as many visits: a storm that passes takes back one."""
_SORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cancelled": "state",
        "returned": "state",
        "status": "state",
        "start": "time",
        "location": "place",
        "virtual": "place",
    }
)
_PART: Final = 900


class _Back(NamedTuple):
    """One change that is taken back: of which record, what it changed, in which visit, and when."""

    record: str
    sort: str
    run: int | None
    seen_at: dt.datetime


class _Change(NamedTuple):
    """A change as it was told."""

    before: str | None
    after: str | None
    run: int | None
    seen_at: dt.datetime


def doubts(
    connection: Connection, source: str, moves: Mapping[str, Sequence[Move]], listed: Collection[str]
) -> list[Doubt]:
    """The doubt about a visit that takes back what earlier ones told; `moves` are what it would change, by public id of the hearing."""
    back = [*_moved_back(connection, source, moves), *_listed_again(connection, source, listed)]
    records, sorts, runs = {one.record for one in back}, {one.sort for one in back}, {one.run for one in back}
    if len(records) < LEAST or len(sorts) < SORTS or len(runs) < SORTS:
        return []
    since = min(one.seen_at for one in back)
    return [
        Doubt(
            words=f"{number_of(len(records), 'hearing')} stand as they stood before {since:%Y-%m-%d}, when the first of them changed: an old page"
        )
    ]


def _moved_back(connection: Connection, source: str, moves: Mapping[str, Sequence[Move]]) -> Iterator[_Back]:
    newest = _newest_changes(connection, source, list(moves))
    for key, would_move in moves.items():
        for move in would_move:
            sort = _SORT.get(move.aspect, "")
            change = newest.get((key, sort))
            if sort and change is not None and (change.before, change.after) == (move.after, move.before):
                yield _Back(key, sort, change.run, change.seen_at)


def _newest_changes(connection: Connection, source: str, keys: Sequence[str]) -> dict[tuple[str, str], _Change]:
    """Of each hearing the newest change of each sort that the source told."""
    newest: dict[tuple[str, str], _Change] = {}
    for start in range(0, len(keys), _PART):
        query = select(ChangeRow.record_id, ChangeRow.moves, ChangeRow.run_id, ChangeRow.seen_at).where(
            ChangeRow.record_id.in_(keys[start : start + _PART]),
            ChangeRow.what == "hearing",
            ChangeRow.source == source,
        )
        for row in connection.execute(query.order_by(ChangeRow.id)):
            for move in row.moves:
                change = _Change(move.get("before"), move.get("after"), row.run_id, row.seen_at)
                newest[row.record_id, _SORT.get(move.get("aspect", ""), "")] = change
    return newest


def _listed_again(connection: Connection, source: str, listed: Collection[str]) -> Iterator[_Back]:
    query = (
        select(Hearing.id, Hearing.vanished_at)
        .join(Claim, Claim.record_id == Hearing.id)
        .where(Claim.source == source, Hearing.vanished_at.is_not(None))
    )
    for key, vanished_at in connection.execute(query):
        if key in listed and vanished_at is not None:
            yield _Back(key, "listing", None, vanished_at)
