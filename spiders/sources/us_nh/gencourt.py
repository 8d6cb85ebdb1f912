"""Read the list of bills of the New Hampshire General Court, and the texts of bills."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from parsel import Selector
from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.select import PageChanged, absolute
from spiders.kit.status_phrases import status, virtual
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Chamber,
    Committee,
    HeardBill,
    Link,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    Status,
    Version,
)
from tracker.records.text import line

SITE: Final = "http://gencourt.state.nh.us/bill_status"
SHORTEST: Final = 400
"""Characters below which what stands in a text's place is not one."""
ZONE: Final = ZoneInfo("America/New_York")

_KINDS: Final = {
    "B": "bill",
    "R": "resolution",
    "CR": "concurrent resolution",
    "JR": "joint resolution",
    "CACR": "constitutional amendment",
    "A": "address",
}
_NUMBER: Final = re.compile(r"(?:([HS])(B|R|CR|JR|A)|(CACR)) ?(\d+)(?: ?-(?:FN|A|L|LOCAL))*")
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "House": "lower", "Senate": "upper"}
_FACTS: Final = ("G-Status:", "House Status:", "Senate Status:", "Next/Last Comm:", "Next/Last Hearing:")
_WORDS: Final = re.compile(
    r"\b((?:HOUSE|SENATE) (?:BILL|(?:CONCURRENT |JOINT )?RESOLUTION|ADDRESS)) (\d+)"
    r"|\b(CONSTITUTIONAL AMENDMENT CONCURRENT RESOLUTION) (\d+)"
)
_HEARING: Final = re.compile(r"(\d\d/\d\d/\d{4}) at (\d\d?:\d\d [AP]M)(?: (.+))?")
_SPONSOR: Final = re.compile(r"(?:Rep|Sen)\. ([^,]+), ([^,]+?)(?:, .*)?")
_SPONSORS: Final = re.compile(r"\bSPONSORS: (.{1,20000}?) (?:COMMITTEE:|-{5,}|ANALYSIS\b)")
_ANALYSIS: Final = re.compile(r"\bANALYSIS (.{1,20000}?) ?(?:(?:- ){5,}|-{5,}|Explanation:)")
_TITLE: Final = re.compile(r"\b(?:AN ACT|A RESOLUTION|RELATING TO:?) (.{1,2000}?) (?:PROVIDING THAT:?|SPONSORS:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the list says of one bill; `text` is where its text is, `docket` its number as a request for a bill."""

    session: str
    identifier: str
    kind: str
    chamber: Chamber | None
    title: str
    docket: str
    pages: tuple[Link, ...]
    text: str | None
    committee: Committee | None
    hearing: str | None
    stamp: str


def list_url(year: int | str) -> str:
    """The page that lists all bills of a session's year."""
    return f"{SITE}/results.aspx?adv=2&sy={year}"


def rows(page: TextResponse) -> list[Selector]:
    """The rows of the list, each once: a bill may be listed four times over. The page says how many there are."""
    total = re.search(r"Bills Found :\s*(\d+)", " ".join(page.xpath("//td//text()").getall()).replace("\xa0", " "))
    nodes = list(page.xpath("//tr[td/big]"))
    if total is None:
        raise PageChanged("wanted 'Bills Found : ...', found none")
    if int(total[1]) != len(nodes):
        raise PageChanged(f"wanted the {total[1]} bills that the page says it found, found {len(nodes)}")
    return list({" ".join(node.xpath(".//text() | .//@href").getall()): node for node in nodes}.values())


def row(node: Selector, page: TextResponse) -> Row:
    """One bill of the list."""
    identifier, kind, chamber = number(_text(node, "./td[1]/big//text()"))
    session = re.fullmatch(r"Session Year (\d{4})", _text(node, "./td[1]/i[1]//text()"))
    if session is None:
        raise PageChanged(f"{identifier}: wanted 'Session Year ...', found none")
    title = _text(node, './td[2]/b[normalize-space()="Title:"]/following-sibling::text()')
    if not title:
        raise PageChanged(f"{identifier}: wanted a title, found none")
    facts = _facts(node, identifier)
    links = [absolute(href, page) for href in node.xpath("./td[1]//a/@href").getall()]
    docket = next((query["lsr"][0] for link in links if "lsr" in (query := _asked(link))), None)
    if docket is None:
        raise PageChanged(f"{identifier}: wanted the address of its docket, found none")
    return Row(
        session=session[1],
        identifier=identifier,
        kind=kind,
        chamber=chamber,
        title=title,
        docket=docket,
        pages=tuple(_pages(links)),
        text=next((link for link in links if "txtFormat=html" in link), None),
        committee=_committee(facts["Next/Last Comm:"]),
        hearing=None if facts["Next/Last Hearing:"] == "Time not specified" else facts["Next/Last Hearing:"] or None,
        stamp=blake2b("|".join((title, *facts.values(), *sorted(links))).encode(), digest_size=12).hexdigest(),
    )


def number(name: str) -> tuple[str, str, Chamber | None]:
    """A bill's number, kind and chamber; "HB147 -FN" (it costs money) is HB147. An amendment of the constitution may begin
    in either chamber.
    """
    match = _NUMBER.fullmatch(name)
    if match is None:
        raise PageChanged(f"wanted the number of a bill, found {name[:40]!r}")
    kind = match[2] or match[3]
    return f"{match[1] or ''}{kind}{int(match[4])}", _KINDS[kind], _CHAMBERS.get(match[1] or "")


def text_id(url: str) -> str:
    """What tells one text from another in an address: the year and the id."""
    query = _asked(url)
    return "/".join(query.get(name, [""])[0] for name in ("sy", "id"))


def bill(row: Row, page: TextResponse | None = None) -> ScrapedBill:
    """A bill as the list tells it, with what its text adds."""
    text = None if page is None else _flat(page)
    if text is not None and _heading(text)[0] != row.identifier:
        raise PageChanged(f"wanted the text of {row.identifier}, found {text[:40]!r}")
    return ScrapedBill(
        jurisdiction="us-nh",
        legislative_session=row.session,
        identifier=row.identifier,
        title=row.title,
        classification=(row.kind,),
        from_organization=row.chamber,
        committees=(row.committee,) if row.committee else (),
        versions=tuple(_versions(row.text, text)),
        sources=row.pages,
        stamp=row.stamp,
        **_added(text),  # type: ignore[arg-type]
    )


def bill_of_text(page: TextResponse) -> ScrapedBill:
    """A bill as its text alone tells it."""
    text = _flat(page)
    identifier, kind, chamber = _heading(text)
    session, title = re.search(r"\b(\d{4}) SESSION\b", text), _TITLE.search(text)
    if session is None or title is None:
        raise PageChanged(f"{identifier}: wanted a session and a title, found {text[:60]!r}")
    return ScrapedBill(
        jurisdiction="us-nh",
        legislative_session=session[1],
        identifier=identifier,
        title=title[1],
        classification=(kind,),
        from_organization=chamber,
        versions=tuple(_versions(page.url, text)),
        sources=(Link(url=page.url, note="Text"),),
        **_added(text),  # type: ignore[arg-type]
    )


def missing(page: TextResponse) -> bool:
    """Whether there is no text yet: the page says "error", or a sentence such as "Senate Resolutions 1-5 were housekeeping"."""
    text = _flat(page)
    return len(text) < SHORTEST and not _NUMBER.match(text) and not _WORDS.search(text)


def utf8(page: TextResponse) -> TextResponse:
    """The page in UTF-8 where that is what it is in: the list says windows-1252 of itself and is not."""
    try:
        page.body.decode("utf-8")
    except UnicodeDecodeError:
        return page
    return page.replace(encoding="utf-8")


def hearing_of(row: Row) -> str:
    """The id of a bill's hearing: the bill's and the chamber's."""
    return f"{row.session}-{row.docket}-{(row.committee and row.committee.chamber) or 'joint'}"


def hearing(row: Row, today: dt.date, *, again: bool = False) -> ScrapedHearing | None:
    """The next hearing of a bill, or the last one; None where the list names none. `again` is for a second hearing of a
    bill in the same chamber, which then has its day in its id.
    """
    if row.hearing is None:
        return None
    match = _HEARING.fullmatch(row.hearing)
    if match is None or row.committee is None:
        raise PageChanged(f"{row.identifier}: wanted a hearing and its committee, found {row.hearing[:60]!r}")
    start, place = dates.local(f"{match[1]} {match[2]}", ZONE, "%m/%d/%Y %I:%M %p"), _place(match[3])
    usual: Status = "passed" if start.date() < today else "confirmed"
    return ScrapedHearing(
        key=f"{hearing_of(row)}-{start.date()}" if again else hearing_of(row),
        jurisdiction="us-nh",
        name=f"{row.committee.name}: {row.identifier}",
        start=start,
        timezone=ZONE.key,
        classification="hearing",
        status=status(place, usual=usual, day=start.date()),
        chamber=row.committee.chamber,
        committee=row.committee.name,
        location=place,
        virtual=virtual(place),
        description=row.title,
        legislative_session=row.session,
        bills=(HeardBill(identifier=row.identifier, legislative_session=row.session, title=row.title),),
        sources=row.pages,
    )


def _text(node: Selector, path: str) -> str:
    return line(" ".join(node.xpath(path).getall()))


def _asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def _facts(node: Selector, identifier: str) -> dict[str, str]:
    facts = {
        _text(table_row, "./td[1]//text()"): _text(table_row, "./td[2]//text()")
        for table_row in node.xpath("./td[2]/table//tr")
    }
    if missing := [name for name in _FACTS if name not in facts]:
        raise PageChanged(f"{identifier}: wanted {', '.join(missing)}, found {', '.join(facts)[:80] or 'nothing'}")
    return {name: facts[name] for name in _FACTS}


def _pages(links: list[str]) -> Iterator[Link]:
    for name, note in (("bill_docket.aspx", "Docket"), ("bill_status.aspx", "Status")):
        yield from (Link(url=link, note=note) for link in links if name in link.casefold())


def _committee(name: str) -> Committee | None:
    """A committee such as "HouseEducation" or "Senate Education", of two chambers; a bill may have none."""
    match = re.fullmatch(r"(House|Senate) ?(.+)", name)
    if match is None or match[2] == "No Committee Assignment":
        return Committee(name=name) if name and match is None else None
    return Committee(name=match[2], chamber=_CHAMBERS[match[1]])


def _place(text_of_place: str | None) -> str | None:
    """A room; "Room 000" is none."""
    return line((text_of_place or "").replace("Room 000", "")) or None


# -- texts -----------------------------------------------------------------------------------------------------------------


def _flat(page: TextResponse) -> str:
    return " ".join(prose.text(page.text).split())


def _heading(text: str) -> tuple[str, str, Chamber | None]:
    """The number that a text begins with; a few say it only in words."""
    words = _WORDS.search(text[:400])
    if words is None or _NUMBER.match(text):
        return number(text.partition(" - ")[0].strip())
    letters = "".join(word[0] for word in (words[1] or words[3]).split())
    return number(f"{letters}{words[2] or words[4]}")


def _versions(url: str | None, text: str | None) -> Iterator[Version]:
    if url:
        match = re.match(r"[^-]+(?:-\w+)* - (AS [A-Z ]+?|VERSION [A-Z ]+?|FINAL [A-Z ]+?)(?= \d)", text or "")
        note = match[1].capitalize() if match else "Text"
        yield Version(note=note, links=(Link(url=url, media_type="text/html"),))


def _added(text: str | None) -> dict[str, object]:
    """What the text of a bill tells beside its number."""
    if text is None:
        return {}
    analysis = _ANALYSIS.search(text)
    return {
        "abstracts": (Abstract(abstract=analysis[1], note="analysis"),) if analysis else (),
        "sponsorships": tuple(_sponsors(text)),
        "text": text,
    }


def _sponsors(text: str) -> Iterator[Sponsorship]:
    """The prime sponsor stands first."""
    match = _SPONSORS.search(text)
    for place, sponsor_name in enumerate(filter(None, map(line, match[1].split(";")))) if match else ():
        sponsor = _SPONSOR.fullmatch(sponsor_name)
        kind = "cosponsor" if place else "primary"
        name, district = (sponsor[1], sponsor[2]) if sponsor else (sponsor_name, None)
        yield Sponsorship(name=name, primary=not place, classification=kind, district=district)
