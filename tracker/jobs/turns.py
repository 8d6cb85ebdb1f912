"""Take turns of the schedule so that none is taken twice, and write down how each went.

A turn is a row in `slots`; whoever inserts it runs it, under the lease of its job. A turn whose lease is gone is lost:
it is closed and told, and the next one goes on.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from tracker import clock
from tracker.db import leases
from tracker.db.engine import reading, writing
from tracker.db.leases import Lease
from tracker.db.models import AuditRow, Slot
from tracker.jobs import schedule
from tracker.jobs.schedule import JOBS, Job, Turn

LOST = "nothing was heard of its process any more; it is taken for dead"
_log = logging.getLogger("tracker.jobs.turns")


def lease_name(job: Job) -> str:
    """What the lease of a job's turns is called: one turn of a job at a time."""
    return f"job {job.name}"


def now_of(engine: Engine) -> dt.datetime:
    """The moment that decides what is due: the database's where several machines share it, unless a caller chose one."""
    if engine.dialect.name != "postgresql" or clock.is_moved():
        return clock.now()
    with reading(engine) as connection:
        return leases.database_now(connection)


def claim(engine: Engine, turn: Turn, owner: str, zone: ZoneInfo) -> Lease | None:
    """Take a turn; None where it is somebody else's, done, or must wait because the one before is still at work."""
    mine = (Slot.job == turn.job.name, Slot.slot == turn.slot)
    with reading(engine) as connection:
        known = connection.execute(select(Slot.outcome, Slot.token).where(*mine)).first()
        if known is not None and known.outcome != "missed":  # one called missed may be of a clock that was ahead
            taken = known.outcome is not None or _lives(connection, turn.job, known.token)
            if taken:
                return None
    with writing(engine, public=False) as connection:
        _drop_what_is_ahead(connection, turn, zone)
        close_lost(connection, but=turn)
        known = connection.execute(select(Slot.__table__).where(*mine)).first()
        if known is not None and known.finished_at is not None:
            return None
        lease = leases.take(connection, lease_name(turn.job), turn.slot)
        if lease is None:
            if known is None:
                _write(connection, turn.job.name, turn.slot, owner, "skipped")
            return None
        if known is not None:  # its holder died in the middle
            again = {"claimed_by": owner, "claimed_at": clock.now(), "token": lease.token}
            connection.execute(update(Slot).where(*mine).values(again))
            return lease
        if not _is_next(connection, turn, owner):
            leases.release(connection, lease)
            return None
        _write(connection, turn.job.name, turn.slot, owner, None, lease.token)
        return lease


def _is_next(connection: Connection, turn: Turn, owner: str) -> bool:
    """Whether no later turn was taken already, as after a clock went back; daily turns left out are written down."""
    last = connection.execute(select(func.max(Slot.slot)).where(Slot.job == turn.job.name)).scalar_one_or_none()
    if last is not None and last > turn.slot:
        return False
    for slot in schedule.missed(turn.job, last, turn.slot):
        _write(connection, turn.job.name, slot, owner, "missed")
    return True


def _drop_what_is_ahead(connection: Connection, turn: Turn, zone: ZoneInfo) -> None:
    """Remove turns that were taken while a clock was wrong, and report it; they would stop the job until that day."""
    later = select(Slot.slot).where(Slot.job == turn.job.name, Slot.slot > turn.slot)
    now = max(clock.now(), turn.began)
    wrong = [slot for slot in connection.execute(later).scalars() if schedule.ahead(turn.job, slot, now, zone)]
    if not wrong:
        return
    connection.execute(delete(Slot).where(Slot.job == turn.job.name, Slot.slot.in_(wrong)))
    not_missed = (Slot.job == turn.job.name, Slot.slot >= turn.slot, Slot.outcome == "missed")
    connection.execute(delete(Slot).where(*not_missed))
    detail = {"slots": sorted(wrong)[-5:], "number": len(wrong)}
    about = f"job {turn.job.name}"
    row = {"at": clock.now(), "actor": "scheduler", "action": "a clock was ahead", "about": about, "details": detail}
    connection.execute(insert(AuditRow).values(row))
    _log.warning(
        "job %s: %d turns of a clock that was ahead are ignored, up to %s", turn.job.name, len(wrong), max(wrong)
    )


def close_lost(connection: Connection, *, but: Turn | None = None) -> int:
    """Close turns whose lease is gone; says how many. One may be left out because it is about to be taken again."""
    alive = {row.token for row in leases.held(connection, "job ").values()}
    rows = connection.execute(select(Slot.job, Slot.slot, Slot.token).where(Slot.finished_at.is_(None)))
    lost = [row for row in rows if row.token not in alive]
    if but is not None:
        lost = [row for row in lost if (row.job, row.slot) != (but.job.name, but.slot)]
    for row in lost:
        closed = {"finished_at": clock.now(), "outcome": "lost", "told": LOST}
        connection.execute(update(Slot).where(Slot.job == row.job, Slot.slot == row.slot).values(closed))
        _log.warning("job %s, turn %s: %s", row.job, row.slot, LOST)
    return len(lost)


def _lives(connection: Connection, job: Job, token: str | None) -> bool:
    row = leases.held(connection, lease_name(job)).get(lease_name(job))
    return row is not None and row.token == token


def _write(
    connection: Connection, job: str, slot: str, owner: str, outcome: str | None, token: str | None = None
) -> None:
    now = clock.now()
    row: dict[str, Any] = {
        "job": job,
        "slot": slot,
        "claimed_at": now,
        "claimed_by": owner,
        "finished_at": now if outcome else None,
        "outcome": outcome,
        "token": token,
    }
    connection.execute(insert(Slot).values(row))


def finish(engine: Engine, turn: Turn, lease: Lease, outcome: str, detail: str) -> bool:
    """Write down how a turn went; false when it was taken for dead meanwhile, so that late words change nothing."""
    mine = (Slot.job == turn.job.name, Slot.slot == turn.slot, Slot.token == lease.token)
    closed = {"finished_at": clock.now(), "outcome": outcome, "told": detail[-2_000:]}
    with writing(engine, public=False) as connection:
        try:
            leases.release(connection, lease)
        except leases.LeaseLostError:
            return False
        return connection.execute(update(Slot).where(*mine, Slot.finished_at.is_(None)).values(closed)).rowcount == 1


def give_back(engine: Engine, turn: Turn, lease: Lease) -> None:
    """Let somebody else take a turn that was not begun, or that is to be done again."""
    with writing(engine, public=False) as connection:
        try:
            leases.release(connection, lease)
        except leases.LeaseLostError:
            return
        mine = (Slot.job == turn.job.name, Slot.slot == turn.slot, Slot.token == lease.token)
        connection.execute(delete(Slot).where(*mine, Slot.finished_at.is_(None)))


def ahead(connection: Connection, zone: ZoneInfo) -> list[tuple[str, str]]:
    """The turns that stand further ahead than any can, as job and slot."""
    now = clock.now()
    rows = connection.execute(select(Slot.job, func.max(Slot.slot).label("slot")).group_by(Slot.job))
    known = {job.name: job for job in JOBS}
    return [
        (row.job, row.slot) for row in rows if row.job in known and schedule.ahead(known[row.job], row.slot, now, zone)
    ]
