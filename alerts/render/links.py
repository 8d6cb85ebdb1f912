"""Hold the addresses in a mail that belong to its reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """A reader's own addresses."""

    manage: str
    pause: str | None
    """None where anybody may read it: then there is nothing to change, and `manage` is where to subscribe."""
    fewer: str | None
    unsubscribe: str | None
    """None where one person must not stop the mail of all: a list address."""
    mute: str | None
    """None where anybody may read it."""
    more: str
    """Where all that a digest left out is listed."""
    calendar: str | None = None
    """The calendar of this subscription, to subscribe to; None where no other machine could reach it, and for a list."""
    archive: str | None = None
    """Where a mailing list's issues stand."""
