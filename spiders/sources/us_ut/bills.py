"""Bills of the Utah Legislature, from their texts in XML.

The list that names a session's bills was never seen, and the site has a wall against programs: a live visit is skipped and
says so; a replay reads every text that its recording holds, of one bill the enrolled one first.
"""

from __future__ import annotations

from typing import Any

from spiders.platforms.recorded_documents import RecordedDocuments, recordings_of
from spiders.sources.us_ut import reading
from tracker.records.items import ScrapedBill

_RANKS = ("/introduced/", "/amended/", "/enrolled/")


class UtahBills(RecordedDocuments):
    """A text a bill."""

    name = "us-ut-bills"
    source = recordings_of("us-ut", "Utah", "Utah State Legislature", reading.ZONE, "https://le.utah.gov/")
    expects = "xml"
    documents = r"le\.utah\.gov/Session/\w+/bills/(?:introduced|amended|enrolled)/[HS]\w+\.xml(?: \(.*\))?"

    def addresses(self) -> list[str]:
        """The texts that a recording holds, one a bill: the latest."""
        held = sorted(super().addresses(), key=lambda url: [rank in url for rank in reversed(_RANKS)])
        texts = {url.partition("/bills/")[0] + url.rpartition("/")[2].partition(".")[0]: url for url in held}
        return list(texts.values())

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one text."""
        return reading.bill(page.body, page.url.partition(".xml")[0] + ".xml")
