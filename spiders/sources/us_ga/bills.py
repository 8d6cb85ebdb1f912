"""Bills of the Georgia General Assembly.

One document a bill, at an address with the Assembly's own number. The list that gives those numbers was recorded
without its address, so a live visit is skipped and says so; a replay reads every bill that its recording holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spiders.kit.fields import json_body
from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_ga import reading
from tracker.ingest.source import Source


class GeorgiaBills(DocumentSpider):
    """A page a bill."""

    name = "us-ga-bills"
    source = Source(
        jurisdiction="us-ga",
        publisher="Georgia General Assembly",
        timezone=reading.ZONE,
        url="https://www.legis.ga.gov/",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        note="Reads recordings; live, Open States and LegiScan cover Georgia.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The bills that a recording holds."""
        yield from only_recorded(self, recorded(self, r"www\.legis\.ga\.gov/api/legislation/detail/\d+"))

    def items(self, page: Any) -> Iterator[Yield]:
        """The bill of one page."""
        told = json_body(page)
        if not isinstance(told, dict):
            raise PageChanged(f"wanted a bill, found {type(told).__name__}")
        bill = reading.bill(told)
        if self.asked.session in {None, bill.legislative_session}:
            yield bill
