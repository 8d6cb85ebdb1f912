"""The testimony rules in force on this machine: the shipped ones with the operator's own."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tracker.settings import load
from tracker.testimony.parser import rulebook
from tracker.testimony.rulebook import Rulebook

REVISIONS: Final = "rulebook-revisions.json"
"""In the data folder: for each place the hash of its windows and the revision that it makes."""

_last: tuple[Rulebook, Path, Rulebook] | None = None


def own_rulebook() -> Rulebook:
    """The shipped rules with the operator's own, which stand in `testimony/` in the data folder.

    A place whose windows are no longer those of the last time has a higher revision, so that entries in people's calendars move
    without anybody's remembering it.
    """
    global _last  # noqa: PLW0603 - the rules of a process are read once, and so are their revisions
    folder = load().data_dir
    book = rulebook(folder / "testimony")
    if _last is None or _last[0] is not book or _last[1] != folder:
        _last = (book, folder, revised(book, folder / REVISIONS))
    return _last[2]


def revised(book: Rulebook, file: Path) -> Rulebook:
    """The rulebook with the revisions that the file remembers, raised where windows changed; the file is written anew then."""
    kept = _remembered(file)
    told = {code: _entry(kept.get(code), place.windows_hash, place.revision) for code, place in book.places.items()}
    if told != kept:
        _write(file, told)
    places = {code: replace(place, revision=int(told[code]["revision"])) for code, place in book.places.items()}
    return Rulebook(places=MappingProxyType(places))


def _entry(kept: dict[str, str | int] | None, windows: str, revision: int) -> dict[str, str | int]:
    if kept is None:
        return {"windows": windows, "revision": revision}
    before = int(kept["revision"])
    return {"windows": windows, "revision": max(before + (kept["windows"] != windows), revision)}


def _remembered(file: Path) -> dict[str, dict[str, str | int]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (
        OSError,
        ValueError,
    ):  # the first time, or a file that somebody damaged: revisions start from the rules' own
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, told: dict[str, dict[str, str | int]]) -> None:
    """Put it in place whole; where the folder cannot be written, revisions are counted again next time."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(told, indent=0, sort_keys=True), encoding="utf-8")
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
