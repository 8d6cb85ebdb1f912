"""Know when the next session of a place opens, from the calendar of sessions and from leads nobody has confirmed."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import Final

from tracker.records.jurisdictions import jurisdiction

LEADS: Final = Path(__file__).with_name("session_leads.tsv")
"""Days on which sessions are said to convene; each row names who says so."""
BEFORE: Final = dt.timedelta(days=30)
"""So long before a session opens its rules are read again."""


@cache
def leads() -> dict[str, tuple[dt.date, str]]:
    """By place the day its session is said to convene, and the provenance, which is `lead` for all of them."""
    with LEADS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["place"]: (dt.date.fromisoformat(row["convenes"]), row["provenance"]) for row in rows}


def next_opening(code: str, day: dt.date) -> dt.date | None:
    """The first day from `day` on that a session of the place opens, as far as anybody says.

    Where nobody does, a legislature is taken to convene on the first of January; councils meet all year.
    """
    state = jurisdiction(code)
    if state is None:
        return None
    following = state.next_sitting(day - dt.timedelta(days=1))
    lead = leads().get(code)
    days = [
        first for first in (following.first if following else None, lead[0] if lead else None) if first and first >= day
    ]
    return min(days, default=dt.date(day.year + ((day.month, day.day) != (1, 1)), 1, 1))


def opens_soon(code: str, day: dt.date) -> bool:
    """Whether a session of the place opens within a month."""
    opening = next_opening(code, day)
    return opening is not None and opening - day <= BEFORE
