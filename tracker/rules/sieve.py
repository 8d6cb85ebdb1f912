"""Pass over what no rule can fire in, before any passage is looked up.

A query that holds has words of each of its clauses: "children NEAR/5 anxiety" has two, of one phrase each. So the texts are
first scanned for the rarest clause of every rule alone, and what has none of those is done with. Of the rest only those
rules are evaluated of which every clause has something in the document.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, product
from typing import Final, assert_never

from tracker.rules.citations import read_citation
from tracker.rules.normalize import JOINT
from tracker.rules.scanner import Scanner, scanner_for
from tracker.rules.syntax import (
    And,
    Apart,
    AtLeast,
    Cite,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Scope,
    Sentence,
    parts_of,
)
from tracker.rules.terms import how_often, keys_of

Name = tuple[int, int]
"""Of a query: the number of its topic, and of its rule there."""
Clause = frozenset[Node]
"""Phrases and citations of which one at least must occur."""
_MOST_CLAUSES: Final = 8
_MARK: Final = JOINT.strip(" ").encode()


def clauses(node: Node) -> tuple[Clause, ...]:
    """What the query cannot hold without: something of each of these."""
    match node:
        case Phrase() | Cite():
            return (frozenset({node}),)
        case Or():
            return _either([clauses(part) for part in node.parts])
        case Not() | Filter():
            return ()
        case Apart():
            return clauses(node.left)
        case And() | Near() | Sentence() | Scope() | AtLeast():
            return tuple(dict.fromkeys(clause for part in parts_of(node) for clause in clauses(part)))
        case _:
            assert_never(node)


def _either(asked: Sequence[tuple[Clause, ...]]) -> tuple[Clause, ...]:
    """Of "(a AND b) OR c" both "a OR c" and "b OR c"; where these would be too many, the rarest of each part alone.

    A part that asks for nothing lets anything through.
    """
    if math.prod(map(len, asked)) > _MOST_CLAUSES:
        asked = [(min(each, key=_cost),) for each in asked]
    return tuple(dict.fromkeys(frozenset[Node]().union(*chosen) for chosen in product(*asked)))


class Sieve:
    """The clauses of many queries."""

    def __init__(self, queries: Mapping[Name, Node]) -> None:
        """Queries that ask for no words never pass."""
        numbers: dict[Clause, int] = {}
        self._by_leaf: dict[Node, list[int]] = {}
        self._at_rarest: dict[int, list[tuple[Name, frozenset[int]]]] = {}
        costs: list[float] = []
        for name, node in queries.items():
            needed = clauses(node)
            for clause in needed:
                if clause not in numbers:
                    numbers[clause] = len(numbers)
                    costs.append(_cost(clause))
                    for leaf in clause:
                        self._by_leaf.setdefault(leaf, []).append(numbers[clause])
            if needed:
                found = frozenset(map(numbers.__getitem__, needed))
                rarest = min(found, key=lambda number: (costs[number], number))
                self._at_rarest.setdefault(rarest, []).append((name, found))
        by_key: dict[bytes, set[int]] = {}
        for leaf, found_in in self._by_leaf.items():
            for key in _keys(leaf):
                by_key.setdefault(key, set()).update(found_in)
        self._keys = list(by_key)
        self._by_key = list(by_key.values())

    @cached_property
    def _scanner(self) -> Scanner:
        """Made when the first text is scanned."""
        return scanner_for(self._keys)

    def suspects(self, scanned: bytes, first_part: Sequence[int], parts: int) -> dict[int, list[Name]]:
        """The queries that may hold in each document, by its number, of texts that were scanned together.

        `first_part` is the number of each document's first text, `parts` how many texts there are.
        """
        for run in (16, 4, 2):  # the longest first, so that few passes are needed
            scanned = scanned.replace(b" " * run, b" ")
        while b"  " in scanned:
            scanned = scanned.replace(b"  ", b" ")
        hits = self._scanner.scan(scanned)
        if not hits:
            return {}
        ends = [0, *accumulate(len(piece) + 1 for piece in scanned.split(_MARK))]
        if len(ends) != parts + 1:  # a text has the mark in it
            every = sorted(name for named in self._at_rarest.values() for name, _needed in named)
            return dict.fromkeys(range(len(first_part)), every)
        lasts = [ends[part] for part in (*first_part[1:], parts)]
        clauses_of: dict[int, set[int]] = {}
        for key, end in hits:
            clauses_of.setdefault(bisect_left(lasts, end), set()).update(self._by_key[key])
        passing = {number: self._passing(found) for number, found in clauses_of.items()}
        return {number: names for number, names in passing.items() if names}

    def passing(self, leaves: Iterable[Node]) -> list[Name]:
        """The queries that may hold where these phrases and citations occur: no other can."""
        by_leaf = self._by_leaf
        return self._passing({number for leaf in leaves if leaf in by_leaf for number in by_leaf[leaf]})

    def _passing(self, found: set[int]) -> list[Name]:
        named = self._at_rarest
        return sorted(name for number in found if number in named for name, needed in named[number] if needed <= found)


def _keys(leaf: Node) -> Iterable[bytes]:
    """What every spelling of the phrase or citation has in it, in scanned bytes with single spaces."""
    if isinstance(leaf, Phrase):
        return keys_of(leaf.words, exact=leaf.exact)
    assert isinstance(leaf, Cite)
    code = read_citation(leaf.canonical).code
    spellings = (*code.spellings, *code.local)
    return chain.from_iterable(keys_of(tuple(spelling.split()), exact=True) for spelling in spellings)


def _cost(clause: Clause) -> float:
    return sum(map(_often, clause))


def _often(leaf: Node) -> float:
    """Roughly in how many of a hundred records it occurs."""
    return how_often(leaf.words) if isinstance(leaf, Phrase) else 0.3
