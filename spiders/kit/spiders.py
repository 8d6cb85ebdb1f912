"""The bases of all spiders, chosen by the shape of the source.

* `ListSpider`: rows on a page. Set `rows` (CSS) and write `items(row, page)`.
* `DetailSpider`: a list of links, then a page each. Set `links` (CSS) and write `items(page)`.
* `FeedSpider`: RSS, Atom or JSON Feed; write `items(entry, page)`.
* `ApiSpider`: JSON with paging. Write `rows_of(body)`, `items(row, page)` and, where there is one, `next_page(body, page)`.
* `DocumentSpider`: whatever else (XML, CSV, ZIP). Write `items(page)`; it may yield further requests.

A source is facts as class attributes and one method that reads:

    class OregonHearings(ListSpider):
        name = "us-or-hearings"
        source = Source(jurisdiction="us-or", publisher="Oregon Legislative Assembly", timezone=ZoneInfo("America/Los_Angeles"),
                        url="https://legislature.example/or", kind="hearings", lists_all_upcoming=True)
        start_urls = ["https://legislature.example/or/meetings"]
        rows = "table#meetings tbody tr"
        empty_notice = "No meetings scheduled"

        def items(self, row, page):
            yield ScrapedHearing(key=attribute(row, "data-meeting-id"), ...)

The only `try` of the package stands here: `PageChanged` and `ValueError` (an item refused what it was given) cost one row
and are counted as `Unreadable`; any other exception is a bug and makes the run fail. `self.asked` holds the options
(`session`, `since`, `limit`, `jurisdiction`, `settings`, `now`); `self.page(url, reader)` makes a request;
`self.session()` is the session asked for or the one that sits;
`self.known(id, stamp)` says that the stored stamp is the same, so that `Unchanged(id=id)` can be yielded unread.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import scrapy
from parsel import Selector
from scrapy.http import Request, Response, TextResponse
from twisted.python.failure import Failure

from spiders.kit.again import BELOW, again_only, is_named
from spiders.kit.archive import Member, zip_members
from spiders.kit.errors import describe, wrong_page
from spiders.kit.hosts import known
from spiders.kit.options import Options
from spiders.kit.select import PageChanged, rows
from tracker.ingest.source import Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Outcome, TextUnread, Unchanged, Unreadable
from tracker.records.jurisdictions import jurisdiction
from tracker.records.text import line

Yield = Outcome | Problem | Request
Reader = Callable[[Any], Iterable[Yield]]

ROW_FAULTS: Final = (PageChanged, ValueError, LookupError)
"""What a row may do wrong: a value that is none, a name or a part that it lacks. Everything else is our own fault."""
NOT_MODIFIED: Final = 304


def why(problem: Exception) -> str:
    """What was wrong with a row, in words: Python says no more of a name that is missing than the name."""
    if isinstance(problem, KeyError) and problem.args:
        return f"expected something under {problem.args[0]!r:.80}, found nothing"
    return "expected more parts than were found" if isinstance(problem, IndexError) else str(problem)


class SourceSpider(scrapy.Spider):
    """What every source shares: facts, options, and the one place where a bad row is caught."""

    source: ClassVar[Source]
    start_urls: list[str]  # Scrapy's own declaration
    expects: ClassVar[str] = "html"
    """What a page is: html, xml, json, csv, feed or any; another kind with status 200 is a problem, not a page."""
    conditional: ClassVar[bool] = True
    """Whether a page that did not change since it was last read may be answered with 304. False where a reader keeps
    something of a page in the spider itself, which a page that is not read cannot give."""
    clients_file: ClassVar[Path | None] = None
    """Where the places of a platform of many are listed; the same name with dashes in the data folder adds to it."""
    user_given: ClassVar[bool] = False
    """True when the address came from a user, not from code: then it may lead to public hosts and usual ports only."""

    def __init__(self, asked: Options, **more: Any) -> None:
        """Take the options; Scrapy calls this."""
        super().__init__(**more)
        self.asked = asked

    @classmethod
    def nothing_to_ask(cls, options: Options) -> str:  # noqa: ARG003 - for sources whose places an operator chooses
        """Why a live visit with these options would ask for nothing; it is then skipped, and no visit that went well."""
        return ""

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the first pages."""
        for first in again_only(self.first(), self.asked.again, below=False):
            yield first

    def first(self) -> Iterable[Yield]:
        """The first requests, one for each of `start_urls`; a source whose addresses depend on the options overrides it."""
        for url in self.start_urls:
            yield self.page(url)

    def page(self, url: str, reader: Reader | None = None, **how: Any) -> Request:
        """A request whose answer `reader` reads (`self.read` when none is named). `to_file=True` keeps a large body on
        disk: the answer is then empty and `response.meta["file"]` is its path, removed after reading.
        `may_be_empty=True` is for addresses that answer without a body where there is nothing.
        """
        meta = {**how.pop("meta", {}), "reader": reader or self.read, "asked_url": url}
        for name in ("to_file", "expects", "optional", "may_be_empty"):
            if name in how:
                meta[name] = how.pop(name)
        if url.startswith("ftp:"):
            meta["dont_obey_robotstxt"] = True  # a server of files has no such rules
        how.setdefault("dont_filter", True)
        if self.conditional and how.get("method", "GET") == "GET" and not meta.get("to_file"):
            how["headers"] = {**self.asked.validators.headers(url), **(how.get("headers") or {})}
            meta["handle_httpstatus_list"] = [NOT_MODIFIED]
        return Request(url, callback=self.answered, errback=self.failed, meta=meta, **how)

    def answered(self, response: Response) -> Iterator[Yield]:
        """Read one answer; what it may do wrong costs this page or row and is told."""
        url = response.meta.get("asked_url", response.url)
        if response.status == NOT_MODIFIED:
            yield from self._unchanged(url)
            return
        ids, nothing, clean = [], None, True
        below = bool(response.meta.get(BELOW)) or is_named(url, self.asked.again)
        for result in again_only(self._read(response), self.asked.again, below=below):
            yield result
            if isinstance(result, (Request, Problem, Unreadable, TextUnread)):
                clean = False
            elif isinstance(result, NothingHere):
                nothing = result.reason
            else:
                ids.append(result.id)
        if clean and self.conditional:
            self.asked.validators.keep(url, response, ids, nothing)
        else:
            self.asked.validators.forget(url)

    def _read(self, response: Response) -> Iterator[Yield]:
        wrong = wrong_page(response, response.meta.get("expects", self.expects))
        if wrong is not None and not (response.meta.get("may_be_empty") and not response.body.strip()):
            yield self._explained(wrong)
            return
        try:
            yield from response.meta["reader"](response)
        except ROW_FAULTS as problem:
            kind = getattr(problem, "kind", "page-changed")
            problem_row = Problem(kind=kind, reason=why(problem), url=response.url, excerpt=_start(response))
            yield self._explained(problem_row)
        finally:
            if "file" in response.meta:
                Path(response.meta["file"]).unlink(missing_ok=True)

    def _unchanged(self, url: str) -> Iterator[Yield]:
        """The records that a page gave before, when the source says that it is still the same page."""
        ids, nothing = self.asked.validators.gave(url)
        yield from (Unchanged(id=key) for key in ids)
        if nothing:
            yield NothingHere(reason=nothing)

    def failed(self, failure: Failure) -> Iterator[Yield]:
        """Tell of a page that was not fetched. `optional=True` pages may be missing (404) without being a problem."""
        problem = describe(failure)
        request = getattr(failure, "request", None)
        if request is not None and request.meta.get("optional") and problem.kind in {"http-404", "not-recorded"}:
            return
        yield self._explained(problem)

    def _explained(self, problem: Problem) -> Problem:
        """The problem with what is known of the host; a recording is no host."""
        if self.asked.replaying or not problem.url:
            return problem
        reasons = known(urlsplit(problem.url).hostname).says(problem.kind, self.asked.now)
        return replace(problem, reason=f"{problem.reason}; {reasons}") if reasons else problem

    @abstractmethod
    def read(self, response: Any) -> Iterable[Yield]:
        """Read a page."""

    def row(
        self, reader: Callable[..., Iterable[Yield]], *given: Any, excerpt: str = "", url: str | None = None
    ) -> Iterator[Yield]:
        """Read one row; a bad one becomes `Unreadable` and costs nothing else."""
        try:
            yield from reader(*given)
        except ROW_FAULTS as problem:
            yield Unreadable(reason=why(problem), excerpt=excerpt[:500], url=url)

    def zipped(self, page: Response, reader: Callable[[Member], Iterable[Yield]], suffix: str = "") -> Iterator[Yield]:
        """Read each file of a ZIP that was fetched with `to_file=True`, one in memory at a time.

        A ZIP or a file in it that cannot be used is a problem with a name, and costs itself only.
        """
        for member in zip_members(Path(page.meta["file"]), what=page.url.rpartition("/")[2], suffix=suffix):
            if member.data is None:
                yield Problem(kind=member.kind, reason=member.fault or "", url=page.url)
            else:
                start = member.data[:500].decode("utf-8", "replace")
                yield from self.row(reader, member, excerpt=start, url=f"{page.url}#{member.name}")

    def session(self) -> str | None:
        """The session that was asked for, else the one that sits in the source's place or sat last; None where we know of none."""
        here = jurisdiction(self.source.jurisdiction)
        today = self.asked.now.astimezone(self.source.timezone).date()
        return self.asked.session or (here.session(today) if here else None)

    def known(self, key: str, stamp: str | None) -> bool:
        """Whether the stamp kept for this record is the same."""
        return stamp is not None and self.asked.stamps.get(key) == stamp


class DocumentSpider(SourceSpider):
    """A source whose pages are of no common shape; `items` reads one whole page."""

    expects = "any"

    def read(self, response: Any) -> Iterable[Yield]:
        """Hand the page on."""
        return self.items(response)

    @abstractmethod
    def items(self, page: Any) -> Iterable[Yield]:
        """What the page says."""


class ListSpider(SourceSpider):
    """Rows on a page."""

    rows: ClassVar[str]
    empty_notice: ClassVar[str | None] = None
    """Words by which the page says that there is nothing; without them no rows are a changed page."""

    def read(self, response: TextResponse) -> Iterable[Yield]:
        """Read every row by itself."""
        nodes = rows(response.selector, self.rows)
        if not nodes:
            yield nothing(response, self.rows, self.empty_notice)
        for row in nodes:
            yield from self.row(self.items, row, response, excerpt=str(row.get()), url=response.url)

    @abstractmethod
    def items(self, row: Selector, page: TextResponse) -> Iterable[Yield]:
        """What one row says."""


class DetailSpider(SourceSpider):
    """A list of links, then a page each."""

    links: ClassVar[str]
    empty_notice: ClassVar[str | None] = None

    def read(self, response: TextResponse) -> Iterable[Yield]:
        """Follow every link once."""
        urls = dict.fromkeys(
            response.urljoin(link.attrib["href"]) for link in response.css(self.links) if link.attrib.get("href")
        )
        if not urls:
            yield nothing(response, self.links, self.empty_notice)
        for url in list(urls)[: self.asked.limit]:
            yield self.page(url, self.items)

    @abstractmethod
    def items(self, page: TextResponse) -> Iterable[Yield]:
        """What one detail page says."""


class ApiSpider(SourceSpider):
    """JSON with paging. A page that fails after others succeeded is a problem; what was read is kept."""

    expects = "json"

    def read(self, response: TextResponse) -> Iterable[Yield]:
        """Read the rows of one page and ask for the next."""
        try:
            body = json.loads(response.body)
        except ValueError as problem:
            raise PageChanged(f"wanted JSON, found {response.text[:60]!r}: {problem}") from problem
        further = self.next_page(body, response)
        if further is not None:
            yield further
        for row in self.rows_of(body):
            yield from self.row(self.items, row, response, excerpt=json.dumps(row, default=str)[:500], url=response.url)

    def rows_of(self, body: Any) -> Iterable[Any]:
        """The rows in a page's body; a body of another shape is `PageChanged`."""
        if not isinstance(body, list):
            raise PageChanged(f"wanted a list, found {type(body).__name__}")
        return body

    def next_page(self, body: Any, page: TextResponse) -> Request | None:  # noqa: ARG002 - for sources that page
        """The request for the next page, or None after the last."""
        return None

    @abstractmethod
    def items(self, row: Any, page: TextResponse) -> Iterable[Yield]:
        """What one row says."""


class FeedSpider(SourceSpider):
    """RSS, Atom, JSON Feed or a calendar."""

    expects = "feed"
    empty_is_normal: ClassVar[bool] = False
    """Whether a feed without entries says that there is nothing, rather than that something broke."""

    def read(self, response: Response) -> Iterable[Yield]:
        """Read every entry by itself; a feed without entries says so."""
        from spiders.kit.feed import entries

        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        feed = entries(response.body, kind=kind, url=response.url, zone=self.source.timezone, now=self.asked.now)
        if feed.cut:
            yield Problem(kind="feed-too-long", reason=feed.cut, url=response.url)
        yield from (Problem(kind=kind, reason=reason, url=response.url) for kind, reason in feed.doubts)
        yield from (Unreadable(reason=unreadable_reason, url=response.url) for unreadable_reason in feed.unreadable)
        if not feed.entries and not feed.unreadable:
            yield (
                NothingHere(reason="it has no entries")
                if feed.calendar or self.empty_is_normal
                else Problem(kind="empty-feed", reason="wanted entries in the feed, found none", url=response.url)
            )
        for entry in self.known_entries(feed):
            yield from self.row(self.items, entry, response, excerpt=f"{entry.title} {entry.link}", url=response.url)

    def known_entries(self, feed: Any) -> Iterable[Any]:
        """The feed's entries; a source may know some of them by another id than the feed gives."""
        entries: Iterable[Any] = feed.entries
        return entries

    @abstractmethod
    def items(self, entry: Any, page: Response) -> Iterable[Yield]:
        """What one entry says."""


def nothing(page: TextResponse, css: str, notice: str | None) -> NothingHere:
    """The page's own word that it is empty, where it shows `notice`; PageChanged without it."""
    if notice:
        shown = line(
            " ".join(page.xpath("//text()[not(ancestor::script or ancestor::style)]").getall()), limit=5_000_000
        )
        if line(notice).casefold() in shown.casefold():
            return NothingHere(reason=notice)
    words = f" or the words {notice!r}" if notice else ""
    raise PageChanged(
        f"{css!r}: wanted at least one{words}, found none: the page is built in another way now, or gives programs less than"
        " browsers"
    )


def _start(response: Response) -> str:
    return response.body[:300].decode("utf-8", "replace")
