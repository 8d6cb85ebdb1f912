"""Show the ledger as rows: one a window, and one a committee. No row says who was told."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from tracker.deadlines.ledger import VERDICTS, NoticeGiven, Promise, Window, verdict

COLUMNS: Final = (
    "closes", "jurisdiction", "body", "kind", "title", "posted_ahead_hours", "told_ahead_hours", "told", "verdict",
)  # fmt: skip
"""What of a window a table shows."""
CSV_COLUMNS: Final = (
    "record", "what", "kind", "jurisdiction", "body", "title", "confidence", "posted_at", "looked_at", "known_at", "told_at",
    "told", "told_early", "untold", "closes", "gone_at", "posted_ahead_hours", "told_ahead_hours", "verdict", "means",
)  # fmt: skip
METER_COLUMNS: Final = (
    "jurisdiction", "body", "hearings", "median_hours", "longest_median_hours", "short", "short_at_most", "short_share", "visit_hours",
)  # fmt: skip
"""What the public notice meter says of a committee."""


def window_row(window: Window, now: dt.datetime) -> dict[str, Any]:
    """A window with what became of it."""
    name = verdict(window, now)
    return {
        "record": window.record,
        "what": window.what,
        "kind": window.kind,
        "jurisdiction": window.jurisdiction,
        "body": window.body,
        "title": window.title,
        "confidence": window.confidence,
        "posted_at": window.posted_at,
        "looked_at": window.looked_at,
        "known_at": window.known_at,
        "told_at": window.told_at,
        "told": window.told,
        "told_early": window.told_early,
        "untold": window.untold,
        "closes": window.closes,
        "gone_at": window.gone_at,
        "posted_ahead_hours": _hours(window.lead),
        "told_ahead_hours": _hours(window.closes - window.told_at) if window.told_at else None,
        "verdict": name,
        "means": VERDICTS[name],
    }


def meter_row(given: NoticeGiven) -> dict[str, Any]:
    """How much notice a committee gives."""
    return {name: getattr(given, name) for name in METER_COLUMNS} | {"short_share": round(given.short_share, 3)}


def sentence(promise: Promise) -> str:
    """The promise in a line, for people who run the program."""
    if promise.share is None:
        return "no window that was posted at least 72 hours ahead and asked for closed lately"
    misses = {
        name: number for name, number in promise.verdicts.items() if name in {"looked late", "mailed late", "rhythm"}
    }
    blame = "; ".join(f"{number} {_BLAME[name]}" for name, number in misses.items())
    return (
        f"{promise.kept} of {promise.promised} windows posted at least 72 hours ahead were told at least 48 hours ahead "
        f"({promise.share:.0%}, the aim is 95 %){f': {blame}' if blame else ''}"
    )


_BLAME: Final = {
    "looked late": "because we looked late",
    "mailed late": "because our mail was late",
    "rhythm": "because of the readers' own rhythm",
}


def _hours(span: dt.timedelta) -> float:
    return round(span.total_seconds() / 3600, 1)
