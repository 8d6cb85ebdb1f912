"""Say what time it is; nothing else in the program asks the machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_as_of: ContextVar[dt.datetime | None] = ContextVar("as_of", default=None)


def now() -> dt.datetime:
    """The present moment, aware and in UTC, or the moment a caller of `as_of` chose."""
    chosen = _as_of.get()
    return chosen if chosen is not None else dt.datetime.now(dt.UTC)


def is_moved() -> bool:
    """Whether a caller chose the moment, so that no machine's clock is asked."""
    return _as_of.get() is not None


def today() -> dt.date:
    """The present date in UTC. Whoever needs a place's date asks `now().astimezone(zone).date()`."""
    return now().date()


@contextmanager
def as_of(moment: dt.datetime | dt.date | None) -> Iterator[None]:
    """Let `now` answer `moment` inside the block; a bare date means its noon in UTC; `None` changes nothing.

    Noon, because it is the same calendar day in every zone of the United States.
    """
    if moment is None:
        yield
        return
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(12), tzinfo=dt.UTC)
    if moment.tzinfo is None:
        raise ValueError(f"as_of: expected a moment with a time zone, found {moment.isoformat()}")
    token = _as_of.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _as_of.reset(token)
