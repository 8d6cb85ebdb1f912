"""Every list of deadlines names the place, the opening, the start of the hearing and the bill's title."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.deadlines.places import SEEN, book, hearing, kept, place, rule
from tracker.deadlines import views
from tracker.deadlines.compute import deadlines_of_hearing
from tracker.deadlines.model import for_people
from tracker.records.items import Link

RULES = book(place(rule("open 10:00 on P2BD before; close 15:00 on P2BD before")))
DUE = replace(
    deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 13))), RULES)[0], bill_titles=("Crisis lines for all",)
)


def test_a_row_of_the_table_has_the_whole_window_its_place_and_title():
    row = views.as_row(DUE, SEEN)
    assert row["when"] == "2027-01-14 10:00-15:00 EST"
    assert row["place"] == "us-md"
    assert "Crisis lines for all" in row["name"]


@pytest.mark.parametrize(
    ("opens", "when"),
    [
        (None, "2027-01-14 15:00 EST"),
        (dt.date(2027, 1, 12), "2027-01-12 - 2027-01-14 15:00 EST"),
        (dt.datetime(2027, 1, 12, 15, tzinfo=dt.UTC), "2027-01-12 10:00 EST - 2027-01-14 15:00 EST"),
    ],
)
def test_the_window_is_as_short_as_it_can_be(opens: dt.datetime | dt.date | None, when: str):
    assert views.window_words(replace(DUE, opens=opens)) == when


def test_the_printed_page_and_the_files_say_as_much():
    page = views.printable([DUE], SEEN, "To do")
    for words in (
        "opens Thursday, January 14, 2027, 10 a.m. EST",
        "MD Health Committee",
        "Crisis lines for all",
        "Tuesday, January 19",
    ):
        assert words in page
    told = views.as_json(DUE)
    assert set(views.CSV_COLUMNS) <= told.keys()
    assert (told["jurisdiction"], told["bill_titles"]) == ("us-md", ["Crisis lines for all"])


@pytest.mark.parametrize(
    ("addresses", "shown"),
    [
        (["https://a.example/api/1", "https://a.example/page"], ["https://a.example/page"]),
        (
            ["https://a.example/api/1", "https://a.example/1.json"],
            ["https://a.example/api/1", "https://a.example/1.json"],
        ),
        (["https://a.example/page", "https://a.example/page"], ["https://a.example/page"]),
    ],
)
def test_addresses_for_programs_are_shown_only_where_there_are_no_others(addresses: list[str], shown: list[str]):
    assert for_people(Link(url=each) for each in addresses) == shown
