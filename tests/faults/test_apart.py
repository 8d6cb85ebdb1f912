"""Machines that lose touch, stand still, or disagree about the time: nobody waits for them for ever, and nothing comes twice."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from alerts.delivery.outbox import Outbox, Tally
from tests.alerts.owing import owe
from tests.conftest import ROOT
from tests.faults.cable import Cable
from tracker import clock
from tracker.db import engine as database
from tracker.db import leases
from tracker.db.engine import connect, reading, writing
from tracker.db.models import AuditRow
from tracker.db.problems import DatabaseBusy
from tracker.errors import TrackerError
from tracker.jobs.database_checks import _clock

STANDS_STILL = """
import os, signal, sys
from tracker import clock
from tracker.db import engine as database
from tracker.db.engine import connect, writing
from tracker.db.models import AuditRow
from sqlalchemy import insert
database._IDLE_MILLISECONDS = 500
made = connect(sys.argv[1], migrate=False)
with writing(made) as connection:
    connection.execute(insert(AuditRow).values(at=clock.now(), actor="stopped", action="x", about="", details={}))
    os.kill(os.getpid(), signal.SIGSTOP)
"""
FAR = dt.timedelta(days=3)


def note(engine: Engine, who: str) -> None:
    """Write a row as a writer of records does."""
    with writing(engine) as connection:
        row = {"at": clock.now(), "actor": who, "action": "x", "about": "", "details": {}}
        connection.execute(AuditRow.__table__.insert().values(row))


def noted(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return sorted(connection.execute(select(AuditRow.actor)).scalars())


@pytest.mark.postgres
def test_a_writer_whose_network_is_gone_in_the_middle_of_a_write_stops_nobody_and_writes_nothing(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database, "_IDLE_MILLISECONDS", 500)
    here, url = connect(postgres_url), make_url(postgres_url)
    with Cable(str(url.host), int(url.port or 5432)) as cable:
        apart = connect(url.set(host="127.0.0.1", port=cable.port).render_as_string(hide_password=False), migrate=False)
        with pytest.raises((TrackerError, SQLAlchemyError)), writing(apart) as connection:
            row = {"at": clock.now(), "actor": "apart", "action": "x", "about": "", "details": {}}
            connection.execute(AuditRow.__table__.insert().values(row))
            cable.cut()
            note(here, "here")
            cable.mend()
        assert noted(here) == ["here"]
        note(apart, "back")
        assert noted(here) == ["back", "here"]
        apart.dispose()
    here.dispose()


def test_a_writer_that_is_stopped_in_the_middle_of_a_write_stops_others_for_no_longer_than_is_said(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 300)
    engine = connect(database_url)
    own = engine.dialect.name == "postgresql"
    command = [sys.executable, "-c", STANDS_STILL, database_url]
    stopped = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True)
    try:
        assert os.WIFSTOPPED(os.waitpid(stopped.pid, os.WUNTRACED)[1])
        if own:
            note(engine, "other")  # its write was taken back
        else:
            with pytest.raises(DatabaseBusy, match="try again"):
                note(engine, "other")
    finally:
        stopped.send_signal(signal.SIGCONT)
        _out, told = stopped.communicate()
    assert (stopped.returncode == 0) is not own, told
    assert noted(engine) == (["other"] if own else ["stopped"])
    note(engine, "later")
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("wrong", [FAR, -FAR, dt.timedelta(hours=1), dt.timedelta(days=400)])
def test_a_machine_whose_clock_is_wrong_goes_by_the_one_that_all_share_and_doctor_names_it(
    wrong: dt.timedelta, postgres_url: str
):
    right = connect(postgres_url)
    with time_machine.travel(dt.datetime.now(dt.UTC) + wrong):
        engine = connect(postgres_url)
        with reading(right) as connection:
            shared = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        assert abs(clock.now() - shared) < dt.timedelta(minutes=1)
        said = [each for each in _clock(engine) if each.state == "wrong"]
        assert [each.what for each in said] == ["clock"]
        assert ("ahead of" if wrong > dt.timedelta() else "behind") in said[0].found
        engine.dispose()
    with time_machine.travel(dt.datetime.now(dt.UTC) + wrong) as travel, reading(right) as connection:
        leases.held(connection)  # what a scheduler does every few seconds, on a machine whose clock jumps meanwhile
        assert abs(clock.now() - shared) < dt.timedelta(minutes=1)
        travel.move_to(dt.datetime.now(dt.UTC) - wrong)
        leases.held(connection)
        assert abs(clock.now() - shared) < dt.timedelta(minutes=1)
    right.dispose()


@pytest.mark.postgres
def test_mail_that_another_machine_sends_now_is_not_taken_over_by_one_whose_clock_is_ahead(
    postgres_url: str,
):
    engine = connect(postgres_url)
    owe(engine, 5)
    mine = Outbox(engine, lease=dt.timedelta(minutes=15), owner="another-machine/1:1:1:a")
    assert len(mine.claim(5, tally=Tally())) == 5
    with time_machine.travel(dt.datetime.now(dt.UTC) + FAR):
        ahead = connect(postgres_url)
        other = Outbox(ahead, lease=dt.timedelta(minutes=15), owner="machine-ahead/1:1:1:b")
        assert other.recover() == 0
        assert other.claim(5, tally=Tally()) == []
        other.close()
        ahead.dispose()
    mine.close()
    engine.dispose()


@pytest.mark.parametrize(("wrong", "moves"), [(dt.timedelta(), False), (FAR, True), (-FAR, True)])
def test_a_moment_that_arrives_late_moves_no_clock_that_is_right(
    wrong: dt.timedelta, moves: bool, monkeypatch: pytest.MonkeyPatch
):
    stood_still = iter((0.0, 300.0))
    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=lambda: next(stood_still)))
    clock.follow(lambda: clock.of_this_machine() - dt.timedelta(minutes=5) - wrong)
    assert (abs(clock.now() - clock.of_this_machine()) > dt.timedelta(minutes=1)) is moves
    monkeypatch.undo()  # the clock is set right again after each test
