"""Find the hearings of a list or a month, with the bills they hear."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from tracker import clock, ocd, store
from tracker.models import Bill

LATEST: Final = dt.timedelta(hours=12)
"""A hearing of this morning still matters in the afternoon, and all-day ones begin at midnight."""
PAGE: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearings:
    """Hearings with the bills they hear and those bills' titles."""

    rows: Sequence[Any]
    heard: Mapping[str, Sequence[str]]
    titles: Mapping[str, str]
    more: bool = False


def coming(
    connection: Connection,
    *,
    place: str = "",
    topic: str = "",
    everything: bool = False,
    after: dt.datetime | None = None,
    before: dt.datetime | None = None,
    limit: int = PAGE,
) -> Hearings:
    """Hearings that begin in a span, by default from now on; `everything` includes those no topic flags."""
    query = store.HearingQuery(
        jurisdiction=place or None,
        topic=topic or None,
        flagged=not everything,
        after=after or clock.now() - LATEST,
        before=before,
        limit=limit + 1,
    )
    rows = list(store.hearings(connection, query))
    return with_bills(connection, rows[:limit], more=len(rows) > limit)


def with_bills(connection: Connection, rows: Sequence[Any], *, more: bool = False) -> Hearings:
    """Hearings with the bills they hear."""
    heard = store.heard_bills(connection, [row.id for row in rows])
    keys = {key for keys in heard.values() for key in keys[:4]}
    titles: dict[str, str] = {}
    if keys:
        found = connection.execute(select(Bill.id, Bill.title).where(Bill.id.in_(keys)))
        titles = {row.id: row.title for row in found}
    return Hearings(rows=rows, heard=heard, titles=titles, more=more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a month's view."""

    date: dt.date
    inside: bool
    hearings: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month as weeks of days, Sunday first."""

    first: dt.date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def before(self) -> dt.date:
        """The month before."""
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> dt.date:
        """The next month."""
        return (self.first + dt.timedelta(days=32)).replace(day=1)


def month_span(first: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Moments that hold every local day of the month's view, in whichever zone of the country."""
    shown = list(calendar.Calendar(firstweekday=6).itermonthdates(first.year, first.month))
    begin = dt.datetime.combine(shown[0], dt.time(), tzinfo=dt.UTC)
    end = dt.datetime.combine(shown[-1], dt.time(), tzinfo=dt.UTC)
    return begin - dt.timedelta(days=1), end + dt.timedelta(days=2)


def month(first: dt.date, rows: Iterable[Any]) -> Month:
    """The month's days with the hearings that take place on them, by the place's own date."""
    by_day: dict[dt.date, list[Any]] = {}
    for row in rows:
        zone = ZoneInfo(ocd.parsed(row.record)["timezone"])
        by_day.setdefault(row.start.astimezone(zone).date(), []).append(row)
    weeks = tuple(
        tuple(Day(date=day, inside=day.month == first.month, hearings=tuple(by_day.get(day, ()))) for day in week)
        for week in calendar.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    )
    return Month(first=first, weeks=weeks)
