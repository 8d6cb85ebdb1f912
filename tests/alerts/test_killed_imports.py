"""An import that is killed half-way, a digest, the run that finishes it: whoever waits for what it brought is told of it once."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys

from sqlalchemy import Engine, update

from alerts.delivery.enqueue import queue_due
from alerts.delivery.snapshots import Shelf
from spiders.after_crawl import settle
from tests.conftest import ROOT
from tests.records import CONGRESS, bill
from tracker.clock import as_of
from tracker.db import leases, queries
from tracker.db.engine import reading
from tracker.db.models import LeaseRow, OutboxRow
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

MONDAY = dt.datetime(2026, 11, 16, 14, tzinfo=dt.UTC)
OLD, ALL, STORED = range(1, 4), range(1, 13), range(1, 9)
IMPORTER = """
import os, signal, sys
from tests.alerts.test_killed_imports import STORED, taken
from tracker.clock import as_of
from tracker.db.engine import connect
import datetime as dt
with as_of(dt.datetime.fromisoformat(sys.argv[2])):
    visit = taken(connect(sys.argv[1]), STORED)
    visit._release()
    visit.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def taken(engine: Engine, numbers: range) -> Visit:
    """A visit that took these bills, each of which a rule names."""
    visit = Visit(engine, "us-test", CONGRESS)
    for number in numbers:
        visit.take(bill(number, title=f"Crisis counseling act {number}", abstracts=(), subject=()))
    visit.flush()
    return visit


def told(engine: Engine, since: int) -> set[str]:
    """The bills that mails tell of which were queued after that one."""
    with reading(engine) as connection:
        rows = [row for row in connection.execute(OutboxRow.__table__.select()) if row.id > since and row.edition]
        shelf = Shelf()
        shelf.fetch(connection, [row.edition for row in rows])
        found = set()
        for row in rows:
            digest = shelf.digest(row.edition)
            found |= {each.id for each in (*digest.cards, *digest.also)}
        return found


def newest(engine: Engine) -> int:
    with reading(engine) as connection:
        return max((row.id for row in connection.execute(OutboxRow.__table__.select())), default=0)


def test_what_a_killed_import_stored_is_told_and_the_run_that_ends_it_counts_it(engine: Engine) -> None:
    with as_of(MONDAY):
        taken(engine, OLD).finish()
        flag_changed(engine)
        with service.changing(engine) as connection:
            service.subscribe(connection, "jane@example.org", Wishes(most=20, cadence="daily"), confirmed=True)
        queue_due(engine)
    begun = newest(engine)
    tuesday, wednesday = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=2)
    url = engine.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-c", IMPORTER, url, tuesday.isoformat()],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with as_of(tuesday):
        queue_due(engine)  # before any rule has seen what the killed import stored
    new = {f"us/119/HR{number}" for number in STORED if number not in OLD}
    assert told(engine, begun) == new
    halfway = newest(engine)
    with engine.begin() as connection:
        connection.execute(update(LeaseRow).values(until=leases.database_now(connection) - dt.timedelta(seconds=1)))
    with as_of(wednesday):
        summary = taken(engine, ALL).finish()
        settle(engine, [summary])
        queue_due(engine)
    assert summary.verdict == "ok"
    assert summary.counts.flagged == len(ALL) - len(OLD)  # not only those it stored itself
    assert told(engine, halfway) == {f"us/119/HR{number}" for number in ALL} - new - {f"us/119/HR{n}" for n in OLD}
    with reading(engine) as connection:
        assert [run.verdict for run in queries.runs(connection, source="us-test")] == ["ok", "interrupted", "ok"]
