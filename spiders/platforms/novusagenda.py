"""Meetings of councils and boards that publish through NovusAgenda, from the grid of its public page.

The grid tells day, body and place, and hardly ever the hour, beside the day or in the name; the agenda, which tells it, opens by a script whose address is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from parsel import Selector

from spiders.kit.select import PageChanged, absolute, text_of
from spiders.kit.spiders import Yield, nothing
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.civic import day, hour_in
from spiders.platforms.legistar_clients import Client
from tracker.records.items import Link

ROWS: Final = "table[id*='radGridMeetings'] tr:has(> td)"
_VIEW: Final = re.compile(r"(?:Meeting|Display)\w*\.as[ph]x\?[^'\"]*\b(?:Minutes)?MeetingID=\d[^'\"]*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\bMeetingID=(\d+)", re.IGNORECASE)
_HEADS: Final = (("date", "date", 0), ("body", "type", 1), ("place", "location", 2))


class NovusAgenda(CityCalendar):
    """One grid a place; `page` in the list is what stands behind `agendapublic/`, where it is not the first page."""

    name = "novusagenda"
    source = facts("NovusAgenda", "https://granicus.com/", file="novusagenda_clients.toml", proved=False)
    clients_file = HERE / "novusagenda_clients.toml"
    recorded_pages = r"[\w-]+\.novusagenda\.com/agendapublic/?(?:[\w.]+)?"

    def address(self, client: Client) -> str:
        """The public page."""
        return f"https://{client.name}.novusagenda.com/agendapublic/{client.page}"

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A row a meeting; a meeting with several papers has a row for each, which is the same meeting."""
        rows = [row for row in page.css(ROWS) if len(row.xpath("./td")) > 1]
        if not rows:
            yield nothing(page, ROWS, "no records to display")
        heads = [text_of(head).casefold() for head in page.css("table[id*='radGridMeetings'] th")]
        columns = {name: _column(heads, word, usual) for name, word, usual in _HEADS}
        for row in rows:
            yield from self.row(self._meeting, row, columns, page, client, excerpt=str(row.get())[:500], url=page.url)

    def _meeting(self, row: Selector, columns: dict[str, int], page: Any, client: Client) -> Iterator[Yield]:
        cells = [text_of(cell) for cell in row.xpath("./td")]
        texts = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
        if not texts["body"]:
            raise PageChanged(f"{ROWS}: wanted a date and a body, found {cells[:3]!r}")
        words, _space, hour = texts["date"].partition(" ") if texts["date"][:1].isdecimal() else (texts["date"], "", "")
        date = day(words)
        views = [view for link in row.css("a") if (view := _VIEW.search('"'.join(link.attrib.values())))]
        files = [Link(url=absolute(view[0].replace("&amp;", "&"), page), note=_note(view[0])) for view in views]
        numbers = [view[1] for view_match in views if (view := _NUMBER.search(view_match[0]))]
        key = numbers[0] if numbers else f"{date:%Y%m%d}-{re.sub(r'[^a-z0-9]+', '-', texts['body'].casefold())}"
        yield self.meeting(
            client,
            key=f"{client.name}-{key}",
            name=texts["body"],
            date=date,
            time=hour or hour_in(texts["body"]),
            location=texts["place"] or None,
            url=files[0].url if files else page.url,
            documents=dict.fromkeys(files),
            words=cells,
        )


def _column(heads: list[str], word: str, usual: int) -> int:
    """Where a column stands by its head, or in its usual place where the grid has no heads; under other heads nothing is sure."""
    position = next((place for place, head in enumerate(heads) if word in head), None)
    if position is None and any(heads):
        raise PageChanged(f"radGridMeetings: wanted a column {word}, found {', '.join(filter(None, heads))[:200]}")
    return usual if position is None else position


def _note(address: str) -> str:
    match = re.search(r"\bdoctype=(\w+)|Display(Agenda|Minutes)", address, re.IGNORECASE)
    return (match[1] or match[2]).capitalize() if match else "Agenda"
