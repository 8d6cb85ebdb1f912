"""Find bills that are one text in two places: the other chamber, another state, an earlier session.

What a source itself calls a companion comes first. Then texts are compared: each is the set of its runs of five words, and
two texts are as alike as the share of runs that they have in common (Jaccard), estimated from their 128 smallest hashes. From
0.6 on two bills are called alike, from 0.95 on identical; texts of fewer than 40 runs say too little and are not compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

ALIKE: Final = 0.6
"""Found on bills of the 116th Congress: below it pairs share a subject, above it a draft."""
IDENTICAL: Final = 0.95
SHORTEST: Final = 40
"""Runs of words a text must have; "An act relating to mental health" is no evidence."""
_RUN: Final = 5
_SKETCH: Final = 128
_LONGEST: Final = 200_000
"""Characters that are looked at; two bills that are alike so far are alike."""
_CROWD: Final = 200
"""Texts that share a hash before it counts as boilerplate and no longer brings two together."""
_WORD: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Two bills that belong together. `likeness` is 0 to 1, None where a source says so."""

    bill: str
    other: str
    basis: str
    """`source` (the record names it), `identical` or `alike` (the texts)."""
    likeness: float | None = None


def told_by_sources(related: Iterable[tuple[str, str]]) -> Iterator[Companion]:
    """Pairs that records name, in both directions, each once."""
    seen: set[tuple[str, str]] = set()
    for bill, other in related:
        for pair in ((bill, other), (other, bill)):
            if bill != other and pair not in seen:
                seen.add(pair)
                yield Companion(bill=pair[0], other=pair[1], basis="source")


def alike(texts: Mapping[str, str], *, threshold: float = ALIKE) -> Iterator[Companion]:
    """Pairs of bills whose texts are alike, in both directions, in the order of their ids."""
    sketches = {key: sketch for key, text in sorted(texts.items()) if (sketch := sketched(text)) is not None}
    holders: dict[int, list[str]] = defaultdict(list)
    for key, sketch in sketches.items():
        for number in sketch:
            holders[number].append(key)
    for key, sketch in sketches.items():
        shared = Counter(other for number in sketch if len(holders[number]) <= _CROWD for other in holders[number])
        for other, count in sorted(shared.items()):
            if other == key or count < threshold * len(sketch) / 2:
                continue
            likeness = estimated(sketch, sketches[other])
            if likeness >= threshold:
                basis = "identical" if likeness >= IDENTICAL else "alike"
                yield Companion(bill=key, other=other, basis=basis, likeness=round(likeness, 3))


def sketched(text: str) -> frozenset[int] | None:
    """The smallest hashes of a text's runs of words; None where it has too few."""
    words = _WORD.findall(text[:_LONGEST].casefold())
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    if len(runs) < SHORTEST:
        return None
    hashes = sorted(int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) for run in runs)
    return frozenset(hashes[:_SKETCH])


def estimated(one: frozenset[int], other: frozenset[int]) -> float:
    """How alike two texts are, from 0 to 1: the share in common among the smallest hashes of both together."""
    together = sorted(one | other)[:_SKETCH]
    return sum(number in one and number in other for number in together) / len(together)
