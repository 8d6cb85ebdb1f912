"""Read mails that came back, and wishes to unsubscribe that came by mail: pure where it decides, one shell at the end.

A bounce counts only when it was sent to an address that we alone can have made (VERP), so that nobody can have a
stranger's mail stopped. What an automatic reply says does not matter; what a report says decides.
"""

from __future__ import annotations

import datetime as dt
import email.policy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from typing import Any, Final, Literal

from flufl.bounce import all_failures
from sqlalchemy import Connection, Engine, select, update

from alerts.channels.reply_codes import judge_report, judge_words
from alerts.delivery.blame import came_back, give_up
from alerts.render.mails import BOUNCE_DAYS, read_mark
from tracker import clock
from tracker.db.models import OutboxRow, SubscriptionRow
from tracker.records.text import line
from tracker.subscriptions import service

SIZE: Final = 256 * 1024
"""Bytes that are read of a report: what follows is the mail that came back."""
PARTS: Final = 50
"""Parts that are looked at, and how deep; reports have three."""
_MARK: Final = re.compile(r"\+([bu][0-9]{1,18}-[0-9a-f]{12,64})@", re.IGNORECASE)
_STATUS: Final = re.compile(r"^Status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_ACTION: Final = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_DIAGNOSTIC: Final = re.compile(
    r"^Diagnostic-Code:\s*([^\n]{1,300}(?:\n[ \t][^\n]{1,300}){0,10})", re.IGNORECASE | re.MULTILINE
)
_FEEDBACK: Final = re.compile(r"^Feedback-Type:\s*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_HEADERS_OF_REPLIES: Final = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Autoresponder")
_DAEMON: Final = re.compile(
    r"\b(mailer-daemon|postmaster|mail delivery (sub)?system|microsoftexchange\w*|mailerdaemon|noreply-bounce)\b"
)
_FAILED: Final = re.compile(
    r"undeliver(able|ed)|delivery (status notification|failure|has failed)|failure notice|returned mail|mail delivery failed|not be delivered",
    re.IGNORECASE,
)
_COPY: Final = re.compile(
    r"(?im)^[-\s>]*(this is a copy of (the|your) message|original message|below this line is a copy|included is a copy|--- the (header|original))"
)
"""Where the mail that came back begins."""
_TO_HEADERS: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "To")

_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
"""RFC 3464, and RFC 6533 for addresses beyond ASCII."""

Kind = Literal["hard", "soft", "unsubscribe", "complaint", "delayed", "reply", "foreign", "unreadable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a mail that reached the bounce address says."""

    kind: Kind
    number: int | None = None
    """The message of the outbox it is about."""
    detail: str = ""


def read(raw: bytes, *, recipient: str | None = None) -> Returned:
    """What a returned mail says. `recipient` is the address it was delivered to, where the mail server tells it."""
    try:
        message = BytesParser(policy=email.policy.compat32).parsebytes(raw[:SIZE])
        parts = list(_parts(message))
        mark = _mark(message, recipient)
        if mark is None:
            return Returned(kind="foreign", detail="not sent to an address of ours")
        purpose, number = mark
        if purpose == "u":
            return Returned(kind="unsubscribe", number=number)
        kind, detail = _verdict(message, parts)
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as problem:
        # The parser is lenient but not proof against every byte; a report that breaks it is counted, never obeyed.
        return Returned(kind="unreadable", detail=f"{type(problem).__name__}: {problem}"[:200])
    return Returned(kind=kind, number=number, detail=detail)


def _parts(message: Message) -> Iterable[Message]:
    """The parts of a mail, breadth first, as far as a report can need."""
    waiting, seen = [message], 0
    while waiting and seen < PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        payload = part.get_payload()
        if isinstance(payload, list):
            waiting.extend(inner for inner in payload if isinstance(inner, Message))


def _mark(message: Message, recipient: str | None) -> tuple[str, int] | None:
    """Our own mark in the address it was delivered to; a header inside a quoted mail does not count."""
    addresses = [recipient or "", *(str(value) for name in _TO_HEADERS for value in message.get_all(name, []))]
    for address in addresses:
        for mark in _MARK.findall(address[:2_000]):
            known = read_mark(mark.lower())
            if known is not None:
                return known
    return None


def _verdict(message: Message, parts: list[Message]) -> tuple[Kind, str]:
    """What the mail says of itself: its machine-readable parts first, words only where a mail system wrote them."""
    for part in parts:
        kind = part.get_content_type()
        if kind in _REPORTS:
            return _by_report(_text(part))
        if kind == "message/feedback-report":
            return _by_feedback(_text(part))
    subject = line(str(message.get("Subject", "")), limit=200)
    named = str(message.get("X-Failed-Recipients", "")).strip()
    if not named and (_is_reply(message) or not _is_of_a_mail_system(message)):
        return "reply", subject
    return _by_words(message, parts, named=bool(named))


def _by_report(report: str) -> tuple[Kind, str]:
    """RFC 3464: for each recipient an action and an enhanced status; ours has one recipient."""
    action, status = _ACTION.search(report), _STATUS.search(report)
    diagnostic = _DIAGNOSTIC.search(report)
    words = " ".join(diagnostic[1].split()) if diagnostic else ""
    detail = line(words or (status[0] if status else "no reason given"), limit=300)
    done = action[1].casefold() if action else ""
    if done in {"delayed", "delivered", "relayed", "expanded"}:
        return "delayed", detail
    judged = judge_report(status[1] if status else "", words)
    if done != "failed" and not judged.hard:
        return "delayed", detail
    return ("hard" if judged.hard else "soft"), detail


def _by_feedback(report: str) -> tuple[Kind, str]:
    """RFC 5965: `abuse`, `fraud`, `virus` and `other` are complaints, `opt-out` too; `not-spam` is the opposite of one."""
    match = _FEEDBACK.search(report)
    kind = match[1].casefold() if match else "abuse"
    if kind in {"not-spam", "auth-failure", "dmarc"}:
        return "reply", f"feedback: {kind}"
    return "complaint", f"reported as unwanted: {kind}"


def _is_reply(message: Message) -> bool:
    """Whether an answer of a living mailbox, by a person or by their program: it is there, and that is all we need."""
    automatic = str(message.get("Auto-Submitted", "")).strip().casefold()
    precedence = str(message.get("Precedence", "")).strip().casefold()
    return (
        (automatic.startswith(("auto-replied", "auto-generated")) and not _is_of_a_mail_system(message))
        or any(message.get(name) is not None for name in _HEADERS_OF_REPLIES)
        or precedence in {"auto_reply", "auto-reply"}
    )


def _is_of_a_mail_system(message: Message) -> bool:
    """Whether a mail system wrote it: from its daemon or from nobody, or with an empty envelope and the subject of a report.

    An empty envelope alone says nothing: absence notes of living people have one too (RFC 3834).
    """
    sender = str(message.get("From", "")).casefold()
    returned = [str(value).strip() for value in message.get_all("Return-Path", [])]
    if _DAEMON.search(sender) or not sender.strip():
        return True
    return "<>" in returned and bool(_FAILED.search(str(message.get("Subject", ""))))


def _by_words(message: Message, parts: list[Message], *, named: bool) -> tuple[Kind, str]:
    """Reports in words of their own (qmail, Exim, Exchange and others), as Mailman's collection knows them.

    Only what the mail system itself wrote is read, never the mail that it returns.
    """
    written = _written(parts)
    judged = judge_words(written)
    if judged.fault != "unclear":
        return ("hard" if judged.hard else "soft"), "a report in words"
    if not str(message.get("From", "")).strip():
        del message["From"]
        message["From"] = "nobody@localhost"  # the collection counts on there being a sender
    temporary, permanent = all_failures(message)
    if temporary or permanent or named or _FAILED.search(f"{message.get('Subject', '')}\n{written}"):
        return "soft", "a report in words that do not say why"
    return "reply", line(str(message.get("Subject", "")), limit=200)


def _written(parts: list[Message]) -> str:
    """The words before the returned mail: of the first text part, up to where a copy of our mail begins."""
    for part in parts:
        if part.get_content_type() == "text/plain" and not part.is_multipart():
            return _COPY.split(_text(part)[:20_000], maxsplit=1)[0]
    return ""


def _text(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):  # each recipient is a block of headers, parsed as a message of its own
        return "\n\n".join(str(inner) for inner in payload[:PARTS])
    raw = part.get_payload(decode=True)
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(payload)


def take(engine: Engine, returned: Returned) -> str:
    """Act on what a returned mail says; says in words what was done."""
    if returned.number is None:
        return f"ignored: {returned.kind}, {returned.detail}"
    with service.changing(engine) as connection:
        query = (
            select(
                OutboxRow.id,
                OutboxRow.queued_at,
                OutboxRow.subscription_id,
                OutboxRow.told_from,
                OutboxRow.told_upto,
                OutboxRow.told_since,
                OutboxRow.state,
                SubscriptionRow.id.label("subscription"),
                SubscriptionRow.subscriber_id,
            )
            .join(SubscriptionRow, SubscriptionRow.id == OutboxRow.subscription_id)
            .where(OutboxRow.id == returned.number)
        )
        row = connection.execute(query).first()
        if row is None:
            return f"ignored: message {returned.number} is not known any more"
        return _act(connection, returned, row)


def _act(connection: Connection, returned: Returned, row: Any) -> str:
    if returned.kind == "unsubscribe":
        service.stop(connection, row.subscription)
        return f"stopped subscription {row.subscription}: asked by mail"
    if clock.now() - row.queued_at > dt.timedelta(days=BOUNCE_DAYS):
        return f"ignored: message {row.id} is too old for a bounce"
    if returned.kind == "complaint":
        give_up(connection, row.subscriber_id, "complained")
        return f"stopped subscriber {row.subscriber_id}: {returned.detail}"
    if returned.kind not in {"hard", "soft"}:
        return f"ignored: {returned.kind}, {returned.detail}"
    if row.state == "sent":  # it never arrived, so that its news is told by the next one
        service.take_back(connection, [row])
        connection.execute(
            update(OutboxRow).where(OutboxRow.id == row.id).values(state="bounced", reason=returned.detail)
        )
    given_up = came_back(
        connection,
        row.subscriber_id,
        hard=returned.kind == "hard",
        detail=returned.detail,
        message=row.id,
        reported=True,
    )
    what = "stopped" if given_up else "noted for"
    return f"{what} subscriber {row.subscriber_id}: {returned.kind} bounce, {returned.detail}"
