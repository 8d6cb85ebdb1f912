"""Hearings, roundtables and meetings of the Council of the District of Columbia: its calendar, month by month."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from spiders.kit.fields import Json, json_objects, said
from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_dc import lims
from tracker.ingest.source import Source
from tracker.records.items import NothingHere

CALENDAR: Final = f"{lims.SITE}/Hearings/API/Public/GetHearingsCalendar"
MONTHS: Final = 3


class DistrictHearings(DocumentSpider):
    """This month and the next two."""

    name = "us-dc-hearings"
    conditional = False  # the months are asked for at one address
    source = Source(
        jurisdiction=lims.PLACE,
        publisher="Council of the District of Columbia",
        timezone=lims.ZONE,
        url="https://lims.dccouncil.gov/Hearings/",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        note="No key. Notices, which print how to testify, may not be fetched by programs (robots.txt).",
    )
    expects = "json"

    def __init__(self, *given: Any, **more: Any) -> None:
        """Remember what a month has told, since the first days of a month stand in two."""
        super().__init__(*given, **more)
        self._told: set[str] = set()

    def first(self) -> Iterable[Yield]:
        """The months, or what a recording holds."""
        held = recorded(self, r"lims\.dccouncil\.gov/Hearings/API/Public/GetHearingsCalendar(?: \(.*\))?")
        yield from (self.page(url) for url in held)
        day = self.asked.now.astimezone(lims.ZONE).date()
        for ahead in range(0 if held else MONTHS):
            year, month = divmod(day.month - 1 + ahead, 12)
            query = {"month": month + 1, "year": day.year + year, "committeeId": 0, "searchText": ""}
            yield self.page(
                CALENDAR, method="POST", body=json.dumps(query), headers={"Content-Type": "application/json"}
            )

    def items(self, page: Any) -> Iterator[Yield]:
        """Every hearing of a month."""
        rows = json_objects(page)
        if not rows:
            yield NothingHere(reason="nothing is scheduled in the month")
        for row in islice(rows, self.asked.limit):
            yield from self.row(self._hearing, row, excerpt=str(row), url=page.url)

    def _hearing(self, row: Json) -> Iterator[Yield]:
        key = said(row, "hearingId")
        if key not in self._told:
            self._told.add(key)
            yield lims.hearing(row)
