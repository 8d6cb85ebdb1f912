"""South Dakota: what was recorded of its bills, and what a bill may do wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import Visit, case, pack, spider, visit
from tracker.ingest.verdict import Problem
from tracker.records.stages import stage

NOW = "2026-11-20T12:00:00-06:00"
LAW = ROOT / "tests/sources/us-sd-bills/2026-11-20-law/law.json"


def read(body: bytes, folder: Path) -> Visit:
    """The visit of a recording that holds one bill."""
    row = {"path": "bill.json", "url": "https://sdlegislature.gov/api/Bills/90001"}
    (folder / "MANIFEST.tsv").write_text("path\turl\n" + "\t".join(row.values()) + "\n", encoding="utf-8")
    (folder / "bill.json").write_bytes(body)
    held = pack(folder, folder / "sd.warc.gz", "bill")
    return visit(spider("us-sd-bills", NOW, recording=held), held)


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "sd.warc.gz", "sd-sdlegislature/")
    seen = visit(spider("us-sd-bills", NOW, recording=held), held)
    plain = [json.loads(file.read_bytes()) for file in (recordings / "state/sd-sdlegislature/bills").glob("*.json")]

    assert (len(seen.bills), seen.faults) == (len(plain), [])
    by_url = {bill.sources[0].url.rpartition("/")[2]: bill for bill in seen.bills}
    for told in plain:
        bill = by_url[str(told["bill_id"])]
        assert bill.title == " ".join(told["bill_title"].split())
        assert bill.identifier.endswith(str(told["bill_number"]))
        assert len(bill.versions) == len(told["bill_versions"])
        assert len(bill.actions) == sum(bool(each["status_text"].strip(" ,")) for each in told["action_log"])
        law = any(each["status_text"].startswith(("Signed by Gov", "Signed by the Gov")) for each in told["action_log"])
        assert (stage(bill.actions, bill.from_organization, place=bill.jurisdiction) == "law") is law


def test_the_stage_follows_the_log(tmp_path: Path):
    bill = read(LAW.read_bytes(), tmp_path).bills[0]

    assert [stage(bill.actions[:n], "upper", place=bill.jurisdiction) for n in (1, 4, 7, 10, 11)] == [
        "in-committee", "passed-one-chamber", "passed-both", "sent-to-executive", "law",
    ]  # fmt: skip
    assert bill.text == "An Act to provide for examination by telehealth.", "the newest text, wherever it stands"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"Senate Bill"', b'"Senate Thing"'),
        (b'"bill_title"', b'"Title"'),
        (b"2026-01-13T", b"soon"),
        (b'"action_log": [', b'"action_log": [], "log": ['),
    ],
)
def test_a_changed_bill_is_told(old: bytes, new: bytes, tmp_path: Path):
    body = LAW.read_bytes()
    assert old in body
    seen = read(body.replace(old, new), tmp_path)

    assert not seen.bills
    assert [each.kind for each in seen.faults] == ["page-changed"]


def test_a_live_visit_asks_for_the_list_of_the_session_that_sits():
    seen = visit(spider("us-sd-bills", "2027-02-01T12:00:00-06:00"), {})

    assert seen.asked == ["https://sdlegislature.gov/api/Sessions"]
    assert [each.kind for each in seen.of(Problem)] == ["not-recorded"]


def test_the_stage_follows_the_log_of_the_service_too():
    bill = case(ROOT / "tests/sources/us-sd-bills/documented-form").bills[0]
    assert [stage(bill.actions[:n], "lower", place="us-sd") for n in (1, 3, 5, 7)] == [
        "in-committee", "passed-one-chamber", "passed-both", "law",
    ]  # fmt: skip
