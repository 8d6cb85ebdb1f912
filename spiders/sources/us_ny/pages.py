"""Bills of the New York State Legislature from the pages of its Legislative Bill Drafting Commission, which ask for no key.

A page is the answer to a form and has no address of its own, so a live visit is skipped and says so; a replay reads every
page of its recording: history, sponsors, text, and the votes of both chambers with every name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, text_of
from spiders.kit.votes import sure_result
from spiders.platforms.recorded_documents import RecordedDocuments
from spiders.sources.us_ny import openleg
from spiders.sources.us_ny.memos import purpose
from tracker.ingest.source import NATIVE, Source
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    Ballot,
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

_NUMBER: Final = re.compile(r"([ASBCEJKLR])\s*(\d+)(?:-([A-Z]))?")
_CHAMBERS: Final[dict[str, Chamber]] = {"S": "upper", "A": "lower"}
_YEAR: Final = re.compile(r"\bSPECIAL\D{1,20}(\d{4})\b")
_TITLE: Final = re.compile(r"TITLE\.{3,}(.+?)<br", re.IGNORECASE | re.DOTALL)
_LAW: Final = re.compile(r"<br[^>]*>\s*(?:ON FILE: \S+ )?([^<>]+)<br[^>]*>\s*TITLE\.{3}", re.IGNORECASE)
_RULE: Final = re.compile(r"<hr\b[^>]*>", re.IGNORECASE)
_BREAK: Final = re.compile(r"<br\b[^>]*>", re.IGNORECASE)
_VOTE: Final = re.compile(
    r"(?P<day>\d\d/\d\d/\d\d)\s+(?P<print>[AS]\d+(?:-[A-Z])?)\s+(?P<house>Senate|Assembly) (?P<what>[\w ]*?)\s*"
    r"(?:Aye|Yes) ?:\s*(?P<yes>\d+)\s+(?:Nay|No) ?:\s*(?P<no>\d+)"
)
_OPTIONS: Final = {
    "aye": "yes", "yes": "yes", "ayewr": "yes", "nay": "no", "no": "no", "abs": "absent", "exc": "excused", "er": "excused",
    "abd": "abstain", "nv": "not voting",
}  # fmt: skip
_HALF: Final = Fraction(1, 2)
_MEMBERS: Final[dict[Chamber, int]] = {"upper": 63, "lower": 150}


class NewYorkBillPages(RecordedDocuments):
    """A page a bill."""

    name = "us-ny-bill-pages"
    source = Source(
        jurisdiction="us-ny",
        publisher="New York State Legislative Bill Drafting Commission",
        timezone=openleg.ZONE,
        url="https://public.leginfo.state.ny.us/",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        authority=NATIVE - 10,  # the Senate's service tells the same with names in full
        note="Reads recordings; live, Open Legislation, Open States and LegiScan cover New York.",
    )
    expects = "html"
    documents = r"public\.leginfo\.state\.ny\.us(?:/.*)?"

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page."""
        return bill(page.text, page.selector)


def bill(markup: str, page: Selector) -> ScrapedBill:
    """The bill of a page."""
    heading, year, title = page.css("#nv_bot_contents strong::text").get(), _YEAR.search(markup), _TITLE.search(markup)
    number = _NUMBER.fullmatch(line(heading or ""))
    if number is None or year is None or title is None:
        raise PageChanged(f"wanted a bill with its session and title, found {line(heading or markup[:60])[:60]!r}")
    session, name = openleg.session(year[1]), f"{number[1]}{number[2]}"
    below = [_lines(part) for part in _RULE.split(markup)[1:2]]
    law, lines = _LAW.search(markup), below[0] if below else []
    summary = " ".join(text_line for text_line in lines[2:] if not text_line.startswith("EFF. DATE"))
    return ScrapedBill(
        jurisdiction="us-ny",
        legislative_session=session,
        identifier=name,
        title=line(prose.text(title[1])),
        classification=("bill" if number[1] in _CHAMBERS else "resolution",),
        from_organization=_CHAMBERS.get(number[1]),
        subject=(line(law[1]),) if law else (),
        abstracts=(*purpose(_memo(markup)), *((Abstract(abstract=summary, note="summary"),) if summary else ())),
        actions=tuple(_actions(page)),
        sponsorships=tuple(_sponsorships(lines[0] if lines else "")),
        versions=tuple(_versions(page, year[1], name)),
        related_bills=tuple(_same(markup, session)),
        votes=tuple(sorted(_votes(page), key=lambda vote: vote.date)),
        sources=(
            Link(url=f"https://www.nysenate.gov/legislation/bills/{year[1]}/{name}", note="The New York State Senate"),
        ),
        text=_text(markup),
    )


def _lines(markup: str) -> list[str]:
    return [text_line for part in _BREAK.split(markup) if (text_line := line(prose.text(part)))]


def _actions(page: Selector) -> Iterator[Action]:
    """The history: what the Senate did stands in capitals, what the Assembly did in small letters."""
    for row in page.xpath("//table[not(.//strong)]//tr[count(td)=2]"):
        day, words = (text_of(cell) for cell in row.css("td"))
        if not re.fullmatch(r"\d\d/\d\d/\d\d", day):
            continue
        yield openleg.action(dates.date(day, "%m/%d/%y"), words, "upper" if words.isupper() else "lower")


def _sponsorships(sponsor_names: str) -> Iterator[Sponsorship]:
    """The prime sponsor, then the others, then after M-S those who joined as multi-sponsors."""
    names = re.split(r",\s*|;\s*M-S:\s*", sponsor_names)
    for place, name in enumerate(filter(None, map(line, names))):
        yield Sponsorship(name=name, primary=not place, classification="cosponsor" if place else "primary")


def _versions(page: Selector, year: str, name: str) -> Iterator[Version]:
    """The prints of the bill, oldest first."""
    for link in reversed(page.xpath('//b[starts-with(., "Text Versions")]/following-sibling::a')):
        if match := _NUMBER.fullmatch(text_of(link)):
            url = f"https://legislation.nysenate.gov/pdf/bills/{year}/{name}{match[3] or ''}"
            yield Version(note=f"{name}{match[3] or ''}", links=(Link(url=url, media_type="application/pdf"),))


def _same(markup: str, session: str) -> Iterator[RelatedBill]:
    head = markup.partition("TITLE...")[0].rpartition("<strong>")[2]
    for name in re.findall(r"BILL[^>]*>([AS] ?\d+(?:-[A-Z])?) ?</a>", head):
        if match := _NUMBER.fullmatch(name):
            yield RelatedBill(
                identifier=f"{match[1]}{match[2]}", legislative_session=session, relation_type="companion"
            )


def _votes(page: Selector) -> Iterator[VoteEvent]:
    """Each vote with its names, which stand in the table below its line."""
    for table in page.xpath("//table[.//td/strong]"):
        above = line(" ".join(table.xpath("./preceding-sibling::text()[normalize-space()][1]").getall()))
        match = _VOTE.search(above)
        if match is None:
            raise PageChanged(f"wanted the day and the counts of a vote, found {above[:60]!r}")
        chamber: Chamber = "upper" if match["house"] == "Senate" else "lower"
        counts = {"yes": int(match["yes"]), "no": int(match["no"])}
        ballots = tuple(_ballots(table))
        others = {ballot.option: 0 for ballot in ballots if ballot.option not in counts}
        counts |= {option: sum(ballot.option == option for ballot in ballots) for option in others}
        yield VoteEvent(
            date=dates.date(match["day"], "%m/%d/%y"),
            motion=f"{match['house']} {match['what']}".strip(),
            result=sure_result(counts["yes"], counts["no"], _MEMBERS[chamber], _HALF),
            organization=chamber,
            counts=tuple(VoteCount(option=option, value=value) for option, value in counts.items()),
            ballots=ballots,
        )


def _ballots(table: Selector) -> Iterator[Ballot]:
    for cell in table.xpath(".//td[strong]"):
        code, beside = text_of(cell.css("strong")[0]), cell.xpath("./following-sibling::td[1]")
        if name := "".join(map(text_of, beside)):
            yield Ballot(option=_OPTIONS.get(code.casefold(), "other"), voter=name)


def _memo(markup: str) -> str:
    """The memorandum behind the text."""
    return prose.text(markup.partition("MEMORANDUM IN SUPPORT")[2])


def _text(markup: str) -> str | None:
    """The text of the newest print, without the memorandum behind it."""
    _, tag, rest = markup.partition("<PRE")
    text = re.split(r"MEMORANDUM IN SUPPORT|<center>", f"<PRE{rest}", maxsplit=1)[0] if tag else ""
    return prose.text(text) or None
