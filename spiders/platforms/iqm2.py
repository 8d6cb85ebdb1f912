"""Meetings of councils and boards from IQM2 (Granicus): the citizens' front page, with all of a meeting in the title of its link.

A replay reads the pages of single meetings too, which have the agenda besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, absolute, attribute, maybe, text_of
from spiders.kit.spiders import Yield, nothing
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.legistar_clients import Client
from tracker.records.items import AgendaItem, Link
from tracker.records.text import line

ROWS: Final = "div.MeetingRow"
_FIELD: Final = re.compile(r"^\s*(Board|Type|Status):\s*(.*?)\s*$", re.MULTILINE)

_NOWHERE: Final = re.compile(r"(?:N/?A[ ,]*)+")


class Iqm2(CityCalendar):
    """The front page: what is coming, and the newest that was."""

    name = "iqm2"
    source = facts("IQM2", "https://www.iqm2.com/", file="iqm2_clients.toml")
    clients_file = HERE / "iqm2_clients.toml"
    recorded_pages = r"[\w-]+\.iqm2\.com/Citizens/(?:default|Calendar|Detail_Meeting)\.aspx"

    def address(self, client: Client) -> str:
        """The front page."""
        return f"{client.site or f'https://{client.name}.iqm2.com'}/Citizens/default.aspx"

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A row a meeting, or the one that a page is about."""
        if page.css("td.MeetingHeading"):
            yield from self.row(self._whole, page, client, url=page.url)
            return
        rows = page.css(ROWS)
        if not rows:
            yield nothing(page, ROWS, "no meetings")
        for row in rows:
            yield from self.row(self._meeting, row, page, client, excerpt=str(row.get()), url=page.url)

    def _meeting(self, row: Selector, page: Any, client: Client) -> Iterator[Yield]:
        links = row.css("div.RowLink a[href*='Detail_Meeting']")
        if len(links) != 1:
            raise PageChanged(f"div.RowLink a: wanted one meeting, found {len(links)}")
        title = str(links[0].attrib.get("title", "")).replace("\r", "\n")
        fields = dict(_FIELD.findall(title))
        head = line(title.split("\n", 1)[0])
        date, time = _when(text_of(links[0]))
        board = fields.get("Board") or text_of(row.css("div.RowDetails"))
        if not board:
            raise PageChanged(f"title: wanted the name of a board, found {head[:60]!r}")
        url = absolute(attribute(links[0], "href"), page)
        kind = fields.get("Type")
        place = [line(text) for text in title.rpartition("Status:")[2].split("\n")[1:]]
        yield self.meeting(
            client,
            key=parse_qs(urlsplit(url).query).get("ID", [""])[0] or url.rpartition("=")[2],
            name=board if not kind or kind.casefold() in board.casefold() else f"{board}: {kind}",
            committee=board,
            date=date,
            time=time,
            url=url,
            location=", ".join(text for text in place if text) or None,
            words=[fields.get("Status"), kind],
            documents=dict.fromkeys(
                Link(url=absolute(file.attrib["href"], page), note=text_of(file) or "Document")
                for file in row.css("div.MeetingLinks a[href*='FileOpen']")
            ),
        )

    def _whole(self, page: Any, client: Client) -> Iterator[Yield]:
        """The meeting of a page of its own."""
        heading = page.css("td.MeetingHeading")[0]
        board, kind, time, status = (
            maybe(heading, f"[id$='lblMeeting{name}']") for name in ("Group", "Type", "Date", "Status")
        )
        match = re.fullmatch(r"(\d\d?/\d\d?/\d{4})(?: (\d\d?:\d\d [AP]M))?", time or "")
        if board is None or match is None:
            raise PageChanged(f"td.MeetingHeading: wanted a board and its day, found {text_of(heading)[:60]!r}")
        yield self.meeting(
            client,
            key=parse_qs(urlsplit(page.url).query).get("ID", [""])[0],
            name=board if not kind or kind.casefold() in board.casefold() else f"{board}: {kind}",
            committee=board,
            date=dates.date(match[1], "%m/%d/%Y"),
            time=match[2],
            url=page.url,
            location=_place(heading),
            words=[status, kind],
            documents=dict.fromkeys(
                Link(url=absolute(file.attrib["href"], page), note=text_of(file) or "Document")
                for file in page.css("div.MeetingDownloads a[href*='FileOpen']")
            ),
            agenda=[
                AgendaItem(description=time) for cell in page.css("#MeetingDetail td.Title") if (time := text_of(cell))
            ],
        )


def _place(heading: Selector) -> str | None:
    """The room and its address, which stand below the day."""
    room = heading.xpath("./text()[normalize-space()]").getall()
    address = re.split(r"\xa0{2,}", heading.xpath("string(./div[@class='MeetingAddress'])").get() or "")
    return ", ".join(part for raw in (*room, *address) if (part := line(raw)) and not _NOWHERE.fullmatch(part)) or None


def _when(text: str) -> tuple[Any, str | None]:
    """The day and the hour of a link such as "Sep 6, 2022 6:30 PM"."""
    match = re.match(r"(?P<date>[A-Z][a-z]{2} \d{1,2}, \d{4})(?: (?P<time>\d{1,2}:\d\d [AP]M))?", text)
    if match is None:
        raise PageChanged(f"div.RowLink a: wanted such as 'Sep 6, 2022 6:30 PM', found {text[:60]!r}")
    return dates.date(match["date"], "%b %d, %Y"), match["time"]
