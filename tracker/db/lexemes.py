"""Cut words for PostgreSQL exactly as SQLite's full-text search cuts them, so that both answer the same question alike.

PostgreSQL's own parser takes `health/mental` for a path and `a.b` for a host, drops common words, keeps accents and stems by
other rules. Here is what FTS5's `porter unicode61 remove_diacritics 2` does, and PostgreSQL only stores and looks up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from tracker.records.text import normalized

if TYPE_CHECKING:
    from snowballstemmer import BaseStemmer

_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_SYLLABLE: Final = re.compile(r"[aeiouy](?:[^aeiouy]|(?<=[aeiou])y)")
_DEPARTURES: Final = (("logi", "log"), ("bli", "ble"))
"""Porter's own published program goes on from these endings; SQLite follows it, the description of his rules does not."""
_LONGEST: Final = 500
"""Letters of a word; PostgreSQL takes no word of more than 2,046 bytes."""
_LAST_PLACE: Final = 16_383
"""PostgreSQL counts places up to here; words that stand later are found, but not as part of a phrase."""
_MOST_PLACES: Final = 256
"""Of one word PostgreSQL keeps so many places."""
_GAP: Final = 60
"""Places between two texts, so that no phrase and no NEAR reaches from one into the next."""


def folded(text: str) -> str:
    """The text in small letters without accents."""
    if text.isascii():
        return text.lower()
    parts = normalized("NFD", text.lower())
    return unicodedata.normalize("NFC", "".join(part for part in parts if unicodedata.category(part) != "Mn"))


def lexemes(text: str) -> Iterator[str]:
    """The words of a text, in order, as they are kept and looked up."""
    return (_stem(word) for word in _WORD.findall(folded(text)))


@cache
def _porter() -> BaseStemmer:
    """Loaded when the first word is cut: the library brings the stemmers of thirty languages, and takes its time."""
    import snowballstemmer

    return snowballstemmer.stemmer("porter")


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    if len(word) < 3 or len(word) > 64 or not word.isascii():
        return word[:_LONGEST]
    stem: str = _porter().stemWord(word)
    for end, other in _DEPARTURES:
        if stem.endswith(end) and _SYLLABLE.search(stem.removesuffix(end)):
            return str(_porter().stemWord(stem.removesuffix(end) + other))
    return stem


def tsvector(*weighted: tuple[str, str]) -> str:
    """Texts, each with its weight (A to D), as the literal of a tsvector."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, text in weighted:
        for word in lexemes(text):
            place += 1
            known = places.setdefault(word, [])
            if len(known) < _MOST_PLACES:
                known.append(f"{min(place, _LAST_PLACE)}{weight}")
        place += _GAP
    return " ".join(f"'{word}':{','.join(known)}" for word, known in places.items())
