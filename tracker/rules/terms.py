"""Compile a phrase: anchors for the scanner, which finds where it may stand, and a check of whether it does.

An anchor is a piece of a phrase that no way of writing it can be without: how a rare word begins, a word in each of its
forms, or a word and how the next one begins. "health" alone stands everywhere, so common words are anchored in pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from tracker.rules.normalize import GAP, LETTER, WORD, folded, forms, words_of

_APOSTROPHE: Final = 0x27
_SHORT: Final = 3
"""Letters of words that are always common: initials, numbers of sections, and the "s" of a possessive."""
AHEAD: Final = (2, 3, 4)
"""So many letters of the next word are looked at: as many as all its forms have in common."""
_LONGEST_RUN: Final = 3
"""Words that an anchor holds at most."""
_STAR_REACH: Final = 60
"""Letters that a `*` stands for at most; longer "words" are no words, and matching stays linear."""
_LONGEST_WORD: Final = 200
_WILD: Final = re.compile(r"[*?]")
_BETWEEN: Final = b" '"
_AFTER: Final = rf"(?!'*{LETTER})"


class Anchor(NamedTuple):
    """Bytes to look for. A phrase may begin `words_before` words before the word that the anchor begins.

    `whole`: the anchor is the phrase, with a space on both sides; where no apostrophe was scanned as a space nothing is
    left to check.
    `loose`: the anchor may stand inside a word.
    """

    raw: bytes
    words_before: int = 0
    whole: bool = False
    loose: bool = False
    ahead: bytes = b""
    """How the next word begins, after whatever gap: as many letters as `AHEAD` says, or none where it may begin in any way."""


@dataclass(frozen=True)
class Term:
    """A compiled phrase."""

    words: tuple[str, ...]
    exact: bool
    anchors: tuple[Anchor, ...]
    foreign: bool
    """Some word is not in Latin letters: what is found must be compared with the text itself."""

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        """The phrase itself over scanned bytes; made when an anchor is first found, since most never are."""
        scanned = (folded(word) for word in self.words)
        pattern = GAP.encode().join(_word_pattern(word, exact=self.exact) for word in scanned)
        return re.compile(pattern + _AFTER.encode("latin-1"), re.DOTALL)

    def found_at(self, raw: bytes, at: int, anchor: Anchor, begin: int) -> tuple[int, int] | None:
        """Start and end of the phrase for an anchor's place in scanned bytes, or None; `begin` is where its text begins."""
        if anchor.whole and raw.startswith(anchor.raw, at):
            return at + 1, at + len(anchor.raw) - 1
        start: int | None = at if anchor.loose else at + 1
        if anchor.loose:
            start = _word_start(raw, at, begin)
        if anchor.words_before and start is not None:
            start = _words_back(raw, start, anchor.words_before, begin)
        if start is None or _inside_word(raw, start):
            return None
        match = self.pattern.match(raw, start)
        return (start, match.end()) if match else None


def _inside_word(raw: bytes, start: int) -> bool:
    """Whether an apostrophe joins what begins here to the word before it; scanned bytes begin with a space."""
    at = start - 1
    while raw[at] == _APOSTROPHE:
        at -= 1
    return raw[at] not in b" \x1e"


def compile_phrase(words: tuple[str, ...], *, exact: bool = False) -> Term:
    """Compile the words of a phrase as `tracker.rules.normalize.words_of` gives them, with `*` and `?` where they were."""
    scanned = tuple(folded(word) for word in words)
    return Term(
        words=words,
        exact=exact,
        anchors=tuple(_anchors(scanned, exact=exact)),
        foreign=not all(word.isascii() for word in words),
    )


@lru_cache(maxsize=16_384)
def how_often(words: tuple[str, ...]) -> float:
    """Roughly in how many of a hundred records the phrase occurs; enough to tell a rare one from a common one."""
    if any(_WILD.search(word) for word in words):
        return 3.0 / len(words)
    if not _common().issuperset(words):
        return 0.3 / len(words)
    if not _frequent().issuperset(words):
        return 1.5 / len(words)
    return 20.0 / len(words) ** 5


def means_words(text: str, words: tuple[str, ...]) -> bool:
    """Whether a piece of text holds these words in their own script, wildcards included."""
    said = words_of(text)
    return len(said) == len(words) and all(map(_fits, said, words))


def _fits(said: str, word: str) -> bool:
    if word.isascii() and not _WILD.search(word):
        return said in forms(word)
    return re.fullmatch(_glob(word, "."), said, re.DOTALL) is not None


@lru_cache(maxsize=16_384)  # phrases of a field share their words
def _word_forms(word: str, *, exact: bool) -> tuple[str, ...] | None:
    """All a word may be in scanned text; None when a wildcard leaves that open."""
    if _WILD.search(word):
        return None
    return (word,) if exact else forms(word)


def _word_pattern(word: str, *, exact: bool) -> bytes:
    known = _word_forms(word, exact=exact)
    if known is None:
        plural = "" if exact or word.endswith("*") else "(?:'?s)?"
        return (_glob(word, WORD) + plural).encode("latin-1")
    # The longest first: what follows must be no letter, so that order is only a matter of speed.
    return b"(?:%s)" % b"|".join(re.escape(form).encode("latin-1") for form in sorted(known, key=len, reverse=True))


def _glob(word: str, character: str) -> str:
    parts = re.split(r"([*?])", word)
    signs = {"*": f"{character}{{0,{_STAR_REACH}}}", "?": character}
    return "".join(signs.get(part, re.escape(part)) for part in parts)


@cache
def _common() -> frozenset[str]:
    """Words that legislation is full of; whatever is not among them is rare enough to be looked for alone."""
    return frozenset((Path(__file__).parent / "common_words.txt").read_text(encoding="ascii").split())


@cache
def _frequent() -> frozenset[str]:
    """The common words that stand in two or more of a hundred bills (counted in those of the 116th Congress and of four states)."""
    return frozenset((Path(__file__).parent / "frequent_words.txt").read_text(encoding="ascii").split())


def _rarest(words: tuple[str, ...], *, exact: bool) -> int | None:
    """The place of the longest word of the phrase that is not common in any of its forms."""
    rare = [(letters, -place) for place, word in enumerate(words) if (letters := _letters_if_rare(word, exact=exact))]
    return -max(rare)[1] if rare else None


@lru_cache(maxsize=16_384)
def _letters_if_rare(word: str, *, exact: bool) -> int:
    """How many letters all forms of the word begin with, where they are enough to be looked for alone; else none."""
    known = _word_forms(word, exact=exact)
    if known is None or not _common().isdisjoint(known):
        return 0
    letters = len(_common_beginning(known))
    return letters if letters > _SHORT else 0


def _anchors(words: tuple[str, ...], *, exact: bool) -> Iterator[Anchor]:
    rare = _rarest(words, exact=exact) if len(words) > 1 else None
    if rare is not None:
        ahead = _ahead(words[rare + 1], exact=exact) if rare + 1 < len(words) else b""
        for beginning in _endings(words[rare], exact=exact):
            yield Anchor(f" {beginning}".encode("latin-1"), words_before=rare, ahead=ahead)
        return
    run = _best_run(words, exact=exact)
    if run is not None:
        yield from _run_anchors(words, *run, exact=exact)
        return
    number, piece, at_start = max(_literal_runs(words), key=lambda run: (len(run[1]), -run[0]))
    yield Anchor((" " * at_start + _scanned(piece)).encode("latin-1"), words_before=number, loose=not at_start)


def _scanned(word: str) -> str:
    """The word as the scanner meets it, for whom an apostrophe is a space."""
    return word.replace("'", " ")


def _best_run(words: tuple[str, ...], *, exact: bool) -> tuple[int, int] | None:
    """Where the neighbors begin and end that make the rarest anchor: as many as may be, with the most letters."""
    certain = [_word_forms(word, exact=exact) is not None for word in words]
    runs = [
        (end - begin, sum(map(len, words[begin:end])), -begin)
        for begin in range(len(words))
        for end in range(begin + 1, min(begin + _LONGEST_RUN, len(words)) + 1)
        if all(certain[begin : end - 1])
        and (certain[end - 1] or (end - begin > 1 and _beginning(words[end - 1], exact=exact)))
    ]
    if not runs:
        return None
    length, _letters, begin = max(runs)
    return -begin, -begin + length


def _run_anchors(words: tuple[str, ...], begin: int, end: int, *, exact: bool) -> Iterator[Anchor]:
    """The words of a run in each of their forms, with one space or two between them, since a comma and a space are two.

    A form that is no common word is rare enough by itself, and so is a common one before a wider gap.
    """
    beginnings = [" "]
    for word, after in pairwise(words[begin:end]):
        following: list[str] = []
        ahead = _ahead(after, exact=exact)
        for form in _word_forms(word, exact=exact) or ():
            common = len(form) <= _SHORT or form in _common()
            scanned = _scanned(form)
            for beginning in beginnings:
                said = beginning + scanned
                if common:
                    yield Anchor(f"{said}   ".encode("latin-1"), begin, ahead=ahead)
                    following += (f"{said} ", f"{said}  ")
                else:
                    yield Anchor(f"{said} ".encode("latin-1"), begin, ahead=ahead)
        beginnings = following
    yield from _run_ends(words, begin, end, beginnings, exact=exact)


def _run_ends(words: tuple[str, ...], begin: int, end: int, beginnings: list[str], *, exact: bool) -> Iterator[Anchor]:
    """What was told of a run, with its last word in each of its forms."""
    plain = begin == 0 and end == len(words) and all(word.isascii() for word in words)
    further = _ahead(words[end], exact=exact) if end < len(words) else b""
    for ending in _endings(words[end - 1], exact=exact):
        ahead = further if ending.endswith(" ") else b""
        for beginning in beginnings:
            said = beginning + ending
            yield Anchor(said.encode("latin-1"), begin, plain and _gapless(said, len(words)), ahead=ahead)


def _gapless(said: str, words: int) -> bool:
    """Whether it is so many whole words; with more spaces than that there is an apostrophe or a wider gap in it."""
    return said.endswith(" ") and said.count(" ") == words + 1


@lru_cache(maxsize=16_384)
def _ahead(word: str, *, exact: bool) -> bytes:
    """What the next word begins with in all its forms, a space behind a short one included; nothing where that is too little."""
    known = _word_forms(word, exact=exact)
    if known is None:
        beginning = _scanned(_beginning(word, exact=exact)).rstrip()
    else:
        beginning = _common_beginning([f"{_scanned(form)} " for form in known])
    ahead = beginning.encode("latin-1")[: AHEAD[-1]]
    return ahead if len(ahead) in AHEAD else b""


@lru_cache(maxsize=16_384)
def _endings(word: str, *, exact: bool) -> list[str]:
    """How the last word of an anchor may read: in each of its forms, or as it begins where a wildcard leaves the rest open."""
    known = _word_forms(word, exact=exact)
    return (
        [_scanned(_beginning(word, exact=exact)).rstrip()]
        if known is None
        else [f"{_scanned(form)} " for form in known]
    )


def _beginning(word: str, *, exact: bool) -> str:
    """What every form of the word begins with."""
    known = _word_forms(word, exact=exact)
    if known is None:
        return _WILD.split(word)[0]
    return _common_beginning(known)


def _common_beginning(texts: Iterable[str]) -> str:
    first, last = min(texts), max(texts)
    same = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first if same is None else first[:same]


def _literal_runs(words: tuple[str, ...]) -> Iterator[tuple[int, str, bool]]:
    """Pieces of words with wildcards: the word's number, the piece, and whether the word begins with it."""
    for number, word in enumerate(words):
        for place, run in enumerate(_WILD.split(word)):
            if run:
                yield number, run, place == 0


def _word_start(raw: bytes, at: int, begin: int) -> int | None:
    space = raw.rfind(b" ", max(begin, at - _LONGEST_WORD), at + 1)
    if space < 0:
        return None
    start = space + 1
    while start < at and raw[start] == _APOSTROPHE:
        start += 1
    return start


def _words_back(raw: bytes, start: int, words: int, begin: int) -> int | None:
    """Where the word stands that comes `words` before the one at `start`."""
    at = start
    for _word in range(words):
        end = at
        while end > begin and raw[end - 1] in _BETWEEN:
            end -= 1
        begins = _word_start(raw, end - 1, begin) if end > begin else None
        if begins is None:
            return None
        at = begins
    return at
