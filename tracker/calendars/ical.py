"""Write hearings and deadlines as iCalendar.

Moments are UTC instants or bare dates, never a zone's name: a reader that knows another rule for the zone would be an hour
off all summer. UIDs never change and SEQUENCE only rises, so that a changed entry moves and is not doubled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from icalendar import Alarm, Calendar, Event

from tracker.calendars.entries import (
    ALARMS,
    BLOCK,
    BOTH,
    DEADLINES,
    Choice,
    Entry,
    hearing_entries,
    notice_entries,
    request_entry,
)
from tracker.calendars.tongue import Tongue
from tracker.deadlines.model import EXECUTIVE, Request, Told
from tracker.records.items import ScrapedHearing, ScrapedNotice
from tracker.records.stored import Kept
from tracker.records.text import line
from tracker.testimony.rulebook import Rulebook

CANCELLED_STAYS: Final = dt.timedelta(days=30)
"""So long a cancelled entry is still listed, that every subscriber's calendar learns of it."""
_NOTHING: Final = Told()


def calendar(
    hearings: Iterable[Kept[ScrapedHearing]],
    notices: Iterable[Kept[ScrapedNotice]] = (),
    requests: Iterable[Request] = (),
    *,
    name: str | None = "Policy Tracker",
    about: str = "",
    rulebook: Rulebook | None = None,
    histories: Mapping[str, Told] | None = None,
    kinds: frozenset[str] = BOTH,
    only: frozenset[str] = frozenset(),
    alarms: tuple[dt.timedelta, ...] = ALARMS,
    site: str | None = None,
    block: dt.timedelta = BLOCK,
    language: str = "en",
    now: dt.datetime | None = None,
) -> bytes:
    """One calendar file of hearings, their deadlines, the ends of comment periods, and bills that wait for a signature.

    `told` gives by public id what is known besides; `rulebook` the rules from which deadlines are counted; `only`
    names the kinds of deadline where not all are wanted. Without a `name` the entries go into the reader's own calendar, as those
    of one hearing should. With `now`, what was cancelled more than CANCELLED_STAYS ago is left out.
    """
    choice = Choice(kinds=kinds, only=only, alarms=alarms, site=site, block=block, tongue=Tongue(language))
    entries = _entries(hearings, notices, rulebook or Rulebook(), histories or {}, choice, now)
    properties = (
        request_entry(request, choice) for request in requests if DEADLINES in kinds and (not only or EXECUTIVE in only)
    )
    return write((*entries, *properties), name, about)


def _entries(
    hearings: Iterable[Kept[ScrapedHearing]],
    notices: Iterable[Kept[ScrapedNotice]],
    rulebook: Rulebook,
    histories: Mapping[str, Told],
    choice: Choice,
    now: dt.datetime | None,
) -> Iterable[Entry]:
    long_ago = now - CANCELLED_STAYS if now else None
    for hearing in hearings:
        if not (long_ago and hearing.item.status == "cancelled" and hearing.changed_at < long_ago):
            yield from hearing_entries(hearing, rulebook, histories.get(hearing.id, _NOTHING), choice)
    for notice in notices:
        if not (long_ago and notice.item.status == "withdrawn" and notice.changed_at < long_ago):
            yield from notice_entries(notice, histories.get(notice.id, _NOTHING), choice)


def write(entries: Iterable[Entry], name: str | None, about: str = "") -> bytes:
    """The entries as one calendar file; of two entries with one name the newer stands. `about` says what it does not know.

    It has no METHOD: that makes a file an invitation, which needs an organizer.
    """
    made = Calendar()
    made.add("prodid", "-//Mental Health Policy Tracker//EN")
    made.add("version", "2.0")
    if name is not None:
        made.add("name", line(name, 200))
        made.add("x-wr-calname", line(name, 200))
    if about:
        made.add("description", about)
        made.add("x-wr-caldesc", about)
    made.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    newest: dict[str, Entry] = {}
    for entry in entries:
        if entry.uid not in newest or entry.sequence > newest[entry.uid].sequence:
            newest[entry.uid] = entry
    head, end, _nothing = bytes(made.to_ical()).rpartition(b"END:VCALENDAR\r\n")
    return b"".join((head, *map(rendered, newest.values()), end))


@lru_cache(maxsize=8_192)
def rendered(entry: Entry) -> bytes:
    """One entry as it stands in the file. Kept, since calendars are fetched all day and few of their entries change."""
    return bytes(event(entry).to_ical())


def event(entry: Entry) -> Event:
    """One entry as an iCalendar event."""
    made = Event()
    made.add("uid", entry.uid)
    made.add("sequence", entry.sequence)
    modified = entry.modified.astimezone(dt.UTC)
    made.add("dtstamp", modified)
    made.add("last-modified", modified)
    made.add("summary", entry.title)
    made.add("dtstart", _instant(entry.start))
    if entry.end is not None:
        made.add("dtend", _instant(entry.end))
    made.add("status", entry.status)
    made.add("transp", "OPAQUE" if entry.busy and isinstance(entry.start, dt.datetime) else "TRANSPARENT")
    if entry.location:
        made.add("location", entry.location)
    if entry.url:
        made.add("url", entry.url)
    made.add("description", entry.description)
    for trigger in entry.alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", trigger)
        made.add_component(alarm)
    return made


def _instant(at: dt.datetime | dt.date) -> dt.datetime | dt.date:
    return at.astimezone(dt.UTC) if isinstance(at, dt.datetime) else at
