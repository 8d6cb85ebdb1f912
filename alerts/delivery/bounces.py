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
from sqlalchemy import Connection, Engine, select

from alerts.delivery.outbox import came_back, give_up
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
_STATUS: Final = re.compile(r"^Status:\s*([245])\.(\d{1,3})\.(\d{1,3})", re.IGNORECASE | re.MULTILINE)
_ACTION: Final = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_DIAGNOSTIC: Final = re.compile(r"^Diagnostic-Code:\s*(.{1,300})", re.IGNORECASE | re.MULTILINE)
_REPLY: Final = re.compile(r"(?m)\b(?:[45]\d\d[ -])")
_TO_HEADERS: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_SOFT_SUBJECTS: Final = frozenset({"2"})
"""The second number of an enhanced status that speaks of the mailbox: full, over quota; x.2.1 is a disabled one."""

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
        found = BytesParser(policy=email.policy.compat32).parsebytes(raw[:SIZE])
        parts = list(_parts(found))
        mark = _mark(found, recipient)
        if mark is None:
            return Returned(kind="foreign", detail="not sent to an address of ours")
        purpose, number = mark
        if purpose == "u":
            return Returned(kind="unsubscribe", number=number)
        kind, detail = _verdict(found, parts, raw[:SIZE])
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as problem:
        # The parser is lenient but not proof against every byte; a report that breaks it is counted, never obeyed.
        return Returned(kind="unreadable", detail=f"{type(problem).__name__}: {problem}"[:200])
    return Returned(kind=kind, number=number, detail=detail)


def _parts(found: Message) -> Iterable[Message]:
    """The parts of a mail, breadth first, as far as a report can need."""
    waiting, seen = [found], 0
    while waiting and seen < PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        payload = part.get_payload()
        if isinstance(payload, list):
            waiting.extend(each for each in payload if isinstance(each, Message))


def _mark(found: Message, recipient: str | None) -> tuple[str, int] | None:
    """Our own mark in the address it was delivered to; a header inside a quoted mail does not count."""
    told = [recipient or "", *(str(value) for name in _TO_HEADERS for value in found.get_all(name, []))]
    for address in told:
        for mark in _MARK.findall(address[:2_000]):
            known = read_mark(mark.lower())
            if known is not None:
                return known
    return None


def _verdict(found: Message, parts: list[Message], raw: bytes) -> tuple[Kind, str]:
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return _by_report(_text(part))
        if kind == "message/feedback-report":
            return "complaint", "reported as unwanted"
    if _is_reply(found):
        return "reply", line(str(found.get("Subject", "")), limit=200)
    return _by_words(found, raw)


def _by_report(report: str) -> tuple[Kind, str]:
    """RFC 3464: an action and an enhanced status for the recipient."""
    action, status = _ACTION.search(report), _STATUS.search(report)
    diagnostic = _DIAGNOSTIC.search(report)
    detail = line(diagnostic[1] if diagnostic else (status[0] if status else "no reason given"), limit=300)
    if action is None or action[1].casefold() in {"delayed", "delivered", "relayed", "expanded"}:
        return "delayed", detail
    if status is None:
        return "soft", detail
    temporary = status[1] == "4" or (status[2] in _SOFT_SUBJECTS and status[3] != "1")
    return ("soft" if temporary else "hard"), detail


def _is_reply(found: Message) -> bool:
    """Whether an automatic answer of a living mailbox: it is there, and that is all we need to know."""
    automatic = str(found.get("Auto-Submitted", "")).casefold()
    return (
        automatic.startswith("auto-replied")
        or found.get("X-Autoreply") is not None
        or str(found.get("Precedence", "")).casefold() == "auto_reply"
    )


def _by_words(found: Message, raw: bytes) -> tuple[Kind, str]:
    """Reports in words of their own (qmail, Exchange and others), as Mailman's collection knows them."""
    if not str(found.get("From", "")).strip():
        del found["From"]
        found["From"] = "nobody@localhost"  # the collection counts on there being a sender
    temporary, permanent = all_failures(found)
    if permanent:
        return "hard", "a report in words"
    if temporary:
        return "soft", "a report in words"
    words = raw.decode("utf-8", "replace")
    if re.search(r"\b55[0134][ -]|\b5\.1\.\d|no such user|user unknown|does not exist", words, re.IGNORECASE):
        return "hard", "a report in words"
    return "reply", line(str(found.get("Subject", "")), limit=200)


def _text(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):  # each recipient is a block of headers, parsed as a message of its own
        return "\n\n".join(str(each) for each in payload[:PARTS])
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
    given_up = came_back(connection, row.subscriber_id, hard=returned.kind == "hard", detail=returned.detail)
    what = "stopped" if given_up else "noted for"
    return f"{what} subscriber {row.subscriber_id}: {returned.kind} bounce, {returned.detail}"
