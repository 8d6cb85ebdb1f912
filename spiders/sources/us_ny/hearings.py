"""Committee meetings of the New York Senate, from its Open Legislation API.

The Assembly's meetings are not in it. One list names the meetings of the coming weeks; a committee's agenda of a week then
tells their bills. The list has no ids, so a meeting is known by week, committee and addendum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from scrapy.http import Request

from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Reader, Yield
from spiders.sources.us_ny import openleg
from tracker.ingest.source import Source
from tracker.records.items import NothingHere


class NewYorkHearings(DocumentSpider):
    """The list of meetings, then the agenda of each."""

    name = "us-ny-hearings"
    conditional = False  # the address holds the key
    source = Source(
        jurisdiction="us-ny",
        publisher="The New York State Senate",
        timezone=openleg.ZONE,
        url="https://www.nysenate.gov/events",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        key_setting="ny_openleg_api_key",
        lists_all_upcoming=True,
        note="Free key from legislation.nysenate.gov. The Senate only.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The list of meetings, or the agendas that a recording holds."""
        today = self.asked.now.astimezone(openleg.ZONE).date()
        days = f"{today - dt.timedelta(days=7)}T00:00:00/{today + dt.timedelta(days=60)}T00:00:00"
        held = recorded(self, r"legislation\.nysenate\.gov/api/3/agendas/\d{4}/\d+/[^/]+")
        yield from (self.ask(url, self.agenda) for url in held)
        if not held:
            yield self.ask(f"{openleg.API}/agendas/meetings/{days}", self.items)

    def ask(self, url: str, reader: Reader) -> Request:
        """A request with the key, which the API wants in the address."""
        key = self.asked.settings.ny_openleg_api_key.get_secret_value()
        return self.page(f"{url}?key={key}" if key else url, reader)

    def items(self, page: Any) -> Iterator[Yield]:
        """Ask for the agenda of every committee that meets."""
        agendas = dict.fromkeys(openleg.agenda_url(row) for row in openleg.records(page))
        if not agendas:
            yield NothingHere(reason="the Senate lists no committee meetings")
        for url in islice(agendas, self.asked.limit):
            yield self.ask(url, self.agenda)

    def agenda(self, page: Any) -> Iterator[Yield]:
        """The meetings of one committee in one week."""
        yield from openleg.meetings(openleg.result(page))
