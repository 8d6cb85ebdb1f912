"""Read which calendars pages link to: one polite visit a page, of which nothing is stored."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from spiders.crawl import Crawl
from spiders.kit.options import Options
from spiders.kit.spiders import SourceSpider
from spiders.platform_links import Named, on_page
from tracker import clock
from tracker.db.engine import connect
from tracker.errors import TrackerError
from tracker.ingest.source import Source
from tracker.records.items import NothingHere
from tracker.settings import Settings


class _Page(SourceSpider):
    """Keeps what one page links to; its address came from a person."""

    user_given = True
    conditional = False
    met: ClassVar[list[Named]]

    def read(self, response: Any) -> Iterator[NothingHere]:
        """The links."""
        self.met.extend(on_page(response.url, response.text))
        yield NothingHere(reason="it was asked for its links")


def linked(pages: Iterable[str], settings: Settings) -> list[Named]:
    """The calendars that pages link to, each once; raises TrackerError where a page could not be read and none was found."""
    readers = [_reader(url, number) for number, url in enumerate(dict.fromkeys(pages))]
    with tempfile.TemporaryDirectory(prefix="links-") as folder:
        spare = connect(f"sqlite:///{Path(folder) / 'spare.db'}")
        try:
            summaries = Crawl(engine=spare, sources=readers, asked=Options(settings=settings, now=clock.now())).run()
        finally:
            spare.dispose()
    met = list(dict.fromkeys(address for reader in readers for address in reader.met))
    faults = [f"{problem.url}: {problem.reason}" for summary in summaries for problem in summary.problems]
    if faults and not met:
        raise TrackerError("; ".join(faults))
    return met


def _reader(url: str, number: int) -> type[_Page]:
    facts = Source(jurisdiction="us", publisher=url, timezone=ZoneInfo("UTC"), url=url, kind="hearings")
    own = {"name": f"links-{number}", "start_urls": [url], "source": facts, "met": []}
    return type("Page", (_Page,), own)
