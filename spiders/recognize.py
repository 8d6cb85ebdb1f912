"""Recognize what an address or a page is, so that nobody writes a reader where one exists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

_FEED: Final = re.compile(r"\.(?:rss|atom)\Z|/(?:rss|atom|feed)(?:\.xml|/)?\Z", re.IGNORECASE)
_LEGISTAR: Final = re.compile(r"legistar\.com/(?:calendar|meetingdetail|departmentdetail)\.aspx|_gridcalendar_ctl")
_JSON: Final = re.compile(r"\.json\Z|/api/|/odata/", re.IGNORECASE)
_SYSTEMS: Final = (
    ("primegov.com", "PrimeGov", "primegov"),
    ("civicclerk.com", "CivicClerk", "civicclerk"),
    ("municodemeetings.com", "Municode Meetings", "municode"),
    ("meetings.boardbook.org", "BoardBook", "boardbook"),
    ("go.boarddocs.com", "BoardDocs", "boarddocs"),
    ("granicus.com", "Granicus", "granicus"),
    ("iqm2.com", "IQM2", "iqm2"),
    ("escribemeetings.com", "eScribe", "escribe"),
    ("novusagenda.com", "NovusAgenda", "novusagenda"),
)


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
    host, start = (parts.hostname or "").lower(), body[:2_000].lstrip().lower()
    text = body[:400_000].decode("utf-8", "replace").lower()
    if host.endswith(".legistar.com") or _LEGISTAR.search(text):
        return Hint("a Legistar calendar", _platform("legistar", "legistar-events or legistar-calendar"))
    if "/agendacenter" in parts.path.lower() or "catagendarow" in text:
        return Hint("a CivicPlus agenda center", _platform("civicplus", "civicplus"))
    if "/calendar.aspx?eid=" in text or (parts.path.lower().endswith("/calendar.aspx") and "schema.org/event" in text):
        return Hint("a CivicPlus calendar", _platform("civicplus-calendar", "civicplus-calendar"))
    for ending, name, source in _SYSTEMS:
        if host == ending or host.endswith(f".{ending}"):
            return Hint(f"a calendar of {name}", _platform(source, source))
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
        return Hint("JSON", "read it with ApiSpider: `rows_of`, `items`, and `next_page` where it pages", "ApiSpider")
    return None


def _platform(name: str, source: str) -> str:
    return f"a few lines in {name}-clients.toml of the data folder add it to {source}, without code (docs/sources-local.md)"


def _feed(url: str, kind: str) -> str:
    return f"add it without code: tracker sources add-feed {url} --jurisdiction PLACE --kind {kind}"


def _google(url: str, text: str) -> str | None:
    """The public iCalendar address of an embedded Google calendar."""
    found = re.search(r"https://calendar\.google\.com/calendar/(?:u/\d/)?embed\?[^\s\"'<>]+", url + " " + text)
    if found is None:
        return None
    named = parse_qs(urlsplit(found[0].replace("&amp;", "&")).query).get("src", [""])[0]
    return f"https://calendar.google.com/calendar/ical/{quote(named)}/public/basic.ics" if named else None
