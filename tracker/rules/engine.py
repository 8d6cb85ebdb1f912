"""Judge documents by topics: what fired, where, with which words, and the score that makes; touch nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tracker.rules.documents import Document
from tracker.rules.evaluate import Sight, Span
from tracker.rules.excerpts import excerpt, said
from tracker.rules.matcher import Matcher
from tracker.rules.scoring import Rule, Topic, score
from tracker.rules.syntax import ANY, And, Cite, Filter, Node, Not, Or, Phrase, Scope, leaves, parts_of

SOUNDS_ALIKE = "sounds-alike"
"""The rule's name in a reason that shows what was passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that fired, with the words and the passage; `against` marks one that speaks against the topic.

    `weight` is what it added to the points, negative where it took some away.
    """

    rule: str
    field: str
    words: str
    excerpt: str
    weight: float
    against: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a topic says about a document."""

    topic: str
    score: int
    flagged: bool
    threshold: int
    reasons: tuple[Reason, ...]


class RuleSet:
    """All topics, compiled into one scanner."""

    def __init__(
        self,
        topics: Sequence[Topic],
        lists: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        *,
        faults: tuple[str, ...] = (),
        resting: frozenset[str] = frozenset(),
    ) -> None:
        """Compile.

        `lists` are the phrases that `@name` stands for in queries of these topics; `faults` tell what could not be read
        and so is not among them; `resting` are the topics that are missing because of that.
        """
        self.topics = tuple(topics)
        self.lists = lists
        self.faults = faults
        self.resting = resting
        self._triggered: dict[Node, list[tuple[int, int]]] = {}
        for number, topic in enumerate(self.topics):
            for place, rule in enumerate(topic.rules):
                for leaf in triggers(rule.query):
                    self._triggered.setdefault(leaf, []).append((number, place))
        asked = [node for topic in self.topics for node in _queries(topic)]
        named = any(_asks_sponsor(node) for node in asked)
        unasked = frozenset[str]() if named else frozenset({"sponsor"})
        self._matcher = Matcher((leaf for node in asked for leaf in leaves(node)), unasked)

    def judge(self, document: Document) -> tuple[Verdict, ...]:
        """What each topic says that has anything to say."""
        return next(iter(self.judge_many((document,))))[1]

    def judge_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, tuple[Verdict, ...]]]:
        """Judge many, in their order; far quicker than one by one."""
        for document, sight in self._matcher.sights(documents):
            yield document, self._verdicts(sight) if sight is not None else ()

    def _verdicts(self, sight: Sight) -> tuple[Verdict, ...]:
        """Only rules of which a phrase was found are looked at, so that the number of all rules does not matter."""
        asked = sorted({place for leaf in sight.spans for place in self._triggered.get(leaf, ())})
        by_topic: dict[int, list[Rule]] = {}
        for number, place in asked:
            by_topic.setdefault(number, []).append(self.topics[number].rules[place])
        verdicts = (_verdict(self.topics[number], rules, sight) for number, rules in by_topic.items())
        return tuple(each for each in verdicts if each is not None)


def _verdict(topic: Topic, rules: Sequence[Rule], sight: Sight) -> Verdict | None:
    """What the topic says of what was seen, by those of its rules that may fire; None where none fires for it."""
    if all(rule.against for rule in rules):
        return None
    masked = [span for node in topic.sounds_alike for span in sight.places(node, "any")]
    seen = sight.without(masked)
    reasons = [reason for rule in rules if (reason := _reason(topic, rule, seen)) is not None]
    if all(reason.against for reason in reasons):
        return None
    total = score(reason.weight for reason in reasons)
    if masked:
        reasons.append(_passed_over(sight, masked))
    ordered = tuple(sorted(reasons, key=lambda each: (each.against, -abs(each.weight), each.rule)))
    return Verdict(
        topic=topic.slug, score=total, flagged=total >= topic.threshold, threshold=topic.threshold, reasons=ordered
    )


def _reason(topic: Topic, rule: Rule, sight: Sight) -> Reason | None:
    if rule.masks is not None:
        sight = sight.without(sight.places(rule.masks, "any"))
    if not sight.holds(rule.query):
        return None
    places = sight.witnesses(rule.query)
    best = max(places, key=lambda span: (topic.boost(sight.fields[span[0]]), -span[0], -span[1]))
    field = sight.fields[best[0]]
    weight = -rule.weight if rule.against else rule.weight * topic.boost(field)
    return _shown(rule.id, sight, places, best[0], field, weight, against=rule.against)


def _passed_over(sight: Sight, masked: list[Span]) -> Reason:
    part = masked[0][0]
    return _shown(SOUNDS_ALIKE, sight, masked, part, sight.fields[part], 0.0, against=True)


def _shown(
    rule: str, sight: Sight, places: list[Span], part: int, field: str, weight: float, *, against: bool
) -> Reason:
    texts = sight.texts
    return Reason(
        rule=rule,
        field=field,
        words=said(texts[span[0]][span[1] : span[2]] for span in places),
        excerpt=excerpt(texts[part], [(start, end) for own, start, end in places if own == part]),
        weight=round(weight, 2),
        against=against,
    )


def triggers(node: Node) -> tuple[Node, ...]:
    """Phrases and citations of which one at least must occur for the query to hold; as few as can be."""
    if isinstance(node, (Phrase, Cite)):
        return (node,)
    if isinstance(node, And):
        choices = [found for part in node.parts if not isinstance(part, (Not, Filter)) and (found := triggers(part))]
        return min(choices, key=len, default=())
    if isinstance(node, Or):
        return tuple(dict.fromkeys(leaf for part in node.parts for leaf in triggers(part)))
    if isinstance(node, (Not, Filter)):
        return ()
    choices = [found for part in parts_of(node) if (found := triggers(part))]
    return min(choices, key=len, default=())


def _queries(topic: Topic) -> Iterator[Node]:
    for rule in topic.rules:
        yield rule.query
        if rule.masks is not None:
            yield rule.masks
    yield from topic.sounds_alike


def _asks_sponsor(node: Node) -> bool:
    return (isinstance(node, Scope) and node.field in {"sponsor", ANY}) or any(map(_asks_sponsor, parts_of(node)))
