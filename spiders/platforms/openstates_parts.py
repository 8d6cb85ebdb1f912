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
    found = row.get(path) if isinstance(row, dict) else None
    if found is None or found == "":
        return None
    if isinstance(found, str):
        return _short(found) if len(found) <= _SHORT else _clean(found)
    return str(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None


def _clean(told: str) -> str | None:
    return line(prose.text(told) if "<" in told or "&" in told else told) or None


_short = lru_cache(maxsize=16_384)(_clean)
"""Names, words and notes repeat all over a session."""


def texts(row: Any, name: str) -> tuple[str, ...]:
    """A list of texts, each once and clean; null is none, anything else than texts in it says nothing."""
    found = row.get(name)
    if not found and not isinstance(found, str):
        return ()
    if not isinstance(found, list):
        raise PageChanged(f"{name}: wanted a list of texts, found {type(found).__name__}")
    shown = [told for each in found if isinstance(each, str) and (told := _short(each))]
    return tuple(dict.fromkeys(shown)) if len(shown) > 1 else tuple(shown)


@lru_cache(maxsize=4_096)
def day(told: str, zone: ZoneInfo) -> dt.date:
    """A date in any of the forms that scrapers write; a moment is the day it falls on in the place."""
    if not _MOMENT.match(told):
        return dates.date(told, *_FORMS)
    found = moment(told, zone)
    if not (found.hour or found.minute or found.second):
        return found.date()  # midnight, UTC as a rule, is how a date without a time was stored
    return found.astimezone(zone).date()


def maybe_day(told: str | None, zone: ZoneInfo) -> dt.date | None:
    """A date where one is told in full; a year or a month alone is none."""
    return None if not told or _LESS_THAN_A_DAY.fullmatch(told) else day(told, zone)


def moment(told: str, zone: ZoneInfo) -> dt.datetime:
    """A moment as ISO writes it; one without an offset is local time of the place."""
    try:
        found = dt.datetime.fromisoformat(told.strip())
    except ValueError as problem:
        raise PageChanged(f"wanted a moment such as 2026-03-01T13:30:00+00:00, found {told[:60]!r}") from problem
    dates.date(told.strip()[:10])  # refuses years that no legislature names
    return found if found.tzinfo else found.replace(tzinfo=zone)


def stamp(row: Any) -> str | None:
    """When Open States last changed a record, in UTC, so that stamps sort as moments do; None where it is not told."""
    told = maybe_said(row, "updated_at")
    return None if told is None else moment(told, ZoneInfo("UTC")).astimezone(dt.UTC).isoformat(timespec="microseconds")


def asked_for(value: Any) -> Json:
    """An object, or what a scraper asks for instead (`~{"name": "Smith"}`); empty where there is neither."""
    if isinstance(value, dict):
        return value
    return _question(value) if isinstance(value, str) and value.startswith("~") else {}


@lru_cache(maxsize=4_096)
def _question(told: str) -> Json:
    try:
        found = json.loads(told[1:])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def chamber(value: Any) -> Chamber | None:
    """The chamber that an organization is, as an object, a question or a word."""
    if isinstance(value, str):
        return _named_chamber(value)
    word = value.get("classification") if isinstance(value, dict) else None
    return _CHAMBERS.get(word) if isinstance(word, str) else None


@lru_cache(maxsize=4_096)
def _named_chamber(told: str) -> Chamber | None:
    word = _question(told).get("classification") if told.startswith("~") else told
    return _CHAMBERS.get(word) if isinstance(word, str) else None


def key_of(value: Any) -> str | None:
    """The last part of an id such as ocd-person/9eddb3cd-…, which is the same everywhere; None for anything else."""
    found = _ID.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else None


def is_address(value: Any) -> bool:
    """Whether a value is an address that a person may be sent to."""
    return isinstance(value, str) and value.strip().startswith(("https://", "http://"))


def links(row: Any, path: str, *, note: str | None = None) -> tuple[Link, ...]:
    """The links listed at a path, each address once; what is no http(s) address is left out."""
    found: dict[str, Link] = {}
    for each in objects(row.get(path), path):
        told = each.get("url")
        if is_address(told):
            url = line(str(told))
            found.setdefault(url, Link(url=url, note=text(each, "note") or note, media_type=text(each, "media_type")))
    return tuple(found.values())


def names(row: Any, path: str, entity_type: str) -> Iterator[str]:
    """The names of related entities of one type."""
    for each in objects(row.get(path), path):
        if each.get("entity_type") == entity_type and (name := text(each, "name")):
            yield name
