"""Know the shipped sources without importing them: their own command line tells, and what it says is kept a while."""

from __future__ import annotations

import threading
import time
from typing import Any, Final

from tracker.errors import TrackerError

_FRESH_SECONDS: Final = 900
_lock = threading.Lock()
_kept: dict[str, Any] = {"sources": (), "at": 0.0, "asking": False, "fault": ""}


def sources() -> tuple[dict[str, Any], ...]:
    """What is known now; a question that is due is asked in the background and answered the next time."""
    with _lock:
        due = time.monotonic() - _kept["at"] > _FRESH_SECONDS or not _kept["at"]
        if due and not _kept["asking"]:
            _kept["asking"] = True
            threading.Thread(target=_ask, daemon=True, name="catalogue").start()
        listed: tuple[dict[str, Any], ...] = _kept["sources"]
        return listed


def facts(name: str) -> dict[str, Any]:
    """What a source says about itself; nothing where it is not known."""
    return next((source for source in sources() if source["name"] == name), {})


def state() -> str:
    """Empty where all is well, `asking` while the first answer is awaited, or why there is none."""
    sources()
    with _lock:
        return str(_kept["fault"]) or ("" if _kept["sources"] else "asking")


def _ask() -> None:
    from tracker.jobs.scheduler import source_list

    listed: tuple[dict[str, Any], ...] = ()
    fault = ""
    try:
        listed = tuple(source_list())
    except (TrackerError, OSError, ValueError) as problem:
        fault = str(problem)
    with _lock:
        _kept.update(at=time.monotonic(), asking=False, fault=fault)
        if listed:
            _kept["sources"] = listed
