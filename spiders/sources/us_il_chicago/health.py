"""Meetings of the Chicago Board of Health.

A page a year, whose accordion has an entry a meeting with the day but no hour: the hour stands once, in the text above.
The page of the department names the newest year's page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit.select import PageChanged, absolute, one, text_of
from spiders.kit.spiders import Yield
from spiders.platforms.civic import BoardMeetings, day, hour_in, meeting
from tracker.ingest.source import Source
from tracker.records.items import Link, ScrapedHearing
from tracker.records.text import line


class ChicagoBoardOfHealth(BoardMeetings):
    """The list of years, then the newest year's page."""

    name = "us-il-chicago-health"
    source = Source(
        jurisdiction="us-il-chicago",
        publisher="Chicago Department of Public Health",
        timezone=ZoneInfo("America/Chicago"),
        url="https://www.chicago.gov/city/en/depts/cdph/supp_info.html",
        kind="hearings",
        expected_every_days=45,
        note="No key. A new page every January, linked from the department's list.",
    )
    conditional = False  # the list says nothing by being the same: what it leads to changes
    start_urls = [source.url]
    rows = "[class*='accordion-item']"

    def first(self) -> Iterable[Yield]:
        """The department's list."""
        return [self.page(self.source.url, self.years)]

    def years(self, page: Any) -> Iterable[Yield]:
        """Ask for the page of the newest year."""
        years = {
            m[1]: href
            for href in page.css("a[href]::attr(href)").getall()
            if (m := re.search(r"(20\d\d)-board-of-health", href))
        }
        if not years:
            raise PageChanged("a: wanted a link to a year's board of health meetings, found none")
        # The publisher's editor links its inner address; visitors are sent to the one without "content".
        yield self.page(absolute(years[max(years)], page).replace("/content/city/", "/city/"))

    def items(self, row: Selector, page: Any) -> Iterable[ScrapedHearing]:
        """One meeting; the year stands in the page's heading, the hour in the text above."""
        title, heading = one(row, ".cds-accordion-title"), one(page.selector, "h1.page-heading")
        match = re.search(r"\b20\d\d\b", heading)
        date = re.match(r"(?:\w+day,? )?[A-Z][a-z]+\.? \d{1,2}", title)
        if match is None or date is None:
            raise PageChanged(f"h1, h3: wanted a year and a day, found {heading[:40]!r} and {title[:40]!r}")
        above = line(" ".join(page.css(".narrative-top ::text").getall()))
        hour = re.search(r"meets at (\d{1,2}(?::\d\d)? ?[ap]\.?m)", above, re.IGNORECASE)
        place = re.search(r"Meeting Location: (.+?)(?= Meeting dates|$)", above)
        links = row.css("a[href]:not(.cds-accordion-toggle)")
        yield meeting(
            self.source,
            key=f"board-of-health-{day(f'{date[0]} {match[0]}')}",
            name="Chicago Board of Health",
            date=day(f"{date[0]} {match[0]}"),
            time=hour_in(title[date.end() :]) or (hour and hour[1]),
            url=page.url,
            location=place and place[1],
            words=[title],
            documents=[Link(url=absolute(a.attrib["href"], page), note=text_of(a) or None) for a in links],
        )
