"""Washington: what was recorded of its web services, and what they may do wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
from tracker.records.items import NothingHere, Unchanged, Unreadable
from tracker.records.stages import stage

NOW = "2026-02-20T12:00:00-08:00"
SERVICES = "https://wslwebservices.leg.wa.gov"
INTRODUCED = f"{SERVICES}/LegislationService.asmx/GetLegislationIntroducedSince?sinceDate=2024-12-01"
CHANGES = f"{SERVICES}/LegislationService.asmx/GetLegislativeStatusChangesByDateRange?biennium=2025-26&beginDate=2024-12-01&endDate=2026-12-31"
MEETINGS = f"{SERVICES}/CommitteeMeetingService.asmx/GetCommitteeMeetings?beginDate=2026-02-13&endDate=2026-05-21"
BILLS = ROOT / "tests/sources/us-wa-bills/2026-02-20-two-lists"
HEARINGS = ROOT / "tests/sources/us-wa-hearings/2026-02-20-three-meetings"


def bills(introduced: bytes, changes: bytes | None = None):
    changes = (BILLS / "changes.xml").read_bytes() if changes is None else changes
    return visit(spider("us-wa-bills", NOW), {INTRODUCED: introduced, CHANGES: changes})


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "wa.warc.gz", "wa-wsl/GetLegislation")
    seen = visit(spider("us-wa-bills", NOW, recording=held), held)

    assert (len(seen.bills), seen.faults) == (752, [])
    by_id = {bill.id: bill for bill in seen.bills}
    assert len(by_id) == 752
    travel = by_id["us-wa/2025-2026/HB2087"]
    assert (travel.title, travel.sponsorships[0].name) == ("Addressing travel insurance.", "Ryu")
    assert travel.actions[0].classification == ("reading-1", "referral-committee")
    assert by_id["us-wa/2025-2026/SCR8407"].classification == ("concurrent resolution",)
    assert sum(bool(bill.related_bills) for bill in seen.bills) > 100


def test_the_stage_follows_the_history():
    law = case(BILLS).bills[0]

    assert [stage(law.actions[:n], "lower") for n in (2, 9, 11, 14, 15)] == [
        "in-committee", "passed-one-chamber", "passed-both", "sent-to-executive", "law",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [("HB 2087", "HB2087"), ("SSB 5123", "SB5123"), ("2ESSB 5123", "SB5123"), ("E2SHB 1001", "HB1001"), ("SB 0012", "SB12"), ("SGA 9301", None), ("House Bill 1", None)],
)  # fmt: skip
def test_all_versions_of_a_bill_have_one_number(text: str, told: str | None):
    from spiders.sources.us_wa.services import identifier

    assert identifier(text) == told


@pytest.mark.parametrize(
    "name", ["soap_fault_2026-01-17_2eb9af.xml", "request_GetRevisedCommitteeMeetings_2026-01-18_c021be.xml"]
)
def test_a_fault_or_a_stray_answer_is_no_empty_list(recordings: Path, name: str):
    body = (recordings / "state/wa-wsl" / name).read_bytes()
    for seen in (bills(body), visit(spider("us-wa-hearings", NOW), {MEETINGS: body})):
        assert len(seen.faults) == 1
        assert seen.found == seen.faults


def test_an_empty_list_is_nothing_yet():
    body = b'<?xml version="1.0"?><ArrayOfLegislation xmlns="http://WSLWebServices.leg.wa.gov/" />'

    assert len(bills(body).of(NothingHere)) == 1


def test_without_the_histories_no_bill_is_told():
    seen = visit(spider("us-wa-bills", NOW), {INTRODUCED: (BILLS / "introduced.xml").read_bytes()})

    assert not seen.bills, "bills without their actions would take them from those we keep"
    assert len(seen.faults) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<BillId>HB 2455</BillId><BillNumber>", b"<BillNumber>"),
        (b"<BillId>HB 2455</BillId><BillNumber>", b"<BillId>??</BillId><BillNumber>"),
        (b"<Biennium>2025-26</Biennium><BillId>HB 2455", b"<Biennium>now</Biennium><BillId>HB 2455"),
    ],
)
def test_a_bad_bill_costs_itself_and_is_counted(old: bytes, new: bytes):
    seen = bills((BILLS / "introduced.xml").read_bytes().replace(old, new))

    assert len(seen.bills) == 2
    assert len(seen.of(Unreadable)) == 1


def test_a_meeting_that_was_not_revised_is_not_asked_for_again():
    stamps = {hearing.id: hearing.stamp for hearing in case(HEARINGS).hearings}
    pages = {MEETINGS: (HEARINGS / "meetings.xml").read_bytes().replace(b"Hearing Rm 4", b"Hearing Rm 1")}
    seen = visit(spider("us-wa-hearings", NOW, stamps=stamps), pages)

    assert [each.id for each in seen.of(Unchanged)] == ["us-wa/agenda-33502", "us-wa/agenda-33510"]
    assert [url for url in seen.asked if "agendaId" in url] == [
        f"{SERVICES}/CommitteeMeetingService.asmx/GetCommitteeMeetingItems?agendaId=33501"
    ]


def test_a_meeting_without_a_date_or_a_committee_is_told():
    for old, new in [
        (b"<Date>2026-02-24T13:30:00</Date>", b""),
        (b"<LongName>Senate Committee on Human Services</LongName>", b""),
        (b"T13:30:00", b""),
    ]:
        body = (HEARINGS / "meetings.xml").read_bytes().replace(old, new).replace(b"<Name>Human Services</Name>", b"")
        pages = {MEETINGS: body} | {
            f"{SERVICES}/CommitteeMeetingService.asmx/GetCommitteeMeetingItems?agendaId={n}": (
                HEARINGS / "items-none.xml"
            ).read_bytes()
            for n in (33501, 33502, 33510)
        }
        seen = visit(spider("us-wa-hearings", NOW), pages)

        assert (len(seen.hearings), len(seen.of(Unreadable))) == (2, 1)
