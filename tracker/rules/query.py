"""Read a query as a person writes it; what cannot be read is named with its column and a caret.

From the tightest to the loosest: `field:`, `ATLEAST/n( )` and brackets; `NOT`; `NEAR/n`, `PRE/n` and `SENT`; `AND`, also
where nothing stands between two words; `OR`. What other systems taught people is read as they meant it (`w/5`, `/s`, `-word`,
`suicid!`, `a|b`) or refused with what to write instead. docs/rules.md has an example of every form.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NoReturn

from tracker.errors import RuleError
from tracker.records.stages import STAGES
from tracker.rules.citations import NotACitation, read_citations
from tracker.rules.connectors import FARTHEST, LINK, Link, NotALink, read_link
from tracker.rules.foreign import instead_of
from tracker.rules.normalize import words_of
from tracker.rules.syntax import (
    ABOUT,
    ANY,
    FIELDS,
    FILTERS,
    AtLeast,
    Cite,
    Filter,
    Near,
    Node,
    Not,
    Phrase,
    Scope,
    all_of,
    any_of,
    has_place,
    has_positive,
)
from tracker.rules.twins import twins

LONGEST: Final = 100_000
"""Characters of a query; a list of five thousand phrases fits."""
DEEPEST: Final = 50
"""Brackets within brackets."""
MOST_STARS: Final = 2
"""More of them in one word mean nothing that a person looks for, and cost a search for each way to part the letters."""
KINDS: Final = ("bill", "hearing", "notice")

_SPACE: Final = re.compile(r"[\s\u200b\ufeff]*")
_QUOTES: Final = '"\u201c\u201d\u201e\u00ab\u00bb'
_QUOTED: Final = re.compile(rf"(=?)[{_QUOTES}]([^{_QUOTES}]*)([{_QUOTES}]?)")
_SINGLE: Final = re.compile(
    r"(=?)['\u2018](?=[^\W_])([^'\u2018\u2019]*(?:['\u2019](?=\w)[^'\u2018\u2019]*)*)['\u2019](?!\w)"
)
_SLOP: Final = re.compile(r"~(\d+)")
_COUNT: Final = re.compile(r"(?:ATLEAST|atleast|ATL|atl)(?:/(\d*)|(\d+))\s*(\(?)")
_MINUS: Final = re.compile(r"-(?=[^\s)-])")
# `TITLE(parity)`, as others write `title:(parity)`.
_NAME: Final = re.compile(rf"([A-Za-z][A-Za-z_-]*):|((?i:{'|'.join((*FIELDS, ABOUT, ANY))}))(?=\()")
_LIST: Final = re.compile(r"@([a-z][a-z0-9-]*)")
_BARE: Final = re.compile(rf"[^\s(){_QUOTES}|\u200b\ufeff]+|\|{{1,2}}")
_ROOT: Final = re.compile(r"(?<=\w)!(?=$|\s)")
_WILD: Final = re.compile(r"[*?]")
# Letters that no law is written with stand in for wildcards while a phrase is taken apart into words.
_ANY_LETTERS: Final = "\u02a1"
_ONE_LETTER: Final = "\u02a2"
_STAND_INS: Final = re.compile(f"[{_ANY_LETTERS}{_ONE_LETTER}]")
_MEANT: Final = {
    **{spelling: name for name in ("AND", "OR", "NOT") for spelling in (name, name.lower(), name.title())},
    "|": "OR",
    "||": "OR",
    "&": "AND",
    "&&": "AND",
    "%": "NOT",
    "ANDNOT": "NOT",
}
"""What a connective is meant by."""
_BUT: Final = re.compile(r"(?:BUT|But|but)\s+(?=(?:NOT|Not|not)\s)")
_DATE: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")


class QueryProblem(RuleError):
    """A query that cannot be read. `column` counts from 1."""

    def __init__(self, reason: str, text: str, column: int) -> None:
        """Say what was expected and found, and show where."""
        self.reason, self.column = reason, column
        begin = max(0, column - 61)
        shown = "".join(letter if letter.isprintable() else " " for letter in text[begin : begin + 100])
        super().__init__(f"column {column}: {reason}\n  {shown}\n  {' ' * (column - 1 - begin)}^")


@dataclass(slots=True)
class _Reader:
    text: str
    lists: Mapping[str, tuple[str, ...]]
    at: int = 0
    depth: int = 0
    nots: list[int] = field(default_factory=list)
    in_all_ways: bool = False
    """Whether a phrase stands for every way to write it, as in topics; what a person asks for is taken by the letter."""

    def fail(self, reason: str, at: int | None = None) -> NoReturn:
        raise QueryProblem(reason, self.text, (self.at if at is None else at) + 1)

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def peek_word(self) -> str:
        """The connective that comes next, as AND, OR or NOT, or nothing."""
        match = _BARE.match(self.text, self.at)
        return _MEANT.get(match[0], "") if match else ""

    def link(self) -> Link | None:
        """What relates the next words to those before, if anything does."""
        match = LINK.match(self.text, self.at)
        if match is None:
            return None
        try:
            link = read_link(match)
        except NotALink as problem:
            self.fail(str(problem))
        self.at = match.end()
        self.skip()
        return link

    def found(self) -> str:
        """What comes next, in words for a message."""
        if self.at >= len(self.text):
            return "the end"
        word = _BARE.match(self.text, self.at)
        return repr((word[0] if word else self.text[self.at])[:40])


def read_query(
    text: str, lists: Mapping[str, tuple[str, ...]] = MappingProxyType({}), *, in_all_ways: bool = False
) -> Node:
    """What the query asks for; `lists` are phrases that `@name` stands for. Raises QueryProblem.

    `in_all_ways`: every phrase stands for its twins, too (see `tracker.rules.twins`).
    """
    if len(text) > LONGEST:
        raise QueryProblem(f"expected at most {LONGEST:,} characters, found {len(text):,}", text[:100], 1)
    reader = _Reader(text, lists, in_all_ways=in_all_ways)
    reader.skip()
    if reader.at >= len(text):
        reader.fail("expected a word or phrase to look for, found an empty query", 0)
    node = _either(reader)
    if reader.at < len(text):
        reader.fail(f"expected the end, found {reader.found()} without its opening bracket")
    if not has_positive(node):
        reason = "expected a word or phrase that must be there beside what is excluded or filtered, found none"
        reader.fail(reason, reader.nots[0] if reader.nots else 0)
    return node


def _either(reader: _Reader) -> Node:
    parts = [_both(reader)]
    while reader.peek_word() == "OR":
        _pass_connective(reader)
        parts.append(_both(reader))
    return any_of(parts)


def _both(reader: _Reader) -> Node:
    parts = [_near(reader)]
    while reader.at < len(reader.text) and reader.text[reader.at] != ")":
        reader.take(_BUT)
        word = reader.peek_word()
        if word == "OR":
            break
        if word == "AND":
            _pass_connective(reader)
        parts.append(_near(reader))
    return all_of(parts)


def _near(reader: _Reader) -> Node:
    first_at, first = reader.at, _negated(reader)
    while (link := reader.link()) is not None:
        second_at, second = reader.at, _negated(reader)
        for place, node in ((first_at, first), (second_at, second)):
            if not has_place(node):
                reason = f"expected words or phrases beside {link.name}, found AND, NOT, a count or a filter"
                reader.fail(reason, place)
        first = link.joined(first, second)
    return first


def _negated(reader: _Reader) -> Node:
    excluded, begin = False, reader.at
    while (minus := reader.take(_MINUS)) is not None or reader.peek_word() == "NOT":
        excluded = not excluded
        reader.nots.append(reader.at)
        if minus is None:
            _pass_connective(reader)
    node = _unit(reader)
    if isinstance(node, Filter) and not excluded:
        reader.nots.append(begin)
    return Not(node) if excluded else node


def _pass_connective(reader: _Reader) -> None:
    at, word = reader.at, reader.peek_word()
    reader.take(_BARE)
    reader.skip()
    following = reader.peek_word()
    ends = reader.at >= len(reader.text) or reader.text[reader.at] == ")"
    if ends or following in {"AND", "OR"} or LINK.match(reader.text, reader.at):
        reader.fail(f"expected a word or phrase after {word}, found {reader.found()}", reader.at if not ends else at)


def _unit(reader: _Reader) -> Node:
    node = _atom(reader)
    reader.skip()
    return node


def _atom(reader: _Reader) -> Node:
    at = reader.at
    if at >= len(reader.text):
        reader.fail("expected a word or phrase, found the end")
    if reader.text[at] == "(":
        return _bracket(reader)
    if count := reader.take(_COUNT):
        return _at_least(reader, count, at)
    if name := reader.take(_NAME):
        return _field(reader, name[1] or name[2], at)
    if named := reader.take(_LIST):
        return _named_list(reader, named[1], at)
    return _quoted(reader, at) or _word(reader, at)


def _quoted(reader: _Reader, at: int) -> Node | None:
    """What stands between quotation marks, double or single."""
    if quoted := reader.take(_QUOTED):
        if not quoted[3]:
            reader.fail("expected a closing quotation mark, found the end", at + len(quoted[1]))
        phrase = _phrase(reader, quoted[2], at, exact=bool(quoted[1]))
        slop = reader.take(_SLOP)
        return _spread(reader, phrase, slop[1], at) if slop else _ways(reader, phrase)
    if single := reader.take(_SINGLE):
        return _ways(reader, _phrase(reader, single[2], at, exact=bool(single[1])))
    return None


def _ways(reader: _Reader, phrase: Phrase) -> Node:
    """The phrase, in every way to write it where that is wanted."""
    return in_all_ways(phrase) if reader.in_all_ways else phrase


@lru_cache(maxsize=16_384)
def in_all_ways(phrase: Phrase) -> Node:
    """The phrase in every way to write it; an exact one as it is."""
    return phrase if phrase.exact else any_of(Phrase(words) for words in twins(phrase.words))


def _word(reader: _Reader, at: int) -> Node:
    """A bare word; what other systems write beside it is read as they mean it, or refused with what to write."""
    word = reader.take(_BARE)
    if word is None or word[0] in _MEANT or LINK.match(reader.text, at):
        reader.at = at
        reader.fail(f"expected a word or phrase, found {reader.found()}")
    if hint := instead_of(reader.text, at, word[0]):
        reader.fail(f"expected a word or phrase, found {word[0][:40]!r}; write {hint}", at)
    return _ways(reader, _phrase(reader, _ROOT.sub("*", word[0]), at, exact=word[0].startswith("=")))


def _spread(reader: _Reader, phrase: Phrase, steps: str, at: int) -> Node:
    """Two words within so many words, as others write `"parity coverage"~5`."""
    if len(phrase.words) != 2:
        reader.fail(f"expected two words before ~{steps}, found {len(phrase.words)}; write a NEAR/{steps} b", at)
    distance = _number(reader, steps, "~", FARTHEST, at)
    one, other = (Phrase((word,), phrase.exact) for word in phrase.words)
    return Near(one, other, distance)


def _bracket(reader: _Reader) -> Node:
    at = reader.at
    reader.depth += 1
    if reader.depth > DEEPEST:
        reader.fail(f"expected at most {DEEPEST} brackets within brackets, found more")
    reader.at += 1
    reader.skip()
    if reader.at < len(reader.text) and reader.text[reader.at] == ")":
        reader.fail("expected a word or phrase between the brackets, found none", at)
    if reader.at >= len(reader.text):
        reader.fail("expected a closing bracket, found the end", at)
    node = _either(reader)
    if reader.at >= len(reader.text):
        reader.fail("expected a closing bracket, found the end", at)
    reader.at += 1
    reader.depth -= 1
    return node


def _number(reader: _Reader, digits: str, name: str, most: int, at: int) -> int:
    if not digits or len(digits) > 6 or not 1 <= int(digits) <= most:
        reader.fail(f"expected a number from 1 to {most} after {name}/, found {digits or 'none'}", at)
    return int(digits)


def _at_least(reader: _Reader, count: re.Match[str], at: int) -> Node:
    if not count[3]:
        reader.fail("expected a bracket, as in ATLEAST/3(suicide)", at)
    number = _number(reader, count[1] or count[2] or "", "ATLEAST", FARTHEST, at)
    reader.at -= 1
    part = _bracket(reader)
    if not has_place(part):
        reader.fail("expected words or phrases to count, found AND, NOT, a count or a filter", at)
    return AtLeast(number, part)


def _named_list(reader: _Reader, name: str, at: int) -> Node:
    if name not in reader.lists:
        known = ", ".join(f"@{list_name}" for list_name in sorted(reader.lists)) or "none"
        reader.fail(f"expected the name of a list ({known}), found @{name}", at)
    try:
        return _listed(reader.lists[name])
    except QueryProblem as problem:
        reader.fail(problem.reason, at)


@lru_cache(maxsize=256)  # a list stands in many rules
def _listed(phrases: tuple[str, ...]) -> Node:
    """One of these phrases. Raises QueryProblem."""
    return any_of(in_all_ways(read_phrase(phrase)) for phrase in phrases)


@lru_cache(maxsize=16_384)  # a phrase of a list is read to see that it can be, and again wherever the list stands
def read_phrase(phrase: str) -> Phrase:
    """A phrase of a list, in which nothing but words, wildcards and a `=` before all means anything. Raises QueryProblem."""
    plain = phrase.strip()
    return _phrase(_Reader(plain, {}), plain.removeprefix("="), 0, exact=plain.startswith("="))


def _field(reader: _Reader, name: str, at: int) -> Node:
    lowered = name.lower()
    if lowered == "cites":
        value_at, value = _value(reader, name)
        try:
            return any_of(Cite(str(citation)) for citation in read_citations(value))
        except NotACitation as problem:
            reader.fail(str(problem), value_at)
    if lowered in FILTERS:
        value_at, value = _value(reader, name)
        return _filter(reader, lowered, value, value_at)
    if lowered not in {*FIELDS, ABOUT, ANY}:
        known = ", ".join((*FIELDS, ABOUT, ANY, "cites", *FILTERS))
        reader.fail(f"expected a field ({known}), found {name!r}; quote the word if you mean it as text", at)
    reader.skip()
    if reader.peek_word() or LINK.match(reader.text, reader.at) or reader.text[reader.at : reader.at + 1] in {"", ")"}:
        reader.fail(f"expected a word, a phrase or a bracket after {name}:, found {reader.found()}")
    return Scope(lowered, _atom(reader))


def _value(reader: _Reader, name: str) -> tuple[int, str]:
    reader.skip()
    at = reader.at
    quoted = reader.take(_QUOTED)
    if quoted:
        if not quoted[3]:
            reader.fail("expected a closing quotation mark, found the end", at)
        return at, quoted[2].strip()
    bare = reader.take(_BARE)
    if bare is None:
        reader.fail(f"expected a value after {name}:, found {reader.found()}")
    return at, bare[0]


def _filter(reader: _Reader, name: str, value: str, at: int) -> Filter:
    lowered = value.lower()
    checks: dict[str, tuple[Callable[[str], bool], str]] = {
        "jurisdiction": (
            lambda filter_value: bool(re.fullmatch(r"us(?:[-*][a-z0-9*-]*)?", filter_value)),
            "a place such as us-ma or us-*",
        ),
        "stage": (lambda filter_value: filter_value in STAGES, f"a stage ({', '.join(STAGES)})"),
        "kind": (lambda filter_value: filter_value in KINDS, f"a kind ({', '.join(KINDS)})"),
    }
    fits, wanted = checks.get(name, (_is_date, "a date such as 2026, 2026-11 or 2026-11-23"))
    if not fits(lowered):
        reader.fail(f"expected {wanted} after {name}:, found {value[:40]!r}", at)
    return Filter(name, lowered)


def _is_date(text: str) -> bool:
    if not _DATE.match(text):
        return False
    try:
        dt.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _phrase(reader: _Reader, text: str, at: int, *, exact: bool) -> Phrase:
    """The words between two quotation marks, or one bare word, which may be several: `long-term` is a phrase."""
    words = phrase_words(text)
    if not words:
        reader.fail(f"expected a word or phrase, found {text[:40]!r}, which has no letter or digit", at)
    for word in words:
        if not word.strip("*?"):
            reader.fail(f"expected letters beside the wildcard, found {word[:40]!r}", at)
        if word.count("*") > MOST_STARS:
            reader.fail(f"expected at most {MOST_STARS} * in a word, found {word[:40]!r}", at)
        if len(word) > 100:
            reader.fail(f"expected words of at most 100 letters, found one of {len(word)}", at)
    if len(words) > 50:
        reader.fail(f"expected a phrase of at most 50 words, found {len(words)}", at)
    return Phrase(words, exact)


@lru_cache(maxsize=16_384)
def phrase_words(text: str) -> tuple[str, ...]:
    """The words of a phrase, as `words_of` reads texts, but with its wildcards kept."""
    if not _WILD.search(text):
        return words_of(text)
    marked = _STAND_INS.sub("", text).replace("*", _ANY_LETTERS).replace("?", _ONE_LETTER)
    words = (word.replace(_ANY_LETTERS, "*").replace(_ONE_LETTER, "?") for word in words_of(marked))
    return tuple(re.sub(r"\*{2,}", "*", word) for word in words)
