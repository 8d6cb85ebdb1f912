"""Train an estimate from labeled bills: a logistic regression over words, without chance and without other packages.

The same files give the same model to the last letter: bills are taken in the order of a hash of their ids, and weights
are rounded. Bills with the same title, summary or text stay together in one fold, so that what is measured on a fold was
not learned from a twin.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from tracker.rules.backtest import Counts
from tracker.rules.estimate import KINDS
from tracker.rules.matcher import Matcher

if TYPE_CHECKING:
    from tracker.rules.backtest import Labeled

FOLDS: Final = 5
FEATURES: Final = 12_000
"""Words and pairs of words that are weighed."""
SEEN_IN: Final = 3
"""Bills that a word must stand in to be weighed."""
PASSES: Final = 8
RATE: Final = 0.15
CLAMP: Final = 1.0
SPARSE: Final = 0.15
RIDGE: Final = 0.6
DIGITS: Final = 3
LEAST: Final = 0.4
NEVER: Final = 1.01
"""A floor that no chance reaches."""
STEP: Final = 15
"""Held-out bills from which a share is told by itself."""
LEAN: Final = 0.01
"""What F1 may be below the best for the sake of recall."""
WEAKEST: Final = 0.02
"""A smaller weight says nothing and is left out."""
_WORDS: Final = re.compile(r"[a-z0-9]+")
_STOP: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "for",
        "a",
        "an",
        "or",
        "by",
        "on",
        "with",
        "as",
        "that",
        "this",
        "is",
        "be",
        "at",
        "from",
        "under",
        "bill",
        "act",
        "such",
        "other",
        "which",
        "are",
        "it",
        "not",
        "any",
        "all",
        "may",
        "shall",
        "must",
        "its",
        "their",
        "his",
        "her",
        "who",
        "whose",
        "has",
        "have",
        "had",
        "been",
        "was",
        "were",
        "will",
        "would",
        "can",
        "also",
        "than",
        "if",
        "into",
    ]
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A bill as the trainer sees it."""

    id: str
    signs: frozenset[str]
    wanted: bool
    kind: str
    fold: int
    flagged: bool
    """Flagged by plain words, so that no estimate is asked."""


def samples(bills: Sequence[Labeled], flagged: Sequence[bool]) -> list[Sample]:
    """The bills as samples, in an order that only their ids decide."""
    folds = _folds(bills)
    words = (each[2] for each in Matcher(()).sights(bill.document for bill in bills))
    found = [
        Sample(bill.document.id, _weighable(each.signs()), bill.wanted, each.kind, fold, plain)
        for bill, each, fold, plain in zip(bills, words, folds, flagged, strict=True)
    ]
    return sorted(found, key=lambda each: _mark(each.id))


def _weighable(signs: frozenset[str]) -> frozenset[str]:
    return frozenset(sign for sign in signs if not _STOP.issuperset(sign.removeprefix("text>").split()))


def _mark(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _folds(bills: Sequence[Labeled]) -> list[int]:
    """A fold for each bill; those that share a title, a summary or the beginning of a text share it."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for bill in bills:
        for key in _kin(bill):
            parent[root(bill.document.id)] = root(key)
    return [int(_mark(root(bill.document.id)), 16) % FOLDS for bill in bills]


def _kin(bill: Labeled) -> Iterable[str]:
    fields = bill.document.fields
    for title in fields.get("title", ()):
        if len(told := " ".join(_WORDS.findall(title.lower()))) > 25:
            yield f"title {told[:150]}"
    for name, skipped in (("abstract", 8), ("text", 60)):
        words = _WORDS.findall(" ".join(fields.get(name, ()))[:4_000].lower())
        if len(words) > skipped + 12:
            yield f"{name} {' '.join(words[skipped : skipped + 32])}"


@dataclass(slots=True)
class _Model:
    weights: dict[str, float]
    start: dict[str, float]

    def chance(self, sample: Sample) -> float:
        total = self.start[sample.kind] + math.fsum(self.weights[sign] for sign in sample.signs & self.weights.keys())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _chosen(found: Sequence[Sample]) -> dict[str, int]:
    """The words that part the labeled bills from the others best, by the log of their odds times how often they stand."""
    yes: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for each in found:
        every.update(each.signs)
        if each.wanted:
            yes.update(each.signs)
    base = sum(each.wanted for each in found) / len(found)

    def telling(sign: str) -> float:
        expected = every[sign] * base
        return (yes[sign] - expected) ** 2 / expected

    known = sorted((sign for sign, count in every.items() if count >= SEEN_IN), key=lambda sign: (-telling(sign), sign))
    return {sign: number for number, sign in enumerate(known[:FEATURES])}


def _fitted(found: Sequence[Sample]) -> _Model:
    """Follow-the-regularized-leader: each word learns at its own pace, and words that say nothing stay at nothing."""
    places = _chosen(found)
    starts = {kind: len(places) + number for number, kind in enumerate(KINDS)}
    rows = [
        ([places[s] for s in sorted(each.signs & places.keys())] + [starts[each.kind]], each.wanted) for each in found
    ]
    count = len(places) + len(KINDS)
    pull, pace, weight = [0.0] * count, [0.0] * count, [0.0] * count
    free = set(starts.values())
    exp, root = math.exp, math.sqrt
    for _pass in range(PASSES):
        for row, wanted in rows:
            total = 0.0
            for at in row:
                total += weight[at]
            wrong = 1 / (1 + exp(-max(-30.0, min(30.0, total)))) - wanted
            if -0.002 < wrong < 0.002:
                continue
            square = wrong * wrong
            for at in row:
                before = pace[at]
                after = before + square
                pull[at] += wrong - (root(after) - root(before)) / RATE * weight[at]
                pace[at] = after
                sparse, ridge = (0.0, 0.0) if at in free else (SPARSE, RIDGE)
                over = pull[at]
                if -sparse <= over <= sparse:
                    weight[at] = 0.0
                else:
                    weight[at] = -(over - sparse if over > 0 else over + sparse) / (
                        (CLAMP + root(after)) / RATE + ridge
                    )
    weights = {sign: round(weight[at], DIGITS) for sign, at in places.items() if abs(weight[at]) >= WEAKEST}
    return _Model(weights, {kind: round(weight[at], DIGITS) for kind, at in starts.items()})


def held_out(found: Sequence[Sample]) -> list[float]:
    """The chance of each sample by a model that saw neither it nor its kin."""
    chances = [0.0] * len(found)
    for fold in range(FOLDS):
        model = _fitted([each for each in found if each.fold != fold])
        for number, each in enumerate(found):
            if each.fold == fold:
                chances[number] = model.chance(each)
    return chances


def trained(topic: str, label: str, found: Sequence[Sample], corpora: Sequence[dict[str, Any]]) -> bytes:
    """The data file of an estimate."""
    chances = held_out(found)
    model = _fitted(found)
    kinds = sorted({each.kind for each in found})
    floor = {kind: best_floor(found, chances, kind) for kind in kinds}
    start = {kind: model.start[kind if kind in kinds else min(kinds, key=model.start.__getitem__)] for kind in KINDS}
    for kind in KINDS:  # of a kind that nothing is known of, the most careful floor
        floor.setdefault(kind, max(floor[known] for known in kinds))
    shares = {kind: _shares(found, chances, kind if kind in kinds else kinds[0], floor[kind]) for kind in floor}
    told: dict[str, Any] = {
        "topic": topic,
        "label": label,
        "corpora": list(corpora),
        "held_out": {kind: _measured(found, chances, kind, floor[kind]) for kind in kinds},
        "start": start,
        "floor": floor,
        "shares": shares,
        "weights": dict(sorted(model.weights.items())),
    }
    told["version"] = hashlib.blake2b(orjson.dumps(told), digest_size=16).hexdigest()
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def best_floor(found: Sequence[Sample], chances: Sequence[float], kind: str) -> float:
    """From which chance on a bill is possible: the lowest at which F1, on bills held out, is as good as the best.

    As good is within LEAN of it: what is possible is read by those who ask for it, and a bill missed costs them more.
    Where of those it would add not even LEAST have the label, it adds none.
    """
    scores = [(_f1(found, chances, kind, floor), floor) for floor in (step / 100 for step in range(5, 96))]
    best = max(score for score, _floor in scores)
    for score, floor in scores:
        if score >= best - LEAN and _share(found, chances, kind, floor) >= LEAST:
            return floor
    return NEVER


def _share(found: Sequence[Sample], chances: Sequence[float], kind: str, floor: float) -> float:
    """Of what no rule flags, the share with the label from that floor on."""
    added = [
        each.wanted
        for each, chance in zip(found, chances, strict=True)
        if each.kind == kind and not each.flagged and chance >= floor
    ]
    return sum(added) / len(added) if added else 0.0


def _f1(found: Sequence[Sample], chances: Sequence[float], kind: str, floor: float) -> float:
    counts = Counts()
    for each, chance in zip(found, chances, strict=True):
        if each.kind == kind:
            counts.add(shown=each.flagged or chance >= floor, wanted=each.wanted)
    return counts.f1


def _measured(found: Sequence[Sample], chances: Sequence[float], kind: str, floor: float) -> dict[str, Any]:
    """How flagged and possible together do on bills of that kind that were held out."""
    counts = Counts()
    for each, chance in zip(found, chances, strict=True):
        if each.kind == kind:
            counts.add(shown=each.flagged or chance >= floor, wanted=each.wanted)
    return counts.view()


def _shares(found: Sequence[Sample], chances: Sequence[float], kind: str, floor: float) -> list[tuple[float, float]]:
    """In up to three steps of chance above the floor, the share with the label of held-out bills that no rule flags."""
    left = sorted(
        (chance, each.wanted)
        for each, chance in zip(found, chances, strict=True)
        if each.kind == kind and not each.flagged and chance >= floor
    )
    if not left:
        return [(0.0, 0.5)]
    by_step: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    count = max(1, min(3, len(left) // STEP))
    for number, each in enumerate(left):
        by_step[number * count // len(left)].append(each)
    steps = [(step[0][0], sum(wanted for _chance, wanted in step) / len(step)) for step in by_step.values()]
    rising = [max(share for _chance, share in steps[: number + 1]) for number in range(len(steps))]
    return [(round(chance, 3), round(share, 2)) for (chance, _share), share in zip(steps, rising, strict=True)]
