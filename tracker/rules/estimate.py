"""Estimate what plain words leave undecided: a linear model over the words of a record, shipped as a data file.

An estimate is no rule and never flags. It says in how many of ten bills with such words analysts saw the subject, and
names the words. `tracker rules train` makes the files; docs/rules-measured.md says how well they do.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, filterfalse, pairwise, repeat
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

import orjson

from tracker.errors import found_in
from tracker.system import read_plain

FOLDER: Final = Path(__file__).parent / "estimates"
FORMAT: Final = 4
"""Of the data files; raised whenever words are counted in another way."""
SHOWN: Final = 3
"""Words that an estimate names."""
SHORT: Final = 3
"""Letters of a word that is too short to be named: "iii" tells a reader nothing."""
COMMON: Final = 8.0
"""A rarer word stood in a handful of bills: it counts, and is named only where no other speaks for a record."""
ANCHORS: Final = (
    b" mental health", b" mental illness", b" mentally ill", b" mental disorder", b" behavioral health", b" suicid", b" psychiatr",
    b" psycholog", b" emotional", b" anxiety", b" depress", b" ptsd", b" post traumatic", b" trauma", b" counseling",
    b" substance use", b" substance abuse", b" substance misuse", b" addiction", b" opioid", b" overdose", b" fentanyl",
    b" naloxone", b" controlled substance", b" drug ", b" alcohol", b" tobacco", b" withdrawal", b" methadone", b" buprenorphine",
)  # fmt: skip
"""What a long text is looked through for; only the words around these count."""
REACH: Final = 60
"""Letters on both sides of an anchor whose words count."""
MOST: Final = 40
"""Places of an anchor that are looked at in one text."""
TIMES: Final = (1, 2, 3, 4, 6, 8, 12, 20)
"""Steps in which the anchors of a text are counted."""
SAID_OF: Final = frozenset({"title", "abstract", "agenda"})
"""Fields of which every word counts."""
_TOLD_DIGITS: Final = 3
_SAID_EVERYWHERE = """
the of and to in for a an or by on with as that this is be at from under bill act such other which are it not any all may
shall must its their his her who whose has have had been was were will would can also than if into
"""
PASSED_OVER: Final = frozenset(_SAID_EVERYWHERE.split())
"""Words that say nothing of a subject; what stands on both sides of them counts as a pair."""
OFTEN: Final = tuple(round(1 + math.log(times), 4) for times in range(1, 41))
"""What a word counts that stands once, twice, and so on, see `often`."""
ROUGH: Final = 1e-6
"""Far more than sums of a few thousand numbers are off where they are not exact."""
KINDS: Final = ("us", "us text", "states", "states text")
"""Whose analysts gave the labels, and whether the text could be read: each has a start and a floor of its own."""


class Words(Protocol):
    """What an estimate asks of a record's words."""

    @property
    def kind(self) -> str:
        """Whose analysts it speaks for, see KINDS."""

    def signs(self) -> Counter[str]:
        """See `signs_of`."""

    def stands(self, words: str) -> bool:
        """Whether these words stand in it as they are, next to each other."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What an estimate says of one record."""

    share: float
    """Of bills that scored like it, the share that analysts gave the label."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The model of one topic."""

    topic: str
    label: str
    weights: Mapping[str, tuple[float, float]]
    """For each word and pair of words: how rare it is, and how much it speaks for the label."""
    rarity: float
    """Of words that have no weight: they only make a record longer, and each other word in it tell less."""
    start: Mapping[str, float]
    """Where the sum starts, by kind of bill (see KINDS)."""
    floor: Mapping[str, float]
    """From which sum on a record counts as possible."""
    shares: Mapping[str, tuple[tuple[float, float], ...]]
    """By sum, from which on: the share of bills with the label among those that were held out."""
    version: str

    def points(self, words: Words) -> float:
        """How much the words of a record speak for the label; there is no end to either side."""
        return self.start[words.kind] + leaning(words.signs(), self.weights, self.rarity)

    def guess(self, words: Words) -> Guess | None:
        """What it says of a record; None below the floor, or where no word speaks for it."""
        kind = words.kind
        points = self.points(words)
        if points < self.floor[kind]:
            return None
        speaking = self._speaking(words)
        steps = self.shares[kind]
        at = max(0, bisect_right([floor for floor, _share in steps], points) - 1)
        return Guess(steps[at][1], speaking) if speaking else None

    def _speaking(self, words: Words) -> tuple[str, ...]:
        """The words that say most for it, those of many bills first; of "inpatient" and "inpatient beds" only one."""
        signs = words.signs()
        known = ((self.weights[sign], sign) for sign in signs.keys() & self.weights.keys())
        speaking = [
            (rarity > COMMON, -rarity * weight * often(signs[sign]), sign)
            for (rarity, weight), sign in known
            if weight > 0
        ]
        told_words: list[str] = []
        for _rare, _weight, sign in sorted(speaking):
            word = sign.partition(">")[2] or sign
            new = (
                ":" not in sign
                and len(word) > SHORT
                and not any(word in other or other in word for other in told_words)
            )
            if new and words.stands(word):
                told_words.append(word)
            if len(told_words) == SHOWN:
                break
        return tuple(told_words)


class Outlook:
    """Tells at a glance of records of one kind that no estimate can come of them: four in five, at a fifth of the cost.

    Of all estimates together the most is taken that a word can speak for any of them, and the least that it can make the
    record longer; what speaks against a label is left out.
    """

    def __init__(self, estimates: Iterable[Estimate], kind: str) -> None:
        """Weigh each word by what it is of that which is wanted."""
        distances = [(estimate, estimate.floor[kind] - estimate.start[kind]) for estimate in estimates]
        within = [(estimate, wanted) for estimate, wanted in distances if wanted <= _most(estimate)]
        self._anything = any(wanted <= 0 for _each, wanted in within)
        self._pulls: dict[str, float] = {}
        self._squares: dict[str, float] = {}
        self._rarity = min((estimate.rarity**2 for estimate, _wanted in within), default=1.0)
        for estimate, wanted in within:
            for sign, (size, weight) in estimate.weights.items():
                if wanted > 0 and size * weight > 0:
                    self._pulls[sign] = max(self._pulls.get(sign, 0.0), size * weight / wanted)
                self._squares[sign] = min(self._squares.get(sign, self._rarity), size * size)

    def may_reach(self, words: Words) -> bool:
        """Whether some estimate may have something to say of these words."""
        if self._anything or not self._pulls:
            return self._anything
        signs = words.signs()
        pull = math.fsum(self._pulls[sign] * often(signs[sign]) for sign in signs.keys() & self._pulls.keys())
        least = sum(map(self._squares.get, signs, repeat(self._rarity)))
        return pull >= math.sqrt(least) * (1 - ROUGH)


def _most(estimate: Estimate) -> float:
    """What no words can speak for the label beyond, by the inequality of Cauchy and Schwarz."""
    return math.sqrt(math.fsum(weight * weight for _size, weight in estimate.weights.values())) * (1 + ROUGH)


def leaning(signs: Mapping[str, int], weights: Mapping[str, tuple[float, float]], rarity: float) -> float:
    """How much words speak for the label, each by how rare it is and how often it stands, whatever the record's length."""
    known = signs.keys() & weights.keys()
    squares, pulls = [(len(signs) - len(known)) * rarity * rarity], []
    for sign in known:
        size, weight = weights[sign]
        if (times := signs[sign]) > 1:
            size *= often(times)
        squares.append(size * size)
        pulls.append(size * weight)
    # Exact sums, which are the same in whatever order a set gives its words.
    return math.fsum(pulls) / math.sqrt(math.fsum(squares) or 1.0)


def often(times: int) -> float:
    """What a word counts that stands so often: further times count less and less."""
    return OFTEN[min(times, len(OFTEN)) - 1]


def kind_of(jurisdiction: str, *, text: bool) -> str:
    """One of KINDS: the analysts of the Library of Congress or of a legislature, with a text or without."""
    return ("us" if jurisdiction == "us" else "states") + (" text" if text else "")


def signs_of(about: Iterable[bytes], texts: Sequence[bytes]) -> Counter[str]:
    """What the model sees of a record, and how often: words and pairs of words that say what it is about, and words around
    the anchors in its text.
    """
    said = [_telling(raw) for raw in about]
    counted = Counter(chain(*said, *(map(" ".join, pairwise(words)) for words in said)))
    if texts:
        counted.update(_text_signs(texts))
    return counted


def _telling(raw: bytes) -> list[str]:
    """Words that may say something; of numbers those of sections and years say nothing, 988 does."""
    words = filterfalse(PASSED_OVER.__contains__, raw.decode("latin-1").split())
    return [word for word in words if not word.isdecimal() or len(word) == _TOLD_DIGITS]


def _text_signs(texts: Sequence[bytes]) -> Counter[str]:
    counted: Counter[str] = Counter()
    hits = 0
    for raw in texts:
        for anchor in ANCHORS:
            at, hits_left = raw.find(anchor), MOST
            while at >= 0 and hits_left:
                around = raw[max(0, at - REACH) : at + len(anchor) + REACH]
                # The window cuts through words at both ends.
                words = _telling(around[around.find(b" ") : around.rfind(b" ")])
                counted.update(f"text>{word}" for word in words)
                counted.update(f"text>{a} {b}" for a, b in pairwise(words))
                hits, hits_left = hits + 1, hits_left - 1
                at = raw.find(anchor, at + len(anchor))
    counted.update(f"text:{most}" for most in TIMES if hits >= most)
    if not hits:
        counted["text:none"] = 1
    return counted


_BYTES: Final = 20_000_000
"""An estimate has some hundred kilobytes."""


@cache
def shipped() -> Mapping[str, Estimate]:
    """The estimates that ship with the program, by topic."""
    return MappingProxyType(
        {model.topic: model for path in sorted(FOLDER.glob("*.json")) for model in [read(path.read_bytes())]}
    )


def in_force(data_dir: Path | None) -> Mapping[str, Estimate]:
    """The shipped estimates, and those trained here (`tracker rules train`), which count instead."""
    return MappingProxyType({**shipped(), **{model.topic: model for model in trained(data_dir)[0]}})


def trained(data_dir: Path | None) -> tuple[list[Estimate], list[str]]:
    """The estimates that were trained here, and the faults of files that are none: such a file is left out."""
    own = data_dir / "estimates" if data_dir is not None else None
    models: list[Estimate] = []
    faults: list[str] = []
    for path in sorted(own.glob("*.json")) if own is not None and own.is_dir() else []:
        try:
            raw = read_plain(path, _BYTES)
            # One that an earlier release trained counts words in another way; the shipped one serves until it is trained anew.
            if orjson.loads(raw).get("format") == FORMAT:
                models.append(_whole(read(raw)))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            words = found_in(problem) if isinstance(problem, (OSError, ValueError)) else "something else"
            faults.append(
                f"{path.name}: expected an estimate as `tracker rules train --write` leaves it, found: {words}"
            )
    return models, faults


def _whole(model: Estimate) -> Estimate:
    """The estimate, if every part of it can be reckoned with; raises TypeError or ValueError."""
    kinds = set(model.start) & set(model.floor) & {kind for kind, steps in model.shares.items() if steps}
    if not kinds.issuperset(KINDS):
        raise ValueError(f"not all of {', '.join(KINDS)}")
    if not all(isinstance(words, str) for words in (model.topic, model.label, model.version)):
        raise ValueError("no topic")
    numbers = chain(
        (model.rarity,), *model.weights.values(), model.start.values(), model.floor.values(),
        chain.from_iterable(chain.from_iterable(model.shares.values())),
    )  # fmt: skip
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("a number without end")
    return model


def read(raw: bytes) -> Estimate:
    """An estimate as its file tells it."""
    document: dict[str, Any] = orjson.loads(raw)
    return Estimate(
        topic=document["topic"],
        label=document["label"],
        weights={sign: (rarity, weight) for sign, (rarity, weight) in document["weights"].items()},
        rarity=document["rarity"],
        start=document["start"],
        floor=document["floor"],
        shares={kind: tuple(map(tuple, steps)) for kind, steps in document["shares"].items()},
        version=document["version"],
    )
