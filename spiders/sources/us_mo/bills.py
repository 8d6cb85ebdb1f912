"""Bills of the Missouri Senate, from the pages of their actions.

The list that gives the Senate's own numbers was never seen, and the pages are those of 2011: a live visit is skipped and
says so; a replay reads every page of actions that its recording holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_mo import senate
from tracker.ingest.source import Source


class MissouriBills(DocumentSpider):
    """A page of actions a bill."""

    name = "us-mo-bills"
    source = Source(
        jurisdiction="us-mo",
        publisher="Missouri Senate",
        timezone=senate.ZONE,
        url="https://www.senate.mo.gov/",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        note="Reads recordings; live, Open States and LegiScan cover Missouri.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The pages that a recording holds."""
        yield from only_recorded(self, recorded(self, r"(?:www\.)?senate\.mo\.gov/\d\dinfo/BTS_Web/Actions\.aspx"))

    def items(self, page: Any) -> Iterator[Yield]:
        """The bill of one page."""
        bill = senate.bill(page)
        if self.asked.session in {None, bill.legislative_session}:
            yield bill
