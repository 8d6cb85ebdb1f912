"""Bills of the Pennsylvania General Assembly from the pages of its site, which refuses programs there.

A live visit is skipped and says so: the same is told by the history of all bills. A replay reads every page it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, absolute, one, rows, text_of
from spiders.platforms.recorded_documents import RecordedDocuments
from spiders.sources.us_pa.bills import ACTIONS, CHAMBERS, KINDS, PARTIES, ZONE, session_name
from spiders.sources.us_pa.people import PLACE, SITE
from tracker.ingest.source import NATIVE, Source
from tracker.records.items import Action, Chamber, Link, ScrapedBill, Sponsorship, Version
from tracker.records.text import line

_ADDRESS: Final = re.compile(r"/legislation/bills/(\d{4})/(?:(\d)/)?([hs])(b|r|jr|cr)0*(\d+)\Z", re.IGNORECASE)
_DATED: Final = re.compile(r"(.+?),? *([A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})(.*)")
_MONTH: Final = re.compile(r"([A-Z][a-z]{2})[a-z]*\.?")
_STYLE: Final = re.compile(r"(?:Senator|Representative|Sen\.|Rep\.) ")
_KINDS_OF_TEXT: Final = {"PDF": "application/pdf", "HTM": "text/html"}


class PennsylvaniaBillPages(RecordedDocuments):
    """A page a bill."""

    name = "us-pa-bill-pages"
    source = Source(
        jurisdiction=PLACE,
        publisher="Pennsylvania General Assembly",
        timezone=ZONE,
        url=f"{SITE}/legislation/bills",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        authority=NATIVE - 10,  # the history of all bills is newer, and tells each chamber
        note="Reads recordings: the site refuses programs on its pages of bills, and tells the same in us-pa-bills.",
    )
    expects = "html"
    documents = r"www\.palegis\.us/legislation/bills/\d{4}/(?:\d/)?[hs](?:b|r|jr|cr)\d+"

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page."""
        match = _ADDRESS.search(page.url)
        if match is None:
            raise PageChanged(f"wanted the address of a bill, found {page.url[-60:]!r}")
        year, special, body, kind, number = match.groups()
        heading = one(page.selector, ".h1.header-title")
        if not re.fullmatch(rf"(?:House|Senate) .+ {number}", heading) or heading[0] != body.upper():
            raise PageChanged(f".header-title: wanted the number {body}{kind}{number}, found {heading[:40]!r}")
        return ScrapedBill(
            jurisdiction=PLACE,
            legislative_session=session_name(int(year), special or "0"),
            identifier=f"{body}{kind}{number}".upper(),
            title=one(page.selector, "#shortTitle-wrapper"),
            classification=(KINDS[kind.upper()],),
            from_organization=CHAMBERS[body.upper()],
            actions=tuple(_actions(page, CHAMBERS[body.upper()])),
            sponsorships=tuple(_sponsors(page)),
            versions=tuple(_versions(page)),
            documents=tuple(_memos(page)),
            sources=(Link(url=page.url, note="Pennsylvania General Assembly"),),
        )


def _actions(page: Any, first: Chamber) -> Iterator[Action]:
    """The full history, oldest first; the page of a committee that a referral leads to says in which chamber it was."""
    chamber = first
    for row in rows(page.selector, "#billActions table tr", at_least=1):
        cells = row.xpath("./td")
        words = text_of(cells[-1]) if cells else ""
        match = _DATED.fullmatch(words)
        if match is None:
            if words:
                raise PageChanged(f"#billActions: wanted an action with its day, found {words[:60]!r}")
            continue
        leads = row.css("a[href*='/committees/']::attr(href)").get() or ""
        chamber = next((CHAMBERS[house[1].upper()] for house in ("/house/", "/senate/") if house in leads), chamber)
        kinds = ACTIONS.words(match[1])
        executive = any(kind.startswith("executive-") or kind == "became-law" for kind in kinds)
        yield Action(
            date=dates.date(_MONTH.sub(r"\1", match[2], count=1), "%b %d, %Y"),
            description=line(match[1] + match[3]),
            classification=kinds,
            organization="executive" if executive else chamber,
        )


def _sponsors(page: Any) -> Iterator[Sponsorship]:
    """The prime sponsor, then those who joined."""
    for heading, kind in (("Prime Sponsor", "primary"), ("Co-Sponsors", "cosponsor")):
        below = page.xpath(
            '//div[contains(@class, "h3")][normalize-space()=$name]/following-sibling::div[1]', name=heading
        )
        for member in below.xpath('.//strong[a[contains(@href, "/members/bio/")]]'):
            badge = member.xpath("./following-sibling::div[1]")
            party = line("".join(badge.css(".badge::text").getall()))
            district = re.search(r"District\s(\d+)", text_of(badge) if badge else "")
            yield Sponsorship(
                name=_STYLE.sub("", text_of(member)),
                primary=kind == "primary",
                classification=kind,
                party=PARTIES.get(party, party or None),
                district=district[1] if district else None,
            )


def _versions(page: Any) -> Iterator[Version]:
    """The printings, oldest first."""
    for card in reversed(page.xpath('//*[@id="section-pn"]//div[@role="group"]/parent::*')):
        text = text_of(card)
        number, day = re.search(r"PN (\d+)", text), re.search(r"[A-Z][a-z]{2}\.? \d{1,2}, \d{4}", text)
        if number is None:
            raise PageChanged(f"#section-pn: wanted a printer's number, found {text[:60]!r}")
        yield Version(
            note=f"Printer's No. {number[1]}",
            date=dates.date(day[0].replace(".", ""), "%b %d, %Y") if day else None,
            links=tuple(_texts(card)),
        )


def _texts(card: Selector) -> Iterator[Link]:
    for address in card.css("a[href*='/bills/text/']::attr(href)").getall():
        kind = address.partition("/bills/text/")[2].partition("/")[0]
        yield Link(url=absolute(address, SITE), media_type=_KINDS_OF_TEXT.get(kind))


def _memos(page: Any) -> Iterator[Version]:
    own = page.xpath('//div[contains(@class, "h3")][contains(., "Co-Sponsorship Memo")]/following-sibling::div[1]//a')
    for memo in own:
        name = line("".join(memo.xpath("./text()").getall()))
        yield Version(
            note="Co-sponsorship memo", links=(Link(url=absolute(memo.attrib["href"], SITE), note=name or None),)
        )
