"""Read the days and hours that entries of feeds tell: when one was published, and when what it announces takes place.

A calendar served as RSS keeps its day in fields of its own; there are a dozen names for them, and no standard.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

from spiders.kit import dates
from spiders.kit.select import PageChanged
from tracker.records.text import line

_STARTS: Final = ("eventdates", "eventdate", "startdate", "dtstart", "localstart", "eventstart", "begindate", "start")
_ENDS: Final = ("enddate", "dtend", "localend", "eventend", "end")
_START_HOURS: Final = ("eventtimes", "eventtime", "starttime", "begintime", "time")
_END_HOURS: Final = ("endtime",)
_PLACES: Final = ("location", "eventlocation", "venue", "where")

_FORMS: Final = (
    "%m/%d/%Y",
    "%Y-%m-%d",
    "%Y%m%d",
    "%B %d, %Y",
    "%b %d, %Y",
    "%b. %d, %Y",
    "%A, %B %d, %Y",
    "%a, %b %d, %Y",
    "%A %B %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%a, %d %b %Y",
    "%A, %d %B %Y",
    "%m-%d-%Y",
    "%m/%d/%y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %d %Y",
    "%a %b %d %Y",
    "%a, %b %d %Y",
    "%a, %B %d, %Y",
)
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}|\b\d{1,2}\s*[ap]\.?m\b|T\d{4}", re.IGNORECASE)
_ZONED: Final = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|\b(?!AM\b|PM\b)[A-Z]{2,5})\s*\Z")
_MOMENT: Final = re.compile(
    r"\A(.*?\d{4}|\d{4}([-/.])\d{2}\2\d{2}|\d{8}|\d{1,2}/\d{1,2}/\d{2}|\d{1,2}-[A-Za-z]{3}-\d{2})"
    r"(?:T|,?\s+(?:at\s+)?|\s*@\s*)(?P<clock>\S.*)\Z"
)
_MISREAD: Final = re.compile(r"\A\d{1,4}[/.]|\A\d{1,2}-|\A\d{4}-\d{3}\Z|\d\s*[ap]\.?m\b", re.IGNORECASE)
"""What feedparser takes for another moment: 2026/11/29 for this month's first, and no half of the day is known to it."""
_BARE_TIME: Final = re.compile(r"\A(\d{2})(\d{2})(?:\d{2})?Z?\Z")
_MIDNIGHT: Final = dt.time()
_NO_END: Final = (None, _MIDNIGHT, dt.time(23, 59))
_RANGE: Final = re.compile(
    r"\s+(?:-|–|—|to|until|through)\s+|(?<=m)\s*[-–—]\s*(?=\d)|(?<=\d)[-–—](?=\d{1,2}:)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When an announced event takes place."""

    starts: dt.datetime
    ends: dt.datetime | None
    all_day: bool
    location: str | None


def published(text: str | None, parsed: dt.datetime | None, zone: dt.tzinfo) -> dt.datetime | None:
    """The moment of publication. A day alone, and a clock without a zone, are those of the place, not of Greenwich."""
    words = line(text or "")
    if not words:
        return parsed
    if _MISREAD.search(words):
        return _moment(words, zone)
    if _CLOCK.search(words) is None:
        day = parsed.date() if parsed else _day(words)
        return dt.datetime.combine(day, dt.time(), zone) if day else None
    if parsed is not None and _ZONED.search(words) is None:
        return parsed.replace(tzinfo=zone)
    return parsed or _moment(words, zone)


def event(raw: Mapping[str, str], zone: dt.tzinfo) -> When | None:
    """What an entry's own fields say of day and hour; None for an entry that has no such field."""
    fields = {name.rpartition("_")[2].casefold(): line(value) for name, value in raw.items() if value.strip()}
    words = _first(fields, _STARTS)
    if words is None:
        return None
    first, *rest = _RANGE.split(words, maxsplit=1)
    day, hour = _parts(first)
    if day is None:
        raise PageChanged(f"wanted the day of an event, found {words[:60]!r}")
    hours = hour or _first(fields, _START_HOURS)
    start = _clock(hours)
    last_day, last_hour = _parts(_first(fields, _ENDS) or (rest[0] if rest else ""))
    end = _clock(last_hour) or _clock(_first(fields, _END_HOURS)) or _end_of_range(hours)
    if start == _MIDNIGHT and end in _NO_END:  # what programs write for a whole day
        start = end = None
    starts = dt.datetime.combine(day, start or dt.time(), zone)
    ends = dt.datetime.combine(last_day or day, end or dt.time(), zone) if end or (last_day and not start) else None
    return When(
        starts=starts,
        ends=ends if ends and ends > starts else None,
        all_day=start is None,
        location=_first(fields, _PLACES),
    )


def _first(fields: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def _parts(text: str) -> tuple[dt.date | None, str | None]:
    """Day and hour of a text that may hold both; the hour is None where the text is a day alone."""
    if (day := _day(text)) is not None:
        return day, None
    match = _MOMENT.match(text)
    if match is None:
        return None, None
    return _day(match[1]), match["clock"]


def _day(text: str) -> dt.date | None:
    try:
        return dates.date(text, *_FORMS)
    except PageChanged:
        return None


def _clock(text: str | None) -> dt.time | None:
    if not text:
        return None
    if bare := _BARE_TIME.match(text):
        return dt.time(int(bare[1]) % 24, int(bare[2]) % 60)
    return dates.clock(text)[0]


def _end_of_range(text: str | None) -> dt.time | None:
    parts = _RANGE.split(text, maxsplit=1) if text else []
    return _clock(parts[1]) if len(parts) > 1 else None


def _as_mails_say(text: str) -> dt.datetime | None:
    """A moment with an offset as RFC 5322 writes it."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _moment(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    day, hour = _parts(text)
    return dt.datetime.combine(day, _clock(hour) or dt.time(), zone) if day else None


def iso(text: object, zone: dt.tzinfo) -> dt.datetime | None:
    """A moment as JSON feeds write it, some of them as RSS does; without a zone it is one of the place."""
    try:
        moment = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return _as_mails_say(line(str(text))) or _moment(line(str(text)), zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
