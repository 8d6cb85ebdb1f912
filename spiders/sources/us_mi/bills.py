"""Bills of the Michigan Legislature: one search names all of a session, then the page of each.

The House's steps stand in small letters, the Senate's in capitals, and the journal beside a step names its chamber too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.select import PageChanged, rows, text_of
from spiders.kit.spiders import ROW_FAULTS, DetailSpider, Yield, why
from tracker.ingest.source import Source
from tracker.records.items import Action, Chamber, Link, ScrapedBill, Sponsorship, Unreadable, Version

PLACE: Final = "us-mi"
SITE: Final = "https://legislature.mi.gov"
_KINDS: Final = {"B": "bill", "R": "resolution", "CR": "concurrent resolution", "JR": "joint resolution"}
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_NAME: Final = re.compile(r"\d{4}-([HS])(B|R|CR|JR)-0*(\d+|[A-Z]{1,2})", re.IGNORECASE)
_EXECUTIVE: Final = frozenset({"executive-veto", "became-law", "executive-signature"})
_SPONSORS: Final = "li[title*='sponsored'] a"
_TEXTS: Final = "div.billDocuments div.billDocRow"
_PAPERS: Final = "div.HFAAnalysisSection div.billDocRow, div.SFAAnalysisSection div.billDocRow"


class MichiganBills(DetailSpider):
    """The search, then a page a bill; results overlap, and a bill is asked for once."""

    name = "us-mi-bills"
    source = Source(
        jurisdiction=PLACE,
        publisher="Michigan Legislature",
        timezone=ZoneInfo("America/Detroit"),
        url=f"{SITE}/Bills",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. A page a bill, some three thousand a session; the server sends an incomplete certificate.",
    )
    links = "div.tableScrollWrapper td:first-child a[href*='ObjectName=' i]"
    empty_notice = "no results"

    def first(self) -> Iterable[Yield]:
        """The search of the session for every kind of measure."""
        kinds = [("docTypesList", f"H{kind},S{kind}") for kind in _KINDS]
        query = [("chamber", ""), *kinds, ("sessions", self.session() or ""), ("sponsor", ""), ("number", "")]
        yield self.page(f"{SITE}/Search/ExecuteSearch?{urlencode([*query, ('dateFrom', ''), ('dateTo', '')])}")

    def items(self, page: Any) -> Iterator[Yield]:
        """One bill; a step that cannot be read costs itself."""
        named = {name.casefold(): values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
        match = _NAME.fullmatch(named.get("objectname", ""))
        if match is None:
            raise PageChanged(
                f"ObjectName: wanted one such as 2027-HB-4001, found {named.get('objectname', '')[:40]!r}"
            )
        letter, kind = match[1].upper(), match[2].upper()
        steps = [_step(row, page.url) for row in rows(page.selector, "div#History tr:has(td)", at_least=1)]
        yield from (step for step in steps if isinstance(step, Unreadable))
        yield ScrapedBill(
            jurisdiction=PLACE,
            legislative_session=self.session() or "",
            identifier=f"{letter}{kind}{match[3].upper()}",
            title=text_of(page.css("div#ObjectSubject")),
            classification=(_KINDS[kind],),
            from_organization=_CHAMBERS[letter],
            actions=tuple(step for step in steps if isinstance(step, Action)),
            sponsorships=tuple(_sponsors(page)),
            versions=tuple(_papers(page, _TEXTS)),
            documents=tuple(_papers(page, _PAPERS)),
            sources=(Link(url=page.url, note="Michigan Legislature"),),
        )


def _step(row: Selector, url: str) -> Action | Unreadable:
    cells = [text_of(cell) for cell in row.css("td")]
    try:
        day, journal, words = (*cells, "", "")[:3]
        if not words:
            raise PageChanged(f"History: wanted a day, a journal and words, found {cells[:3]!r}")
        kinds = by_words(PLACE, words)
        return Action(
            date=dates.date(day, "%m/%d/%Y", "%m/%d/%y"),
            description=words,
            classification=kinds,
            organization="executive" if _EXECUTIVE.intersection(kinds) else _chamber(journal, words),
        )
    except ROW_FAULTS as problem:
        return Unreadable(reason=why(problem), excerpt=" ".join(cells)[:500], url=url)


def _chamber(journal: str, words: str) -> Chamber | None:
    match = re.match(r"([HS])J\b", journal, re.IGNORECASE)
    letter = match[1].upper() if match else "S" if words.isupper() else "H" if words[:1].islower() else ""
    return _CHAMBERS.get(letter)


def _sponsors(page: Any) -> Iterator[Sponsorship]:
    """Names without the districts that stand behind them."""
    for link in page.css(_SPONSORS):
        name = text_of(link).partition("(")[0].strip()
        primary = "primarySponsor" in link.attrib.get("class", "").split()
        if name:
            yield Sponsorship(name=name, primary=primary, classification="primary" if primary else "cosponsor")


def _papers(page: Any, where: str) -> Iterator[Version]:
    for row in page.css(where):
        kinds = (("div.html a", "text/html"), ("div.pdf a", "application/pdf"))
        links = tuple(
            Link(url=page.urljoin(link.attrib["href"]), media_type=media)
            for path, media in kinds
            for link in row.css(path)[:1]
            if link.attrib.get("href")
        )
        name = text_of(row.css("div.text strong"))
        if links and name:
            yield Version(note=name, links=links)
