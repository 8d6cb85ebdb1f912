"""Let through the rows that can be read: a damaged one costs itself in every list, calendar, feed and mail, and is told.

Every question that gives whole records passes here. What a page or a command then finds in a record is there and of its
type; what a record of an older program does not say is filled in.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Select

from tracker.records import serialize
from tracker.records.items import ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedPerson

KINDS: Final[dict[str, type[Any]]] = {
    "bills": ScrapedBill,
    "hearings": ScrapedHearing,
    "notices": ScrapedNotice,
    "people": ScrapedPerson,
}
"""Table, and what its records are."""
FAULTS: Final = (ValueError, TypeError, LookupError, AttributeError)
"""What reading a damaged value raises."""
_PAGE: Final = 500
_log = logging.getLogger("tracker.db")


def sound(table: str, rows: Iterable[Any]) -> Iterator[Any]:
    """Those of these rows of a table whose record can be read; the log names the others."""
    for row in rows:
        fault = fault_of(table, row)
        if fault is None:
            yield row
        else:
            _log.warning("stored record %s cannot be read and is left out: %s", row.id, fault)


def fault_of(table: str, row: Any) -> str | None:
    """Why a row's record cannot be read; None where it can, its gaps filled."""
    try:
        serialize.complete(KINDS[table], row.record)
        if row.provenance is not None:
            dict(row.provenance)
    except FAULTS as problem:
        return f"{problem}" or type(problem).__name__
    return None


def record_of(table: str, row: Any) -> dict[str, Any] | None:
    """The record of a row that gives it as text, for those who read many; None where it cannot be read."""
    try:
        record: dict[str, Any] = orjson.loads(row.record)
        serialize.complete(KINDS[table], record)
    except FAULTS as problem:
        _log.warning("stored record %s cannot be read and is left out: %s", row.id, problem)
        return None
    return record


def asked(connection: Connection, table: str, statement: Select[Any], *, limit: int | None = None) -> Iterator[Any]:
    """What a question gives that can be read; with a limit, so many, whichever cannot."""
    if limit is None:
        yield from sound(table, connection.execution_options(yield_per=_PAGE).execute(statement))
        return
    key = next(column for column in statement.selected_columns if column.key == "id")
    broken: list[str] = []
    while True:
        fitting = statement.where(key.not_in(broken)) if broken else statement
        rows = connection.execute(fitting.limit(limit)).all()
        left = list(sound(table, rows))
        if len(left) == len(rows):
            yield from left
            return
        broken += sorted({row.id for row in rows} - {row.id for row in left})
