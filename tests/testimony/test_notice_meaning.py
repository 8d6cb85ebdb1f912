"""What a sentence's words say of its moments, before any moment is reckoned: sentences as the reader has them, in small letters."""

from __future__ import annotations

import re

import pytest

from tracker.testimony.notice_meaning import (
    Spot,
    is_of_something_else,
    meaning,
    needs_the_one_before,
    speaks_of_deadline,
)

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
        ("groups shall submit comments by june 1", "", True),
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


def told(marked: str) -> list[str]:
    """What is due at which of the moments in brackets, and when it opens.

    Signs before a moment: `(` and `)` for the ends of a range, `!` where it is named as the hearing's start, `=` where that is at
    the same moment, `?` where it is too far from the hearing.
    """
    sentence, spots = "", []
    for before, signs, moment in re.findall(r"([^\[]*)(?:\[([()!=?]*)([^\]]*)\])?", marked):
        sentence += before
        if moment:
            start, end = len(sentence), len(sentence) + len(moment)
            spots.append(Spot(start, end, *(sign in signs for sign in "()!="), plausible="?" not in signs))
        sentence += moment
    return [
        f"{each.kind} {each.due}{'' if each.opens is None else f' from {each.opens}'}"
        for each in meaning(sentence, "", tuple(spots))
    ]


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("written testimony is due by [noon on monday]", ["written-testimony 0"]),
        ("written testimony is due", []),
        ("by [=noon], written testimony", ["written-testimony 0"]),
        ("written testimony is due by [noon], or [1 p.m.] at the latest, before speakers are called", ["written-testimony 0", "written-testimony 1"]),
        ("written testimony is due by [?noon on monday]", []),
        ("written testimony [noon on monday]", []),
        ("written testimony [noon on monday] deadline", ["written-testimony 0"]),
        ("written testimony [noon on monday]; the deadline is firm", []),
        ("written testimony [)noon on monday]", ["written-testimony 0"]),
        ("sign up to speak by [noon on sunday]; written testimony is due by [noon on monday]", ["oral-sign-up 0", "written-testimony 1"]),
        # What opens, and what then closes.
        ("sign-up to speak opens at [9 a.m.] and closes at [noon]", ["oral-sign-up 1 from 0"]),
        ("sign up to speak from [(9 a.m.] to [)noon]", ["oral-sign-up 1 from 0"]),
        ("sign up to speak not before [9 a.m.] and by [noon]", ["oral-sign-up 1 from 0"]),
        ("opens [9 a.m.], closes [noon], for sign-up to speak", ["oral-sign-up 1 from 0"]),
        ("sign-up to speak closes, and does not open, by [noon]", ["oral-sign-up 0"]),
        ("sign up to speak before the hearing begins at [noon]", ["oral-sign-up 0"]),
        ("sign-up to speak begins [)noon]", ["oral-sign-up 0"]),
        ("sign-up to speak begins at 9 a.m. and must be done [!before the hearing]", ["oral-sign-up 0"]),
        ("sign-up to speak must wait: it opens [!when the hearing begins]", []),
        ("sign-up to speak must wait: it opens [!until the hearing begins]", ["oral-sign-up 0"]),
        # The hearing itself is no deadline.
        ("written testimony [=1 p.m.] is due", []),
        ("submit written testimony by [=1 p.m.]", ["written-testimony 0"]),
        ("written testimony is heard [!before the hearing]", []),
        ("submit written testimony [!before the hearing]", ["written-testimony 0"]),
        # What comes too late, what is past, what others do.
        ("written testimony received after [noon on monday] is public", []),
        ("written testimony received after [noon on monday] will not be accepted", ["written-testimony 0"]),
        ("nothing is accepted as written testimony received after [noon on monday]", ["written-testimony 0"]),
        ("written testimony received after the hearing must be received by [noon on monday]", ["written-testimony 0"]),
        ("written testimony received after the [noon] deadline", ["written-testimony 0"]),
        ("written testimony due by [noon on monday] has been posted", []),
        ("written testimony will be posted by [noon on monday]", []),
        # Bids and ballots, up to the moment and since the last semicolon.
        ("bids with written testimony are due by [noon on monday]", []),
        ("bids are welcome; written testimony is due by [noon on monday]", ["written-testimony 0"]),
        ("written testimony is due by [noon on monday], bids on [friday]", ["written-testimony 0"]),
    ],
)  # fmt: skip
def test_the_moments_of_a_sentence_are_deadlines_openings_or_neither(sentence: str, due: list[str]) -> None:
    assert told(sentence) == due


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (f"written testimony due{' ' * 57}[=1 p.m.]", f"written testimony due{' ' * 58}[=1 p.m.]"),
        (f"written testimony [noon]{' ' * 57}due", f"written testimony [noon]{' ' * 58}due"),
        (f"sign up to speak by opens {' ' * 55}[noon]", f"sign up to speak by opens {' ' * 54}[noon]"),
    ],
)
def test_words_say_what_a_moment_is_up_to_sixty_characters_away(near: str, far: str) -> None:
    assert (len(told(near)), told(far)) == (1, [])
