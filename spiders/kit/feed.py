"""Read RSS, Atom, JSON feeds and calendars from bytes that Scrapy fetched.

A feed can be an attack: what feedparser would take half a minute or a gigabyte for is refused or cut before, and a large
one is parsed in a process of its own that may use so much and no more.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any, Final
from urllib.parse import urljoin

from spiders.kit import feed_dates, ical
from spiders.kit.ical_recurrence import BEHIND
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import status_of_name
from tracker.records import prose
from tracker.records.items import Status
from tracker.records.text import line

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_CALENDAR_BYTES: Final = 20 * 1024 * 1024
"""Fifty thousand events with their notices; they cost six seconds and 200 MB."""
MOST_ENTRIES: Final = 5_000
"""Entries that are read; feedparser needs about 0.2 milliseconds and 3 KB for each."""
DEEPEST: Final = 1_000
"""Elements inside each other; feeds have about six, an attack has a hundred thousand."""
IN_PROCESS: Final = 512 * 1024
"""Bytes of a feed that is parsed right here; a process of its own costs about as much as parsing so many."""
PARSE_SECONDS: Final = 8
"""Processor seconds that a large feed may take."""

_ENTITY: Final = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]{0,1000}\[", re.IGNORECASE)
_ENTRY_END: Final = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_CDATA: Final = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_NESTING: Final = re.compile(rb"<(/?)(?!(?:br|img|hr|p|li|input|wbr)\b)[A-Za-z][^<>]*?(/?)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed, as plain text. Moments are aware; `raw` holds the feed's own fields that are texts."""

    id: str
    title: str
    link: str | None = None
    summary: str | None = None
    content: str | None = None
    """The whole text, where the feed has it beside a summary that may be cut."""
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    starts: dt.datetime | None = None
    """Told by calendars, and by feeds with fields for it: the date of a feed's entry says when it was published."""
    ends: dt.datetime | None = None
    all_day: bool = False
    location: str | None = None
    join: str | None = None
    """The address at which one takes part from afar, where a calendar tells it."""
    status: Status = "confirmed"
    zone: str | None = None
    """The time zone whose clock a calendar means, where it says one."""
    raw: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's entries, why single ones could not be read, and a sentence when it was longer than we read."""

    title: str
    entries: tuple[Entry, ...]
    unreadable: tuple[str, ...] = ()
    cut: str = ""
    calendar: bool = False
    """A calendar may well be empty, and it tells all that is coming; a feed without entries has lost them."""
    doubts: tuple[tuple[str, str], ...] = ()
    """Kind and sentence of what is doubtful of the feed as a whole: ids that name two things, zones nobody knows."""


def entries(
    body: bytes, *, kind: str = "", url: str = "", zone: dt.tzinfo = dt.UTC, now: dt.datetime | None = None
) -> Feed:
    """The entries of a feed; raises PageChanged for what is no feed.

    `kind` is the Content-Type that came with it; `url` makes links absolute; in a calendar, `zone` is meant where a time
    names none, and recurring events are listed around `now`.
    """
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    calendar = ical.looks_like_calendar(
        start[:100].decode("utf-16", "ignore").encode() if _wide(start) else start[:100]
    )
    most = MOST_CALENDAR_BYTES if calendar else MOST_BYTES
    if len(body) > most:
        raise PageChanged(f"wanted a feed of at most {most:,} bytes, found {len(body):,}", kind="too-large")
    if calendar:
        return _calendar(body, kind, zone, now or dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    if start[:1] == b"{":
        return _json(start, url, zone)
    return _xml(body if start is body else start, kind, url, zone)


def _wide(start: bytes) -> bool:
    return start[:2] in {b"\xff\xfe", b"\xfe\xff"}


def plain(markup: str) -> str:
    """Markup as one line."""
    return line(plain_block(markup))


def plain_block(markup: str) -> str:
    """Markup as lines of text; feeds escape theirs once or twice, so `&amp;nbsp;` is a blank too."""
    once = prose.text(_unescaped(markup))
    return prose.text(_unescaped(once)) if "&" in once else once


def _unescaped(markup: str) -> str:
    """Markup without the escapes that stand around all of it."""
    for _time in range(2):
        if "<" in markup or "&" not in markup:
            break
        markup = unescape(markup)
    return markup


def web_address(raw: str | None, base: str) -> str | None:
    """An http(s) address made absolute; None for anything else, such as `javascript:`."""
    try:
        made = urljoin(base, line(raw, limit=10_000)) if raw else ""
    except ValueError:
        return None
    return made if re.match(r"https?://[^/\s]", made) else None


def _xml(body: bytes, kind: str, url: str, zone: dt.tzinfo) -> Feed:
    if _ENTITY.search(body[:100_000]):
        raise PageChanged("wanted a feed without entity declarations, found some", kind="hostile-xml")
    if _too_deep(body):
        raise PageChanged(f"wanted at most {DEEPEST:,} elements inside each other, found more", kind="hostile-xml")
    shortened, number = _shortened(body)
    parsed = _parsed_here(shortened, kind) if len(shortened) <= IN_PROCESS else _parsed_apart(shortened, kind)
    if not parsed["version"] and not parsed["entries"]:
        shown = body[:60].decode("utf-8", "replace")
        raise PageChanged(f"wanted a feed, found {shown!r} ({parsed['fault']})", kind="not-a-feed")
    if parsed["title"].strip().lower() == "invalid feed":
        raise PageChanged("wanted a feed, found one titled 'Invalid feed'", kind="not-a-feed")
    made, unreadable = [], []
    for entry in parsed["entries"]:
        try:
            made.append(_entry(entry, url, zone))
        except (PageChanged, ValueError, OverflowError) as problem:
            unreadable.append(f"{problem}; {entry['raw'].get('title', '')[:200]!r}")
    distinct, doubts = _distinct(made)
    return Feed(
        title=plain(parsed["title"]), entries=distinct, unreadable=tuple(unreadable), cut=_cut(number), doubts=doubts
    )


def _parsed_here(body: bytes, kind: str) -> dict[str, Any]:
    from spiders.kit.feedparsing import parsed

    return parsed(body, kind, MOST_ENTRIES)


def _parsed_apart(body: bytes, kind: str) -> dict[str, Any]:
    """Parse in a process that may use so much memory and time, and has nothing else to lose."""
    command = [sys.executable, "-m", "spiders.kit.feedparsing", kind, str(MOST_ENTRIES), str(PARSE_SECONDS)]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=3 * PARSE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        done = subprocess.CompletedProcess(command, 1, b"", b"")
    if done.returncode:
        wish = f"wanted a feed that can be read within {PARSE_SECONDS} seconds, found one that cannot"
        raise PageChanged(wish, kind="hostile-xml")
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


def _entry(fields: dict[str, Any], base: str, zone: dt.tzinfo) -> Entry:
    raw = fields["raw"]
    title = plain(raw.get("title", ""))
    summary = plain_block(fields["summary"]) or None
    base = web_address(fields["base"], base) or base
    link = web_address(raw.get("link"), base)
    when = feed_dates.event(raw, zone)
    place = plain(when.location or "") if when else ""
    day = when.starts.date() if when else None
    return Entry(
        id=line(raw.get("id", "")) or link or title,
        title=title or (summary or "")[:200],
        link=link or web_address(fields["file"], base),
        summary=summary,
        content=plain_block(fields["content"]) or None,
        published=feed_dates.published(raw.get("published"), _moment(fields["published"]), zone),
        updated=feed_dates.published(raw.get("updated"), _moment(fields["updated"]), zone),
        starts=when.starts if when else None,
        ends=when.ends if when else None,
        all_day=when.all_day if when else False,
        location=place or None,
        status=status_of_name(title, day=day) or status_of_name(place, day=day) or "confirmed",
        raw=raw,
    )


def _distinct(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[tuple[str, str], ...]]:
    """The entries, each with an id of its own: where one id names different things, title and day complete it."""
    by_id: dict[str, list[Entry]] = {}
    for entry in entries:
        same = by_id.setdefault(entry.id, [])
        if _known_by(entry) not in map(_known_by, same):
            same.append(entry)
    doubled = {name: same for name, same in by_id.items() if name and len(same) > 1}
    doubts = [
        ("doubled-id", f"one id names {len(same)} different entries: {name[:80]!r}")
        for name, same in doubled.items()
        if line(same[0].raw.get("id", ""))  # without ids the link stood in for one, and nobody said that it was
    ]
    distinct = [
        replace(entry, id=f"{name}|{_known_by(entry)}") if name in doubled else entry
        for name, same in by_id.items()
        for entry in same
    ]
    return tuple(distinct), tuple(doubts)


def _known_by(entry: Entry) -> str:
    moment = entry.starts or entry.published or entry.updated
    return f"{entry.title.casefold()}|{moment.date().isoformat() if moment else ''}"


def _json(body: bytes, base: str, zone: dt.tzinfo) -> Feed:
    try:
        document = json.loads(body)
        listed = document["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        shown = body[:60].decode("utf-8", "replace")
        raise PageChanged(f"wanted a JSON feed with items, found {shown!r}", kind="not-a-feed") from problem
    if not isinstance(listed, list):
        raise PageChanged(f"wanted a JSON feed with a list of items, found {type(listed).__name__}", kind="not-a-feed")
    made, unreadable = [], []
    for item in listed[:MOST_ENTRIES]:
        if isinstance(item, dict):
            made.append(_json_entry(item, base, zone))
        else:
            unreadable.append(f"wanted an object, found {item!r:.80}")
    distinct, doubts = _distinct(made)
    return Feed(
        title=plain(str(document.get("title", ""))),
        entries=distinct,
        unreadable=tuple(unreadable),
        cut=_cut(len(listed)),
        doubts=doubts,
    )


def _json_entry(item: dict[str, Any], base: str, zone: dt.tzinfo) -> Entry:
    raw = {str(name): str(value) for name, value in item.items() if isinstance(value, (str, int, float))}
    link = web_address(raw.get("url") or raw.get("external_url"), base)
    title = plain(raw.get("title", ""))
    body = raw.get("content_text") or raw.get("summary") or raw.get("content_html") or ""
    summary = plain_block(body) or None
    return Entry(
        id=line(raw.get("id", "")) or link or title,
        title=title or (summary or "")[:200],
        link=link,
        summary=summary,
        content=plain_block(raw.get("content_html", "")) or None,
        published=feed_dates.iso(raw.get("date_published"), zone),
        updated=feed_dates.iso(raw.get("date_modified"), zone),
        raw=raw,
    )


def _calendar(body: bytes, kind: str, zone: dt.tzinfo, now: dt.datetime) -> Feed:
    reading = ical.read(body, zone, now, content_type=kind)
    events = reading.events
    if len(events) > MOST_ENTRIES:  # what is coming first, then what was last
        recent = now - BEHIND
        events = sorted(events, key=lambda event: (event.starts < recent, abs(event.starts - recent)))[:MOST_ENTRIES]
    return Feed(
        title=reading.title,
        entries=tuple(map(_event, events)),
        unreadable=tuple(reading.unreadable),
        cut=_cut(len(reading.events)),
        calendar=True,
        doubts=tuple(reading.doubts),
    )


def _event(event: ical.Event) -> Entry:
    return Entry(
        id=event.uid,
        title=plain(event.summary),
        link=web_address(event.url, ""),
        summary=plain_block(event.description or "") or None,
        updated=event.updated,
        starts=event.starts,
        ends=event.ends,
        all_day=event.all_day,
        location=event.location,
        join=web_address(event.join, ""),
        status=event.status,
        zone=event.zone,
    )


def _shortened(body: bytes) -> tuple[bytes, int]:
    """The feed with as many entries as are read, and how many it has. Cutting before parsing bounds what parsing costs."""
    ends = [match.end() for match in _ENTRY_END.finditer(body)]
    if len(ends) <= MOST_ENTRIES:
        return body, len(ends)
    return body[: ends[MOST_ENTRIES - 1]] + body[ends[-1] :], len(ends)


def _too_deep(body: bytes) -> bool:
    """Whether elements stand too deep inside each other; HTML that nobody closes is left out of the count."""
    depth = 0
    for match in _NESTING.finditer(_CDATA.sub(b"", body)):
        if match[1]:
            depth -= 1
        elif not match[2]:
            depth += 1
            if depth > DEEPEST:
                return True
    return False


def _moment(seconds: float | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(seconds, tz=dt.UTC) if seconds is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def _cut(number: int) -> str:
    return f"the feed has {number:,} entries; the first {MOST_ENTRIES:,} were read" if number > MOST_ENTRIES else ""
