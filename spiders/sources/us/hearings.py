"""Hearings of Congress, from each chamber's own schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from scrapy.http import Request

from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us import house_hearings_xml, senate_hearings_xml
from spiders.sources.us.plain import EASTERN
from spiders.sources.us.recorded import Recorded
from tracker.ingest.source import Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, ScrapedHearing, Unchanged

FEED: Final = "https://docs.house.gov/Committee/RSS.ashx?Code={code}"
CODES: Final = (
    "AG00", "AP00", "AS00", "BA00", "BU00", "ED00", "FA00", "GO00", "HA00", "HM00", "IF00", "IG00", "II00", "JU00", "PW00",
    "RU00", "SM00", "SO00", "SY00", "VR00", "WM00", "ZS00",
)  # fmt: skip
"""Committees of the House; a feed names the meetings of the subcommittees too. Without a code there is no feed."""
_FEEDS: Final = r"docs\.house\.gov/committee/rss\.ashx"
_MEETINGS: Final = r"docs\.house\.gov/meetings/.+\.xml"


class SenateHearings(DocumentSpider):
    """All scheduled meetings of Senate committees, in one file that always lists what is coming."""

    name = "us-senate-hearings"
    source = Source(
        jurisdiction="us",
        publisher="United States Senate",
        timezone=EASTERN,
        url=senate_hearings_xml.PAGE,
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        note="A page that refuses programs (403) has been seen here; it is a failed run, not an empty one.",
    )
    expects = "xml"
    start_urls = [senate_hearings_xml.FILE]

    def items(self, page: Any) -> Iterator[Yield]:
        """Every meeting by itself; the placeholder means nothing where meetings stand beside it."""
        rows, nothing = senate_hearings_xml.meetings(page.body)
        if nothing and not rows:
            yield NothingHere(reason=nothing)
        for row in rows[: self.asked.limit]:
            yield from self.row(self.meeting, row, excerpt=" ".join(row.itertext()), url=page.url)

    def meeting(self, row: Any) -> Iterator[ScrapedHearing]:
        """One meeting."""
        yield senate_hearings_xml.read(row)


class HouseHearings(DocumentSpider):
    """Meetings of House committees: a feed a committee, then a file a meeting."""

    name = "us-house-hearings"
    source = Source(
        jurisdiction="us",
        publisher="Clerk of the U.S. House of Representatives",
        timezone=EASTERN,
        url="https://docs.house.gov/Committee/Calendar/ByWeek.aspx",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        note="The committee repository. A meeting that was not published anew since the last visit is not read again.",
    )
    expects = "xml"

    _like: Callable[[str], str]

    def first(self) -> Iterable[Yield]:
        """The feeds of all committees, or whatever feeds and meetings a recording holds."""
        recorded = Recorded(self)
        feeds = [address for address, _ in recorded.matching(_FEEDS)]
        files = [address for address, _ in recorded.matching(_MEETINGS)]
        self._like = recorded.like
        usual = [FEED.format(code=code) for code in CODES]
        for url in feeds or (() if files else usual):
            yield self.page(url)
        for url in files:
            yield self.page(url, self.meeting)

    def items(self, page: Any) -> Iterator[Yield]:
        """Follow the meetings that a feed names, where they changed."""
        named, unnamed = house_hearings_xml.meetings(page.body)
        if unnamed:
            yield Problem(kind="no-file", reason=f"expected a file of every meeting, {unnamed} have none", url=page.url)
        if not named and not unnamed:
            yield NothingHere(reason="the feed names no meetings")
        for meeting in named[: self.asked.limit]:
            if meeting.id is not None and self.known(meeting.id, meeting.stamp):
                yield Unchanged(id=meeting.id)
            else:
                yield self._meeting(meeting)

    def _meeting(self, meeting: house_hearings_xml.Named) -> Request:
        return self.page(self._like(meeting.url), partial(self.meeting, stamp=meeting.stamp))

    def meeting(self, page: Any, stamp: str | None = None) -> Iterator[ScrapedHearing]:
        """One meeting."""
        yield house_hearings_xml.read(page.body, page.url, stamp)
