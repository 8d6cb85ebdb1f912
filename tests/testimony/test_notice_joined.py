"""Sentences that are joined with others, interrupted or told by date alone: no deadline becomes later, and none passes to another kind."""

from __future__ import annotations

import datetime as dt
import re
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from tracker.testimony.notices import stated

ZONE = ZoneInfo("America/New_York")
START = dt.datetime(2027, 3, 16, 13, tzinfo=ZONE)  # a Tuesday
WRITE, SPEAK, REMOTE, ACCESS = "written-testimony", "oral-sign-up", "remote-sign-up", "accommodation"

# fmt: off
TOLD = [
    ("Written testimony must be received by noon on Monday, March 15.", WRITE, "03-15 12:00"),
    ("Written statements are due no later than 48 hours before the hearing.", WRITE, "03-14 13:00"),
    ("Copies of your testimony may be left with the clerk until 5 p.m. on Friday, March 19.", WRITE, "03-19 17:00"),
    ("Those who wish to testify must sign up by 9 a.m. on the day of the hearing.", SPEAK, "03-16 09:00"),
    ("Speaker registration opens at 8 a.m. on March 10 and closes at 5 p.m. on Friday, March 12.", SPEAK, "03-12 17:00"),
    ("Public comment sign-up will be open from 11:30 a.m. until 12:45 p.m. on March 16.", SPEAK, "03-16 12:45"),
    ("To testify by Zoom, register by 3 p.m. the day before the hearing.", REMOTE, "03-15 15:00"),
    ("Remote witnesses must register no later than two hours before the hearing.", REMOTE, "03-16 11:00"),
    ("If you need an interpreter, call the clerk by 4 p.m. on Wednesday, March 10.", ACCESS, "03-10 16:00"),
    ("Requests for accommodation must be made three business days before the hearing.", ACCESS, "03-11"),
]
FRONT = [
    ("By 3 p.m. on Friday, March 12, call the secretary to be placed on the list of speakers.", SPEAK, "03-12 15:00"),
    ("By noon on March 11, send us your written comments.", WRITE, "03-11 12:00"),
    ("Three business days before the hearing, contact the ADA coordinator for assistance.", ACCESS, "03-11"),
    ("Notify the clerk 24 hours before the hearing if you wish to testify.", SPEAK, "03-15 13:00"),
    ("E-mail the clerk by noon on Friday, March 12 to reserve a time to speak.", SPEAK, "03-12 12:00"),
    ("To speak, complete the form by 4 p.m. on Thursday, March 11.", SPEAK, "03-11 16:00"),
]
"""Sentences whose moment stands before what it is for, and such as name that by a weak word."""
BESIDE = [
    "{}; doors open at 12:30 p.m.",
    "{}; refreshments will be served before the meeting.",
    "{} (the office is open from 8 a.m. to 5 p.m., Monday through Friday).",
    "{}; the bill takes effect on April 20.",
    "{} (see the notice of March 20).",
    "{}, and each speaker has 3 minutes.",
    "{}, and the committee will announce its decision on April 20.",
    "The agenda was posted on March 7; {low}.",
    "The hearing begins at 1 p.m. on March 16; {low}.",
    "The rule was published on March 18; {low}.",
]
# fmt: on


def read(text: str) -> dict[str, list[str]]:
    """What is due by kind of deadline, without the year."""
    found: dict[str, list[str]] = {}
    for each in stated(text, START, ZONE).deadlines:
        told = each.due.astimezone(ZONE) if isinstance(each.due, dt.datetime) else each.due
        found.setdefault(each.kind, []).append(
            f"{told:%m-%d %H:%M}" if isinstance(told, dt.datetime) else f"{told:%m-%d}"
        )
    return found


def low(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


@pytest.mark.parametrize(("sentence", "kind", "due"), TOLD)
def test_what_stands_beside_a_deadline_changes_nothing_of_it(sentence: str, kind: str, due: str) -> None:
    assert read(sentence) == {kind: [due]}
    bare = sentence.rstrip(".")
    for form in BESIDE:
        assert read(form.format(bare, low=low(bare))) == {kind: [due]}, form


@pytest.mark.parametrize("joint", ["; ", ". ", ", and "])
def test_two_deadlines_of_a_sentence_keep_their_kinds_and_moments(joint: str) -> None:
    for (one, kind, due), (other, other_kind, other_due) in product(TOLD, TOLD):
        if kind == other_kind:
            continue
        second = other if joint == ". " else low(other)
        assert read(one.rstrip(".") + joint + second) == {kind: [due], other_kind: [other_due]}, (one, joint, other)


def test_a_clause_behind_a_moment_of_its_own_is_read_by_its_own_verb() -> None:
    for (one, kind, due), (other, other_kind, other_due) in product(FRONT, TOLD):
        if kind == other_kind:
            continue
        wanted = {kind: [due], other_kind: [other_due]}
        assert read(f"{one.rstrip('.')}, and {low(other)}") == wanted, (one, other)
        assert read(f"{other.rstrip('.')}, and {low(one)}") == wanted, (other, one)


@pytest.mark.parametrize(
    ("sentence", "kind", "due"), [each for each in TOLD if "day, March 1" in each[0] and "19" not in each[0]]
)
def test_a_day_may_be_named_without_its_weekday_or_with_an_aside(sentence: str, kind: str, due: str) -> None:
    assert read(re.sub(r"\w+day, (?=March)", "", sentence)) == {kind: [due]}
    assert read(re.sub(r"(?<=day),? (?=March)", " (see below), ", sentence)) == {kind: [due]}
