"""Parse one feed with feedparser: the one place where it is known. `python -m spiders.kit.feedparsing` does it apart.

feedparser opens files and addresses when it is given text, so it only ever gets bytes. Its cleaning of HTML is left out:
everything becomes plain text in `kit.feed`, and cleaning is what costs most.
"""

from __future__ import annotations

import json
import re
import sys
from calendar import timegm
from typing import Any, Final

from tracker.system import limit_this_process

MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space; a feed at the limit of size needs a quarter of it."""
_ATTRIBUTED: Final = re.compile(
    rb"<([\w-]{1,40}:(?:local|utc)?(?:start|end)(?:date|time)?)\s[^<>]{0,400}(?<!/)>", re.IGNORECASE
)
"""The hours of Trumba's calendars; of an element with attributes that it does not know feedparser loses the text."""


def parsed(body: bytes, kind: str, most: int) -> dict[str, Any]:
    """The feed's version, title, fault and entries, as values that JSON knows."""
    import feedparser

    # The header outranks the document's own declaration where it names a charset, as HTTP says.
    headers = {"content-type": kind} if "charset" in kind.lower() else {}
    body = _ATTRIBUTED.sub(rb"<\1>", body)
    feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False, response_headers=headers)
    return {
        "version": str(feed.get("version") or ""),
        "title": str(feed.feed.get("title", "")),
        "fault": str(feed.get("bozo_exception", "")),
        "entries": [_entry(entry) for entry in feed.entries[:most]],
    }


def _entry(entry: Any) -> dict[str, Any]:
    content = [str(part.get("value", "")) for part in entry.get("content") or ()]
    summary = entry.get("summary") or next(iter(content), "")
    return {
        "raw": {str(name): str(value) for name, value in entry.items() if isinstance(value, str)},
        "file": next((str(file.get("href") or "") for file in entry.get("enclosures") or ()), ""),
        "base": str((entry.get("title_detail") or {}).get("base") or ""),
        "summary": str(summary),
        "content": next((text for text in content if text != summary), ""),
        "published": _seconds(entry.get("published_parsed")),
        # Asked for by `get` alone, feedparser answers with the moment of publication instead, and warns.
        "updated": _seconds(entry["updated_parsed"] if "updated_parsed" in entry else None),  # noqa: SIM401
    }


def _seconds(parsed_time: Any) -> int | None:
    """A time of feedparser, which is in UTC, as seconds since 1970."""
    try:
        return timegm(parsed_time) if parsed_time else None
    except (ValueError, OverflowError, TypeError):
        return None


def main(kind: str, most: str, seconds: str) -> None:
    """Read a feed from stdin within limits, and write what it holds to stdout."""
    limit_this_process(cpu_seconds=int(seconds), memory_bytes=MEMORY, file_bytes=0)
    sys.stdout.write(json.dumps(parsed(sys.stdin.buffer.read(), kind, int(most))))


if __name__ == "__main__":
    main(*sys.argv[1:])
