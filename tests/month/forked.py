"""A command line of ours at a moved clock: in this process, or in one that is forked (`tests.forks`) and so knows our modules.

Run as a program it takes the moment, `travels` or nothing, and the words. What travels takes the moment for what its machine's clock
says, right or wrong; else it is the moment that counts.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
from pathlib import Path

import time_machine

from tests.forks import Forked, begin


def begin_at(now: dt.datetime, words: tuple[str, ...], *, travels: bool = False) -> Forked:
    """Start it in a process of its own; what it says goes nowhere."""
    clock = "travels" if travels else ""
    return begin(now.isoformat(), clock, *words, environment=dict(os.environ), module="tests.month.forked")


def run(words: list[str], now: dt.datetime | None) -> int:
    """Run a command line of ours in this process at a moment; what it says goes nowhere, the exit code is told."""
    from tracker import clock
    from tracker.cli.main import tracker
    from tracker.errors import TrackerError

    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        try:
            with clock.as_of(now):
                code = tracker.main(list(words), standalone_mode=False)
        except TrackerError as problem:
            return problem.exit_code
        except SystemExit as ended:
            return int(ended.code or 0)
    return code if isinstance(code, int) else 0


def main() -> int:
    """What the words come to."""
    moment, travels, *words = sys.argv[1:]
    now = dt.datetime.fromisoformat(moment)
    if not travels:
        return run(words, now)
    with time_machine.travel(now):
        return run(words, None)


if __name__ == "__main__":
    sys.exit(main())
