"""Read the House committee repository: feeds that name meetings, and one XML file a meeting.

A meeting's file has Washington's wall clock without an offset. `current-status` is S (scheduled), R (rescheduled: the
dates are the new ones), P (postponed) or C (cancelled). `meeting-id` is the event's number behind its type: HHRG is a
hearing, HMKP a markup, HMTG another meeting. A bill's number may be missing, untyped, or not given out yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spiders.sources.us.markup import Element, document
from spiders.sources.us.measures import KINDS, identifiers
from spiders.sources.us.plain import EASTERN, line, plain
from tracker.records.items import AgendaItem, HeardBill, Link, ScrapedHearing, Status

EVENT: Final = "https://docs.house.gov/Committee/Calendar/ByEvent.aspx?EventID={event}"

_STATUS: Final[dict[str, Status]] = {"S": "confirmed", "R": "confirmed", "P": "postponed", "C": "cancelled"}
_NUMBER: Final = re.compile(r"(?P<kind>[A-Z]+?)(?P<number>\d+)\Z")
_FILE: Final = re.compile(r"/BILLS-\d+(?P<kind>[a-z]+?)(?P<number>\d+)[a-z]*[^/]*\Z", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"/(\d+)/([A-Z]{4})-\d+-[^/]+\.xml\Z", re.IGNORECASE)
_MEDIA: Final = {"PDF": "application/pdf", "XML": "application/xml", "HTM": "text/html", "HTML": "text/html"}
_LEAD: Final = re.compile(r"\A[HS]\.?[\w.\s]*?\s*(?:\d+|_+)\s*(?:\([^)]*\))?\s*[,:;—–-]*\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """A meeting as a feed names it: its file, its public id, and a stamp that changes when it is published anew."""

    url: str
    id: str | None
    stamp: str | None


def meetings(data: bytes) -> tuple[list[Named], int]:
    """The meetings a feed names, and how many of its items name no file; raises PageChanged for what is no feed.

    The repository leaves stubs (`<guid>0</guid>` and nothing else) in its feeds; they are not meetings.
    """
    root = document(data, "rss", "House committee feed")
    by_id: dict[str, Named] = {}
    unnamed = 0
    for item in root.iterfind("channel/item"):
        enclosure = item.find("enclosure")
        url = (enclosure.get("url") or "").strip() if enclosure is not None else ""
        if url.startswith(("http://", "https://")):
            url = "https://" + url.partition("://")[2]
            published = line(item.findtext("pubDate"))
            by_id[url] = Named(url, _id(url), f"house1:{published}" if published else None)
        elif line(item.findtext("guid")) not in {"", "0"}:
            unnamed += 1
    return list(by_id.values()), unnamed


def _id(url: str) -> str | None:
    """The public id of the meeting behind `.../119484/HHRG-119-SY00-20260722.xml`."""
    named = _ADDRESS.search(url)
    return f"us/house-{named[2].upper()}{named[1]}" if named else None


def read(data: bytes, url: str, stamp: str | None = None) -> ScrapedHearing:
    """One meeting; raises PageChanged or ValueError."""
    root = document(data, "committee-meeting", "House meeting")
    key = line(root.get("meeting-id"))
    if not key:
        raise ValueError("House meeting: expected a meeting-id, found none")
    details = root.find("meeting-details")
    if details is None:
        raise ValueError(f"House meeting {key}: expected meeting-details, found none")
    congress = line(root.get("congress-num")) or None
    title, notes = plain(details.findtext("meeting-title") or ""), plain(details.findtext("notes") or "")
    papers = [paper for paper in root.iterfind("meeting-documents/meeting-document") if not paper.get("remove-date")]
    committee = "; ".join(dict.fromkeys(_committees(details)))
    start, end, all_day = _times(details, key)
    return ScrapedHearing(
        key=f"house-{key}",
        jurisdiction="us",
        name=line(title) or committee or "Committee meeting",
        start=start,
        timezone=EASTERN.key,
        end=end,
        all_day=all_day,
        time_qualifier="date-only" if all_day else "exact",
        classification=_classification(line(root.get("meeting-type")) or key, notes),
        status=_status(line(root.findtext("current-status")), key),
        chamber="lower",
        committee=committee or None,
        location=_location(details.find("meeting-location")),
        description="\n".join(filter(None, (title, notes))) or None,
        legislative_session=congress,
        bills=_bills(papers, title, congress),
        agenda=tuple(_agenda(papers)),
        links=(
            Link(url=EVENT.format(event=key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), note="House committee repository"),
        ),
        documents=tuple(dict.fromkeys(_documents(papers))),
        sources=(Link(url=url, note="House committee repository", media_type="application/xml"),),
        stamp=stamp,
    )


def _classification(kind: str, notes: str) -> str:
    if kind.startswith("HHRG"):
        return "hearing"
    if kind.startswith("HMKP"):
        return "committee-meeting"
    return "hearing" if "hearing" in notes.casefold() else "committee-meeting"


def _status(code: str, key: str) -> Status:
    if code not in _STATUS:
        raise ValueError(f"House meeting {key}: expected a status of S, R, P or C, found {code[:20]!r}")
    return _STATUS[code]


def _times(details: Element, key: str) -> tuple[dt.datetime, dt.datetime | None, bool]:
    """Start and end, and whether only the date is known."""
    when = details.find("meeting-date")
    said = line(when.findtext("calendar-date")) if when is not None else ""
    try:
        day = dt.date.fromisoformat(said)
        start, end = (_clock(when.findtext(name)) for name in ("start-time", "end-time"))
    except ValueError as problem:
        raise ValueError(
            f"House meeting {key}: expected a date and times, found {said[:40]!r} ({problem})"
        ) from problem
    if start is None:
        return dt.datetime.combine(day, dt.time(), EASTERN), None, True
    begins = dt.datetime.combine(day, start, EASTERN)
    ends = dt.datetime.combine(day, end, EASTERN) if end else None
    return begins, ends if ends and ends > begins else None, False


def _clock(raw: str | None) -> dt.time | None:
    return dt.time.fromisoformat(said) if (said := line(raw)) else None


def _committees(details: Element) -> Iterator[str]:
    """A subcommittee behind the committee it belongs to."""
    for committee in details.iterfind("committees/committee-name"):
        if name := line(committee.text):
            yield name
    for committee in details.iterfind("subcommittees/committee-name"):
        if name := line(committee.text):
            yield ", ".join(filter(None, (line(committee.get("parent-name")), name)))


def _location(place: Element | None) -> str | None:
    if place is None:
        return None
    room, building = line(place.findtext("capitol-complex/room")), line(place.findtext("capitol-complex/building"))
    if room or building:
        return " ".join(filter(None, (room, building)))
    return ", ".join(filter(None, (line(words) for words in place.itertext()))) or None


def _identifier(paper: Element) -> str | None:
    """The measure a document is: from its number, else from its file's name, else from its description."""
    for path in ("legis-num", "filename-metadata/legis-num"):
        said = line(paper.findtext(path)).upper().replace(".", "").replace(" ", "")
        if (named := _NUMBER.match(said)) and named["kind"] in KINDS:
            return f"{named['kind']}{int(named['number'])}"
    for file in paper.iterfind("files/file"):
        if (named := _FILE.search(file.get("doc-url") or "")) and named["kind"].upper() in KINDS:
            return f"{named['kind'].upper()}{int(named['number'])}"
    return next(iter(identifiers(line(paper.findtext("description"))[:80])), None)


def _measures(papers: list[Element]) -> Iterator[tuple[Element, str | None]]:
    return ((paper, _identifier(paper)) for paper in papers if paper.get("type") == "BR")


def _bills(papers: list[Element], title: str, congress: str | None) -> tuple[HeardBill, ...]:
    """The bills among the documents; a meeting without any may name them in its title."""
    bills: dict[str, HeardBill] = {}
    for paper, name in _measures(papers):
        if name and name not in bills:
            words = _LEAD.sub("", line(paper.findtext("description"))).strip(" “”\"'")
            bills[name] = HeardBill(identifier=name, legislative_session=congress, title=words or None)
    if not bills:
        bills = {name: HeardBill(identifier=name, legislative_session=congress) for name in identifiers(title)}
    return tuple(bills.values())


def _agenda(papers: list[Element]) -> Iterator[AgendaItem]:
    for paper, name in _measures(papers):
        if words := line(paper.findtext("description")):
            yield AgendaItem(description=words, bills=(name,) if name else ())


def _documents(papers: list[Element]) -> Iterator[Link]:
    for paper in papers:
        note = line(paper.findtext("description")) or None
        for file in paper.iterfind("files/file"):
            url = (file.get("doc-url") or "").strip()
            if url.startswith(("http://", "https://")):
                yield Link(url=url, note=note, media_type=_MEDIA.get(line(file.get("doc-type")).upper()))
