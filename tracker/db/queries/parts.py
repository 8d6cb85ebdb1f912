"""Ask for many keys in parts, and make values of rows, so that one which cannot be read costs itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
)

from tracker.db.sound import FAULTS
from tracker.records import serialize
from tracker.records.stored import Kept

T = TypeVar("T")
PAGE = 500
_log = logging.getLogger("tracker.db")


def as_kept(row: Any, kind: type[T], **more: Any) -> Kept[T]:
    """A row of a record's table as a value of this kind."""
    return Kept(
        id=row.id,
        item=serialize.decode(kind, row.record),
        first_seen=row.first_seen,
        changed_at=row.changed_at,
        revision=row.revision,
        provenance=tuple((row.provenance or {}).items()),
        source=row.source,
        **more,
    )


def read_each(made: Callable[[Any], T], rows: Iterable[Any]) -> Iterator[T]:
    """What is made of these rows about records; one that cannot be read costs itself."""
    for row in rows:
        try:
            value = made(row)
        except FAULTS as problem:
            name = getattr(row, "record_id", None) or row.id  # a row about a record, or the record's own
            _log.warning("what is stored about %s cannot be read and is left out: %s", name, problem)
        else:
            yield value


def in_parts(connection: Connection, statement: Select[Any], key: Any, keys: Iterable[str]) -> Iterator[Any]:
    """Ask for many keys in parts that every database takes."""
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), PAGE):
        yield from connection.execute(_among(statement, key), {"keys": wanted[start : start + PAGE]})


@lru_cache(maxsize=64)
def _among(statement: Select[Any], key: Any) -> Select[Any]:
    """The question with a place for the keys; made once for questions that are kept, since to build one takes longer than to ask."""
    return statement.where(key.in_(bindparam("keys", expanding=True)))
