"""Recorded votes of Congress are read from the words of its actions: once each, with counts, result and where the names are."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.sources.us.roll_calls import votes
from tracker.records.items import Action

DAY = dt.date(2019, 3, 8)
SENATE = "https://www.senate.gov/legislative/LIS/roll_call_votes"


def one(words: str, day: dt.date = DAY):
    found = votes([Action(date=day, description=words)], "116")
    return found[0] if found else None


@pytest.mark.parametrize(
    ("words", "motion", "result", "counts", "address"),
    [
        (
            "On passage Passed by the Yeas and Nays: 329 - 73 (Roll no. 195). (text: CR H1)", "On passage", "pass",
            {"yes": 329, "no": 73}, "https://clerk.house.gov/Votes/2019195",
        ),
        (
            "On motion to suspend the rules and pass the bill, as amended Agreed to by the Yeas and Nays: (2/3 required): 397 - 0, 2 Present (Roll no. 218).(text: CR H3973)",
            "On motion to suspend the rules and pass the bill, as amended", "pass", {"yes": 397, "no": 0, "present": 2},
            "https://clerk.house.gov/Votes/2019218",
        ),
        (
            "House amendment not agreed to: On agreeing to the Banks amendment (A014) Failed by recorded vote: 141 - 285 (Roll no. 417).",
            "On agreeing to the Banks amendment (A014)", "fail", {"yes": 141, "no": 285}, "https://clerk.house.gov/Votes/2019417",
        ),
        (
            "Passed Senate with an amendment by Yea-Nay Vote. 96 - 0. Record Vote Number: 76.", "Passed Senate with an amendment",
            "pass", {"yes": 96, "no": 0}, f"{SENATE}/vote1161/vote_116_1_00076.htm",
        ),
        (
            "Cloture on the motion to proceed not invoked in Senate by Yea-Nay Vote. 47 - 47. Record Vote Number: 77.",
            "Cloture on the motion to proceed not invoked", "fail", {"yes": 47, "no": 47}, f"{SENATE}/vote1161/vote_116_1_00077.htm",
        ),
    ],
)  # fmt: skip
def test_a_recorded_vote_is_read_with_its_counts_and_where_the_names_are(words, motion, result, counts, address):
    vote = one(words)
    assert (vote.motion, vote.result, vote.sources[0].url) == (motion, result, address)
    assert {each.option: each.value for each in vote.counts} == counts


@pytest.mark.parametrize(
    "words", ["Referred to the Committee on Health.", "Passed by voice vote.", "Agenda 12 - 3 (no roll)"]
)
def test_what_was_not_recorded_is_no_vote(words):
    assert one(words) is None


def test_a_vote_that_two_systems_tell_is_one():
    told = [
        Action(
            date=DAY,
            description="Passed/agreed to in House: On passage Passed by recorded vote: 236 - 185 (Roll no. 602).",
        ),
        Action(date=DAY, description="On passage Passed by recorded vote: 236 - 185 (Roll no. 602). (text: CR H8618)"),
    ]
    assert [each.motion for each in votes(told, "116")] == ["On passage"]


@given(st.text(max_size=200))
def test_no_words_break_the_reading(words):
    one(words)
