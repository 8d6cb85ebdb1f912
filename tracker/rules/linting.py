"""Say which rules do no work: those that never fire, always fire with another, or fire on almost everything."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tracker.records.text import number_of
from tracker.rules.engine import Verdict
from tracker.rules.scoring import Topic

TOO_MANY: Final = 0.5
"""A rule that fires on this share of all bills says nothing about any."""
ENOUGH: Final = 5
"""Times that two rules must have fired together before that says something."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule to look at."""

    topic: str
    rule: str
    kind: str
    """`never`, `together` or `too often`."""
    told: str


def findings(topics: Iterable[Topic], judged: Iterable[tuple[Verdict, ...]]) -> Iterator[Finding]:
    """What the verdicts over all stored bills say about the rules."""
    total = 0
    fired: dict[str, Counter[str]] = defaultdict(Counter)
    pairs: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for verdicts in judged:
        total += 1
        for verdict in verdicts:
            rules = sorted({reason.rule for reason in verdict.reasons})
            fired[verdict.topic].update(rules)
            pairs[verdict.topic].update((a, b) for place, a in enumerate(rules) for b in rules[place + 1 :])
    for topic in topics:
        yield from _of_topic(topic, fired[topic.slug], pairs[topic.slug], total)


def _of_topic(topic: Topic, fired: Counter[str], pairs: Counter[tuple[str, str]], total: int) -> Iterator[Finding]:
    for rule in topic.rules:
        count = fired[rule.id]
        if not count:
            yield Finding(topic.slug, rule.id, "never", f"fires on none of {number_of(total, 'bill')}")
        elif count > total * TOO_MANY:
            yield Finding(topic.slug, rule.id, "too often", f"fires on {count:,} of {number_of(total, 'bill')}")
    for (one, other), count in sorted(pairs.items()):
        if count >= ENOUGH and count == fired[one] == fired[other]:
            yield Finding(
                topic.slug, one, "together", f"fires only together with {other!r}, {number_of(count, 'time')}"
            )
