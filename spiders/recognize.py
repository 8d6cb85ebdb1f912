"""Recognize what an address or a page is, so that nobody writes a reader where one exists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from spiders.platform_links import Named, at_a_system

_FEED: Final = re.compile(r"\.(?:rss|atom)\Z|/(?:rss|atom|feed)(?:\.xml|/)?\Z", re.IGNORECASE)
_LEGISTAR: Final = re.compile(r"legistar\.com/(?:calendar|meetingdetail|departmentdetail)\.aspx|_gridcalendar_ctl")
_JSON: Final = re.compile(r"\.json\Z|/api/|/odata/", re.IGNORECASE)
_SYSTEMS: Final = {
    "legistar": "a Legistar calendar",
    "civicplus": "a CivicPlus agenda center",
    "civicplus-calendar": "a CivicPlus calendar",
    "primegov": "a calendar of PrimeGov",
    "civicclerk": "a calendar of CivicClerk",
    "municode": "a calendar of Municode Meetings",
    "boardbook": "a calendar of BoardBook",
    "boarddocs": "a calendar of BoardDocs",
    "granicus": "a calendar of Granicus",
    "iqm2": "a calendar of IQM2",
    "escribe": "a calendar of eScribe",
    "novusagenda": "a calendar of NovusAgenda",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """What an address or page is, and what to do instead of writing a reader, or which base to use."""

    what: str
    advice: str
    base: str | None = None
    """The base of the scaffold, where a reader is to be written after all."""


def recognize(url: str, body: bytes = b"", kind: str = "") -> Hint | None:
    """What the address says by itself, and the page with its media type, where it was fetched; None for a plain page."""
    parts = urlsplit(url)
    start = body[:2_000].lstrip().lower()
    text = body[:400_000].decode("utf-8", "replace").lower()
    named = at_a_system(url)
    if named is None and _LEGISTAR.search(text):
        named = Named(system="legistar")
    elif named is None and "catagendarow" in text:
        named = Named(system="civicplus")
    elif named is None and (
        "/calendar.aspx?eid=" in text or (parts.path.lower().endswith("/calendar.aspx") and "schema.org/event" in text)
    ):
        named = Named(system="civicplus-calendar")
    if named is not None:
        return Hint(_SYSTEMS[named.system], _platform(named))
    if calendar := _google(url, text):
        return Hint("a Google calendar", _feed(calendar, "hearings"))
    return _file(url, parts.scheme, parts.path, start, kind)


def _file(url: str, scheme: str, path: str, start: bytes, kind: str) -> Hint | None:
    """What a file is by its address, its first bytes or its media type."""
    if scheme == "webcal" or path.lower().endswith(".ics") or start.startswith(b"begin:vcalendar"):
        return Hint("an iCalendar file", _feed(url, "hearings"))
    if _FEED.search(path) or b"<rss" in start or b"<feed" in start or "rss" in kind or "atom" in kind:
        return Hint("a feed", _feed(url, "notices"))
    if _JSON.search(path) or start[:1] in {b"{", b"["} or "json" in kind:
        return Hint("JSON", "an ApiSpider reads it: `rows_of`, `items`, and `next_page` where it pages", "ApiSpider")
    return None


def _platform(named: Named) -> str:
    source = "legistar-events or legistar-calendar" if named.system == "legistar" else named.system
    lines = [f'{name} = "{value}"' for name in ("name", "site", "page") if (value := getattr(named, name))]
    shown = f", with {', '.join(lines)}" if lines else ""
    return (
        f"a few lines in {named.system}-clients.toml of the data folder add it to {source}{shown}, without code"
        " (docs/sources-local.md); `tracker sources find PLACE --at ADDRESS` tries it and prints them"
    )


def _feed(url: str, kind: str) -> str:
    return f"add it without code: tracker sources add-feed {url} --jurisdiction PLACE --kind {kind}"


def _google(url: str, text: str) -> str | None:
    """The public iCalendar address of an embedded Google calendar."""
    match = re.search(r"https://calendar\.google\.com/calendar/(?:u/\d/)?embed\?[^\s\"'<>]+", url + " " + text)
    if match is None:
        return None
    named = parse_qs(urlsplit(match[0].replace("&amp;", "&")).query).get("src", [""])[0]
    return f"https://calendar.google.com/calendar/ical/{quote(named)}/public/basic.ics" if named else None
