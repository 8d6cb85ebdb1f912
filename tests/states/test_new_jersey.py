"""New Jersey: its database read whole, each code in words, and what a cut or changed file does."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from spiders.sources.us_nj import codes
from spiders.sources.us_nj.database import TABLES
from tests.states.visits import Visit, spider, visit
from tracker.records.items import NothingHere, ScrapedOrganization, ScrapedPerson
from tracker.records.stages import stage

NOW = "2026-02-06T12:00:00-05:00"
URL = "https://pub.njleg.gov/leg-databases/2026data/DB2026_TEXT.zip"
BEFORE = "https://pub.njleg.gov/leg-databases/2024data/DB2024_TEXT.zip"
SMALL = {
    "MAINBILL": [
        {"BillType": "A  ", "BillNumber": "4", "CurrentStatus": "SHH", "Synopsis": "Requires coverage of crisis care.",
         "Abstract": "Crisis care-coverage", "FirstPrime": "Testa, Michael L.", "IdenticalBillNumber": "S50 (2R)",
         "LastSessionFullBillNumber": "A9 w/c S8"},
        {"BillType": "A  ", "BillNumber": "5", "FirstPrime": "OPEN"},
    ],
    "BILLHIST": [
        {"BillType": "A", "BillNumber": "4", "Sequence": "2", "DateAction": "1/29/2026 0:00:00", "Action": "PA",
         "Comment": "(51-20-8)", "House": "A"},
        {"BillType": "A", "BillNumber": "4", "Sequence": "1", "DateAction": "1/13/2026 0:00:00",
         "Action": "INT 1RA REF SHH", "House": "A"},
        {"BillType": "A", "BillNumber": "4", "Sequence": "3", "DateAction": "1/29/2026 0:00:00",
         "Action": "R/S REF SHH", "House": "S"},
    ],
    "BILLSPON": [
        {"BillType": "A", "BillNumber": "4", "Sequence": "1", "Sponsor": "Gone, Al", "Type": "P", "Status": "W"},
        {"BillType": "A", "BillNumber": "4", "Sequence": "2", "Sponsor": "Testa, Michael L.", "Type": "P",
         "Status": "A", "SponDate": "1/13/2026 0:00:00"},
    ],
    "BILLSUBJ": [{"BillType": "A", "BillNumber": "4", "SubjectKey": "MENTAL"}],
    "BILLWP": [
        {"BillType": "A", "BillNumber": "4", "Document": r"\\NJOLS7\LEGAPPS$\2026BILL\A0500\4_I1.DOCX", "DocType": "I"},
        {"BillType": "A", "BillNumber": "4", "Document": r"\\NJOLS7\LEGAPPS$\2026BILL\A0500\4_S1.DOCX", "DocType": "S",
         "Comment": "SHH 1/29/26"},
    ],
    "SUBJHEADINGS": [{"SubjAbbrev": "MENTAL", "Description": "HEALTH - MENTAL HEALTH"}],
    "COMMITTEE": [{"Code": "SHH", "Description": "Health", "House": "S",
                   "Phone": "(609)847-3855 or e-mail: OLSAideSHH@njleg.org"}],
    "COMEMBER": [{"Code": "SHH", "Member": "Testa, Michael L.", "Position_on_Committee": "V"}],
    "ROSTER": [{"District": "1", "House": "S", "LastName": "Testa", "Firstname": "Michael", "MidName": "L.",
                "Suffix": "Jr.", "LegStatus": "Active", "Party": "R", "Phone": "(609) 778-2012", "Roster Key": "424"}],
    "AGENDAS": [
        {"CommHouse": "SHH", "Date": "2/12/2026", "Time": "01:00 PM", "Type": "Meeting", "Location": "Room 4",
         "Comments": "Testimony is taken.", "Status": "Scheduled"},
        {"CommHouse": "SHH", "Date": "2/19/2026", "Time": "12:00 AM", "Type": "Meeting", "Status": "Not Meeting"},
    ],
    "BAGENDA": [{"CommHouse": "SHH", "Date": "2/12/2026", "Time": "01:00 PM", "Type": "Meeting", "BillType": "A",
                 "BillNumber": "4", "Category": "Considered"}],
}  # fmt: skip


def packed(**changed: list[dict[str, str]] | None) -> bytes:
    """The database as it is served, small; a table that is None is left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, columns in TABLES.items():
            rows = changed.get(name, SMALL[name])
            if rows is not None:
                told = io.StringIO()
                names = list(dict.fromkeys((*columns, *(key for row in rows for key in row))))
                writer = csv.DictWriter(told, names, quoting=csv.QUOTE_NONNUMERIC, restval="")
                writer.writeheader()
                writer.writerows(rows)
                archive.writestr(f"{name}.TXT", told.getvalue().encode("cp1252"))
    return made.getvalue()


def read(body: bytes, folder: Path) -> Visit:
    return visit(spider("us-nj-database", NOW), {URL: body}, folder)


def test_a_bill_is_put_together_from_seven_tables(tmp_path: Path):
    seen = read(packed(), tmp_path)
    (bill,) = seen.bills

    assert (bill.id, bill.title, bill.subject) == ("us-nj/222/A4", "Requires coverage of crisis care.", ("HEALTH - MENTAL HEALTH",))  # fmt: skip
    assert [each.description for each in bill.actions] == [
        "Introduced in the Assembly, Referred to Senate Health Committee",
        "Passed by the Assembly (51-20-8)",
        "Received in the Senate, Referred to Senate Health Committee",
    ]
    assert stage(bill.actions, bill.from_organization, place="us-nj") == "passed-one-chamber"
    assert [(each.name, each.person_id, each.party) for each in bill.sponsorships] == [
        ("Testa, Michael L.", "424", "R")
    ]
    assert bill.versions[0].links[0].url == "https://pub.njleg.state.nj.us/Bills/2026/A0500/4_I1.HTM"
    assert [each.note for each in bill.documents] == ["Statement, SHH 1/29/26"]
    assert {(each.identifier, each.relation_type, each.legislative_session) for each in bill.related_bills} == {
        ("S50", "companion", "222"), ("A9", "prior-session", "221"), ("S8", "prior-session", "221"),
    }  # fmt: skip
    (vote,) = bill.votes
    assert {each.option: each.value for each in vote.counts} == {"yes": 51, "no": 20, "abstain": 8}
    assert seen.faults == []


def test_meetings_members_and_aides_stand_in_the_same_file(tmp_path: Path):
    seen = read(packed(), tmp_path)
    meeting, off = seen.hearings
    (person,), (committee,) = seen.of(ScrapedPerson), seen.of(ScrapedOrganization)

    assert (meeting.key, meeting.name, meeting.start.isoformat()) == (
        "agenda-SHH-2026-02-12-meeting", "Senate Health Committee", "2026-02-12T13:00:00-05:00",
    )  # fmt: skip
    assert [each.identifier for each in meeting.bills] == ["A4"]
    assert (off.status, off.all_day) == ("cancelled", True)
    assert (person.name, person.district, person.phone) == ("Michael L. Testa Jr.", "1", "(609) 778-2012")
    assert [(each.organization, each.role) for each in person.memberships] == [
        ("Senate Health Committee", "vice chair")
    ]
    assert (committee.email, committee.phone) == ("OLSAideSHH@njleg.org", "(609)847-3855")


@pytest.mark.parametrize("name", ["MAINBILL", "BILLHIST", "AGENDAS"])
def test_a_table_that_is_missing_or_renamed_is_told_and_nothing_is_taken_for_empty(name: str, tmp_path: Path):
    for body in (packed(**{name: None}), packed()[:400], b"<html>Request Rejected</html>"):
        seen = read(body, tmp_path)
        assert seen.faults
        assert not seen.bills
        assert not seen.of(NothingHere)


def test_a_bad_row_costs_itself(tmp_path: Path):
    history = [{**SMALL["BILLHIST"][0], "DateAction": "soon"}]
    seen = read(packed(BILLHIST=history), tmp_path)
    assert len(seen.faults) == 1
    assert len(seen.hearings) == 2


def test_every_row_of_the_recorded_database_is_read(recordings: Path, tmp_path: Path):
    file = recordings / "state/nj-njleg/DB2024_TEXT.zip"
    seen = visit(spider("us-nj-database", NOW, session="221"), {BEFORE: file.read_bytes()}, tmp_path)
    with zipfile.ZipFile(file) as archive:
        plain = {
            name: list(csv.DictReader(io.StringIO(archive.read(f"{name}.TXT").decode("cp1252"), newline="")))
            for name in ("MAINBILL", "BILLHIST", "AGENDAS", "BAGENDA", "ROSTER", "BILLSPON")
        }
    bills = {each.identifier: each for each in seen.bills}
    rows = {f"{row['BillType'].strip()}{row['BillNumber']}": row for row in plain["MAINBILL"] if row["Synopsis"]}

    assert seen.faults == []
    assert bills.keys() == rows.keys()
    assert all(bills[name].title == " ".join(row["Synopsis"].split()) for name, row in rows.items())
    assert len(seen.hearings) == len(plain["AGENDAS"])
    assert sum(len(each.bills) for each in seen.hearings) == len(plain["BAGENDA"])
    assert sum(len(each.actions) for each in bills.values()) == len(plain["BILLHIST"])
    assert sum(len(each.sponsorships) for each in bills.values()) == sum(
        row["Status"] == "A" for row in plain["BILLSPON"]
    )
    assert all(each.person_id for bill in bills.values() for each in bill.sponsorships)
    assert len(seen.of(ScrapedPerson)) == sum(row["LegStatus"] == "Active" for row in plain["ROSTER"])
    reached = {name: stage(bill.actions, bill.from_organization, place="us-nj") for name, bill in bills.items()}
    wanted = {
        "APP": "law",
        "SUB": "substituted",
        "W": "failed",
        "WAPP": "substituted",
        "PV": "vetoed",
    }
    wrong = Counter(
        (row["CurrentStatus"], reached[name])
        for name, row in rows.items()
        if row["CurrentStatus"] in wanted and reached[name] != wanted[row["CurrentStatus"]]
    )
    assert not wrong
    known = {" ".join(row["Action"].split()) for row in plain["BILLHIST"]}
    assert not {code for code in known if codes.words(code, "", {}) == code}
