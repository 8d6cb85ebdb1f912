"""Say of an error in a source's own code where it is and what to do, as a sentence: for those who write sources."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

from tracker.errors import TrackerError

_ROOT: Final = Path(__file__).resolve().parents[1]
_SOURCES: Final = (_ROOT / "spiders" / "sources", _ROOT / "spiders" / "platforms")


class BrokenSource(TrackerError):
    """A source whose module cannot be imported, or whose reader raised what it must not."""

    def __init__(self, name: str, problem: Exception) -> None:
        """Name the line to mend."""
        said = problem.msg if isinstance(problem, SyntaxError) else str(problem)
        reason = f"{type(problem).__name__}: {said}" if said else type(problem).__name__
        super().__init__(f"{name}: {place_of(problem)}: {reason[:300]}; mend that line, then run the command again")


def place_of(problem: BaseException) -> str:
    """File and line: of the source's own code where it had a part in it, else the innermost."""
    if isinstance(problem, SyntaxError) and problem.filename:
        return f"{_shown(Path(problem.filename))}:{problem.lineno}"
    frames = traceback.extract_tb(problem.__traceback__)
    own = [frame for frame in frames if any(Path(frame.filename).is_relative_to(folder) for folder in _SOURCES)]
    chosen = own or list(frames)
    return f"{_shown(Path(chosen[-1].filename))}:{chosen[-1].lineno}" if chosen else "its code"


def _shown(path: Path) -> str:
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name
