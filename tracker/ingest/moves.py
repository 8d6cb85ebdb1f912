"""Doubt what few hearings of different bodies do together: a board moves all of its meetings, a page those of everybody.

The shares of `tracker.ingest.drift` say nothing of three hearings. That they are of different bodies and days does.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tracker.ingest.doubt import FEW
from tracker.records.items import OFF, ScrapedHearing
from tracker.records.text import number_of

_MONTHS: Final = 12
_ROOMS: Final = 2
"""So many rooms are not given up for one at once by different bodies."""
_STORM: Final = dt.timedelta(days=4)
"""Snow calls off what is held within fewer days than this."""


@dataclass(slots=True)
class Moves:
    """What the known hearings of a visit did to their moments and states."""

    met: int = 0
    bodies: set[str] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)
    """The bodies and the former days of all of them."""
    spans: Counter[dt.timedelta] = field(default_factory=Counter)
    """By how much those moved that did."""
    clocks: set[dt.time] = field(default_factory=set)
    """The hours of all that have one,"""
    left_clocks: Counter[dt.time] = field(default_factory=Counter)
    """and the former ones of those that begin at another one now."""
    had_minutes: int = 0
    lost_minutes: int = 0
    """Those that began between two full hours, and of them those that begin at the full hour before."""
    swapped: int = 0
    """Those whose day and month are exchanged."""
    days_now: set[dt.date] = field(default_factory=set)
    """The days of all of them now."""
    places: set[str | None] = field(default_factory=set)
    """The places of all of them,"""
    left_places: set[str] = field(default_factory=set)
    """and the former ones of those that have another one now."""
    housed: int = 0
    rehoused: int = 0
    """Those that have a place and had one, and of them those that have another."""
    on: int = 0
    called_off: int = 0
    was_off: int = 0
    called_on: int = 0

    def same(self, hearing: ScrapedHearing) -> None:
        """A hearing that says what it said before."""
        self.changed(hearing, hearing)

    def changed(self, before: ScrapedHearing, after: ScrapedHearing) -> None:
        """A hearing that says something else than before."""
        self.met += 1
        self.bodies.add(before.committee or before.name)
        self.days.add(before.start.date())
        self.on += before.status not in OFF
        self.was_off += before.status in OFF
        self.called_off += before.status not in OFF and after.status in OFF
        self.called_on += before.status in OFF and after.status not in OFF
        self.days_now.add(after.start.date())
        self._place(before.location, after.location)
        if not after.all_day:
            self.clocks.add(after.start.time())
        if before.all_day or after.all_day:
            return
        then, now = before.start.replace(tzinfo=None), after.start.replace(tzinfo=None)
        self.had_minutes += then.minute != 0
        self.lost_minutes += then.minute != 0 and now == then.replace(minute=0)
        if then != now:
            self.spans[now - then] += 1
            self.left_clocks.update([then.time()] if then.time() != now.time() else [])
            self.swapped += then == now.replace(month=now.day, day=now.month) if now.day <= _MONTHS else False

    def _place(self, before: str | None, after: str | None) -> None:
        self.places.add(after)
        if before and before != after:
            self.left_places.add(before)
        self.housed += bool(before and after)
        self.rehoused += bool(before and after) and before != after


def doubts(seen: Moves) -> Iterator[str]:
    """What no body does by itself, in words; it is held once, and believed when the next visit says the same."""
    several = len(seen.bodies) > 1 and len(seen.days) > 1
    moved = seen.spans.total()
    if several and 1 < moved == seen.met < FEW:
        yield f"all {moved} hearings of {number_of(len(seen.bodies), 'body', 'bodies')} moved"
    if seen.left_clocks.total() > 1 and len(seen.left_clocks) > 1 and len(seen.clocks) == 1:
        yield f"all {seen.met} hearings begin at one hour, {seen.left_clocks.total()} of them at another one than before"
    if several and 1 < seen.had_minutes == seen.lost_minutes:
        yield f"all {seen.lost_minutes} hearings that began between two hours begin at the full one"
    yield from _rooms(seen) if several else ()
    if len(seen.days_now) == 1 and len(seen.days) > 2 and moved > 1:
        yield f"all {seen.met} hearings are on one day, where they were on {len(seen.days)}"
    if seen.swapped:
        yield f"{seen.swapped} of {number_of(seen.met, 'hearing')} moved to the day that exchanges its day and its month"
    yield from _states(seen, several=several)


def _rooms(seen: Moves) -> Iterator[str]:
    """Several rooms given up for one, or all of them for others."""
    if len(seen.places) == 1 and len(seen.left_places) >= _ROOMS:
        yield f"all {seen.met} hearings are in one place, where they had {number_of(len(seen.left_places), 'other')}"
    if 1 < seen.rehoused == seen.housed == seen.met < FEW:
        yield f"all {seen.met} hearings of {number_of(len(seen.bodies), 'body', 'bodies')} have another place"


def _states(seen: Moves, *, several: bool) -> Iterator[str]:
    """All states taken for their opposites, and more meetings off than a storm calls off."""
    if 1 < seen.called_off == seen.on and seen.called_on == seen.was_off > 0:
        yield f"all {seen.met} hearings are off that were on, and on that were off"
    long = max(seen.days, default=dt.date.min) - min(seen.days, default=dt.date.min) >= _STORM
    if several and long and 1 < seen.called_off == seen.on < FEW:
        yield f"all {seen.on} hearings of {number_of(len(seen.bodies), 'body', 'bodies')} were called off"
