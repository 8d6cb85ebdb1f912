"""What a relay can do to a delivery, at every stage, and what becomes of each mail then."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter, defaultdict

import pytest
from sqlalchemy import Engine, select

from tests.alerts.owing import deliver_to, next_try, owe, owe_digest, settings_for, states
from tests.alerts.smtp_peer import AFTER, CLOSE, DRIP, HALF, RESET, STALL, Peer, relay
from tests.alerts.world import week
from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import Bounce, OutboxRow, Subscriber, Suppression
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
STAGES = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "end")
QUEUE_STAGES = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL")
CODES = (421, 450, 451, 452, 552, 550)


def owed(engine: Engine, count: int) -> list[str]:
    with clock.as_of(NOW):
        return owe(engine, count)


def blamed(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(list(connection.execute(select(Bounce.subscriber_id)))) + len(
            list(connection.execute(select(Suppression.address_key)))
        )


def extra(stage: str) -> dict[str, object]:
    """Settings without which a stage is never reached."""
    if stage == "STARTTLS":
        return {"smtp_security": "starttls"}
    if stage == "AUTH":
        from pydantic import SecretStr

        return {"smtp_username": "tracker", "smtp_password": SecretStr("hunter2")}
    return {}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("stage", STAGES)
def test_every_refusal_at_every_stage(sqlite_engine: Engine, stage: str, code: int):
    owed(sqlite_engine, 2)
    with relay(lambda at, _to: f"{code} no" if at == stage else None) as peer:
        tally = deliver_to(sqlite_engine, peer.port, at=NOW, **extra(stage))
    assert peer.accepted == []
    assert tally.sent == 0
    if stage in QUEUE_STAGES or code == 421:
        assert list(tally.paused) == ["mail"]
        assert states(sqlite_engine) == {"pending": 2}
        assert blamed(sqlite_engine) == 0
    elif code < 500 or stage != "RCPT":  # a relay that took nothing yet may be what is wrong: nothing is burnt
        assert states(sqlite_engine) == {"pending": 2}
        assert blamed(sqlite_engine) == 0
        assert next_try(sqlite_engine) >= NOW + dt.timedelta(minutes=5)
    else:
        assert states(sqlite_engine) == {"bounced": 2}
        assert blamed(sqlite_engine) == 2  # "550 no" names nobody, and a full mailbox may have room next week


def test_tries_come_after_5_and_30_minutes_1_2_and_4_hours_and_end_after_5_days(sqlite_engine: Engine):
    owed(sqlite_engine, 1)
    waits, at = [], NOW
    with relay(lambda stage, _to: "451 later" if stage == "RCPT" else None) as peer:
        while states(sqlite_engine) == {"pending": 1}:
            deliver_to(sqlite_engine, peer.port, at=at)
            if states(sqlite_engine) != {"pending": 1}:
                break
            waits.append(next_try(sqlite_engine) - at)
            at = next_try(sqlite_engine)
    assert [wait.total_seconds() / 60 for wait in waits[:6]] == [5, 30, 60, 120, 240, 240]
    assert dt.timedelta(days=4, hours=20) < at - NOW <= dt.timedelta(days=5)
    assert states(sqlite_engine) == {"failed": 1}
    assert blamed(sqlite_engine) == 0


def test_one_bad_address_keeps_nobody_else_waiting(sqlite_engine: Engine):
    addresses = owed(sqlite_engine, 20)
    bad = set(addresses[::5])
    with relay(lambda stage, to: "550 5.1.1 no such user" if stage == "RCPT" and to in bad else None) as peer:
        deliver_to(sqlite_engine, peer.port, at=NOW)
    assert {to for to, _key in peer.accepted} == set(addresses) - bad
    assert states(sqlite_engine) == {"sent": 16, "bounced": 4}
    with reading(sqlite_engine) as connection:
        given_up = set(
            connection.execute(select(Subscriber.address).where(Subscriber.bounced_at.is_not(None))).scalars()
        )
    assert given_up == bad


def test_greylisting_delivers_everything_in_at_most_three_tries(sqlite_engine: Engine):
    addresses = owed(sqlite_engine, 150)
    first: dict[str, dt.datetime] = {}
    moment = [NOW]

    def greylist(stage: str, to: str) -> str | None:
        if stage != "RCPT":
            return None
        began = first.setdefault(to, moment[0])
        return None if moment[0] - began >= dt.timedelta(minutes=5) else "451 4.7.1 greylisted, try again later"

    with relay(greylist) as peer:
        for _turn in range(400):
            if states(sqlite_engine) == {"sent": 150}:
                break
            deliver_to(sqlite_engine, peer.port, at=moment[0])
            moment[0] += dt.timedelta(minutes=5)
        assert sorted(to for to, _key in peer.accepted) == sorted(addresses)
        assert max(peer.tries.values()) <= 3


@pytest.mark.parametrize("fault", [RESET, CLOSE, STALL, HALF])
@pytest.mark.parametrize("stage", ["connect", "EHLO", "MAIL", "RCPT", "DATA"])
def test_silence_before_the_end_of_a_mail_doubles_nothing(sqlite_engine: Engine, stage: str, fault: str):
    addresses = owed(sqlite_engine, 6)
    seen: Counter[str] = Counter()
    # An answer that a busy machine gives later than we wait for it is a doubled mail, and rightly so.
    patience = 0.6 if fault == STALL else 10

    def script(at: str, _to: str) -> str | None:
        seen[at] += 1
        return fault if at == stage and seen[at] % 3 == 1 else None

    with relay(script) as peer:
        at = NOW
        for _turn in range(12):
            if states(sqlite_engine) == {"sent": 6}:
                break
            deliver_to(sqlite_engine, peer.port, at=at, mail_timeout_seconds=patience)
            at += dt.timedelta(hours=4)
        assert sorted(to for to, _key in peer.accepted) == sorted(addresses)
    assert blamed(sqlite_engine) == 0


@pytest.mark.parametrize("fault", [AFTER, "stall after"])
def test_silence_after_a_mail_is_uncertain_and_doubles_at_most_once_an_event(sqlite_engine: Engine, fault: str):
    addresses = owed(sqlite_engine, 9)
    events: set[str] = set()
    unlucky = set(addresses[::3])

    def script(at: str, to: str) -> str | None:
        if at == "end" and to in unlucky - events:
            events.add(to)
            return fault
        return None

    with relay(script) as peer:
        tally = deliver_to(sqlite_engine, peer.port, at=NOW, mail_timeout_seconds=0.6)
        assert tally.uncertain == len(events) or tally.paused
        at = NOW
        for _turn in range(10):
            at += dt.timedelta(hours=1)
            deliver_to(sqlite_engine, peer.port, at=at, mail_timeout_seconds=0.6)
    assert states(sqlite_engine) == {"sent": 9}
    copies = Counter(to for to, _key in peer.accepted)
    assert set(copies) == set(addresses)
    assert {to for to, count in copies.items() if count > 1} <= events
    for to in events:
        assert copies[to] == 2
        assert len(set(peer.of(to))) == 1
    assert blamed(sqlite_engine) == 0


@pytest.mark.parametrize("stage", ["connect", "EHLO", "MAIL", "end"])
def test_a_relay_whose_answers_never_end_holds_a_delivery_no_longer_than_one_that_is_silent(
    sqlite_engine: Engine, stage: str
):
    owed(sqlite_engine, 1)
    with relay(lambda at, _to: DRIP if at == stage else None) as peer:
        tally = deliver_to(sqlite_engine, peer.port, at=NOW, mail_timeout_seconds=0.1)
    assert states(sqlite_engine) == {"uncertain" if stage == "end" else "pending": 1}
    assert "timed out" in str(tally.told or tally.paused)
    assert blamed(sqlite_engine) == 0


def test_a_mail_that_nobody_ever_answers_for_is_tried_three_times_and_then_left_to_people(sqlite_engine: Engine):
    owed(sqlite_engine, 1)
    with relay(lambda at, _to: AFTER if at == "end" else None) as peer:
        for turn in range(20):
            deliver_to(sqlite_engine, peer.port, at=NOW + dt.timedelta(hours=turn))
    assert len(peer.accepted) == 3
    assert states(sqlite_engine) == {"uncertain": 1}


@pytest.mark.parametrize("connections", [1, 4])
def test_a_relay_that_hangs_up_every_250_mails_gets_each_mail_once(sqlite_engine: Engine, connections: int):
    addresses = owed(sqlite_engine, 600)
    with relay(drop_after=250 // connections) as peer:
        deliver_to(sqlite_engine, peer.port, mail_connections=connections, at=NOW)
    assert sorted(to for to, _key in peer.accepted) == sorted(addresses)
    assert states(sqlite_engine) == {"sent": 600}


def test_a_relay_that_is_down_pauses_the_queue_longer_each_time_and_blames_nobody(sqlite_engine: Engine):
    owed(sqlite_engine, 50)
    with relay() as gone:
        port = gone.port
    waits = []
    at = NOW
    for _turn in range(4):
        tally = deliver_to(sqlite_engine, port, at=at)
        assert list(tally.paused) == ["mail"]
        assert deliver_to(sqlite_engine, port, at=at + dt.timedelta(minutes=1)).sent == 0
        with reading(sqlite_engine) as connection:
            from tracker.db.models import Relay

            until = connection.execute(select(Relay.paused_until)).scalar_one()
        waits.append((until - at).total_seconds() / 60)
        at = until + dt.timedelta(seconds=1)
    assert waits[0] == 5
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    assert states(sqlite_engine) == {"pending": 50}
    assert blamed(sqlite_engine) == 0
    with relay() as peer:
        assert deliver_to(sqlite_engine, peer.port, at=at).sent == 50


def test_a_relay_that_has_no_encryption_never_sees_the_password(sqlite_engine: Engine):
    from pydantic import SecretStr

    owed(sqlite_engine, 3)
    with relay() as peer:
        secret = SecretStr("hunter2")
        for security in ("starttls", "tls"):
            deliver_to(
                sqlite_engine,
                peer.port,
                at=NOW + dt.timedelta(days=security == "tls"),
                smtp_security=security,
                smtp_username="tracker",
                smtp_password=secret,
            )
    assert not [line for line in peer.commands if line.upper().startswith(("AUTH", "MAIL"))]
    assert states(sqlite_engine) == {"pending": 3}
    assert "hunter2" not in repr(settings_for(1, smtp_password=secret))


def test_who_unsubscribes_before_the_claim_gets_nothing(sqlite_engine: Engine):
    owed(sqlite_engine, 200)
    with service.changing(sqlite_engine) as connection, clock.as_of(NOW):
        for found in service.all_of(connection):
            service.stop(connection, found.id)
    with relay() as peer:
        deliver_to(sqlite_engine, peer.port, at=NOW)
    assert peer.accepted == []
    assert states(sqlite_engine) == {"cancelled": 200}


def test_who_unsubscribes_while_others_are_served_gets_nothing_once_that_is_committed(engine: Engine):
    addresses = owe(engine, 200)
    stopped: dict[str, int] = defaultdict(int)
    with relay(delay=0.003) as peer:
        with reading(engine) as connection:
            ids = {found.address: found.id for found in service.all_of(connection)}
        sender = threading.Thread(target=deliver_to, args=(engine, peer.port))
        sender.start()
        for address in reversed(addresses):
            with service.changing(engine) as connection:
                state = connection.execute(
                    select(OutboxRow.state).where(OutboxRow.subscription_id == ids[address]).with_for_update()
                ).scalar_one()
                service.stop(connection, ids[address])
            if state == "pending":
                stopped[address] += 1
        sender.join(60)
    assert stopped
    assert not stopped.keys() & {to for to, _key in peer.accepted}


def test_too_late_a_mail_is_not_sent(sqlite_engine: Engine):
    owed(sqlite_engine, 5)
    with relay() as peer:
        deliver_to(sqlite_engine, peer.port, at=NOW + dt.timedelta(days=6))
    assert peer.accepted == []
    assert states(sqlite_engine) == {"expired": 5}


def test_the_rate_limit_holds_over_all_senders(sqlite_engine: Engine):
    owed(sqlite_engine, 12)
    peer: Peer
    with relay() as peer:
        sent = threading.Event()
        timer = threading.Timer(1.5, sent.set)
        timer.start()
        from alerts.delivery.sender import deliver

        with clock.as_of(NOW):
            tally = deliver(sqlite_engine, settings_for(peer.port, mail_rate_per_minute=5), stop=sent.is_set)
        timer.join()
    assert tally.sent == len(peer.accepted) == 5
    assert states(sqlite_engine) == {"sent": 5, "pending": 7}


@pytest.mark.parametrize("readers", [2, 9])
def test_a_relay_that_knows_none_of_a_small_circle_costs_nobody_their_place(readers: int, sqlite_engine: Engine):
    unknown, wrong = "550 5.1.1 User unknown in local recipient table", [True]
    for number in range(readers):
        owe_digest(sqlite_engine, week().digest(), f"reader{number}@example.org")
    with relay(lambda stage, _to: unknown if wrong[0] and stage == "RCPT" else None) as peer:
        tally = deliver_to(sqlite_engine, peer.port, at=NOW)
        assert "addresses refused and no mail taken in between" in tally.paused["mail"]
        assert blamed(sqlite_engine) == 0
        wrong[0] = False
        assert deliver_to(sqlite_engine, peer.port, at=NOW + dt.timedelta(hours=1)).sent == readers


def test_an_address_that_is_gone_is_given_up_while_another_reader_is_left_and_strangers_typos_pause_nothing(
    sqlite_engine: Engine,
):
    owe_digest(sqlite_engine, week().digest(), "gone@example.org")
    with clock.as_of(NOW), service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "stays@example.org", Wishes(), confirmed=True)
        for number in range(3):
            service.subscribe(connection, f"typo{number}@example.org", Wishes())
    with relay(lambda stage, _to: "550 5.1.1 User unknown" if stage == "RCPT" else None) as peer:
        tally = deliver_to(sqlite_engine, peer.port, at=NOW)
    assert (tally.bounced, tally.paused) == (4, {})
