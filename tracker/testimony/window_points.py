"""What the words of a window mean: its points in time, told apart by what they are counted from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

WEEKDAYS: Final = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")

Anchor = Literal["start", "end", "first"]
Happening = Literal["committee action", "end of comment period"]


@dataclass(frozen=True, slots=True)
class Offset:
    """So long after the start or the end of the hearing, or the start of the committee's first one that day; before it where negative."""

    by: dt.timedelta
    """Elapsed time."""
    anchor: Anchor
    days: int = 0
    """Calendar days, at the same time of the clock."""


@dataclass(frozen=True, slots=True)
class CountedDay:
    """So many days after the hearing's day; before it where negative, the day itself where 0."""

    count: int = 0
    business: bool = False


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A weekday (Monday is 0) of the hearing's own week or of one before; weeks begin on Monday."""

    weekday: int
    weeks_before: int


@dataclass(frozen=True, slots=True)
class AfterPrevious:
    """So many days after the day of the body's meeting before this one."""

    count: int
    business: bool = False


Day = CountedDay | WeekDay | AfterPrevious


@dataclass(frozen=True, slots=True)
class ClockOn:
    """A time of the place's clock on a day."""

    at: dt.time
    day: Day


@dataclass(frozen=True, slots=True)
class During:
    """Something that happens in the hearing at a time nobody can know: it may be as early as the start."""

    happening: Happening


Point = Offset | ClockOn | During


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a channel can be used. Without `opens` it is open as soon as the hearing is announced."""

    text: str
    closes: Point | None = None
    opens: Point | None = None
    unfixed: Literal["per notice", "same day in person", "chair discretion", "not offered", "none"] | None = None
    """What stands in the place of a closing point."""
    example: Point | str | None = None
    """Of `per notice`: what one notice said; a point where that is of the language."""
