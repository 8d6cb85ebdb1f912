"""Chat rooms and phones through Apprise: ntfy, Matrix, Teams, Signal, SMS gateways and a hundred more.

Apprise sends to whatever an address names, so the operator says which services may be named (`chat_services`); none may
until then. A message is the short text made for chat rooms, without anybody's own links.
"""

from __future__ import annotations

import re
import socket
from typing import Any, Final

from alerts.channels.base import Channel, ChannelKind, DeliveryError, Message
from tracker.errors import SettingsError, UsageProblem
from tracker.networks import is_public
from tracker.settings import Settings

_FORM: Final = re.compile(r"([a-z][a-z0-9+.-]{1,20})://[!-~]{1,480}\Z")
_NOT_CHAT: Final = frozenset(
    {"http", "https", "mailto", "mailtos", "json", "jsons", "xml", "xmls", "form", "forms", "file"}
)
"""Channels of their own, and services that post anything anywhere."""


_SMALL: Final = 160
"""Letters of a text message: services that take no more at once send it to a phone, and cut the rest into many."""
_LARGE: Final = 32_768


class Chat:
    """Services that the operator allowed."""

    name = "chat"

    def __init__(self, *, inside: bool = False) -> None:
        """`inside` allows servers in private networks."""
        self._inside = inside

    def send(self, message: Message) -> None:
        """Send it once; Apprise does not say why a service refused, so a fault is the address's and is tried again."""
        service = _service(message.to)
        import apprise

        host = getattr(service, "host", None)
        if host and not self._inside and not all(map(is_public, _addresses(str(host)))):
            raise DeliveryError(f"chat {host}: expected a public host, found one in a private network", permanent=True)
        room = apprise.Apprise()
        room.add(service)
        small = bool(message.short) and getattr(service, "body_maxlen", _LARGE) <= _SMALL
        subject, text = ("", message.short) if small else (message.subject, message.text)
        if not room.notify(title=subject, body=text):
            raise DeliveryError(f"chat {_scheme(message.to)}: the service did not take the message", counts=True)

    def close(self) -> None:
        """Nothing stays open."""


def _accepts(address: str, settings: Settings) -> str | None:
    if not _FORM.match(address) or (scheme := _scheme(address)) in _NOT_CHAT - {
        "mailto",
        "json",
        "xml",
        "form",
        "file",
    }:
        return None
    allowed = {service.strip().lower() for service in settings.chat_services.split(",")} - {""}
    if scheme not in allowed or scheme in _NOT_CHAT:
        known = ", ".join(sorted(allowed)) or "none"
        raise UsageProblem(f"chat address: expected a service that this server allows ({known}), found {scheme}://")
    _service(address)
    return address


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower()


def _service(address: str) -> Any:
    """What Apprise makes of an address; raises UsageProblem where it makes nothing of it."""
    try:
        import apprise
    except ModuleNotFoundError as problem:
        raise SettingsError("chat addresses need Apprise: pip install apprise (see docs/delivery.md)") from problem
    made = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    if made is None:
        raise UsageProblem(f"chat address: expected one as Apprise describes it, found {_scheme(address)}://…")
    made.redirects = False  # its host was checked, and where that sends us was not
    return made


def _addresses(host: str) -> list[str]:
    try:
        return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, None)})
    except OSError as problem:
        raise DeliveryError(f"chat {host}: no such host", counts=True) from problem


def _made(settings: Settings) -> Channel:
    return Chat(inside=settings.webhook_inside)


KIND: Final = ChannelKind(
    name="chat", accepts=_accepts, made=_made, confirmation="a message with a link to confirm", order=20
)
