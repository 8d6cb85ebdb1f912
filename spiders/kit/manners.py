"""Wait as long as a source asks us to, and ask it nothing meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from tracker import clock

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

PATIENCE: Final = 3600.0
"""Seconds a crawl waits at most when a source names a time; beyond it the rest of the run is put off."""
_ASKS: Final = frozenset({429, 503})


class Postponed(IgnoreRequest):
    """The source asked us to come back later than a crawl waits."""


class RetryAfterMiddleware:
    """Honours Retry-After (seconds or a date) for the whole host, not only for the request that was refused."""

    def __init__(self, crawler: Crawler) -> None:
        """Begin with no host to wait for."""
        self._spider = crawler
        self._until: dict[str, float] = {}
        self._patience = crawler.settings.getfloat("TRACKER_PATIENCE", PATIENCE)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Hold a request while its host asked for peace."""
        host = urlparse_cached(request).netloc
        while (rest := self._until.get(host, 0.0) - time.monotonic()) > 0:
            if rest > self._patience:
                raise Postponed(f"{host} asked us to come back in {rest / 60:.0f} minutes; the rest is put off")
            await asyncio.sleep(rest)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Note what the source asks for, and try the request again after it."""
        if response.status not in _ASKS:
            return response
        wait = asked_seconds(response.headers.get("Retry-After"), clock.now())
        if wait is None:
            return response
        host = urlparse_cached(request).netloc
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + wait)
        if wait > self._patience:
            raise Postponed(f"{host} asked us to come back in {wait / 60:.0f} minutes; the rest is put off")
        assert self._spider.spider is not None
        again = get_retry_request(request, spider=self._spider.spider, reason=f"Retry-After {wait:.0f} s")
        return again if again is not None else response


def asked_seconds(header: bytes | None, now: dt.datetime) -> float | None:
    """The seconds a Retry-After header asks for; None when there is none or it makes no sense."""
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
