"""Run a program of other people on a leash: within limits, and never longer than we live.

`python -m spiders.kit.leash SECONDS MEGABYTES PROGRAM ...` starts the program in a group of processes of its own and holds the
other end of a pipe, its standard input, that the crawl holds. When the crawl ends, however it ends, the pipe breaks, and the
whole group is asked to end and then ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

from tracker.system import limit_this_process

PATIENCE = 8.0
"""Seconds that a program has to end by itself."""
FILE_BYTES = 64_000_000
"""The largest file it may write; a bill with its whole history has some 200,000 bytes, a cached page far less."""
UNBOUNDED = 1 << 46
NO_SUCH_PROGRAM = 127


def main(words: list[str]) -> int:
    """Start the program, watch the pipe and the clock, and give its exit code."""
    seconds, megabytes, command = float(words[0]), int(words[1]), words[2:]
    ended = threading.Event()

    def limits() -> None:
        memory = megabytes * 1_000_000 or UNBOUNDED
        limit_this_process(cpu_seconds=int(seconds) + 1, memory_bytes=memory, file_bytes=FILE_BYTES)
        os.nice(5)

    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=limits)  # noqa: PLW1509 - no threads yet
    except OSError as problem:
        sys.stderr.write(f"ERROR {command[0]}: {problem.strerror}\n")
        return NO_SUCH_PROGRAM

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
    return code if code >= 0 else 128 - code


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
