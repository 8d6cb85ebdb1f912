"""Hand what spiders yield to the visit that stores it; decide nothing."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import signals
from scrapy.utils.defer import deferred_from_coro
from sqlalchemy.exc import SQLAlchemyError
from twisted.internet.task import LoopingCall

from spiders.kit.warc import without_secrets
from spiders.source_errors import place_of
from tracker.db.leases import LeaseLostError
from tracker.errors import TrackerError
from tracker.ingest.verdict import Problem, RunSummary
from tracker.ingest.visit import Visit
from tracker.records.items import Unreadable

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


KEEP_ALIVE_SECONDS: Final = 5.0
_log = logging.getLogger("tracker.spiders.pipeline")


class VisitPipeline:
    """Stores one spider's outcomes, counts its pages and faults, and closes its run."""

    def __init__(self, crawler: Crawler) -> None:
        """Take the visit that the crawl opened for this spider."""
        self.visit: Visit = crawler.settings["TRACKER_VISIT"]
        self._done: dict[str, RunSummary] = crawler.settings["TRACKER_SUMMARIES"]
        self._crawler = crawler
        self._bug: str | None = None
        self._sign_of_life = LoopingCall(self._keep_alive)
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._fetched, signals.response_received)
        crawler.signals.connect(self._broke, signals.spider_error)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making it."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Store an outcome or keep a problem; a tuple holds many, since Scrapy's way costs as much as reading a bill."""
        try:
            for part in item if isinstance(item, tuple) else (item,):
                self._take(part)
        except LeaseLostError:
            self._give_way()
        return item

    def _opened(self, spider: Spider) -> None:  # noqa: ARG002 - Scrapy passes arguments by name
        self._sign_of_life.start(KEEP_ALIVE_SECONDS, now=False)

    def _keep_alive(self) -> None:
        """Hold the source while pages are waited for; it is the reactor that turns, so a crawl that hangs lets go."""
        try:
            self.visit.keep_alive()
        except LeaseLostError:
            self._give_way()
        except (TrackerError, SQLAlchemyError) as problem:
            _log.warning("%s: not renewed: %s", self.visit.name, problem)

    def _give_way(self) -> None:
        """Another run took the source over: read no more of it, write no more of it."""
        if self._sign_of_life.running:
            self._sign_of_life.stop()
            assert self._crawler.engine is not None
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="taken over"))

    def _take(self, item: Any) -> None:
        if isinstance(item, Problem):
            self.visit.problem(item.kind, item.reason, _public(item.url), item.excerpt)
        elif isinstance(item, Unreadable):
            self.visit.take(replace(item, url=_public(item.url)))
        else:
            self.visit.take(item)

    def _fetched(self, response: Response) -> None:
        if not response.url.endswith("/robots.txt"):
            self.visit.fetched()

    def _broke(self, failure: Failure, response: Response | None = None) -> None:
        """A spider raised what it must not: a bug. The run fails, what was stored stays."""
        error = failure.value
        line = f" ({place_of(error)})" if error is not None else ""
        self._bug = f"a fault of ours: {type(error).__name__}: {error}{line}"
        self.visit.problem("bug", self._bug, _public(getattr(response, "url", None)))

    def _closed(self, spider: Spider, reason: str) -> None:
        if self._sign_of_life.running:
            self._sign_of_life.stop()
        if self._bug is not None:
            summary = self.visit.finish(forced="failed", reason=self._bug)
        else:
            if getattr(spider, "lists_part", False):
                self.visit.source = replace(self.visit.source, lists_all_upcoming=False)
            summary = self.visit.finish(complete=reason == "finished")
            options = getattr(spider, "asked", None)
            if options is not None and summary.verdict != "failed" and not summary.counts.withheld:
                options.validators.save()  # only now is everything stored that a page gave
        self._done[spider.name] = summary


def _public(url: str | None) -> str | None:
    """An address as it may be kept and shown: some sources want their key in it."""
    return without_secrets(url) if url else url
