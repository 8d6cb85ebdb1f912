"""Meetings of the Fulton-DeKalb Hospital Authority, which owns Grady Memorial Hospital in Atlanta.

The site's calendar answers as JSON. Its description says the day and hour in words too; the fields are what the calendar
itself shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scrapy.http import Request

from spiders.kit import dates
from spiders.kit.fields import Json, many, maybe_long, maybe_said, said, yes
from spiders.kit.spiders import ApiSpider, Yield
from spiders.kit.status_phrases import status, virtual, without_status
from spiders.platforms.civic import stale
from tracker.ingest.source import Source
from tracker.records import prose
from tracker.records.items import Link, NothingHere, ScrapedHearing


class FultonDekalbHospitalAuthority(ApiSpider):
    """The calendar's list of events."""

    name = "us-ga-fulton-hospital-authority"
    source = Source(
        jurisdiction="us-ga-fulton",
        publisher="Fulton-DeKalb Hospital Authority",
        timezone=ZoneInfo("America/New_York"),
        url="https://thefdha.org/events/",
        kind="hearings",
        expected_every_days=100,
        note="No key. Four regular meetings a year, and committees between.",
    )
    start_urls = ["https://thefdha.org/wp-json/tribe/events/v1/events"]

    def rows_of(self, body: Any) -> Iterable[Json]:
        """The events."""
        return many(body, "events")

    def read(self, response: Any) -> Iterator[Yield]:
        """Every event; a calendar without one says so, an old one is a problem."""
        results = list(super().read(response))
        yield from results or [NothingHere(reason="the calendar has no events")]
        problem = stale(
            [result for result in results if isinstance(result, ScrapedHearing)], self.asked.now, response.url, 200
        )
        yield from [problem] if problem else []

    def next_page(self, body: Any, page: Any) -> Request | None:
        """The next page of the calendar, which shows ten events at a time."""
        further = maybe_said(body, "next_rest_url")
        here = further is not None and urlsplit(further).netloc == urlsplit(self.start_urls[0]).netloc
        return self.page(further) if further and here and further != page.url else None

    def items(self, row: Json, page: Any) -> Iterable[ScrapedHearing]:
        """One meeting; the venue is an empty list where there is none."""
        start = dates.local(said(row, "start_date"), self.source.timezone, "%Y-%m-%d %H:%M:%S")
        heading, description = prose.text(said(row, "title")), prose.text(maybe_long(row, "description") or "")
        end = maybe_said(row, "end_date")
        stop = dates.local(end, self.source.timezone, "%Y-%m-%d %H:%M:%S") if end else None
        all_day = yes(row, "all_day")
        place = ", ".join(v for part in ("venue", "address") if (v := maybe_said(row, f"venue.{part}"))) or None
        yield ScrapedHearing(
            key=f"hospital-authority-{said(row, 'id')}",
            jurisdiction=self.source.jurisdiction,
            name=without_status(heading),
            committee=self.source.publisher,
            start=dates.midnight(start.date(), self.source.timezone) if all_day else start,
            end=stop if stop and stop > start and not all_day else None,
            all_day=all_day,
            time_qualifier="date-only" if all_day else "exact",
            timezone=self.source.timezone.key,
            status=status(heading, description, place, day=start.date()),
            location=place,
            virtual=virtual(heading, description),
            description=description or None,
            sources=(Link(url=said(row, "url"), note=self.source.publisher),),
        )
