"""Read when a channel opens and closes from words such as "12:00 on P1BD before", and compute the moments.

The words are a small language (docs/testimony.md), parsed once into the types below; nothing is ever evaluated.
`PT24H` is elapsed time, as ISO 8601 has it; `P1D` is a calendar day and `P1BD` a business day in the place's zone.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from tracker.errors import RuleError
from tracker.testimony.business_days import shifted
from tracker.testimony.window_points import (
    WEEKDAYS,
    AfterPrevious,
    Anchor,
    ClockOn,
    CountedDay,
    Day,
    During,
    Happening,
    Offset,
    Point,
    WeekDay,
    Window,
)
from tracker.testimony.window_words import HAPPENINGS, spoken_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a window is computed from: the hearing's times and the place's clock and holidays."""

    start: dt.datetime
    zone: ZoneInfo
    day: dt.date
    end: dt.datetime | None = None
    all_day: bool = False
    subdivision: str | None = None
    first: dt.datetime | None = None
    """When the committee's first hearing of that day starts; None where the others of the day are not known."""
    previous: dt.date | None = None
    """The day of the body's meeting before this one, where it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When: an aware moment in the place's zone, or a bare date where the hearing has no hour; and what to know of it."""

    at: dt.datetime | dt.date
    notes: tuple[str, ...] = ()


FIRST_UNKNOWN: Final = "It counts from the committee's first hearing of the day, and whether this is the first is not known: look at the day's schedule."
PREVIOUS_UNKNOWN: Final = (
    "It opens only {day}, and the day of that meeting is not known here: before that, signing up is not possible."
)
END_UNKNOWN: Final = "The end of the hearing is not published, so this counts from its start."
HOUR_UNKNOWN: Final = (
    "The hour of the hearing is not published: this is the last whole day that is safe should it begin at 6 a.m."
)
EARLIEST: Final = dt.time(6)
"""No hearing begins earlier; what has no hour is counted from here."""

_DURATION = r"P(?:(?P<days>\d{1,3})D)?(?:T(?:(?P<hours>\d{1,3})H)?(?:(?P<minutes>\d{1,3})M)?)?"
_DAY = (
    r"(?P<same>hearing day|closing day)|P(?P<count>\d{1,2})(?P<business>B?)D (?P<side>before|after)"
    rf"|(?P<weekday>{'|'.join(WEEKDAYS)}) of (?P<week>same|previous) week"
    r"|P(?P<later>[1-9]\d?)(?P<later_business>B?)D after previous meeting"
)
_OFFSET = re.compile(rf"(?:{_DURATION} before (?P<before>start|end|first start of day)|until {_DURATION.replace('?P<', '?P<a')} after (?P<after>start|end)|until (?P<at>start|end))\Z", re.ASCII)  # fmt: skip
_CLOCK = re.compile(rf"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d) on (?:{_DAY})\Z", re.ASCII)
_DURING: Final[dict[str, Happening]] = {
    "until committee action": "committee action",
    "until end of comment period": "end of comment period",
}
_LONGEST: Final = 300
_PER_NOTICE = re.compile(r"per notice(?: \((?P<told>[^()]*(?:\([^()]*\)[^()]*)*)\))?\Z")
_BOTH = re.compile(r"open (?P<open>[^;]+); close (?P<close>[^;]+)\Z")


@lru_cache(maxsize=2_048)
def parse(text: str) -> Window:
    """The window these words say; raises RuleError when they are not of the language."""
    words = " ".join(text.split())
    if len(words) > _LONGEST:
        raise RuleError(f"window {words[:40] + '…'!r}: expected at most {_LONGEST} characters, found {len(words):,}")
    if words in ("same day in person", "chair discretion", "not offered", "none"):
        return Window(text=words, unfixed=words)  # type: ignore[arg-type]  # one of the Literal's words
    if match := _PER_NOTICE.match(words):
        return Window(text=words, unfixed="per notice", example=_example(match["told"]))
    if both := _BOTH.match(words):
        return _ordered(Window(text=words, opens=_point(both["open"], text), closes=_point(both["close"], text)))
    return Window(text=words, closes=_point(words, text))


def _example(text: str | None) -> Point | str | None:
    if text is None or not text.startswith("e.g. "):
        return text
    try:
        return _point(text.removeprefix("e.g. "), text)
    except RuleError:
        return text


def _point(words: str, whole: str) -> Point:
    if words in _DURING:
        return During(_DURING[words])
    if match := _OFFSET.match(words):
        return _offset(match, whole)
    if match := _CLOCK.match(words):
        return ClockOn(dt.time(int(match["hour"]), int(match["minute"])), _day(match, whole))
    raise RuleError(
        f"window {whole!r}: expected words such as `PT24H before start`, `until PT48H after start`, `17:00 on P1BD before`,"
        f" `12:00 on WED of previous week`, `open POINT; close POINT`, `per notice`, `none` (docs/testimony.md), found {words!r}"
    )


def _offset(match: re.Match[str], whole: str) -> Offset:
    if match["at"]:
        return Offset(dt.timedelta(), "start" if match["at"] == "start" else "end")
    prefix, sign = ("", -1) if match["before"] else ("a", 1)
    parts = {name: int(match[prefix + name] or 0) for name in ("days", "hours", "minutes")}
    if not any(parts.values()):
        raise RuleError(f"window {whole!r}: expected a duration such as PT24H or PT30M, found none")
    anchor = match["before"] or match["after"]
    days = sign * parts.pop("days")
    anchors: dict[str, Anchor] = {"start": "start", "end": "end", "first start of day": "first"}
    return Offset(sign * dt.timedelta(**parts), anchors[anchor], days)


def _day(match: re.Match[str], whole: str) -> Day:
    if match["same"]:
        return CountedDay()
    if match["weekday"]:
        return WeekDay(WEEKDAYS.index(match["weekday"]), 1 if match["week"] == "previous" else 0)
    if match["later"]:
        return AfterPrevious(int(match["later"]), bool(match["later_business"]))
    count = int(match["count"])
    if not count:
        raise RuleError(f"window {whole!r}: expected a count of days from 1, or `hearing day`, found 0")
    return CountedDay(-count if match["side"] == "before" else count, bool(match["business"]))


_SAMPLE: Final = tuple(
    Occasion(
        start=dt.datetime(2026, 9, day, 10, tzinfo=dt.UTC),
        zone=ZoneInfo("UTC"),
        day=dt.date(2026, 9, day),
        end=None,
        previous=dt.date(2026, 8, 31),
    )
    for day in range(14, 21)  # a week of September without a holiday
)


def counts_from_first(window: Window) -> bool:
    """Whether it must be known which hearing is the committee's first of the day."""
    return any(isinstance(point, Offset) and point.anchor == "first" for point in (window.opens, window.closes))


def counts_from_previous(window: Window) -> bool:
    """Whether it must be known when the body met before."""
    return _after_previous(window.opens) or _after_previous(window.closes)


def _after_previous(point: Point | None) -> bool:
    return isinstance(point, ClockOn) and isinstance(point.day, AfterPrevious)


def _ordered(window: Window) -> Window:
    """The window, or RuleError where it would close before it opens whatever day the hearing is on."""
    if not any(computed(window, occasion) for occasion in _SAMPLE):
        raise RuleError(f"window {window.text!r}: expected it to open before it closes, found the other way round")
    return window


def computed(window: Window, occasion: Occasion) -> tuple[Moment | None, Moment] | None:
    """When the window opens and closes for this hearing.

    None where no moment is fixed, or where for a hearing on such a day it would close before it opens.
    """
    if window.closes is None or (occasion.previous is None and _after_previous(window.closes)):
        return None
    closes = moment(window.closes, occasion)
    if window.opens is None:
        return None, closes
    if occasion.previous is None and isinstance(window.opens, ClockOn) and isinstance(window.opens.day, AfterPrevious):
        note = PREVIOUS_UNKNOWN.format(day=spoken_day(window.opens.day))
        return None, replace(closes, notes=(*closes.notes, note))
    opens = moment(window.opens, occasion)
    if as_moment(opens.at, occasion.zone) < as_moment(closes.at, occasion.zone):
        return opens, closes
    # What ends at an unknown time in the hearing cannot end before it began.
    return (opens, replace(closes, at=opens.at)) if isinstance(window.closes, During) else None


def as_moment(at: dt.datetime | dt.date, zone: ZoneInfo) -> dt.datetime:
    """The moment itself; of a bare date, its beginning in the zone."""
    return at if isinstance(at, dt.datetime) else first_moment(at, dt.time(), zone)


def moment(point: Point, occasion: Occasion) -> Moment:
    """When that is for this hearing, in the place's zone.

    What nobody can know is taken as early as it can be, and said in the notes.
    """
    if isinstance(point, ClockOn):
        return Moment(at=first_moment(day_of(point.day, occasion), point.at, occasion.zone))
    if isinstance(point, During):
        shifted = _shifted(occasion, Offset(dt.timedelta(), "start"), occasion.start)
        note = f"It stays open until the {HAPPENINGS[point.happening]}, which may come at any time from the start on."
        return Moment(at=shifted, notes=(note, *((HOUR_UNKNOWN,) if occasion.all_day else ())))
    base, notes = occasion.start, []
    if point.anchor == "end":
        if occasion.end is None:
            notes.append(END_UNKNOWN)
        else:
            base = occasion.end
    if point.anchor == "first":
        if occasion.first is None:
            notes.append(FIRST_UNKNOWN)
        else:
            base = min(base, occasion.first)
    if occasion.all_day:
        notes.append(HOUR_UNKNOWN)
    return Moment(at=_shifted(occasion, point, base), notes=tuple(notes))


def _shifted(occasion: Occasion, by: Offset, base: dt.datetime) -> dt.datetime | dt.date:
    """Elapsed time counts in UTC: a day with a changed clock has 23 or 25 hours."""
    if occasion.all_day:
        base = first_moment(base.astimezone(occasion.zone).date(), EARLIEST, occasion.zone)
    if by.days:
        local = base.astimezone(occasion.zone)
        base = first_moment(local.date() + dt.timedelta(days=by.days), local.time(), occasion.zone)
    at = (base.astimezone(dt.UTC) + by.by).astimezone(occasion.zone)
    return last_whole_day(at) if occasion.all_day else at


def last_whole_day(at: dt.datetime) -> dt.date:
    """The last day that is over when the moment comes: a bare date counts to its end, so it must be the day before."""
    return at.date() - dt.timedelta(days=1)


def day_of(day: Day, occasion: Occasion) -> dt.date:
    """The date that is for this hearing."""
    if isinstance(day, WeekDay):
        monday = occasion.day - dt.timedelta(days=occasion.day.weekday())
        return monday + dt.timedelta(days=day.weekday - 7 * day.weeks_before)
    if isinstance(day, AfterPrevious):
        assert occasion.previous is not None, "whoever asks has looked"
        if day.business:
            return shifted(occasion.previous, day.count, occasion.subdivision)
        return occasion.previous + dt.timedelta(days=day.count)
    if day.business:
        return shifted(occasion.day, day.count, occasion.subdivision)
    return occasion.day + dt.timedelta(days=day.count)


def first_moment(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The first moment of that day at which the clock there shows that time or a later one.

    So a time that comes twice means the first one, and a time that the clock leaps over means the leap.
    """
    wall = dt.datetime.combine(day, at)
    early = wall.replace(tzinfo=zone)
    if _wall(early.astimezone(dt.UTC), zone) == wall:
        return early
    # The clock leaps over it: look for the leap between the two readings that the time could have.
    low, high = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    while high - low > dt.timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (low, middle) if _wall(middle, zone) >= wall else (middle, high)
    return high.replace(microsecond=0).astimezone(zone)


def _wall(moment_: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return moment_.astimezone(zone).replace(tzinfo=None)
