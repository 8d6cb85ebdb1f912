"""Rank bills by how much of a half-remembered question they answer, where none has all of its words.

Each word counts by how few bills have it, and most in a bill's names, less beside the others in one passage, least in passing;
what people say when they ask (`bill that makes`) tells next to nothing. The database brings bills word by word, so that
SQLite and PostgreSQL bring the same ones, and they are put in order here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from math import log
from typing import Any, Final

from sqlalchemy import Connection, Float, Select, func, literal, select, union_all

from tracker.db import search
from tracker.db.lexemes import lexemes
from tracker.db.models import Bill, BillSponsorship
from tracker.db.search_query import STOP, Search, read_search
from tracker.db.search_words import first_names, synonyms, vocabulary
from tracker.records import ballots
from tracker.rules.parser import SHIPPED
from tracker.rules.syntax import And, Filter, Node, Or, Phrase, all_of, any_of

_ASKING_WORDS: Final = SHIPPED.parent / "asking_words.txt"
_MOST_TERMS: Final = 14
_LONGEST: Final = 4
_BRINGING: Final = 8
"""So many of the most telling words bring bills; the others only put them in order."""
_COUNTED: Final = 5_000
_MANY: Final = 20_000
"""A word that so many bills have would tell nothing."""
_BROAD: Final = 2_000
"""A word that more bills have brings none alone."""
_BROUGHT: Final = 120
"""So many bills are read and put in order."""
_FEW: Final = 100
"""A word that no more bills have may be said with another ending: `coerce` as coercion."""
_ROOT: Final = 5
"""Letters of a word before its ending, at least."""
_LETTERS: Final = 2_500
"""Letters of a bill's other words that are read."""
_ASKED_WITH: Final = 0.1
"""How much a word tells that people say when they ask, as a share of what it would tell otherwise."""
_NAMED_AMONG_MANY: Final = 0.7
"""What a word counts in the names of an omnibus, where one in the name of a bill counts one."""
_MANY_NAMES: Final = 5
_IN_PASSAGE: Final = 0.7
_IN_PASSING: Final = 0.25
_PASSAGE: Final = 50
"""Words of a passage that speaks of one thing."""
_BESIDE: Final = 0.4
"""What two words count besides that stand beside each other as they were asked for, as a share of what the lesser one tells."""
_CALLED: Final = 0.4
"""What the words count besides in a name that says nothing else."""
_BY_NAME: Final = 0.6
"""What a bill counts besides whose sponsor, or a name of it, has the whole name of somebody that was asked for, as a share of all that
is asked for."""
_MOSTLY: Final = 0.5
"""So much of a question a bill must say to be taken for what a place was named for."""

_POSSESSIVE: Final = re.compile(r"['’]s\Z")
_OFFICES: Final = frozenset({"rep", "reps", "representative", "sen", "senator", "congressman", "congresswoman"})
_BILLS: Final = frozenset({"bill", "bills", "legislation", "resolutions"})
_LONGEST_NAME: Final = 3
"""Words of a name that bills are asked for by."""

Lexemes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    """A word of the question, or several that are one thing."""

    node: Node
    ways: frozenset[Lexemes]
    """What it is called, cut as it is indexed."""
    said: Lexemes
    """As it was typed."""
    begins: str
    """How other words of the same root begin, where few bills have the word itself; empty for others."""
    weight: float
    count: int
    """Bills that have it, counted up to a cap."""
    asks: bool
    is_name: bool
    """Whether it is a word that bills do not use, as names are."""


@cache
def asking_words() -> frozenset[str]:
    """What people say when they ask for a bill, and which bill has it tells little."""
    return frozenset(_ASKING_WORDS.read_text(encoding="utf-8").split()) | STOP


def telling_words(words: Sequence[str]) -> list[str]:
    """The words, or phrases in quotes, that are not only said when people ask; these where there are no others."""
    said = [word for word in words if len(word) > 1 or word.isdecimal()]
    return [word for word in said if not asking_words().issuperset(word.strip('"').split())] or said


def name_alone(text: str) -> str:
    """The name where somebody asks for the bills of one (`Senator Tonko's bills`, `bills by Tonko`); else the words as they are.

    What people say when they ask stands in no bill, and would hide all but those that have it by chance.
    """
    words = text.split()
    plain = [_POSSESSIVE.sub("", word.strip(".,?!")).casefold() for word in words]
    names = [word for word in plain if word not in asking_words()]
    is_a_name = 0 < len(names) <= _LONGEST_NAME and all(word.replace("-", "").isalpha() for word in names)
    if not is_a_name or not _says_whose(plain) or not vocabulary().isdisjoint(names):
        return text
    return " ".join(names)


def _says_whose(words: Sequence[str]) -> bool:
    """Whether an office stands among the words, or bills and a word that says whose."""
    return not _OFFICES.isdisjoint(words) or (not _BILLS.isdisjoint(words) and len(words) > 1)


def is_any_of(text: str) -> bool:
    """Whether a question is for any of some words or phrases and nothing else."""
    node = read_search(text).node
    return isinstance(node, Or) and all(isinstance(part, Phrase) for part in node.parts)


def nearest(connection: Connection, text: str, fits: search.Fits) -> list[str]:
    """Public ids of the bills that say most of the words, best first; ties by the newest action."""
    wanted = read_search(text)
    terms = _terms(connection, wanted.node)
    bringing = _bringing(connection, terms, wanted.filters, fits)
    return [] if bringing is None else _ordered(connection, terms, list(connection.execute(bringing).scalars()))


def in_order(connection: Connection, text: str, keys: Sequence[str]) -> list[str]:
    """These bills in the order in which `nearest` has them."""
    return _ordered(connection, _terms(connection, read_search(text).node), keys)


def _terms(connection: Connection, node: Node) -> list[_Term]:
    terms = []
    for words in list(dict.fromkeys(_together(list(_phrases(node)))))[:_MOST_TERMS]:
        wanted, said = search.asked_for(f'"{" ".join(words)}"').node, tuple(lexemes(" ".join(words)))
        having = search.keys(connection, Search(wanted)).limit(_COUNTED).subquery()
        count = connection.execute(select(func.count()).select_from(having)).scalar_one()
        asks = asking_words().issuperset(words)
        is_rare = count <= _FEW and not asks and len(said) == 1 and len(said[0]) >= _ROOT and said[0].isalpha()
        begins = said[0] if is_rare else ""
        if begins:
            wanted = any_of((wanted, Phrase((f"{begins}*",))))
        weight = log(_MANY / (count + 1)) * (_ASKED_WITH if asks else 1)
        ways = frozenset(way for phrase in _phrases(wanted) if (way := tuple(lexemes(" ".join(phrase)))))
        is_name = len(words) == 1 and words[0] not in vocabulary()
        terms.append(_Term(wanted, ways, said, begins, weight, count, asks, is_name))
    return terms


def _phrases(node: Node) -> Iterator[tuple[str, ...]]:
    match node:
        case Phrase():
            yield tuple(word.casefold() for word in node.words)
        case And() | Or():
            for part in node.parts:
                yield from _phrases(part)
        case _:
            return


def _together(phrases: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The phrases, those in a row that together have another name as one: `tele health`, `9 8 8`."""
    at = 0
    while at < len(phrases):
        sizes = range(min(len(phrases) - at, _LONGEST), 1, -1)
        size = next((size for size in sizes if sum(phrases[at : at + size], ()) in synonyms()), 1)
        yield sum(phrases[at : at + size], ())
        at += size


def _bringing(
    connection: Connection, terms: Sequence[_Term], filters: tuple[Filter, ...], fits: search.Fits
) -> Select[Any] | None:
    """The bills with the most of what tells: all that have a rare word, or two broad ones where no word is rare."""
    telling = _telling(terms)
    if not telling:
        return None
    rare = [term for term in telling if term.count <= _BROAD]
    parts = []
    for term in telling:
        others = [other.node for other in rare or telling if other is not term]
        node = term.node if term in rare or not others else all_of((term.node, any_of(others)))
        having = search.keys(connection, Search(node, filters), fits)
        parts.append(having.add_columns(literal(term.weight, Float).label("weight")))
    brought = union_all(*parts).subquery("brought")
    key = brought.c.record_id
    return select(key).group_by(key).order_by(func.sum(brought.c.weight).desc(), key).limit(_BROUGHT)


def _telling(terms: Sequence[_Term]) -> Sequence[_Term]:
    """The most telling words that some bill has."""
    had = [term for term in terms if term.count]
    telling = [term for term in had if not term.asks] or had
    return sorted(telling, key=lambda term: -term.weight)[:_BRINGING]


def says_most(connection: Connection, text: str, key: str) -> bool:
    """Whether a bill says at least half of what is asked for."""
    terms = _terms(connection, read_search(text).node)
    scores = _scores(connection, terms, [key])
    return bool(scores) and scores[0][0] >= _MOSTLY * sum(term.weight for term in terms)


def _ordered(connection: Connection, terms: Sequence[_Term], keys: Sequence[str]) -> list[str]:
    scored = [(-round(score, 6), -day.toordinal(), key) for score, day, key in _scores(connection, terms, keys)]
    return [key for _score_of_it, _day, key in sorted(scored)]


def _scores(connection: Connection, terms: Sequence[_Term], keys: Sequence[str]) -> list[tuple[float, dt.date, str]]:
    """How much each bill says, and its last day."""
    indexed = search.indexed_words(connection, keys, _LETTERS)
    rows = connection.execute(select(Bill.id, Bill.latest_action_date).where(Bill.id.in_(keys)))
    sponsors = _sponsors(connection, keys)
    return [
        (_score(terms, *indexed.get(key, ("", "")), sponsors.get(key, ())), day or dt.date.min, key)
        for key, day in rows
    ]


def _sponsors(connection: Connection, keys: Sequence[str]) -> Mapping[str, Sequence[AbstractSet[Lexemes]]]:
    """The words of each first sponsor's name, and what people of such a first name are called."""
    first = select(BillSponsorship.bill_id, BillSponsorship.name).where(
        BillSponsorship.bill_id.in_(keys), BillSponsorship.primary
    )
    names: dict[str, list[AbstractSet[Lexemes]]] = {}
    for key, name in connection.execute(first):
        words = frozenset(ballots.words(ballots.without_seat(name)))
        words = words.union(*(first_names().get(word, ()) for word in words))
        names.setdefault(key, []).append(frozenset(tuple(lexemes(word)) for word in words))
    return names


def _score(terms: Sequence[_Term], names: str, body: str, sponsors: Sequence[AbstractSet[Lexemes]]) -> float:
    """How much of the terms a bill says, and how much of it together."""
    lines = [_Places(list(lexemes(line))) for line in names.splitlines()]
    passing = _Places(list(lexemes(body)))
    in_lines = [[line.of(term) for term in terms] for line in lines]
    in_body = [passing.of(term) for term in terms]
    together = _densest(terms, in_body)
    credit = _NAMED_AMONG_MANY if len(lines) > _MANY_NAMES else 1.0
    score = 0.0
    for at, term in enumerate(terms):
        in_names = credit if _stands(at, in_lines) else 0
        elsewhere = _IN_PASSAGE if at in together else _IN_PASSING if in_body[at] else 0
        score += term.weight * max(in_names, elsewhere, _brings(term, sponsors))
    score += sum(credit * beside for beside in _beside(terms, in_lines))
    score += sum(_IN_PASSAGE * beside for beside in _beside(terms, [in_body]))
    named = _named_in_full(terms, sponsors, in_lines)
    if named and _says_more(terms, named, [*in_lines, in_body]):
        score += _BY_NAME * sum(term.weight for term in terms)
    return score + _CALLED * max(map(partial(_called, terms), lines, in_lines), default=0)


def _stands(at: int, texts: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Whether one of the texts has a term."""
    return any(places[at] for places in texts)


def _brings(term: _Term, sponsors: Sequence[AbstractSet[Lexemes]]) -> float:
    """What a word counts that is a sponsor's name."""
    return 1.0 if any(term.said in sponsor for sponsor in sponsors) else 0.0


def _says_more(terms: Sequence[_Term], named: AbstractSet[int], texts: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Whether a text says something of the question besides a name: whoever is named may have signed what another brought."""
    telling = [at for at, term in enumerate(terms) if at not in named and not term.asks]
    return any(_stands(at, texts) for at in telling)


def _named_in_full(
    terms: Sequence[_Term], sponsors: Sequence[AbstractSet[Lexemes]], in_lines: Sequence[Sequence[Sequence[int]]]
) -> AbstractSet[int]:
    """Which two terms, one after the other, are a sponsor's names, or stand so in the bill's: `Ada Rivera`."""
    for at, (one, other) in enumerate(pairwise(terms)):
        if any({one.said, other.said} <= sponsor for sponsor in sponsors):
            return {at, at + 1}
        if one.is_name and other.is_name and any(_follow(places[at], places[at + 1], one) for places in in_lines):
            return {at, at + 1}
    return frozenset()


def _beside(terms: Sequence[_Term], texts: Sequence[Sequence[Sequence[int]]]) -> Iterator[float]:
    """What each two words count that stand beside each other in one of the texts as they were asked for."""
    for at, (one, other) in enumerate(pairwise(terms)):
        if any(_follow(places[at], places[at + 1], one) for places in texts):
            yield _BESIDE * min(one.weight, other.weight)


def _called(terms: Sequence[_Term], line: _Places, places: Sequence[Sequence[int]]) -> float:
    """How much of what is asked for a name says, the less the more it says besides."""
    said = [term for term, found_at in zip(terms, places, strict=True) if found_at]
    return sum(term.weight for term in said) * min(len(said) / max(len(line.words), 1), 1)


class _Places:
    """Where each word of a text stands."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self._of: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            self._of.setdefault(word, []).append(at)

    def of(self, term: _Term) -> list[int]:
        """Where the term begins, by whichever of its names."""
        places = {
            at
            for way in term.ways
            for at in self._of.get(way[0], ())
            if len(way) == 1 or tuple(self.words[at : at + len(way)]) == way
        }
        if term.begins:
            places.update(at for word, at_each in self._of.items() if word.startswith(term.begins) for at in at_each)
        return sorted(places)


def _densest(terms: Sequence[_Term], places: Sequence[Sequence[int]]) -> AbstractSet[int]:
    """Which terms stand in the passage that says most."""
    events = sorted((at, number) for number, found_at in enumerate(places) for at in found_at)
    best, most, begin = frozenset[int](), 0.0, 0
    for end, (at, _number) in enumerate(events):
        while at - events[begin][0] > _PASSAGE:
            begin += 1
        inside = frozenset(number for _at, number in events[begin : end + 1])
        if (said := sum(terms[number].weight for number in inside)) > most:
            best, most = inside, said
    return best


def _follow(one: Sequence[int], other: Sequence[int], term: _Term) -> bool:
    """Whether the other stands right after the one, or with a word like `of` between them."""
    size = len(term.said)
    after = set(other)
    return any(at + size in after or at + size + 1 in after for at in one)
