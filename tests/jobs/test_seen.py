"""What goes on is seen: figures of jobs, turns, workers and messages, the next turns, the settings without their secrets."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert
from starlette.testclient import TestClient

from tests.core.test_ingest import visit
from tests.records import bill
from tracker import clock
from tracker.cli.main import tracker
from tracker.db.engine import connect, writing
from tracker.db.models import Beat, Slot
from tracker.jobs.schedule import JOBS
from tracker.settings import Settings, load
from tracker.web.app import create_app

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _stored() -> None:
    engine = connect(load().url)
    visit(engine, [bill(1)])
    now = clock.now()
    with writing(engine) as connection:
        for name in ("worker one:1", "worker two:2", "scheduler one:1"):
            row = {"name": name, "kind": name.split()[0], "started_at": now, "at": now}
            connection.execute(insert(Beat).values(row))
        for slot, outcome in (("2026-11-23T12:00Z", "done"), ("2026-11-23T12:02Z", "failed")):
            row = {
                "job": "deliver",
                "slot": slot,
                "claimed_at": now,
                "claimed_by": "x",
                "finished_at": now,
                "outcome": outcome,
            }
            connection.execute(insert(Slot).values(row))
    engine.dispose()


def figures() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    engine = connect(load().url)
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
        text = client.get("/metrics").text
    engine.dispose()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_each_worker_and_each_job_has_its_own_figures():
    seen = figures()
    beats = {dict(labels)["name"] for name, labels in seen if name == "tracker_beat_age_seconds"}
    assert beats == {"worker one:1", "worker two:2", "scheduler one:1"}
    bad = {dict(labels)["job"]: value for (name, labels), value in seen.items() if name == "tracker_job_bad"}
    assert set(bad) == {job.name for job in JOBS}
    assert (bad["deliver"], bad["digest"]) == (1, 0)
    assert seen["tracker_job_turns", (("job", "deliver"), ("outcome", "failed"))] == 1
    assert seen["tracker_outbox_oldest_due_seconds", ()] == 0
    assert seen["tracker_disk_free_bytes", ()] > 0


def run(*words: str) -> str:
    done = CliRunner().invoke(tracker, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_schedule_shows_the_next_and_the_last_turn_of_each_job():
    rows = {
        row["job"]: row
        for row in json.loads(CliRunner().invoke(tracker, ["schedule", "list", "--format", "json"]).stdout)
    }
    assert set(rows) == {job.name for job in JOBS}
    assert rows["deliver"]["outcome"] == "failed"
    assert rows["digest"]["outcome"] == "never"
    for row in rows.values():
        assert dt.datetime.fromisoformat(row["next"]) > clock.now()


def test_status_is_one_screen_with_mail_room_and_the_next_turns():
    shown = run("status", "--format", "table")
    for words in ("stored: 1 bill,", "next: crawl ", "MB free", "deliver"):
        assert words in shown
    assert re.search(r"deliver \d\d:\d\d E[DS]T \(", shown)


def test_the_settings_are_shown_with_where_they_come_from_and_without_secrets(monkeypatch: pytest.MonkeyPatch):
    secrets = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    for name in secrets - {"ping_url"}:
        monkeypatch.setenv(f"TRACKER_{name.upper()}", "S3cretValue")
    monkeypatch.setenv("TRACKER_PING_URL", "https://hc.example.org/S3cretValue")
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql://tracker:S3cretValue/with/slashes@db.example.org/tracker")
    load.cache_clear()
    shown = run("config", "show", "--format", "json")
    assert "S3cretValue" not in shown
    rows = {row["setting"]: row for row in json.loads(shown[: shown.rindex("]") + 1])}
    assert rows["TRACKER_DATABASE_URL"]["value"] == "postgresql://***@db.example.org/tracker"
    for name, given, seen in (
        (
            "DATABASE_URL",
            "postgresql://db/t?user=t&password=S3cretValue&sslmode=require",
            "postgresql://db/t?user=t&password=***&sslmode=require",
        ),
        ("GEOCODER_URL", "https://geo.example.org/one?api_key=S3cretValue", "https://geo.example.org/one?api_key=***"),
        ("GOVBOT_URL", "https://me:S3cretValue@git.example.org/{place}.git", "https://***@git.example.org/{place}.git"),
    ):
        monkeypatch.setenv(f"TRACKER_{name}", given)
        load.cache_clear()
        shown = run("config", "show", "--format", "json")
        assert "S3cretValue" not in shown
        assert seen in shown
    assert rows["TRACKER_SMTP_PASSWORD"] == {
        "setting": "TRACKER_SMTP_PASSWORD",
        "value": "(set)",
        "from": "environment",
    }
    assert rows["TRACKER_SMTP_PORT"]["from"] == "default"
    assert len(rows) == len(Settings.model_fields)
