"""Compile a phrase: anchors for the scanner, which finds where it may stand, and a check of whether it does.

An anchor is a piece of a phrase that no way of writing it can be without: how a rare word begins, a word in each of its
forms, or a word and how the next one begins. "health" alone stands everywhere, so common words are anchored in pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Final

from tracker.rules.normalize import GAP, LETTER, WORD, folded, forms, words_of

_SPACE: Final = 0x20
_APOSTROPHE: Final = 0x27
_NEXT: Final = 4
"""Letters of a second word that an anchor holds: enough to be rare, few enough to keep the automaton small."""
_STAR_REACH: Final = 60
"""Letters that a `*` stands for at most; longer "words" are no words, and matching stays linear."""
_MOST_SPELLINGS: Final = 9
"""Pieces that stand for one phrase; more make the automaton slower than it saves."""
_LONGEST_WORD: Final = 200
_WILD: Final = re.compile(r"[*?]")
_BETWEEN: Final = b" '"
_SPACES: Final = re.compile(" {2,}")
_AFTER: Final = rf"(?!'*{LETTER})"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Bytes to look for. A phrase may begin `words_before` words before the word that the anchor begins.

    `whole`: the anchor is the phrase, with a space on both sides; nothing is left to check.
    `loose`: the anchor may stand inside a word.
    """

    raw: bytes
    words_before: int = 0
    whole: bool = False
    loose: bool = False


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
        told = GAP.encode().join(_word_pattern(word, exact=self.exact) for word in scanned)
        return re.compile(told + _AFTER.encode("latin-1"), re.DOTALL)

    def found_at(self, raw: bytes, at: int, anchor: Anchor, begin: int) -> tuple[int, int] | None:
        """Start and end of the phrase for an anchor's place in scanned bytes, or None; `begin` is where its text begins."""
        if anchor.whole:
            end = at + len(anchor.raw)
            if raw[at] == _SPACE and raw[end - 1] == _SPACE:
                return at + 1, end - 1
        start: int | None = at if anchor.loose else at + 1
        if anchor.loose:
            start = _word_start(raw, at, begin)
        if anchor.words_before and start is not None:
            start = _words_back(raw, start, anchor.words_before, begin)
        if start is None or _inside_word(raw, start):
            return None
        found = self.pattern.match(raw, start)
        return (start, found.end()) if found else None


def _inside_word(raw: bytes, start: int) -> bool:
    """Whether an apostrophe joins what begins here to the word before it."""
    at = start - 1
    while at > 0 and raw[at] == _APOSTROPHE:
        at -= 1
    return at != start - 1 and raw[at] not in b" \x1e"


def compile_phrase(words: tuple[str, ...], *, exact: bool = False) -> Term:
    """Compile the words of a phrase as `tracker.rules.normalize.words_of` gives them, with `*` and `?` where they were."""
    scanned = tuple(folded(word) for word in words)
    return Term(
        words=words,
        exact=exact,
        anchors=tuple(_anchors(scanned, exact=exact)),
        foreign=not all(word.isascii() for word in words),
    )


def keys_of(words: tuple[str, ...], *, exact: bool = False) -> Iterator[bytes]:
    """Pieces of which every spelling of the phrase has one, in scanned bytes in which no two spaces follow each other.

    Longer than anchors, and so seldom there without the phrase; where in them the phrase begins, nobody can say.
    """
    words = tuple(folded(word) for word in words)
    begin, end = max(_runs(words, exact=exact), key=lambda run: (_letters(words, run), -run[0]), default=(0, 0))
    if begin < end:
        told = _spellings(words[begin:end], exact=exact)
    else:
        told = [anchor.raw.decode("latin-1") for anchor in _anchors(words, exact=exact)]
    for each in dict.fromkeys(_SPACES.sub(" ", each) for each in told):
        yield each.encode("latin-1")


def _spellings(words: tuple[str, ...], *, exact: bool) -> list[str]:
    """Each form of the words but the last with each of the others; of the last what all its forms begin with."""
    whole = [_word_forms(word, exact=exact) or () for word in words[:-1]]
    last = _beginning(words[-1], exact=exact)
    last += " " if last == words[-1] and exact else ""
    return [_scanned(" ".join(("", *each, last))) for each in product(*whole)]


def _runs(words: tuple[str, ...], *, exact: bool) -> Iterator[tuple[int, int]]:
    """Neighbors, two or more, whose spellings are few enough to be looked for one by one; the last may be a beginning."""
    spellings = [len(_word_forms(word, exact=exact) or ()) for word in words]
    for begin in range(len(words)):
        ways = 1
        for end in range(begin + 2, len(words) + 1):
            ways *= spellings[end - 2]
            if not _beginning(words[end - 1], exact=exact) or not 0 < ways <= _MOST_SPELLINGS:
                break
            yield begin, end


def _letters(words: tuple[str, ...], run: tuple[int, int]) -> int:
    return sum(map(len, words[run[0] : run[1]]))


def how_often(words: tuple[str, ...]) -> float:
    """Roughly in how many of a hundred records the phrase occurs; enough to tell a rare one from a common one."""
    if any(_WILD.search(word) for word in words):
        return 3.0 / len(words)
    if not _common().issuperset(words):
        return 0.3 / len(words)
    return 20.0 / len(words) ** 5


def means_words(found: str, words: tuple[str, ...]) -> bool:
    """Whether a piece of text holds these words in their own script, wildcards included."""
    said = words_of(found)
    return len(said) == len(words) and all(map(_fits, said, words))


def _fits(said: str, word: str) -> bool:
    if word.isascii() and not _WILD.search(word):
        return said in forms(word)
    return re.fullmatch(_glob(word, "."), said, re.DOTALL) is not None


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
    return b"(?:%s)" % b"|".join(re.escape(each).encode("latin-1") for each in sorted(known, key=len, reverse=True))


def _glob(word: str, character: str) -> str:
    parts = re.split(r"([*?])", word)
    signs = {"*": f"{character}{{0,{_STAR_REACH}}}", "?": character}
    return "".join(signs.get(part, re.escape(part)) for part in parts)


@cache
def _common() -> frozenset[str]:
    """Words that legislation is full of; whatever is not among them is rare enough to be looked for alone."""
    return frozenset((Path(__file__).parent / "common_words.txt").read_text(encoding="ascii").split())


def _rarest(words: tuple[str, ...], *, exact: bool) -> int | None:
    """The place of the longest word of the phrase that is not common in any of its forms."""
    rare = [
        (len(beginning), -place)
        for place, word in enumerate(words)
        if (known := _word_forms(word, exact=exact)) is not None
        and len(beginning := _common_beginning(known)) > 3
        and _common().isdisjoint(known)
    ]
    return -max(rare)[1] if rare else None


def _anchors(words: tuple[str, ...], *, exact: bool) -> Iterator[Anchor]:
    rare = _rarest(words, exact=exact) if len(words) > 1 else None
    if rare is not None:
        beginning = _scanned(_beginning(words[rare], exact=exact)).rstrip()
        yield Anchor(f" {beginning}".encode("latin-1"), words_before=rare)
        return
    pair = _best_pair(words, exact=exact)
    if pair is not None:
        yield from _pair_anchors(words, pair, exact=exact)
        return
    known = _word_forms(words[0], exact=exact)
    if len(words) == 1 and known is not None:
        for each in known:
            yield Anchor(f" {_scanned(each)} ".encode("latin-1"), whole=words[0].isascii() and "'" not in each)
        return
    number, run, at_start = max(_literal_runs(words, exact=exact), key=lambda run: (len(run[1]), -run[0]))
    yield Anchor((" " * at_start + _scanned(run)).encode("latin-1"), words_before=number, loose=not at_start)


def _scanned(word: str) -> str:
    """The word as the scanner meets it, for whom an apostrophe is a space."""
    return word.replace("'", " ")


def _best_pair(words: tuple[str, ...], *, exact: bool) -> int | None:
    """The place of the first of two neighbors that make the rarest anchor, taken as the one with the most letters."""
    pairs = [
        (len(words[place]) + min(len(_beginning(words[place + 1], exact=exact)), _NEXT), -place)
        for place in range(len(words) - 1)
        if _word_forms(words[place], exact=exact) is not None and _beginning(words[place + 1], exact=exact)
    ]
    return -max(pairs)[1] if pairs else None


def _pair_anchors(words: tuple[str, ...], place: int, *, exact: bool) -> Iterator[Anchor]:
    """One space or two are spelled out, since a comma and a space are two; wider gaps and possessives are rare."""
    following = _scanned(_beginning(words[place + 1], exact=exact))[:_NEXT].rstrip()
    for each in _word_forms(words[place], exact=exact) or ():
        base = each.removesuffix("'s")
        if base != each and base:
            yield Anchor(f" {_scanned(each)} ".encode("latin-1"), words_before=place)
            continue
        for gap in (f" {following}", f"  {following}", "   "):
            yield Anchor(f" {_scanned(each)}{gap}".encode("latin-1"), words_before=place)


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


def _literal_runs(words: tuple[str, ...], *, exact: bool) -> Iterator[tuple[int, str, bool]]:
    """Pieces of the words that are certain: the word's number, the piece, and whether the word begins with it."""
    for number, word in enumerate(words):
        if _word_forms(word, exact=exact) is not None:
            yield number, _beginning(word, exact=exact), True
            continue
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
        found = _word_start(raw, end - 1, begin) if end > begin else None
        if found is None:
            return None
        at = found
    return at
