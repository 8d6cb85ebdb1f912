"""Committee meetings of the Michigan Legislature: the calendar of its site, then the notice of each.

A notice names the committee's clerk with a telephone number, to whom testimony goes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.select import PageChanged, text_of
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.kit.status_phrases import status, virtual
from tracker.ingest.source import Source
from tracker.records.items import AgendaItem, Chamber, HeardBill, Link, NothingHere, ScrapedHearing, TimeQualifier
from tracker.records.text import clean_identifier, line

PLACE: Final = "us-mi"
SITE: Final = "https://legislature.mi.gov"
_BILL: Final = re.compile(r"\b([HS](?:B|R|CR|JR))\s*(\d{1,4}|[A-Z]{1,2}\b)", re.IGNORECASE)
_OFF: Final = re.compile(r"[\s(*-]*\b(cancell?ed|postponed|rescheduled)\b[\s)*-]*", re.IGNORECASE)
_CHAIRS: Final[tuple[tuple[str, Chamber], ...]] = (("sen.", "upper"), ("rep.", "lower"))
_DAYS: Final = ("%A, %B %d, %Y", "%B %d, %Y", "%m/%d/%Y", "%A, %m/%d/%Y")
_NONE: Final = re.compile(r"\bno (?:committee )?(?:meetings|results)\b", re.IGNORECASE)


class MichiganHearings(DocumentSpider):
    """The calendar, then a page a meeting."""

    name = "us-mi-hearings"
    source = Source(
        jurisdiction=PLACE,
        publisher="Michigan Legislature",
        timezone=ZoneInfo("America/Detroit"),
        url=f"{SITE}/Committees/Meetings",
        kind="hearings",
        every_hours=6,
        expected_every_days=14,
        proved=False,
        note="No key. The notice of each meeting, with the committee's clerk; the server sends an incomplete certificate.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The calendar."""
        yield self.page(f"{SITE}/Committees/Meetings?sortBy=Calendar", self.calendar)

    def calendar(self, page: Any) -> Iterator[Yield]:
        """Ask for each meeting once."""
        links = page.css('table.calendar a[href*="/Committees/Meeting?"]::attr(href)').getall()
        if not links:
            shown = line(" ".join(page.xpath("//body//text()[not(ancestor::script)]").getall()), limit=200_000)
            if not (page.css("table.calendar") or _NONE.search(shown)):
                raise PageChanged("table.calendar: wanted a calendar, found none")
            yield NothingHere(reason="the calendar has no meetings")
        for url in islice(dict.fromkeys(page.urljoin(href) for href in links), self.asked.limit):
            yield self.page(url)

    def items(self, page: Any) -> Iterator[Yield]:
        """One meeting."""
        facts = dict(_labeled(page))
        name, place, agenda = _said(facts, "Committee(s)"), facts.get("Location") or None, facts.get("Agenda", "")
        query = {word.lower(): values[0] for word, values in parse_qs(urlsplit(page.url).query).items()}
        key = query.get("meetingid", "")
        if not key:
            raise PageChanged(f"meetingID: wanted a number in the address, found {page.url[-60:]!r}")
        off, held, time, sure = _when(facts)
        zone = self.source.timezone
        bills = tuple(dict.fromkeys(clean_identifier("".join(match)) for match in _BILL.findall(agenda)))
        yield ScrapedHearing(
            key=f"meeting-{key}",
            jurisdiction=PLACE,
            name=name,
            start=dt.datetime.combine(held, time, zone) if time else dates.midnight(held, zone),
            timezone=zone.key,
            all_day=time is None,
            time_qualifier=sure,
            time_text=facts.get("Time") or None,
            status=status(off, name, agenda, place, day=held),
            chamber=_chamber(facts),
            committee=line(re.split(r"joint meeting with", name, flags=re.IGNORECASE)[0]),
            location=place,
            virtual=virtual(place, agenda),
            description=f"Clerk: {facts['Clerk']}" if facts.get("Clerk") else None,
            bills=tuple(HeardBill(identifier=bill_name) for bill_name in bills),
            agenda=(AgendaItem(description=agenda, bills=bills),) if agenda else (),
            sources=(Link(url=page.url, note="Michigan Legislature"),),
        )


def _labeled(page: Any) -> Iterator[tuple[str, str]]:
    """The labels of a notice, each with what stands beside it."""
    for label in page.css("div.formLeft"):
        value = label.xpath('./following-sibling::div[contains(@class, "formRight")][1]')
        if value:
            yield text_of(label).rstrip(":").strip(), text_of(value[0])


def _when(facts: dict[str, str]) -> tuple[str | None, dt.date, dt.time | None, TimeQualifier]:
    """The word that the meeting is off, its day, its hour and how sure that is; "Cancelled" stands beside either."""
    day, clock = _said(facts, "Date"), facts.get("Time", "")
    off = _OFF.search(day) or _OFF.search(clock)
    time, qualifier = dates.clock(_OFF.sub(" ", clock))
    sure: TimeQualifier = "date-only" if time is None and qualifier == "unknown" else qualifier
    return off and off[1], dates.date(_OFF.sub("", day), *_DAYS), time, sure


def _chamber(facts: dict[str, str]) -> Chamber | None:
    """The chamber of the member who presides."""
    chair = facts.get("Chair", "").lower()
    return next((chamber for word, chamber in _CHAIRS if word in chair), None)


def _said(facts: dict[str, str], name: str) -> str:
    if not facts.get(name):
        raise PageChanged(f"{name}: wanted a text beside the label, found {', '.join(facts) or 'no labels'}")
    return facts[name]
