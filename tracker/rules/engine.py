"""Judge documents by topics: what fired, where, with which words, and the score that makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final

from tracker.rules.batches import Words, batches
from tracker.rules.documents import Document
from tracker.rules.estimate import Estimate, Guess, Outlook
from tracker.rules.evaluate import Asked, Compiler, Key, Sight, Span
from tracker.rules.excerpts import excerpt, said
from tracker.rules.matcher import Matcher
from tracker.rules.passing import in_passing, thinly
from tracker.rules.scoring import Rule, Topic, score
from tracker.rules.sections import section_of
from tracker.rules.sieve import Name, Sieve
from tracker.rules.syntax import (
    ANY,
    Node,
    Or,
    Scope,
    leaves,
    parts_of,
)

SOUNDS_ALIKE = "sounds-alike"
"""The rule's name in a reason that shows what was passed over."""
ESTIMATED = "estimate"
"""The rule's name in a reason that is an estimate and no rule."""
FLAGGED: Final = "flagged"
POSSIBLE: Final = "possible"
NEAR: Final = "near"
_FEW: Final = 300
"""Records of a kind that are estimated one by one before an `Outlook` is made, which takes as long as these."""


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
    section: str | None = None
    """The heading of the section of the text that the passage stands in."""
    share: float | None = None
    """Of an estimate: in how many of ten such bills analysts saw the subject, as a share."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a topic says about a document.

    `tier` is `flagged` where rules say so in plain words, `possible` where only an estimate does, else `near`.
    """

    topic: str
    score: int
    flagged: bool
    threshold: int
    tier: str
    told: Callable[[], tuple[Reason, ...]] = field(repr=False, compare=False)
    """Makes the reasons: they cost more than the score, and most are never asked for."""

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Every rule that fired, those that speak for the topic first."""
        return self.told()


class RuleSet:
    """All topics, compiled into one scanner when first something is to be judged."""

    def __init__(
        self,
        topics: Sequence[Topic],
        lists: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        *,
        faults: tuple[str, ...] = (),
        left_out: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        estimates: Mapping[str, Estimate] = MappingProxyType({}),
    ) -> None:
        """Keep what is to be judged by.

        `lists` are the phrases that `@name` stands for in queries of these topics; `faults` tell what could not be read
        and so is not among them; `left_out` has the topics whose own files that costs, each with the faults of its file, and
        `resting` are those of them that are missing because of that. `estimates` judge by topic what no rule flags.
        """
        self.topics = tuple(topics)
        self.lists = lists
        self.faults = faults
        self.left_out = left_out
        self.resting = frozenset(left_out) - {topic.slug for topic in self.topics}
        self.estimates = estimates
        self._outlooks: dict[str, Outlook] = {}
        self._seen: Counter[str] = Counter()
        self._estimates = [(topic, estimates[topic.slug]) for topic in self.topics if topic.slug in estimates]

    def _outlook(self, kind: str) -> Outlook:
        if kind not in self._outlooks:
            self._outlooks[kind] = Outlook((estimate for _topic, estimate in self._estimates), kind)
        return self._outlooks[kind]

    @cached_property
    def _keys(self) -> dict[Node, Key]:
        """A number for every phrase and citation, since numbers are looked up more quickly than phrases."""
        nodes = dict.fromkeys(leaf for topic in self.topics for node in _queries(topic) for leaf in leaves(node))
        return {leaf: number for number, leaf in enumerate(nodes)}

    @cached_property
    def _gate(self) -> _Gate:
        return _Gate(self.topics, self._keys)

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self._keys, self._gate, self._keys)

    @cached_property
    def _judges(self) -> list[_Judge]:
        compiler = Compiler(self._keys)
        return [_Judge(topic, compiler, self._keys) for topic in self.topics]

    @cached_property
    def _unasked(self) -> frozenset[str]:
        asks_sponsors = any(_asks_sponsor(node) for topic in self.topics for node in _queries(topic))
        return frozenset[str]() if asks_sponsors else frozenset({"sponsor"})

    def judge(self, document: Document) -> tuple[Verdict, ...]:
        """What each topic says that has anything to say."""
        return next(iter(self.judge_many((document,))))[1]

    def judge_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, tuple[Verdict, ...]]]:
        """Judge many, in their order; far quicker than one by one."""
        for batch in batches(documents, self._unasked):
            verdicts = {number: self._verdicts(sight) for number, sight in self._matcher.sights(batch).items()}
            for number, document in enumerate(batch.documents):
                said = verdicts.get(number, ())
                if self._estimates and document.kind == "bill":
                    said = self._with_estimates(said, Words(batch, number))
                yield document, said

    def _with_estimates(self, verdicts: tuple[Verdict, ...], words: Words) -> tuple[Verdict, ...]:
        """An estimate where rules leave it undecided; a verdict of its own where no rule fires at all."""
        self._seen[words.kind] += 1
        if self._seen[words.kind] > _FEW and not self._outlook(words.kind).may_reach(words):
            return verdicts
        by_topic = {verdict.topic: verdict for verdict in verdicts}
        for topic, estimate in self._estimates:
            ruled = by_topic.get(topic.slug)
            if ruled is not None and ruled.flagged:
                continue
            guess = estimate.guess(words)
            if guess is not None:
                by_topic[topic.slug] = _possible(topic, ruled, guess, words)
        return tuple(by_topic.values())

    def _verdicts(self, sight: Sight) -> tuple[Verdict, ...]:
        """Only rules that may hold for what was found are looked at, so that the number of all rules does not matter."""
        by_topic: dict[int, list[int]] = {}
        for number, place in self._gate.sieve.passing(sight.spans.keys()):
            by_topic.setdefault(number, []).append(place)
        verdicts = (self._judges[number].verdict(rules, sight) for number, rules in by_topic.items())
        return tuple(verdict for verdict in verdicts if verdict is not None)


class _Gate:
    """Where rules are worth evaluating; see `tracker.rules.matcher.Gate`.

    Only a rule that speaks for its topic makes looking further worth while: then all is wanted that such rules ask for, that
    those against the topic ask for, and what sounds like it.
    """

    def __init__(self, topics: Sequence[Topic], keys: Mapping[Node, Key]) -> None:
        rules = {(number, place): rule for number, topic in enumerate(topics) for place, rule in enumerate(topic.rules)}
        self.sieve = Sieve({name: rule.query for name, rule in rules.items()}, keys)
        speaking = {name: rule.query for name, rule in rules.items() if not rule.against}
        self._speaking = Sieve(speaking, keys) if len(speaking) < len(rules) else self.sieve
        self.first = self._speaking.rarest
        self._asked = {name: _keys_of(_leaves_of(rule), keys) - self.first for name, rule in rules.items()}
        # Most documents that are looked at have the same few words: "health", "military", "housing".
        self._together = lru_cache(maxsize=1024)(self._together_asked)
        self._always = [
            (_keys_of(topic.alike, keys) - self.first).union(
                *(self._asked[name] for name in rules if name[0] == number and rules[name].against)
            )
            for number, topic in enumerate(topics)
        ]

    def wanted(self, nodes: Iterable[Key]) -> frozenset[Key] | None:
        """See `tracker.rules.matcher.Gate`."""
        names = tuple(self._speaking.suspects(nodes))
        if not names:
            return None
        return self._together(names)

    def _together_asked(self, names: tuple[Name, ...]) -> frozenset[Key]:
        always = (self._always[number] for number in {name[0] for name in names})
        return frozenset[Key]().union(*(self._asked[name] for name in names), *always)


@dataclass(frozen=True, slots=True)
class _Fired:
    """A rule that fired, the sight it fired in, the places that speak for it, and the best of them."""

    rule: Rule
    sight: Sight
    places: Sequence[Span]
    best: Span
    weight: float


class _Judge:
    """A topic that says what it finds; a rule of it is compiled when it may first hold, since most never do."""

    def __init__(self, topic: Topic, compiler: Compiler, keys: Mapping[Node, Key]) -> None:
        self._topic = topic
        self._compiler = compiler
        self._alike = _keys_of(topic.alike, keys)
        self._compiled: dict[int, tuple[Asked, Asked | None]] = {}

    def verdict(self, places: Sequence[int], sight: Sight) -> Verdict | None:
        """What the topic says of what was seen, by those of its rules that may fire; None where none fires for it."""
        topic = self._topic
        if all(topic.rules[place].against for place in places):
            return None
        masked = sight.any_of(self._alike)
        seen = sight.without(masked)
        fired = [fired_rule for place in places if (fired_rule := self._fired(place, seen)) is not None]
        if all(firing.rule.against for firing in fired):
            return None
        total = score(firing.weight for firing in fired)
        if total >= topic.threshold:
            fired = _weighed(fired, topic.boost("passing"))
            total = score(firing.weight for firing in fired)
        flagged = total >= topic.threshold

        def told() -> tuple[Reason, ...]:
            reasons = [_told(firing) for firing in fired]
            if masked:
                reasons.append(_passed_over(sight, masked))
            return tuple(sorted(reasons, key=lambda firing: (firing.against, -abs(firing.weight), firing.rule)))

        tier = FLAGGED if flagged else NEAR
        return Verdict(topic=topic.slug, score=total, flagged=flagged, threshold=topic.threshold, tier=tier, told=told)

    def _fired(self, place: int, sight: Sight) -> _Fired | None:
        rule = self._topic.rules[place]
        query, masks = self._compiled.get(place) or self._compile(place)
        if masks is not None:
            sight = sight.without(masks.places(sight))
        if not query.holds(sight):
            return None
        places, boost = query.witnesses(sight), self._topic.boost
        best = max(places, key=lambda span: (boost(sight.fields[span[0]]), -span[0]))
        weight = -rule.weight if rule.against else rule.weight * boost(sight.fields[best[0]])
        return _Fired(rule, sight, places, best, weight)

    def _compile(self, place: int) -> tuple[Asked, Asked | None]:
        rule = self._topic.rules[place]
        masks = None if rule.masks is None else self._compiler(rule.masks, ANY)
        self._compiled[place] = self._compiler(rule.query), masks
        return self._compiled[place]


def _possible(topic: Topic, ruled: Verdict | None, guess: Guess, words: Words) -> Verdict:
    """The verdict of an estimate: below the threshold always, since it is no rule."""
    before = ruled.score if ruled is not None else 0
    total = min(topic.threshold - 1, max(before, round(topic.threshold * guess.share)))

    def told() -> tuple[Reason, ...]:
        field_name, passage, places = words.passage(guess.words)
        reason = Reason(
            rule=ESTIMATED,
            field=field_name,
            words=", ".join(guess.words),
            excerpt=excerpt(passage, places),
            weight=0.0,
            share=guess.share,
        )
        return (reason, *(ruled.reasons if ruled is not None else ()))

    return Verdict(topic=topic.slug, score=total, flagged=False, threshold=topic.threshold, tier=POSSIBLE, told=told)


def _weighed(fired: Sequence[_Fired], share: float) -> list[_Fired]:
    """What fired, where a summary names the topic only by the way worth less: the best of that counts, the rest does not."""
    passing = [firing for firing in fired if share < 1 and not firing.rule.against and _by_the_way(firing)]
    if not passing:
        return list(fired)
    best = max(passing, key=lambda firing: firing.weight)
    by_the_way = {id(firing): share * firing.weight * (firing is best) for firing in passing}
    return [replace(firing, weight=by_the_way.get(id(firing), firing.weight)) for firing in fired]


def _by_the_way(fired: _Fired) -> bool:
    sight, part = fired.sight, fired.best[0]
    match sight.fields[part]:
        case "abstract":
            return in_passing(sight.texts[part], [place for place in fired.places if place[0] == part])
        case "text":
            texts = zip(sight.fields, sight.texts, strict=True)
            return thinly(sum(len(text) for name, text in texts if name == "text"), fired.places)
        case _:
            return False


def _told(fired: _Fired) -> Reason:
    return _shown(fired.rule.id, fired.sight, fired.places, fired.best[0], fired.weight, against=fired.rule.against)


def _passed_over(sight: Sight, masked: Sequence[Span]) -> Reason:
    return _shown(SOUNDS_ALIKE, sight, masked, masked[0][0], 0.0, against=True)


def _shown(rule: str, sight: Sight, places: Sequence[Span], part: int, weight: float, *, against: bool) -> Reason:
    texts = sight.texts
    return Reason(
        rule=rule,
        field=sight.fields[part],
        words=said(texts[span[0]][span[1] : span[2]] for span in places),
        excerpt=excerpt(texts[part], [(start, end) for own, start, end in places if own == part]),
        weight=round(weight, 2),
        against=against,
        section=section_of(texts[part]) if sight.fields[part] == "text" else None,
    )


def _queries(topic: Topic) -> Iterator[Node]:
    for rule in topic.rules:
        yield from _asked_by(rule)
    yield from topic.sounds_alike


def _asked_by(rule: Rule) -> tuple[Node, ...]:
    return (rule.query,) if rule.masks is None else (rule.query, rule.masks)


def _leaves_of(rule: Rule) -> Iterator[Node]:
    return (leaf for node in _asked_by(rule) for leaf in leaves(node))


def _keys_of(nodes: Iterable[Node], keys: Mapping[Node, Key]) -> frozenset[Key]:
    return frozenset(keys[leaf] for leaf in nodes)


def _asks_sponsor(node: Node) -> bool:
    if isinstance(node, Or) and node.phrases is not None:
        return False
    return (isinstance(node, Scope) and node.field in {"sponsor", ANY}) or any(map(_asks_sponsor, parts_of(node)))
