"""A program that was replaced, or whose database was, while it ran takes no work any more, loses none, and ends; and what was taken
and not begun when a scheduler stops is its successor's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select, text

from tests.jobs.test_kills import running
from tracker import clock
from tracker.db.engine import connect, reading, writing
from tracker.db.models import LeaseRow, Run, Slot
from tracker.jobs import engineer, queue, schedule, turns
from tracker.jobs.engineer import Engineer
from tracker.jobs.schedule import JOBS
from tracker.jobs.scheduler import Scheduler
from tracker.jobs.worker import Worker
from tracker.migrations import SchemaError

ZONE = ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def shared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is started works on the same database."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", request.getfixturevalue("sqlite_url"))


def now_has_schema(engine: Engine, revision: str | None) -> None:
    """As after an upgrade by another program, a restore of an older copy, or in the middle of one."""
    with engine.begin() as connection:
        change = "UPDATE alembic_version SET version_num = :revision" if revision else "DELETE FROM alembic_version"
        connection.execute(text(change), {"revision": revision} if revision else {})


def all_of(engine: Engine, *columns) -> list[tuple]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


@pytest.mark.parametrize(("revision", "ends"), [("0099", True), ("0001", True), ("other", True), (None, False)])
def test_who_is_at_work_ends_once_the_schema_is_anothers(revision, ends, sqlite_engine, monkeypatch):
    monkeypatch.setattr(engineer, "TICK_SECONDS", 0.05)
    looked, over = threading.Event(), threading.Event()
    worker = Worker(sqlite_engine)
    worker.step = looked.set
    now_has_schema(sqlite_engine, revision)
    made = Engineer(sqlite_engine, worker=worker, outdated=over.set)
    made.start()
    assert (over if ends else looked).wait(30)
    made.stop()
    assert isinstance(made.ended_by, SchemaError) == ends
    assert looked.is_set() != ends


@pytest.mark.parametrize("stops", [False, True])
def test_crawls_that_a_replaced_program_could_not_begin_wait_for_a_worker_that_fits(stops, sqlite_engine):
    with writing(sqlite_engine) as connection:
        for source in ("us-senate-hearings", "us-wa-hearings"):
            queue.ask_for_crawl(connection, source, "ana")
    now_has_schema(sqlite_engine, "0099")
    worker = Worker(sqlite_engine)
    worker.step()
    for _claimed, child in worker._children:
        child.process.wait(60)
    if stops:
        worker.stop()
    else:
        with pytest.raises(SchemaError, match=r"the program was replaced while this one ran: .* schema 0099 is newer"):
            worker.step()
    assert all_of(sqlite_engine, Run.state, Run.verdict) == [("queued", None)] * 2
    assert all_of(sqlite_engine, LeaseRow.name) == []
    assert not worker.busy


def test_a_turn_that_a_replaced_program_could_not_begin_is_taken_again(sqlite_engine):
    (turn,) = schedule.due(clock.now(), ZONE, [job for job in JOBS if job.name == "forget"])
    lease = turns.claim(sqlite_engine, turn, "scheduler a", ZONE)
    now_has_schema(sqlite_engine, "0099")
    scheduler = Scheduler(sqlite_engine, ZONE)
    scheduler.run(turn, lease)
    with pytest.raises(SchemaError):
        scheduler.step()
    scheduler.stop()
    assert turns.claim(sqlite_engine, turn, "scheduler b", ZONE) is not None


def test_turns_that_were_taken_and_not_begun_are_taken_again_by_the_next_scheduler(sqlite_engine):
    hands, over = ThreadPoolExecutor(max_workers=1), threading.Event()
    hands.submit(over.wait, 60)
    scheduler = Scheduler(sqlite_engine, ZONE, hands=hands)
    scheduler.step()
    assert len(all_of(sqlite_engine, Slot.job)) == len(JOBS)
    hands.shutdown(wait=False, cancel_futures=True)
    over.set()
    scheduler.stop()
    assert all_of(sqlite_engine, Slot.job) == []
    assert all_of(sqlite_engine, LeaseRow.name) == []


def test_a_daily_turn_that_was_stopped_in_the_middle_is_taken_again(sqlite_engine):
    (turn,) = schedule.due(clock.now(), ZONE, [job for job in JOBS if job.name == "backup"])
    lease = turns.claim(sqlite_engine, turn, "scheduler a", ZONE)
    scheduler = Scheduler(sqlite_engine, ZONE)
    scheduler.stopping.set()
    scheduler.run(turn, lease)
    assert turns.claim(sqlite_engine, turn, "scheduler b", ZONE) is not None


def test_a_turn_for_which_the_system_has_no_thread_left_is_told_as_failed_at_once(sqlite_engine, monkeypatch):
    (turn,) = schedule.due(clock.now(), ZONE, [job for job in JOBS if job.name == "tidy"])
    lease = turns.claim(sqlite_engine, turn, "scheduler a", ZONE)

    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    Scheduler(sqlite_engine, ZONE, hands=ThreadPoolExecutor(1)).run(turn, lease)
    assert all_of(sqlite_engine, Slot.outcome, Slot.told) == [("failed", "RuntimeError: can't start new thread")]
    assert all_of(sqlite_engine, LeaseRow.name) == []


@pytest.mark.slow
def test_scheduler_worker_and_page_end_with_6_so_that_their_supervisor_starts_what_fits(sqlite_url):
    engine = connect(sqlite_url)
    place = type("World", (), {"address": ""})()
    with (
        running(place, sqlite_url, "scheduler") as scheduler,
        running(place, sqlite_url, "worker") as worker,
        running(place, sqlite_url, "serve", "--no-jobs", "--port", "0") as page,
    ):
        assert all(process.stderr.readline() for process in (scheduler, worker, page))
        now_has_schema(engine, "0099")
        assert [process.wait(60) for process in (scheduler, worker, page)] == [6, 6, 6]
    engine.dispose()
