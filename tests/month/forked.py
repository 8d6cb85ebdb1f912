"""Real processes at a moved clock without the second that imports and topics take: a server that forks for each command.

Run as a program it reads one JSON object a line, `{"words": [...], "now": "...", "travels": false}`, and answers each with the
exit code. What travels takes the moment for what its machine's clock says, right or wrong; else it is the moment that counts.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import time_machine

from tests.conftest import ROOT


@dataclass
class Forge:
    """The parent's end: `begin` a command line of ours at a moment, `end` waits for its exit code."""

    environment: dict[str, str] = field(default_factory=dict)
    travels: bool = False

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.month.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **self.environment, "PYTHONPATH": str(ROOT)},
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def begin(self, words: tuple[str, ...], now: dt.datetime) -> None:
        """Start it."""
        self._process.stdin.write(json.dumps({"words": words, "now": now.isoformat(), "travels": self.travels}) + "\n")
        self._process.stdin.flush()

    def end(self) -> int:
        """The exit code of what was begun first."""
        line = self._process.stdout.readline()
        assert line, "the server of processes ended"
        return int(line)


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


def _forked(asked: dict, learn: int | None) -> int:
    """Run it in a child; where asked, the child tells what it had to import."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 99
    try:
        now = dt.datetime.fromisoformat(asked["now"])
        if asked["travels"]:
            with time_machine.travel(now):
                code = run(asked["words"], None)
        else:
            code = run(asked["words"], now)
        if learn is not None:
            os.write(learn, "\n".join(sys.modules).encode())
    finally:
        os._exit(code)


def _import(names: list[str]) -> None:
    """What children imported is imported once for all that follow; a reactor belongs to one process."""
    for name in names:
        if name and name not in sys.modules and "reactor" not in name:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def main() -> None:
    """Answer until there is nothing more to do."""
    from spiders import registry
    from tracker.rules import Document, load_rules
    from tracker.settings import load

    registry.shipped()
    load_rules(load().data_dir).judge(Document(id="", kind="bill", fields={}, jurisdiction="us"))  # compiles them
    learned = False
    for line in sys.stdin:
        if learned:
            print(_forked(json.loads(line), None), flush=True)
            continue
        back, told = os.pipe()
        os.set_blocking(told, False)
        code = _forked(json.loads(line), told)
        os.close(told)
        with os.fdopen(back) as names:
            _import(names.read().split("\n"))
        learned = True
        print(code, flush=True)


if __name__ == "__main__":
    main()
