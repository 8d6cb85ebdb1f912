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


def is_business_day(day: dt.date, subdivision: str | None) -> bool:
    """Whether offices of the state (`MD`, `DC`; None for the federal government) are open on that day."""
    return day.weekday() < 5 and day not in holidays_in(day.year, subdivision)


@lru_cache(maxsize=512)
def shifted(day: dt.date, count: int, subdivision: str | None) -> dt.date:
    """The `count`-th business day after that day, or before it where `count` is negative; the day itself never counts."""
    step = _ONE if count > 0 else -_ONE
    for _each in range(abs(count)):
        day += step
        while not is_business_day(day, subdivision):
            day += step
    return day


@lru_cache(maxsize=256)
def holidays_in(year: int, subdivision: str | None) -> frozenset[dt.date]:
    """The holidays of a year, those observed on another day included."""
    import holidays

    return frozenset(holidays.country_holidays("US", subdiv=subdivision, years=year))
