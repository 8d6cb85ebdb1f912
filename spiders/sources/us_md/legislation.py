"""Bills and hearings of the Maryland General Assembly, from the one file in which it lists all legislation of a session.

A bill names its hearings by committee, day and hour; those of one committee at one moment are one hearing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from spiders.kit.fields import Json, json_objects, said
from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_md import reading
from tracker.ingest.source import Source
from tracker.records.items import NothingHere

LIST: Final = "/misc/billsmasterlist/legislation.json"


class Maryland(DocumentSpider):
    """One file."""

    name = "us-md-legislation"
    source = Source(
        jurisdiction=reading.PLACE,
        publisher="Maryland General Assembly",
        timezone=reading.ZONE,
        url="https://mgaleg.maryland.gov/mgawebsite/Legislation/Index/house",
        kind="bills,hearings",
        every_hours=6,
        lists_all_upcoming=True,
        note="No key. Hearings are those of bills, without their rooms; a session's file is gone when the next begins.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The file of the session asked for, of the one that sits, or what a recording holds."""
        held = recorded(self, r"mgaleg\.maryland\.gov/\d{4}\w+" + LIST.replace(".", r"\."))
        session = self.session() or str(self.asked.now.year)
        for url in held or [f"{reading.SITE}/{session[:4]}RS{LIST}"]:
            yield self.page(url)

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill, then the hearings that they name."""
        rows = json_objects(page)
        if not rows:
            yield NothingHere(reason="the session has no legislation yet")
        for row in islice(rows, self.asked.limit):
            yield from self.row(_bill, row, excerpt=str(row), url=page.url)
        heard_bills: list[Any] = []
        for row in rows:
            yield from self.row(_heard, row, heard_bills, excerpt=str(row), url=page.url)
        if rows:
            session = said(rows[0], "YearAndSession")
            yield from islice(reading.hearings(heard_bills, session), self.asked.limit)


def _bill(row: Json) -> Iterator[Yield]:
    yield reading.bill(row)


def _heard(row: Json, heard_bills: list[Any]) -> Iterator[Yield]:
    heard_bills.extend(reading.heard(row))
    yield from ()
