"""New Hampshire: what was recorded of its list and texts, and what they may do wrong."""

from __future__ import annotations

import csv
import datetime as dt
import html
import re
from pathlib import Path

import pytest

from spiders.kit.select import PageChanged
from spiders.sources.us_nh import gencourt
from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
from tracker.records.items import NothingHere, Unchanged, Unreadable

NOW = "2026-02-05T12:00:00-05:00"
BILLS = ROOT / "tests/sources/us-nh-bills/2026-02-05-three-bills"
HEARINGS = ROOT / "tests/sources/us-nh-hearings/2026-02-05-three-bills"
LIST = gencourt.list_url(2026)


def bills(body: bytes | None = None, texts: dict[str, bytes] | None = None, **asked: object):
    """A visit to the list of the case, changed, and to its texts."""
    pages = {f"{gencourt.SITE}/billText.aspx?sy=2026&id={number}&txtFormat=html": (texts or {}).get(number, (BILLS / f"{number}.html").read_bytes()) for number in ("901", "912", "930")}  # fmt: skip
    return visit(spider("us-nh-bills", NOW, **asked), {LIST: body or (BILLS / "list.html").read_bytes(), **pages})


def hearings(body: bytes):
    return visit(spider("us-nh-hearings", NOW), {LIST: body})


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "nh.warc.gz", "nh-gencourt/bill")
    seen = visit(spider("us-nh-bills", "2021-02-05T12:00:00-05:00", recording=held), held)

    body = (recordings / "state/nh-gencourt/billStatusResults.html").read_text(encoding="utf-8")
    plain = {re.split(r"\s", each.strip())[0] for each in re.findall(r"<big>(.*?)</big>", body, re.DOTALL)}
    told = {bill.identifier: bill for bill in seen.bills}
    assert seen.faults == []
    assert told.keys() == plain
    assert len(seen.bills) == len(plain) == 710, "six of the 716 rows repeat others"
    with (recordings / "state/nh-gencourt/derived/2021Bills.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (name := (row["Bill Number"] or "").split("-")[0].strip()) in told and row["BillTitle"]:
                assert " ".join(html.unescape(row["BillTitle"]).split()) == told[name].title
    texts = [bill for bill in seen.bills if bill.text]
    assert len(texts) == 63, "of 64 recorded texts one says that there is none"
    assert all(bill.sponsorships and bill.abstracts for bill in texts)
    assert told["SB59"].sponsorships[0].district == "Dist 24"


def test_texts_alone_are_bills_too(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "nh.warc.gz", "nh-gencourt/billtext")
    seen = visit(spider("us-nh-bills", "2021-02-05T12:00:00-05:00", recording=held), held)

    assert (len(seen.bills), seen.faults, len(seen.of(NothingHere))) == (63, [], 1)
    assert {bill.legislative_session for bill in seen.bills} == {"2021"}


def test_every_recorded_hearing_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "nh.warc.gz", "nh-gencourt/billStatus")
    seen = visit(spider("us-nh-hearings", "2021-02-05T12:00:00-05:00", recording=held), held)

    body = (recordings / "state/nh-gencourt/billStatusResults.html").read_text(encoding="utf-8")
    plain = re.findall(r"(\d\d/\d\d/\d{4}) at (\d\d:\d\d [AP]M)", body)
    assert seen.faults == []
    assert sorted(f"{each.start:%m/%d/%Y %I:%M %p}" for each in seen.hearings) == sorted(map(" ".join, plain))
    assert {each.location for each in seen.hearings} == {None, "LOB Room 207"}


@pytest.mark.parametrize(
    ("text", "told"),
    [("HB147 -FN", "HB147"), ("SB 104-FN-A", "SB104"), ("HB0025 -FN-A-L", "HB25"), ("CACR7", "CACR7"), ("HCR 3", "HCR3")],
)  # fmt: skip
def test_a_number_is_told_without_its_marks(text: str, told: str):
    assert gencourt.number(text)[0] == told


@pytest.mark.parametrize("text", ["LSR 12", "HB", "HB12-XYZ", "Senate Resolutions 1-5", ""])
def test_what_is_no_number_is_refused(text: str):
    with pytest.raises(PageChanged):
        gencourt.number(text)


def test_a_bill_whose_row_did_not_change_is_not_read_again():
    stamps = {bill.id: bill.stamp for bill in case(BILLS).bills}
    seen = bills((BILLS / "list.html").read_bytes().replace(b"REPORT FILED", b"PASSED/ADOPTED"), stamps=stamps)

    assert [each.id for each in seen.of(Unchanged)] == ["us-nh/2026/HB1201", "us-nh/2026/SR2"]
    assert [url for url in seen.asked if "billText" in url] == [
        f"{gencourt.SITE}/billText.aspx?sy=2026&id=912&txtFormat=html"
    ]


def test_a_hearing_that_moves_stays_the_same_hearing():
    body = (HEARINGS / "list.html").read_bytes()
    moved = hearings(body.replace(b"02/11/2026 at 10:30 AM", b"02/18/2026 at 09:00 AM")).hearings[0]

    assert moved.key == case(HEARINGS).hearings[0].key
    assert moved.start == dt.datetime.fromisoformat("2026-02-18T09:00:00-05:00")


def test_a_bill_listed_twice_is_one_bill_and_has_both_its_hearings():
    body = (BILLS / "list.html").read_bytes()
    begin, end = body.index(b'<tr>\n\t\t\t\t\t\t\t<td vAlign="top"'), body.index(b"SB77")
    row = body[begin : body.rindex(b"</tr>", begin, end) + 5].replace(b"02/11/2026", b"02/25/2026")
    twice = body[:begin] + row + body[begin:]
    twice = twice.replace(b"Bills Found :&nbsp;3", b"Bills Found :&nbsp;4")

    assert len(bills(twice).bills) == 3
    assert [each.key for each in hearings(twice).hearings] == [
        "2026-2044-lower", "2026-2044-lower-2026-02-11", "2026-2101-upper",
    ]  # fmt: skip


def test_a_list_without_hearings_says_so():
    body = re.sub(rb"\d\d/\d\d/2026 at [^<]*?(?=&nbsp)", b"<em>Time not specified</em> ", (HEARINGS / "list.html").read_bytes())  # fmt: skip
    seen = hearings(body)

    assert [each.reason for each in seen.found] == ["3 bills are listed, none with a hearing"]


def test_an_empty_list_says_so():
    body = (BILLS / "list.html").read_bytes().replace(b"Bills Found :&nbsp;3", b"Bills Found :&nbsp;0")
    empty = re.sub(rb"<big>.*?</big>", b"", body, flags=re.DOTALL)

    assert [each.reason for each in bills(empty).found] == ["no bills found"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Bills Found :&nbsp;3", b"Bills Found :&nbsp;716"),
        (b"Bills Found", b"Results"),
        (b"<big>", b"<h4>"),
        (b"<form", b"<!--"),
    ],
)
def test_a_changed_or_cut_list_is_told(old: bytes, new: bytes):
    body = (BILLS / "list.html").read_bytes()
    assert old in body
    for seen in (bills(body.replace(old, new)), hearings(body.replace(old, new))):
        assert (len(seen.found), len(seen.faults)) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"HB1201", b"Bill 1201"),
        (b"<b>Title:</b>\n\t\t\t\t\t\t\t\testablishing a peer support commission.", b"<b>Title:</b>"),
        (b"lsr=2044", b"id=2044"),
    ],
)
def test_a_bad_row_costs_itself(old: bytes, new: bytes):
    body = (BILLS / "list.html").read_bytes()
    assert old in body
    seen = bills(body.replace(old, new))

    assert (len(seen.bills), len(seen.of(Unreadable))) == (2, 1)


def test_a_hearing_at_an_odd_hour_costs_itself():
    seen = hearings((HEARINGS / "list.html").read_bytes().replace(b"at 10:30 AM", b"in the morning"))

    assert (len(seen.hearings), len(seen.of(Unreadable))) == (1, 1)


def test_the_text_of_another_bill_is_no_text():
    seen = bills(texts={"901": (BILLS / "912.html").read_bytes(), "930": b"error"})

    assert sorted(bill.identifier for bill in seen.bills) == ["SB77", "SR2"]
    assert "wanted the text of HB1201" in seen.faults[0].reason
