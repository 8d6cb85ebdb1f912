"""Open and close the rows that tell of runs: one run of a source at a time, and none that stays open for ever."""

from __future__ import annotations

import os
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from tracker import clock
from tracker.db import leases
from tracker.db.leases import Lease
from tracker.db.models import Run, SourceRow
from tracker.errors import TrackerError

LOST: Final = "its process ended without closing the run; what was read before is kept"


class SourceHeldError(TrackerError):
    """Another run reads this source now, on this machine or another. Commands exit 4."""

    exit_code = 4


def lease_name(source: str) -> str:
    """What the lease of a source is called."""
    return f"source {source}"


def open_run(
    connection: Connection, source: str, *, scope: str, asked_by: str | None, run_id: int | None
) -> tuple[int, Lease]:
    """Take the source and open a run of it, or the queued one of that number; refused while another run has it."""
    now = clock.now()
    lease = leases.take(connection, lease_name(source), asked_by or f"pid {os.getpid()}")
    if lease is None:
        raise SourceHeldError(f"{source}: {_who_has(connection, source)}; nothing was done")
    bury(connection, source)
    row: dict[str, Any] = {
        "source": source,
        "scope": scope,
        "state": "running",
        "asked_by": asked_by or f"pid {os.getpid()}",
        "started_at": now,
        "seen_alive_at": now,
        "counts": {},
        "token": lease.token,
    }
    if run_id is None:
        made = connection.execute(insert(Run).values(row)).inserted_primary_key
        assert made is not None
        return int(made[0]), lease
    begun = connection.execute(update(Run).where(Run.id == run_id, Run.state == "queued").values(row))
    if not begun.rowcount:
        raise SourceHeldError(f"{source}: run {run_id} was begun before, or is over; nothing was done")
    return run_id, lease


def _who_has(connection: Connection, source: str) -> str:
    running = select(Run.id, Run.asked_by, Run.started_at).where(Run.source == source, Run.state == "running")
    row = connection.execute(running.order_by(Run.id.desc()).limit(1)).first()
    if row is None:
        return "another process holds it"
    return f"run {row.id} ({row.asked_by}) reads it since {row.started_at:%Y-%m-%d %H:%M} UTC"


def close_lost(connection: Connection) -> list[str]:
    """Close the runs whose process died or lost touch, and say of which sources."""
    alive = leases.held(connection, "source ")
    running = select(Run.id, Run.source, Run.token).where(Run.state == "running")
    lost = [
        row
        for row in connection.execute(running)
        if (lease := alive.get(lease_name(row.source))) is None or lease.token != row.token
    ]
    _interrupt(connection, [row.id for row in lost])
    return [row.source for row in lost]


def bury(connection: Connection, source: str) -> None:
    """Close the open runs of a source whose lease was just taken: whoever began them has it no more."""
    open_ones = select(Run.id).where(Run.source == source, Run.state == "running")
    _interrupt(connection, list(connection.execute(open_ones).scalars()))


def _interrupt(connection: Connection, numbers: list[int]) -> None:
    if not numbers:
        return
    now = clock.now()
    values = {"state": "done", "verdict": "interrupted", "reason": LOST, "finished_at": now}
    connection.execute(update(Run).where(Run.id.in_(numbers)).values(values))
    sources = select(Run.source).where(Run.id.in_(numbers))
    marks = {"last_run_at": now, "last_verdict": "interrupted", "last_reason": LOST}
    connection.execute(update(SourceRow).where(SourceRow.name.in_(sources)).values(marks))
