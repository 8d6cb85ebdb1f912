"""A month of two machines on one PostgreSQL: they are killed and stopped, their database dies, their clocks are wrong."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text

from tests.alerts.smtp_peer import Peer, relay
from tests.conftest import ROOT, missing
from tests.faults.server import Server
from tests.month.forked import run
from tests.month.living import SOURCES, eventful, show
from tests.month.test_month import EASTERN, FAULTS, READERS, START, expected
from tracker import clock, settings
from tracker.db import queries
from tracker.db.engine import connect, reading, writing
from tracker.db.models import Bill, Hearing, LeaseRow, Notice, OutboxRow, Run, Slot
from tracker.demo.server import Sources, serving
from tracker.jobs import queue

APART = ("unshare", "--uts", "--pid", "--fork", "--mount-proc", "--kill-child")
"""A host name and numbers of processes of its own, as on another machine; who kills it kills all of it."""
DAYS = 30
BEGAN = dt.datetime.combine(START, dt.time(14), tzinfo=dt.UTC)
STEP = dt.timedelta(hours=12)
AFTERWARDS = (dt.timedelta(minutes=7), dt.timedelta(minutes=45), dt.timedelta(hours=3))
"""When what was interrupted is asked for again."""


@dataclass
class Machine:
    """A machine, running; `wrong` is how far its clock is from the right one."""

    name: str
    data: Path
    wrong: dt.timedelta = dt.timedelta()
    process: subprocess.Popen[str] = field(init=False)
    told: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Switch it on."""
        user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
        begin = f'hostname {self.name} && exec "$0" -m tests.month.machine'
        self.process = subprocess.Popen(
            [APART[0], *user, *APART[1:], "sh", "-c", begin, sys.executable],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TRACKER_DATA_DIR": str(self.data)},
        )

    def begin(self, now: dt.datetime) -> None:
        """Let it work at a moment."""
        self.process.stdin.write(f"{(now + self.wrong).isoformat()}\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """Wait until it has done what it began, or is gone."""
        self.told.append(self.process.stdout.readline().strip())

    def kill(self) -> None:
        """Cut its power, and switch it on again once all of it is gone."""
        self.process.kill()
        self.process.communicate()
        self.start()

    def signal(self, number: signal.Signals) -> None:
        """Stop all of it, or let it go on."""
        os.killpg(self.process.pid, number)

    def off(self) -> None:
        """Switch it off."""
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Coalition:
    """Two machines, their database and its clock."""

    def __init__(self, server: Server, machines: list[Machine], chance: random.Random) -> None:
        self.server, self.machines, self.chance = server, machines, chance
        self.kills = self.troubles = 0
        self._admin = create_engine(server.url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self._sql("CREATE SCHEMA simulated")
        self._sql("CREATE TABLE simulated.moment (at timestamptz, set_at timestamptz)")
        self._sql("INSERT INTO simulated.moment VALUES (now(), now())")
        # Found before PostgreSQL's own: the clock that every session of this database is told.
        self._sql(
            "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
            "'SELECT at + (pg_catalog.clock_timestamp() - set_at) FROM simulated.moment'"
        )
        self._sql("ALTER DATABASE postgres SET search_path = public, pg_catalog")

    def _sql(self, words: str, **given: object) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(words), given)

    def set_clock(self, now: dt.datetime) -> None:
        """Let the database's clock go on from a moment."""
        self._sql("UPDATE simulated.moment SET at = :now, set_at = pg_catalog.clock_timestamp()", now=now)

    def step(self, now: dt.datetime, trouble: Callable[[dt.datetime], None] | None = None) -> None:
        """Let both work at a moment; trouble comes while they do."""
        self.set_clock(now)
        for machine in self.machines:
            machine.begin(now)
        if trouble is not None:
            threading.Event().wait(self.chance.random() * 2.5)
            trouble(now)
        for machine in self.machines:
            machine.end()

    def power_cut(self, now: dt.datetime) -> None:
        """One of them loses its power and comes back."""
        machine = self.chance.choice(self.machines)
        machine.kill()
        machine.begin(now)
        self.kills += 1

    def database_dies(self, _now: dt.datetime) -> None:
        """The database dies under both."""
        self.server.restart()

    def stands_still(self, now: dt.datetime) -> None:
        """One stands still for hours, in which the other takes over what it held; then it goes on where it was."""
        still, other = self.chance.sample(self.machines, 2)
        still.signal(signal.SIGSTOP)
        other.end()
        self.set_clock(now + dt.timedelta(hours=2))
        other.begin(now + dt.timedelta(hours=2))
        other.end()
        still.signal(signal.SIGCONT)
        other.begin(now + dt.timedelta(hours=2))
        self.kills += 1  # what it sent when it was stopped is in doubt as after a kill

    def close(self) -> None:
        """Let go of the database."""
        self._admin.dispose()


@contextlib.contextmanager
def coalition(server: Server, folder: Path) -> Iterator[Coalition]:
    """Two machines on a database of their own, switched on."""
    machines = [Machine(name, folder / name) for name in ("harbor", "summit")]
    made = Coalition(server, machines, random.Random(DAYS))
    for machine in machines:
        machine.start()
    try:
        yield made
    finally:
        for machine in machines:
            machine.off()
        made.close()


def clocks(day: int, machines: list[Machine]) -> None:
    """One is three days ahead for a while, later an hour back, and the other a year ahead at the end."""
    harbor, summit = machines
    summit.wrong = dt.timedelta(days=3 if 8 <= day < 14 else 0, hours=-1 if 18 <= day < 20 else 0)
    harbor.wrong = dt.timedelta(days=365 if 24 <= day < 26 else 0)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.timeout(3_600)
def test_two_machines_through_a_month_of_kills_outages_and_wrong_clocks_lose_and_double_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
):
    if shutil.which("unshare") is None or subprocess.run([*APART, "true"], check=False).returncode:
        missing("the right to make a space of process numbers")
    with serving() as sources, eventful(DAYS), relay() as peer, Server() as server:
        for name, value in {
            "TRACKER_DATABASE_URL": server.url,
            "TRACKER_DATA_DIR": str(tmp_path / "here"),
            "TRACKER_DETOUR": sources.address,
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(peer.port),
            "TRACKER_SMTP_SECURITY": "none",
            "TRACKER_MAIL_FROM": "tracker@example.org",
            "TRACKER_POSTAL_ADDRESS": "1 Main Street, Anytown",
            "TRACKER_SITE_URL": "https://tracker.example.org",
            "TRACKER_TIME_ZONE": "America/New_York",
            "TRACKER_SECRET_KEY": "k" * 44,
            "TRACKER_KEEP_MAILS_DAYS": "366",  # what was sent is counted at the end
        }.items():
            monkeypatch.setenv(name, value)
        settings.load.cache_clear()
        engine = connect(server.url)
        with coalition(server, tmp_path) as made:
            show(sources, START, 0, FAULTS)
            with writing(engine) as connection:
                for name in SOURCES:
                    queue.ask_for_crawl(connection, name, "a test")
            made.step(BEGAN)
            for address, wishes in READERS.items():
                assert run(["subscribe", address, "--confirmed", *wishes], BEGAN) == 0
            last = live(made, sources)
        with clock.as_of(last):
            check(engine, peer, made.kills)
            whole(engine)
            nothing_is_missing(engine, last, tmp_path, monkeypatch)
        engine.dispose()
    for name, value in (
        ("trials", made.troubles),
        ("lost", 0),
        ("doubled", len(peer.accepted) - len(set(peer.accepted))),
    ):
        record_property(name, value)


def live(made: Coalition, sources: Sources) -> dt.datetime:
    """All days but the first moment, trouble at every second of them; says when it ends."""
    now, troubles = BEGAN, (made.power_cut, made.database_dies, made.stands_still)
    for number in range(1, DAYS * 2):
        now = BEGAN + number * STEP
        day = (now.astimezone(EASTERN).date() - START).days
        show(sources, START, day, FAULTS)
        clocks(day, made.machines)
        trouble = made.chance.choice(troubles) if number % 2 == 0 and day < DAYS - 2 else None
        made.step(now, trouble)
        for later in AFTERWARDS if trouble else ():
            made.step(now + later)
        made.troubles += trouble is not None
    return now


def check(engine: Engine, peer: Peer, kills: int) -> None:
    """All mail was sent, nothing twice but what a kill left in doubt; no turn, no run and no lease is open."""
    with reading(engine) as connection:
        states = Counter(connection.execute(select(OutboxRow.state)).scalars())
        open_runs = connection.execute(select(Run.source, Run.state).where(Run.state != "done")).all()
        open_turns = connection.execute(select(Slot.job, Slot.slot).where(Slot.finished_at.is_(None))).all()
        held = connection.execute(select(LeaseRow.name)).scalars().all()
        workers = set(connection.execute(select(Slot.claimed_by)).scalars())
    assert (open_runs, open_turns, held) == ([], [], [])
    assert set(states) == {"sent"}, states
    assert states["sent"] == len(set(peer.accepted))
    assert len(peer.accepted) - len(set(peer.accepted)) <= kills
    assert {name.split()[1].partition("/")[0] for name in workers} == {"harbor", "summit"}


def slots(engine: Engine, address: str) -> list[str]:
    """The regular mails of a reader, without the welcome."""
    mine = OutboxRow.subscription_id == list(READERS).index(address) + 1
    with reading(engine) as connection:
        found = connection.execute(select(OutboxRow.slot).where(mine)).scalars()
        return sorted(slot for slot in found if not slot.startswith("welcome"))


def whole(engine: Engine) -> None:
    """Each reader of a weekly mail had exactly one a slot, each of a daily one at most one; sources were read on their plan."""
    for address, weekday in (("weekly@example.org", 0), ("semanal@example.org", 3), ("state@example.org", 0)):
        assert slots(engine, address) == expected(DAYS, "weekly", weekday), address
    daily = slots(engine, "daily@example.org")
    assert len(daily) == len(set(daily))
    assert len(daily) > DAYS // 3
    with reading(engine) as connection:
        rows = {row.name: row for row in queries.sources(connection)}
    for name in set(SOURCES) - set(FAULTS):
        assert clock.now() - rows[name].last_good_at < dt.timedelta(hours=30), name


def nothing_is_missing(engine: Engine, now: dt.datetime, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one undisturbed visit of all sources finds at the end is there, word for word."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{folder / 'undisturbed.db'}")
    settings.load.cache_clear()
    for name in SOURCES:
        code = subprocess.run([sys.executable, "-m", "tracker", "crawl", name, "--as-of", now.isoformat()], check=False)
        assert code.returncode == 0, name
    undisturbed = connect(f"sqlite:///{folder / 'undisturbed.db'}")
    for table in (Bill, Hearing, Notice):
        query = select(table.id, table.title if table is not Hearing else table.name)
        with reading(engine) as ours, reading(undisturbed) as theirs:
            known = dict(ours.execute(query).all())
            assert {key: name for key, name in theirs.execute(query) if known.get(key) != name} == {}
    undisturbed.dispose()
