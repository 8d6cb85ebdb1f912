"""A meeting whose place says that it is off is off, whatever reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.states.test_cases import CASES
from tests.states.visits import case

OF_HEARINGS = sorted({folder.parent.name: folder for folder in CASES}.values())


def told_off(folder: Path, copy: Path, place: str) -> bool:
    """A copy of the case whose pages call the meetings at a place off; False where no page holds the place as it is stored."""
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    pages = [page for page in copy.iterdir() if page.name not in {"case.toml", "expected.json"}]
    holding = [page for page in pages if place.encode() in page.read_bytes()]
    for page in holding:
        page.write_bytes(page.read_bytes().replace(place.encode(), b"CANCELLED - " + place.encode()))
    return bool(holding)


def after(folder: Path, tmp_path: Path) -> str | None:
    """What the first coming meeting of a case is once its place says that it is off; None where no page holds the place."""
    copy = tmp_path / folder.parent.name / "copy"
    for each in case(folder, tmp_path).hearings:
        place = (each.location or "").partition(",")[0].strip()
        if len(place) > 3 and each.status == "confirmed" and told_off(folder, copy, place):
            again = {found.key: found.status for found in case(copy, tmp_path).hearings}
            return again.get(each.key, "cancelled")
    return None


def test_a_place_that_says_cancelled_calls_the_meeting_off(tmp_path: Path):
    found = {folder.parent.name: status for folder in OF_HEARINGS if (status := after(folder, tmp_path))}
    assert len(found) > 18
    assert set(found.values()) == {"cancelled"}, found
