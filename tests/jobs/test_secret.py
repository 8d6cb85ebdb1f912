"""Machines that share a database share one secret, or say so before they do harm."""

from __future__ import annotations

import subprocess

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from tracker import clock, settings
from tracker.cli.main import tracker
from tracker.db import set_back
from tracker.db.engine import connect
from tracker.errors import SettingsError
from tracker.jobs.doctor import examine
from tracker.settings import load
from tracker.web.app import create_app


@pytest.mark.postgres
@pytest.mark.parametrize(
    "words",
    [
        ["digest", "send"],
        ["deliver"],
        ["worker"],
        ["scheduler"],
        ["serve", "--port", "0"],
        ["subscribe", "a@example.org"],
    ],
    ids=" ".join,
)
def test_a_machine_with_another_secret_refuses_to_start_and_says_how_to_mend_it(words, postgres_url, monkeypatch):
    monkeypatch.setenv("TRACKER_DATABASE_URL", postgres_url)
    monkeypatch.setenv("TRACKER_SECRET_KEY", "the first machine's secret, long enough")
    settings.load.cache_clear()
    connect(postgres_url).dispose()
    for _time in range(2):
        assert CliRunner().invoke(tracker, ["digest", "send"]).exit_code == 0
    monkeypatch.setenv("TRACKER_SECRET_KEY", "another machine's secret, long enough")
    settings.load.cache_clear()
    refused = CliRunner().invoke(tracker, words)
    assert isinstance(refused.exception, SettingsError)
    assert "TRACKER_SECRET_KEY" in str(refused.exception)
    assert "secret, long enough" not in str(refused.exception)


@pytest.mark.postgres
def test_the_first_command_after_a_pg_restore_says_that_the_database_is_an_earlier_one(
    postgres_url, monkeypatch, tmp_path, caplog
):
    """Once, then the doctor for two weeks; commands before, another database and a first look say nothing."""
    address, dump = postgres_url.replace("+psycopg", ""), tmp_path / "tracker.dump"
    monkeypatch.setenv("TRACKER_DATABASE_URL", postgres_url)
    settings.load.cache_clear()
    connect(postgres_url).dispose()

    def run(*words: str) -> list[str]:
        caplog.clear()
        assert CliRunner().invoke(tracker, words).exit_code == 0
        return [line for line in caplog.messages if set_back.WHAT in line]

    assert run("digest", "send") == []
    subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", address], check=True)
    assert run("subscribe", "a@example.org", "--confirmed") == run("status") == []
    words = ("--clean", "--if-exists", "--no-owner", f"--dbname={address}", str(dump))
    subprocess.run(["pg_restore", *words], check=True)
    (said,) = run("status")
    assert "docs/operating.md, “Restore”" in said
    assert run("status") == []
    found = [finding.found for finding in examine() if finding.what == "database" and finding.state == "notice"]
    assert [set_back.WHAT in words for words in found] == [True]
    with clock.as_of(clock.now() + set_back.SHOWN_FOR):
        assert set_back.noticed(load().data_dir) is None
    seen = next(load().data_dir.glob("database-seen.json"))
    seen.write_text('{"database": 3, "number": "many"')
    assert run("status") == []


def test_a_one_click_that_nobody_knows_is_never_told_as_done(sqlite_engine):
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
        told = client.post("/unsubscribe/one-click/nobodyknowsthis", data={"List-Unsubscribe": "One-Click"})
    assert told.status_code == 404
    assert "unsubscribed" not in told.text
