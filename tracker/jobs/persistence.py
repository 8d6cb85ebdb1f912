"""Hold a lease while work goes on, and write what came of it until it is written."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tracker.db import leases
from tracker.db.leases import Lease, LeaseLostError
from tracker.errors import TrackerError

AGAIN_SECONDS: Final = 2.0
"""How long to wait before a write that failed is tried again."""
LAST_TRIES_SECONDS: Final = 20.0
"""Once we must end, an outcome is tried for so long; then the lease runs out, and others close what we did."""
T = TypeVar("T")
_log = logging.getLogger("tracker.jobs.persistence")


@contextmanager
def kept(engine: Engine, lease: Lease, limit: float) -> Iterator[threading.Event]:
    """Renew a lease while the block runs, for as many seconds as it may take; the event is set once it is ours no more.

    A database that does not answer is asked again: a lease that ran out meanwhile is still ours if nobody took it.
    """
    lost, done = threading.Event(), threading.Event()
    began = time.monotonic()

    def renew() -> None:
        while not done.wait(leases.RENEW_EVERY.total_seconds()):
            if time.monotonic() - began > limit:
                lost.set()
                return
            try:
                with engine.begin() as connection:
                    leases.renew(connection, lease)
            except LeaseLostError:
                lost.set()
                return
            except (SQLAlchemyError, TrackerError) as problem:
                _log.warning("%s: not renewed: %s", lease.name, problem)

    keeper = threading.Thread(target=renew, name=f"lease of {lease.name}", daemon=True)
    keeper.start()
    try:
        yield lost
    finally:
        done.set()
        keeper.join()


def until_written(write: Callable[[], T], stopping: threading.Event, what: str) -> T | None:
    """Do a write again and again until the database took it; None where we had to end before."""
    ends = None
    while True:
        try:
            return write()
        except (SQLAlchemyError, TrackerError) as problem:
            _log.warning("%s: not written: %s; trying again", what, problem)
        if stopping.is_set() and ends is None:
            ends = time.monotonic() + LAST_TRIES_SECONDS
        if ends is not None and time.monotonic() > ends:
            return None
        if not stopping.wait(AGAIN_SECONDS):
            continue
        threading.Event().wait(AGAIN_SECONDS)
