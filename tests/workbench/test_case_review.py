"""What cannot be right about a new source is refused before anybody agrees to it; what exists is pointed to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from parsel import Selector

from spiders.case_review import place_fault, review
from spiders.kit import dates
from spiders.kit.select import PageChanged, above
from spiders.recognize import recognize
from tests.records import CONGRESS, bill, hearing

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
BOARD = replace(CONGRESS, jurisdiction="us-wa-kittitas", timezone=ZoneInfo("America/Los_Angeles"), kind="hearings")
MEETINGS = [hearing(f"m-{n}", jurisdiction="us-wa-kittitas", name=f"Meeting {n}") for n in range(3)]


def test_a_good_source_is_summed_up_and_not_refused():
    found = review(MEETINGS, BOARD, [b"<td>Meeting 1</td>"], NOW)

    assert found.refusals == ()
    assert found.summary == (
        "3 records under 3 ids: 3 hearing",
        "dates from 2026-12-01 to 2026-12-01",
        "statuses: 3 confirmed; 0 without an hour",
        "places: 3 us-wa-kittitas; zone America/Los_Angeles",
    )


@pytest.mark.parametrize(
    ("records", "facts", "page", "told"),
    [
        ([*MEETINGS, replace(MEETINGS[0], name="Another")], {}, b"", "1 record shares its id with another record: us-wa-kittitas/m-0 (2 times)"),
        ([replace(each, key="x") for each in MEETINGS], {}, b"", "the key is the same for all 3 records"),
        (MEETINGS, {"jurisdiction": "us-zz-foo"}, b"", "us-zz-foo: no such place"),
        (MEETINGS, {"timezone": ZoneInfo("America/Chicago")}, b"", "us-wa-kittitas: no clock of Washington is America/Chicago"),
        (MEETINGS, {"kind": "bills"}, b"", "the source says that it tells bills, and tells a hearing"),
        ([bill(jurisdiction="us-wa")], {}, b"", "the source says that it tells hearings, and tells a bill"),
        ([bill(jurisdiction="us-nv", legislative_session="2026")], {"kind": "bills"}, b"", "no session of us-nv is called so: it would be stored nowhere; the session of today is"),
        (MEETINGS, {}, b"<td>MEETING CANCELLED</td>", "the page says once that something is cancelled"),
        (MEETINGS, {}, b"<td>MEETING CANCELLED</td>" * 2, "the page says 2 times that"),
        ([*MEETINGS[1:], replace(MEETINGS[0], name="CANCELLED - Board")], {}, b"", "its words say that it is off"),
        ([*MEETINGS[1:], replace(MEETINGS[0], key="Board - CANCELLED", status="cancelled")], {}, b"", "its key holds the word that it is off"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(records: list[Any], facts: dict[str, Any], page: bytes, told: str):
    assert any(told in each for each in review(records, replace(BOARD, **facts), [page], NOW).refusals)


def test_of_bills_it_is_summed_up_what_is_told_of_them():
    found = review([bill(1, actions=()), bill(2)], replace(CONGRESS, kind="bills"), [], NOW)
    assert "bills: 1 with history, 2 with sponsors, 2 with texts; sessions: 119 (2)" in found.summary


def test_words_in_scripts_are_no_cancellations_and_one_cancelled_meeting_is_enough():
    script = b"<script>const cancelled = 1</script>"
    assert review(MEETINGS, BOARD, [script], NOW).refusals == ()
    off = [*MEETINGS[1:], replace(MEETINGS[0], name="CANCELLED", status="cancelled")]
    assert review(off, BOARD, [b"<td>CANCELLED</td>"], NOW).refusals == ()


def test_a_page_of_last_year_is_told():
    old = [replace(each, start=each.start.replace(year=2025)) for each in MEETINGS]
    assert "dates from 2025-12-01 to 2025-12-01, all past on 2026-11-29" in review(old, BOARD, [], NOW).summary


@pytest.mark.parametrize(
    ("place", "zone", "good"),
    [
        ("us", "America/Chicago", True),
        ("us-tx-elpaso", "America/Denver", True),
        ("us-tx-elpaso", "America/New_York", False),
        ("us-in-lake", "America/Chicago", True),
        ("us-in", "America/New_York", True),
        ("us-wane", "America/Los_Angeles", False),
    ],
)
def test_a_clock_belongs_to_its_state(place: str, zone: str, good: bool):
    assert (place_fault(place, ZoneInfo(zone)) is None) is good


@pytest.mark.parametrize(
    ("url", "body", "what", "advice"),
    [
        ("https://seattle.legistar.com/Calendar.aspx", b"", "a Legistar calendar", "legistar-clients.toml"),
        ("https://city.example/meetings", b"<a href='https://x.legistar.com/Calendar.aspx'>", "a Legistar calendar", "without code"),
        ("https://city.example/meetings", b"<a href='https://x.legistar.com/MeetingDetail.aspx?ID=1'>", "a Legistar calendar", "without code"),
        ("https://council.example/Calendar.aspx", b"<table id='ctl00_ContentPlaceHolder1_gridCalendar_ctl00'>", "a Legistar calendar", "without code"),
        ("https://town.example/events", b"<a href='/Calendar.aspx?EID=11'>", "a CivicPlus calendar", "civicplus-calendar"),
        ("https://wa-bremerton.civicplus.com/AgendaCenter", b"", "a CivicPlus agenda center", "civicplus-clients.toml"),
        ("https://town.example/x", b"<tr class='catAgendaRow'>", "a CivicPlus agenda center", "civicplus"),
        ("https://town.example/calendar.aspx?CID=5", b"<div itemtype='http://schema.org/Event'>", "a CivicPlus calendar", "civicplus-calendar-clients.toml"),
        ("https://calendar.google.com/calendar/embed?src=board%40example.org&ctz=x", b"", "a Google calendar", "ical/board%40example.org/public/basic.ics"),
        ("https://board.example/", b"<iframe src='https://calendar.google.com/calendar/embed?src=a&amp;ctz=b'>", "a Google calendar", "add-feed"),
        ("webcal://board.example/c", b"", "an iCalendar file", "--kind hearings"),
        ("https://board.example/export", b"BEGIN:VCALENDAR", "an iCalendar file", "add-feed"),
        ("https://board.example/news/feed/", b"", "a feed", "--kind notices"),
        ("https://board.example/x", b"<?xml version='1.0'?><rss>", "a feed", "add-feed"),
        ("https://board.example/api/meetings", b"", "JSON", "ApiSpider"),
        ("https://board.example/x", b'[{"id": 1}]', "JSON", "rows_of"),
        ("https://board.example/meetings", b"<table>", None, ""),
    ],
)  # fmt: skip
def test_an_address_or_page_says_what_it_is(url: str, body: bytes, what: str | None, advice: str):
    hint = recognize(url, body)
    assert (hint.what if hint else None) == what
    assert hint is None or advice in hint.advice


@pytest.mark.parametrize("half", ["1:30 PM", "1:30 pm", "1:30 p.m.", "1:30 P. M.", "1:30p.m"])
def test_halves_of_the_day_are_read_with_their_points(half: str):
    form = "%B %d, %Y %I:%M%p" if "30p" in half else "%B %d, %Y %I:%M %p"
    read = dates.local(f"December 3, 2026 {half}", ZoneInfo("America/Los_Angeles"), form)
    assert read.isoformat() == "2026-12-03T13:30:00-08:00"


def test_the_year_stands_in_the_heading_above_a_row():
    page = Selector(
        "<h2>Meetings in 2026</h2><table><tr><td>May 3</td></tr></table><h2>2027 dates</h2><table><tr id=b><td>May 4</td></tr></table>"
    )
    assert [dates.year(above(row)) for row in page.css("tr")] == [2026, 2027]
    with pytest.raises(PageChanged):
        dates.year("Meetings in 2026 and 2027")
    with pytest.raises(PageChanged):
        above(Selector("<p>x</p>").css("p")[0])
