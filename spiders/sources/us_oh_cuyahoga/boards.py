"""Meetings of boards that Cuyahoga County lists: children and family services, and homeless services.

A page a board with the days of this year; each day leads to a page with hour and place. The `content` of its start
is UTC without saying so; the hour that people see is local.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit.recorded import holds, recorded
from spiders.kit.select import PageChanged, absolute, attribute, link, maybe, one, text_of
from spiders.kit.spiders import ListSpider, Yield
from spiders.platforms.civic import day, meeting, stale
from tracker.ingest.source import Source
from tracker.records.items import Link, ScrapedHearing

SITE = "https://cuyahogacounty.gov/boards-and-commissions"
BOARDS = (
    "external/children-and-family-services-planning-committee",
    "external/cleveland-cuyahoga-office-of-homeless-services-advisory-board",
)


class CuyahogaBoards(ListSpider):
    """The page of each board, then its meetings."""

    name = "us-oh-cuyahoga-boards"
    source = Source(
        jurisdiction="us-oh-cuyahoga",
        publisher="Cuyahoga County",
        timezone=ZoneInfo("America/New_York"),
        url=f"{SITE}/all-boards",
        kind="hearings",
        expected_every_days=62,
        note="No key. The boards that are read stand in BOARDS; a board's address is on the county's list of boards.",
    )
    conditional = False  # a list leads to pages that change while it does not
    start_urls = [f"{SITE}/board-details/{each}" for each in BOARDS]
    rows = ".bceventgrid tbody tr"
    empty_notice = "no meetings scheduled"

    def first(self) -> Iterable[Yield]:
        """The boards' pages, or the pages of meetings that a recording holds."""
        lists = [url for url in self.start_urls if holds(self, url)]
        single = recorded(self, r"cuyahogacounty\.gov/boards-and-commissions/bc-event-detail/.+")
        yield from map(self.page, lists or (() if single else self.start_urls))
        yield from (self.page(url, self.detail) for url in (() if lists else single))

    def read(self, response: Any) -> Iterator[Yield]:
        """The days, then whether the newest is long over."""
        results = list(super().read(response))
        yield from (result for result in results if not isinstance(result, ScrapedHearing))
        hearings = [result for result in results if isinstance(result, ScrapedHearing)]
        yield from hearings
        seen = [*hearings, *(result.meta["told"] for result in results if hasattr(result, "meta"))]
        problem = stale(seen, self.asked.now, response.url)
        yield from [problem] if problem else []

    def items(self, row: Selector, page: Any) -> Iterable[Yield]:
        """One day: its page, or what the row says where a recording does not hold the page."""
        address, when = link(row, "td:nth-child(2) a", page), one(row, "td:nth-child(1)")
        heard = self._meeting(
            address, one(row, "td:nth-child(2)"), day(when), None, None, [], row.css("td:nth-child(3) a"), page
        )
        yield self.page(address, self.detail, meta={"told": heard}) if holds(self, address) else heard

    def detail(self, page: Any) -> Iterator[ScrapedHearing]:
        """One meeting."""
        when = one(page.selector, "[itemprop='startDate'] p")
        date = re.match(r"[A-Z][a-z]+ \d{1,2}, \d{4}", when)
        if date is None:
            raise PageChanged(f"startDate: wanted a day such as June 07, 2023, found {when[:60]!r}")
        text = maybe(page.selector, "[itemprop='description']")
        place, files = maybe(page.selector, "[itemprop='streetAddress']"), page.css(".related-content a[href]")
        name = one(page.selector, "h1[itemprop='name']")
        yield self._meeting(page.url, name, day(date[0]), when[date.end() :], place, [text], files, page)

    def _meeting(self, address: str, name: str, *texts: Any) -> ScrapedHearing:
        date, time, place, words, files, page = texts
        slug = re.sub(r"[^\w-]", "", address.rstrip("/").rpartition("/")[2])
        notes = [Link(url=absolute(attribute(a, "href"), page), note=text_of(a)) for a in files]
        title = re.sub(r"^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}[ -]*", "", name) or name
        return meeting(
            self.source,
            key=slug,
            name=title,
            date=date,
            time=time,
            url=address,
            location=place,
            words=words,
            documents=notes,
        )
