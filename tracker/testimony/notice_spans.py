"""Reckon the moments of a notice that are counted: "24 hours prior to the hearing", "two business days before"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from tracker.records.number_words import NUMBERS, ORDINALS
from tracker.testimony.business_days import moved, shifted
from tracker.testimony.notice_clock import Frame
from tracker.testimony.notice_parts import Named
from tracker.testimony.notice_patterns import DAY_UNIT
from tracker.testimony.windows import EARLIEST, END_UNKNOWN, HOUR_UNKNOWN, first_moment, last_whole_day


@dataclass(frozen=True, slots=True)
class Found:
    """A moment in a sentence: where its words stand, the moment, and what to know of it."""

    start: int
    end: int
    at: dt.datetime | dt.date
    notes: tuple[str, ...] = ()
    sure: bool = True
    start_of_hearing: bool = False
    """Whether it is the hearing's own start, named as `before the hearing`."""
    begins_range: bool = False
    """Whether it is the first of two moments between which something can be done."""
    ends_range: bool = False


def day_in(moment: Found, frame: Frame) -> dt.date:
    """The day of a moment in the place."""
    return moment.at.astimezone(frame.zone).date() if isinstance(moment.at, dt.datetime) else moment.at


def span_of(named: Named, frame: Frame) -> Found | None:
    """`24 hours prior to the hearing`: elapsed time; days count on the calendar."""
    assert named.span is not None
    parts = named.span
    if "also" in parts:
        return _earlier_of_two(named, frame)
    sign, unit = (1 if named.after else -1), parts["unit"]
    count = _count(parts)
    if "figure" in parts:  # "five (7) days": the earlier
        count = (min if named.after else max)(count, float(parts["figure"]))
    if not count:
        return None
    if DAY_UNIT.search(unit):
        return _counted_days(named, count, sign, frame)
    length = dt.timedelta(minutes=count) if unit.startswith("min") else dt.timedelta(hours=count)
    if length > dt.timedelta(days=30):
        return None
    if frame.all_day:
        earliest = replace(frame, start=first_moment(frame.day, EARLIEST, frame.zone))
        day = last_whole_day(_elapsed(sign * length, parts.get("skips"), earliest))
        return Found(named.start, named.end, day, (HOUR_UNKNOWN,))
    at = _elapsed(sign * length, parts.get("skips"), frame)
    return Found(named.start, named.end, at, (END_UNKNOWN,) if {"end", "its_end"} & set(parts) else ())


def _earlier_of_two(named: Named, frame: Frame) -> Found | None:
    """`two working days (48 hours) before`: where the two differ, the earlier."""
    assert named.span is not None
    own = {name: spans for name, spans in named.span.items() if not name.startswith("also")}
    again = {name.removeprefix("also_"): spans for name, spans in named.span.items() if name.startswith("also_")}
    spans = [span_of(replace(named, span=parts), frame) for parts in (own, again | {"count": named.span["also"]})]
    known = [span for span in spans if span is not None]
    return (
        min(known, key=lambda span: (day_in(span, frame), not isinstance(span.at, dt.datetime)))
        if len(known) == 2
        else None
    )


def _elapsed(length: dt.timedelta, skips: str | None, frame: Frame) -> dt.datetime:
    """So long after the start, or before it; `skips` names the closed days whose hours do not count."""
    if skips is None:
        return (frame.start.astimezone(dt.UTC) + length).astimezone(frame.zone)
    return moved(frame.start.astimezone(frame.zone), length, frame.subdivision, holidays_too=skips == "holidays")


def _count(parts: dict[str, str]) -> float:
    if "count" in parts:
        return float(parts["count"])
    word = " ".join(parts["word"].split()) if "word" in parts else parts["nth"]
    return NUMBERS.get(word) or ORDINALS.get(word) or float(re.sub(r"\D", "", word) or 0)


def _counted_days(named: Named, count: float, sign: int, frame: Frame) -> Found | None:
    assert named.span is not None
    unit = named.span["unit"]
    if "semana" in unit or ("week" in unit and "weekday" not in unit):
        count *= 7
    if count > 60 or count != int(count):
        return None
    skips = named.span.get("skips")
    business = skips or "business" in named.span or "after_business" in named.span
    day = (
        shifted(frame.day, sign * int(count), frame.subdivision, holidays_too=skips != "weekends")
        if business
        else frame.day + dt.timedelta(days=sign * count)
    )
    return Found(named.start, named.end, day)
