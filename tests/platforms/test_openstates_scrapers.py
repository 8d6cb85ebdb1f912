"""Open States' scrapers as an engine: a real child that writes slowly, dies half-way, writes garbage, hangs, writes thousands of files."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spiders.kit.options import Options
from spiders.platforms import openstates_engine
from spiders.platforms.openstates_scrapers import OpenStatesScrapers
from tests.command import process, tracker
from tests.conftest import ROOT
from tracker.errors import SettingsError, UsageProblem
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, ScrapedBill, ScrapedHearing, Unchanged, Unreadable
from tracker.settings import Settings

NOW = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)
STAND_IN = Path(__file__).with_name("scrapers_stand_in.py")


def install(folder: Path, mode: str) -> None:
    engine = openstates_engine.from_command(f"{sys.executable} {STAND_IN} {mode}", folder)
    openstates_engine.keep(engine, folder)


def read(folder: Path, mode: str | None, *, place: str | None = "us-wa", stamps=None, **more) -> list:
    folder.mkdir(exist_ok=True)
    if mode:
        install(folder, mode)
    settings = Settings(
        data_dir=folder, **{name: more.pop(name) for name in list(more) if name.startswith("openstates_")}
    )
    asked = Options(settings=settings, now=NOW, jurisdiction=place, stamps=stamps or {}, **more)
    return list(OpenStatesScrapers(asked=asked).first())


def of(found: list, kind: type) -> list:
    return [each for each in found if isinstance(each, kind)]


def test_bills_come_with_their_votes_and_hearings_with_their_hours(tmp_path: Path):
    found = read(tmp_path, "slow")
    bills, hearings = of(found, ScrapedBill), of(found, ScrapedHearing)

    assert [each.id for each in bills] == [f"us-wa/2025-2026/SB{number}" for number in (1, 2, 3)]
    assert [[vote.motion for vote in each.votes] for each in bills] == [["Third reading"]] * 3
    assert {each.start for each in hearings} == {dt.datetime(2026, 2, 20, 16, tzinfo=dt.UTC)}
    assert len({each.id for each in hearings}) == 3
    assert of(found, Problem) == of(found, Unreadable) == []
    assert list((tmp_path / "openstates-scrapers" / "work").iterdir()) == []


def test_a_second_run_that_tells_the_same_is_unchanged_though_its_files_have_new_names(tmp_path: Path):
    first = [*of(read(tmp_path, "ends"), ScrapedBill), *of(read(tmp_path, "ends"), ScrapedHearing)]
    again = read(tmp_path, "ends", stamps={each.id: each.stamp for each in first})

    assert len(of(again, Unchanged)) == len(first) == 6
    assert of(again, ScrapedBill) == []


@pytest.mark.parametrize(("kind", "bills", "hearings"), [("bills", 3, 0), ("hearings", 0, 3), ("votes", 3, 0)])
def test_one_kind_can_be_asked_for(tmp_path: Path, kind: str, bills: int, hearings: int):
    found = read(tmp_path, "ends", kind=kind)
    assert (len(of(found, ScrapedBill)), len(of(found, ScrapedHearing))) == (bills, hearings)


def test_what_a_program_wrote_before_it_died_is_kept_and_its_end_is_told(tmp_path: Path):
    found = read(tmp_path, "dies")

    assert len(of(found, ScrapedBill)) == 2
    assert len(of(found, Unreadable)) == 1
    kinds = {each.kind: each.reason for each in of(found, Problem)}
    assert "HTTP 500" in kinds["engine-log"]
    assert "ended with 1 after 4 records" in kinds["engine-failed"]


def test_garbage_and_records_of_another_state_cost_themselves(tmp_path: Path):
    found = read(tmp_path / "a", "garbage")
    assert (len(of(found, ScrapedBill)), len(of(found, ScrapedHearing)), len(of(found, Unreadable))) == (3, 3, 6)

    found = read(tmp_path / "b", "foreign", kind="bills")
    assert [each.identifier for each in of(found, ScrapedBill)] == ["SB1", "SB3"]
    assert "us-or" in of(found, Unreadable)[0].reason
    assert [each.kind for each in of(found, Problem)] == ["votes-without-bill"]


def test_thousands_of_files_leave_nothing_behind(tmp_path: Path):
    found = read(tmp_path, "many", kind="bills")
    assert len(of(found, ScrapedBill)) == 3_003
    assert len({each.id for each in of(found, ScrapedBill)}) == 3_003
    assert of(read(tmp_path, "many", kind="bills", limit=50), Problem) == []


def test_what_is_no_file_or_is_gone_again_stops_nothing(tmp_path: Path):
    found = read(tmp_path, "fleeting", kind="bills")
    assert {each.identifier for each in of(found, ScrapedBill)} == {"SB1", "SB2", "SB3"}
    assert of(found, Problem) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives the orphans of a program to another")
@pytest.mark.parametrize("own_session", [False, True])
def test_what_a_program_leaves_running_is_ended_with_it(tmp_path: Path, own_session: bool):
    stays = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    leaves = (
        "import pathlib, subprocess, sys\n"
        f"left = subprocess.Popen([sys.executable, '-c', {stays!r}], start_new_session={own_session})\n"
        "pathlib.Path('left').write_text(str(left.pid))"
    )
    words = [sys.executable, "-m", "spiders.kit.leash", "60", "0", sys.executable, "-c", leaves]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen(words, cwd=tmp_path, stdin=subprocess.PIPE, env=environment) as leash:
        assert leash.wait(30) == 0
    assert not alive(int((tmp_path / "left").read_text()))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_who_stops_the_leash_with_the_crawl_stops_the_program(tmp_path: Path, how: signal.Signals):
    at_work = "import os, pathlib, time; pathlib.Path('.pid').write_text(str(os.getpid())); os.rename('.pid', 'pid'); time.sleep(60)"
    words = [sys.executable, "-m", "spiders.kit.leash", "60", "0", sys.executable, "-c", at_work]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    with subprocess.Popen(words, cwd=tmp_path, stdin=subprocess.PIPE, env=environment) as leash:
        while leash.poll() is None and not (tmp_path / "pid").exists():
            time.sleep(0.01)
        leash.send_signal(how)
        assert leash.wait(30) == 128 + signal.SIGTERM
    assert not alive(int((tmp_path / "pid").read_text()))


def test_a_program_that_hangs_is_ended_and_what_it_wrote_is_kept(tmp_path: Path):
    found = read(tmp_path, "hangs", openstates_scrapers_silent_minutes=1 / 60)
    assert len(of(found, ScrapedBill)) == 3
    assert [each.kind for each in of(found, Problem)] == ["engine-hangs"]

    found = read(tmp_path, "hangs", openstates_scrapers_minutes=2 / 60)
    assert "limit of a visit" in " ".join(each.reason for each in of(found, Problem))


def test_what_is_not_there_is_said(tmp_path: Path):
    assert "sources setup" in of(read(tmp_path, None), Problem)[0].reason
    assert of(read(tmp_path, None, place=None), NothingHere)
    assert (
        of(read(tmp_path, "ends", openstates_scrapers_places="us-wa us-zz", place=None), Problem)[-1].kind
        == "wrong-jurisdiction"
    )
    with pytest.raises(UsageProblem, match="--datadir"):
        install(tmp_path, "old")
    with pytest.raises(UsageProblem, match="program that is here"):
        openstates_engine.from_command("no-such-program-here", tmp_path)
    with pytest.raises(UsageProblem, match=r"pyproject\.toml"):
        openstates_engine.from_checkout(tmp_path, tmp_path, sys.executable)
    (tmp_path / "openstates-scrapers" / "engine.toml").write_text("command = 3")
    with pytest.raises(SettingsError, match="set it up again"):
        openstates_engine.installed(tmp_path)
    gone = openstates_engine.Engine(command=("/nowhere/os-update",), where=str(tmp_path))
    openstates_engine.keep(gone, tmp_path)
    assert [each.kind for each in of(read(tmp_path, None), Problem)][-1] == "not-installed"


def test_a_visit_for_which_no_place_is_chosen_is_skipped_and_not_called_good(tmp_path: Path):
    done = process("crawl", "openstates-scrapers", "govbot", "--format", "json", TRACKER_DATA_DIR=str(tmp_path))
    verdicts = [(each["verdict"], each["reason"].partition(":")[0]) for each in json.loads(done.stdout)]
    assert verdicts == [("skipped", "no place is chosen")] * 2


def test_the_whole_way_through_the_command_line(tmp_path: Path):
    words = f"{sys.executable} {STAND_IN} ends"
    assert tracker("sources", "setup", "openstates-scrapers").returncode == 2
    made = tracker("sources", "setup", "openstates-scrapers", "--command", words, "--checkout", str(tmp_path))
    assert made.returncode == 0, made.stderr
    run = process(
        "crawl", "openstates-scrapers", "--jurisdiction", "us-wa", "--as-of", "2026-02-10", "--format", "json"
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert json.loads(run.stdout)[0]["items"] == 6
    assert len(tracker("bills", "--format", "jsonl").stdout.splitlines()) == 3
    wrong = tracker("crawl", "us-senate-hearings", "--kind", "bills")
    assert (wrong.returncode, "us-senate-hearings tells" in wrong.stderr) == (2, True)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone before it was looked at, or while it was read
        return False


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc")
def test_a_crawl_that_is_killed_takes_the_scrapers_with_it(tmp_path: Path):
    install(tmp_path, "hangs")
    environment = {
        **os.environ,
        "TRACKER_DATA_DIR": str(tmp_path),
        "TRACKER_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
    }
    words = [sys.executable, "-m", "tracker", "crawl", "openstates-scrapers", "--jurisdiction", "us-wa"]
    crawl = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    told = tmp_path / "openstates-scrapers" / "work" / "us-wa" / "data" / "pid"
    deadline = time.monotonic() + 60
    while not (told.exists() and told.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    pid = int(told.read_text())
    assert alive(pid)
    crawl.send_signal(signal.SIGKILL)
    crawl.wait()
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)
