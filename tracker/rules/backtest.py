"""Measure a topic against bills that analysts have labelled; touch nothing but the corpus file.

One JSON object a line: `id`, `title`, `other_titles`, `abstract`, `organizations`, `subjects`. The subjects are the labels
and are never shown to the rules.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from tracker.errors import UsageProblem
from tracker.rules.documents import Document
from tracker.rules.engine import RuleSet, Verdict

_LARGEST: Final = 50_000_000
"""Bytes of one line; a corpus is not a dump of one."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A bill and whether analysts gave it the label."""

    document: Document
    wanted: bool


@dataclass(frozen=True, slots=True)
class Error:
    """A bill that the topic and the analysts do not agree on."""

    kind: str
    """`miss` or `false alarm`."""
    id: str
    title: str
    verdict: Verdict | None


@dataclass(slots=True)
class Outcome:
    """The confusion counts of a topic against a label, and where they disagree."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0
    errors: list[Error] = field(default_factory=list)

    @property
    def n(self) -> int:
        """Bills looked at."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def precision(self) -> float:
        """The share of flagged bills that have the label; 0 where nothing is flagged."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """The share of bills with the label that are flagged; 0 where none has it."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp else 0.0

    def view(self) -> dict[str, Any]:
        """As JSON, rounded to four digits."""
        shares = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {"n": self.n, "tp": self.tp, "fp": self.fp, "fn": self.fn, "tn": self.tn, **shares}


def read_corpus(path: Path, label: str) -> Iterator[Labelled]:
    """The bills of a corpus file (.jsonl or .jsonl.gz); raises UsageProblem naming the line that cannot be read."""
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opened(path, "rb") as lines:
            for number, line in enumerate(lines, start=1):  # noqa: B007 - a fault names it
                if line.strip():
                    yield _labelled(orjson.loads(line[:_LARGEST]), label)
    except OSError as problem:
        raise UsageProblem(f"{path}: expected a corpus of JSON lines, found: {problem}") from problem
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as problem:
        raise UsageProblem(
            f"{path}:{number}: expected an object with id, title, other_titles, abstract, organizations and subjects,"
            f" found: {problem!r}"
        ) from problem


def _labelled(raw: dict[str, Any], label: str) -> Labelled:
    fields = {
        "title": (str(raw["title"]), *map(str, raw.get("other_titles") or ())),
        "abstract": (str(raw["abstract"]),) if raw.get("abstract") else (),
        "committee": tuple(map(str, raw.get("organizations") or ())),
    }
    key = str(raw["id"])
    place = f"us-{key.partition('/')[0]}" if "/" in key else "us"
    document = Document(id=key, kind="bill", fields=fields, jurisdiction=place)
    return Labelled(document, label in raw["subjects"])


def measured(rules: RuleSet, topic: str, corpus: Iterable[Labelled], *, threshold: int | None = None) -> Outcome:
    """How the topic does; `threshold` instead of the topic's own where it is given."""
    outcome = Outcome()
    wanted: list[bool] = []

    def documents() -> Iterator[Document]:
        for each in corpus:
            wanted.append(each.wanted)
            yield each.document

    for number, (document, verdicts) in enumerate(rules.judge_many(documents())):
        verdict = next((each for each in verdicts if each.topic == topic), None)
        flagged = verdict is not None and verdict.score >= (threshold or verdict.threshold)
        _count(outcome, document, verdict, flagged=flagged, wanted=wanted[number])
    return outcome


def _count(outcome: Outcome, document: Document, verdict: Verdict | None, *, flagged: bool, wanted: bool) -> None:
    if flagged and wanted:
        outcome.tp += 1
    elif not flagged and not wanted:
        outcome.tn += 1
    else:
        outcome.fp += flagged
        outcome.fn += wanted
        kind = "false alarm" if flagged else "miss"
        outcome.errors.append(Error(kind, document.id, document.fields["title"][0], verdict))


def worst(errors: Iterable[Error], most: int) -> list[Error]:
    """The worst first: misses that scored least and false alarms that scored most, in turn."""
    errors = list(errors)
    misses = [each for each in errors if each.kind == "miss"]
    alarms = [each for each in errors if each.kind != "miss"]
    misses.sort(key=lambda each: (each.verdict.score if each.verdict else 0, each.id))
    alarms.sort(key=lambda each: (-(each.verdict.score if each.verdict else 0), each.id))
    found: list[Error] = []
    for number in range(max(len(misses), len(alarms))):
        found += misses[number : number + 1] + alarms[number : number + 1]
    return found[:most]
