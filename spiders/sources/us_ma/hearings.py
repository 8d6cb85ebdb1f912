"""Hearings of the Massachusetts General Court.

The API lists the ids of all hearings of all years, and nothing else. Ids rise, so the newest 400 (about half a year) are
looked at; of those, a hearing that was over when it was last read is not read again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

from spiders.kit import dates
from spiders.kit.fields import Json, json_body, said
from spiders.kit.recorded import holds, recorded
from spiders.kit.spiders import ApiSpider, Yield
from spiders.sources.us_ma import api
from tracker.ingest.source import Source
from tracker.records.items import ScrapedHearing, Unchanged

LIST: Final = f"{api.API}/Hearings"
NEWEST: Final = 400
OVER: Final = "over"
"""The stamp of a hearing that is over: it will not change any more."""


class MassachusettsHearings(ApiSpider):
    """The list of ids, then each hearing."""

    name = "us-ma-hearings"
    source = Source(
        jurisdiction="us-ma",
        publisher="The General Court of Massachusetts",
        timezone=api.ZONE,
        url="https://malegislature.gov/Events/Hearings",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        note="No key.",
    )

    def first(self) -> Iterable[Yield]:
        """The list, or the hearings that a recording holds."""
        held = [] if holds(self, LIST) else recorded(self, r"malegislature\.gov/api/Hearings/\d+")
        yield from [self.page(address, self.hearing) for address in held] or [self.page(LIST)]

    def rows_of(self, body: Any) -> Iterable[Any]:
        """The newest ids."""
        newest = sorted(super().rows_of(body), key=_event_id, reverse=True)
        return newest[: self.asked.limit or NEWEST]

    def items(self, row: Json, page: Any) -> Iterator[Yield]:
        """One line of the list."""
        key = said(row, "EventId")
        if self.known(f"us-ma/hearing-{key}", OVER):
            yield Unchanged(id=f"us-ma/hearing-{key}")
        else:
            yield self.page(f"{LIST}/{key}", self.hearing)

    def hearing(self, page: Any) -> Iterator[ScrapedHearing]:
        """One hearing."""
        event = json_body(page)
        start = dates.local(said(event, "StartTime"), api.ZONE)
        over = start.date() < self.asked.now.astimezone(api.ZONE).date() - dt.timedelta(days=2)
        yield api.hearing(event, page.url, OVER if over else None)


def _event_id(row: Any) -> int:
    number = said(row, "EventId")
    return int(number) if number.isdecimal() else 0
