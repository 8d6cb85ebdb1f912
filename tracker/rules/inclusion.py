"""Give a topic the rules, and a list the phrases, that it takes over from others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tracker.rules.scoring import Topic


def spelled_out(phrases: Iterable[str], lists: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The phrases, those of a list instead of its `@name`; the name of one that is not above stays, and is a fault."""
    for phrase in phrases:
        name = phrase.strip()
        yield from lists.get(name[1:], (phrase,)) if name.startswith("@") else (phrase,)


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
