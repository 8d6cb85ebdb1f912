"""Read one event of Open States, a committee's meeting or hearing as a rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.bill_words import bills_named
from spiders.kit.fields import Json, maybe_long, maybe_many, maybe_said, said, yes
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import about_itself, status, virtual
from spiders.platforms import openstates_parts as parts
from spiders.platforms.openstates_places import place_of, zone
from spiders.platforms.openstates_sessions import ours
from tracker.records import prose
from tracker.records.items import AgendaItem, Chamber, HeardBill, Link, ScrapedHearing, Status
from tracker.records.text import clean_identifier, line

INCLUDES: Final = ("links", "sources", "media", "documents", "participants", "agenda")
"""What the API leaves out of an event unless it is asked for."""

_STATUSES: Final[dict[str, Status]] = {
    "tentative": "tentative",
    "confirmed": "confirmed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "postponed": "postponed",
    "passed": "passed",
}
_GROUPS: Final = frozenset({"organization", "committee"})
_NAMED_CHAMBERS: Final[tuple[tuple[re.Pattern[str], Chamber], ...]] = (
    (re.compile(r"\bjoint\b", re.IGNORECASE), "legislature"),
    (re.compile(r"\bsenate\b", re.IGNORECASE), "upper"),
    (re.compile(r"\b(?:house|assembly)\b", re.IGNORECASE), "lower"),
)
_SPACES: Final = re.compile(r"[^a-z0-9]+")


def event(row: Json, *, place: str | None = None, seal: str | None = None) -> ScrapedHearing:
    """One event. `place` is where it is when the record does not say; `seal` is the stamp to keep."""
    here = place_of(row["jurisdiction"]) if row.get("jurisdiction") else place
    if here is None:
        raise PageChanged(f"jurisdiction: wanted one, found {', '.join(list(row)[:8])}")
    clock = zone(here)
    name = parts.text(row, "name")
    if name is None:
        raise PageChanged(f"name: wanted a text, found {str(row.get('name'))[:80]!r}")
    begins = _start(row, clock, name)
    description = prose.text(maybe_long(row, "description") or "") or None
    day = begins["start"].astimezone(clock).date()
    location = parts.text(row, "location.name")
    committee = _committee(row)
    media = parts.links(row, "media") or _nested(row, "media")
    return ScrapedHearing(
        key=_key(row, name, begins["start"], clock),
        jurisdiction=here,
        name=name,
        **begins,
        end=_end(row, begins["start"], clock),
        timezone=clock.key,
        classification=maybe_said(row, "classification") or "committee-meeting",
        status="cancelled" if yes(row, "deleted") else _status(row, day, name, location, about_itself(description)),
        chamber=_chamber(committee, name),
        committee=committee,
        location=location,
        virtual=virtual(location, name, description),
        description=description if description != name else None,
        bills=tuple(_bills(row, here)),
        agenda=tuple(_agenda(row, here)),
        links=_links(row),
        documents=parts.links(row, "documents") or _nested(row, "documents"),
        video=media[0].url if media else None,
        sources=parts.links(row, "sources"),
        stamp=seal,
    )


def _status(row: Json, day: dt.date, *words: str | None) -> Status:
    return status(*words, usual=_STATUSES.get((maybe_said(row, "status") or "").lower(), "confirmed"), day=day)


def _key(row: Json, name: str, start: dt.datetime, clock: ZoneInfo) -> str:
    """The id of Open States or of the scraper's source; without one the name and day, which is all a scraper has."""
    for value in (row.get("id"), row.get("upstream_id"), row.get("dedupe_key")):
        if isinstance(value, str) and value.strip():
            return f"os-{parts.key_of(value) or _slug(value)}"
    return f"os-{_slug(name)}-{start.astimezone(clock):%Y%m%d%H%M}"


def _slug(name: str) -> str:
    return _SPACES.sub("-", line(name).casefold()).strip("-")[:120]


def _start(row: Json, clock: ZoneInfo, name: str) -> dates.Timed:
    """The beginning, by the moment and by what the name says that it follows. Midnight is how scrapers write that no time was told."""
    text = said(row, "start_date")
    if "T" not in text and ":" not in text:
        return dates.timed(dates.midnight(parts.day(text, clock), clock), name)
    start = parts.moment(text, clock)
    here = start.astimezone(clock)
    if yes(row, "all_day"):
        plain_day = start.date() if start.time() == dt.time(0) else here.date()
        return dates.timed(dates.midnight(plain_day, clock), name)
    return dates.timed(here, name)


def _end(row: Json, start: dt.datetime, clock: ZoneInfo) -> dt.datetime | None:
    text = maybe_said(row, "end_date")
    if text is None or ("T" not in text and ":" not in text):
        return None
    end = parts.moment(text, clock).astimezone(clock)
    return end if end > start else None


def _committee(row: Json) -> str | None:
    """Who holds it: the host among the participants, or else the only group."""
    groups = [
        participant
        for participant in maybe_many(row, "participants")
        if maybe_said(participant, "entity_type") in _GROUPS
    ]
    hosts = [group for group in groups if maybe_said(group, "note") == "host"] or groups
    return parts.text(hosts[0], "name") if hosts else None


def _chamber(*texts: str | None) -> Chamber | None:
    return next((chamber for text in texts for word, chamber in _NAMED_CHAMBERS if text and word.search(text)), None)


def _heard(entry: Json) -> Iterator[Json]:
    for entity in maybe_many(entry, "related_entities"):
        if maybe_said(entity, "entity_type") == "bill" or entity.get("bill"):
            yield entity


def _identifier(entity: Json) -> str | None:
    name = maybe_said(entity, "bill.identifier") or maybe_said(entity, "name")
    return clean_identifier(name) or None if name else None


def _bills(row: Json, here: str) -> Iterator[HeardBill]:
    bills: dict[str, HeardBill] = {}
    for entry in maybe_many(row, "agenda"):
        for entity in _heard(entry):
            if name := _identifier(entity):
                session = maybe_said(entity, "bill.session")
                heard = HeardBill(
                    identifier=name,
                    legislative_session=ours(here, session) if session else None,
                    title=parts.text(entity, "bill.title"),
                )
                bills.setdefault(name, heard)
        for name in _only_named(entry, here):
            bills.setdefault(name, HeardBill(identifier=name))
    yield from bills.values()


def _only_named(entry: Json, here: str) -> tuple[str, ...]:
    """The bills of an entry that its words alone name: scrapers miss those that are written in an unusual way."""
    description = parts.text(entry, "description")
    return bills_named(description, here) if description and not any(_heard(entry)) else ()


def _agenda(row: Json, here: str) -> Iterator[AgendaItem]:
    for entry in maybe_many(row, "agenda"):
        names = tuple(dict.fromkeys(filter(None, map(_identifier, _heard(entry))))) or _only_named(entry, here)
        if (description := parts.text(entry, "description")) or names:
            yield AgendaItem(
                description=description or ", ".join(names), bills=names, notes=parts.texts(entry, "notes")
            )


def _nested(row: Json, name: str) -> tuple[Link, ...]:
    """The links of documents or recordings, each with what the whole is called."""
    links: dict[str, Link] = {}
    for item in maybe_many(row, name):
        for link in parts.links(item, "links", note=parts.text(item, "note")):
            links.setdefault(link.url, link)
    return tuple(links.values())


def _links(row: Json) -> tuple[Link, ...]:
    links = parts.links(row, "links")
    place = maybe_said(row, "location.url")
    return (*links, Link(url=place, note="location")) if place and parts.is_address(place) else links
