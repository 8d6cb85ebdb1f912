"""Legislatures whose documents were recorded and whose list was not: one page a bill, read from recordings.

A replay reads every page that its recording holds. A live visit begins at `listing`, which a place has whose list is
documented; where none is, it is skipped and says so.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.spiders import DocumentSpider, Yield
from tracker.ingest.source import Source
from tracker.records.items import ScrapedBill


def documented(source: Source, note: str) -> Source:
    """The same where a list is documented: it can be asked live, and is unproven until it was."""
    return replace(source, recordings_only=False, proved=False, every_hours=24, note=note)


def recordings_of(place: str, state: str, publisher: str, timezone: ZoneInfo, url: str) -> Source:
    """The facts of such a source; Open States and LegiScan cover the state meanwhile."""
    return Source(
        jurisdiction=place,
        publisher=publisher,
        timezone=timezone,
        url=url,
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        note=f"Reads recordings; live, Open States and LegiScan cover {state}.",
    )


class RecordedDocuments(DocumentSpider):
    """One document a bill."""

    documents: ClassVar[str]
    """Host and path of the pages it can read, as a regular expression that matches them whole."""

    @abstractmethod
    def bill(self, page: Any) -> ScrapedBill:
        """The bill that one page tells of; raises PageChanged where it does not."""

    def addresses(self) -> list[str]:
        """The pages to read of those that a recording holds."""
        return recorded(self, self.documents)

    def first(self) -> Iterable[Yield]:
        """The pages that a recording holds, or the list."""
        held = self.addresses()
        if held or self.asked.replaying or self.source.recordings_only:
            yield from only_recorded(self, held)
        else:
            yield from self.listing()

    def listing(self) -> Iterable[Yield]:
        """The first requests of a live visit; none where no list is known."""
        return ()

    def items(self, page: Any) -> Iterator[Yield]:
        """The bill of one page, unless another session was asked for."""
        bill = self.bill(page)
        if self.asked.session in {None, bill.legislative_session}:
            yield from self.whole(bill)

    def whole(self, bill: ScrapedBill) -> Iterator[Yield]:
        """The bill, or requests for what further pages say of it."""
        yield bill
