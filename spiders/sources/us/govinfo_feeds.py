"""What GovInfo published: texts of bills, laws, committee reports and hearing transcripts, from its RSS feeds.

Titles hold no-break spaces and tabs, and some links in the descriptions have no host; the package's own id is sound. A text
of a bill is told as that bill with that text, so that it joins what other sources say about it; everything else is a
notice of a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from spiders.kit.feed import Entry
from spiders.kit.select import PageChanged
from spiders.kit.spiders import FeedSpider, Yield
from spiders.sources.us.measures import KINDS, page
from spiders.sources.us.plain import EASTERN
from spiders.sources.us.recorded import Recorded
from tracker.ingest.source import NATIVE, Source
from tracker.records.items import Link, ScrapedBill, ScrapedNotice, Version

FEED: Final = "https://www.govinfo.gov/rss/{collection}.xml"
COLLECTIONS: Final = ("bills", "plaw", "crpt", "chrg")
DETAILS: Final = "https://www.govinfo.gov/app/details/{package}"
CONTENT: Final = "https://www.govinfo.gov/content/pkg/{package}"

_BILL: Final = re.compile(r"BILLS-(\d+)(hr|s|hjres|sjres|hconres|sconres|hres|sres)(\d+)([a-z]+\d*)\Z")
_PACKAGE: Final = re.compile(r"[A-Z]+-[A-Za-z0-9-]+\Z")
_TITLE: Final = re.compile(r"\A[HS]\.[\w. ]*?\d+ ?\((?P<stage>[A-Z0-9]+)\) ?- ?(?P<title>.+)\Z")
_KINDS: Final = {"PLAW": "public-law", "CRPT": "committee-report", "CHRG": "hearing-transcript"}
_FORMS: Final = (
    ("pdf/{package}.pdf", "application/pdf"),
    ("xml/{package}.xml", "application/xml"),
    ("html/{package}.htm", "text/html"),
)


class GovInfoFeeds(FeedSpider):
    """The feeds of newly published documents of Congress."""

    name = "us-govinfo-feeds"
    source = Source(
        jurisdiction="us",
        publisher="U.S. Government Publishing Office",
        timezone=EASTERN,
        url="https://www.govinfo.gov/feeds",
        kind="bills,notices",
        every_hours=12,
        changes_only=True,
        expected_every_days=7,
        authority=NATIVE - 20,  # knows a bill's title and one text, where bill status knows the bill
        note="No key. A feed holds the newest 100 packages of a collection.",
    )

    def first(self) -> Iterable[Yield]:
        """The feeds of the collections, or those that a recording holds."""
        recorded = Recorded(self)
        usual = [FEED.format(collection=collection) for collection in COLLECTIONS]
        held = [url for url, _ in recorded.matching(rf"www\.govinfo\.gov/rss/(?:{'|'.join(COLLECTIONS)})\.xml")]
        for url in held or usual:
            yield self.page(url)

    def items(self, entry: Entry, page: Any) -> Iterator[Yield]:
        """One package."""
        if self.asked.since and entry.published and entry.published.astimezone(EASTERN).date() < self.asked.since:
            return
        if not _PACKAGE.match(entry.id):
            raise PageChanged(f"expected the id of a package, found {entry.id[:60]!r}")
        named = _BILL.match(entry.id)
        yield self._text(entry, named) if named else self._document(entry, page.url)

    def _text(self, entry: Entry, named: re.Match[str]) -> ScrapedBill:
        congress, kind, number, stage = named.groups()
        measure = KINDS[kind.upper()]
        title = _TITLE.match(entry.title)
        links = tuple(
            Link(url=f"{CONTENT.format(package=entry.id)}/{form.format(package=entry.id)}", media_type=media)
            for form, media in _FORMS
        )
        return ScrapedBill(
            jurisdiction="us",
            legislative_session=congress,
            identifier=f"{measure.code}{number}",
            title=title["title"] if title else entry.title,
            classification=(measure.classification,),
            from_organization=measure.chamber,
            versions=(Version(note=STAGES.get(stage.rstrip("0123456789"), stage.upper()), links=links),),
            sources=(
                Link(url=page(congress, measure, number), note="Congress.gov"),
                Link(url=DETAILS.format(package=entry.id), note="GovInfo"),
            ),
        )

    def _document(self, entry: Entry, feed: str) -> ScrapedNotice:
        address = entry.link or DETAILS.format(package=entry.id)
        return ScrapedNotice(
            key=f"govinfo-{entry.id}",
            jurisdiction="us",
            title=entry.title,
            classification=_KINDS.get(entry.id.partition("-")[0], "other"),
            document_number=entry.id,
            published=entry.published.astimezone(EASTERN).date() if entry.published else None,
            agencies=("United States Congress",),
            links=(Link(url=address, note="GovInfo"),),
            sources=(Link(url=feed, note="GovInfo feed", media_type="application/rss+xml"),),
        )


STAGES: Final = {
    "ih": "Introduced in House",
    "is": "Introduced in Senate",
    "rh": "Reported in House",
    "rs": "Reported to Senate",
    "rfh": "Referred in House",
    "rfs": "Referred in Senate",
    "rds": "Received in Senate",
    "rdh": "Received in House",
    "pcs": "Placed on Calendar Senate",
    "pch": "Placed on Calendar House",
    "eh": "Engrossed in House",
    "es": "Engrossed in Senate",
    "eah": "Engrossed Amendment House",
    "eas": "Engrossed Amendment Senate",
    "enr": "Enrolled Bill",
    "ath": "Agreed to House",
    "ats": "Agreed to Senate",
    "cph": "Considered and Passed House",
    "cps": "Considered and Passed Senate",
    "lth": "Laid on Table in House",
    "lts": "Laid on Table in Senate",
    "ips": "Indefinitely Postponed Senate",
    "iph": "Indefinitely Postponed House",
    "pp": "Public Print",
    "rcs": "Reference Change Senate",
    "rch": "Reference Change House",
}
"""The stages of a text by the letters that GovInfo names them with, in the words of bill status."""
