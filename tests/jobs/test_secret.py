"""Machines that share a database share one secret, or say so before they do harm."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from tracker import settings
from tracker.cli.main import tracker
from tracker.db.engine import connect
from tracker.errors import SettingsError
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


def test_a_one_click_that_nobody_knows_is_never_told_as_done(sqlite_engine):
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
        told = client.post("/unsubscribe/one-click/nobodyknowsthis", data={"List-Unsubscribe": "One-Click"})
    assert told.status_code == 404
    assert "unsubscribed" not in told.text
