"""Read the moments of a calendar: on the clock that they name, else on the calendar's own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from spiders.kit.ical_lines import Properties
from spiders.kit.ical_zones import Zones

_MOMENT: Final = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2}))?)?(?:\.\d+)?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?\Z",
    re.IGNORECASE,
)


def when(event: Properties, name: str, zones: Zones) -> tuple[dt.datetime, bool] | None:
    """The moment of a property and whether it is a whole day; None where the event has no such property."""
    if name not in event:
        return None
    parameters, value = event[name][0]
    return moment(value.strip(), parameters, zones, name)


def moments(event: Properties, name: str, zones: Zones) -> Iterator[tuple[dt.datetime, bool]]:
    """All moments of a property that lists them."""
    for parameters, values in event.get(name, []):
        for value in filter(None, (part.strip() for part in values.split(","))):
            yield moment(value, parameters, zones, name)


def moment(value: str, parameters: dict[str, str], zones: Zones, name: str) -> tuple[dt.datetime, bool]:
    """One moment in the zone that it means; raises ValueError for what is none."""
    match = _MOMENT.match(value)
    if match is None:
        raise ValueError(f"{name}: wanted a moment such as 20261123T130000Z, found {value[:40]!r}")
    day = dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return dt.datetime.combine(day, dt.time(), zones.of_utc), True
    zone = dt.UTC if match[7] else zones.named(parameters.get("TZID"))
    clock = dt.time(int(match[4]), int(match[5]), min(int(match[6] or 0), 59))  # 60 is a leap second
    return dt.datetime.combine(day, clock, zone) - _ahead(match[7]), False


def _ahead(text: str | None) -> dt.timedelta:
    """How far the clock behind a moment such as 20261223T140000-0600 is ahead of universal time."""
    if not text or text in "Zz":
        return dt.timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    return dt.timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)
