"""Fetch the texts of bills that may matter, newest first, within a budget; keep them, and judge by them.

Which bills: those that a topic flags, nearly flags or calls possible, and those of which only a short title is known. An
address is asked for once; a newer version has another address. What could not be read is counted and said.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import click
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from spiders.kit.bill_text import read_text
from spiders.kit.errors import describe
from spiders.kit.outbound import GuardedResolver
from spiders.kit.select import PageChanged
from spiders.settings import scrapy_settings
from tracker.cli.output import emit, format_option, note
from tracker.cli.params import PlaceParam

if TYPE_CHECKING:
    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

    from tracker.ingest.texts import Wanted

BUDGET: Final = 200
"""Texts of one visit, over all places."""
COLUMNS: Final = ("id", "version", "letters", "problem")


@dataclass(slots=True)
class Read:
    """A text that was asked for: what it says, or why it could not be read."""

    wanted: Wanted
    text: str | None = None
    problem: str | None = None


@dataclass(slots=True)
class Reading:
    """What a visit asks for and what comes of it."""

    wanted: Sequence[Wanted]
    read: list[Read] = field(default_factory=list)


class BillTexts(scrapy.Spider):
    """Asks for each address once."""

    name = "bill-texts"
    user_given = True  # the addresses come from records: they may lead to public hosts alone

    def __init__(self, reading: Reading, **more: Any) -> None:
        """Take what is wanted."""
        super().__init__(**more)
        self.reading = reading

    async def start(self) -> AsyncIterator[Any]:
        """A request for each text."""
        for each in self.reading.wanted:
            yield scrapy.Request(
                each.url, callback=self.parse, errback=self.failed, cb_kwargs={"wanted": each}, dont_filter=True
            )

    def parse(self, response: Response, wanted: Wanted) -> Iterator[Request]:
        """Keep the text of an answer."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            self.reading.read.append(Read(wanted, text=read_text(response.body, wanted.url, kind)))
        except (PageChanged, ValueError) as problem:
            self.reading.read.append(Read(wanted, problem=str(problem)))
        return iter(())

    def failed(self, failure: Failure) -> None:
        """Count what was not answered."""
        wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]
        self.reading.read.append(Read(wanted, problem=describe(failure).reason))


@click.command()
@click.option("--jurisdiction", type=PlaceParam(), help="Only this place, such as us or us-ma.")
@click.option("--limit", type=click.IntRange(min=1), default=BUDGET, show_default=True, help="At most so many texts.")
@format_option()
def texts(jurisdiction: str | None, limit: int, fmt: str | None) -> int:
    """Fetch texts of bills that may matter, newest first, and judge the bills by them.

    Example: tracker texts --jurisdiction us --limit 50
    """
    from spiders.after_crawl import settle
    from tracker.db.opening import open_engine
    from tracker.ingest.texts import keep_texts, texts_wanted

    engine = open_engine()
    reading = Reading(texts_wanted(engine, jurisdiction=jurisdiction, limit=limit))
    if not reading.wanted:
        note("no text is wanted: every bill that may matter has its newest, or none is published")
        return 0
    fetch(reading)
    keep_texts(engine, [(each.wanted, each.text, each.problem) for each in reading.read])
    settle(engine, ())
    rows = [
        {
            "id": each.wanted.bill_id,
            "version": each.wanted.version,
            "letters": len(each.text or ""),
            "problem": each.problem,
        }
        for each in reading.read
    ]
    emit(rows, fmt, COLUMNS)
    bad = sum(each.text is None for each in reading.read)
    note(f"{len(rows) - bad} texts read, {bad} could not be read, {len(reading.wanted) - len(rows)} not answered")
    return 3 if bad or len(rows) < len(reading.wanted) else 0


def fetch(reading: Reading) -> None:
    """Ask for all that is wanted, with the manners of every source."""
    from spiders.kit.outbound import own_hosts
    from tracker.settings import load

    made = scrapy_settings(load()) | {"ITEM_PIPELINES": {}, "LOG_ENABLED": False}
    process = AsyncCrawlerProcess(made)
    process.crawl(process.create_crawler(BillTexts), reading=reading)
    GuardedResolver.trusted = own_hosts([made["TRACKER_DETOUR"]])
    process.start()
