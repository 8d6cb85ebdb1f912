"""Say which time zone a calendar means, in a stated order.

An IANA name of any length; a name of Windows or Outlook; the file's own VTIMEZONE, where its clock is that of a zone we
know; a name that is a distance from UTC (UTC-06:00); `X-WR-TIMEZONE` for times without a name; last the zone of the place. A name that is none of them is a doubt that is
told. A VTIMEZONE is never the first witness, since publishers ship broken ones: where it is sound it checks the name.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from spiders.kit.ical_lines import calendar_property, first, properties, whole_blocks

_COMMON: Final = tuple(
    ZoneInfo(name)
    for name in (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "Pacific/Honolulu",
        "America/Puerto_Rico",
        "Pacific/Guam",
        "Pacific/Pago_Pago",
        "UTC",
    )
)
"""The clocks of the United States: what a VTIMEZONE under a name of its own is compared with."""

_DISPLAY: Final = {
    "eastern": "America/New_York",
    "indiana east": "America/Indiana/Indianapolis",
    "central": "America/Chicago",
    "central america": "America/Guatemala",
    "saskatchewan": "America/Regina",
    "mountain": "America/Denver",
    "arizona": "America/Phoenix",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "alaskan": "America/Anchorage",
    "aleutian islands": "America/Adak",
    "hawaii": "Pacific/Honolulu",
    "hawaiian": "Pacific/Honolulu",
    "atlantic": "America/Halifax",
    "georgetown la paz manaus san juan": "America/Puerto_Rico",
    "guam port moresby": "Pacific/Guam",
    "coordinated universal": "UTC",
    "universal coordinated": "UTC",
    "greenwich mean": "UTC",
    "zulu": "UTC",
}
"""How Outlook, Exchange and people call zones, without the words and signs that `_essence` drops."""
_ABBREVIATED: Final = {
    "et": "eastern",
    "edt": "eastern",
    "est5edt": "eastern",
    "ct": "central",
    "cst": "central",
    "cdt": "central",
    "mt": "mountain",
    "mdt": "mountain",
    "pt": "pacific",
    "pst": "pacific",
    "pdt": "pacific",
    "akst": "alaska",
    "akdt": "alaska",
    "hst": "hawaii",
}
_UTC: Final = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "UCT", "Universal", "Etc/Universal"}
_OFFSET: Final = re.compile(r"\(?(?:utc|gmt) ?([+-])(\d{1,2})(?::?([0-5]\d))?\)?", re.IGNORECASE)
"""A name that is nothing but a distance from UTC."""
_NUMBER: Final = re.compile(r"[\s/]+\d+$")
_DROPPED: Final = re.compile(
    r"\((?:utc|gmt)[^)]*\)|\b(?:utc|gmt)[+-]\d{1,2}[:.]?\d{0,2}\b|\b(?:us|u\.s\.|canada|and|time|standard|daylight|zone|tz)\b"
    r"|[^a-z0-9 /_+-]",
    re.IGNORECASE,
)


class Zones:
    """The zones of one calendar; `doubts` holds a sentence for each name that could not be resolved or was contradicted."""

    def __init__(self, text: str, place: dt.tzinfo, now: dt.datetime) -> None:
        """Read what the file says of zones; `place` is the zone of the source."""
        self.doubts: dict[str, str] = {}
        self._place = place
        self._year = now.year
        self._own = _definitions(text)
        self._known: dict[str, dt.tzinfo] = {}
        named = calendar_property(text, "X-WR-TIMEZONE")
        self.usual = self._resolved(named, place) if named else place
        """Meant where a time names no zone."""
        self.of_utc = place if self.usual is dt.UTC else self.usual
        """The zone whose clock people look at: of a whole day, and of a time that is told in UTC."""

    def named(self, name: str | None) -> dt.tzinfo:
        """The zone that a TZID means."""
        if not name:
            return self.usual
        if name not in self._known:
            self._known[name] = self._resolved(name, self.usual)
        return self._known[name]

    def _resolved(self, name: str, otherwise: dt.tzinfo) -> dt.tzinfo:
        zone = by_name(name)
        if zone is not None and zone.key in _UTC:
            return dt.UTC
        drawn = self._clock(self._own.get(name))
        like_drawn = next(
            (candidate for candidate in (self._place, *_COMMON) if _offsets(candidate, self._year) == drawn), None
        )
        if zone is not None and (drawn is None or drawn == _offsets(zone, self._year)):
            return zone
        if like_drawn is not None and (
            zone is None or "/" not in zone.key
        ):  # EST with a summer of its own is no fixed zone
            return like_drawn
        if zone is not None:
            self.doubts[name] = f"the file's own VTIMEZONE of {name!r} tells another clock than {zone.key}"
            return zone
        if distance := _told_distance(name):
            return distance
        shown = getattr(otherwise, "key", str(otherwise))
        self.doubts[name] = f"wanted a time zone that is known, found {name[:80]!r}; {shown} was taken"
        return otherwise

    def _clock(self, block: str | None) -> tuple[dt.timedelta | None, ...] | None:
        """The offsets in January and July of a VTIMEZONE, None for one that is broken."""
        if block is None:
            return None
        from icalendar import Timezone

        try:
            made: Any = Timezone.from_ical(block)
            return _offsets(made.to_tz(lookup_tzid=False), self._year)
        except Exception:  # noqa: BLE001 - whatever a broken definition makes the library do, it is no witness
            return None


def by_name(name: str) -> ZoneInfo | None:
    """The zone of a name: IANA's of any length, one of Windows, or as Outlook shows it; None for another."""
    return _by_name(name.strip().strip('"'))


def _told_distance(name: str) -> dt.tzinfo | None:
    """The clock of a name that is a distance from UTC alone, which no summer moves; None for another name."""
    match = _OFFSET.fullmatch(name.strip().strip('"'))
    if not match or int(match[2]) > 14:  # the farthest clock on Earth is 14 hours ahead
        return None
    distance = dt.timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return dt.timezone(-distance if match[1] == "-" else distance)


@lru_cache(maxsize=512)
def _by_name(name: str) -> ZoneInfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    plain = _NUMBER.sub("", name)  # Exchange numbers its zones: Central Standard Time 1
    zone = _iana(name) or WINDOWS_TO_OLSON.get(plain) or _windows(plain) or _display(plain)
    try:
        return ZoneInfo(zone) if zone else None
    except (KeyError, ValueError, OSError):
        return None


def _iana(name: str) -> str | None:
    """The longest end of the name that is a zone: some write /mozilla.org/20050126_1/America/Indiana/Knox."""
    parts = name.replace("\\", "").strip("/").replace(" ", "_").casefold().split("/")
    for start in range(len(parts)):
        if zone := _names().get("/".join(parts[start:])):
            return zone
    return None


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _windows_names() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def _windows(name: str) -> str | None:
    return _windows_names().get(name.casefold()) or _windows_names().get(
        re.sub(r"(?i)\bdaylight\b", "Standard", name).casefold()
    )


def _display(name: str) -> str | None:
    essence = " ".join(_DROPPED.sub(" ", name.casefold().partition(";")[0].replace("/tijuana", "")).split())
    return _DISPLAY.get(_ABBREVIATED.get(essence, essence))


def _offsets(zone: dt.tzinfo, year: int) -> tuple[dt.timedelta | None, ...]:
    return tuple(dt.datetime(year, month, 15, 12, tzinfo=zone).utcoffset() for month in (1, 7))


def _definitions(text: str) -> dict[str, str]:
    definitions = {}
    for block in whole_blocks(text, "VTIMEZONE"):
        name = first(properties(block.splitlines()), "TZID")
        if name:
            definitions[name.strip().strip('"')] = block
    return definitions
