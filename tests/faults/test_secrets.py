"""What nobody may see stands nowhere it can be seen, and a source that a hundred people ask for is read once."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.command import process, tracker
from tests.core.test_ingest import visit
from tests.records import bill, hearing, notice
from tracker.db.engine import connect, writing
from tracker.db.models import AuditRow, Base, Run
from tracker.jobs import queue
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes
from tracker.web import accounts
from tracker.web.app import create_app

CANARY = "c4n4ry-Zq7w"
ADDRESS = "jane.canary@example.org"
SECRETS = {
    "TRACKER_SMTP_PASSWORD": f"{CANARY}-smtp",
    "TRACKER_METRICS_TOKEN": f"{CANARY}-metrics-token",
    "TRACKER_SECRET_KEY": f"{CANARY}-secret-key-of-thirty-two-bytes-and-more",
    "TRACKER_LEGISCAN_API_KEY": f"{CANARY}-legiscan",
}
COMMANDS = (
    "status", "doctor", "config show", "db check", "digest send", "deliver -v", "crawl legiscan --jurisdiction us-ma", "subscriptions list",
)  # fmt: skip


def said(words: str, environment: dict[str, str]) -> str:
    """What a command says, on both streams, as talkative as it can be."""
    run = process if words.startswith(("crawl", "deliver")) else tracker
    done = run(*words.split(), **{"TRACKER_LOG_LEVEL": "debug", "TRACKER_LOG_FORMAT": "json", **environment})
    return done.stdout + done.stderr


def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, str]) -> dict[str, str]:
    for name, value in {**SECRETS, "TRACKER_DATA_DIR": str(tmp_path / "data"), **more}.items():
        monkeypatch.setenv(name, value)
    return dict(os.environ)


@pytest.mark.slow
def test_no_command_and_no_log_shows_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
):
    relay = {"TRACKER_SMTP_HOST": "127.0.0.1", "TRACKER_SMTP_PORT": "1", "TRACKER_SMTP_USERNAME": "tracker"}
    environment = play(tmp_path, monkeypatch, relay)
    load.cache_clear()
    engine = connect(load().url)
    visit(engine, [bill()])
    with service.changing(engine) as connection:
        service.subscribe(connection, ADDRESS, Wishes(), confirmed=True)
    engine.dispose()
    shown = {words: said(words, environment) for words in COMMANDS}
    away = environment | {"TRACKER_DATABASE_URL": f"postgresql://tracker:{CANARY}-db@127.0.0.1:1/tracker"}
    nonsense = environment | {"TRACKER_DATABASE_URL": f"postgresq//tracker:{CANARY}-db@db/tracker"}
    shown |= {f"{words} without its database": said(words, away) for words in ("status", "doctor")}
    shown |= {f"{words} with a broken address": said(words, nonsense) for words in ("status", "config show")}
    assert [words for words, text in shown.items() if CANARY in text] == []
    # Who lists the readers sees their addresses; logs and all else do not.
    assert [words for words, text in shown.items() if ADDRESS in text and words != "subscriptions list"] == []
    assert ADDRESS in shown["subscriptions list"]
    record_property("trials", len(shown))


PARTS = {
    "place": ("us", "us-ma"), "session": ("119",), "identifier": ("HR1",), "key": ("senate-1", "1"), "slug": ("parity",),
    "code": ("us-ma",), "run": ("1",), "number": ("1",), "token": ("x" * 43,), "rest": ("119/HR1",), "name": ("ana", "site.css"),
}  # fmt: skip
GUESSES = (
    "/tracker.db", "/data/tracker.db", "/secret.key", "/backup", "/backups/tracker.db", "/mail", "/mail/new", "/subscribers.csv",
    "/subscriptions.csv", "/api/v1/subscribers", "/api/v1/subscriptions", "/metrics", "/desk/people.csv", "/.env", "/config.toml",
    "/static/../tracker.db", "/static/%2e%2e/secret.key", "/docs", "/openapi.json", "/debug", "/readyz", "/healthz",
)  # fmt: skip


def pages(app: object) -> list[str]:
    """Every address that answers a GET, its parts filled in."""
    found = list(GUESSES)
    for route in app.router.routes:  # type: ignore[attr-defined]
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            ways = [route.path]
            for part in re.findall(r"{(\w+)(?::\w+)?}", route.path):
                values = PARTS.get(part, ("1",))
                ways = [re.sub(rf"{{{part}(:\w+)?}}", value, way) for way in ways for value in values]
            found += ways
    return sorted(set(found))


def test_a_stranger_finds_no_reader_at_any_address(
    sqlite_engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
):
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    load.cache_clear()
    visit(sqlite_engine, [bill(), hearing(), notice()])
    with service.changing(sqlite_engine) as connection:
        service.subscribe(connection, ADDRESS, Wishes(), confirmed=True)
    accounts.add_user(sqlite_engine, "ana", "a sentence that nobody guesses", "admin", "a test")
    app = create_app(sqlite_engine, load())
    asked = pages(app)
    with TestClient(
        app, base_url="http://tracker.example", raise_server_exceptions=False, follow_redirects=False
    ) as client:
        answers = {path: client.get(path) for path in asked}
    assert len(asked) > 60
    assert [path for path, answer in answers.items() if answer.status_code >= 500] == []
    assert [path for path, answer in answers.items() if ADDRESS in answer.text or "jane.canary" in answer.text] == []
    record_property("trials", len(asked))


def test_what_the_program_makes_is_for_its_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    environment = play(tmp_path, monkeypatch, {})
    for words in (f"subscribe {ADDRESS} --confirmed", "digest send", "deliver", "db backup BACKUP", "export dump"):
        said(words.replace("BACKUP", str(tmp_path / "data" / "copy.db")), environment)
    found = list((tmp_path / "data").rglob("*"))
    assert any("mail" in path.parts and path.is_file() for path in found)
    assert any(path.name == "copy.db" for path in found)
    wrong = [path for path in (tmp_path / "data", *found) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert wrong == []


def test_a_hundred_who_ask_for_a_source_at_once_are_led_to_one_run(
    engine: Engine, record_property: Callable[[str, object], None]
):
    told: list[queue.Asked] = []
    together = threading.Barrier(10)

    def ask(who: str) -> None:
        for _click in range(10):
            together.wait()
            with writing(engine) as connection:
                told.append(queue.ask_for_crawl(connection, "us-test", who))
                accounts.note(connection, who, "ask for crawl", "us-test", run=told[-1].run_id)

    threads = [threading.Thread(target=ask, args=(f"organizer {number % 2}",)) for number in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with engine.connect() as connection:
        queued = connection.execute(select(Run.id)).scalars().all()
        noted = connection.execute(select(AuditRow.actor)).scalars().all()
    assert (len(told), sum(each.new for each in told), len({each.run_id for each in told})) == (100, 1, 1)
    assert (list(queued), len(noted)) == ([told[0].run_id], 100)
    for name, value in (("trials", 100), ("lost", 0), ("doubled", 0)):
        record_property(name, value)


def test_who_is_deleted_stands_in_no_table_any_more(engine: Engine):
    with service.changing(engine) as connection:
        service.subscribe(connection, ADDRESS, Wishes(), confirmed=True)
    with service.changing(engine) as connection:
        (theirs,) = service.of_address(connection, ADDRESS)
        service.forget(connection, theirs.subscriber_id)
    with engine.connect() as connection:
        there = {
            table.name: [row for row in connection.execute(select(table)).all() if "jane.canary" in repr(row)]
            for table in Base.metadata.sorted_tables
        }
    assert {name: rows for name, rows in there.items() if rows} == {}


@pytest.fixture
def careless_builds() -> Iterator[None]:
    """Every SQLite connection begins as in builds that leave what was deleted in the file."""

    def _careless(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA secure_delete=OFF")

    event.listen(Engine, "connect", _careless)
    yield
    event.remove(Engine, "connect", _careless)


@pytest.mark.usefixtures("careless_builds")
def test_the_bytes_of_who_is_deleted_are_in_no_file_any_more(tmp_path: Path):
    engine = connect(f"sqlite:///{tmp_path}/tracker.db")
    names = [f"jane.canary.{number}@example.org" for number in range(50)]
    with service.changing(engine) as connection:
        for name in names:
            service.subscribe(connection, name, Wishes(), confirmed=True)
    with service.changing(engine) as connection:
        for name in names:
            service.forget(connection, service.of_address(connection, name)[0].subscriber_id)
    engine.dispose()
    left = [path for path in tmp_path.rglob("*") if path.is_file() and b"jane.canary" in path.read_bytes()]
    assert left == []
