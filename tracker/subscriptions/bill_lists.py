"""Read the lists of bills that an organizer keeps for others to follow: a file a list, a bill a line.

They lie in the folder `lists` of the data folder as NAME.txt. Who follows a list is told of what is on it at that moment.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Final

from tracker.errors import UsageProblem
from tracker.settings import load

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\Z")
_BILL: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+){0,4}/[^/\s]{1,40}/[A-Z0-9]{1,40}\Z")
_MOST: Final = 2_000


def checked(name: str) -> str:
    """The name of a list that is kept; raises UsageProblem, with the nearest name where there is one."""
    wanted = name.strip().casefold()
    if _NAME.match(wanted) and _file(wanted).is_file():
        return wanted
    known = names()
    near = difflib.get_close_matches(wanted, known, 1)
    told = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}" if known else "; none is kept"
    raise UsageProblem(f"no list {name[:60]!r}{told}")


def names() -> list[str]:
    """The lists that are kept."""
    folder = load().data_dir / "lists"
    return sorted(path.stem for path in folder.glob("*.txt") if _NAME.match(path.stem)) if folder.is_dir() else []


def bills(name: str) -> list[str]:
    """Public ids of the bills on a list: the first word of each line; what is none, and what follows a #, is left out."""
    try:
        lines = _file(name).read_text("utf-8", "replace").splitlines() if _NAME.match(name) else []
    except OSError:  # taken away since somebody began to follow it
        return []
    first = (line.partition("#")[0].split() for line in lines)
    return [words[0] for words in first if words and _BILL.match(words[0])][:_MOST]


def _file(name: str) -> Path:
    return load().data_dir / "lists" / f"{name}.txt"
