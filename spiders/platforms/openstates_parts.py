"""Read what all records of Open States share: dates, links, chambers, ids; touch nothing.

The API nests objects where scrapers write a question in JSON behind a tilde (`~{"classification": "upper"}`); both are
read here, so that the readers of bills, events and people know one form.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_many, maybe_said
from spiders.kit.phrases import plain
from spiders.kit.select import PageChanged
from tracker.items import Chamber, Link
from tracker.text import line

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
_LESS_THAN_A_DAY: Final = re.compile(r"\d{4}(?:-\d{2})?")
_ID: Final = re.compile(r"(?:ocd-(?:person|organization|event|bill)/)?([0-9A-Za-z][0-9A-Za-z-]{7,79})")


def text(row: Any, path: str) -> str | None:
    """The text at a path as one clean line, without markup, or None."""
    found = maybe_said(row, path)
    return (line(plain(found)) or None) if found else None


def texts(row: Any, name: str) -> tuple[str, ...]:
    """A list of texts, each once and clean; null is none, anything else than texts in it says nothing."""
    found = row.get(name)
    if found is not None and not isinstance(found, list):
        raise PageChanged(f"{name}: wanted a list of texts, found {type(found).__name__}")
    return tuple(dict.fromkeys(filter(None, (line(plain(each)) for each in found or () if isinstance(each, str)))))


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
    if isinstance(value, str) and value.startswith("~"):
        try:
            found = json.loads(value[1:])
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
    return {}


def chamber(value: Any) -> Chamber | None:
    """The chamber that an organization is, as an object, a question or a word."""
    word = value if isinstance(value, str) and not value.startswith("~") else asked_for(value).get("classification")
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
    for each in maybe_many(row, path):
        if is_address(each.get("url")):
            url = line(each["url"])
            media = maybe_said(each, "media_type")
            found.setdefault(url, Link(url=url, note=text(each, "note") or note, media_type=media))
    return tuple(found.values())


def names(row: Any, path: str, entity_type: str) -> Iterator[str]:
    """The names of related entities of one type."""
    for each in maybe_many(row, path):
        if maybe_said(each, "entity_type") == entity_type and (name := text(each, "name")):
            yield name
