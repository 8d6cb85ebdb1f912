"""Let senders take turns at writing where the database has one writer at a time.

SQLite lets whoever finds it busy sleep for a millisecond or more, ten times as long as a turn takes. A lock of the system
wakes the next one at once, and is let go when its holder dies, however that happens.
"""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

from sqlalchemy import Engine

from tracker.system import lock_open_file, open_private, unlock_open_file

_HERE: Final = threading.Lock()
"""Among the threads of one process."""


class Turn:
    """The right to write, as a context."""

    def __init__(self, engine: Engine) -> None:
        path = engine.url.database if engine.dialect.name == "sqlite" else None
        self._path = f"{path}.turn" if path and path != ":memory:" else None
        self._alone = engine.dialect.name == "sqlite"
        self._file: IO[Any] | None = None

    def __enter__(self) -> None:
        if not self._alone:
            return
        _HERE.acquire()
        try:
            if self._path is not None and self._file is None:
                self._file = open_private(Path(self._path), "ab")
            if self._file is not None:
                lock_open_file(self._file)
        except OSError:  # a folder or system that cannot do it: SQLite's own waiting has to do
            self._path = None

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if not self._alone:
            return
        try:
            if self._file is not None and self._path is not None:
                unlock_open_file(self._file)
        finally:
            _HERE.release()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
