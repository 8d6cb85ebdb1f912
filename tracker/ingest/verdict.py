"""Decide whether a visit to a source went well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tracker.ingest.field_coverage import FEWEST, lost
from tracker.records.text import number_of

UNREADABLE_SHARE: Final = 0.10
"""Above this share of unreadable rows a page has changed, and what was read is not to be trusted as complete."""
DOUBLED_SHARE: Final = 0.3
"""Above this share of records that share an id with another one, the ids of the page are not what they were."""
DOUBLED_FEW: Final = 3
REFUSED_FEW: Final = 2
"""So many rows that cannot be true cost themselves alone, where more are: somebody mistyped a year, and the page is what it was."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """What one visit met."""

    fetched: int = 0
    items: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unreadable: int = 0
    refused: int = 0
    """Of these the rows that could be read and cannot be true, such as a meeting of 1969."""
    texts_unread: int = 0
    """Bills that were read and whose text was not: told as problems, and no fault of the visit as a whole."""
    nothing_here: int = 0
    nothing_because: str = ""
    """The words of the first source page that said that there is nothing."""
    doubled: int = 0
    """Records met again under the same id with another content."""
    withheld: int = 0
    """Records that were read and not stored, because the visit was not believed."""
    vanished: int = 0
    flagged: int = 0
    errors: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    """How many records of each kind were read, and how many of them had which field: see `tracker.ingest.field_coverage`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong in a visit, for people: its kind, what was expected and found, where, and a piece of it."""

    kind: str
    reason: str
    url: str | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """The report of one visit."""

    source: str
    verdict: str
    counts: Counts
    problems: tuple[Problem, ...] = ()
    """The first hundred; all of them are counted, and kept in the database up to a cap."""
    seconds: float = 0.0
    run_id: int | None = None
    reason: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


class Verdict(NamedTuple):
    """A verdict and its reason in words."""

    said: str
    """ok; empty (the source said so); degraded (some of it could not be read); failed; skipped (no key); interrupted."""
    why: str = ""
    doubted_whole: bool = False
    """Whether the list as a whole is doubted, so that the source was not read well, however little of it failed."""

    @property
    def clean(self) -> bool:
        """Whether what is absent from such a visit means something."""
        return self.said in {"ok", "empty"}

    def doubted(self, words: Sequence[str], withheld: int) -> Verdict:
        """This verdict with doubts about the visit as a whole, and how many records they cost."""
        if not words:
            return self
        reasons = [*([self.why] if self.why else []), *words]
        if withheld:
            reasons.append(f"{withheld} records were not stored")
        return Verdict(self.said if self.said == "failed" else "degraded", "; ".join(reasons), doubted_whole=True)


def verdict(counts: Counts, *, last_clean: Mapping[str, Any] | None = None, partial: bool = False) -> Verdict:
    """The verdict on a finished visit and its reason in words.

    `last_clean` are the counts of the last clean visit of the same scope, as they are stored; `partial` is true when
    an empty list says nothing: this visit was asked for a part only (`--limit`, `--since`), or what it lists is held
    against the last list record by record.
    """
    before = last_clean or {}
    if counts.items == 0:
        return _verdict_on_nothing(counts, {} if partial else before.get("filled") or {})
    if broken := broken_rows(counts):
        return Verdict("failed", broken)
    if counts.errors or counts.unreadable:
        return Verdict("degraded", _failures(counts))
    if counts.doubled:
        return Verdict("degraded", f"{_doubled(counts)}, and {'was' if counts.doubled == 1 else 'were'} not stored")
    gone = lost(counts.filled, before.get("filled") or {})
    return Verdict("degraded", "the page has changed: " + "; ".join(gone)) if gone else Verdict("ok")


def broken_rows(counts: Counts) -> str:
    """What is wrong with so many rows that none of them is believed; empty where nothing is."""
    total = counts.items + counts.unreadable
    slips = counts.refused if counts.refused <= REFUSED_FEW and counts.refused < counts.items else 0
    if counts.unreadable - slips > total * UNREADABLE_SHARE:
        return f"{counts.unreadable} of {number_of(total, 'row')} could not be read"
    if counts.doubled > DOUBLED_FEW and counts.doubled > (counts.items + counts.doubled) * DOUBLED_SHARE:
        return f"{_doubled(counts)}: what tells them apart is gone"
    return ""


def _verdict_on_nothing(counts: Counts, usual: Mapping[str, int]) -> Verdict:
    if counts.errors or counts.unreadable:
        words = f"nothing read; {_failures(counts)}"
        return Verdict("failed", words)
    if counts.nothing_here and (notices := usual.get("notice", 0)) >= FEWEST:  # agencies have no seasons
        return Verdict("degraded", f"it lists nothing, where the last clean run met {notices} notices")
    if counts.nothing_here:
        return Verdict("empty", counts.nothing_because or "the source says that there is nothing")
    return Verdict("failed", "no records, and the source did not say that there are none")


def stale_sources(behind: Mapping[tuple[str, str], Sequence[str]]) -> list[Problem]:
    """A problem for each pair of sources of which the first is behind the second, with the bills that show it."""
    return [
        Problem(
            kind="stale-source",
            reason=f"{stale} is behind {fresh}, which knows a later action of {_number(bills)}",
            excerpt=" ".join(bills[:20])[:500],
        )
        for (stale, fresh), bills in sorted(behind.items())
    ]


def _number(bills: Sequence[str]) -> str:
    return "one bill" if len(bills) == 1 else f"{len(bills)} bills"


def _failures(counts: Counts) -> str:
    """A problem is a page that failed, or what a source told of itself, such as a copy that is old."""
    problems = number_of(counts.errors, "problem") if counts.errors else ""
    rows = f"{number_of(counts.unreadable, 'row')} could not be read" if counts.unreadable else ""
    return ", ".join(filter(None, (problems, rows)))


def _doubled(counts: Counts) -> str:
    return f"{number_of(counts.doubled, 'record shares', 'records share')} an id with another one"
