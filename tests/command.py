"""Run the command line: in this process where what it does is the subject, in one of its own where the process is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import ROOT
from tests.forks import begin
from tracker import settings
from tracker.cli.main import main


def tracker(*words: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """All of the command line from its first line to its exit code, without the second that a new process reads modules.

    Not for what runs a reactor or listens to signals: a crawl, a demo, a server.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with _as_in_a_process({"NO_COLOR": "1", **environment}) as patch:
        patch.setattr(sys, "argv", [str(ROOT / "tracker" / "__main__.py"), *words])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            main()
    said, told = (each.buffer.getvalue().decode() for each in (out, err))  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(words, int(ended.value.code or 0), said, told)


@contextmanager
def _as_in_a_process(environment: dict[str, str]) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings.load.cache_clear()
        yield patch
    settings.load.cache_clear()


def process(
    *words: str, given: str = "", module: str = "tracker", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, as a person runs it."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(given.encode())
        stdin.seek(0)
        streams = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
        code = begin(
            *words, environment={**os.environ, "NO_COLOR": "1", **environment}, module=module, **streams
        ).wait()
        for each in (stdout, stderr):
            each.seek(0)
        return subprocess.CompletedProcess(words, code, stdout.read().decode(), stderr.read().decode())
