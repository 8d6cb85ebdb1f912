"""Federal rule-making: what agencies publish in the Federal Register and take comments on at Regulations.gov."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from scrapy.http import Request

from spiders.kit.select import PageChanged
from spiders.kit.spiders import ApiSpider, DocumentSpider, Yield
from spiders.sources.us import dockets, federal_register_json, regulations_json
from spiders.sources.us.plain import EASTERN, day, said
from spiders.sources.us.recorded import Recorded
from tracker.ingest.source import NATIVE, Source
from tracker.records.items import NothingHere, ScrapedNotice

REGISTER: Final = "https://www.federalregister.gov/api/v1/documents.json"
AGENCIES: Final = (
    "substance-abuse-and-mental-health-services-administration",
    "centers-for-medicare-medicaid-services",
    "health-and-human-services-department",
    "veterans-affairs-department",
    "education-department",
    "labor-department",
)
MOST_ORIGINALS: Final = 20
"""Withdrawals and extensions of one visit whose original is looked up; there are a few a week."""
LOOK_BACK: Final = dt.timedelta(days=60)
"""How far behind its newest document the register is read when nothing is asked for: the usual comment period."""

REGULATIONS: Final = "https://api.regulations.gov/v4/documents"
POSTERS: Final = ("SAMHSA", "CMS", "HHS", "VA", "ED", "DOL", "EBSA")
"""The same agencies as Regulations.gov names them; Labor posts its rules on health plans under EBSA."""
MOST_PAGES: Final = 40
"""Regulations.gov gives no more pages of one query."""


class FederalRegister(ApiSpider):
    """Documents of the agencies that make mental-health policy."""

    name = "us-federal-register"
    source = Source(
        jurisdiction="us",
        publisher="Office of the Federal Register",
        timezone=EASTERN,
        url="https://www.federalregister.gov/",
        kind="notices",
        every_hours=12,
        expected_every_days=4,
        note="No key. SAMHSA, CMS, HHS, VA, ED and DOL; a search gives at most 10,000 documents.",
    )

    conditional = False  # the documents of one docket are read together, so all pages must be
    _documents: dict[str, ScrapedNotice]
    _open: int
    _asked_originals: bool

    def first(self) -> Iterable[Yield]:
        """The newest documents first, or the lists of documents that a recording holds."""
        self._documents = {}
        recorded = Recorded(self)
        addresses = recorded.matching(r"www\.federalregister\.gov/api/v1/documents(?:\.json|/\d[\d,-]+\.json)?")
        held = [url for url, _ in addresses if "fields" not in url or "=title" in url]  # a lookup of numbers is no list
        self._open = len(held) or 1
        self._asked_originals = False
        yield from (self.page(url) for url in held or [self._search()])

    def answered(self, response: Any) -> Iterator[Yield]:
        """Keep the documents of one page; after the last, ask for originals that are missing, then tell all."""
        following = False
        for result in super().answered(response):
            following = following or isinstance(result, Request)
            yield result
        yield from self._page_done(following=following)

    def failed(self, failure: Any) -> Iterator[Yield]:
        """A page that was not fetched costs itself only; the others are told."""
        yield from super().failed(failure)
        yield from self._page_done(following=False)

    def _page_done(self, *, following: bool) -> Iterator[Yield]:
        self._open -= not following
        if self._open:
            return
        missing = [] if self._asked_originals or self.asked.limit else dockets.orphans(self._documents.values())
        self._asked_originals = True
        urls = list(dict.fromkeys(url for notice in missing[:MOST_ORIGINALS] for url in self._originals(notice)))
        if urls:
            self._open = len(urls)
            yield from (self.page(url, optional=True) for url in urls)
            return
        yield from dockets.settled(self._documents.values())

    def _originals(self, later: ScrapedNotice) -> Iterator[str]:
        """Where the other documents of its docket or regulation number are listed."""
        for number in later.docket_ids[:2]:
            name = "regulation_id_number" if number.startswith("RIN ") else "docket_id"
            query = [(f"conditions[{name}]", number.removeprefix("RIN "))]
            fields = [("fields[]", field) for field in federal_register_json.FIELDS]
            yield f"{REGISTER}?{urlencode([*query, ('order', 'newest'), ('per_page', 20), *fields])}"

    def _search(self) -> str:
        query = [("conditions[agencies][]", agency) for agency in AGENCIES]
        if self.asked.since:
            query.append(("conditions[publication_date][gte]", self.asked.since.isoformat()))
        fields = [("fields[]", name) for name in federal_register_json.FIELDS]
        size = min(self.asked.limit or 200, 200)
        return f"{REGISTER}?{urlencode([*query, ('order', 'newest'), ('per_page', size), *fields])}"

    def rows_of(self, body: Any) -> Iterable[Any]:
        """The documents of one page; the API leaves out an empty list."""
        if isinstance(body, Mapping) and "document_number" in body:
            return [body]
        if isinstance(body, Mapping) and isinstance(body.get("results"), list):
            rows: list[Any] = body["results"]
            return rows[: self.asked.limit]
        if isinstance(body, Mapping) and body.get("count") == 0:
            return [None]
        raise PageChanged(f"expected results, found {str(body)[:80]}")

    def items(self, row: Any, page: Any) -> Iterator[Yield]:
        """One document."""
        if row is None:
            yield NothingHere(reason="no documents match")
        elif not isinstance(row, Mapping):
            raise PageChanged(f"expected a document, found {type(row).__name__}")
        else:
            made = federal_register_json.read(row)
            self._documents[made.id] = made

    def next_page(self, body: Any, page: Any) -> Request | None:
        """The next page by its cursor, until documents are older than asked for."""
        following = said(body.get("next_page_url")) if isinstance(body, Mapping) else ""
        if not following.startswith("https://www.federalregister.gov/") or self.asked.limit is not None:
            return None
        dates = [
            day(said(row.get("publication_date"))) for row in body.get("results") or () if isinstance(row, Mapping)
        ]
        known = [date for date in dates if date is not None]
        newest = page.meta.get("newest") or (max(known) if known else None)
        if self.asked.since is None and newest is not None and known and newest - min(known) > LOOK_BACK:
            return None
        return self.page(following, meta={"newest": newest})


class Regulations(DocumentSpider):
    """Documents that can be commented on, agency by agency."""

    name = "us-regulations-gov"
    source = Source(
        jurisdiction="us",
        publisher="U.S. General Services Administration, eRulemaking Program",
        timezone=EASTERN,
        url="https://www.regulations.gov/",
        kind="notices",
        every_hours=24,
        expected_every_days=7,
        authority=NATIVE - 10,  # the register's own words come first; the place to comment comes from here
        key_setting="regulations_api_key",
        note="Free key from api.data.gov; 1,000 requests an hour.",
    )
    expects = "json"
    conditional = False  # a notice is put together from pages that must all be read

    _waiting: list[str]
    _found: dict[str, list[Mapping[str, Any]]]

    def first(self) -> Iterable[Yield]:
        """The first agency's documents, or the documents that a recording holds; the others follow one by one."""
        recorded = Recorded(self)
        held = [url for url, _ in recorded.matching(r"api\.regulations\.gov/v4/documents(?:/[^/]+)?")]
        self._waiting = held or [self._search(agency) for agency in POSTERS]
        self._found = {}
        yield from self._next()

    def _search(self, agency: str) -> str:
        query = {"filter[agencyId]": agency, "page[size]": 250, "sort": "-postedDate"}
        if self.asked.since:
            query["filter[postedDate][ge]"] = self.asked.since.isoformat()
        else:
            query["filter[withinCommentPeriod]"] = "true"
        return f"{REGULATIONS}?{urlencode(query)}"

    def _next(self) -> Iterator[Yield]:
        """Ask for the next page that waits; after the last, say what all of them said.

        A document of the register is posted by several agencies: only all pages together make one notice of it.
        """
        if self._waiting:
            key = self.asked.settings.regulations_api_key.get_secret_value()
            request = self.page(self._waiting.pop(0), headers={"X-Api-Key": key} if key else {})
            yield request.replace(callback=self._answered, errback=self._failed)
            return
        if not self._found:
            yield NothingHere(reason="no documents are open for comment")
        for copies in list(self._found.values())[: self.asked.limit]:
            yield from self.row(self._notice, copies, excerpt=str(copies[0]), url=REGULATIONS)

    def _answered(self, response: Any) -> Iterator[Yield]:
        yield from self.answered(response)
        yield from self._next()

    def _failed(self, failure: Any) -> Iterator[Yield]:
        yield from self.failed(failure)
        yield from self._next()

    def _notice(self, copies: list[Mapping[str, Any]]) -> Iterator[ScrapedNotice]:
        yield regulations_json.read(copies)

    def items(self, page: Any) -> Iterator[Yield]:
        """Keep the documents of one page, a list or a single one, and ask for the next page."""
        try:
            body = json.loads(page.body)
        except ValueError as problem:
            raise PageChanged(f"expected JSON, found {page.body[:60]!r}: {problem}") from problem
        data = body.get("data") if isinstance(body, Mapping) else None
        documents = [data] if isinstance(data, Mapping) else data
        if not isinstance(documents, list):
            raise PageChanged(f"expected data, found {str(body)[:80]}")
        for document in documents:
            yield from self.row(self._keep, document, excerpt=str(document), url=page.url)
        meta = body.get("meta") if isinstance(body, Mapping) else None
        meta = meta if isinstance(meta, Mapping) else {}
        number = meta.get("pageNumber")
        if meta.get("hasNextPage") and isinstance(number, int) and number < MOST_PAGES:
            self._waiting.insert(0, _numbered(page.url, number + 1))

    def _keep(self, document: Any) -> Iterable[Yield]:
        if not isinstance(document, Mapping):
            raise PageChanged(f"expected a document, found {type(document).__name__}")
        self._found.setdefault(regulations_json.key(document), []).append(document)
        return ()


def _numbered(url: str, number: int) -> str:
    base = "&".join(part for part in url.split("&") if not part.startswith(("page%5Bnumber%5D=", "page[number]=")))
    return f"{base}&page%5Bnumber%5D={number}"
