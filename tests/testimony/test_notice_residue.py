"""What a sentence says of time in words that nobody foresaw is left unread, and never passed over for something later."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tracker.testimony.notices import stated

ZONE = ZoneInfo("America/New_York")
START = dt.datetime(2027, 3, 16, 13, tzinfo=ZONE)  # a Tuesday
LEADS = (
    "Written testimony must be received",
    "Speakers must sign up",
    "To testify by Zoom, register",
    "Requests for an interpreter are due",
    "Las ponencias deberán someterse",
    "Quien desee deponer deberá inscribirse",
)
COUNTS = {
    "2": 2, "two": 2, "two (2)": 2, "3": 3, "third": 3, "5": 5, "five": 5, "nine": 9, "10": 10, "eleven": 11, "(10)": 10, "eighteen": 18,
    "a minimum of four": 4, "not less than 7": 7, "twenty-one": 21, "dos": 2, "tres (3)": 3, "nueve": 9, "once": 11, "veintiún": 21,
}  # fmt: skip
WORDS = (
    "", "full", "clear", "legislative", "session", "court", "business", "working", "whole calendar", "consecutive", "regular business", "intervening",
    "laborables", "hábiles", "completos", "entire", "(excluding Sundays)", "or more", "successive city working",
)  # fmt: skip
UNITS = {
    "days": 24, "hours": 1, "weeks": 168, "workdays": 24, "days'": 24, "weekdays": 24, "días": 24, "horas": 1, "semanas": 168, "day": 24, "meeting days": 24,
}  # fmt: skip
BEHIND = (
    "before the hearing", "prior to the hearing", "in advance of the meeting", "ahead of the March 16 hearing", "antes de la vista",
    "before the hearing on Tuesday, March 16", "before the committee meets", "before the start of the 1:00 p.m. hearing", "previos a la vista",
    "de antelación", "de anticipación a la vista pública", "in advance", "beforehand", "prior", "preceding the hearing date",
)  # fmt: skip
CLOCKS = {
    "3 p.m.": 15, "3:00 PM": 15, "three o'clock": 15, "3 in the afternoon": 15, "three in the afternoon": 15, "15:00": 15, "1500 hours": 15,
    "half past two": 14.5, "a quarter to ten in the morning": 9.75, "ten-thirty a.m.": 10.5, "10h30": 10.5, "9.45am": 9.75, "noon": 12, "mid-day": 12,
    "las 3:00 de la tarde": 15, "las tres y cuarto de la tarde": 15.25, "las 10 y media de la mañana": 10.5, "el mediodía": 12, "4:30": 16.5,
}  # fmt: skip
DAYS = {
    "Friday": 12, "on Friday, March 12": 12, "on March 12": 12, "on the 12th": 12, "on the twelfth of March": 12, "on 3/12": 12, "March 12, 2027": 12,
    "the day before": 15, "the day before the hearing": 15, "the preceding business day": 15, "the Friday before the hearing": 12, "the prior Friday": 12,
    "the Friday of the week before": 12, "two days before the hearing": 14, "the second day preceding the hearing": 14, "del viernes 12 de marzo": 12,
    "del día anterior": 15, "de la víspera": 15, "dos días antes de la vista": 14, "the Thursday before last": 4, "the eve of the hearing": 15,
    "the second Friday before the hearing": 5, "el viernes anterior a la vista": 12, "12 March": 12, "12/marzo/2027": 12,
}  # fmt: skip


def latest(sentence: str) -> dt.datetime | None:
    """The last moment at which a reader of what was read would still act."""
    return max(
        (
            each.due
            if isinstance(each.due, dt.datetime)
            else dt.datetime.combine(each.due, dt.time(23, 59), tzinfo=ZONE)
            for each in stated(sentence, START, ZONE).deadlines
        ),
        default=None,
    )


@given(
    lead=st.sampled_from(LEADS),
    count=st.sampled_from(sorted(COUNTS)),
    word=st.sampled_from(WORDS),
    unit=st.sampled_from(sorted(UNITS)),
    behind=st.sampled_from(BEHIND),
    at_least=st.sampled_from(("", "at least ", "no later than ", "al menos ", "by ")),
)
def test_a_count_in_whatever_words_is_never_read_later_than_it_counts(
    lead: str, count: str, word: str, unit: str, behind: str, at_least: str
) -> None:
    sentence = " ".join(f"{lead} {at_least}{count} {word} {unit} {behind}.".split())
    told = latest(sentence)
    hours = COUNTS[count] * UNITS[unit]
    by = START - dt.timedelta(hours=hours)
    assert told is None or told <= (by if UNITS[unit] == 1 else by.replace(hour=23, minute=59)), sentence


@given(
    lead=st.sampled_from(LEADS),
    clock=st.sampled_from(sorted(CLOCKS)),
    day=st.sampled_from(sorted(DAYS)),
    by=st.sampled_from(("by", "no later than", "before", "until", "not after", "a más tardar", "antes de", "hasta")),
    clock_first=st.booleans(),
    between=st.sampled_from((" ", ", ", ", that is, ", " (", " at ", " and not later than ", " a ")),
)
def test_an_hour_and_a_day_in_whatever_words_are_never_read_later_than_they_are(
    lead: str, clock: str, day: str, by: str, clock_first: bool, between: str
) -> None:
    sentence = f"{lead} {by} " + (f"{clock}{between}{day}." if clock_first else f"{day}{between}{clock}.")
    told = latest(sentence)
    due = dt.datetime(2027, 3, DAYS[day], tzinfo=ZONE) + dt.timedelta(hours=CLOCKS[clock])
    assert told is None or told <= due, sentence
