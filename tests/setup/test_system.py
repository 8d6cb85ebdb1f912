"""What is made below the data folder is for its user alone, and no system is asked for what it does not have."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tracker.system import file_lock, open_private, private_files, private_folder, readable_by_others, write_private


@pytest.fixture(autouse=True, params=[0o000, 0o022, 0o002])
def _usual_mask(request: pytest.FixtureRequest):
    """Whatever this user's mask is, what we make stays private."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def test_folders_and_files_are_for_their_user_alone(tmp_path: Path):
    top = tmp_path / "data"
    private_folder(top / "mail" / "new")
    private_folder(top / "mail" / "new")
    write_private(top / "mail" / "new" / "one.eml", b"private")
    with open_private(top / "notes.txt") as file:
        file.write("private\n")
    with file_lock(top / "locks" / "one.lock"):
        pass
    made = [top, *top.rglob("*")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in made}
    assert set(modes.values()) == {0o700, 0o600}
    assert {path.is_dir() for path, mode in modes.items() if mode == 0o700} == {True}
    assert readable_by_others(top) == []


def test_what_others_may_read_is_found_however_deep_it_lies(tmp_path: Path):
    deep = private_folder(tmp_path / "data" / "a" / "b") / "file"
    write_private(deep, "x")
    deep.chmod(0o644)
    assert readable_by_others(tmp_path / "data") == [deep]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "state.json"
    write_private(path, "before")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_private(path, "after")
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]
    assert path.read_text() == "before"


_WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in {"fcntl", "resource", "pwd", "grp", "termios", "readline"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Missing())
sys.platform = "win32"
import tracker.system, pathlib, pkgutil
with tracker.system.file_lock(pathlib.Path(sys.argv[1]) / "one.lock"):
    tracker.system.limit_this_process(cpu_seconds=9, memory_bytes=9, file_bytes=9)
"""


def test_the_seam_works_where_there_are_no_unix_modules(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_a_system_without_a_limit_of_memory_still_reads(monkeypatch: pytest.MonkeyPatch):
    import resource

    from tracker.system import limit_this_process

    asked: list[int] = []

    def refuse(which: int, _limits: tuple[int, int]) -> None:
        asked.append(which)
        if which == resource.RLIMIT_AS:
            raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    limit_this_process(cpu_seconds=9, memory_bytes=9, file_bytes=9)
    assert asked == [resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_AS]


def test_modules_of_unix_alone_are_imported_in_one_place():
    found = [
        str(path.relative_to(ROOT))
        for package in ("tracker", "spiders", "alerts")
        for path in (ROOT / package).rglob("*.py")
        if any(
            line.strip().startswith(("import fcntl", "import resource", "import pwd", "from resource", "from fcntl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    ]
    assert found == ["tracker/system.py"]


def test_what_others_write_meanwhile_is_private_and_then_the_users_own_mode_counts_again(tmp_path: Path):
    with private_files():
        sqlite3.connect(tmp_path / "inside.db").execute("CREATE TABLE a (b)").connection.close()
        subprocess.run(["mkdir", tmp_path / "folder"], check=True)
    (tmp_path / "outside").write_text("x")
    before = os.umask(0o022)
    os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"inside.db": 0o600, "folder": 0o700, "outside": 0o666 & ~before}
