"""Meetings of the board of Cook County Health and of its committees: one of the largest public hospital systems.

A panel a body, a row a meeting of this year; the first line of a row is the day and hour, the second the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit.select import PageChanged, absolute, text_of
from spiders.platforms.civic import BoardMeetings, day, meeting
from tracker.ingest.source import Source
from tracker.records.items import Link, ScrapedHearing
from tracker.records.text import line


class CookCountyHealthMeetings(BoardMeetings):
    """One page, a table a body."""

    name = "us-il-cook-hospitals"
    source = Source(
        jurisdiction="us-il-cook",
        publisher="Cook County Health",
        timezone=ZoneInfo("America/Chicago"),
        url="https://cookcountyhealth.org/about/board-of-directors/board-committee-meetings-agendas-minutes/",
        kind="hearings",
        expected_every_days=31,
        note="No key. Minutes and agendas are links of the row.",
    )
    start_urls = [source.url]
    rows = "#accordion .panel tbody tr"
    empty_notice = "No meetings found"

    def items(self, row: Selector, page: Any) -> Iterable[ScrapedHearing]:
        """One meeting; the panel's title names the body."""
        said = [line(text) for text in row.xpath("./td[1]//text()").getall() if line(text)]
        title = row.xpath("ancestor::*[contains(@class, 'panel-default')][1]//*[contains(@class, 'panel-title')]")
        body = re.sub(r"^Meetings of the ", "", text_of(title))
        if not said or not body:
            raise PageChanged("td: wanted a day in a panel with a title, found none")
        date, _dash, time = said[0].partition(" - ")
        links = [anchor for anchor in row.xpath("./td[2]//a[@href]") if text_of(anchor)]
        slug = re.sub(r"[^a-z0-9]+", "-", body.casefold()).strip("-")
        yield meeting(
            self.source,
            key=f"cook-health-{slug}-{day(date)}",
            name=body,
            date=day(date),
            time=time,
            url=page.url,
            location=" ".join(said[1:]) or None,
            words=[text_of(link) for link in links],
            documents=[Link(url=absolute(link.attrib["href"], page), note=text_of(link)) for link in links],
        )
