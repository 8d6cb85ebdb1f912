"""Find many byte strings in one pass, by Aho-Corasick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

_MOST_IN_TABLE: Final = 20_000
"""Literals up to which a table of every step is fastest; of more it outgrows the caches, and links are faster and smaller."""


class Scanner(Protocol):
    """What finds literals."""

    def scan(self, raw: bytes) -> list[tuple[int, int, int]]:
        """The number of each literal that occurs, where it begins and ends, overlapping ones too, by their ends."""


class AhoCorasickScanner:
    """The automaton of all literals."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        """Compile."""
        table = Implementation.DFA if len(literals) <= _MOST_IN_TABLE else Implementation.ContiguousNFA
        self._found = BytesAhoCorasick(
            list(literals), matchkind=MatchKind.Standard, implementation=table
        ).find_matches_as_indexes

    def scan(self, raw: bytes) -> list[tuple[int, int, int]]:
        """See Scanner."""
        return self._found(raw, overlapping=True)


class _Nothing:
    def scan(self, raw: bytes) -> list[tuple[int, int, int]]:  # noqa: ARG002 - there is nothing to look for
        return []


def scanner_for(literals: Sequence[bytes]) -> Scanner:
    """A scanner for these literals; for none one that finds nothing."""
    return AhoCorasickScanner(literals) if literals else _Nothing()
