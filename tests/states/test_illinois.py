"""Illinois: what was recorded of its hearings and bills, and what they may do wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from spiders.kit.select import PageChanged
from spiders.sources.us_il import bill_pages, ilga
from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
from tracker.records.items import NothingHere, Unreadable
from tracker.records.stages import stage

NOW = "2026-03-02T12:00:00-06:00"
HEARINGS = ROOT / "tests/sources/us-il-hearings/2026-03-02-two-hearings"
BILLS = ROOT / "tests/sources/us-il-bills/2026-01-05-status-and-texts"
HOUSE, SENATE = (
    f"https://my.ilga.gov/Hearing/_GetPostedHearingsByDateRange?chamber={chamber}&committeeid=0"
    "&begindate=03%2F02%2F2026+00%3A00%3A00&enddate=05%2F31%2F2026+00%3A00%3A00&nodays=30"
    for chamber in "HS"
)


def hearings(house: bytes | None = None, **pages: bytes):
    """A visit to the lists of the case, some pages changed."""
    told = {name: pages.get(f"page_{name}", (HEARINGS / f"{name}.html").read_bytes()) for name in ("21844", "21850")}
    answers = {ilga.detail_url(name): body for name, body in told.items()}
    lists = {HOUSE: house or (HEARINGS / "house.json").read_bytes(), SENATE: (HEARINGS / "senate.json").read_bytes()}
    return visit(spider("us-il-hearings", NOW), {**lists, **answers})


def test_every_recorded_hearing_is_read(recordings: Path, tmp_path: Path):
    folder = recordings / "state/il-ilga"
    held = pack(recordings / "state", tmp_path / "il.warc.gz", "il-ilga/")
    seen = visit(spider("us-il-hearings", "2018-03-05T12:00:00-06:00", recording=held), held)

    rows = json.loads(next(folder.glob("*3b53fd.json")).read_bytes())["data"]
    detail = next(folder.glob("*HearingDetail_15597*.html")).read_text(encoding="utf-8")
    plain = re.findall(r'<td style="display:none;">\d+</td><td style="display:none;">\d+</td><td>(\w+)</td>', detail)
    told = {hearing.key: hearing for hearing in seen.hearings}
    assert seen.faults == []
    assert told.keys() == {f"hearing-{row['CommitteeHearingId']}" for row in rows} | {"hearing-15597"}
    for row in rows:
        moment = int(re.sub(r"\D", "", row["CommitteeHearing"]["ScheduledDateTime"])) / 1000
        assert told[f"hearing-{row['CommitteeHearingId']}"].start.timestamp() == moment
    school = told["hearing-15597"]
    assert [bill.identifier for bill in school.bills] == plain
    assert (str(school.start), school.chamber) == ("2018-03-07 08:00:00-06:00", "lower")
    assert school.description == "Illinois' Teacher Shortage."
    assert len(school.links) == len(plain) + 1
    assert all("/WitnessSlip/Create/" in link.url for link in school.links[1:])


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "il.warc.gz", "il-ilga/")
    seen = visit(spider("us-il-bills", "2026-01-05T12:00:00-06:00", recording=held), held)

    folders = {
        file.parent.name: file.read_text(encoding="utf-8")
        for file in sorted((recordings / "state/il-ilga/text").glob("*/*.html"))
        if "Amendment" not in file.name
    }
    large = {name for name, text in folders.items() if "too large for display" in text}
    told = {bill.identifier: bill for bill in seen.bills}
    assert seen.faults == []
    assert told.keys() == (folders.keys() - large) | {"HB4167"}
    assert len(seen.of(NothingHere)) == len(large) == 2
    assert {bill.legislative_session for bill in seen.bills} == {"100", "104"}
    assert "Prader-Willi" in (told["HB2541"].text or "")
    assert told["HB3189"].sponsorships[2].name == "Maurice A. West, II"
    old = told["HB4167"]
    assert (old.title, len(old.actions), stage(old.actions, "lower")) == (
        "SCH CD-SUBSTITUTE TEACHER LIC", 5, "in-committee",
    )  # fmt: skip


def test_the_stage_follows_the_actions():
    law = next(bill for bill in case(BILLS).bills if bill.identifier == "HB4210")

    assert [stage(law.actions[:n], "lower") for n in (2, 4, 7, 10, 12, 13, 15)] == [
        "introduced", "in-committee", "passed-one-chamber", "passed-both", "sent-to-executive", "law", "law",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Third Reading - Short Debate - Lost 050-060-000", ("failure",)),
        ("Committee/Final Action Deadline Extended-9(b) May 31, 2025", ()),
        ("House Committee Amendment No. 1 Filed with Clerk by Rep. Pat Example", ("amendment-introduction",)),
        ("Senate Floor Amendment No. 2 House Concurs 110-000-000", ("concurrence",)),
        ("Rule 19(a) / Re-referred to Rules Committee", ("referral-committee",)),
        ("Governor Vetoed", ("executive-veto",)),
        ("Governor Item/Reduction Veto PA 100-0001", ()),
        ("Override Veto - House Passed 071-042-000", ("veto-override-passage",)),
        ("Session Sine Die", ("failure",)),
        ("Motion Filed to Reconsider Vote Rep. Pat Example", ()),
        ("Do Pass Mental Health; 018-000-000", ("committee-passage-favorable",)),
    ],
)
def test_words_of_the_actions_are_classified(text: str, told: tuple[str, ...]):
    assert bill_pages.ACTIONS.words(text) == told


def test_a_list_of_many_pages_is_read_to_its_end():
    body = json.loads((HEARINGS / "house.json").read_bytes())
    body["total"] = 120
    made = spider("us-il-hearings", NOW)
    requests = {request.url: request for request in made.first()}
    house = requests[HOUSE]
    page = HtmlResponse(HOUSE, body=json.dumps(body).encode(), request=house)
    following = [step for step in made.answered(page) if getattr(step, "url", "") == HOUSE]

    assert (house.method, house.body) == ("POST", b"page=1&size=50")
    assert len(following) == 1
    assert following[0].meta["before"] == 2


def test_a_list_that_says_it_is_longer_than_what_it_shows_is_a_problem():
    seen = hearings(b'{"data":[],"total":54}')

    assert len(seen.faults) == 1
    assert "wanted 54 hearings" in seen.faults[0].reason


@pytest.mark.parametrize("body", [b"{}", b'{"data":{},"total":1}', b'{"data":[],"total":null}', b"<html>"])
def test_a_changed_list_is_no_empty_one(body: bytes):
    seen = hearings(body)

    assert (len(seen.faults), len(seen.of(NothingHere)), seen.hearings) == (1, 1, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"CommitteeHearingId":21844', b'"CommitteeHearingId":"next"'),
        (b'"HearingTime":"3/10/2026 - 12:00 PM"', b'"HearingTime":"10.3.2026"'),
        (b'"CommitteeDescription":"Mental Health & Addiction Committee","CommitteeHearing"', b'"CommitteeHearing"'),
        (b'"IsCancelled":0', b'"IsCancelled":null'),
    ],
)
def test_a_bad_row_costs_itself(old: bytes, new: bytes):
    body = (HEARINGS / "house.json").read_bytes()
    assert old in body
    seen = hearings(body.replace(old, new, 1))

    assert (len(seen.hearings), len(seen.of(Unreadable))) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Hearing Details</h1>", b"</h1>"),
        (b"Scheduled Date", b"When"),
        (b'id="GridCurrentCommittees"', b'id="Grid"'),
        (b"Illinois 104th General Assembly", b"Illinois"),
        (b"<td>HB2541</td>", b""),
        (b"<td>HB2541</td>", b"<td></td>"),
    ],
)
def test_a_changed_page_of_a_hearing_costs_itself(old: bytes, new: bytes):
    body = (HEARINGS / "21844.html").read_bytes()
    assert old in body
    seen = hearings(page_21844=body.replace(old, new))

    assert (len(seen.hearings), len(seen.faults)) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Bill Status of HB4210", b"Bill Status"),
        (b"100th General Assembly", b"This Assembly"),
        (b"Short Description:", b"Synopsis:"),
        (b'<a name="actions">', b'<a name="history">'),
        (b'valign="top">&nbsp;&nbsp;3/1/2018</td>', b'valign="top">March</td>'),
    ],
)
def test_a_changed_status_is_told(old: bytes, new: bytes):
    body = (BILLS / "HB4210.html").read_bytes()
    assert old in body
    with pytest.raises(PageChanged):
        bill_pages.of_status(HtmlResponse("https://www.ilga.gov/legislation/billstatus.asp", body=body.replace(old, new)))  # fmt: skip


def test_a_text_without_a_title_is_told():
    body = (BILLS / "SB1700.html").read_bytes().replace(b"AN ACT", b"An act")
    with pytest.raises(PageChanged):
        bill_pages.of_text(HtmlResponse("https://ilga.gov/Legislation/BillStatus/FullText", body=body))
