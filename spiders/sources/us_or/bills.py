"""Measures of the Oregon Legislature.

The service tells of one session at a time, which is told by a key such as 2026R1 (regular) or 2025S1 (special). A measure
comes with its history, sponsors and texts because they are asked for; without `$expand` none of them would be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_or import olis
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, ScrapedBill

PAGE = 100
EXPAND = "MeasureSponsors,MeasureDocuments,MeasureHistoryActions"


class OregonBills(DocumentSpider):
    """The current session, then all its measures."""

    name = "us-or-bills"
    source = Source(
        jurisdiction="us-or",
        publisher="Oregon State Legislature",
        timezone=olis.ZONE,
        url="https://olis.oregonlegislature.gov/",
        kind="bills",
        every_hours=12,
        note="No key. The current session each time; --session 2025R1 reads another.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The session asked for, the list of sessions, or the measures that a recording holds."""
        session = self.asked.session
        held = recorded(
            self, r"api\.oregonlegislature\.gov/odata/odataservice\.svc/(?:LegislativeSessions\('\w+'\)/)?Measures"
        )
        if held:
            yield from (self.page(url) for url in held if session is None or session in url)
        elif session:
            yield self._measures(session)
        else:
            yield self.page(olis.address("LegislativeSessions"), self.sessions)

    def sessions(self, page: Any) -> Iterator[Yield]:
        """Ask for the measures of the current session."""
        yield self._measures(olis.current_session(olis.rows(page)))

    def _measures(self, session: str) -> Yield:
        resource = f"LegislativeSessions('{session}')/Measures"
        return self.page(
            olis.address(resource, expand=EXPAND, top=str(PAGE), skip="0"), meta={"session": session, "read": 0}
        )

    def items(self, page: Any) -> Iterator[Yield]:
        """Every measure of a page."""
        measures, read = olis.rows(page), page.meta.get("read", 0)
        if not measures and not read:
            yield NothingHere(reason="the session has no measures yet")
        for row in measures[: self.asked.limit]:
            yield from self.row(self.bill, row, "expand" in page.url, excerpt=str(row), url=page.url)
        url = olis.next_page(page)
        if url is None and len(measures) == PAGE and page.meta.get("session"):
            resource = f"LegislativeSessions('{page.meta['session']}')/Measures"
            url = olis.address(resource, expand=EXPAND, top=str(PAGE), skip=str(read + PAGE))
        if url and not (self.asked.limit and read + len(measures) >= self.asked.limit):
            yield self.page(url, meta={"session": page.meta.get("session"), "read": read + len(measures)})

    def bill(self, row: Any, whole: bool) -> Iterator[ScrapedBill]:
        """One measure."""
        yield olis.bill(row, whole=whole)
