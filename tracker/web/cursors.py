"""Say where the next page begins, in a text that stands in an address."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Final

import orjson

from tracker.errors import UsageProblem

_EXPECTED: Final = "cursor: expected the one of an earlier answer; leave it out to begin anew"


def encode(*position: str | int | None) -> str:
    """A position as text."""
    return urlsafe_b64encode(orjson.dumps(position)).decode().rstrip("=")


def unreadable() -> UsageProblem:
    """What to raise for a position that was not made by us."""
    return UsageProblem(_EXPECTED)


def decode(text: str, *kinds: type) -> tuple[str | int | None, ...]:
    """The position, each part of the kind expected or None; anything else was not made by us."""
    try:
        found = orjson.loads(urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (ValueError, Error) as problem:
        raise UsageProblem(_EXPECTED) from problem
    if not isinstance(found, list) or len(found) != len(kinds):
        raise UsageProblem(_EXPECTED)
    if any(part is not None and type(part) is not kind for part, kind in zip(found, kinds, strict=True)):
        raise UsageProblem(_EXPECTED)
    return tuple(found)
