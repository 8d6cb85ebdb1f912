"""Committees of the Illinois General Assembly with their subcommittees, from the page that lists those of a chamber.

The pages of the site as it is now were never seen: a live visit is skipped and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.select import PageChanged, maybe, one, text_of
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_il.ilga import ZONE
from tracker.ingest.source import Source
from tracker.records.items import Chamber, Link, ScrapedOrganization

_CHAMBERS: Final[dict[str, Chamber]] = {"house": "lower", "senate": "upper"}
_ROWS: Final = '//tr[td/a[contains(@href, "/committees/members.asp")]]'


class IllinoisCommittees(DocumentSpider):
    """A list a chamber."""

    name = "us-il-committees"
    source = Source(
        jurisdiction="us-il",
        publisher="Illinois General Assembly",
        timezone=ZONE,
        url="https://ilga.gov/house/committees",
        kind="people",
        every_hours=24 * 7,
        recordings_only=True,
        note="Reads recordings; live, Open States' files name Illinois' committees and members.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The lists that a recording holds."""
        yield from only_recorded(self, recorded(self, r"(?:www\.)?ilga\.gov/(?:house|senate)/committees/default\.asp"))

    def items(self, page: Any) -> Iterator[Yield]:
        """Every committee; a subcommittee stands with a dash below the one that it is of."""
        chamber, above = _CHAMBERS["senate" if "/senate/" in urlsplit(page.url).path.casefold() else "house"], ""
        rows = page.xpath(_ROWS)
        if not rows:
            raise PageChanged(f"{_ROWS}: wanted at least one committee, found none")
        for row in rows[: self.asked.limit]:
            if not _below(row):
                above = maybe(row, "td:nth-child(2)") or ""
            yield from self.row(_committee, row, page, chamber, above, excerpt=row.get()[:300], url=page.url)


def _below(row: Any) -> bool:
    return re.match(r"-\s", text_of(row.css("td")[0])) is not None


def _committee(row: Any, page: Any, chamber: Chamber, above: str) -> Iterator[Yield]:
    name, code = one(row, "td:nth-child(1) a[href*='members.asp']"), one(row, "td:nth-child(2)")
    url = page.urljoin(row.css("a")[0].attrib["href"])
    yield ScrapedOrganization(
        key=f"il-{code}",
        jurisdiction="us-il",
        name=name if "committe" in name.casefold() or _below(row) else f"{name} Committee",
        classification="subcommittee" if _below(row) else "committee",
        chamber=chamber,
        parent=f"il-{above}" if _below(row) else None,
        url=url,
        sources=(Link(url=url, note="Illinois General Assembly"),),
    )
