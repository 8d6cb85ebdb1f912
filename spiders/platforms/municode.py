"""Meetings of towns and cities from the directories of Municode Meetings (CivicPlus): a row a meeting, its moment as an attribute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import absolute, attribute, one, text_of
from spiders.kit.spiders import Yield, nothing
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.legistar_clients import Client
from tracker.records.items import Link

ROWS = "table.views-table tbody tr"


class Municode(CityCalendar):
    """The first page of a place's directory: what is coming, and the newest that was."""

    name = "municode"
    source = facts("Municode Meetings", "https://www.civicplus.com/municode", file="municode_clients.toml")
    clients_file = HERE / "municode_clients.toml"
    recorded_pages = r"[\w-]+\.municodemeetings\.com(?:/meetings\d*)?"

    def address(self, client: Client) -> str:
        """The directory."""
        return client.site or f"https://{client.name}.municodemeetings.com/"

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A row a meeting."""
        rows = page.css(ROWS)
        if not rows:
            yield nothing(page, ROWS, "no meetings")
        for row in rows:
            yield from self.row(self._meeting, row, page, client, excerpt=str(row.get()), url=page.url)

    def _meeting(self, row: Selector, page: Any, client: Client) -> Iterator[Yield]:
        start = dates.local(attribute(row, "content", "td[data-th='Date'] [property='dc:date']"), client.zone)
        name = one(row, "td[data-th='Meeting']")
        view = row.css("td[data-th='View'] a[href]")
        url = absolute(view[0].attrib["href"], page) if view else page.url
        files = [
            Link(url=absolute(link.attrib["href"], page), note=_column(link))
            for link in row.css(
                "td[data-th='Agenda'] a[href], td[data-th='Agenda Packet'] a[href], td[data-th='Minutes'] a[href]"
            )
        ]
        yield self.meeting(
            client,
            key=url.rpartition("/")[2] if view else f"{name}-{start:%Y%m%d%H%M}",
            name=name,
            date=start.date(),
            time=f"{start:%H:%M}",
            url=url,
            documents=dict.fromkeys(files),
            words=[text_of(row)],
        )


def _column(link: Selector) -> str:
    return str(link.xpath("ancestor::td[1]/@data-th").get("Document"))
