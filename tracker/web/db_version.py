"""Know at no cost whether the database has changed since a page was made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any

from sqlalchemy import Engine, event, select

from tracker.db import same_file
from tracker.db.engine import reading
from tracker.db.models import ContentVersion
from tracker.db.problems import explained


class DataVersion:
    """Asks SQLite for its data_version, which moves with every commit of any process, and PostgreSQL for the number that
    each transaction raises that writes what readers see.

    PostgreSQL's own numbers of transactions would not do: they are handed out at the beginning of a transaction, so that an
    older one that ends late moves nothing, and the other databases of a server move them all the time.

    A server that takes over for one that died may lack its last commits, and hand their numbers out again. So each connection that
    was lost counts as a change.
    """

    def __init__(self, engine: Engine, moved: Callable[[], object] = lambda: None) -> None:
        """`moved` is called where another number is seen on PostgreSQL, before anything is read under it."""
        self._engine = engine
        self._moved = moved
        self._number = 0
        self._lock = Lock()
        self._kept: Any = None
        self._answering = local()
        self._lost = 0
        if engine.dialect.name != "sqlite":
            event.listen(engine, "invalidate", self._lose)

    def _lose(self, *_told: object) -> None:
        self._lost += 1

    @property
    def losses(self) -> int:
        """How many connections were lost; what was read before the last of them may never have been kept."""
        return self._lost

    @contextmanager
    def held(self) -> Iterator[str]:
        """Let `now` say one thing in this thread meanwhile: an answer is made of one state, and the database is asked once."""
        self._answering.version = version = self.now()
        try:
            yield version
        finally:
            del self._answering.version

    @property
    def answering(self) -> str | None:
        """The version that an answer of this thread is made at, where it is held: what is read from here on is of no earlier state."""
        return getattr(self._answering, "version", None)

    def now(self) -> str:
        """A text that differs whenever something was committed in between."""
        if self.answering is not None:
            return self.answering
        with self._lock:
            if self._engine.dialect.name == "sqlite":
                return self._sqlite()
        lost = self._lost
        with reading(self._engine, brief=True) as connection:
            number = connection.execute(select(ContentVersion.number)).scalar_one()
        if number != self._number:
            self._moved()
            self._number = number
        return f"{number}.{lost}"

    def _sqlite(self) -> str:
        same_file.check(self._engine)
        # Always the same connection: the number means something only there.
        if self._kept is None:
            self._kept = self._engine.raw_connection()
        raw = self._kept.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        try:
            return str(raw.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as problem:
            raise explained(problem, self._engine.url) or problem from problem

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._kept is not None:
                self._kept.close()
                self._kept = None
