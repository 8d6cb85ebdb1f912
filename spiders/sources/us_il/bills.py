"""Bills of the Illinois General Assembly, from the pages of their status and of their texts.

The pages that list a session's bills were never seen: a live visit is skipped and says so. A replay reads every status and
every text that its recording holds, of one bill the status first, else the newest text; amendments are not bills.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_il import bill_pages
from spiders.sources.us_il.ilga import ZONE
from tracker.ingest.source import Source
from tracker.records.items import NothingHere

STATUS: Final = r"(?:www\.)?ilga\.gov/legislation/billstatus\.asp"
TEXT: Final = r"(?:www\.)?ilga\.gov/Legislation/BillStatus/FullText"
RANKS: Final = ("Introduced", "Engrossed", "Enrolled", "Re-enrolled")


class IllinoisBills(DocumentSpider):
    """A page a bill."""

    name = "us-il-bills"
    source = Source(
        jurisdiction="us-il",
        publisher="Illinois General Assembly",
        timezone=ZONE,
        url="https://ilga.gov/Legislation",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        note="Reads recordings; live, Open States and LegiScan cover Illinois.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The pages that a recording holds, one a bill."""
        texts = [url for url in recorded(self, TEXT) if bill_pages.version(url)]
        texts.sort(key=lambda url: RANKS.index(bill_pages.version(url) or "Introduced"))
        by_bill = {self._bill(url): url for url in [*texts, *recorded(self, STATUS)]}
        yield from only_recorded(self, list(by_bill.values()))

    def _bill(self, url: str) -> tuple[str, ...]:
        """What tells one bill from another in an address: the assembly, the kind and the number."""
        query = {name.casefold(): values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        return tuple(query.get(name, "") for name in ("gaid", "sessionid", "doctypeid", "docnum"))

    def items(self, page: Any) -> Iterator[Yield]:
        """The bill of one page."""
        status = "fulltext" not in urlsplit(page.url).path.casefold()
        if not status and bill_pages.too_large(page):
            yield NothingHere(reason="the text is too large to be shown on its page")
            return
        bill = bill_pages.of_status(page) if status else bill_pages.of_text(page)
        if self.asked.session in {None, bill.legislative_session}:
            yield bill
