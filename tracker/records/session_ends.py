"""Say when a session is over, and with it the bills that nobody decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tracker.records import sessions
from tracker.records.jurisdictions import jurisdiction

GRACE: Final = dt.timedelta(days=30)
"""Journals are finished after a session: a bill is called dead a month after it, and after its last step."""
SPECIAL_GRACE: Final = dt.timedelta(days=90)
"""The last day of a special session is often the one on which it paused: Virginia's of 2026, told as over on May 1, took up resolutions
at the end of June."""
A_YEAR: Final = dt.timedelta(days=400)
_USUALLY: Final = dt.timedelta(days=7)
_CARRIES: Final[Mapping[str, int]] = MappingProxyType({"us-hi": 1, "us-nh": 1, "us-ok": 1, "us-wv": 1, "us-va": 0})
"""Places with a session a year whose bills live on into the second year of their legislature; its first is odd or even."""


def is_over(place: str, session: str, today: dt.date) -> bool:
    """Whether a session takes up nothing any more; one without a known end has none."""
    end = last_day(place, session)
    return end is not None and today - end > grace(place, session)


def grace(place: str, session: str) -> dt.timedelta:
    """How long after a session's last known day its bills are still open."""
    known = sessions.session(place, session)
    return SPECIAL_GRACE if known is not None and known.special else GRACE


def has_ended(place: str, session: str, today: dt.date, newest: dt.date | None = None) -> bool:
    """Whether a session has met for the last time, with a week for days that only usually are the last.

    A `newest` step that came after its last known day shows that it went on: it has ended when the grace after that step is over.
    """
    end = last_day(place, session)
    if end is None or today - end <= _USUALLY:
        return False
    return newest is None or newest - end <= _USUALLY or today - newest > grace(place, session)


def dies_on(place: str, session: str, last: dt.date) -> dt.date | None:
    """The day on which a bill whose newest step is `last` counts as dead; None where the session's end is not known."""
    end = last_day(place, session)
    return max(end, last) + grace(place, session) if end is not None else None


def last_day(place: str, session: str) -> dt.date | None:
    """The day after which a session takes up nothing; None where no end of it is known."""
    parity = _CARRIES.get(place)
    if parity is not None and session.isdecimal() and int(session) % 2 == parity:
        session = str(int(session) + 1)  # what the first year left lying is taken up in the second
    end = sessions.end(place, session)
    last = max([*_sat_until(place, session), *([end] if end else [])], default=None)
    return None if last is None or (end is None and last.year < _last_year(place, session)) else last


def lives(place: str, session: str, day: dt.date) -> bool:
    """Whether bills of a regular session that began before a day can still be taken up on it, also between its two years."""
    end = last_day(place, session)
    return day <= end if end is not None else day.year <= _last_year(place, session)


def spans_years(place: str, session: str) -> bool:
    """Whether a session is a whole legislature, after which nothing is carried over; sessions of a year are shorter."""
    known, end = sessions.session(place, session), last_day(place, session)
    return known is not None and known.first is not None and end is not None and end - known.first > A_YEAR


def _sat_until(place: str, session: str) -> list[dt.date]:
    known = jurisdiction(place)
    return known.known_ends(session) if known else []


def _last_year(place: str, session: str) -> int:
    """The year in which a session ends that lives as long as the one before it: the days of its second year come to be known late."""
    known = jurisdiction(place)
    began = (
        min((sitting.first for sitting in known.sittings if sitting.session == session), default=None)
        if known
        else None
    )
    whole = [
        (known_session.first, known_session.last)
        for known_session in sessions.by_place().get(place, ())
        if not known_session.special and known_session.first and known_session.last
    ]
    if began is None or not whole:
        return 0
    first, last = max(whole)
    return (began + (last - first)).year
