"""Hand out crawls that were asked for, give signs of life, and close what nobody works on any more.

A crawl asked for is a row in `runs`. It is given to one worker at a time, and its source is read by one run at a time:
the crawl itself takes the lease of the source, so that commands, pages, workers and orphans obey it alike.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, insert, select, update

from tracker import clock
from tracker.db import leases, sound
from tracker.db.engine import reading, writing
from tracker.db.leases import Lease
from tracker.db.models import AuditRow, Beat, LeaseRow, Login, RateBucket, Run, Slot
from tracker.ingest import runs
from tracker.jobs import turns
from tracker.owner import owner_name

BEAT_EVERY: Final = dt.timedelta(seconds=20)
DEAD_AFTER: Final = dt.timedelta(seconds=80)
"""Without a sign of life for so long, a scheduler or worker is told to be gone."""
KEEP_SLOTS: Final = dt.timedelta(days=60)
KEEP_AUDIT: Final = dt.timedelta(days=730)
KEEP_RUNS: Final = dt.timedelta(days=400)


_AGAIN: Final = "again "
"""Begins the scope of a queued run that is about the failures of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A crawl that was asked for: its run, and whether that is a new one or one already on its way."""

    run_id: int
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A queued run that was given to us to begin."""

    run_id: int
    source: str
    asked_by: str | None
    lease: Lease
    again: int | None = None
    """The run whose failures alone are read again."""


def name_of_this(kind: str) -> str:
    """What a worker or scheduler of this process is called."""
    return f"{kind} {owner_name()}"


def ask_for_crawl(connection: Connection, source: str, asked_by: str, *, again: int | None = None) -> Asked:
    """Queue a visit to a source, unless one is queued or running already; `again` reads only what that run could not."""
    under_way = _under_way(connection, source)
    if under_way is not None:
        return Asked(run_id=under_way, new=False)
    row = {
        "source": source,
        "scope": "" if again is None else f"{_AGAIN}{again}",
        "state": "queued",
        "asked_by": asked_by,
        "started_at": clock.now(),
        "counts": {},
    }
    made = connection.execute(insert(Run).values(row)).inserted_primary_key
    assert made is not None
    return Asked(run_id=int(made[0]), new=True)


def _under_way(connection: Connection, source: str) -> int | None:
    query = select(Run.id, Run.state, Run.token).where(Run.source == source, Run.state.in_(("queued", "running")))
    name = runs.lease_name(source)
    holder = leases.held(connection, name).get(name)
    for row in connection.execute(query.order_by(Run.id)):
        if row.state == "queued" or (holder is not None and holder.token == row.token):
            return int(row.id)
    return None


def claim_run(engine: Engine) -> Claimed | None:
    """Take the oldest queued run that nobody begins now and whose source nobody reads now, or None."""
    queued = select(Run.id, Run.source, Run.asked_by, Run.scope).where(Run.state == "queued").order_by(Run.id)
    with reading(engine) as connection:
        if connection.execute(queued.limit(1)).first() is None:
            return None
    with writing(engine, public=False) as connection:
        busy = leases.held(connection, "source ")
        for run in connection.execute(queued).all():
            if runs.lease_name(run.source) in busy:
                continue
            lease = leases.take(connection, f"run {run.id}", f"to begin a crawl of {run.source}")
            if lease is not None:
                again = int(run.scope.removeprefix(_AGAIN)) if run.scope.startswith(_AGAIN) else None
                return Claimed(run_id=run.id, source=run.source, asked_by=run.asked_by, lease=lease, again=again)
    return None


def close_run(engine: Engine, run_id: int, verdict: str, reason: str) -> None:
    """End a run whose command ended without doing so itself; one that another process reads now is left to it."""
    closed = {"state": "done", "finished_at": clock.now(), "verdict": verdict, "reason": reason}
    with writing(engine) as connection:
        row = connection.execute(select(Run.source, Run.token).where(Run.id == run_id, Run.state != "done")).first()
        if row is None:
            return
        name = runs.lease_name(row.source)
        holder = leases.held(connection, name).get(name)
        if holder is None or holder.token != row.token:
            connection.execute(update(Run).where(Run.id == run_id).values(closed))


def let_go(engine: Engine, claimed: Claimed) -> None:
    """Give up the right to begin a run, done or not."""
    mine = (LeaseRow.name == claimed.lease.name, LeaseRow.token == claimed.lease.token)
    with writing(engine, public=False) as connection:
        connection.execute(delete(LeaseRow).where(*mine))


def sweep(engine: Engine) -> list[str]:
    """Close the runs and turns whose process died or lost touch; says which sources' runs were closed."""
    with reading(engine) as connection:
        alive = {row.token for row in leases.held(connection).values()}
        open_runs = connection.execute(select(Run.token).where(Run.state == "running")).scalars()
        open_turns = connection.execute(select(Slot.token).where(Slot.finished_at.is_(None))).scalars()
        if all(token in alive for token in (*open_runs, *open_turns)):
            return []
    with writing(engine) as connection:
        turns.close_lost(connection)
        return runs.close_lost(connection)


def beat(engine: Engine, name: str, kind: str) -> None:
    """Give a sign of life."""
    now = clock.now()
    with writing(engine, public=False) as connection:
        done = connection.execute(update(Beat).where(Beat.name == name).values(at=now))
        if not done.rowcount:
            connection.execute(insert(Beat).values(name=name, kind=kind, started_at=now, at=now))


def farewell(engine: Engine, name: str) -> None:
    """Say that this one stops on purpose."""
    with writing(engine, public=False) as connection:
        connection.execute(delete(Beat).where(Beat.name == name))


def beats(connection: Connection) -> list[Any]:
    """Who gave a sign of life lately, by kind and name; signs from the future are of a clock that was wrong."""
    now = clock.now()
    fresh = (Beat.at >= now - dt.timedelta(days=1), Beat.at <= now + DEAD_AFTER)
    return list(connection.execute(select(Beat.__table__).where(*fresh).order_by(Beat.kind, Beat.name)))


def tidy(engine: Engine) -> int:
    """Delete what served its time: sessions, limits, slots, runs, signs of life, old audit rows. Says how many rows.

    Looks for stored records that cannot be read, too.
    """
    now = clock.now()
    day = dt.timedelta(days=1)
    old = (
        delete(Login).where(Login.seen_at < now - dt.timedelta(days=7)),
        delete(RateBucket).where(RateBucket.filled_at < now - day),
        delete(Slot).where(Slot.claimed_at < now - KEEP_SLOTS),
        delete(Beat).where((Beat.at < now - dt.timedelta(days=7)) | (Beat.at > now + day)),
        delete(AuditRow).where(AuditRow.at < now - KEEP_AUDIT),
        delete(Run).where(Run.state == "done", Run.finished_at < now - KEEP_RUNS),
    )
    sound.search(engine)
    with writing(engine) as connection:
        return leases.sweep(connection) + sum(connection.execute(statement).rowcount for statement in old)
