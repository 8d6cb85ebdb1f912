"""Bills of the New Hampshire General Court, from the list of a session's year and the text of each.

The list tells of each bill where it stands, without a day; a history is left to Open States and LegiScan. The text of a bill
is read when the bill is new or its row changed; some have none yet, and their page says "error".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_nh import gencourt
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, Unchanged


class NewHampshireBills(DocumentSpider):
    """The list, then the texts."""

    name = "us-nh-bills"
    source = Source(
        jurisdiction="us-nh",
        publisher="New Hampshire General Court",
        timezone=gencourt.ZONE,
        url=f"{gencourt.SITE}/",
        kind="bills",
        every_hours=24,
        note="No key. --session 2025 reads another year.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The list, or the lists and texts that a recording holds."""
        lists = recorded(self, r"(?:www\.)?gencourt\.state\.nh\.us/bill_status/results\.aspx")
        texts = recorded(self, r"(?:www\.)?gencourt\.state\.nh\.us/bill_status/billText\.aspx")
        held = {gencourt.text_id(url): url for url in texts if "txtformat=html" in url.casefold()}
        year = self.asked.session or self.asked.now.astimezone(gencourt.ZONE).year
        if lists or not held:
            yield self.page(lists[0] if lists else gencourt.list_url(year), meta={"lists": lists[1:], "texts": held})
        else:
            yield from (self.page(url, self.text, meta={"row": None}) for url in held.values())

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill of the list; the texts that a recording holds beside it are bills too."""
        page, texts = gencourt.utf8(page), dict(page.meta["texts"])
        rows = gencourt.rows(page)
        if not rows:
            yield NothingHere(reason="no bills found")
        seen: set[str] = set()
        for node in islice(rows, self.asked.limit):
            yield from self.row(self.bill, node, page, texts, seen, excerpt=node.get(), url=page.url)
        if page.meta["lists"]:
            yield self.page(page.meta["lists"][0], meta={"lists": page.meta["lists"][1:], "texts": texts})
        else:
            yield from (self.page(url, self.text, meta={"row": None}) for url in texts.values())

    def bill(self, node: Any, page: Any, texts: dict[str, str], seen: set[str]) -> Iterator[Yield]:
        """One bill of the list; one with two hearings is listed twice."""
        row = gencourt.row(node, page)
        key = f"us-nh/{row.session}/{row.identifier}"
        if key in seen:
            return
        seen.add(key)
        url = texts.pop(gencourt.text_id(row.text), None) if self.asked.replaying and row.text else row.text
        if self.known(key, row.stamp):
            yield Unchanged(id=key)
        else:
            yield self.page(url, self.text, meta={"row": row}) if url else gencourt.bill(row)

    def text(self, page: Any) -> Iterator[Yield]:
        """A bill with its text."""
        row, missing = page.meta["row"], gencourt.missing(page)
        if row is not None:
            yield gencourt.bill(row, None if missing else page)
        else:
            yield NothingHere(reason="the bill has no text") if missing else gencourt.bill_of_text(page)
