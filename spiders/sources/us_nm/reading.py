"""Read folders of texts and pages of bills of the New Mexico Legislature."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from parsel import Selector
from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.select import PageChanged, absolute, each, maybe, one, rows
from tracker.records.items import Action, Chamber, Committee, Link, ScrapedBill, Sponsorship, Version
from tracker.records.text import line

SITE: Final = "https://www.nmlegis.gov"
ZONE: Final = ZoneInfo("America/Denver")

_KINDS: Final = {
    "B": "bill",
    "R": "resolution",
    "CR": "concurrent resolution",
    "JR": "joint resolution",
    "M": "memorial",
    "JM": "joint memorial",
}
_FILE: Final = re.compile(r"([HS])(B|R|CR|JR|M|JM)0*([1-9]\d*)\.(?:html?|pdf)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"([HS])(B|R|CR|JR|M|JM) *0*([1-9]\d*)")
_SESSION: Final = re.compile(r"(\d{4}) (?:(Regular)|(?:(First|Second|Third) )?Special) Session", re.IGNORECASE)
ORDER: Final = {"": 1, "first": 1, "second": 2, "third": 3}
_MONTH_DAY: Final = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})\.?$")
_TAB: Final = "MainContent_tabContainerLegislation_tabPanel"
_FORM: Final = "MainContent_formView"
_ACTORS: Final[tuple[tuple[re.Pattern[str], Chamber], ...]] = (
    (re.compile(r"(?i:\bgovernor\b|\bveto|\bchapter\b)"), "executive"),
    (re.compile(r"^(?:Sent to )?S[A-Z]+\b|(?i:^senate\b|^(?:passed|failed).* in the senate)"), "upper"),
    (re.compile(r"^(?:Sent to )?H[A-Z]+\b|(?i:^house\b|^(?:passed|failed).* in the house)"), "lower"),
)
ACTIONS: Final = Actions(
    (r"\breconsider|\bnot printed\b|\bfailed to concur|\bnot concurred|\brecede", STOP),
    (r"^sent to [HS]PREF\b", f"filing {STOP}"),
    (r"^sent to \w+ - referrals:", "introduction referral-committee"),
    (r"\bre-?referred\b", "referral-committee"),
    (r"reported by committee with do not pass(?! but)", "committee-passage-unfavorable"),
    (r"reported by committee with do not pass but", "committee-passage-favorable substitution"),
    (r"reported by committee with do pass", "committee-passage-favorable"),
    (r"reported by committee .*without recommendation", "committee-passage"),
    (r"\bfloor (?:amendment|substitute)", "amendment-passage"),
    (r"^passed in the (?:senate|house)", "passage"),
    (r"^failed (?:to pass |passage )?in the|\bpostponed indefinitely", "failure"),
    (r"\bhas concurred\b", "concurrence"),
    (r"^tabled\b|: tabled\b", "deferral"),
    (r"^signed by (?:the )?governor.*\bpartial|\bline[- ]item veto", "executive-veto-line-item"),
    (r"^signed by (?:the )?governor|\bbecame law without", "executive-signature became-law"),
    (r"^(?:pocket )?vetoed\b|\bpocket veto", "executive-veto"),
)


def listed(page: TextResponse) -> list[str]:
    """The addresses of the pages of all bills whose introduced text lies in a folder, in order; none in an empty one."""
    links = rows(page.selector, "pre a")
    if not any("parent directory" in (link.xpath("string()").get() or "").lower() for link in links):
        raise PageChanged("pre a: wanted a folder with its parent, found none")
    year = re.search(r"/Sessions/(\d{2})(?:%20| )Regular/", page.url)
    if year is None:
        raise PageChanged(f"wanted a folder of a regular session, found {page.url[:80]}")
    names: dict[str, None] = {}
    for each_link in links:
        if name := _FILE.fullmatch(line(each_link.xpath("string()").get() or "")):
            chamber, kind, number = name[1].upper(), name[2].upper(), name[3]
            names[_address(chamber, kind, number, year[1])] = None
    return list(names)


def _address(chamber: str, kind: str, number: str, year: str) -> str:
    return f"{SITE}/Legislation/Legislation?chamber={chamber}&legType={kind}&legNo={number}&year={year}"


def bill(page: TextResponse) -> ScrapedBill:
    """The bill of one page; the number of actions must be the one the page counts."""
    node = page.selector
    number = _NUMBER.fullmatch(one(node, f"#{_FORM}Legislation_lblBillID"))
    if number is None:
        raise PageChanged("lblBillID: wanted a number such as HB 73, found something else")
    session = _session(one(node, f"#{_FORM}LegislationTitle_lblSession"))
    year = re.search(r"[?&]year=(\w+)", page.url)
    url = _address(number[1], number[2], number[3], year[1] if year else session[2:4])
    chamber: Chamber = "lower" if number[1] == "H" else "upper"
    versions = tuple(_versions(node, page))
    actions = tuple(_actions(node, int(session[:4]), min((v.date for v in versions if v.date), default=None)))
    return ScrapedBill(
        jurisdiction="us-nm",
        legislative_session=session,
        identifier=f"{number[1]}{number[2]}{number[3]}",
        title=one(node, f"#{_FORM}Legislation_lblTitle"),
        classification=(_KINDS[number[2]],),
        from_organization=chamber,
        actions=actions,
        sponsorships=tuple(_sponsors(node)),
        committees=tuple(_committee(node)),
        versions=versions,
        documents=tuple(_documents(node, page)),
        sources=(Link(url=url, note="New Mexico Legislature"),),
    )


def _session(name: str) -> str:
    """A session's name as others write it: 2026, or 2025S1 for a special one."""
    match = _SESSION.fullmatch(name)
    if match is None:
        raise PageChanged(f"lblSession: wanted one such as 2026 Regular Session, found {name[:40]!r}")
    return match[1] if match[2] else f"{match[1]}S{ORDER[(match[3] or '').lower()]}"


def _actions(node: Selector, year: int, first: dt.date | None) -> Iterator[Action]:
    nodes = node.css(f'span[id^="{_TAB}Actions_dataListActions_lblAction_"]')
    counted = one(node, f"#{_TAB}Actions_lblActionsCount")
    if counted != str(len(nodes)):
        raise PageChanged(f"lblAction: wanted {counted[:10]}, as the page counts, found {len(nodes)}")
    day = first
    for span in nodes:
        parts = [part for part in map(line, span.xpath(".//text()").getall()) if part]
        words = " ".join(part for part in parts if not part.startswith(("Legislative Day:", "Calendar Day:")))
        day = _day(parts, words, year) or day
        if day is None or not words:
            raise PageChanged(f"lblAction: wanted a day and what was done, found {' '.join(parts)[:80]!r}")
        yield Action(
            date=day,
            description=words,
            classification=ACTIONS.words(words),
            organization=next((actor for pattern, actor in _ACTORS if pattern.search(words)), None),
        )


def _day(parts: list[str], words: str, year: int) -> dt.date | None:
    """The calendar day, or the day at the end of the words ("Chapter 44 - Feb. 28"); None where neither is told."""
    for part in parts:
        if part.startswith("Calendar Day:"):
            return dates.date(part.partition(":")[2], "%m/%d/%Y")
    ending = _MONTH_DAY.search(words)
    return dates.date(f"{ending[1]} {ending[2]} {year}", "%b %d %Y") if ending else None


def _sponsors(node: Selector) -> Iterator[Sponsorship]:
    """All sponsors; those that head the page are the primary ones."""
    first = {_code(link): each(link, "b") for link in node.css(f'a[id^="{_FORM}Legislation_linkSponsor"]')}
    names = {_code(link): each(link, 'span[id*="lblSponsorName"]') for link in node.css(f'a[id^="{_TAB}Sponsors_"]')}
    for code, sponsor_name in {**first, **names}.items():
        primary = code in first
        for name in sponsor_name:
            kind = "primary" if primary else "cosponsor"
            yield Sponsorship(name=name, primary=primary, classification=kind, person_id=code)


def _code(link: Selector) -> str | None:
    match = re.search(r"SponCode=(\w+)", link.attrib.get("href", ""))
    return match[1] if match else None


def _committee(node: Selector) -> Iterator[Committee]:
    """The committee that has the bill now."""
    place = f"#{_FORM}Legislation_linkLocation"
    code = re.search(r"CommitteeCode=([HS]\w+)", node.css(place).attrib.get("href", ""))
    name = maybe(node, place)
    if code and name:
        yield Committee(name=name.title(), code=code[1], chamber="lower" if code[1][0] == "H" else "upper")


def _versions(node: Selector, page: TextResponse) -> Iterator[Version]:
    """The introduced and the final text; one that only a script can open has no address."""
    for part, name in (("TextIntroduced", "Introduced"), ("TextFinal", "Final Version")):
        links = node.css(f"#{_FORM}Legislation{part} a")
        days = [day for each_link in links for day in each(each_link, ".badge")]
        if links:
            yield Version(
                note=name, date=dates.date(days[0], "%m/%d/%y") if days else None, links=tuple(_links(links, page))
            )


def _documents(node: Selector, page: TextResponse) -> Iterator[Version]:
    """Fiscal reports and the reports of committees."""
    for link in node.css(f'#{_TAB}Analysis a[href$=".pdf" i], #{_TAB}Reports a[href$=".pdf" i]'):
        days = each(link, ".badge")
        name = " ".join(each(link, 'span[id*="Name"]')) or "Report"
        yield Version(
            note=name, date=dates.date(days[0], "%m/%d/%y") if days else None, links=tuple(_links([link], page))
        )


def _links(links: list[Selector], page: TextResponse) -> Iterator[Link]:
    for link in links:
        address = link.attrib.get("href", "")
        if not address.startswith("javascript:"):
            kind = "application/pdf" if address.lower().endswith(".pdf") else "text/html"
            yield Link(url=absolute(address, page), media_type=kind)
