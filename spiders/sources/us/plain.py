"""Turn the markup and the dates of federal publishers into plain text and aware moments."""

from __future__ import annotations

import datetime as dt
import html
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from spiders.kit.dates import PLAUSIBLE
from tracker.records import text

EASTERN = ZoneInfo("America/New_York")

# Only names that HTML knows are tags: summaries hold stray "<e>" and texts such as "x < he" that are not markup,
# but the stray ones carry no meaning either, so anything shaped like a tag goes, and a lone "<" stays.
_DROPPED = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|div|ul|ol|li|br|h[1-6]|tr|table|tbody|thead|blockquote|pre|dl|dt|dd|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_HIDDEN = re.compile(r"<(?:script|style|!--)", re.IGNORECASE)
_USUAL = (
    ("<p>", "\n"),
    ("</p>", "\n"),
    ("<b>", ""),
    ("</b>", ""),
    ("<li>", "\n"),
    ("</li>", "\n"),
    ("<ul>", "\n"),
    ("</ul>", "\n"),
)
"""The tags that make up nearly all summaries: plain replacement is many times faster than a pattern."""


def plain(markup: str) -> str:
    """The text of an HTML fragment: one line a paragraph or list item, entities resolved, nothing executable left."""
    cleaned = markup
    if "<" in cleaned:
        cleaned = " ".join(cleaned.split())  # a line break in HTML source is a space; only tags break lines
        if _HIDDEN.search(cleaned):
            cleaned = _DROPPED.sub(" ", cleaned)
        for tag, instead in _USUAL:
            cleaned = cleaned.replace(tag, instead)
        if "<" in cleaned:
            cleaned = _TAG.sub("", _BLOCK.sub("\n", cleaned))
    if "&" in cleaned:
        cleaned = html.unescape(cleaned)
    return "\n".join(filter(None, map(_folded, cleaned.splitlines())))


def _folded(raw: str) -> str:
    """One clean line. Almost all text is printable ASCII, which needs no more than its white space folded."""
    folded = " ".join(raw.split())
    return folded if folded.isascii() and folded.isprintable() else text.line(folded, limit=5_000_000)


@lru_cache(maxsize=65_536)
def line(raw: str | None) -> str:
    """One clean line of text, empty when there is none; markup and entities, where a publisher left some, resolved."""
    if not raw:
        return ""
    if "<" in raw or "&" in raw:
        raw = plain(raw)
    folded = _folded(raw)
    return folded if len(folded) <= text.TITLE_LIMIT else text.line(folded)


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


def _plausible(found: dt.date) -> dt.date:
    if not PLAUSIBLE[0] <= found.year <= PLAUSIBLE[1]:
        raise ValueError(f"expected a year from {PLAUSIBLE[0]} to {PLAUSIBLE[1]}, found {found.year}")
    return found
