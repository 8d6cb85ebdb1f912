"""Say how each job of the schedule last went, for everybody who shows or checks it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from tracker import clock
from tracker.db.models import Slot
from tracker.jobs.schedule import JOBS, Job

NOT_TRIED: Final = ("skipped", "missed")
"""Outcomes of turns at which nothing was begun; what the turn before them found still holds."""
BAD: Final = frozenset({"failed", "lost", "stuck"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """A job and how its last turn went.

    `outcome` is done, in part, failed, stopped, lost (its process died), at work, stuck (at work for longer than it may
    be) or never.
    """

    job: Job
    outcome: str = "never"
    slot: str | None = None
    began: dt.datetime | None = None
    ended: dt.datetime | None = None
    told: str = ""

    @property
    def bad(self) -> bool:
        """Whether somebody must look at it."""
        return self.outcome in BAD

    @property
    def sentence(self) -> str:
        """How it went, in a line for people."""
        last = self.told.strip().splitlines()[-1:]
        return f"the last turn of {self.job.name} ({self.slot}): {self.outcome}" + (f": {last[0]}" if last else "")


def job_states(connection: Connection) -> list[JobState]:
    """The last turn of each job that was begun, in the order of the schedule."""
    begun = or_(Slot.outcome.is_(None), Slot.outcome.not_in(NOT_TRIED))
    last = select(Slot.job, func.max(Slot.claimed_at).label("at")).where(begun).group_by(Slot.job).subquery()
    query = select(Slot.__table__).join(last, (last.c.job == Slot.job) & (last.c.at == Slot.claimed_at)).where(begun)
    newest = {row.job: row for row in connection.execute(query.order_by(Slot.slot))}
    return [_state(job, newest.get(job.name)) for job in JOBS]


def troubles(connection: Connection) -> list[JobState]:
    """The jobs whose last turn failed, was lost, or does not end."""
    return [state for state in job_states(connection) if state.bad]


def _state(job: Job, row: Any | None) -> JobState:
    if row is None:
        return JobState(job=job)
    return JobState(
        job=job,
        outcome=row.outcome or _open(job, row.claimed_at),
        slot=row.slot,
        began=row.claimed_at,
        ended=row.finished_at,
        told=row.told or "",
    )


def _open(job: Job, began: dt.datetime) -> str:
    return "stuck" if clock.now() - began > job.limit else "at work"
