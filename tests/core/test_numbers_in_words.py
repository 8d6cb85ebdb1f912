"""Numbers stand with the right form of what they count."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tracker.records.text import number_of

_COUNTED = re.compile(r"\{(?:len|sum)\([^{}]*\)(?::,)?\} (?:\w+ )?[a-z]{2,}s\b(?! of \{)")
"""A count before a word in the plural: "1 rows" for somebody."""
_MANY_AT_LEAST = {
    "tracker/ingest/small_lists.py", "tracker/ingest/listing.py", "tracker/ingest/verdict.py", "tracker/jobs/mail_checks.py",
    "tracker/jobs/doctor.py", "tracker/testimony/deep_links.py", "tracker/cli/rule_measures.py", "spiders/kit/delimited.py",
    "spiders/kit/feed.py", "spiders/kit/ical.py", "spiders/case_review.py", "spiders/workbench.py", "alerts/delivery/operator.py",
}  # fmt: skip
"""Where such a count is two at least: it was asked for before."""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (number_of(1, "row"), "1 row"),
        (number_of(0, "row"), "0 rows"),
        (number_of(1_200, "row"), "1,200 rows"),
        (number_of(1, "near miss", "near misses"), "1 near miss"),
        (number_of(2, "crawl waits", "crawls wait"), "2 crawls wait"),
    ],
)
def test_one_is_no_plural(words, told):
    assert words == told


def test_no_command_counts_one_in_the_plural():
    files = (path for room in ("tracker", "alerts", "spiders") for path in sorted(Path(ROOT / room).rglob("*.py")))
    found = [
        (str(path.relative_to(ROOT)), match[0])
        for path in files
        for match in _COUNTED.finditer(path.read_text(encoding="utf-8"))
        if not {path.relative_to(ROOT).as_posix()} & _MANY_AT_LEAST and "sources/" not in path.as_posix()
    ]
    assert found == []
