"""Ask whoever sends digests for those that a mailing list got: an archive that can be linked to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from sqlalchemy import Connection

from tracker.subscriptions.people import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class SentDigest:
    """A digest as a list got it, without anybody's own links."""

    key: str
    at: dt.datetime
    subject: str
    text: str


Ask = Callable[[Connection, Subscription], list[SentDigest]]


def sent_digests(connection: Connection, subscription: Subscription) -> list[SentDigest]:
    """The digests that a list got, newest first; empty where nobody sends any."""
    return [digest for ask in _offered() for digest in ask(connection, subscription)]


@cache
def _offered() -> tuple[Ask, ...]:
    offers: list[Any] = []
    for point in entry_points(group="tracker.archive"):
        module, _colon, attribute = point.value.partition(":")
        offers.append(getattr(import_module(module), attribute))
    return tuple(offers)
