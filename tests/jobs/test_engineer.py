"""Who looks for work goes on looking, whatever the machine's clock does and whatever one look ran into."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from sqlalchemy import Engine

from tracker.jobs import engineer
from tracker.jobs.engineer import Engineer


class Looks:
    """What is looked at: it tells each look, and the first one fails."""

    name = "scheduler of a test"

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.done = threading.Semaphore(0)
        self._first = True

    def step(self) -> None:
        self.done.release()
        if self._first:
            self._first = False
            raise KeyError("a fault of ours")

    def stop(self) -> None:
        assert self.stopping.is_set()


@pytest.mark.parametrize("wrong", [dt.timedelta(days=3), dt.timedelta(days=-3)])
def test_work_is_looked_for_after_a_fault_and_after_the_clock_was_set_right(
    wrong: dt.timedelta, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engineer, "TICK_SECONDS", 0.2)
    looks, right = Looks(), dt.datetime.now(dt.UTC)
    made = Engineer(sqlite_engine, scheduler=looks)
    with time_machine.travel(right + wrong) as travel:
        made.start()
        assert looks.done.acquire(timeout=60)
        travel.move_to(right)
        for _look in range(5):
            assert looks.done.acquire(timeout=60)
        made.stop()
