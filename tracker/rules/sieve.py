"""Pass over what no rule can fire in, before most passages are looked up.

A query that holds has words of each of its clauses: "children NEAR/5 anxiety" has two, of one phrase each. So only the
rarest clause of every rule is looked up in every document, and what has nothing of those is done with. The other passages
are looked up in the rest, and only those rules are evaluated of which every clause has something in the document.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import product
from typing import Final, assert_never

from tracker.rules.evaluate import Key
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
from tracker.rules.terms import how_often

Name = tuple[int, int]
"""Of a query: the number of its topic, and of its rule there."""
Clause = frozenset[Node]
"""Phrases and citations of which one at least must occur."""
_MOST_CLAUSES: Final = 8


def clauses(node: Node, free: AbstractSet[Node] = frozenset()) -> tuple[Clause, ...]:
    """What the query cannot hold without: something of each of these; `free` is looked up anyway and costs nothing."""
    match node:
        case Phrase() | Cite():
            return (frozenset({node}),)
        case Or() if node.phrases is not None:
            return (node.phrases,)
        case Or():
            return _either([clauses(part, free) for part in node.parts], free)
        case Not() | Filter():
            return ()
        case Apart():
            return clauses(node.left, free)
        case And() | Near() | Sentence() | Scope() | AtLeast():
            return tuple(dict.fromkeys(clause for part in parts_of(node) for clause in clauses(part, free)))
        case _:
            assert_never(node)


def _either(clauses_of: Sequence[tuple[Clause, ...]], free: AbstractSet[Node]) -> tuple[Clause, ...]:
    """Of "(a AND b) OR c" both "a OR c" and "b OR c"; where these would be too many, the rarest of each part alone.

    A part that asks for nothing lets anything through.
    """
    if math.prod(map(len, clauses_of)) > _MOST_CLAUSES:
        clauses_of = [
            (min(needed, key=lambda clause: _cost(clause - free)),) if needed else () for needed in clauses_of
        ]
    return tuple(dict.fromkeys(frozenset[Node]().union(*chosen) for chosen in product(*clauses_of)))


class Sieve:
    """The clauses of many queries. Those that ask for no words never pass."""

    def __init__(self, queries: Mapping[Name, Node], keys: Mapping[Node, Key] | None = None) -> None:
        """Sort the queries by the clause that costs least to look up; `keys` are what phrases are known by, else themselves.

        What some query looks up anyway costs the others nothing: "veterans NEAR/5 @mental-health" waits for the second where
        a rule asks for @mental-health alone, however rare the first is.
        """
        self._needed: dict[Name, tuple[frozenset[Key], ...]] = {}
        by_leaf: dict[Node, list[Name]] = {}
        looked_up: set[Node] = set()
        alone = [needed[0] for node in queries.values() if len(needed := clauses(node)) == 1]
        free = frozenset[Node]().union(*alone)
        pairs = ((name, clauses(node, free)) for name, node in queries.items())
        for name, needed in sorted(pairs, key=lambda pair: len(pair[1])):
            if needed:
                rarest = min(needed, key=lambda clause: _cost(clause - looked_up))
                others = (clause for clause in needed if clause is not rarest)
                self._needed[name] = tuple(frozenset(_known_by(clause, keys)) for clause in others)
                looked_up |= rarest
                for leaf in rarest:
                    by_leaf.setdefault(leaf, []).append(name)
        self._by_leaf = dict(zip(_known_by(by_leaf, keys), by_leaf.values(), strict=True))
        self.rarest = frozenset(self._by_leaf)
        """The phrases and citations of every query's clause that is looked up: without one of them no query holds."""

    def suspects(self, nodes: Iterable[Key]) -> list[Name]:
        """The queries of whose rarest clause something is among these phrases and citations, in order."""
        by_leaf = self._by_leaf
        return sorted({name for leaf in nodes if leaf in by_leaf for name in by_leaf[leaf]})

    def passing(self, nodes: AbstractSet[Key]) -> list[Name]:
        """The queries of whose every clause something is among these phrases and citations: no other can hold."""
        return [
            name for name in self.suspects(nodes) if not any(nodes.isdisjoint(clause) for clause in self._needed[name])
        ]


def _known_by(leaves: Iterable[Node], keys: Mapping[Node, Key] | None) -> Iterator[Key]:
    return iter(leaves) if keys is None else (keys[leaf] for leaf in leaves)


def _cost(clause: Clause) -> float:
    return math.fsum(map(_often, clause))  # exact, so that the order of a set decides nothing


def _often(leaf: Node) -> float:
    """Roughly in how many of a hundred records it occurs."""
    return how_often(leaf.words) if isinstance(leaf, Phrase) else 0.3
