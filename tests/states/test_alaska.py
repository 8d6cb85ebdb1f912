"""Alaska: members with how to reach them, and how each voted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import case, packed, spider, visit
from tracker.records.items import Ballot, ScrapedPerson

NOW = "2026-11-30T12:00:00-09:00"
MEMBERS = "https://www.akleg.gov/publicservice/basis/members?minifyresult=false&json=true&session={}"
CASE = "2026-11-30-members"


def test_every_recorded_vote_of_a_member_is_read(recordings: Path, tmp_path: Path):
    [file] = (recordings / "more/votes/us-ak-basis").glob("members_session19*.json")
    held = packed({MEMBERS.format(19): file}, tmp_path / "ak.warc.gz")
    seen = visit(spider("us-ak-votes", NOW, recording=held), held)
    [plain] = json.loads(file.read_bytes())

    assert seen.faults == []
    told = [(bill.identifier, vote) for bill in seen.bills for vote in bill.votes]
    assert len(told) == len([each for each in plain["Votes"] if each["Bill"]]) == 97
    adopted = next(vote for number, vote in told if number == "HR1")
    assert (adopted.motion, adopted.organization, str(adopted.date)) == (
        "Second Reading: Final Passage",
        "lower",
        "1995-01-17",
    )
    assert adopted.ballots == (Ballot(option="yes", voter="Maclean", person_id="19-MAC"),)

    [member] = visit(spider("us-ak-people", NOW, recording=held), held).of(ScrapedPerson)
    assert (member.key, member.name, member.district, member.party) == ("19-MAC", "Eileen Maclean", "37", "Democratic")
    assert (member.phone, member.email) == ("907-465-0000", "Representative.Eileen.Maclean@akleg.gov")
    assert str(member.ended) == "1996-01-12"


def test_votes_of_several_members_are_one_vote():
    bills = {bill.identifier: bill for bill in case(ROOT / "tests/sources/us-ak-votes" / CASE).bills}

    assert {key: bill.title for key, bill in bills.items()} == {
        "HB34": "CRISIS RESPONSE",
        "SJR2": "Senate Joint Resolution 2",
    }
    [passage] = bills["HB34"].votes
    assert [(each.voter, each.option, each.person_id) for each in passage.ballots] == [
        ("Example", "yes", "34-EXA"), ("Other", "absent", "34-OTH"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["us-ak-people", "us-ak-votes"])
@pytest.mark.parametrize("body", [b"[]", b'{"Basis": 1}', b"<html><title>Sign in</title></html>"])
def test_a_changed_page_is_told(name: str, body: bytes, tmp_path: Path):
    (tmp_path / "changed.json").write_bytes(body)
    held = packed({MEMBERS.format(34): tmp_path / "changed.json"}, tmp_path / "ak.warc.gz")
    seen = visit(spider(name, NOW, recording=held), held)

    assert (len(seen.faults), seen.bills, seen.of(ScrapedPerson)) == (1, [], [])
