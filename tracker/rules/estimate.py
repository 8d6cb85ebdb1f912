"""Estimate what plain words leave undecided: a linear model over the words of a record, shipped as a data file.

An estimate is no rule and never flags. It says in how many of ten bills with such words analysts saw the subject, and
names the words. `python -m bench.training` makes the files; docs/rules-measured.md says how well they do.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, repeat
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from tracker.rules.matcher import Words

FOLDER: Final = Path(__file__).parent / "estimates"
SHOWN: Final = 3
"""Words that an estimate names."""
ANCHORS: Final = (
    b" mental health", b" mental illness", b" mentally ill", b" mental disorder", b" behavioral health", b" suicid", b" psychiatr",
    b" psycholog", b" substance use", b" substance abuse", b" substance misuse", b" addiction", b" opioid", b" overdose",
)  # fmt: skip
"""What a long text is looked through for; only the words around these count."""
REACH: Final = 60
"""Letters on both sides of an anchor whose words count."""
MOST: Final = 40
"""Places of an anchor that are looked at in one text."""
SAID_OF: Final = frozenset({"title", "abstract", "agenda"})
"""Fields of which every word counts."""
KINDS: Final = ("us", "us text", "states", "states text")
"""Whose analysts gave the labels, and whether the text could be read: each has a start and a floor of its own."""


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
    weights: Mapping[str, float]
    start: Mapping[str, float]
    """Where the sum starts, by kind of bill (see KINDS)."""
    floor: Mapping[str, float]
    """From which chance on a record counts as possible."""
    shares: Mapping[str, tuple[tuple[float, float], ...]]
    """By chance, from which on: the share of bills with the label among those that were held out."""
    version: str

    def chance(self, words: Words) -> float:
        """The chance that analysts would give the label, from 0 to 1."""
        signs = words.signs()
        total = self.start[words.kind]
        total += round(sum(map(self.weights.get, signs, repeat(0.0))), 9)  # whatever the order of a set
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def guess(self, words: Words) -> Guess | None:
        """What it says of a record; None below the floor, or where no word speaks for it."""
        kind = words.kind
        chance = self.chance(words)
        if chance < self.floor[kind]:
            return None
        speaking = self._speaking(words)
        steps = self.shares[kind]
        at = max(0, bisect_right([floor for floor, _share in steps], chance) - 1)
        return Guess(steps[at][1], speaking) if speaking else None

    def _speaking(self, words: Words) -> tuple[str, ...]:
        """The words that say most for it; of "inpatient" and "inpatient beds" only one."""
        known = ((self.weights[sign], sign) for sign in words.signs() & self.weights.keys())
        ordered = sorted(((weight, sign) for weight, sign in known if weight > 0), key=lambda each: (-each[0], each[1]))
        found: list[str] = []
        for _weight, sign in ordered:
            told = sign.partition(">")[2] or sign
            if ":" not in sign and not any(told in other or other in told for other in found):
                found.append(told)
            if len(found) == SHOWN:
                break
        return tuple(found)


def kind_of(jurisdiction: str, *, text: bool) -> str:
    """One of KINDS: the analysts of the Library of Congress or of a legislature, with a text or without."""
    return ("us" if jurisdiction == "us" else "states") + (" text" if text else "")


def signs_of(about: Iterable[bytes], texts: Sequence[bytes]) -> frozenset[str]:
    """What the model sees of a record: words and pairs of words that say what it is about, and words around the anchors
    in its text.
    """
    found: set[str] = set()
    for raw in about:
        words = raw.decode("latin-1").split()
        found.update(words)
        found.update(map(" ".join, pairwise(words)))
    if texts:
        found |= _text_signs(texts)
    return frozenset(found)


def _text_signs(texts: Sequence[bytes]) -> set[str]:
    found: set[str] = set()
    hits = 0
    for raw in texts:
        for anchor in ANCHORS:
            at, left = raw.find(anchor), MOST
            while at >= 0 and left:
                around = raw[max(0, at - REACH) : at + len(anchor) + REACH].decode("latin-1").split()[1:-1]
                found.update(f"text>{word}" for word in around)
                found.update(f"text>{a} {b}" for a, b in pairwise(around))
                hits, left = hits + 1, left - 1
                at = raw.find(anchor, at + len(anchor))
    found.update(f"text:{most}" for most in (1, 2, 3, 5, 8) if hits >= most)
    if not hits:
        found.add("text:none")
    return found


@cache
def shipped() -> Mapping[str, Estimate]:
    """The estimates that ship with the program, by topic."""
    return MappingProxyType(
        {each.topic: each for path in sorted(FOLDER.glob("*.json")) for each in [read(path.read_bytes())]}
    )


def in_force(data_dir: Path | None) -> Mapping[str, Estimate]:
    """The shipped estimates, and those trained here (`tracker rules train`), which count instead."""
    own = data_dir / "estimates" if data_dir is not None else None
    trained = (
        [read(path.read_bytes()) for path in sorted(own.glob("*.json"))] if own is not None and own.is_dir() else []
    )
    return MappingProxyType({**shipped(), **{each.topic: each for each in trained}})


def read(raw: bytes) -> Estimate:
    """An estimate as its file tells it."""
    told: dict[str, Any] = orjson.loads(raw)
    return Estimate(
        topic=told["topic"],
        label=told["label"],
        weights=told["weights"],
        start=told["start"],
        floor=told["floor"],
        shares={kind: tuple(map(tuple, steps)) for kind, steps in told["shares"].items()},
        version=told["version"],
    )
