"""Keep what a subscriber has done: by hearing and kind, never by its moment, so that a tick survives a move.

A hearing that is posted anew under another id is another one: what was filed for the old one must be filed again.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from tracker import clock
from tracker.db.models import DoneRow
from tracker.deadlines.model import KINDS
from tracker.errors import UsageProblem

FEW: Final = 5
"""Numbers below this could be one person; they are told as "fewer than five"."""


def of(connection: Connection, subscription_id: int) -> dict[str, frozenset[str]]:
    """For each hearing or notice the kinds of deadline that the subscriber has done."""
    rows = connection.execute(
        select(DoneRow.record_id, DoneRow.kind).where(DoneRow.subscription_id == subscription_id)
    ).all()
    by_record: dict[str, set[str]] = {}
    for record, kind in rows:
        by_record.setdefault(record, set()).add(kind)
    return {record: frozenset(kinds) for record, kinds in by_record.items()}


def days_of_all(connection: Connection) -> dict[int, tuple[tuple[str, str, dt.datetime], ...]]:
    """For each subscription that ticked something: the record, the kind of deadline and when it was ticked."""
    days: dict[int, list[tuple[str, str, dt.datetime]]] = {}
    for row in connection.execute(select(DoneRow.__table__).order_by(DoneRow.subscription_id, DoneRow.record_id)):
        days.setdefault(row.subscription_id, []).append((row.record_id, row.kind, row.done_at))
    return {subscription: tuple(ticks) for subscription, ticks in days.items()}


def mark(connection: Connection, subscription_id: int, record: str, kind: str, *, done: bool = True) -> None:
    """Tick it, or take the tick back; either may be done twice. Raises UsageProblem for what is no kind of deadline."""
    if kind not in KINDS or not record or len(record) > 300:
        raise UsageProblem(f"kind of deadline: expected one of {', '.join(KINDS)}, found {kind!r}")
    same = (DoneRow.subscription_id == subscription_id, DoneRow.record_id == record, DoneRow.kind == kind)
    connection.execute(delete(DoneRow).where(*same))
    if done:
        row = {"subscription_id": subscription_id, "record_id": record, "kind": kind, "done_at": clock.now()}
        connection.execute(insert(DoneRow).values(row))
