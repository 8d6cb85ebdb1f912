"""Read calendars with three programs that share nothing, and say what each saw in the same words."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import missing

READERS = Path(__file__).parent / "readers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry as a reader understood it."""

    uid: str
    title: str
    start: dt.datetime | dt.date
    end: dt.datetime | None
    status: str
    sequence: int
    description: str
    location: str
    alarms: tuple[int, ...]
    """Seconds from the start."""


def by_icalendar(body: bytes) -> dict[str, Seen]:
    from icalendar import Calendar

    found = {}
    for event in Calendar.from_ical(body).walk("VEVENT"):
        made = Seen(
            uid=str(event["uid"]),
            title=str(event["summary"]),
            start=event["dtstart"].dt,
            end=event["dtend"].dt if "dtend" in event else None,
            status=str(event["status"]),
            sequence=int(event["sequence"]),
            description=str(event["description"]),
            location=str(event.get("location", "")),
            alarms=tuple(int(alarm["trigger"].dt.total_seconds()) for alarm in event.walk("VALARM")),
        )
        assert made.uid not in found, "an entry stands twice"
        found[made.uid] = made
    return found


def by_ical(body: bytes) -> dict[str, Seen]:
    from ical.calendar_stream import IcsCalendarStream

    found = {}
    for event in IcsCalendarStream.calendar_from_ics(body.decode("utf-8")).events:
        whole_day = not isinstance(event.dtstart, dt.datetime)
        found[event.uid] = Seen(
            uid=event.uid,
            title=event.summary,
            start=event.dtstart,
            end=None if whole_day or event.dtend is None or event.dtend == event.dtstart else event.dtend,
            status=event.status.value,
            sequence=event.sequence,
            description=event.description or "",
            location=event.location or "",
            alarms=tuple(int(alarm.trigger.total_seconds()) for alarm in event.alarm),
        )
    return found


def by_ical_js(body: bytes) -> dict[str, Seen]:
    node = shutil.which("node")
    if node is None or not (READERS / "node_modules" / "ical.js").is_dir():
        missing("ical.js (npm install --prefix tests/deadlines/readers)")
    assert node is not None
    done = subprocess.run(
        [node, READERS / "read.mjs"], input=body, capture_output=True, check=False, timeout=120, cwd=READERS
    )
    assert done.returncode == 0, done.stderr.decode()
    found = {}
    for told in map(json.loads, done.stdout.decode("utf-8").splitlines()):
        found[told["uid"]] = Seen(
            uid=told["uid"],
            title=told["title"],
            start=_moment(told["start"]),
            end=_moment(told["end"]) if told["end"] else None,
            status=told["status"],
            sequence=told["sequence"],
            description=told["description"] or "",
            location=told["location"] or "",
            alarms=tuple(told["alarms"]),
        )
    return found


def _moment(text: str) -> dt.datetime | dt.date:
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


Reader = Callable[[bytes], dict[str, Seen]]
READ_BY: dict[str, Reader] = {"icalendar": by_icalendar, "ical": by_ical, "ical.js": by_ical_js}
