"""Maryland's list of legislation and the District's calendar and legislation, as far as they were recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spiders.sources.us_dc import lims
from tests.states.visits import pack, spider, visit
from tracker.records.items import NothingHere
from tracker.records.stages import stage

LIST = "https://mgaleg.maryland.gov/2026RS/misc/billsmasterlist/legislation.json"


def test_every_recorded_bill_and_hearing_of_maryland_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "more", tmp_path / "md.warc.gz", "bills/us-md-mgaleg/legislation")
    seen = visit(spider("us-md-legislation", "2026-02-01T12:00:00-05:00", recording=held), held)
    rows = json.loads((recordings / "more/bills/us-md-mgaleg/legislation_2026RS_cut.json").read_text("utf-8"))
    told = {each.identifier: each for each in seen.bills}

    assert seen.faults == []
    assert [each.title for each in seen.bills] == [row["Title"] for row in rows]
    assert [len(each.subject) for each in seen.bills] == [
        len(row["BroadSubjects"])
        + len(row["NarrowSubjects"])
        + sum(len(statute["Sections"]) for statute in row["Statutes"] or ())
        for row in rows
    ]
    assert told["HB14"].subject[-1] == "Article – Education, § 7-424"
    assert {name: stage(each.actions, each.from_organization, place="us-md") for name, each in told.items()} == {
        "SB2": "in-committee", "HB14": "law", "HJ5": "law", "HB39": "failed",
    }  # fmt: skip
    assert [each.description for each in told["HB14"].actions][-2:] == [
        f"{words} (the day is not told)"
        for words in ("Conference Committee Appointed", "Approved by the Governor - Chapter 775")
    ]
    moments = [row[key] for row in rows for key in row if key.startswith("HearingDateTime") and row[key]]
    assert sorted(each.start.strftime("%Y-%m-%dT%H:%M:%S") for each in seen.hearings) == sorted(moments)


@pytest.mark.parametrize("body", [b"<html>Request Rejected</html>", b'{"message": "none"}', b'[{"BillNumber": "HB1"}]'])
def test_another_answer_than_the_list_is_told(body: bytes):
    seen = visit(spider("us-md-legislation", "2026-02-01T12:00:00-05:00"), {LIST: body})
    assert seen.faults
    assert not seen.of(NothingHere)


def test_every_recorded_hearing_of_the_council_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "more", tmp_path / "dc.warc.gz", "hearings/us-dc-lims")
    seen = visit(spider("us-dc-hearings", "2026-10-01T12:00:00-04:00", recording=held), held)
    (file,) = (recordings / "more/hearings/us-dc-lims").glob("*.json")
    rows = json.loads(file.read_text("utf-8"))

    assert seen.faults == []
    assert [each.key for each in seen.hearings] == [f"hearing-{row['hearingId']}" for row in rows]
    assert [each.start.strftime("%Y-%m-%dT%H:%M:%S") for each in seen.hearings] == [
        row["hearingDateTime"] for row in rows
    ]
    assert sum(len(each.bills) for each in seen.hearings) == sum(
        bool(topic["legislationNumber"]) for row in rows for topic in row["topics"]
    )


def test_the_recorded_bill_of_the_council_is_read_with_every_vote(recordings: Path, tmp_path: Path):
    held = pack(recordings / "more", tmp_path / "dc.warc.gz", "bills/us-dc-lims")
    seen = visit(spider("us-dc-bills", "2026-10-01T12:00:00-04:00", recording=held), held)
    (bill,) = seen.bills

    assert seen.faults == []
    assert (bill.id, bill.title) == ("us-dc/26/B260400", "Statutory Neglect Amendment Act of 2025")
    assert stage(bill.actions, bill.from_organization, place="us-dc") == "law"
    assert [(each.date.isoformat(), each.result, len(each.ballots)) for each in bill.votes] == [
        ("2026-03-03", "pass", 13), ("2026-03-31", "pass", 13),
    ]  # fmt: skip
    assert [(each.note, str(each.date)) for each in bill.documents if each.note.startswith("Video: ")] == [
        ("Video: Public Hearing", "2025-11-13"), ("Video: Committee mark-up", "2026-01-27"), ("Video: Committee mark-up", "2026-02-23"),
        ("Video: First Reading, CC", "2026-03-03"), ("Video: Final Reading, CC", "2026-03-31"),
    ]  # fmt: skip
    assert [(each.name, each.primary) for each in bill.sponsorships] == [
        ("Parker, Zachary", True),
        ("Bonds, Anita", True),
    ]


def test_the_lists_of_a_council_period_lead_to_each_bill_with_the_key():
    api = "https://lims.dccouncil.gov/api/v2/PublicData"
    row = {"legislationNumber": "B26-0001", "title": "Crisis Act", "councilPeriodId": 26, "category": "Bill"}
    answers = {
        f"{api}/BulkData/1/26": json.dumps([{"legislationNumber": "B26-0001"}]).encode(),
        f"{api}/BulkData/6/26": b"[]",
        f"{api}/LegislationDetails/B26-0001": json.dumps(row).encode(),
    }
    seen = visit(spider("us-dc-bills", "2026-10-01T12:00:00-04:00"), answers)
    assert [each.title for each in seen.bills] == ["Crisis Act"]
    assert seen.faults == []


def test_by_when_the_mayor_and_congress_must_act_stands_in_the_history_and_a_hearing_is_held_only_where_papers_say_so():
    """The form of the service's own documentation, in a bill made by hand."""
    hearing = {"hearingType": "Public Hearing", "hearingDate": "2026-11-12T00:00:00"}
    row = {
        "legislationNumber": "B26-0500", "councilPeriodId": 26, "title": "Crisis Beds Act of 2026", "category": "Bill",
        "introductionDate": "2026-09-01T00:00:00",
        "committeeHearing": [
            hearing,
            hearing | {"hearingDate": "2026-10-13T00:00:00", "cancellationHearingNotice": "https://lims.dccouncil.gov/c.pdf"},
            hearing | {"hearingDate": "2026-10-20T00:00:00", "hearingRecord": "https://lims.dccouncil.gov/r.pdf"},
        ],
        "mayoralReview": {
            "transmittedDate": "2026-11-20T00:00:00", "responseDueDate": "2026-12-07T00:00:00",
            "returnedDate": "2026-12-07T00:00:00", "signedDate": None, "vetoDate": None,
        },
        "congressionalReview": {"transmittedDate": "2026-12-09T00:00:00", "lawProjectedDate": "2027-02-03T00:00:00"},
    }  # fmt: skip
    bill = lims.bill(row)
    assert [each.description for each in bill.actions][1:] == [
        "Public Hearing canceled",
        "Public Hearing held",
        "Public Hearing scheduled",
        "Transmitted to Mayor, response due December 7, 2026",
        "Returned by the Mayor unsigned",
        "Transmitted to Congress, review is to end February 3, 2027",
    ]
    assert stage(bill.actions[:-2], bill.from_organization, place="us-dc") == "sent-to-executive"
    assert "Hearing Cancellation Notice" in [each.note for each in bill.documents]
