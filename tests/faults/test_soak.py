"""A month with many sources and readers, in which sources fail, senders are killed and the relay hangs up: nothing lost or doubled."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.alerts.smtp_peer import Peer, relay
from tests.conftest import ROOT
from tests.core.test_ingest import visit
from tests.month.forked import run
from tests.records import CONGRESS, INTRODUCED, bill
from tracker import clock, settings
from tracker.db.engine import connect, reading
from tracker.db.maintenance import faults
from tracker.db.models import OutboxRow, SubscriptionRow
from tracker.records.items import Action, Outcome, Unreadable
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

MORNING = dt.datetime(2026, 3, 1, 14, tzinfo=dt.UTC)
"""A Sunday, nine in New York."""
TITLES = (
    "Mental Health Parity Act",
    "Crisis Lines and 988 Act",
    "Peer Support Specialists Act",
    "Road Repair Act",
    "Farm Fairs Act",
)
SENDER = """
import datetime as dt, sys
from tests.month.forked import run
sys.exit(run(["deliver"], dt.datetime.fromisoformat(sys.argv[1])))
"""


def listed(source: int, bills: int, day: int) -> Iterator[Outcome]:
    """What a source lists on a day: each bill moves every ten days, and one row in a hundred cannot be read."""
    for number in range(bills):
        steps = [day for day in range(day + 1) if (day + number) % 10 == 0]
        moved = [
            Action(
                date=MORNING.date() + dt.timedelta(days=each),
                description=f"Hearing held, part {each}",
                classification=("committee-passage",) if each % 3 == 0 else (),
                organization="lower",
            )
            for each in steps
        ]
        if (number + day) % 100 == 99:
            yield Unreadable(reason="no date", excerpt=f"row {number}")
            continue
        title = f"{TITLES[number % len(TITLES)]} of {source}"
        yield bill(source * 1_000 + number + 1, title=title, actions=(INTRODUCED, *moved), related_bills=())


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


def killed_while_sending(peer: Peer, now: dt.datetime) -> bool:
    """Start a sender and kill it once the relay took a mail of it; false where it had nothing to send."""
    before = len(peer.accepted)
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER, now.isoformat()], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    while len(peer.accepted) == before and sender.poll() is None:
        threading.Event().wait(0.005)
    sender.send_signal(signal.SIGKILL)
    return sender.wait() == -signal.SIGKILL


def wishes(number: int) -> Wishes:
    """Nine in ten want a mail a week, one in ten a mail a day."""
    return Wishes(cadence="daily" if number % 10 == 0 else "weekly", topics=("parity",) if number % 3 == 0 else ())


def deliver_until_quiet(now: dt.datetime) -> None:
    """As the schedule does every few minutes, past the leases of those who were killed."""
    for minutes in (20, 60, 120, 240):
        assert run(["deliver"], now + dt.timedelta(minutes=minutes)) == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("days", "sources", "bills", "readers"),
    [(9, 4, 15, 20), pytest.param(30, 50, 100, 2_000, marks=[pytest.mark.long, pytest.mark.timeout(2_400)])],
)
def test_a_month_of_fifty_sources_and_two_thousand_readers_loses_and_doubles_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
    days: int,
    sources: int,
    bills: int,
    readers: int,
):
    chance, kills, sizes, files = random.Random(days), 0, [], []
    with relay() as peer:
        for name, value in {
            "TRACKER_DATA_DIR": str(tmp_path / "data"),
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(peer.port),
            "TRACKER_SMTP_SECURITY": "none",
            "TRACKER_MAIL_FROM": "tracker@example.org",
            "TRACKER_POSTAL_ADDRESS": "1 Main Street, Anytown",
            "TRACKER_SITE_URL": "https://tracker.example.org",
        }.items():
            monkeypatch.setenv(name, value)
        settings.load.cache_clear()
        engine = connect(settings.load().url)
        with clock.as_of(MORNING), service.changing(engine) as connection:
            for number in range(readers):
                service.subscribe(connection, f"reader{number}@example.org", wishes(number), confirmed=True)
        for day in range(days):
            now = MORNING + dt.timedelta(days=day)
            with clock.as_of(now):
                for source in range(sources):
                    if chance.random() < 0.9 or day == 0:  # else it does not answer today
                        visit(engine, listed(source, bills, day), f"us-soak-{source}", CONGRESS)
            for words in (["flag"], ["digest", "send"]):
                assert run(words, now) == 0
            if chance.random() < 0.5:
                kills += killed_while_sending(peer, now)
            deliver_until_quiet(now)
            sizes.append(resident())
            files.append(open_files())
        check(engine, peer, days, readers, kills)
        engine.dispose()
    doubled = len(peer.accepted) - len(set(peer.accepted))
    if days >= 30:
        assert sizes[-1] <= 1.1 * sizes[days // 3], sizes
        assert files[-1] <= files[days // 3], files
    assert len(peer.accepted) > readers
    for name, value in (("trials", days), ("lost", 0), ("doubled", doubled), ("seconds", 0)):
        record_property(name, value)


def check(engine: Engine, peer: Peer, days: int, readers: int, kills: int) -> None:
    """Everything queued was sent, nothing twice but what a kill left in doubt, and each weekly reader had each Monday's mail."""
    with reading(engine) as connection:
        states = Counter(connection.execute(select(OutboxRow.state)).scalars())
        slots = connection.execute(
            select(OutboxRow.subscription_id, OutboxRow.slot).where(OutboxRow.slot.startswith("weekly"))
        ).all()
        weekly = (
            connection.execute(select(SubscriptionRow.id).where(SubscriptionRow.cadence == "weekly")).scalars().all()
        )
    assert faults(engine) == []
    assert set(states) == {"sent"}, states
    times = Counter(peer.accepted)
    assert states["sent"] == len(times)
    assert sum(times.values()) - len(times) <= kills
    mondays = sum((MORNING.date() + dt.timedelta(days=day)).weekday() == 0 for day in range(1, days))
    assert Counter(row.subscription_id for row in slots) >= Counter(dict.fromkeys(weekly, mondays - 1))
    assert len(slots) == len(set(slots))
    assert len(weekly) == readers - (readers + 9) // 10
