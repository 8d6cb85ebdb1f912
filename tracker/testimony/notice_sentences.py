"""Cut a notice into its sentences: plain text, one sentence at a time, whatever the markup and the abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tracker.records import prose

LONGEST: Final = 300_000
"""Characters of a notice that are read; the longest real ones have a hundredth of it."""
LONGEST_SENTENCE: Final = 1_500
_LINE: Final = 2_000
"""Characters of a line that is worth remembering."""
_UNSHOWN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)
_BREAK: Final = re.compile(
    r"(?<=[.!?;])[\"')\]\u201d\u2019]?\s{1,4}(?=[\"'(\[\u201c\u2018\u2022*\u00bf]?[A-Z0-9\u00c0-\u00dd])|\s[\u2022*]\s"
)
_NO_BREAK_AFTER: Final = re.compile(
    r"(?:\b(?:[ap]\.?\s?m|[A-Z]|No|St|Ste|Rm|Dr|Mr|Mrs|Ms|Hon|Sen|Rep|Sec|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat"
    r"|ext|Ext|U\.S|e\.g|i\.e|vs|Ave|Blvd|Bldg|Conf|approx|c\.o\.b)\.)\Z"
)
_GOES_ON: Final = re.compile(
    r"(?:on\b|[A-Z][a-z]{2,8}day\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:[ACEHMP]|AK)[SD]?T\b|\d|\(|Eastern|Central|Mountain|Pacific|Atlantic|Hawaii|Alaska)"
)


def plain(text: str) -> str:
    """A notice as running text: no markup, no invisible characters, a line for each paragraph."""
    text = text[:LONGEST]
    if "<" in text or "&" in text:
        text = prose.text(text)
    return _UNSHOWN.sub(" ", text).replace("\u00a0", " ")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a notice; a full stop of an abbreviation, or one that goes on with a date, ends none."""
    for row in plain(text).split("\n"):  # no sentence goes beyond its line
        yield from _of_line(row) if len(row) < _LINE else _of_line.__wrapped__(row)


@lru_cache(maxsize=8_192)
def _of_line(plain_text: str) -> tuple[str, ...]:
    """Those of one line; most notices of a place share all lines but the first."""
    return tuple(_cut_at_stops(plain_text))


def _cut_at_stops(plain_text: str) -> Iterator[str]:
    begin = 0
    for hit in _BREAK.finditer(plain_text):
        if _NO_BREAK_AFTER.search(plain_text, max(begin, hit.start() - 12), hit.start()) and (
            _GOES_ON.match(plain_text, hit.end())
            or not re.search(r"m\.\Z", plain_text[max(0, hit.start() - 2) : hit.start()])
        ):
            continue
        yield from _pieces(plain_text[begin : hit.start()])
        begin = hit.end()
    yield from _pieces(plain_text[begin:])


def _pieces(sentence: str) -> Iterator[str]:
    tidy = " ".join(sentence.split())
    if len(tidy) <= LONGEST_SENTENCE:
        if tidy:
            yield tidy
        return
    for at in range(0, len(tidy), LONGEST_SENTENCE):
        if piece := tidy[at : at + LONGEST_SENTENCE].strip():
            yield piece


def cut(sentence: str) -> str:
    """The sentence, 400 characters at most."""
    return sentence if len(sentence) <= 400 else f"{sentence[:399].rsplit(' ', 1)[0]}\u2026"
