"""Know at no cost whether the database has changed since a page was made."""

from __future__ import annotations

import sqlite3
from threading import Lock
from typing import Any

from sqlalchemy import Engine


class DataVersion:
    """Asks the database itself: SQLite's data_version, PostgreSQL's oldest running transaction.

    Both move with every commit of any process; neither reads a table.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._kept: Any = None

    def now(self) -> str:
        """A text that differs whenever something was committed in between."""
        with self._lock:
            if self._engine.dialect.name == "sqlite":
                return self._sqlite()
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").scalar_one()
        return str(row)

    def _sqlite(self) -> str:
        # Always the same connection: the number means something only there.
        if self._kept is None:
            self._kept = self._engine.raw_connection()
        raw = self._kept.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return str(raw.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._kept is not None:
                self._kept.close()
                self._kept = None
