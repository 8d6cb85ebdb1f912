"""Bills of the Missouri Senate, from the pages of their actions.

The list that gives the Senate's own numbers was never seen, and the pages are those of 2011: a live visit is skipped and
says so; a replay reads every page of actions that its recording holds.
"""

from __future__ import annotations

from typing import Any

from spiders.platforms.recorded_documents import RecordedDocuments, recordings_of
from spiders.sources.us_mo import senate
from tracker.records.items import ScrapedBill


class MissouriBills(RecordedDocuments):
    """A page of actions a bill."""

    name = "us-mo-bills"
    source = recordings_of("us-mo", "Missouri", "Missouri Senate", senate.ZONE, "https://www.senate.mo.gov/")
    expects = "html"
    documents = r"(?:www\.)?senate\.mo\.gov/\d\dinfo/BTS_Web/Actions\.aspx"

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page."""
        return senate.bill(page)
