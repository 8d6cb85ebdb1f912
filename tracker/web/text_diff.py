"""Compare two texts for people: what stayed, what went, what came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

WORDS: Final = 2_000
"""So long a text is compared word by word; a longer one sentence by sentence, since the time grows with the square."""
UNITS: Final = 4_000
"""What is compared at most; the reader learns that the rest was left out."""
_WORD: Final = re.compile(r"\S+\s*")
_SENTENCE: Final = re.compile(r".{1,600}?(?:[.;:!?\n](?=\s|\Z)\s*|\Z)|.{600}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `kind` is same, gone, new, or gap for what stayed and is left out."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two texts as one, and whether their ends were left out."""

    pieces: tuple[Piece, ...]
    cut: bool


def compare(before: str, after: str) -> Comparison:
    """What changed from one text to the next, in bounded time."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > WORDS:
        old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    cut = max(len(old), len(new)) > UNITS
    return Comparison(pieces=tuple(_pieces(old[:UNITS], new[:UNITS])), cut=cut)


def shortened(comparison: Comparison, around: int = 300) -> Comparison:
    """Only what changed, with some of what stands around it: of a long text nobody reads what stayed."""
    pieces: list[Piece] = []
    last = len(comparison.pieces) - 1
    for place, piece in enumerate(comparison.pieces):
        if piece.kind != "same" or len(piece.text) <= 3 * around:
            pieces.append(piece)
            continue
        begin = piece.text[:around].rpartition(" ")[0] if place > 0 else ""
        end = piece.text[-around:].partition(" ")[2] if place < last else ""
        pieces += [Piece("same", begin)] * bool(begin) + [Piece("gap", "")] + [Piece("same", end)] * bool(end)
    return Comparison(pieces=tuple(pieces), cut=comparison.cut)


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    plain_old, plain_new = [text.strip() for text in old], [text.strip() for text in new]
    for tag, begin, end, new_begin, new_end in SequenceMatcher(None, plain_old, plain_new).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(new[new_begin:new_end]))
            continue
        if begin < end:
            yield Piece("gone", "".join(old[begin:end]))
        if new_begin < new_end:
            yield Piece("new", "".join(new[new_begin:new_end]))
