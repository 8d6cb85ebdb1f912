"""Meetings of the Mental Health Response Advisory Committee, at the county's mental health and recovery board (ADAMHS).

The table stands on the committee's own page and lists what is coming. Its local times are text; the `time` elements
beside them say the same in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, attribute, link, maybe, one, rows
from spiders.kit.spiders import ListSpider, Yield
from spiders.kit.status_phrases import status
from tracker.ingest.source import VENDOR, Source
from tracker.records.items import Link, NothingHere, ScrapedHearing

COMMITTEE = "Mental Health Response Advisory Committee"


class MentalHealthResponseMeetings(ListSpider):
    """One table, a row a meeting."""

    name = "us-oh-cuyahoga-adamhs"
    source = Source(
        jurisdiction="us-oh-cuyahoga",
        publisher="Alcohol, Drug Addiction and Mental Health Services Board of Cuyahoga County",
        timezone=ZoneInfo("America/New_York"),
        url="https://www.adamhscc.org/about-us/current-initiatives/task-forces-and-coalitions/mental-health-response-advisory-committee-mhrac",
        kind="hearings",
        expected_every_days=45,
        authority=VENDOR,
        lists_all_upcoming=True,
        note="No key. The committee of the Cleveland police settlement: crisis response, training, data.",
    )
    start_urls = [source.url]
    rows = ".events_widget table.listtable tbody tr"

    def read(self, response: Any) -> Iterable[Yield]:
        """Rows, or the table's own words in their place; the same words elsewhere on the page say nothing."""
        widget = one(response.selector, ".events_widget")
        if not response.css(self.rows) and (
            words := re.search(r"\b(?:no|not any)\b[^.]{0,40}\bevents?\b", widget, re.IGNORECASE)
        ):
            return [NothingHere(reason=words[0])]
        return super().read(response)

    def items(self, row: Selector, page: Any) -> Iterable[ScrapedHearing]:
        """One meeting; its id stands in the address of its page."""
        address, name = link(row, "td.event_title a", page), one(row, "td.event_title")
        event = re.search(r"/Calendar/Event/(\d+)", address)
        if event is None:
            raise PageChanged(f"td.event_title a: wanted the address of an event, found {address[:80]!r}")
        times = [
            dates.local(attribute(time_node, "datetime"), self.source.timezone, "%Y-%m-%dT%H:%M%z")
            for time_node in rows(row, "td.event_datetime time", at_least=1)
        ]
        exact = dates.clock(one(row, "td.event_datetime"))[0] is not None
        agenda = row.css("td.event_agenda a[href]")
        yield ScrapedHearing(
            key=f"adamhs-{event[1]}",
            jurisdiction=self.source.jurisdiction,
            name=name,
            start=times[0] if exact else dates.midnight(times[0].date(), self.source.timezone),
            end=times[1] if exact and len(times) > 1 and times[1] > times[0] else None,
            all_day=not exact,
            time_qualifier="exact" if exact else "date-only",
            timezone=self.source.timezone.key,
            status=status(
                name,
                maybe(row, "td.event_datetime > :not(time)"),
                maybe(row, "td.event_agenda"),
                day=times[0].date(),
            ),
            committee=COMMITTEE,
            links=(Link(url=address, note="Meeting"),),
            documents=tuple(
                Link(url=page.urljoin(attribute(time_node, "href")), note="Agenda") for time_node in agenda
            ),
            sources=(Link(url=page.url, note="ADAMHS Board"),),
        )
