"""Meetings from the HTML calendars of Legistar, for bodies whose Web API does not answer.

Columns differ from body to body and are found by their headings; links by the ending of their id, which is the vendor's
own. The page shows what the body chose to show by default, often this month or this year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit.select import PageChanged, absolute, rows, text_of
from spiders.kit.spiders import Yield
from spiders.kit.status_phrases import status, virtual
from spiders.platforms.city_calendars import PlacePages
from spiders.platforms.civic import day, stale
from spiders.platforms.legistar_clients import SHIPPED, Client
from spiders.platforms.legistar_reading import when
from tracker.ingest.source import VENDOR, Source
from tracker.ingest.verdict import Problem
from tracker.records.items import Link, NothingHere, ScrapedHearing
from tracker.records.text import line

TABLE: Final = "table.rgMasterTable"
_ONE_BODY: Final = "departmentdetail.aspx"
"""The page of one body: its meetings without its name in each row, then its members."""
_FILES: Final = ("hypAgenda", "hypMinutes", "hypExtra")
_STALE_DAYS: Final = 92
"""A council's summer recess is shorter."""


class LegistarCalendar(PlacePages):
    """One page a body."""

    name = "legistar-calendar"
    clients_file = SHIPPED
    recorded_pages = r"[\w.-]+/(?:Calendar|DepartmentDetail)\.aspx"
    called = "body"
    none_usual = "every body in the list is read through the Web API"
    source = Source(
        jurisdiction="us",
        publisher="City and county councils, through Legistar (Granicus)",
        timezone=ZoneInfo("America/New_York"),
        url="https://www.legistar.com/",
        kind="hearings",
        every_hours=12,
        expected_every_days=14,
        authority=VENDOR,
        note="No key. For bodies whose Web API does not answer (api = false in legistar_clients.toml), or one by name.",
    )

    def address(self, client: Client) -> str:
        """The calendar that a person would open, or the page of the one body that the list names."""
        return client.calendar

    def stands_at(self, client: Client, url: str) -> bool:
        """A body's calendar may stand at a host of its own beside the vendor's."""
        return urlsplit(url).netloc.lower() in client.hosts

    def usual(self, known: dict[str, Client]) -> list[Client]:
        """The bodies whose Web API does not answer."""
        return [client for client in known.values() if not client.api]

    def read(self, response: Any) -> Iterator[Yield]:
        """Every row of the table, then whether the page is an old one."""
        body = _body(response)
        grid, columns = _grid(response, body)
        client = response.meta["client"]
        meeting_rows = grid.css("tr.rgRow, tr.rgAltRow")
        if not meeting_rows:
            words = line(" ".join(grid.css("tr.rgNoRecords ::text").getall()))
            if not re.search(r"\bno (?:records|meetings|events)\b", words, re.IGNORECASE):
                raise PageChanged(f"{TABLE}: wanted rows or the words 'No records to display', found {words[:60]!r}")
            yield NothingHere(reason=words)
        met: list[ScrapedHearing] = []
        for row in meeting_rows[: self.asked.limit]:
            for item in self.row(
                self._meeting, row, columns, client, response, body, excerpt=str(row.get()), url=response.url
            ):
                if isinstance(item, ScrapedHearing):
                    met.append(item)
                yield item
        yield from _cut(grid, met, self.asked.now, response.url)
        if (problem := stale(met, self.asked.now, response.url, _STALE_DAYS)) is not None:
            yield problem

    def _meeting(
        self, row: Selector, columns: dict[str, int], client: Client, page: Any, body: str | None
    ) -> Iterator[ScrapedHearing]:
        cells = row.xpath("./td")
        if len(cells) <= max(columns.values()):
            raise PageChanged(f"wanted a row of {max(columns.values()) + 1} cells or more, found {len(cells)}")
        said = {name: _text(cells[place]) for name, place in columns.items()}
        name = said.get("name") or body
        if not name:
            raise PageChanged("Name: wanted the name of a body, found none")
        time, topic = said.get("time"), said.get("topic")
        location, note = _place(cells[columns["location"]]) if "location" in columns else (None, None)
        start, sure, all_day = when(day(said["date"]), time, client)
        detail = _address(row, "hypMeetingDetail", page)
        video = _address(row, "hypVideo", page)
        yield ScrapedHearing(
            key=f"legistar-calendar-{_id(row, page)}",
            jurisdiction=client.place,
            name=name,
            committee=name,
            start=start,
            all_day=all_day,
            time_qualifier=sure,
            time_text=time if time and sure != "exact" else None,
            timezone=client.timezone,
            status=status(
                time,
                name,
                location,
                note,
                topic,
                *(_text(link) for link in row.css("[id*='hypAgenda']")),
                day=start.date(),
            ),
            location=location or None,
            virtual=virtual(name, location, note, topic),
            description="\n".join(filter(None, (topic, note))) or None,
            links=(Link(url=detail, note="Meeting"),) if detail else (),
            documents=tuple(_documents(row, page)),
            video=video,
            sources=(Link(url=page.url, note=client.publisher),),
        )


def _cut(grid: Selector, met: list[ScrapedHearing], now: dt.datetime, url: str) -> Iterator[Problem]:
    """The problem of a list that goes on, unless it is told from the newest meeting back to those gone by."""
    pages = re.search(r"\bPage 1 of (\d+)\b", line(" ".join(grid.css(".rgInfoPart ::text").getall())))
    if pages is None or int(pages[1]) < 2 or (met and met[-1].start <= met[0].start and met[-1].start < now):
        return
    reason = f"wanted every coming meeting, found the first of {pages[1]} pages: the rest of the calendar is not read"
    yield Problem(kind="cut-list", reason=reason, url=url)


def _body(page: Any) -> str | None:
    """Whose page it is, where it is that of one body: its title is `Ramsey County - Committee of the Whole`."""
    if not urlsplit(page.url).path.casefold().endswith(f"/{_ONE_BODY}"):
        return None
    title = line(page.css("title::text").get() or "")
    return title.partition(" - ")[2] or title or None


def _grid(page: Any, body: str | None) -> tuple[Selector, dict[str, int]]:
    """The table of meetings, which is known by its id, else by its headings, and where each column of it stands."""
    grids = rows(page.selector, TABLE, at_least=1)
    named = [grid for grid in grids if "gridCalendar" in grid.attrib.get("id", "")]
    wanted = ("date", "time") if body else ("name", "date", "time")
    for grid in named or grids:
        columns = _columns(grid)
        if not (missing := [name for name in wanted if name not in columns]):
            return grid, columns
    heads = ", ".join(_heads((named or grids)[0])) or "none"
    raise PageChanged(f"{TABLE}: wanted a heading for {' and '.join(missing)}, found {heads}")


def _heads(grid: Selector) -> list[str]:
    return [text_of(heading).casefold() for heading in grid.css("th.rgHeader")]


def _columns(grid: Selector) -> dict[str, int]:
    """Where each column stands, by its heading."""
    heads = _heads(grid)
    places = {
        name: next((n for n, head in enumerate(heads) if re.fullmatch(pattern, head)), None)
        for name, pattern in _HEADINGS.items()
    }
    return {name: place for name, place in places.items() if place is not None}


_HEADINGS: Final = {
    "name": r"(?:meeting )?name|meeting body|(?:department|committee)(?: name)?|body",
    "date": r"(?:meeting )?date",
    "time": r"(?:meeting )?time",
    "location": r"(?:meeting )?location",
    "topic": r"(?:meeting )?topic",
}


def _text(node: Selector) -> str:
    return text_of(node)


def _place(cell: Selector) -> tuple[str | None, str | None]:
    """Where it meets, and what the clerk notes of the meeting below it: `Jointly with the Committee on Aging`."""
    note = line(" ".join(cell.xpath(".//em//text()").getall()))
    return line(" ".join(cell.xpath(".//text()[not(ancestor::em)]").getall())) or None, note or None


def _address(row: Selector, ending: str, page: Any) -> str | None:
    """Where the link of that id leads; None where it is grayed out or leads nowhere (scripts, #)."""
    href = row.css(f"a[id*='{ending}']::attr(href)").get()
    return absolute(href, page) if href and not re.match(r"\s*(?:#|javascript:)", href, re.IGNORECASE) else None


def _documents(row: Selector, page: Any) -> Iterator[Link]:
    for ending in _FILES:
        for link in row.css(f"a[id*='{ending}'][href]"):
            yield Link(url=absolute(link.attrib["href"], page), note=_text(link) or ending.removeprefix("hyp"))


def _id(row: Selector, page: Any) -> str:
    """The system's own number of the meeting, which its calendar file and its page carry."""
    for ending in ("hypiCal", "hypMeetingDetail"):
        address = _address(row, ending, page)
        query = parse_qs(urlsplit(address or "").query)
        for name in ("ID", "LEGID"):
            if query.get(name, [""])[0].isdecimal():
                return query[name][0]
    raise PageChanged("hypiCal: wanted a link with the meeting's ID, found none")
