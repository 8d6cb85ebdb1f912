"""Ask for the texts of bills with the manners of every source, and hand over what comes of each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from spiders.kit.bill_text import read_text
from spiders.kit.errors import describe, wrong_page
from spiders.kit.outbound import GuardedResolver, own_hosts
from spiders.kit.select import PageChanged
from spiders.settings import scrapy_settings
from tracker.ingest.texts import TextAnswer, Wanted
from tracker.settings import load

if TYPE_CHECKING:
    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

TOGETHER: Final = 20
"""Texts that are kept in one piece: so many are lost at most when the process is killed."""
_LASTING: Final = frozenset({"forbidden-by-robots", "http-410", "not-public", "too-large"})
"""Why an address is not worth asking for again; all else may be better another night, a page that is not there yet too."""


@dataclass(slots=True)
class Fetching:
    """What a visit asks for, what comes of it, and who keeps it."""

    wanted: Sequence[Wanted]
    keep: Callable[[Sequence[TextAnswer]], None]
    told: list[dict[str, Any]] = field(default_factory=list)
    """A row for each answer, without its words, which are kept already."""
    _waiting: list[TextAnswer] = field(default_factory=list)

    def take(self, answer: TextAnswer) -> None:
        """Keep an answer with the next ones."""
        self._waiting.append(answer)
        if len(self._waiting) >= TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Keep what waits."""
        waiting, self._waiting = self._waiting, []
        self.keep(waiting)
        self.told += [
            {
                "id": text.wanted.bill_id,
                "version": text.wanted.version,
                "letters": len(text.text or ""),
                "problem": text.problem,
            }
            for text in waiting
        ]


class BillTexts(scrapy.Spider):
    """Asks for each address once."""

    name = "bill-texts"
    user_given = True  # the addresses come from records: they may lead to public hosts alone

    def __init__(self, fetching: Fetching, **more: Any) -> None:
        """Take what is wanted."""
        super().__init__(**more)
        self.fetching = fetching

    async def start(self) -> AsyncIterator[Any]:
        """A request for each text."""
        for wanted_text in self.fetching.wanted:
            yield scrapy.Request(
                wanted_text.url,
                callback=self.parse,
                errback=self.failed,
                cb_kwargs={"wanted": wanted_text},
                dont_filter=True,
            )

    def parse(self, response: Response, wanted: Wanted) -> Iterator[Request]:
        """Take the text of an answer."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        wall = wrong_page(response, "any")
        if wall is not None:
            self.fetching.take(TextAnswer(wanted, problem=wall.reason))
            return iter(())
        try:
            self.fetching.take(TextAnswer(wanted, text=read_text(response.body, wanted.url, kind)))
        except (PageChanged, ValueError) as problem:
            self.fetching.take(TextAnswer(wanted, problem=str(problem), lasting=True))
        return iter(())

    def failed(self, failure: Failure) -> None:
        """Count what was not answered."""
        wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]
        reason = describe(failure)
        self.fetching.take(TextAnswer(wanted, problem=reason.reason, lasting=reason.kind in _LASTING))


def fetch(fetching: Fetching) -> None:
    """Ask for all that is wanted."""
    made = scrapy_settings(load()) | {"ITEM_PIPELINES": {}, "LOG_ENABLED": False}
    process = AsyncCrawlerProcess(made)
    process.crawl(process.create_crawler(BillTexts), fetching=fetching)
    GuardedResolver.trusted = own_hosts([made["TRACKER_DETOUR"]])
    process.start()
    fetching.flush()
