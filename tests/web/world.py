"""The demo's data and a real `tracker serve` on loopback, made once for all tests of a session."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.core.test_commands import tracker

READY_WITHIN_S = 60


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def _played() -> Path:
    """Play the demo once for all tests of this process."""
    folder = Path(tempfile.mkdtemp(prefix="played-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    done = tracker("demo", "--out", str(folder / "out"))
    assert done.returncode == 0, done.stderr
    return folder / "out"


def play(folder: Path) -> Path:
    """Put what the demo leaves into `folder`; the data folder in it, which a test may change as it likes."""
    shutil.copytree(_played(), folder / "out")
    return folder / "out" / "data"


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[str]:
    """The address of a server of its own process over `data`, ended at the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    log = data.parent / f"serve-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "serve", "--no-jobs", "--port", str(port)],
            env={**clean, "TRACKER_DATA_DIR": str(data), **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server was not ready:\n{log.read_text(errors='replace')}")
