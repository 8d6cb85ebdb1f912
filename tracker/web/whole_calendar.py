"""The calendar of all that is flagged, written once for all readers: with two thousand hearings ahead that takes a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tracker import clock
from tracker.deadlines.queries import Wanted, feed
from tracker.exports.calendar_file import feed_calendar
from tracker.web.kept_page import KeptPage, finished

if TYPE_CHECKING:
    from sqlalchemy import Connection

NAME: Final = "Policy Tracker"
KIND: Final = "text/calendar; charset=utf-8"
HEADERS: Final = {"Content-Disposition": 'inline; filename="calendar.ics"'}
NOTHING: Final = KeptPage(KIND, b"", b"", "")


def reader(language: str) -> Callable[[Connection], KeptPage]:
    """Writes it in a language, as of now."""

    def read(connection: Connection) -> KeptPage:
        now = clock.now()
        body = feed_calendar(feed(connection, Wanted(), now=now), name=NAME, language=language, now=now)
        return finished(body, KIND, tuple(HEADERS.items()))

    return read
