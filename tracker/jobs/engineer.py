"""Look again every few seconds at what is to do, until told to stop; APScheduler says when."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.errors import TrackerError
from tracker.jobs import queue

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.jobs.scheduler import Scheduler
    from tracker.jobs.worker import Worker

TICK_SECONDS: Final = 5
_log = logging.getLogger("tracker.jobs.engineer")


class Engineer:
    """Runs scheduler and worker, or one of them, until told to stop."""

    def __init__(self, engine: Engine, *, scheduler: Scheduler | None = None, worker: Worker | None = None) -> None:
        self.engine, self.scheduler, self.worker = engine, scheduler, worker
        self._ticks: Any = None
        self._beaten = 0.0

    def start(self) -> None:
        """Begin in the background."""
        from apscheduler.schedulers.background import BackgroundScheduler

        self._ticks = BackgroundScheduler(timezone="UTC", daemon=True)
        self._ticks.add_job(
            self.tick, "interval", seconds=TICK_SECONDS, max_instances=1, coalesce=True, next_run_time=clock.now()
        )
        self._ticks.start()

    def tick(self) -> None:
        """One look at what is to do. A database that is busy or away is no reason to stop looking."""
        for look in (self._beat, *(each.step for each in (self.scheduler, self.worker) if each is not None)):
            try:
                look()
            except (TrackerError, SQLAlchemyError) as problem:
                told = str(problem).splitlines()[0]
                _log.warning("%s; looking again in %d seconds", told, TICK_SECONDS)

    def _beat(self) -> None:
        if self._beaten and time.monotonic() - self._beaten < queue.BEAT_EVERY.total_seconds():
            return
        for each, kind in ((self.scheduler, "scheduler"), (self.worker, "worker")):
            if each is not None:
                queue.beat(self.engine, each.name, kind)
        self._beaten = time.monotonic()

    def stop(self) -> None:
        """Stop looking, let children end, say farewell."""
        for each in (self.scheduler, self.worker):
            if each is not None:
                each.stopping.set()
        if self._ticks is not None:
            self._ticks.shutdown(wait=True)
        for each in (self.scheduler, self.worker):
            if each is None:
                continue
            each.stop()
            try:
                queue.farewell(self.engine, each.name)
            except (TrackerError, SQLAlchemyError) as problem:
                _log.warning("no farewell of %s: %s", each.name, str(problem).splitlines()[0])
