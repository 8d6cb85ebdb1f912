"""Read dates and times as sources write them: strictly, in the source's own form, in its own zone.

A lenient reader finds a date in anything; a wrong hour is the worst fault this program can have. A source names the
forms it uses; what fits none of them is `PageChanged`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit.select import PageChanged
from tracker.records.items import TimeQualifier
from tracker.records.text import line

PLAUSIBLE: Final = (1789, 2100)
"""Years a legislature may name; anything else is a slip, such as 0000 or 20226."""

_CLOCK: Final = re.compile(
    r"""
    \b(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?\s?m\b\.?   # 2 PM, 2:30 p.m.
    | \b([01]?\d|2[0-3]):(\d{2})(?::\d{2})?\b            # 14:30, 14:30:00
    | \b(noon|midnight)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UPON: Final = re.compile(
    r"\b(?:upon|after|following|immediately|on)\b.{0,40}\b(?:adjourn\w*|recess\w*|session|caucus\w*|floor)\b"
    r"|\badjournment\b|\brecess\b",
    re.IGNORECASE,
)
_OR: Final = re.compile(
    r"\b(?:or|and)\s+(?:upon|after|immediately|following|on)\b|\bor later\b|\bnot before\b|\bno earlier\b",
    re.IGNORECASE,
)


def date(text: str, *forms: str) -> dt.date:
    """The date that `text` writes in one of `forms` (ISO when none is named)."""
    cleaned = line(text)
    for form in forms or ("%Y-%m-%d",):
        try:
            found = dt.datetime.strptime(cleaned, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        return _plausible(found, cleaned)
    raise PageChanged(f"wanted a date as {' or '.join(forms or ('YYYY-MM-DD',))}, found {cleaned[:60]!r}")


def local(text: str, zone: ZoneInfo, *forms: str) -> dt.datetime:
    """The moment that `text` writes as local time of `zone` in one of `forms`."""
    cleaned = line(text)
    for form in forms or ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M"):
        try:
            found = dt.datetime.strptime(cleaned, form)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        _plausible(found.date(), cleaned)
        return found.astimezone(zone) if found.tzinfo else found.replace(tzinfo=zone)
    raise PageChanged(f"wanted a time as {' or '.join(forms or ('YYYY-MM-DDTHH:MM:SS',))}, found {cleaned[:60]!r}")


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment of a day in a zone: how an all-day hearing is kept."""
    return dt.datetime.combine(day, dt.time(0), tzinfo=zone)


def clock(text: str | None) -> tuple[dt.time | None, TimeQualifier]:
    """The earliest clock time a phrase such as "2:00 P.M. or upon recess" names, and how sure it is.

    `exact` for a time alone; `not-before` for a time with a condition; `upon-adjournment` for a condition alone;
    `unknown` for anything else. A.M. and P.M. are never guessed: "2:00" alone is two in the morning's form, and is read
    as a time of the 24-hour clock.
    """
    phrase = line(text or "")
    found = _CLOCK.search(phrase)
    conditional = _OR.search(phrase) is not None or _UPON.search(phrase) is not None
    if found is None:
        return None, "upon-adjournment" if conditional else "unknown"
    return _time(found, phrase), "not-before" if conditional else "exact"


def _time(found: re.Match[str], phrase: str) -> dt.time:
    hour, minute, half, hour24, minute24, word = found.groups()
    if word:
        return dt.time(12 if word.lower() == "noon" else 0)
    if hour24:
        return dt.time(int(hour24), int(minute24))
    number = int(hour)
    if not 1 <= number <= 12 and not (number == 0 and half.lower() == "a"):
        if number <= 23:
            return dt.time(number, int(minute or 0))  # "14:00 PM": the 24-hour clock with a needless half
        raise PageChanged(f"wanted a clock time, found {phrase[:60]!r}")
    return dt.time(number % 12 + (12 if half.lower() == "p" else 0), int(minute or 0))


def _plausible(day: dt.date, text: str) -> dt.date:
    if not PLAUSIBLE[0] <= day.year <= PLAUSIBLE[1]:
        raise PageChanged(f"wanted a year from {PLAUSIBLE[0]} to {PLAUSIBLE[1]}, found {text[:60]!r}")
    return day
