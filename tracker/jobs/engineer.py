"""Look again every few seconds at what is to do, until told to stop; APScheduler says when.

It waits for a moment of the machine's clock, and would stand still for three days where that clock was three days ahead and is set
right. So somebody watches it who counts seconds by a clock that nobody can set.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.errors import TrackerError
from tracker.jobs import queue
from tracker.migrations import SchemaError, must_still_fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from tracker.jobs.scheduler import Scheduler
    from tracker.jobs.worker import Worker

TICK_SECONDS: Final = 5
_TICK: Final = "tick"
_log = logging.getLogger("tracker.jobs.engineer")


class Engineer:
    """Runs scheduler and worker, or one of them, until told to stop."""

    def __init__(
        self,
        engine: Engine,
        *,
        scheduler: Scheduler | None = None,
        worker: Worker | None = None,
        outdated: Callable[[], object] = lambda: None,
    ) -> None:
        """`outdated` is called once the database is another program's by now: its process must end, and nothing is taken any more."""
        self.engine, self.scheduler, self.worker = engine, scheduler, worker
        self.ended_by: SchemaError | None = None
        self._outdated = outdated
        self._ticks: Any = None
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._begin_anew_where_no_look_came, name="engineer", daemon=True)
        self._looking = threading.Lock()
        self._looked = self._beaten = 0.0

    def start(self) -> None:
        """Begin in the background."""
        from apscheduler.schedulers.background import BackgroundScheduler

        self._ticks = BackgroundScheduler(timezone="UTC", daemon=True)
        self._ticks.add_job(
            self.tick, "interval", seconds=TICK_SECONDS, id=_TICK, max_instances=1, coalesce=True,
            misfire_grace_time=None, next_run_time=clock.of_this_machine(),
        )  # fmt: skip
        self._looked = time.monotonic()
        self._ticks.start()
        self._watch.start()

    def _begin_anew_where_no_look_came(self) -> None:
        while not self._stopping.wait(TICK_SECONDS):
            late = time.monotonic() - self._looked > 2 * TICK_SECONDS
            if late and not self._looking.locked():
                self._ticks.modify_job(_TICK, next_run_time=clock.of_this_machine())

    def tick(self) -> None:
        """One look at what is to do. A database that is busy or away is no reason to stop looking."""
        with self._looking:
            self._look()
            self._looked = time.monotonic()

    def _look(self) -> None:
        steps = (part.step for part in (self.scheduler, self.worker) if part is not None)
        for look in (lambda: must_still_fit(self.engine), self._beat, *steps):
            if self.ended_by is not None:
                return
            try:
                look()
            except SchemaError as problem:
                self.ended_by = problem
                self._outdated()
            except (TrackerError, SQLAlchemyError) as problem:
                line = str(problem).splitlines()[0]
                _log.warning("%s; looking again in %d seconds", line, TICK_SECONDS)
            except Exception:  # noqa: BLE001 - the seam: one look that fails must not end all looking
                _log.exception("a fault of the program itself; looking again in %d seconds", TICK_SECONDS)

    def _beat(self) -> None:
        if self._beaten and time.monotonic() - self._beaten < queue.BEAT_EVERY.total_seconds():
            return
        for part, kind in ((self.scheduler, "scheduler"), (self.worker, "worker")):
            if part is not None:
                queue.beat(self.engine, part.name, kind)
        self._beaten = time.monotonic()

    def stop(self) -> None:
        """Stop looking, let children end, say farewell."""
        for part in (self.scheduler, self.worker):
            if part is not None:
                part.stopping.set()
        self._stopping.set()
        if self._ticks is not None:
            self._watch.join()  # before what it watches
            self._ticks.shutdown(wait=True)
        for part in (self.scheduler, self.worker):
            if part is None:
                continue
            part.stop()
            try:
                queue.farewell(self.engine, part.name)
            except (TrackerError, SQLAlchemyError) as problem:
                _log.warning("no farewell of %s: %s", part.name, str(problem).splitlines()[0])
