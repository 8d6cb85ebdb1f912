"""Choose the passage of a record that shows best what was looked for: the same one, whichever database found the record."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tracker.db.lexemes import lexemes
from tracker.rules.syntax import And, AtLeast, Cite, Near, Node, Or, Phrase, Scope, Sentence

_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_LENGTH: Final = 30
"""Words of a passage."""
_MARKS: Final = str.maketrans("", "", "«»…")
_BEFORE: Final = 3
"""Words of it that stand before what was found."""


@dataclass(slots=True)
class LookedFor:
    """The lexemes that a question names, and the beginnings."""

    whole: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)

    def names(self, lexeme: str) -> bool:
        """Whether the question asks for this word."""
        return lexeme in self.whole or any(lexeme.startswith(beginning) for beginning in self.beginnings)


def looked_for(node: Node) -> LookedFor:
    """What a question asks for; what it excludes is not looked for."""
    wanted = LookedFor()
    _gather(node, wanted)
    return wanted


def _gather(node: Node, wanted: LookedFor) -> None:
    if isinstance(node, (Phrase, Cite)):
        for word in node.words if isinstance(node, Phrase) else node.canonical.split():
            head, star, _rest = word.lstrip("*?").replace("?", "*").partition("*")
            parts = list(lexemes(head))
            (wanted.beginnings if star else wanted.whole).update(parts[-1:])
            wanted.whole.update(parts[:-1])
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            _gather(part, wanted)
    elif isinstance(node, (Near, Sentence)):
        _gather(node.left, wanted)
        _gather(node.right, wanted)
    elif isinstance(node, (Scope, AtLeast)):
        _gather(node.part, wanted)


def passage(text: str, wanted: LookedFor) -> str:
    """Thirty words of the text with most of what was looked for, each such word between « and »."""
    words = list(_WORD.finditer(text))
    if not words:
        return text[:200]
    word_lexemes = _lexemes_of(text, words)
    hits = [number for number, lexeme in enumerate(word_lexemes) if wanted.names(lexeme)]
    begin = max(0, min(_best(hits, word_lexemes) - _BEFORE, len(words) - _LENGTH))
    end = min(begin + _LENGTH, len(words))
    parts, last = [], words[begin].start() if begin else 0
    for word, lexeme in zip(words[begin:end], word_lexemes[begin:end], strict=True):
        parts += [text[last : word.start()], f"«{word[0]}»" if wanted.names(lexeme) else word[0]]
        last = word.end()
    return ("…" if begin else "") + "".join(parts) + ("…" if end < len(words) else text[last:])


def readable(names: str, body: str, title: str) -> str:
    """What a card shows beside the title: the passage of a record's words where they were found, else the other names that fit.

    Lines stand apart; what only repeats the title or what was shown is left out, and so are lines beside it that have nothing of what was looked
    for and do not go on with it: after what a bill does come its subjects, sponsors and numbers.
    """
    readable_text = ""
    goes_on = False
    for line in map(str.strip, (body if "«" in body else names).splitlines()):
        repeats = not _bare(line) or _bare(line) in _bare(readable_text) or _bare(line) in _bare(title)
        goes_on = not repeats and ("«" in line or (goes_on and line[0].islower()))
        if goes_on:
            apart = "" if not readable_text else " " if readable_text[-1] in ".!?:;,…" or line[:1].islower() else " · "
            readable_text += apart + line
    return readable_text


def _bare(line: str) -> str:
    return line.translate(_MARKS).strip().casefold()


def _lexemes_of(text: str, words: Sequence[re.Match[str]]) -> list[str]:
    """The lexeme of each word."""
    own_lexemes = list(lexemes(text))
    if len(own_lexemes) == len(words):
        return own_lexemes
    return [next(lexemes(word[0]), "") for word in words]  # an accent stands by itself


def _best(hits: Sequence[int], word_lexemes: Sequence[str]) -> int:
    """The first hit that has most different ones near it, itself included."""
    best, most = 0, 0
    for place, number in enumerate(hits):
        end = bisect_left(hits, number + _LENGTH - _BEFORE)
        near = len({word_lexemes[hit] for hit in hits[place:end]})
        if near > most:
            best, most = number, near
    return best
