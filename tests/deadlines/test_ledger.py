"""What became of a window, and who is to blame where it was told too late."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.deadlines.ledger import PROMISED, VERDICTS, Window, notice_given, promise, verdict
from tracker.deadlines.ledger_views import METER_COLUMNS, meter_row, sentence

CLOSES = dt.datetime(2027, 2, 10, 18, tzinfo=dt.UTC)
AFTER = CLOSES + dt.timedelta(days=1)


def ahead(hours: float) -> dt.datetime:
    return CLOSES - dt.timedelta(hours=hours)


def window(posted: float, looked: float | None = None, known: float | None = None, **changed) -> Window:
    made = Window(
        record="us/1",
        what="hearing",
        kind="written-testimony",
        jurisdiction="us",
        body="Health",
        title="Hearing",
        confidence="high",
        closes=CLOSES,
        posted_at=ahead(posted),
        looked_at=None if looked is None else ahead(looked),
        known_at=ahead(posted if known is None else known),
        settled_at=AFTER,
    )
    return replace(made, **changed)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ("in time", window(100, 112, told_at=ahead(60), told=3)),
        ("in time", window(100, 112, told_at=ahead(48), told=1)),
        ("in time", window(50, 56, told_at=ahead(49), told=1)),
        ("rhythm", window(100, 112, told_at=ahead(47.9), told=1)),
        ("rhythm", window(100, None, untold=2)),
        ("posted late", window(60, 71, told_at=ahead(20), told=1)),
        ("posted late", window(10, 16)),
        ("looked late", window(30, 80, told_at=ahead(20), told=1)),
        ("looked late", window(100, 112, known=40, untold=4)),
        ("looked late", window(100, 112, known=48.5, untold=4)),
        ("mailed late", window(100, 112, told_at=ahead(20), told=1, late_fast=1)),
        ("nobody asked", window(100, 112)),
        ("unknown", window(60, None, told_at=ahead(20), told=1)),
        ("gone", window(100, 112, gone_at=ahead(90))),
        ("in time", window(100, 112, told_at=ahead(95), told=1, gone_at=ahead(90))),
    ],
)
def test_each_window_has_one_verdict_and_somebody_to_blame(expected, found):
    assert verdict(found, AFTER) == expected


def test_a_window_that_is_open_and_untold_is_not_judged_yet():
    assert verdict(window(100, 112), ahead(50)) == "open"
    assert verdict(window(100, 112, gone_at=ahead(60)), ahead(50)) == "gone"


def test_the_share_counts_what_was_posted_in_time_and_asked_for():
    found = [
        window(100, 112, told_at=ahead(60), told=3, told_early=2),
        window(100, 112, told_at=ahead(10), told=1),
        window(30, 80, told_at=ahead(20), told=1),
        window(10, 16, told_at=ahead(9), told=1),
        window(100, 112),
        window(60, None, told_at=ahead(20), told=1),
    ]
    told = promise(found, AFTER)
    assert (told.kept, told.promised, told.ours, told.mails, told.mails_early) == (1, 3, 1, 5, 2)
    assert sentence(told).startswith("1 of 3 windows")
    assert "1 because we looked late" in sentence(told)
    assert promise([], AFTER).share is None


spans = st.floats(min_value=0.1, max_value=400)


@given(posted=spans, before=spans, delay=spans, told=st.one_of(st.none(), spans), untold=st.integers(0, 2))
def test_whoever_was_told_48_hours_ahead_was_told_in_time_and_every_other_window_has_a_reason(
    posted, before, delay, told, untold
):
    known = max(0.0, posted - delay)
    found = window(
        posted,
        posted + before,
        known,
        untold=untold,
        told_at=None if told is None else ahead(told),
        told=told is not None,
    )
    name = verdict(found, AFTER)
    assert name in VERDICTS
    assert (name == "in time") == (told is not None and found.closes - found.told_at >= dt.timedelta(hours=48))
    if name == "posted late":
        assert posted + before < 72, "only where it cannot have been posted in time"
    if name in PROMISED - {"in time"}:
        assert posted + before >= 72


def test_the_meter_counts_a_hearing_once_at_its_first_closing_within_the_bound_of_our_visits():
    early = window(20, 30)
    found = [
        early,
        replace(early, kind="oral-sign-up", closes=CLOSES + dt.timedelta(hours=30)),
        replace(window(100, 106), record="us/2"),
        replace(window(26, 28), record="us/3"),
        replace(window(3, None), record="us/4"),
        replace(window(3, 4), record="us/5", gone_at=AFTER),
        replace(window(200, 224), record="us/6", body="Budget"),
    ]
    health, budget = notice_given(found)
    assert (health.body, health.hearings, health.median_hours, health.longest_median_hours) == ("Health", 3, 26, 30)
    assert (health.short, health.short_at_most, health.visit_hours) == (0, 1, 6)
    assert (budget.body, budget.median_hours) == ("Budget", 200)
    assert set(meter_row(health)) == set(METER_COLUMNS)
    assert meter_row(health)["short_share"] == 0.333
