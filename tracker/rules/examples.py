"""Hold each rule to its own examples: what it must fire on, and what it must leave alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.rules.documents import Document
from tracker.rules.engine import RuleSet
from tracker.rules.parser import Fault
from tracker.rules.scoring import Rule, Topic
from tracker.rules.syntax import FIELDS


def broken_examples(topics: Iterable[Topic]) -> Iterator[Fault]:
    """Every example that its rule does not live up to; all rules look through all examples at once."""
    rules = {
        f"{number}-{place}": (topic, rule)
        for number, topic in enumerate(topics)
        for place, rule in enumerate(topic.rules)
    }
    every = RuleSet([_alone(slug, *named) for slug, named in rules.items()])
    texts = dict.fromkeys(text for _topic, rule in rules.values() for text in (*rule.flags, *rule.ignores))
    judged = every.judge_many(example(text) for text in texts)
    fired = {
        text: {verdict.topic for verdict in verdicts} for text, (_document, verdicts) in zip(texts, judged, strict=True)
    }
    for slug, (topic, rule) in rules.items():
        for text in rule.flags:
            if slug not in fired[text]:
                yield Fault(topic.file, rule.line, f"rule {rule.id!r}: expected it to fire on its example {text!r}")
        for text in rule.ignores:
            if slug in fired[text]:
                yield Fault(topic.file, rule.line, f"rule {rule.id!r}: expected it to ignore its example {text!r}")


def _alone(slug: str, topic: Topic, rule: Rule) -> Topic:
    """A topic of that name with that rule alone, as one that speaks for it, so that firing can be seen."""
    plain = Rule(id=rule.id, query=rule.query, weight=rule.weight, masks=rule.masks)
    return Topic(
        slug=slug,
        title=topic.title,
        why=topic.why,
        rules=(plain,),
        threshold=1,
        sounds_alike=() if rule.against else topic.sounds_alike,
    )


def example(text: str) -> Document:
    """An example as a document: a title, or `committee: Health` and the like, with `|` between several."""
    fields: dict[str, tuple[str, ...]] = {}
    for piece in text.split(" | "):
        name, colon, rest = piece.partition(": ")
        named = name in FIELDS and colon
        field = name if named else "title"
        fields[field] = (*fields.get(field, ()), rest if named else piece)
    return Document(id="example", kind="bill", fields=fields, jurisdiction="us")
