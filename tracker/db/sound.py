"""Let through the rows that can be read: a damaged one costs itself in every list, calendar, feed and mail, and is told.

Every question that gives whole records passes here. What a page or a command then finds in a record is there and of its
type; what a record of an older program does not say is filled in. A row that cannot be read is written down, so that
lists leave it out, its own page, `tracker doctor` and the desk tell it, and the next visit of its source reads it anew.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

import orjson
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    select,
    type_coerce,
)
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.db.engine import is_brief
from tracker.db.models import Base, UnreadableRow
from tracker.db.upsert import upsert
from tracker.errors import TrackerError
from tracker.records import serialize
from tracker.records.items import ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedOrganization, ScrapedPerson

KINDS: Final[dict[str, type[Any]]] = {
    "bills": ScrapedBill,
    "hearings": ScrapedHearing,
    "notices": ScrapedNotice,
    "people": ScrapedPerson,
    "organizations": ScrapedOrganization,
}
"""Table, and what its records are."""
FAULTS: Final = (ValueError, TypeError, LookupError, AttributeError)
"""What reading a damaged value raises."""
_PAGE: Final = 500
_NOTE_MILLISECONDS: Final = 1_000
"""How long writing down waits for another writer: whoever reads must not wait for long, and the next one tries again."""
_log = logging.getLogger("tracker.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A stored record that cannot be read: since when that is known, why, and the source that tells it."""

    record_id: str
    table: str
    since: dt.datetime
    fault: str
    source: str | None

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, for people."""
        again = f"`tracker crawl {self.source}` reads it anew, as" if self.source else "it is read anew by"
        return (
            f"the stored record {self.record_id} cannot be read since {self.since:%Y-%m-%d} ({self.fault}); "
            f"{again} the next visit of its source does; all others can be read"
        )


class UnreadableRecord(TrackerError):
    """The one record that was asked for is stored and cannot be read."""

    def __init__(self, damaged: Damaged) -> None:
        super().__init__(damaged.sentence)
        self.damaged = damaged


def sound(connection: Connection, table: str, rows: Iterable[Any]) -> Iterator[Any]:
    """Those of these rows of a table whose record can be read."""
    for row in rows:
        fault = _fault_of(table, row)
        if fault is None:
            yield row
        else:
            note(connection, table, row.id, fault)


def _fault_of(table: str, row: Any) -> str | None:
    """Why a row's record cannot be read; None where it can, its gaps filled."""
    try:
        serialize.complete(KINDS[table], row.record)
        if row.provenance is not None:
            dict(row.provenance)
    except FAULTS as problem:
        return named(problem)
    return None


def named(problem: Exception) -> str:
    """What is wrong, in few words."""
    return (str(problem) or type(problem).__name__)[:300]


def asked(
    connection: Connection,
    table: str,
    statement: Select[Any],
    values: Mapping[str, Any] = MappingProxyType({}),
    *,
    limit: int | None = None,
    few: bool = False,
) -> Iterator[Any]:
    """What a question gives that can be read; with a limit so many, whichever cannot. `values` are those of its places.

    A `few` are taken at once, and so is what a brief connection reads: to read on and on, PostgreSQL is asked four times
    instead of once, in a transaction.
    """
    if limit is None:
        at_once = few or is_brief(connection)
        rows = connection.execute(statement, values, execution_options={} if at_once else {"yield_per": _PAGE})
        yield from sound(connection, table, rows)
        return
    broken: list[str] = []
    while True:
        first_rows = connection.execute(_first(table, statement), {**values, "broken": broken, "most": limit}).all()
        sound_rows = list(sound(connection, table, first_rows))
        if len(sound_rows) == len(first_rows):
            yield from sound_rows
            return
        broken += sorted({row.id for row in first_rows} - {row.id for row in sound_rows})


@lru_cache(maxsize=64)
def _first(table: str, statement: Select[Any]) -> Select[Any]:
    """The first rows of a question but those known to be broken; made once for questions that are kept."""
    known = Base.metadata.tables[table].c.id.in_(bindparam("broken", expanding=True))
    return statement.where(~known).limit(bindparam("most", type_=Integer))


def by_id(connection: Connection, table: str, key: str) -> Any | None:
    """The row of one record by its public id. Raises UnreadableRecord where it cannot be read."""
    return one(connection, table, _by_id(table), {"key": key})


@cache
def _by_id(table: str) -> Select[Any]:
    of_name = Base.metadata.tables[table]
    return select(of_name).where(of_name.c.id == bindparam("key"))


def one(
    connection: Connection, table: str, statement: Select[Any], values: Mapping[str, Any] = MappingProxyType({})
) -> Any | None:
    """The first row that a question about one record gives. Raises UnreadableRecord where it cannot be read."""
    row = connection.execute(statement, values).first()
    fault = _fault_of(table, row) if row is not None else None
    if row is None or fault is None:
        return row
    note(connection, table, row.id, fault)
    known = [damage for damage in damaged(connection) if damage.record_id == row.id]
    now = Damaged(record_id=row.id, table=table, since=clock.now(), fault=fault, source=row.source)
    raise UnreadableRecord(known[0] if known else now)


def record_of(connection: Connection, table: str, row: Any) -> dict[str, Any] | None:
    """The record of a row with `id` and `record`, its gaps filled; None where it cannot be read."""
    try:
        record: dict[str, Any] = row.record if isinstance(row.record, dict) else orjson.loads(row.record)
        serialize.complete(KINDS[table], record)
    except FAULTS as problem:
        note(connection, table, row.id, named(problem))
        return None
    return record


def value_of(kind: type[Any], raw: Any, key: str) -> Any | None:
    """What is stored of a record as a value; None, and a line in the log, where it cannot be read."""
    try:
        return serialize.decode(kind, raw)
    except FAULTS as problem:
        _log.warning("what is stored of %s cannot be read: %s", key, named(problem))
        return None


def lists(key: Any) -> ColumnElement[bool]:
    """For lists that show columns and no records: whether a row's record can be read, as far as is known."""
    return ~exists().where(UnreadableRow.record_id == key)


def note(connection: Connection, table: str, key: str, fault: str) -> None:
    """Write down that a record cannot be read, beside the question that found it."""
    _log.warning("stored record %s cannot be read and is left out: %s", key, fault)
    row = {"record_id": key, "what": table, "since": clock.now(), "fault": fault}
    insert = upsert(Base.metadata.tables["unreadable_records"], connection.dialect.name, replace=False)
    if not connection.get_execution_options().get("tracker_read"):
        insert(connection, [row])
        return
    try:
        with connection.engine.connect().execution_options(tracker_read=True) as beside, _impatient(beside):
            insert(beside, [row])
            beside.commit()
    except (SQLAlchemyError, TrackerError) as problem:
        _log.warning("that %s cannot be read was not written down yet: %s", key, str(problem).splitlines()[0])


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    """A connection that waits for another writer for a moment only."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_NOTE_MILLISECONDS}")
        yield
        return
    before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={_NOTE_MILLISECONDS}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={before}")


def damaged(connection: Connection) -> list[Damaged]:
    """The records that are known to be unreadable, the oldest first."""
    rows = connection.execute(select(UnreadableRow.__table__).order_by(UnreadableRow.since, UnreadableRow.record_id))
    return [
        Damaged(
            record_id=row.record_id, table=row.what, since=row.since, fault=row.fault, source=_source(connection, row)
        )
        for row in rows.all()
    ]


def _source(connection: Connection, row: Any) -> str | None:
    table = Base.metadata.tables[row.what]
    return connection.execute(select(table.c.source).where(table.c.id == row.record_id)).scalar_one_or_none()


def search(engine: Engine) -> int:
    """Read every stored record; write down those that cannot be read, strike out those that can. How many cannot."""
    bad: dict[str, tuple[str, str]] = {}
    with engine.connect().execution_options(tracker_read=True) as connection:
        for name in KINDS:
            table = Base.metadata.tables[name]
            columns = (table.c.id, cast(table.c.record, Text).label("record"))
            for row in connection.execute(select(*columns), execution_options={"yield_per": _PAGE}):
                try:
                    serialize.complete(KINDS[name], orjson.loads(row.record))
                except FAULTS as problem:
                    bad[row.id] = (name, named(problem))
    with engine.begin() as connection:
        known = set(connection.execute(select(UnreadableRow.record_id)).scalars())
        forget(connection, known - bad.keys())
        for key, (name, fault) in bad.items():
            if key not in known:
                note(connection, name, key, fault)
    return len(bad)


def noted(connection: Connection) -> set[str]:
    """Ids of the records that are known to be unreadable."""
    return set(connection.execute(select(UnreadableRow.record_id)).scalars())


def forget(connection: Connection, keys: Iterable[str]) -> None:
    """These were written anew, or are gone."""
    for key in keys:
        connection.execute(delete(UnreadableRow).where(UnreadableRow.record_id == key))


def part(connection: Connection, record: Any, *path: str | int) -> Any:
    """A part of a stored record, to ask for in SQL; none of a damaged one, at which SQLite would end the whole question."""
    if connection.dialect.name == "sqlite":
        record = type_coerce(case((func.json_valid(record) == 1, record)), JSON)
    return record[path]
