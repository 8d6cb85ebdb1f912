"""Read the calendars of others event by event, so that one broken event, or a broken VTIMEZONE, costs itself only.

What a calendar says of identity is checked by the calendar itself: of two revisions the higher SEQUENCE counts, and a UID
that names different meetings is doubted, told, and completed by title and day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from spiders.kit import ical_recurrence as recurrence
from spiders.kit.ical_lines import (
    CUT_OFF,
    Properties,
    blocks,
    calendar_property,
    calendars,
    conference,
    counted,
    decoded,
    duration,
    first,
    properties,
    unescaped,
)
from spiders.kit.ical_moments import moment, moments, when
from spiders.kit.ical_zones import Zones
from spiders.kit.status_phrases import status_of_name
from tracker.records.items import Status
from tracker.records.text import line, number_of, paragraphs

MOST_OCCURRENCES: Final = 20_000
"""Meetings of recurring events that are unfolded in one calendar."""
UNFOLD_SECONDS: Final = 20
"""Processor seconds that all recurring events of one calendar may take; each takes about a millisecond."""

_LONG_AGO: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MIDNIGHT: Final = dt.time()
_DAY: Final = dt.timedelta(days=1)
_MINUTE: Final = dt.timedelta(minutes=1)
"""An end at 23:59 is the midnight after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, or one occurrence of a recurring one, whose `uid` then ends in the day the series has it on."""

    uid: str
    starts: dt.datetime
    ends: dt.datetime | None
    all_day: bool
    zone: str | None
    """The time zone whose clock the publisher looks at, where it has a name."""
    summary: str
    description: str | None
    location: str | None
    url: str | None
    join: str | None
    """The address at which one takes part from afar, where the calendar has a field for it."""
    status: Status
    updated: dt.datetime | None


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a calendar gave: events, why single ones could not be read, and what is doubtful of the whole."""

    title: str
    events: list[Event] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    """Kind and sentence of each: unknown-zone, doubled-id, feed-too-long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Component:
    """A VEVENT with its times read, and what its calendar says of all of its events."""

    event: Properties
    zones: Zones
    is_off: bool
    uid: str
    starts: dt.datetime
    ends: dt.datetime | None
    all_day: bool
    sequence: int
    updated: dt.datetime | None
    replaces: dt.datetime | dt.date | None

    @property
    def recurs(self) -> bool:
        return any(value.strip() for name in ("RRULE", "RDATE") for _how, value in self.event.get(name, []))

    @property
    def named(self) -> tuple[str, dt.date]:
        return line(unescaped(first(self.event, "SUMMARY") or "")).casefold(), self.starts.date()


def looks_like_calendar(head: bytes) -> bool:
    """True when the first bytes of a body are those of a calendar."""
    return head[:15].upper() == b"BEGIN:VCALENDAR"


def read(data: bytes, place: dt.tzinfo, now: dt.datetime, *, content_type: str = "") -> Reading:
    """The whole calendar; recurring events become their occurrences from 60 days before `now` to 400 days after it."""
    text = decoded(data, content_type)
    reading = Reading(title=calendar_property(text, "X-WR-CALNAME"))
    with_zones = [(event, Zones(event, place, now)) for event in calendars(text)]
    components = (made for event, zones in with_zones for made in _components(event, zones, reading))
    series: list[list[_Component]] = []
    for parts in _meetings(components, reading):
        if len(parts) == 1 and not parts[0].recurs and parts[0].replaces is None:
            reading.events.append(_event(parts[0], parts[0].uid, parts[0].starts))
        else:
            series.append(parts)
    _unfold(series, now, reading)
    doubts = dict.fromkeys(doubt for _each, zones in with_zones for doubt in zones.doubts.values())
    reading.doubts.extend(("unknown-zone", doubt) for doubt in doubts)
    return reading


def _unfold(series: list[list[_Component]], now: dt.datetime, reading: Reading) -> None:
    """Add the meetings of all series, as far as they fit in what one calendar may take."""
    made, until = 0, time.process_time() + UNFOLD_SECONDS
    for number, parts in enumerate(series):
        if made >= MOST_OCCURRENCES or time.process_time() > until:
            doubt = f"the calendar has {number_of(len(series), 'recurring event')}; the first {number_of(number, 'was', 'were')} unfolded"
            reading.doubts.append(("feed-too-long", doubt))
            return
        try:
            events = list(_unfolded(parts, now))
        except (ValueError, OverflowError, TypeError, KeyError) as problem:
            reading.unreadable.append(f"event {parts[0].uid[:80]}: {problem}")
            continue
        reading.events.extend(events)
        made += len(events)
        if len(events) == recurrence.OCCURRENCES:
            doubt = f"{events[0].summary[:80]!r} takes place more often; its first {len(events)} meetings were read"
            reading.doubts.append(("feed-too-long", doubt))


def _components(text: str, zones: Zones, reading: Reading) -> Iterator[_Component]:
    is_off = calendar_property(text, "METHOD").upper() == "CANCEL"
    for block in blocks(text, "VEVENT"):
        try:
            yield _component(properties(block), zones, is_off=is_off)
        except (ValueError, OverflowError) as problem:
            block_text = " ".join(text_line for text_line in block if not text_line.startswith(CUT_OFF))
            reading.unreadable.append(f"event: {problem}; {block_text[:200]!r}")


def _component(event: Properties, zones: Zones, *, is_off: bool) -> _Component:
    if CUT_OFF in event:
        raise ValueError(f"wanted {first(event, CUT_OFF)}, found none")
    start = when(event, "DTSTART", zones)
    if start is None:
        raise ValueError("wanted a DTSTART, found none")
    starts, all_day = start
    ends = _end(event, starts, zones, all_day=all_day)
    if not all_day and _means_days(event, starts, ends, zones):
        all_day, starts, ends = True, *_as_days(starts, ends, zones)
    uid = line(first(event, "UID") or "", limit=1_000)
    replaces = when(event, "RECURRENCE-ID", zones)
    updated = when(event, "LAST-MODIFIED", zones) or when(event, "DTSTAMP", zones)
    made = _Component(
        event=event,
        zones=zones,
        is_off=is_off,
        uid=uid,
        starts=starts,
        ends=ends,
        all_day=all_day,
        sequence=counted(first(event, "SEQUENCE")),
        updated=updated[0] if updated else None,
        replaces=(replaces[0].date() if replaces[1] else replaces[0]) if replaces else None,
    )
    return made if uid else replace(made, uid=_second_identity(made))


def _end(event: Properties, starts: dt.datetime, zones: Zones, *, all_day: bool) -> dt.datetime | None:
    """The end that is told, None for one that is not after the start. A day's is midnight of the day after, as told."""
    end = when(event, "DTEND", zones)
    length = duration(first(event, "DURATION")) if end is None else None
    ends = end[0] if end else starts + length if length else None
    if ends is None or ends <= starts:
        return None
    # The wall clock counts: a meeting of two hours ends two hours later on the clock, also when it springs forward.
    return ends if not all_day else ends.replace(hour=0, minute=0)


def _means_days(event: Properties, starts: dt.datetime, ends: dt.datetime | None, zones: Zones) -> bool:
    """Whether timed moments mean whole days: Microsoft says so in a flag, others write midnight for an hour they do not know."""
    if (first(event, "X-MICROSOFT-CDO-ALLDAYEVENT") or "").strip().upper() == "TRUE":
        return True
    starts, *end = (
        moment.astimezone(zones.of_utc) if moment.tzinfo is dt.UTC else moment for moment in (starts, ends) if moment
    )
    return starts.time() == _MIDNIGHT and all((moment + _MINUTE).time() <= dt.time(0, 1) for moment in end)


def _as_days(starts: dt.datetime, ends: dt.datetime | None, zones: Zones) -> tuple[dt.datetime, dt.datetime | None]:
    made = [
        None
        if moment is None
        else dt.datetime.combine(
            ((moment.astimezone(zones.of_utc) if moment.tzinfo is dt.UTC else moment) + _MINUTE).date(),
            _MIDNIGHT,
            zones.of_utc,
        )
        for moment in (starts, ends)
    ]
    assert made[0] is not None
    return made[0], made[1] if made[1] and made[1] > made[0] else None


def _meetings(components: Iterable[_Component], reading: Reading) -> Iterator[list[_Component]]:
    """The components that belong together: each meeting or series with the exceptions of it."""
    groups: dict[str, list[_Component]] = {}
    for component in components:
        groups.setdefault(component.uid, []).append(component)
    for uid, same_uid in groups.items():
        masters = _newest([component for component in same_uid if component.replaces is None])
        exceptions = [component for component in same_uid if component.replaces is not None]
        if len(masters) > 1:
            names = ", ".join(repr(name) for name in dict.fromkeys(master.named[0] for master in masters))
            doubt = f"one UID names {len(masters)} different events: {uid[:80]!r} ({names[:200]})"
            reading.doubts.append(("doubled-id", doubt))
            masters = _told_apart(masters)
        owner = next((master for master in masters if master.recurs), None)
        for component in masters:
            yield [component, *exceptions] if component is owner else [component]
        if owner is None:  # the series itself is not in the file: each exception stands for itself
            yield from ([exception] for exception in exceptions)


def _newest(masters: list[_Component]) -> list[_Component]:
    """The components of one UID without older revisions. Revisions have a number each; what has not is another meeting."""
    if len(masters) > 1 and len({master.sequence for master in masters}) == len(masters):
        return [max(masters, key=lambda component: component.sequence)]
    newest: dict[tuple[object, ...], _Component] = {}
    for component in masters:
        age = (component.sequence, component.updated or _LONG_AGO)
        other = newest.get(component.named)
        if other is not None and (other.sequence, other.updated) == (component.sequence, component.updated):
            if other.starts != component.starts:  # the same title twice on one day, without a word on which is newer
                newest[(*component.named, component.starts)] = component
        elif other is None or age > (other.sequence, other.updated or _LONG_AGO):
            newest[component.named] = component
    return list(newest.values())


def _told_apart(masters: list[_Component]) -> list[_Component]:
    names = [master.named for master in masters]
    return [
        replace(master, uid=f"{master.uid}|{_second_identity(master, hour=names.count(master.named) > 1)}")
        for master in masters
    ]


def _second_identity(component: _Component, *, hour: bool = False) -> str:
    """What an event without a sound UID is known by: title and day, and the hour where two share both."""
    title, day = component.named
    identity = f"{title}|{component.starts.isoformat() if hour else day.isoformat()}"
    return hashlib.sha256(identity.encode()).hexdigest()[:20]


def _unfolded(parts: list[_Component], now: dt.datetime) -> Iterator[Event]:
    """The occurrences of a series; each is known by the day its rule gave it, so that a new hour is a move."""
    zone = parts[0].starts.tzinfo or parts[0].zones.usual
    calendar_parts = [_part(part, zone, parts[0].starts.time()) for part in parts]
    days: dict[dt.date, int] = {}
    occurrences = list(recurrence.occurrences(calendar_parts, zone, now))
    for repetition in sorted(occurrences, key=lambda occurrence: occurrence.original):
        day = repetition.original.date()
        days[day] = days.get(day, 0) + 1
        component = parts[repetition.part]
        again = f"-{days[day]}" if days[day] > 1 else ""
        yield _event(
            component,
            f"{component.uid}-{day:%Y%m%d}{again}",
            repetition.starts.replace(tzinfo=zone),
            length=repetition.length,
        )


def _part(component: _Component, zone: dt.tzinfo, hour: dt.time) -> recurrence.Part:
    def local(point: dt.datetime) -> dt.datetime:
        return point.replace(tzinfo=None) if component.all_day else point.astimezone(zone).replace(tzinfo=None)

    starts = local(component.starts)
    ends = local(component.ends) if component.ends else starts + (_DAY if component.all_day else dt.timedelta())
    replaces = component.replaces
    range_ = component.event["RECURRENCE-ID"][0][0].get("RANGE", "") if replaces is not None else ""
    return recurrence.Part(
        starts=starts,
        length=ends - starts,
        all_day=component.all_day,
        sequence=component.sequence,
        rules=tuple(_rules(component.event, "RRULE")),
        without=tuple(_rules(component.event, "EXRULE")),
        added=tuple(_added(component, zone)),
        removed=tuple(
            exception.date() if day else recurrence.on_its_clock(exception, zone, hour)
            for exception, day in moments(component.event, "EXDATE", component.zones)
        ),
        replaces=recurrence.on_its_clock(replaces, zone, hour) if isinstance(replaces, dt.datetime) else replaces,
        and_later=range_.strip().upper() == "THISANDFUTURE",
    )


def _rules(event: Properties, name: str) -> Iterator[str]:
    """The rules of a series without the blanks that some write between their parts."""
    for _how, value in event.get(name, []):
        if rule := ";".join(filter(None, ("".join(part.split()) for part in value.split(";")))):
            yield rule


def _added(component: _Component, zone: dt.tzinfo) -> Iterator[dt.datetime | tuple[dt.datetime, dt.timedelta]]:
    zones = component.zones
    for parameters, values in component.event.get("RDATE", []):
        for value in filter(None, (value_text.strip() for value_text in values.split(","))):
            start, _slash, end = value.partition("/")
            begins, day = moment(start, parameters, zones, "RDATE")
            if day and not component.all_day:  # a bare date beside a timed meeting means its hour
                begins = dt.datetime.combine(begins.date(), component.starts.astimezone(zone).time(), zone)
            local = begins.astimezone(zone).replace(tzinfo=None)
            if not end:
                yield local
            elif end.upper().startswith("P"):
                yield local, duration(end) or dt.timedelta()
            else:
                yield local, moment(end, parameters, zones, "RDATE")[0] - begins


def _event(component: _Component, uid: str, starts: dt.datetime, *, length: dt.timedelta | None = None) -> Event:
    event, zones = component.event, component.zones
    ends = component.ends if length is None else starts + length if length else None
    if component.all_day and ends is not None:  # told as the day after the last one
        last = ends - _DAY
        ends = last if last.date() > starts.date() else None
    title = line(unescaped(first(event, "SUMMARY") or ""))
    location = line(unescaped(first(event, "LOCATION") or "")) or None
    description = paragraphs(unescaped(first(event, "DESCRIPTION") or "")) or None
    zone = zones.of_utc if starts.tzinfo is dt.UTC else starts.tzinfo
    day = starts.astimezone(zone).date()
    return Event(
        uid=uid,
        starts=starts,
        ends=ends,
        all_day=component.all_day,
        zone=getattr(zone, "key", None),
        summary=title,
        description=description,
        location=location,
        url=line(first(event, "URL") or "", limit=10_000) or None,
        join=conference(event),
        status="cancelled" if component.is_off else _status(event, day, title, location, description),
        updated=component.updated,
    )


def _status(event: Properties, day: dt.date, title: str, location: str | None, description: str | None) -> Status:
    """What the calendar says in its own fields, in the edges of the title, in the place, or in the first line of its words."""
    own = (first(event, "STATUS") or "").strip().upper()
    if own in {"CANCELLED", "CANCELED"}:
        return "cancelled"
    first_line = (description or "").partition("\n")[0]
    labels = (first(event, "CATEGORIES") or "").split(",")
    named = next(
        (meant for text in (title, location, first_line, *labels) if (meant := status_of_name(text or "", day=day))),
        None,
    )
    return named or ("tentative" if own == "TENTATIVE" else "confirmed")
