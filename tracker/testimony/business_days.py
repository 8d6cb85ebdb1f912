"""Count business days: Monday to Friday without the holidays of the state."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

_ONE = dt.timedelta(days=1)

_CODES: Final = """
AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH NJ NM NV NY
OH OK OR PA PR RI SC SD TN TX UM UT VA VI VT WA WI WV WY
"""
SUBDIVISIONS: Final = frozenset(_CODES.split())
"""The states and territories whose holidays we know. A list, since asking the library costs a command's whole start."""


def is_business_day(day: dt.date, subdivision: str | None, *, holidays_too: bool = True) -> bool:
    """Whether offices of the state (`MD`, `DC`; None for the federal government) are open on that day; or no weekend alone."""
    return day.weekday() < 5 and not (holidays_too and day in holidays_in(day.year, subdivision))


@lru_cache(maxsize=512)
def shifted(day: dt.date, count: int, subdivision: str | None, *, holidays_too: bool = True) -> dt.date:
    """The `count`-th business day after that day, or before it where `count` is negative; the day itself never counts."""
    step = _ONE if count > 0 else -_ONE
    for _each in range(abs(count)):
        day += step
        while not is_business_day(day, subdivision, holidays_too=holidays_too):
            day += step
    return day


def moved(at: dt.datetime, length: dt.timedelta, subdivision: str | None, *, holidays_too: bool = True) -> dt.datetime:
    """The moment `length` away from `at`, where the hours of closed days do not count: `24 hours, weekends excluded`."""
    days_left, back, day = abs(length), length < dt.timedelta(0), at.date()
    while True:
        begin = dt.datetime.combine(day, dt.time(), at.tzinfo)
        own = at if day == at.date() else begin + _ONE * back
        here = own - begin if back else begin + _ONE - own
        if is_business_day(day, subdivision, holidays_too=holidays_too):
            if days_left <= here:
                return own - days_left if back else own + days_left
            days_left -= here
        day += -_ONE if back else _ONE


@lru_cache(maxsize=256)
def holidays_in(year: int, subdivision: str | None) -> frozenset[dt.date]:
    """The holidays of a year, those observed on another day included."""
    import holidays

    return frozenset(holidays.country_holidays("US", subdiv=subdivision, years=year))
