"""One bill with the rows around it, each asked for once: what its page tells, what is due and what to do are made of the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from tracker.db.queries.hearing_rows import HearingQuery, heard_bills, hearings
from tracker.db.queries.match_rows import match_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundBill:
    """A bill's row, and those of what has to do with it."""

    row: Any
    hearings: Sequence[Any]
    """Rows of the hearings that hear it, soonest first, however long ago."""
    heard: Mapping[str, Sequence[str]]
    """For each of them the public ids of the bills on its agenda."""
    matches: Sequence[Any]
    """Rows of `matches` of the bill that count today, possible ones too, best first."""

    def hearings_after(self, moment: dt.datetime) -> list[Any]:
        """Rows of those that begin then or later."""
        return [row for row in self.hearings if row.start >= moment]


def around_bill(connection: Connection, row: Any) -> AroundBill:
    """What is stored around a bill whose row is at hand."""
    rows = list(hearings(connection, HearingQuery(bills=[row.id])))
    return AroundBill(
        row=row,
        hearings=rows,
        heard=heard_bills(connection, [hearing.id for hearing in rows]),
        matches=match_rows(connection, [row.id], possible=True).get(row.id, []),
    )
