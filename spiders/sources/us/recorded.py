"""Start a replay from what the recording holds.

Lists and feeds name what changed lately, and their addresses carry dates and page sizes; a recording is what someone kept.
So a replay begins at every recorded address that a source can read, and finds a page asked for under another page size or
letter case by its path. What is not there fails as itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spiders.kit.warc import address_key

if TYPE_CHECKING:
    from spiders.kit.spiders import SourceSpider


class Recorded:
    """The addresses of the recording that answers a crawl; empty on a live one."""

    def __init__(self, spider: SourceSpider) -> None:
        recording = spider.crawler.settings.get("TRACKER_RECORDING") if spider.asked.replaying else None
        self.addresses: list[str] = recording.addresses() if recording is not None else []
        self._by_path: dict[str, str] = {}
        for address in self.addresses:
            self._by_path.setdefault(_path(address), address)
        self._known = frozenset(self.addresses)

    def matching(self, *patterns: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Every recorded address whose host and path match one of `patterns` whole."""
        compiled = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
        for address in self.addresses:
            for pattern in compiled:
                if match := pattern.fullmatch(_path(address)):
                    yield address, match
                    break

    def holds(self, url: str) -> bool:
        """Whether this very address was recorded."""
        return address_key(url) in self._known

    def like(self, url: str) -> str:
        """The recorded address that stands for `url`: itself, or one of the same path; `url` when there is none."""
        return url if self.holds(url) else self._by_path.get(_path(url), url)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.netloc + parts.path).lower().rstrip("/")
