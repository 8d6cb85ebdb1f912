"""Bills of the Georgia General Assembly, with every vote and who voted how.

One document a bill, at an address with the Assembly's own number, and one a vote. The list that gives those numbers asks for
a key that the site's own script makes, so a live visit is skipped and says so; a replay reads every bill of its recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from spiders.kit.fields import Json, json_record, maybe_many, maybe_said
from spiders.kit.spiders import Yield
from spiders.kit.waiting import Waiting, WaitingSpider
from spiders.platforms.recorded_documents import RecordedDocuments, recordings_of
from spiders.sources.us_ga import reading
from tracker.records.items import Ballot, ScrapedBill, VoteEvent


class GeorgiaBills(WaitingSpider, RecordedDocuments):
    """A page a bill, then one for each of its votes."""

    name = "us-ga-bills"
    source = recordings_of("us-ga", "Georgia", "Georgia General Assembly", reading.ZONE, reading.SITE)
    expects = "json"
    documents = r"www\.legis\.ga\.gov/api/legislation/detail/\d+"

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page; its votes are read one by one."""
        return reading.bill(json_record(page))

    def items(self, page: Any) -> Iterator[Yield]:
        """The bill with the votes that can be read; one that cannot costs itself."""
        bill, votes = self.bill(page), list[VoteEvent]()

        def keep(row: Json) -> Iterable[Yield]:
            votes.append(reading.vote(row, bill.classification[0]))
            return ()

        if self.asked.session in {None, bill.legislative_session}:
            for row in sorted(maybe_many(json_record(page), "votes"), key=lambda vote: maybe_said(vote, "date") or ""):
                yield from self.row(keep, row, excerpt=str(row)[:500], url=page.url)
            yield from self.whole(replace(bill, votes=tuple(votes)))

    def whole(self, bill: ScrapedBill) -> Iterator[Yield]:
        """The bill, once the names of its votes were read."""
        named: dict[str, tuple[Ballot, ...]] = {}

        def keep(page: Any) -> None:
            named[page.meta["asked_url"]] = reading.ballots(json_record(page))

        def told() -> Iterator[Yield]:
            votes = (replace(vote, ballots=named.get(vote.sources[0].url, ())) for vote in bill.votes)
            yield replace(bill, votes=tuple(votes))

        yield from self.waiting(Waiting([(vote.sources[0].url, keep) for vote in bill.votes], told, "json"))
