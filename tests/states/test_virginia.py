"""Virginia: what was recorded of its tables, and what they may do wrong."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from spiders.kit.delimited import table
from spiders.kit.select import PageChanged
from spiders.sources.us_va import lis
from spiders.sources.us_va import votes as roll_calls
from tests.conftest import ROOT
from tests.states.visits import case, pack, packed, spider, visit
from tracker.records.items import Ballot, NothingHere, ScrapedOrganization, ScrapedPerson
from tracker.records.stages import stage

NOW = "2026-03-20T12:00:00-04:00"
FILES = "https://lis.blob.core.windows.net/lisfiles/20261"
BILLS = ROOT / "tests/sources/us-va-bills/2026-03-20-five-tables"
HEARINGS = ROOT / "tests/sources/us-va-hearings/2026-02-02-two-dockets"
TABLES = {"HISTORY.CSV": "history", "Sponsors.csv": "sponsors", "Summaries.csv": "summaries", "CIBillSubjects.csv": "subjects", "BILLS.CSV": "bills"}  # fmt: skip


def bills(**changed: bytes):
    """A visit to the tables of the case, some of them changed."""
    told = {name: changed.get(kind, (BILLS / f"{kind}.csv").read_bytes()) for name, kind in TABLES.items()}
    return visit(spider("us-va-bills", NOW), {f"{FILES}/{name}": body for name, body in told.items()})


def rows(file: Path) -> list[dict[str, str]]:
    """A table as plain as can be read."""
    body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return list(csv.DictReader(body.decode("utf-8").splitlines(keepends=True)))


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    folder = recordings / "state/va-lis/csv/20261_2026-04-22"
    held = pack(recordings / "state", tmp_path / "va.warc.gz", "va-lis/csv/20261")
    seen = visit(spider("us-va-bills", NOW, recording=held), held)

    plain = {row["Bill_id"]: row for row in rows(folder / "BILLS.csv")}
    told = {bill.identifier: bill for bill in seen.bills}
    assert seen.faults == []
    assert told.keys() == plain.keys()
    assert all(told[name].title == " ".join(row["Bill_description"].split()) for name, row in plain.items())
    assert all(told[name].sponsorships[0].name == row["Patron_name"] for name, row in plain.items())
    reached = {name: stage(bill.actions, bill.from_organization) for name, bill in told.items()}
    assert {name for name, row in plain.items() if row["Vetoed"] == "Y"} == {n for n, s in reached.items() if s == "vetoed"}  # fmt: skip
    assert all(reached[name] == "law" for name, row in plain.items() if row["Chapter_id"])
    subjects = Counter(row["Bill_Number"] for row in rows(folder / "CIBillSubjects.csv"))
    assert all(len(told[name].subject) == number for name, number in subjects.items())


def test_every_recorded_history_is_read(recordings: Path):
    folder = recordings / "state/va-lis/csv-legacy/242"
    beside = {
        kind: lis.grouped(table(gzip.decompress((folder / f"{name}.csv.gz").read_bytes()), column), column)
        for kind, name, column in (("history", "History", "Bill_id"), ("sponsors", "Sponsors", "BILL_NUMBER"))
    }
    told = {
        bill.identifier: bill
        for row in table(gzip.decompress((folder / "Bills.csv.gz").read_bytes()), "Bill_id")
        for bill in [lis.bill(row, "20242", beside)]
    }

    plain = Counter(row["Bill_id"] for row in rows(folder / "History.csv.gz"))
    assert {name: len(bill.actions) for name, bill in told.items()} == plain
    budget = told["HB6001"]
    assert (budget.id, stage(budget.actions, "lower")) == ("us-va/2024S1/HB6001", "law")
    assert [each.primary for each in budget.sponsorships][:1] == [True]


@pytest.mark.parametrize("day", ["2025-02-14", "2026-01-26", "2026-03-10"])
def test_every_recorded_docket_is_read(recordings: Path, day: str):
    for name in ("DOCKET", "SUBDOCKET"):
        file = recordings / f"state/va-lis/csv-days/{day}/{name}.csv"
        made = visit(
            spider("us-va-hearings", f"{day}T12:00:00-05:00", session=day[:4]),
            {
                f"{FILES.replace('2026', day[:4])}/Committees.csv": (HEARINGS / "committees.csv").read_bytes(),
                f"{FILES.replace('2026', day[:4])}/DOCKET.CSV": file.read_bytes(),
                f"{FILES.replace('2026', day[:4])}/SUBDOCKET.CSV": (HEARINGS / "subdocket.csv").read_bytes(),
            },
        )
        plain = {(row["Com_no"], row.get("Sub_no"), row["Doc_date"]) for row in rows(file)}

        assert made.faults == []
        assert len(made.hearings) == len(plain) + 1
        assert {each.status for each in made.hearings} <= {"passed", "confirmed"}


def test_the_old_system_is_read_too(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "va.warc.gz", "va-lis/csv-2020/2020-01-28")
    seen = visit(spider("us-va-bills", "2020-01-28T12:00:00-05:00", recording=held), held)
    meetings = visit(spider("us-va-hearings", "2020-01-28T12:00:00-05:00", recording=held), held)

    assert (len(seen.bills), seen.faults, meetings.faults) == (3141, [], [])
    assert {bill.legislative_session for bill in seen.bills} == {"2020"}
    assert len(meetings.hearings) == 14


def test_the_stage_follows_the_history():
    law, waiting, left = case(BILLS).bills

    assert [stage(law.actions[:n], "lower") for n in (1, 3, 7, 11, 12, 13, 14)] == [
        "introduced", "in-committee", "passed-one-chamber", "passed-both", "passed-both", "sent-to-executive", "law",
    ]  # fmt: skip
    assert (stage(waiting.actions, "upper"), stage(left.actions, "lower")) == ("in-committee", "failed")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Passed by indefinitely in Courts of Justice (8-Y 6-N)", ("committee-failure",)),
        ("Passed by for the day", ()),
        ("Reconsideration of passage agreed to by House", ()),
        ("Continued to 2027 with substitute in Finance", ("carried-over",)),
        ("VOTE: Block Vote Passage (99-Y 0-N)", ("passage",)),
        ("Senate substitute agreed to by House", ("concurrence",)),
        ("Vetoed by Governor", ("executive-veto",)),
        ("Governor's Action Deadline 11:59 p.m., April 13, 2026", ()),
    ],
)
def test_words_of_the_history_are_classified(text: str, told: tuple[str, ...]):
    assert lis.ACTIONS.words(text) == told


@pytest.mark.parametrize(
    ("asked", "day", "code", "name"),
    [
        (None, "2026-03-20", "20261", "2026"),
        (None, "2026-12-01", "20271", "2027"),
        ("2024S1", "2026-03-20", "20242", "2024S1"),
        ("20253", "2026-03-20", "20253", "2025S2"),
        ("2025", "2026-03-20", "20251", "2025"),
    ],
)
def test_a_session_has_a_code_and_a_name(asked: str | None, day: str, code: str, name: str):
    import datetime as dt

    assert lis.session_code(asked, dt.date.fromisoformat(day)) == code
    assert lis.session(f"https://lis.blob.core.windows.net/lisfiles/{code}/BILLS.CSV") == name


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"HB57","Crisis', b'"57","Crisis', "Bill_id"),
        (b'"12/29/2025","HB57ER"', b'"29.12.2025","HB57ER"', "wanted a date"),
        (b"Temporary detention orders; transport by alternative custodians.", b" ", "title"),
    ],
)
def test_a_bad_row_costs_itself(old: bytes, new: bytes, reason: str):
    body = (BILLS / "bills.csv").read_bytes()
    assert old in body
    seen = bills(bills=body.replace(old, new))

    assert (len(seen.bills), len(seen.faults)) == (2, 1)
    assert reason in seen.faults[0].reason


@pytest.mark.parametrize(
    ("table", "body"),
    [
        ("bills", b"<html><title>Sign in</title></html>"),
        ("history", b""),
        ("history", b'"Bill","Date"\n'),
        ("bills", b"\x1f\x8b\x08\x00\r\x00\x0d"),
        ("sponsors", b'"MEMBER_NAME"\n"Torian"\n'),
    ],
)
def test_a_changed_table_is_told_and_no_bill_is(table: str, body: bytes):
    seen = bills(**{table: body})

    assert not seen.bills, "bills without their history would take it from those we keep"
    assert len(seen.faults) == 1
    assert not seen.of(NothingHere)


def test_a_session_without_bills_says_so():
    header = (BILLS / "bills.csv").read_bytes().splitlines(keepends=True)[0]

    assert [each.reason for each in bills(bills=header).found] == ["the session has no bills yet"]
    with pytest.raises(PageChanged):
        table(b"", "Bill_id")


# -- votes and members -----------------------------------------------------------------------------------------------------


def test_every_recorded_vote_comes_with_who_voted_how(recordings: Path, tmp_path: Path):
    folder, pages = recordings / "state/va-lis/csv-legacy/242", {}
    for name, file in {"Bills": "BILLS.CSV", "History": "HISTORY.CSV", "Sponsors": "Sponsors.csv", "Vote": "VOTE.CSV", "Members": "Members.csv"}.items():  # fmt: skip
        pages[f"{FILES.replace('20261', '20242')}/{file}"] = tmp_path / file
        (tmp_path / file).write_bytes(gzip.decompress((folder / f"{name}.csv.gz").read_bytes()))
    held = packed(pages, tmp_path / "va.warc.gz")
    seen = visit(spider("us-va-bills", NOW, recording=held), held)
    told = {vote.sources[0].note: vote for bill in seen.bills for vote in bill.votes}

    numbered = {f"Vote {row['History_refid']}" for row in rows(folder / "History.csv.gz") if row["History_refid"]}
    assert (seen.faults, told.keys()) == ([], numbered)
    assert all(vote.ballots for vote in told.values())
    budget = told["Vote H02V0002"]
    assert (budget.motion, budget.result, str(budget.date)) == ("Reported from Appropriations", "pass", "2024-05-13")
    assert budget.ballots[0] == Ballot(option="yes", voter="Luke E. Torian", person_id="H0227")


def test_names_that_do_not_add_up_are_told_and_left_out():
    seen = case(BILLS)
    votes = {vote.sources[0].note: vote for vote in seen.bills[0].votes}

    assert [each.reason.partition(":")[0] for each in seen.faults] == ["vote HV0103"]
    assert [len(votes[f"Vote {number}"].ballots) for number in ("HV0103", "H15V0031", "S06V0200", "SV0400")] == [
        0,
        23,
        15,
        0,
    ]
    assert {each.option: each.value for each in votes["Vote H15V0031"].counts} == {"yes": 21, "no": 1, "not voting": 1}
    assert [each.voter for each in votes["Vote H15V0031"].ballots][0:22:21] == ["Ann A. Example", "Bo Other"]


def test_a_vote_of_no_known_body_costs_nothing_but_its_chamber():
    row = {"History_refid": "XV1", "History_date": "01/20/26", "History_description": "X Read third time (9-Y 1-N)"}
    [vote] = roll_calls.of_bill([row], {}, {}, "https://lis.virginia.gov/bill-details/20261/HB1")
    assert (vote.organization, vote.result) == (None, "pass")


def test_bills_come_without_the_names_where_the_table_of_votes_is_broken():
    told = {f"{FILES}/{name}": (BILLS / f"{kind}.csv").read_bytes() for name, kind in TABLES.items()}
    seen = visit(spider("us-va-bills", NOW), {**told, f"{FILES}/VOTE.CSV": b"<html><title>Sign in</title></html>"})

    assert len(seen.bills) == 3
    assert [fault.url for fault in seen.faults] == [f"{FILES}/VOTE.CSV"]


def test_every_recorded_member_is_read(recordings: Path, tmp_path: Path):
    folder = recordings / "state/va-lis"
    pages = {
        "https://lis.virginia.gov/Member/api/GetMemberListAsync": folder / "api/active_members_all.json",
        "https://lis.virginia.gov/Contact/api/GetMemberContactsAsync": folder / "api/contacts_all.json",
        f"{FILES}/Committees.csv": folder / "csv/20261_2026-04-22/Committees.csv",
        f"{FILES}/CommitteeMembers.csv": folder / "csv/20261_2026-04-22/CommitteeMembers.csv",
    }
    held = packed(pages, tmp_path / "va.warc.gz")
    seen = visit(spider("us-va-people", NOW, recording=held), held)
    members = {each.key: each for each in seen.of(ScrapedPerson)}

    assert seen.faults == []
    assert Counter(each.chamber for each in members.values()) == {"lower": 100, "upper": 40}
    assert len(seen.of(ScrapedOrganization)) == len(rows(pages[f"{FILES}/Committees.csv"]))
    anthony = members["H0353"]
    assert (anthony.name, anthony.district, anthony.party, anthony.phone) == (
        "Bonita G. Anthony", "92", "Democratic", "(804) 698-1092",
    )  # fmt: skip
    assert (anthony.email, str(anthony.began)) == ("DelBAnthony@house.virginia.gov", "2023-11-20")
    assert anthony.office == "Room 1002, General Assembly Building, 201 North 9th Street, Richmond, VA 23219"
    assert all(each.organization.startswith("House ") for each in anthony.memberships)
    assert sum(each.ended is not None for each in members.values()) == 2
