"""See that a visit gives each id to one record only.

Ids come from the source, and a visit is the one place where they can prove themselves wrong: two different records under
one id mean that the reader's key, or the publisher's, names something else than a record.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Literal, NamedTuple

from tracker.records import serialize
from tracker.records.duplicates import united
from tracker.records.items import Record, ScrapedHearing


class Met(NamedTuple):
    """How a visit met a record: for the first time, again, as a further part of it, or as another one under its id."""

    how: Literal["new", "same", "part", "rival"]
    record: Record
    raw: bytes
    """The record's encoding."""


class Identities:
    """What a visit met under which id."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._marks: dict[str, bytes] = {}
        self._hearings: dict[str, ScrapedHearing] = {}
        self.rivals: dict[str, set[bytes]] = {}
        """The marks of further records, by the id that they share with the first."""

    def meet(self, record: Record) -> Met:
        """Look whether the id was met before; a hearing that is told in parts is put together."""
        known = self._hearings.get(record.id)
        if isinstance(record, ScrapedHearing):
            whole = record if known is None else united(known, record)
            if whole is not None:
                record = self._hearings[record.id] = whole
        record, raw = serialize.encode_clean(record)
        mark, first = serialize.digest(raw), self._marks.get(record.id)
        if first is None:
            self._marks[record.id] = mark
            return Met("new", record, raw)
        if mark == first or mark in self.rivals.get(record.id, ()):
            return Met("same", record, raw)
        if self._hearings.get(record.id) == record and known is not None:
            self._marks[record.id] = mark
            return Met("part", record, raw)
        self.rivals.setdefault(record.id, set()).add(mark)
        return Met("rival", record, raw)


def both(first: Record | None, again: Record) -> str:
    """What two records of one id say, a piece of each, and where they differ."""
    if first is None:
        return f"now: {_gist(again)}"
    names = [field.name for field in fields(again) if getattr(first, field.name, None) != getattr(again, field.name)]
    return f"first: {_gist(first)} | then: {_gist(again)} | differing: {', '.join(names)}"[:500]


def _gist(record: Any) -> str:
    said = (getattr(record, name, None) for name in ("name", "title", "committee", "start", "status", "published"))
    return " · ".join(str(value) for value in dict.fromkeys(said) if value is not None)[:200]
