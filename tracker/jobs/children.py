"""Start command lines of ours, watch them and end them; a crash of one is a crash of that one alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Final

from tracker import lifeline, logs
from tracker.db import same_file

STOP_SECONDS: Final = 12.0
"""A crawl that is told to stop has eight seconds for what is under way, and then writes how it went."""
_BURY_SECONDS: Final = 5.0
"""A process that was killed is gone at once, unless the system itself hangs over it."""
_LOOK_EVERY: Final = 0.2


def other_program(words: str) -> str:
    """What to say where a command line of ours found that the schema is not its own."""
    last = words.strip().splitlines()[-1:] or ["it said nothing"]
    return f"the program was replaced while this one ran: {last[0].removeprefix('tracker: ')}"


@dataclass(slots=True)
class Child:
    """A command line of ours at work. It ends when we end, however we end."""

    words: tuple[str, ...]
    process: subprocess.Popen[bytes]
    said: IO[bytes]
    began: float = field(default_factory=time.monotonic)

    @classmethod
    def start(cls, *words: str, keep_data: bool = False, **about: object) -> Child:
        """Start `tracker WORDS` in a session of its own; what it says on stderr is kept in an unnamed file.

        `about` is what its log lines carry, such as the job or the run it works on.
        """
        said = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if keep_data else subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
            umask=0o077,  # what a job writes lies in the data folder
            env={**os.environ, lifeline.VARIABLE: "1", same_file.CHILD: "1", **logs.context(**about)},
        )
        return cls(words, process, said)

    def last_words(self, limit: int = 2_000) -> str:
        """The end of what it said."""
        self.said.seek(0, os.SEEK_END)
        self.said.seek(max(0, self.said.tell() - limit))
        return self.said.read().decode("utf-8", "replace").strip()

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        stop_all([self])

    def wait(self, seconds: float, *stopping: threading.Event) -> int:
        """Its exit code; it is stopped when it takes too long or one of the events is set."""
        while self.process.poll() is None:
            if any(event.is_set() for event in stopping) or time.monotonic() - self.began > seconds:
                self.stop()
            try:
                self.process.wait(_LOOK_EVERY)
            except subprocess.TimeoutExpired:
                continue
        return int(self.process.returncode)

    def close(self) -> None:
        """Let go of its files; it has ended."""
        for stream in (self.process.stdin, self.process.stdout, self.said):
            if stream is not None:
                stream.close()


def stop_all(children: Collection[Child], patience: float = STOP_SECONDS) -> None:
    """Ask them to end, all at once, and end those that do not; it takes no longer for many than for one.

    A supervisor gives us seconds to stop; several that hang, one after another, would take more than those.
    """
    for how, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, _BURY_SECONDS)):
        alive = [child.process for child in children if child.process.poll() is None]
        for process in alive:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, how)
        until = time.monotonic() + seconds
        for process in alive:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
