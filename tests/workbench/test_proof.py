"""A source built from documented facts alone is marked, left out of a visit to all, and proved by a live visit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from spiders import proof, registry
from spiders.kit.spiders import SourceSpider
from tests.command import process
from tests.conftest import ROOT
from tests.crawl.world import world
from tracker.settings import load


@pytest.mark.parametrize(
    ("facts", "told", "alone"),
    [
        ({}, "recordings", False),
        ({"proved": False}, "unproven", True),
        ({"recordings_only": True}, "replay only", False),
        ({"megabytes": 1_100}, "recordings", True),
        ({"megabytes": 20}, "recordings", False),
    ],
)
def test_the_evidence_of_a_source_decides_whether_a_visit_to_all_makes_it(
    facts: dict[str, object], told: str, alone: bool
):
    known = registry.source("us-nj-database")
    spider: type[SourceSpider] = type("Other", (known,), {"source": replace(known.source, **facts)})

    assert proof.evidence(spider, load()) == told
    assert proof.by_name_only(spider, load()) is alone


def test_a_kept_visit_proves_a_source(tmp_path: Path):
    known = registry.source("us-nj-database")
    spider: type[SourceSpider] = type("Other", (known,), {"source": replace(known.source, proved=False)})
    told = tmp_path / "told.warc.gz"
    told.write_bytes(b"what it sent")

    assert proof.unproven(spider, load())
    kept = proof.keep(spider.name, told, load())
    assert (kept.read_bytes(), proof.evidence(spider, load())) == (b"what it sent", "live visit")


def test_a_live_check_proves_a_source_and_keeps_what_it_was_sent():
    name, page = "us-mn-senate-hearings", ROOT / "tests/sources/us-mn-senate-hearings/documented-form/upcoming.json"
    before = proof.evidence(registry.source(name), load())
    with world() as network:
        sound = {"events": json.loads(page.read_text(encoding="utf-8"))["events"][:2]}
        network.page("https://www.senate.mn/api/schedule/upcoming", json.dumps(sound), "application/json")
        checked = process("sources", "check", name, "--live", "--format", "json", TRACKER_DETOUR=network.address)
    kept = str(proof.recording(name, load()))
    replayed = process("crawl", name, "--replay", kept, "--format", "json", "--as-of", "2027-02-01", "--no-flag")

    assert "proved by this visit" in checked.stdout
    assert (before, proof.evidence(registry.source(name), load())) == ("unproven", "live visit")
    assert json.loads(replayed.stdout)[0]["items"] == 2
