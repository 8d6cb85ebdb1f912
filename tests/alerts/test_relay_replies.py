"""What a relay says decides whose fault it is; its own trouble costs nobody an address and no mail its reader."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, select, update

from alerts.channels.reply_codes import judge_reply
from tests.alerts.owing import deliver_to, owe, states
from tests.alerts.smtp_peer import relay
from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import Bounce, OutboxRow, SubscriptionRow, Suppression
from tracker.subscriptions import service

NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
PERSON = (
    "550 5.1.1 user unknown",
    "550 5.1.2 bad destination system",
    "550 5.1.3 not an address",
    "550 5.1.6 mailbox has moved, no forwarding",
    "556 5.1.10 recipient address has null MX",
    "550 5.2.1 mailbox disabled",
    "550 User unknown",
    "550 5.1.0 No such user here",
    "550 <reader0@example.org>: Recipient address rejected: User unknown in relay recipient table",
    "553 invalid mailbox name",
    "550-5.1.1 The email account that you tried to reach does not exist.",
    "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 no such user",
    "550 User reader0@mail.example.org does not exist; your IP 192.0.2.1 has been logged",
    "550 5.1.1 Address does not exist; sender verify failed",
    "550 Callout verification failed: 550 No Such User Here",
    "554 delivery error: dd This user doesn't have a yahoo.com account (reader0@yahoo.com)",
    "550 5.1.1 El usuario no existe",
    "550 The recipient's mailbox has been closed",
)
CHANNEL = (
    "554 5.7.1 <reader0@example.org>: Relay access denied",
    "550 5.7.1 Client does not have permissions to send as this sender",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "550 5.7.26 This mail is unauthenticated",
    "530 5.7.0 Must issue a STARTTLS command first",
    "530 Authentication required",
    "535 5.7.8 credentials invalid",
    "550 5.4.5 Daily user sending limit exceeded",
    "550 5.4.1 Recipient address rejected: Access denied",
    "550 5.1.7 Invalid sender address",
    "550 5.1.8 sender domain not found",
    "503 5.5.1 Bad sequence of commands",
    "501 Syntax error in parameters",
    "553 5.7.1 sender rejected",
    "550 relaying denied",
    "550 unable to relay for this user",
    "553 sorry, that domain isn't in my list of allowed rcpthosts",
    "554 Your IP is listed on a blocklist",
    "421 4.7.0 try again later, closing connection",
    "550 5.1.1 <reader0@example.org>: Recipient address rejected: blocked using zen.spamhaus.org",
    "550 5.1.1 sender rejected",
    "550-Verification failed for <digest@tracker.example.org>\n550-Response: 550 5.1.1 User unknown\n550 Sender verify failed",
    "550 5.1.1 Domain of sender address digest@tracker.example.org does not exist",
    "550 5.1.1 sender address unknown",
    "554 Transaction failed: Daily message quota exceeded",
    "554 Message rejected: Email address is not verified. The following identities failed the check",
    "554 Message rejected: Sending paused for this account.",
    "554 Email rejected due to security policies",
    "550 5.1.1 RCPT TO rejected: too many recipients who do not exist",
)
MAILBOX = (
    "552 5.2.2 mailbox full",
    "552 too much mail data",
    "550 5.2.0 other mailbox trouble",
    "550 mailbox is full",
    "550 5.3.0 other mail system trouble",
    "550-5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages",
    "550 5.2.1 mailbox over quota",
    "550 5.2.1 Mailbox temporarily disabled: reader0@example.org",
)
MESSAGE = ("552 5.3.4 message too big", "552 Message size exceeds maximum permitted", "550 5.6.0 content rejected")
UNCLEAR = ("550 no", "550 Requested action not taken", "551 elsewhere", "554 transaction failed", "550 5.0.0 refused")
PASSING = ("450 4.2.1 busy", "451 4.7.1 greylisted", "452 4.2.2 full", "450 4.1.1 unknown for now", "550 4.7.1 later")


def judged(reply: str) -> str:
    found = judge_reply(int(reply[:3]), reply[4:])
    return "passing" if found.passing and found.fault != "channel" else found.fault


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        *((reply, "person") for reply in PERSON),
        *((reply, "channel") for reply in CHANNEL),
        *((reply, "mailbox") for reply in MAILBOX),
        *((reply, "message") for reply in MESSAGE),
        *((reply, "unclear") for reply in UNCLEAR),
    ],
)
def test_a_reply_is_judged_by_its_enhanced_status_and_else_by_plain_words(reply: str, fault: str):
    assert judged(reply) == fault


@pytest.mark.parametrize("reply", PASSING)
def test_what_passes_gives_nobody_up(reply: str):
    assert judge_reply(int(reply[:3]), reply[4:]).passing


@pytest.mark.parametrize("subject", range(8))
@pytest.mark.parametrize("detail", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 26, 60, 606])
def test_only_a_status_that_names_the_address_makes_a_bare_refusal_hard(subject: int, detail: int):
    hard = (subject, detail) in {(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1)}
    assert judge_reply(550, f"5.{subject}.{detail} refused").hard is hard


def owed(engine: Engine, count: int) -> list[str]:
    with clock.as_of(NOW):
        return owe(engine, count)


def marks(engine: Engine) -> tuple[int, int, int]:
    """Bounces, suppressions, and subscriptions that get no mail any more."""
    with reading(engine) as connection:
        rows = [len(list(connection.execute(select(table)))) for table in (Bounce.id, Suppression.address_key)]
        stopped = sum(found.state != "active" for found in service.all_of(connection))
    return rows[0], rows[1], stopped


@pytest.mark.parametrize("reply", [*CHANNEL[:6], "530 Authentication required", "554 transaction failed", "550 no"])
@pytest.mark.parametrize("stage", ["RCPT", "DATA", "end"])
def test_a_relay_that_refuses_everybody_blames_nobody_and_the_queue_waits(
    sqlite_engine: Engine, reply: str, stage: str
):
    owed(sqlite_engine, 12)
    with relay(lambda at, _to: reply if at == stage else None) as peer:
        tally = deliver_to(sqlite_engine, peer.port, at=NOW)
        assert list(tally.paused) == ["mail"]
        assert states(sqlite_engine) == {"pending": 12}
        assert marks(sqlite_engine) == (0, 0, 0)
        assert sum(peer.tries.values()) <= 4
        peer.script = lambda _at, _to: None
        deliver_to(sqlite_engine, peer.port, at=NOW + dt.timedelta(minutes=40))
    assert states(sqlite_engine) == {"sent": 12}


@pytest.mark.parametrize("connections", [1, 4])
def test_a_relay_that_knows_no_address_any_more_takes_nobody_off_the_list(sqlite_engine: Engine, connections: int):
    addresses = owed(sqlite_engine, 60)
    with relay(lambda at, _to: "550 5.1.1 user unknown" if at == "RCPT" else None) as peer:
        tally = deliver_to(sqlite_engine, peer.port, at=NOW, mail_connections=connections)
        assert list(tally.paused) == ["mail"]
        assert states(sqlite_engine) == {"pending": 60}
        assert marks(sqlite_engine) == (0, 0, 0)
        peer.script = lambda _at, _to: None
        deliver_to(sqlite_engine, peer.port, at=NOW + dt.timedelta(minutes=40))
    assert sorted(to for to, _key in peer.accepted) == sorted(addresses)


def test_one_turn_after_another_of_refusals_is_a_run_too(sqlite_engine: Engine):
    with relay(lambda at, _to: "550 5.1.1 user unknown" if at == "RCPT" else None) as peer:
        owed(sqlite_engine, 12)
        with sqlite_engine.begin() as connection:
            hour = dt.timedelta(hours=1)
            for row in connection.execute(select(OutboxRow.id)).scalars().all():
                later = update(OutboxRow).where(OutboxRow.id == row).values(next_try=NOW + row * hour)
                connection.execute(later)
        for turn in range(1, 13):
            deliver_to(sqlite_engine, peer.port, at=NOW + turn * dt.timedelta(hours=1))
    assert marks(sqlite_engine)[2] < 10
    assert states(sqlite_engine)["pending"] >= 10


def test_addresses_that_are_gone_are_given_up_while_others_are_served(sqlite_engine: Engine):
    addresses = owed(sqlite_engine, 24)
    gone = set(addresses[::3])
    with relay(lambda at, to: "550 5.1.1 user unknown" if at == "RCPT" and to in gone else None) as peer:
        deliver_to(sqlite_engine, peer.port, at=NOW)
    assert states(sqlite_engine) == {"sent": 16, "bounced": 8}
    assert marks(sqlite_engine) == (8, 8, 8)


def test_one_recipient_that_the_relay_refuses_by_policy_keeps_nobody_else_waiting(sqlite_engine: Engine):
    first, *others = owed(sqlite_engine, 8)
    with relay(lambda at, to: "421 4.7.0 closing" if at == "RCPT" and to == first else None) as peer:
        deliver_to(sqlite_engine, peer.port, at=NOW)
        deliver_to(sqlite_engine, peer.port, at=NOW + dt.timedelta(minutes=6))
    assert {to for to, _key in peer.accepted} == set(others)
    assert marks(sqlite_engine) == (0, 0, 0)


def test_what_was_told_counts_as_told_again_when_its_refusal_is_taken_back(sqlite_engine: Engine):
    owed(sqlite_engine, 12)
    with sqlite_engine.begin() as connection:
        connection.execute(update(OutboxRow).values(told_from=3, told_upto=9, told_since=NOW))
        connection.execute(update(SubscriptionRow).values(told_upto=9, told_at=NOW + dt.timedelta(days=7)))
    with relay(lambda at, _to: "550 5.1.1 user unknown" if at == "RCPT" else None) as peer:
        deliver_to(sqlite_engine, peer.port, at=NOW)
    with reading(sqlite_engine) as connection:
        assert {found.told_upto for found in service.all_of(connection)} == {9}
