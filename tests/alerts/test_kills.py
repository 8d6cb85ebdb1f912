"""Senders die and race; no mail is lost, and at most the one on the wire goes out twice, under the same Message-ID."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

import pytest
from sqlalchemy import Engine

from alerts.delivery.side_by_side import MANY, shares
from tests.alerts.owing import owe, start_delivery, states
from tests.alerts.smtp_peer import Peer, relay

pytestmark = pytest.mark.slow


def finish(engine: Engine, peer: Peer) -> None:
    """Deliver what is left."""
    for _turn in range(20):
        process = start_delivery(engine, peer.port)
        _out, told = process.communicate(timeout=120)
        assert process.returncode in {0, 3}, told
        if not (states(engine).keys() & {"pending", "sending", "uncertain"}):
            return
    raise AssertionError(states(engine))


def doubles(peer: Peer) -> int:
    """How many copies went out; a copy under another Message-ID is a fault."""
    copies = Counter(to for to, _key in peer.accepted)
    for to, count in copies.items():
        assert count == 1 or len(set(peer.of(to))) == 1, to
    return sum(count - 1 for count in copies.values())


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("mails", "most"), [(600, 8), pytest.param(2_000, 30, marks=pytest.mark.long)])
def test_killed_senders_lose_nothing_and_double_at_most_one_mail_a_kill(
    engine: Engine, record_property, mails: int, most: int
):
    addresses = owe(engine, mails)
    chance, kills = random.Random(19), 0
    with relay(delay=0.004) as peer:
        while kills < most and len(peer.accepted) < mails - 100:
            pair = [start_delivery(engine, peer.port), start_delivery(engine, peer.port)]
            before = len(peer.accepted)
            began = time.monotonic()
            while len(peer.accepted) < before + 5 and time.monotonic() - began < 30:
                time.sleep(0.01)
            time.sleep(chance.random() * 0.1)
            for process in pair:
                process.kill()
                process.communicate()
                kills += 1
        finish(engine, peer)
    record_property("trials", kills)
    record_property("doubled", doubles(peer))
    record_property("lost", len(set(addresses) - {to for to, _key in peer.accepted}))
    assert kills >= most
    assert {to for to, _key in peer.accepted} == set(addresses)
    assert doubles(peer) <= kills
    assert states(engine) == {"sent": mails}


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_sender_that_stands_still_for_longer_than_its_mails_are_its_own_doubles_one_at_most(
    sqlite_engine: Engine, record_property
):
    addresses, short = owe(sqlite_engine, 60), {"TRACKER_MAIL_LEASE_MINUTES": "0.03"}
    with relay(delay=0.01) as peer:
        still = start_delivery(sqlite_engine, peer.port, **short)
        while len(peer.accepted) < 8:
            time.sleep(0.01)
        still.send_signal(signal.SIGSTOP)
        time.sleep(2)
        other = start_delivery(sqlite_engine, peer.port, **short)
        other.communicate(timeout=60)
        still.send_signal(signal.SIGCONT)
        still.communicate(timeout=60)
        finish(sqlite_engine, peer)
        record_property("doubled", doubles(peer))
        record_property("lost", len(set(addresses) - {to for to, _key in peer.accepted}))
        assert {to for to, _key in peer.accepted} == set(addresses)
        assert doubles(peer) <= 1


@pytest.mark.timeout(120)
def test_two_senders_at_once_send_each_mail_once(engine: Engine):
    addresses = owe(engine, 300)
    with relay(delay=0.002) as peer:
        pair = [start_delivery(engine, peer.port, TRACKER_MAIL_CONNECTIONS="2") for _each in range(2)]
        for process in pair:
            _out, told = process.communicate(timeout=100)
            assert process.returncode == 0, told
    assert sorted(to for to, _key in peer.accepted) == sorted(addresses)
    assert states(engine) == {"sent": 300}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_a_delivery_of_several_processes_that_ends_early_loses_nothing(
    sqlite_engine: Engine, end: str, record_property
):
    addresses = owe(sqlite_engine, MANY + 200)
    with relay(delay=0.004) as peer:
        process = start_delivery(sqlite_engine, peer.port, TRACKER_MAIL_CONNECTIONS="4")
        while len(peer.accepted) < 20:
            time.sleep(0.01)
        getattr(process, end)()
        process.communicate(timeout=60)
        assert process.returncode in {-9, 143}
        finish(sqlite_engine, peer)
    record_property("doubled", doubles(peer))
    assert {to for to, _key in peer.accepted} == set(addresses)
    assert doubles(peer) <= (4 if end == "kill" else 0)
    assert states(sqlite_engine) == {"sent": len(addresses)}


@pytest.mark.parametrize(
    ("connections", "waiting", "sizes"), [(1, 10_000, [1]), (4, MANY - 1, [4]), (4, MANY, [2, 2]), (5, MANY, [3, 2])]
)
def test_connections_are_shared_out_among_processes_where_many_mails_wait(
    monkeypatch: pytest.MonkeyPatch, connections: int, waiting: int, sizes: list[int]
):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert shares(connections, waiting) == sizes


@pytest.mark.timeout(120)
def test_a_sender_told_to_stop_ends_between_two_mails(sqlite_engine: Engine):
    addresses = owe(sqlite_engine, 60)
    with relay(delay=0.02) as peer:
        process = start_delivery(sqlite_engine, peer.port)
        while len(peer.accepted) < 3:
            time.sleep(0.01)
        process.terminate()
        process.communicate(timeout=30)
        assert process.returncode == 143
        assert states(sqlite_engine)["sending"] == 0
        finish(sqlite_engine, peer)
    assert sorted(to for to, _key in peer.accepted) == sorted(addresses)
