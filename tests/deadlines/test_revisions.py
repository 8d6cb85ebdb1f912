"""Rules age, and a changed window moves calendars without anybody's remembering it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.deadlines.places import book, hearing, kept, place, rule
from tracker.deadlines.compute import deadlines_of_hearing
from tracker.deadlines.own_rules import revised


def revision(file: Path, window: str, told: int = 1, **more: object) -> int:
    return revised(book(place(rule(window, **more), revision=told)), file).places["us-md"].revision


def test_a_revision_rises_with_a_window_and_with_nothing_else(tmp_path: Path):
    file = tmp_path / "data" / "revisions.json"
    assert revision(file, "PT24H before start") == 1
    assert revision(file, "PT24H before start", how="Another way.", note="A word.") == 1
    assert revision(file, "PT48H before start") == 2
    assert revision(file, "PT48H before start") == 2
    assert revision(file, "PT24H before start") == 3  # back again is a change too
    assert revision(file, "PT24H before start", told=7) == 7
    assert revision(file, "PT24H before start", committees=("Health",)) == 8


def test_a_damaged_file_of_revisions_is_made_anew(tmp_path: Path):
    file = tmp_path / "revisions.json"
    file.write_text("{", encoding="utf-8")
    assert revision(file, "PT24H before start") == 1
    assert revision(file, "PT48H before start") == 2


@pytest.mark.parametrize(
    ("told", "year", "shown"),
    [
        ({"confidence": "high", "as_of": "2025"}, 2027, "high"),
        ({"confidence": "high", "as_of": "2023"}, 2027, "medium"),
        ({"confidence": "high", "as_of": "2012"}, 2027, "low"),
        ({"confidence": "high", "as_of": "2012", "checked": dt.date(2026, 12, 1)}, 2027, "high"),
        ({"confidence": "medium", "as_of": "2020-22"}, 2027, "medium"),
        ({"confidence": "medium", "as_of": "2014"}, 2027, "low"),
        ({"confidence": "medium", "as_of": "S.L. 2014-46"}, 2027, "low"),
        ({"confidence": "unverified"}, 2027, "unverified"),
    ],
)
def test_confidence_falls_as_evidence_ages(told: dict[str, object], year: int, shown: str):
    item = hearing(dt.datetime(year, 3, 2, 13))
    (found,) = deadlines_of_hearing(kept(item), book(place(rule("PT24H before start", **told))))
    assert found.confidence == shown
