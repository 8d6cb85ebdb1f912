"""The demo's data and a real `tracker serve` on loopback, made once for all tests of a session."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command import process as tracker_process
from tests.forks import Forked, begin

READY_WITHIN_S = 60


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _played(temporary: pytest.TempPathFactory) -> Path:
    """Play the demo once for all processes of a run: who comes first plays, the others wait for it."""
    base = temporary.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "played"
    with (folder.parent / "played.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            done = tracker_process("demo", "--out", str(folder))
            assert done.returncode == 0, done.stderr
    return folder


def play(temporary: pytest.TempPathFactory, name: str) -> Path:
    """Put what the demo leaves into a folder of that name; the data folder in it, which a test may change as it likes."""
    folder = temporary.mktemp(name)
    shutil.copytree(_played(temporary), folder / "out")
    return folder / "out" / "data"


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[str]:
    """The address of a server of its own process over `data`, ended at the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    log = data.parent / f"serve-{port}.log"
    with log.open("wb") as out:
        process = begin(
            *("serve", "--no-jobs", "--port", str(port)),
            environment={**clean, "TRACKER_DATA_DIR": str(data), **environment},
            stdout=out,
            stderr=out,
        )
        try:
            _wait_until_ready(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_ready(address: str, process: Forked, log: Path) -> None:
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
