"""The tables of actions: sound in themselves, and in agreement with actions that others classified by hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from spiders.kit.classify import STOP, Actions
from spiders.sources.us_ma.api import ACTIONS as MASSACHUSETTS

TABLES = {"ma": MASSACHUSETTS}
TELLING = {
    "referral-committee", "committee-passage", "committee-passage-favorable", "committee-passage-unfavorable", "passage",
    "failure", "withdrawal", "committee-failure", "enrolled", "executive-receipt", "executive-signature", "executive-veto",
    "became-law", "veto-override-passage",
}  # fmt: skip
"""The words that move a bill's stage; readings and amendments do not."""


def test_all_rows_that_match_count_and_stop_ends_the_reading():
    table = Actions(
        (r"reconsider", STOP),
        (r"reported", "committee-passage"),
        (r"referred", "referral-committee"),
        (r"sent", f"receipt {STOP}"),
        (r".", "failure"),
    )

    assert table.words("Reported and REFERRED to Finance") == ("committee-passage", "referral-committee", "failure")
    assert table.words("Motion to reconsider: reported") == ()
    assert table.words("sent over") == ("receipt",)


def test_a_word_that_is_not_open_civic_data_s_is_refused():
    with pytest.raises(ValueError, match="passsage"):
        Actions((r"passed", "passsage"))


@pytest.mark.parametrize("state", sorted(TABLES))
def test_tables_agree_with_actions_classified_by_others(state: str, recordings: Path):
    asked, missed, invented = 0, Counter(), Counter()
    for file in (recordings / "state/openstates-ocd" / state).rglob("*.json"):
        for action in json.loads(file.read_text()).get("actions", []):
            theirs = set(action["classification"]) & TELLING
            ours = set(TABLES[state].words(action["description"].strip())) & TELLING
            asked += 1
            missed.update((word, action["description"][:80]) for word in theirs - ours)
            invented.update((word, action["description"][:80]) for word in ours - theirs)

    assert asked > 50
    assert sum(missed.values()) <= asked * 0.03, missed.most_common(10)
    assert sum(invented.values()) <= asked * 0.10, invented.most_common(10)
