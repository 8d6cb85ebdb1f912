"""Write hearings and comment periods as iCalendar; touch nothing.

Moments are UTC instants or bare dates, never a zone's name: a reader that knows another rule for the zone would be an hour
off all summer. The UID is the record's public id, SEQUENCE its revision, so that a changed entry moves and is not doubled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Alarm, Calendar, Event

from tracker.items import ScrapedHearing, ScrapedNotice
from tracker.kept import Kept
from tracker.text import line, paragraphs

_STATUS = {"cancelled": "CANCELLED", "tentative": "TENTATIVE", "postponed": "TENTATIVE"}
ALARMS = (dt.timedelta(days=-1), dt.timedelta(hours=-2))


def calendar(
    hearings: Iterable[Kept[ScrapedHearing]],
    notices: Iterable[Kept[ScrapedNotice]] = (),
    *,
    name: str = "Policy Tracker",
) -> bytes:
    """One calendar file of hearings and of the days on which comment periods end."""
    made = Calendar()
    made.add("prodid", "-//Mental Health Policy Tracker//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for hearing in hearings:
        made.add_component(_hearing(hearing))
    for notice in notices:
        if notice.item.comments_close is not None:
            made.add_component(_notice(notice))
    return bytes(made.to_ical())


def _event(kept: Kept[ScrapedHearing] | Kept[ScrapedNotice], summary: str, start: dt.datetime | dt.date) -> Event:
    event = Event()
    event.add("uid", f"{kept.id}@mh-policy-tracker")
    event.add("sequence", kept.revision - 1)
    event.add("dtstamp", kept.changed_at.astimezone(dt.UTC))
    event.add("last-modified", kept.changed_at.astimezone(dt.UTC))
    event.add("summary", line(summary, 200))
    event.add("dtstart", start.astimezone(dt.UTC) if isinstance(start, dt.datetime) else start)
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", line(summary, 200))
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event


def _hearing(kept: Kept[ScrapedHearing]) -> Event:
    hearing = kept.item
    start: dt.datetime | dt.date = hearing.start.date() if hearing.all_day else hearing.start
    event = _event(kept, f"Hearing: {hearing.committee or hearing.name}", start)
    if hearing.end is not None and not hearing.all_day:
        event.add("dtend", hearing.end.astimezone(dt.UTC))
    event.add("status", _STATUS.get(hearing.status, "CONFIRMED"))
    if hearing.location:
        event.add("location", line(hearing.location))
    bills = ", ".join(bill.identifier for bill in hearing.bills)
    told = [
        hearing.name,
        f"Bills: {bills}" if bills else "",
        hearing.video or "",
        *(link.url for link in hearing.sources[:1]),
    ]
    event.add("description", paragraphs("\n".join(part for part in told if part)))
    return event


def _notice(kept: Kept[ScrapedNotice]) -> Event:
    notice = kept.item
    assert notice.comments_close is not None
    event = _event(kept, f"Comments due: {notice.title}", notice.comments_close)
    event.add("status", "CANCELLED" if notice.status == "withdrawn" else "CONFIRMED")
    told = [notice.abstract or "", f"Comment at {notice.comment_url}" if notice.comment_url else ""]
    event.add("description", paragraphs("\n".join(part for part in told if part)))
    return event
