"""A month at a moved clock: hearings are posted early and late, readers have their rhythms, and the ledger says who came too late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

import pytest
from sqlalchemy import Engine, insert, select

from alerts.delivery.enqueue import queue_due
from alerts.delivery.ledger import keep_ledger
from alerts.delivery.sender import deliver
from tests.alerts.world import SITE
from tests.core.test_ingest import visit
from tests.records import EASTERN, bill, hearing
from tracker import clock
from tracker.cli.schedule import _oftener
from tracker.db.engine import reading, writing
from tracker.db.models import LedgerMark, SlowTelling, SourceRow
from tracker.deadlines.ledger import notice_given, promise, verdict
from tracker.deadlines.ledger_store import soonest_closing, windows
from tracker.jobs.schedule import pace
from tracker.matching.flagging import flag_changed
from tracker.records.items import HeardBill
from tracker.rules.engine import RuleSet
from tracker.rules.registry import load_rules
from tracker.settings import load
from tracker.subscriptions import faster, service
from tracker.subscriptions.preferences import Wishes

BEGAN = dt.datetime(2026, 11, 2, 14, tzinfo=dt.UTC)
"""A Monday."""
STEP = dt.timedelta(hours=12)
RULES = """
place = "us"
name = "Congress"
timezone = "America/New_York"
holidays = "federal"
[[rule]]
id = "written"
who = "all committees"
channels = ["written"]
window = "PT1H before start"
how = "Send it to the clerk"
confidence = "medium"
"""
FLAGGED = bill(1, title="A bill to pay for the 988 suicide and crisis lifeline and for mental health care")
ALWAYS = hearing("always", name="Highways", committee="Transportation", bills=(HeardBill(identifier="HR 2"),),
                 start=dt.datetime(2027, 6, 1, 10, tzinfo=EASTERN))  # fmt: skip


@cache
def rules() -> RuleSet:
    return load_rules(load().data_dir)


def day(number: float) -> dt.datetime:
    return BEGAN + dt.timedelta(days=number)


def heard(key: str, posted: float, start: float, gone: float | None = None):
    """A hearing, the day from which the source lists it, and the one from which it no longer does."""
    return hearing(key, start=day(start).astimezone(EASTERN)), posted, gone if gone is not None else start + 1


@pytest.fixture(autouse=True)
def _rules_of_congress() -> None:
    folder = load().data_dir / "testimony"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "us.toml").write_text(RULES, encoding="utf-8")


def live(engine: Engine, days: int, listed: list, *, looks=lambda step: True) -> None:
    """Live through so many days: the source is read, readers get what they are owed, the ledger is kept."""
    settings = load().model_copy(update={"site_url": SITE, "postal_address": "1 Main Street"})
    for step in range(days * 2):
        with clock.as_of(BEGAN + step * STEP):
            if looks(step):
                now = step / 2
                visit(engine, [FLAGGED, ALWAYS, *(each for each, posted, gone in listed if posted <= now < gone)])
                flag_changed(engine, rules())
            keep_ledger(engine)
            queue_due(engine)
            deliver(engine, settings)


def subscribed(engine: Engine, *cadences: str) -> None:
    with clock.as_of(BEGAN - dt.timedelta(hours=1)), service.changing(engine) as connection:
        for cadence in cadences:
            service.subscribe(connection, f"{cadence}@example.org", Wishes(cadence=cadence), confirmed=True)


def judged(engine: Engine, after: float) -> dict[str, str]:
    with reading(engine) as connection:
        return {each.record.partition("/")[2]: verdict(each, day(after)) for each in windows(connection)}


LISTED = [
    heard("early", 2, 20),
    heard("tight", 5, 8.7),
    heard("short", 12, 14),
    heard("off", 15, 24, gone=18),
    heard("first", 0, 13.5),
]


def test_a_reader_as_it_happens_is_told_in_time_of_all_that_was_posted_in_time(sqlite_engine):
    subscribed(sqlite_engine, "deadlines")
    live(sqlite_engine, 26, LISTED)
    assert judged(sqlite_engine, 26) == {
        "early": "in time",
        "tight": "in time",
        "short": "posted late",
        "off": "in time",
        "first": "in time",
    }
    with reading(sqlite_engine) as connection:
        found = promise(windows(connection), day(26))
        assert (found.kept, found.promised, found.share) == (4, 4, 1.0)
        assert {each.record: each.told for each in windows(connection)}["us/short"] == 1


def test_a_weekly_reader_misses_what_comes_between_two_mails_and_is_offered_a_faster_rhythm(sqlite_engine):
    subscribed(sqlite_engine, "weekly")
    live(sqlite_engine, 26, LISTED)
    verdicts = judged(sqlite_engine, 26)
    assert verdicts["early"] == "in time"
    assert verdicts["tight"] == "rhythm"
    assert verdicts["short"] == "posted late"
    with reading(sqlite_engine) as connection:
        (reader,) = service.all_of(connection)
        assert faster.offers(connection, [reader.id]) == {reader.id: ("us",)}
    with clock.as_of(day(26)), service.changing(sqlite_engine) as connection:
        faster.accept(connection, reader, "us")
        assert faster.offers(connection, [reader.id]) == {}
        assert Counter(each.wishes.cadence for each in service.all_of(connection)) == {"weekly": 1, "deadlines": 1}
        assert (
            service.taken_along(connection, reader.subscriber_id)["subscriptions"][0]["slow_tellings"][0]["place"]
            == "us"
        )


def test_a_source_that_was_not_read_for_days_is_our_fault(sqlite_engine):
    subscribed(sqlite_engine, "deadlines")
    live(sqlite_engine, 12, [heard("unseen", 3, 9)], looks=lambda step: not 5 < step < 15)
    assert judged(sqlite_engine, 12) == {"unseen": "looked late"}


def test_nobody_asked_is_no_miss(sqlite_engine):
    live(sqlite_engine, 12, [heard("alone", 2, 9)])
    assert judged(sqlite_engine, 12) == {"alone": "nobody asked"}


def test_a_hearing_that_moves_is_a_new_window_posted_when_it_moved(engine):
    subscribed(engine, "deadlines")
    first, _posted, _gone = heard("moved", 2, 20)
    later = hearing("moved", start=day(9).astimezone(EASTERN))
    live(engine, 12, [(first, 2, 7.5), (later, 7.5, 10)])
    with reading(engine) as connection:
        sooner, before = windows(connection)
    assert (verdict(sooner, day(12)), verdict(before, day(12))) == ("posted late", "in time")
    assert sooner.posted_at == day(7.5)
    assert before.gone_at == day(7.5)


def test_keeping_the_ledger_twice_counts_no_mail_twice(engine):
    subscribed(engine, "deadlines", "daily")
    live(engine, 10, LISTED)
    with reading(engine) as connection:
        before = windows(connection)
    with clock.as_of(day(9.8)):
        keep_ledger(engine)
        keep_ledger(engine)
    with reading(engine) as connection:
        assert [each.told for each in windows(connection)] == [each.told for each in before]
        assert set(connection.execute(select(LedgerMark.name)).scalars()) == {"senders", "tellings", "windows"}


def test_the_meter_knows_a_posting_between_two_visits(sqlite_engine):
    live(sqlite_engine, 16, [heard("a", 3.1, 10), heard("b", 5, 8), heard("first", 0, 9)])
    with reading(sqlite_engine) as connection:
        (found,) = notice_given(windows(connection))
    assert found.hearings == 2
    assert found.visit_hours == 12
    assert found.median_hours <= found.longest_median_hours
    assert found.body == "Health, Education, Labor, and Pensions"


def test_sources_of_a_place_are_read_more_often_while_its_windows_are_open(sqlite_engine):
    live(sqlite_engine, 6, [heard("soon", 2, 12)])
    with reading(sqlite_engine) as connection:
        closing = soonest_closing(connection, day(6))
    assert closing == {"us": day(12) - dt.timedelta(hours=1)}
    assert [pace(24, "us", closing, day(at)) for at in (0, 6, 10)] == [24, 12, 6]
    assert [pace(hours, "us", closing, day(10)) for hours in (168, 12, 6, 4, 1)] == [42, 3, 2, 2, 1]
    assert pace(24, "us-or", closing, day(10)) == 24
    with writing(sqlite_engine) as connection:
        for name, hours in (("by-plan", 24), ("by-hand", 0)):
            facts = {"name": name, "jurisdiction": "us", "publisher": "", "kind": "hearings", "url": ""}
            connection.execute(insert(SourceRow).values(**facts, every_hours=hours))
    with reading(sqlite_engine) as connection, clock.as_of(day(10)):
        sentences = " ".join(_oftener(connection))
    assert "by-plan is read every 6 hours instead of 24" in sentences
    assert "by-hand" not in sentences


def test_a_declined_offer_is_not_made_again(sqlite_engine):
    subscribed(sqlite_engine, "weekly")
    with reading(sqlite_engine) as connection:
        (reader,) = service.all_of(connection)
    for _time in range(2):
        with clock.as_of(day(1)), writing(sqlite_engine) as connection:
            faster.remember(connection, {(reader.id, "us"): ("us/x", day(1))})
            faster.decline(connection, reader.id, "us")
            assert faster.offers(connection, [reader.id]) == {}
            assert len(connection.execute(select(SlowTelling)).all()) == 1
