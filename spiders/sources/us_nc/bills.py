"""Bills of the North Carolina General Assembly: the list of each chamber, then the page of each bill.

The lists say which bills there are and nothing of what became of them, so every page is asked for, with the pause of two
seconds that the site asks of programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from spiders.kit.fields import xml_body
from spiders.kit.select import PageChanged, each, one, text_of
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_nc.legacy import CHAMBERS, KINDS, PLACE, ZONE, action, numbered, vote
from tracker.ingest.source import Source
from tracker.records.items import Action, Link, NothingHere, ScrapedBill, Sponsorship, Version, VoteEvent
from tracker.records.text import line

SITE: Final = "https://www.ncleg.gov"
_ID: Final = re.compile(r"(?:.*/BillLookUp/\w+/)?([HS]\d+)/?", re.IGNORECASE)
_SESSION: Final = re.compile(r"\d{4}(?:E\d)?")
_CARD: Final = (
    '//h6[starts-with(normalize-space(), $heading)]/ancestor::div[contains(@class, "gray-card")][1]'
    '//div[contains(@class, "card-body")]'
)
_FACT: Final = "//div[starts-with(normalize-space(text()), $name)]/following-sibling::div[1]"


class NorthCarolinaBills(DocumentSpider):
    """Two lists, then a page a bill."""

    name = "us-nc-bills"
    source = Source(
        jurisdiction=PLACE,
        publisher="North Carolina General Assembly",
        timezone=ZONE,
        url=f"{SITE}/Legislation",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. A page a bill, some two thousand a session; votes without names.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The lists of both chambers."""
        session = self.session() or ""
        if not _SESSION.fullmatch(session):
            raise PageChanged(f"session: wanted one such as 2025 or 2025E1, found {session[:20]!r}")
        for letter in "HS":
            url = f"{SITE}/Legislation/Bills/FiledBillsFeed/{session}/{letter}"
            yield self.page(url, self.listed, expects="xml", meta={"session": session, "letter": letter})

    def listed(self, page: Any) -> Iterator[Yield]:
        """Ask for each bill of the list, whichever of an item's texts names it."""
        items = [element for element in xml_body(page.body).iter() if str(element.tag).rpartition("}")[2] == "item"]
        if not items:
            yield NothingHere(reason="the session has no bills yet")
        for item in islice(items, self.asked.limit):
            texts = [line("".join(part.itertext())) for part in item]
            yield from self.row(self._one, texts, page.meta, excerpt=" ".join(texts), url=page.url)

    def _one(self, texts: list[str], meta: dict[str, Any]) -> Iterator[Yield]:
        named = next((match for text in texts if (match := _ID.fullmatch(text))), None)
        if named is None or named[1][0].upper() != meta["letter"]:
            raise PageChanged(f"item: wanted a bill such as {meta['letter']}123, found {texts[:3]!r}")
        fields = {"session": meta["session"], "bill": named[1].upper()}
        yield self.page(f"{SITE}/BillLookUp/{meta['session']}/{fields['bill']}", meta=fields)

    def items(self, page: Any) -> Iterator[Yield]:
        """One bill."""
        letter, kind, number = numbered(" ".join(each(page.selector, "div.h2")))
        if page.meta["bill"] != f"{letter}{number}":
            raise PageChanged(f"div.h2: wanted {page.meta['bill']}, found {letter}{number}")
        yield ScrapedBill(
            jurisdiction=PLACE,
            legislative_session=page.meta["session"],
            identifier=f"{letter}{KINDS[kind][0]}{number}",
            title=_title(page),
            classification=(KINDS[kind][1],),
            from_organization=CHAMBERS[letter],
            subject=tuple(filter(None, map(line, _fact(page, "Keywords").split(", ")))),
            actions=tuple(_actions(page)),
            sponsorships=tuple(_sponsors(_fact(page, "Sponsors"))),
            versions=tuple(_versions(page)),
            sources=(Link(url=page.url, note="North Carolina General Assembly"),),
            votes=tuple(_votes(page)),
        )


def _title(page: Any) -> str:
    nodes = page.xpath('(//main//div[@class="col-12"])[1]')
    if not nodes or not text_of(nodes[0]):
        raise PageChanged("main div.col-12: wanted a title, found none")
    return text_of(nodes[0])


def _fact(page: Any, name: str) -> str:
    """What stands beside a label, its lines parted by semicolons."""
    nodes = page.xpath(_FACT, name=name)
    if not nodes:
        raise PageChanged(f"{name}: wanted a label with a value beside it, found none")
    return line("; ".join(filter(None, map(str.strip, nodes[0].xpath(".//text()").getall()))), limit=20_000)


def _sponsors(names: str) -> Iterator[Sponsorship]:
    """Names up to "(Primary)" are the bill's own sponsors'."""
    before, marked, after = names.partition("(Primary)")
    for text, primary in ((before, True), (after, False)) if marked else ((names, True),):
        for name in filter(None, map(line, re.split(r"[;\n]", text))):
            yield Sponsorship(name=name, primary=primary, classification="primary" if primary else "cosponsor")


def _versions(page: Any) -> Iterator[Version]:
    """The printings; the title leads to the newest of them once more, which is left."""
    listed = '//a[contains(@href, "/Bills/") and contains(@href, "/PDF/")][not(ancestor::div[@class="col-12"])]'
    known = {page.urljoin(link.attrib["href"]): text_of(link) for link in page.xpath(listed)}
    for url, name in known.items():
        if name:
            yield Version(note=name, links=(Link(url=url, media_type="application/pdf"),))


def _cells(row: Any) -> list[str]:
    """The values of a row, whose labels stand before each for narrow screens."""
    return [text_of(cell) for cell in row.xpath("./div")[1::2]]


def _actions(page: Any) -> Iterator[Action]:
    rows = [
        cells for row in page.xpath(f'{_CARD}/div[@class="row"]', heading="History") if len(cells := _cells(row)) > 2
    ]
    if not rows:
        raise PageChanged("History: wanted at least one row, found none")
    for cells in rows:
        yield action(cells[0], cells[1], cells[2])


def _votes(page: Any) -> Iterator[VoteEvent]:
    for row in page.xpath(f'{_CARD}//div[@class="row"]', heading="Vote History"):
        link = row.css('a[href*="RollCall"]')
        if link:
            yield vote([*_cells(row)[:9], one(row, 'a[href*="RollCall"]')], page.urljoin(link[0].attrib["href"]))
