"""Ask for single addresses that records and rules name, with the manners of every source, and only for what changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from spiders.kit.errors import describe
from spiders.kit.outbound import GuardedResolver, own_hosts
from spiders.settings import scrapy_settings

if TYPE_CHECKING:
    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

T = TypeVar("T")
UNCHANGED = 304


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """An address, what it is for, and what asks for it only if it changed."""

    url: str
    about: T
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Generic[T]):
    """What came of an address."""

    asked: Asked[T]
    url: str = ""
    """Where it came from in the end."""
    body: bytes = b""
    kind: str = ""
    """Its content type."""
    unchanged: bool = False
    problem: str | None = None
    etag: str | None = None
    modified: str | None = None


class Addresses(scrapy.Spider):
    """Asks for each address once."""

    name = "addresses"
    user_given = True  # the addresses come from records and rules: they may lead to public hosts alone

    def __init__(self, asked: Sequence[Asked[Any]], heard: Callable[[Told[Any]], None], **more: Any) -> None:
        """Take what is wanted, and who hears of each answer as it comes."""
        super().__init__(**more)
        self.asked = asked
        self.heard = heard

    async def start(self) -> AsyncIterator[Any]:
        """A request for each."""
        for address in self.asked:
            named = (("If-None-Match", address.etag), ("If-Modified-Since", address.modified))
            yield scrapy.Request(
                address.url,
                headers={name: value for name, value in named if value},
                callback=self.parse,
                errback=self.failed,
                cb_kwargs={"asked": address},
                dont_filter=True,
                meta={"handle_httpstatus_list": [UNCHANGED]},
            )

    def parse(self, response: Response, asked: Asked[Any]) -> Iterator[Request]:
        """Tell of an answer."""
        named = {
            name: (response.headers.get(name) or b"").decode("latin-1") or None for name in ("ETag", "Last-Modified")
        }
        self.heard(
            Told(
                asked=asked,
                url=response.url,
                body=response.body,
                kind=(response.headers.get("Content-Type") or b"").decode("latin-1"),
                unchanged=response.status == UNCHANGED,
                etag=named["ETag"],
                modified=named["Last-Modified"],
            )
        )
        return iter(())

    def failed(self, failure: Failure) -> None:
        """Tell of what was not answered."""
        asked = failure.request.cb_kwargs["asked"]  # type: ignore[attr-defined]
        self.heard(Told(asked=asked, problem=describe(failure).reason))


def fetch(
    addresses: Sequence[Asked[Any]], heard: Callable[[Told[Any]], None], *, patience: float | None = None
) -> None:
    """Ask for all of these in one visit; where somebody waits for it once each, and no longer than `patience` seconds."""
    from tracker.settings import load

    made = scrapy_settings(load()) | {"ITEM_PIPELINES": {}, "LOG_ENABLED": False}
    if patience is not None:
        made |= {"DOWNLOAD_TIMEOUT": patience, "RETRY_ENABLED": False}
    process = AsyncCrawlerProcess(made)
    process.crawl(process.create_crawler(Addresses), asked=addresses, heard=heard)
    GuardedResolver.trusted = own_hosts([made["TRACKER_DETOUR"]])
    process.start()
