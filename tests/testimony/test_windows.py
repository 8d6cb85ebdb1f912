"""The window language: what it says is what is computed, in every zone and on every day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tracker.errors import RuleError
from tracker.records.hours import clock_words
from tracker.testimony.business_days import is_business_day, shifted
from tracker.testimony.window_points import WEEKDAYS, ClockOn, CountedDay, During, Offset, Point, WeekDay
from tracker.testimony.window_words import span_words, spoken
from tracker.testimony.windows import (
    HOUR_UNKNOWN,
    Occasion,
    computed,
    counts_from_first,
    counts_from_previous,
    first_moment,
    moment,
    parse,
)

ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Europe/London", "UTC",
)  # fmt: skip

days = st.one_of(
    st.just(CountedDay()),
    st.builds(CountedDay, st.integers(1, 99).flatmap(lambda n: st.sampled_from([n, -n])), st.booleans()),
    st.builds(WeekDay, st.integers(0, 6), st.integers(0, 1)),
)
offsets = st.builds(
    lambda days, minutes, sign, anchor: Offset(sign * dt.timedelta(minutes=minutes), anchor, sign * days),
    st.integers(0, 30), st.integers(0, 100 * 60), st.sampled_from([1, -1]), st.sampled_from(["start", "end"]),
)  # fmt: skip
clocks = st.builds(ClockOn, st.times().map(lambda at: at.replace(second=0, microsecond=0)), days)
points = st.one_of(offsets, clocks, st.sampled_from([During("committee action"), During("end of comment period")]))
walls = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 12, 1)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


def words(point: Point) -> str:
    """The point in the language, written anew from its parts."""
    if isinstance(point, During):
        return f"until {point.happening}"
    if isinstance(point, ClockOn):
        return f"{point.at:%H:%M} on {day_words(point.day)}"
    if not point.by and not point.days:
        return f"until {point.anchor}"
    minutes = abs(int(point.by.total_seconds() // 60))
    time = f"T{minutes // 60}H{minutes % 60}M" if minutes else ""
    duration = f"P{f'{abs(point.days)}D' if point.days else ''}{time}"
    before = point.by < dt.timedelta() or point.days < 0
    return f"{duration} before {point.anchor}" if before else f"until {duration} after {point.anchor}"


def day_words(day: CountedDay | WeekDay) -> str:
    if isinstance(day, WeekDay):
        return f"{WEEKDAYS[day.weekday]} of {'previous' if day.weeks_before else 'same'} week"
    if not day.count:
        return "hearing day"
    return f"P{abs(day.count)}{'B' if day.business else ''}D {'before' if day.count < 0 else 'after'}"


def occasion(wall: dt.datetime, zone: str, *, all_day: bool = False, subdivision: str | None = None) -> Occasion:
    there = ZoneInfo(zone)
    start = first_moment(wall.date(), wall.time(), there)
    return Occasion(start=start, zone=there, day=start.date(), all_day=all_day, subdivision=subdivision)


@given(points)
def test_what_is_printed_is_read_as_it_was(point: Point) -> None:
    assert parse(words(point)).closes == point


@given(points, points)
def test_different_windows_are_spoken_differently(one: Point, other: Point) -> None:
    assume(one != other)
    assert spoken(parse(words(one))) != spoken(parse(words(other)))


@given(points)
def test_spoken_words_hold_none_of_the_language(point: Point) -> None:
    said = spoken(parse(words(point)))
    assert not any(token in said.split() for token in (*WEEKDAYS, "PT", "P1D"))
    assert "  " not in said
    assert said.startswith("until ")


@given(offsets.filter(lambda each: not each.days), walls, st.sampled_from(ZONES))
@example(Offset(dt.timedelta(hours=48), "start"), dt.datetime(2027, 3, 13, 15), "America/Los_Angeles")
@example(Offset(dt.timedelta(hours=-24), "start"), dt.datetime(2026, 11, 1, 12), "America/New_York")
@example(Offset(dt.timedelta(hours=-2), "start"), dt.datetime(2026, 10, 4, 3), "Australia/Lord_Howe")
def test_hours_are_elapsed_time(point: Offset, wall: dt.datetime, zone: str) -> None:
    when = occasion(wall, zone)
    found = moment(point, when).at
    assert isinstance(found, dt.datetime)
    assert found.astimezone(dt.UTC) - when.start.astimezone(dt.UTC) == point.by


@given(clocks, walls, st.sampled_from(ZONES), st.sampled_from(["MD", "NY", "CA", None]))
@example(ClockOn(dt.time(2, 30), CountedDay()), dt.datetime(2027, 3, 14, 9), "America/New_York", "NY")
@example(ClockOn(dt.time(1, 30), CountedDay()), dt.datetime(2026, 11, 1, 9), "America/New_York", "NY")
@example(ClockOn(dt.time(2, 15), CountedDay()), dt.datetime(2026, 10, 4, 9), "Australia/Lord_Howe", None)
def test_a_time_of_the_clock_is_what_the_clock_shows(
    point: ClockOn, wall: dt.datetime, zone: str, state: str | None
) -> None:
    found = moment(point, occasion(wall, zone, subdivision=state)).at
    assert isinstance(found, dt.datetime)
    shows = found.replace(tzinfo=None)
    # Only a clock that leaps over the time shows a later one, by less than an hour; nothing earlier shows it.
    assert dt.timedelta() <= shows - dt.datetime.combine(shows.date(), point.at) < dt.timedelta(hours=1)
    earlier = (found.astimezone(dt.UTC) - dt.timedelta(minutes=1)).astimezone(found.tzinfo).replace(tzinfo=None)
    assert earlier < dt.datetime.combine(shows.date(), point.at)


@given(walls.map(lambda at: at.date()), st.integers(1, 30), st.sampled_from(["MD", "MA", "TX", "HI", None]))
def test_business_days_are_counted_one_by_one(day: dt.date, count: int, state: str | None) -> None:
    before, after = shifted(day, -count, state), shifted(day, count, state)
    assert sum(is_business_day(before + dt.timedelta(n), state) for n in range((day - before).days)) == count
    assert sum(is_business_day(after - dt.timedelta(n), state) for n in range((after - day).days)) == count
    assert is_business_day(before, state)
    assert is_business_day(after, state)


@pytest.mark.parametrize(
    ("state", "day", "before"),
    [
        ("MD", dt.date(2027, 1, 19), dt.date(2027, 1, 15)),  # King's day makes a long weekend
        ("MD", dt.date(2026, 11, 30), dt.date(2026, 11, 25)),  # the Friday after Thanksgiving is a holiday there
        ("NY", dt.date(2026, 11, 30), dt.date(2026, 11, 27)),  # and none here
        ("MA", dt.date(2027, 4, 20), dt.date(2027, 4, 16)),  # Patriots' Day
        ("NY", dt.date(2027, 4, 20), dt.date(2027, 4, 19)),
        ("CA", dt.date(2027, 4, 1), dt.date(2027, 3, 30)),  # Cesar Chavez Day
        (None, dt.date(2027, 7, 6), dt.date(2027, 7, 2)),  # Independence Day falls on a Sunday and is kept on Monday
        ("TX", dt.date(2027, 1, 4), dt.date(2026, 12, 31)),
    ],
)
def test_one_business_day_before_looks_over_the_long_weekend(state: str | None, day: dt.date, before: dt.date) -> None:
    when = occasion(dt.datetime.combine(day, dt.time(10)), "America/New_York", subdivision=state)
    assert moment(parse("17:00 on P1BD before").closes, when).at.date() == before


@pytest.mark.parametrize(
    ("wall", "zone", "window", "expected"),
    [
        ("2027-03-15T09:00", "Asia/Kolkata", "PT24H before start", "2027-03-14T09:00:00+05:30"),
        ("2027-03-15T09:00", "Asia/Kathmandu", "17:00 on P1D before", "2027-03-14T17:00:00+05:45"),
        ("2026-11-01T10:00", "America/St_Johns", "PT24H before start", "2026-10-31T11:00:00-02:30"),
        ("2026-10-04T10:00", "Australia/Lord_Howe", "PT24H before start", "2026-10-03T09:30:00+10:30"),
        ("2026-10-04T10:00", "Australia/Lord_Howe", "P1D before start", "2026-10-03T10:00:00+10:30"),
        ("2026-10-04T10:00", "Australia/Lord_Howe", "02:15 on hearing day", "2026-10-04T02:30:00+11:00"),
        ("2027-03-14T10:00", "America/New_York", "02:30 on hearing day", "2027-03-14T03:00:00-04:00"),
        ("2026-11-01T10:00", "America/New_York", "01:30 on hearing day", "2026-11-01T01:30:00-04:00"),
        ("2027-03-14T10:00", "America/New_York", "P1D before start", "2027-03-13T10:00:00-05:00"),
        ("2027-03-14T10:00", "America/New_York", "PT24H before start", "2027-03-13T09:00:00-05:00"),
    ],
)
def test_changing_clocks_and_half_hour_zones(wall: str, zone: str, window: str, expected: str) -> None:
    when = occasion(dt.datetime.fromisoformat(wall), zone)
    assert moment(parse(window).closes, when).at.isoformat() == expected


@given(points, walls, st.sampled_from(ZONES))
def test_a_hearing_without_an_hour_never_gets_a_made_up_hour(point: Point, wall: dt.datetime, zone: str) -> None:
    found = moment(point, occasion(dt.datetime.combine(wall.date(), dt.time()), zone, all_day=True))
    if isinstance(point, ClockOn):
        assert isinstance(found.at, dt.datetime)  # the day is known, and so is the clock
    else:
        assert not isinstance(found.at, dt.datetime)
        assert HOUR_UNKNOWN in found.notes


@given(points, points, walls, st.sampled_from(ZONES))
def test_a_window_that_is_computed_opens_no_later_than_it_closes(
    one: Point, other: Point, wall: dt.datetime, zone: str
) -> None:
    try:
        window = parse(f"open {words(one)}; close {words(other)}")
    except RuleError:  # for no day does it open before it closes
        return
    if found := computed(window, occasion(wall, zone)):
        opens, closes = found
        assert opens.at.astimezone(dt.UTC) <= closes.at.astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("PT24H before start", "until 24 hours before the start"),
        ("until PT48H after start", "until 48 hours after the start"),
        ("until end", "until the end"),
        ("23:59 on hearing day", "until 11:59 p.m. on the day of the hearing"),
        ("00:00 on hearing day", "until midnight, when the day of the hearing begins"),
        ("17:00 on P1BD before", "until 5 p.m. one business day before the hearing"),
        ("12:00 on WED of previous week", "until noon on the Wednesday of the week before"),
        ("until committee action", "until the committee acts"),
        ("open PT2H before start; close until end of comment period", "from 2 hours before the start until the comment period ends"),
        ("per notice (e.g. 17:00 on P3D before)", "as the notice of the hearing says (for example until 5 p.m. 3 days before the hearing)"),
        ("same day in person", "in person on the day of the hearing"),
        ("chair discretion", "as the chair decides"),
        ("none", "no deadline is published"),
        ("not offered", "not offered"),
    ],
)  # fmt: skip
def test_plain_words(window: str, said: str) -> None:
    assert spoken(parse(window)) == said


@pytest.mark.parametrize(
    "bad",
    [
        "", "tomorrow", "24 hours before start", "PT24H", "PT24H before", "PT0H before start", "P before start", "PT before start",
        "PT24H after start", "until PT24H before start", "25:00 on hearing day", "12:60 on hearing day", "5pm on hearing day",
        "12:00 on P0D before", "12:00 on PBD before", "12:00 on WED", "12:00 on WED of next week", "12:00 on wed of previous week",
        "open 09:00 on hearing day", "close 09:00 on hearing day", "open 09:00 on hearing day; close 08:00 on hearing day",
        "open none; close 08:00 on hearing day", "per notice (", "per notice e.g. none", "None", "until", "until start of hearing",
        "__import__('os').system('true')", "PT24H before start\0", "PT24H before start; drop", "per notice (" + "x" * 1_000 + ")", "PT9999H before start",
        "12:00 on P100D before", "PT２４H before start",
    ],
)  # fmt: skip
def test_what_is_not_of_the_language_is_refused(bad: str) -> None:
    with pytest.raises(RuleError, match="expected"):
        parse(bad)


@pytest.mark.parametrize(("letters", "taken"), [(287, True), (288, False)])
def test_a_window_has_three_hundred_characters_at_most(letters: int, taken: bool) -> None:
    text = f"per notice ({'x' * letters})"
    assert len(text) == 13 + letters
    if taken:
        assert parse(text).example == "x" * letters
    else:
        with pytest.raises(RuleError, match="at most 300 characters, found 301"):
            parse(text)


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("per notice", None),
        ("per notice (see the agenda)", "see the agenda"),
        ("per notice (e.g. PT24H before start)", Offset(dt.timedelta(hours=-24), "start")),
        ("per notice (e.g. the evening before)", "e.g. the evening before"),
    ],
)
def test_what_a_notice_usually_says_is_a_window_where_it_reads_as_one(text: str, example: object) -> None:
    assert parse(text).example == example
    assert parse(text).unfixed == "per notice"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = None
    try:
        parse(text)
    except RuleError as problem:
        refused = str(problem)
    assert refused is None or "expected" in refused


@pytest.mark.parametrize(
    ("window", "previous", "opens", "closes"),
    [
        ("17:00 on P2D after previous meeting", dt.date(2026, 9, 4), None, "2026-09-06 17:00"),
        ("17:00 on P2BD after previous meeting", dt.date(2026, 9, 4), None, "2026-09-09 17:00"),
        ("open 09:00 on P1D after previous meeting; close PT1H before start", dt.date(2026, 9, 4), "2026-09-05 09:00", "2026-09-16 09:00"),
        ("open 09:00 on P1D after previous meeting; close PT1H before start", None, None, "2026-09-16 09:00"),
        ("open 09:00 on P1D before; close PT1H before start", None, "2026-09-15 09:00", "2026-09-16 09:00"),
        ("12:00 on MON of same week", None, None, "2026-09-14 12:00"),
        ("12:00 on FRI of previous week", None, None, "2026-09-11 12:00"),
    ],
)  # fmt: skip
def test_a_window_opens_and_closes_when_the_calendar_says(
    window: str, previous: dt.date | None, opens: str | None, closes: str
) -> None:
    there = ZoneInfo("America/New_York")
    day = dt.datetime(2026, 9, 16, 10, tzinfo=there)
    told = computed(parse(window), Occasion(start=day, zone=there, day=day.date(), previous=previous, subdivision="NY"))
    assert told is not None
    first, last = told
    assert f"{last.at:%Y-%m-%d %H:%M}" == closes
    assert (None if first is None else f"{first.at:%Y-%m-%d %H:%M}") == opens
    assert bool(last.notes) is ("previous meeting" in window and previous is None)


def test_a_window_that_closes_after_a_previous_meeting_nobody_knows_of_has_no_moment() -> None:
    there = ZoneInfo("UTC")
    day = dt.datetime(2026, 9, 16, 10, tzinfo=there)
    unknown = Occasion(start=day, zone=there, day=day.date())
    assert computed(parse("17:00 on P2D after previous meeting"), unknown) is None


def test_a_bare_date_is_the_last_day_that_is_wholly_over() -> None:
    there = ZoneInfo("UTC")
    day = dt.datetime(2026, 9, 16, tzinfo=there)
    whole = Occasion(start=day, zone=there, day=day.date(), all_day=True)
    assert moment(Offset(dt.timedelta(hours=-24), "start"), whole).at == dt.date(2026, 9, 14)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ((0, 0), "midnight"), ((12, 0), "noon"), ((0, 5), "12:05 a.m."), ((12, 1), "12:01 p.m."), ((11, 59), "11:59 a.m."),
        ((1, 0), "1 a.m."), ((13, 30), "1:30 p.m."), ((23, 0), "11 p.m."),
    ],
)  # fmt: skip
def test_a_time_of_day_is_said_as_people_say_it(at: tuple[int, int], said: str) -> None:
    assert clock_words(dt.time(*at)) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ((0, 0), "12:00 de la medianoche"), ((12, 0), "12:00 del mediodía"), ((9, 0), "9:00 a.m."), ((0, 5), "12:05 a.m."),
        ((13, 30), "1:30 p.m."),
    ],
)  # fmt: skip
def test_a_time_of_day_is_said_one_way_in_spanish(at: tuple[int, int], said: str) -> None:
    assert clock_words(dt.time(*at), "es") == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (61, "1 hour 1 minute"), (150, "2 hours 30 minutes"),
        (48 * 60, "48 hours"), (72 * 60, "72 hours"), (96 * 60, "4 days"), (97 * 60, "97 hours"),
    ],
)  # fmt: skip
def test_a_length_of_time_is_said_as_people_say_it(minutes: int, said: str) -> None:
    assert span_words(dt.timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("window", "previous", "first"),
    [
        ("17:00 on P2D after previous meeting", True, False),
        ("PT1H before first start of day", False, True),
        ("PT1H before start", False, False),
    ],
)
def test_a_window_says_what_must_be_known_of_other_meetings(window: str, *, previous: bool, first: bool) -> None:
    assert (counts_from_previous(parse(window)), counts_from_first(parse(window))) == (previous, first)
