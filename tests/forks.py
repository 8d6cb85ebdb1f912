"""Processes of their own without the two seconds in which a new interpreter reads our modules: a server imports once and forks.

What is begun is a process like any other, with its own number, files, signals, environment and end; only its modules are read
already. Where that reading is the subject (an installed program, a copy of the tree, a locale), start a new interpreter instead.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from typing import IO, Any, Final, Self
from zoneinfo import ZoneInfo

_ROOT: Final = Path(__file__).resolve().parents[1]
_LONGEST: Final = 1 << 17  # a request with a whole environment
_REACTOR: Final = "twisted.internet.reactor"
_NOTICE: Final = (
    "Sign up to testify by 5 p.m. on December 2, 2026. Written testimony must be received 24 hours before the hearing, or two "
    "business days after it. Public comment is limited to two minutes."
)
_FILES: Final = 4  # its standard streams and the line on which its number and its end are told


class Forked:
    """A process begun by the server, used like `subprocess.Popen`."""

    def __init__(self, line: socket.socket, stderr: IO[Any] | None) -> None:
        self._line = line
        self._stderr = stderr
        self.stdout: IO[str] | None = None
        self._said = line.makefile("r")
        self.pid = int(self._said.readline())
        self.returncode: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        """Wait for its end."""
        self.wait()
        if self.stdout is not None:
            self.stdout.close()

    def poll(self) -> int | None:
        """How it ended, minus the signal where one ended it; None while it runs."""
        if self.returncode is None and select.select([self._line], [], [], 0)[0]:
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The same, once it ended. Raises TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self._end()
        assert self.returncode is not None
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[None, str]:
        """Wait for its end: nothing, and what it said on standard error where that is a file that can be read."""
        self.wait(timeout)
        if self._stderr is None:
            return None, ""
        with self._stderr:
            self._stderr.seek(0)
            return None, self._stderr.read().decode()

    def _end(self) -> None:
        self.returncode = int(self._said.readline())
        self._said.close()
        self._line.close()

    def send_signal(self, number: int) -> None:
        """Send it a signal while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def begin(
    *words: str,
    environment: dict[str, str],
    stdin: IO[Any] | None = None,
    stdout: IO[Any] | int | None = None,
    stderr: IO[Any] | None = None,
    module: str = "tracker",
) -> Forked:
    """`python -m MODULE WORDS` in this environment, with these open files or none, in the present folder.

    What it says on standard output can be read while it runs where `subprocess.PIPE` stands for it.
    """
    if stdout == subprocess.PIPE:
        reading, writing = os.pipe()
        with open(writing, "wb") as given:  # noqa: PTH123 - the number of a file, not a path
            begun = begin(*words, environment=environment, stdin=stdin, stdout=given, stderr=stderr, module=module)
        begun.stdout = open(reading, encoding="utf-8")  # noqa: PTH123, SIM115 - closed at its end
        return begun
    assert not isinstance(stdout, int)
    control, lock, _process = _server()
    ours, theirs = socket.socketpair()
    request = json.dumps({"module": module, "words": words, "environment": environment, "folder": str(Path.cwd())})
    with theirs, lock, Path(os.devnull).open("r+b") as nowhere:
        streams = [(each or nowhere).fileno() for each in (stdin, stdout, stderr)]
        socket.send_fds(control, [request.encode()], [*streams, theirs.fileno()])
    return Forked(ours, stderr)


@cache
def _server() -> tuple[socket.socket, threading.Lock, subprocess.Popen[bytes]]:
    """The server of this process, which ends with it: the line to it, and who may speak."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forks", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )
    return ours, threading.Lock(), process


def _serve(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Fork for each request. Returns in each child, with what it is to be; in the server only at the end, with None."""
    lessons, lesson = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    while True:
        for ready in select.select([control, lessons], [], [])[0]:
            if ready is lessons:
                _learn(lessons.recv(_LONGEST).decode().split())
                continue
            request, files, _flags, _address = socket.recv_fds(control, _LONGEST, _FILES)
            if not request:
                return None
            if os.fork() == 0:
                control.close()
                lessons.close()
                if _watched(files[-1]):
                    atexit.register(_teach, lesson, set(sys.modules))
                    return json.loads(request), files
            for each in files:
                os.close(each)


def _watched(line: int) -> bool:
    """True in a child; its parent tells its number and its end on the line and is gone with it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        return True
    os.write(line, b"%d\n" % pid)
    os.write(line, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    os._exit(0)


def _teach(lesson: socket.socket, known: set[str]) -> None:
    """Tell the server what had to be imported, so that the next child need not."""
    names = " ".join(name for name in list(sys.modules) if name not in known)
    with contextlib.suppress(OSError):  # more than fits: another child will tell less
        lesson.send(names.encode())


def _learn(names: list[str]) -> None:
    """Import it, but for what would install a reactor, which belongs to one process; a main program belongs to none."""
    sys.modules[_REACTOR] = None  # type: ignore[assignment]  # whoever imports it meanwhile is refused
    for name in names:
        if name not in sys.modules and not name.startswith("__"):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    del sys.modules[_REACTOR]
    assert threading.active_count() == 1, "a thread of a module would be missing in each child"
    gc.freeze()


def _become(request: dict[str, Any], files: list[int]) -> None:
    """Take the streams, the environment, the folder and the name of what is asked for."""
    for number, file in enumerate(files[:3]):
        os.dup2(file, number)
    for file in files:
        os.close(file)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["folder"])
    sys.argv = [request["module"], *request["words"]]


def main() -> None:
    """Serve; in each child, run what was asked for to a real interpreter's end."""
    from sqlalchemy.orm import configure_mappers

    from alerts.render.digest import Renderer
    from spiders import registry
    from tracker.db import queries  # noqa: F401 - it reads what most commands ask with
    from tracker.records.action_words import steps
    from tracker.rules import Document, load_rules
    from tracker.testimony import notices, parser

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who watches a child is nobody's to wait for
    control = socket.socket(fileno=int(sys.argv[1]))
    registry.shipped()
    # The first of each compiles what all of them need.
    load_rules().judge(Document(id="", kind="bill", fields={}, jurisdiction="us"))
    notices.stated(_NOTICE, dt.datetime(2026, 12, 3, 15, tzinfo=dt.UTC), ZoneInfo("America/New_York"))
    parser.rulebook()
    steps("us", "Referred to the Committee on Health.")
    Renderer("en", dt.date(2026, 12, 1), "https://example.org")
    configure_mappers()
    gc.freeze()
    child = _serve(control)
    if child is not None:
        _become(*child)
        runpy.run_module(child[0]["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
