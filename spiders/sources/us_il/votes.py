"""Votes of the Illinois General Assembly, with every name: the papers of roll calls, and the pages that list a bill's votes.

The papers were recorded without a list of their own: a live visit is skipped and says so. A replay reads all that its recording
holds, bill by bill; a vote that is on the list alone is told without who voted how.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from spiders.kit.pdf import pdf_pages
from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.spiders import Yield
from spiders.kit.waiting import Waiting, WaitingSpider
from spiders.sources.us_il import roll_calls
from spiders.sources.us_il.ilga import ZONE
from tracker.ingest.source import NATIVE, Source
from tracker.records.items import Action, Chamber, Link, NothingHere, ScrapedBill, VoteEvent

_LIST: Final = r"(?:www\.)?ilga\.gov/legislation/votehistory\.asp"
_PAPER: Final = r"(?:www\.)?ilga\.gov/(?:documents/)?legislation/votehistory/.+\.pdf.*"
_WORDS: Final = {"B": "Bill", "R": "Resolution", "JR": "Joint Resolution", "JRCA": "Constitutional Amendment"}
_NUMBER: Final = re.compile(rf"([HS](?:{'|'.join(_WORDS)}))([0-9]{{1,5}})", re.IGNORECASE)
_ENDED: Final = {"pass": ("passage",), "fail": ("failure",)}
_DO_PASS: Final = re.compile(r"[^:]+ Committee: Do Pass\b(?! Motion| Lost)[^:]*")
"""A committee's vote on the bill itself: one on an amendment names that first."""
_CHAMBERS: Final[dict[str, tuple[str, Chamber]]] = {"H": ("House", "lower"), "S": ("Senate", "upper")}


@dataclass(slots=True)
class _Bill:
    """What was read of one bill."""

    pages: list[str] = field(default_factory=list)
    title: str | None = None
    votes: dict[str, VoteEvent] = field(default_factory=dict)
    """By the name of the paper."""


class IllinoisVotes(WaitingSpider):
    """The pages of one bill after another."""

    name = "us-il-votes"
    source = Source(
        jurisdiction="us-il",
        publisher="Illinois General Assembly",
        timezone=ZONE,
        url="https://ilga.gov/Legislation",
        kind="bills",
        every_hours=24 * 7,
        recordings_only=True,
        authority=NATIVE - 10,  # knows a bill by its short title alone
        note="Reads recordings of roll calls; live, Open States and LegiScan tell Illinois' votes.",
    )

    def first(self) -> Iterable[Yield]:
        """What a recording holds of each bill: first the list of its votes, then their papers."""
        bills: dict[tuple[str, str], _Bill] = defaultdict(_Bill)
        for url in (*recorded(self, _LIST), *recorded(self, _PAPER)):
            if key := bill_of(url):
                bills[key].pages.append(url)
        if not bills:
            yield from only_recorded(self, [])
        for key, bill in islice(bills.items(), self.asked.limit):
            if self.asked.session in {None, key[0]}:
                yield from self._bill(key, bill)

    def items(self, page: Any) -> Iterable[Yield]:
        """Every page is one that a bill waits for."""
        return ()

    def _bill(self, key: tuple[str, str], bill: _Bill) -> Iterator[Yield]:
        def keep(page: Any) -> None:
            _read(page, bill)

        def told() -> Iterator[Yield]:
            yield _record(key, bill) if bill.votes else NothingHere(reason=f"{key[1]} has no votes yet")

        yield from self.waiting(Waiting([(url, keep) for url in bill.pages], told))


def bill_of(url: str) -> tuple[str, str] | None:
    """The session and number of the bill that an address is about; None of anything else, such as an appointment."""
    if about := roll_calls.subject(url):
        return about.session, about.identifier
    query = {name.casefold(): values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    match = _NUMBER.fullmatch(f"{query.get('doctypeid', '')}{query.get('docnum', '')}")
    return (query["ga"], f"{match[1].upper()}{int(match[2])}") if match and query.get("ga") else None


def _read(page: Any, bill: _Bill) -> None:
    """Keep the votes of a list, or the one of a paper, which knows more of it."""
    url = page.meta["asked_url"]
    if roll_calls.subject(url):
        vote, short = roll_calls.paper("\n".join(pdf_pages(page.body)), url)
        listed = bill.votes.get(_name(vote), vote)
        bill.votes[_name(vote)] = replace(vote, motion=max(vote.motion, listed.motion, key=len))
        bill.title = bill.title or short
        return
    bill.title = roll_calls.short_title(page.selector)
    bill.votes.update((_name(vote), vote) for vote in roll_calls.listed(page.selector))


def _name(vote: VoteEvent) -> str:
    return vote.sources[0].url.rpartition("/")[2].partition(".pdf")[0]


def _record(key: tuple[str, str], bill: _Bill) -> ScrapedBill:
    session, identifier = key
    house, chamber = _CHAMBERS[identifier[0]]
    kind = _WORDS[identifier[1:].rstrip("0123456789")]
    number = identifier.lstrip("HSBRJCA")
    votes = tuple(sorted(bill.votes.values(), key=lambda vote: vote.date))
    return ScrapedBill(
        jurisdiction="us-il",
        legislative_session=session,
        identifier=identifier,
        title=bill.title or f"{house} {kind} {number}",
        classification=(kind.lower(),),
        from_organization=chamber,
        actions=tuple(step(vote) for vote in votes),
        votes=votes,
        sources=(Link(url=bill.pages[0], note="Illinois General Assembly"),),
    )


def step(vote: VoteEvent) -> Action:
    """What a roll call did to its bill, in the words of the Assembly's histories; a day that another source tells more of is
    told as that source tells it. A vote that is on the list alone does not say how it ended.
    """
    counts = {count.option: count.value for count in vote.counts}
    tally = "-".join(f"{counts.get(option, 0):03}" for option in ("yes", "no", "present")) if counts else ""
    ended = {"pass": "Passed", "fail": "Lost"}.get(vote.result or "", "Vote")
    kinds: tuple[str, ...] = ()
    if vote.motion.startswith("Third Reading"):
        kinds = ("reading-3", *_ENDED.get(vote.result or "", ()))
    elif _DO_PASS.fullmatch(vote.motion) and vote.result == "pass":
        kinds = ("committee-passage-favorable",)
    return Action(
        date=vote.date,
        description=f"{vote.motion} - {ended} {tally}".rstrip(),
        classification=kinds,
        organization=vote.organization,
    )
