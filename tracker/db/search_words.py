"""Know what else things are called and how words are spelled, as the topics in force and common words tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from tracker.rules.parser import LISTS, SHIPPED

Words = tuple[str, ...]
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_COMMON: Final = SHIPPED.parent / "common_words.txt"
_KEYS: Final = frozenset({"any_of", "all_of", "query", "title", "lists", "boosts", "except"})
_PLURAL: Final = re.compile(r"s\Z")


@cache
def synonyms() -> dict[Words, tuple[Words, ...]]:
    """Acronyms and their words, each by the other: a rule that names both says that they are one thing."""
    found: dict[Words, set[Words]] = {}
    for group in _groups():
        short = {words[0]: words for words in group if len(words) == 1 and 3 <= len(words[0]) <= 8}
        for words in group:
            initials = "".join(word[0] for word in words)
            if len(words) >= 3 and initials in short:
                for each in {words, (*words[:-1], _PLURAL.sub("", words[-1])), (*words[:-1], words[-1] + "s")}:
                    found.setdefault(short[initials], set()).add(each)
                    found.setdefault(each, set()).add(short[initials])
    return {words: tuple(sorted(others)) for words, others in found.items()}


@cache
def vocabulary() -> frozenset[str]:
    """Words that are spelled right: those of the topics, and the most common ones of bills."""
    common = _COMMON.read_text(encoding="utf-8").split()
    return frozenset(word for words in _phrases() for word in words) | frozenset(common)


def respelled(asked: str) -> str | None:
    """The words with the nearest spelling of those that nobody uses; None where all are known or nothing is near."""
    changed = False

    def mended(hit: re.Match[str]) -> str:
        nonlocal changed
        word = hit[0]
        plain = word.casefold()
        if len(plain) < 4 or plain.isdigit() or plain in vocabulary() or word.isupper():
            return word
        near = get_close_matches(plain, vocabulary(), n=1, cutoff=0.75)
        if not near:
            return word
        changed = True
        return near[0]

    told = _WORD.sub(mended, asked[:200])
    return told if changed else None


def _phrases() -> Iterator[Words]:
    return (words for group in _groups() for words in group)


@cache
def _groups() -> tuple[frozenset[Words], ...]:
    """The phrases of each list and of each query in the shipped topics."""
    import tomllib

    found: list[frozenset[Words]] = []
    for path in sorted(SHIPPED.glob("*.toml")):
        for texts in _texts(tomllib.loads(path.read_text(encoding="utf-8")), told=path.name == LISTS):
            parts = [part for text in texts for part in (re.findall(r'"([^"]+)"', text) or [text])]
            words = (tuple(word.casefold() for word in _WORD.findall(part)) for part in parts)
            found.append(frozenset(each for each in words if 0 < len(each) <= 8))
    return tuple(found)


def _texts(value: Any, *, told: bool = False) -> Iterator[list[str]]:
    if isinstance(value, str):
        if told:
            yield [value]
    elif isinstance(value, list):
        if told:
            yield [part for part in value if isinstance(part, str)]
        for part in value:
            if not isinstance(part, str):
                yield from _texts(part, told=told)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, told=told or key in _KEYS)
