"""Turn the rules that fired into a score from 0 to 100.

    points = sum of weight × boost of the best field it stands in, over the rules that fired
             − sum of the weights of the rules that speak against the topic
    score  = 100 × (1 − exp(−points / 6)), rounded; 0 where points are negative

So 2.1 points make a score of 30, 4.2 points 50, 6 points 63, 12 points 86: further evidence counts less and less, and no
heap of weak hints makes a certainty. A topic flags from its threshold on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tracker.rules.syntax import Node, leaves

BOOSTS: Final = {
    "title": 1.5,
    "subject": 1.5,
    "agenda": 1.2,
    "heading": 1.2,
    "abstract": 1.0,
    "committee": 1.0,
    "sponsor": 1.0,
    "text": 0.4,
    "passing": 0.6,
}
"""How much a hit counts by the field it stands in: a title says what a bill is about, its full text names much beside.

`passing` is what counts of a summary that names a thing only by the way (see `tracker.rules.passing`).
"""
SATURATION: Final = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of a topic: a query, what it is worth, and the sentences that prove it."""

    id: str
    query: Node
    weight: float
    against: bool = False
    """Whether it speaks against the topic."""
    masks: Node | None = None
    """Passages in which nothing counts for this rule."""
    flags: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    line: int = 0
    """Where it stands in its file."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic and its rules."""

    slug: str
    title: str
    why: str
    rules: tuple[Rule, ...]
    threshold: int
    sounds_alike: tuple[Node, ...] = ()
    """Passages that sound like the topic and are something else; nothing in them counts."""
    file: str = ""
    version: str = ""
    """Changes when the topic does."""
    boosts: tuple[tuple[str, float], ...] = ()
    """Where this topic weighs a field differently."""

    @cached_property
    def _boosts(self) -> dict[str, float]:
        return {**BOOSTS, **dict(self.boosts)}

    @cached_property
    def written(self) -> Mapping[str, str]:
        """The query of each rule as people write it, by the rule's id; a long one takes longer to write than all else of its page."""
        return {rule.id: str(rule.query) for rule in self.rules}

    @cached_property
    def alike(self) -> frozenset[Node]:
        """The phrases of what only sounds like the topic."""
        return frozenset(leaf for node in self.sounds_alike for leaf in leaves(node))

    def boost(self, field: str) -> float:
        """What a hit in the field counts."""
        return self._boosts.get(field, 1.0)


def score(points: Iterable[float]) -> int:
    """The score of these points, from 0 to 100."""
    total = sum(points)
    return round(100 * (1 - math.exp(-max(0.0, total) / SATURATION)))
