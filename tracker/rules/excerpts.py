"""Quote the passage that a rule fired on, with its words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

AROUND: Final = 90
"""Characters shown on each side of the words."""
LONGEST: Final = 400
_UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")


def excerpt(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The passage around the first of these places, each place in it between « and »."""
    if not places:
        return ""
    ordered = _joined(sorted(places))
    begin = _word_border(text, ordered[0][0] - AROUND, step=-1)
    end = min(len(text), max(ordered[0][1], begin) + AROUND)
    inside = [place for place in ordered if place[0] < end and place[1] - begin <= LONGEST]
    if inside:
        end = min(len(text), max(end, inside[-1][1] + AROUND // 3))
    end = _word_border(text, end, step=1)
    pieces, at = [], begin
    for start, stop in inside or [(ordered[0][0], min(ordered[0][1], begin + LONGEST))]:
        pieces += [_plain(text[at:start]), "«", _plain(text[start:stop]), "»"]
        at = stop
    pieces.append(_plain(text[at:end]))
    words = " ".join("".join(pieces).split())
    return f"{'… ' if begin else ''}{words}{' …' if end < len(text) else ''}"


def said(words: Iterable[str]) -> str:
    """The words as they stand in the text, each once, five at most."""
    excerpts: dict[str, str] = {}
    for word in words:
        plain = " ".join(_plain(word).split())
        if len(plain) > 80:
            plain = f"{plain[:50].rstrip()} … {plain[-25:].lstrip()}"
        excerpts.setdefault(plain.casefold(), plain)
        if len(excerpts) == 5:
            break
    return ", ".join(excerpts.values())


def _plain(text: str) -> str:
    """Text without what would confuse a page, and without our own marks."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSHOWN.sub(" ", text).replace("«", '"').replace("»", '"')


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _word_border(text: str, at: int, *, step: int) -> int:
    """The nearest end of a word, so that none is cut."""
    for _ in range(20):
        if at <= 0 or at >= len(text) or text[at - 1].isspace():
            break
        at += step
    return min(max(at, 0), len(text))
