"""What a reader wants is found on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, insert

from tests.core.test_ingest import visit
from tests.deadlines.places import book, kept, place, rule
from tests.deadlines.places import hearing as wall_hearing
from tests.records import EASTERN, bill, hearing, notice
from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Match
from tracker.deadlines.compute import deadlines_of_hearing
from tracker.deadlines.queries import Wanted, deadlines, feed, gathered
from tracker.records.items import HeardBill
from tracker.testimony.parser import rulebook
from tracker.testimony.windows import FIRST_UNKNOWN

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
RULES = book(place(rule("PT24H before start"), code="us"))


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Two flagged bills of different topics, hearings of theirs and of another one, and a flagged rule-making."""
    with clock.as_of(NOW - dt.timedelta(days=3)):
        records = [
            bill(1),
            bill(2),
            bill(3),
            hearing("a"),
            hearing("b", bills=(HeardBill(identifier="HR2"), HeardBill(identifier="HR1")), chamber="lower"),
            hearing("c", bills=(HeardBill(identifier="HR3"),)),
            hearing("old", start=dt.datetime(2025, 3, 4, 10, tzinfo=EASTERN)),
            notice(),
        ]
        visit(engine, records)
    found = [
        ("us/119/HR1", "parity", "bill", 80),
        ("us/119/HR2", "youth", "bill", 40),
        ("us/fr-2026-1", "parity", "notice", 60),
    ]
    reason = {"rule": "r", "field": "title", "words": "w", "excerpt": "a «crisis» line", "against": False}
    with writing(engine) as connection:
        rows = [
            {
                "record_id": key,
                "topic": topic,
                "what": what,
                "score": score,
                "flagged": True,
                "reasons": [reason],
                "judged_at": NOW,
            }
            for key, topic, what, score in found
        ]
        connection.execute(insert(Match), rows)
    return engine


def found(connection: Connection, **wanted) -> list[str]:
    dues = deadlines(connection, Wanted(**wanted), RULES, now=NOW)
    return [(due.hearing or due.notice or "").partition("/")[2] for due in dues]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({}, ["a", "b", "fr-2026-1"]),
        ({"topics": ("parity",)}, ["a", "b", "fr-2026-1"]),
        ({"topics": ("youth",)}, ["b"]),
        ({"topics": ("youth", "parity"), "min_score": 70}, ["a", "b"]),
        ({"everything": True}, ["a", "b", "c", "fr-2026-1"]),
        ({"bills": ("us/119/HR3",)}, ["c"]),
        ({"bills": ("us/119/HR3", "us/119/HR2")}, ["b", "c"]),
        ({"bills": ("us/119/HR3",), "topics": ("youth",), "followed": True}, ["b", "c"]),
        ({"bills": ("us/119/HR3",), "places": ("us-md",), "followed": True}, ["c"]),
        ({"places": ("us-md", "us-va")}, []),
        ({"chamber": "lower"}, ["b"]),
        ({"chamber": "upper", "everything": True}, ["a", "c"]),
    ],
)
def test_a_choice_finds_what_it_says(filled, wanted, keys):
    with reading(filled) as connection:
        assert found(connection, **wanted) == keys


def test_the_flagged_bill_stands_first_and_the_reason_is_told(filled):
    with reading(filled) as connection:
        told = feed(connection, Wanted(topics=("youth",)), now=NOW).told["us/b"]
    assert [key for key, _title in told.bills] == ["us/119/HR2", "us/119/HR1"]
    assert told.why[0] == "HR 2: youth, “a crisis line”"


def test_an_old_hearing_is_in_the_feed_only_when_it_changed_lately(filled):
    def keys() -> set[str]:
        with reading(filled) as connection:
            return {each.id for each in feed(connection, Wanted(), now=NOW).hearings}

    assert keys() == {"us/a", "us/b"}
    with clock.as_of(NOW):
        old = hearing("old", start=dt.datetime(2025, 3, 4, 10, tzinfo=EASTERN))
        visit(filled, [replace(old, status="cancelled")])
    assert keys() == {"us/a", "us/b", "us/old"}


def test_what_is_over_is_not_due_and_what_is_far_is_not_within(filled):
    with reading(filled) as connection:
        late = dt.datetime(2026, 11, 30, 15, 0, 1, tzinfo=dt.UTC)
        assert [due.kind for due in deadlines(connection, Wanted(), RULES, now=late)] == ["comment-period"]
        near = deadlines(connection, Wanted(), RULES, now=NOW, within=dt.timedelta(days=7))
        assert near == []
        assert len(deadlines(connection, Wanted(), RULES, now=NOW, within=dt.timedelta(days=8))) == 2


def test_testimony_that_is_taken_after_the_hearing_is_still_due(filled):
    after = book(place(rule("until PT48H after start"), code="us"))
    with reading(filled) as connection:
        dues = deadlines(connection, Wanted(), after, now=dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC))
    assert [due.hearing for due in dues] == ["us/a", "us/b", None]


def test_nothing_is_gathered_from_no_rows(filled):
    with reading(filled) as connection:
        assert gathered(connection, []).hearings == []


def test_a_rule_may_count_from_the_committees_first_hearing_of_the_day(engine: Engine):
    """New Hampshire's Senate compiles its sheet before the first hearing; those of others, of other days and called-off ones do not count."""

    def told(key: str, start: dt.datetime, **more):
        known = {"jurisdiction": "us-nh", "chamber": "upper", "committee": "Senate Health", "bills": ()}
        return hearing(key, start=start, **(known | more))

    day = dt.datetime(2027, 1, 20, tzinfo=EASTERN)
    with clock.as_of(NOW - dt.timedelta(days=3)):
        visit(
            engine,
            [
                told("first", day.replace(hour=9)),
                told("second", day.replace(hour=10, minute=30)),
                told("called-off", day.replace(hour=8), status="cancelled"),
                told("other", day.replace(hour=8), committee="Senate Finance"),
                told("next", day.replace(day=21, hour=13)),
            ],
        )
    with reading(engine) as connection:
        dues = deadlines(connection, Wanted(places=("us-nh",), everything=True), rulebook(), now=NOW)
    positions = {due.hearing: due.due.isoformat() for due in dues if due.kind == "position"}
    assert positions["us-nh/first"] == positions["us-nh/second"] == "2027-01-20T08:30:00-05:00"
    assert positions["us-nh/next"] == "2027-01-21T12:30:00-05:00"


def test_without_the_others_of_the_day_it_is_said_that_the_first_is_not_known():
    found = deadlines_of_hearing(
        kept(wall_hearing(dt.datetime(2027, 1, 20, 10))), book(place(rule("PT30M before first start of day")))
    )
    assert FIRST_UNKNOWN in found[0].notes
