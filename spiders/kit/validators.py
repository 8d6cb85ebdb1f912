"""Ask a source only for what changed: keep ETag and Last-Modified of pages that were read without a fault.

With each page stands which records it gave, so that "not modified" says that those records are still there: an answer
of 304 counts as its records, unchanged. A page that leads on to other pages is always fetched, since those may have
changed though it did not. What the database does not know any more is not believed, nor what another reader read: a
mended one must see the page again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from scrapy.http import Response

from tracker.system import private_folder, write_private

PAGES: Final = 2_000
"""Pages kept of one source."""
RECORDS: Final = 5_000
"""Records of one page; a larger one is fetched each time."""


@dataclass(slots=True)
class Validators:
    """What is kept of one source's pages, within one scope (session, place)."""

    path: Path | None = None
    """Where it is kept; None keeps nothing."""
    scope: str = ""
    known: Callable[[], frozenset[str]] = frozenset
    """The records of this source that the database has; looked up once, and only if any page is kept."""
    reader: str = ""
    """The fingerprint of the code that reads the pages."""
    _pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    _known: frozenset[str] | None = None
    _changed: bool = False

    def __post_init__(self) -> None:
        """Load what was kept. A file of another reader, or a damaged one, means that everything is fetched."""
        if self.path is None or not self.path.exists():
            return
        try:
            saved = json.loads(self.path.read_bytes())
        except ValueError:
            return
        if isinstance(saved, dict) and saved.get("reader") == self.reader:
            self._pages = saved["pages"]

    def headers(self, url: str) -> dict[str, str]:
        """The headers that ask for a page only if it changed."""
        page = self._page(url)
        if page is None:
            return {}
        named = (("If-None-Match", page.get("etag")), ("If-Modified-Since", page.get("modified")))
        return {name: value for name, value in named if value}

    def gave(self, url: str) -> tuple[tuple[str, ...], str | None]:
        """The records that a page gave when it was last read, and its words when it said that it is empty."""
        page = self._page(url) or {}
        return tuple(page.get("ids", ())), page.get("nothing")

    def keep(self, url: str, response: Response, ids: Iterable[str], nothing: str | None) -> None:
        """Keep a page that was read to its end without a fault."""
        etag, modified = ((response.headers.get(name) or b"").decode("latin-1") for name in ("ETag", "Last-Modified"))
        keys = list(dict.fromkeys(ids))
        if self.path is None or not (etag or modified) or not (keys or nothing) or len(keys) > RECORDS:
            self.forget(url)
            return
        self._pages.pop(self._name(url), None)  # so that the oldest stand first
        self._pages[self._name(url)] = {"etag": etag, "modified": modified, "ids": keys, "nothing": nothing}
        self._changed = True

    def forget(self, url: str) -> None:
        """Fetch this page whole the next time."""
        if self._pages.pop(self._name(url), None) is not None:
            self._changed = True

    def save(self) -> None:
        """Write what was kept, all of it or nothing."""
        if self.path is None or not self._changed:
            return
        private_folder(self.path.parent)
        newest = dict(list(self._pages.items())[-PAGES:])
        write_private(self.path, json.dumps({"reader": self.reader, "pages": newest}))

    def _page(self, url: str) -> dict[str, Any] | None:
        page = self._pages.get(self._name(url))
        if page is None:
            return None
        if self._known is None:
            self._known = self.known()
        return page if self._known.issuperset(page["ids"]) else None

    def _name(self, url: str) -> str:
        return f"{self.scope} {url}"
