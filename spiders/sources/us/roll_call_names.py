"""How each member of Congress voted: the roll calls of both chambers, put together by measure.

The words of a bill's history tell that there was a vote and its counts; the names stand in the chambers' own files, one a
vote. What was read once is kept in the data folder, so that a visit asks for new votes only, the newest first, and for
the last few again, since they are corrected.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from typing import Any, Final

from spiders.kit.fields import descendants, maybe_child, xml_body
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us import measures, roll_call_files
from spiders.sources.us.plain import EASTERN
from spiders.sources.us.roll_call_files import RollCall
from tracker.ingest.source import Source
from tracker.records.items import Ballot, Link, NothingHere, ScrapedBill, Unchanged, VoteCount, VoteEvent
from tracker.system import write_private

HOUSE: Final = "https://clerk.house.gov/evs"
SENATE: Final = "https://www.senate.gov/legislative/LIS"
AT_ONCE: Final = 300
"""Votes that one visit asks for; the first visits catch up with a Congress."""
AGAIN: Final = 5
"""The newest votes of a chamber are asked for again."""
_ROLL: Final = re.compile(r"rollnumber=(\d{1,4})", re.IGNORECASE)


class RollCallNames(DocumentSpider):
    """The lists of both chambers, then each vote that is not here yet, then every measure that was voted on."""

    name = "us-roll-calls"
    conditional = False  # what was read is kept vote by vote
    source = Source(
        jurisdiction="us",
        publisher="Clerk of the House, Secretary of the Senate",
        timezone=EASTERN,
        url="https://clerk.house.gov/Votes",
        kind="bills",
        every_hours=12,
        expected_every_days=14,
        authority=10,
        proved=False,
        note="No key. Names of members with their votes; the rest of a bill comes from GovInfo.",
    )

    def first(self) -> Iterable[Yield]:
        """The lists of the year's votes."""
        today = self.asked.now.astimezone(EASTERN).date()
        congress = measures.current_congress(today.year, today.month, today.day)
        self._congress, session = str(congress), 1 if today.year % 2 else 2
        self._year, self._session = today.year, session
        yield self.page(f"{HOUSE}/{today.year}/index.asp", self.listed_by_house)

    def listed_by_house(self, page: Any) -> Iterator[Yield]:
        """How many votes the House has taken this year, then the Senate's list."""
        rolls = [int(number) for number in _ROLL.findall(page.text)]
        menu = f"{SENATE}/roll_call_lists/vote_menu_{self._congress}_{self._session}.xml"
        yield self.page(menu, self.listed_by_senate, meta={"house": max(rolls, default=0)})

    def listed_by_senate(self, page: Any) -> Iterator[Yield]:
        """Every vote of both chambers that is not here, or is among the last."""
        numbers = [
            int(number)
            for vote in descendants(xml_body(page.body), "vote")
            if (number := maybe_child(vote, "vote_number"))
        ]
        wanted = [*self._wanted("house", page.meta["house"]), *self._wanted("senate", max(numbers, default=0))]
        if not wanted:
            yield NothingHere(reason="neither chamber has voted by roll call this year")
            return
        yield from self._next(wanted[: self.asked.limit or AT_ONCE])

    def _wanted(self, chamber: str, last: int) -> Iterator[tuple[str, int]]:
        for roll in range(last, 0, -1):
            if roll > last - AGAIN or not self._file(chamber, roll).exists():
                yield chamber, roll

    def _file(self, chamber: str, roll: int) -> Any:
        return self._folder() / f"{chamber}-{self._year}-{roll:05d}.json"

    def _folder(self) -> Any:
        return self.asked.settings.data_dir / "roll-calls" / self._congress

    def _next(self, names: list[tuple[str, int]]) -> Iterator[Yield]:
        """The next vote; after the last one, the measures."""
        if not names:
            yield from self._measures()
            return
        chamber, roll = names[0]
        url = f"{HOUSE}/{self._year}/roll{roll:03d}.xml"
        if chamber == "senate":
            name = f"{self._congress}{self._session}"
            url = f"{SENATE}/roll_call_votes/vote{name}/vote_{self._congress}_{self._session}_{roll:05d}.xml"
        yield self.page(url, meta={"vote": names[0], "left": names[1:]})

    def items(self, page: Any) -> Iterator[Yield]:
        """One vote; a bad one costs itself."""
        yield from self.row(self._keep, page, excerpt=page.body[:300].decode("utf-8", "replace"), url=page.url)
        yield from self._next(page.meta["left"])

    def _keep(self, page: Any) -> Iterator[Yield]:
        chamber, roll = page.meta["vote"]
        call = (roll_call_files.house if chamber == "house" else roll_call_files.senate)(page.body)
        if call.congress != self._congress:
            raise PageChanged(f"congress: wanted {self._congress}, found {call.congress}")
        saved = {"measure": call.measure, "title": call.title, "vote": asdict(call.vote)}
        self._folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(self._file(chamber, roll), json.dumps(saved, default=str))
        yield from ()

    def failed(self, failure: Any) -> Iterator[Yield]:
        """A vote that was not fetched is told and asked for at the next visit."""
        yield from super().failed(failure)
        request = getattr(failure, "request", None)
        if request is not None and "left" in request.meta:
            yield from self._next(request.meta["left"])

    def _measures(self) -> Iterator[Yield]:
        """Every measure with all its votes that are here."""
        by_measure: dict[str, list[RollCall]] = {}
        for file in sorted(self._folder().glob("*.json")):
            call = _kept(self._congress, json.loads(file.read_text(encoding="utf-8")))
            if call.measure:
                by_measure.setdefault(call.measure, []).append(call)
        if not by_measure:
            yield NothingHere(reason="no measure was voted on by roll call yet")
        for measure, calls in islice(by_measure.items(), self.asked.limit):
            yield self._bill(measure, calls)

    def _bill(self, measure: str, calls: list[RollCall]) -> Yield:
        fingerprint = repr([call.vote for call in calls]).encode()
        stamp = hashlib.blake2b(fingerprint, digest_size=8).hexdigest()
        letters, number = re.sub(r"\d", "", measure), re.sub(r"\D", "", measure)
        kind = measures.KINDS[letters]
        bill = ScrapedBill(
            jurisdiction="us",
            legislative_session=self._congress,
            identifier=measure,
            title=next((call.title for call in reversed(calls) if call.title), measure),
            classification=(kind.classification,),
            from_organization=kind.chamber,
            votes=tuple(sorted((call.vote for call in calls), key=lambda vote: vote.date)),
            sources=(Link(url=measures.page(self._congress, kind, number)),),
            stamp=stamp,
        )
        return Unchanged(id=bill.id) if self.known(bill.id, stamp) else bill


def _kept(congress: str, row: Any) -> RollCall:
    """A vote as it was kept."""
    vote = row["vote"]
    return RollCall(
        congress,
        row["measure"],
        row["title"],
        replace(
            VoteEvent(date=dt.date.fromisoformat(vote["date"]), motion=vote["motion"], result=vote["result"]),
            organization=vote["organization"],
            counts=tuple(VoteCount(**part) for part in vote["counts"]),
            ballots=tuple(Ballot(**part) for part in vote["ballots"]),
            sources=tuple(Link(**part) for part in vote["sources"]),
        ),
    )
