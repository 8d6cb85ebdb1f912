"""Hand out work so that nothing is done twice at once: queued crawls, turns of the schedule, signs of life.

The database is the queue: a crawl asked for is a row in `runs`, a turn is a row in `slots`. Any number of workers and
schedulers on any number of machines may ask; each row is given once, and given again when its holder died.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import AuditRow, Beat, Login, RateBucket, Run, RunClaim, Slot
from tracker.ingest.visit import DEAD_AFTER as RUN_DEAD_AFTER
from tracker.jobs import schedule
from tracker.jobs.schedule import Turn

BEAT_EVERY: Final = dt.timedelta(seconds=20)
DEAD_AFTER: Final = dt.timedelta(seconds=80)
"""Without a sign of life for so long, a worker's work is given to another."""
KEEP_SLOTS: Final = dt.timedelta(days=60)
KEEP_AUDIT: Final = dt.timedelta(days=730)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A crawl that was asked for: its run, and whether that is a new one or one already on its way."""

    run_id: int
    new: bool


def name_of_this(kind: str) -> str:
    """What a worker or scheduler of this process is called."""
    return f"{kind} {socket.gethostname()}:{os.getpid()}"


def ask_for_crawl(connection: Connection, source: str, asked_by: str) -> Asked:
    """Queue a visit to a source, unless one is queued or running already."""
    under_way = _under_way(connection, source)
    if under_way is not None:
        return Asked(run_id=under_way, new=False)
    row = {
        "source": source,
        "scope": "",
        "state": "queued",
        "asked_by": asked_by,
        "started_at": clock.now(),
        "counts": {},
    }
    made = connection.execute(insert(Run).values(row)).inserted_primary_key
    assert made is not None
    return Asked(run_id=int(made[0]), new=True)


def _under_way(connection: Connection, source: str) -> int | None:
    silent = clock.now() - RUN_DEAD_AFTER
    alive = (Run.state == "queued") | ((Run.state == "running") & (Run.seen_alive_at >= silent))
    query = select(Run.id).where(Run.source == source, alive).order_by(Run.id).limit(1)
    return connection.execute(query).scalar_one_or_none()


def claim_run(engine: Engine, worker: str) -> Any | None:
    """Take the oldest queued run whose source nobody visits now, or None."""
    busy = select(Run.source).where(Run.state == "running", Run.seen_alive_at >= clock.now() - RUN_DEAD_AFTER)
    taken = select(RunClaim.run_id)
    held = select(Run.source).join(RunClaim, RunClaim.run_id == Run.id).where(Run.state != "done")
    query = (
        select(Run.__table__)
        .where(Run.state == "queued", Run.id.not_in(taken), Run.source.not_in(busy), Run.source.not_in(held))
        .order_by(Run.id)
        .limit(1)
    )
    with reading(engine) as connection:
        if connection.execute(query).first() is None:
            return None
    with writing(engine) as connection:
        run = connection.execute(query).first()
        if run is not None:
            row = {"run_id": run.id, "worker": worker, "claimed_at": clock.now()}
            connection.execute(insert(RunClaim).values(row))
        return run


def close_run(engine: Engine, run_id: int, verdict: str, reason: str) -> None:
    """End a run whose command ended without doing so itself."""
    closed = {"state": "done", "finished_at": clock.now(), "verdict": verdict, "reason": reason}
    with writing(engine) as connection:
        connection.execute(update(Run).where(Run.id == run_id, Run.state != "done").values(closed))


def give_back(engine: Engine) -> int:
    """Take back what dead workers held: what they had not begun is queued again, what they had begun is interrupted."""
    dead = select(RunClaim.run_id).where(RunClaim.worker.not_in(_living()))
    lost = select(Run.id, Run.state).where(Run.id.in_(dead), Run.state != "done")
    with reading(engine) as connection:
        if connection.execute(lost).first() is None:
            return 0
    with writing(engine) as connection:
        rows = list(connection.execute(lost))
        connection.execute(delete(RunClaim).where(RunClaim.run_id.in_([row.id for row in rows])))
        begun = [row.id for row in rows if row.state == "running"]
        closed = {
            "state": "done",
            "finished_at": clock.now(),
            "verdict": "interrupted",
            "reason": "its worker died; what was read before is kept",
        }
        connection.execute(update(Run).where(Run.id.in_(begun)).values(closed))
        return len(rows)


def _living() -> Any:
    return select(Beat.name).where(Beat.at >= clock.now() - DEAD_AFTER)


def beat(engine: Engine, name: str, kind: str) -> None:
    """Give a sign of life."""
    now = clock.now()
    with writing(engine) as connection:
        done = connection.execute(update(Beat).where(Beat.name == name).values(at=now))
        if not done.rowcount:
            connection.execute(insert(Beat).values(name=name, kind=kind, started_at=now, at=now))


def farewell(engine: Engine, name: str) -> None:
    """Say that this one stops on purpose."""
    with writing(engine) as connection:
        connection.execute(delete(Beat).where(Beat.name == name))


def beats(connection: Connection) -> list[Any]:
    """Who gave a sign of life lately, by kind and name."""
    fresh = Beat.at >= clock.now() - dt.timedelta(days=1)
    return list(connection.execute(select(Beat.__table__).where(fresh).order_by(Beat.kind, Beat.name)))


def claim_turn(engine: Engine, turn: Turn, scheduler: str) -> bool:
    """Take a turn, or say that it is somebody else's, done, or must wait because the one before is still at work."""
    mine = (Slot.job == turn.job.name, Slot.slot == turn.slot)
    with reading(engine) as connection:
        known = connection.execute(select(Slot.__table__).where(*mine)).first()
        if known is not None and (known.finished_at is not None or _lives(connection, known.claimed_by)):
            return False
    with writing(engine) as connection:
        known = connection.execute(select(Slot.__table__).where(*mine)).first()
        if known is not None:
            return _take_over(connection, known, scheduler)
        if _at_work(connection, turn.job.name):
            _write(connection, turn.job.name, turn.slot, scheduler, "skipped")
            return False
        last = connection.execute(select(func.max(Slot.slot)).where(Slot.job == turn.job.name)).scalar_one_or_none()
        if last is not None and last > turn.slot and turn.job.at is None:
            return False  # the clock went back over a turn that was taken
        for slot in schedule.missed(turn.job, last, turn.slot):
            _write(connection, turn.job.name, slot, scheduler, "missed")
        _write(connection, turn.job.name, turn.slot, scheduler, None)
        return True


def _take_over(connection: Connection, known: Any, scheduler: str) -> bool:
    if known.finished_at is not None or _lives(connection, known.claimed_by):
        return False
    same = (Slot.job == known.job, Slot.slot == known.slot)
    connection.execute(update(Slot).where(*same).values(claimed_by=scheduler, claimed_at=clock.now()))
    return True


def _lives(connection: Connection, name: str) -> bool:
    alive = select(Beat.name).where(Beat.name == name, Beat.at >= clock.now() - DEAD_AFTER)
    return connection.execute(alive).first() is not None


def _at_work(connection: Connection, job: str) -> bool:
    """Whether an earlier turn of a living scheduler is not finished."""
    query = select(Slot.slot).where(Slot.job == job, Slot.finished_at.is_(None), Slot.claimed_by.in_(_living()))
    return connection.execute(query).first() is not None


def _write(connection: Connection, job: str, slot: str, scheduler: str, outcome: str | None) -> None:
    now = clock.now()
    row = {
        "job": job,
        "slot": slot,
        "claimed_at": now,
        "claimed_by": scheduler,
        "finished_at": now if outcome else None,
        "outcome": outcome,
    }
    connection.execute(insert(Slot).values(row))


def finish_turn(engine: Engine, turn: Turn, scheduler: str, outcome: str, told: str) -> bool:
    """Write down how a turn went; false when another took it over meanwhile, so that late words change nothing."""
    mine = (Slot.job == turn.job.name, Slot.slot == turn.slot, Slot.claimed_by == scheduler)
    closed = {"finished_at": clock.now(), "outcome": outcome, "told": told[-2_000:]}
    with writing(engine) as connection:
        return connection.execute(update(Slot).where(*mine, Slot.finished_at.is_(None)).values(closed)).rowcount == 1


def tidy(engine: Engine) -> int:
    """Delete what served its time: sessions, limits, slots, signs of life, old audit rows. Says how many rows."""
    now = clock.now()
    old = (
        delete(Login).where(Login.seen_at < now - dt.timedelta(days=7)),
        delete(RateBucket).where(RateBucket.filled_at < now - dt.timedelta(days=1)),
        delete(Slot).where(Slot.claimed_at < now - KEEP_SLOTS),
        delete(Beat).where(Beat.at < now - dt.timedelta(days=7)),
        delete(AuditRow).where(AuditRow.at < now - KEEP_AUDIT),
    )
    with writing(engine) as connection:
        return sum(connection.execute(statement).rowcount for statement in old)
