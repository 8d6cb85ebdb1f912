"""Begin a replay at what its recording holds.

A live visit begins at lists, whose addresses carry dates and page sizes; a recording is whatever someone kept. So a source
names the addresses it can read, and a replay begins at each of them that was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker.ingest.verdict import Problem

if TYPE_CHECKING:
    from scrapy.http import Request

    from spiders.kit.spiders import SourceSpider
    from spiders.kit.warc import Recording


def recorded(spider: SourceSpider, pattern: str) -> list[str]:
    """The recorded addresses whose host and path match `pattern` whole, in order; none in a live visit."""
    recording = _recording(spider)
    if recording is None:
        return []
    wanted = re.compile(pattern, re.IGNORECASE)
    return [address for address in recording.addresses() if wanted.fullmatch(_place(address))]


def only_recorded(spider: SourceSpider, addresses: list[str]) -> Iterator[Problem | Request]:
    """The first pages of a source whose list is not known: what was recorded, or a problem that says so."""
    if not addresses:
        reason = "no list of this source's pages is known, and the recording holds none of them"
        yield Problem(kind="no-list", reason=reason, url=spider.source.url)
    yield from (spider.page(address) for address in islice(addresses, spider.asked.limit))


def holds(spider: SourceSpider, url: str) -> bool:
    """Whether `url` can be asked for: always in a live visit, in a replay when it was recorded."""
    recording = _recording(spider)
    return recording is None or url in recording


def _recording(spider: SourceSpider) -> Recording | None:
    crawler = getattr(spider, "crawler", None)  # a test that reads one page has none
    if crawler is None or not spider.asked.replaying:
        return None
    recording: Recording | None = crawler.settings.get("TRACKER_RECORDING")
    return recording


def _place(address: str) -> str:
    parts = urlsplit(address)
    return (parts.netloc + parts.path).rstrip("/")
