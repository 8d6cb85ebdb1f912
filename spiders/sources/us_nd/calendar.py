"""Read a month of the calendar of the North Dakota Legislature."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from parsel import Selector
from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.select import PageChanged, absolute, each, maybe, one
from spiders.kit.status_phrases import status, virtual, without_status
from tracker.records.items import Link, ScrapedHearing, TimeQualifier
from tracker.records.text import line

ZONE: Final = ZoneInfo("America/Chicago")
MOUNTAIN: Final = ZoneInfo("America/Denver")
"""The west of the State keeps this time; the page says so behind the hour."""

_KEY: Final = re.compile(r"\bcalendar\.(\d+)\.field_event_date2?\.(\d+)\.")
_LEFT_OUT: Final = frozenset({"color-holiday", "color-deadlines", "color-deadline"})
_SPAN: Final = re.compile(r"\s+to\s+|\s*[-–—]\s*", re.IGNORECASE)
_SHORTEST_MONTH: Final = 28


def events(page: TextResponse) -> list[Selector]:
    """The meetings of a month, each once; none in a month without them."""
    days = {day for day in page.selector.css("td.date-box::attr(data-date)").getall() if day}
    if len(days) < _SHORTEST_MONTH:
        raise PageChanged(f"td.date-box: wanted the days of a month, found {len(days)}")
    by_key: dict[str, Selector] = {}
    for wrapper in page.selector.css("td .event-wrapper"):
        if not _LEFT_OUT & set(wrapper.attrib.get("class", "").split()):
            by_key.setdefault(_key(wrapper) or f"unnumbered-{len(by_key)}", wrapper)
    return list(by_key.values())


def _key(event: Selector) -> str | None:
    numbers = _KEY.search(" ".join(event.xpath("ancestor::div/@class").getall()))
    return f"event-{numbers[1]}-{numbers[2]}" if numbers else None


def meeting(event: Selector, url: str) -> ScrapedHearing:
    """One meeting. Its day is the one of its cell."""
    key = _key(event)
    if key is None:
        raise PageChanged(".event-wrapper: wanted a calendar's number around it, found none")
    title, date_text = one(event, ".event-title"), maybe(event, ".event-date")
    name = without_status(title)
    days = event.xpath("ancestor::td[@data-date][1]/@data-date").getall()
    if len(days) != 1:
        raise PageChanged("td: wanted the attribute data-date around a meeting, found none")
    start, end, sure = _times(dates.date(days[0]), date_text)
    place = ", ".join(part for part in map(line, event.css(".event-location ::text").getall()) if part) or None
    remarks = " ".join(each(event, ":scope > p:not(.event-title):not(.event-date)"))
    links = [absolute(link.attrib["href"], url) for link in event.css(".event-title a[href]")]
    colors = set(event.attrib.get("class", "").split())
    rules = "color-agency-rules-hearing" in colors
    return ScrapedHearing(
        key=key,
        jurisdiction="us-nd",
        name=f"{name} (rules hearing)" if rules else name,
        start=start,
        timezone=str(start.tzinfo),
        end=end,
        all_day=sure in {"date-only", "upon-adjournment"},
        time_qualifier=sure,
        time_text=date_text if sure != "exact" else None,
        classification="hearing" if rules else "committee-meeting",
        status=status(
            remarks,
            title,
            place,
            usual="tentative" if "color-tentative" in colors else "confirmed",
            day=start.date(),
        ),
        chamber=None if rules else "legislature",
        committee=None if rules else name,
        location=place,
        virtual=virtual(place, remarks),
        links=tuple(Link(url=each_link, note="Event") for each_link in links),
        sources=(Link(url=links[0] if links else url, note="North Dakota Legislative Branch"),),
    )


def _times(day: dt.date, text: str | None) -> tuple[dt.datetime, dt.datetime | None, TimeQualifier]:
    """Start, end and how sure they are, of "9:00am to 4:00pm CST"."""
    zone = dates.labelled_zone(text, ZONE, MOUNTAIN)
    parts = _SPAN.split(text or "", maxsplit=1)
    begin, sure = dates.clock(parts[0])
    if begin is None:
        return dates.midnight(day, zone), None, "date-only" if sure == "unknown" else sure
    start = dt.datetime.combine(day, begin, tzinfo=zone)
    stop, _ = dates.clock(parts[1]) if len(parts) == 2 else (None, sure)
    end = dt.datetime.combine(day, stop, tzinfo=zone) if stop and stop > begin else None
    return start, end, sure
