"""Meetings of councils and boards that publish through CivicClerk (CivicPlus), from its public OData list.

Its moments end in Z and are local all the same: a council that meets at six in the evening stands at `18:00:00Z`.
An event that is deleted stays in the list and says so; one that is not published is a draft, and so is its day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from spiders.kit import dates
from spiders.kit.fields import Json, json_body, many, maybe_long, maybe_many, maybe_said, said, yes
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.legistar_clients import Client
from tracker.records.items import Link, NothingHere

BACK = dt.timedelta(days=14)
_PLACE = (("address1",), ("address2",), ("city",), ("state", "zipCode"))
"""The lines of an address, each with what stands in it."""


class CivicClerk(CityCalendar):
    """The events from two weeks ago on, page by page."""

    name = "civicclerk"
    source = facts("CivicClerk", "https://www.civicplus.com/agenda-meeting-management", file="civicclerk_clients.toml")
    clients_file = HERE / "civicclerk_clients.toml"
    expects = "json"
    recorded_pages = r"[\w-]+\.api\.civicclerk\.com/v1/Events"

    def address(self, client: Client) -> str:
        """The events from two weeks ago on, in order of their start."""
        since = f"{self.asked.now - BACK:%Y-%m-%dT00:00:00Z}"
        return f"{self._api(client)}?$filter={quote(f'startDateTime ge {since}')}&$orderby=startDateTime"

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """An event a row, then the next page."""
        body = json_body(page)
        rows = many(body, "value")
        if not rows:
            yield NothingHere(reason="no events from two weeks ago on")
        for row in rows:
            yield from self.row(self._meeting, row, client, excerpt=str(row)[:500], url=page.url)
        further = body.get("@odata.nextLink")
        if isinstance(further, str) and further.startswith(self._api(client)):
            yield self.page(further, meta={"client": client})

    def _meeting(self, row: Json, client: Client) -> Iterator[Yield]:
        moment = said(row, "startDateTime")
        start = dates.local(re.sub(r"(?:Z|[+-]00:?00)\Z", "", moment), client.zone)
        if start.year < 2000:
            raise PageChanged(f"startDateTime: wanted the start of a meeting, found {moment!r}")
        number, portal = said(row, "id"), f"https://{client.name}.portal.civicclerk.com/event"
        files = [
            Link(
                url=f"{portal}/{number}/files/agenda/{said(file, 'fileId')}",
                note=maybe_said(file, "type") or "Document",
            )
            for file in maybe_many(row, "publishedFiles")
        ]
        midnight = (start.hour, start.minute) == (0, 0)
        yield self.meeting(
            client,
            key=number,
            name=maybe_said(row, "eventName") or said(row, "categoryName"),
            committee=maybe_said(row, "categoryName"),
            date=start.date(),
            time=None if midnight else f"{start:%H:%M}",
            location=_place(row),
            description=maybe_long(row, "eventDescription"),
            url=f"{portal}/{number}/overview",
            documents=dict.fromkeys(files),
            words=[
                maybe_long(row, "eventNotice"),
                "Cancelled" if yes(row, "isDeleted") else None,
                "Tentative" if maybe_said(row, "isPublished") == "Unpublished" else None,
            ],
            video=maybe_said(row, "externalMediaUrl"),
        )

    @staticmethod
    def _api(client: Client) -> str:
        return f"https://{client.name}.api.civicclerk.com/v1/Events"


def _place(row: Json) -> str | None:
    """The place in one line, as an address is written; what the lines before it say already stands once."""
    location, parts = row.get("eventLocation"), ""
    for names in _PLACE:
        part = " ".join(filter(None, (maybe_said(location, name) for name in names)))
        if part and not re.search(rf"\b{re.escape(part)}\s*(?:,|\Z)", parts, re.IGNORECASE):
            parts = f"{parts}, {part}" if parts else part
    return parts or None
