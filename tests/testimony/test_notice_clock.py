"""The named parts of a moment become a clock time, a zone and a day, or nothing: plain groups in and out.

The hearing of the table is on Monday, September 25, 2023 at 1 p.m. in Boston; the notice was published the Wednesday before.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tracker.testimony.notice_clock import (
    COB_NOTE,
    MIDNIGHT_NOTE,
    WEEKDAY_NOTE,
    YEAR_NOTE,
    Frame,
    clock_of,
    day_of,
    zone_of,
)

NEW_YORK, CHICAGO = ZoneInfo("America/New_York"), ZoneInfo("America/Chicago")
START = dt.datetime(2023, 9, 25, 13, tzinfo=NEW_YORK)
FRAME = Frame(START, NEW_YORK, published=dt.date(2023, 9, 20))


def at(hour: int, minute: int = 0, *notes: str) -> tuple[dt.time, tuple[str, ...]]:
    return dt.time(hour, minute), notes


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ({"noon": "noon"}, at(12)),
        ({"midnight": "midnight"}, at(0, 0, MIDNIGHT_NOTE)),
        ({"cob": "cob"}, at(17, 0, COB_NOTE)),
        ({"military": "1330"}, at(13, 30)),
        ({"hour24": "09", "minute24": "05"}, at(9, 5)),
        ({"hour": "5", "half": "p"}, at(17)),
        ({"hour": "5", "minute": "30", "half": "a"}, at(5, 30)),
        ({"hour": "12", "half": "a"}, at(0)),
        ({"hour": "12", "half": "p"}, at(12)),
        ({"hour": "five", "part": "p"}, at(17)),
        ({"hour": "13", "half": "p"}, None),
        ({"hour": "0", "half": "p"}, None),
        ({"hour": "1", "half": "p"}, at(13)),
        ({"oclock": "ten", "when": "morning"}, at(10)),
        ({"oclock": "ten", "when": "evening"}, at(22)),
        ({"oclock": "four", "ohalf": "half", "when": "afternoon"}, at(16, 30)),
        ({"oclock": "4", "ominute": "15"}, at(16, 15)),
        ({"dhour": "4", "dminute": "10", "daypart": "afternoon"}, at(16, 10)),
        ({"dhour": "9", "daypart": "morning"}, at(9)),
        ({"dhour": "12", "daypart": "morning"}, at(0)),
        ({"dhour": "12", "daypart": "afternoon"}, at(12)),
        ({"dhour": "13", "daypart": "morning"}, None),
        ({"dhour": "0", "daypart": "morning"}, None),
        ({"bare": "three"}, at(15)),
        ({"bare": "8"}, at(8)),
        ({"bare": "12"}, at(12)),
        ({"bare": "5", "bhalf": "half"}, at(17, 30)),
        ({"bare": "5", "bminute": "45"}, at(17, 45)),
        ({"bare": "6"}, None),  # an office is open at neither
        ({"bare": "7"}, None),
        ({"shour": "3", "spart": "tarde"}, at(15)),
        ({"shour": "nueve", "spart": "mañana", "sminute": "30"}, at(9, 30)),
        ({"shour": "doce", "spart": "mañana"}, at(0)),
        ({"shour": "una", "spart": "tarde", "shalf": "media"}, at(13, 30)),
        ({"shour": "13", "spart": "tarde"}, None),
        ({"shour": "0", "spart": "tarde"}, None),
    ],
)
def test_an_hour_is_read_in_every_way_it_is_named(groups: dict[str, str], told: object) -> None:
    assert clock_of(groups) == told


@pytest.mark.parametrize(
    ("groups", "zone"),
    [
        ({}, NEW_YORK),
        ({"zone": "e"}, NEW_YORK),
        ({"zone": "c"}, CHICAGO),
        ({"zone": "x"}, NEW_YORK),
    ],
)
def test_an_hour_is_told_in_the_places_zone_unless_it_names_another(groups: dict[str, str], zone: ZoneInfo) -> None:
    assert zone_of(groups, FRAME) == zone


def on(month: int, day: int, *notes: str, year: int = 2023, sure: bool = True) -> tuple[dt.date, list[str], bool]:
    return dt.date(year, month, day), list(notes), sure


MONTH = {"month": "september", "day": "22"}


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ({"today": "today"}, on(9, 20)),
        ({"today": "tomorrow"}, on(9, 21)),
        ({"unknown": "a few"}, None),
        ({"same": "same day"}, on(9, 25)),
        ({"before": "day before"}, on(9, 24)),
        ({"before": "day before", "bizday": "business"}, on(9, 22)),
        ({"before": "day before", "bizday3": "working"}, on(9, 22)),
        ({"nextday": "day after"}, on(9, 26)),
        ({"nextday": "day after", "nextbiz2": "business"}, on(9, 26)),
        # A weekday: the last one before the hearing, unless the words say which.
        ({"wday": "friday"}, on(9, 22, WEEKDAY_NOTE, sure=False)),
        ({"wday": "monday"}, on(9, 25, WEEKDAY_NOTE, sure=False)),
        ({"wday": "fri.", "wbefore": "before"}, on(9, 22, WEEKDAY_NOTE)),
        ({"wday": "monday", "wbefore": "before"}, on(9, 18, WEEKDAY_NOTE)),
        ({"wday": "monday", "wpast": "previous"}, on(9, 18, WEEKDAY_NOTE)),
        ({"wday": "monday", "wafter": "after"}, on(10, 2)),
        ({"wday": "friday", "wnext": "next"}, on(9, 29)),
        ({"wday": "wednesday", "wweek": "week before"}, on(9, 20)),
        ({"wday": "monday", "wweek": "week before"}, on(9, 18)),
        # The nth.
        ({"onth": "20"}, on(9, 20)),
        ({"onth": "1"}, on(10, 1)),
        ({"ndayname": "wednesday", "nth": "20"}, on(9, 20)),
        ({"ndayname": "thursday", "nth": "20"}, None),
        ({"dnth": "10"}, on(9, 10)),
        ({"ndayname": "sun.", "snth": "10"}, on(9, 10)),
        # A day of a month, with its year or without.
        (MONTH, on(9, 22, YEAR_NOTE)),
        ({**MONTH, "year": "2023"}, on(9, 22)),
        ({**MONTH, "dayname": "friday"}, on(9, 22, YEAR_NOTE)),
        ({**MONTH, "dayname": "fri."}, on(9, 22, YEAR_NOTE)),
        ({**MONTH, "dayname": "thursday"}, None),
        ({"month": "january", "day": "5"}, on(1, 5, YEAR_NOTE, year=2024)),
        ({"month": "february", "day": "30"}, None),
        ({"month": "february", "day": "29"}, on(2, 29, YEAR_NOTE, year=2024)),
        ({"month": "february", "day": "29", "year": "2023"}, None),
        ({"smonth": "septiembre", "sday": "22", "syear": "2023"}, on(9, 22)),
        ({"dfirst": "22", "dsecond": "9", "dyear": "2023"}, on(9, 22)),
        ({"dfirst": "9", "dsecond": "22", "dyear": "2023"}, on(9, 22)),
        ({"dfirst": "9", "dsecond": "9", "dyear": "2023"}, on(9, 9)),
        ({"dfirst": "12", "dsecond": "11", "dyear": "2023"}, None),
        ({"dfirst": "13", "dsecond": "12", "dyear": "2023"}, on(12, 13)),
        ({"iyear": "2023", "imonth": "9", "iday": "22"}, on(9, 22)),
        ({"nmonth": "9", "nday": "22", "nyear": "23"}, on(9, 22)),
        ({"nmonth": "9", "nday": "22", "nyear": "2023"}, on(9, 22)),
        ({"nmonth": "9", "nday": "22"}, on(9, 22, YEAR_NOTE)),
        ({}, None),
    ],
)
def test_a_day_is_read_in_every_way_it_is_named(groups: dict[str, str], told: object) -> None:
    assert day_of(groups, FRAME) == told


def test_what_is_said_of_today_needs_the_day_of_the_notice() -> None:
    assert day_of({"today": "today"}, Frame(START, NEW_YORK)) is None
    assert Frame(dt.datetime(2023, 9, 26, 3, tzinfo=dt.UTC), NEW_YORK).day == dt.date(2023, 9, 25)


def test_the_nth_is_looked_for_six_weeks_around_the_hearing() -> None:
    winter = Frame(dt.datetime(2023, 2, 14, 13, tzinfo=NEW_YORK), NEW_YORK)
    assert day_of({"onth": "31"}, winter) == (dt.date(2023, 1, 31), [], True)
    assert day_of({"onth": "30"}, Frame(dt.datetime(2023, 3, 16, 13, tzinfo=NEW_YORK), NEW_YORK)) == (
        dt.date(2023, 3, 30),
        [],
        True,
    )
    assert day_of({"onth": "32"}, winter) is None
