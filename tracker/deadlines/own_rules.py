"""The testimony rules in force on this machine: the shipped ones with the operator's own, and with what people read since."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tracker.db.own_files import READINGS, REVISIONS, set_aside
from tracker.records.text import number_of
from tracker.settings import load
from tracker.system import file_lock, private_folder, write_private
from tracker.testimony.parser import rulebook
from tracker.testimony.readings import Reading, applied, as_json, of_json
from tracker.testimony.rulebook import Rulebook

_log = logging.getLogger(__name__)
_Seen = tuple[Rulebook, Path, tuple[int, int] | None]
_last: tuple[_Seen, Rulebook] | None = None


def own_rulebook() -> Rulebook:
    """The shipped rules with the operator's own, which stand in `testimony/` in the data folder, as they were read last.

    A place whose windows are no longer those of the last time has a higher revision, so that entries in people's calendars move
    without anybody's remembering it. A reading counts from the next question on, in every process.
    """
    global _last  # noqa: PLW0603 - the rules of a process are read once, and so are their revisions
    folder = load().data_dir
    book = rulebook(folder / "testimony")
    seen = (book, folder, _stamp(folder / READINGS))
    if _last is None or _last[0][0] is not book or _last[0][1:] != seen[1:]:
        read = applied(book, readings(folder))
        _last = (seen, revised(read, folder / REVISIONS))
    return _last[1]


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def readings(folder: Path) -> list[Reading]:
    """What was read since, the newest of each rule; what somebody damaged is left out."""
    rows = _remembered(folder / READINGS).get("readings", [])
    parsed = (of_json(row) for row in rows) if isinstance(rows, list) else ()
    return [reading for reading in parsed if reading is not None]


def damage(folder: Path) -> list[str]:
    """What does not count of the files that keep what people read about rules, and which revision each place has."""
    faults = []
    for name in (READINGS, REVISIONS):
        _content, fault = _read(folder / name)
        if fault:
            faults.append(f"{name} cannot be read ({fault}): nothing of it counts")
    rows = _remembered(folder / READINGS).get("readings", [])
    listed = rows if isinstance(rows, list) else [rows]
    if broken := sum(of_json(row) is None for row in listed):
        faults.append(f"{READINGS}: {broken} of {number_of(len(listed), 'reading')} damaged and left out")
    places = _remembered(folder / REVISIONS).values()
    if broken := sum(not _is_entry(entry) for entry in places):
        faults.append(f"{REVISIONS}: {broken} of {number_of(len(places), 'place')} damaged and counted anew")
    return faults


def keep_readings(folder: Path, fresh: Iterable[Reading], *, forget: Iterable[tuple[str, str]] = ()) -> None:
    """Keep these readings instead of earlier ones of the same rules; `forget` names places and rules to drop.

    Raises OSError where the folder cannot be written: what a person decided must not get lost in silence.
    """
    with file_lock(folder / f".{READINGS}.lock"):
        if _read(folder / READINGS)[1]:
            set_aside(folder, READINGS)  # what people decided is in it: a person may still mend it
        known = {(reading.place, reading.rule): reading for reading in readings(folder)}
        for pair in forget:
            known.pop(pair, None)
        known.update({(reading.place, reading.rule): reading for reading in fresh})
        document = {"readings": [as_json(reading) for _pair, reading in sorted(known.items())]}
        write_private(folder / READINGS, json.dumps(document, indent=0, sort_keys=True, ensure_ascii=False))


def revised(book: Rulebook, file: Path) -> Rulebook:
    """The rulebook with the revisions that the file remembers, raised where windows changed; the file is written anew then."""
    remembered = _remembered(file)
    document = {
        code: _entry(remembered.get(code), place.windows_hash, place.revision) for code, place in book.places.items()
    }
    if document != remembered:
        _write(file, document)
    places = {code: replace(place, revision=int(document[code]["revision"])) for code, place in book.places.items()}
    return replace(book, places=MappingProxyType(places))


def _entry(remembered: Any, windows: str, revision: int) -> dict[str, str | int]:
    if not _is_entry(remembered):
        return {"windows": windows, "revision": revision}
    before = int(remembered["revision"])
    return {"windows": windows, "revision": max(before + (remembered["windows"] != windows), revision)}


def _is_entry(remembered: Any) -> bool:
    """Whether it is what we wrote down of a place, and not what somebody made of it."""
    return isinstance(remembered, dict) and isinstance(remembered.get("revision"), int) and "windows" in remembered


def _remembered(file: Path) -> dict[str, Any]:
    """What the file says; nothing the first time, or where somebody damaged it: then it begins anew."""
    return _read(file)[0]


def _read(file: Path) -> tuple[dict[str, Any], str]:
    """What a file says, and why one that is there says nothing."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError, RecursionError) as problem:
        return {}, str(problem)
    return (
        (document, "") if isinstance(document, dict) else ({}, f"expected an object, found {type(document).__name__}")
    )


def _write(file: Path, document: dict[str, Any]) -> None:
    """Put it in place whole; where the folder cannot be written, revisions are counted again next time."""
    try:
        private_folder(file.parent)
        write_private(file, json.dumps(document, indent=0, sort_keys=True))
    except OSError as problem:
        _log.warning("%s was not written: %s", file, problem)
