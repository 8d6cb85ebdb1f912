"""What runs when: tables of turns, days the clocks change on, missed days, and visits that are due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.jobs.schedule import (
    AGAIN,
    JOBS,
    Job,
    Visits,
    ahead,
    began,
    due,
    missed,
    moment,
    next_turn,
    pace,
    sources_due,
)

NEW_YORK = ZoneInfo("America/New_York")
QUARTER = Job(name="quarter", every=dt.timedelta(minutes=15))
DAILY = Job(name="daily", at=dt.time(8, 0), grace=dt.timedelta(hours=6))


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("job", "now", "slot", "starts", "following"),
    [
        (QUARTER, "2026-11-23 13:00:00", "2026-11-23T13:00Z", "2026-11-23 13:00", "2026-11-23 13:15"),
        (QUARTER, "2026-11-23 13:14:59", "2026-11-23T13:00Z", "2026-11-23 13:00", "2026-11-23 13:15"),
        (QUARTER, "2026-11-23 00:00:00", "2026-11-23T00:00Z", "2026-11-23 00:00", "2026-11-23 00:15"),
        (QUARTER, "2026-11-22 23:59:00", "2026-11-22T23:45Z", "2026-11-22 23:45", "2026-11-23 00:00"),
        (DAILY, "2026-11-23 13:00:00", "2026-11-23", "2026-11-23 13:00", "2026-11-24 13:00"),
        (DAILY, "2026-11-23 19:00:00", "2026-11-23", "2026-11-23 13:00", "2026-11-24 13:00"),
        (DAILY, "2026-11-23 19:00:01", None, None, "2026-11-24 13:00"),  # later than its grace
        (DAILY, "2026-11-23 12:59:59", None, None, "2026-11-23 13:00"),
        (DAILY, "2026-07-01 12:00:00", "2026-07-01", "2026-07-01 12:00", "2026-07-02 12:00"),  # in summer
    ],
)
def test_the_newest_turn_and_the_next_one(
    job: Job, now: str, slot: str | None, starts: str | None, following: str
) -> None:
    turns = due(utc(now), NEW_YORK, [job])
    assert [(turn.job, turn.slot, turn.began) for turn in turns] == ([(job, slot, utc(starts))] if starts else [])
    assert next_turn(job, utc(now), NEW_YORK) == utc(following)
    if slot is not None and starts is not None:
        assert began(job, slot, NEW_YORK) == utc(starts)


def test_a_turn_of_yesterday_counts_while_its_grace_lasts() -> None:
    long = Job(name="long", at=dt.time(8, 0))
    assert [turn.slot for turn in due(utc("2026-11-24 12:00"), NEW_YORK, [long])] == ["2026-11-23"]


@pytest.mark.parametrize(
    ("day", "at", "when"),
    [
        ("2026-03-08", "02:30", "2026-03-08 07:30"),  # left out: as much later as the clocks jump
        ("2026-11-01", "01:30", "2026-11-01 05:30"),  # comes twice: the first
        ("2026-11-01", "03:00", "2026-11-01 08:00"),
        ("2026-11-02", "03:00", "2026-11-02 08:00"),
    ],
)
def test_a_local_time_is_once_a_day_whatever_the_clocks_do(day: str, at: str, when: str) -> None:
    assert moment(dt.date.fromisoformat(day), dt.time.fromisoformat(at), NEW_YORK) == utc(when)


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC)),
    st.sampled_from([*JOBS, QUARTER, DAILY]),
)
def test_a_turn_never_begins_ahead_and_the_next_one_always_does(now: dt.datetime, job: Job) -> None:
    turns = due(now, NEW_YORK, [job])
    assert all(turn.began <= now and not ahead(job, turn.slot, now, NEW_YORK) for turn in turns)
    assert now < next_turn(job, now, NEW_YORK) <= now + (job.every or dt.timedelta(hours=25))


@pytest.mark.parametrize(
    ("job", "slot", "wrong"),
    [
        (QUARTER, "2026-11-23T13:15Z", False),
        (QUARTER, "2026-11-23T13:16Z", True),
        (DAILY, "2026-11-24", False),
        (DAILY, "2026-11-25", True),
    ],
)
def test_a_slot_beyond_the_next_one_was_written_while_a_clock_was_wrong(job: Job, slot: str, wrong: bool) -> None:
    assert ahead(job, slot, utc("2026-11-23 13:00"), NEW_YORK) is wrong


@pytest.mark.parametrize(
    ("job", "last", "newest", "days"),
    [
        (DAILY, "2026-11-20", "2026-11-23", ["2026-11-21", "2026-11-22"]),
        (DAILY, "2026-11-22", "2026-11-23", []),
        (DAILY, "2026-11-23", "2026-11-23", []),
        (DAILY, None, "2026-11-23", []),
        (QUARTER, "2026-11-20", "2026-11-23", []),
    ],
)
def test_missed_days_are_those_between(job: Job, last: str | None, newest: str, days: list[str]) -> None:
    assert missed(job, last, newest) == days


def test_a_month_of_missed_days_is_told_at_most() -> None:
    days = missed(DAILY, "2026-01-01", "2026-11-23")
    assert (len(days), days[0], days[-1]) == (31, "2026-10-23", "2026-11-22")


@pytest.mark.parametrize(
    ("hours_ago", "ended_ago", "in_vain", "asked"),
    [
        (24, None, 0, True),
        (23.9, None, 0, False),
        (24, 23, 0, True),  # a visit that went well counts from when it began
        (1, 5 / 60, 1, True),  # one in vain counts from when it ended: again after 5 minutes
        (1, 4 / 60, 1, False),
        (1, 0.5, 2, True),
        (1, 0.4, 2, False),
        (3, 2, 3, True),
        (3, 1.9, 3, False),
        (23, 22, 4, False),  # then it waits for its plan
        (25, 24, 4, True),
        (0.1, None, 1, True),
        (0.05, None, 1, False),
        (-24, None, 0, False),
        (-24.1, None, 0, True),  # from further ahead than its plan: a clock was wrong
    ],
)
def test_a_source_is_due_by_its_plan_and_sooner_where_a_visit_came_to_nothing(
    hours_ago: float, ended_ago: float | None, in_vain: int, asked: bool
) -> None:
    now = utc("2026-11-23 13:00")
    ended = None if ended_ago is None else now - dt.timedelta(hours=ended_ago)
    visits = {"x": Visits(began=now - dt.timedelta(hours=hours_ago), ended=ended, in_vain=in_vain)}
    assert (sources_due(now, [("x", 24)], visits) == ["x"]) is asked


def test_a_source_that_was_never_visited_is_due_and_one_of_a_short_plan_waits_no_longer_than_it() -> None:
    now = utc("2026-11-23 13:00")
    assert sources_due(now, [("x", 24), ("y", 1)], {}) == ["x", "y"]
    visits = {"x": Visits(began=now - dt.timedelta(hours=1), ended=now - dt.timedelta(hours=1), in_vain=len(AGAIN))}
    assert sources_due(now, [("x", 1)], visits) == ["x"]
    assert sources_due(now, [("x", 24)], {"x": Visits(began=now - dt.timedelta(hours=1))}) == []


@pytest.mark.parametrize(
    ("days", "hours", "often"),
    [(10, 24, 12), (10.01, 24, 24), (3.01, 24, 12), (3, 24, 6), (3, 4, 2), (3, 1, 1), (0, 168, 42)],
)
def test_the_pace_rises_as_a_window_of_the_place_closes(days: float, hours: int, often: int) -> None:
    now = utc("2026-11-23 13:00")
    assert pace(hours, "us-or", {"us-or": now + dt.timedelta(days=days)}, now) == often
    assert pace(hours, "us-wa", {"us-or": now + dt.timedelta(days=days)}, now) == hours


def test_each_job_has_its_own_name_and_either_an_interval_that_divides_a_day_or_an_hour() -> None:
    assert Counter(job.name for job in JOBS).most_common(1)[0][1] == 1
    day = dt.timedelta(days=1)
    assert all((job.every is None) is not (job.at is None) for job in JOBS)
    assert all(not day % job.every and job.every <= day for job in JOBS if job.every is not None)


def test_the_timetable_is_the_one_that_operators_were_promised() -> None:
    minutes = {job.name: job.every.total_seconds() / 60 for job in JOBS if job.every is not None}
    assert minutes == {"crawl": 15, "index": 1, "flag": 60, "ledger": 30, "digest": 30, "deliver": 2}
    daily = {job.name: f"{job.at:%H:%M}" for job in JOBS if job.at is not None}
    assert daily == {
        "backup": "01:40", "dump": "02:30", "forget": "03:20", "tidy": "03:40", "rulebook": "04:10", "texts": "05:10", "doctor": "08:00",
    }  # fmt: skip
    hours = {job.name: (job.grace.total_seconds() / 3600, job.limit.total_seconds() / 3600) for job in JOBS}
    assert hours == {job.name: (24, 2 if job.name in {"rulebook", "texts"} else 1) for job in JOBS}
