"""Delete mails from the folders that hold them, where no relay is set or until it took them: nobody's mail outlives what we know of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

PREPARED: Final = "prepared"
"""The folder of the data folder in which mails wait that are made and not sent yet, each under its key."""
_FOLDERS: Final = ("mail/new", "mail/cur", "mail/tmp", PREPARED)


def remove_mails(data_dir: Path, keys: Iterable[str]) -> int:
    """Delete the files of these messages, wherever a mail program moved them within the folder; says how many."""
    wanted = set(keys)
    return _remove(path for path in _files(data_dir) if path.name.partition(".")[0] in wanted)


def remove_older_mails(data_dir: Path, before: dt.datetime) -> int:
    """Delete the files that were written before a moment; says how many."""
    return _remove(path for path in _files(data_dir) if path.stat().st_mtime < before.timestamp())


def _files(data_dir: Path) -> Iterator[Path]:
    for name in _FOLDERS:
        folder = data_dir / name
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file())


def _remove(paths: Iterable[Path]) -> int:
    number = 0
    for path in list(paths):
        path.unlink(missing_ok=True)
        number += 1
    return number
