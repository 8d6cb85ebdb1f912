"""Read tables of text from outside, with a first line of names or without one, one by one or many in a ZIP."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from scrapy.http import Response

from spiders.kit.archive import MEMBER_LIMIT, UNREADABLE, Member, member_of, usable_zip, zip_members
from spiders.kit.select import PageChanged
from tracker.ingest.verdict import Problem
from tracker.records.text import line

Row = Mapping[str, str]

_LONGEST: Final = 8 * 1024 * 1024
"""Letters of one field; the longest known is the text of an act."""


def decoded(data: bytes) -> str:
    """The text of a table, packed by gzip or plain: UTF-8 with or without a mark, UTF-16 with one, or else Windows' own."""
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unpacked(data: bytes) -> bytes:
    """What a server packed and did not say so; no more of it than a member of a ZIP may have."""
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            unpacked = packed.read(MEMBER_LIMIT + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise PageChanged(f"wanted a table, found gzip that cannot be unpacked: {problem}") from problem
    if len(unpacked) > MEMBER_LIMIT:
        raise PageChanged(f"wanted a table packed by gzip, found one of more than {MEMBER_LIMIT} bytes")
    return unpacked


def table(data: bytes, *columns: str, name: str = "table", delimiter: str = ",") -> list[Row]:
    """The rows of a table whose first line names its columns; `columns` must be among them, in whichever letters."""
    text = decoded(data)
    csv.field_size_limit(_LONGEST)
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="", delimiter=delimiter)
    try:
        reader.fieldnames = names = _named(list(reader.fieldnames or ()), columns)
        rows = list(reader)
    except csv.Error as problem:
        raise PageChanged(f"{name}: wanted a table, found {text[:40]!r}: {problem}") from problem
    missing = [column for column in columns if column not in names]
    if missing:
        shown = ", ".join(names[:5])[:80].strip() or "none"
        raise PageChanged(f"{name}: wanted the columns {', '.join(missing)}, found {shown}")
    if rows and not text.endswith(("\n", "\r")) and _cells(text, delimiter) < len(names):
        raise PageChanged(f"{name}: wanted a whole table, found one that ends in {text[-40:].strip()!r}")
    return [{key: value for key, value in row.items() if key} for row in rows]


def _named(heads: list[str], columns: Iterable[str]) -> list[str]:
    """The heads, one that differs from a column in its letters alone as that column; its very name comes first."""
    spelled = {column.casefold(): column for column in columns if column not in heads}
    return [spelled.get(head.strip().casefold(), head) for head in heads]


def _cells(text: str, delimiter: str) -> int:
    """The number of cells in the last line of a table; in a cut one, of what is left of it."""
    *_, last = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return len(last)


def unnamed_rows(lines: Iterable[str], columns: Sequence[str], name: str) -> Iterator[Row]:
    """The rows of a table of tabs without names, in backticks, whose columns stand in this order; `NULL` says nothing."""
    csv.field_size_limit(_LONGEST)
    read = csv.reader(lines, delimiter="\t", quotechar="`")
    try:
        for number, cells in enumerate(read, 1):
            if cells and len(cells) < len(columns):
                raise PageChanged(f"{name}, row {number}: wanted {len(columns)} columns, found {len(cells)}")
            if cells:
                yield {key: "" if cell == "NULL" else cell for key, cell in zip(columns, cells, strict=False)}
    except csv.Error as problem:
        raise PageChanged(f"{name}: wanted a table, found: {problem}") from problem


def grouped(rows: Iterable[Row], *columns: str) -> dict[str, list[Row]]:
    """Rows by the words of one or several columns."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups["|".join(line(row[column]) for column in columns)].append(row)
    return groups


def zipped_tables(page: Response, wanted: Sequence[str]) -> tuple[dict[str, bytes], list[Problem]]:
    """The files of these names in a ZIP that was fetched with `to_file=True`, in small letters, and what is wrong with it."""
    tables: dict[str, bytes] = {}
    faults: list[Problem] = []
    names = {name.casefold() for name in wanted}
    for member in zip_members(Path(page.meta["file"]), what=page.url.rpartition("/")[2], names=frozenset(names)):
        if member.data is None:
            faults.append(Problem(kind=member.kind, reason=member.fault or "", url=page.url))
        else:
            tables[member.name.rpartition("/")[2].casefold()] = member.data
    missing = sorted(names - tables.keys())
    if missing and not faults:
        raise PageChanged(
            f"wanted {', '.join(missing)} in the ZIP, found {', '.join(sorted(tables)[:8]) or 'none of them'}"
        )
    return tables, faults


class Tables:
    """The files of one ZIP, read by name: rows one by one, so that a table of a million of them takes no memory."""

    def __init__(self, files: Mapping[str, bytes] | zipfile.ZipFile) -> None:
        """Take an archive that `opened` looked at, or the files by name."""
        self._files = files
        names = files.namelist() if isinstance(files, zipfile.ZipFile) else list(files)
        self._names = {name.rpartition("/")[2].casefold(): name for name in names}

    def __contains__(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return name.casefold() in self._names

    def rows(self, name: str, *columns: str) -> Iterator[Row]:
        """The rows of a table of tabs without names; none where the archive does not have it."""
        if name not in self:
            return
        try:
            with self._stream(name) as stream, io.TextIOWrapper(stream, "utf-8", "replace", newline="") as text:
                yield from unnamed_rows(text, columns, name)
        except UNREADABLE as problem:
            raise PageChanged(f"{name}: wanted a table, found: {problem}") from problem

    def data(self, name: str, most: int = MEMBER_LIMIT) -> bytes | None:
        """A whole file of at most so many bytes; None where there is none that can be read."""
        if name not in self:
            return None
        named = self._names[name.casefold()]
        if isinstance(self._files, zipfile.ZipFile):
            return member_of(self._files, self._files.getinfo(named), "", most).data
        data = self._files[named]
        return data if len(data) <= most else None

    def _stream(self, name: str) -> IO[bytes]:
        named = self._names[name.casefold()]
        return self._files.open(named) if isinstance(self._files, zipfile.ZipFile) else io.BytesIO(self._files[named])


def opened(page: Response) -> zipfile.ZipFile:
    """The ZIP of an answer that was fetched with `to_file=True`; one that cannot be used raises PageChanged with its kind."""
    archive = usable_zip(Path(page.meta["file"]), page.url.rpartition("/")[2])
    if isinstance(archive, Member):
        raise PageChanged(archive.fault or "wanted a ZIP", kind=archive.kind)
    return archive
