"""Find many byte strings in one pass, by Aho-Corasick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

_MOST_IN_TABLE: Final = 20_000
"""Literals up to which a table of every step is fastest; of more it outgrows the caches, and links are faster and smaller."""
_WORTH_A_TABLE: Final = 1 << 20
"""Bytes to be scanned before a table is made, which takes four times as long to make as links do."""


class Scanner(Protocol):
    """What finds literals."""

    def scan(self, raw: bytes) -> list[tuple[int, int, int]]:
        """The number of each literal that occurs, where it begins and ends, overlapping ones too, by their ends."""


class AhoCorasickScanner:
    """The automaton of all literals."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        """Compile: links, for which a table stands in when much is scanned."""
        self._literals = list(literals)
        self._found = self._compiled(Implementation.ContiguousNFA)
        self._until_table = _WORTH_A_TABLE if len(literals) <= _MOST_IN_TABLE else sys.maxsize

    def _compiled(self, implementation: Implementation) -> Callable[..., list[tuple[int, int, int]]]:
        automaton = BytesAhoCorasick(self._literals, matchkind=MatchKind.Standard, implementation=implementation)
        return automaton.find_matches_as_indexes

    def scan(self, raw: bytes) -> list[tuple[int, int, int]]:
        """See Scanner."""
        self._until_table -= len(raw)
        if self._until_table < 0:
            self._found, self._until_table = self._compiled(Implementation.DFA), sys.maxsize
        return self._found(raw, overlapping=True)


class _Nothing:
    def scan(self, raw: bytes) -> list[tuple[int, int, int]]:  # noqa: ARG002 - there is nothing to look for
        return []


def scanner_for(literals: Sequence[bytes]) -> Scanner:
    """A scanner for these literals; for none one that finds nothing."""
    return AhoCorasickScanner(literals) if literals else _Nothing()
