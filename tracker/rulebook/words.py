"""Take from a page what it says of being heard, so that a new banner or a new date of today opens no review."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from tracker.testimony.notice_sentences import sentences
from tracker.testimony.notices import worth_reading

LONGEST: Final = 200_000
"""Characters of a page that are kept."""
_TIMES: Final = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s?[ap]\.?\s?m\b|\b\d{1,3}[- ](?:hours?|days?|minutes?|business)|\bnoon\b|\bmidnight\b|\bdeadline|\bno later than\b"
    r"|\bclose of business\b|\bprior to\b|\bin advance\b|\bhoras?\b|\bd[ií]as?\b",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(r"\A.{40,}[^\s.;:!?]\Z", re.DOTALL)
"""A long line that ends no sentence."""
_BEGINS_WITHIN: Final = re.compile(r"[a-z\u00df-\u00ff(\d,]")
_LEFT_OPEN: Final = re.compile(
    r"(?:,|\b(?:the|a|an|of|to|in|on|at|by|for|and|or|with|from|than|please|contact|de|la|el|los|las|del|en|y|o|al|requests|room|the clerk))\Z",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[^\W_]+")


def relevant(text: str) -> list[str]:
    """The sentences of a page that say something of being heard; all of them where none does."""
    whole = list(sentences(text[:LONGEST]))
    return [sentence for sentence in whole if worth_reading(sentence) or _TIMES.search(sentence)] or whole


def storable(text: str) -> str:
    """The text without what no database takes: zero characters, and halves of pairs."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()


def unwrapped(text: str) -> str:
    """The text of a PDF's page with its sentences whole: there a line ends where the paper did, and not where a thought does."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    paragraphs: list[str] = []
    for line in lines:
        if (
            paragraphs
            and _GOES_ON.search(paragraphs[-1])
            and line
            and (_BEGINS_WITHIN.match(line) or _LEFT_OPEN.search(paragraphs[-1]))
        ):
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
    return "\n".join(paragraphs)


def mark(text: str) -> str:
    """The hash of what a page says of being heard: its words alone, whatever stands between them."""
    words = " ".join(token.casefold() for sentence in relevant(text) for token in _TOKEN.findall(sentence))
    return hashlib.sha256(words.encode()).hexdigest()
