"""Walk through a ZIP from outside, one member in memory at a time; a bomb is refused before it is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

MEMBER_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of one file. The largest bill status known, an appropriations act with its amendments, has about 10 MB."""
RATIO_LIMIT: Final = 200
"""Unpacked over packed, for the whole archive. GovInfo's archives have about 6; deflate cannot exceed about 1,030."""
COUNT_LIMIT: Final = 500_000
"""Members of an archive; a Congress has fewer than 20,000 measures, a yearly dump of a large state about 100,000."""

UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)
"""What opening or reading a file in an archive raises where it is damaged, cut off, encrypted or packed in an unknown way."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its bytes, or why it has none, with the problem's kind."""

    name: str
    data: bytes | None = None
    fault: str | None = None
    kind: str = "bad-member"


def zip_members(
    file: Path | IO[bytes],
    *,
    what: str = "",
    suffix: str = "",
    names: frozenset[str] | None = None,
    limit: int = MEMBER_LIMIT,
) -> Iterator[Member]:
    """Every file of the archive whose name ends in `suffix`, or without its folders is one of `names` (in small letters),
    in the archive's own order.

    An archive that cannot be used at all is one Member with a fault and the kind `truncated-zip`, `zip-bomb`,
    `empty-zip`, `html-instead` or `not-zip`; a file in it that cannot be used costs only itself. `what` names the
    archive in the fault's words; `limit` is the most bytes of one file.
    """
    what = what or (file.name if isinstance(file, Path) else "archive")
    archive = usable_zip(file, what, limit)
    if isinstance(archive, Member):
        yield archive
        return
    with archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            wanted = names is None or entry.filename.rpartition("/")[2].casefold() in names
            if wanted and entry.filename.lower().endswith(suffix.lower()):
                yield member_of(archive, entry, what, limit)


def usable_zip(file: Path | IO[bytes], what: str, limit: int = MEMBER_LIMIT) -> zipfile.ZipFile | Member:
    """The open archive, or the fault for which none of it is read."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        return _unusable(file, what, problem)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    fault = _suspect(entries, limit, _size(file))
    if not fault and entries:
        return archive
    archive.close()
    if fault:
        return Member("", fault=f"{what}: {fault}", kind="zip-bomb")
    return Member("", fault=f"{what}: expected files in the ZIP, found none", kind="empty-zip")


def _size(file: Path | IO[bytes]) -> int:
    """Bytes on disk: members of a bomb may overlap, so that the sum of their packed sizes is no measure."""
    return file.stat().st_size if isinstance(file, Path) else file.seek(0, 2)


def _suspect(entries: list[zipfile.ZipInfo], limit: int, packed: int) -> str | None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > COUNT_LIMIT:
        return f"expected at most {COUNT_LIMIT} files in the ZIP, found {len(entries)}"
    if unpacked > limit and unpacked > packed * RATIO_LIMIT:
        return f"expected a ZIP that unpacks to at most {RATIO_LIMIT} times its size, found a bomb of {unpacked} bytes"
    return None


def member_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, what: str, limit: int = MEMBER_LIMIT) -> Member:
    """One file of an archive of at most `limit` bytes, or why it has none; `what` names the archive."""
    where = f"{what}: {entry.filename[:200]}"
    if entry.file_size > limit:
        return Member(entry.filename, fault=f"{where}: expected at most {limit} bytes, found {entry.file_size}")
    try:
        with archive.open(entry) as stream:
            data = stream.read(limit + 1)  # what the directory says of its size is only a claim
    except UNREADABLE as problem:
        return Member(entry.filename, fault=f"{where}: expected a readable file, found: {str(problem)[:200]}")
    if len(data) > limit:
        return Member(entry.filename, fault=f"{where}: expected at most {limit} bytes, found more")
    return Member(entry.filename, data=data)


def _unusable(file: Path | IO[bytes], what: str, problem: Exception) -> Member:
    """Why this is no ZIP we can use, from its first bytes."""
    if isinstance(file, Path):
        with file.open("rb") as stream:
            head = stream.read(512)
    else:
        file.seek(0)
        head = file.read(512)
    lowered = head.lstrip().lower()
    if not lowered:
        kind, state = "empty-body", "nothing"
    elif lowered.startswith((b"<!doctype html", b"<html")):
        kind, state = "html-instead", "an HTML page"
    elif head.startswith(b"PK\x03\x04"):
        kind, state = "truncated-zip", f"one that is cut off or damaged ({problem})"
    else:
        kind, state = "not-zip", f"something else ({problem})"
    return Member("", fault=f"{what}: expected a complete ZIP, found {state}", kind=kind)
