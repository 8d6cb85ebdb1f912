"""Bills of both chambers of New York, from the Senate's Open Legislation API.

A visit reads the whole session, a hundred bills a page, until one met no problem; later ones ask which bills changed in the
last three days, or since that one where it was longer ago (or since `--since`), and read those. Letters after a number ("S609A") are versions of one bill.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from scrapy.http import Request

from spiders.kit.fields import said
from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Reader, Yield
from spiders.sources.us_ny import openleg
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, ScrapedBill

LOOK_BACK = dt.timedelta(days=3)


class NewYorkBills(DocumentSpider):
    """A list of bills, or a list of what changed and then each bill."""

    name = "us-ny-bills"
    conditional = False  # the address holds the key
    source = Source(
        jurisdiction="us-ny",
        publisher="The New York State Senate",
        timezone=openleg.ZONE,
        url="https://www.nysenate.gov/search/legislation",
        kind="bills",
        key_setting="ny_openleg_api_key",
        note="Free key from legislation.nysenate.gov. The first visit of a session reads some 250 pages.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The session, what changed, or the bills that a recording holds."""
        today = self.asked.now.astimezone(openleg.ZONE).date()
        year = (self.asked.session or str(today.year - 1 + today.year % 2))[:4]
        since = self.asked.since or (self._changed_since(today) if not self.asked.session else None)
        held = recorded(self, r"legislation\.nysenate\.gov/api/3/bills/\d{4}(?:/[A-Z]\d+)?")
        if held:
            yield from (self.ask(url) for url in held)
        elif since:
            yield self.ask(
                f"{openleg.API}/bills/updates/{since}/{today + dt.timedelta(days=1)}?limit=1000", self.updates
            )
        else:
            size = min(self.asked.limit or 100, 100)
            yield self.ask(f"{openleg.API}/bills/{year}?full=true&sort=printNo:ASC&limit={size}")

    def _changed_since(self, today: dt.date) -> dt.date | None:
        """The day from which on nobody read what changed; None where the whole session is to be read."""
        last = self.asked.last_ok
        if last is None or not self.asked.stamps:
            return None
        return min(today - LOOK_BACK, last.astimezone(openleg.ZONE).date() - dt.timedelta(days=1))

    def ask(self, url: str, reader: Reader | None = None, offset: int = 1) -> Request:
        """A request with the key, which the API wants in the address."""
        base = url.partition("&offset=")[0]
        key = self.asked.settings.ny_openleg_api_key.get_secret_value()
        more = f"&offset={offset}" if offset > 1 else ""
        return self.page(
            f"{base}{more}" + (f"{'&' if '?' in base else '?'}key={key}" if key else ""), reader, meta={"base": base}
        )

    def updates(self, page: Any) -> Iterator[Yield]:
        """Ask for every bill that changed."""
        changed = {(said(row, "id.session"), said(row, "id.basePrintNo")): None for row in openleg.records(page)}
        if not changed:
            yield NothingHere(reason="no bill changed in these days")
        for year, number in list(changed)[: self.asked.limit]:
            yield self.ask(f"{openleg.API}/bills/{year}/{number}")
        yield from self._more(page, self.updates)

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill of the page."""
        rows = openleg.records(page)
        if not rows:
            yield NothingHere(reason="the session has no bills yet")
        for row in rows:
            yield from self.row(self.bill, row, excerpt=str(row), url=page.meta["base"])
        yield from self._more(page, None)

    def bill(self, row: Any) -> Iterator[ScrapedBill]:
        """One bill."""
        yield openleg.bill(row)

    def _more(self, page: Any, reader: Reader | None) -> Iterator[Yield]:
        offset = openleg.next_offset(page)
        if offset is not None and not (self.asked.limit and offset > self.asked.limit):
            yield self.ask(page.meta["base"], reader, offset)
