"""Bills of the Georgia General Assembly.

One document a bill, at an address with the Assembly's own number. The list that gives those numbers was recorded
without its address, so a live visit is skipped and says so; a replay reads every bill that its recording holds.
"""

from __future__ import annotations

from typing import Any

from spiders.kit.fields import json_record
from spiders.platforms.recorded_documents import RecordedDocuments, recordings_of
from spiders.sources.us_ga import reading
from tracker.records.items import ScrapedBill


class GeorgiaBills(RecordedDocuments):
    """A page a bill."""

    name = "us-ga-bills"
    source = recordings_of("us-ga", "Georgia", "Georgia General Assembly", reading.ZONE, "https://www.legis.ga.gov/")
    expects = "json"
    documents = r"www\.legis\.ga\.gov/api/legislation/detail/\d+"

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page."""
        return reading.bill(json_record(page))
