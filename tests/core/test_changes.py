"""What changed between two readings of a record: a table of each kind, with its moves and the day it happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.records import bill, hearing, notice
from tracker.records.changes import CHANGE_KINDS, compare, quiet_reason, what_is
from tracker.records.items import Action, HeardBill, ScrapedOrganization, Title, Version

TODAY = dt.date(2026, 11, 24)
LATER = Action(date=dt.date(2026, 11, 20), description="Ordered to be reported.")
VERSION = Version(note="Reported in House", date=dt.date(2026, 11, 21))
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "after", "kind", "aspects"),
    [
        (bill(), bill(actions=(*bill().actions, LATER)), "bill_action", ["action"]),
        (bill(actions=(*bill().actions, LATER)), bill(), "bill_record", ["action-removed"]),
        (bill(), bill(actions=(*bill().actions, LATER, LATER)), "bill_action", ["action"]),
        (bill(), bill(versions=(*bill().versions, VERSION)), "bill_version", ["version"]),
        (bill(), bill(title="Crisis Care Act of 2026"), "bill_title", ["title"]),
        (bill(), bill(subject=("Health",)), "bill_record", ["subject"]),
        (bill(), bill(other_titles=(Title(title="CARE Act"),)), "bill_record", ["other_titles"]),
        (hearing(), hearing(status="cancelled"), "hearing_cancelled", ["cancelled"]),
        (hearing(), hearing(status="postponed"), "hearing_cancelled", ["cancelled"]),
        (hearing(status="postponed"), hearing(), "hearing_returned", ["returned"]),
        (hearing(status="cancelled"), hearing(start=hearing().start + DAY), "hearing_moved", ["returned", "start"]),
        (hearing(), hearing(status="tentative"), "hearing_record", ["status"]),
        (hearing(), hearing(start=hearing().start + DAY), "hearing_moved", ["start"]),
        (hearing(), hearing(all_day=True, time_qualifier="date-only"), "hearing_moved", ["start"]),
        (hearing(), hearing(location="SD-G50"), "hearing_moved", ["location"]),
        (hearing(), hearing(virtual=True), "hearing_moved", ["virtual"]),
        (hearing(), hearing(bills=(*hearing().bills, HeardBill(identifier="S 9"))), "hearing_agenda", ["bill-added"]),
        (hearing(), hearing(bills=()), "hearing_agenda", ["bill-removed"]),
        (hearing(), hearing(description="Witnesses follow."), "hearing_record", ["description"]),
        (hearing(), hearing(status="cancelled", location="SD-G50"), "hearing_cancelled", ["cancelled", "location"]),
        (notice(), notice(status="withdrawn"), "notice_withdrawn", ["withdrawn"]),
        (notice(), notice(status="corrected"), "notice_record", ["status"]),
        (notice(), notice(comments_close=dt.date(2027, 2, 1)), "notice_extended", ["comments-close"]),
        (notice(), notice(comments_close=None), "notice_extended", ["comments-close"]),
        (notice(), notice(abstract="Of treatment."), "notice_record", ["abstract"]),
    ],
)
def test_what_differs_is_named_and_gives_the_weightiest_kind(
    before: Any, after: Any, kind: str, aspects: list[str]
) -> None:
    change = compare(before, after, TODAY)
    assert change is not None
    assert (change.kind, [move.aspect for move in change.moves]) == (kind, aspects)
    assert (change.what, change.record) == (what_is(after), after.id)
    assert kind in CHANGE_KINDS


@pytest.mark.parametrize("same", [bill(), hearing(), notice()], ids=what_is)
def test_the_same_record_changes_nothing_and_a_new_one_is_announced(same: Any) -> None:
    assert compare(same, replace(same), TODAY) is None
    announced = compare(None, same, TODAY)
    assert announced is not None
    assert (
        announced.kind
        == {"bill": "bill_introduced", "hearing": "hearing_scheduled", "notice": "notice_published"}[what_is(same)]
    )


def test_a_hearing_that_is_met_cancelled_is_announced_as_that_and_tells_its_bills() -> None:
    met = compare(None, hearing(status="cancelled"), TODAY)
    assert met is not None
    assert (met.kind, met.bills, met.happened) == ("hearing_cancelled", ("us/119/HR1",), dt.date(2026, 12, 1))


def test_a_meeting_that_moves_past_its_session_hears_what_it_heard() -> None:
    sits, over = (dt.datetime(2025, month, 30, 15, tzinfo=dt.UTC) for month in (5, 6))
    texan = hearing(jurisdiction="us-tx", legislative_session=None, start=sits, bills=(HeardBill(identifier="HB 1"),))
    for before, after, bills in ((sits, over, ("us-tx/?/HB1", "us-tx/89/HB1")), (over, sits, ("us-tx/89/HB1",))):
        moved = compare(replace(texan, start=before), replace(texan, start=after), TODAY)
        assert moved is not None
        assert ([move.aspect for move in moved.moves], moved.bills) == (["start"], bills)


def test_moves_tell_what_was_and_what_is() -> None:
    moved = compare(hearing(), hearing(start=hearing().start + DAY, virtual=True), TODAY)
    assert moved is not None
    assert [(move.aspect, move.before, move.after) for move in moved.moves] == [
        ("start", "2026-12-01T10:00-05:00", "2026-12-02T10:00-05:00"),
        ("virtual", "false", "true"),
    ]
    unsure = compare(hearing(), hearing(all_day=True, time_qualifier="date-only"), TODAY)
    assert unsure is not None
    assert unsure.moves[0].after == "2026-12-01"
    ended = compare(notice(), notice(comments_close=None), TODAY)
    assert ended is not None
    assert (ended.moves[0].before, ended.moves[0].after) == ("2027-01-10T23:59:00-05:00", None)


@pytest.mark.parametrize(
    ("before", "after", "happened"),
    [
        (None, bill(), max(action.date for action in bill().actions)),
        (None, bill(actions=()), None),
        (bill(), bill(actions=(*bill().actions, LATER)), LATER.date),
        (bill(), bill(title="Other"), None),  # a title is of no day
        (None, notice(), dt.date(2027, 1, 10)),
        (None, notice(comments_close=None), dt.date(2026, 11, 10)),
        (None, notice(comments_close=None, published=None), None),
        (hearing(), hearing(location="SD-G50"), dt.date(2026, 12, 1)),
    ],
)
def test_a_change_happened_on_the_day_that_the_record_says(before: Any, after: Any, happened: dt.date | None) -> None:
    change = compare(before, after, TODAY)
    assert change is not None
    assert change.happened == happened


def test_what_nobody_is_mailed_about_changes_silently() -> None:
    committee = ScrapedOrganization(key="hhs", jurisdiction="us", name="HELP", classification="committee")
    assert compare(None, committee, TODAY) is None
    assert what_is(committee) == "organization"


@pytest.mark.parametrize(
    ("days", "first_run", "why"),
    [(0, True, "first-run"), (0, False, None), (-400, False, "old-news"), (400, False, None)],
)
def test_the_first_run_and_old_news_are_quiet(days: int, first_run: bool, why: str | None) -> None:
    change = compare(None, bill(), TODAY)
    assert change is not None
    dated = replace(change, happened=TODAY + dt.timedelta(days=days))
    assert quiet_reason(dated, first_run=first_run, today=TODAY) == why
    assert quiet_reason(replace(dated, happened=None), first_run=False, today=TODAY) is None
