"""Post a digest to a web address: signed JSON, with a text that Slack, Mattermost and Discord show as it is.

Addresses come from people, so they must not lead into the operator's own network: the address is looked up once, checked,
and that very one is connected to. Redirects are not followed.
"""

from __future__ import annotations

import hmac
import http.client
import socket
import ssl
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, urlsplit

import orjson

from alerts.channels.answers import TimedResponse
from alerts.channels.base import Channel, ChannelKind, DeliveryError, Message
from tracker import clock
from tracker.errors import UsageProblem
from tracker.networks import is_public
from tracker.settings import Settings
from tracker.subscriptions import tokens

_DISCORD: Final = 1_900
"""Characters of `content`: Discord takes 2,000."""
_SLACK: Final = 35_000


class Webhook:
    """Web addresses that people gave."""

    name = "webhook"

    def __init__(self, key_of: Callable[[str], bytes], *, inside: bool = False, timeout: float = 20.0) -> None:
        """`key_of` gives the key that signs what goes to an address; `inside` allows addresses in private networks."""
        self._key_of = key_of
        self._inside = inside
        self._timeout = timeout

    def send(self, message: Message) -> None:
        """Post it once; the receiver can tell a repeat by its Idempotency-Key."""
        body = orjson.dumps(self._content(message))
        target = urlsplit(message.to)
        connection = self._connect(target)
        answered = False
        try:
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            connection.request("POST", path, body=body, headers=self._headers(message, body))
            answer = connection.getresponse()
            answered = True
            answer.read(10_000)
        except (OSError, http.client.HTTPException) as problem:
            raise DeliveryError(
                f"webhook {target.hostname}: no answer: {problem}",
                uncertain=not answered and not _refused(problem),
                counts=True,
            ) from problem
        finally:
            connection.close()
        self._judge(target, answer.status, answer.headers.get("Retry-After"))

    def close(self) -> None:
        """Nothing stays open."""

    def _content(self, message: Message) -> dict[str, object]:
        text = message.text
        return {
            "text": text[:_SLACK],
            "content": text if len(text) <= _DISCORD else text[:_DISCORD].rsplit("\n", 1)[0] + "\n…",
            **(message.data or {}),
        }

    def _headers(self, message: Message, body: bytes) -> dict[str, str]:
        at = str(int(clock.now().timestamp()))
        mark = hmac.digest(self._key_of(message.to), at.encode() + b"." + body, "sha256").hex()
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "MHPolicyTracker",
            "Idempotency-Key": message.key,
            "X-Tracker-Signature": f"t={at},v1={mark}",
        }

    def _connect(self, target: SplitResult) -> http.client.HTTPConnection:
        host, secure = target.hostname, target.scheme == "https"
        try:
            port = target.port or (443 if secure else 80)
        except ValueError as problem:
            raise DeliveryError(f"webhook: {problem}", permanent=True) from problem
        if not host or not (secure or self._inside) or target.username is not None:
            raise DeliveryError("webhook: expected an https address without a user name", permanent=True)
        address = self._looked_up(host, port)
        kind = _SecureTo if secure else _PlainTo
        return kind(host, port, address, self._timeout)

    def _looked_up(self, host: str, port: int) -> str:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as problem:
            raise DeliveryError(f"webhook {host}: no such host: {problem}", counts=True) from problem
        addresses = [str(info[4][0]) for info in infos]
        if not self._inside and not all(map(is_public, addresses)):
            raise DeliveryError(
                f"webhook {host}: leads into a private network; the setting webhook_inside allows that", permanent=True
            )
        return addresses[0]

    def _judge(self, target: SplitResult, status: int, wait: str | None) -> None:
        if 200 <= status < 300:
            return
        temporary = status in {408, 425, 429} or status >= 500
        after = float(wait) if wait and wait.isdecimal() and len(wait) < 7 else None
        raise DeliveryError(
            f"webhook {target.hostname}: answered {status}", permanent=not temporary, code=status, retry_after=after
        )


class _PlainTo(http.client.HTTPConnection):
    """Connects to the address that was checked, not to what its name may mean a moment later."""

    response_class = TimedResponse

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _SecureTo(_PlainTo):
    """The same, and private; the certificate must be the name's."""

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _refused(problem: Exception) -> bool:
    """Whether nothing can have reached the other side."""
    return isinstance(problem, (ConnectionRefusedError, ssl.SSLError))


def webhook_key(address: str) -> bytes:
    """The key that signs what goes to a webhook; its owner is shown it by `tracker subscriptions show`."""
    return tokens.signature("webhook", address, 64).encode()


def _accepts(address: str, settings: Settings) -> str | None:
    """An https address; http only where webhooks may lead into the operator's own network."""
    if not address.startswith(("https://", "http://")):
        return None
    if len(address) > 500 or not address.isascii() or any(mark.isspace() for mark in address):
        raise UsageProblem(f"webhook: expected an address of at most 500 plain characters, found {address[:60]!r}")
    parts = urlsplit(address)
    if not parts.hostname or "@" in parts.netloc or (parts.scheme == "http" and not settings.webhook_inside):
        raise UsageProblem(f"webhook: expected an https address without a user name, found {address[:60]!r}")
    return address


def _made(settings: Settings) -> Channel:
    return Webhook(webhook_key, inside=settings.webhook_inside)


KIND: Final = ChannelKind(name="webhook", accepts=_accepts, made=_made, confirmation="a message with a link to confirm")
