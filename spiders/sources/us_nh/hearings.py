"""Public hearings of New Hampshire's committees, from the list of a session's bills.

The list names the next hearing of each bill, or the last one. A bill has one hearing in each chamber: one that is moved
keeps its identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_nh import gencourt
from tracker.ingest.source import Source
from tracker.records.items import NothingHere


class NewHampshireHearings(DocumentSpider):
    """One list."""

    name = "us-nh-hearings"
    source = Source(
        jurisdiction="us-nh",
        publisher="New Hampshire General Court",
        timezone=gencourt.ZONE,
        url=f"{gencourt.SITE}/",
        kind="hearings",
        every_hours=12,
        expected_every_days=7,
        note="No key. The next or last hearing of each bill.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The list, or those that a recording holds."""
        year = self.asked.session or self.asked.now.astimezone(gencourt.ZONE).year
        held = recorded(self, r"(?:www\.)?gencourt\.state\.nh\.us/bill_status/results\.aspx")
        yield from (self.page(address) for address in held or [gencourt.list_url(year)])

    def items(self, page: Any) -> Iterator[Yield]:
        """Every hearing that the list names."""
        page, seen = gencourt.utf8(page), set[str]()
        rows, outcomes = gencourt.rows(page), 0
        for node in islice(rows, self.asked.limit):
            for outcome in self.row(self.hearing, node, page, seen, excerpt=node.get(), url=page.url):
                outcomes += 1
                yield outcome
        if not outcomes:
            yield NothingHere(reason=f"{len(rows)} bills are listed, none with a hearing")

    def hearing(self, node: Any, page: Any, seen: set[str]) -> Iterator[Yield]:
        """The hearing of one bill."""
        row, today = gencourt.row(node, page), self.asked.now.astimezone(gencourt.ZONE).date()
        hearing = gencourt.hearing(row, today, again=gencourt.hearing_of(row) in seen)
        if hearing is not None:
            seen.add(hearing.key)
            yield hearing
