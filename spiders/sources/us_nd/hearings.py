"""Committee meetings and agencies' rules hearings on the calendar of the North Dakota Legislature.

A page a month: this one and the two that follow. Holidays and deadlines stand on it too and are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_nd import calendar
from tracker.ingest.source import Source
from tracker.records.items import NothingHere


class NorthDakotaHearings(DocumentSpider):
    """Months of the calendar."""

    name = "us-nd-hearings"
    source = Source(
        jurisdiction="us-nd",
        publisher="North Dakota Legislative Branch",
        timezone=calendar.ZONE,
        url="https://ndlegis.gov/calendar",
        kind="hearings",
        every_hours=12,
        expected_every_days=30,
        note="No key. Rules hearings of agencies, such as those of Health and Human Services, are among them.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """This month and the next two, or those that a recording holds."""
        held = recorded(self, r"(?:www\.)?ndlegis\.gov/calendar(?:/\d{6})?")
        month = self.asked.now.astimezone(calendar.ZONE).date().replace(day=1)
        months = []
        for _ in range(3):
            months.append(f"{self.source.url}/{month:%Y%m}")
            month = (month + dt.timedelta(days=32)).replace(day=1)
        yield from (self.page(url) for url in held or months)

    def items(self, page: Any) -> Iterator[Yield]:
        """Every meeting of a month; one that lasts for days stands in several and is told once."""
        events = calendar.events(page)
        if not events:
            yield NothingHere(reason="the month holds no meetings")
        for event in islice(events, self.asked.limit):
            yield from self.row(self.meeting, event, page.url, excerpt=str(event.get()), url=page.url)

    def meeting(self, event: Any, url: str) -> Iterator[Yield]:
        """One meeting."""
        yield calendar.meeting(event, url)
