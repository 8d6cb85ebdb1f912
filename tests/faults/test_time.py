"""Turns of the schedule through years of clocks, and through months of several schedulers."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import Slot
from tracker.jobs import schedule, turns
from tracker.jobs.schedule import JOBS, Job

ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu", "America/Puerto_Rico",
)  # fmt: skip
START = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_a_daily_job_has_one_turn_a_day_in_every_zone(zone: str, record_property: Callable[[str, object], None]):
    local = ZoneInfo(zone)
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(1096)]
    for hour in range(4):
        job = Job(name="daily", at=dt.time(hour, 30))
        began = [schedule.moment(day, dt.time(hour, 30), local) for day in days]
        assert all(one < other for one, other in pairwise(began))
        for day, moment in zip(days, began, strict=True):
            (turn,) = schedule.due(moment, local, [job])
            before = schedule.due(moment - dt.timedelta(minutes=1), local, [job])
            # On a day of 25 hours yesterday's turn is too late by then.
            assert [each.slot for each in before] in ([], [(day - dt.timedelta(days=1)).isoformat()])
            assert turn.slot == day.isoformat()
    for name, value in (("trials", 4 * len(days)), ("lost", 0), ("doubled", 0)):
        record_property(name, value)


@pytest.mark.long
def test_five_schedulers_through_two_months_take_each_turn_once(
    engine: Engine, record_property: Callable[[str, object], None]
):
    """They look every half hour, in step, at a clock that goes back an hour now and then and dies with one of them."""
    zone, step, number = ZoneInfo("America/New_York"), dt.timedelta(minutes=30), 60 * 48
    jobs = [job for job in JOBS if job.every is None or job.every >= step]
    taken: Counter[tuple[str, str]] = Counter()
    guard, together = threading.Lock(), threading.Barrier(5)

    def schedule_for_long(name: int) -> None:
        for look in range(number):
            together.wait()
            late = dt.timedelta(minutes=61) if (look + name) % 97 == 0 else dt.timedelta(0)
            now = START + look * step - late
            with clock.as_of(now):
                for turn in schedule.due(now, zone, jobs):
                    lease = turns.claim(engine, turn, f"scheduler {name}", zone)
                    if lease is not None:
                        with guard:
                            taken[turn.job.name, turn.slot] += 1
                        turns.finish(engine, turn, lease, "done", "")

    threads = [threading.Thread(target=schedule_for_long, args=(name,)) for name in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    wanted = {
        (turn.job.name, turn.slot) for look in range(number) for turn in schedule.due(START + look * step, zone, jobs)
    }
    with reading(engine) as connection:
        outcomes = Counter(connection.execute(select(Slot.outcome)).scalars())
    assert [key for key, times in taken.items() if times > 1] == []
    assert wanted - set(taken) == set()
    assert outcomes["done"] == len(taken)
    for name, value in (("trials", len(wanted)), ("lost", len(wanted - set(taken))), ("doubled", 0)):
        record_property(name, value)
