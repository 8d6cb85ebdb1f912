"""Who rests is left alone, and comes back to what is still true; the clock's own changes move nobody's night."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from alerts.delivery.enqueue import Report, queue_due
from alerts.delivery.outbox import Outbox, Tally
from alerts.delivery.sender import deliver
from tests.records import CONGRESS, EASTERN, PASSED, bill, hearing
from tracker.clock import as_of
from tracker.ingest.visit import Visit
from tracker.records.items import HeardBill, Record
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes, in_quiet_hours

HEARD = (HeardBill(identifier="HR2", legislative_session="119"),)


def at(day: int, month: int = 11) -> dt.datetime:
    """Half past eight in New York, or nine while summer time lasts."""
    return dt.datetime(2026, month, day, 13, 30, tzinfo=dt.UTC)


def visit(engine: Engine, moment: dt.datetime, *records: Record) -> None:
    with as_of(moment):
        reading = Visit(engine, "us-test", CONGRESS)
        for record in records:
            reading.take(record)
        reading.finish()


def delivered(engine: Engine, moment: dt.datetime) -> int:
    with as_of(moment):
        return deliver(engine, load()).sent


def turn(engine: Engine, moment: dt.datetime) -> Report:
    with as_of(moment):
        return queue_due(engine)


def test_who_rests_for_two_weeks_comes_back_to_one_mail_of_what_is_still_open(sqlite_engine: Engine):
    engine, beds = sqlite_engine, bill(2, title="Mental health beds act")
    visit(engine, at(26, 10), bill(1, title="Mental health crisis act"), beds)
    with as_of(at(26, 10)), service.changing(engine) as connection:
        service.subscribe(connection, "reader@example.org", Wishes(cadence="daily"), confirmed=True)
    assert turn(engine, at(26, 10)).queued == 1
    delivered(engine, at(26, 10))
    with as_of(at(26, 10)), service.changing(engine) as connection:
        (found,) = service.of_address(connection, "reader@example.org")
        service.pause(connection, found.id, dt.date(2026, 11, 10))
    over = hearing("over", start=dt.datetime(2026, 11, 6, 10, tzinfo=EASTERN), bills=HEARD)
    ahead = hearing("ahead", start=dt.datetime(2026, 11, 18, 10, tzinfo=EASTERN), bills=HEARD)
    visit(engine, at(29, 10), bill(1, title="Mental health crisis act"), beds, over, ahead)
    resting = [turn(engine, at(26, 10) + dt.timedelta(days=day)) for day in range(1, 15)]
    assert [(each.queued, each.resting) for each in resting] == [(0, 1)] * 14
    passed = replace(PASSED, date=dt.date(2026, 11, 5))
    visit(engine, at(9), bill(1, title="Mental health crisis act", actions=(*bill().actions, passed)), beds, ahead)

    with as_of(at(10)):
        ((_subscription, _slot, digest),) = queue_due(engine, dry_run=True).digests
    assert [(card.id, card.event.id if card.event else None, card.stage) for card in digest.cards] == [
        ("us/119/HR2", "us/ahead", "in-committee"),
        ("us/119/HR1", None, "passed-one-chamber"),
    ]
    assert digest.also == ()
    assert (turn(engine, at(10)).queued, turn(engine, at(11)).queued) == (1, 0)


@pytest.mark.parametrize("how", ["paused", "too late"])
def test_a_first_mail_that_never_went_is_made_anew_and_nobody_waits_for_ever(sqlite_engine: Engine, how: str):
    engine = sqlite_engine
    visit(engine, at(2), bill(1, title="Mental health crisis act"))
    with as_of(at(2)), service.changing(engine) as connection:
        service.subscribe(connection, "reader@example.org", Wishes(), confirmed=True)
    assert turn(engine, at(2)).queued == 1
    with as_of(at(3) + dt.timedelta(hours=1)):
        if how == "paused":
            with service.changing(engine) as connection:
                service.pause(connection, 1, dt.date(2026, 11, 5))
        else:
            Outbox(engine, lease=dt.timedelta(minutes=5)).expire(Tally())
    assert [turn(engine, at(day)).queued for day in (5, 5, 6)] == [1, 0, 0]
    assert delivered(engine, at(6)) == 1


@pytest.mark.parametrize("first", [dt.date(2026, 3, 6), dt.date(2026, 10, 30)])
def test_quiet_hours_leave_as_many_hours_of_each_day_when_the_clock_is_changed(first: dt.date):
    zone, wishes = ZoneInfo("America/Chicago"), Wishes(quiet_from=21, quiet_until=7, timezone="America/Chicago")
    begin = dt.datetime.combine(first, dt.time(), tzinfo=zone).astimezone(dt.UTC)
    open_hours: dict[dt.date, list[int]] = {}
    for quarter in range(4 * 24 * 5):
        moment = begin + dt.timedelta(minutes=15 * quarter)
        if not in_quiet_hours(wishes, moment):
            local = moment.astimezone(zone)
            open_hours.setdefault(local.date(), []).append(local.hour)
    told = [(hours[0], hours[-1], len(hours)) for hours in list(open_hours.values())[:4]]
    assert told == [(7, 20, 4 * 14)] * 4
