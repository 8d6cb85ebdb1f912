"""Illinois: what was recorded of its hearings and bills, and what they may do wrong."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from spiders.kit.select import PageChanged
from spiders.sources.us_il import bill_pages, ilga, roll_calls, votes
from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
from tracker.records.items import NothingHere, ScrapedOrganization, Unreadable, VoteEvent
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


def test_the_synopsis_of_an_amendment_is_told_with_its_text():
    """An amendment may replace everything after the enacting clause, so that the first synopsis says nothing of the bill."""
    mark = b'<br><br><span class="heading2">Actions</span>'
    amended = (
        b'<br><br><a href="/legislation/fulltext.asp?DocName=10000HB4210ham001"><b>House Committee Amendment No. 1</b></a><br>'
        b'<table><tr><td class="content"><i>Adds reference to:</i></td></tr></table><br><span class="content notranslate">'
        b"Replaces everything after the enacting clause. Creates the Crisis Act.</span><br><br>"
        b'<a href="/legislation/fulltext.asp?DocName=10000HB4210sfa002"><b>Senate Floor Amendment No. 2</b></a>'
        b'<a href="/legislation/fulltext.asp?DocName=x"><b>Fiscal Note</b></a><br><span class="content">Fiscal.</span>'
    )
    body = (BILLS / "HB4210.html").read_bytes()
    assert body.count(mark) == 1
    page = HtmlResponse("https://www.ilga.gov/legislation/BillStatus.asp", body=body.replace(mark, amended + mark))
    bill = bill_pages.of_status(page)

    assert [(each.note, each.abstract) for each in bill.abstracts][1:] == [
        ("House Committee Amendment No. 1", "Replaces everything after the enacting clause. Creates the Crisis Act."),
    ]
    assert [(each.note, each.links[0].url.partition("DocName=")[2]) for each in bill.documents] == [
        ("House Committee Amendment No. 1", "10000HB4210ham001"),
        ("Senate Floor Amendment No. 2", "10000HB4210sfa002"),
    ]


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


# -- votes and committees --------------------------------------------------------------------------------------------------

PAPERS = "http://www.ilga.gov/legislation/votehistory/100"
VOTES = {
    "votes/us-il-ilga-asp/10000HB2771_04272017_028000T.pdf": f"{PAPERS}/house/10000HB2771_04272017_028000T.pdf",
    "votes/us-il-ilga-asp/10000SB0008_02082017_002000T.pdf": f"{PAPERS}/senate/10000SB0008_02082017_002000T.pdf",
    "votes/us-il-ilga-asp/10000SB1781_05302017_032000T.pdf": f"{PAPERS}/house/10000SB1781_05302017_032000T.pdf",
    "votes/us-il-ilga-asp/committee_10000SB2781_19952.pdf": f"{PAPERS}/senate/committeevotes/10000SB2781_19952.pdf",
    "votes/us-il-ilga-asp/committee_10100HB2045_23584.pdf": f"{PAPERS}/house/committeevotes/10100HB2045_23584.pdf",
}
FLOOR = """NO. 7
STATE OF ILLINOIS
ONE HUNDRED FOURTH
GENERAL ASSEMBLY
HOUSE ROLL CALL
HOUSE BILL 12
CRISIS RESPONSE
SENATE AMENDMENT NO. 1
CONCUR
CONCURRED

Mar 02, 2026

3 YEAS 1 NAYS 1 PRESENT

Y  Example             P  Jones, E. Y  Van Pelt
N  Harris,David        NV Third       Y  Mr. Speaker
E  Fourth

   E - Denotes Excused Absence
"""
COMMITTEE = """Do Pass
Senate Bill No. 9
Hearing Date: Mar 03, 2026, 212  Capitol, 2:00PM
YEAS NAYS PRESENT NOT VOTING2 1 0 1
NV Example, Ann A N Other, Bo Y
Y Third Jr., Cy E Y Fourth, Di
State of Illinois
104
Senate Committee Vote
Behavioral and Mental Health
General Assemblyth"""


def test_every_recorded_vote_comes_with_who_voted_how(recordings: Path, tmp_path: Path):
    held = pack(recordings / "more", tmp_path / "il.warc.gz", "votes/us-il-ilga-asp", rename=VOTES)
    seen = visit(spider("us-il-votes", NOW, recording=held), held)
    told = {each.id: each for each in seen.bills}

    assert seen.faults == []
    assert {key: (bill.title, len(bill.votes)) for key, bill in told.items()} == {
        "us-il/101/HB2040": ("FOR-PROFIT CORRECTIONAL", 6),
        "us-il/100/HB2771": ("HEALTHY WORKPLACE ACT", 10),
        "us-il/100/SB8": ("Senate Bill 8", 1),
        "us-il/100/SB1781": ("CRIM ID-EXPUNGEMENT FEE WAIVER", 1),
        "us-il/100/SB2781": ("Senate Bill 2781", 1),
        "us-il/101/HB2045": ("CD CORR-CO PAYMENTS", 1),
    }
    assert [each.reason for each in seen.of(NothingHere)] == ["HB3115 has no votes yet"]
    assert all(len(bill.actions) == len(bill.votes) for bill in seen.bills)
    steps = [
        (each.description, each.classification)
        for key in ("SB1781", "SB8")
        for each in told[f"us-il/100/{key}"].actions
    ]
    assert steps == [
        ("Third Reading - Passed 061-055-000", ("reading-3", "passage")),
        ("Third Reading - Vote 034-014-011", ("reading-3",)),
    ]
    floor = next(each for each in told["us-il/100/HB2771"].votes if each.ballots)
    assert (floor.motion, floor.result, str(floor.date), floor.organization) == (
        "Third Reading",
        "pass",
        "2017-04-27",
        "lower",
    )
    assert {each.option: each.value for each in floor.counts} == {"yes": 66, "no": 51, "excused": 1}
    assert {each.voter: each.option for each in floor.ballots}["Wheeler,Barbara"] == "excused"
    senate = told["us-il/100/SB8"].votes[0]
    assert ({each.option: each.value for each in senate.counts}, senate.result) == (
        {"yes": 34, "no": 14, "present": 11},
        None,
    )
    assert {"Jones, E.": "yes", "Mr. President": "yes", "Cullerton, T.": "yes", "Rezin": "present"}.items() <= {
        each.voter: each.option for each in senate.ballots
    }.items()
    body = told["us-il/100/SB2781"].votes[0]
    assert (body.motion, body.result, body.organization) == ("Executive Committee: Do Pass", "pass", "upper")
    assert ("Silverstein, Ira I", "not voting") in {(each.voter, each.option) for each in body.ballots}
    health = told["us-il/101/HB2045"].votes[0]
    assert health.motion == "Health Care Availability & Access Committee: Do Pass - Short Debate"


@pytest.mark.parametrize(
    ("motion", "result", "kinds"),
    [
        ("Third Reading", "fail", ("reading-3", "failure")),
        ("Executive Committee: Do Pass", "pass", ("committee-passage-favorable",)),
        ("Executive Committee: Do Pass", "fail", ()),
        ("Executive Committee", None, ()),
        ("House Floor Amendment 3: Executive Committee: Do Pass", "pass", ()),
        ("Senate Floor Amendment 2: Concurrence", "pass", ()),
    ],
)
def test_a_roll_call_is_a_step_of_its_bill_as_far_as_it_says_so(
    motion: str, result: str | None, kinds: tuple[str, ...]
):
    vote = VoteEvent(date=dt.date(2027, 3, 2), motion=motion, result=result, organization="lower")
    assert votes.step(vote).classification == kinds


def test_a_paper_of_a_vote_is_read_by_its_columns():
    url = f"{PAPERS}/house/10400HB0012sam001_03022026_007000C.pdf"
    vote, short = roll_calls.paper(FLOOR, url)

    assert (short, vote.motion, vote.result) == (
        "CRISIS RESPONSE",
        "Senate Amendment 1: Senate Amendment No. 1 Concur",
        "pass",
    )
    assert [(each.option, each.voter) for each in vote.ballots] == [
        ("yes", "Example"), ("present", "Jones, E."), ("yes", "Van Pelt"), ("no", "Harris,David"), ("not voting", "Third"),
        ("yes", "Mr. Speaker"), ("excused", "Fourth"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("GA=100&DocTypeID=hb&DocNum=0012", ("100", "HB12")), ("GA=100&DocTypeID=AM&DocNum=12", None),
        ("GA=100&DocTypeID=HB&DocNum=last", None), ("DocTypeID=HB&DocNum=12", None),
    ],
)  # fmt: skip
def test_a_list_of_votes_is_known_by_its_bill_and_one_of_something_else_is_left_out(
    asked: str, key: tuple[str, str] | None
):
    assert votes.bill_of(f"http://www.ilga.gov/legislation/votehistory.asp?{asked}") == key


def test_an_initial_is_no_code_of_a_vote():
    vote, _ = roll_calls.paper(COMMITTEE, f"{PAPERS}/senate/committeevotes/10400SB0009SFA2_1.pdf")

    assert vote.motion == "Senate Floor Amendment 2: Behavioral and Mental Health Committee: Do Pass"
    assert [(each.option, each.voter) for each in vote.ballots] == [
        ("not voting", "Example, Ann A"), ("no", "Other, Bo Y"), ("yes", "Third Jr., Cy E"), ("yes", "Fourth, Di"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("3 YEAS", "4 YEAS"),
        ("HOUSE BILL 12", "HOUSE BILL 13"),
        ("Mar 02, 2026", "soon"),
        ("3 YEAS 1 NAYS 1 PRESENT", "voice vote"),
        ("N  Harris,David", ""),
    ],
)
def test_a_paper_that_does_not_add_up_is_told(was: str, now: str):
    with pytest.raises(PageChanged):
        roll_calls.paper(FLOOR.replace(was, now), f"{PAPERS}/house/10400HB0012_03022026_007000C.pdf")


def test_every_recorded_committee_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "more", tmp_path / "il.warc.gz", "committees/us-il-ilga-asp/house")
    seen = visit(spider("us-il-committees", NOW, recording=held), held)
    plain = (recordings / "more/committees/us-il-ilga-asp/house_committees_GA101.html").read_text(encoding="latin-1")
    told = {each.key: each for each in seen.of(ScrapedOrganization)}

    assert seen.faults == []
    assert len(told) == plain.count("house/committees/members.asp?CommitteeID=")
    mental = told["il-HMEH"]
    assert (mental.name, mental.chamber, mental.parent) == ("Mental Health Committee", "lower", None)
    below = told["il-HAPH-APHS"]
    assert (below.name, below.classification, below.parent) == (
        "Medicaid & Managed Care Subcommitte",
        "subcommittee",
        "il-HAPH",
    )
