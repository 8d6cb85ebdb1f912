"""Bills of the Pennsylvania General Assembly, from the history of all of them, which it publishes every hour as one ZIP.

Robots are refused on the pages of bills, and asked to take this file instead; a bill that did not change since it was read
says so by its own moment.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from lxml import etree

from spiders.kit import dates
from spiders.kit.archive import Member
from spiders.kit.classify import STOP, Actions
from spiders.kit.fields import child, descendants, maybe_child
from spiders.kit.select import PageChanged, absolute
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.kit.votes import sure_result
from spiders.sources.us_pa.people import PLACE, SITE
from tracker.ingest.source import Source
from tracker.ingest.verdict import Problem
from tracker.records.items import (
    Action,
    Chamber,
    Committee,
    Link,
    NothingHere,
    ScrapedBill,
    Sponsorship,
    Unchanged,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.text import line

ZONE: Final = ZoneInfo("America/New_York")
_BILL: Final = re.compile(r"(\d{4})(\d)([HS])([A-Z]{1,2})(\d+)")
KINDS: Final = {"B": "bill", "R": "resolution", "JR": "joint resolution", "CR": "concurrent resolution"}
CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "E": "executive", "G": "executive"}
PARTIES: Final = {"D": "Democratic", "R": "Republican", "I": "Independent"}
_READING: Final = 2
"""Raised whenever more of a bill is read, so that bills known by their moment are read again."""
_DAYS: Final = ("%m/%d/%y", "%m/%d/%Y", "%Y-%m-%d")
_COUNTS: Final = re.compile(r"(\d{1,3})\s*-\s*(\d{1,3})")
_MEMBERS: Final[dict[str, int]] = {"H": 203, "S": 50}
_MOST_ASKED: Final = Fraction(2, 3)
"""The greatest share of the elected members that the constitution asks for, of a veto's override (article IV, section 15)."""
_TEXT: Final = re.compile(r"/bills/text/PDF/", re.IGNORECASE)
ACTIONS: Final = Actions(
    (r"\breconsider|^set on the|^removed from|^\(remarks|^motion to|^rules suspended|^press conference", STOP),
    (r"^introduced\b", "introduction"),
    (r"^(?:re-)?(?:referred|committed) to\b|^re-(?:referred|committed) to\b", "referral-committee"),
    (r"^(?:re-)?reported (?:as|with)|^re-reported", "committee-passage"),
    (r"^first consideration", "reading-1"),
    (r"^second consideration", "reading-2"),
    (r"^third consideration and final passage", "reading-3 passage"),
    (r"^third consideration(?! and final)", "reading-3"),
    (r"^(?:third consideration and )?(?:defeated|failed|not agreed)\b|^defeated on final passage", "failure"),
    (r"^final passage\b|^(?:introduced and )?adopted\b", "passage"),
    (r"^(?:house|senate) (?:non-?concurr|refused)", STOP),
    (r"^(?:house|senate) concurr|^conference committee report adopted", "concurrence"),
    (r"^presented to the governor", "executive-receipt"),
    (r"^approved by the governor", "executive-signature"),
    (r"^(?:vetoed|disapproved) by the governor|^veto no", "executive-veto"),
    (r"^act no\.|^became law", "became-law"),
)


class PennsylvaniaBills(DocumentSpider):
    """One ZIP with one file of XML."""

    name = "us-pa-bills"
    conditional = False  # the file comes to disk
    source = Source(
        jurisdiction=PLACE,
        publisher="Pennsylvania General Assembly",
        timezone=ZONE,
        url=f"{SITE}/data",
        kind="bills",
        every_hours=12,
        proved=False,
        note="No key. One file a visit, tens of megabytes unpacked; --session 2023_1 reads a special session.",
    )

    def first(self) -> Iterable[Yield]:
        """The file of the session: of the two years that run, or of the one asked for."""
        year = self.asked.now.astimezone(ZONE).year
        wanted_session = self.asked.session or f"{year - (year + 1) % 2}_0"
        match = re.fullmatch(r"(\d{4})(?:_(\d)|-\d{4})?", wanted_session)
        if match is None:
            raise PageChanged(f"session: wanted one such as 2025-2026 or 2023_1, found {wanted_session[:20]!r}")
        session = f"{match[1]}_{match[2] or 0}"
        url = f"{SITE}/data/file?documentType=BillHistoryData&session={session}"
        yield self.page(url, to_file=True, meta={"session": session})

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill of the file."""
        yield from self.zipped(page, lambda member: self._history(member, page), suffix=".xml")

    def _history(self, member: Member, page: Any) -> Iterator[Yield]:
        number = 0
        for bill in islice(_bills(member.data or b""), self.asked.limit):
            number += 1
            yield from self.row(self._one, bill, page.meta["session"], excerpt=bill.get("id", ""), url=page.url)
            bill.clear()
        total = _total(member.data or b"")
        if total == 0 and not number:
            yield NothingHere(reason="the session has no bills yet")
        elif self.asked.limit is None and number != total:
            reason = f"totalDocuments: wanted {total} bills, found {number}"
            yield Problem(kind="page-changed", reason=reason, url=page.url)

    def _one(self, bill: Any, session: str) -> Iterator[Yield]:
        made = read(bill, session)
        yield Unchanged(id=made.id) if self.known(made.id, made.stamp) else made


def _bills(data: bytes) -> Iterator[Any]:
    """The bills of the file, one in memory at a time."""
    try:
        for _event, element in etree.iterparse(
            io.BytesIO(data), tag="{*}bill", resolve_entities=False, no_network=True, huge_tree=False
        ):
            yield element
    except etree.XMLSyntaxError as problem:
        raise PageChanged(f"wanted the whole XML of the bills, found an end of it: {problem}") from problem


def _total(data: bytes) -> int | None:
    """How many bills the file says that it has."""
    match = re.search(rb'<historyExport\b[^>]*\btotalDocuments="(\d+)"', data[:2000])
    return int(match[1]) if match else None


def read(bill: Any, session: str) -> ScrapedBill:
    """A bill with its history, sponsors and texts; one of another session than was asked for is a fault."""
    match = _BILL.fullmatch(line(bill.get("id", "")))
    if match is None or match[4] not in KINDS:
        raise PageChanged(f"bill/@id: wanted one such as 20250HB0017, found {bill.get('id', '')[:20]!r}")
    year, special, body, kind, number = match.groups()
    if f"{year}_{special}" != session:
        raise PageChanged(f"bill/@id: wanted the session {session}, found {year}_{special}")
    name = f"{body}{kind}{int(number)}"
    page = f"{SITE}/legislation/bills/{year}/{name.lower()}" if special == "0" else f"{SITE}/data"
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=session_name(int(year), special),
        identifier=name,
        title=child(bill, "shortTitle"),
        classification=(KINDS[kind],),
        from_organization=CHAMBERS[body],
        actions=tuple(_actions(bill)),
        sponsorships=tuple(_sponsors(bill)),
        committees=tuple(dict.fromkeys(_committees(bill))),
        votes=tuple(_votes(bill)),
        versions=tuple(_versions(bill)),
        documents=tuple(_documents(bill)),
        sources=(Link(url=page, note="Pennsylvania General Assembly"),),
        stamp=f"{_READING}|{moment}" if (moment := line(bill.get("lastUpdate", ""))) else None,
    )


def session_name(year: int, special: str) -> str:
    """The session of two years, or a special one in them."""
    return f"{year}-{year + 1}" + (f" Special Session #{special}" if special != "0" else "")


def _actions(bill: Any) -> Iterator[Action]:
    for action in descendants(bill, "action"):
        words = child(action, "fullAction")
        yield Action(
            date=dates.date(child(action, "date"), *_DAYS),
            description=words,
            classification=ACTIONS.words(words),
            organization=CHAMBERS.get(line(action.get("actionChamber", ""))),
        )


def _committees(bill: Any) -> Iterator[Committee]:
    """Where the bill was sent, in order; the file writes names in capitals."""
    for action in descendants(bill, "action"):
        name = (maybe_child(action, "committee") or "").title().replace(" And ", " and ").replace(" Of ", " of ")
        if name:
            yield Committee(name=name, chamber=CHAMBERS.get(line(action.get("actionChamber", ""))))


def _votes(bill: Any) -> Iterator[VoteEvent]:
    """The roll calls of the floor, by their counts: who voted how stands elsewhere."""
    for action in descendants(bill, "action"):
        letter, roll_call = (
            line(action.get("actionChamber", "")),
            _COUNTS.fullmatch(maybe_child(action, "rollCallVote") or ""),
        )
        if roll_call is not None and letter in _MEMBERS:
            ayes, noes = int(roll_call[1]), int(roll_call[2])
            yield VoteEvent(
                date=dates.date(child(action, "date"), *_DAYS),
                motion=(maybe_child(action, "verb") or child(action, "fullAction")).strip(" ,"),
                result=sure_result(ayes, noes, _MEMBERS[letter], _MOST_ASKED),
                organization=CHAMBERS[letter],
                counts=(VoteCount(option="yes", value=ayes), VoteCount(option="no", value=noes)),
            )


def _sponsors(bill: Any) -> Iterator[Sponsorship]:
    for place, sponsor in enumerate(descendants(bill, "sponsor")):
        name = line("".join(sponsor.itertext()))
        if not name:
            raise PageChanged("sponsor: wanted a name, found none")
        party, district = line(sponsor.get("party", "")), line(sponsor.get("districtNumber", ""))
        yield Sponsorship(
            name=name,
            primary=not place,
            classification="cosponsor" if place else "primary",
            party=PARTIES.get(party, party or None),
            district=district.lstrip("0") or None,
        )


def _versions(bill: Any) -> Iterator[Version]:
    """The bill's printings; each is told as PDF, and is at the same address as a page."""
    for history in descendants(bill, "printersNumberHistory"):
        for number in descendants(history, "number"):
            address = line(number.get("billTextPdfUrl", ""))
            if not address:
                raise PageChanged("number/@billTextPdfUrl: wanted an address, found none")
            url = absolute(address, SITE)
            links = [Link(url=url, media_type="application/pdf")]
            if _TEXT.search(url):
                links.insert(0, Link(url=_TEXT.sub("/bills/text/HTM/", url), media_type="text/html"))
            yield Version(note=f"Printer's No. {line(''.join(number.itertext()))}", links=tuple(links))


def _documents(bill: Any) -> Iterator[Version]:
    for paper in descendants(bill, "cosponsorshipMemo"):
        if url := line(paper.get("memoUrl", "")):
            yield Version(note="Co-sponsorship memo", links=(Link(url=absolute(url, SITE), note=_memo(paper)),))
    for paper in descendants(bill, "amendment"):
        if url := line(paper.get("amendmentUrl", "")):
            number, day = line(paper.get("number", "")), line(paper.get("date", ""))
            yield Version(
                note=f"Amendment {number}".strip(),
                date=dates.date(day, *_DAYS) if day else None,
                links=(Link(url=absolute(url, SITE)),),
            )


def _memo(element: Any) -> str | None:
    return line("".join(element.itertext())) or None
