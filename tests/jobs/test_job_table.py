"""The table of jobs names commands that exist, and whoever looks is told of a job that fails."""

from __future__ import annotations

import datetime as dt

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, insert

from tracker import clock
from tracker.cli.main import tracker
from tracker.db.engine import connect, reading, writing
from tracker.db.models import Slot
from tracker.jobs.doctor import examine
from tracker.jobs.schedule import JOBS
from tracker.jobs.state import job_states, troubles
from tracker.settings import load

NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)


def resolved(words: tuple[str, ...]) -> click.Command:
    """The command that these words call, with its options read; anything unknown raises."""
    context, command, rest = click.Context(tracker, **tracker.context_settings), tracker, list(words)
    while isinstance(command, click.Group):
        name, command, rest = command.resolve_command(context, rest)
        assert command is not None, f"{words}: no command {name}"
        if not isinstance(command, click.Group):
            command.make_context(name, rest, parent=context)
            return command
        context = click.Context(command, info_name=name, parent=context)
    return command


@pytest.mark.parametrize("job", [job for job in JOBS if job.words], ids=lambda job: job.name)
def test_the_words_of_each_job_call_a_command_that_exists(job):
    assert resolved(job.words).callback is not None


def test_words_that_call_nothing_are_noticed():
    with pytest.raises(click.UsageError):
        resolved(("subscriptions", "purgatory"))


@pytest.mark.parametrize("job", [job for job in JOBS if job.words], ids=lambda job: job.name)
def test_the_command_of_each_job_works_on_a_fresh_folder(job):
    done = CliRunner().invoke(tracker, list(job.words))
    assert done.exit_code == 0, done.output


def turn(engine: Engine, job: str, slot: str, at: dt.datetime, outcome: str | None, told: str = "") -> None:
    row = {"job": job, "slot": slot, "claimed_at": at, "claimed_by": "scheduler a:1", "outcome": outcome, "told": told}
    with writing(engine) as connection:
        connection.execute(insert(Slot).values(row | {"finished_at": at if outcome else None}))


def test_the_last_turn_that_was_begun_says_how_a_job_goes(engine):
    turn(engine, "deliver", "2026-11-23T12:00Z", NOW, "done")
    turn(engine, "deliver", "2026-11-23T12:02Z", NOW + dt.timedelta(minutes=2), "failed", "line\nno such command: x")
    turn(engine, "deliver", "2026-11-23T12:04Z", NOW + dt.timedelta(minutes=4), "skipped")
    turn(engine, "digest", "2026-11-23T12:00Z", NOW, None)
    with reading(engine) as connection, clock.as_of(NOW + dt.timedelta(minutes=5)):
        found = {each.job.name: each for each in job_states(connection)}
        assert list(found) == [job.name for job in JOBS]
        assert found["deliver"].bad
        assert found["deliver"].sentence == "the last turn of deliver (2026-11-23T12:02Z): failed: no such command: x"
        assert found["digest"].outcome == "at work"
        assert found["tidy"].outcome == "never"
        assert [each.job.name for each in troubles(connection)] == ["deliver"]
    with reading(engine) as connection, clock.as_of(NOW + dt.timedelta(hours=12)):
        assert [each.outcome for each in troubles(connection)] == ["stuck", "failed"]


@pytest.mark.parametrize("outcome", ["failed", None])
def test_status_and_doctor_tell_a_job_that_fails_or_does_not_end(outcome):
    engine = connect(load().url)
    turn(engine, "forget", "2026-11-23", NOW, outcome, "no such command: purge")
    engine.dispose()
    shown = CliRunner().invoke(tracker, ["status"])
    assert "the last turn of forget (2026-11-23)" in shown.stderr
    told = {each.what: each for each in examine()}
    assert told["job forget"].state == "wrong"
    assert "tracker subscriptions purge" in told["job forget"].do
