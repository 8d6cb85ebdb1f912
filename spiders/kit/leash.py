"""Run a program of other people on a leash: within limits, and never longer than we live.

`python -m spiders.kit.leash SECONDS MEGABYTES PROGRAM ...` starts the program in a group of processes of its own and holds the
other end of a pipe, its standard input, that the crawl holds. When the crawl ends, however it ends, the pipe breaks, and the
whole group is asked to end and then ended. Who stops a crawl stops us with it: we hand that on, and stay until the program is gone.
What a program leaves running when it ends is ended too, on Linux also what has
left its group.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from tracker.system import limit_this_process

PATIENCE = 8.0
"""Seconds that a program has to end by itself."""
FILE_BYTES = 64_000_000
"""The largest file it may write; a bill with its whole history has some 200,000 bytes, a cached page far less."""
UNBOUNDED = 1 << 46
NO_SUCH_PROGRAM = 127
_BE_SUBREAPER = 36
"""Linux's PR_SET_CHILD_SUBREAPER, see prctl(2)."""
_MOMENT = 0.5
"""Seconds that what was left behind has to end by itself."""
_ROUNDS = 20
"""A process that is ended may leave others, which are given to us in turn."""


def main(words: list[str]) -> int:
    """Start the program, watch the pipe and the clock, and give its exit code."""
    seconds, megabytes, command = float(words[0]), int(words[1]), words[2:]
    ended = threading.Event()
    started: list[subprocess.Popen[bytes]] = []
    adopt()

    def hand_on(_number: int, _frame: object) -> None:
        for program in started:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(program.pid, signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, hand_on)

    def limits() -> None:
        memory = megabytes * 1_000_000 or UNBOUNDED
        limit_this_process(cpu_seconds=int(seconds) + 1, memory_bytes=memory, file_bytes=FILE_BYTES)
        os.nice(5)

    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=limits)  # noqa: PLW1509 - no threads yet
    except OSError as problem:
        sys.stderr.write(f"ERROR {command[0]}: {problem.strerror}\n")
        return NO_SUCH_PROGRAM
    started.append(child)

    def watch() -> None:
        while os.read(0, 1024):
            pass
        if not ended.is_set():
            end(child)

    threading.Thread(target=watch, daemon=True).start()
    try:
        code = child.wait(seconds)
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"ERROR ended after {seconds:.0f} seconds, the limit of a visit\n")
        end(child)
        code = child.wait()
    ended.set()
    sweep(child.pid)
    return code if code >= 0 else 128 - code


def adopt() -> None:
    """Become the parent of whatever the program leaves behind, where the system can do that."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_BE_SUBREAPER, 1, 0, 0, 0)


def sweep(group: int) -> None:
    """End what a program left behind: the processes of its group, and those that we were given when they were left alone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGTERM)
        time.sleep(_MOMENT)
        os.killpg(group, signal.SIGKILL)
    for _round in range(_ROUNDS):
        orphans = _children()
        if not orphans:
            return
        for orphan in orphans:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(orphan, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(_MOMENT / 10)


def _children() -> list[int]:
    """The processes whose parent we are; none where the system does not say."""
    own, children = str(os.getpid()), []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            facts = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if facts[1] == own:
                children.append(int(folder.name))
    return children


def end(child: subprocess.Popen[bytes]) -> None:
    """Ask the whole group to end, and end it when it does not."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, how)
            child.wait(PATIENCE)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
