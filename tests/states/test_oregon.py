"""Oregon: what was recorded of its OData service, and what it may do wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
from tracker.records.items import NothingHere, Unreadable
from tracker.records.stages import stage

NOW = "2026-02-20T12:00:00-08:00"
SERVICE = "https://api.oregonlegislature.gov/odata/odataservice.svc"
BILLS = ROOT / "tests/sources/us-or-bills/2026-02-20-session"
MEASURES = f"{SERVICE}/LegislativeSessions('2026R1')/Measures?$expand=MeasureSponsors,MeasureDocuments,MeasureHistoryActions&$top=100&$skip={{}}&$format=json"


def measures(body: object):
    return visit(spider("us-or-bills", NOW, session="2026R1"), {MEASURES.format(0): json.dumps(body).encode()})


def test_every_recorded_measure_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "or.warc.gz", "or-olis/measures")
    seen = visit(spider("us-or-bills", NOW, recording=held), held)
    kept = sum(len(json.loads(file.read_text())) for file in (recordings / "state/or-olis").glob("measures-*.json"))

    assert (len(seen.bills), seen.faults) == (kept, [])
    assert len({bill.id for bill in seen.bills}) == kept
    by_id = {bill.id: bill for bill in seen.bills}
    asked = [each.name for bill in seen.bills for each in bill.sponsorships if each.classification == "requester"]
    assert (len(asked), asked.count("At the request of Senate Interim Committee on Health Care")) == (277, 6)
    assert by_id["us-or/2026R1/HB4001"].abstracts[0].abstract.startswith("Digest: The Act directs the DOJ")


def test_one_recorded_session_can_be_chosen(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "or.warc.gz", "or-olis/measures")
    seen = visit(spider("us-or-bills", NOW, recording=held, session="2025S1"), held)

    assert {bill.legislative_session for bill in seen.bills} == {"2025S1"}


def test_the_stage_follows_the_history():
    bill, memorial, dead = case(BILLS).bills

    assert [stage(bill.actions[:n], "lower", place=bill.jurisdiction) for n in (1, 2, 7)] == [
        "introduced",
        "in-committee",
        "passed-one-chamber",
    ]
    assert stage(dead.actions, "upper", place=dead.jurisdiction) == "failed"
    assert memorial.classification == ("joint memorial",)


@pytest.mark.parametrize(
    "field",
    ["MeasurePrefix", "MeasureNumber", "SessionKey", "MeasureHistoryActions", "MeasureSponsors", "MeasureDocuments"],
)
def test_a_measure_without_what_was_asked_for_is_told(field: str):
    body = json.loads((BILLS / "measures-2.json").read_text())
    del body["value"][0][field]
    seen = measures(body)

    assert not seen.bills
    assert len(seen.of(Unreadable)) == 1


def test_a_full_page_without_a_link_is_followed_by_the_next():
    row = json.loads((BILLS / "measures-2.json").read_text())["value"][0]
    pages = {
        MEASURES.format(0): json.dumps([{**row, "MeasureNumber": n} for n in range(1, 101)]).encode(),
        MEASURES.format(100): json.dumps([{**row, "MeasureNumber": 101}]).encode(),
    }
    seen = visit(spider("us-or-bills", NOW, session="2026R1"), pages)

    assert (len(seen.bills), seen.faults) == (101, [])


@pytest.mark.parametrize("body", [{"odata.error": {"code": ""}}, {"value": {}}, "x", {"value": [1]}])
def test_another_answer_is_a_failed_page(body: object):
    seen = measures(body)

    assert not seen.bills
    assert len(seen.faults) == 1


def test_a_next_page_elsewhere_is_not_followed():
    seen = measures({"value": [], "odata.nextLink": "https://elsewhere.example/Measures"})

    assert len(seen.asked) == 1
    assert len(seen.faults) == 1


def test_no_measures_are_nothing_yet():
    assert len(measures({"value": []}).of(NothingHere)) == 1
