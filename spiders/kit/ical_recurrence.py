"""Unfold recurring events with `recurring-ical-events`, within bounds, on the wall clock of the series.

What publishers write and the library would misread is set right first: UNTIL, EXDATE and RECURRENCE-ID as bare dates beside
timed meetings (UNTIL's day is included), empty rules, and rules that never end or take hours to unfold.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

OCCURRENCES: Final = 500
"""Of one series: one for each day that is looked at."""
AHEAD: Final = dt.timedelta(days=400)
"""How far recurring events are looked at from now; endless rules have no other end."""
BEHIND: Final = dt.timedelta(days=60)

_EARLIEST: Final = 1970
_TOO_OFTEN: Final = re.compile(r"FREQ=(?:SECOND|MINUTE|HOUR)LY", re.IGNORECASE)
_RARE: Final = re.compile(r"BY(?:MONTHDAY|YEARDAY|WEEKNO)=", re.IGNORECASE)
_LIMITS: Final = re.compile(r";?\s*(?:COUNT|UNTIL|INTERVAL)=[^;]*", re.IGNORECASE)
_LATE: Final = 9_960
"""A rule is tried in the calendar's last forty years: every weekday, leap year and week number comes about in them."""
_UNTIL: Final = re.compile(r";?\s*UNTIL=(\d{8})(?:T(\d{4,6})(Z)?)?", re.IGNORECASE)

Period = tuple[dt.datetime, dt.timedelta]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One component of a series, on the naive wall clock of the series' zone."""

    starts: dt.datetime
    length: dt.timedelta
    all_day: bool
    sequence: int
    rules: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """EXRULE, of RFC 2445 and still written: the rules of the days on which it does not take place."""
    added: tuple[dt.datetime | Period, ...] = ()
    removed: tuple[dt.datetime | dt.date, ...] = ()
    replaces: dt.datetime | dt.date | None = None
    """RECURRENCE-ID: the meeting of the series that this one stands for."""
    and_later: bool = False
    """RANGE=THISANDFUTURE: the later ones move with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A meeting of a series: which part describes it, when it is, and the start that the rule gave it."""

    part: int
    starts: dt.datetime
    length: dt.timedelta
    original: dt.datetime


def occurrences(parts: list[Part], zone: dt.tzinfo, now: dt.datetime) -> Iterator[Occurrence]:
    """The meetings of a series from 60 days before `now` to 400 days after it, at most 500."""
    import recurring_ical_events
    from icalendar import Calendar

    here = now.astimezone(zone).replace(tzinfo=None)
    first, last = here - BEHIND, here + AHEAD
    core = next((part for part in parts if part.replaces is None), None)
    calendar = Calendar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # dateutil warns of COUNT beside UNTIL, and honors both
        for number, part in enumerate(parts):
            calendar.add_component(_component(number, part, core, zone, last))
        events = recurring_ical_events.of(calendar, skip_bad_series=False).between(first, last)
    made = sorted((_occurrence(event, parts) for event in events), key=lambda event: (event.starts, event.part))
    return islice((made_event for made_event in made if first <= made_event.starts <= last), OCCURRENCES)


def _occurrence(component: Any, parts: list[Part]) -> Occurrence:
    number = int(component["X-PART"])
    part = parts[number]
    starts = _midnight(component["DTSTART"].dt)
    moved = starts - (part.starts - _midnight(part.replaces)) if part.replaces is not None else starts
    length = _midnight(component["DTEND"].dt) - starts if "DTEND" in component else part.length
    return Occurrence(part=number, starts=starts, length=length, original=moved)


def _component(number: int, part: Part, core: Part | None, zone: dt.tzinfo, last: dt.datetime) -> Any:
    from icalendar import Event
    from icalendar.prop import vRecur

    made = Event()
    made.add("uid", "series")
    made["X-PART"] = str(number)
    made.add("sequence", part.sequence)
    made.add("dtstart", part.starts.date() if part.all_day else part.starts)
    made.add("dtend", (part.starts + part.length).date() if part.all_day else part.starts + part.length)
    if part.replaces is not None:
        stands_for = _like(part.replaces, core or part)
        made.add("recurrence-id", stands_for, parameters={"RANGE": "THISANDFUTURE"} if part.and_later else {})
    for rule in part.rules:
        made.add("rrule", vRecur.from_ical(_bounded(rule, part, zone, last)))
    for added in part.added:
        made.add("rdate", [added if isinstance(added, tuple) else _like(added, part)])
    removed = [
        day for rule in part.without for day in _excluded(rule, part, zone, first=last - AHEAD - BEHIND, last=last)
    ]
    for moment in (*part.removed, *removed):
        made.add("exdate", moment.date() if part.all_day and isinstance(moment, dt.datetime) else moment)
    return made


def _like(moment: dt.datetime | dt.date, core: Part) -> dt.datetime | dt.date:
    """A moment as the series tells its own: a bare date of a timed series means its meeting on that day."""
    if core.all_day:
        return moment.date() if isinstance(moment, dt.datetime) else moment
    return moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, core.starts.time())


def _bounded(rule: str, part: Part, zone: dt.tzinfo, last: dt.datetime) -> str:
    """The rule with an end on the wall clock of the series; refuses one that no meeting has and that takes hours."""
    if too_often := _TOO_OFTEN.search(rule):
        raise ValueError(f"wanted an event that recurs daily or less often, found {too_often[0]}")
    if part.starts.year < _EARLIEST:
        raise ValueError(f"wanted a recurring event that began after {_EARLIEST}, found one of {part.starts.year}")
    if _RARE.search(rule):
        _refuse_impossible(rule)
    until = _UNTIL.search(rule)
    ends = min(_until(until, zone, part.starts.time()), last) if until else last
    written = ends.strftime("%Y%m%d" if part.all_day else "%Y%m%dT%H%M%S")
    return f"{_UNTIL.sub('', rule).strip().strip(';')};UNTIL={written}"


def _excluded(rule: str, part: Part, zone: dt.tzinfo, *, first: dt.datetime, last: dt.datetime) -> list[dt.datetime]:
    """The days that a rule takes out of a series, of those that are looked at."""
    from dateutil.rrule import rrulestr

    return list(rrulestr(_bounded(rule, part, zone, last), dtstart=part.starts).between(first, last, inc=True))


def _refuse_impossible(rule: str) -> None:
    """Raise ValueError for a rule that never comes true, such as each 30 February: it is else tried until year 9999."""
    from dateutil.rrule import rrulestr

    endless = _LIMITS.sub("", rule).strip().strip(";")
    start = dt.datetime(_LATE, 1, 1)  # noqa: DTZ001 - a trial outside of any zone
    if next(iter(rrulestr(endless, dtstart=start)), None) is None:
        raise ValueError(f"wanted a rule that comes true, found {rule[:80]}")


def on_its_clock(moment: dt.datetime, zone: dt.tzinfo, hour: dt.time) -> dt.datetime:
    """A moment that names a meeting of a series, on the wall clock of the series, whose meetings begin at `hour`.

    Generators write the Z of universal time behind their local times: where none of the meetings begins then, and all begin
    when the digits say, the digits count.
    """
    local, digits = moment.astimezone(zone).replace(tzinfo=None), moment.replace(tzinfo=None)
    return digits if moment.tzinfo is dt.UTC and local.time() != hour == digits.time() else local


def _until(match: re.Match[str], zone: dt.tzinfo, hour: dt.time) -> dt.datetime:
    """The last moment of a rule; a bare date counts to its end."""
    if match[2] is None:
        return dt.datetime.strptime(match[1] + "235959", "%Y%m%d%H%M%S")  # noqa: DTZ007 - the wall clock of the series
    moment = dt.datetime.strptime(match[1] + match[2].ljust(6, "0"), "%Y%m%d%H%M%S")  # noqa: DTZ007
    return on_its_clock(moment.replace(tzinfo=dt.UTC), zone, hour) if match[3] else moment


def _midnight(moment: dt.datetime | dt.date) -> dt.datetime:
    return moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
