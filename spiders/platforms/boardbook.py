"""Meetings of school boards from BoardBook Premier: a page an organization, a row a meeting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from spiders.kit.select import PageChanged, absolute, text_of
from spiders.kit.spiders import Yield, nothing
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.civic import day
from spiders.platforms.legistar_clients import Client
from tracker.records.items import Link

ROWS: Final = "table#PublicMeetingsTable tr.row-for-board"
_WHEN: Final = re.compile(
    r"(?P<date>[A-Z][a-z]+\.? \d{1,2}, \d{4}|\d{1,2}/\d{1,2}/\d{4})(?: at)? (?P<time>\d{1,2}(?::\d\d)? ?[AP]\.?M\.?|noon|TB[AD])(?: - (?P<name>.+))?",
    re.IGNORECASE,
)
_OFF: Final = re.compile(r"[\s(:\u2013-]*\bcancell?ed\b[\s)]*$", re.IGNORECASE)


class BoardBook(CityCalendar):
    """The page of each organization; its name in the list is the number it has there."""

    name = "boardbook"
    source = facts("BoardBook", "https://meetings.boardbook.org/", file="boardbook_clients.toml")
    clients_file = HERE / "boardbook_clients.toml"
    recorded_pages = r"meetings\.boardbook\.org/Public/Organization/\d+"

    def address(self, client: Client) -> str:
        """The page of the organization."""
        return f"https://meetings.boardbook.org/Public/Organization/{client.name}"

    def stands_at(self, client: Client, url: str) -> bool:
        """All organizations share one host."""
        return urlsplit(url).path.rstrip("/") == urlsplit(self.address(client)).path

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A row a meeting."""
        rows = page.css(ROWS)
        if not rows:
            yield nothing(page, ROWS, "no meetings")
        for row in rows:
            yield from self.row(self._meeting, row, page, client, excerpt=str(row.get()), url=page.url)

    def _meeting(self, row: Selector, page: Any, client: Client) -> Iterator[Yield]:
        cells = row.xpath("./td")
        heading = text_of(cells[0].xpath("./div[1]")) if cells else ""
        when = _WHEN.search(heading)
        if when is None or len(cells) < 2:
            raise PageChanged(f"{ROWS}: wanted such as 'May 5, 2026 at 4:30 PM - Committee', found {heading[:60]!r}")
        title = _OFF.sub("", when["name"] or "")
        kind = text_of(cells[0].xpath("./div[2]")).removeprefix("Meeting Type:").strip()
        links = cells[-1].css("a[href]")
        numbers = [parse_qs(urlsplit(link.attrib["href"]).query).get("meeting", [""])[0] for link in links]
        number = next((text for text in numbers if text.isdecimal()), "") or _number(row)
        place = ", ".join(text_of(text) for text in cells[1].css("span[id^='location']") if text_of(text))
        url = absolute(links[0].attrib["href"], page) if links else page.url
        yield self.meeting(
            client,
            key=number or f"{client.name}-{day(when['date']):%Y%m%d}-{when['time'].replace(' ', '')}",
            name=f"{client.publisher}: {title or kind or 'Meeting'}",
            committee=client.publisher,
            date=day(when["date"]),
            time=when["time"],
            url=url,
            location=place or None,
            words=[heading[: when.start()], when["name"], kind, *(text_of(text) for text in cells[1].css("a"))],
            video=_watch(cells[1], page),
            documents=dict.fromkeys(
                Link(url=absolute(link.attrib["href"], page), note=text_of(link) or "Document") for link in links
            ),
        )


def _watch(cell: Selector, page: Any) -> str | None:
    """Where to watch: the recording once there is one, before that the stream."""
    links = {text_of(link).casefold(): absolute(link.attrib["href"], page) for link in cell.css("a[href^='http']")}
    for words in ("recorded", "streaming"):
        if held := next((url for name, url in links.items() if name.startswith(words)), None):
            return held
    return None


def _number(row: Selector) -> str:
    """The meeting's number in the id of its place, for a meeting without an agenda: location11649-743647-line1."""
    match = re.search(r"location\d+-(\d+)-", str(row.get()))
    return match[1] if match else ""
