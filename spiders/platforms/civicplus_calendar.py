"""Meetings of councils and boards from CivicPlus calendars: a list with hours and places, in the terms of schema.org.

A place's agenda center (`civicplus`) names days alone; its calendar has the hours, and events that are no meetings, which a
number of one calendar leaves out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, one, text_of
from spiders.kit.spiders import Yield, nothing
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.legistar_clients import Client
from tracker.records.text import line

ROWS: Final = "div.calendars li:has([itemtype$='schema.org/Event'])"
AHEAD: Final = dt.timedelta(days=120)
_ID: Final = re.compile(r"[?&]EID=(\d+)", re.IGNORECASE)
_UNTIL: Final = re.compile(r"\d\s?[AP]M\s?-\s?(\d{1,2}:\d\d\s?[AP]M)$", re.IGNORECASE)
"""The end of a range on the start's own day, as a row shows it."""
_ABOUT: Final = (
    ".//*[@itemprop='description']//text() | .//p[@itemprop='description']"
    "/following-sibling::*[not(@itemprop)][following-sibling::*[@itemprop='location']]//text()"
)
"""The words about an event: paragraphs that stand in a paragraph are its next neighbors to a parser."""


class CivicPlusCalendar(CityCalendar):
    """The list of the months ahead."""

    name = "civicplus-calendar"
    source = facts("CivicPlus calendars", "https://www.civicplus.com/", file="civicplus_calendar_clients.toml")
    clients_file = HERE / "civicplus_calendar_clients.toml"
    recorded_pages = r"[\w.-]+/calendar\.aspx"
    called = "calendar"

    def address(self, client: Client) -> str:
        """The calendar, or the one of them whose number is named."""
        return f"{client.site}/calendar.aspx" + (f"?CID={client.page}" if client.page else "")

    def asking(self, client: Client) -> Yield:
        """The request for what is ahead."""
        today = self.asked.now.astimezone(client.zone).date()
        span = f"startDate={today:%m/%d/%Y}&enddate={today + AHEAD:%m/%d/%Y}"
        return self.page(f"{self.address(client)}{'&' if client.page else '?'}{span}", meta={"client": client})

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A row an event."""
        rows = page.css(ROWS)
        if not rows:
            yield nothing(page, ROWS, "no events")
        for row in rows:
            yield from self.row(self._meeting, row, client, excerpt=str(row.get())[:300], url=page.url)

    def _meeting(self, row: Selector, client: Client) -> Iterator[Yield]:
        name, when = one(row, "[itemprop='name']:not([itemprop='location'] *)"), one(row, "[itemprop='startDate']")
        number = _ID.search(row.css("h3 a::attr(href)").get() or "")
        if number is None:
            raise PageChanged("h3 a: wanted the number of an event in its address, found none")
        start = dates.local(when, client.zone)
        shown = text_of(row.css(".date")[0]) if row.css(".date") else ""
        until = _UNTIL.search(shown)
        ends = dates.clock(until[1])[0] if until else None
        parts = row.css(".eventLocation .name p") or row.css(".eventLocation .name")
        yield self.meeting(
            client,
            key=number[1],
            name=name,
            date=start.date(),
            end=dt.datetime.combine(start, ends, client.zone) if ends else None,
            time=None if "all day" in shown.casefold() else f"{start:%H:%M}",
            url=f"{client.site}/Calendar.aspx?EID={number[1]}",
            location=", ".join(filter(None, map(text_of, parts))) or None,
            description=line(" ".join(row.xpath(_ABOUT).getall()), limit=5_000) or None,
        )
