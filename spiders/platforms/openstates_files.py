"""Find the files of an import: a file, a folder of any depth, a ZIP, or ZIPs in a folder; one in memory at a time."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spiders.kit.archive import zip_members
from spiders.platforms.openstates_places import ZONES
from tracker.errors import UsageProblem

READ: Final = (".json", ".yml", ".yaml", ".csv")
FILE_LIMIT: Final = 256 * 1024 * 1024
"""Bytes of one file. A large state's session with all its texts has some 200 MB; more does not fit a small machine."""

_NAMED: Final = re.compile(
    r"jurisdiction_ocd-jurisdiction-country_us-(?:state|district|territory)_([a-z]{2})\b|state:([a-z]{2})\b"
)
_CODED: Final = re.compile(r"([A-Za-z]{2})(?:[_-].*)?")


@dataclass(frozen=True, slots=True)
class Found:
    """One file: its name within what was given, its bytes or why it has none, and the place its name or folder tells."""

    name: str
    data: bytes | None = None
    fault: str | None = None
    place: str | None = None
    kind: str = "bad-member"


def files(path: Path) -> Iterator[Found]:
    """Every file that can be read below `path`, folders and archives in the order of their names."""
    if path.is_file():
        yield from _zipped(path, path.name) if _is_zip(path) else _plain(path, path.name, {}, path)
        return
    for folder, folders, names in os.walk(path):  # never follows links out of what was given
        folders[:] = sorted(entry_name for entry_name in folders if not entry_name.startswith("."))
        here = Path(folder)
        places = _places(_above(here / name, path) for name in names)
        for name in sorted(entry_name for entry_name in names if not entry_name.startswith(".")):
            file, relative = here / name, (here / name).relative_to(path).as_posix()
            if file.is_symlink() or not file.is_file():
                continue
            yield from _zipped(file, relative) if _is_zip(file) else _plain(file, relative, places, path)


def checked(paths: Iterable[Path], *endings: str) -> None:
    """Refuse a file that a person named and that is of no kind we read; in a folder such a file is passed over."""
    for path in paths:
        if path.is_file() and not path.name.lower().endswith((".zip", *endings)):
            raise UsageProblem(
                f"{path}: expected a ZIP, a folder or a file that ends in {', '.join(endings)}, found another kind"
            )


def left_out(name: str) -> bool:
    """Whether a file is of no kind that is read; what a Mac puts beside a file in a ZIP begins with a dot, too."""
    return not name.lower().endswith(READ) or name.rpartition("/")[2].startswith(".")


def place_in(name: str, places: dict[str, str]) -> str | None:
    """The place that a file's name or folders tell; what a scraper wrote beside it counts first."""
    folder, _slash, last = name.rpartition("/")
    if folder in places:
        return places[folder]
    for part in (last, *reversed(folder.split("/"))):
        hit = _NAMED.search(part)
        coded = _CODED.fullmatch(part.rpartition(".")[0] if part is last else part)
        code = (hit[1] or hit[2]) if hit else coded[1].lower() if coded else ""
        if f"us-{code}" in ZONES:
            return f"us-{code}"
    return None


def _places(names: Iterator[str]) -> dict[str, str]:
    """For each folder the place that a scraper's jurisdiction file in it names."""
    places = {}
    for name in names:
        folder, _slash, last = name.rpartition("/")
        if hit := _NAMED.match(last):
            places[folder] = f"us-{hit[1] or hit[2]}"
    return {folder: place for folder, place in places.items() if place in ZONES}


def _above(file: Path, root: Path) -> str:
    """A file with its folders down from what was given. Those further up are the operator's: /home/me is not Maine."""
    if file == root:
        return "/".join(file.absolute().parts[-3:])
    return "/".join((root.absolute().name, *file.relative_to(root).parts))


def _is_zip(file: Path) -> bool:
    return file.suffix.lower() == ".zip"


def _plain(file: Path, name: str, places: dict[str, str], root: Path) -> Iterator[Found]:
    if left_out(name):
        yield Found(name)
        return
    place = place_in(_above(file, root), places)
    try:
        size = file.stat().st_size
        if size > FILE_LIMIT:
            yield Found(name, fault=f"{name}: expected at most {FILE_LIMIT} bytes, found {size}")
        else:
            yield Found(name, file.read_bytes(), place=place)
    except OSError as problem:
        yield Found(name, fault=f"{name}: expected a readable file, found: {problem.strerror}")


def _zipped(file: Path, name: str) -> Iterator[Found]:
    places = _listed_places(file)
    for member in zip_members(file, what=name, limit=FILE_LIMIT):
        if member.data is None:
            yield Found(member.name or name, fault=member.fault, kind=member.kind)
        elif left_out(member.name):
            yield Found(member.name)
        else:
            place = place_in(member.name, places) or place_in(file.name, {})
            yield Found(f"{name}/{member.name}", member.data, place=place)


def _listed_places(file: Path) -> dict[str, str]:
    try:
        with zipfile.ZipFile(file) as archive:
            return _places(iter(archive.namelist()))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return {}  # `zip_members` tells what is wrong with it
