"""Georgia: what was recorded of its bills, and what a bill may do wrong."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from spiders.kit.select import PageChanged
from spiders.sources.us_ga import reading
from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
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
