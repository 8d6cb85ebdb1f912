"""Bills of the Texas Legislature from results of its search: a bill with its caption, author and last action.

A page of results lives as long as the search that made it, so a live visit is skipped and says so; a replay reads every
page of its recording. The search answers one that is over as it answers one without results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from parsel import Selector

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.select import PageChanged, rows, text_of
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_tx.bills import BILL, CHAMBERS, KINDS, PLACE, SITE, ZONE
from tracker.ingest.source import NATIVE, Source
from tracker.records.items import Action, Link, NothingHere, ScrapedBill, Sponsorship
from tracker.records.text import clean_identifier

_RESULTS: Final = "//table[.//a[contains(@href, '/BillLookup/History.aspx?LegSess=')]][not(.//table)]"
_ADDRESS: Final = re.compile(r"LegSess=(\d+)(R|\d)&Bill=([A-Z]+\d+)")
_LAST: Final = re.compile(r"(\d\d/\d\d/\d{4}) ([HSE]) (.+)")
_NONE: Final = "No bills were found matching"


class TexasSearchResults(DocumentSpider):
    """A page of results after another."""

    name = "us-tx-search-results"
    source = Source(
        jurisdiction=PLACE,
        publisher="Texas Legislature",
        timezone=ZONE,
        url=f"{SITE}/Search/BillSearch.aspx",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        authority=NATIVE - 10,  # the files of bills tell their whole history
        note="Reads recordings of searches: the last action of each bill; us-tx-bills reads the bills themselves.",
    )
    expects = "html"

    def first(self) -> Iterator[Yield]:
        """The pages that a recording holds."""
        yield from only_recorded(
            self, recorded(self, r"capitol\.texas\.gov/Search/BillSearchResults\.aspx(?: \(.*\))?")
        )

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill of a page."""
        results = page.xpath(_RESULTS)
        if not results and _NONE in page.text:
            yield NothingHere(reason="no bill matches the search, or the search is over")
            return
        for row in results or rows(page.selector, "table a[href*='LegSess=']", at_least=1):
            yield from self.row(_bill, row, excerpt=str(row.get())[:300], url=page.url)


def _bill(table: Selector) -> Iterator[ScrapedBill]:
    address = _ADDRESS.search(table.css("a[href*='LegSess=']::attr(href)").get() or "")
    number = clean_identifier(address[3]) if address else ""
    known = BILL.fullmatch(number)
    caption = _fact(table, "Caption")
    if address is None or known is None or not caption:
        raise PageChanged(f"table: wanted a bill with its caption, found {text_of(table)[:60]!r}")
    last = _LAST.fullmatch(_fact(table, "Last Action"))
    if last is None:
        raise PageChanged(f"Last Action: wanted a day, a chamber and words, found {_fact(table, 'Last Action')[:60]!r}")
    yield ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=f"{address[1]}{address[2].removeprefix('R')}",
        identifier=number,
        title=caption,
        classification=(KINDS[known[2]],),
        from_organization=CHAMBERS[known[1]],
        actions=(
            Action(
                date=dates.date(last[1], "%m/%d/%Y"),
                description=last[3],
                classification=by_words(PLACE, last[3]),
                organization=CHAMBERS.get(last[2], "executive"),
            ),
        ),
        sponsorships=tuple(_sponsorships(table)),
        sources=(
            Link(
                url=f"{SITE}/BillLookup/History.aspx?LegSess={address[1]}{address[2]}&Bill={number}",
                note="Texas Legislature Online",
            ),
        ),
    )


def _fact(table: Selector, name: str) -> str:
    """What stands in the cell beside a name."""
    nodes = table.xpath(".//td[strong[normalize-space()=$name]]/following-sibling::td[1]", name=name)
    return text_of(nodes[0]) if nodes else ""


def _sponsorships(table: Selector) -> Iterator[Sponsorship]:
    """Authors of the bill's own chamber, and sponsors in the other; "et al." names nobody."""
    for cell in table.xpath(".//td[strong[starts-with(., 'Author') or starts-with(., 'Sponsor')]]"):
        for name in text_of(cell).partition(":")[2].split("|"):
            if (person := name.strip()) and person != "et al.":
                yield Sponsorship(name=person, primary=True, classification="primary")
