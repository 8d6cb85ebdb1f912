"""Bills and resolutions of the Council of the District of Columbia, from the public API of its legislation system.

The list of a council period tells the number and title of each; the details of each tell the rest. Keys are free.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from spiders.kit.fields import Json, json_body, json_objects, said
from spiders.kit.recorded import recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_dc import lims
from tracker.ingest.source import Source
from tracker.records.items import NothingHere

API: Final = f"{lims.SITE}/api/v2/PublicData"
CATEGORIES: Final = (1, 6)
"""Bills and resolutions, by the API's own numbers."""


class DistrictBills(DocumentSpider):
    """The lists of a council period, then the details of each."""

    name = "us-dc-bills"
    source = Source(
        jurisdiction=lims.PLACE,
        publisher="Council of the District of Columbia",
        timezone=lims.ZONE,
        url="https://lims.dccouncil.gov/",
        kind="bills",
        every_hours=24,
        key_setting="dc_lims_api_key",
        note="Details are proved on a recording; the lists are read as the API documents them.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The lists, or the details that a recording holds."""
        held = recorded(self, r"lims\.dccouncil\.gov/api/v2/PublicData/LegislationDetails/\w+-\d+")
        yield from (self.page(url) for url in held)
        for category in () if held else CATEGORIES:
            url = f"{API}/BulkData/{category}/{self.session()}"
            yield self._asked(url, self.listed, method="POST", body=json.dumps({}))

    def _asked(self, url: str, reader: Any = None, **how: Any) -> Yield:
        key = self.asked.settings.dc_lims_api_key.get_secret_value()
        return self.page(url, reader, headers={"Authorization": key, "Content-Type": "application/json"}, **how)

    def listed(self, page: Any) -> Iterator[Yield]:
        """Ask for the details of each."""
        rows = json_objects(page)
        if not rows:
            yield NothingHere(reason="the council period has none yet")
        for row in islice(rows, self.asked.limit):
            yield from self.row(self._details, row, excerpt=str(row), url=page.url)

    def _details(self, row: Json) -> Iterator[Yield]:
        yield self._asked(f"{API}/LegislationDetails/{said(row, 'legislationNumber')}")

    def items(self, page: Any) -> Iterator[Yield]:
        """One bill or resolution."""
        row = json_body(page)
        if not isinstance(row, dict):
            raise PageChanged(f"wanted an object, found {type(row).__name__}")
        yield lims.bill(row)
