"""Members of Congress and their committees, from the congress-legislators files that volunteers keep in the open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us import legislators_yaml
from spiders.sources.us.plain import EASTERN
from tracker.ingest.source import AGGREGATOR, Source
from tracker.records.items import Membership, Office, ScrapedOrganization, ScrapedPerson

_Places = Mapping[str, list[Membership]]
_Homes = Mapping[str, tuple[Office, ...]]


class Legislators(DocumentSpider):
    """Who sits in Congress, how to reach them, on which committees; files that are read in turn."""

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
        note="Public domain. Committees, members and people must be there: a member without committees would be a wrong picture.",
    )
    conditional = False  # the files make one picture

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
        """Who sits where, then the file of offices at home."""
        loaded = legislators_yaml.load(page.body, "committee-membership-current")
        places = legislators_yaml.memberships(loaded, names)
        address = legislators_yaml.ADDRESS.format(name="legislators-district-offices")
        yield self.page(address, partial(self.offices, places=places), optional=True, meta={"places": places})

    def offices(self, page: Any, places: _Places) -> Iterator[Yield]:
        """The offices at home, then the file of people."""
        loaded = legislators_yaml.load(page.body, "legislators-district-offices")
        homes = legislators_yaml.district_offices(legislators_yaml.records(loaded, "legislators-district-offices"))
        yield self._file_of_people(places, homes)

    def failed(self, failure: Any) -> Iterator[Yield]:
        """Without a file of offices, as in recordings of years ago, people are told without those at home."""
        outcomes = list(super().failed(failure))
        yield from outcomes
        request = getattr(failure, "request", None)
        if not outcomes and request is not None and "places" in request.meta:
            yield self._file_of_people(request.meta["places"], {})

    def _file_of_people(self, places: _Places, homes: _Homes) -> Yield:
        address = legislators_yaml.ADDRESS.format(name="legislators-current")
        return self.page(address, partial(self.people, places=places, homes=homes))

    def people(self, page: Any, places: _Places, homes: _Homes) -> Iterator[Yield]:
        """Every member by itself."""
        loaded = legislators_yaml.records(
            legislators_yaml.load(page.body, "legislators-current"), "legislators-current"
        )
        for record in loaded[: self.asked.limit]:
            yield from self.row(self._person, record, places, homes, page.url, excerpt=str(record), url=page.url)

    def _committee(self, record: Any, url: str) -> Iterator[ScrapedOrganization]:
        yield from legislators_yaml.committees([record], url)

    def _person(self, record: Any, places: _Places, homes: _Homes, url: str) -> Iterator[ScrapedPerson]:
        yield legislators_yaml.person(record, places, url, self.asked.now.astimezone(EASTERN).date(), homes)
