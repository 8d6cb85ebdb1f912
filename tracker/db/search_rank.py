"""Put what a person most likely means first, on every database alike.

A database ranks by how often words stand where. People who search know a name, a part of one, or who brought the bill, so
the best of what each of these questions finds is put in order here; what follows keeps the database's order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from tracker.db import search
from tracker.db.models import Bill, BillSponsorship
from tracker.db.search_query import STOP, Search, words_of
from tracker.db.search_words import synonyms, vocabulary
from tracker.rules.syntax import Node, Phrase, Scope

_HEAD: Final = 80
"""So many of each question's answers are put in order by what people mean; nobody reads further for a name."""
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_YEAR: Final = re.compile(r"(?:of )?(?:19|20)\d\d\Z")
_OFFICE: Final = frozenset({"rep", "representative", "sen", "senator", "congressman", "congresswoman", "delegate"})
_EVERYWHERE: Final = frozenset({"act", "bill", "law", "laws", "resolution", "amendment"})
_MOST_NAMES: Final = 6

Fits = Callable[[Any], list[ColumnElement[bool]]]
"""Conditions on a column that holds a bill's public id."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: str
    rank: float
    title: str
    names: str
    """All titles of the bill, a line each."""
    sponsors: tuple[str, ...]


def best_first(connection: Connection, asked: str, fits: Fits, *, few: bool | None = None) -> list[str]:
    """Public ids of the bills that fit best, in order: those named so, those whose sponsor is named, then the nearest."""
    wanted = search.asked_for(asked)
    plain = _plain_words(asked, wanted.node)
    ranks: dict[str, float] = {}
    for question in _questions(connection, wanted, plain, fits, few=few):
        for key, rank in connection.execute(question.limit(_HEAD)):
            ranks[key] = min(rank, ranks.get(key, rank))
    if not plain:
        return sorted(ranks, key=lambda key: (ranks[key], key))
    found = _candidates(connection, ranks)
    return [each.key for each in sorted(found, key=lambda each: (*_nearness(each, plain), each.rank, each.key))]


def loosely(asked: str) -> Iterator[str]:
    """For words that no bill has all of: all but one of them, then any two; nothing for one word alone."""
    wanted = search.asked_for(asked)
    words = dict.fromkeys(_plain_words(asked, wanted.node))
    telling = [word for word in words if word not in STOP and word not in _EVERYWHERE][:_MOST_NAMES]
    for size in dict.fromkeys((len(telling) - 1, min(2, len(telling) - 1))):
        if size > 0:
            yield " OR ".join(
                " ".join(each) if size == 1 else f"({' '.join(each)})" for each in combinations(telling, size)
            )


def _plain_words(asked: str, node: Node) -> list[str]:
    """The words where they are nothing but words, in order; none where the question says how they go together."""
    if any(mark in asked for mark in '"*:()') or re.search(r"(?:\A|\s)(?:AND|OR|NOT|-\w)", asked):
        return []
    return [word.casefold() for word in _WORD.findall(asked)] if words_of(node) else []


def _questions(
    connection: Connection, wanted: Search, plain: list[str], fits: Fits, *, few: bool | None
) -> Iterable[Select[Any]]:
    found = search.hits(connection, wanted, fits, most=_HEAD, few=few)
    yield _ranked(found)
    if len(plain) > 1:
        title = Search(Scope("title", Phrase(tuple(plain))), wanted.filters)
        yield _ranked(search.hits(connection, title, fits, most=_HEAD))
    if plain and (said := _brought_by(plain)) is not None:
        named = search.hits(connection, wanted, fits, few=few)
        yield _ranked(named).join(BillSponsorship, (BillSponsorship.bill_id == named.key) & said)


def _ranked(found: search.Hits) -> Select[Any]:
    return select(found.key, found.best[0]).order_by(*found.order)


def _brought_by(plain: list[str]) -> ColumnElement[bool] | None:
    """Whether a bill's first sponsor has one of the words as a name; words that all bills use are none."""
    told = [after for before, after in pairwise(plain) if before in _OFFICE]
    names = told or [word for word in plain if len(word) > 2 and word not in vocabulary() and not word.isdigit()]
    if not names:
        return None
    said = or_(*(func.lower(BillSponsorship.name).contains(name, autoescape=True) for name in names[:_MOST_NAMES]))
    return BillSponsorship.primary & said


def _candidates(connection: Connection, ranks: dict[str, float]) -> list[_Candidate]:
    keys = list(ranks)
    names = search.indexed_titles(connection, keys)
    sponsors: dict[str, list[str]] = {}
    first = select(BillSponsorship.bill_id, BillSponsorship.name).where(
        BillSponsorship.bill_id.in_(keys), BillSponsorship.primary
    )
    for key, name in connection.execute(first):
        sponsors.setdefault(key, []).append(name)
    rows = connection.execute(select(Bill.id, Bill.title).where(Bill.id.in_(keys)))
    return [
        _Candidate(row.id, ranks[row.id], row.title, names.get(row.id, row.title), tuple(sponsors.get(row.id, ())))
        for row in rows
    ]


def _nearness(each: _Candidate, plain: list[str]) -> tuple[float, int, int]:
    """How near a bill is to the words, smaller is nearer: its name, its name's beginning, a part of it, its sponsor."""
    ways = [plain, *synonyms().get(tuple(plain), ())]
    lines = [" ".join(map(str.casefold, _WORD.findall(line))) for line in each.names.splitlines()]
    own = " ".join(map(str.casefold, _WORD.findall(each.title)))
    named = min((_by_name(ways, line) for line in lines), default=9)
    # A name that the bill itself goes by comes before that of a part of an omnibus.
    other = 0 if _by_name(ways, own) == named else 1
    brought = _by_sponsor(each, plain, lines)
    return min(named, brought), other, min((len(line) for line in lines if _by_name(ways, line) == named), default=0)


def _by_name(ways: Iterable[Sequence[str]], line: str) -> float:
    """How near one title is to the words, or to what else they are called."""
    return min(_distance(words, " ".join(words), line) for words in ways)


def _distance(words: Sequence[str], said: str, line: str) -> float:
    if _bare(line) == _bare(said):
        return 0 if line == said else 0.5
    if line.startswith(said + " "):
        return 1
    if f" {said} " in f" {line} ":
        return 2
    return 4 if _has_all(words, line) else 6


def _bare(name: str) -> str:
    """A name without its year and without Act."""
    return _YEAR.sub("", name).strip().removesuffix(" act").strip()


def _by_sponsor(each: _Candidate, plain: list[str], lines: list[str]) -> float:
    names = {word.casefold() for name in each.sponsors for word in _WORD.findall(name)}
    rest = [word for word in plain if word not in names and word not in _OFFICE]
    if len(rest) == len(plain) or not any(len(word) > 2 and word in names for word in plain):
        return 9
    return 3 if any(_has_all(rest, line) for line in lines) else 5


def _has_all(words: Sequence[str], line: str) -> bool:
    """Whether every word that says something begins a word of the line, endings aside."""
    had = line.split()
    telling = [word for word in words if word not in STOP]
    return all(any(one.startswith(word[: max(5, len(word) - 2)]) for one in had) for word in telling)
