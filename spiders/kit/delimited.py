"""Read tables of text from outside, with a first line of names or without one, one by one or many in a ZIP."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from scrapy.http import Response

from spiders.kit.archive import zip_members
from spiders.kit.select import PageChanged
from tracker.ingest.verdict import Problem
from tracker.records.text import line

Row = Mapping[str, str]

_LONGEST: Final = 8 * 1024 * 1024
"""Letters of one field; the longest known is the text of an act."""


def decoded(data: bytes) -> str:
    """The text of a table: UTF-8 with or without a mark, UTF-16 with one, or else the encoding of Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def table(data: bytes, *columns: str, name: str = "table", delimiter: str = ",") -> list[Row]:
    """The rows of a table whose first line names its columns; `columns` must be among them."""
    text = decoded(data)
    csv.field_size_limit(_LONGEST)
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="", delimiter=delimiter)
    try:
        names, rows = list(reader.fieldnames or ()), list(reader)
    except csv.Error as problem:
        raise PageChanged(f"{name}: wanted a table, found {text[:40]!r}: {problem}") from problem
    missing = [each for each in columns if each not in names]
    if missing:
        found = ", ".join(names[:5])[:80].strip() or "none"
        raise PageChanged(f"{name}: wanted the columns {', '.join(missing)}, found {found}")
    return [{key: value for key, value in row.items() if key} for row in rows]


def unnamed(data: bytes, *columns: str, name: str, quote: str = "`", null: str = "NULL") -> Iterator[dict[str, str]]:
    """The rows of a table of tabs without names, whose columns stand in this order; an unquoted `null` says nothing."""
    csv.field_size_limit(_LONGEST)
    for number, cells in enumerate(
        csv.reader(io.StringIO(decoded(data), newline=""), delimiter="\t", quotechar=quote), 1
    ):
        if not cells:
            continue
        if len(cells) < len(columns):
            raise PageChanged(f"{name}, row {number}: wanted {len(columns)} columns, found {len(cells)}")
        yield {key: "" if value == null else value for key, value in zip(columns, cells, strict=False)}


def grouped(rows: Iterable[Row], *columns: str) -> dict[str, list[Row]]:
    """Rows by the words of one or several columns."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found["|".join(line(row[each]) for each in columns)].append(row)
    return found


def zipped_tables(page: Response, wanted: Sequence[str]) -> tuple[dict[str, bytes], list[Problem]]:
    """The files of these names in a ZIP that was fetched with `to_file=True`, in small letters, and what is wrong with it."""
    found: dict[str, bytes] = {}
    faults: list[Problem] = []
    names = {each.casefold() for each in wanted}
    for member in zip_members(Path(page.meta["file"]), what=page.url.rpartition("/")[2], names=frozenset(names)):
        if member.data is None:
            faults.append(Problem(kind=member.kind, reason=member.fault or "", url=page.url))
        else:
            found[member.name.rpartition("/")[2].casefold()] = member.data
    missing = sorted(names - found.keys())
    if missing and not faults:
        raise PageChanged(
            f"wanted {', '.join(missing)} in the ZIP, found {', '.join(sorted(found)[:8]) or 'none of them'}"
        )
    return found, faults
