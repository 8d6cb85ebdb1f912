"""Find the hearings of a list or a month, with the bills they hear."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from tracker import clock
from tracker.db import queries
from tracker.db.models import Bill
from tracker.deadlines.model import Deadline, zone_named
from tracker.web import cursors
from tracker.web.cache import Answers
from tracker.web.templating import due_date

LATEST: Final = dt.timedelta(hours=12)
"""A hearing of this morning still matters in the afternoon, and all-day ones begin at midnight."""
PAGE: Final = 40
MONTH_LIMIT: Final = 2_000
"""Hearings of a month that are counted; nobody reads more on a page."""
_OF_DAY: Final = 4
"""Of each that a day of the month names."""
_NONE: Final[tuple[tuple[Any, ...], int]] = ((), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearings:
    """Hearings with the bills they hear and those bills' titles."""

    rows: Sequence[Any]
    heard: Mapping[str, Sequence[str]]
    titles: Mapping[str, str]
    next: str | None = None
    """The cursor of what comes after these; None at the end."""


def coming(
    connection: Connection,
    *,
    places: Sequence[str] = (),
    topics: Sequence[str] = (),
    everything: bool = False,
    after: dt.datetime | None = None,
    before: dt.datetime | None = None,
    limit: int = PAGE,
    cursor: str = "",
) -> Hearings:
    """Hearings that begin in a span, by default from now on; `everything` includes those no topic flags."""
    query = _query(places, topics, everything=everything, after=after, before=before, limit=limit + 1)
    rows = list(queries.hearings(connection, replace(query, past=_past(cursor)) if cursor else query))
    more = len(rows) > limit
    rows = rows[:limit]
    hearings = with_bills(connection, rows)
    return replace(hearings, next=cursors.encode(rows[-1].start.isoformat(), rows[-1].id)) if more else hearings


def known(answers: Answers[Hearings], connection: Connection, **options: Any) -> Hearings:
    """The same as `coming`, from memory: until a record changes, or the first of them is past."""
    after = options.get("after") or clock.now() - LATEST
    return answers.to(
        connection,
        tuple(sorted(options.items())),
        lambda: coming(connection, **options),
        lambda hearings: not hearings.rows or hearings.rows[0].start >= after,
    )


def _past(cursor: str) -> tuple[dt.datetime, str]:
    start, key = cursors.decode(cursor, str, str)
    try:
        moment = dt.datetime.fromisoformat(str(start)).astimezone(dt.UTC)
    except (ValueError, OverflowError) as problem:
        raise cursors.unreadable() from problem
    return moment, str(key)


def _query(
    places: Sequence[str],
    topics: Sequence[str],
    *,
    everything: bool,
    after: dt.datetime | None = None,
    before: dt.datetime | None = None,
    limit: int,
) -> queries.HearingQuery:
    return queries.HearingQuery(
        jurisdictions=places,
        topics=topics,
        flagged=not everything,
        after=after or clock.now() - LATEST,
        before=before,
        limit=limit,
    )


def with_bills(connection: Connection, rows: Sequence[Any]) -> Hearings:
    """Hearings with the bills they hear."""
    heard = queries.heard_bills(connection, [row.id for row in rows])
    keys = {key for keys in heard.values() for key in keys[:4]}
    titles: dict[str, str] = {}
    if keys:
        title_rows = connection.execute(select(Bill.id, Bill.title).where(Bill.id.in_(keys)))
        titles = {row.id: row.title for row in title_rows}
    return Hearings(rows=rows, heard=heard, titles=titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a month's view."""

    date: dt.date
    inside: bool
    hearings: tuple[Any, ...]
    """Its first ones."""
    more: int
    """Hearings besides."""
    dues: tuple[Any, ...] = ()
    """What is due on that day first."""
    dues_more: int = 0


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


def day_begins(day: dt.date) -> dt.datetime:
    """The moment from which a list of that day's hearings begins, wherever in the country they are."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo("America/New_York"))


def month_ahead(today: dt.date) -> dt.date:
    """The month to begin with: that of the end of this week, so that its weeks, Sunday first, hold today and what comes."""
    saturday = today + dt.timedelta(days=(calendar.SATURDAY - today.weekday()) % 7)
    return saturday.replace(day=1)


def month_span(first: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Moments that hold every local day of the month's view, in whichever zone of the country."""
    shown = list(calendar.Calendar(firstweekday=6).itermonthdates(first.year, first.month))
    begin = dt.datetime.combine(shown[0], dt.time(), tzinfo=dt.UTC)
    end = dt.datetime.combine(shown[-1], dt.time(), tzinfo=dt.UTC)
    return begin - dt.timedelta(days=1), end + dt.timedelta(days=2)


Days = Mapping[dt.date, tuple[tuple[Any, ...], int]]
"""The first of what is on each day, and how many there are besides."""


def _by_day(dated: Iterable[tuple[dt.date, Any]]) -> Days:
    days: dict[dt.date, list[Any]] = {}
    for day, rows in dated:
        days.setdefault(day, []).append(rows)
    return {day: (tuple(every[:_OF_DAY]), max(len(every) - _OF_DAY, 0)) for day, every in days.items()}


def days(
    connection: Connection, first: dt.date, *, places: Sequence[str], topics: Sequence[str], everything: bool
) -> Days:
    """The hearings of a month's days in brief, by the place's own date."""
    begin, end = month_span(first)
    query = _query(places, topics, everything=everything, after=begin, before=end, limit=MONTH_LIMIT)
    rows = queries.hearings_in_brief(connection, query)
    return _by_day((row.start.astimezone(zone_named(row.timezone)).date(), row) for row in rows)


def due_days(dues: Iterable[Deadline]) -> Days:
    """What is due on each day, by the place's own date."""
    return _by_day((due_date(due.due, due.timezone), due) for due in dues)


def month(first: dt.date, hearings: Days, dues: Days) -> Month:
    """The month's days with the hearings that take place and what is due on them."""

    def told(day: dt.date) -> Day:
        rows, more = hearings.get(day, _NONE)
        due, due_more = dues.get(day, _NONE)
        inside = day.month == first.month
        return Day(date=day, inside=inside, hearings=rows, more=more, dues=due, dues_more=due_more)

    weeks = calendar.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    return Month(first=first, weeks=tuple(tuple(map(told, week)) for week in weeks))
