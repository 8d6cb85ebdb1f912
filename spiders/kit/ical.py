"""Read calendars event by event, so that one broken event, or a broken VTIMEZONE, costs itself only.

A VTIMEZONE is never believed: publishers ship broken ones. A TZID names an IANA zone or one of Windows, else the
source's own zone is meant.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from tracker.records.text import line, paragraphs

OCCURRENCES: Final = 200
"""Of a recurring event: a weekly meeting for four years."""
AHEAD: Final = dt.timedelta(days=400)
"""How far recurring events are looked at from now; endless rules have no other end."""
BEHIND: Final = dt.timedelta(days=60)

_EARLIEST: Final = 1970
_TOO_OFTEN: Final = re.compile(r"FREQ=(?:SECOND|MINUTE|HOUR)LY", re.IGNORECASE)
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_NAME: Final = re.compile(r"^X-WR-CALNAME(?:;[^:\r\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_LINE: Final = re.compile(r'^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^":;]*))*):(.*)$')
_PARAMETER: Final = re.compile(r';([^=;]+=(?:"[^"]*"|[^;"]*))')
_MOMENT: Final = re.compile(r"(\d{8})(?:T(\d{4}(?:\d{2})?))?(Z)?\Z")
_DURATION: Final = re.compile(r"([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\Z")
_ESCAPE: Final = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, or one occurrence of a recurring one, whose `uid` then ends in its date."""

    uid: str
    starts: dt.datetime
    ends: dt.datetime | None
    all_day: bool
    summary: str
    description: str | None
    location: str | None
    url: str | None
    cancelled: bool
    updated: dt.datetime | None


Properties = dict[str, list[tuple[dict[str, str], str]]]


def looks_like_calendar(head: bytes) -> bool:
    """True when the first bytes of a body are those of a calendar."""
    return head[:15].upper() == b"BEGIN:VCALENDAR"


def title(data: bytes) -> str:
    """The calendar's own name, empty when it has none."""
    found = _NAME.search(_FOLD.sub("", data.decode("utf-8", "replace")))
    return line(_unescaped(found[1])) if found else ""


def events(data: bytes, zone: dt.tzinfo, now: dt.datetime) -> Iterator[Event | str]:
    """Every event of the calendar; for one that cannot be read, the reason as a text in its place.

    Recurring events become their occurrences from 60 days before `now` to 400 days after it.
    """
    blocks = list(_blocks(data))
    moved = _moved(blocks, zone)
    for block in blocks:
        try:
            yield from _read(_properties(block), zone, now, moved)
        except (ValueError, OverflowError) as problem:
            yield f"event: {problem}; {' '.join(block)[:200]!r}"


def _blocks(data: bytes) -> Iterator[list[str]]:
    """The lines of each event, unfolded, without the alarms inside; one that never ends is marked."""
    text = _FOLD.sub("", data.decode("utf-8", "replace").removeprefix("\ufeff"))
    inside: list[str] | None = None
    nested = 0
    for raw in text.splitlines():
        mark = raw.strip().upper()
        if mark == "BEGIN:VEVENT":
            inside, nested = [], 0
        elif inside is None:
            continue
        elif mark == "END:VEVENT":
            yield inside
            inside = None
        elif mark.startswith("BEGIN:"):
            nested += 1
        elif mark.startswith("END:"):
            nested = max(0, nested - 1)
        elif not nested:
            inside.append(raw)
    if inside is not None:
        yield [*inside, "X-CUT-OFF:1"]


def _read(event: Properties, zone: dt.tzinfo, now: dt.datetime, moved: set[tuple[str, dt.datetime]]) -> Iterator[Event]:
    if "X-CUT-OFF" in event:
        raise ValueError("wanted the end of the event, found the end of the calendar")
    uid = line(_first(event, "UID") or "")
    if not uid:
        raise ValueError("wanted a UID, found none")
    starts, all_day = _when(event, "DTSTART", zone)
    if starts is None:
        raise ValueError("wanted a DTSTART, found none")
    ends, _day = _when(event, "DTEND", zone)
    length = ends - starts if ends else _duration(_first(event, "DURATION"))
    recurrence, _ = _when(event, "RECURRENCE-ID", zone)
    if recurrence is not None:
        yield _event(event, f"{uid}-{_stamp(recurrence, all_day)}", starts, length, zone, all_day=all_day)
    elif "RRULE" in event or "RDATE" in event:
        for each in _occurrences(event, starts, zone, now):
            if (uid, each) not in moved:
                yield _event(event, f"{uid}-{_stamp(each, all_day)}", each, length, zone, all_day=all_day)
    else:
        yield _event(event, uid, starts, length, zone, all_day=all_day)


def _event(
    event: Properties, uid: str, starts: dt.datetime, length: dt.timedelta | None, zone: dt.tzinfo, *, all_day: bool
) -> Event:
    return Event(
        uid=uid,
        starts=starts,
        # The wall clock counts: a meeting of two hours ends two hours later on the clock, also when it springs forward.
        ends=(starts + length) if length and not all_day else None,
        all_day=all_day,
        summary=line(_unescaped(_first(event, "SUMMARY") or "")),
        description=paragraphs(_unescaped(_first(event, "DESCRIPTION") or "")) or None,
        location=line(_unescaped(_first(event, "LOCATION") or "")) or None,
        url=line(_first(event, "URL") or "") or None,
        cancelled=(_first(event, "STATUS") or "").strip().upper() == "CANCELLED",
        updated=_when(event, "LAST-MODIFIED", zone)[0] or _when(event, "DTSTAMP", zone)[0],
    )


def _occurrences(event: Properties, starts: dt.datetime, zone: dt.tzinfo, now: dt.datetime) -> list[dt.datetime]:
    """The starts of a recurring event near `now`, computed on the local wall clock as RFC 5545 asks."""
    from dateutil.rrule import rruleset, rrulestr

    local = starts.replace(tzinfo=None)
    place = starts.tzinfo or zone
    found = rruleset()
    found.rdate(local)
    here = now.astimezone(place).replace(tzinfo=None)
    window = (here - BEHIND, here + AHEAD)
    for _parameters, rule in event.get("RRULE", []):
        _refuse_endless(rule, local)
        # UNTIL is in UTC where DTSTART has a zone; dateutil wants both naive or both aware.
        until = re.sub(r"UNTIL=(\d{8}T\d{6})Z", lambda hit: f"UNTIL={_as_local(hit[1], place)}", rule.strip())
        found.rrule(_ending(rrulestr(until, dtstart=local), window[1]))
    for name, add in (("RDATE", found.rdate), ("EXDATE", found.exdate)):
        for each in _moments(event, name, zone):
            add(each.astimezone(place).replace(tzinfo=None))
    near = found.xafter(window[0], inc=True)
    return [each.replace(tzinfo=place) for each in islice(near, OCCURRENCES) if each <= window[1]]


def _refuse_endless(rule: str, starts: dt.datetime) -> None:
    """Raise ValueError for a rule that no meeting has, and that takes hours to unfold: every second, or since year 1."""
    if found := _TOO_OFTEN.search(rule):
        raise ValueError(f"wanted an event that recurs daily or less often, found {found[0]}")
    if starts.year < _EARLIEST:
        raise ValueError(f"wanted a recurring event that began after {_EARLIEST}, found one of {starts.year}")


def _ending(rule: Any, last: dt.datetime) -> Any:
    """The rule with an end: one that never comes true, such as each 30 February, is otherwise tried until year 9999."""
    until = rule._until  # noqa: SLF001 - dateutil has no public name for it
    if until is not None and until <= last:
        return rule
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # dateutil warns of COUNT beside UNTIL, and honours both
        return rule.replace(until=last)


def _as_local(text: str, place: dt.tzinfo) -> str:
    moment = dt.datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC)
    return moment.astimezone(place).strftime("%Y%m%dT%H%M%S")


def _moved(blocks: list[list[str]], zone: dt.tzinfo) -> set[tuple[str, dt.datetime]]:
    """Occurrences that have an event of their own, because they were moved or cancelled."""
    moved = set()
    for block in blocks:
        if any(raw.upper().startswith("RECURRENCE-ID") for raw in block):
            event = _properties(block)
            try:
                moment, _day = _when(event, "RECURRENCE-ID", zone)
            except ValueError:  # told when the event itself is read
                continue
            if moment is not None:
                moved.add((line(_first(event, "UID") or ""), moment))
    return moved


def _properties(block: list[str]) -> Properties:
    found: Properties = {}
    for raw in block:
        if match := _LINE.match(raw):
            parameters = (part.partition("=") for part in _PARAMETER.findall(match[2]))
            named = {name.upper(): value.strip('"') for name, _equals, value in parameters}
            found.setdefault(match[1].upper(), []).append((named, match[3]))
    return found


def _first(event: Properties, name: str) -> str | None:
    return event[name][0][1] if name in event else None


def _when(event: Properties, name: str, zone: dt.tzinfo) -> tuple[dt.datetime | None, bool]:
    """The moment of a property and whether it is a whole day."""
    if name not in event:
        return None, False
    parameters, value = event[name][0]
    return _moment(value.strip(), parameters, zone, name)


def _moments(event: Properties, name: str, zone: dt.tzinfo) -> Iterator[dt.datetime]:
    for parameters, values in event.get(name, []):
        for value in values.split(","):
            yield _moment(value.strip(), parameters, zone, name)[0]


def _moment(value: str, parameters: dict[str, str], zone: dt.tzinfo, name: str) -> tuple[dt.datetime, bool]:
    found = _MOMENT.match(value)
    if found is None:
        raise ValueError(f"{name}: wanted a moment such as 20261123T130000Z, found {value[:40]!r}")
    day = dt.date(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:]))
    place = dt.UTC if found[3] else _zone(parameters.get("TZID")) or zone
    if found[2] is None:
        return dt.datetime.combine(day, dt.time(), zone), True
    clock = dt.time(int(found[2][:2]), int(found[2][2:4]), min(int(found[2][4:] or 0), 59))  # 60 is a leap second
    return dt.datetime.combine(day, clock, place), False


@lru_cache(maxsize=512)
def _zone(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    # Some write /mozilla.org/20050126_1/America/Chicago; the name stands at the end.
    plain = WINDOWS_TO_OLSON.get(name, "/".join(name.strip("/").split("/")[-2:]))
    try:
        return ZoneInfo(plain)
    except (KeyError, ValueError, OSError):  # unknown, or not a name at all
        return None


def _duration(text: str | None) -> dt.timedelta | None:
    found = _DURATION.match(text.strip()) if text else None
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    return dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _stamp(moment: dt.datetime, all_day: bool) -> str:
    return moment.strftime("%Y%m%d") if all_day else moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda hit: "\n" if hit[1] in "nN" else hit[1], text)
