"""What a mail told and its record takes back is told, too: a step that stands no more, a withdrawal that is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest

from alerts.stories import bills, notices
from tests.alerts.test_stories import words
from tests.records import EASTERN, INTRODUCED, PASSED, REFERRED, bill, notice
from tracker.records.changes import compare
from tracker.records.items import Action

TODAY = dt.date(2026, 11, 23)
GONE = "The record of 2026-11-20 no longer shows this step: “Passed House”"
LATER = Action(date=TODAY, description="Read the second time", organization="lower")


@pytest.mark.parametrize(
    ("now", "told_again"),
    [
        ((INTRODUCED, REFERRED), True),
        ((INTRODUCED, REFERRED, replace(PASSED, description="Passed House by voice vote")), False),
        ((INTRODUCED, REFERRED, LATER), False),
    ],
)
def test_a_step_that_moved_a_bill_and_stands_no_more_is_named(now: tuple[Action, ...], told_again: bool):
    before, after = bill(actions=(INTRODUCED, REFERRED, PASSED)), bill(actions=now)
    change = compare(before, after, TODAY)
    assert change is not None
    news = bills.news_of(after, [change], today=TODAY)
    assert (GONE in words(bills.sentences(after, news, TODAY))) is told_again
    if told_again:
        assert not bills.trivial(news)
        assert (brief := bills.brief(after, news)) is not None
        assert words([brief]) == [GONE]


@pytest.mark.parametrize("again", [False, True])
def test_a_withdrawal_that_is_taken_back_opens_the_comments_again(again: bool):
    close = dt.datetime(2026, 12, 10, 23, 59, tzinfo=EASTERN)
    on, off = notice(comments_close=close), notice(comments_close=close, status="withdrawn")
    states = [off, on, off] if again else [on, off, on]
    changes = [compare(one, other, TODAY) for one, other in pairwise(states)]
    said = notices.sentences(states[-1], [change for change in changes if change], notices.comment_due(states[-1]))
    first = "The agency withdrew it. There is nothing left to comment on." if again else "It is not withdrawn any more."
    assert words(said)[0].startswith(first)
