"""List the rules that somebody should read again, and when their place's session opens: a page for contributors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tracker.rulebook.sessions import next_opening
from tracker.testimony import review
from tracker.testimony.rulebook import Place

COLUMNS: Final = ("place", "session_opens", *review.COLUMNS[1:], "page_changed")
"""What CSV shows."""
TABLE_COLUMNS: Final = ("place", "session_opens", *review.TABLE_COLUMNS[1:])


def due(places: Iterable[Place], day: dt.date, pages: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rules to read again, the least sure first, with the day on which their place's session opens."""
    known = pages or {}
    overdue = []
    for row in review.due(places, day):
        opens = next_opening(row["place"], day)
        page = known.get(str(row["source"]).split(" ")[0])
        changed = page.changed_at.date() if page is not None and page.changed_at else None
        overdue.append(row | {"session_opens": opens, "page_changed": changed})
    return overdue


def by_session(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, those first whose session opens soonest."""
    return sorted(rows, key=lambda row: (row["session_opens"] or dt.date.max, row["place"]))
