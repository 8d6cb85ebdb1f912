"""The operator hears of trouble once a week, and a watch elsewhere hears each day that all is well."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import Engine

from alerts.delivery.operator import Outcome, mail_weekly, ping
from tracker import clock
from tracker.db.engine import connect
from tracker.errors import TrackerError
from tracker.jobs.findings import Finding
from tracker.jobs.schedule import JOBS
from tracker.settings import Settings, load

MONDAY = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
WRONG = [Finding(state="wrong", what="disk", found="3 MB free", do="make room")]


class Watch:
    """A dead-man's switch on loopback."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.status = 200
        watch = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                watch.asked.append((self.path, body.decode()))
                self.send_response(watch.status)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/check-S3cret"


@pytest.fixture
def watch() -> Iterator[Watch]:
    made = Watch()
    yield made
    made.server.shutdown()
    made.server.server_close()


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"TRACKER_{name.upper()}", value)
    load.cache_clear()
    return load()


def test_the_watch_is_asked_when_all_is_well_and_told_what_is_not(watch: Watch, monkeypatch: pytest.MonkeyPatch):
    ours = settings(monkeypatch, ping_url=watch.address)
    assert ping(ours, []) is Outcome.TOLD
    assert ping(ours, WRONG) is Outcome.TOLD
    assert [path for path, _body in watch.asked] == ["/check-S3cret", "/check-S3cret/fail"]
    assert "3 MB free" in watch.asked[1][1]
    assert ping(settings(monkeypatch, ping_url=""), []) is Outcome.OFF


def test_a_watch_that_does_not_answer_is_told_without_its_address(watch: Watch, monkeypatch: pytest.MonkeyPatch):
    ours = settings(monkeypatch, ping_url=watch.address)
    watch.status = 404
    with pytest.raises(TrackerError, match="answered 404") as told:
        ping(ours, [])
    assert "S3cret" not in str(told.value)
    nobody = settings(monkeypatch, ping_url="http://127.0.0.1:1/check-S3cret")
    with pytest.raises(TrackerError, match="does not answer") as told:
        ping(nobody, [])
    assert "S3cret" not in str(told.value)


def mails(ours: Settings) -> list[email.message.EmailMessage]:
    found = (ours.data_dir / "mail" / "new").glob("*.eml")
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted(found)]


def test_a_week_in_which_something_is_wrong_is_one_mail(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    ours = settings(monkeypatch, alert_address="ada@example.org")
    seen = []
    for day in range(10):
        with clock.as_of(MONDAY + dt.timedelta(days=day)):
            seen.append(mail_weekly(engine, ours, WRONG if day not in {0, 8} else []))
    expected = [Outcome.NOTHING, Outcome.TOLD, *[Outcome.EARLIER] * 5, Outcome.TOLD, Outcome.NOTHING, Outcome.EARLIER]
    assert seen == expected
    first, second = mails(ours)
    assert (first["To"], first["Auto-Submitted"]) == ("ada@example.org", "auto-generated")
    assert "disk" in first["Subject"]
    assert "make room" in first.get_content()
    assert first.get_content().startswith("1 thing is wrong at ")
    assert first["Message-ID"] != second["Message-ID"]


def test_several_machines_send_one_mail(database_url: str, monkeypatch: pytest.MonkeyPatch):
    ours = settings(monkeypatch, alert_address="ada@example.org")
    connect(database_url).dispose()
    outcomes: list[Outcome] = []

    def machine() -> None:
        own = connect(database_url)
        outcomes.append(mail_weekly(own, ours, WRONG))
        own.dispose()

    machines = [threading.Thread(target=machine) for _number in range(5)]
    for each in machines:
        each.start()
    for each in machines:
        each.join()
    assert sorted(each.name for each in outcomes) == ["EARLIER"] * 4 + ["TOLD"]
    assert len(mails(ours)) == 1


def test_a_mail_that_did_not_go_is_tried_the_next_day(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch):
    ours = settings(monkeypatch, alert_address="ada@example.org", smtp_host="127.0.0.1", smtp_port="1")
    with clock.as_of(MONDAY), pytest.raises(TrackerError):
        mail_weekly(sqlite_engine, ours, WRONG)
    ours = settings(monkeypatch, smtp_host="")
    with clock.as_of(MONDAY + dt.timedelta(days=1)):
        assert mail_weekly(sqlite_engine, ours, WRONG) is Outcome.TOLD


def test_the_schedule_asks_once_a_day():
    assert [(job.words, job.every) for job in JOBS if job.name == "doctor"] == [(("doctor", "--tell"), None)]
