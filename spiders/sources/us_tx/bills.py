"""Bills of the Texas Legislature: a tree of folders by FTP, one file of XML a bill.

The listings say when each file was written, so that after the first visit only what changed is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import child, descendants, maybe_child, xml_body
from spiders.kit.ftp import Entry, entries
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from tracker.ingest.source import Source
from tracker.records import sessions
from tracker.records.items import (
    Action,
    Chamber,
    Committee,
    Link,
    NothingHere,
    RelatedBill,
    ScrapedBill,
    Sponsorship,
    Unchanged,
    Version,
)
from tracker.records.text import clean_identifier, line

PLACE: Final = "us-tx"
SITE: Final = "https://capitol.texas.gov"
SERVER: Final = "ftp://ftp.legis.state.tx.us"
ZONE: Final = ZoneInfo("America/Chicago")
KINDS: Final = {"B": "bill", "R": "resolution", "CR": "concurrent resolution", "JR": "joint resolution"}
CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_HOUSES: Final[dict[str, Chamber]] = {"house": "lower", "senate": "upper"}
BILL: Final = re.compile(r"([HS])(B|R|CR|JR)(\d+)")
_NAMED: Final = re.compile(r"(\d+)\((R|\d)\) (.+)")
_COMPANION: Final = re.compile(r"\b([HS](?:B|JR|CR|R))\W{0,2}(\d{1,5})\b")
_ROOM: Final = 3
"""So many points at the end of a step's words leave room for what its comment says: "Effective on . . ."."""
_PAPERS: Final = (
    ("analysis", "Bill analysis"),
    ("fiscalNote", "Fiscal note"),
    ("witnessList", "Witness list"),
)
_DEEPEST: Final = 3
"""Folders below the session's: a kind of measure, then a hundred of its numbers."""


class TexasBills(DocumentSpider):
    """The folders of a session, then each file that changed."""

    name = "us-tx-bills"
    conditional = False  # a server of files knows no validators; the listings say what changed
    source = Source(
        jurisdiction=PLACE,
        publisher="Texas Legislature",
        timezone=ZONE,
        url=f"{SITE}/BillLookup/BillNumber.aspx",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. By FTP, a file a bill: some ten thousand the first time, then what changed. --session 892: a special one.",
    )

    def first(self) -> Iterable[Yield]:
        """The folder of the session: 90 is 90R there, and a special one 891."""
        session = self.session() or ""
        if not session.isdecimal():
            raise PageChanged(f"session: wanted one such as 90 or 892, found {session[:20]!r}")
        folder = session if len(session) > 2 else f"{session}R"
        self._left = self.asked.limit
        meta = {"session": session, "depth": 0}
        yield self.page(f"{SERVER}/bills/{folder}/billhistory/", self.listed, meta=meta)

    def listed(self, page: Any) -> Iterator[Yield]:
        """Go into the folders, and ask for the files that changed."""
        files = list(entries(page.text))
        if not files and not page.meta["depth"]:
            yield NothingHere(reason="the session has no bills yet")
        for entry in files:
            yield from self.row(self._one, entry, page, excerpt=entry.name, url=page.url)

    def _one(self, entry: Entry, page: Any) -> Iterator[Yield]:
        url, depth = f"{page.url}{quote(entry.name)}", page.meta["depth"]
        if entry.folder and depth < _DEEPEST:
            yield self.page(f"{url}/", self.listed, meta={**page.meta, "depth": depth + 1})
        elif entry.name.lower().endswith(".xml") and self._left != 0:
            number = clean_identifier(entry.name[:-4])
            session = page.meta["session"]
            key = f"{PLACE}/{sessions.canonical(PLACE, session) or session}/{number}"
            if self.known(key, entry.stamp):
                yield Unchanged(id=key)
                return
            self._left = None if self._left is None else self._left - 1
            meta = {"session": session, "number": number, "stamp": entry.stamp}
            yield self.page(url, meta=meta, expects="xml")

    def items(self, page: Any) -> Iterator[Yield]:
        """One bill; a file can say that there is none of its number."""
        if b"Bill does not exist" in page.body:
            yield NothingHere(reason=f"there is no {page.meta['number']}")
            return
        yield read(xml_body(page.body), page)


def read(root: Any, page: Any) -> ScrapedBill:
    """A bill with its history, sponsors and texts; one of another number or session than its place says is a fault."""
    named = _NAMED.fullmatch(line(root.get("bill", "")))
    number = clean_identifier(named[3]) if named else ""
    match = BILL.fullmatch(number)
    session = (named[1] + named[2].replace("R", "")) if named else ""
    if match is None or (session, number) != (page.meta["session"], page.meta["number"]):
        wanted = f"{page.meta['number']} of {page.meta['session']}"
        raise PageChanged(f"@bill: wanted {wanted}, found {root.get('bill', '')[:40]!r}")
    code = page.url.partition("/bills/")[2].partition("/")[0]
    address = Link(url=f"{SITE}/BillLookup/History.aspx?LegSess={code}&Bill={number}", note="Texas Legislature Online")
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=session,
        identifier=number,
        title=child(root, "caption"),
        classification=(KINDS[match[2]],),
        from_organization=CHAMBERS[match[1]],
        subject=tuple(filter(None, (line("".join(element.itertext())) for element in descendants(root, "subject")))),
        actions=tuple(_actions(root)),
        sponsorships=tuple(_sponsorships(root)),
        committees=tuple(_committees(root)),
        versions=tuple(_papers(root, "bill")),
        documents=tuple(paper for kind, note in _PAPERS for paper in _papers(root, kind, f"{note}: ")),
        related_bills=tuple(_companions(root, session, number)),
        sources=(address,),
        stamp=page.meta["stamp"],
    )


def _actions(root: Any) -> Iterator[Action]:
    for action in descendants(root, "action"):
        words, letter = child(action, "description"), child(action, "actionNumber")[0]
        begun = words.rstrip(" .")
        left_open = words.count(".", len(begun)) >= _ROOM
        begun, between = (begun, " ") if left_open else (words, ", ")
        yield Action(
            date=dates.date(child(action, "date"), "%m/%d/%Y"),
            description=between.join(filter(None, (begun, maybe_child(action, "comment")))),
            classification=by_words(PLACE, begun),
            organization=CHAMBERS.get(letter, "executive" if letter == "E" else None),
        )


def _sponsorships(root: Any) -> Iterator[Sponsorship]:
    """Authors are of the bill's own chamber, sponsors carry it in the other."""
    for name, primary in (("authors", True), ("sponsors", True), ("coauthors", False), ("cosponsors", False)):
        for person in filter(None, map(line, (maybe_child(root, name) or "").split(" | "))):
            yield Sponsorship(name=person, primary=primary, classification="primary" if primary else "cosponsor")


def _committees(root: Any) -> Iterator[Committee]:
    for group in descendants(root, "committees"):
        for committee in group:
            chamber, name = _HOUSES.get(str(committee.tag).rpartition("}")[2]), line(committee.get("name", ""))
            if chamber and name:
                yield Committee(name=name, chamber=chamber)


def _companions(root: Any, session: str, own: str) -> Iterator[RelatedBill]:
    """The companions in the other chamber, wherever the element says their numbers: as words or as attributes."""
    for group in root.iterfind("{*}companions"):
        all_words = " ".join(
            (*group.itertext(), *(value for element in group.iter() for value in element.attrib.values()))
        )
        for name in dict.fromkeys(f"{kind}{int(number)}" for kind, number in _COMPANION.findall(all_words)):
            if name != own:
                yield RelatedBill(identifier=name, legislative_session=session, relation_type="companion")


def _papers(root: Any, kind: str, note: str = "") -> Iterator[Version]:
    """The texts of a bill, or the papers about it, each as a page and as PDF."""
    for group in root.iterfind(f"{{*}}billtext/{{*}}docTypes/{{*}}{kind}"):
        for version in descendants(group, "version"):
            kinds = (("WebHTMLURL", "text/html"), ("WebPDFURL", "application/pdf"))
            links = [
                Link(url=url, media_type=media)
                for name, media in kinds
                if (url := maybe_child(version, name)) is not None
            ]
            if links:
                yield Version(note=f"{note}{child(version, 'versionDescription')}", links=tuple(links))
