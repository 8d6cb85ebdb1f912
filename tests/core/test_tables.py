"""Listings can be read in every window: names, states and moments stand whole, and what has no room is said."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.conftest import ROOT
from tests.core.test_ingest import visit
from tests.records import bill, hearing, notice
from tracker.cli.main import tracker
from tracker.cli.tables import PROSE, layout
from tracker.db.engine import connect
from tracker.settings import load

WIDTHS = (80, 100, 120, 200)
LISTINGS = {
    "bills": ("id", "stage"),
    "hearings": ("id", "status"),
    "notices": ("id",),
    "status": ("source", "verdict"),
    "sources list": ("name",),
    "sources check": ("source", "state"),
    "rules list": ("topic",),
    "rules near-misses": ("id", "kind"),
    "rules explain us/119/HR1": ("topic",),
    "deadlines --all": ("kind",),
    "doctor": ("state", "what"),
    "subscriptions list": ("address", "state"),
    "users list": ("name", "role"),
    "testimony show": ("place",),
    "testimony check": ("place",),
}
LONG = "relating to the establishment of a statewide network of crisis stabilization beds for adolescents and families"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with long names in it."""
    folder = tmp_path_factory.mktemp("home")
    engine = connect(f"sqlite:///{folder / 'tracker.db'}")
    long_bill = bill(2, title=f"An Act {LONG}", jurisdiction="us-ma", legislative_session="194", identifier="SD2197")
    visit(engine, [bill(1), long_bill, hearing(name=f"Joint Committee {LONG}"), notice()])
    engine.dispose()
    return folder


def shown(home: Path, words: str, width: int, form: str) -> str:
    """What a listing prints in a window of that width."""
    load.cache_clear()
    environment = {"TRACKER_DATA_DIR": str(home), "COLUMNS": str(width)}
    moment = ["--as-of", "2026-11-25"] if "--as-of" in _options(words) else []
    result = CliRunner().invoke(tracker, [*words.split(), *moment, "--format", form], env=environment)
    return result.stdout


def _options(words: str) -> str:
    return CliRunner().invoke(tracker, [*words.split(), "--help"]).stdout


@pytest.mark.parametrize("words", LISTINGS)
def test_every_listing_shows_names_states_and_moments_whole_in_every_window(home, words):
    rows = [json.loads(line) for line in shown(home, words, 80, "jsonl").splitlines()]
    for width in WIDTHS:
        lines = shown(home, words, width, "table").splitlines()
        text = "\n".join(lines)
        for row in rows:
            for name in LISTINGS[words]:
                assert str(row.get(name) or "") in text, (width, name)
        if not any(line.startswith("  ") and not line.strip() for line in lines):
            assert max(map(cell_len, lines), default=0) <= width, width


def test_what_has_no_room_is_said_by_name(home):
    for width, gone in ((60, True), (200, False)):
        result = CliRunner().invoke(
            tracker, ["status", "--format", "table"], env={"TRACKER_DATA_DIR": str(home), "COLUMNS": str(width)}
        )
        assert ("no room for last change, last good" in result.stderr) is gone


def test_where_even_the_names_have_no_room_rows_become_cards(home):
    text = shown(home, "hearings", 40, "table")
    assert "us/senate-1\n  start" in text
    assert "2026-12-01 10:00 EST" in text
    assert "adolescents" in text


def test_a_moment_looks_the_same_in_every_listing(home):
    form = r"202[67]-[01]\d-\d\d \d\d:\d\d E[SD]T"
    for words in ("hearings", "status", "deadlines --all", "bill us/119/HR1"):
        text = shown(home, words, 200, "table")
        assert re.search(form, text), words
        assert "T10:00" not in text


NAMES = ("id", "state", "title", "reason", "how")
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, st.text("ab wide漢", max_size=60))), max_size=5)


@given(ROWS, st.integers(20, 240))
def test_a_layout_fits_and_cuts_nothing_that_is_copied(rows, width):
    found = layout(rows, NAMES, width, prose=PROSE, drop=("how", "reason"))
    if found.widths:
        assert sum(found.widths.values()) + 2 * (len(found.widths) - 1) <= width
        for name in ("id", "state"):
            assert found.widths[name] >= max((cell_len(row[name]) for row in rows), default=0)
        assert {*found.widths, *found.left_out} == set(NAMES)
        assert set(found.left_out) <= {"how", "reason"}


@pytest.mark.parametrize("width", [80, 120])
def test_a_real_terminal_is_asked_for_its_width(home, width):
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    plain = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    environment = {**plain, "TRACKER_DATA_DIR": str(home), "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "TERM": "dumb"}
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", "hearings", "--as-of", "2026-11-25"],
        stdout=child,
        stderr=child,
        env=environment,
    ) as process:
        os.close(child)
        text = b""
        while True:
            try:
                part = os.read(parent, 65_536)
            except OSError:  # the other end is closed
                break
            text += part
            if not part:
                break
        assert process.wait() == 0
    os.close(parent)
    lines = text.decode().replace("\r", "").splitlines()
    assert any(line.startswith("us/senate-1 ") and "2026-12-01 10:00 EST  confirmed" in line for line in lines)
    assert max(map(cell_len, lines[:-1])) <= width
