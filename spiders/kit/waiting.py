"""Let a record wait for pages that add to it: a page that cannot be read is told and costs what it adds, never the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spiders.kit.recorded import holds
from spiders.kit.spiders import DocumentSpider, Yield

if TYPE_CHECKING:
    from scrapy.http import Response


@dataclass(slots=True)
class Waiting:
    """What a record waits for, and what is told at the end."""

    pages: list[tuple[str, Callable[[Any], None]]]
    """Addresses, each with what keeps of its page what it adds."""
    told: Callable[[], Iterable[Yield]]
    expects: str = "any"
    needed: frozenset[str] = frozenset()
    """Of the addresses those that are a problem where they are missing."""


class WaitingSpider(DocumentSpider):
    """A source whose records stand on several pages, read one after another."""

    conditional = False  # a page that did not change would hide that another one did

    def waiting(self, waiting: Waiting) -> Iterator[Yield]:
        """Ask for the next page that can be asked for; after the last, tell."""
        while waiting.pages:
            url, keep = waiting.pages.pop(0)
            if holds(self, url):
                further = {"waiting": waiting, "keep": keep}
                optional = url not in waiting.needed
                yield self.page(url, _kept, optional=optional, expects=waiting.expects, meta=further)
                return
        yield from self.row(waiting.told)

    def answered(self, response: Response) -> Iterator[Yield]:
        """Read one page, then go on with what waits."""
        yield from super().answered(response)
        if "waiting" in response.meta:
            yield from self.waiting(response.meta["waiting"])

    def failed(self, failure: Any) -> Iterator[Yield]:
        """Tell of a page that was not fetched, then go on with what waits."""
        yield from super().failed(failure)
        request = getattr(failure, "request", None)
        if request is not None and "waiting" in request.meta:
            yield from self.waiting(request.meta["waiting"])


def _kept(page: Any) -> Iterable[Yield]:
    page.meta["keep"](page)
    return ()
