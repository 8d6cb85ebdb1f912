"""What a sentence's words say of its moments, before any moment is reckoned: sentences as the reader has them, in small letters."""

from __future__ import annotations

import pytest

from tracker.testimony.notice_meaning import is_of_something_else, needs_the_one_before, speaks_of_deadline

SIGN_UP = "to testify, sign up online."


@pytest.mark.parametrize(
    ("sentence", "before", "speaks"),
    [
        ("written testimony is due by noon on monday", "", True),
        ("written testimony is welcome", "", False),
        ("the hearing begins at noon on monday", SIGN_UP, False),
        ("the deadline is noon on monday", SIGN_UP, True),
        ("the deadline is noon on monday", "the room is on the second floor.", False),
        ("noon on monday at the latest, before the doors close", SIGN_UP, False),
        ("no later than noon on monday", "how do i sign up to speak?", True),
        ("the secretary shall submit comments to the committee by june 1", "", False),
        ("subparagraph (b) comments are due by june 1", "", False),
        ("each department shall submit comments by june 1", "", False),
        ("persons who wish to be heard shall submit comments by june 1", "", True),
    ],
)
def test_a_sentence_speaks_of_a_deadline_of_those_who_want_to_be_heard(sentence: str, before: str, speaks: bool):
    assert speaks_of_deadline(sentence, before) is speaks


@pytest.mark.parametrize(
    ("sentence", "needs"),
    [
        ("the deadline is noon on monday", True),
        ("written testimony is due by noon on monday", False),
        ("the hearing begins at noon on monday", False),
    ],
)
def test_a_sentence_that_says_until_when_and_not_what_needs_the_one_before(sentence: str, needs: bool):
    assert needs_the_one_before(sentence) is needs


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("bids are due by noon on monday", True),
        ("absentee ballots must be received by noon", True),
        ("comments are due by noon on monday", False),
    ],
)
def test_bids_and_ballots_are_something_else(sentence: str, other: bool):
    assert is_of_something_else(sentence) is other
