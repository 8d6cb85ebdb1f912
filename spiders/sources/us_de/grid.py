"""Ask the grids behind the pages of the Delaware General Assembly, and read their answers.

A grid is asked by POST as its page asks; an answer without a body means that there is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from spiders.kit.fields import Json, json_body, many
from tracker.ingest.verdict import Problem

if TYPE_CHECKING:
    from spiders.kit.spiders import Reader, SourceSpider, Yield

SITE: Final = "https://legis.delaware.gov"
ZONE: Final = ZoneInfo("America/New_York")
MOMENTS: Final = ("%m/%d/%y %I:%M %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p")
PAGE: Final = 20
"""Rows of an answer."""
DAYS: Final = ("%m/%d/%y", "%m/%d/%Y")


def asked(spider: SourceSpider, url: str, reader: Reader | None, /, meta: Any = None, **form: Any) -> Yield:
    """A question to a grid."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "XMLHttpRequest"}
    body = urlencode({**form, "sort": "", "group": "", "filter": ""})
    return spider.page(url, reader, method="POST", body=body, headers=headers, meta=meta or {}, may_be_empty=True)


def lacking(page: Any, number: int) -> Problem | None:
    """The problem of a list that tells more rows than it gave."""
    total = json_body(page).get("Total") if page.body.strip() else None
    if not isinstance(total, int) or total <= number:
        return None
    return Problem(kind="page-changed", reason=f"Total: wanted {total} rows, found {number}", url=page.url)


def rows(page: Any) -> list[Json]:
    """The rows of an answer."""
    return many(json_body(page), "Data") if page.body.strip() else []
