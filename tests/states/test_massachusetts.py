"""Massachusetts: what was recorded of its API, and what the API may do wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spiders.kit.warc import Recording
from spiders.sources.us_ma.bills import general_court
from tests.conftest import ROOT
from tests.states.visits import Visit, pack, spider, visit
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Unchanged
from tracker.records.stages import stage

NOW = "2026-11-20T12:00:00-05:00"
API = "https://malegislature.gov/api"
CASE = ROOT / "tests/sources/us-ma-bills/2026-11-20-two-bills"
HEARINGS = ROOT / "tests/sources/us-ma-hearings/2026-11-20-four-hearings"


def bill_pages(**changed: object) -> dict[str, bytes]:
    """The pages of one bill, with fields of its document changed; `...` takes a field away."""
    document = {**json.loads((CASE / "H2197.json").read_text()), **changed}
    document = {name: value for name, value in document.items() if value is not ...}
    at = f"{API}/GeneralCourts/194/Documents"
    row = {"BillNumber": "H2197", "Title": "An Act", "GeneralCourtNumber": 194}
    return {
        at: json.dumps([row]).encode(),
        f"{at}/H2197": json.dumps(document).encode(),
        f"{at}/H2197/DocumentHistoryActions": (CASE / "H2197-history.json").read_bytes(),
    }


def visit_bills(pages: dict[str, bytes], **asked: object) -> Visit:
    return visit(spider("us-ma-bills", NOW, **asked), pages)


@pytest.fixture(scope="module")
def recorded(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return pack(recordings / "state", tmp_path_factory.mktemp("ma") / "ma.warc.gz", "ma-malegislature/api/")


def test_every_recorded_bill_is_read(recorded: Recording):
    seen = visit(spider("us-ma-bills", NOW, recording=recorded), recorded)

    assert (len(seen.bills), seen.faults) == (40, [])
    by_number = {bill.identifier: bill for bill in seen.bills}
    assert by_number["S1285"].id == "us-ma/192/S1285"
    assert by_number["S1285"].title == "An Act ensuring access to addiction services"
    assert by_number["H119"].sponsorships[0].name == "Sean Garballey"
    assert [each.primary for each in by_number["H119"].sponsorships] == [True, *[False] * 5]


def test_one_document_over_time_differs_only_where_it_changed(recordings: Path, tmp_path: Path):
    folder = recordings / "state/ma-malegislature/api-history/ma_bill_192_H1196"
    numbers = []
    for day in sorted(folder.glob("*.json")):
        held = pack(
            recordings / "state",
            tmp_path / f"{day.stem}.warc.gz",
            f"ma-malegislature/api-history/{folder.name}/{day.name}",
        )
        (bill,) = visit(spider("us-ma-bills", NOW, recording=held), held).bills
        numbers.append(len(bill.sponsorships))

    assert numbers == sorted(numbers), "cosponsors were only added"
    assert numbers[-1] > numbers[0] > 0


def test_the_stage_follows_the_history():
    (bill,) = visit_bills(bill_pages()).bills

    assert stage(bill.actions, bill.from_organization, place=bill.jurisdiction) == "law"
    assert stage(bill.actions[:4], bill.from_organization, place=bill.jurisdiction) == "in-committee"
    assert stage(bill.actions[:7], bill.from_organization, place=bill.jurisdiction) == "passed-one-chamber"


@pytest.mark.parametrize("field", ["Title", "BillNumber", "PrimarySponsor", "Cosponsors", "LegislationTypeName"])
@pytest.mark.parametrize("value", [..., "", [1]], ids=["missing", "empty", "another-kind"])
def test_a_changed_document_is_told_and_never_stored_wrong(field: str, value: object):
    seen = visit_bills(bill_pages(**{field: value}))

    assert not seen.bills
    assert [fault.kind for fault in seen.faults] == ["page-changed"]
    assert "wanted" in seen.faults[0].reason


@pytest.mark.parametrize(
    "body", [b"", b"<!DOCTYPE html><html>Access Denied</html>", b'{"Message": "An error"}', b"[1]"]
)
def test_a_list_that_is_none_is_a_failed_page(body: bytes):
    seen = visit_bills({f"{API}/GeneralCourts/194/Documents": body})

    assert not seen.bills
    assert len(seen.faults) == 1


def test_a_bill_whose_history_is_not_there_is_told_and_kept_as_it_was():
    pages = bill_pages()
    del pages[f"{API}/GeneralCourts/194/Documents/H2197/DocumentHistoryActions"]
    seen = visit_bills(pages)

    assert not seen.bills, "a bill without its actions would take them from the one we keep"
    assert [fault.kind for fault in seen.of(Problem)] == ["not-recorded"]


def test_dockets_alone_are_nothing_yet():
    seen = visit_bills({f"{API}/GeneralCourts/194/Documents": b'[{"BillNumber": null, "DocketNumber": "HD1"}]'})

    assert len(seen.of(NothingHere)) == 1


def test_a_known_bill_is_read_again_once_in_seven_days():
    (bill,) = visit_bills(bill_pages()).bills
    days = [
        visit(spider("us-ma-bills", f"2026-11-{day}T12:00:00-05:00", stamps={bill.id: bill.stamp}), bill_pages())
        for day in range(20, 28)
    ]

    reread = [day for day, seen in enumerate(days) if seen.bills]
    assert reread == list(range(reread[0], 8)), "once due, it stays due until it was read"
    assert 1 <= reread[0] <= 7
    assert days[0].of(Unchanged)[0].id == bill.id


def test_the_limit_and_the_session_are_kept():
    pages = {
        f"{API}/GeneralCourts/193/Documents": json.dumps(
            [{"BillNumber": f"H{n}", "Title": "An Act", "GeneralCourtNumber": 193} for n in range(1, 9)]
        ).encode()
    }
    seen = visit_bills(pages, session="193", limit=3)

    assert [url.rpartition("/")[2] for url in seen.asked[1:]] == ["H1", "H2", "H3"]


def test_the_general_court_is_known_from_the_year():
    import datetime as dt

    assert [general_court(dt.date(year, 6, 1)) for year in (2021, 2024, 2025, 2026, 2027)] == [192, 193, 194, 194, 195]


def test_a_hearing_that_is_over_is_not_read_again():
    pages = {
        (f"{API}/Hearings/{file.stem}" if file.stem.isdecimal() else f"{API}/Hearings"): file.read_bytes()
        for file in HEARINGS.glob("[0-9h]*.json")
    }
    first = visit(spider("us-ma-hearings", NOW), pages)
    stamps = {hearing.id: hearing.stamp for hearing in first.hearings if hearing.stamp}
    again = visit(spider("us-ma-hearings", NOW, stamps=stamps), pages)

    assert [each.id for each in again.of(Unchanged)] == ["us-ma/hearing-5440"]
    assert len(again.hearings) == 3


@pytest.mark.parametrize("field", ["EventId", "StartTime", "Status", "HearingAgendas"])
def test_a_hearing_without_what_it_needs_is_told(field: str):
    event = json.loads((HEARINGS / "5531.json").read_text())
    del event[field]
    pages = {f"{API}/Hearings": b'[{"EventId": 5531}]', f"{API}/Hearings/5531": json.dumps(event).encode()}
    seen = visit(spider("us-ma-hearings", NOW), pages)

    assert not seen.hearings
    assert field in seen.faults[0].reason


def test_an_event_at_midnight_has_no_hour_and_its_description_says_that_it_is_off():
    event = json.loads((HEARINGS / "5531.json").read_text())
    event |= {"StartTime": event["StartTime"][:11] + "00:00:00", "Description": "The hearing has been cancelled."}
    pages = {f"{API}/Hearings": b'[{"EventId": 5531}]', f"{API}/Hearings/5531": json.dumps(event).encode()}
    (held,) = visit(spider("us-ma-hearings", NOW), pages).hearings

    assert (held.all_day, held.time_qualifier, held.end, held.status) == (True, "date-only", None, "cancelled")
