"""Open the database with the manners that keep two writers from hurting each other."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from tracker.errors import SettingsError, TrackerError

BUSY_MILLISECONDS: Final = 30_000
"""How long a writer waits for another one on SQLite. Our write transactions are short; a stuck one is a fault to see."""

_WRITE_LOCK: Final = 7_230_988
"""Key of the advisory lock that makes PostgreSQL writers of records take turns, as SQLite does by itself."""


def connect(url: str, *, migrate: bool = True) -> Engine:
    """An engine for `url`. On SQLite the folder is made and the schema brought up to date unless `migrate` is false.

    SQLite gets write-ahead logging, foreign keys, and transactions that begin by taking the write lock: a deferred
    transaction that first reads and then writes fails at once when another writer was faster, whatever the time-out,
    and a failed migration would leave half a schema behind.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise SettingsError(
            f"database_url: expected an SQLAlchemy address such as sqlite:////data/tracker.db, found {url!r}"
        ) from problem
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(url, parsed.database)
    else:
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, json_serializer=_dumps, json_deserializer=orjson.loads)
    if migrate:
        from tracker.migrations import bring_up_to_date

        bring_up_to_date(engine)
    return engine


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        folder = Path(path).parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as problem:
            raise SettingsError(
                f"database folder {folder}: expected one we may write to, found: {problem}"
            ) from problem
    engine = create_engine(url, json_serializer=_dumps, json_deserializer=orjson.loads)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions on its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.close()
        if path and path != ":memory:" and os.name == "posix":
            Path(path).chmod(0o600)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN" if options.get("tracker_read") else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: it sees one moment's state and never waits for writers."""
    with engine.connect().execution_options(tracker_read=True) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes records: all of it or nothing, and one such transaction at a time."""
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITE_LOCK})
            yield connection
    except OperationalError as problem:
        if "locked" in str(problem.orig):
            raise TrackerError(
                f"database: another process held the write lock for more than {BUSY_MILLISECONDS // 1000} seconds; "
                "nothing was written; try again, or look for it with `tracker doctor`",
            ) from problem
        raise


def as_text(moment: dt.datetime) -> str:
    """A moment as SQLite keeps it: UTC, without offset, comparable as text."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
