"""A real mail server on loopback that keeps what it takes, and mail as people and programs read it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.web.world import free_port


class Mailbox:
    """What arrived, in order."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = free_port()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        found = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        return "250 taken"

    @property
    def relay(self) -> dict[str, str]:
        """The settings that lead mails here."""
        return {
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(self.port),
            "TRACKER_SMTP_SECURITY": "none",
        }


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run such a server."""
    made = Mailbox()
    server = Controller(made, hostname="127.0.0.1", port=made.port)
    server.start()
    try:
        yield made
    finally:
        server.stop()


def links(mail: EmailMessage) -> list[str]:
    """Every address in the text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return [found.rstrip(".,)>") for found in re.findall(r"https?://\S+", body.get_content())]


def link(mail: EmailMessage, part: str) -> str:
    """The first address that contains `part`."""
    return next(each for each in links(mail) if part in each)
