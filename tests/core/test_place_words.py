"""Words that stand where a place would, and entries of calendars that are no meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests.core.test_ingest import visit
from tests.records import hearing
from tracker.ingest.gate import nothing_in
from tracker.records.closings import is_closing
from tracker.records.items import HeardBill
from tracker.records.place_words import whereabouts

NOWHERE = """TBD|TBA|tba.|T.B.D.|To be announced|To Be Determined|Location: TBD|Room TBA|Room to be announced|See agenda|See the attached agenda for location|
Please see meeting notice|Refer to agenda|As posted on the agenda|N/A|None|Not yet determined|Location not available|Unknown|-|?|Pending|Various locations|
Livestream only|Live stream|Webcast|YouTube|Cable Channel 17|Livestream only, see agenda for link|Por anunciarse|Sala por determinar|Véase convocatoria|Ver agenda|Check website"""
ONLINE = """Zoom|Via Zoom|Virtual|Virtual Meeting|Virtual meeting via Zoom|Online only|Zoom Webinar|Held remotely|Remote via Webex|Teleconference|Microsoft Teams|Video Conference|
Videoconferencia|Virtual (Zoom)|Reunión virtual|Zoom / Room TBD|Virtual; see agenda for link|By phone|Virtual Hearing Room|Zoom Meeting Room|Hearing Room TBD / Zoom|Online, livestream on YouTube"""
PLACES = """Room 205|Hearing Room A|State Capitol, Room TBD|Room 12 and Zoom|Zoom and City Hall|Virtual Reality Center|TBD Theatre, Austin|1 Main Street|Council Chambers (livestream)|
Stream Valley Community Center|Online Learning Center, 12 Elm St|The Live Oak Room|Board Room|Committee Room|Public Library|Salón de Audiencias 2|County Building, see agenda for room|
https://zoom.example/j/123|Auditorium|Board Room (livestreamed)|Council Room and Zoom|Virtual via Zoom / Hearing Room|Public Hearing Room, on YouTube|Pending Street 4|G-50|Memorial Hall|Room None Such"""


def rows(text: str) -> list[str]:
    return [row.strip() for row in text.replace("\n", "").split("|")]


@pytest.mark.parametrize("words", rows(NOWHERE))
def test_words_that_name_no_place(words: str) -> None:
    assert whereabouts(words) == (None, False)


@pytest.mark.parametrize("words", rows(ONLINE))
def test_words_that_say_how_to_join_from_elsewhere(words: str) -> None:
    assert whereabouts(words) == (None, True)


@pytest.mark.parametrize("words", rows(PLACES))
def test_a_place_stays_as_it_stands(words: str) -> None:
    assert whereabouts(words) == (words, False)


def test_no_record_has_a_room_that_is_none() -> None:
    assert (hearing(location="TBD").location, hearing(location="TBD").virtual) == (None, False)
    assert (hearing(location="Via Zoom").location, hearing(location="Via Zoom").virtual) == (None, True)
    assert hearing(location="Livestream only", virtual=True).virtual


CLOSED = """City Offices Closed|Offices closed in observance of Memorial Day|Holiday - Offices Closed|City Hall Closed|Board of Health Offices Closed|Library Closed: Juneteenth|
CLOSED - Presidents' Day|Closed for Veterans Day|Closed|County offices will be closed|Oficinas cerradas|Office Closure|City Hall Closed: July 3 and 4|Courthouse closed all day Friday, December 25|State Offices Closed - Good Friday"""
HOLIDAYS = """Holiday|Thanksgiving Day|Memorial Day (Observed)|Martin Luther King Jr. Day|Christmas Eve|New Year's Day - City Holiday|Legal Holiday: Patriots' Day|Juneteenth|Día feriado|
Independence Day Holiday|Labor Day - No School|Day after Thanksgiving|State Holiday"""
MEETINGS = """City Council|Closed Session|Council Meeting (City Hall closed, Zoom only)|Public hearing on closing libraries|Martin Luther King Jr. Day Commission|Veterans Day Parade Committee|
Juneteenth Planning Board|Library Board of Trustees|Holiday Lighting Advisory Board|Christmas Valley Park Board|Memorial Hospital District|Special Session|School Closure Advisory Group|
Independence Township Board|Labor Commission|Thanksgiving Dinner Volunteers|Road Closed: Main Street project update|Closed captioning task force|School closures and youth mental health|Briefing: hospital and school closures|Facility Closure Plan|
City Council (City Hall closed, at the library)|Schools Closed: What Comes Next|Election Board"""


@pytest.mark.parametrize(
    ("name", "all_day", "closing"),
    [
        *((name, all_day, True) for name in rows(CLOSED) for all_day in (True, False)),
        *((name, all_day, all_day) for name in rows(HOLIDAYS) for all_day in (True, False)),
        *((name, all_day, False) for name in rows(MEETINGS) for all_day in (True, False)),
    ],
)
def test_a_closing_is_no_meeting(name: str, *, all_day: bool, closing: bool) -> None:
    assert is_closing(name, all_day=all_day) is closing


def test_no_source_brings_a_closing_and_what_hears_a_bill_is_none(sqlite_engine: Engine) -> None:
    start = dt.datetime(2026, 12, 25, tzinfo=dt.UTC)
    closed = hearing(
        "closed", name="City Offices Closed", start=start, all_day=True, time_qualifier="date-only", bills=(), agenda=()
    )
    assert nothing_in(closed)
    assert not nothing_in(replace(closed, bills=(HeardBill(identifier="HR1"),)))
    done = visit(sqlite_engine, [closed, hearing("met", name="Committee on Health")])
    assert (done.counts.new, done.counts.nothing_here) == (1, 1)
    assert "nobody meets" in str(done.counts.nothing_because)
