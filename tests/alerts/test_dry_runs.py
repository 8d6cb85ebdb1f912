"""Every command that changes a subscription can say what it would do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, MetaData, select

from alerts.cli.digests import digest
from alerts.cli.subscriptions import subscribe, subscriptions_group
from tracker.errors import UsageProblem

CHANGING = sorted(set(subscriptions_group.commands) - {"list", "show", "export", "suppressions", "purge", "replay"})
"""Those that change what a person asked for; `purge` deletes only what is past its promised time, as `tracker deliver` does."""


@pytest.fixture
def subscribed(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    monkeypatch.setenv("TRACKER_DATABASE_URL", sqlite_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    done = CliRunner().invoke(subscribe, ["jane@example.org", "--confirmed"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return sqlite_engine


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables
        }


@pytest.mark.parametrize("name", CHANGING)
def test_every_changing_command_takes_a_dry_run(name: str) -> None:
    assert any("--dry-run" in option.opts for option in subscriptions_group.commands[name].params)


@pytest.mark.parametrize(
    "words",
    [
        ["confirm", "1"],
        ["change", "1", "--topic", "mental-health", "--most", "3"],
        ["pause", "1", "--until", "2099-01-10"],
        ["resume", "1"],
        ["mute", "1", "topic", "mental-health"],
        ["remove", "1"],
        ["delete", "1"],
        ["release"],
    ],
    ids=lambda words: words[0],
)
def test_a_dry_run_says_what_it_would_do_and_changes_no_row(words: list[str], subscribed: Engine) -> None:
    before = everything(subscribed)
    done = CliRunner().invoke(subscriptions_group, [*words, "--dry-run"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "would" in done.stderr or "nothing is changed" in done.stderr
    assert everything(subscribed) == before


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_an_address_that_nobody_subscribed_is_refused_and_not_without_news(more: list[str], subscribed: Engine) -> None:
    done = CliRunner().invoke(digest, ["send", "--to", "nobody@example.org", *more])
    assert isinstance(done.exception, UsageProblem)
    assert "nobody subscribed nobody@example.org" in str(done.exception)


def test_a_dry_run_meets_the_same_refusals(subscribed: Engine) -> None:
    done = CliRunner().invoke(subscriptions_group, ["pause", "99", "--until", "2099-01-10", "--dry-run"])
    assert done.exception is not None
    assert subscribed is not None
