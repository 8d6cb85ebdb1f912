"""North Dakota: what was recorded of its calendar, and what a month may do wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import Visit, case, pack, spider, visit
from tracker.records.items import NothingHere, Unreadable

NOW = "2025-12-20T12:00:00-06:00"
CASE = ROOT / "tests/sources/us-nd-hearings/2025-12-20-month"


def read(body: bytes) -> Visit:
    """The visit of three months, of which the first says `body`."""
    empty = (CASE / "empty.html").read_bytes()
    pages = {f"https://ndlegis.gov/calendar/{month}": empty for month in (202601, 202602)}
    return visit(spider("us-nd-hearings", NOW), {**pages, "https://ndlegis.gov/calendar/202512": body})


def test_every_recorded_meeting_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "nd.warc.gz", "hearing-calendars-html/nd/")
    seen = visit(spider("us-nd-hearings", NOW, recording=held), held)
    markup = (recordings / "state/hearing-calendars-html/nd/temp-nd-cal.html").read_text(encoding="utf-8")
    wrappers = markup.count('class="event-wrapper ') - markup.count("event-wrapper color-holiday")

    assert seen.faults == []
    assert len(seen.hearings) == wrappers
    clinic = next(each for each in seen.hearings if "Behavioral Health Clinic" in each.name)
    assert (clinic.start.isoformat(), clinic.classification) == ("2025-12-19T10:30:00-06:00", "hearing")
    assert clinic.location.startswith("Room 210, Judicial Wing, State Capitol")
    assert sum(each.status == "cancelled" for each in seen.hearings) == markup.count('class="Canceled"')
    assert all(each.time_qualifier == "exact" for each in seen.hearings)


def test_a_meeting_keeps_the_zone_the_page_names():
    starts = {each.name: each.start.isoformat() for each in case(CASE).hearings}

    assert starts["Tribal & State Relations Committee"] == "2025-12-03T13:00:00-07:00"
    assert starts["Budget Section"] == "2025-12-03T00:00:00-06:00"


def test_an_empty_month_is_nothing_yet_and_another_page_is_not():
    assert len(case(CASE).of(NothingHere)) == 2
    seen = read(b"<html><body><h1>Calendar</h1></body></html>")

    assert [each.kind for each in seen.faults] == ["page-changed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"calendar.19430.field", b"calendar.field"),
        (b"Judiciary Committee<", b"<"),
        (b'data-date="2025-12-02" data-day-of-month="2" class="single-day"', b'class="single-day"'),
        (b"9:00am to", b"19:99am to"),
    ],
)
def test_a_bad_meeting_costs_itself(old: bytes, new: bytes):
    body = (CASE / "december.html").read_bytes()
    assert old in body
    seen = read(body.replace(old, new))

    assert len(seen.hearings) + len(seen.of(Unreadable)) == 4
    assert len(seen.of(Unreadable)) == 1


@pytest.mark.parametrize("label", ["EST", "PDT"])
def test_a_clock_that_the_state_does_not_have_is_not_read_as_its_own(label: str):
    seen = read((CASE / "december.html").read_bytes().replace(b"CST", label.encode()))

    assert len(seen.of(Unreadable)) == (CASE / "december.html").read_text().count("CST")
