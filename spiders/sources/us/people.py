"""Members of Congress and their committees, from the congress-legislators files that volunteers keep in the open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us import legislators_yaml
from spiders.sources.us.plain import EASTERN
from tracker.ingest.source import AGGREGATOR, Source
from tracker.records.items import Membership, ScrapedOrganization, ScrapedPerson


class Legislators(DocumentSpider):
    """Who sits in Congress, how to reach them, on which committees; three files that are read in turn."""

    name = "us-congress-legislators"
    source = Source(
        jurisdiction="us",
        publisher="The United States project (unitedstates/congress-legislators)",
        timezone=EASTERN,
        url="https://github.com/unitedstates/congress-legislators",
        kind="people",
        every_hours=72,
        expected_every_days=60,
        authority=AGGREGATOR,
        note="Public domain. All three files must be there: a member without committees would be a wrong picture.",
    )
    conditional = False  # three files make one picture

    def first(self) -> Iterable[Yield]:
        """Committees first: memberships name them by code only."""
        yield self.page(legislators_yaml.ADDRESS.format(name="committees-current"))

    def items(self, page: Any) -> Iterator[Yield]:
        """The committees, then the file of memberships."""
        loaded = legislators_yaml.records(legislators_yaml.load(page.body, "committees-current"), "committees-current")
        names: dict[str, str] = {}
        for record in loaded:
            for outcome in self.row(self._committee, record, page.url, excerpt=str(record), url=page.url):
                if isinstance(outcome, ScrapedOrganization):
                    names[outcome.key] = outcome.name
                yield outcome
        address = legislators_yaml.ADDRESS.format(name="committee-membership-current")
        yield self.page(address, partial(self.memberships, names=names))

    def memberships(self, page: Any, names: Mapping[str, str]) -> Iterator[Yield]:
        """Who sits where, then the file of people."""
        loaded = legislators_yaml.load(page.body, "committee-membership-current")
        places = legislators_yaml.memberships(loaded, names)
        address = legislators_yaml.ADDRESS.format(name="legislators-current")
        yield self.page(address, partial(self.people, places=places))

    def people(self, page: Any, places: Mapping[str, list[Membership]]) -> Iterator[Yield]:
        """Every member by itself."""
        loaded = legislators_yaml.records(
            legislators_yaml.load(page.body, "legislators-current"), "legislators-current"
        )
        for record in loaded[: self.asked.limit]:
            yield from self.row(self._person, record, places, page.url, excerpt=str(record), url=page.url)

    def _committee(self, record: Any, url: str) -> Iterator[ScrapedOrganization]:
        yield from legislators_yaml.committees([record], url)

    def _person(self, record: Any, places: Mapping[str, list[Membership]], url: str) -> Iterator[ScrapedPerson]:
        yield legislators_yaml.person(record, places, url, self.asked.now.astimezone(EASTERN).date())
