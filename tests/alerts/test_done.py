"""Who ticked a deadline as done is not asked again: the mail tells them that they did it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine

from alerts.compose.actions import Reader
from alerts.delivery import enqueue
from tests.alerts.world import NOW, rendered, week
from tests.core.test_ingest import visit
from tests.records import EASTERN, bill, hearing
from tracker import clock
from tracker.records.items import HeardBill
from tracker.subscriptions import done, service
from tracker.subscriptions.following import Following
from tracker.subscriptions.preferences import Wishes

TICKED = dt.date(2026, 11, 21)


def of_week(*kinds: str) -> Reader:
    record = next(iter(week().hearings))
    return Reader(done=frozenset((record, kind, TICKED) for kind in kinds))


@pytest.mark.parametrize(
    ("language", "asks", "told"),
    [
        ("en", "Send written testimony", "Written testimony: you did this on Sat, Nov 21."),
        ("es", "Enviar testimonio por escrito", "Testimonio por escrito: usted ya lo hizo el sábado 21 nov."),
    ],
)
def test_what_was_done_is_told_instead_of_asked_for(language, asks, told):
    before, after = (
        rendered(week().digest(reader=reader), language) for reader in (Reader(), of_week("written-testimony"))
    )
    assert asks in before.text
    for body in (after.text, after.html):
        assert asks not in body
        assert told in " ".join(body.split())
    assert told not in before.text


def test_a_tick_of_something_else_changes_nothing():
    other = Reader(done=frozenset({("us/another", "written-testimony", TICKED)}))
    assert rendered(week().digest(reader=other)).text == rendered(week().digest()).text
    assert rendered(week().digest(reader=of_week("accommodation"))).text == rendered(week().digest()).text


def test_ticks_are_taken_from_the_subscription(engine: Engine) -> None:
    start = dt.datetime(2026, 12, 3, 10, tzinfo=EASTERN)
    with clock.as_of(NOW):
        visit(
            engine,
            [bill(1), hearing("floor", start=start, bills=(HeardBill(identifier="HR1", legislative_session="119"),))],
        )
        with service.changing(engine) as connection:
            wishes = Wishes(bills=("us/119/HR1",), timezone="America/Los_Angeles")
            service.subscribe(connection, "jane@example.org", wishes, confirmed=True)
            (subscription,) = service.all_of(connection, state="active")
            done.mark(connection, subscription.id, "us/floor", "written-testimony")
        with engine.connect() as connection:
            ticked = done.days_of_all(connection)
            owed = list(enqueue._owed(connection, NOW, enqueue.Report(), Following(connection), only=None, to=None))
    assert ticked == {subscription.id: (("us/floor", "written-testimony", NOW),)}
    assert [each.reader.done for each in owed] == [frozenset({("us/floor", "written-testimony", NOW.date())})]
