"""List the rules that somebody should read again, and when their place's session opens: a page for contributors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tracker.records.text import line
from tracker.rulebook.sessions import next_opening
from tracker.testimony import review
from tracker.testimony.evidence import worth_watching
from tracker.testimony.rulebook import Place, Rule

COLUMNS: Final = ("place", "session_opens", *review.COLUMNS[1:])
"""What CSV shows."""
_IN_VAIN: Final = 2
"""So many visits in a row; one is a hiccup."""
TABLE_COLUMNS: Final = ("place", "session_opens", *review.TABLE_COLUMNS[1:])


def due(places: Iterable[Place], day: dt.date, pages: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rules to read again, the least sure first, with the day on which their place's session opens."""
    known = pages or {}

    def of_pages(rule: Rule) -> list[str]:
        return [why for url in worth_watching(rule.sources) if url in known and (why := _of_page(known[url], rule))]

    return [row | {"session_opens": next_opening(row["place"], day)} for row in review.due(places, day, more=of_pages)]


def _of_page(page: Any, rule: Rule) -> str | None:
    """Why the page of a rule makes it due: it is gone, or says otherwise than when the rule was read."""
    if page.problem is not None and page.failures >= _IN_VAIN:
        since = f"since {page.read_at.date()}" if page.read_at else "ever"
        return f"its page could not be read {since} ({line(page.problem, 160)})"
    changed = page.changed_at.date() if page.changed_at else None
    return f"its page changed on {changed}" if changed and (rule.checked is None or rule.checked < changed) else None


def by_session(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, those first whose session opens soonest."""
    return sorted(rows, key=lambda row: (row["session_opens"] or dt.date.max, row["place"]))
