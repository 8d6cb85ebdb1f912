"""Say what a subscription asks for, and refuse what makes no sense."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

from tracker.errors import UsageProblem
from tracker.records import serialize
from tracker.settings import nearest_zone

CADENCES: Final = ("weekly", "daily", "deadlines")
KINDS: Final = ("bills", "hearings", "deadlines", "rule-makings")
FORMATS: Final = ("html", "text")
LANGUAGES: Final = ("en", "es")
QUIET_WEEKS: Final = ("say-so", "send-nothing")
POSITIONS: Final = ("support", "oppose")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST: Final = 50
_ENTRIES: Final = 200
"""How many topics, places or bills one subscription may name: beyond that it is an accident or an attack."""

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\Z")
_PLACE: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+){0,4}\Z")
_BILL: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+){0,4}/[^/\s]{1,40}/[A-Z0-9]{1,40}\Z")
_DISTRICT: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+){0,4}/(upper|lower)/[^/\x00-\x1f]{1,60}\Z")
_PERSON: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+){0,4}/person/[^\s]{1,120}\Z")
_FOLLOW: Final = re.compile(r"(person|committee|search|list|again):[^\x00-\x1f]{1,200}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a subscription asks for. Empty topics, places and kinds mean all of them."""

    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    bills: tuple[str, ...] = ()
    """Public ids of bills that are told whatever their topic, place and score."""
    kinds: tuple[str, ...] = ()
    min_score: int = 0
    cadence: str = "weekly"
    weekday: str = "monday"
    hour: int = 8
    """Local hour of the mail, 0 to 23."""
    timezone: str = "America/New_York"
    language: str = "en"
    format: str = "html"
    """html (with a text part) or text alone."""
    most: int = 3
    """Items told in full in one mail; the others stand in one line each."""
    quiet_from: int | None = None
    """Local hours in which nothing is sent as it happens, such as 21 to 7."""
    quiet_until: int | None = None
    quiet_weeks: str = "say-so"
    """A week without news: one line, or no mail."""
    districts: tuple[str, ...] = ()
    """Districts such as `us/lower/MA-7`; never an address of residence."""
    representatives: tuple[str, ...] = ()
    """Public ids of people, such as `us/person/P000617`."""
    follows: tuple[str, ...] = ()
    """What is followed beside bills: `person:`, `committee:`, `search:`, `list:`, and `again:` for an idea that comes back."""
    only_followed: bool = False
    """Only what is followed (bills, what else is followed, positions), and nothing besides by its topic and place."""
    possible: bool = False
    """Also, in a line each, bills that no rule flags and an estimate calls possible."""
    positions: tuple[tuple[str, str], ...] = ()
    """Bills this reader or group supports or opposes, so that a suggestion can say what to ask for."""


def faults(wishes: Wishes) -> list[str]:
    """Everything that makes no sense, in words; empty when all is well."""
    return [*_bad_lists(wishes), *_bad_choices(wishes), *_bad_numbers(wishes), *_nothing_followed(wishes)]


def checked(wishes: Wishes) -> Wishes:
    """The wishes with their lists in order and without repeats; raises UsageProblem with every fault listed."""
    problems = faults(wishes)
    if problems:
        raise UsageProblem("subscription: " + "; ".join(problems))
    lists = ("topics", "places", "bills", "kinds", "districts", "representatives", "follows", "positions")
    ordered: dict[str, Any] = {name: tuple(sorted(set(getattr(wishes, name)))) for name in lists}
    return replace(wishes, **ordered)


def _bad_lists(wishes: Wishes) -> Iterable[str]:
    forms = (
        ("topics", wishes.topics, _SLUG, "a topic such as mental-health"),
        ("places", wishes.places, _PLACE, "a place such as us or us-ma"),
        ("bills", wishes.bills, _BILL, "a bill such as us/119/HR1109"),
        ("bills with a position", [bill for bill, _stand in wishes.positions], _BILL, "a bill such as us/119/HR1109"),
        ("districts", wishes.districts, _DISTRICT, "a district such as us/lower/MA-7"),
        ("representatives", wishes.representatives, _PERSON, "a person such as us/person/P000617"),
        ("follows", wishes.follows, _FOLLOW, "person:…, committee:…, search:…, list:… or again:…"),
    )
    for name, values, form, expected in forms:
        if len(values) > _ENTRIES:
            yield f"{name}: expected at most {_ENTRIES}, found {len(values)}"
        for value in values[:_ENTRIES]:
            if not form.match(value):
                yield f"{name}: expected {expected}, found {value[:60]!r}"


def _bad_choices(wishes: Wishes) -> Iterable[str]:
    choices = (
        ("cadence", (wishes.cadence,), CADENCES),
        ("weekday", (wishes.weekday,), WEEKDAYS),
        ("language", (wishes.language,), LANGUAGES),
        ("format", (wishes.format,), FORMATS),
        ("quiet weeks", (wishes.quiet_weeks,), QUIET_WEEKS),
        ("kinds", wishes.kinds, KINDS),
        ("positions", tuple(stand for _bill, stand in wishes.positions), POSITIONS),
    )
    for name, values, known in choices:
        for value in values:
            if value not in known:
                yield f"{name}: expected one of {', '.join(known)}, found {value[:60]!r}"


def _nothing_followed(wishes: Wishes) -> Iterable[str]:
    if wishes.only_followed and not (wishes.bills or wishes.follows or wishes.positions):
        yield "only what is followed: expected a bill, a person, a committee, a search or a list to follow, found none"


def _bad_numbers(wishes: Wishes) -> Iterable[str]:
    ranges = (
        ("minimum score", wishes.min_score, 0, 100),
        ("hour", wishes.hour, 0, 23),
        ("items in a mail", wishes.most, 1, MOST),
        ("quiet from", wishes.quiet_from, 0, 23),
        ("quiet until", wishes.quiet_until, 0, 23),
    )
    for name, value, low, high in ranges:
        if value is not None and not low <= value <= high:
            yield f"{name}: expected {low} to {high}, found {value}"
    if (wishes.quiet_from is None) != (wishes.quiet_until is None):
        yield "quiet hours: expected both an hour to begin and one to end, found one of them"
    try:
        ZoneInfo(wishes.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"time zone: expected a name such as America/Chicago, found {wishes.timezone[:60]!r}{nearest_zone(wishes.timezone[:60])}"


def as_json(wishes: Wishes) -> dict[str, Any]:
    """The wishes as a JSON value."""
    return {field.name: getattr(wishes, field.name) for field in fields(Wishes)}


def from_json(value: Mapping[str, Any]) -> Wishes:
    """The wishes back; what this version no longer knows is left out."""
    return _decoded(orjson.dumps(value if isinstance(value, dict) else dict(value)))


@lru_cache(maxsize=4_096)
def _decoded(raw: bytes) -> Wishes:
    """Many subscriptions wish the same, and each batch of mails reads them anew."""
    return serialize.decode(Wishes, orjson.loads(raw))


def in_quiet_hours(wishes: Wishes, now: dt.datetime) -> bool:
    """Whether it is now an hour in which this reader wants no mail."""
    first, last = wishes.quiet_from, wishes.quiet_until
    if first is None or last is None or first == last:
        return False
    hour = now.astimezone(ZoneInfo(wishes.timezone)).hour
    return first <= hour < last if first < last else hour >= first or hour < last


serialize.register(Wishes)
