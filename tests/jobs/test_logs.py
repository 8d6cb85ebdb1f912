"""Each line of the log carries what it is about, in every process, and none a secret, an address or a control character."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tracker import logs
from tracker.settings import load

SECRET = "S3cret-of-the-relay"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD", SECRET)
    monkeypatch.setenv("TRACKER_LOG_LEVEL", "info")
    monkeypatch.setenv("TRACKER_LOG_FORMAT", "json")
    load.cache_clear()
    yield
    root.handlers[:], root.level = handlers, level
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


def test_a_line_is_one_json_object_with_what_it_is_about(capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.setenv(logs.CONTEXT, '{"job": "digest"}')
    logs.configure(load())
    with structlog.contextvars.bound_contextvars(slot="2026-11-23T12:00Z"):
        logging.getLogger("tracker.jobs").info("begun %d", 7)
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "begun 7",
        "level": "info",
        "logger": "tracker.jobs",
        "job": "digest",
        "slot": "2026-11-23T12:00Z",
    }


@pytest.mark.parametrize("form", ["json", "console"])
def test_what_nobody_may_read_is_taken_out_wherever_it_stands(form: str, capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRACKER_LOG_FORMAT", form)
    load.cache_clear()
    logs.configure(load())
    log = logging.getLogger("tracker")
    log.warning("relay %s", SECRET)
    log.warning("to %s at postgresql://tracker:pw%%40x@pw-43a@db/t", "jane.doe+x@mail.example.org")
    log.warning("to postgresql://db/t?user=tracker&password=pw-40y&sslmode=require")
    log.warning(
        "asked https://flow.example.org/run?api-version=1&sig=pw-41z and https://x.example.org/?X-Amz-Signature=pw-42z"
    )
    structlog.get_logger("tracker").warning("nested", values={"a": [SECRET]}, address="jane@example.org")
    try:
        raise ValueError(f"login with {SECRET} as jane@example.org")
    except ValueError:
        log.exception("failed")
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "<address>" in said
    for word in (SECRET, "jane", "pw%40x", "pw-40y", "pw-41z", "pw-42z", "pw-43a"):
        assert word not in said


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(title=st.text(max_size=60), form=st.sampled_from(["json", "console"]))
def test_one_event_is_one_line_without_control_characters_whatever_a_title_holds(title: str, form: str, capsys):
    os.environ["TRACKER_LOG_FORMAT"] = form
    load.cache_clear()
    logs.configure(load())
    title = title.encode("utf-8", "replace").decode()
    logging.getLogger("tracker").warning("title %s", title)
    said = capsys.readouterr().err
    assert said.endswith("\n")
    (line,) = said[:-1].split("\n")
    assert not any((ord(letter) < 32 and letter != "\t") or 127 <= ord(letter) < 160 for letter in line)
    if form == "json":
        assert json.loads(line)["level"] == "warning"


@pytest.mark.parametrize("words", [(), ("-v",)], ids=["plain", "verbose"])
def test_a_crawl_by_hand_writes_the_same_lines_as_every_other_process(words, tmp_path):
    nothing = {
        "TRACKER_DATA_DIR": str(tmp_path / "data"),
        "TRACKER_DETOUR": "http://127.0.0.1:9",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tracker", "crawl", "us-senate-hearings", *words]
    environment = {**os.environ, **nothing, "TRACKER_LOG_LEVEL": "warning"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert all({"timestamp", "level", "logger", "event"} <= line.keys() for line in lines)
    assert {line["level"] for line in lines} <= ({"info", "warning", "error"} if words else {"warning", "error"})
    assert any(line["logger"].startswith("scrapy") for line in lines) == bool(words)
    assert not [line for line in done.stderr.splitlines() if line.startswith(("WARNING", "INFO", "ERROR", "20"))]


def test_a_process_knows_what_the_one_that_started_it_works_on():
    code = (
        "import logging; from tracker import logs; from tracker.settings import load; logs.configure(load()); "
        "logging.getLogger('tracker').info('here')"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **logs.context(run=12, source="us-test")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    line = json.loads(done.stderr)
    assert (line["run"], line["source"]) == ("12", "us-test")
