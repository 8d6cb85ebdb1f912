"""Bills of the Massachusetts General Court.

The list of a General Court has some 8,000 documents and no dates, and each bill takes two requests. So a known bill is
read again once in seven days, a seventh of them each day, and at once when its title changes. Dockets without a bill
number are left out: they get one within weeks.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.fields import Json, json_body, json_objects, said
from spiders.kit.recorded import holds, recorded
from spiders.kit.spiders import ApiSpider, Yield
from spiders.sources.us_ma import api
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, Unchanged


class MassachusettsBills(ApiSpider):
    """The list of documents, then each document with its history."""

    name = "us-ma-bills"
    conditional = False  # a bill is two pages, and a page that did not change would hide that the other did
    source = Source(
        jurisdiction="us-ma",
        publisher="The General Court of Massachusetts",
        timezone=api.ZONE,
        url="https://malegislature.gov/Bills/Search",
        kind="bills",
        note="No key. The first visit of a session takes about four hours at one request a second; --limit tries a few.",
    )

    def first(self) -> Iterable[Yield]:
        """The list of the session's documents, or the documents that a recording holds."""
        court = self.asked.session or str(general_court(self.asked.now.astimezone(api.ZONE).date()))
        url = f"{api.API}/GeneralCourts/{court}/Documents"
        held = [] if holds(self, url) else recorded(self, r"malegislature\.gov/api/GeneralCourts/\d+/Documents/[HS]\d+")
        yield from [self.page(address, self.document) for address in held] or [self.page(url)]

    def read(self, response: Any) -> Iterator[Yield]:
        """Ask for every bill on the list, up to the limit."""
        yield from islice(super().read(response), self.asked.limit)

    def rows_of(self, body: Any) -> Iterable[Any]:
        """The documents that have a bill number; the others are dockets."""
        numbered = [row for row in super().rows_of(body) if not isinstance(row, dict) or row.get("BillNumber")]
        return numbered or [None]

    def items(self, row: Json | None, page: Any) -> Iterator[Yield]:
        """One line of the list."""
        if row is None:
            yield NothingHere(reason="the list has no numbered bills yet")
            return
        court, bill = said(row, "GeneralCourtNumber"), said(row, "BillNumber")
        stamp = f"{zlib.crc32(said(row, 'Title').encode()):x}-{_week(bill, self.asked.now)}"
        if self.known(f"us-ma/{court}/{bill}", stamp):
            yield Unchanged(id=f"us-ma/{court}/{bill}")
        else:
            yield self.page(api.document_url(court, bill), self.document, meta={"stamp": stamp})

    def document(self, page: Any) -> Iterator[Yield]:
        """One document; its history is asked for next."""
        document, stamp, url = json_body(page), page.meta.get("stamp"), f"{page.url}/DocumentHistoryActions"
        if holds(self, url):
            yield self.page(url, self.history, meta={"document": document, "address": page.url, "stamp": stamp})
        else:
            yield api.bill(document, [], page.url, None)

    def history(self, page: Any) -> Iterator[Yield]:
        """The bill, now that its history is here."""
        yield api.bill(page.meta["document"], json_objects(page), page.meta["address"], page.meta["stamp"])


def general_court(day: dt.date) -> int:
    """The number of the General Court that sits on a day: the 194th began in 2025, and each lasts two years."""
    return 194 + (day.year - 2025) // 2


def _week(bill: str, now: dt.datetime) -> int:
    """A number that changes once in seven days, on another day for each seventh of the bills."""
    return (now.toordinal() + zlib.crc32(bill.encode()) % 7) // 7
