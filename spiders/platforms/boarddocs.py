"""Meetings of school and county boards from BoardDocs: the feed of its active meetings, with agendas.

The feed (`XML-ActiveMeetings`) has a day for each meeting and its hour, if at all, in the words of its description; an hour
counts only where it stands in the sentence that names the meeting's own day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from spiders.kit import dates
from spiders.kit.fields import Json, child, descendants, json_objects, maybe_child, said, xml_body
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.platforms import civic
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.legistar_clients import Client
from tracker.records import prose
from tracker.records.items import AgendaItem, NothingHere

_MEETING: Final = re.compile(rb"<meeting[ >](?:(?!<meeting[ >]).)*?</meeting>", re.DOTALL)
_AGENDA: Final = re.compile(rb"</?(?:category|agendaitems|item)[ >]")
_ITEM: Final = re.compile(rb"<item[^>]*>\s*<name>([^<]*)</name>")
MOST_ITEMS: Final = 300
_FORMS: Final = ("{day:%B} {day.day}, {day.year}", "{day.month}/{day.day}/{day.year}", "{day:%m}/{day:%d}/{day.year}")


class BoardDocs(CityCalendar):
    """The feed of each board; `page` in the list is its path, such as oh/akron."""

    name = "boarddocs"
    source = facts("BoardDocs", "https://go.boarddocs.com/", file="boarddocs_clients.toml")
    clients_file = HERE / "boarddocs_clients.toml"
    expects = "any"
    recorded_pages = r"go\.boarddocs\.com/\w+/\w+/Board\.nsf/(?:XML-ActiveMeetings|BD-GetMeetingsList)"

    def address(self, client: Client) -> str:
        """The feed of the active meetings."""
        return f"https://go.boarddocs.com/{client.page}/Board.nsf/XML-ActiveMeetings"

    def stands_at(self, client: Client, url: str) -> bool:
        """All boards share one host."""
        return urlsplit(url).path.lower().startswith(f"/{client.page}/")

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A meeting an element; the list that the site's own page asks for (JSON) is read too, where it was kept."""
        if page.body.lstrip()[:1] == b"[":
            rows: list[Any] = [entry for entry in json_objects(page) if entry]  # the list ends with an empty object
            for row in rows:
                yield from self.row(self._listed, row, client, excerpt=str(row), url=page.url)
        else:
            if b"<meetings" not in page.body[:400]:
                raise PageChanged(f"wanted <meetings>, found {page.body[:60].decode('utf-8', 'replace')!r}")
            rows = _MEETING.findall(page.body)  # by words, so that broken markup costs the meeting that it stands in
            for row in rows:
                yield from self.row(
                    self._meeting, row, client, excerpt=row[:300].decode("utf-8", "replace"), url=page.url
                )
        if not rows:
            yield NothingHere(reason="no active meetings")

    def _meeting(self, markup: bytes, client: Client) -> Iterator[Yield]:
        row = xml_body(_AGENDA.split(markup, maxsplit=1)[0].removesuffix(b"</meeting>") + b"</meeting>")
        date = civic.day(child(next(descendants(row, "start"), row), "date"))
        words = maybe_child(row, "description")
        yield self.meeting(
            client,
            key=str(row.get("id") or child(row, "link").rpartition("id=")[2]),
            name=f"{row.get('bodyname') or client.publisher}: {child(row, 'name')}",
            committee=row.get("bodyname") or client.publisher,
            date=date,
            time=hour_of(words, date) or civic.hour_in(child(row, "name")),
            url=child(row, "link"),
            description=words,
            agenda=_agenda(markup),
            words=[child(row, "name")],
        )

    def _listed(self, row: Json, client: Client) -> Iterator[Yield]:
        number = said(row, "unique")
        yield self.meeting(
            client,
            key=number,
            name=f"{client.publisher}: {said(row, 'name')}",
            committee=client.publisher,
            date=dates.date(said(row, "numberdate"), "%Y%m%d", "%Y-%m-%d"),
            time=civic.hour_in(said(row, "name")),
            url=f"https://go.boarddocs.com/{client.page}/Board.nsf/goto?open&id={number}",
            words=[said(row, "name")],
        )


def _agenda(markup: bytes) -> Iterator[AgendaItem]:
    """The points of the agenda, in order; its markup is read as far as it goes."""
    for name in _ITEM.findall(markup)[:MOST_ITEMS]:
        if words := prose.text(name.decode("utf-8", "replace")):
            yield AgendaItem(description=words)


def hour_of(words: str | None, day: dt.date) -> str | None:
    """The hour in the one sentence that names the day; None where there is none, or two that disagree."""
    named = [form.format(day=day) for form in _FORMS]
    parts = re.split(r"(?<=[a-z0-9)])\.\s+(?=[A-Z])|\n", (words or "").replace("a.m.", "AM").replace("p.m.", "PM"))
    named_hours = {part[part.index(name) + len(name) :] for part in parts for name in named if name in part}
    hours = {time: rest for rest in named_hours if (time := dates.clock(rest)[0]) is not None}
    return next(iter(hours.values())) if len(hours) == 1 else None
