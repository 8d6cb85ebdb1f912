"""Ways of reaching someone. A new one is its module and its line in `CHANNELS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from alerts.channels.base import Channel, DeliveryError, Message
from tracker.settings import Settings
from tracker.subscriptions import tokens


def _mail(settings: Settings) -> Channel:
    """The relay that is set, or else a folder."""
    if not settings.smtp_host:
        from alerts.channels.maildir import Folder

        return Folder(settings.data_dir / "mail")
    from alerts.channels.smtp import Smtp, SmtpSettings

    return Smtp(
        SmtpSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value(),
            timeout=settings.mail_timeout_seconds,
        )
    )


def _webhook(settings: Settings) -> Channel:
    from alerts.channels.webhook import Webhook

    return Webhook(webhook_key, inside=settings.webhook_inside)


def webhook_key(address: str) -> bytes:
    """The key that signs what goes to a webhook; its owner is shown it by `tracker subscriptions show`."""
    return tokens.signature("webhook", address, 64).encode()


CHANNELS: Final[Mapping[str, Callable[[Settings], Channel]]] = MappingProxyType({"mail": _mail, "webhook": _webhook})
"""The name of each channel, as it stands with a subscriber, and how it is made from the settings."""

__all__ = ["CHANNELS", "Channel", "DeliveryError", "Message", "webhook_key"]
