"""Read the phrases that all publishers share: is it off, is it online, what does this markup say? Touch nothing."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final

from tracker.records.items import Status
from tracker.records.text import TAG_NAMES, paragraphs

_STATUSES: Final[tuple[tuple[re.Pattern[str], Status], ...]] = (
    (re.compile(r"\bnot\s+(?:been\s+)?(?:cancel|postpon)", re.IGNORECASE), "confirmed"),
    (
        re.compile(r"\bcancell?(?:ed|ation)\b|\bcx'?ld\b|\bwill not (?:meet|be held)\b|\bno meeting\b", re.IGNORECASE),
        "cancelled",
    ),
    (re.compile(r"\bpostponed\b|\bdeferred\b|\brescheduled\b", re.IGNORECASE), "postponed"),
    (re.compile(r"\btentative(?:ly)?\b", re.IGNORECASE), "tentative"),
)
_OFF: Final = r"(?P<off>cancell?ed|cancell?ation|cx'?ld|postponed|tentative)"
_NAME_EDGES: Final = (
    re.compile(rf"^\W{{0,4}}{_OFF}(?:\s*[*:\])}}.!|–—-]|\s*$|$)", re.IGNORECASE),
    re.compile(rf"(?:^|[*:\[({{|–—-])\s*(?:meeting\s+)?{_OFF}\W{{0,4}}$", re.IGNORECASE),
    re.compile(r"^\W{0,4}(?P<off>CANCELL?ED|POSTPONED)\b"),
    re.compile(r"\b(?P<off>CANCELL?ED|POSTPONED)\W{0,4}$"),
)
"""A name tells of a meeting at its edges only: "Canceled: Board", "Board (POSTPONED)", never inside running words."""
_VIRTUAL: Final = re.compile(
    r"\bvirtual(?:ly)?\b|\bremote(?:ly)?\b|\bonline\b|\bzoom\b|\bwebex\b|\bmicrosoft teams\b|\bvideo ?conference\b|\bhybrid\b|\blive ?stream",
    re.IGNORECASE,
)
_DROPPED: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BREAKS: Final = re.compile(
    r"</?(?:p|div|ul|ol|li|br|h[1-6]|tr|table|tbody|thead|blockquote|dl|dt|dd|hr|section|article)\b[^<>]*>",
    re.IGNORECASE,
)
_PRE: Final = re.compile(r"<pre\b", re.IGNORECASE)
_EDGES: Final = re.compile(r" ?\n ?")
_TAG: Final = re.compile(rf"</?(?:{TAG_NAMES})\b[^<>]*>", re.IGNORECASE)


def status(*texts: str | None, usual: Status = "confirmed") -> Status:
    """What the words say of a meeting: cancelled, postponed (also: rescheduled), tentative, or as usual."""
    return next((meant for text in texts if text and (meant := _status(text))), usual)


@lru_cache(maxsize=4096)
def _status(text: str) -> Status | None:
    """What one text says; the same few words stand in thousands of rows."""
    return next((meant for pattern, meant in _STATUSES if pattern.search(text)), None)


def status_of_name(name: str) -> Status | None:
    """What the name of a meeting says at its edges; None for a name that says nothing of it."""
    found = next((hit["off"].lower() for edge in _NAME_EDGES if (hit := edge.search(name.strip()))), None)
    if found is None:
        return None
    return "postponed" if found == "postponed" else "tentative" if found == "tentative" else "cancelled"


def virtual(*texts: str | None) -> bool:
    """Whether the words say that one may take part, or watch, from afar."""
    return any(text and _virtual(text) for text in texts)


@lru_cache(maxsize=4096)
def _virtual(text: str) -> bool:
    return _VIRTUAL.search(text) is not None


def plain(markup: str) -> str:
    """The text of an HTML fragment or page: a line a block, entities resolved, nothing executable left."""
    if "<" in markup:
        markup = _DROPPED.sub(" ", markup)
        if not _PRE.search(markup):  # a line break in HTML is a space; only tags break lines
            markup = " ".join(markup.split())
        markup = _TAG.sub("", _BREAKS.sub("\n", markup))
    if "&" in markup:
        markup = html.unescape(markup)
    return _EDGES.sub("\n", paragraphs(markup))
