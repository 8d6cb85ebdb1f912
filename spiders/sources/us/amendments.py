"""Tell the amendments that were offered to a bill of Congress, and the notes that its record carries, as papers on it.

A Senate amendment that was submitted and never proposed is left out: a large bill has hundreds of them, and no one was
asked to decide on any.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from spiders.sources.us.measures import ordinal
from spiders.sources.us.plain import day, line, plain
from tracker.records.items import Link, Version

PAGE: Final = "https://www.congress.gov/amendment/{congress}-congress/{chamber}-amendment/{number}"
PURPOSE: Final = 240
"""Letters of what an amendment would do; some purposes are the whole text of it."""
_CHAMBERS: Final = {"HAMDT": "house", "SAMDT": "senate"}
_SUBMITTED: Final = re.compile(r"\bamendment (?:SA \d+ )?submitted\b", re.IGNORECASE)
_LINK: Final = re.compile(r"<a\s[^>]*?href=[\"'](https?://[^\"']+)[\"'][^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)


def amendments(rows: Iterable[Mapping[str, Any]]) -> list[Version]:
    """The amendments that a chamber had before it, the newest first: who offered it, what it would do, what came of it."""
    papers = {paper.links: paper for row in rows if (paper := _amendment(row)) is not None}
    return sorted(papers.values(), key=lambda paper: paper.date or dt.date.min, reverse=True)


def note(text: str) -> Version | None:
    """A note of the Library of Congress, such as which bill became the law instead; its links stay with it."""
    links = {url: Link(url=url, note=line(plain(words)) or None) for url, words in _LINK.findall(text)}
    words = line(plain(text))
    return Version(note=words, links=tuple(links.values())) if words else None


def _amendment(row: Mapping[str, Any]) -> Version | None:
    kind, number, congress = line(row.get("type")).upper(), line(row.get("number")), line(row.get("congress"))
    came, chamber = line(row.get("action")), _CHAMBERS.get(kind)
    if chamber is None or not number.isdecimal() or not congress.isdecimal():
        return None
    if kind == "SAMDT" and not row.get("proposedDate") and (not came or _SUBMITTED.search(came)):
        return None
    name = f"{chamber.capitalize()} amendment {number}"
    who = line(row.get("sponsor"))
    purpose = _short(line(row.get("purpose")) or line(row.get("description")))
    words = ". ".join(part.rstrip(". ") for part in (f"{name} by {who}" if who else name, purpose, came) if part)
    url = PAGE.format(congress=ordinal(congress), chamber=chamber, number=number)
    return Version(note=words, date=_day(row), links=(Link(url=url),))


def _day(row: Mapping[str, Any]) -> dt.date | None:
    """When it was proposed, or else submitted; a date that is none is no reason to lose the amendment."""
    for name in ("proposedDate", "submittedDate"):
        try:
            if when := day(row.get(name)):
                return when
        except ValueError:
            continue
    return None


def _short(words: str) -> str:
    return words if len(words) <= PURPOSE else words[: PURPOSE - 1].rsplit(" ", 1)[0] + "…"
