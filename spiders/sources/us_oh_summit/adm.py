"""Meetings of the County of Summit ADM Board (alcohol, drug addiction and mental health services), Akron.

The calendar of its page carries schema.org facts. Their times are local, whatever the offset beside them says: the hour
that people see is the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, attribute, maybe, one
from spiders.platforms.civic import BoardMeetings, meeting
from tracker.ingest.source import Source
from tracker.records.items import Link, ScrapedHearing


class SummitAdmMeetings(BoardMeetings):
    """One page, an event a meeting."""

    name = "us-oh-summit-adm"
    source = Source(
        jurisdiction="us-oh-summit",
        publisher="County of Summit Alcohol, Drug Addiction and Mental Health Services Board",
        timezone=ZoneInfo("America/New_York"),
        url="https://admboard.org/board-of-directors/",
        kind="hearings",
        expected_every_days=45,
        lists_all_upcoming=True,
        note="No key. Meets on fourth Tuesdays; the calendar shows the rest of the year.",
    )
    start_urls = [source.url]
    rows = ".eventon_list_event[id^='event_']"
    empty_notice = "No Events"

    def items(self, row: Selector, page: Any) -> Iterable[ScrapedHearing]:
        """One meeting, known by the calendar's own number."""
        text = attribute(row, "content", "meta[itemprop='startDate']")
        match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T|\Z)", text)
        number = re.match(r"event_(\d+)", attribute(row, "id"))
        if match is None or number is None:
            raise PageChanged(f"startDate: wanted YYYY-M-D in a numbered event, found {text[:40]!r}")
        date = dates.date("-".join(group.zfill(2) for group in match.groups()))
        said_off = [
            word for word in attribute(row, "class").split() if word in {"cancelled", "postponed", "rescheduled"}
        ]
        address = row.css("a[itemprop='url']::attr(href)").get()
        yield meeting(
            self.source,
            key=f"adm-{number[1]}-{date}",  # a meeting that repeats has one number for all days
            name=one(row, ".evcal_event_title"),
            date=date,
            time=maybe(row, ".evo_start .time"),
            url=page.url,
            location=maybe(row, "[itemprop='location'] > [itemprop='name']"),
            words=[row.css("meta[itemprop='eventStatus']::attr(content)").get("").rpartition("/Event")[2], *said_off],
            documents=[Link(url=page.urljoin(address), note="Meeting")] if address else [],
        )
