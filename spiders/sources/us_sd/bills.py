"""Bills of the South Dakota Legislature.

One document a bill, at an address with the Legislature's own number. The list that gives those numbers was never seen, so
a live visit is skipped and says so; a replay reads every bill that its recording holds.
"""

from __future__ import annotations

from typing import Any

from spiders.kit.fields import json_record
from spiders.platforms.recorded_documents import RecordedDocuments, recordings_of
from spiders.sources.us_sd import reading
from tracker.records.items import ScrapedBill


class SouthDakotaBills(RecordedDocuments):
    """A page a bill."""

    name = "us-sd-bills"
    source = recordings_of(
        "us-sd", "South Dakota", "South Dakota Legislature", reading.ZONE, "https://sdlegislature.gov/"
    )
    expects = "json"
    documents = r"sdlegislature\.gov/api/Bills/\d+"

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page."""
        return reading.bill(json_record(page))
