"""A notice that bounds a deadline twice, in ten ways of saying so, is never read later than the earlier of its words."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.testimony.notice_clock import Frame
from tracker.testimony.notice_witness import EARLIER_WORDS, bounds, earlier_words
from tracker.testimony.notices import Stated, stated

ZONE = ZoneInfo("America/New_York")
START = dt.datetime(2027, 3, 16, 13, tzinfo=ZONE)  # a Tuesday
FRAME = Frame(START, ZONE)
LEADS = (
    "Written testimony must be received",
    "Anyone who wishes to speak must sign up",
    "To testify by Zoom, register",
    "Comments have to reach the clerk",
    "Requests for an interpreter must be made",
)
CLOCKS = {
    "9 a.m.": 9, "10:30 AM": 10.5, "noon": 12, "12 noon": 12, "2 p.m.": 14, "3:00 in the afternoon": 15, "four o'clock": 16, "4:30 PM": 16.5, "1 in the afternoon": 13,
}  # fmt: skip
DAYS = {
    "Wednesday": 10, "Thursday, March 11": 11, "Friday": 12, "March 12": 12, "Friday, March 12, 2027": 12, "Monday": 15, "the day before": 15, "3/11": 11,
    "the 12th of March": 12, "the Friday before the hearing": 12, "two days before the hearing": 14,
}  # fmt: skip
COUNTS = {
    "24 hours": 24,
    "48 hours": 48,
    "one full day": 24,
    "three days": 72,
    "two (2) days": 48,
    "a week": 168,
    "ninety-six hours": 96,
}
BEFORE = ("before the hearing", "prior to the meeting", "ahead of the hearing", "in advance of the meeting")

days, clocks, counts, leads = (st.sampled_from(sorted(table)) for table in (DAYS, CLOCKS, COUNTS, LEADS))


def at(day: str, clock: str | None = None) -> dt.datetime:
    begin = dt.datetime(2027, 3, DAYS[day], tzinfo=ZONE)
    return begin + dt.timedelta(hours=CLOCKS[clock]) if clock else begin.replace(hour=23, minute=59)


def counted(count: str) -> dt.datetime:
    """The end of what a count may mean: the hour of the hearing, or the end of that day."""
    moment = START - dt.timedelta(hours=COUNTS[count])
    return moment if "hour" in count else moment.replace(hour=23, minute=59)


def end(deadline: Stated) -> dt.datetime:
    due = deadline.due
    return due if isinstance(due, dt.datetime) else dt.datetime.combine(due, dt.time(23, 59), tzinfo=ZONE)


def never_later(sentence: str, truth: dt.datetime) -> None:
    for deadline in stated(sentence, START, ZONE).deadlines:
        assert end(deadline) <= truth, (sentence, deadline)


@given(leads, days, clocks, st.sampled_from((", but not past {}", ", and not later than {}", " and in no case after {}", " ({} at the latest)", ", before {} that day")))  # fmt: skip
def test_an_hour_told_apart_from_its_day_is_not_passed_over(lead: str, day: str, clock: str, apart: str) -> None:
    never_later(f"{lead} by {day}{apart.format(clock)}.", at(day, clock))


@given(
    leads,
    days,
    counts,
    st.sampled_from(BEFORE),
    st.sampled_from((", whichever is earlier", ", whichever comes first", "")),
)
def test_of_two_limits_the_earlier_counts(lead: str, day: str, count: str, before: str, which: str) -> None:
    never_later(
        f"{lead} by {day} or {count} {before}{which}.",
        max(at(day), counted(count)) if not which else min(at(day), counted(count)),
    )


@given(
    leads,
    st.sampled_from(("Wednesday", "Friday", "Monday")),
    clocks,
    st.sampled_from(("preceding", "before", "prior to", "ahead of", "leading up to")),
)
def test_the_weekday_of_the_meeting_is_no_second_deadline(lead: str, day: str, clock: str, before: str) -> None:
    never_later(f"{lead} by {clock} on the {day} {before} the Tuesday meeting.", at(day, clock))


@given(
    leads,
    counts,
    st.sampled_from(BEFORE),
    clocks,
    days,
    st.sampled_from((", that is, by ", " (i.e., ", "; for this hearing that means by ", ", namely ", " - ")),
)
def test_what_a_count_means_is_told_with_it(
    lead: str, count: str, before: str, clock: str, day: str, that_is: str
) -> None:
    never_later(f"{lead} {count} {before}{that_is}{clock} on {day}.", max(counted(count), at(day, clock)))


@given(
    days,
    clocks,
    days,
    clocks,
    st.sampled_from((" and closes ", ", closing ", " and ends ", " and runs until ", " through ", "; it closes ")),
)
def test_what_opens_is_never_taken_for_the_end_and_the_end_never_for_more(
    first: str, hour: str, last: str, clock: str, closes: str
) -> None:
    never_later(f"Sign-up to speak opens {hour} on {first}{closes}{clock} on {last}.", at(last, clock))


@given(
    days,
    clocks,
    days,
    st.sampled_from(("will not be accepted", "cannot be considered", "will be returned", "is not part of the record")),
)
def test_what_comes_too_late_names_the_limit(last: str, clock: str, mailed: str, fate: str) -> None:
    never_later(
        f"Written testimony received after {clock} on {last} {fate}, even if mailed by {mailed}.",
        max(at(last, clock), at(mailed)),
    )


@given(
    leads,
    days,
    clocks,
    st.sampled_from(
        (
            "The hearing is on Tuesday, March 16 at 1 p.m.; ",
            "For the 1 p.m. hearing on March 16, ",
            "Speakers have three minutes; ",
            "With the hearing a week away, ",
        )
    ),
)
def test_what_a_sentence_says_before_it_moves_no_deadline(lead: str, day: str, clock: str, before: str) -> None:
    never_later(f"{before}{lead[0].lower()}{lead[1:]} by {clock} on {day}.", at(day, clock))


@given(leads, clocks, clocks, days, st.sampled_from((" and ", " to ", " - ", " until ")))
def test_of_a_span_of_hours_the_last_counts(lead: str, first: str, last: str, day: str, joint: str) -> None:
    never_later(f"{lead} between {first}{joint}{last} on {day}.", max(at(day, first), at(day, last)))


@given(
    leads,
    counts,
    st.sampled_from(BEFORE),
    counts,
    st.sampled_from((" (", ", or ", ", and for joint hearings ", " and, where interpretation is needed, ")),
)
def test_two_counts_are_never_read_later_than_the_shorter(
    lead: str, count: str, before: str, other: str, joint: str
) -> None:
    never_later(f"{lead} {count}{joint}{other} {before}.", max(counted(count), counted(other)))


@given(st.sampled_from(("Las ponencias deberán someterse", "Quien desee deponer deberá inscribirse", "Los comentarios se recibirán")), st.sampled_from((("el viernes", 12), ("el 12 de marzo", 12), ("el día anterior", 15))), st.sampled_from((("las 3:00 p.m.", 15), ("el mediodía", 12), ("las 10 de la mañana", 10))), st.sampled_from((", pero no después de {}", ", antes de {}", " y nunca más tarde de {}", " ({} a más tardar)")))  # fmt: skip
def test_in_spanish_too(lead: str, day: tuple[str, int], clock: tuple[str, int], apart: str) -> None:
    never_later(
        f"{lead} a más tardar {day[0]}{apart.format(clock[0])}.",
        dt.datetime(2027, 3, day[1], clock[1], tzinfo=ZONE),
    )


@pytest.mark.parametrize(
    ("sentence", "due", "words"),
    [
        # What is said of an earlier moment, in whatever words.
        ("by march 15, but the earlier the better: 48 hours before the hearing", dt.date(2027, 3, 15), "48 hours"),
        ("by march 15, or two (2) business days ahead", dt.date(2027, 3, 15), "two (2) business days"),
        ("by march 15, or march 12 if mailed", dt.date(2027, 3, 15), "march 12"),
        ("by march 15, or 12 march if mailed", dt.date(2027, 3, 15), "12 march"),
        ("by march 15, or 3/12 if mailed", dt.date(2027, 3, 15), "3/12"),
        ("by march 15, friday at best", dt.date(2027, 3, 15), "friday"),
        ("by march 16, the night before at best", dt.date(2027, 3, 16), "night before"),
        ("by march 16, la v\u00edspera", dt.date(2027, 3, 16), "v\u00edspera"),
        ("by march 15, before lunch", dt.date(2027, 3, 15), "lunch"),
        ("by march 15, not past 1, please", dt.date(2027, 3, 15), "1"),
        ("by march 15, at 14:30", dt.date(2027, 3, 15), "14:30"),
        ("by 5 p.m. on march 15, or 3 p.m. for mail", START.replace(day=15, hour=17), "3 p.m."),
        # What names no earlier moment.
        ("by march 15, for the hearing on march 16", dt.date(2027, 3, 15), None),
        ("by march 15, for the 1 p.m. hearing", dt.date(2027, 3, 15), None),
        ("by march 15, and until march 23 for others", dt.date(2027, 3, 15), None),
        ("by march 15, three minutes each", dt.date(2027, 3, 15), None),
        ("by march 15, when the 30-day comment period ends", dt.date(2027, 3, 15), None),
        ("by march 15, with an answer two days after the hearing", dt.date(2027, 3, 15), None),
        ("by march 15, unless called with less than 48 hours notice", dt.date(2027, 3, 15), None),
        ("by march 15, not friday as first published", dt.date(2027, 3, 15), None),
        ("by 5 p.m. on march 15, from 8 a.m.", START.replace(day=15, hour=17), None),
        ("by 5 p.m. on march 15; by noon for others", START.replace(day=15, hour=17), None),
        ("by 5:00 on march 15, that is 17:00", START.replace(day=15, hour=17), None),
        ("by february 30 or 15.03 or 99:99 on march 15", dt.date(2027, 3, 15), None),
    ],
)
def test_the_second_witness_takes_each_word_of_time_for_the_earliest_that_it_can_mean(
    sentence: str, due: dt.date, words: str | None
) -> None:
    read = [(at, at + len(text)) for text in ("march 15", "march 16", "5 p.m.") if (at := sentence.find(text)) >= 0]
    end = sentence.find(";")
    bound = earlier_words(sentence, due, FRAME, explained=read[:2], clause=(0, end if end >= 0 else len(sentence)))
    assert (sentence[bound.start : bound.end] if bound else None) == words


@given(st.lists(st.one_of(st.sampled_from(("by", "march", "15", "3/12", "5", "p.m.", "48", "hours", "than", "99:99", "15.03", "de la tarde", "o'clock")), st.text(max_size=4)), max_size=25).map(" ".join))  # fmt: skip
def test_no_words_are_too_much_for_the_second_witness(words: str) -> None:
    for bound in bounds(words.lower()):
        assert 0 <= bound.start < bound.end
    assert all(each.due for each in stated(f"Written testimony is due {words}.", START, ZONE).deadlines)


@pytest.mark.parametrize(
    ("text", "due", "words"),
    [
        (
            "Register to speak by March 12 (for those needing interpretation, March 8).",
            dt.date(2027, 3, 12),
            "March 8",
        ),
        (
            "Register to speak by 5 p.m. on March 15 for the 10 a.m. session.",
            dt.datetime(2027, 3, 15, 17, tzinfo=ZONE),
            "10 a.m.",
        ),
    ],
)
def test_a_reading_beside_words_of_an_earlier_moment_is_low_and_names_them(text: str, due: dt.date, words: str) -> None:
    (read,) = stated(text, START, ZONE).deadlines
    assert (read.due, read.confidence, read.notes[-1]) == (due, "low", EARLIER_WORDS.format(words=words))


@pytest.mark.parametrize(
    ("text", "opens", "due"),
    [
        ("Sign-up to speak opens 48 hours before the hearing. It closes at noon on Monday.", "03-14 13:00", "03-15 12:00"),
        ("Sign-up to speak opens Friday at 8 a.m. and closes 24 hours before the hearing.", "03-12 08:00", "03-15 13:00"),
        ("Sign-up to speak closes 1 hour before the hearing and opens 48 hours before it.", "03-14 13:00", "03-16 12:00"),
        ("Between 48 and 24 hours before the hearing, sign up to speak online.", "03-14 13:00", "03-15 13:00"),
        ("Sign up to speak no earlier than 48 hours and no later than 2 hours before the hearing.", "03-14 13:00", "03-16 11:00"),
        ("Sign up to speak between seven and two days before the hearing.", "03-09", "03-14"),
        ("Sign up to speak between 3 days and 2 hours before the hearing.", "03-13", "03-16 11:00"),
        ("Sign up to speak between two business days and 24 hours before the hearing.", "03-12", "03-15 13:00"),
        ("Sign-up to speak opens at noon on March 15. It closes 48 hours before the hearing.", None, "03-14 13:00"),
        ("Written testimony opens on March 9. Sign up to speak by noon on March 15.", None, "03-15 12:00"),
    ],
)  # fmt: skip
def test_when_it_opens_is_kept_wherever_the_notice_says_so(text: str, opens: str | None, due: str) -> None:
    def told(at: dt.datetime | dt.date | None) -> str | None:
        return at.strftime("%m-%d %H:%M" if isinstance(at, dt.datetime) else "%m-%d") if at else None

    assert [(told(each.opens), told(each.due)) for each in stated(text, START, ZONE).deadlines] == [(opens, due)]
