"""Decide whether a visit to a source went well; touch nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tracker.ingest.field_coverage import lost

VERDICTS: Final = ("ok", "empty", "degraded", "failed", "skipped", "interrupted")
"""ok; empty (the source said so); degraded (some of it could not be read); failed; skipped (no key); interrupted."""

UNREADABLE_SHARE: Final = 0.10
"""Above this share of unreadable rows a page has changed, and what was read is not to be trusted as complete."""
SHRUNK_SHARE: Final = 0.5
"""Fewer than this share of the last clean run's records means that something is missing, not that they are gone."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """What one visit met."""

    fetched: int = 0
    items: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unreadable: int = 0
    nothing_here: int = 0
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


def verdict(counts: Counts, *, last_clean: Mapping[str, Any] | None = None, partial: bool = False) -> tuple[str, str]:
    """The verdict on a finished visit and its reason in words.

    `last_clean` are the counts of the last clean visit of the same scope, as they are stored; `partial` is true when
    this visit was asked for a part only (`--limit`, `--since`), so that a small number says nothing.
    """
    if counts.items == 0:
        return _verdict_on_nothing(counts)
    total = counts.items + counts.unreadable
    if counts.unreadable > total * UNREADABLE_SHARE:
        return "failed", f"{counts.unreadable} of {total} rows could not be read"
    if counts.errors or counts.unreadable:
        return "degraded", f"{counts.errors} pages failed, {counts.unreadable} rows could not be read"
    before = last_clean or {}
    usual = int(before.get("items") or 0)
    if not partial and usual and counts.items < usual * SHRUNK_SHARE:
        return "degraded", f"{counts.items} records, where the last clean run met {usual}"
    gone = lost(counts.filled, before.get("filled") or {})
    return ("degraded", "the page has changed: " + "; ".join(gone)) if gone else ("ok", "")


def _verdict_on_nothing(counts: Counts) -> tuple[str, str]:
    if counts.errors or counts.unreadable:
        return "failed", f"nothing read; {counts.errors} pages failed, {counts.unreadable} rows could not be read"
    if counts.nothing_here:
        return "empty", "the source says that there is nothing"
    return "failed", "no records, and the source did not say that there are none"
