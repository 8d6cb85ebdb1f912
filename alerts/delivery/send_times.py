"""Decide when a subscription's next mail is due.

A slot is a local date, not a timer: clocks that are put forward or back, two schedulers and a restored backup can all
ask for the slot of a Monday, and there is only one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from tracker.subscriptions.preferences import WEEKDAYS, Wishes

TOO_LATE: Final = dt.timedelta(hours=24)
"""A slot older than this is not sent any more; the next one tells what it would have told."""
GAPS: Final = {"weekly": dt.timedelta(hours=36), "daily": dt.timedelta(hours=6)}
"""Nobody gets a regular mail so soon after the last one, such as the welcome."""
PERSISTENCE: Final = {
    "weekly": dt.timedelta(days=5),
    "daily": dt.timedelta(hours=24),
    "deadlines": dt.timedelta(hours=24),
}
"""How long a mail is tried: days as RFC 5321 asks, but never into the next one of the same kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One turn of a subscription."""

    name: str
    at: dt.datetime
    late: bool = False
    """Too late to be sent."""


def due_slot(
    wishes: Wishes,
    *,
    now: dt.datetime,
    told_at: dt.datetime | None,
    confirmed_at: dt.datetime | None,
    paused_until: dt.date | None = None,
) -> Slot | None:
    """The slot that is due now, or None. The first mail is due at once; deadlines are not told by slot.

    A turn that fell into a pause comes on the first day after it, at the reader's hour.
    """
    if told_at is None:
        began = confirmed_at or now
        if now - began > TOO_LATE:  # its first mail was taken back or came too late: another one a day, until one goes
            return Slot(name=f"welcome {now.astimezone(ZoneInfo(wishes.timezone)).date()}", at=began)
        return Slot(name=f"welcome {began.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}Z", at=began)
    if wishes.cadence not in GAPS:
        return None
    day, moment = latest(wishes, now)
    if moment - told_at < GAPS[wishes.cadence]:
        return None
    if paused_until is not None and day < paused_until:
        day, moment = paused_until, _at_its_hour(wishes, paused_until)
        if moment > now:
            return None
    return Slot(name=f"{wishes.cadence} {day.isoformat()}", at=moment, late=now - moment > TOO_LATE)


def latest(wishes: Wishes, now: dt.datetime) -> tuple[dt.date, dt.datetime]:
    """The newest turn at or before `now`: its local date and its moment."""
    day = now.astimezone(ZoneInfo(wishes.timezone)).date()
    while True:
        moment = _at_its_hour(wishes, day)
        fits = wishes.cadence == "daily" or day.weekday() == WEEKDAYS.index(wishes.weekday)
        if fits and moment <= now:
            return day, moment
        day -= dt.timedelta(days=1)


def _at_its_hour(wishes: Wishes, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(wishes.hour), tzinfo=ZoneInfo(wishes.timezone)).astimezone(dt.UTC)
