"""Turn the markup and the dates of federal publishers into plain text and aware moments."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from spiders.kit.dates import PLAUSIBLE
from tracker.records import prose, text

EASTERN = ZoneInfo("America/New_York")


def plain(markup: str) -> str:
    """The text of an HTML fragment: one line a paragraph or list item, entities resolved, nothing executable left."""
    return prose.text(markup, gaps=False)


@lru_cache(maxsize=65_536)
def line(raw: str | None) -> str:
    """One clean line of text, empty when there is none; markup and entities, where a publisher left some, resolved."""
    if not raw:
        return ""
    return text.line(plain(raw) if "<" in raw or "&" in raw else raw)


def said(value: object) -> str:
    """A value of JSON as one clean line: whatever is neither text nor a number says nothing."""
    if isinstance(value, str):
        return line(value)
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


@lru_cache(maxsize=16_384)
def day(raw: str | None) -> dt.date | None:
    """The calendar date in Washington of `2019-01-03`, `2019-03-14T04:00:00Z` or `2022-03-15 16:42:17+00:00`.

    None when there is none; raises ValueError for what looks like a date and is not, such as 0000-00-00.
    """
    if not raw or not (raw := raw.strip()):
        return None
    if len(raw) == len("2019-01-03"):
        return _plausible(dt.date.fromisoformat(raw))
    return moment(raw).astimezone(EASTERN).date()


def moment(raw: str) -> dt.datetime:
    """An aware moment; a publisher that writes no offset means Washington's wall clock. Raises ValueError."""
    read = dt.datetime.fromisoformat(raw.strip().replace(" +", "+"))
    _plausible(read.date())
    return read if read.tzinfo else read.replace(tzinfo=EASTERN)


def _plausible(day: dt.date) -> dt.date:
    if not PLAUSIBLE[0] <= day.year <= PLAUSIBLE[1]:
        raise ValueError(f"expected a year from {PLAUSIBLE[0]} to {PLAUSIBLE[1]}, found {day.year}")
    return day
