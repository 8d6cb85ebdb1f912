"""Notice that a SQLite database's file was taken away or replaced under a program that has it open.

Such a program would go on in a file that has no name any more: what it writes is lost, and what it reads is of yesterday. Its next
connection would begin an empty database in the old one's place, and all would look well. So it stops at both doors of the pool until
the file is back, or until it is started again and opens what stands there then.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Engine, event

from tracker.db.problems import DatabaseProblem, shown

CHILD: Final = "_TRACKER_DATABASE_STANDS"
"""Set for the processes that one of ours begins, which has the database open: they find it, and begin none."""
_CHECKS: Final[WeakKeyDictionary[Engine, Callable[[], None]]] = WeakKeyDictionary()


def must_stand(url: URL, path: Path) -> None:
    """Raise DatabaseProblem in a process that one of ours began, where no file stands at `path`."""
    if os.environ.get(CHILD) and not path.exists():
        raise _problem(url, "taken away")


def check(engine: Engine) -> None:
    """Raise DatabaseProblem where the file is not the one that this SQLite engine first opened; nothing for another database."""
    if engine in _CHECKS:
        _CHECKS[engine]()


def hold(engine: Engine, path: Path) -> None:
    """Refuse each connection of `engine` with a DatabaseProblem once another file than the first one, or none, stands at `path`."""
    first: list[tuple[int, int]] = []

    def must_be_the_same() -> None:
        now = _identity(path) if first else None
        if first and now != first[0]:
            raise _problem(engine.url, "replaced" if now else "taken away")

    _CHECKS[engine] = must_be_the_same

    @event.listens_for(engine, "do_connect")
    def _before_a_new_one(*_about: Any) -> None:
        must_be_the_same()

    @event.listens_for(engine, "connect")
    def _remember(*_about: Any) -> None:
        now = _identity(path)
        if not first and now:
            first.append(now)

    @event.listens_for(engine, "checkout")
    def _before_a_kept_one(*_about: Any) -> None:
        must_be_the_same()

    @event.listens_for(engine, "engine_disposed")
    def _forget(*_about: Any) -> None:
        first.clear()


def _problem(url: URL, what: str) -> DatabaseProblem:
    return DatabaseProblem(
        f"{shown(url)}: its file was {what} while the tracker had it open, and nothing is read or written there until it is "
        "back; stop the tracker, put the file back or a backup with `tracker db restore FILE`, and start it again"
    )


def _identity(path: Path) -> tuple[int, int] | None:
    """The file's device and number there; None where there is no file."""
    try:
        file = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return file.st_dev, file.st_ino
