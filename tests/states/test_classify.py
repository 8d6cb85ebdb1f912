"""The tables of actions: sound in themselves, and in agreement with actions that others classified by hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from spiders.kit.classify import STOP, Actions
from spiders.sources.us_ma.api import ACTIONS as MASSACHUSETTS
from spiders.sources.us_wa.services import ACTIONS as WASHINGTON

TABLES = {"ma": MASSACHUSETTS, "wa": WASHINGTON}
DISPUTED = {
    # The presiding officers sign what both chambers passed; others count each signature as one more passage.
    ("passage", "President signed."),
    ("passage", "Speaker signed."),
    # A law's effective date is told when it is signed.
    ("became-law", "Effective date 7/27/2025."),
    # Others leave the passage itself out and keep the reading.
    ("passage", "Third reading, passed"),
    ("committee-passage-favorable", "substitute bill be substituted, do pass"),
    # A minority's report does not fail a bill, nor does it decide what the committee did.
    ("committee-passage-unfavorable", "Minority; without recommendation."),
    ("enrolled", "President signed."),
    ("enrolled", "Speaker signed."),
}
"""Where we differ on purpose: the word, and a part of the action."""
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
            missed.update(_undisputed(theirs - ours, action["description"]))
            invented.update(_undisputed(ours - theirs, action["description"]))

    assert asked > 50
    assert sum(missed.values()) <= asked * 0.03, missed.most_common(10)
    assert sum(invented.values()) <= asked * 0.10, invented.most_common(10)


def _undisputed(words: set[str], description: str) -> list[tuple[str, str]]:
    known = {word for word, part in DISPUTED if part in description}
    return [(word, description[:80]) for word in words - known]
