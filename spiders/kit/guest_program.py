"""Read what a program of other people writes, while it writes: files of JSON in a folder, each removed when it was read.

A file is whole when a later one stands beside it, by the clock of files, or when the program has ended; so nothing is read half, the disk stays
small however much is written, and what a program that dies had written is not lost.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple, Self

from tracker.errors import TrackerError
from tracker.system import open_private, private_folder

LARGEST: Final = 16_000_000
LOG_KEPT: Final = 2_000_000
_PATIENCE: Final = 20.0


class Written(NamedTuple):
    """A file that the program wrote; one that is too large has no bytes."""

    name: str
    data: bytes | None
    size: int


class GuestProgram:
    """A program at work; use it as a context, and it ends with it."""

    def __init__(
        self, command: Sequence[str], *, where: Path, folder: Path, log: Path, seconds: float, megabytes: int = 0
    ) -> None:
        """`folder` is where its files appear, and is emptied first; `where` is where it starts; `log` keeps what it says."""
        self.folder, self.log = folder, log
        shutil.rmtree(folder, ignore_errors=True)
        for directory in (folder, log.parent):
            private_folder(directory)
        words = [sys.executable, "-P", "-m", "spiders.kit.leash", str(seconds), str(megabytes), *command]
        with open_private(log, "wb") as said:
            try:
                self._process = subprocess.Popen(
                    words, cwd=where, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT, env=_environment()
                )
            except OSError as problem:
                raise TrackerError(f"{where}: {problem.strerror}") from problem
        self.began = self.busy_at = time.monotonic()
        self._log_size = 0

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_problem: object) -> None:
        """End it, where it has not ended, and remove what nobody read."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def code(self) -> int | None:
        """Its exit code; None while it works."""
        return self._process.poll()

    @property
    def silent(self) -> float:
        """Seconds since it last wrote a file or a line."""
        size = self.log.stat().st_size if self.log.exists() else 0
        if size != self._log_size:
            self._log_size, self.busy_at = size, time.monotonic()
        return time.monotonic() - self.busy_at

    def files(self) -> Iterator[Written]:
        """The files that are whole by now, oldest first; each is removed when the next is asked for."""
        over = self.code is not None
        files = sorted(_listed(self.folder))
        if files and not over:  # the clock of files is coarse: all of the newest tick may still be written
            files = [file for file in files if file[0] < files[-1][0]]
        for _at, path in files:
            self.busy_at = time.monotonic()
            written = _read(path)
            if written is not None:
                yield written
            path.unlink(missing_ok=True)

    def last_lines(self, most: int = 200) -> list[str]:
        """The end of what it said, line by line."""
        with self.log.open("rb") as said:
            said.seek(0, os.SEEK_END)
            said.seek(max(0, said.tell() - LOG_KEPT))
            return said.read().decode("utf-8", "replace").splitlines()[-most:]

    def stop(self) -> None:
        """Let go of the leash: it ends the program and all that it started."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


def _read(path: Path) -> Written | None:
    """A file as it stands; None where the program took it away again. One that may not be read has no bytes to tell."""
    try:
        with open(path, "rb", opener=_plainly) as file:
            size = os.fstat(file.fileno()).st_size
            return Written(path.name, file.read(LARGEST) if size <= LARGEST else None, size)
    except FileNotFoundError:
        return None
    except OSError:
        return Written(path.name, b"", 0)


def _plainly(path: str, flags: int) -> int:
    """Open a file without following a link, and without waiting for what a pipe in its place may bring."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _listed(folder: Path) -> Iterator[tuple[int, Path]]:
    """The plain files below, by the time they were last written; links are not followed, and what is gone again is left out."""
    folders = [folder]
    while folders:
        with suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(Path(entry.path))
                    elif entry.name.endswith(".json") and entry.is_file(follow_symlinks=False):
                        yield entry.stat(follow_symlinks=False).st_mtime_ns, Path(entry.path)


def _environment() -> dict[str, str]:
    """Ours without our own settings: keys and passwords are none of its business."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "_TRACKER_", "PYTHON"))
    }
