"""Real processes, killed for real: what worked is closed, told and done again, and nothing goes on beside its successor."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from tests.conftest import ROOT
from tests.crawl.world import World, world
from tracker.db.engine import connect, reading, writing
from tracker.db.models import LeaseRow, Run
from tracker.jobs import queue
from tracker.jobs.children import Child, stop_all

pytestmark = pytest.mark.slow
PAGE = "https://www.senate.gov/general/committee_schedules/hearings.xml"
SOURCE = "us-senate-hearings"


@pytest.fixture
def hanging() -> Iterator[tuple[World, threading.Event]]:
    """A source whose page is asked for and never comes; the event is set when it was asked for."""
    asked, over = threading.Event(), threading.Event()

    def hang(_handler: object) -> None:
        asked.set()
        over.wait(120)

    with world() as made:
        made.page("https://www.senate.gov/robots.txt", "User-agent: *\nAllow: /\n", "text/plain")
        made.pages[PAGE] = hang
        try:
            yield made, asked
        finally:
            over.set()


@contextmanager
def running(made: World, url: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command of ours on that world, ended at the end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TRACKER_DETOUR": made.address, "TRACKER_DATABASE_URL": url}
    command = [sys.executable, "-m", "tracker", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def holder(url: str) -> int | None:
    """The number of the process that holds the source, or None."""
    engine = create_engine(url)
    with engine.connect() as connection:
        owner = connection.execute(text("SELECT owner FROM leases WHERE name LIKE 'source %'")).scalar()
    engine.dispose()
    return int(owner.rsplit(":", 3)[1]) if owner else None


def wait_for_the_end_of(pid: int) -> None:
    """Return once a process that is not our child is gone; pytest's time limit is the patience."""
    with open(f"/proc/{pid}/stat", "rb") as told:  # noqa: PTH123 - read again and again through one file
        try:
            while told.seek(0) == 0 and b") Z" not in told.read():
                threading.Event().wait(0.1)
        except ProcessLookupError:
            return


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_worker_that_is_killed_takes_its_crawl_along_and_its_source_is_free(hanging, database_url):
    made, asked = hanging
    engine = connect(database_url)
    with writing(engine) as connection:
        run = queue.ask_for_crawl(connection, SOURCE, "ana")
    with running(made, database_url, "worker") as process:
        assert asked.wait(60)
        crawl = holder(database_url)
        assert crawl not in {None, process.pid}
        process.send_signal(signal.SIGKILL)
        wait_for_the_end_of(crawl)
    queue.sweep(engine)
    with reading(engine) as connection:
        row = connection.execute(select(Run.state, Run.verdict).where(Run.id == run.run_id)).one()
        assert tuple(row) == ("done", "interrupted")
        assert connection.execute(select(LeaseRow.name).where(LeaseRow.name.startswith("source"))).first() is None
    engine.dispose()


def test_a_second_crawl_of_a_source_says_which_run_has_it_and_fetches_nothing(hanging, sqlite_url):
    made, asked = hanging
    connect(sqlite_url).dispose()
    with running(made, sqlite_url, "crawl", SOURCE) as first:
        assert asked.wait(60)
        fetched = len(made.asked)
        with running(made, sqlite_url, "crawl", SOURCE) as second:
            _out, said = second.communicate(timeout=60)
        assert second.returncode == 4
        assert f"run 1 (pid {first.pid}) reads it since" in said
        assert len(made.asked) == fetched
        first.send_signal(signal.SIGKILL)
        first.wait()
        with running(made, sqlite_url, "crawl", SOURCE) as third:
            asked.clear()
            assert asked.wait(60)
            assert holder(sqlite_url) == third.pid


@pytest.mark.parametrize("verb", ["scheduler", "worker"])
def test_what_is_told_to_stop_stops_and_says_so_by_its_exit_code(verb, sqlite_url, hanging):
    connect(sqlite_url).dispose()
    with running(hanging[0], sqlite_url, verb) as process:
        assert "is at work" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 143


DEAF = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


def test_children_that_do_not_listen_are_ended_in_the_time_that_one_takes():
    patience, children = 1.5, []
    for _number in range(4):
        process = subprocess.Popen([sys.executable, "-Sc", DEAF], stdout=subprocess.PIPE, start_new_session=True)
        assert process.stdout is not None
        assert process.stdout.readline()
        children.append(Child((), process, io.BytesIO()))
    began = time.monotonic()
    stop_all(children, patience)
    assert time.monotonic() - began < 2 * patience
    assert {child.process.returncode for child in children} == {-signal.SIGKILL}
    for child in children:
        child.close()
