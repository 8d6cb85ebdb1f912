"""What comes back counts only when it came back to a mark of ours, and then for what it says."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, select, update

from alerts.delivery.bounces import read, take
from alerts.render.mails import bounce_mark
from tests.alerts.owing import owe
from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import OutboxRow, SubscriptionRow
from tracker.subscriptions import service

NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)


OURS = "bounce+OURS@tracker.example.org"
"""Stands for a mark of ours in the table: the secret that makes it is each test's own."""


def to(number: int = 1, purpose: str = "b") -> str:
    return f"bounce+{bounce_mark(purpose, number)}@tracker.example.org"


def dsn(action: str, status: str, *, recipient: str | None = None, diagnostic: str = "smtp; 550 no") -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {recipient or OURS}\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; reader0@example.org\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {diagnostic}\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: digest\r\n\r\n--b--\r\n"
    ).encode()


def plain(subject: str, body: str, *headers: str, recipient: str | None = None) -> bytes:
    more = "".join(f"{each}\r\n" for each in headers)
    return f"From: x@mx.example\r\nTo: {recipient or OURS}\r\nSubject: {subject}\r\n{more}\r\n{body}\r\n".encode()


def daemon(subject: str, body: str, *headers: str) -> bytes:
    return plain(subject, body, *headers).replace(
        b"From: x@mx.example", b"From: Mail Delivery System <MAILER-DAEMON@mx.example>", 1
    )


def feedback(kind: str) -> bytes:
    body = f"--f\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n--f--"
    return plain("report", body, 'Content-Type: multipart/report; report-type=feedback-report; boundary="f"')


EXIM = (
    "This message was created automatically by mail delivery software.\r\n\r\nA message that you sent could not be delivered to one or more of its\r\n"
    "recipients. This is a permanent error. The following address(es) failed:\r\n\r\n  reader0@example.org\r\n    {why}\r\n\r\n"
    "------ This is a copy of the message, including all the headers. ------\r\n\r\nSubject: 550 5.1.1 user unknown\r\n"
)
CALLOUT = "550-Verification failed for <digest@tracker.example.org>\r\n    550-No Such User Here\r\n    550 Sender verify failed"
AUTO = "Auto-Submitted: auto-replied"
NAMED = "X-Failed-Recipients: reader0@example.org"
QMAIL = (
    "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
    "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n<reader0@example.org>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n"
)
REPORTS = [
    ("5.1.1", "smtp; 550 5.1.1 user unknown", "hard"), ("5.1.6", "smtp; 550 5.1.6 moved", "hard"), ("5.1.10", "smtp; 556 5.1.10 null MX", "hard"),
    ("5.0.0", "smtp; 550 User unknown", "hard"), ("5.0.0", "smtp; 550 5.1.1 no such user", "hard"), ("5.1.0", "smtp; 550 mailbox not found", "hard"),
    ("5.4.4", "smtp; Host or domain name not found. Name service error", "hard"), ("5.0.0", "smtp; 550 no", "soft"), ("5.1.0", "smtp; 550 sender rejected", "soft"),
    ("5.1.1", "smtp; 550 5.7.1 blocked using a list", "soft"), ("5.7.26", "smtp; 550-5.7.26 sender is unauthenticated", "soft"), ("5.7.606", "smtp; 550 banned IP", "soft"),
    ("5.7.9", "smtp; 554 5.7.9 policy", "soft"), ("5.1.7", "smtp; 550 5.1.7 bad sender", "soft"), ("5.1.8", "smtp; 550 5.1.8 sender domain", "soft"),
    ("5.2.2", "smtp; 552 5.2.2 full", "soft"), ("5.3.4", "smtp; 552 5.3.4 too large", "soft"), ("5.4.6", "smtp; 554 5.4.6 loop", "soft"),
    ("5.5.1", "smtp; 503 5.5.1 sequence", "soft"), ("5.6.0", "smtp; 554 5.6.0 content", "soft"), ("4.4.1", "smtp; connect: timed out", "soft"), ("4.2.2", "smtp; 452 full", "soft"),
]  # fmt: skip
nested = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n' * 200
CASES = [
    ("no such user", dsn("failed", "5.1.1"), "hard"),
    ("disabled mailbox", dsn("failed", "5.2.1"), "hard"),
    ("refused for its content", dsn("failed", "5.7.1"), "soft"),
    ("no such host", dsn("failed", "5.1.2"), "hard"),
    ("full mailbox", dsn("failed", "5.2.2"), "soft"),
    ("gave up after days", dsn("failed", "4.4.7"), "soft"),
    ("no status", dsn("failed", "odd"), "soft"),
    ("a delay", dsn("delayed", "4.4.1"), "delayed"),
    ("relayed", dsn("relayed", "2.1.9"), "delayed"),
    ("delivered", dsn("delivered", "2.0.0"), "delayed"),
    ("lower case", dsn("FAILED", "5.1.1"), "hard"),
    ("qmail", daemon("failure notice", QMAIL), "hard"),
    ("Exchange", daemon("Undeliverable: digest", "Your message did not reach some or all of the intended recipients.\r\n  reader0@example.org\r\n 550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found"), "hard"),
    ("free text", daemon("Returned mail", "<reader0@example.org>... User unknown"), "hard"),
    ("out of office", plain("Out of office", "I am away. 550 5.1.1 is my room number.", "Auto-Submitted: auto-replied"), "reply"),
    ("vacation", plain("Vacation", "Back in May", "Precedence: auto_reply"), "reply"),
    ("autoreply", plain("Re: digest", "Thank you", "X-Autoreply: yes"), "reply"),
    ("a person answers", plain("Re: digest", "Thank you for this!"), "reply"),
    ("a complaint", plain("abuse report", "--f\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n--f--", 'Content-Type: multipart/report; boundary="f"'), "complaint"),
    ("unsubscribe by mail", plain("unsubscribe", "", recipient="bounce+STOP@tracker.example.org"), "unsubscribe"),
    ("forged, no mark", dsn("failed", "5.1.1", recipient="bounce@tracker.example.org"), "foreign"),
    ("forged mark", dsn("failed", "5.1.1", recipient="bounce+b1-0123456789ab@tracker.example.org"), "foreign"),
    ("a mark of another mail", dsn("failed", "5.1.1", recipient="bounce+OTHER@tracker.example.org"), "foreign"),
    *[(f"report {status}", dsn("failed", status, diagnostic=said), kind) for status, said, kind in REPORTS],
    *[(f"feedback {kind}", feedback(kind), "complaint") for kind in ("abuse", "fraud", "virus", "other", "opt-out")],
    ("feedback not-spam", feedback("not-spam"), "reply"),
    ("feedback on authentication", feedback("auth-failure"), "reply"),
    ("Exim, unknown", daemon("Mail delivery failed", EXIM.format(why="Unrouteable address"), AUTO, NAMED), "hard"),
    ("Exim, unknown at the other side", daemon("Mail delivery failed", EXIM.format(why="host mx said: 550 5.1.1 no such user"), AUTO, NAMED), "hard"),
    ("Exim, a block", daemon("Mail delivery failed", EXIM.format(why="host mx said: 554 5.7.1 blocked by policy"), AUTO, NAMED), "soft"),
    ("Exim, time is up", daemon("Mail delivery failed", EXIM.format(why="retry timeout exceeded"), AUTO, NAMED), "soft"),
    ("an address in New York", plain("Re: digest", "Visit us at 550 West 34th Street; the old entrance does not exist any more."), "reply"),
    ("a room", plain("Out of Office", "The user unknown to me sits in room 551.", "X-Auto-Response-Suppress: All"), "reply"),
    ("a telephone", plain("Re: digest", "Call 554 123 4567. No such user, ha."), "reply"),
    ("away, with an empty envelope", plain("Automatic reply: digest", "I am away. The old address does not exist any more.", "Return-Path: <>"), "reply"),
    ("away, said to be automatic, with an empty envelope", plain("Out of office", "Account disabled until May; user unknown 550 5.1.1", "Return-Path: <>", AUTO), "reply"),
    ("asks to be confirmed", plain("Please confirm your message", "Your message was blocked by my filter.", "Return-Path: <>", AUTO), "reply"),
    ("a report from a person's name", plain("Undeliverable: digest", "a (user not found)", "Return-Path: <>"), "hard"),
    ("a report on an address beyond ASCII", dsn("failed", "5.1.1").replace(b"message/delivery", b"message/global-delivery"), "hard"),
    ("Exim, our own address was not verified", daemon("Mail delivery failed", EXIM.format(why=CALLOUT), AUTO, NAMED), "soft"),
    ("made by a program", plain("Ticket 551 opened", "no such user 5.1.1", "Auto-Submitted: auto-generated"), "reply"),
    ("empty", b"", "foreign"),
    ("no headers", b"\x00\xff" * 5_000, "foreign"),
    ("nested 200 deep", nested, "foreign"),
    ("nested 200 deep, with our mark", f"To: {OURS}\r\n".encode() + nested, "reply"),
    ("5 MB", dsn("failed", "5.1.1") + b"x" * 5_000_000, "hard"),
    ("5 MB of one line", f"To: {OURS}\r\nSubject: ".encode() + b"x" * 5_000_000, "reply"),
    ("broken charset", plain("x", "caf\xe9", "Content-Type: text/plain; charset=nonsense-9"), "reply"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_mails_that_came_back_are_read_for_what_they_say(raw: bytes, kind: str):
    mark = bounce_mark("b", 1)
    told = {b"+OURS@": mark, b"+STOP@": bounce_mark("u", 1), b"+OTHER@": mark.replace("b1-", "b2-")}
    for name, value in told.items():
        raw = raw.replace(name, b"+" + value.encode() + b"@", 1)
    assert read(raw).kind == kind


def state(engine: Engine) -> str:
    with reading(engine) as connection:
        (found,) = service.all_of(connection)
    return found.state


def owed(engine: Engine) -> int:
    with clock.as_of(NOW):
        owe(engine, 1)
    with reading(engine) as connection:
        return int(connection.execute(select(OutboxRow.id)).scalar_one())


def test_a_hard_bounce_stops_the_address_at_once(engine: Engine):
    number = owed(engine)
    with clock.as_of(NOW):
        assert take(engine, read(dsn("failed", "5.1.1", recipient=to(number)))).startswith("stopped")
    assert state(engine) == "bounced"


def test_a_full_mailbox_stops_it_after_five_times_in_two_weeks(engine: Engine):
    number = owed(engine)
    for day in range(5):
        assert state(engine) == "active"
        with clock.as_of(NOW + dt.timedelta(days=day)):
            take(engine, read(dsn("failed", "5.2.2", recipient=to(number))))
    assert state(engine) == "bounced"


def test_a_soft_bounce_that_comes_by_report_brings_the_news_again(engine: Engine):
    number = owed(engine)
    with engine.begin() as connection:
        connection.execute(update(OutboxRow).values(state="sent", told_from=3, told_upto=9, told_since=NOW))
        connection.execute(update(SubscriptionRow).values(told_upto=9, told_at=NOW + dt.timedelta(days=7)))
    with clock.as_of(NOW + dt.timedelta(days=7)):
        take(engine, read(dsn("failed", "5.2.2", recipient=to(number))))
    with reading(engine) as connection:
        (found,) = service.all_of(connection)
    assert (found.state, found.told_upto, found.told_at) == ("active", 3, NOW)


def test_old_foreign_and_automatic_mails_change_nothing(engine: Engine):
    number = owed(engine)
    with clock.as_of(NOW + dt.timedelta(days=15)):
        assert "too old" in take(engine, read(dsn("failed", "5.1.1", recipient=to(number))))
    with clock.as_of(NOW):
        away = plain("Out of office", "I am away.", "Auto-Submitted: auto-replied", recipient=to(number))
        for raw in (
            away,
            {name: raw for name, raw, _kind in CASES}["forged, no mark"],
            dsn("failed", "5.1.1", recipient=to(999_999)),
        ):
            assert take(engine, read(raw)).startswith("ignored")
    assert state(engine) == "active"


def test_a_wish_to_unsubscribe_may_come_by_mail(engine: Engine):
    number = owed(engine)
    with clock.as_of(NOW):
        take(engine, read(plain("unsubscribe", "", recipient=to(number, "u"))))
    assert state(engine) == "stopped"
