"""Bills and resolutions of the Vermont General Assembly: the lists behind its tables, then the page and steps of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, json_body, many, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.kit.select import each as texts
from spiders.kit.spiders import DocumentSpider, Yield
from tracker.ingest.source import Source
from tracker.records import prose
from tracker.records.items import Action, Chamber, Link, NothingHere, ScrapedBill, Sponsorship, Version
from tracker.records.text import line

PLACE: Final = "us-vt"
SITE: Final = "https://legislature.vermont.gov"
ZONE: Final = ZoneInfo("America/New_York")
LISTS: Final = ("loadBillsReleased/{year}/", "loadBillsIntroduced/{year}/", "loadAllResolutionsByChamber/{year}/both")
_KINDS: Final = (
    ("JR", "joint resolution"), ("CR", "concurrent resolution"), ("PR", "constitutional amendment"), ("R", "resolution"),
)  # fmt: skip
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_STATUS: Final = re.compile(r"bill/loadBillDetailedStatus/[^/\"']+/(\d+)")


class VermontBills(DocumentSpider):
    """Three lists, a page a bill, its steps."""

    name = "us-vt-bills"
    conditional = False  # a bill is put together from two answers
    source = Source(
        jurisdiction=PLACE,
        publisher="Vermont General Assembly",
        timezone=ZONE,
        url=f"{SITE}/bill/search",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. Two pages a bill, some two thousand in a biennium.",
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        """Remember which bills were listed, since one stands in two lists."""
        super().__init__(*given, **more)
        self._listed: set[str] = set()

    def first(self) -> Iterable[Yield]:
        """The lists of the biennium, which is named by its second year."""
        session = self.asked.session
        year = int(session[-4:]) if session else self.asked.now.astimezone(ZONE).year
        self._year = year + year % 2
        for listing in LISTS:
            yield self.page(f"{SITE}/bill/{listing.format(year=self._year)}", self.listed, expects="json")

    def listed(self, page: Any) -> Iterator[Yield]:
        """Ask for the page of each."""
        body = json_body(page)
        rows = many(body, "data") if not isinstance(body, dict) or body.get("data") else []
        if not rows:
            yield NothingHere(reason="the list is empty")
        for row in rows[: self.asked.limit]:
            yield from self.row(self._one, row, excerpt=str(row), url=page.url)

    def _one(self, row: Json) -> Iterator[Yield]:
        number = said(row, "BillNumber")
        if number not in self._listed:
            self._listed.add(number)
            yield self.page(f"{SITE}/bill/status/{self._year}/{number}", partial(self.details, row=row), expects="html")

    def details(self, page: Any, row: Json) -> Iterator[Yield]:
        """The page of a bill, which names its sponsors and texts and where its steps stand."""
        sponsors = [
            line(text)
            for text in texts(page.selector, "dl.summary-table dd ul li a")
            if text.startswith(("Rep.", "Sen."))
        ]
        papers = [
            (line("".join(link.xpath(".//text()").getall())), page.urljoin(link.attrib["href"]).replace(" ", "%20"))
            for link in page.css("ul.bill-path a[href]")
        ]
        match = _STATUS.search(page.text)
        reader = partial(self.steps, row=row, sponsors=sponsors, papers=papers, url=page.url)
        if match is None:
            yield self._bill(row, sponsors, papers, [], page.url)
            return
        yield self.page(f"{SITE}/bill/loadBillDetailedStatus/{self._year}/{match[1]}", reader, expects="any")

    def steps(
        self, page: Any, row: Json, sponsors: list[str], papers: list[tuple[str, str]], url: str
    ) -> Iterator[Yield]:
        """The steps of a bill."""
        body = json_body(page)
        rows = many(body, "data") if isinstance(body, dict) and body.get("data") else []
        yield self._bill(row, sponsors, papers, rows, url)

    def items(self, page: Any) -> Iterator[Yield]:
        """Nothing: every page has a reader of its own."""
        raise PageChanged(f"wanted a page with a reader, found {page.url}")

    def _bill(
        self, row: Json, sponsors: list[str], papers: list[tuple[str, str]], steps: list[Json], url: str
    ) -> ScrapedBill:
        name = re.sub(r"[^A-Z0-9]", "", said(row, "BillNumber"))
        letters = re.sub(r"\d", "", name)
        home = maybe_said(row, "Body") if letters == "PR" else letters[-1] if letters.startswith("JR") else letters[0]
        if home not in _CHAMBERS:
            raise PageChanged(f"BillNumber: wanted one such as H.511, found {name[:20]!r}")
        return ScrapedBill(
            jurisdiction=PLACE,
            legislative_session=f"{self._year - 1}-{self._year}",
            identifier=name,
            title=said(row, "Title"),
            classification=(next((kind for part, kind in _KINDS if part in letters), "bill"),),
            from_organization=_CHAMBERS[home],
            actions=tuple(sorted(map(_action, steps), key=lambda action: action.date)),
            sponsorships=tuple(
                Sponsorship(
                    name=re.sub(r"^(?:Rep|Sen)\.\s*", "", sponsor),
                    primary=not at,
                    classification="cosponsor" if at else "primary",
                )
                for at, sponsor in enumerate(dict.fromkeys(sponsors))
            ),
            versions=tuple(
                Version(note=note, links=(Link(url=address, media_type="application/pdf"),))
                for note, address in papers
                if note
            ),
            sources=(Link(url=url, note="Vermont General Assembly"),),
        )


def _action(row: Json) -> Action:
    words = line(prose.text(str(row.get("FullStatus") or "")))
    if not words:
        raise PageChanged("FullStatus: wanted words, found none")
    governor = "by the governor" in words.casefold() or "signed by governor" in words.casefold()
    return Action(
        date=dates.date(said(row, "StatusDate"), "%m/%d/%Y"),
        description=words,
        classification=by_words(PLACE, words),
        organization="executive" if governor else _CHAMBERS.get(maybe_said(row, "ChamberCode") or ""),
    )
