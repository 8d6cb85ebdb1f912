"""Meetings of boards from the agenda centers of CivicPlus, the web system of some thousand cities and counties.

A section a board, a row a meeting with its agenda. The day stands in the agenda's own name (`_09292020-228`) with the
system's number behind it; the hour stands in the agenda only, so that meetings are of the whole day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, absolute, text_of
from spiders.kit.spiders import Yield, nothing
from spiders.kit.status_phrases import status, virtual
from spiders.platforms.city_calendars import PlacePages
from spiders.platforms.civic import hour_in, stale
from spiders.platforms.legistar_clients import Client
from spiders.platforms.legistar_reading import when
from tracker.ingest.source import VENDOR, Source
from tracker.ingest.verdict import Problem
from tracker.records.items import Link, ScrapedHearing
from tracker.records.text import line

SHIPPED: Final = Path(__file__).with_name("civicplus_clients.toml")
OWN: Final = "civicplus-clients.toml"
ROWS: Final = "tr.catAgendaRow"
_PART: Final = "ancestor::*[contains(concat(' ', @class, ' '), ' category ')][1]/h3[1]"
"""The committee within a group of committees, as counties in Wisconsin have them."""
_NAME: Final = re.compile(r"_(\d{2})(\d{2})(\d{4})-(\d+)")


class CivicPlusAgendas(PlacePages):
    """One page a place."""

    name = "civicplus"
    clients_file = SHIPPED
    recorded_pages = r"[\w.-]+/AgendaCenter(?:/.*)?"
    source = Source(
        jurisdiction="us",
        publisher="Cities and counties, through CivicPlus agenda centers",
        timezone=ZoneInfo("America/New_York"),
        url="https://www.civicplus.com/",
        kind="hearings",
        expected_every_days=31,
        authority=VENDOR,
        note="No key. Places are listed in civicplus_clients.toml; yours go to civicplus-clients.toml in the data folder.",
    )

    def address(self, client: Client) -> str:
        """The agenda center."""
        return f"{_site(client)}/AgendaCenter"

    def _held(self, urls: Iterable[str], known: dict[str, Client]) -> Iterator[Yield]:
        """Each place's agenda center, then its recorded lists of single categories, which do not name their board."""
        hosts = {urlsplit(_site(known_client)).netloc.lower(): known_client for known_client in known.values()}
        pages: dict[str, list[str]] = {}
        for url in urls:
            pages.setdefault(urlsplit(url).netloc.lower(), []).append(url)
        for host, held in pages.items():
            client = hosts.get(host)
            if client is None:
                reason = f"wanted a place that {OWN} names, found {host}"
                yield from (Problem(kind="unknown-client", url=url, reason=reason) for url in held)
            elif self.asked.jurisdiction in (None, client.place):
                first, *rest = sorted(held, key=lambda url: (urlsplit(url).path.count("/"), url))
                yield self.page(first, meta={"client": client, "rest": rest})

    def read(self, response: Any) -> Iterator[Yield]:
        """Every row once, then whether the page is an old one.

        An agenda that stands in two categories belongs to the one that the agenda center shows first, and to one with a
        heading before one without: its board must not depend on which page came first.
        """
        rows = response.css(ROWS)
        if not rows:
            yield nothing(response, ROWS, "no agendas")
        client, boards = response.meta["client"], response.meta.get("boards", {})
        met: dict[str, ScrapedHearing] = response.meta.get("met", {})
        for row in rows:
            for item in self.row(self._meeting, row, client, response, excerpt=str(row.get()), url=response.url):
                if isinstance(item, ScrapedHearing):
                    if item.key in met:
                        continue
                    met[item.key] = item
                yield item
        if "met" not in response.meta and (problem := stale(met.values(), self.asked.now, response.url)) is not None:
            yield problem
        rest = response.meta.get("rest", [])
        if rest:
            boards = boards or _boards(response)
            meta = {"client": client, "boards": boards, "met": met, "rest": rest[1:]}
            yield self.page(rest[0], meta=meta)

    def _meeting(self, row: Selector, client: Client, page: Any) -> Iterator[ScrapedHearing]:
        links = row.css("a[href*='/ViewFile/']")
        address = links[0].attrib["href"] if links else ""
        match = _NAME.search(address)
        if match is None:
            raise PageChanged(f"a: wanted an agenda such as _09292020-228, found {address[:60]!r}")
        month, day, year, number = match.groups()
        section = row.xpath(_PART) or row.xpath("ancestor::*[contains(@class, 'listing')][1]//h2[1]")
        category = parse_qs(urlsplit(page.url).query).get("catID", [""])[0]
        board = _heading(section) or page.meta.get("boards", {}).get(category) or client.publisher
        title = line(" ".join(row.css("td p ::text").getall()))
        start, sure, all_day = when(dates.date(f"{year}-{month}-{day}"), hour_in(title), client)
        media = row.css("td.media a[href^='http']::attr(href)").get()
        files = dict.fromkeys((absolute(link.attrib["href"], page), _note(link)) for link in links)
        yield ScrapedHearing(
            key=f"agenda-center-{number}",
            jurisdiction=client.place,
            name=board,
            committee=board,
            start=start,
            all_day=all_day,
            time_qualifier=sure,
            timezone=client.timezone,
            status=status(title, day=start.date()),
            virtual=virtual(title),
            description=title or None,
            video=media,
            documents=tuple(Link(url=url, note=note) for url, note in files),
            sources=(Link(url=self.address(client), note=client.publisher),),
        )


def _boards(page: Any) -> dict[str, str]:
    """The board of each category, by the number the system gives the category."""
    categories = page.xpath("//*[starts-with(@id, 'cat')][.//h2 or self::h2]")
    return {
        category.attrib["id"].removeprefix("cat"): _heading(category.xpath("descendant-or-self::h2[1]"))
        for category in categories
    }


def _heading(section: Any) -> str:
    return re.sub(r"^\W+", "", text_of(section))


def _site(client: Client) -> str:
    return client.site or f"https://{client.name}.civicplus.com"


def _note(link: Selector) -> str:
    """What a file is: a packet holds the papers of all items, a page the agenda once more."""
    address = link.attrib["href"].casefold()
    if "/viewfile/minutes/" in address:
        return "Minutes"
    return "Agenda packet" if "packet=true" in address else "Agenda (page)" if "html=true" in address else "Agenda"
