"""Bills of the Wyoming Legislature: the list of a year, then each bill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

from spiders.kit.fields import Json, json_body, json_objects, said
from spiders.kit.recorded import recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_wy import bill as bills
from tracker.ingest.source import Source
from tracker.records.items import NothingHere


class WyomingBills(DocumentSpider):
    """A page a bill, some five hundred a year."""

    name = "us-wy-bills"
    source = Source(
        jurisdiction=bills.PLACE,
        publisher="Wyoming Legislative Service Office",
        timezone=bills.ZONE,
        url=f"{bills.SITE}/Legislation",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. Votes with every name; special sessions are not read.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The list of the year, or the bills that a recording holds."""
        held = recorded(
            self, r"(?:lsoservice\.wyoleg\.gov|(?:web\.|www\.)?wyoleg\.gov/LsoService)/api/BillInformation/\d{4}/\w+"
        )
        yield from (self.page(url, meta={"year": url.partition("BillInformation/")[2][:4]}) for url in held)
        if not held:
            year = (self.asked.session or str(self.asked.now.astimezone(bills.ZONE).year))[:4]
            query = f"$filter={quote(f'Year eq {year}')}&$orderby=BillNum"
            yield self.page(f"{bills.SERVICE}/BillInformation?{query}", self.listed, meta={"year": year})

    def listed(self, page: Any) -> Iterator[Yield]:
        """Ask for each bill."""
        rows = json_objects(page)
        if not rows:
            yield NothingHere(reason="the year has no bills yet")
        for row in islice(rows, self.asked.limit):
            yield from self.row(self._one, row, page.meta["year"], excerpt=str(row), url=page.url)

    def _one(self, row: Json, year: str) -> Iterator[Yield]:
        url = f"{bills.SERVICE}/BillInformation/{year}/{said(row, 'billNum')}?calendarDate="
        yield self.page(url, meta={"year": year})

    def items(self, page: Any) -> Iterator[Yield]:
        """One bill."""
        row = json_body(page)
        if not isinstance(row, dict):
            raise PageChanged(f"wanted an object, found {type(row).__name__}")
        yield bills.bill(row, page.meta["year"])
