"""Committee hearings of the Illinois General Assembly, with the bills posted to them and where to file a witness slip.

MyILGA lists the hearings of each chamber for the coming ninety days, fifty a page; the page of a hearing holds its bills
and subject. The list is asked for by POST, the way the site's own pages do, and answers with JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.fields import json_body
from spiders.kit.recorded import holds, recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_il import ilga
from tracker.ingest.source import Source
from tracker.records.items import Chamber, NothingHere


class IllinoisHearings(DocumentSpider):
    """Two lists, then the page of each hearing."""

    name = "us-il-hearings"
    source = Source(
        jurisdiction="us-il",
        publisher="Illinois General Assembly",
        timezone=ilga.ZONE,
        url="https://my.ilga.gov/Hearing/AllHearings?chamber=H",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        note="No key. Each hearing links to its witness slips.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """Both lists, or the lists and hearings that a recording holds."""
        lists = recorded(self, r"my\.ilga\.gov/Hearing/_GetPostedHearingsByDateRange")
        pages = {url.rpartition("/")[2]: url for url in recorded(self, r"my\.ilga\.gov/Hearing/HearingDetail/\d+")}
        if lists:
            yield self.page(lists[0], meta={"lists": lists[1:], "pages": pages})
        elif pages:
            yield from (self.page(url, self.detail, expects="html") for url in pages.values())
        else:
            today = self.asked.now.astimezone(ilga.ZONE).date()
            yield from (self._list(ilga.list_url(chamber, today)) for chamber in ilga.CHAMBERS)

    def _list(self, url: str, before: int = 0) -> Yield:
        """A list from the row on that follows `before` rows."""
        body = f"page={before // ilga.PAGE_SIZE + 1}&size={ilga.PAGE_SIZE}"
        headers = {"X-Requested-With": "XMLHttpRequest", "Content-Type": "application/x-www-form-urlencoded"}
        return self.page(url, method="POST", body=body, headers=headers, meta={"before": before})

    def items(self, page: Any) -> Iterator[Yield]:
        """One page of a list; what a recording holds beside its lists is read after the last of them."""
        chamber, before, pages = ilga.chamber(page.url), page.meta.get("before", 0), dict(page.meta.get("pages", {}))
        rows, total = ilga.listed(json_body(page), before)
        if not rows:
            yield NothingHere(reason=f"no hearings are posted for the {'Senate' if chamber == 'upper' else 'House'}")
        for row in islice(rows, self.asked.limit):
            yield from self.row(self.hearing, row, chamber, pages, excerpt=json.dumps(row), url=page.url)
        if page.meta.get("lists"):
            yield self.page(page.meta["lists"][0], meta={"lists": page.meta["lists"][1:], "pages": pages})
        elif "lists" in page.meta:
            yield from (self.page(url, self.detail, expects="html") for url in pages.values())
        elif rows and before + len(rows) < min(total, self.asked.limit or total):
            yield self._list(page.meta["asked_url"], before + len(rows))

    def hearing(self, row: Any, chamber: Chamber, pages: dict[str, str]) -> Iterator[Yield]:
        """One hearing of the list; its page, where there is one, tells the rest."""
        meeting, key = ilga.from_row(row, chamber), ilga.key(row)
        url = pages.pop(key, ilga.detail_url(key))
        yield (
            self.page(url, self.detail, expects="html", meta={"told": meeting.status}) if holds(self, url) else meeting
        )

    def detail(self, page: Any) -> Iterator[Yield]:
        """One hearing."""
        yield ilga.from_page(page, page.meta.get("told", "confirmed"))
