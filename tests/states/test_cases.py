"""Every case under `tests/sources` of a state or a local body: the pages say what we agreed they say.

A case's `case.toml` names its pages, the moment of the visit and why it is kept. To write `expected.json` of a new case run
`python -m tests.states.accept tests/sources/<source>/<case>` and read it beside the pages.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import case, shown
from tracker.records.items import NothingHere, ScrapedBill, ScrapedHearing, ScrapedOrganization, ScrapedPerson

RECORDS = (ScrapedBill, ScrapedHearing, ScrapedOrganization, ScrapedPerson)

CASES = sorted(file.parent for file in (ROOT / "tests" / "sources").glob("*/*/case.toml"))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_page_says_what_we_agreed_it_says(folder: Path, tmp_path: Path):
    seen = case(folder, tmp_path)

    assert shown(seen.found) == json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_every_source_keeps_the_contract(folder: Path, tmp_path: Path):
    seen = case(folder, tmp_path)
    records = [each for each in seen.found if isinstance(each, RECORDS)]
    keys = [each.id for each in records]

    assert seen.found, "silence is never success"
    assert len(keys) == len(set(keys)), "one record, one key"
    assert records or seen.faults or any(isinstance(each, NothingHere) for each in seen.found)
    assert all(each.start.tzinfo is not None and isinstance(each.start, dt.datetime) for each in seen.hearings)
    assert all(each.sources for each in records)
    assert shown(case(folder, tmp_path).found) == shown(seen.found), "read twice, the same twice"
