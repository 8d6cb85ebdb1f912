"""Each moment that a sentence names, with what is known of it, and what is not guessed.

The hearing of the table is on Monday, September 25, 2023 at 1 p.m. in Boston; the notice was published the Wednesday before.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tracker.testimony.notice_clock import MIDNIGHT_NOTE, YEAR_NOTE, Frame
from tracker.testimony.notice_door import DAY_UNNAMED, HOUR_UNCLEAR
from tracker.testimony.notice_moments import moments
from tracker.testimony.windows import END_UNKNOWN, HOUR_UNKNOWN

ZONE = ZoneInfo("America/New_York")
START = dt.datetime(2023, 9, 25, 13, tzinfo=ZONE)
PUBLISHED = dt.date(2023, 9, 20)
TIMED = Frame(START, ZONE, published=PUBLISHED)
ALL_DAY = Frame(START.replace(hour=0), ZONE, all_day=True, published=PUBLISHED)


def told(sentence: str, frame: Frame = TIMED) -> list[str]:
    """`words: when`; `?` behind what a person should look at, `(` and `)` at the ends of a range, `!` for the start."""
    return [
        f"{'(' * each.begins_range}{sentence[each.start : each.end]}: "
        f"{each.at.strftime('%m-%d %H:%M') if isinstance(each.at, dt.datetime) else each.at.strftime('%m-%d')}"
        f"{')' * each.ends_range}{'!' * each.start_of_hearing}{'?' * (not each.sure)}"
        for each in moments(sentence, frame)[0]
    ]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        # A day: by it, or before it.
        ("by september 22", ["september 22: 09-22"]),
        ("no later than september 22", ["september 22: 09-22"]),
        ("before september 22", ["september 22: 09-21"]),
        ("before 5 p.m. on september 22", ["5 p.m. on september 22: 09-22 17:00"]),
        ("by january 23, 2024", ["january 23, 2024: 01-23"]),  # as far from the hearing as a day may be
        ("by september 20 for the hearing on september 25", ["september 20: 09-20"]),
        # What only says the same again.
        ("by 5 p.m. on friday, september 22, three days prior to the hearing", ["5 p.m. on friday, september 22: 09-22 17:00"]),
        ("wednesday, the 20th at noon", ["wednesday, the 20th at noon: 09-20 12:00"]),
        ("by 3 p.m. on september 21 and the same day", ["3 p.m. on september 21: 09-21 15:00", "the same day: 09-21"]),
        # An hour, its zone, and one that says no half of the day.
        ("by 3 p.m. cst on september 22", ["3 p.m. cst on september 22: 09-22 16:00"]),
        ("by midnight on september 22", ["midnight on september 22: 09-22 00:00?"]),
        ("by september 22 and 9 a.m. sharp", ["september 22 and 9 a.m.: 09-22 09:00?"]),
        ("by 5 on september 22", ["by 5 on september 22: 09-22 17:00?"]),
        ("by september 22, before 5", ["september 22, before 5: 09-22 17:00?"]),
        ("by 5 p.m. on september 22 or by 3 p.m.", ["5 p.m. on september 22: 09-22 17:00"]),
        ("registration opens at 9 a.m.; by september 22", ["september 22: 09-22"]),
        ("the 1 p.m. hearing takes comments by september 22", ["september 22: 09-22"]),  # the hearing's own hour
        # Spans.
        ("24 hours before the hearing", ["24 hours before the hearing: 09-24 13:00"]),
        ("30 minutes before the hearing", ["30 minutes before the hearing: 09-25 12:30"]),
        ("1.5 hours before the hearing", ["1.5 hours before the hearing: 09-25 11:30"]),
        ("720 hours before the hearing", ["720 hours before the hearing: 08-26 13:00"]),
        ("24 hours after the end of the hearing", ["24 hours after the end of the hearing: 09-26 13:00"]),
        ("48 hours before the hearing, excluding weekends", ["48 hours before the hearing: 09-21 13:00"]),
        ("two weeks before the hearing", ["two weeks before the hearing: 09-11"]),
        ("60 days before the hearing", ["60 days before the hearing: 07-27"]),
        ("2 days before the hearing, excluding weekends", ["2 days before the hearing: 09-21"]),
        ("three business days after the hearing", ["three business days after the hearing: 09-28"]),
        ("the third day before the hearing", ["the third day before the hearing: 09-22"]),
        # The start, and ranges.
        ("before the hearing", ["before the hearing: 09-25 13:00!"]),
        ("2:00 - 5 p.m. on september 22", ["5 p.m. on september 22: 09-22 17:00"]),
        ("before the september 25 hearing", ["september 25: 09-25 13:00!"]),
        ("by september 22, before the hearing", ["september 22: 09-22"]),
        ("from 9 a.m. until the hearing begins", ["until the hearing begins: 09-25 13:00!"]),
        (
            "zoom: by noon on september 22; in person: until the hearing begins",
            ["noon on september 22: 09-22 12:00", "until the hearing begins: 09-25 13:00!"],
        ),
        (
            "opens 30 minutes before the hearing and ends when the hearing starts",
            ["30 minutes before the hearing: 09-25 12:30", "when the hearing starts: 09-25 13:00!"],
        ),
        (
            "between 9 a.m. on september 21 and noon on september 22",
            ["(9 a.m. on september 21: 09-21 09:00", "noon on september 22: 09-22 12:00)"],
        ),
        ("until the start of the hearing on september 25", ["until the start of the hearing on september 25: 09-25 13:00!"]),
        ("by september 22, september 21 at noon", ["september 22: 09-22", "september 21 at noon: 09-21 12:00"]),
        ("september 22 (september 22 at noon)", ["september 22 at noon: 09-22 12:00"]),
        ("by 5 p.m. on the wednesday one week before the hearing", ["5 p.m. on the wednesday one week before the hearing: 09-18 17:00?"]),
        ("comments by september 22, opens at 9 a.m.", ["september 22: 09-22"]),
        ("by september 22, one week before the hearing", ["one week before the hearing: 09-18"]),  # the earlier of two
        ("by 3 p.m. on september 21 and at the same time", ["3 p.m. on september 21: 09-21 15:00"]),
        ("zoom: noon on september 21; by september 22, before the hearing", ["noon on september 21: 09-21 12:00", "september 22: 09-22"]),
        (
            "ends when the hearing starts, opens 30 minutes before the hearing",
            ["when the hearing starts: 09-25 13:00!", "30 minutes before the hearing: 09-25 12:30"],
        ),
        (f"until the start of {'x' * 27} hearing on september 25", [f"until the start of {'x' * 27} hearing on september 25: 09-25 13:00!"]),
        (f"until the start of {'x' * 28} hearing on september 25", ["until the start: 09-25 13:00!"]),
        ("from 9 a.m. until two hours before the hearing", ["two hours before the hearing: 09-25 11:00"]),
        # Of the hearing's own day the hours before it.
        ("on september 25 until the hearing begins", ["on september 25 until the hearing begins: 09-25 13:00"]),
        (
            "until the start of the hearing in room 4 on september 25",
            ["until the start of the hearing in room 4 on september 25: 09-25 13:00"],
        ),
        ("on september 24 until the hearing begins", ["on september 24: 09-24"]),
        (
            "on september 25; in person until the hearing begins",
            ["on september 25: 09-25", "until the hearing begins: 09-25 13:00!"],
        ),
        (
            "on september 25, or by september 22, before the hearing",
            ["on september 25: 09-25", "september 22: 09-22"],
        ),
        ("prior to friday, september 22", ["friday, september 22: 09-21"]),
        # Who signs up to speak by an hour does so on the day, until the start.
        ("register to speak by 12:30 p.m.", ["12:30 p.m.: 09-25 12:30?"]),
        ("register to speak by 1 p.m.", ["1 p.m.: 09-25 13:00?"]),
        (
            "register to speak from 12:30 p.m. until 12:45 p.m.",
            ["(12:30 p.m.: 09-25 12:30?", "12:45 p.m.: 09-25 12:45)?"],
        ),
        # What is done in the room is done on the day, up to three hours from the start.
        ("check in at the door by 12:45 p.m.", ["12:45 p.m.: 09-25 12:45?"]),
        ("sign in at the door by 12:30 p.m. and by noon on september 22", ["noon on september 22: 09-22 12:00"]),
        ("check in at the door by 10:00 a.m.", ["10:00 a.m.: 09-25 10:00?"]),
        ("sign in at the door by 4:00 p.m.", ["4:00 p.m.: 09-25 16:00?"]),
        (
            "check in at the door between 12:15 p.m. and 12:45 p.m.",
            ["(12:15 p.m.: 09-25 12:15?", "12:45 p.m.: 09-25 12:45)?"],
        ),
        (
            "by noon on september 22; in person, sign in at the door until 12:30 p.m.",
            ["noon on september 22: 09-22 12:00", "12:30 p.m.: 09-25 12:30?"],
        ),
        (
            "12:30 p.m. in person at the door; by noon on september 22",
            ["12:30 p.m.: 09-25 12:30?", "noon on september 22: 09-22 12:00"],
        ),
        (
            "in person, sign in at the door until 12:30 p.m.; by noon on september 22",
            ["12:30 p.m.: 09-25 12:30?", "noon on september 22: 09-22 12:00"],
        ),
    ],
)  # fmt: skip
def test_each_moment_of_a_sentence_is_found_with_its_words(sentence: str, wanted: list[str]) -> None:
    assert told(sentence) == wanted
    assert moments(sentence, TIMED)[1] is False


@pytest.mark.parametrize(
    "sentence",
    [
        "by september 22 at 13",  # no such hour of an office
        "at 9 a.m. the hearing begins",  # an hour of no day we know
        "check in at the door by 9:59 a.m.",
        "sign in at the door by midnight",
        "61 days before the hearing",
        "721 hours before the hearing",
        "1.5 days before the hearing",
        "a few days before the hearing",
        "by january 24, 2024",
        "by 9 a.m., until the hearing begins",
        "by september 22 and two weeks",  # words of time that fit no reading could make it earlier
        "two weeks, september 22",
        "at 1 p.m. or 9 a.m., comments by september 22",
        "by tuesday, september 22",  # a Friday
        "by tuesday, september 22 and by 10 a.m. that day",
        "nights before the hearing",
        "register to speak by 1:30 p.m.",  # when it has begun
        "registration to speak opens at 12:30 p.m.",
        "from 12:30 p.m. register to speak",
        "the 2 p.m. hearing takes comments by september 22",  # another hearing
    ],
)
def test_what_cannot_be_trusted_gives_no_moment_and_says_so(sentence: str) -> None:
    assert moments(sentence, TIMED) == ([], True)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("until the start of the hearing on september 26", ["until the start: 09-25 13:00!"]),
        (
            "the 12:30 p.m. hearing takes comments by september 22; by 3 p.m. on september 21",
            ["3 p.m. on september 21: 09-21 15:00"],
        ),
        (
            "comments by noon on september 21, in room 4 at 9 a.m., by september 22",
            ["noon on september 21: 09-21 12:00"],
        ),
    ],
)
def test_what_can_be_trusted_is_kept_beside_what_cannot(sentence: str, wanted: list[str]) -> None:
    assert (told(sentence), moments(sentence, TIMED)[1]) == (wanted, True)


def test_the_day_of_an_hour_that_names_none_is_said_to_be_the_hearings() -> None:
    (found,) = moments("register to speak by 12:30 p.m.", TIMED)[0]
    assert found.notes == (DAY_UNNAMED,)


@pytest.mark.parametrize("sentence", ["on the day of the hearing", "the committee meets in room 5", ""])
def test_what_only_says_when_the_hearing_is_gives_no_moment_and_no_doubt(sentence: str) -> None:
    assert moments(sentence, TIMED) == ([], False)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("before the hearing", ["before the hearing: 09-24!"]),
        ("on september 25 until the hearing begins", ["on september 25: 09-25"]),
        ("24 hours before the hearing", ["24 hours before the hearing: 09-23"]),
        ("two days before the hearing", ["two days before the hearing: 09-23"]),
        ("by 5 p.m. on september 22", ["5 p.m. on september 22: 09-22 17:00"]),
        ("check in at the door by 12:45 p.m.", []),
    ],
)
def test_of_a_hearing_without_an_hour_a_span_of_hours_ends_with_the_last_whole_day(
    sentence: str, wanted: list[str]
) -> None:
    assert told(sentence, ALL_DAY) == wanted


@pytest.mark.parametrize(
    ("skipped", "when"),
    [("", "09-04 13:00"), (", excluding weekends", "09-04 13:00"), (", excluding holidays", "09-01 13:00")],
)
def test_hours_of_the_days_that_do_not_count_are_left_out(skipped: str, when: str) -> None:
    after_labor_day = Frame(dt.datetime(2023, 9, 6, 13, tzinfo=ZONE), ZONE)
    (found,) = told(f"48 hours before the hearing{skipped}", after_labor_day)
    assert found == f"48 hours before the hearing: {when}"


@pytest.mark.parametrize(
    ("sentence", "frame", "notes"),
    [
        ("by september 22", TIMED, (YEAR_NOTE,)),
        ("by september 22, 2023", TIMED, ()),
        ("by 5 on september 22, 2023", TIMED, (HOUR_UNCLEAR,)),
        ("by midnight on september 22, 2023", TIMED, (MIDNIGHT_NOTE,)),
        ("24 hours before the hearing", TIMED, ()),
        ("24 hours after the end of the hearing", TIMED, (END_UNKNOWN,)),
        ("24 hours after the hearing's end", TIMED, (END_UNKNOWN,)),
        ("24 hours before the hearing", ALL_DAY, (HOUR_UNKNOWN,)),
        ("before the hearing", ALL_DAY, (HOUR_UNKNOWN,)),
        ("before the hearing", TIMED, ()),
    ],
)
def test_what_was_taken_for_granted_is_noted(sentence: str, frame: Frame, notes: tuple[str, ...]) -> None:
    (found,) = moments(sentence, frame)[0]
    assert found.notes == notes
