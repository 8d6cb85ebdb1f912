"""Read RSS, Atom and JSON feeds from bytes; the one place where feedparser is known.

feedparser opens files and addresses when it is given text, so it only ever gets bytes that Scrapy fetched.
"""

from __future__ import annotations

import datetime as dt
import json
from calendar import timegm
from dataclasses import dataclass
from typing import Any, Final

from spiders.kit.select import PageChanged
from tracker.text import line, paragraphs

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ENTRIES: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed, as plain text; `raw` holds what else feedparser found."""

    id: str
    title: str
    link: str | None
    summary: str | None
    published: dt.datetime | None
    updated: dt.datetime | None
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's entries, and a sentence when it was longer than we read."""

    title: str
    entries: tuple[Entry, ...]
    cut: str = ""


def entries(body: bytes) -> Feed:
    """The entries of a feed; raises PageChanged for what is no feed."""
    if len(body) > MOST_BYTES:
        raise PageChanged(f"wanted a feed of at most {MOST_BYTES:,} bytes, found {len(body):,}")
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"{":
        return _json(start)
    return _xml(start)


def _xml(body: bytes) -> Feed:
    import feedparser

    found = feedparser.parse(body, sanitize_html=True, resolve_relative_uris=False)
    if not found.get("version") and not found.entries:
        told = found.get("bozo_exception")
        raise PageChanged(f"wanted a feed, found {body[:60].decode('utf-8', 'replace')!r} ({told})")
    if found.feed.get("title", "").strip().lower() == "invalid feed":
        raise PageChanged("wanted a feed, found one titled 'Invalid feed'")
    made = tuple(_entry(each) for each in found.entries[:MOST_ENTRIES])
    return Feed(title=line(found.feed.get("title", "")), entries=made, cut=_cut(len(found.entries)))


def _entry(each: Any) -> Entry:
    link = str(each.get("link", ""))
    return Entry(
        id=line(str(each.get("id", "")) or link),
        title=line(plain(str(each.get("title", "")))),
        link=link if link.startswith(("https://", "http://")) else None,
        summary=paragraphs(plain(str(each.get("summary", "")))) or None,
        published=_moment(each.get("published_parsed")),
        updated=_moment(each.get("updated_parsed")),
        raw=dict(each),
    )


def _json(body: bytes) -> Feed:
    try:
        found = json.loads(body)
        listed = found["items"]
    except (ValueError, KeyError, TypeError) as problem:
        raise PageChanged(f"wanted a JSON feed with items, found {body[:60].decode('utf-8', 'replace')!r}") from problem
    made = tuple(_json_entry(each) for each in listed[:MOST_ENTRIES] if isinstance(each, dict))
    return Feed(title=line(str(found.get("title", ""))), entries=made, cut=_cut(len(listed)))


def _json_entry(each: dict[str, Any]) -> Entry:
    link = str(each.get("url") or each.get("external_url") or "")
    body = each.get("content_text") or plain(str(each.get("content_html") or each.get("summary") or ""))
    return Entry(
        id=line(str(each.get("id") or link)),
        title=line(plain(str(each.get("title", "")))),
        link=link if link.startswith(("https://", "http://")) else None,
        summary=paragraphs(str(body)) or None,
        published=_iso(each.get("date_published")),
        updated=_iso(each.get("date_modified")),
        raw=each,
    )


def plain(markup: str) -> str:
    """Markup as text; feeds escape theirs once or twice, so `&amp;nbsp;` is a space too."""
    if "<" not in markup and "&" not in markup:
        return markup
    from bs4 import BeautifulSoup

    once = BeautifulSoup(f"<div>{markup}</div>", "lxml").get_text(" ")
    return BeautifulSoup(f"<div>{once}</div>", "lxml").get_text(" ") if "&" in once else once


def _moment(parsed: Any) -> dt.datetime | None:
    if parsed is None:
        return None
    try:
        return dt.datetime.fromtimestamp(timegm(parsed), tz=dt.UTC)
    except (ValueError, OverflowError):
        return None


def _iso(text: Any) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _cut(number: int) -> str:
    return f"the feed has {number:,} entries; the first {MOST_ENTRIES:,} were read" if number > MOST_ENTRIES else ""
