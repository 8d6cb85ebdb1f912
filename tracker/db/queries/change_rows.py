"""Changes in the order in which they were seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    select,
)

from tracker.db.models import (
    ChangeRow,
)
from tracker.db.queries.parts import PAGE, in_parts, read_each
from tracker.records.changes import Change, Move


def changes(
    connection: Connection,
    *,
    after: int = 0,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    records: Sequence[str] | None = None,
) -> Iterator[Change]:
    """Changes in the order in which they were seen, from the sequence number after `after`."""
    statement = select(ChangeRow.__table__)
    if after and records is None:
        statement = statement.where(ChangeRow.id > after)
    elif after:  # as a sum, so that no database walks along all numbers for the sake of a few records
        statement = statement.where(ChangeRow.id + 0 > after)
    if since:
        statement = statement.where(ChangeRow.seen_at >= since)
    if until:
        statement = statement.where(ChangeRow.seen_at < until)
    rows: Iterable[Any]
    if records is None:
        rows = connection.execute(statement.order_by(ChangeRow.id), execution_options={"yield_per": PAGE})
    else:
        rows = sorted(in_parts(connection, statement, ChangeRow.record_id, records), key=lambda row: row.id)
    yield from read_each(change, rows)


def change(row: Any) -> Change:
    """A row of `changes` as a value."""
    return Change(
        kind=row.kind,
        what=row.what,
        record=row.record_id,
        moves=tuple(Move(**move) for move in row.moves),
        quiet=row.quiet,
        happened=row.happened,
        bills=tuple(row.bills),
        seen_at=row.seen_at,
        sequence=row.id,
    )
