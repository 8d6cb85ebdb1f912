"""Say what of a record is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.rules.sections import headings, sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A record as the rules see it: its texts by field."""

    id: str
    kind: str
    fields: Mapping[str, tuple[str, ...]]
    jurisdiction: str
    stage: str | None = None
    date: dt.date | None = None
    """Of a bill its newest action, of a hearing its day, of a notice its publication."""


def document_of(
    kind: str, key: str, record: Mapping[str, Any], *, stage: str | None = None, text: str | None = None
) -> Document:
    """A stored record, as the JSON it is kept as (see `tracker.records.items`), as the rules see it.

    Read from the JSON itself, since making the whole record again, or looking at what no rule reads, costs more than
    judging it. Raises TypeError, LookupError, AttributeError or ValueError where what is read is damaged.
    """
    fields, date = _READERS[kind](record)
    for name, parts in (*fields.items(), ("jurisdiction", (record["jurisdiction"],))):
        if not all(type(part) is str for part in parts):
            raise TypeError(f"{name}: expected texts, found {parts!r:.60}")
    if text:
        fields |= text_fields(text)
    day = dt.date.fromisoformat(date[:10]) if date else None
    return Document(id=key, kind=kind, fields=fields, jurisdiction=record["jurisdiction"], stage=stage, date=day)


def text_fields(text: str) -> dict[str, tuple[str, ...]]:
    """A bill's text by its sections, and their headings, each a text of its own so that nothing reaches across."""
    fields = {"text": tuple(words for _heading, words in sections(text))}
    return fields | ({"heading": found_headings} if (found_headings := headings(text)) else {})


def _bill(record: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], str | None]:
    fields = {
        "title": (record["title"], *_each(record, "other_titles", "title")),
        "abstract": _each(record, "abstracts", "abstract"),
        "subject": tuple(record.get("subject") or ()),
        "committee": _each(record, "committees", "name"),
        "sponsor": _each(record, "sponsorships", "name"),
    }
    return fields, max((action["date"] for action in record.get("actions") or ()), default=None)


def _hearing(record: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], str | None]:
    fields = {
        "title": (record["name"],),
        "abstract": _said(record.get("description")),
        "committee": _said(record.get("committee")),
        "agenda": (*_each(record, "agenda", "description"), *_each(record, "bills", "title")),
    }
    return fields, record["start"]


def _notice(record: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], str | None]:
    fields = {
        "title": (record["title"],),
        "abstract": _said(record.get("abstract"), record.get("action")),
        "committee": tuple(record.get("agencies") or ()),
        "subject": tuple(record.get("subject") or ()),
    }
    return fields, record.get("published")


_READERS = {"bill": _bill, "hearing": _hearing, "notice": _notice}


def _each(record: Mapping[str, Any], name: str, key: str) -> tuple[str, ...]:
    parts: Iterable[Mapping[str, Any]] = record.get(name) or ()
    return tuple(dict.fromkeys(part[key] for part in parts if part.get(key)))


def _said(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)
