"""Open the database that the settings in force name, its schema up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from tracker.db import own_files, set_back
from tracker.db.engine import connect, reading
from tracker.settings import load

_opened: list[Engine] = []


def open_engine(*, migrate: bool = True) -> Engine:
    """The database of the settings in force, as `connect` opens it; closed at the end of the command.

    On PostgreSQL the rules people wrote themselves are compared with those of the other machines (`own_files`), and a database that was
    put back to an earlier state is told (`set_back`).
    """
    engine = connect(load().url, migrate=migrate)
    _opened.append(engine)
    if migrate:
        own_files.level(engine, load().data_dir)
        set_back.look(engine, load().data_dir)
    return engine


def close_engines() -> None:
    """Close what `open_engine` opened, however its command ended: one that refuses to start leaves no connection behind."""
    while _opened:
        _opened.pop().dispose()


@contextmanager
def open_database() -> Iterator[Connection]:
    """A connection that reads the database of the settings in force."""
    with reading(open_engine()) as connection:
        yield connection
