"""A month in the life of the program: sources change and fail, readers get their mails, jobs run, nothing grows for ever."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from tests.alerts.smtp_peer import Peer, relay
from tests.month.forked import run
from tests.month.living import SOURCES, Fault, Program, eventful, show
from tracker import clock, settings
from tracker.db import queries
from tracker.db.engine import connect, reading
from tracker.db.models import ChangeRow, Match, OutboxRow, Slot, SubscriptionRow
from tracker.demo.server import serving
from tracker.jobs.state import job_states

EASTERN = ZoneInfo("America/New_York")
START = dt.date(2026, 3, 1)
"""A Sunday; a week later clocks are put forward."""
READERS = {
    "weekly@example.org": ("--cadence", "weekly"),
    "daily@example.org": ("--cadence", "daily"),
    "alerts@example.org": ("--cadence", "deadlines"),
    "semanal@example.org": ("--cadence", "weekly", "--language", "es", "--weekday", "thursday"),
    "state@example.org": ("--cadence", "weekly", "--jurisdiction", "us-ma", "--timezone", "America/Chicago"),
    "against@example.org": ("--cadence", "daily", "--position", "oppose:us/119/HR4021", "--bill", "us/119/HR4021"),
}
LATE = "us-oh-cuyahoga-adamhs"


def between(first: int, last: int, told: str) -> Fault:
    """A fault on some days only."""
    return lambda day: told if first <= day <= last else ""


@dataclass
class Played:
    """What is left when the time is over."""

    program: Program
    peer: Peer
    data: Path
    sizes: list[int]
    days: int

    def slots(self, address: str) -> list[str]:
        """The regular mails an address was sent, without the welcome."""
        query = (
            select(OutboxRow.slot)
            .join(SubscriptionRow, SubscriptionRow.id == OutboxRow.subscription_id)
            .where(OutboxRow.state == "sent", OutboxRow.subscription_id == list(READERS).index(address) + 1)
        )
        with reading(self.program.engine) as connection:
            return [slot for slot in connection.execute(query).scalars() if not slot.startswith("welcome")]


@contextmanager
def played(
    data: Path, monkeypatch: pytest.MonkeyPatch, *, days: int, hours: int, faults: dict[str, Fault], late: int = 9
) -> Iterator[Played]:
    """Live through so many days, looking every few hours; one source is first read in the second week."""
    with ExitStack() as stack:
        sources = stack.enter_context(serving())
        stack.enter_context(eventful(days))
        peer = stack.enter_context(relay())
        for name, value in {
            "TRACKER_DATA_DIR": str(data),
            "TRACKER_DETOUR": sources.address,
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(peer.port),
            "TRACKER_SMTP_SECURITY": "none",
            "TRACKER_MAIL_FROM": "tracker@example.org",
            "TRACKER_POSTAL_ADDRESS": "1 Main Street, Anytown",
            "TRACKER_SITE_URL": "https://tracker.example.org",
            "TRACKER_TIME_ZONE": "America/New_York",
            "TRACKER_KEEP_MAILS_DAYS": "366",  # what was sent is counted at the end
        }.items():
            monkeypatch.setenv(name, value)
        settings.load.cache_clear()
        engine = connect(settings.load().url)
        stack.callback(engine.dispose)
        began = dt.datetime.combine(START, dt.time(14), tzinfo=dt.UTC)
        show(sources, START, 0, faults)
        program = Program(engine)
        program.ask(*(name for name in SOURCES if name != LATE))
        program.tick(began)
        for address, wishes in READERS.items():
            assert run(["subscribe", address, "--confirmed", *wishes], began) == 0
        sizes = []
        for step in range(1, days * 24 // hours):
            now = began + dt.timedelta(hours=step * hours)
            day = (now.astimezone(EASTERN).date() - START).days
            show(sources, START, day, faults)
            if day == late and not program.verdicts(LATE):
                program.ask(LATE)
            program.tick(now)
            if now.hour < hours:
                sizes.append(sum(path.stat().st_size for path in data.rglob("*") if path.is_file()))
        with clock.as_of(now):
            yield Played(program, peer, data, sizes, days)


def mornings(days: int, zone: str, weekday: int | None = None) -> list[dt.date]:
    """The days after the first one on which a mail at eight is due, or those of one weekday."""
    found = [START + dt.timedelta(days=number) for number in range(1, days)]
    return [day for day in found if weekday is None or day.weekday() == weekday]


def expected(days: int, cadence: str, weekday: int | None) -> list[str]:
    """The slots of a reader whose welcome came on a Sunday morning: none so soon after it as to be a second mail at once."""
    gap = dt.timedelta(hours=36 if cadence == "weekly" else 6)
    first = dt.datetime.combine(START, dt.time(9), tzinfo=EASTERN)
    due = (dt.datetime.combine(day, dt.time(8), tzinfo=EASTERN) for day in mornings(days, "", weekday))
    return [f"{cadence} {moment.date()}" for moment in due if moment - first >= gap]


def check(life: Played) -> None:
    """What must be true after any time, whatever the sources did."""
    engine = life.program.engine
    with reading(engine) as connection:
        states = Counter(connection.execute(select(OutboxRow.state)).scalars())
        reasons = [each for each in connection.execute(select(OutboxRow.reason)).scalars() if each]
        jobs = {each.job.name: (each.outcome, each.told) for each in job_states(connection)}
        failed = connection.execute(select(Slot.job, Slot.told).where(Slot.outcome.in_(("failed", "lost")))).all()
    assert set(states) == {"sent"}, reasons
    assert not [each for each in reasons if "could not be made" in each]
    assert states["sent"] == len(life.peer.accepted) == len({key for _to, key in life.peer.accepted})
    assert {name: told for name, (outcome, told) in jobs.items() if outcome != "done"} == {}
    assert failed == []


def whole_calendar(life: Played) -> None:
    """Readers of a weekly mail got exactly one a slot; daily ones never two, and none only where nothing was new.

    A day without news brings a daily reader no mail; once a week a line says so.
    """
    days = life.days
    for address, weekday in (("weekly@example.org", 0), ("semanal@example.org", 3), ("state@example.org", 0)):
        assert sorted(life.slots(address)) == expected(days, "weekly", weekday), address
    due = expected(days, "daily", None)
    for address in ("daily@example.org", "against@example.org"):
        slots = sorted(life.slots(address))
        assert len(slots) == len(set(slots)), address
        assert set(slots) <= set(due), address
        places = [due.index(slot) for slot in slots]
        silences = [after - before for before, after in pairwise([-1, *places, len(due)])]
        assert max(silences) <= 8, (address, slots)
    silent = set(due) - set(life.slots("daily@example.org"))
    assert {slot: told for slot in silent if (told := news(life, slot))} == {}


def news(life: Played, slot: str) -> list[str]:
    """What there was to tell a reader of everything in a daily slot: changes of flagged records since the day before."""
    until = dt.datetime.combine(dt.date.fromisoformat(slot.partition(" ")[2]), dt.time(14), tzinfo=dt.UTC)
    flagged = select(Match.record_id).where(Match.flagged, Match.gone_at.is_(None))
    query = select(ChangeRow.kind, ChangeRow.record_id).where(
        ChangeRow.quiet.is_(None),
        ChangeRow.kind.not_in(("bill_record", "hearing_record", "notice_record")),
        ChangeRow.record_id.in_(flagged),
        ChangeRow.seen_at >= until - dt.timedelta(days=1),
        ChangeRow.seen_at < until,
    )
    with reading(life.program.engine) as connection:
        return [f"{row.kind} {row.record_id}" for row in connection.execute(query)]


def read_on_plan(life: Played, *healthy: str) -> None:
    """Sources that were well were visited on their plan and are called unread by nobody."""
    with reading(life.program.engine) as connection:
        rows = {row.name: row for row in queries.sources(connection)}
    for name in healthy:
        assert rows[name].last_good_at is not None
        assert clock.now() - rows[name].last_good_at < dt.timedelta(hours=30), name
        assert set(life.program.verdicts(name)) <= {"ok", "empty", "degraded"}, name


def bounded(life: Played) -> None:
    """The folder grows by what there is to tell, not by being alive: its second half adds no more than its first."""
    half = len(life.sizes) // 2
    assert life.sizes[-1] - life.sizes[half] <= life.sizes[half] - life.sizes[0] + 2_000_000


FAULTS: dict[str, Fault] = {
    "us-federal-register": between(5, 7, "gone"),
    "us-ma-hearings": between(4, 25, "3"),
    "us-ma-bills": between(12, 13, "8"),
}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_days_in_which_a_source_fails_and_one_comes_late(tmp_path, monkeypatch):
    faults = {"us-federal-register": between(1, 1, "gone")}
    with played(tmp_path / "data", monkeypatch, days=4, hours=12, faults=faults, late=2) as life:
        check(life)
        whole_calendar(life)
        read_on_plan(life, "us-govinfo-billstatus", "us-senate-hearings", "us-ma-bills", LATE)
        verdicts = life.program.verdicts("us-federal-register")
        assert "failed" in verdicts
        assert verdicts[-1] == "ok"


@pytest.mark.slow
@pytest.mark.timeout(1_500)
def test_thirty_days_in_which_sources_change_fail_rest_and_come_late(tmp_path, monkeypatch):
    with played(tmp_path / "data", monkeypatch, days=30, hours=12, faults=FAULTS) as life:
        check(life)
        whole_calendar(life)
        read_on_plan(life, "us-govinfo-billstatus", "us-senate-hearings", "us-ma-bills", LATE)
        verdicts = life.program.verdicts("us-federal-register")
        assert 3 <= verdicts.count("failed") <= 24
        assert verdicts[-1] == "ok"
        bounded(life)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_a_month_in_which_every_source_fails_tells_so_once_a_week_and_nothing_else(tmp_path, monkeypatch):
    nothing = dict.fromkeys(SOURCES, lambda day: "gone")
    with played(tmp_path / "data", monkeypatch, days=30, hours=12, faults=nothing) as life:
        check(life)
        for address in READERS:
            assert len(life.peer.of(address)) <= 5, address


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_half_a_year_with_clocks_put_forward(tmp_path, monkeypatch):
    faults = {**FAULTS, "us-senate-hearings": between(60, 90, "gone"), "us-oh-cuyahoga-adamhs": between(100, 130, "99")}
    with played(tmp_path / "data", monkeypatch, days=180, hours=6, faults=faults) as life:
        check(life)
        whole_calendar(life)
        read_on_plan(life, "us-govinfo-billstatus", "us-ma-bills", LATE)
        bounded(life)
        with reading(life.program.engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM leases")).scalar_one() == 0
