"""Say a window in plain words: "until 48 hours after the start"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

from tracker.records.hours import clock_words
from tracker.testimony.window_points import AfterPrevious, ClockOn, Day, During, Happening, Point, WeekDay, Window

HAPPENINGS: Final[dict[Happening, str]] = {
    "committee action": "committee acts",
    "end of comment period": "comment period ends",
}
_DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNFIXED: Final = {
    "per notice": "as the notice of the hearing says",
    "same day in person": "in person on the day of the hearing",
    "chair discretion": "as the chair decides",
    "not offered": "not offered",
    "none": "no deadline is published",
}


def spoken(window: Window, channels: Iterable[str] = ()) -> str:
    """The window in plain words, such as "until 48 hours after the start"."""
    if window.unfixed:
        words = _UNFIXED[window.unfixed]
        return f"{words} ({_example(window.example)})" if window.example else words
    assert window.closes is not None
    closes = _spoken(window.closes, until=True)
    words = f"from {_spoken(window.opens)} {closes}" if window.opens else closes
    commented = tuple(channels) == ("comment",)  # who comments on a rule goes to no hearing
    return words.replace("on the day of the hearing", "on the day the comment period ends") if commented else words


def _example(example: Point | str) -> str:
    return example if isinstance(example, str) else f"for example {_spoken(example, until=True)}"


def _spoken(point: Point, *, until: bool = False) -> str:
    said: Callable[[str], str] = (lambda moment: f"until {moment}") if until else (lambda moment: moment)
    if isinstance(point, During):
        return said(f"the {HAPPENINGS[point.happening]}")
    if isinstance(point, ClockOn):
        if point.at == dt.time():
            return said(f"midnight, when {spoken_day(point.day).removeprefix('on ')} begins")
        return said(f"{clock_words(point.at)} {spoken_day(point.day)}")
    anchor = "start of the committee's first hearing of the day" if point.anchor == "first" else point.anchor
    if not point.by and not point.days:
        return said(f"the {anchor}")
    side = "before" if point.by < dt.timedelta() or point.days < 0 else "after"
    days = _many(abs(point.days), "day") if point.days else ""
    return said(f"{' '.join(filter(None, (days, span_words(abs(point.by)) if point.by else '')))} {side} the {anchor}")


def spoken_day(day: Day) -> str:
    """The day in plain words, such as "2 business days before the hearing"."""
    if isinstance(day, WeekDay):
        return f"on the {_DAY_NAMES[day.weekday]} of the {'week before' if day.weeks_before else 'same week'}"
    if isinstance(day, AfterPrevious):
        unit = "business day" if day.business else "day"
        return (
            f"on the {unit} after the previous meeting"
            if day.count == 1
            else f"{day.count} {unit}s after the previous meeting"
        )
    if not day.count:
        return "on the day of the hearing"
    side = "before" if day.count < 0 else "after"
    unit = "business day" if day.business else "day"
    many = abs(day.count)
    return f"{'one' if many == 1 else many} {unit}{'' if many == 1 else 's'} {side} the hearing"


def span_words(span: dt.timedelta) -> str:
    """A length of time as people say it: 24 hours, 30 minutes, 2 days."""
    minutes = int(span.total_seconds() // 60)
    if minutes % 60:
        return (
            _many(minutes, "minute")
            if minutes < 60
            else f"{_many(minutes // 60, 'hour')} {_many(minutes % 60, 'minute')}"
        )
    hours = minutes // 60
    return _many(hours // 24, "day") if hours % 24 == 0 and hours > 72 else _many(hours, "hour")


def _many(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
