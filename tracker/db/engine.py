"""Open the database with the manners that keep two writers from hurting each other."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

from tracker import clock
from tracker.db import same_file
from tracker.db.problems import DatabaseProblem, explained, one_line, shown
from tracker.errors import SettingsError, found_in
from tracker.system import private_folder

_log = logging.getLogger(__name__)
BUSY_MILLISECONDS: Final = 30_000
"""How long a writer waits for another one on SQLite. Our write transactions are short; a stuck one is a fault to see."""

_WRITE_LOCK: Final = 7_230_988
"""Key of the advisory lock that makes PostgreSQL writers of records take turns, as SQLite does by itself."""


_UNREADABLE: Final = (
    "database_url: expected an address such as postgresql://tracker@db.example.org:5432/tracker or "
    "sqlite:////data/tracker.db, found one that cannot be read (it is not shown, since it may hold a password); "
    "write @ : / in a password as %40 %3A %2F"
)
CONNECT_SECONDS: Final = 10
"""How long PostgreSQL may take to answer at first; an address where nothing answers would take minutes."""
_PATIENCE: Final = {
    "client_encoding": "utf8",
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""A network that swallows everything is noticed within a minute, while something is sent within half of one; the system's own
patience is a quarter of an hour, or two, and work would stand still for as long. An address may say otherwise."""
_SESSION: Final = {
    "jit": "off",  # compiling a query takes longer than any of ours
    "idle_in_transaction_session_timeout": "30min",  # of a person who thinks before they answer, at most
    "tcp_user_timeout": "30000",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
"""What the server is told of our sessions. What a machine that was cut off holds would be kept for it for two hours, and all
others would wait. An operator who thinks otherwise sets `options` in the address. It is said once the session stands: a
pooler (PgBouncer, and what hosting services put before their servers) refuses a connection that brings options."""
_FORMS: Final = {"datestyle": "ISO, MDY", "timezone": "UTC"}
"""How moments are written to us, whatever the server's, the database's or the user's own settings say; the driver reads no other form."""
_IDLE_MILLISECONDS: Final = 90_000
"""A writer that says nothing for so long stands still: its write is taken back, or nobody else could write."""
_TURN_MILLISECONDS: Final = 120_000
"""How long a writer waits for its turn on PostgreSQL; longer than one that stands still can keep it."""
_TAKE_TURN: Final = text(
    "SELECT set_config('idle_in_transaction_session_timeout', :idle, true), set_config('lock_timeout', :turn, true), "
    "pg_advisory_xact_lock(:key)"
)
_RESTED_SECONDS: Final = 1.0
"""A connection that nobody used for so long is asked whether it still lives; to ask each time would be one question in four."""
_RECYCLE_SECONDS: Final = 600
"""A connection is made anew so often, and with it this process's clock is compared with the database's."""


def connect(url: str, *, migrate: bool = True) -> Engine:
    """An engine for `url`. On SQLite the folder is made and the schema brought up to date unless `migrate` is false.

    SQLite gets write-ahead logging, foreign keys, and transactions that begin by taking the write lock: a deferred
    transaction that first reads and then writes fails at once when another writer was faster, whatever the time-out,
    and a failed migration would leave half a schema behind.
    """
    parsed = address(url)
    engine = _sqlite(parsed) if parsed.drivername == "sqlite" else _postgresql(parsed)
    if migrate:
        from tracker.migrations import bring_up_to_date

        try:
            bring_up_to_date(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _loads(stored: str) -> Any:
    """A stored JSON value; where it is none, the text itself, so that one damaged row does not cost the others.

    An exception here would end the whole answer. Whoever wants an object or a list refuses the text.
    """
    try:
        return orjson.loads(stored)
    except orjson.JSONDecodeError:
        return stored


def address(url: str) -> URL:
    """A database's address with the driver this program brings; what cannot be one is refused without repeating it.

    `postgres://`, which hosting services hand out, is `postgresql://`.
    """
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError) as problem:  # ValueError: a port that is no number
        raise SettingsError(_UNREADABLE) from problem
    kind = parsed.drivername.partition("+")[0]
    if "@" in f"{parsed.host}{parsed.database}":  # a password with an @ of its own was cut in two
        raise SettingsError(_UNREADABLE)
    if kind in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise SettingsError(
            f"database_url: expected an address that begins with postgresql:// or sqlite:///, found {kind}://"
        )
    if parsed.host or parsed.port:
        raise SettingsError(
            "database_url: expected sqlite:/// and the file's path (four slashes in all for one from the root), found a host"
        )
    return parsed.set(drivername="sqlite")


def _made(url: URL, **more: Any) -> Engine:
    """An engine whose errors are sentences for people, and never show what stands in a row or an address."""
    try:
        engine = create_engine(url, json_serializer=_dumps, json_deserializer=_loads, hide_parameters=True, **more)
    except ArgumentError as problem:
        raise SettingsError(f"database_url: {one_line(problem)}") from problem

    @event.listens_for(engine, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        if context.is_pre_ping:
            return  # the pool is asking whether a connection still lives, and makes a new one if not
        meaning = explained(context.original_exception, url)
        if meaning is not None:
            raise meaning from context.original_exception

    return engine


def _postgresql(url: URL) -> Engine:
    patience = {name: value for name, value in _PATIENCE.items() if name not in url.query}
    # What a transaction sees must not be what stood there before it waited for its turn, as a host's own default may have it.
    engine = _made(url, pool_recycle=_RECYCLE_SECONDS, connect_args=patience, isolation_level="READ COMMITTED")
    options = _FORMS if "options" in url.query else _FORMS | _SESSION
    begin = ", ".join(
        (
            "extract(epoch FROM clock_timestamp())",
            "pg_backend_pid()",
            *(f"set_config('{name}', '{options[name]}', false)" for name in options),
        )
    )

    @event.listens_for(engine, "connect")
    def _begin_session(connection: Any, _record: Any) -> None:
        def database_clock() -> dt.datetime:
            now, process, *_told = cursor.execute(f"SELECT {begin}").fetchone()
            if process != connection.info.backend_pid:
                # A pooler stands between: the next transaction may be on another session, which knows no statement of this one.
                connection.prepare_threshold = None
            return dt.datetime.fromtimestamp(float(now), dt.UTC)

        encoding = connection.info.parameter_status("server_encoding")
        if encoding not in {None, "UTF8"}:
            raise DatabaseProblem(
                f"{shown(url)}: expected one in UTF8, found {encoding}, which cannot hold what sources write; make another one with "
                f"`createdb --template=template0 --encoding=UTF8 NAME` and name it with TRACKER_DATABASE_URL"
            )
        with connection.cursor() as cursor:
            clock.follow(database_clock)
        connection.commit()

    @event.listens_for(engine, "checkin")
    def _seen(_connection: Any, record: Any) -> None:
        record.info["seen"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ask_whether_it_lives(connection: Any, record: Any, _fairy: Any) -> None:
        if time.monotonic() - record.info.get("seen", -_RESTED_SECONDS) < _RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as problem:
            raise InvalidatePoolError from problem

    return engine


def _sqlite(url: URL) -> Engine:
    path = url.database
    if path and path != ":memory:":
        same_file.must_stand(url, Path(path))
        folder = Path(path).parent
        try:
            private_folder(folder)
        except OSError as problem:
            raise SettingsError(
                f"database folder {folder}: expected one we may write to, found: {found_in(problem)}"
            ) from problem
        if Path(path).is_file() and not Path(path).stat().st_size:
            _log.warning(
                "%s was empty (0 bytes) and is begun anew; `tracker db restore FILE` puts a backup there", path
            )
    engine = _made(url)
    if path and path != ":memory:":
        same_file.hold(engine, Path(path))

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions on its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA secure_delete=ON")  # off in most builds: what was deleted would stand in the file on
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.close()
        # What belongs to another user cannot be closed to others by us; where it cannot be written, SQLite says so.
        if path and path != ":memory:" and os.name == "posix" and Path(path).stat().st_uid == os.geteuid():
            Path(path).chmod(0o600)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN" if options.get("tracker_read") else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine, *, brief: bool = False) -> Iterator[Connection]:
    """A connection that only reads: it sees one moment's state and never waits for writers.

    A brief one asks PostgreSQL each question by itself, without the two round trips of a transaction; nothing long is read by it.
    """
    with engine.connect().execution_options(tracker_read=True) as connection:
        if brief and engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")  # noqa: PLW2901 - the same one
        yield connection


def is_brief(connection: Connection) -> bool:
    """Whether each question on this connection stands by itself."""
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"


@contextmanager
def writing(engine: Engine, *, public: bool = True) -> Iterator[Connection]:
    """One transaction that writes records: all of it or nothing, and one such transaction at a time.

    What is `public` is seen by readers, so that pages kept in memory are made anew; signs of life, log-ins and limits are not.
    """
    with engine.begin() as connection:
        if connection.dialect.name != "postgresql":
            yield connection
            return
        patience = {"idle": str(_IDLE_MILLISECONDS), "turn": str(_TURN_MILLISECONDS)}
        connection.execute(_TAKE_TURN, {"key": _WRITE_LOCK, **patience})
        yield connection
        if public:  # last, so that whoever reads the number reads all that was written before it
            connection.execute(text("UPDATE content_version SET number = number + 1"))


def as_text(moment: dt.datetime) -> str:
    """A moment as SQLite keeps it: UTC, without offset, comparable as text."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
