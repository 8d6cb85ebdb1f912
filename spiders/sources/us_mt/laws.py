"""Read the list of all bills of LAWS, the system of the Montana Legislature."""

from __future__ import annotations

import re
from typing import Any, Final
from zoneinfo import ZoneInfo

from parsel import Selector
from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.select import PageChanged, absolute, text_of
from tracker.records.items import Action, Chamber, Link, ScrapedBill, Sponsorship, Version

ZONE: Final = ZoneInfo("America/Denver")

_KINDS: Final = {"B": "bill", "J": "joint resolution", "R": "resolution", "JR": "joint resolution"}
_NUMBER: Final = re.compile(r"([HS])(B|J|JR|R) *0*([1-9]\d*)")
_COUNTED: Final = re.compile(r"Total number of Introduced Bills - ([\d,]+)")
_SESSION: Final = re.compile(r"[?&]P_SESS=(\d{4})(\d)\b", re.IGNORECASE)
_SPONSOR: Final = re.compile(r"(.+?) *\(([A-Z])\) *([HS]D \d+)")
_STATUS: Final = re.compile(r"\(([HSC])\) *(.+)")
_ACTORS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_ROWS: Final = '//tr[td//a[contains(@href, "P_BLTP_BILL_TYP_CD=")]]'
ACTIONS: Final = Actions(
    (r"^hearing\b|\breconsider|\bexecutive action\b", STOP),
    (r"^draft ", "filing"),
    (r"^introduced\b", "introduction"),
    (r"^(?:first reading|referred to committee|rereferred to committee)\b", "referral-committee"),
    (r"^committee report ?-- ?bill (?:not passed|not concurred)", "committee-passage-unfavorable"),
    (r"^committee report ?-- ?(?:bill|resolution) (?:passed|concurred|adopted)", "committee-passage-favorable"),
    (r"^tabled in committee", "committee-failure"),
    (r"^2nd reading (?:not (?:passed|concurred)|indefinitely postponed)", "failure"),
    (r"^2nd reading (?:passed|concurred)", "reading-2"),
    (r"^3rd reading (?:failed|not )", "failure"),
    (r"^3rd reading (?:passed|concurred)", "reading-3 passage"),
    (r"^transmitted to (?:house|senate)", "passage"),
    (r"^returned from enrolling|^signed by (?:speaker|president)|^enrolled", "enrolled"),
    (r"^transmitted to governor", "executive-receipt"),
    (r"^signed by governor", "executive-signature"),
    (r"^vetoed by governor", "executive-veto"),
    (r"^veto overrid", "veto-override-passage"),
    (r"^chapter number assigned|^filed with secretary of state|^became law", "became-law"),
    (r"^bill withdrawn", "withdrawal"),
    (r"^missed deadline|^died in", "failure"),
)


def rows(page: TextResponse) -> list[Selector]:
    """The rows of introduced bills, as many as the page counts; requests for drafts have no number and are left out."""
    nodes: list[Selector] = list(page.selector.xpath(_ROWS))
    counted = _COUNTED.search(page.text)
    if counted is None:
        raise PageChanged("wanted the total number of introduced bills, found none")
    if int(counted[1].replace(",", "")) != len(nodes):
        raise PageChanged(f"wanted {counted[1]} introduced bills, as the page counts, found {len(nodes)}")
    return nodes


def bill(row: Selector, url: str) -> ScrapedBill:
    """The bill of one row. Its present status is the only action the list tells."""
    cells = row.xpath("./td")
    if len(cells) != 6:
        raise PageChanged(f"td: wanted 6, found {len(cells)}")
    texts = [_text(cell) for cell in cells]
    number = _NUMBER.fullmatch(texts[0])
    if number is None:
        raise PageChanged(f"td: wanted the number of a bill, found {texts[0][:40]!r}")
    links = [absolute(link.attrib["href"], url) for link in cells[0].css("a[href]")]
    return ScrapedBill(
        jurisdiction="us-mt",
        legislative_session=session(url),
        identifier=f"{number[1]}{number[2]}{number[3]}",
        title=texts[5],
        classification=(_KINDS[number[2]],),
        from_organization=_ACTORS[number[1]],
        actions=(_action(texts[3], texts[4]),),
        sponsorships=_sponsor(texts[2]),
        versions=_versions(links[1:]),
        sources=(Link(url=links[0], note="Montana Legislature"),),
        stamp="|".join(texts[2:]),
    )


def session(url: str) -> str:
    """The session's name as others write it: 20231 is 2023, 20232 its first special session 2023S1."""
    match = _SESSION.search(url)
    if match is None or match[2] == "0":
        raise PageChanged(f"P_SESS: wanted a session such as 20231, found {url[-40:]!r}")
    return match[1] if match[2] == "1" else f"{match[1]}S{int(match[2]) - 1}"


def _text(cell: Any) -> str:
    """The words of a cell; the bars before some are marks for a printer."""
    return text_of(cell).lstrip("| ")


def _action(status: str, when: str) -> Action:
    """The present status; a hearing's day carries its hour and room ("01/23/2023; 09:00 AM, Rm 350")."""
    match = _STATUS.fullmatch(status)
    if match is None:
        raise PageChanged(f"Status: wanted one such as (H) Introduced, found {status[:40]!r}")
    words = re.sub(r" \*(?= --|$)", "", match[2])  # the star says "probably dead", which is an opinion
    _, _, details = when.partition(";")
    return Action(
        date=dates.date(when.partition(";")[0], "%m/%d/%Y"),
        description=f"{words} ({details.strip()})" if details.strip() else words,
        classification=ACTIONS.words(words),
        organization=_ACTORS.get(match[1]),
    )


def _sponsor(sponsor_text: str) -> tuple[Sponsorship, ...]:
    if not sponsor_text:
        return ()
    match = _SPONSOR.fullmatch(sponsor_text)
    name, party, district = match.groups() if match else (sponsor_text, None, None)
    return (Sponsorship(name=name, primary=True, classification="primary", party=party, district=district),)


def _versions(links: list[str]) -> tuple[Version, ...]:
    kinds = {"htm": "text/html", "pdf": "application/pdf"}
    version_links = tuple(Link(url=link, media_type=kinds.get(link.rpartition(".")[2].lower())) for link in links)
    return (Version(note="Current text", links=version_links),) if version_links else ()
