"""Measure a topic against bills that analysts have labeled, as it is served.

One JSON object a line: `id`, `title`, `other_titles`, `abstract`, `organizations`, `subjects` and, where there is one,
`text`. The label is one of the subjects. What is judged is what a stored bill would show: with its other subjects where
that is asked for, and never with the label's own term.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson

from tracker.errors import UsageProblem, found_in
from tracker.rules.documents import Document, text_fields
from tracker.rules.engine import FLAGGED, POSSIBLE, RuleSet, Verdict
from tracker.rules.try_query import query_rules

_LARGEST: Final = 50_000_000
"""Bytes of one line; a corpus is not a dump of one."""
_SHOWN: Final = frozenset({"title", "abstract"})
"""What a reader sees of a bill without opening its text."""
_CERTAIN: Final = 1.96
"""Standard errors on either side of what is measured: the truth lies between in 95 of 100 samples."""


@dataclass(frozen=True, slots=True)
class Labeled:
    """A bill and whether analysts gave it the label."""

    document: Document
    wanted: bool
    own: bool = False
    """Labeled by the people who use this tracker, not by a legislature's analysts."""


@dataclass(frozen=True, slots=True)
class Error:
    """A bill that the topic and the analysts do not agree on."""

    kind: str
    """`miss` or `false alarm`."""
    id: str
    title: str
    verdict: Verdict | None


@dataclass(slots=True)
class Counts:
    """The confusion counts of a topic against a label."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @property
    def n(self) -> int:
        """Bills looked at."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def precision(self) -> float:
        """The share of shown bills that have the label; 0 where nothing is shown."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """The share of bills with the label that are shown; 0 where none has it."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp else 0.0

    def add(self, *, shown: bool, wanted: bool) -> None:
        """Count one more bill."""
        self.tp += shown and wanted
        self.fp += shown and not wanted
        self.fn += wanted and not shown
        self.tn += not shown and not wanted

    def view(self) -> dict[str, Any]:
        """As JSON, rounded to four digits, with the range in which each share lies in 95 of 100 samples."""
        shares = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        # F1 is 2j / (1 + j) of the share j of right ones among all that are shown or wanted.
        both = [2 * share / (1 + share) for share in likely(self.tp, self.tp + self.fp + self.fn)]
        ranges = {
            "precision_95": _rounded(likely(self.tp, self.tp + self.fp)),
            "recall_95": _rounded(likely(self.tp, self.tp + self.fn)),
            "f1_95": _rounded(both),
        }
        return {"n": self.n, "tp": self.tp, "fp": self.fp, "fn": self.fn, "tn": self.tn, **shares, **ranges}


@dataclass(slots=True)
class Outcome(Counts):
    """How a topic does: its flags as a whole and by place, flags and possible ones together, and where it errs."""

    together: Counts = field(default_factory=Counts)
    """Flagged and possible."""
    by_place: dict[str, tuple[Counts, Counts]] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)

    def view(self) -> dict[str, Any]:
        """As JSON: the flags first, as one table, then the tiers and the places."""
        return {
            **Counts.view(self),
            "tiers": {FLAGGED: Counts.view(self), "flagged_or_possible": self.together.view()},
            "by_place": {
                place: {FLAGGED: flagged.view(), "flagged_or_possible": together.view()}
                for place, (flagged, together) in sorted(self.by_place.items())
            },
        }


def likely(count: int, total: int) -> tuple[float, float]:
    """Wilson's range for a share: where the true one lies in 95 of 100 samples."""
    if not total:
        return 0.0, 1.0
    share, square = count / total, _CERTAIN**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    reach = _CERTAIN / (1 + square / total) * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _rounded(pair: Iterable[float]) -> list[float]:
    return [round(value, 4) for value in pair]


def read_corpus(path: Path, label: str, *, subjects: bool = False) -> Iterator[Labeled]:
    """The bills of a corpus file (.jsonl or .jsonl.gz), with their other subjects where asked for.

    Raises UsageProblem naming the line that cannot be read.
    """
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opened(path, "rb") as lines:
            for number, line in enumerate(lines, start=1):  # noqa: B007 - a fault names it
                if line.strip():
                    yield _labeled(orjson.loads(line[:_LARGEST]), label, subjects=subjects)
    except OSError as problem:
        raise UsageProblem(f"{path}: expected a corpus of JSON lines, found: {found_in(problem)}") from problem
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as problem:
        reason = f"none of the name {problem}" if isinstance(problem, KeyError) else str(problem)
        raise UsageProblem(
            f"{path}:{number}: expected an object with id, title, other_titles, abstract, organizations and subjects,"
            f" found {reason}"
        ) from problem


def _labeled(raw: dict[str, Any], label: str, *, subjects: bool) -> Labeled:
    fields = {
        "title": (str(raw["title"]), *map(str, raw.get("other_titles") or ())),
        "abstract": (str(raw["abstract"]),) if raw.get("abstract") else (),
        "committee": tuple(map(str, raw.get("organizations") or ())),
    }
    if subjects:
        fields["subject"] = tuple(term for term in map(str, raw["subjects"]) if not same_term(term, label))
    if raw.get("text"):
        fields |= text_fields(str(raw["text"]))
    key = str(raw["id"])
    place = f"us-{key.partition('/')[0]}" if "/" in key else "us"
    document = Document(id=key, kind="bill", fields=fields, jurisdiction=place)
    return Labeled(document, label in raw["subjects"])


def same_term(subject: str, label: str) -> bool:
    """Whether a subject is the label under another name: "MENTAL HEALT" and "Mental health: other" are Mental health."""
    one, other = subject.strip().lower(), label.strip().lower()
    return other in one or (len(one) > 8 and other.startswith(one))


def visible(corpus: Iterable[Labeled], query: str, rules: RuleSet) -> Iterator[Labeled]:
    """The bills in whose titles or summary a query finds something that does not only sound so, such as an agency's name.

    Raises QueryProblem.
    """
    alike = tuple(node for topic in rules.topics for node in topic.sounds_alike)
    (plain,) = query_rules(query, rules.lists).topics
    probe = RuleSet([replace(plain, sounds_alike=alike)], rules.lists)
    for bill in corpus:
        shown = {name: text for name, text in bill.document.fields.items() if name in _SHOWN}
        if any(verdict.flagged for verdict in probe.judge(replace(bill.document, fields=shown))):
            yield bill


def measured(rules: RuleSet, topic: str, corpus: Iterable[Labeled], *, threshold: int | None = None) -> Outcome:
    """How the topic does; `threshold` instead of the topic's own where it is given."""
    outcome = Outcome()
    wanted: list[bool] = []

    def documents() -> Iterator[Document]:
        for bill in corpus:
            wanted.append(bill.wanted)
            yield bill.document

    for number, (document, verdicts) in enumerate(rules.judge_many(documents())):
        verdict = next((verdict_of_topic for verdict_of_topic in verdicts if verdict_of_topic.topic == topic), None)
        flagged = verdict is not None and verdict.score >= (threshold or verdict.threshold)
        _count(outcome, document, verdict, flagged=flagged, wanted=wanted[number])
    return outcome


def _count(outcome: Outcome, document: Document, verdict: Verdict | None, *, flagged: bool, wanted: bool) -> None:
    possible = flagged or (verdict is not None and verdict.tier == POSSIBLE)
    alone, together = outcome.by_place.setdefault(document.jurisdiction, (Counts(), Counts()))
    for counts, shown in ((outcome, flagged), (alone, flagged), (outcome.together, possible), (together, possible)):
        counts.add(shown=shown, wanted=wanted)
    if flagged != wanted:
        kind = "false alarm" if flagged else "miss"
        outcome.errors.append(Error(kind, document.id, document.fields["title"][0], verdict))


def worst(errors: Iterable[Error], most: int) -> list[Error]:
    """The worst first: misses that scored least and false alarms that scored most, in turn."""
    errors = list(errors)
    misses = [error for error in errors if error.kind == "miss"]
    alarms = [error for error in errors if error.kind != "miss"]
    misses.sort(key=lambda miss: (miss.verdict.score if miss.verdict else 0, miss.id))
    alarms.sort(key=lambda miss: (-(miss.verdict.score if miss.verdict else 0), miss.id))
    mixed: list[Error] = []
    for number in range(max(len(misses), len(alarms))):
        mixed += misses[number : number + 1] + alarms[number : number + 1]
    return mixed[:most]
