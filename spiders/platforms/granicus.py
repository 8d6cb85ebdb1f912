"""Meetings of councils and boards from the publishing pages of Granicus (`ViewPublisher.php?view_id=4`).

Cities arrange these pages as they like; rows, and the cells of name and date, keep the vendor's own `headers`. A view tells
what was recorded and what is announced, with the local hour.
"""

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

ROWS: Final = "tr.listingRow, tr.odd, tr.even"
_FILES: Final = "a[href*='AgendaViewer.php'], a[href*='MinutesViewer.php'], a[href*='DocumentViewer.php']"
_PLAYER: Final = re.compile(r"(?:https?:)?//[^'\"\s]*MediaPlayer\.php\?[^'\"\s]*")
_WHEN: Final = re.compile(
    r"(?P<date>[A-Z][a-z]+\.? +\d{1,2}, *\d{4}|\d{1,2}/\d{1,2}/\d{2,4})[-\u2013|\s]*(?P<time>.*)", re.IGNORECASE
)


class Granicus(CityCalendar):
    """One view a place; `page` in the list is its number."""

    name = "granicus"
    source = facts("Granicus", "https://granicus.com/", file="granicus_clients.toml")
    clients_file = HERE / "granicus_clients.toml"
    recorded_pages = r"[\w-]+\.granicus\.com/ViewPublisher\.php"

    def address(self, client: Client) -> str:
        """The view."""
        return f"https://{client.name}.granicus.com/ViewPublisher.php?view_id={client.page}"

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A row a meeting."""
        rows = [row for row in page.css(ROWS) if row.css("td[headers~='Date'], td[headers^='Date']")]
        if not rows:
            yield nothing(page, ROWS, "no upcoming events")
        for row in rows:
            yield from self.row(self._meeting, row, page, client, excerpt=str(row.get()), url=page.url)

    def _meeting(self, row: Selector, page: Any, client: Client) -> Iterator[Yield]:
        name = text_of(row.css("td[headers^='Name']"))
        when_text = text_of(row.css("td[headers^='Date']"))
        when = _WHEN.search(when_text)
        if name and when_text.casefold() == "in progress":
            date, time = self.asked.now.astimezone(client.zone).date(), None
        elif name and when is not None:
            date, time = day(when["date"]), when["time"] or None
        else:
            raise PageChanged(
                f"{ROWS}: wanted a name and such as 'November 7, 2025 - 8:00 AM', found {name!r}, {when_text[:60]!r}"
            )
        files = [
            Link(url=absolute(link.attrib["href"], page), note=text_of(link) or "Document") for link in row.css(_FILES)
        ]
        ids = [
            value
            for file in files
            for key in ("event_id", "clip_id")
            for value in parse_qs(urlsplit(file.url).query).get(key, ())
        ]
        yield self.meeting(
            client,
            key=f"{client.name}-{ids[0]}"
            if ids
            else f"{client.name}-{date:%Y%m%d}-{re.sub(r'[^a-z0-9]+', '-', name.casefold())}",
            name=name,
            date=date,
            time=time,
            url=files[0].url if files else page.url,
            documents=dict.fromkeys(files),
            words=[text_of(row)],
            video=absolute(seen, page) if (seen := _player(row)) else None,
        )


def _player(row: Selector) -> str | None:
    """The recording, which opens by an address or by a script that names one."""
    for link in row.css("a[href*='MediaPlayer.php'], a[onclick*='MediaPlayer.php']"):
        if match := _PLAYER.search(" ".join(link.attrib.values())):
            return match[0].replace("&amp;", "&")
    return None
