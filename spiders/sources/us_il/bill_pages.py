"""Read pages of bills of the Illinois General Assembly: the status of one, and the text of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlsplit

from parsel import Selector
from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.select import PageChanged, each, text_of
from tracker.records.items import Abstract, Action, Chamber, Link, ScrapedBill, Sponsorship, Version
from tracker.records.text import line, paragraphs

_KINDS: Final = {"B": "bill", "R": "resolution", "JR": "joint resolution", "JRCA": "constitutional amendment"}
_NUMBER: Final = re.compile(r"([HS])(B|R|JR|JRCA)0*(\d+)")
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "House": "lower", "Senate": "upper"}
_ASSEMBLY: Final = re.compile(r"(\d+)(?:st|nd|rd|th) General Assembly", re.IGNORECASE)
_ENDS: Final = {"": "Introduced", "eng": "Engrossed", "enr": "Enrolled", "ren": "Re-enrolled"}
_TEXT: Final = (
    '//*[@id="billtextanchor"]//text()'
    '[not(ancestor::style or ancestor::script or ancestor::td[@class="number" or @class="lineNum"])]'
)
_SYNOPSIS: Final = re.compile(r"SYNOPSIS AS INTRODUCED: (.{1,20000}?) LRB\d+")
_INTRODUCED: Final = re.compile(
    r"\bIntroduced (\d\d?/\d\d?/\d{4}), by (?:Rep|Sen)\. (.{1,500}?)(?: SYNOPSIS AS INTRODUCED:|$)"
)
_ACT: Final = re.compile(r"\bAN ACT (?:concerning|making|relating|to|in relation) .{1,2000}?(?=\.?\s+Be it enacted\b)")
_RESOLVED: Final = re.compile(
    r"\bRESOLVED, BY THE .{1,300}?, that (.{1,2000}?)(?:; and|; be it|\.(?: |$))", re.IGNORECASE
)
ACTIONS: Final = Actions(
    (
        r"deadline|^placed on calendar|^postponed|reconsider|^motion |^added |^removed |^chief |^remains in|^fiscal",
        STOP,
    ),
    (r"\b(?:floor|committee) amendment no\. \d+.*\badopted", f"amendment-passage {STOP}"),
    (r"\b(?:floor|committee) amendment no\. \d+.*\b(?:tabled|withdrawn)", f"amendment-withdrawal {STOP}"),
    (r"\b(?:floor|committee) amendment no\. \d+.*\blost", f"amendment-failure {STOP}"),
    (r"\b(?:floor|committee) amendment no\. \d+.*\bfiled with", f"amendment-introduction {STOP}"),
    (r"\b(?:house|senate) concurs?\b", f"concurrence {STOP}"),
    (r"\b(?:floor|committee) amendment no\. \d+", STOP),
    (r"^(?:pre-?)?filed with (?:the )?(?:clerk|secretary)", "filing"),
    (r"^first reading", "introduction reading-1"),
    (r"\b(?:re-)?referred to\b|\b(?:re-)?assigned to\b|^to .*\bsubcommittee\b", "referral-committee"),
    (r"^do pass|^recommends? (?:be adopted|do pass)|^be adopted", "committee-passage-favorable"),
    (r"^do not pass|^not recommended", "committee-passage-unfavorable"),
    (r"^second reading", "reading-2"),
    (r"^third reading .*\bpassed\b", "reading-3 passage"),
    (r"^third reading .*\blost\b|^resolution (?:not adopted|lost)|^session sine die|\bsine die$", "failure"),
    (r"^resolution adopted|^adopted both houses", "passage"),
    (r"^tabled|^withdrawn by", "withdrawal"),
    (r"^sent to the governor", "executive-receipt"),
    (r"^governor approved", "executive-signature"),
    (r"^(?:governor (?:item|reduction) veto|item/reduction veto)", f"executive-veto-line-item {STOP}"),
    (r"^governor (?:vetoed|amendatory veto|total veto)", "executive-veto"),
    (r"^override .*\bpassed\b", "veto-override-passage"),
    (r"^override .*\blost\b", "veto-override-failure"),
    (r"^public act\b", "became-law"),
)


def of_status(page: TextResponse) -> ScrapedBill:
    """A bill from the page of its status."""
    heading, assembly = each(page.selector, "span.heading"), each(page.selector, "span.content i")
    match = re.fullmatch(r"Bill Status of (\w+)", heading[0]) if heading else None
    number, session = _number(match[1] if match else " ".join(heading)), _session(" ".join(assembly))
    short = _after(page, "Short Description:")
    if short is None:
        raise PageChanged("Short Description: wanted a text, found none")
    synopsis = _after(page, "Synopsis As Introduced")
    own, amendments = _CHAMBERS[number[1]], list(_amendments(page))
    return ScrapedBill(
        jurisdiction="us-il",
        legislative_session=session,
        identifier=f"{number[1]}{number[2]}{number[3]}",
        title=short,
        classification=(_KINDS[number[2]],),
        from_organization=own,
        abstracts=(
            *((Abstract(abstract=synopsis, note="synopsis as introduced"),) if synopsis else ()),
            *(Abstract(abstract=words, note=name) for name, _url, words in amendments if words),
        ),
        actions=tuple(_actions(page)),
        sponsorships=tuple(_sponsors(page)),
        documents=tuple(Version(note=name, links=(Link(url=url),)) for name, url, _words in amendments),
        sources=(Link(url=page.url, note="Illinois General Assembly"),),
    )


def _amendments(page: TextResponse) -> Iterator[tuple[str, str, str]]:
    """The amendments that the page tells of, each with its text's address and what it would change: some replace the whole bill."""
    for link in page.xpath('//a[b][contains(@href, "fulltext.asp?DocName=")]'):
        name = text_of(link)
        if re.fullmatch(r"(?:House|Senate) (?:Committee|Floor) Amendment No\. ?\d+", name):
            said = link.xpath(
                'following-sibling::span[contains(@class, "content")][1][preceding-sibling::a[b][1][. = $name]]',
                name=link.xpath("string()").get(),
            )
            yield name, page.urljoin(link.attrib["href"]), text_of(said)


def _number(name: str) -> re.Match[str]:
    match = _NUMBER.fullmatch(name)
    if match is None:
        raise PageChanged(f"wanted the number of a bill, found {name[:60]!r}")
    return match


def _session(heading: str) -> str:
    match = _ASSEMBLY.search(heading)
    if match is None:
        raise PageChanged(f"wanted a General Assembly, found {heading[:60]!r}")
    return match[1].lower()


def _after(page: TextResponse, heading: str) -> str | None:
    """The text that follows a heading."""
    nodes = page.xpath(
        '//span[@class="heading2"][normalize-space()=$heading]/following-sibling::span[contains(@class, "content")][1]',
        heading=heading,
    )
    return (line(" ".join(nodes.xpath(".//text()").getall()), limit=20_000) or None) if nodes else None


def _sponsors(page: TextResponse) -> Iterator[Sponsorship]:
    """The sponsors under each chamber's heading; the first of the page is the chief one."""
    path = '//a[contains(@class, "content")][preceding-sibling::span[@class="heading2"][1][contains(., "Sponsors")]]'
    for place, link in enumerate(page.xpath(path)):
        name, query = text_of(link), urlsplit(link.attrib.get("href", "")).query
        member = parse_qs(query).get("MemberID", [None])[0]
        if name:
            kind = "cosponsor" if place else "primary"
            yield Sponsorship(name=name, primary=not place, classification=kind, person_id=member)


def _actions(page: TextResponse) -> Iterator[Action]:
    cells = page.xpath('//a[@name="actions"]/following::table[1]//td[contains(@class, "content")]')
    if not cells or len(cells) % 3:
        raise PageChanged(f"actions: wanted three cells for each, found {len(cells)} cells")
    texts = [text_of(cell) for cell in cells]
    for day, chamber, words in zip(texts[::3], texts[1::3], texts[2::3], strict=True):
        kinds = ACTIONS.words(words)
        executive = any(kind.startswith("executive-") and kind != "executive-receipt" for kind in kinds)
        actor = "executive" if executive or "became-law" in kinds else _CHAMBERS.get(chamber)
        yield Action(date=dates.date(day, "%m/%d/%Y"), description=words, classification=kinds, organization=actor)


# -- texts -----------------------------------------------------------------------------------------------------------------


def version(url: str) -> str | None:
    """What the text at an address is called; None for amendments, which are not the text of the bill."""
    document = parse_qs(urlsplit(url).query).get("DocName", [""])[0]
    match = re.fullmatch(r"\d+[A-Z]+\d+([a-z]*)\d*", document)
    return _ENDS.get(match[1]) if match else None


def too_large(page: TextResponse) -> bool:
    """Whether the page says that its text is too large to be shown on it."""
    return "is too large for display" in _flat(page.selector)


def of_text(page: TextResponse) -> ScrapedBill:
    """A bill from the page of its text, which says nothing of what became of it."""
    heading = " ".join(each(page.selector, "h2"))
    number = _number(heading.partition(" - ")[0])
    session, text = _session(heading), _flat(page.selector)
    synopsis, introduced = _SYNOPSIS.search(text), _INTRODUCED.search(text)
    chamber, link = _CHAMBERS[number[1]], Link(url=page.url, note="Illinois General Assembly", media_type="text/html")
    return ScrapedBill(
        jurisdiction="us-il",
        legislative_session=session,
        identifier=f"{number[1]}{number[2]}{number[3]}",
        title=_title(text, number[2]),
        classification=(_KINDS[number[2]],),
        from_organization=chamber,
        abstracts=(Abstract(abstract=synopsis[1], note="synopsis as introduced"),) if synopsis else (),
        actions=_introduction(introduced, chamber),
        sponsorships=tuple(_named(introduced)),
        versions=(Version(note=version(page.url) or "Text", links=(link,)),),
        sources=(link,),
        text=text,
    )


def _flat(node: Selector) -> str:
    """The text without the numbers of its lines."""
    return " ".join(paragraphs(" ".join(node.xpath(_TEXT).getall())).split())


def _title(text: str, kind: str) -> str:
    """The title of an act; of a resolution, which has none, what it resolves first."""
    act = _ACT.search(text)
    if act is not None:
        return line(act[0])
    resolved = _RESOLVED.search(text) if kind != "B" else None
    if resolved is None:
        raise PageChanged(f"wanted 'AN ACT ...' or 'RESOLVED, ...', found {text[:60]!r}")
    words = line(resolved[1])
    return words[:1].upper() + words[1:]


def _introduction(match: re.Match[str] | None, chamber: Chamber) -> tuple[Action, ...]:
    if match is None:
        return ()
    day = dates.date(match[1], "%m/%d/%Y")
    return (Action(date=day, description="Introduced", classification=("introduction",), organization=chamber),)


def _named(match: re.Match[str] | None) -> Iterator[Sponsorship]:
    """Sponsors of the introduced text: chief ones are joined by dashes, others by commas; ", II" belongs to a name."""
    if match is None:
        return
    names = re.split(r" - |, (?!(?:[IVX]+|[JS]r)\b)| and ", match[2])
    for place, name in enumerate(filter(None, map(line, names))):
        kind = "cosponsor" if place else "primary"
        yield Sponsorship(name=name, primary=not place, classification=kind)
