"""Know what else things are called and how words are spelled, as the topics in force and common words tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from functools import cache
from itertools import islice, product
from typing import Any, Final

from tracker.db.lexemes import lexemes
from tracker.rules.parser import LISTS, SHIPPED

Words = tuple[str, ...]
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_COMMON: Final = (SHIPPED.parent / "common_words.txt", SHIPPED.parent / "health_words.txt")
_WHOLE: Final = re.compile(r"[^\W_]+(?![\w*?])")
"""A word that is written to its end, and no beginning that a star stands for the rest of."""
_KEYS: Final = frozenset({"any_of", "all_of", "query", "title", "lists", "boosts", "except"})
_PLURAL: Final = re.compile(r"s\Z")
_TRIES: Final = 12
_BY_EAR: Final = 1.5
_UNUSED: Final = 0.75
_NEARLY: Final = 0.5
_SHORT: Final = 6
_NO_SLIP: Final = 3
_SHORTEST: Final = 4
"""Letters of the shortest word that another may be made of."""
_RARER: Final = 30
"""A word so many times rarer than one beside it is a slip of that one, even where some bills have it."""
_ACRONYMS: Final = SHIPPED.parent / "acronyms.txt"
_PLAIN: Final = SHIPPED.parent / "plain_words.txt"
_NICKNAMES: Final = SHIPPED.parent / "nicknames.txt"


@cache
def synonyms() -> dict[Words, tuple[Words, ...]]:
    """Acronyms and their words, each by the other: a rule that names both says that they are one thing, and so does our list.

    What people say plainly by what bills call it, and not the other way round: no bill says `vets`.
    """
    by_words: dict[Words, set[Words]] = {}
    for line in _PLAIN.read_text(encoding="utf-8").splitlines():
        said, _is, written = line.partition(" = ")
        for plain in said.split(", "):
            by_words.setdefault(_words(plain), set()).update(map(_words, written.split(", ")))
    for line in _ACRONYMS.read_text(encoding="utf-8").splitlines():
        short_form, _is, long_form = line.partition(" = ")
        one, other = _words(short_form), _words(long_form)
        if other:
            by_words.setdefault(one, set()).add(other)
            by_words.setdefault(other, set()).add(one)
    for group in _groups():
        short = {words[0]: words for words in group if len(words) == 1 and 3 <= len(words[0]) <= 8}
        for words in group:
            initials = "".join(word[0] for word in words)
            if len(words) >= 3 and initials in short:
                for spelling in {words, (*words[:-1], _PLURAL.sub("", words[-1])), (*words[:-1], words[-1] + "s")}:
                    by_words.setdefault(short[initials], set()).add(spelling)
                    by_words.setdefault(spelling, set()).add(short[initials])
    return {words: tuple(sorted(others)) for words, others in by_words.items()}


@cache
def first_names() -> dict[str, frozenset[str]]:
    """First names, each with what else people of that name are called: `bernie` is a Bernard."""
    names: dict[str, set[str]] = {}
    for line in _NICKNAMES.read_text(encoding="utf-8").splitlines():
        short, _is, long = line.casefold().partition(" = ")
        names.setdefault(short, set()).add(long)
        names.setdefault(long, set()).add(short)
    return {name: frozenset(others) for name, others in names.items()}


@cache
def vocabulary() -> frozenset[str]:
    """Words that are spelled right: those of the topics, the most common ones of bills, of the field, and what people say plainly."""
    common = [word for path in _COMMON for word in path.read_text(encoding="utf-8").split()]
    whole = (word.casefold() for texts in _lists() for text in texts for word in _WHOLE.findall(text))
    said = (word for words in synonyms() for word in words)
    return frozenset(whole) | frozenset(common) | frozenset(said)


@cache
def field_words() -> frozenset[str]:
    """Words of the field: those of the topics and of its own list."""
    ours = {word for path in _COMMON[1:] for word in path.read_text(encoding="utf-8").split()}
    return frozenset(word.casefold() for texts in _lists() for text in texts for word in _WHOLE.findall(text)) | ours


def respellings(text: str, used: Mapping[str, int], often: Callable[[str], int] = lambda _word: 0) -> Iterator[str]:
    """The words with near spellings of those that nobody uses, the likeliest first; nothing where all are known.

    `used` are further words that are spelled right, with how often they stand in titles; `often` says of any word how many
    bills have it: what some bills have, and not far fewer than what may be meant, is no slip.
    """
    known = vocabulary() | used.keys()
    pieces = re.split(r"([^\W_]+)", text[:200])
    choices = [_near(piece, known, used, often) if number % 2 else [piece] for number, piece in enumerate(pieces)]
    if all(len(choice) == 1 and choice[0] == piece for choice, piece in zip(choices, pieces, strict=True)):
        return
    for spelling in islice(product(*choices), _TRIES):
        yield "".join(spelling)


def _near(word: str, known: AbstractSet[str], used: Mapping[str, int], often: Callable[[str], int]) -> list[str]:
    """The word itself where it is known or nothing is near, else what may have been meant."""
    plain = word.casefold()
    if len(plain) < 4 or plain in known or not plain.isalpha() or word.isupper():
        return [word]
    near = get_close_matches(
        plain, [known_word for known_word in known if abs(len(known_word) - len(plain)) <= 3], n=8, cutoff=0.72
    )
    most = 1 if len(plain) < 6 else 2 if len(plain) < 12 else 3
    apart = {
        known_word: _unlike(plain, known_word, used)
        for known_word in near
        if slips(plain, known_word) <= most and not _is_another(plain, known_word)
    }
    fewest = min(apart.values(), default=0)
    likely = [known_word for known_word in apart if apart[known_word] <= fewest + _NEARLY]
    likely = sorted(likely, key=lambda known_word: (apart[known_word], -used.get(known_word, 0), known_word))[:3]
    if not likely:
        return [_apart(plain, known) or word]
    likely.sort(key=lambda known_word: not often(known_word))  # of two that are as near, the one that some bill has
    # What is cut to the same, `improvment`, is found by the other; and a word that bills have is no slip of a far one.
    same = next(lexemes(plain), plain) == next(lexemes(likely[0]), "") and not plain.startswith(likely[0][:-1])
    if not same and _is_no_slip(plain, likely[0], often):
        return [word]
    return likely


def _is_another(plain: str, known_word: str) -> bool:
    """Whether a short word is another one, and no slip: `pair` begins otherwise than `fair`; `lpan` has the letters of `plan`."""
    return len(plain) < _SHORT and plain[0] != known_word[0] and sorted(plain) != sorted(known_word)


def _is_no_slip(plain: str, meant: str, often: Callable[[str], int]) -> bool:
    """Whether bills have the word as it was typed, and it is not a far rarer form of what may be meant."""
    count = often(plain)
    if count and slips(plain, meant) > 1 and plain[0] != meant[0]:  # a hand that slips seldom begins with it
        return True
    return count >= _NO_SLIP and (slips(plain, meant) > 1 or count * _RARER >= often(meant))


def _apart(word: str, known: AbstractSet[str]) -> str | None:
    """The two known words of which one is made: `smokefree` is smoke free."""
    cuts = ((word[:at], word[at:]) for at in range(len(word) - _SHORTEST, _SHORTEST - 1, -1))
    return next((" ".join(parts) for parts in cuts if known >= set(parts)), None)


def _unlike(typed: str, meant: str, used: Mapping[str, int]) -> float:
    """How far apart two spellings are; who spells by ear keeps the consonants, and what no title has is meant less."""
    apart = slips(typed, meant)
    heard = apart > 1 and _consonants(typed) == _consonants(meant)
    return apart - (_BY_EAR if heard else 0) + (0 if meant in used else _UNUSED)


def _consonants(word: str) -> str:
    """What is heard of a word whatever its vowels: its first letter and its consonants, doubled ones once."""
    bare = re.sub(r"(.)\1+", r"\1", word.replace("ph", "f").replace("ck", "k"))
    return bare[0] + re.sub(r"[aeiouyhw]", "", bare[1:])


def spelled_out(text: str, often: Callable[[str], int]) -> str | None:
    """The words with each acronym that no bill has, nor its words together, as what it stands for; None where there is none."""

    def told(hit: re.Match[str]) -> str:
        longest = sorted(synonyms().get((hit[0].casefold(),), ()), key=len)[-1:]
        if longest and often(hit[0]):
            return hit[0]
        return " ".join(longest[0]) if longest else hit[0]

    whole = _WORD.sub(told, text[:200])
    return whole if whole != text[:200] else None


def slips(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with the next to make the other of one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for place, wanted in enumerate(other, start=1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
    return row[-1]


@cache
def _groups() -> tuple[frozenset[Words], ...]:
    """The phrases of each list and of each query in the shipped topics."""
    groups: list[frozenset[Words]] = []
    for texts in _lists():
        parts = [part for text in texts for part in (re.findall(r'"([^"]+)"', text) or [text])]
        groups.append(frozenset(group_words for group_words in map(_words, parts) if 0 < len(group_words) <= 8))
    return tuple(groups)


@cache
def _lists() -> tuple[list[str], ...]:
    """Each list and each query of the shipped topics as it is written."""
    import tomllib

    return tuple(
        texts
        for path in sorted(SHIPPED.glob("*.toml"))
        for texts in _texts(tomllib.loads(path.read_text(encoding="utf-8")), is_told=path.name == LISTS)
    )


def _words(said: str) -> Words:
    return tuple(word.casefold() for word in _WORD.findall(said))


def _texts(value: Any, *, is_told: bool = False) -> Iterator[list[str]]:
    if isinstance(value, str):
        if is_told:
            yield [value]
    elif isinstance(value, list):
        if is_told:
            yield [part for part in value if isinstance(part, str)]
        for part in value:
            if not isinstance(part, str):
                yield from _texts(part, is_told=is_told)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, is_told=is_told or key in _KEYS)
