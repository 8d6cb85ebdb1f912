"""What was sent is written down also where the disk was full for a while; nobody gets it again and again meanwhile."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import text

from alerts.delivery import outbox
from alerts.delivery.outbox import Outbox, Tally
from tests.alerts.owing import owe, states
from tests.alerts.smtp_peer import relay
from tests.conftest import ROOT
from tracker.db.engine import connect
from tracker.db.problems import DatabaseProblem

MAILS = 12


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs a system that changes the limits of others")
def test_a_mail_that_was_sent_onto_a_full_disk_is_sent_once(sqlite_url: str):
    engine = connect(sqlite_url)
    addresses = owe(engine, MAILS)
    engine.dispose()
    with relay() as peer:
        sender = subprocess.Popen(
            ["bash", "-c", 'ulimit -S -f 40; exec "$0" -m tracker deliver', sys.executable],
            stderr=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "TRACKER_DATABASE_URL": sqlite_url,
                "TRACKER_SMTP_HOST": "127.0.0.1",
                "TRACKER_SMTP_PORT": str(peer.port),
                "TRACKER_SMTP_SECURITY": "none",
                "TRACKER_MAIL_FROM": "tracker@example.org",
                "TRACKER_POSTAL_ADDRESS": "1 Main Street, Anytown",
            },
        )
        said = sender.stderr.readline()
        assert "not written down yet" in said
        assert "make room" in said
        assert len(peer.accepted) < MAILS
        resource.prlimit(sender.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        _out, said = sender.communicate()
        assert sender.returncode == 0, said
        assert Counter(to for to, _key in peer.accepted) == Counter(addresses)
    engine = connect(sqlite_url)
    assert states(engine) == {"sent": MAILS}
    engine.dispose()


def test_nothing_is_claimed_where_there_is_no_room_to_write_what_was_sent(sqlite_url: str, monkeypatch):
    engine = connect(sqlite_url)
    owe(engine, 1)
    box = Outbox(engine, lease=outbox.LONGEST_WAIT)
    monkeypatch.setattr(outbox, "ROOM_NEEDED", 2**62)
    with pytest.raises(DatabaseProblem, match="nothing is sent until there is"):
        box.claim(1, tally=Tally())
    monkeypatch.setattr(outbox, "ROOM_NEEDED", 0)
    assert len(box.claim(1, tally=Tally())) == 1
    box.close()
    engine.dispose()


def test_who_is_told_to_stop_does_not_wait_for_room(sqlite_url: str):
    engine = connect(sqlite_url)
    owe(engine, 1)
    asked = list[bool]()
    box = Outbox(engine, lease=outbox.LONGEST_WAIT, stop=lambda: not asked.append(True))
    (order,) = box.claim(1, tally=Tally())
    with engine.begin() as connection:
        connection.execute(text("CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'disk'); END"))
    with pytest.raises(DatabaseProblem):
        box.sent(order)
    assert asked == [True]
    box.close()
    engine.dispose()
