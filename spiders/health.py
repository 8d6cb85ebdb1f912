"""Judge the health of sources by what is stored of their runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from tracker.ingest.source import Source
from tracker.records.jurisdictions import expected_within
from tracker.records.text import number_of

LOW_VOLUME: Final = 0.5
"""Fewer than this share of the usual records is a fault; sources rarely lose half of what they list."""
_GOOD: Final = frozenset({"ok", "empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is known of one source: `state` is ok, warning, broken, skipped or never-run; `reasons` are for people."""

    source: str
    state: str
    reasons: tuple[str, ...]


def health(
    name: str,
    facts: Source,
    runs: Sequence[Any],
    *,
    changed: dt.datetime | None,
    now: dt.datetime,
    in_session: bool,
    agreed: str = "",
) -> Health:
    """The health of a source by its finished runs, newest first, and the moment of its last change; `in_session` says
    whether a session that was collected sits today, beside those of our own calendar, and `agreed` what was doubted lately
    and taken as true, in words.
    """
    done = [run for run in runs if run.state == "done" and run.verdict != "interrupted"]
    if not done:
        return Health(source=name, state="never-run", reasons=(f"never visited; now: tracker crawl {name}",))
    last = done[0]
    if last.verdict == "skipped":
        return Health(source=name, state="skipped", reasons=(last.reason or "skipped",))
    if last.verdict == "failed":
        return Health(source=name, state="broken", reasons=(last.reason or "the last visit failed",))
    reasons = [last.reason or "the last visit was incomplete"] if last.verdict not in _GOOD else []
    reasons += _volume(last, [run for run in done[1:] if run.scope == last.scope and run.verdict in _GOOD])
    reasons += [agreed] if agreed else []
    reasons += _freshness(facts, last.finished_at, changed, now, in_session=in_session)
    return Health(source=name, state="warning" if reasons else "ok", reasons=tuple(reasons))


def _volume(last: Any, before: Sequence[Any]) -> list[str]:
    usual = [_items(run.counts) for run in before[:5] if _items(run.counts)]
    if not usual or last.verdict == "empty":
        return []
    items, expected = _items(last.counts), median(usual)
    return [f"{number_of(items, 'record')}, where {expected:g} are usual"] if items < expected * LOW_VOLUME else []


def _freshness(
    facts: Source, visited: dt.datetime | None, changed: dt.datetime | None, now: dt.datetime, *, in_session: bool
) -> list[str]:
    reasons = []
    if visited is not None and now - visited > dt.timedelta(hours=2 * facts.every_hours):
        reasons.append(f"last visited {(now - visited).days} days ago, wanted every {facts.every_hours} hours")
    day = now.astimezone(facts.timezone).date()
    days = expected_within(facts.jurisdiction, facts.expected_every_days, day, sits=in_session)
    if changed is not None and now - changed > dt.timedelta(days=days):
        season = "" if days == facts.expected_every_days else " out of session"
        reasons.append(f"nothing new for {(now - changed).days} days, where {days} are usual{season}")
    return reasons


def _items(counts: Mapping[str, Any] | None) -> int:
    return int((counts or {}).get("items") or 0)
