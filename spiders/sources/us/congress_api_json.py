"""Read the JSON of Congress.gov's API v3: bills with their parts, and committee meetings.

A bill is one detail and up to nine lists, each in pages. "Reserved" bills have a title and little else. A meeting's
`meetingStatus` stays "Scheduled" afterwards; its moments are UTC, older bodies write a blank before the offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from spiders.sources.us.bill_reader import BillReader, Fields, Reading, Refused
from spiders.sources.us.measures import CHAMBERS, KINDS
from spiders.sources.us.plain import EASTERN, moment, plain, said
from tracker.records.items import AgendaItem, HeardBill, Link, ScrapedHearing, Status

Json = Mapping[str, Any]

LISTS: Final = {
    "actions": "actions",
    "cosponsors": "cosponsors",
    "subjects": "subjects",
    "summaries": "summaries",
    "titles": "titles",
    "committees": "committees",
    "textVersions": "textVersions",
    "relatedBills": "relatedBills",
}
"""The lists of a bill: their name in the detail, and the name of their items in their own pages."""

_EVENT_TYPES: Final = {"hearing": "HHRG", "markup": "HMKP"}
_PREFIX: Final = re.compile(r"/(H[A-Z]{3})-\d+-[A-Z]{2}")
_DAY_ALONE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_STATUS: Final[dict[str, Status]] = {
    "scheduled": "confirmed",
    "rescheduled": "confirmed",
    "postponed": "postponed",
    "canceled": "cancelled",
    "cancelled": "cancelled",
}
"""Words that this program does not know yet ("Completed") leave a meeting as it was announced."""


def stamp(entry: Json) -> str | None:
    """The change stamp of a bill in a listing; a listing that gives only a day cannot tell two changes on it apart."""
    for name in ("updateDateIncludingText", "updateDate"):
        when = said(entry.get(name))
        if len(when) > len("2026-09-14"):
            return f"api1:{when}"
    return None


def public_id(entry: Json) -> str | None:
    """The public id of a bill in a listing, None when it does not say which bill it is."""
    kind, number, congress = (said(entry.get(name)) for name in ("type", "number", "congress"))
    kind = kind.upper()
    return (
        f"us/{congress}/{kind}{int(number)}" if kind in KINDS and number.isdecimal() and congress.isdecimal() else None
    )


def read_bill(detail: Json, lists: Mapping[str, list[Any]], url: str, stamp: str | None = None) -> Reading:
    """One bill from its detail and its lists, complete. Never raises for what the JSON may hold."""
    reading = Reading()
    try:
        reading.bill = _JsonReader(detail, lists, url, reading.faults).bill(stamp)
    except (Refused, ValueError) as problem:
        reading.faults.append(str(problem))
    return reading


class _JsonReader(BillReader):
    where = "Congress.gov"

    def __init__(self, detail: Json, lists: Mapping[str, list[Any]], url: str, faults: list[str]) -> None:
        self._detail, self._lists, self._url = detail, lists, url
        super().__init__(faults)

    def record(self) -> Link:
        return Link(url=self._url, note="Congress.gov API", media_type="application/json")

    def text(self, *names: str) -> str:
        for name in names:
            if text := said(self._detail.get(name)):
                return text
        return ""

    def items(self, name: str) -> Iterator[Fields]:
        return map(_scalars, self._objects(name))

    def _objects(self, name: str) -> Iterator[Fields]:
        return _objects(self._list(name))

    def _list(self, name: str) -> list[Any]:
        entries = self._lists.get(name, self._detail.get(name))
        return entries if isinstance(entries, list) else []

    def actions(self) -> Iterator[tuple[Fields, str | None, tuple[str, ...]]]:
        for action in self._objects("actions"):
            source = said(_object(action.get("sourceSystem")).get("name")) or None
            yield _scalars(action), source, tuple(_names(_objects(action.get("committees"))))

    def subjects(self) -> Iterator[str]:
        for area in (self._detail.get("policyArea"), *self._objects("policyArea")):
            yield said(_object(area).get("name"))
        yield from _names(self._objects("subjects"))

    def committees(self) -> Iterator[tuple[Fields, Iterable[Fields]]]:
        for committee in self._objects("committees"):
            yield _scalars(committee), map(_scalars, _objects(committee.get("subcommittees")))

    def versions(self) -> Iterator[tuple[Fields, Iterable[str]]]:
        for version in self._objects("textVersions"):
            yield _scalars(version), [said(form.get("url")) for form in _objects(version.get("formats"))]

    def related(self) -> Iterator[tuple[Fields, Iterable[str]]]:
        for bill in self._objects("relatedBills"):
            yield _scalars(bill), [said(kind.get("type")) for kind in _objects(bill.get("relationshipDetails"))]


def read_meeting(meeting: Json, url: str) -> ScrapedHearing:
    """One committee meeting; raises ValueError.

    A meeting of the House has the key that the committee repository gives it (`house-HHRG115955`), one of the Senate
    that of hearings.xml (`senate-338683`): the same meeting seen twice is one hearing.
    """
    event, chamber = said(meeting.get("eventId")), said(meeting.get("chamber")).casefold()
    if not event or chamber not in CHAMBERS:
        raise ValueError(f"Congress.gov meeting: expected an eventId and a chamber, found {event!r}, {chamber[:20]!r}")
    when = said(meeting.get("date"))
    if not when:
        raise ValueError(f"Congress.gov meeting {event}: expected a date, found none")
    kind, title = said(meeting.get("type")), plain(str(meeting.get("title") or ""))
    papers = [*_objects(meeting.get("meetingDocuments")), *_objects(meeting.get("witnessDocuments"))]
    committee = "; ".join(dict.fromkeys(_names(_objects(meeting.get("committees")))))
    congress = said(meeting.get("congress")) or None
    videos = _links(_objects(meeting.get("videos")))
    return ScrapedHearing(
        key=_key(event, chamber, kind, papers),
        jurisdiction="us",
        name=said(title) or committee or "Committee meeting",
        start=moment(when).astimezone(EASTERN),
        all_day=_DAY_ALONE.fullmatch(when) is not None,
        time_qualifier="date-only" if _DAY_ALONE.fullmatch(when) else "exact",
        timezone=EASTERN.key,
        classification="hearing" if _is_hearing(kind, papers) else "committee-meeting",
        status=_STATUS.get(said(meeting.get("meetingStatus")).casefold(), "confirmed"),
        chamber=CHAMBERS[chamber],
        committee=committee or None,
        location=_location(_object(meeting.get("location"))),
        description=title or None,
        legislative_session=congress,
        bills=tuple(_bills(meeting)),
        agenda=(*_agenda(papers), *_witnesses(meeting)),
        links=(Link(url=_page(congress, chamber, event), note="Congress.gov"), *videos),
        documents=tuple(dict.fromkeys(_links(papers))),
        video=_video(videos),
        sources=(Link(url=url, note="Congress.gov API", media_type="application/json"),),
        stamp=stamp(meeting),
    )


def _is_hearing(kind: str, papers: list[Fields]) -> bool:
    return "hearing" in kind.casefold() or (not kind and "HHRG" in _prefixes(papers))


def _links(papers: Iterable[Fields]) -> list[Link]:
    return [link for paper in papers if (link := _link(paper))]


def _video(videos: list[Link]) -> str | None:
    """The address of the recording: one that plays elsewhere before Congress.gov's own page about it."""
    ranked = sorted(videos, key=lambda video: "congress.gov" in video.url)
    return ranked[0].url if ranked else None


def _page(congress: str | None, chamber: str, event: str) -> str:
    return f"https://www.congress.gov/event/{congress}th-congress/{chamber}-event/{event}"


def _prefixes(papers: list[Fields]) -> list[str]:
    return [match[1] for paper in papers if (match := _PREFIX.search(said(paper.get("url"))))]


def _key(event: str, chamber: str, kind: str, papers: list[Fields]) -> str:
    """The House's own prefix stands in the names of its documents; a meeting without any is told by its type."""
    if chamber != "house":
        return f"{chamber}-{event}"
    prefix = next(iter(_prefixes(papers)), None) or _EVENT_TYPES.get(kind.casefold(), "HMTG")
    return f"house-{prefix}{event}"


def _location(place: Json) -> str | None:
    address = _object(place.get("address"))
    parts = (
        " ".join(filter(None, (said(place.get("room")), said(place.get("building"))))),
        said(address.get("buildingName")),
        said(address.get("streetAddress")),
        said(address.get("city")),
        said(address.get("state")),
    )
    return ", ".join(filter(None, parts)) or None


def _bills(meeting: Json) -> Iterator[HeardBill]:
    seen: set[str] = set()
    for bill in _objects(_object(meeting.get("relatedItems")).get("bills")):
        name = public_id(bill)
        if name and name not in seen:
            seen.add(name)
            _, congress, identifier = name.split("/")
            yield HeardBill(identifier=identifier, legislative_session=congress, title=said(bill.get("title")) or None)


def _agenda(papers: list[Fields]) -> Iterator[AgendaItem]:
    for paper in papers:
        words = said(paper.get("description")) or said(paper.get("name"))
        if words and said(paper.get("documentType")) == "Bills and Resolutions":
            named = re.search(r"/BILLS-\d+([A-Z]+)(\d+)[a-z]", said(paper.get("url")), re.IGNORECASE)
            known = named and named[1].upper() in KINDS
            yield AgendaItem(
                description=words, bills=(f"{named[1].upper()}{int(named[2])}",) if named and known else ()
            )


def _witnesses(meeting: Json) -> Iterator[AgendaItem]:
    """Who is heard, with what they are and for whom they speak."""
    for witness in _objects(meeting.get("witnesses")):
        if name := said(witness.get("name")):
            parts = (name, said(witness.get("position")), said(witness.get("organization")))
            yield AgendaItem(description=f"Witness: {', '.join(dict.fromkeys(filter(None, parts)))}")


def _link(fields: Fields) -> Link | None:
    url = said(fields.get("url"))
    if not url.startswith(("https://", "http://")):
        return None
    media = "application/pdf" if said(fields.get("format")).upper() == "PDF" else None
    return Link(url=url, note=said(fields.get("name")) or said(fields.get("documentType")) or None, media_type=media)


def _object(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def _scalars(value: Json) -> Fields:
    """The texts and numbers of an object, as texts."""
    return {name: said(part) if not isinstance(part, str) else part for name, part in value.items()}


def _objects(value: Any) -> Iterator[Fields]:
    """The objects of a list; the API writes an empty object where it has no list."""
    return (entry for entry in value if isinstance(entry, Mapping)) if isinstance(value, list) else iter(())


def _names(items: Iterable[Fields]) -> Iterator[str]:
    return (name for item in items if (name := said(item.get("name"))))
