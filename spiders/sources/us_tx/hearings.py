"""Committee meetings of the Texas Legislature, from the page of each chamber that lists those ahead.

The House's and the joint ones stand under their day and their hour on capitol.texas.gov, the Senate's in a table of its own
site. What is heard stands in the notices, which are linked and not read: the server refuses programs there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, absolute, text_of
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.kit.status_phrases import status, virtual, without_status
from tracker.ingest.source import Source
from tracker.records.items import Chamber, Link, NothingHere, ScrapedHearing, TimeQualifier
from tracker.records.text import line

PLACE: Final = "us-tx"
CAPITOL: Final = "https://capitol.texas.gov/Committees/MeetingsUpcoming.aspx"
SENATE: Final = "https://senate.texas.gov/events.php"
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "J": "legislature"}
_DAY: Final = re.compile(r"\b(\w+ \d{1,2}, \d{4})")
_NOTICE: Final = re.compile(r"/(?:tlodocs/[^/]+/)?schedules/html/(C\w+)\.html?\b", re.IGNORECASE)
_ROW: Final = re.compile(r"(?P<name>.+?)\s+Type:\s*(?P<type>.*?)(?:\s+Location:\s*(?P<place>.*))?")
_NONE: Final = re.compile(r"\bno (?:upcoming |scheduled )?(?:committee )?(?:meetings|hearings|events)\b", re.IGNORECASE)
_SENATE_CELLS: Final = 4


class TexasHearings(DocumentSpider):
    """A page a chamber."""

    name = "us-tx-hearings"
    source = Source(
        jurisdiction=PLACE,
        publisher="Texas Legislature",
        timezone=ZoneInfo("America/Chicago"),
        url=CAPITOL,
        kind="hearings",
        every_hours=6,
        expected_every_days=14,
        lists_all_upcoming=True,
        proved=False,
        note="No key. What is heard stands in the notices, which are linked: the server refuses programs there.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The House's and the joint meetings, then the Senate's."""
        for letter in "HJ":
            yield self.page(f"{CAPITOL}?Chamber={letter}", meta={"letter": letter})
        yield self.page(SENATE, self.senate, meta={"letter": "S"})

    def items(self, page: Any) -> Iterator[Yield]:
        """Rows of a day, of an hour, and of meetings, which inherit both."""
        rows = page.css("table.usa-table tr")
        day, hour, listed = "", "", False
        for row in rows:
            cells = row.xpath("./td")
            if not cells:
                continue
            text = text_of(cells[0])
            if "sectionTitle" in cells[0].attrib.get("class", "") or cells[0].css(".sectionTitle"):
                day, hour = text, ""
            elif cells[0].attrib.get("data-label") == "Committee Meeting Time":
                hour = text
            elif day:
                listed = True
                yield from self.row(self._listed, row, (day, hour), page, excerpt=text, url=page.url)
        if not listed:
            yield _nothing(page, "table.usa-table tr")

    def _listed(self, row: Selector, when: tuple[str, str], page: Any) -> Iterator[Yield]:
        text = text_of(row.xpath("./td")[0])
        parts = _ROW.fullmatch(text)
        name = parts["name"] if parts else text
        yield self._hearing(row, page, when, (name, parts["place"] if parts else None), text)

    def senate(self, page: Any) -> Iterator[Yield]:
        """Rows of the Senate's table; the one for telephones doubles it and is left."""
        rows = [row for row in page.css("table.cmte_events tr") if row.xpath("./td")]
        listed = False
        for row in rows:
            cells = [text_of(cell) for cell in row.xpath("./td")]
            if len(cells) >= _SENATE_CELLS:
                listed = True
                off = "cancelled" if "cancelled" in row.attrib.get("class", "").lower() else " ".join(cells[5:])
                where = (cells[2], cells[3] or None)
                yield from self.row(
                    self._one, row, page, (cells[0], cells[1]), where, off, excerpt=" ".join(cells), url=page.url
                )
        if not listed:
            yield _nothing(page, "table.cmte_events tr")

    def _one(self, *given: Any) -> Iterator[Yield]:
        yield self._hearing(*given)

    def _hearing(
        self, row: Selector, page: Any, when: tuple[str, str], where: tuple[str, str | None], state: str
    ) -> ScrapedHearing:
        letter, zone = page.meta["letter"], self.source.timezone
        name, place = without_status(line(where[0])), without_status(where[1] or "") or None
        if not name:
            raise PageChanged("committee: wanted a name, found none")
        day = _day(when[0])
        time, qualifier = dates.clock(when[1])
        notice = _notice(row, page)
        sure: TimeQualifier = "date-only" if time is None and qualifier == "unknown" else qualifier
        match = _NOTICE.search(notice or "")
        key = match[1].upper() if match else f"{name}-{day.isoformat()}-{time or ''}"
        return ScrapedHearing(
            key=f"{letter}-{key}",
            jurisdiction=PLACE,
            name=name,
            start=dt.datetime.combine(day, time, zone) if time else dates.midnight(day, zone),
            timezone=zone.key,
            all_day=time is None,
            time_qualifier=sure,
            time_text=when[1] or None,
            classification="hearing" if "hearing" in state.lower() else "committee-meeting",
            status=status(state, line(where[0]), where[1], day=day),
            chamber=_CHAMBERS[letter],
            committee=name,
            location=place,
            virtual=virtual(name, place),
            links=(Link(url=notice, note="Notice", media_type="text/html"),) if notice else (),
            sources=(Link(url=page.url, note="Texas Legislature"),),
        )


def _day(text: str) -> dt.date:
    match = _DAY.search(text)
    if match is None:
        raise PageChanged(f"day: wanted one such as March 1, 2027, found {text[:60]!r}")
    return dates.date(match[1], "%B %d, %Y")


def _notice(row: Selector, page: Any) -> str | None:
    for address in row.css("a::attr(href)").getall():
        if _NOTICE.search(address):
            return absolute(address, page)
    return None


def _nothing(page: Any, css: str) -> NothingHere:
    shown = line(
        " ".join(page.xpath("//body//text()[not(ancestor::script or ancestor::style)]").getall()), limit=200_000
    )
    if match := _NONE.search(shown):
        return NothingHere(reason=match[0])
    raise PageChanged(f"{css!r}: wanted at least one meeting or words that there is none, found neither")
