"""The doctor names each of more than thirty broken set-ups, says what to do, and never breaks down itself."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, make_url, text, update

from tests.conftest import ROOT
from tests.core.test_ingest import visit
from tests.records import bill
from tracker import clock
from tracker.db.engine import connect, writing
from tracker.db.models import Run, RunProblem, Slot, SourceRow
from tracker.db.problems import explained
from tracker.jobs.doctor import examine
from tracker.jobs.findings import Finding, refused
from tracker.settings import load
from tracker.subscriptions import tokens


class Setup:
    """A set-up that works, and words to break it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch
        self.set("CONTACT", "ada@example.org")
        self.set("POSTAL_ADDRESS", "1 Main Street")
        self.set("SITE_URL", "https://tracker.example.org")
        self.set("MAIL_FROM", "Tracker <tracker@example.org>")
        engine = connect(load().url)
        visit(engine, [bill(1)])
        engine.dispose()
        tokens._kept.cache_clear()
        tokens._secret()

    @property
    def data(self) -> Path:
        return load().data_dir

    @property
    def database(self) -> Path:
        return self.data / "tracker.db"

    def set(self, name: str, value: str) -> None:
        self.patch.setenv(f"TRACKER_{name}", value)
        load.cache_clear()

    def do(self, statement: object) -> None:
        engine = connect(load().url)
        with writing(engine) as connection:
            connection.execute(statement)  # type: ignore[call-overload]
        engine.dispose()

    def bytes(self, at: int, count: int) -> None:
        for ending in ("-wal", "-shm"):
            self.database.with_name(self.database.name + ending).unlink(missing_ok=True)
        raw = bytearray(self.database.read_bytes())
        raw[at : at + count] = b"\xff" * count
        self.database.write_bytes(raw)

    def write(self, name: str, text: str) -> None:
        (self.data / name).write_text(text)

    def turn(self, job: str, slot: str, began: dt.datetime, outcome: str | None) -> None:
        row = {
            "job": job,
            "slot": slot,
            "claimed_at": began,
            "claimed_by": "scheduler elsewhere:1",
            "finished_at": began if outcome else None,
            "outcome": outcome,
            "told": "it said why",
        }
        self.do(insert(Slot).values(row))

    def source(self, **values: object) -> None:
        self.do(update(SourceRow).values(values))


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> Setup:
    return Setup(monkeypatch)


def ago(**span: int) -> dt.datetime:
    return clock.now() - dt.timedelta(**span)


def deep_file_mode(setup: Setup) -> None:
    deep = setup.data / "mail" / "new"
    deep.mkdir(parents=True, mode=0o700)
    (setup.data / "mail").chmod(0o700)
    (deep / "one.eml").write_text("private")
    (deep / "one.eml").chmod(0o644)


def truncated(setup: Setup) -> None:
    setup.bytes(0, 0)
    raw = setup.database.read_bytes()
    setup.database.write_bytes(raw[: len(raw) // 2])


def empty_database(setup: Setup) -> None:
    setup.bytes(0, 0)
    setup.database.write_bytes(b"")


def own_topic_broken(setup: Setup) -> None:
    (setup.data / "topics").mkdir(mode=0o700)
    (setup.data / "topics" / "ours.toml").write_text("not toml [")


def own_rules_broken(setup: Setup) -> None:
    (setup.data / "testimony").mkdir(mode=0o700)
    (setup.data / "testimony" / "us-md.toml").write_text("not toml [")


def own_cities_broken(setup: Setup) -> None:
    setup.write("granicus-clients.toml", "not toml [")


def own_cities_of_nobody(setup: Setup) -> None:
    setup.write("granikus-clients.toml", "")


def bad_toml(setup: Setup) -> None:
    path = setup.data / "config.toml"
    path.write_text("not toml [")
    setup.set("CONFIG", str(path))


def unknown_key_in_file(setup: Setup) -> None:
    path = setup.data / "config.toml"
    path.write_text('smtp_hots = "x"\n')
    setup.set("CONFIG", str(path))


def queue_without_worker(setup: Setup) -> None:
    now = clock.now()
    row = {"source": "us-test", "scope": "", "state": "queued", "asked_by": "ada", "started_at": now, "counts": {}}
    setup.do(insert(Run).values(row))


def with_problems(setup: Setup) -> None:
    """Two runs, the newer one with two problems, of which the first is long."""
    for run, reasons in ((101, ["old"]), (102, [f"https://x.example answered 503 {'a' * 300}", "second"])):
        row = {"id": run, "source": "us-test", "scope": "", "state": "done", "started_at": clock.now(), "counts": {}}
        setup.do(insert(Run).values(row))
        problems = [{"run_id": run, "kind": "http", "reason": reason, "excerpt": ""} for reason in reasons]
        setup.do(insert(RunProblem).values(problems))
    setup.source(last_verdict="degraded", last_reason="2 problems")


def taken_as_true(setup: Setup) -> None:
    run = {"id": 99_999, "source": "us-test", "scope": "", "state": "done", "verdict": "ok", "counts": {}}
    setup.do(insert(Run).values(run | {"started_at": ago(hours=30)}))
    setup.do(insert(RunProblem).values(run_id=99_999, kind="agreed", reason="all 3 hearings moved", excerpt=""))
    setup.source(last_verdict="ok", last_good_at=clock.now())


def refused_relay(setup: Setup) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    setup.set("SMTP_HOST", "127.0.0.1")
    setup.set("SMTP_PORT", str(port))


def small_disk(setup: Setup) -> None:
    setup.patch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=100 * 1024 * 1024))


def mail_from_here(setup: Setup) -> None:
    setup.set("MAIL_FROM", "Tracker <tracker@localhost>")
    refused_relay(setup)


def secret_is_a_folder(setup: Setup) -> None:
    (setup.data / "secret.key").unlink()
    (setup.data / "secret.key").mkdir(mode=0o700)


def file_of_another_user(setup: Setup) -> None:
    if os.geteuid():
        pytest.skip("only root gives files away")
    os.chown(setup.data / "secret.key", 65534, 65534)


def slot_ahead(setup: Setup) -> None:
    far = clock.now() + dt.timedelta(days=3)
    setup.turn("deliver", far.strftime("%Y-%m-%dT%H:%MZ"), ago(minutes=1), "done")


# What is broken, how, what of it is named (state and words of `what` and `found`), and a word of what to do.
BROKEN: list[tuple[str, Callable[[Setup], object], str, str, str]] = [
    ("file modes", lambda s: s.database.chmod(0o644), "wrong", "tracker.db", "chmod"),
    ("modes below the top folder", deep_file_mode, "wrong", "mail/new/one.eml", "chmod"),
    ("a file of another user", file_of_another_user, "wrong", "another user than the folder: data/secret.key", "chown -R"),
    ("corrupt header", lambda s: s.bytes(0, 64), "wrong", "database", "db restore"),
    ("truncated database", truncated, "wrong", "database", "db restore"),
    ("corrupt pages", lambda s: s.bytes(4096 * 3, 4096 * 40), "wrong", "database", "db restore"),
    ("empty database", empty_database, "wrong", "is empty (0 bytes)", "db restore"),
    ("newer schema", lambda s: s.do(text("UPDATE alembic_version SET version_num = '9999'")), "wrong", "newer than this program", "Upgrades"),
    ("source failed", lambda s: s.source(last_verdict="failed", last_reason="404"), "wrong", "failed: 404", "tracker crawl us-test"),
    ("source degraded", lambda s: s.source(last_verdict="degraded", last_reason="3 rows"), "notice", "degraded: 3 rows", "tracker crawl us-test"),
    ("source with problems", with_problems, "notice", f"degraded: 2 problems; the first: https://x.example answered 503 {'a' * 168}…", "tracker crawl us-test"),
    ("source doubted for days", lambda s: s.source(last_verdict="degraded", last_reason="an old page", last_good_at=ago(days=9)), "wrong", "an old page", "where it is right: tracker crawl us-test -v --accept"),
    ("source stale", lambda s: s.source(last_good_at=ago(days=9)), "wrong", "last read well", "scheduler"),
    ("queue without worker", queue_without_worker, "wrong", "1 crawl waits", "tracker worker"),
    ("relay refuses", refused_relay, "wrong", "refused", "TRACKER_SMTP_"),
    ("relay unknown", lambda s: s.set("SMTP_HOST", "nowhere.invalid"), "wrong", "nowhere.invalid", "TRACKER_SMTP_"),
    ("site without https", lambda s: s.set("SITE_URL", "http://tracker.example.org"), "wrong", "is not https", "https://"),
    ("site of the example", lambda s: s.set("SITE_URL", "https://tracker.example.org"), "notice", "site_url: https://tracker.example.org", "TRACKER_SITE_URL"),
    ("site garbage", lambda s: s.set("SITE_URL", "garbage"), "wrong", "site_url", "docs/settings.md"),
    ("bad TOML", bad_toml, "wrong", "readable TOML", "docs/settings.md"),
    ("taken as true", taken_as_true, "notice", "since two visits said so: all 3 hearings moved", "look at http"),
    ("unknown key in the file", unknown_key_in_file, "wrong", "smtp_hots", "docs/settings.md"),
    ("small disk", small_disk, "wrong", "100 MB free", "make room"),
    ("PostgreSQL down", lambda s: s.set("DATABASE_URL", "postgresql://t:S3cret@127.0.0.1:1/t"), "wrong", "does not answer", "PostgreSQL"),
    ("unknown scheme", lambda s: s.set("DATABASE_URL", "mysql://t:S3cret@127.0.0.1/t"), "wrong", "found mysql://", "TRACKER_DATABASE_URL"),
    ("turn wedged", lambda s: s.turn("deliver", "2026-01-01T00:00Z", ago(hours=12), None), "wrong", "deliver", "schedule list"),
    ("slot from the future", slot_ahead, "wrong", "lies in the future", "NTP"),
    ("last turn failed", lambda s: s.turn("digest", "2026-01-01T00:00Z", ago(minutes=9), "failed"), "wrong", "it said why", "schedule list"),
    ("secret too short", lambda s: (s.data / "secret.key").write_bytes(b"short"), "wrong", "5 bytes", "restore it from a backup"),
    ("secret is a folder", secret_is_a_folder, "wrong", "is not a file", "take it away"),
    ("secret setting too short", lambda s: s.set("SECRET_KEY", "short"), "wrong", "5 bytes", "longer"),
    ("mail_from localhost", mail_from_here, "wrong", "tracker@localhost", "TRACKER_MAIL_FROM"),
    ("mail_from garbage", lambda s: s.set("MAIL_FROM", "not an address"), "wrong", "mail_from", "docs/settings.md"),
    ("unknown zone", lambda s: s.set("TIME_ZONE", "Moon/Base"), "wrong", "time_zone", "docs/settings.md"),
    ("misspelled variable", lambda s: s.set("SMPT_HOST", "x"), "wrong", "did you mean TRACKER_SMTP_HOST", "docs/settings.md"),
    ("own topic left out", own_topic_broken, "wrong", "own topic", "rules check"),
    ("own list of cities left out", own_cities_broken, "wrong", "own places: left out", "mend the file"),
    ("own list of no platform", own_cities_of_nobody, "wrong", "granikus-clients.toml is no list of any platform", "granicus-clients.toml"),
    ("readings of rules damaged", lambda s: s.write("rulebook-readings.json", "{"), "wrong", "rulebook-readings.json cannot be read", "backup"),
    ("a reading of a rule damaged", lambda s: s.write("rulebook-readings.json", '{"readings": [{}]}'), "wrong", "1 of 1 reading damaged", "backup"),
    ("own testimony rules left out", own_rules_broken, "wrong", "own testimony rules", "testimony check"),
]  # fmt: skip


def named(findings: list[Finding], state: str, words: str) -> Finding:
    fitting = [each for each in findings if each.state == state and words in f"{each.what}: {each.found}"]
    assert fitting, [(each.state, each.what, each.found) for each in findings if each.state != "ok"]
    return fitting[0]


@pytest.mark.parametrize(
    ("broken", "state", "words", "do"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_broken_set_up_is_named_with_what_to_do(setup: Setup, broken, state: str, words: str, do: str):
    broken(setup)
    findings = examine()
    assert do in named(findings, state, words).do
    assert "S3cret" not in repr(findings)


def test_a_database_that_postgresql_does_not_have_is_named(setup: Setup, postgres_url: str):
    setup.set("DATABASE_URL", postgres_url + "_gone")
    assert "PostgreSQL" in named(examine(), "wrong", "does not exist").do


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("default_transaction_read_only=on", "takes no writes now"),
        ("role=pg_read_all_data", "its user may not do this"),
    ],
)
def test_a_database_that_answers_and_stores_nothing_is_named(setup: Setup, postgres_url: str, option: str, words: str):
    connect(postgres_url).dispose()
    setup.set("DATABASE_URL", f"{postgres_url}?options=-c%20{option}")
    assert named(examine(), "wrong", words).what == "database"


def test_a_set_up_that_works_is_not_called_wrong(setup: Setup):
    assert [each for each in examine() if each.state == "wrong"] == []


def test_the_places_in_the_docs_that_the_doctor_names_exist():
    operating = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tracker" / "jobs").glob("*.py"))
    import re

    headings = set(re.findall(r"docs/operating\.md, “([^”]+)”", source))
    assert headings == {"Restore", "Upgrades", "PostgreSQL"}
    for heading in headings:
        assert re.search(rf"^#+ {heading}$", operating, re.MULTILINE), heading


@pytest.mark.parametrize(
    ("said", "restore"),
    [
        ("database disk image is malformed", True),
        ("file is not a database", True),
        ("disk I/O error", False),
        ("database or disk is full", False),
        ("attempt to write a readonly database", False),
        ("unable to open database file", False),
        ("database is locked", False),
    ],
)
def test_a_backup_is_advised_where_the_database_is_damaged_and_nowhere_else(said: str, restore: bool):
    problem = explained(sqlite3.OperationalError(said), make_url("sqlite:////srv/tracker/tracker.db"))
    finding = refused("database", problem)
    assert ("db restore" in finding.do) is restore
    assert finding.do
