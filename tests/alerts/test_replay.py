"""Before they confirm, people see what the last session would have brought them."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, update

from tests.records import CONGRESS, EASTERN, bill, hearing
from tracker.clock import as_of
from tracker.db.engine import reading
from tracker.db.models import Hearing
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.items import Action, HeardBill
from tracker.subscriptions.preferences import Wishes
from tracker.subscriptions.replay import Replay, replay

TODAY = dt.date(2026, 11, 23)


def played(engine: Engine, wishes: Wishes, *, announced: dt.datetime | None = None) -> Replay:
    """Two bills of a topic, one of none; one moved in two weeks; a hearing of Wednesday, November 18."""
    with as_of(TODAY):
        visit = Visit(engine, "us-test", CONGRESS)
        days = (dt.date(2026, 11, 3), dt.date(2026, 11, 5), dt.date(2026, 11, 12))
        moved = tuple(Action(date=day, description=f"Step of {day}", organization="lower") for day in days)
        visit.take(bill(1, title="Mental health parity act", actions=moved))
        visit.take(bill(2, title="Veterans mental health act", actions=moved[:1]))
        visit.take(bill(3, title="Bridges act", actions=moved, abstracts=(), subject=()))
        heard = (HeardBill(identifier="HR1", legislative_session="119"),)
        visit.take(hearing(start=dt.datetime(2026, 11, 18, 10, tzinfo=EASTERN), bills=heard))
        visit.finish()
        flag_changed(engine)
        if announced is not None:
            with engine.begin() as connection:
                connection.execute(update(Hearing).values(first_seen=announced))
        with reading(engine) as connection:
            return replay(connection, wishes)


def test_a_bill_is_counted_once_a_mail_and_what_no_topic_flags_is_not(engine: Engine) -> None:
    found = played(engine, Wishes(topics=("mental-health",), places=("us",), kinds=("bills",)))
    assert (found.mails, found.items) == (2, 3)
    assert {each.id for each in found.examples} == {"us/119/HR1", "us/119/HR2"}
    daily = played(engine, Wishes(topics=("mental-health",), places=("us",), kinds=("bills",), cadence="daily"))
    assert (daily.mails, daily.items) == (3, 4)


@pytest.mark.parametrize(
    ("announced", "cadence", "counted"),
    [
        (dt.datetime(2026, 11, 11, 15, tzinfo=dt.UTC), "weekly", (1, 0, 0)),  # told on Monday, heard on Wednesday
        (dt.datetime(2026, 11, 17, 15, tzinfo=dt.UTC), "weekly", (0, 1, 0)),  # on Tuesday: the next mail is too late
        (dt.datetime(2026, 11, 17, 15, tzinfo=dt.UTC), "deadlines", (1, 0, 0)),
        (dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC), "weekly", (0, 0, 1)),  # read when it was over
    ],
)
def test_a_window_is_met_when_a_mail_goes_out_before_it_closes(
    engine: Engine, announced: dt.datetime, cadence: str, counted: tuple[int, int, int]
) -> None:
    found = played(engine, Wishes(places=("us",), cadence=cadence), announced=announced)
    assert (found.met, found.missed, found.unknown) == counted


def test_choices_that_bring_nothing_say_so(engine: Engine) -> None:
    found = played(engine, Wishes(topics=("housing",), places=("us-ma",)))
    assert (found.mails, found.items, found.examples) == (0, 0, ())
