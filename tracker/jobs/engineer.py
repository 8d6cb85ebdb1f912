"""Look again every few seconds at what is to do, until told to stop.

The seconds are counted by a clock that nobody can set: what waits for a moment of the machine's clock stands still for three
days where that clock was three days ahead and is set right.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

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
        self._stopping = threading.Event()
        self._ticks = threading.Thread(target=self._tick_until_told, name="engineer", daemon=True)
        self._beaten = 0.0

    def start(self) -> None:
        """Begin in the background."""
        self._ticks.start()

    def _tick_until_told(self) -> None:
        while not self._stopping.is_set():
            self.tick()
            self._stopping.wait(TICK_SECONDS)

    def tick(self) -> None:
        """One look at what is to do. A database that is busy or away is no reason to stop looking."""
        for look in (self._beat, *(each.step for each in (self.scheduler, self.worker) if each is not None)):
            try:
                look()
            except (TrackerError, SQLAlchemyError) as problem:
                told = str(problem).splitlines()[0]
                _log.warning("%s; looking again in %d seconds", told, TICK_SECONDS)
            except Exception:  # noqa: BLE001 - the seam: one look that fails must not end all looking
                _log.exception("a fault of the program itself; looking again in %d seconds", TICK_SECONDS)

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
        self._stopping.set()
        if self._ticks.is_alive():
            self._ticks.join()
        for each in (self.scheduler, self.worker):
            if each is None:
                continue
            each.stop()
            try:
                queue.farewell(self.engine, each.name)
            except (TrackerError, SQLAlchemyError) as problem:
                _log.warning("no farewell of %s: %s", each.name, str(problem).splitlines()[0])
