"""Read what all records of Open States share: dates, links, chambers, ids.

The API nests objects where scrapers write a question in JSON behind a tilde (`~{"classification": "upper"}`); both are
read here, so that the readers of bills, events and people know one form.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_said, objects
from spiders.kit.select import PageChanged
from tracker.records import prose
from tracker.records.items import Chamber, Link
from tracker.records.text import line

_CHAMBERS: Final[dict[str, Chamber]] = {
    "lower": "lower",
    "upper": "upper",
    "legislature": "legislature",
    "unicameral": "legislature",
    "joint": "legislature",
    "executive": "executive",
    "house": "lower",
    "senate": "upper",
}
_FORMS: Final = ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y", "%Y%m%d")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_SHORT: Final = 200
_LESS_THAN_A_DAY: Final = re.compile(r"\d{4}(?:-\d{2})?|0000-00-00(?:[T ][\d:.]+)?")
_ID: Final = re.compile(r"(?:ocd-(?:person|organization|event|bill)/)?([0-9A-Za-z][0-9A-Za-z-]{7,79})")


def text(row: Any, path: str) -> str | None:
    """The text or number at a path as one clean line, without markup, or None."""
    if "." in path:
        folder, _dot, path = path.rpartition(".")
        for name in folder.split("."):
            row = row.get(name) if isinstance(row, dict) else None
    value = row.get(path) if isinstance(row, dict) else None
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _short(value) if len(value) <= _SHORT else _clean(value)
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _clean(raw: str) -> str | None:
    return line(prose.text(raw) if "<" in raw or "&" in raw else raw) or None


_short = lru_cache(maxsize=16_384)(_clean)
"""Names, words and notes repeat all over a session."""


def texts(row: Any, name: str) -> tuple[str, ...]:
    """A list of texts, each once and clean; null is none, anything else than texts in it says nothing."""
    values = row.get(name)
    if not values and not isinstance(values, str):
        return ()
    if not isinstance(values, list):
        raise PageChanged(f"{name}: wanted a list of texts, found {type(values).__name__}")
    shown = [short for value in values if isinstance(value, str) and (short := _short(value))]
    return tuple(dict.fromkeys(shown)) if len(shown) > 1 else tuple(shown)


@lru_cache(maxsize=4_096)
def day(text: str, zone: ZoneInfo) -> dt.date:
    """A date in any of the forms that scrapers write; a moment is the day it falls on in the place."""
    if not _MOMENT.match(text):
        return dates.date(text, *_FORMS)
    parsed = moment(text, zone)
    if not (parsed.hour or parsed.minute or parsed.second):
        return parsed.date()  # midnight, UTC as a rule, is how a date without a time was stored
    return parsed.astimezone(zone).date()


def maybe_day(text: str | None, zone: ZoneInfo) -> dt.date | None:
    """A date where one is told in full; a year or a month alone is none."""
    return None if not text or _LESS_THAN_A_DAY.fullmatch(text) else day(text, zone)


def moment(text: str, zone: ZoneInfo) -> dt.datetime:
    """A moment as ISO writes it; one without an offset is local time of the place."""
    try:
        parsed = dt.datetime.fromisoformat(text.strip())
    except ValueError as problem:
        raise PageChanged(f"wanted a moment such as 2026-03-01T13:30:00+00:00, found {text[:60]!r}") from problem
    dates.date(text.strip()[:10])  # refuses years that no legislature names
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def stamp(row: Any) -> str | None:
    """When Open States last changed a record, in UTC, so that stamps sort as moments do; None where it is not told."""
    updated = maybe_said(row, "updated_at")
    return (
        None
        if updated is None
        else moment(updated, ZoneInfo("UTC")).astimezone(dt.UTC).isoformat(timespec="microseconds")
    )


def asked_for(value: Any) -> Json:
    """An object, or what a scraper asks for instead (`~{"name": "Smith"}`); empty where there is neither."""
    if isinstance(value, dict):
        return value
    return _question(value) if isinstance(value, str) and value.startswith("~") else {}


@lru_cache(maxsize=4_096)
def _question(text: str) -> Json:
    try:
        parsed = json.loads(text[1:])
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def chamber(value: Any) -> Chamber | None:
    """The chamber that an organization is, as an object, a question or a word."""
    if isinstance(value, str):
        return _named_chamber(value)
    word = value.get("classification") if isinstance(value, dict) else None
    return _CHAMBERS.get(word) if isinstance(word, str) else None


@lru_cache(maxsize=4_096)
def _named_chamber(name: str) -> Chamber | None:
    word = _question(name).get("classification") if name.startswith("~") else name
    return _CHAMBERS.get(word) if isinstance(word, str) else None


def key_of(value: Any) -> str | None:
    """The last part of an id such as ocd-person/9eddb3cd-…, which is the same everywhere; None for anything else."""
    match = _ID.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else None


def is_address(value: Any) -> bool:
    """Whether a value is an address that a person may be sent to."""
    return isinstance(value, str) and value.strip().startswith(("https://", "http://"))


def links(row: Any, path: str, *, note: str | None = None) -> tuple[Link, ...]:
    """The links listed at a path, each address once; what is no http(s) address is left out."""
    by_url: dict[str, Link] = {}
    for entry in objects(row.get(path), path):
        address = entry.get("url")
        if is_address(address):
            url = line(str(address))
            by_url.setdefault(
                url, Link(url=url, note=text(entry, "note") or note, media_type=text(entry, "media_type"))
            )
    return tuple(by_url.values())


def names(row: Any, path: str, entity_type: str) -> Iterator[str]:
    """The names of related entities of one type."""
    for entry in objects(row.get(path), path):
        if entry.get("entity_type") == entity_type and (name := text(entry, "name")):
            yield name
