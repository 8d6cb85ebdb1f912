"""One piece of work is done by one at a time, whatever dies, hangs, loses touch or reads a wrong clock; on both databases."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, event, select, text, update
from sqlalchemy.engine import make_url

from tests.records import CONGRESS, bill
from tracker import clock
from tracker.db import leases
from tracker.db.engine import connect, reading, writing
from tracker.db.leases import LeaseLostError
from tracker.db.models import AuditRow, LeaseRow, Run, Slot
from tracker.ingest.runs import SourceHeldError
from tracker.ingest.visit import Visit
from tracker.jobs import queue, schedule, turns
from tracker.jobs.persistence import kept, until_written
from tracker.jobs.schedule import AGAIN, JOBS, Visits
from tracker.owner import is_dead, owner_name

ZONE = ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
DELIVER = next(job for job in JOBS if job.name == "deliver")


def turn_at(moment: dt.datetime, job=DELIVER) -> schedule.Turn:
    (found,) = schedule.due(moment, ZONE, [job])
    return found


def claim(engine: Engine, moment: dt.datetime, job=DELIVER):
    with clock.as_of(moment):
        turn = turn_at(moment, job)
        return turn, turns.claim(engine, turn, "scheduler a", ZONE)


def silence(engine: Engine, name: str = "") -> None:
    """As if nothing had been heard of what holds a lease for long."""
    with engine.begin() as connection:
        past = leases.database_now(connection) - dt.timedelta(seconds=1)
        connection.execute(update(LeaseRow).where(LeaseRow.name.startswith(name)).values(until=past))


def slots(engine: Engine) -> dict[str, str | None]:
    with reading(engine) as connection:
        return {row.slot: row.outcome for row in connection.execute(select(Slot.slot, Slot.outcome))}


def test_a_turn_is_given_once_and_not_again_when_it_is_done(engine):
    turn, lease = claim(engine, NOW)
    assert lease is not None
    assert claim(engine, NOW)[1] is None
    assert turns.finish(engine, turn, lease, "done", "")
    assert claim(engine, NOW)[1] is None
    assert slots(engine) == {"2026-11-23T13:00Z": "done"}


def test_a_turn_waits_while_the_one_before_is_at_work_and_is_written_down_as_skipped(engine):
    turn, lease = claim(engine, NOW)
    assert claim(engine, NOW + dt.timedelta(minutes=2))[1] is None
    assert turns.finish(engine, turn, lease, "done", "")
    assert claim(engine, NOW + dt.timedelta(minutes=4))[1] is not None
    assert slots(engine) == {"2026-11-23T13:00Z": "done", "2026-11-23T13:02Z": "skipped", "2026-11-23T13:04Z": None}


def test_a_turn_that_nothing_is_heard_of_is_lost_and_told_and_the_job_goes_on(engine):
    turn, lost = claim(engine, NOW)
    silence(engine)
    assert claim(engine, NOW + dt.timedelta(minutes=2))[1] is not None
    assert slots(engine)["2026-11-23T13:00Z"] == "lost"
    assert not turns.finish(engine, turn, lost, "done", "late words")
    assert slots(engine)["2026-11-23T13:00Z"] == "lost"


def test_a_turn_is_taken_over_in_its_own_slot_and_the_first_holder_changes_nothing_any_more(engine):
    turn, first = claim(engine, NOW)
    silence(engine)
    _turn, second = claim(engine, NOW)
    assert second is not None
    assert not turns.finish(engine, turn, first, "failed", "")
    assert turns.finish(engine, turn, second, "done", "")
    assert slots(engine) == {"2026-11-23T13:00Z": "done"}


@pytest.mark.parametrize("jump", [dt.timedelta(hours=1), dt.timedelta(days=3), dt.timedelta(days=365)])
def test_a_clock_that_was_ahead_stops_nothing_once_it_is_right_and_is_reported(engine, jump):
    turn, lease = claim(engine, NOW + jump)
    turns.finish(engine, turn, lease, "done", "")
    with reading(engine) as connection, clock.as_of(NOW):
        assert turns.ahead(connection, ZONE) == [("deliver", turn.slot)]
    for minutes in (0, 2, 4):
        turn, lease = claim(engine, NOW + dt.timedelta(minutes=minutes))
        assert lease is not None
        turns.finish(engine, turn, lease, "done", "")
    assert set(slots(engine)) == {f"2026-11-23T13:0{minutes}Z" for minutes in (0, 2, 4)}
    with reading(engine) as connection:
        (told,) = connection.execute(select(AuditRow.action, AuditRow.about))
        assert tuple(told) == ("a clock was ahead", "job deliver")


def test_a_clock_that_goes_back_over_a_turn_gives_no_turn_twice(engine):
    for minutes in (0, 2, 1, 0, 3, 4):
        turn, lease = claim(engine, NOW + dt.timedelta(minutes=minutes))
        if lease is not None:
            turns.finish(engine, turn, lease, "done", "")
    assert slots(engine) == {f"2026-11-23T13:0{minutes}Z": "done" for minutes in (0, 2, 4)}


def test_a_daily_job_of_a_wrong_clock_runs_on_its_own_day_and_missed_days_are_written_down(engine):
    tidy = next(job for job in JOBS if job.name == "tidy")
    for days in (0, 5, 1, 4):
        turn, lease = claim(engine, NOW + dt.timedelta(days=days), tidy)
        assert lease is not None
        turns.finish(engine, turn, lease, "done", "")
    assert slots(engine) == {
        "2026-11-23": "done",
        "2026-11-24": "done",
        "2026-11-25": "missed",
        "2026-11-26": "missed",
        "2026-11-27": "done",
    }


def test_five_schedulers_at_once_take_each_turn_once(engine):
    taken: list[str] = []
    at_the_same_time = threading.Barrier(5)

    def schedule_for_a_while() -> None:
        for minutes in range(0, 20, 2):
            at_the_same_time.wait()
            turn, lease = claim(engine, NOW + dt.timedelta(minutes=minutes))
            if lease is not None:
                taken.append(turn.slot)
                turns.finish(engine, turn, lease, "done", "")

    threads = [threading.Thread(target=schedule_for_a_while) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(taken) == [f"2026-11-23T13:{minutes:02}Z" for minutes in range(0, 20, 2)]
    assert set(slots(engine).values()) == {"done"}


def test_a_lease_written_under_a_clock_that_was_ahead_holds_nothing(engine):
    with engine.begin() as connection:
        assert leases.take(connection, "source x") is not None
        assert leases.take(connection, "source x") is None
        far = leases.database_now(connection) + dt.timedelta(days=3)
        connection.execute(update(LeaseRow).values(until=far))
        assert leases.take(connection, "source x") is not None


def test_what_a_dead_process_of_this_machine_held_is_free_at_once_also_when_its_number_is_used_again(engine):
    ended = subprocess.Popen([sys.executable, "-c", "from tracker.owner import owner_name; print(owner_name())"], stdout=subprocess.PIPE)  # fmt: skip
    name = ended.communicate()[0].decode().strip()
    host, pid, started, token = name.rsplit(":", 3)
    assert is_dead(name)
    assert is_dead(f"{host}:{os.getpid()}:{started}:{token}")
    assert not is_dead(owner_name())
    name_of_host, space, boot = host.split("/")
    for other in (f"another-host/{space}/{boot}", f"{name_of_host}/1/{boot}", f"{name_of_host}/{space}/{boot[::-1]}"):
        assert not is_dead(f"{other}:{pid}:{started}:{token}")  # the last: a machine made from the same image
    with engine.begin() as connection:
        leases.take(connection, "source x")
        connection.execute(update(LeaseRow).values(owner=name))
        assert leases.take(connection, "source x") is not None


def test_a_source_is_read_by_one_run_at_a_time_and_the_second_is_told_which(engine):
    first = Visit(engine, "us-test", CONGRESS, asked_by="ana")
    with pytest.raises(SourceHeldError, match=rf"run {first.run_id} \(ana\) reads it since") as refused:
        Visit(engine, "us-test", CONGRESS)
    assert refused.value.exit_code == 4
    first.take(bill())
    first.finish()
    Visit(engine, "us-test", CONGRESS).finish()


def test_a_run_that_was_taken_for_dead_writes_nothing_any_more(engine):
    old = Visit(engine, "us-test", CONGRESS)
    old.take(bill(1))
    old.flush()
    silence(engine)
    new = Visit(engine, "us-test", CONGRESS)
    old.take(bill(2))
    with pytest.raises(LeaseLostError):
        old.flush()
    assert old.finish().verdict == "interrupted"
    new.take(bill(1))
    assert new.finish().verdict == "ok"
    with reading(engine) as connection:
        assert [row.verdict for row in connection.execute(select(Run.verdict).order_by(Run.id))] == [
            "interrupted",
            "ok",
        ]
        assert connection.execute(text("SELECT count(*) FROM bills")).scalar_one() == 1


def test_a_queued_run_is_given_to_one_worker_and_not_while_its_source_is_read(engine):
    with writing(engine) as connection:
        first = queue.ask_for_crawl(connection, "us-test", "ana")
        again = queue.ask_for_crawl(connection, "us-test", "schedule")
        other = queue.ask_for_crawl(connection, "us-other", "schedule")
    assert (first.new, again.new, again.run_id, other.new) == (True, False, first.run_id, True)
    given = [queue.claim_run(engine) for _ in range(3)]
    assert [each and each.run_id for each in given] == [first.run_id, other.run_id, None]
    silence(engine, f"run {first.run_id}")  # its worker died before it began
    visit = Visit(engine, "us-test", CONGRESS)
    assert queue.claim_run(engine) is None
    visit.finish()
    assert queue.claim_run(engine).run_id == first.run_id
    begun = Visit(engine, "us-test", CONGRESS, run_id=first.run_id)
    begun.finish()
    with pytest.raises(SourceHeldError, match="begun before"):
        Visit(engine, "us-test", CONGRESS, run_id=first.run_id)


def test_a_run_whose_process_died_is_closed_without_anybody_asking_for_its_source(engine):
    visit = Visit(engine, "us-test", CONGRESS)
    assert queue.sweep(engine) == []
    silence(engine)
    assert queue.sweep(engine) == ["us-test"]
    with reading(engine) as connection:
        row = connection.execute(select(Run.state, Run.verdict).where(Run.id == visit.run_id)).one()
        assert tuple(row) == ("done", "interrupted")


def test_an_interrupted_visit_is_asked_for_again_with_patience_then_on_its_plan():
    known, day = [("us-test", 24)], dt.timedelta(days=1)

    def first_asked(in_vain: int) -> dt.timedelta:
        visits = {"us-test": Visits(began=NOW, ended=NOW, in_vain=in_vain)}
        steps = (dt.timedelta(minutes=minutes) for minutes in range(0, 3_000, 5))
        return next(step for step in steps if schedule.sources_due(NOW + step, known, visits))

    assert [first_asked(number) for number in range(6)] == [day, *AGAIN, day, day]


@given(st.integers(0, 6), st.integers(1, 200), st.integers(-500_000, 500_000))
def test_a_source_is_never_forgotten_whatever_its_last_visit_says(in_vain, hours, minutes):
    visits = {"x": Visits(began=NOW + dt.timedelta(minutes=minutes), in_vain=in_vain)}
    late = NOW + dt.timedelta(minutes=max(minutes, 0)) + dt.timedelta(hours=hours)
    assert schedule.sources_due(late, [("x", hours)], visits) == ["x"]


@pytest.mark.postgres
def test_an_outcome_is_written_once_the_database_is_back(postgres_url):
    engine = connect(postgres_url)
    turn, lease = claim(engine, NOW)
    stopping, tried = threading.Event(), threading.Event()

    @event.listens_for(engine, "do_connect")
    def _tries(*_given: object) -> None:
        tried.set()

    with cut_off(postgres_url):
        writer = threading.Thread(
            target=lambda: until_written(lambda: turns.finish(engine, turn, lease, "done", ""), stopping, "a turn"),
            daemon=True,
        )
        writer.start()
        assert tried.wait(60)
        assert writer.is_alive()
    writer.join(60)
    assert slots(engine) == {"2026-11-23T13:00Z": "done"}
    engine.dispose()


class cut_off:  # noqa: N801 - reads as a verb
    """The database is away: its connections are ended and no new one is taken."""

    def __init__(self, url: str) -> None:
        self.name = make_url(url).database
        self.admin = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")

    def _allow(self, allowed: bool) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS {allowed}"))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
                {"name": self.name},
            )

    def __enter__(self) -> None:
        self._allow(False)

    def __exit__(self, *_: object) -> None:
        self._allow(True)
        self.admin.dispose()


def test_a_lease_is_renewed_while_work_goes_on_and_given_up_at_its_limit(engine, monkeypatch):
    monkeypatch.setattr(leases, "RENEW_EVERY", dt.timedelta(milliseconds=10))
    with engine.begin() as connection:
        lease = leases.take(connection, "job x")
    renewed = threading.Event()

    @event.listens_for(engine, "commit")
    def _committed(_connection: object) -> None:
        renewed.set()

    with kept(engine, lease, 600) as lost:
        assert renewed.wait(60)
        with engine.begin() as connection:  # somebody took it over
            connection.execute(update(LeaseRow).values(token="another"))
        assert lost.wait(60)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM leases"))
        lease = leases.take(connection, "job x")
    with kept(engine, lease, 0) as lost:
        assert lost.wait(60)
