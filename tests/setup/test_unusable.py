"""A database, a disk or a setting that cannot be used is one sentence with what to do, and never a password or a traceback."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import create_engine, text

from tests.conftest import ROOT
from tests.core.test_ingest import visit
from tests.records import bill
from tracker.cli import main
from tracker.db.engine import address, connect
from tracker.db.problems import one_line, shown
from tracker.errors import SettingsError
from tracker.settings import Settings, load, unknown_variables

SECRET = "S3cretPw"
COMMANDS = ("status", "bills", "hearings", "db check", "db upgrade", "digest send", "deliver", "subscriptions list")


def nothing_there(_folder: Path) -> str:
    return f"postgresql://tracker:{SECRET}@127.0.0.1:1/tracker"


def old_scheme(_folder: Path) -> str:
    return f"postgres://tracker:{SECRET}@127.0.0.1:1/tracker"


def unknown_host(_folder: Path) -> str:
    return f"postgresql://tracker:{SECRET}@nowhere.invalid/tracker"


def unknown_option(_folder: Path) -> str:
    return f"postgresql://tracker:{SECRET}@127.0.0.1:1/tracker?colour=red"


def other_database(_folder: Path) -> str:
    return f"mysql://tracker:{SECRET}@127.0.0.1/tracker"


def misspelt_scheme(_folder: Path) -> str:
    return f"postgresq://tracker:{SECRET}@127.0.0.1/tracker"


def no_colon(_folder: Path) -> str:
    return f"postgresql//tracker:{SECRET}@127.0.0.1/tracker"


def port_in_words(_folder: Path) -> str:
    return f"postgresql://tracker:{SECRET}@127.0.0.1:port/tracker"


def password_with_signs(_folder: Path) -> str:
    return f"postgresql://tracker:p@{SECRET}/@127.0.0.1/tracker"


def sqlite_with_a_host(_folder: Path) -> str:
    return "sqlite://data/tracker.db"


def garbage(folder: Path) -> str:
    (folder / "garbage.db").write_bytes(b"this is a letter and no database " * 100)
    return f"sqlite:///{folder}/garbage.db"


def changed(folder: Path, statement: str) -> str:
    url = f"sqlite:///{folder}/changed.db"
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    return url


def newer(folder: Path) -> str:
    return changed(folder, "UPDATE alembic_version SET version_num = '9999'")


def another_programs(folder: Path) -> str:
    return changed(folder, "UPDATE alembic_version SET version_num = '00aa'")


def a_folder(folder: Path) -> str:
    return f"sqlite:///{folder}"


def below_a_file(folder: Path) -> str:
    (folder / "file").touch()
    return f"sqlite:///{folder}/file/tracker.db"


BROKEN = {
    nothing_there: (1, "does not answer"),
    old_scheme: (1, "does not answer"),
    unknown_host: (1, "nowhere.invalid"),
    unknown_option: (1, "colour"),
    other_database: (2, "found mysql://"),
    misspelt_scheme: (2, "found postgresq://"),
    no_colon: (2, "cannot be read"),
    port_in_words: (2, "cannot be read"),
    password_with_signs: (2, "cannot be read"),
    sqlite_with_a_host: (2, "found a host"),
    garbage: (1, "tracker db restore"),
    newer: (6, "newer than this program's"),
    another_programs: (6, "is not one of this program's"),
    a_folder: (1, "cannot be opened"),
    below_a_file: (2, "expected one we may write to"),
}


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        (line,) = self.err.splitlines()
        assert line.startswith("tracker: ")
        assert SECRET not in self.err + self.out
        return line


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Said]]:
    """Run the command line in this process, from its first line to its exit code."""

    def run(command: str, **environment: str) -> Said:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["tracker", *command.split()])
        load.cache_clear()
        with pytest.raises(SystemExit) as stopped:
            main.main()
        out, err = capsys.readouterr()
        return Said(int(stopped.value.code or 0), out, err)

    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    yield run
    for each, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
        signal.signal(each, handler)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_database_that_cannot_be_used_is_one_sentence_in_each_command(broken, tmp_path: Path, run):
    code, words = BROKEN[broken]
    url = broken(tmp_path)
    for command in COMMANDS:
        said = run(command, TRACKER_DATABASE_URL=url)
        assert (said.code, words in said.sentence) == (code, True), (command, said.sentence)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP TABLE outbox", "no such table: outbox"),
        ("ALTER TABLE slots DROP COLUMN told", "no such column: slots.told"),
        ("DROP TABLE alembic_version", "already exists"),
    ],
)
def test_a_database_that_somebody_changed_by_hand_is_called_so(statement: str, words: str, tmp_path: Path, run):
    said = run("status", TRACKER_DATABASE_URL=changed(tmp_path, statement))
    assert said.code == 1
    assert f"not those that this version made ({words}" in said.sentence.replace("table aliases ", "")
    assert "put a backup in its place" in said.sentence


def test_a_server_that_takes_the_connection_and_falls_silent_does_not_answer(run):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f" postgresql://tracker:{SECRET}@127.0.0.1:{port}/tracker?connect_timeout=2 "
        said = run("status", TRACKER_DATABASE_URL=url)
    assert (said.code, f"at 127.0.0.1:{port} does not answer" in said.sentence) == (1, True)


def test_the_address_that_hosting_services_hand_out_is_taken(postgres_url: str):
    engine = connect(postgres_url.replace("postgresql+psycopg://", "postgres://"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


def test_a_database_that_postgresql_does_not_have_is_named(postgres_url: str, run):
    said = run("status", TRACKER_DATABASE_URL=postgres_url + "_gone")
    assert said.code == 1
    assert "does not exist" in said.sentence


@given(password=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=20))
def test_no_sentence_about_an_address_repeats_its_password(password: str):
    try:
        told = shown(address(f"postgresql://tracker:{password}@db.example.org/tracker"))
    except SettingsError as problem:
        told = str(problem)
    if password not in "postgresql://tracker@db.example.org:5432/tracker sqlite:////data/tracker.db cannot password":
        assert password not in told
    assert SECRET not in one_line(f"connection to postgresql://tracker:{SECRET}@db/x failed, password={SECRET}")


FILL = """
import resource, sys
from tests.core.test_ingest import visit
from tests.records import bill
from tracker.cli import main
from tracker.db.engine import connect

def fill(**_named):
    engine = connect(sys.argv[1])
    visit(engine, [bill(number, title="A title " * 40) for number in range(2000)])

for room in map(int, sys.argv[2:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room * 1024, resource.RLIM_INFINITY))
    main.tracker.main = fill
    try:
        main.main()
    except SystemExit as stopped:
        print(stopped.code)
"""


def test_a_full_disk_is_one_sentence_and_nothing_is_damaged(tmp_path: Path):
    url, rooms = f"sqlite:///{tmp_path}/tracker.db", ("16", "64", "200", "400")
    connect(url).dispose()
    for room in rooms:  # each in a process of its own, as a person would type it again
        done = subprocess.run(
            [sys.executable, "-c", FILL, url, room],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert done.stdout.split() == ["1"], done.stderr
        (line,) = done.stderr.splitlines()
        assert line.startswith("tracker: ")
        assert any(words in line for words in ("make room", "may not be written")), line
    database = sqlite3.connect(tmp_path / "tracker.db")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    engine = connect(url)
    visit(engine, [bill(1)])
    engine.dispose()


@pytest.mark.parametrize("limits", ["-n 20", "-n 63", "-S -n 20"])
def test_too_few_open_files_are_asked_for_or_told_before_anything_is_begun(limits: str, tmp_path: Path):
    command = f'ulimit {limits}; exec "$0" -m tracker status'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TRACKER_DATA_DIR": str(tmp_path)}
    done = subprocess.run(["bash", "-c", command, sys.executable], capture_output=True, text=True, env=environment)
    if "-S" in limits:  # the system would give more, and only had to be asked
        assert done.returncode == 0, done.stderr
        return
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert "ulimit -n 1024" in line
    assert list(tmp_path.iterdir()) == []


@contextmanager
def room_for(kilobytes: int) -> Iterator[None]:
    """No file may grow larger meanwhile, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kilobytes", [0, 1, 64, 300])
def test_a_disk_that_fills_under_a_copy_leaves_what_stood_there(kilobytes: int, tmp_path: Path, run):
    """Where a copy is made, put back, or given to others."""
    for folder in ("data", "whole"):
        (tmp_path / folder).mkdir()
        connect(f"sqlite:///{tmp_path}/{folder}/tracker.db").dispose()
    copy = tmp_path / "whole" / "tracker.db"
    for command in (f"db backup {tmp_path}/copy.db", f"db restore {copy}", f"export dump --out {tmp_path}/open"):
        with room_for(kilobytes):
            said = run(command, TRACKER_DATA_DIR=str(tmp_path / "data"))
        assert "the program itself" not in said.err, command
        assert said.code == 1 or "dump" in command
    assert not [
        path for path in tmp_path.rglob("*") if path.name == "copy.db" or "part" in path.name or "restore" in path.name
    ]
    for path in (copy, tmp_path / "data" / "tracker.db"):
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("name", ["Données de l’équipe 日本", "50%25 off", "why?", "a#b;c&d=e", " led ", "two\nlines"])
def test_a_data_folder_of_any_name_holds_its_own_database(name: str, tmp_path: Path, run):
    folder = tmp_path / name
    said = run("status", TRACKER_DATA_DIR=str(folder))
    assert (said.code, said.err) == (0, "")
    assert [path.name for path in tmp_path.iterdir() if path.is_dir() and path.name != "config"] == [name]
    assert (folder / "tracker.db").stat().st_size
    assert run(f"db backup {tmp_path}/copy.db").code == 0
    assert run(f"db restore {tmp_path}/copy.db").code == 0
    assert len(list(folder.glob("tracker.db.before-restore-*"))) == 1


def test_a_disk_that_fills_under_a_file_is_one_sentence(run, monkeypatch: pytest.MonkeyPatch):
    def write(**_named: object) -> None:
        Path("/dev/full").write_text("x" * 9999)

    monkeypatch.setattr(main.tracker, "main", write)
    said = run("status")
    assert said.code == 1
    assert "no room left" in said.sentence


@pytest.mark.parametrize("log", ["a full disk", "a reader that is gone"])
def test_a_log_that_takes_nothing_more_stops_no_work(log: str, tmp_path: Path):
    reader, writer = os.pipe()
    os.close(reader)
    place = writer if log == "a reader that is gone" else os.open("/dev/full", os.O_WRONLY)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TRACKER_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run([sys.executable, "-m", "tracker", "digest", "send"], stderr=place, env=environment)
    for number in {place, writer}:
        os.close(number)
    assert done.returncode == 0
    assert (tmp_path / "data" / "secret.key").exists()  # made once the outbox was looked at, after much was said


def test_a_fault_of_ours_is_one_sentence_that_gives_nothing_away(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(main.tracker, "main", lambda **_named: {}[SECRET])
    said = run("status")
    assert said.code == 1
    assert "KeyError" in said.sentence
    with pytest.raises(KeyError):
        run("status", TRACKER_TRACEBACK="1")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TRACKER_SMPT_HOST", "relay.example.org", "did you mean TRACKER_SMTP_HOST?"),
        ("TRACKER_SMTP_HOTS", "relay.example.org", "did you mean TRACKER_SMTP_HOST?"),
        ("TRACKER_SECRET", "x", "TRACKER_SECRET is no setting"),
        ("TRACKER_TIME_ZONE", "America/New York", "did you mean America/New_York?"),
        ("TRACKER_TIME_ZONE", "../etc/passwd", "expected a zone"),
        ("TRACKER_MAIL_FROM", "not an address", "expected a mail address"),
        ("TRACKER_MAIL_FROM", "", "expected a mail address"),
        ("TRACKER_MAIL_FROM", "A\nBcc: b@example.org <a@example.org>", "mail_from"),
        ("TRACKER_BOUNCE_ADDRESS", "example.org", "expected a mail address"),
        ("TRACKER_SITE_URL", "tracker.example.org", "expected an address such as https://"),
        ("TRACKER_SITE_URL", f"https://ada:{SECRET}@tracker.example.org", "found 'https://***@tracker.example.org'"),
        ("TRACKER_SMTP_PORT", "many", "smtp_port"),
        ("TRACKER_SMTP_SECURITY", "ssl", "'starttls', 'tls' or 'none'"),
        ("TRACKER_LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_program_at_its_start(name: str, value: str, words: str, run):
    said = run("status", **{name: value})
    assert said.code == 2
    assert words in said.sentence


def test_no_variable_that_means_something_is_refused():
    ours = [f"TRACKER_{name.upper()}" for name in Settings.model_fields]
    others = ["TRACKER_CONFIG", "TRACKER_TEST_POSTGRES", "TRACKER_SHARED", "_TRACKER_COMPLETE", "tracker_smtp_host"]
    kubernetes = ["TRACKER_SERVICE_HOST", "TRACKER_SERVICE_PORT_HTTP", "TRACKER_PORT", "TRACKER_PORT_8000_TCP_ADDR"]
    assert unknown_variables([*ours, *others, *kubernetes, "PATH", "TRACKERS"]) == []


@given(st.sampled_from(sorted(Settings.model_fields)), st.data())
def test_a_slip_of_the_fingers_is_named_with_what_was_meant(field: str, data: st.DataObject):
    name = f"TRACKER_{field.upper()}"
    place = data.draw(st.integers(min_value=9, max_value=len(name) - 1))
    slip = name[:place] + name[place + 1 :]
    known = {f"TRACKER_{each.upper()}" for each in Settings.model_fields}
    if slip not in known:
        (fault,) = unknown_variables([slip])
        assert slip in fault
        assert "did you mean" in fault


def test_the_defaults_are_settings_that_make_sense():
    assert load().time_zone
    assert create_engine(address("sqlite://")).dialect.name == "sqlite"


def test_the_data_folder_is_one_place_wherever_a_command_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for named, folder in (("kept", tmp_path / "kept"), ("~/kept", tmp_path / "home" / "kept")):
        monkeypatch.setenv("TRACKER_DATA_DIR", named)
        assert Settings().data_dir == folder
    monkeypatch.setenv("TRACKER_DATA_DIR", "")
    with pytest.raises(ValidationError, match="expected a folder, found nothing"):
        Settings()
    monkeypatch.setenv("TRACKER_DATA_DIR", "~nobody-of-that-name/kept")
    with pytest.raises(ValidationError, match="expected a folder, found ~nobody-of-that-name/kept"):
        Settings()
