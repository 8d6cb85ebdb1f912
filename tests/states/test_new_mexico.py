"""New Mexico: what was recorded of its folders and pages, and what they may do wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from spiders.kit.pdf import pdf_pages
from spiders.kit.select import PageChanged
from spiders.sources.us_nm import reading, votes
from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
from tracker.records.items import NothingHere
from tracker.records.stages import stage

NOW = "2026-03-20T12:00:00-06:00"
CASE = ROOT / "tests/sources/us-nm-bills/2026-11-20-two-bills"
LAW = f"{reading.SITE}/Legislation/Legislation?chamber=H&legType=B&legNo=7&year=26"


def page(body: bytes, url: str = LAW) -> HtmlResponse:
    return HtmlResponse(url, body=body, encoding="utf-8")


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "nm.warc.gz", "nm-nmlegis/cache/")
    seen = visit(spider("us-nm-bills", NOW, recording=held), held)

    assert seen.faults == []
    told = {bill.id: (bill, stage(bill.actions, bill.from_organization)) for bill in seen.bills}
    assert set(told) == {"us-nm/2019/HB73", "us-nm/2019/SB11"}
    law, reached = told["us-nm/2019/SB11"]
    assert (law.title, len(law.actions), reached) == ("GROSS RECEIPTS FOR NONPROFIT ORGANIZATIONS", 11, "law")
    assert [each.name for each in law.sponsorships if not each.primary] == ["Peter Wirth"]
    bill, reached = told["us-nm/2019/HB73"]
    assert (bill.committees[0].code, reached) == ("HJC", "in-committee")
    assert bill.actions[1].organization == "lower"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("bills_house", "bills/house"),
        ("memorials_senate", "memorials/senate"),
        ("resolutions_house", "resolutions/house"),
    ],
)
def test_every_recorded_folder_names_its_bills(recordings: Path, name: str, folder: str):
    body = (recordings / f"state/nm-nmlegis/cache/Sessions_19_Regular_{name}.html").read_bytes()
    found = reading.listed(page(body, f"{reading.SITE}/Sessions/19%20Regular/{folder}"))

    plain = {name.decode() for name in re.findall(rb">([HS](?:B|JR|R|CR|M|JM)\d+)\.(?:HTML|PDF)<", body)}
    assert len(found) == len(set(found)) == len(plain) > 0


def test_the_stage_follows_the_actions():
    law = next(bill for bill in case(CASE).bills if bill.identifier == "HB7")

    assert [stage(law.actions[:n], "lower") for n in (2, 4, 7, 8)] == [
        "in-committee", "passed-one-chamber", "passed-both", "law",
    ]  # fmt: skip
    assert [str(law.actions[n].date) for n in (0, -1)] == ["2026-01-15", "2026-03-04"]


def test_an_empty_folder_is_nothing_yet_and_another_page_is_not():
    empty = (CASE / "empty.html").read_bytes()
    url = f"{reading.SITE}/Sessions/26%20Regular/resolutions/house"

    assert len(case(CASE).of(NothingHere)) == 4
    assert reading.listed(page(empty, url)) == []
    with pytest.raises(PageChanged):
        reading.listed(page(empty.replace(b"To Parent Directory", b"Home"), url))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<b>HB  7</b></span>\n<span class="label label-default">Title', b"<b>House Bill</b></span>\n<span>"),
        (b"2026 Regular Session", b"This Session"),
        (b"Legislation_lblTitle", b"Legislation_title"),
        (b"Calendar Day: 02/14/2026", b"Calendar Day: 14 February"),
        (b'class="badge">8</span>', b'class="badge">9</span>'),
        (b"dataListActions_lblAction_", b"dataListActions_action_"),
    ],
)
def test_a_changed_page_is_told(old: bytes, new: bytes):
    body = (CASE / "HB7.html").read_bytes()
    assert old in body
    with pytest.raises(PageChanged):
        reading.bill(page(body.replace(old, new)))


# -- votes -----------------------------------------------------------------------------------------------------------------

PAPER = ROOT / "tests/sources/us-nm-votes/2026-11-30-senate/vote.pdf"


def test_every_recorded_vote_comes_with_who_voted_how(recordings: Path, tmp_path: Path):
    url = f"{reading.SITE}/Sessions/17%20Regular/votes/SB0111SVOTE.pdf"
    held = pack(
        recordings / "more", tmp_path / "nm.warc.gz", "votes/us-nm", rename={"votes/us-nm/2017_vote_senate.pdf": url}
    )
    seen = visit(spider("us-nm-votes", NOW, recording=held), held)

    assert (seen.faults, [bill.id for bill in seen.bills]) == ([], ["us-nm/2017/SB111"])
    [vote] = seen.bills[0].votes
    assert (str(vote.date), vote.result, vote.organization, vote.sources[0].url) == ("2017-01-18", "pass", "upper", url)
    assert {each.option: each.value for each in vote.counts} == {"yes": 39, "no": 2, "absent": 1}
    assert {each.voter: each.option for each in vote.ballots if each.option != "yes"} == {
        "BRANDT": "no", "WOODS": "no", "MOORES": "absent",
    }  # fmt: skip
    assert len(vote.ballots) == 42


@pytest.mark.parametrize(
    ("was", "now"),
    [("SENATE BILL 12", "SENATE"), ("DATE:", "DAY"), ("YES ", "OUI "), ("TOTAL =>", "ALL"), ("McTHIRD ", "        ")],
)
def test_a_paper_that_does_not_add_up_is_told(was: str, now: str):
    text = pdf_pages(PAPER.read_bytes(), layout=True)[0]
    votes.paper(text, LAW)
    with pytest.raises(PageChanged):
        votes.paper(text.replace(was, now), LAW)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("SECOND REGULAR SESSION, 2026", "2026"), ("SPECIAL SESSION, 2021", "2021S1"), ("FIRST SPECIAL SESSION, 2025", "2025S1"),
        ("SECOND SPECIAL SESSION, 2025", "2025S2"), ("THIRD SPECIAL SESSION, 2022", "2022S3"),
    ],
)  # fmt: skip
def test_a_paper_of_a_special_session_names_which(told: str, name: str):
    text = pdf_pages(PAPER.read_bytes(), layout=True)[0]
    assert votes.paper(re.sub(r"(?<=LEGISLATURE, ).*SESSION, \d{4}", told, text), LAW).session == name


def test_a_special_session_of_another_number_is_told():
    text = re.sub(r"(?<=LEGISLATURE, ).*SESSION", "LAST SPECIAL SESSION", pdf_pages(PAPER.read_bytes(), layout=True)[0])
    with pytest.raises(PageChanged, match="LAST SPECIAL"):
        votes.paper(text, LAW)
