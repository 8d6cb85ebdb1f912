"""Bills of the Utah Legislature, from their texts in XML.

The list that names a session's bills was never seen, and the site has a wall against programs: a live visit is skipped and
says so; a replay reads every text that its recording holds, of one bill the enrolled one first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_ut import reading
from tracker.ingest.source import Source

_TEXT = r"le\.utah\.gov/Session/\w+/bills/(?:introduced|amended|enrolled)/[HS]\w+\.xml(?: \(.*\))?"


class UtahBills(DocumentSpider):
    """A text a bill."""

    name = "us-ut-bills"
    source = Source(
        jurisdiction="us-ut",
        publisher="Utah State Legislature",
        timezone=reading.ZONE,
        url="https://le.utah.gov/",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        note="Reads recordings; live, Open States and LegiScan cover Utah.",
    )
    expects = "xml"

    def first(self) -> Iterable[Yield]:
        """The texts that a recording holds, one a bill."""
        texts = {url.partition("/bills/")[0] + url.rpartition("/")[2].partition(".")[0]: url for url in self._held()}
        yield from only_recorded(self, list(texts.values()))

    def _held(self) -> list[str]:
        ranks = ("/introduced/", "/amended/", "/enrolled/")
        return sorted(recorded(self, _TEXT), key=lambda url: [rank in url for rank in reversed(ranks)])

    def items(self, page: Any) -> Iterator[Yield]:
        """The bill of one text."""
        bill = reading.bill(page.body, page.url.partition(".xml")[0] + ".xml")
        if self.asked.session in {None, bill.legislative_session}:
            yield bill
