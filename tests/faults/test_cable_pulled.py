"""A machine in a network of its own, whose cable is pulled for real in the middle of a write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import ROOT, missing
from tests.faults.server import Server
from tests.faults.test_apart import note, noted
from tracker.db.engine import connect

HERE, THERE = "10.99.7.1", "10.99.7.2"
WRITER = """
import sys
from sqlalchemy import insert
from tracker import clock
from tracker.db.engine import connect, writing
from tracker.db.models import AuditRow
from tracker.errors import TrackerError
engine = connect(sys.argv[1], migrate=False)
try:
    with writing(engine) as connection:
        connection.execute(insert(AuditRow).values(at=clock.now(), actor="apart", action="x", about="", details={}))
        print("in the middle", flush=True)
        sys.stdin.readline()
except TrackerError as problem:
    print(problem)
"""


def ip(*words: str) -> bool:
    return subprocess.run(["ip", *words], check=False, stderr=subprocess.DEVNULL).returncode == 0


@contextmanager
def network() -> Iterator[tuple[str, str]]:
    """A network beside ours, and our end of the cable to it."""
    name = f"tracker{os.getpid()}"
    ours, theirs = f"to{os.getpid()}", f"of{os.getpid()}"
    if shutil.which("ip") is None or not ip("netns", "add", name):
        missing("the right to make a network")
    try:
        assert ip("link", "add", ours, "type", "veth", "peer", "name", theirs)
        assert ip("link", "set", theirs, "netns", name)
        assert ip("addr", "add", f"{HERE}/24", "dev", ours)
        assert ip("link", "set", ours, "up")
        assert ip("-n", name, "addr", "add", f"{THERE}/24", "dev", theirs)
        assert ip("-n", name, "link", "set", theirs, "up")
        yield name, ours
    finally:
        ip("link", "del", ours)
        ip("netns", "del", name)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.timeout(600)
@pytest.mark.parametrize("goes_on", ["while it is cut off", "when it is back"])
def test_a_cable_that_is_pulled_stops_others_for_a_minute_at_most_and_what_was_being_written_is_taken_back(
    goes_on: str, record_property: Callable[[str, object], None]
):
    with network() as (name, cable), Server(HERE) as server:
        here = connect(server.url)
        there = server.url.replace("127.0.0.1", HERE)
        writer = subprocess.Popen(
            ["ip", "netns", "exec", name, sys.executable, "-c", WRITER, there],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert writer.stdout.readline() == "in the middle\n"
        assert ip("link", "set", cable, "down")
        began = time.monotonic()
        if goes_on == "while it is cut off":
            writer.stdin.write("\n")
            writer.stdin.flush()
        note(here, "here")
        record_property("seconds", round(time.monotonic() - began, 1))
        assert ip("link", "set", cable, "up")
        said, _errors = writer.communicate("\n" if goes_on == "when it is back" else None)
        assert "does not answer" in said
        assert noted(here) == ["here"]
        here.dispose()
