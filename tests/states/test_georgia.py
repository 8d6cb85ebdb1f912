"""Georgia: what was recorded of its bills, and what a bill may do wrong."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from spiders.kit.select import PageChanged
from spiders.sources.us_ga import reading
from tests.conftest import ROOT
from tests.states.visits import case, pack, packed, spider, visit
from tracker.records.items import Ballot, ScrapedOrganization, ScrapedPerson, Unreadable
from tracker.records.stages import stage

NOW = "2026-11-20T12:00:00-05:00"
CASE = ROOT / "tests/sources/us-ga-bills/2026-11-20-law"


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "ga.warc.gz", "ga-legis/api/detail/")
    seen = visit(spider("us-ga-bills", NOW, recording=held), held)
    plain = {}
    for file in (recordings / "state/ga-legis/api/detail").glob("*.json"):
        told = json.loads(file.read_bytes())
        plain[str(told["id"])] = told

    assert (len(seen.bills), seen.faults) == (len(plain), [])
    for bill in seen.bills:
        told = plain[bill.sources[0].url.rpartition("/")[2]]
        assert bill.id == f"us-ga/2021_22/HB{told['number']}"
        assert bill.title == told["title"].strip()
        assert len(bill.actions) == len(told["statusHistory"])
        assert len(bill.sponsorships) == len(told["sponsors"])
        signed = "Signed by Governor" in told["status"]
        assert (stage(bill.actions, "lower") == "law") is signed


def test_the_stage_follows_the_history():
    law = case(CASE).bills[0]

    assert [stage(law.actions[:n], "upper") for n in (1, 2, 5, 9, 10, 11)] == [
        "introduced", "in-committee", "passed-one-chamber", "passed-both", "sent-to-executive", "law",
    ]  # fmt: skip
    assert [(each.name, each.primary) for each in law.sponsorships] == [("Ann Example", True), ("Bo Sample", False)]


@pytest.mark.parametrize(
    ("told", "name"), [("2025-2026 Regular Session", "2025_26"), ("2021 Special Session", "2021S1"), ("now", None)]
)
def test_a_session_is_named_as_others_name_it(told: str, name: str | None):
    row = json.loads((CASE / "law.json").read_bytes())
    row["session"]["description"] = told
    if name:
        assert reading.bill(row).legislative_session == name
        return
    with pytest.raises(PageChanged):
        reading.bill(row)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chamber", 9),
        ("documentType", None),
        ("number", "x"),
        ("title", " "),
        ("statusHistory", "none"),
        ("sponsors", [1]),
    ],
)
def test_a_changed_bill_is_told(name: str, value: Any):
    row = copy.deepcopy(json.loads((CASE / "law.json").read_bytes()))
    row[name] = value
    with pytest.raises(PageChanged):
        reading.bill(row)


# -- votes and members -----------------------------------------------------------------------------------------------------

SITE = "https://www.legis.ga.gov"
LISTS = {
    "ga-legis/api/representatives.json": f"{SITE}/api/members/list/1029?chamber=1",
    "ga-legis/api/representatives_27.json": f"{SITE}/api/members/list/27?chamber=1",
    "ga-legis/api/senators_27.json": f"{SITE}/api/members/list/27?chamber=2",
    "ga-legis/api/committees.json": f"{SITE}/api/committees/List/1029",
}


def test_every_recorded_vote_comes_with_who_voted_how(recordings: Path, tmp_path: Path):
    told = [
        each
        for row in json.loads((recordings / "state/ga-legis/api/member_votes.json").read_bytes())
        for each in row.items()
    ]
    bill = recordings / "state/ga-legis/api/detail/58911.json"
    pages = {f"{SITE}/api/legislation/detail/58911": bill}
    for number, vote in told:
        pages[f"{SITE}/api/Vote/detail/{number}"] = tmp_path / f"{number}.json"
        pages[f"{SITE}/api/Vote/detail/{number}"].write_text(json.dumps(vote), encoding="utf-8")
    held = packed(pages, tmp_path / "ga.warc.gz")
    [found] = visit(spider("us-ga-bills", NOW, recording=held), held).bills

    assert [(each.motion, each.organization, str(each.date), each.result) for each in found.votes] == [
        ("Beverly AM 1", "lower", "2021-03-05", "fail"),
        ("PASSAGE", "lower", "2021-03-05", "pass"),
        ("PASSAGE BY SUBSTITUTE", "upper", "2021-03-23", "pass"),
        ("ADOPT CONFERENCE COMMITTEE REPORT", "upper", "2021-03-31", "pass"),
        ("Adopt CCR", "lower", "2021-03-31", "pass"),
    ]
    for vote in found.votes[:3]:
        counts = {each.option: each.value for each in vote.counts if each.value}
        assert counts == Counter(each.option for each in vote.ballots)
    assert found.votes[0].ballots[2:4] == (
        Ballot(option="no", voter="ANDERSON, 10TH", person_id="4989"), Ballot(option="yes", voter="ANULEWICZ, 42ND", person_id="4915"),
    )  # fmt: skip
    assert [each.ballots for each in found.votes[3:]] == [(), ()]


def test_a_page_of_names_that_cannot_be_read_costs_the_names(tmp_path: Path):
    folder = CASE.parent / "2026-11-30-votes"
    (tmp_path / "changed.json").write_text('{"votes": "none"}', encoding="utf-8")
    pages = {
        f"{SITE}/api/legislation/detail/70002": folder / "bill.json",
        f"{SITE}/api/Vote/detail/19101": tmp_path / "changed.json",
    }
    held = packed({**pages, f"{SITE}/api/Vote/detail/19102": folder / "vote.json"}, tmp_path / "ga.warc.gz")
    seen = visit(spider("us-ga-bills", NOW, recording=held), held)

    assert [len(each.ballots) for each in seen.bills[0].votes] == [0, 3]
    assert [fault.url for fault in seen.faults] == [f"{SITE}/api/Vote/detail/19101"]


def test_only_a_result_that_is_sure_is_told():
    row = json.loads((CASE.parent / "2026-11-30-votes/bill.json").read_bytes())
    told = {(91, 80, 1): "pass", (90, 60, 1): None, (80, 80, 1): "fail", (91, 80, 2): None, (121, 51, 2): "pass"}
    for (yes, no, kind), result in told.items():
        row["documentType"] = kind
        counted = {**row["votes"][0], "yea": yes, "nay": no, "notVoting": 180 - yes - no, "excused": 0}
        assert reading.vote(counted, reading.bill(row).classification[0]).result == result, (yes, no, kind)


def test_a_vote_that_cannot_be_read_costs_itself(tmp_path: Path):
    row = json.loads((CASE.parent / "2026-11-30-votes/bill.json").read_bytes())
    del row["votes"][0]["yea"]
    (tmp_path / "bill.json").write_text(json.dumps(row), encoding="utf-8")
    held = packed({f"{SITE}/api/legislation/detail/70002": tmp_path / "bill.json"}, tmp_path / "ga.warc.gz")
    seen = visit(spider("us-ga-bills", NOW, recording=held), held)

    assert [each.motion for each in seen.bills[0].votes] == ["ADOPT AMENDMENT"]
    assert [fault.reason for fault in seen.of(Unreadable)] == ["yea: wanted a number, found 'None'"]


def test_every_recorded_member_and_committee_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "ga.warc.gz", "ga-legis/api/", rename=LISTS)
    seen = visit(spider("us-ga-people", NOW, recording=held), held)
    members = {each.key: each for each in seen.of(ScrapedPerson)}
    plain = {
        str(row["id"]): row for row in json.loads((recordings / "state/ga-legis/api/representatives.json").read_bytes())
    }

    assert (members.keys(), seen.faults) == (plain.keys(), [])
    for key, row in plain.items():
        assert (members[key].name, members[key].district) == (
            " ".join(row["fullName"].split()),
            str(row["districtNumber"]),
        )
        assert members[key].party == ("Democratic", "Republican")[row["party"]]
    assert members["4939"].phone == "678-310-9650"
    assert members["4939"].office == "2690 Cobb Parkway SE, AS-578, Smyrna, GA 30080"
    assert str(members["174"].ended) == "2021-04-13"
    chambers = Counter(each.chamber for each in seen.of(ScrapedOrganization))
    assert chambers == {"lower": 42, "upper": 29}


def test_a_recording_of_an_older_session_alone_is_read(recordings: Path, tmp_path: Path):
    older = {path: url for path, url in LISTS.items() if "/27?" in url}
    held = pack(recordings / "state", tmp_path / "ga.warc.gz", *older, rename=older)
    members = {each.key: each for each in visit(spider("us-ga-people", NOW, recording=held), held).of(ScrapedPerson)}

    assert Counter(each.chamber for each in members.values()) == {"lower": 183, "upper": 58}
    assert (members["22"].name, str(members["22"].ended), members["22"].phone) == (
        "Jack Hill",
        "2020-04-07",
        "912-557-3811",
    )
