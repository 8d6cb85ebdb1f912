"""What operating systems do differently, and what files below the data folder may be seen by others: in this place only.

Linux and macOS are supported, Windows through WSL; nothing here stops an import anywhere.
"""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

if sys.platform != "win32":
    import fcntl
    import resource

_FILES_NEEDED: Final = 64
"""Open files without which a crawl or a page fails somewhere in the middle, each time elsewhere."""
_FILES_WANTED: Final = 1_024


def collect_rarely() -> None:
    """Look for garbage in cycles a hundred times as rarely, and not at the end: while modules are read nearly nothing is.

    A third of what a short command computed went into these searches.
    """
    gc.set_threshold(70_000)
    atexit.register(gc.freeze)


def take_enough_files() -> None:
    """Let this process open as many files as it may. Raises where those are too few for anything to work to its end."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= _FILES_WANTED:
        return
    soft = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, _FILES_WANTED)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft < _FILES_NEEDED:
        raise TrackerError(
            f"the system lets us open {soft} files at once, and at least {_FILES_NEEDED} are needed; raise it "
            "(`ulimit -n 1024`; LimitNOFILE= in a systemd unit; `ulimits` in a compose file)"
        )


class _Unheard(io.RawIOBase):
    """Standard error that costs nobody their work: what cannot be written there is lost, since there is no other place to say it.

    The disk of a log fills, its reader ends. A crawl, a delivery or a scheduler would end with it in the middle.
    """

    def __init__(self, number: int) -> None:
        self._number = number

    def fileno(self) -> int:
        """The stream's own number."""
        return self._number

    def isatty(self) -> bool:
        """Whether a person looks at it."""
        return os.isatty(self._number)

    def writable(self) -> bool:
        """It is written to alone."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Write what can be written; the rest counts as written."""
        size = memoryview(data).nbytes
        try:
            return os.write(self._number, data) or size
        except OSError:
            return size


def take_streams() -> None:
    """Make the three standard streams safe to write to, whoever started us.

    A stream that was closed is opened to nowhere: the next file opened would get its number, and what is printed would
    be written into that file, which may be the database. What another program reads is UTF-8 in every locale, as files
    are; a screen shows a mark for what it cannot show. Standard error that takes nothing more stops nobody.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, which is this one
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # a file's name may be no text at all
    if sys.stderr is sys.__stderr__ and isinstance(sys.stderr, io.TextIOWrapper):  # and nobody put their own there
        sys.stderr.flush()
        raw, kind = _Unheard(sys.stderr.fileno()), sys.stderr.encoding
        sys.stderr = io.TextIOWrapper(io.BufferedWriter(raw), kind, "backslashreplace", line_buffering=True)


def read_plain(path: Path, most: int) -> bytes:
    """The content of a file that a person may have put there.

    Raises OSError where it cannot be read, and ValueError for what is no plain file, such as a pipe, which would be waited for, and
    for more than `most` bytes.
    """
    if not path.is_file() and path.exists():
        raise ValueError("no plain file")
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"more than {most:,} bytes")
    return content


def private_folder(folder: Path) -> Path:
    """Make a folder and those above it that are missing, each for this user alone.

    `mkdir(parents=True, mode=0o700)` would give the parents it makes the usual mode, readable by all.
    """
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "not a folder", str(folder))
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
    return missing[0] if missing else folder


def open_private(path: Path, mode: str = "w") -> IO[Any]:
    """Open a file to write, made for this user alone when it is new; text is UTF-8 with line ends as given."""
    text = "b" not in mode
    return open(path, mode, encoding="utf-8" if text else None, newline="" if text else None, opener=_for_us_alone)


def write_private(path: Path, content: bytes | str) -> None:
    """Write a whole file or none, for this user alone; a reader sees the earlier one until then."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open_private(draft, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):  # what cannot be written can often not be removed either
            draft.unlink()
        raise


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def private_files() -> Iterator[None]:
    """Whatever is made meanwhile is for this user alone, by libraries and programs of others, too: git, SQLite, scrapers."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold a lock that other processes of this machine wait for; it ends with the process, however that ends."""
    private_folder(path.parent)
    with open_private(path, "a") as lock:
        lock_open_file(lock)
        yield


def lock_open_file(file: IO[Any]) -> None:
    """Wait until no other process of this machine holds the file's lock, and hold it; OSError where there are no locks."""
    if sys.platform != "win32":
        fcntl.flock(file, fcntl.LOCK_EX)


def unlock_open_file(file: IO[Any]) -> None:
    """Let the next process have it."""
    if sys.platform != "win32":
        fcntl.flock(file, fcntl.LOCK_UN)


def limit_this_process(*, cpu_seconds: int, memory_bytes: int, file_bytes: int) -> None:
    """Bound what a process that reads hostile input may use, as far as the system can: macOS knows no limit of memory."""
    if sys.platform == "win32":
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def owned_by_others(folder: Path) -> list[Path]:
    """What below a folder belongs to another user than the folder, as after a command that somebody ran with sudo."""
    if os.name != "posix":
        return []
    owner, files = folder.stat().st_uid, []
    for path in folder.rglob("*"):
        with suppress(OSError):  # a database's side files come and go
            if path.lstat().st_uid != owner:
                files.append(path)
    return files


def readable_by_others(folder: Path) -> list[Path]:
    """What below a folder, and the folder itself, other users of this machine may read or change; links are not followed."""
    if os.name != "posix":
        return []
    files = []
    for path in (folder, *folder.rglob("*")):
        with suppress(OSError):  # a database's side files come and go
            if not path.is_symlink() and path.stat().st_mode & 0o077:
                files.append(path)
    return files
