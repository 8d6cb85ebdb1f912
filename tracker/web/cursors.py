"""Say where the next page begins, in a text that stands in an address."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Final

import orjson

from tracker.errors import UsageProblem

_EXPECTED: Final = "cursor: expected the one of an earlier answer; leave it out to begin anew"


class LostPlace(UsageProblem):
    """A position in a list that does not exist: made by nobody of ours, or cut off on its way."""


def encode(*position: str | int | None) -> str:
    """A position as text."""
    return urlsafe_b64encode(orjson.dumps(position)).decode().rstrip("=")


def unreadable() -> LostPlace:
    """What to raise for a position that was not made by us."""
    return LostPlace(_EXPECTED)


def decode(text: str, *kinds: type) -> tuple[str | int | None, ...]:
    """The position, each part of the kind expected or None; anything else was not made by us."""
    try:
        values = orjson.loads(urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (ValueError, Error) as problem:
        raise LostPlace(_EXPECTED) from problem
    if not isinstance(values, list) or len(values) != len(kinds):
        raise LostPlace(_EXPECTED)
    if any(part is not None and type(part) is not kind for part, kind in zip(values, kinds, strict=True)):
        raise LostPlace(_EXPECTED)
    return tuple(values)
