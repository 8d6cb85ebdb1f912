"""Bills of the North Carolina General Assembly, from the pages of its site until 2018.

One page a bill, and a page of each day with what a chamber did. The site has been rebuilt since, so nothing of it can be visited; a replay reads every bill it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.recorded import holds
from spiders.kit.select import PageChanged, each, one, text_of
from spiders.kit.spiders import Yield
from spiders.platforms.recorded_documents import RecordedDocuments, recordings_of
from spiders.sources.us_nc import days
from tracker.records.items import (
    Action,
    Chamber,
    Link,
    RelatedBill,
    ScrapedBill,
    Sponsorship,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.text import line

PLACE: Final = "us-nc"
ZONE: Final = ZoneInfo("America/New_York")
CHAMBERS: Final[dict[str, Chamber]] = {"House": "lower", "Senate": "upper", "H": "lower", "S": "upper"}
KINDS: Final = {
    "Bill": ("B", "bill"),
    "Resolution": ("R", "resolution"),
    "Joint Resolution": ("JR", "joint resolution"),
}
ACTIONS: Final = Actions(
    (
        r"\breconsider|\bnotified\b|^placed on cal|^cal pursuant|^added to calendar|^conf (?:com )?(?:appointed|report submitted)",
        STOP,
    ),
    (r"^filed\b", "filing"),
    (r"^passed 1st reading", "introduction reading-1"),
    (
        r"^(?:re-)?ref(?:erred)? (?:to )?(?:the )?com|^serial referral|^sequential referral|^assigned to",
        "referral-committee",
    ),
    (r"^reptd (?:fav|without prejudice)", "committee-passage-favorable"),
    (r"^reptd unfav", f"committee-passage-unfavorable {STOP}"),
    (r"^(?:com )?amend(?:ment)? adopted", f"amendment-passage {STOP}"),
    (r"^amend(?:ment)? (?:failed|tabled)", f"amendment-failure {STOP}"),
    (r"^amend(?:ment)? withdrawn", f"amendment-withdrawal {STOP}"),
    (r"^amend(?:ment)? offered", f"amendment-introduction {STOP}"),
    (r"^failed (?:2nd|3rd)", "failure"),
    (r"^passed 2nd(?: & 3rd)? reading", "reading-2"),
    (r"^passed (?:2nd & )?3rd reading", "reading-3 passage"),
    (r"^adopted$", "passage"),
    (r"^failed to concur", "amendment-failure"),
    (r"^concurred in|^conf report adopted", "concurrence"),
    (r"^ratified\b", "enrolled"),
    (r"^pres\. to gov", "executive-receipt"),
    (r"^signed by gov", "executive-signature"),
    (r"^vetoed\b", "executive-veto"),
    (r"^veto overridden|^overridden", "veto-override-passage"),
    (r"^became law|^ch\. (?:sl|res)\b", "became-law"),
)
_HEADING: Final = re.compile(r"(House|Senate) (Bill|Resolution|Joint Resolution) (\d+)\b")
_VOTE: Final = re.compile(r"\[([HS])\] - (\d+)")
_COUNTS: Final = ("yes", "no", "not voting", "absent", "excused")
_ROLL_CALLS: Final = '//tr[td/a[contains(@href, "RollCallVoteTranscript")]][ancestor::table[1]//th[starts-with(normalize-space(), "RCS")]]'
_FACT: Final = (
    '//*[self::td or self::th][contains(@class, "tableHeader")][starts-with(normalize-space(), $name)]'
    '/following-sibling::td[contains(@class, "tableText")][1]'
)


class NorthCarolinaLegacy(RecordedDocuments):
    """A page a bill."""

    name = "us-nc-legacy"
    source = recordings_of(
        PLACE, "North Carolina", "North Carolina General Assembly", ZONE, "https://www.ncleg.gov/Legislation"
    )
    expects = "html"
    documents = r"(?:www\.)?ncleg\.(?:net|gov)/gascripts/(?:BillLookUp/BillLookUp|LastAction/TodaysAction)\.pl"

    def items(self, page: Any) -> Iterator[Yield]:
        """The bill of one page, or the bills of a day."""
        if "todaysaction" not in urlsplit(page.url).path.casefold():
            yield from super().items(page)
            return
        for rows in days.bills(page):
            yield from self.row(self._of_a_day, rows, page, excerpt=str(rows[0]), url=page.url)

    def _of_a_day(self, rows: list[days.Row], page: Any) -> Iterator[Yield]:
        """What was done on a bill that day; where the bill's own page was recorded too, that tells all of it."""
        if not holds(self, rows[0].url):
            actions = tuple(action(row.day, row.chamber, row.words) for row in rows)
            yield days.bill(rows, actions, PLACE, page.url)

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page."""
        letter, kind, number = numbered(" ".join(each(page.selector, "td")))
        query = {name.casefold(): values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
        if query.get("billid", "").upper() != f"{letter}{number}":
            raise PageChanged(f"wanted the bill {query.get('billid', '')[:20]!r}, found {letter}{number}")
        session = query.get("session", "")
        if not re.fullmatch(r"\d{4}(?:E\d)?", session):
            raise PageChanged(f"wanted a session such as 2017, found {session[:20]!r}")
        return ScrapedBill(
            jurisdiction=PLACE,
            legislative_session=session,
            identifier=f"{letter}{KINDS[kind][0]}{number}",
            title=one(page.selector, "#title"),
            classification=(KINDS[kind][1],),
            from_organization=CHAMBERS[letter],
            subject=tuple(filter(None, map(line, _fact(page, "Keywords:").split(", ")))),
            actions=tuple(_actions(page)),
            sponsorships=tuple(_sponsors(page)),
            versions=tuple(_versions(page)),
            related_bills=tuple(
                RelatedBill(identifier=twin, legislative_session=session, relation_type="companion")
                for twin in _twins(page, KINDS[kind][0])
            ),
            sources=(Link(url=page.url, note="North Carolina General Assembly"),),
            votes=tuple(_votes(page)),
        )


def numbered(words: str) -> tuple[str, str, str]:
    """The chamber's letter, the kind and the number of the bill that a heading names first."""
    match = _HEADING.search(words)
    if match is None:
        raise PageChanged(f"wanted the number of a bill, found {words[:60]!r}")
    return match[1][0], match[2], match[3]


def _fact(page: Any, name: str) -> str:
    nodes = page.xpath(_FACT, name=name)
    return text_of(nodes[0]) if nodes else ""


def _sponsors(page: Any) -> Iterator[Sponsorship]:
    """Those before "(Primary)" are; a page without that word has one sponsor, who is."""
    cell = page.xpath(_FACT, name="Sponsors:")
    if not cell:
        raise PageChanged("Sponsors: wanted a cell, found none")
    marked = "(Primary)" in text_of(cell[0])
    for place, link in enumerate(cell[0].xpath("./a")):
        primary = bool(link.xpath('./following-sibling::text()[contains(., "(Primary)")]')) if marked else not place
        member = parse_qs(urlsplit(link.attrib.get("href", "")).query).get("nUserID", [None])[0]
        kind = "primary" if primary else "cosponsor"
        yield Sponsorship(name=text_of(link), primary=primary, classification=kind, person_id=member)


def _twins(page: Any, letters: str) -> Iterator[str]:
    for name in each(page.selector, "a.identicalBill"):
        if match := re.fullmatch(r"= ?([HS])(\d+)", name):
            yield f"{match[1]}{letters}{match[2]}"


def _versions(page: Any) -> Iterator[Version]:
    for cell in page.xpath('//td[a[contains(@href, "/Bills/") and contains(@href, "/PDF/")]]'):
        links = [
            Link(url=page.urljoin(node.attrib["href"]), media_type=kind)
            for word, kind in (("/HTML/", "text/html"), ("/PDF/", "application/pdf"))
            for node in cell.xpath("./a | ./span/a")
            if word in node.attrib.get("href", "")
        ]
        yield Version(note=text_of(cell.xpath("./a")[0]), links=tuple(links))


def _actions(page: Any) -> Iterator[Action]:
    rows = page.xpath('//a[@name="history"]/following::table[1]//tr[td[contains(@class, "tableText")]]')
    if not rows:
        raise PageChanged("history: wanted at least one row, found none")
    for row in rows:
        cells = [text_of(cell) for cell in row.xpath("./td")]
        if len(cells) < 3:
            raise PageChanged(f"history: wanted three cells or more, found {len(cells)}")
        yield action(cells[0], cells[1], cells[2])


def action(day: str, chamber: str, words: str) -> Action:
    """One line of a history; of those without a chamber the governor's, and the law's, are known by what they say."""
    kinds = ACTIONS.words(words)
    executive = any(kind.startswith("executive-") or kind == "became-law" for kind in kinds)
    return Action(
        date=dates.date(day, "%m/%d/%Y"),
        description=words,
        classification=kinds,
        organization=CHAMBERS.get(chamber, "executive" if executive else None),
    )


def _votes(page: Any) -> Iterator[VoteEvent]:
    for row in page.xpath(_ROLL_CALLS):
        yield vote([text_of(cell) for cell in row.xpath("./td")], _transcript(row, page))


def _transcript(row: Selector, page: Any) -> str:
    return str(page.urljoin(row.xpath('./td/a[contains(@href, "RollCallVoteTranscript")]/@href').get()))


def vote(cells: list[str], url: str) -> VoteEvent:
    """A roll call: its moment, subject, number, five counts, their total and the result."""
    number = _VOTE.fullmatch(cells[2]) if len(cells) == 10 else None
    if number is None or not all(cell.isdecimal() for cell in cells[3:8]):
        raise PageChanged(f"votes: wanted ten cells with a number such as [H] - 127, found {cells[:4]!r}")
    return VoteEvent(
        date=dates.date(cells[0].split()[0], "%m/%d/%Y"),
        motion=cells[1],
        result="pass" if "PASS" in cells[9].upper() else "fail",
        organization=CHAMBERS[number[1]],
        counts=tuple(
            VoteCount(option=option, value=int(count_text))
            for option, count_text in zip(_COUNTS, cells[3:8], strict=True)
        ),
        sources=(Link(url=url, note=f"Roll call {number[2]}"),),
    )
