"""Read again only what could not be read: of the pages that a page leads to those that failed, and what leads to them.

Where a page leads to one that failed, the others it leads to are left out. Where it leads to none of them, one further on
may, so all are followed. Below a page that failed everything is read: nobody has seen it yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from scrapy import Request

from spiders.kit.warc import without_secrets

BELOW: Final = "below_again"


def again_only(results: Iterable[Any], failed: frozenset[str], *, below: bool) -> Iterator[Any]:
    """What a page told, without the pages that were read well. `below`: the page itself failed before, or one above it."""
    if not failed:
        yield from results
        return
    further: list[Request] = []
    for result in results:
        if isinstance(result, Request):
            further.append(result)
        else:
            yield result
    if below:
        for request in further:
            request.meta[BELOW] = True
    wanted = [request for request in further if is_named(_address(request), failed)]
    yield from further if below else wanted or further


def is_named(url: str, failed: frozenset[str]) -> bool:
    """Whether an address is one that failed; addresses are kept without their keys and name parts of a file behind a #."""
    return without_secrets(url).partition("#")[0] in failed


def _address(request: Request) -> str:
    return str(request.meta.get("asked_url", request.url))
