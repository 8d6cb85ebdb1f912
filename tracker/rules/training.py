"""Train an estimate from labeled bills: a linear support vector machine over words, without chance and without other packages.

The same files give the same model to the last letter: bills are taken in the order of a hash of their ids, nothing but
plain arithmetic is done to them, and weights are rounded. Bills with the same title, summary or text stay together in one
fold, and so do all bills of a state, so that what is measured on a fold was learned neither from a twin nor from the
habits of the same state's indexers.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter, mul
from typing import TYPE_CHECKING, Any, Final

import orjson

from tracker.rules.backtest import Counts
from tracker.rules.batches import Words, batches
from tracker.rules.estimate import FORMAT, KINDS, leaning, often

if TYPE_CHECKING:
    from tracker.rules.backtest import Labeled

FOLDS: Final = 5
STATES: Final = 3
"""From so many states on, one is judged by what was learned from the others."""
FEATURES: Final = 15_000
"""Words and pairs of words that are weighed."""
SEEN_IN: Final = 2
"""Bills that a word must stand in to be weighed."""
PASSES: Final = 31
EVERY: Final = 6
"""Passes after which bills that were set aside are looked at again."""
COST: Final = 2.0
"""What a bill on the wrong side costs, against the size of the weights."""
CLOSE: Final = 0.05
"""How far from its aim a bill may stay."""
DIGITS: Final = 3
LEAST: Final = 0.4
NEVER: Final = 99.0
"""A floor that no bill reaches."""
FLOORS: Final = tuple(step / 50 for step in range(-60, 40))
"""Floors that are tried; a sum of 0 lies on the line between the labeled bills and the others."""
STEP: Final = 15
"""Held-out bills from which a share is told by itself."""
LEAN: Final = 0.005
"""What F1 may be below the best for the sake of recall."""
_WORDS: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Sample:
    """A bill as the trainer sees it."""

    id: str
    signs: Mapping[str, int]
    wanted: bool
    kind: str
    fold: int
    flagged: bool
    """Flagged by plain words, so that no estimate is asked."""
    teaches: bool = True
    """Whether anything is learned from it; floors are chosen on all."""


def samples(bills: Sequence[Labeled], flagged: Sequence[bool]) -> list[Sample]:
    """The bills as samples, in an order that only their ids decide."""
    folds = _folds(bills)
    laid = batches(bill.document for bill in bills)
    words = (Words(batch, number) for batch in laid for number in range(len(batch.documents)))
    # The indexers of states mean something else by a label than the analysts of Congress, and teach only where those do not.
    congress = any(bill.wanted and _of_congress(bill) for bill in bills)
    made = [
        Sample(bill.document.id, sample_words.signs(), bill.wanted, sample_words.kind, fold, plain, teaches)
        for bill, sample_words, fold, plain in zip(bills, words, folds, flagged, strict=True)
        for teaches in [bill.own or not congress or _of_congress(bill)]
    ]
    return sorted(made, key=lambda sample: _mark(sample.id))


def _of_congress(bill: Labeled) -> bool:
    return bill.document.jurisdiction == "us"


def _mark(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _folds(bills: Sequence[Labeled]) -> list[int]:
    """A fold for each bill; those that share a title, a summary or the beginning of a text share it, and bills of a state."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for bill in bills:
        for key in _kin(bill):
            parent[root(bill.document.id)] = root(key)
    by_place = _folds_of_states(bill.document.jurisdiction for bill in bills)
    folds = []
    for bill in bills:
        fold = by_place.get(bill.document.jurisdiction)
        folds.append(int(_mark(root(bill.document.id)), 16) % FOLDS if fold is None else fold)
    return folds


def _folds_of_states(places: Iterable[str]) -> dict[str, int]:
    """A fold for each state, the largest apart from each other; none where there are too few to learn from the others."""
    counts = Counter(place for place in places if place != "us")
    if len(counts) < STATES:
        return {}
    ordered = sorted(counts, key=lambda place: (-counts[place], place))
    return {place: number % FOLDS for number, place in enumerate(ordered)}


def _kin(bill: Labeled) -> Iterable[str]:
    fields = bill.document.fields
    for title in fields.get("title", ()):
        if len(plain := " ".join(_WORDS.findall(title.lower()))) > 25:
            yield f"title {plain[:150]}"
    for name, skipped in (("abstract", 8), ("text", 60)):
        words = _WORDS.findall(" ".join(fields.get(name, ()))[:4_000].lower())
        if len(words) > skipped + 12:
            yield f"{name} {' '.join(words[skipped : skipped + 32])}"


@dataclass(slots=True)
class _Model:
    weights: dict[str, tuple[float, float]]
    """How rare each word is, and how much it speaks for the label."""
    rarity: float
    """Of words that have no weight."""
    start: dict[str, float]

    def points(self, sample: Sample) -> float:
        return self.start[sample.kind] + leaning(sample.signs, self.weights, self.rarity)


def _chosen(bills: Sequence[Sample]) -> tuple[dict[str, float], float]:
    """The words that part the labeled bills from the others best, with how rare each is; and how rare the others are."""
    yes: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for bill in bills:
        every.update(bill.signs.keys())
        if bill.wanted:
            yes.update(bill.signs.keys())
    base = sum(bill.wanted for bill in bills) / len(bills)

    def telling(sign: str) -> float:
        expected = every[sign] * base
        return (yes[sign] - expected) ** 2 / expected

    def rare(count: int) -> float:
        return round(math.log((1 + len(bills)) / (1 + count)) + 1, DIGITS)

    known = sorted((sign for sign, count in every.items() if count >= SEEN_IN), key=lambda sign: (-telling(sign), sign))
    chosen = {sign: rare(every[sign]) for sign in known[:FEATURES]}
    others = Counter(count for sign, count in every.items() if sign not in chosen)
    met = sum(count * signs for count, signs in others.items())
    rarity = math.fsum(count * signs * rare(count) for count, signs in others.items()) / met if met else 1.0
    return chosen, round(rarity, DIGITS)


@dataclass(frozen=True, slots=True)
class _Row:
    """The words of a bill as numbers, of length one together whatever the bill's length; then where sums start."""

    places: tuple[int, ...]
    sizes: tuple[float, ...]
    weights_of: Callable[[Sequence[float]], tuple[float, ...]]
    """Takes from all weights those of this bill's words."""


def _fitted(bills: Sequence[Sample]) -> _Model:
    """A model of these bills."""
    rare, rarity = _chosen(bills)
    places = {sign: number for number, sign in enumerate(rare)}
    everywhere = len(places) + len(KINDS)
    starts = {kind: len(places) + number for number, kind in enumerate(KINDS)}
    rows = [_row(bill, places, rare, rarity, (starts[bill.kind], everywhere)) for bill in bills]
    weight = _parted(rows, [1.0 if bill.wanted else -1.0 for bill in bills], everywhere + 1)
    weights = {sign: (rare[sign], round(weight[at], DIGITS)) for sign, at in places.items()}
    return _Model(
        weights, rarity, {kind: round(weight[at] + weight[everywhere], DIGITS) for kind, at in starts.items()}
    )


def _row(
    bill: Sample, places: Mapping[str, int], rare: Mapping[str, float], rarity: float, starts: tuple[int, int]
) -> _Row:
    known = sorted(bill.signs.keys() & places.keys())
    sizes = [rare[sign] * often(bill.signs[sign]) for sign in known]
    squares = (len(bill.signs) - len(known)) * rarity * rarity + math.fsum(size * size for size in sizes)
    length = math.sqrt(squares or 1.0)
    at = (*(places[sign] for sign in known), *starts)
    return _Row(at, (*(size / length for size in sizes), 1.0, 1.0), itemgetter(*at))


def _parted(rows: Sequence[_Row], sides: Sequence[float], count: int) -> list[float]:
    """The weights of the line that parts two sides with the widest margin (dual coordinate descent, squared hinge).

    Bills that lie well on their side are set aside, and looked at again every few passes. Sums are exact, so that no
    version of Python and no machine makes another model.
    """
    weight, push = [0.0] * count, [0.0] * len(rows)
    steep = 1 / (2 * COST)
    curve = [steep + math.fsum(map(mul, row.sizes, row.sizes)) for row in rows]
    active: Sequence[int] = range(len(rows))
    for number in range(PASSES):
        whole = number % EVERY == 0
        still_active, furthest = [], 0.0
        for at in range(len(rows)) if whole else active:
            row, side = rows[at], sides[at]
            slope = side * math.fsum(map(mul, row.weights_of(weight), row.sizes)) - 1 + steep * push[at]
            if not push[at] and slope >= 0:
                continue
            still_active.append(at)
            furthest = max(furthest, abs(slope))
            before = push[at]
            push[at] = max(0.0, before - slope / curve[at])
            step = (push[at] - before) * side
            for place, size in zip(row.places, row.sizes, strict=True):
                weight[place] += step * size
        active = still_active
        if whole and furthest < CLOSE:
            break
    return weight


def held_out(bills: Sequence[Sample]) -> list[float]:
    """What a model says of each sample that saw neither it nor its kin."""
    points = [-NEVER] * len(bills)
    for fold in range(FOLDS):
        others = [bill for bill in bills if bill.teaches and bill.fold != fold]
        if not any(bill.wanted for bill in others):
            continue
        model = _fitted(others)
        for number, bill in enumerate(bills):
            if bill.fold == fold:
                points[number] = model.points(bill)
    return points


def trained(topic: str, label: str, bills: Sequence[Sample], corpora: Sequence[dict[str, Any]]) -> bytes:
    """The data file of an estimate."""
    points = held_out(bills)
    model = _fitted([bill for bill in bills if bill.teaches])
    kinds = sorted({bill.kind for bill in bills})
    floor = {kind: best_floor(bills, points, kind) for kind in kinds}
    start = {kind: model.start[kind if kind in kinds else min(kinds, key=model.start.__getitem__)] for kind in KINDS}
    for kind in KINDS:  # of a kind that nothing is known of, the most careful floor
        floor.setdefault(kind, max(floor[known] for known in kinds))
    shares = {kind: _shares(bills, points, kind if kind in kinds else kinds[0], floor[kind]) for kind in floor}
    document: dict[str, Any] = {
        "format": FORMAT,
        "topic": topic,
        "label": label,
        "corpora": list(corpora),
        "held_out": {kind: _measured(bills, points, kind, floor[kind]) for kind in kinds},
        "rarity": model.rarity,
        "start": start,
        "floor": floor,
        "shares": shares,
        "weights": dict(sorted(model.weights.items())),
    }
    document["version"] = hashlib.blake2b(orjson.dumps(document), digest_size=16).hexdigest()
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def best_floor(bills: Sequence[Sample], points: Sequence[float], kind: str) -> float:
    """From which sum on a bill is possible: the lowest at which F1, on bills held out, is as good as the best.

    As good is within LEAN of it: what is possible is read by those who ask for it, and a bill missed costs them more.
    Where of those it would add not even LEAST have the label, it adds none.
    """
    scores = [(_f1(bills, points, kind, floor), floor) for floor in FLOORS]
    best = max(score for score, _floor in scores)
    for score, floor in scores:
        if score >= best - LEAN and _share(bills, points, kind, floor) >= LEAST:
            return floor
    return NEVER


def _share(bills: Sequence[Sample], points: Sequence[float], kind: str, floor: float) -> float:
    """Of what no rule flags, the share with the label from that floor on."""
    added = [
        bill.wanted
        for bill, reached in zip(bills, points, strict=True)
        if bill.kind == kind and not bill.flagged and reached >= floor
    ]
    return sum(added) / len(added) if added else 0.0


def _f1(bills: Sequence[Sample], points: Sequence[float], kind: str, floor: float) -> float:
    counts = Counts()
    for bill, reached in zip(bills, points, strict=True):
        if bill.kind == kind:
            counts.add(shown=bill.flagged or reached >= floor, wanted=bill.wanted)
    return counts.f1


def _measured(bills: Sequence[Sample], points: Sequence[float], kind: str, floor: float) -> dict[str, Any]:
    """How flagged and possible together do on bills of that kind that were held out."""
    counts = Counts()
    for bill, reached in zip(bills, points, strict=True):
        if bill.kind == kind:
            counts.add(shown=bill.flagged or reached >= floor, wanted=bill.wanted)
    return counts.view()


def _shares(bills: Sequence[Sample], points: Sequence[float], kind: str, floor: float) -> list[tuple[float, float]]:
    """In up to three steps of points above the floor, the share with the label of held-out bills that no rule flags."""
    ranked = sorted(
        (reached, bill.wanted)
        for bill, reached in zip(bills, points, strict=True)
        if bill.kind == kind and not bill.flagged and reached >= floor
    )
    if not ranked:
        return [(0.0, 0.5)]
    by_step: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    count = max(1, min(3, len(ranked) // STEP))
    for number, pair in enumerate(ranked):
        by_step[number * count // len(ranked)].append(pair)
    # Laplace's rule of succession, so that two bills of two are not "in ten of ten cases".
    steps = [
        (step[0][0], (sum(wanted for _reached, wanted in step) + 1) / (len(step) + 2)) for step in by_step.values()
    ]
    rising = [max(share for _reached, share in steps[: number + 1]) for number in range(len(steps))]
    return [(round(reached, 3), round(share, 2)) for (reached, _share), share in zip(steps, rising, strict=True)]
