"""Turn the parts of a moment that a notice names into a clock time, a zone and a day; None for what cannot be trusted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from tracker.records.number_words import ORDINALS
from tracker.testimony.business_days import shifted
from tracker.testimony.notice_vocabulary import MONTHS, WEEKDAYS, ZONES

COB_NOTE: Final = "The notice says close of business; 5 p.m. is taken."
YEAR_NOTE: Final = "The notice names no year; that of the hearing is taken."
WEEKDAY_NOTE: Final = "The notice names a weekday alone; the last one before the hearing is taken."
MIDNIGHT_NOTE: Final = (
    "The notice says midnight; the end of that day is meant or its beginning: be done the day before."
)


_WORDS: Final[dict[str, tuple[dt.time, tuple[str, ...]]]] = {
    "noon": (dt.time(12), ()),
    "midnight": (dt.time(), (MIDNIGHT_NOTE,)),
    "cob": (dt.time(17), (COB_NOTE,)),
}


_ENGLISH: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPANISH: Final = ("una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")
HOURS: Final = {word: hour for hour, word in enumerate(_ENGLISH, start=1)}
HORAS: Final = {word: hour for hour, word in enumerate(_SPANISH, start=1)}
"""Hours in words, in both languages."""
_OFFICE_HOURS: Final = frozenset({8, 9, 10, 11, 12, 1, 2, 3, 4, 5})


@dataclass(frozen=True, slots=True)
class Frame:
    """What relative words are reckoned from."""

    start: dt.datetime
    zone: ZoneInfo
    all_day: bool = False
    published: dt.date | None = None
    subdivision: str | None = None
    """Whose holidays are no business days; None for the federal ones."""
    day: dt.date = field(init=False, compare=False)
    """The hearing's day in its place."""

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "day", self.start.astimezone(self.zone).date()
        )  # asked for at every moment of a notice


def zone_of(groups: dict[str, str], frame: Frame) -> ZoneInfo:
    """The zone an hour is told in: EST and EDT are both the clock of New York, whatever the season."""
    named = ZONES.get(groups.get("zone", ""))
    if named is None:
        return frame.zone
    zone = ZoneInfo(named)
    same = frame.start.astimezone(zone).utcoffset() == frame.start.astimezone(frame.zone).utcoffset()
    return frame.zone if same else zone


def clock_of(groups: dict[str, str]) -> tuple[dt.time, tuple[str, ...]] | None:
    """The clock time, and what to know of it."""
    for word, number in _WORDS.items():
        if word in groups:
            return number
    if "military" in groups or "hour24" in groups:
        digits = groups.get("military") or groups["hour24"] + groups["minute24"]
        return dt.time(int(digits[:2]), int(digits[2:])), ()
    for form, read in (("shour", _spanish_clock), ("dhour", _hour_of_daypart), ("bare", _hour_of_office)):
        if form in groups:
            return read(groups)
    named = groups.get("hour") or groups.get("oclock") or "0"
    hour = HOURS.get(named) or int(named)
    if not 1 <= hour <= 12:
        return None
    half = groups.get("half") or groups.get("part") or ("a" if groups.get("when", "") == "morning" else "p")
    minute = 30 if "ohalf" in groups else int(groups.get("minute") or groups.get("ominute") or 0)
    return dt.time(hour % 12 + (12 if half == "p" else 0), minute), ()


def _hour_of_daypart(groups: dict[str, str]) -> tuple[dt.time, tuple[str, ...]] | None:
    """`Friday afternoon at 4:00`."""
    hour = int(groups["dhour"])
    if not 1 <= hour <= 12:
        return None
    later = groups["daypart"] != "morning"
    return dt.time(hour % 12 + (12 if later else 0), int(groups.get("dminute") or 0)), ()


def _hour_of_office(groups: dict[str, str]) -> tuple[dt.time, tuple[str, ...]] | None:
    """`three o'clock`: the hour at which an office is open, where only one is."""
    bare = groups["bare"]
    hour = HOURS.get(bare) or int(bare)
    if hour not in _OFFICE_HOURS:
        return None
    return dt.time(hour if hour >= 8 else hour + 12, 30 if "bhalf" in groups else int(groups.get("bminute") or 0)), ()


def _spanish_clock(groups: dict[str, str]) -> tuple[dt.time, tuple[str, ...]] | None:
    """`3 de la tarde`, `9:30 de la mañana`."""
    spoken_hour = groups["shour"]
    hour = HORAS.get(spoken_hour) or int(spoken_hour)
    if not 1 <= hour <= 12:
        return None
    later = not groups["spart"].startswith("ma")
    return dt.time(hour % 12 + (12 if later else 0), 30 if "shalf" in groups else int(groups.get("sminute") or 0)), ()


def day_of(groups: dict[str, str], frame: Frame) -> tuple[dt.date, list[str], bool] | None:  # noqa: PLR0911 - a case each
    """The day, what to know of it, and whether it is certain; None where it cannot be trusted."""
    if "today" in groups:
        if frame.published is None:
            return None
        return frame.published + dt.timedelta(days=groups["today"] == "tomorrow"), [], True
    if "unknown" in groups:
        return None
    if "same" in groups:
        return frame.day, [], True
    if {"ndayname", "onth", "dnth"} & set(groups):
        return _nth_of_month(groups, frame)
    if "before" in groups:
        business = any(groups.get(name) for name in ("bizday", "bizday2", "bizday3"))
        return (shifted(frame.day, -1, frame.subdivision) if business else frame.day - dt.timedelta(days=1)), [], True
    if "nextday" in groups:
        business = any(groups.get(name) for name in ("nextbiz", "nextbiz2", "nextbiz3"))
        return (shifted(frame.day, 1, frame.subdivision) if business else frame.day + dt.timedelta(days=1)), [], True
    if "wday" in groups:
        return _weekday(groups, frame)
    return _named_day(groups, frame)


def _weekday(groups: dict[str, str], frame: Frame) -> tuple[dt.date, list[str], bool]:
    """`Monday`, `the Friday before the hearing`, `the Wednesday of the week before`."""
    wanted = WEEKDAYS[groups["wday"].rstrip(".")]
    back = (frame.day.weekday() - wanted) % 7
    if "wafter" in groups or "wnext" in groups:
        return frame.day + dt.timedelta(days=(wanted - frame.day.weekday()) % 7 or 7), [], True
    if "wweeknext" in groups:
        return frame.day + dt.timedelta(days=7 - frame.day.weekday() + wanted), [], True
    if "wweek" in groups:
        return frame.day - dt.timedelta(days=frame.day.weekday() + 7 - wanted), [], True
    named = "wbefore" in groups or "wpast" in groups
    if named:
        back = back or 7
    return frame.day - dt.timedelta(days=back), [WEEKDAY_NOTE], named


def _nth_of_month(groups: dict[str, str], frame: Frame) -> tuple[dt.date, list[str], bool] | None:
    """`Monday the 15th`: the nearest such day to the hearing, which must be that weekday."""
    number = int(groups.get("nth") or groups.get("onth") or groups.get("dnth") or groups["snth"])
    wanted = WEEKDAYS[groups["ndayname"].rstrip(".")] if "ndayname" in groups else None
    near = (frame.day + dt.timedelta(days=away) for away in sorted(range(-45, 46), key=abs))
    day = next((day for day in near if day.day == number), None)
    return (day, [], True) if day is not None and wanted in {None, day.weekday()} else None


def _named_day(groups: dict[str, str], frame: Frame) -> tuple[dt.date, list[str], bool] | None:
    """A day that is named by its month; without a year it is the one next to the hearing."""
    named = _day_in_numbers(groups)
    if named is None:
        return None
    year, month, number = named
    years = [int(year)] if year else [frame.day.year - 1, frame.day.year, frame.day.year + 1]
    days = [day for year_number in years if (day := _day_of_calendar(year_number, month, number))]
    if not days:
        return None
    day = min(days, key=lambda day: abs((day - frame.day).days))
    weekday = groups.get("dayname")
    if weekday and WEEKDAYS[weekday.rstrip(".")] != day.weekday():
        return None
    return day, [] if year else [YEAR_NOTE], True


def _day_in_numbers(groups: dict[str, str]) -> tuple[str | None, int, int] | None:
    """Year, month and day of month as the notice names them; None where it names none, or one that can be two days."""
    if month_word := groups.get("month") or groups.get("smonth") or groups.get("wordmonth"):
        number = int(groups.get("day") or groups.get("sday") or ORDINALS.get(groups["wordday"], 1))
        return groups.get("year") or groups.get("syear") or groups.get("wordyear"), MONTHS[month_word], number
    if "dfirst" in groups:
        first, second = int(groups["dfirst"]), int(groups["dsecond"])
        if first <= 12 and second <= 12 and first != second:
            return None  # 03.02.2027 is in March or in February
        return (groups["dyear"], second, first) if first > 12 else (groups["dyear"], first, second)
    if "iyear" in groups:
        return groups["iyear"], int(groups["imonth"]), int(groups["iday"])
    if "nmonth" in groups:
        year = groups.get("nyear")
        return f"20{year}" if year and len(year) == 2 else year, int(groups["nmonth"]), int(groups["nday"])
    return None


def _day_of_calendar(year: int, month: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None  # February 30, or February 29 of this year
