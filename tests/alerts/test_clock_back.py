"""A clock that was ahead for an hour stops no mail once it is right again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, select, update

from alerts.delivery.blame import pauses
from alerts.delivery.enqueue import queue_due
from alerts.delivery.ledger import keep_ledger
from alerts.delivery.outbox import NEVER
from tests.alerts.owing import deliver_to, states
from tests.alerts.smtp_peer import relay
from tests.core.test_ingest import visit
from tests.records import bill
from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Base, OutboxRow
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

NOW = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
AHEAD = [3 * DAY, 40 * DAY, 400 * DAY]
_LIES_AHEAD = {"give_up_at", "start_by", "next_try", "retry_at"}


def owing(engine: Engine, at: dt.datetime, count: int) -> None:
    """Queue a mail for each of so many new readers."""
    with clock.as_of(at), service.changing(engine) as connection:
        known = len(list(service.all_of(connection)))
        for number in range(known, known + count):
            service.subscribe(connection, f"reader{number}@example.org", Wishes(), confirmed=True)
        for found in list(service.all_of(connection))[known:]:
            service.queue(connection, found, kind="manage", slot="manage 1", within=5 * DAY)


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
def test_a_relay_that_refused_a_clock_that_was_ahead_is_tried_again_when_it_is_right(
    engine: Engine, ahead: dt.timedelta
):
    owing(engine, NOW, 3)
    deliver_to(engine, 1, at=NOW)
    with reading(engine) as connection, clock.as_of(NOW):
        assert list(pauses(connection)) == ["mail"]
    deliver_to(engine, 1, at=NOW + ahead)
    with relay() as peer:
        owing(engine, NOW + HOUR, 2)
        tally = deliver_to(engine, peer.port, at=NOW + 6 * HOUR)
    assert "a clock was ahead" in tally.righted
    assert len(peer.accepted) == 2 + (states(engine)["sent"] - 2)
    assert states(engine)["pending"] == 0


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
def test_mails_that_a_clock_ahead_sent_use_up_no_rate_and_are_counted_as_the_last_success(
    engine: Engine, ahead: dt.timedelta
):
    owing(engine, NOW + ahead, 4)
    with relay() as peer:
        deliver_to(engine, peer.port, at=NOW + ahead, mail_rate_per_minute=5)
        for at in (NOW + HOUR, NOW + HOUR + dt.timedelta(minutes=2)):
            owing(engine, at, 4)
            deliver_to(engine, peer.port, at=at, mail_rate_per_minute=5)
    assert states(engine)["pending"] == 0
    with reading(engine) as connection:
        assert max(connection.execute(select(OutboxRow.sent_at)).scalars()) <= NOW + 2 * HOUR


def test_a_mail_that_a_clock_ahead_put_off_or_claimed_goes_soon(engine: Engine):
    owing(engine, NOW, 2)
    with relay() as peer:
        deliver_to(engine, peer.port, at=NOW + 3 * DAY)
        owing(engine, NOW, 3)
        with writing(engine) as connection:
            first, second, third = connection.execute(
                select(OutboxRow.id).where(OutboxRow.state == "pending")
            ).scalars()
            later = {"next_try": NOW + 3 * DAY}
            held = {"state": "sending", "owner": "elsewhere:1:x", "lease_until": NOW + 3 * DAY}
            for number, values in ((first, later), (second, held), (third, {"state": "failed", "next_try": NEVER})):
                connection.execute(update(OutboxRow).where(OutboxRow.id == number).values(values))
        deliver_to(engine, peer.port, at=NOW)
        assert states(engine) == {"sent": 3, "sending": 1, "failed": 1}
        deliver_to(engine, peer.port, at=NOW + HOUR)
    assert states(engine) == {"sent": 4, "failed": 1}


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
@pytest.mark.parametrize("cadence", ["daily", "weekly"])
def test_a_reader_gets_the_next_turn_whatever_a_clock_that_was_ahead_told(
    engine: Engine, cadence: str, ahead: dt.timedelta
):
    with relay() as peer:

        def turn(at: dt.datetime, *numbers: int) -> int:
            before = len(peer.accepted)
            with clock.as_of(at):
                if numbers:
                    visit(engine, [bill(number) for number in range(1, numbers[0] + 1)])
                queue_due(engine)
                keep_ledger(engine)
            deliver_to(engine, peer.port, at=at)
            return len(peer.accepted) - before

        with clock.as_of(NOW), service.changing(engine) as connection:
            wishes = Wishes(cadence=cadence, weekday="friday", timezone="America/New_York", topics=())
            service.subscribe(connection, "reader@example.org", wishes, confirmed=True)
        assert turn(NOW, 1) == 1
        turn(NOW + ahead, 2)
        days = [NOW + number * DAY for number in range(1, 9)]
        told = [turn(day, 3 + number) for number, day in enumerate(days)]
    # The turn of the day that the wrong clock named was taken then; every other one comes.
    due = 8 if cadence == "daily" else 1
    assert sum(told) >= due - 1
    assert max(told) == 1
    if cadence == "daily":
        assert told[0] == 1


def test_nothing_that_happened_lies_ahead_once_the_clock_is_right(engine: Engine):
    owing(engine, NOW, 3)
    with relay(lambda stage, to: "550 5.1.1 nobody" if stage == "RCPT" and to.startswith("reader1") else None) as peer:
        deliver_to(engine, peer.port, at=NOW + 30 * DAY)
        with clock.as_of(NOW + 30 * DAY):
            keep_ledger(engine)
            queue_due(engine)
        righted = [deliver_to(engine, peer.port, at=NOW + number * HOUR).righted for number in (1, 2, 3)]
    assert ["a clock was ahead" in told for told in righted] == [True, False, False]
    late = NOW + 2 * DAY
    with reading(engine) as connection:
        for name in ("outbox", "bounces", "relays", "ledger_marks", "subscriptions"):
            table = Base.metadata.tables[name]
            for column in table.columns:
                if column.name not in _LIES_AHEAD and column.type.python_type is dt.datetime:
                    found = connection.execute(select(column).where(column > late)).scalars().all()
                    assert found == [], (name, column.name)
