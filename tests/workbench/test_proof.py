"""A source built from documented facts alone is marked, left out of a visit to all, and proved by a live visit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spiders import proof, registry
from spiders.kit.spiders import SourceSpider
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
