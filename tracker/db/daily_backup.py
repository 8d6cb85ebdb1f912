"""The copy of a SQLite database that the schedule makes each day, and how many of them stay."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from tracker import clock
from tracker.db.maintenance import backup_to
from tracker.errors import TrackerError, found_in
from tracker.settings import Settings
from tracker.system import private_folder

_NAME: Final = re.compile(r"tracker-\d{4}-\d\d-\d\d\.db")
"""Only what is called so was made here, and is taken away here."""
MUCH_LARGER: Final = 2
"""A copy so many times as large as today's is not taken away: SQLite files do not shrink, so much was lost meanwhile."""
OVERDUE: Final = dt.timedelta(days=3)
_ROOM: Final = 200 * 1024 * 1024
"""Bytes that stay free beside a copy: a full disk would stop more than backups."""


def make(engine: Engine, folder: Path, *, number: int) -> str:
    """Make the copy of today unless it is there, take away all but the newest `kept`, and say what was done.

    Older copies go only after a newer one is whole. Raises TrackerError where there is no room or nobody may write.
    """
    if engine.dialect.name != "sqlite":
        return "PostgreSQL has its own tools; docs/operating.md, “Backups”, says which"
    if not number:
        return "no copy is made, since TRACKER_BACKUPS_KEPT is 0"
    target = folder / f"tracker-{clock.today().isoformat()}.db"
    if target.exists():
        said = f"{target} is there already"
    else:
        _refuse_without_room(engine, folder)
        backup_to(engine, target)
        said = f"copied to {target}"
    for old in _by_age(folder, target)[:-number]:
        if old.stat().st_size > MUCH_LARGER * target.stat().st_size:
            said += f"; {old.name} stays, since it is much larger"
            continue
        old.unlink()
        said += f"; {old.name} is gone"
    for part in folder.glob(".tracker-*.part"):  # of a copy that was killed
        if part.stat().st_mtime < (clock.now() - dt.timedelta(days=1)).timestamp():
            part.unlink()
    return said


def _by_age(folder: Path, newest: Path) -> list[Path]:
    """The daily copies, oldest first; one named for a day to come was made while a clock was wrong, and goes first."""
    files = (path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return sorted(files, key=lambda path: (path.name <= newest.name, path.name))


def folder_of(settings: Settings) -> Path:
    """Where the daily copies are."""
    return settings.backup_dir or settings.data_dir / "backups"


def overdue(folder: Path) -> str:
    """What is wrong with the daily copies, if the newest one is missing, old, or much smaller than another."""
    try:
        sizes = {path.stat().st_mtime: (path.stat().st_size, path.name) for path in _by_age(folder, folder)}
    except FileNotFoundError:
        sizes = {}
    except OSError as problem:
        return f"{folder} cannot be read: {found_in(problem)}"
    if not sizes:
        return f"no copy in {folder}"
    made = dt.datetime.fromtimestamp(max(sizes), dt.UTC)
    if made < clock.now() - OVERDUE:
        return f"the newest copy is of {made.date().isoformat()}"
    size, name = max(sizes.values())
    if size > MUCH_LARGER * sizes[max(sizes)][0]:
        return f"{name} is much larger than the newest copy: was the database lost?"
    return ""


def _refuse_without_room(engine: Engine, folder: Path) -> None:
    live = Path(str(engine.url.database))
    try:
        private_folder(folder)
        free = shutil.disk_usage(folder).free
    except OSError as problem:
        raise TrackerError(f"backup: expected to write into {folder}, found: {found_in(problem)}") from problem
    needed = live.stat().st_size + _ROOM
    if free < needed:
        raise TrackerError(
            f"backup: expected {needed // 1024**2:,} MB free in {folder}, found {free // 1024**2:,}; set TRACKER_BACKUP_DIR to "
            "a folder on another disk, or TRACKER_BACKUPS_KEPT to 0 if copies are made another way"
        )
