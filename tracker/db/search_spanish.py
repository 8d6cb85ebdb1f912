"""Put what people type in Spanish into the English of the bills, word by word from a short list of the field.

No translator: a list that whoever keeps the topics can read and add to. What stands in no line of it stays as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from tracker.rules.parser import SHIPPED

_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_LIST: Final = SHIPPED.parent / "spanish_words.txt"
_BETWEEN: Final = frozenset([
    "a", "al", "como", "con", "contra", "cual", "cuando", "de", "del", "desde", "donde", "el", "en", "entre", "es",
    "esa", "ese", "esta", "estan", "este", "hacia", "hasta", "hay", "la", "las", "le", "les", "lo", "los", "mas",
    "me", "mi", "mis", "o", "para", "pero", "por", "porque", "que", "quien", "se", "ser", "si", "sin", "sobre", "son",
    "su", "sus", "tambien", "tu", "tus", "un", "una", "unas", "unos", "y", "ya",
])  # fmt: skip
"""Spanish words that stand everywhere, without accents."""
_LONGEST: Final = 5
Words = tuple[str, ...]


def in_english(text: str) -> str | None:
    """The words in English where they are Spanish; None where they are not, or say how they go together."""
    if set(text) & set('":()*'):
        return None
    words = [_folded(word) for word in _WORD.findall(text)]
    pieces, at = list[str](), 0
    while at < len(words):
        size = next((size for size in range(_LONGEST, 0, -1) if tuple(words[at : at + size]) in _lexicon()), 0)
        if size:
            pieces.append(_lexicon()[tuple(words[at : at + size])])
        elif words[at] not in _BETWEEN:
            pieces.append(words[at])
        at += max(size, 1)
    # A Spanish word may be a name as well: "salud" alone is one of many words only where the others are Spanish, too.
    telling = [word for word in words if word not in _BETWEEN]
    spanish = sum(1 for word in telling if word in _single())
    english = " ".join(pieces)
    return english if 2 * spanish > len(telling) and english.casefold() != " ".join(words) else None


def _folded(word: str) -> str:
    """A word without accents, as people type it on phones."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _lexicon() -> dict[Words, str]:
    """English by Spanish; each line of the list may name several Spanish forms."""
    lexicon: dict[Words, str] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        spanish, _is, english = line.partition(" = ")
        for form in spanish.split(", "):
            lexicon[tuple(_folded(word) for word in _WORD.findall(form))] = english
    return lexicon


@cache
def _single() -> frozenset[str]:
    return frozenset(word for words in _lexicon() for word in words)
