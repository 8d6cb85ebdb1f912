"""Upgrades that are killed, migrations taken back, connections cut, servers restarted: nothing is lost and nothing done twice."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from tests.conftest import ROOT
from tests.core.importing import importer
from tests.core.test_database import consistent
from tests.core.test_ingest import visit
from tests.faults.server import Server
from tests.records import bill, hearing, notice
from tracker import clock, migrations
from tracker.db.engine import connect, reading
from tracker.db.maintenance import faults
from tracker.db.models import Base, Slot
from tracker.errors import TrackerError
from tracker.jobs import schedule, turns
from tracker.jobs.persistence import until_written
from tracker.jobs.schedule import JOBS
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

ZONE = ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
OLDEST = "0002"
"""The oldest schema of which a database is kept."""
KILLED = textwrap.dedent("""
    import os, signal, sys
    from sqlalchemy import event
    from tracker import migrations
    from tracker.db.engine import connect

    engine, left = connect(sys.argv[1], migrate=False), int(sys.argv[2])

    @event.listens_for(engine, "after_cursor_execute")
    def _count(*_told):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    migrations.upgrade(engine)
""")
MADE_BY = {"content_version", "leases", "listings", "secret_check", "alembic_version", "pending"}
"""Tables that a migration made, or fills anew: what stands in them goes when it is taken back."""


def fill(engine: Engine) -> None:
    visit(engine, [bill(number) for number in range(1, 30)] + [hearing(), notice()])
    with service.changing(engine) as connection:
        service.subscribe(connection, "jane@example.org", Wishes(), confirmed=True)


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """What every table holds that each version has, in the columns that it has now."""
    with reading(engine) as connection:
        there = inspect(connection)
        found = {}
        for table in Base.metadata.sorted_tables:
            if table.name in MADE_BY or not there.has_table(table.name):
                continue
            columns = {column["name"] for column in there.get_columns(table.name)}
            kept = [column for column in table.columns if column.name in columns]
            found[table.name] = sorted(map(repr, connection.execute(select(*kept)).all()))
        return found


def statements_of_an_upgrade(engine: Engine) -> int:
    seen = []

    def count(*_told: object) -> None:
        seen.append(1)

    event.listen(engine, "after_cursor_execute", count)
    migrations.upgrade(engine)
    event.remove(engine, "after_cursor_execute", count)
    return len(seen)


@pytest.mark.slow
@pytest.mark.parametrize("kills", [2, pytest.param(15, marks=pytest.mark.long)])
def test_an_upgrade_killed_anywhere_is_all_or_nothing_and_done_by_the_next(
    database_url: str, kills: int, record_property: Callable[[str, object], None]
):
    engine = connect(database_url)
    fill(engine)
    migrations.downgrade(engine, OLDEST)
    before = rows(engine)
    last = statements_of_an_upgrade(engine)
    whole = rows(engine)
    for number in range(1, kills + 1):
        migrations.downgrade(engine, OLDEST)
        engine.dispose()
        words = [sys.executable, "-c", KILLED, database_url, str(max(1, last * number // kills - 1))]
        died = subprocess.run(words, check=False, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert died.returncode == -signal.SIGKILL, died.stderr
        with engine.connect() as connection:
            assert migrations.current(connection) == OLDEST
        assert rows(engine) == before
        migrations.upgrade(engine)
        assert rows(engine) == whole
    assert faults(engine) == []
    engine.dispose()
    for name, value in (("trials", kills), ("lost", 0), ("doubled", 0)):
        record_property(name, value)


def test_each_migration_taken_back_and_done_again_loses_nothing_that_older_versions_know(
    database_url: str, record_property: Callable[[str, object], None]
):
    engine = connect(database_url)
    fill(engine)
    known = sorted(migrations.revisions())
    known = known[known.index(OLDEST) :]
    for older, newer in reversed(list(pairwise(known))):
        migrations.downgrade(engine, older)
        before = rows(engine)
        migrations.upgrade(engine, newer)
        migrations.downgrade(engine, older)
        assert rows(engine) == before, f"{newer} taken back"
    migrations.upgrade(engine)
    assert faults(engine) == []
    with engine.connect() as connection:
        counted = connection.execute(text("SELECT count(*) FROM bills")).scalar_one()
        assert (counted, connection.execute(text("SELECT address FROM subscribers")).scalar_one()) == (
            29,
            "jane@example.org",
        )
    engine.dispose()
    record_property("trials", len(known) - 1)


def turn_by_turn(engine: Engine, number: int, disturb: Callable[[int], None]) -> tuple[dict[str, str | None], float]:
    """Take so many turns, one every two minutes, each tried again as the scheduler does; the slots, and the longest wait."""
    deliver = next(job for job in JOBS if job.name == "deliver")
    longest, never = 0.0, threading.Event()
    for step in range(number):
        with clock.as_of(NOW + step * dt.timedelta(minutes=2)):
            (turn,) = schedule.due(clock.now(), ZONE, [deliver])
            disturb(step)
            began, lease = time.monotonic(), None
            while lease is None:
                with suppress(TrackerError, SQLAlchemyError):
                    lease = turns.claim(engine, turn, "scheduler of a test", ZONE)
                    break
                never.wait(0.2)
            assert lease is not None
            disturb(step)
            until_written(lambda: turns.finish(engine, turn, lease, "done", ""), never, "a turn")  # noqa: B023 - called at once
            longest = max(longest, time.monotonic() - began)
    with reading(engine) as connection:
        return dict(connection.execute(select(Slot.slot, Slot.outcome)).all()), longest


@pytest.mark.postgres
def test_connections_cut_at_every_step_lose_no_turn_and_double_none(
    postgres_url: str, record_property: Callable[[str, object], None]
):
    engine = connect(postgres_url)
    admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def cut(_step: int) -> None:
        with admin.connect() as connection:
            mine = {"name": engine.url.database}
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), mine
            )

    slots, longest = turn_by_turn(engine, 10, cut)
    assert (len(slots), set(slots.values())) == (10, {"done"})
    engine.dispose()
    admin.dispose()
    for name, value in (("trials", 20), ("lost", 0), ("doubled", 0), ("seconds", round(longest, 1))):
        record_property(name, value)


@pytest.mark.long
@pytest.mark.postgres
def test_a_server_that_dies_ten_times_while_records_and_turns_are_written_loses_nothing(
    tmp_path: Path, record_property: Callable[[str, object], None]
):
    with Server() as server:
        engine = connect(server.url)
        untouched = connect(f"sqlite:///{tmp_path / 'untouched.db'}")
        waits = []
        for _death in range(10):
            with importer(server.url, 400) as process:
                assert process.stdout is not None
                assert process.stdout.readline()
                began = time.monotonic()
                server.restart()
                slots, _longest = turn_by_turn(engine, 1, lambda _step: None) if not waits else ({}, 0.0)
                while True:
                    with suppress(TrackerError, SQLAlchemyError), reading(engine) as connection:
                        connection.execute(text("SELECT 1"))
                        break
                    threading.Event().wait(0.1)
                waits.append(time.monotonic() - began)
                assert set(slots.values()) <= {"done"}
            consistent(server.url)
        with importer(server.url, 400) as process:
            assert process.wait() == 0
        consistent(server.url)
        with reading(engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM bills")).scalar_one() == 400
        engine.dispose()
        untouched.dispose()
    for name, value in (("trials", 10), ("lost", 0), ("doubled", 0), ("seconds", round(max(waits), 1))):
        record_property(name, value)
