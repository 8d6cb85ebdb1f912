"""Ways of reaching someone. A new one is its module: it says in `KIND` which addresses it takes and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Final

from alerts.channels.base import Channel, ChannelKind, DeliveryError, Message, Overlapping
from alerts.channels.webhook import webhook_key
from tracker.settings import Settings


def _kinds() -> tuple[ChannelKind, ...]:
    modules = (import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__))
    kinds = (getattr(module, "KIND", None) for module in modules)
    return tuple(sorted((kind for kind in kinds if isinstance(kind, ChannelKind)), key=lambda kind: kind.order))


KINDS: Final[tuple[ChannelKind, ...]] = _kinds()
"""All channels, in the order in which they are asked whether an address is theirs."""
CHANNELS: Final[Mapping[str, Callable[[Settings], Channel]]] = MappingProxyType(
    {kind.name: kind.made for kind in KINDS}
)
"""The name of each channel, as it stands with a subscriber, and how it is made from the settings."""

__all__ = ["CHANNELS", "KINDS", "Channel", "ChannelKind", "DeliveryError", "Message", "Overlapping", "webhook_key"]
