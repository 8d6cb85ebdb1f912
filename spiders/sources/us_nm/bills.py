"""Bills of the New Mexico Legislature.

The folders of introduced texts say which bills there are; a page tells of each. A replay begins at the pages themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_nm import reading
from tracker.ingest.source import Source
from tracker.records.items import NothingHere

_FOLDERS = [f"{kind}/{chamber}" for kind in ("bills", "memorials", "resolutions") for chamber in ("house", "senate")]


class NewMexicoBills(DocumentSpider):
    """Six folders, then a page a bill."""

    name = "us-nm-bills"
    source = Source(
        jurisdiction="us-nm",
        publisher="New Mexico Legislature",
        timezone=reading.ZONE,
        url="https://www.nmlegis.gov/Legislation/Legislation_List",
        kind="bills",
        every_hours=24,
        note="No key. The year's regular session, a page a bill; --session 2025 reads another. Special sessions are not read.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The folders of the session, or the pages of bills that a recording holds."""
        held = recorded(self, r"(?:www\.)?nmlegis\.gov/Legislation/Legislation")
        yield from (self.page(url) for url in islice(held, self.asked.limit))
        if not held:
            year = self.asked.session or str(self.asked.now.astimezone(reading.ZONE).year)
            yield from (
                self.page(f"{reading.SITE}/Sessions/{year[-2:]}%20Regular/{folder}", self.folder) for folder in _FOLDERS
            )

    def folder(self, page: Any) -> Iterator[Yield]:
        """Ask for every bill of a folder."""
        names = reading.listed(page)
        if not names:
            yield NothingHere(reason="the folder holds no bills yet")
        yield from (self.page(url) for url in names[: self.asked.limit])

    def items(self, page: Any) -> Iterator[Yield]:
        """The bill of one page."""
        bill = reading.bill(page)
        if self.asked.session in {None, bill.legislative_session}:
            yield bill
