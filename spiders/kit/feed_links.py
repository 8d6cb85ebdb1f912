"""Find the feeds and calendars that a page links, for who was given the page instead of one of them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from parsel import Selector

MOST: Final = 5
_PAGE: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf|\s|<!--.*?-->|<\?xml[^>]*\?>)*<(?:!doctype\s+html|html|head)\b", re.IGNORECASE | re.DOTALL
)
_KINDS: Final = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "text/calendar"})
_NAMED: Final = re.compile(
    r"\.(?:rss|atom|ics)\Z|/(?:rss|atom|feed|feeds)(?:\.xml|\.json)?/?\Z|[?&](?:format|feed)=(?:rss2?|atom|ical|ics)\b",
    re.IGNORECASE,
)
"""How addresses of feeds end, where nothing else says that they are some."""


def is_page(body: bytes) -> bool:
    """Whether an answer is a page for a browser, and no feed or calendar."""
    return _PAGE.match(body[:5_000]) is not None


def linked_feeds(body: bytes, url: str) -> tuple[str, ...]:
    """The addresses of feeds that a page links, those that its head announces first; `url` is the page's own."""
    page = Selector(body=body, encoding="utf-8", type="html")
    base = urljoin(url, page.css("base::attr(href)").get(""))
    announced = [
        link.attrib.get("href", "")
        for link in page.css("link[href]")
        if link.attrib.get("type", "").partition(";")[0].strip().lower() in _KINDS
        and "alternate" in link.attrib.get("rel", "").lower().split()
    ]
    linked = [href for href in page.css("a::attr(href)").getall() if _names_a_feed(href)]
    whole = (_whole(base, href) for href in (*announced, *linked))
    return tuple(dict.fromkeys(href for href in whole if href))[:MOST]


def in_words(feeds: tuple[str, ...]) -> str:
    """What a page links, for the end of a sentence that says it is no feed."""
    return f"; it links {' and '.join(feeds)}" if feeds else "; it links no feed or calendar"


def _names_a_feed(address: str) -> bool:
    parts = urlsplit(address.strip()) if "[" not in address else None
    if parts is None:
        return False
    return (
        parts.scheme == "webcal" or _NAMED.search(f"{parts.path}{'?' if parts.query else ''}{parts.query}") is not None
    )


def _whole(base: str, address: str) -> str:
    """The address as one may visit it; empty where it cannot be."""
    try:
        made = urljoin(base, address.strip())
        parts = urlsplit(made)
    except ValueError:
        return ""
    made = "https" + made.removeprefix("webcal") if parts.scheme == "webcal" else made
    return made if parts.scheme in {"http", "https", "webcal"} and parts.hostname else ""
