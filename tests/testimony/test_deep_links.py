"""A bill's own page for testimony is told where its legislature has one, and only as surely as it was read."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.deadlines.places import book, hearing, kept, place, rule
from tracker.deadlines.compute import deadlines_of_hearing, participation
from tracker.errors import SettingsError
from tracker.records.items import SIGN_IN, Link
from tracker.testimony.deep_links import deep_link, patterns, read
from tracker.testimony.parser import rulebook

HEAD = "place\tfrom\tpattern\tsource\tread\tconfidence\tnote"


@pytest.mark.parametrize(
    ("bill", "chamber", "url"),
    [
        ("us-or/2027R1/SB88", None, "https://olis.oregonlegislature.gov/liz/2027R1/Measures/Overview/SB88"),
        ("us-or/?/SB88", None, None),
        ("us-wa/2027-2028/HB1001", "upper", "https://app.leg.wa.gov/csi/Senate"),
        ("us-wa/2027-2028/HB1001", None, None),
        ("us-il/104/HB0001", None, "https://ilga.gov/legislation/BillStatus?DocTypeID=HB&DocNum=1&GAID=18&SessionID=114"),
        ("us-il/105/HB0001", None, None),
        ("us-hi/2027 Regular Session/SB12", None, "https://www.capitol.hawaii.gov/measure_submittestimony.aspx?billtype=SB&billnumber=12&year=2027"),
        ("us-hi/33/SB12", None, None),
        ("us-md/2027/HB12", "lower", None),
        ("us-or/2027R1/../x", None, None),
    ],
)  # fmt: skip
def test_a_page_is_told_only_where_every_part_of_its_address_is_known(bill, chamber, url):
    found = deep_link(bill.partition("/")[0], bill, chamber)
    assert (found.url if found else None) == url


def test_every_pattern_says_where_and_when_it_was_read_and_how_sure_it_is():
    assert set(patterns()) == {"us-or", "us-wa", "us-il", "us-hi"}
    for each in patterns().values():
        assert each.source
        assert each.read
        assert each.confidence in {"high", "medium", "low"}


@pytest.mark.parametrize(
    "line",
    [
        "us-x\t-\thttp://x.example/{number}\ts\t2026\tmedium\tn",
        "us-x\t-\thttps://x.example/{bill}\ts\t2026\tmedium\tn",
        "us-x\tonly",
    ],
)
def test_a_faulty_line_is_refused(line):
    with pytest.raises(SettingsError, match="line 2"):
        read([HEAD, line])


def dues(place: str, *bills: str, chamber: str = "upper"):
    made = kept(hearing(dt.datetime(2027, 3, 16, 9), code=place, chamber=chamber, committee="Health", name="Health"))
    return [each for each in deadlines_of_hearing(made, rulebook(), bills=bills) if each.kind != "accommodation"]


def test_a_hearing_of_one_bill_leads_to_its_page_and_one_of_several_names_each():
    one = dues("us-or", "us-or/2027R1/SB88")
    assert one
    assert {each.url for each in one} == {"https://olis.oregonlegislature.gov/liz/2027R1/Measures/Overview/SB88"}
    two = dues("us-or", "us-or/2027R1/SB88", "us-or/2027R1/HB2001")
    assert "https://olis.oregonlegislature.gov/liz/2027R1/Measures/Overview/SB88" not in {each.url for each in two}
    assert (
        "HB 2001 has its own page for testimony: https://olis.oregonlegislature.gov/liz/2027R1/Measures/Overview/HB2001"
        in two[0].notes
    )


def test_the_pages_of_the_first_five_bills_of_a_long_agenda_are_named():
    many = dues("us-or", *(f"us-or/2027R1/SB{number}" for number in range(1, 8)))
    named = [note for note in many[0].notes if "has its own page" in note]
    assert [note.partition(" has")[0] for note in named] == [f"SB {number}" for number in range(1, 6)]


def test_what_is_not_sure_stands_beside_the_front_door():
    found = dues("us-hi", "us-hi/2027 Regular Session/SB12")
    written = [each for each in found if each.kind == "written-testimony"]
    assert written
    assert all("measure_submittestimony" not in (each.url or "") for each in written)
    assert any("not confirmed" in note for note in written[0].notes)


def test_the_page_that_a_source_links_for_the_hearing_itself_is_where_it_is_done():
    page = "https://app.leg.wa.gov/csi/Senate?selectedCommittee=31645&selectedMeeting=33501"
    rules = book(place(rule("PT1H before start", "oral"), rule("17:00 on P5D before", "accommodation"), code="us-wa"))
    met = hearing(dt.datetime(2027, 2, 16, 13), code="us-wa", chamber="upper", links=(Link(url=page, note=SIGN_IN),))
    found = {due.kind: due.url for due in participation(kept(met), rules).deadlines}
    assert found == {"oral-sign-up": page, "accommodation": None}
