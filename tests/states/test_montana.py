"""Montana: what was recorded of its list of bills, and what the list may do wrong."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from spiders.kit.select import PageChanged
from spiders.sources.us_mt.laws import session
from tests.conftest import ROOT
from tests.states.visits import Visit, pack, spider, visit
from tracker.records.items import NothingHere, Unreadable
from tracker.records.stages import stage

NOW = "2026-11-20T12:00:00-07:00"
URL = "http://laws.leg.mt.gov/legprd/LAW0217W$BAIV.return_all_bills?P_SESS=20251"
LIST = ROOT / "tests/sources/us-mt-bills/2026-11-20-list/list.html"


def read(body: bytes) -> Visit:
    return visit(spider("us-mt-bills", NOW), {URL: body})


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "mt.warc.gz", "mt-laws/")
    seen = visit(spider("us-mt-bills", NOW, recording=held), held)
    markup = (recordings / "state/mt-laws/laws_all_bills.html").read_text(encoding="latin-1")
    plain = re.findall(
        r"P_BLTP_BILL_TYP_CD=.*?>([A-Z]+) (\d+)</a>.*?</td>\s*<td>.*?<td>(\d\d/\d\d/\d{4})", markup, re.DOTALL
    )

    assert seen.faults == []
    assert [bill.identifier for bill in seen.bills] == [kind + number for kind, number, _ in plain]
    assert [bill.actions[0].date.strftime("%m/%d/%Y") for bill in seen.bills] == [day for _, _, day in plain]
    feed = seen.bills[0]
    assert (feed.id, feed.title) == (
        "us-mt/2023/HB1",
        "Feed bill to fund 68th legislative session and prepare for 2025",
    )
    assert (feed.sponsorships[0].name, feed.sponsorships[0].party, feed.sponsorships[0].district) == (
        "Llew Jones",
        "R",
        "HD 18",
    )
    assert all(bill.sponsorships and len(bill.versions[0].links) == 2 for bill in seen.bills)
    reached = Counter(stage(bill.actions, bill.from_organization, place="us-mt") for bill in seen.bills)
    assert reached["passed-one-chamber"] == markup.count(" 3rd Reading ") + markup.count("Transmitted to")
    assert reached["failed"] == markup.count("Tabled in Committee") + markup.count("Not Passed *") + 1


@pytest.mark.parametrize(("told", "name"), [("20231", "2023"), ("20172", "2017S1"), ("20230", None), ("now", None)])
def test_a_session_is_named_as_others_name_it(told: str, name: str | None):
    if name:
        assert session(f"http://laws.example/list?P_SESS={told}") == name
        return
    with pytest.raises(PageChanged):
        session(f"http://laws.example/list?P_SESS={told}")


def test_a_list_that_counts_none_is_nothing_yet():
    body = (
        LIST.read_bytes()
        .replace(b"P_BLTP_BILL_TYP_CD", b"P_OTHER")
        .replace(b"Introduced Bills - 3", b"Introduced Bills - 0")
    )

    assert len(read(body).of(NothingHere)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Introduced Bills - 3", b"Introduced Bills - 4"),
        (b"Total number", b"Number"),
        (b"P_BLTP_BILL_TYP_CD", b"P_TYPE"),
    ],
)
def test_a_list_that_lost_bills_is_told(old: bytes, new: bytes):
    seen = read(LIST.read_bytes().replace(old, new))

    assert not seen.bills
    assert [each.kind for each in seen.faults] == ["page-changed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b">SB 12<", b">Bill<"),
        (b"01/27/2025", b"27.1.25"),
        (b"(S) Transmitted to House", b"gone"),
        (b"<td>LC0107</td>", b""),
    ],
)
def test_a_bad_row_costs_itself(old: bytes, new: bytes):
    seen = read(LIST.read_bytes().replace(old, new))

    assert (len(seen.bills), len(seen.of(Unreadable))) == (2, 1)
