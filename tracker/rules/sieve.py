"""Pass over what no rule can fire in, before any passage is looked up.

A query that holds has words of each of its clauses: "children NEAR/5 anxiety" has two, of one phrase each. So the texts are
first scanned for the rarest clause of every rule alone, and what has none of those is done with. Of the rest only those
rules are evaluated of which every clause has something in the document.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import accumulate, chain
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
_MARK: Final = JOINT.strip(" ").encode()


def clauses(node: Node) -> tuple[Clause, ...]:
    """What the query cannot hold without: something of each of these."""
    match node:
        case Phrase() | Cite():
            return (frozenset({node}),)
        case Or():
            # One clause of each part, the shortest; a part that asks for nothing lets anything through.
            chosen = [min(clauses(part), key=len, default=frozenset[Node]()) for part in node.parts]
            return (frozenset(chain.from_iterable(chosen)),) if all(chosen) else ()
        case Not() | Filter():
            return ()
        case Apart():
            return clauses(node.left)
        case And() | Near() | Sentence() | Scope() | AtLeast():
            return tuple(dict.fromkeys(clause for part in parts_of(node) for clause in clauses(part)))
        case _:
            assert_never(node)


class Sieve:
    """The clauses of many queries."""

    def __init__(self, queries: Mapping[Name, Node], suspicious: Iterable[Name]) -> None:
        """Only `suspicious` queries make a document worth a look; queries that ask for no words never pass."""
        numbers: dict[Clause, int] = {}
        self._by_leaf: dict[Node, list[int]] = {}
        self._at_rarest: dict[int, list[tuple[Name, frozenset[int]]]] = {}
        costs: list[float] = []
        suspicious, scanned = frozenset(suspicious), set[int]()
        for name, node in queries.items():
            needed = clauses(node)
            for clause in needed:
                if clause not in numbers:
                    numbers[clause] = len(numbers)
                    costs.append(sum(map(_often, clause)))
                    for leaf in clause:
                        self._by_leaf.setdefault(leaf, []).append(numbers[clause])
            if needed:
                found = frozenset(map(numbers.__getitem__, needed))
                rarest = min(found, key=lambda number: (costs[number], number))
                self._at_rarest.setdefault(rarest, []).append((name, found))
                if name in suspicious:
                    scanned.add(rarest)
        self._scanned = [leaf for leaf, found in self._by_leaf.items() if not scanned.isdisjoint(found)]

    @cached_property
    def _scanner(self) -> Scanner:
        """Made when the first text is scanned."""
        return scanner_for(list(dict.fromkeys(key for leaf in self._scanned for key in _keys(leaf))))

    def suspects(self, scanned: bytes, first_part: list[int], parts: int) -> set[int]:
        """The numbers of those documents in which a suspicious query may hold, of texts that were scanned together.

        `first_part` is the number of each document's first text, `parts` how many texts there are.
        """
        while b"  " in scanned:
            scanned = scanned.replace(b"  ", b" ")
        hits = {end for _key, end in self._scanner.scan(scanned)}
        if not hits:
            return set()
        ends = list(accumulate(len(piece) + 1 for piece in scanned.split(_MARK)))
        if len(ends) != parts:  # a text has the mark in it
            return set(range(len(first_part)))
        return {bisect_right(first_part, bisect_left(ends, end)) - 1 for end in hits}

    def passing(self, leaves: Iterable[Node]) -> list[Name]:
        """The queries that may hold where these phrases and citations occur: no other can."""
        by_leaf = self._by_leaf
        found = {number for leaf in leaves if leaf in by_leaf for number in by_leaf[leaf]}
        return sorted(name for number in found for name, needed in self._at_rarest.get(number, ()) if needed <= found)


def _keys(leaf: Node) -> Iterable[bytes]:
    """What every spelling of the phrase or citation has in it, in scanned bytes with single spaces."""
    if isinstance(leaf, Phrase):
        return keys_of(leaf.words, exact=leaf.exact)
    assert isinstance(leaf, Cite)
    code = read_citation(leaf.canonical).code
    spellings = (*code.spellings, *code.local)
    return chain.from_iterable(keys_of(tuple(spelling.split()), exact=True) for spelling in spellings)


def _often(leaf: Node) -> float:
    """Roughly in how many of a hundred records it occurs."""
    return how_often(leaf.words) if isinstance(leaf, Phrase) else 0.3
