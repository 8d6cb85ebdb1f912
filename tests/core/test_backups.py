"""A backup is whole and never written over anything; a restore puts it back on a fresh machine, and loses nothing that stood there."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import ROOT
from tests.core.test_ingest import visit
from tests.records import bill
from tracker import clock
from tracker.cli import main
from tracker.db import daily_backup
from tracker.db.engine import address, connect, reading, writing
from tracker.db.maintenance import backup_to, restore_from
from tracker.errors import TrackerError, UsageProblem
from tracker.settings import load


def bills(url: str) -> list[str]:
    engine = connect(url)
    with reading(engine) as connection:
        found = list(connection.execute(text("SELECT id FROM bills ORDER BY id")).scalars())
    engine.dispose()
    return found


def filled(url: str, *numbers: int) -> None:
    engine = connect(url)
    visit(engine, [bill(number) for number in numbers])
    engine.dispose()


@pytest.fixture
def live(sqlite_url: str) -> str:
    filled(sqlite_url, 1, 2)
    return sqlite_url


def copied(url: str, target: Path) -> Path:
    engine = connect(url)
    backup_to(engine, target)
    engine.dispose()
    return target


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_a_backup_never_replaces_a_file(live: str, tmp_path: Path):
    letter = tmp_path / "keep.txt"
    letter.write_text("keep me")
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere")
    engine = connect(live)
    for target, words in (
        (letter, "found one at"),
        (tmp_path / "link.db", "found one at"),
        (file_of(live), "the database itself"),
    ):
        with pytest.raises(UsageProblem, match=words):
            backup_to(engine, target)
    engine.dispose()
    assert letter.read_text() == "keep me"
    assert bills(live) == ["us/119/HR1", "us/119/HR2"]
    assert [path.name for path in tmp_path.glob(".*part")] == []


def test_a_backup_is_for_its_user_alone_and_leaves_nothing_when_it_fails(live: str, tmp_path: Path):
    made = copied(live, tmp_path / "copy.db")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with pytest.raises(TrackerError, match="expected to write"):
        copied(live, tmp_path / "no such folder" / "copy.db")


def test_a_restore_on_a_fresh_machine_brings_everything_back(live: str, tmp_path: Path):
    copy = copied(live, tmp_path / "copy.db")
    before = copy.read_bytes()
    fresh = f"sqlite:///{tmp_path}/another/machine/tracker.db"
    assert restore_from(copy, address(fresh), clock.now()) is None
    assert bills(fresh) == bills(live)
    assert stat.S_IMODE(file_of(fresh).stat().st_mode) == 0o600
    assert stat.S_IMODE(file_of(fresh).parent.stat().st_mode) == 0o700
    assert copy.read_bytes() == before
    assert not list(tmp_path.glob("copy.db-*"))


@pytest.mark.parametrize("damage", ["garbage", "truncated", "empty", "corrupt pages", "none"])
def test_a_restore_over_what_is_broken_keeps_it_beside(live: str, tmp_path: Path, damage: str):
    copy = copied(live, tmp_path / "copy.db")
    filled(live, 3)
    path = file_of(live)
    whole = path.read_bytes()
    broken = {
        "garbage": b"no database at all " * 500,
        "truncated": whole[: len(whole) // 2],
        "empty": b"",
        "corrupt pages": whole[:12288] + b"\xff" * 40960 + whole[53248:],
        "none": whole,
    }[damage]
    path.write_bytes(broken)
    aside = restore_from(copy, address(live), clock.now())
    assert aside is not None
    assert aside.read_bytes() == broken
    assert bills(live) == ["us/119/HR1", "us/119/HR2"]


def test_a_database_that_is_in_use_is_not_taken_away(live: str, tmp_path: Path):
    copy = copied(live, tmp_path / "copy.db")
    engine = connect(live)
    with writing(engine) as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(UsageProblem, match="stop the tracker"):
            restore_from(copy, address(live), clock.now())
    with reading(engine) as connection:
        connection.execute(text("SELECT count(*) FROM bills")).all()
        with pytest.raises(UsageProblem, match="stop the tracker"):
            restore_from(copy, address(live), clock.now())
    engine.dispose()
    restore_from(copy, address(live), clock.now())


def not_a_database(path: Path) -> None:
    path.write_bytes(b"a letter " * 1000)


def another_programs(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE letters (a)")
    database.close()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE alembic_version (version_num)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()


@pytest.mark.parametrize("make", [not_a_database, another_programs, newer, Path.touch], ids=lambda make: make.__name__)
def test_what_is_no_backup_of_ours_changes_nothing(live: str, tmp_path: Path, make):
    make(tmp_path / "copy.db")
    with pytest.raises(UsageProblem, match="restore: "):
        restore_from(tmp_path / "copy.db", address(live), clock.now())
    with pytest.raises(UsageProblem, match="is the database itself"):
        restore_from(file_of(live), address(live), clock.now())
    assert bills(live) == ["us/119/HR1", "us/119/HR2"]


def test_postgresql_is_told_its_own_command(tmp_path: Path):
    with pytest.raises(UsageProblem, match="pg_restore --clean"):
        restore_from(tmp_path / "x", address("postgresql://t@db/t"), clock.now())


def commands_under(heading: str) -> list[list[str]]:
    """The commands of the first block under a heading of the operator's guide."""
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    section = re.split(rf"^#+ {heading}$", guide, flags=re.MULTILINE)[1]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block is not None
    return [line.split("#")[0].split() for line in block[1].splitlines() if line.startswith("tracker ")]


def test_the_guide_alone_brings_an_installation_to_a_fresh_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """The commands of “Backups” on one machine, those of “Restore” on another, as they stand there."""
    backups = tmp_path / "backups"
    backups.mkdir()

    def run(machine: str, words: list[str]) -> str:
        monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / machine))
        monkeypatch.setattr(sys, "argv", [word.replace("/backups", str(backups)) for word in words])
        load.cache_clear()
        with pytest.raises(SystemExit) as stopped:
            main.main()
        out = capsys.readouterr()
        assert stopped.value.code in {0, None} or words[1] == "doctor", out.err
        return out.out + out.err

    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "first"))
    load.cache_clear()
    filled(load().url, 1, 2)
    for words in commands_under("Backups"):
        run("first", words)
    (copy,) = backups.glob("*.db")
    said = [run("second", words) for words in commands_under("Restore")]
    assert any(f"restored from {copy}" in each for each in said)
    assert bills(f"sqlite:///{tmp_path}/second/tracker.db") == ["us/119/HR1", "us/119/HR2"]


def made(url: str, folder: Path, days: list[int], kept: int) -> list[str]:
    engine = connect(url)
    for day in days:
        with clock.as_of(dt.datetime(2026, 11, day, 6, tzinfo=dt.UTC)):
            daily_backup.make(engine, folder, number=kept)
    engine.dispose()
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_each_day_has_one_copy_and_the_newest_stay(live: str, tmp_path: Path):
    folder = tmp_path / "data" / "backups"
    names = made(live, folder, [21, 22, 22, 23, 24, 25], kept=3)
    assert names == [f"tracker-2026-11-{day}.db" for day in (23, 24, 25)]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert bills(f"sqlite:///{folder}/{names[0]}") == bills(live)


def test_what_people_put_beside_the_copies_stays(live: str, tmp_path: Path):
    made(live, tmp_path, [21], kept=1)
    ours = ("tracker-2020-01-01.db.gz", "tracker-before-upgrade.db", "other-2020-01-01.db", "tracker-2020-1-1.db")
    for name in ours:
        (tmp_path / name).write_text("kept by hand")
    names = made(live, tmp_path, [22], kept=1)
    assert {*ours, "tracker-2026-11-22.db"} <= {*names}
    assert "tracker-2026-11-21.db" not in names


def test_no_older_copy_goes_before_a_newer_one_is_whole(live: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = made(live, tmp_path / "backups", [21], kept=1)
    monkeypatch.setattr(daily_backup, "_ROOM", 1 << 60)
    with pytest.raises(TrackerError, match="TRACKER_BACKUP_DIR"):
        made(live, tmp_path / "backups", [22], kept=1)
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == before


def test_no_copy_is_made_where_none_is_wanted(live: str, tmp_path: Path):
    assert made(live, tmp_path / "backups", [21], kept=0) == []


def test_copies_that_are_missing_or_old_are_told(live: str, tmp_path: Path):
    folder = tmp_path / "backups"
    assert "no copy" in daily_backup.overdue(folder)
    made(live, folder, [21], kept=1)
    assert daily_backup.overdue(folder) == ""
    with clock.as_of(clock.now() + dt.timedelta(days=4)):
        assert "the newest copy is of" in daily_backup.overdue(folder)


def test_copies_of_a_database_that_was_lost_do_not_push_out_the_good_ones(live: str, tmp_path: Path):
    folder = tmp_path / "backups"
    filled(live, *range(3, 700))
    made(live, folder, [20], kept=2)
    file_of(live).unlink()
    filled(live, 1)
    names = made(live, folder, [21, 22, 23, 24], kept=2)
    assert names == [f"tracker-2026-11-{day}.db" for day in (20, 23, 24)]
    assert "was the database lost" in daily_backup.overdue(folder)
    assert len(bills(f"sqlite:///{folder}/tracker-2026-11-20.db")) == 699


def test_copies_of_days_when_a_clock_was_ahead_go_first(live: str, tmp_path: Path):
    names = made(live, tmp_path / "backups", [28, 29, 30, 10, 11], kept=3)
    assert names == ["tracker-2026-11-10.db", "tracker-2026-11-11.db", "tracker-2026-11-30.db"]


def test_what_a_killed_copy_left_goes_within_days(live: str, tmp_path: Path):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / ".tracker-2026-11-20.db.77.part").write_text("half")
    os.utime(folder / ".tracker-2026-11-20.db.77.part", (0, 0))
    assert made(live, folder, [21], kept=1) == ["tracker-2026-11-21.db"]


def test_an_empty_file_in_the_place_of_the_database_is_told(live: str, caplog: pytest.LogCaptureFixture):
    file_of(live).write_bytes(b"")
    assert bills(live) == []
    assert "was empty (0 bytes)" in caplog.text
    caplog.clear()
    assert bills(live) == []
    assert caplog.text == ""


_KILLED_AT = """
import os, signal, sys
from pathlib import Path
from tracker import clock
from tracker.db.engine import address
from tracker.db.maintenance import restore_from
copy, url, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seen = 0
def watch(event, given):
    global seen
    if event in ("os.rename", "os.link") and "tracker" in str(given[0]):
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
restore_from(copy, address(url), clock.now())
"""


@pytest.mark.parametrize("damaged", [False, True], ids=["whole", "damaged with a log"])
def test_a_restore_that_is_killed_at_any_step_leaves_a_database_in_its_place(live: str, tmp_path: Path, damaged: bool):
    copy = copied(live, tmp_path / "copy.db")
    filled(live, 3)
    if damaged:
        file_of(live).write_bytes(b"no database at all " * 400)
        file_of(live).with_name(file_of(live).name + "-wal").write_bytes(b"a log of something " * 400)
    ended = []
    for step in range(1, 9):
        done = subprocess.run(
            [sys.executable, "-c", _KILLED_AT, str(copy), live, str(step)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
            capture_output=True,
            text=True,
        )
        assert file_of(live).exists(), done.stderr
        ended.append(done.returncode)
        if done.returncode != -signal.SIGKILL:
            break
        if not damaged:
            assert "us/119/HR3" in bills(live)
    assert ended[:1] == [-signal.SIGKILL]
    assert (ended[-1], done.stderr) == (0, "")
    assert bills(live) == ["us/119/HR1", "us/119/HR2"]
