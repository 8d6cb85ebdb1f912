"""Votes of the New Mexico Legislature with every name, from the papers of its roll calls.

The addresses of papers were never seen listed: a live visit is skipped and says so, a replay reads every paper of its recording.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from spiders.kit import dates
from spiders.kit.pdf import pdf_pages
from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.kit.waiting import Waiting, WaitingSpider
from spiders.sources.us_nm import reading
from tracker.ingest.source import NATIVE, Source
from tracker.records.items import Ballot, Link, ScrapedBill, VoteCount, VoteEvent
from tracker.records.text import line

_PAPERS: Final = r"www\.nmlegis\.gov/Sessions/.+/votes/.+\.pdf.*"
_COLUMNS: Final = {"YES": "yes", "NO": "no", "ABS": "absent", "EXC": "excused", "REC": "other"}
_BILL: Final = re.compile(
    r"^\s*(HOUSE|SENATE) (BILL|MEMORIAL|JOINT RESOLUTION|JOINT MEMORIAL|RESOLUTION|CONCURRENT RESOLUTION) (\d+)\s*$",
    re.MULTILINE,
)
_SESSION: Final = re.compile(r"LEGISLATURE, (?:(\w+) )?(REGULAR|SPECIAL) SESSION, (\d{4})")
_DAY: Final = re.compile(r"DATE:\s*(\d\d/\d\d/\d\d)\b")
_ROLL: Final = re.compile(r"RCS#\s*(\d+)")
_NAMED: Final = re.compile(r"(\S(?:.*?\S)?)\s{2,}X\b")
_TOTAL: Final = re.compile(r"TOTAL =>\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)")
_RESULT: Final = re.compile(r"\b(PASSED|FAILED):?\s*\d+-\d+")


class Paper(NamedTuple):
    """One roll call, and what it was on."""

    session: str
    identifier: str
    title: str
    vote: VoteEvent


class NewMexicoVotes(WaitingSpider):
    """A paper a vote."""

    name = "us-nm-votes"
    source = Source(
        jurisdiction="us-nm",
        publisher="New Mexico Legislature",
        timezone=reading.ZONE,
        url="https://www.nmlegis.gov/",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        authority=NATIVE - 10,  # knows a bill by its number alone
        note="Reads recordings of roll calls; live, Open States and LegiScan tell New Mexico's votes.",
    )

    def first(self) -> Iterable[Yield]:
        """The papers that a recording holds, put together by bill."""
        held = recorded(self, _PAPERS)[: self.asked.limit]
        if not held:
            yield from only_recorded(self, [])
            return
        papers_of_bill: dict[tuple[str, str], list[Paper]] = defaultdict(list)

        def keep(page: Any) -> None:
            vote_paper = paper("\n".join(pdf_pages(page.body, layout=True)), page.url)
            papers_of_bill[vote_paper.session, vote_paper.identifier].append(vote_paper)

        def told() -> Iterator[Yield]:
            for papers in papers_of_bill.values():
                if self.asked.session in {None, papers[0].session}:
                    yield from self.row(_bill, papers, url=papers[0].vote.sources[0].url)

        yield from self.waiting(Waiting([(url, keep) for url in held], told))

    def items(self, page: Any) -> Iterable[Yield]:
        """Every page is one that the bills wait for."""
        return ()


def paper(text: str, url: str) -> Paper:
    """One vote, read by the columns in which its crosses stand."""
    bill, session, day, total = (pattern.search(text) for pattern in (_BILL, _SESSION, _DAY, _TOTAL))
    if bill is None or session is None or day is None or total is None:
        raise PageChanged("wanted a bill, a session, a day and totals on the paper of a vote, found one without")
    ballots = tuple(_ballots(text.splitlines()))
    counts = _counts(total, ballots)
    letters = "".join(word[0] for word in bill[2].split())
    roll, result = _ROLL.search(text), _RESULT.search(text)
    vote = VoteEvent(
        date=dates.date(day[1], "%m/%d/%y"),
        motion="Passage",
        result=None if result is None else "pass" if result[1] == "PASSED" else "fail",
        organization="lower" if "HOUSE OF REPRESENTATIVES" in text else "upper",
        counts=counts,
        ballots=ballots,
        sources=(Link(url=url, note=f"Roll call {roll[1]}" if roll else None, media_type="application/pdf"),),
    )
    return Paper(_named(session), f"{bill[1][0]}{letters}{bill[3]}", line(bill[0]).title(), vote)


def _named(session: re.Match[str]) -> str:
    """A session's name as others write it; special ones are numbered within a legislature."""
    order = reading.ORDER.get((session[1] or "").lower())
    if session[2] == "REGULAR":
        return session[3]
    if order is None:
        raise PageChanged(f"wanted a special session by its number, found {session[0][:60]!r}")
    return f"{session[3]}S{order}"


def _counts(total: re.Match[str], ballots: tuple[Ballot, ...]) -> tuple[VoteCount, ...]:
    """The totals that the paper prints; names that do not add up to them were not read right."""
    counts = dict(zip(_COLUMNS.values(), map(int, total.groups()), strict=True))
    by_name = Counter(ballot.option for ballot in ballots)
    if any(by_name[option] != value for option, value in counts.items()):
        raise PageChanged(f"wanted the names of {counts}, found {dict(by_name)}")
    return tuple(
        VoteCount(option=vote_option, value=n) for vote_option, n in counts.items() if n or vote_option in {"yes", "no"}
    )


def _ballots(lines: list[str]) -> Iterator[Ballot]:
    """Names with the column that the cross behind each stands nearest to."""
    heading = next((text_line for text_line in lines if text_line.split()[:5] == list(_COLUMNS)), None)
    if heading is None:
        raise PageChanged(f"wanted the columns {', '.join(_COLUMNS)}, found none")
    places = [(match.start(), _COLUMNS[match[0]]) for match in re.finditer(r"\w+", heading)]
    for row in lines[lines.index(heading) + 1 :]:
        for match in _NAMED.finditer(row):
            _, option = min(places, key=lambda place: abs(place[0] - match.end() + 1))
            yield Ballot(option=option, voter=match[1])


def _bill(papers: list[Paper]) -> Iterator[Yield]:
    first = papers[0]
    number = first.identifier.lstrip("HSBMJRC")
    yield ScrapedBill(
        jurisdiction="us-nm",
        legislative_session=first.session,
        identifier=first.identifier,
        title=first.title,
        classification=(first.title.partition(" ")[2].removesuffix(number).strip().lower(),),
        from_organization="lower" if first.identifier[0] == "H" else "upper",
        votes=tuple(sorted((paper.vote for paper in papers), key=lambda vote: vote.date)),
        sources=(first.vote.sources[0],),
    )
