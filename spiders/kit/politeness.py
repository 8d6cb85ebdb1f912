"""Be a guest: one connection a host, a pause between pages, and peace for as long as a host asks for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.utils.httpobj import urlparse_cached

from spiders.kit.errors import Refusal
from tracker import clock

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

PATIENCE: Final = 3600.0
"""Seconds a crawl waits for a host in all when it names a time; beyond it the rest of the run is put off."""
SILENCES: Final = 3
"""Time-outs in a row after which a host is not asked any more in this crawl."""
_ASKS: Final = frozenset({429, 503})


class Postponed(Refusal):
    """The source asked us to come back later than a crawl waits."""

    kind = "postponed"


class SilentHost(Refusal):
    """The host did not answer several times in a row."""

    kind = "silent-host"


class Hosts:
    """What each host of a process is due. Sources crawl side by side and may share a host, which must not notice."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._turns: dict[str, asyncio.Lock] = {}
        self._next: dict[str, float] = {}
        self._until: dict[str, float] = {}
        self._waited: dict[str, float] = {}
        self._silences: dict[str, int] = {}

    @asynccontextmanager
    async def turn(self, host: str, pause: float) -> AsyncIterator[None]:
        """Wait for this host's next turn and hold it; `pause` seconds lie between two starts. 0: no one is spared."""
        if not pause:
            await self._peace(host)
            yield
            return
        async with self._turns.setdefault(host, asyncio.Lock()):
            await self._peace(host)
            if (rest := self._next.get(host, 0.0) - time.monotonic()) > 0:
                await asyncio.sleep(rest)
            self._next[host] = time.monotonic() + pause
            yield

    def answered(self, host: str, *, silent: bool) -> None:
        """Note whether a request was answered at all."""
        self._silences[host] = self._silences.get(host, 0) + 1 if silent else 0

    def hold(self, host: str, seconds: float) -> None:
        """Ask this host nothing for so long; raises Postponed when that is longer than a crawl waits."""
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + seconds)
        self._check(host)

    async def _peace(self, host: str) -> None:
        self._check(host)
        while (rest := self._until.get(host, 0.0) - time.monotonic()) > 0:
            self._check(host)
            self._waited[host] = self._waited.get(host, 0.0) + rest
            await asyncio.sleep(rest)

    def _check(self, host: str) -> None:
        if (silences := self._silences.get(host, 0)) >= SILENCES:
            raise SilentHost(f"{host} did not answer {silences} times in a row; the rest is left for the next visit")
        rest = self._until.get(host, 0.0) - time.monotonic()
        if rest > 0 and rest + self._waited.get(host, 0.0) > self.patience:
            raise Postponed(f"{host} asked us to come back in {rest / 60:.0f} minutes; the rest is put off")


class RetryAfterMiddleware:
    """Honors Retry-After (seconds or a date) for the whole host, not only for the request that was refused."""

    def __init__(self, crawler: Crawler) -> None:
        """Share the hosts of the process with all its crawls."""
        self._crawler = crawler
        self._hosts: Hosts = crawler.settings.get("TRACKER_HOSTS") or Hosts()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Note what the source asks for, and try the request again after it."""
        if response.status not in _ASKS:
            return response
        wait = asked_seconds(response.headers.get("Retry-After"), clock.now())
        if wait is None:
            return response
        self._hosts.hold(urlparse_cached(request).netloc, wait)
        assert self._crawler.spider is not None
        again = get_retry_request(request, spider=self._crawler.spider, reason=f"Retry-After {wait:.0f} s")
        return again if again is not None else response


def asked_seconds(header: bytes | None, now: dt.datetime) -> float | None:
    """The seconds a Retry-After header asks for; None when there is none or it makes no sense."""
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
