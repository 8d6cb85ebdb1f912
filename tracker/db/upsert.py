"""Write many rows at once, at the driver's speed, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import JSON

Row = Mapping[str, Any]


class Upsert:
    """Insert rows of one table; with `replace`, a row whose key exists takes the new values.

    Rows are mappings of column name to value. JSON columns take JSON text as it is, so that a record is encoded once.
    The statement is compiled once a table and dialect: a Core insert would do it for every batch.
    """

    def __init__(self, table: Table, dialect: Any, *, replace: bool, keep: tuple[str, ...] = ()) -> None:
        insert = (postgresql if dialect.name == "postgresql" else sqlite).insert(table)
        columns = [column for column in table.columns if not (column.autoincrement is True and column.primary_key)]
        statement = insert.values({column.name: None for column in columns})
        if replace:
            unchanged = {*keep, *(column.name for column in table.primary_key.columns)}
            changed = {column.name: insert.excluded[column.name] for column in columns if column.name not in unchanged}
            replace = bool(changed)  # a table that is all key has nothing to replace
        if replace:
            statement = statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)
        else:
            statement = statement.on_conflict_do_nothing()
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._order: list[str] | None = list(compiled.positiontup) if compiled.positional else None
        self._binders = {column.name: _binder(column.type, dialect) for column in columns}

    def __call__(self, connection: Connection, rows: Iterable[Row]) -> None:
        """Write `rows`; an empty iterable writes nothing."""
        binders = self._binders
        names = self._order or list(binders)
        steps = [(name, binders[name]) for name in names]
        bound: list[Any]
        if self._order is not None:
            bound = [tuple(bind(row[name]) if bind else row[name] for name, bind in steps) for row in rows]
        else:
            bound = [{name: bind(row[name]) if bind else row[name] for name, bind in steps} for row in rows]
        if bound:
            connection.exec_driver_sql(self._sql, bound)


def _binder(kind: Any, dialect: Any) -> Callable[[Any], Any] | None:
    implementation = kind.dialect_impl(dialect)
    if isinstance(kind, JSON) or isinstance(implementation, JSON):
        return None
    processor = implementation.bind_processor(dialect)
    if processor is None:
        return None
    return lru_cache(maxsize=4096)(processor)  # dates and moments repeat all over a batch


@lru_cache(maxsize=64)
def upsert(table: Table, dialect_name: str, *, replace: bool = True, keep: tuple[str, ...] = ()) -> Upsert:
    """The prepared statement for a table; made once a process."""
    if dialect_name == "postgresql":
        from sqlalchemy.dialects.postgresql import psycopg

        return Upsert(table, psycopg.dialect(), replace=replace, keep=keep)  # type: ignore[no-untyped-call]
    return Upsert(table, sqlite.dialect(), replace=replace, keep=keep)
