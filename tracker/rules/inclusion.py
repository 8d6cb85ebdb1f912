"""Give a topic the rules that it takes over from others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tracker.rules.scoring import Topic


def with_included(
    topics: Mapping[str, Topic], includes: Mapping[str, Sequence[str]], fault: Callable[[str, str], None]
) -> list[Topic]:
    """Each topic with the rules it takes over from others; its own rule of the same id replaces theirs.

    `fault` is told the topic and what is wrong with what it includes.
    """
    done: dict[str, Topic] = {}

    def whole(slug: str, on_the_way: tuple[str, ...]) -> Topic:
        if slug in done:
            return done[slug]
        topic = topics[slug]
        rules = {rule.id: rule for rule in topic.rules}
        alike, version = list(topic.sounds_alike), topic.version
        for other in includes.get(slug, ()):
            if other not in topics:
                fault(slug, f"include: expected a topic ({', '.join(sorted(topics))}), found {other!r}")
                continue
            if other in (*on_the_way, slug):
                fault(slug, f"include: expected no circle, found {' → '.join((*on_the_way, slug, other))}")
                continue
            taken = whole(other, (*on_the_way, slug))
            rules = {rule.id: rule for rule in taken.rules} | rules
            alike += taken.sounds_alike
            version += taken.version
        done[slug] = replace(topic, rules=tuple(rules.values()), sounds_alike=tuple(alike), version=version)
        return done[slug]

    return [whole(slug, ()) for slug in topics]
