"""Wordings of deadlines, put together from their parts: none may be read later than it says, and nearly all must be read."""

from __future__ import annotations

import datetime as dt
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from tracker.testimony.notices import stated

ZONE = ZoneInfo("America/New_York")
START = dt.datetime(2027, 3, 16, 13, tzinfo=ZONE)  # a Tuesday

CLOCKS = {
    "5 p.m.": dt.time(17), "5:00 PM": dt.time(17), "5PM": dt.time(17), "9:30 a.m.": dt.time(9, 30), "noon": dt.time(12),
    "12 noon": dt.time(12), "Noon (12:00 PM)": dt.time(12), "17:00": dt.time(17), "close of business": dt.time(17),
    "5 p.m. Eastern Time": dt.time(17), "10 o'clock in the morning": dt.time(10),
}  # fmt: skip
DAYS = {
    "Monday": dt.date(2027, 3, 15), "Monday, March 15": dt.date(2027, 3, 15), "March 12, 2027": dt.date(2027, 3, 12),
    "Friday, March 12": dt.date(2027, 3, 12), "3/12/27": dt.date(2027, 3, 12), "03/12/2027": dt.date(2027, 3, 12),
    "12-Mar-2027": dt.date(2027, 3, 12), "15.03.2027": dt.date(2027, 3, 15), "the day before the hearing": dt.date(2027, 3, 15),
    "the business day before": dt.date(2027, 3, 15), "the Friday prior to the hearing": dt.date(2027, 3, 12),
    "the Friday after the hearing": dt.date(2027, 3, 19), "the morning of the hearing": dt.date(2027, 3, 16),
}  # fmt: skip
ORDERS = ("by {clock} on {day}", "by {clock} {day}", "no later than {clock}, {day}", "by {day} at {clock}", "by {day} {clock}",
          "by {day}, {clock}", "by {day} by {clock}", "before {clock} on {day}")  # fmt: skip
FRAMES = (
    "Written testimony must be received {when}.",
    "Please submit written comments {when}",
    "Written testimony is due {when} to be included.",
)

RELOJES = {
    "las 5:00 p.m.": dt.time(17),
    "las 3 de la tarde": dt.time(15),
    "las 9 de la mañana": dt.time(9),
    "el mediodía": dt.time(12),
}
DIAS = {
    "lunes 15 de marzo": dt.date(2027, 3, 15),
    "viernes, 12 de marzo de 2027": dt.date(2027, 3, 12),
    "12 de marzo": dt.date(2027, 3, 12),
}
MARCOS = (
    "Las ponencias por escrito deberán enviarse antes de {clock} del {day}.",
    "Envíe su testimonio escrito a más tardar el {day} a {clock}.",
    "El plazo para someter ponencias vence el {day} a {clock}.",
    "Someta su memorial explicativo el {day} antes de {clock}.",
)


def read(sentence: str) -> list[dt.datetime | dt.date]:
    return [each.due for each in stated(sentence, START, ZONE).deadlines]


def last(due: dt.datetime | dt.date) -> dt.datetime:
    return due if isinstance(due, dt.datetime) else dt.datetime.combine(due, dt.time(23, 59, 59), ZONE)


def judged(sentences: list[tuple[str, dt.datetime]]) -> tuple[list[str], list[str]]:
    """The sentences that are read later than they say, and those that are read otherwise or not at all."""
    late, wrong = [], []
    for sentence, wanted in sentences:
        found = read(sentence)
        if any(last(due) > wanted for due in found):
            late.append(f"{sentence} -> {found}")
        if [last(due) for due in found] != [wanted]:
            wrong.append(f"{sentence} -> {found}")
    return late, wrong


def test_english_wordings_are_read_and_never_late():
    told = [
        (frame.format(when=order.format(clock=clock, day=day)), dt.datetime.combine(date, time, ZONE))
        for frame, order, (clock, time), (day, date) in product(FRAMES, ORDERS, CLOCKS.items(), DAYS.items())
    ]
    late, wrong = judged(told)
    assert late == []
    assert len(wrong) <= len(told) // 20, wrong[:40]


def test_spanish_wordings_are_read_and_never_late():
    told = [
        (frame.format(clock=clock, day=day), dt.datetime.combine(date, time, ZONE))
        for frame, (clock, time), (day, date) in product(MARCOS, RELOJES.items(), DIAS.items())
    ]
    late, wrong = judged([(each.replace(" a el ", " al ").replace("de el ", "del "), when) for each, when in told])
    assert late == []
    assert len(wrong) <= len(told) // 20, wrong


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Registration closes 30 min. before the hearing begins.", "2027-03-16T12:30"),
        ("Please submit your testimony 48 hrs. in advance.", "2027-03-14T13:00"),
        ("Written testimony may be sent 3 days post-hearing at 5 PM.", "2027-03-19T17:00"),
        ("Written testimony received after 10 a.m. on March 15 will not be accepted.", "2027-03-15T10:00"),
        ("Those who wish to make remarks must register by noon Monday.", "2027-03-15T12:00"),
        ("El deponente deberá inscribirse hasta dos horas antes del comienzo de la vista pública.", "2027-03-16T11:00"),
        (
            "Las ponencias se recibirán hasta el día laborable anterior a la vista pública a las 4:00 p.m.",
            "2027-03-15T16:00",
        ),
        ("The link to register will be disabled at 8 a.m. on the morning of the hearing.", "2027-03-16T08:00"),
        ("Written testimony is accepted thru 3/19/27 @ 4:30pm.", "2027-03-19T16:30"),
    ],
)
def test_single_wordings_are_read(sentence: str, wanted: str):
    assert [last(each).replace(tzinfo=None).isoformat(timespec="minutes") for each in read(sentence)] == [wanted]


@pytest.mark.parametrize(
    "sentence",
    [
        "Written testimony must be received by 4 PM on Friday, March 13.",  # a Saturday
        "Written testimony is due 03.02.2027 by 17:00.",
        "Written testimony is due on March 12; hand it in before 5 PM if on paper, March 13.",
    ],
)
def test_what_cannot_be_trusted_is_unread_and_never_a_whole_day(sentence: str):
    reading = stated(sentence, START, ZONE)
    assert reading.unread or all(
        isinstance(each.due, dt.datetime) or "March 12" in each.sentence for each in reading.deadlines
    )


@pytest.mark.parametrize(
    ("state", "start", "wanted"),
    [
        ("MA", "2027-04-20", "2027-04-16"),
        ("CA", "2027-04-01", "2027-03-30"),
        ("IL", "2027-02-16", "2027-02-11"),
        (None, "2027-02-16", "2027-02-12"),
    ],
)
def test_business_days_of_notices_know_the_holidays_of_the_place(state: str | None, start: str, wanted: str):
    at = dt.datetime.fromisoformat(f"{start}T13:00").replace(tzinfo=ZONE)
    reading = stated("Written testimony is due one business day before the hearing.", at, ZONE, subdivision=state)
    assert [each.due for each in reading.deadlines] == [dt.date.fromisoformat(wanted)]
