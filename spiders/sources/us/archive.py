"""Walk through a ZIP from outside, one member in memory at a time; a bomb is told before it is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

MEMBER_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of one file. The largest bill status known, an appropriations act with its amendments, has about 10 MB."""
RATIO_LIMIT: Final = 200
"""Unpacked over packed, for the whole archive. GovInfo's archives have about 6; deflate cannot exceed about 1,030."""
COUNT_LIMIT: Final = 100_000
"""Members of an archive; a Congress has fewer than 20,000 measures of all types together."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its bytes, or why it has none."""

    name: str
    data: bytes | None = None
    fault: str | None = None


def members(file: IO[bytes], what: str) -> Iterator[Member]:
    """Every file of the archive in its own order. An archive that cannot be used is one Member with a fault."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        yield Member(name="", fault=f"{what}: expected a complete ZIP, found {_instead(file, problem)}")
        return
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if fault := _suspect(entries):
            yield Member(name="", fault=f"{what}: {fault}")
            return
        if not entries:
            yield Member(name="", fault=f"{what}: expected files in the ZIP, found none")
        for entry in entries:
            yield _member(archive, entry, what)


def _suspect(entries: list[zipfile.ZipInfo]) -> str | None:
    unpacked, packed = (sum(getattr(entry, size) for entry in entries) for size in ("file_size", "compress_size"))
    if len(entries) > COUNT_LIMIT:
        return f"expected at most {COUNT_LIMIT} files in the ZIP, found {len(entries)}"
    if unpacked > MEMBER_LIMIT and unpacked > packed * RATIO_LIMIT:
        return f"expected a ZIP that unpacks to at most {RATIO_LIMIT} times its size, found a bomb of {unpacked} bytes"
    return None


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, what: str) -> Member:
    where = f"{what}: {entry.filename[:200]}"
    if entry.file_size > MEMBER_LIMIT:
        return Member(entry.filename, fault=f"{where}: expected at most {MEMBER_LIMIT} bytes, found {entry.file_size}")
    try:
        with archive.open(entry) as stream:
            data = stream.read(MEMBER_LIMIT + 1)  # what the directory says of its size is only a claim
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as problem:
        return Member(entry.filename, fault=f"{where}: expected a readable file, found: {str(problem)[:200]}")
    if len(data) > MEMBER_LIMIT:
        return Member(entry.filename, fault=f"{where}: expected at most {MEMBER_LIMIT} bytes, found more")
    return Member(entry.filename, data=data)


def _instead(file: IO[bytes], problem: Exception) -> str:
    file.seek(0)
    head = file.read(200).lstrip().lower()
    if not head:
        return "nothing"
    if head.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if head.startswith(b"pk\x03\x04"):
        return f"one that is cut off or damaged ({problem})"
    return f"something else ({problem})"
