"""Open the database that the settings in force name, its schema up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from tracker.db.engine import connect, reading
from tracker.settings import load


def open_engine() -> Engine:
    """The database of the settings in force, its schema up to date."""
    return connect(load().url)


@contextmanager
def open_database() -> Iterator[Connection]:
    """A connection that reads the database of the settings in force."""
    with reading(open_engine()) as connection:
        yield connection
