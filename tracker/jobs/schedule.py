"""Decide what runs when.

A turn is a job and a slot: the local date of a daily job, the beginning of the interval of another. Whoever writes the
slot down first runs it, so clocks that jump, days that have 23 or 25 hours and two schedulers at once change nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from tracker.records.jurisdictions import jurisdiction


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something done regularly: a command line, or work inside the scheduler where `words` is empty."""

    name: str
    words: tuple[str, ...] = ()
    every: dt.timedelta | None = None
    """An interval that divides a day."""
    at: dt.time | None = None
    """A local time of day; `every` or `at`, not both."""
    grace: dt.timedelta = dt.timedelta(hours=24)
    """A daily turn later than this is written down as missed."""
    limit: dt.timedelta = dt.timedelta(hours=1)
    """A command that takes longer is stopped."""
    why: str = ""


JOBS: Final = (
    Job(name="crawl", every=dt.timedelta(minutes=15), why="ask for a visit to each source that is due"),
    Job(name="index", every=dt.timedelta(minutes=1), why="make new records searchable"),
    Job(name="flag", words=("flag",), every=dt.timedelta(hours=1), why="judge what waits for the rules"),
    Job(
        name="ledger",
        words=("digest", "ledger"),
        every=dt.timedelta(minutes=30),
        why="write down which windows are open, and which were told",
    ),
    Job(name="digest", words=("digest", "send"), every=dt.timedelta(minutes=30), why="write the digests that are due"),
    Job(name="deliver", words=("deliver",), every=dt.timedelta(minutes=2), why="send what the outbox holds"),
    Job(
        name="forget",
        words=("subscriptions", "purge"),
        at=dt.time(3, 20),
        why="delete what is kept no longer than promised",
    ),
    Job(
        name="rulebook",
        words=("rulebook", "refresh"),
        at=dt.time(4, 10),
        limit=dt.timedelta(hours=2),
        why="read the pages of testimony rules and the notices of hearings again",
    ),
    Job(
        name="texts",
        words=("texts",),
        at=dt.time(5, 10),
        limit=dt.timedelta(hours=2),
        why="read the newest texts of bills that may matter, at most a hundred of a place",
    ),
    Job(
        name="doctor",
        words=("doctor", "--tell"),
        at=dt.time(8, 0),
        why="tell the operator when something is wrong",
    ),
    Job(name="backup", words=("db", "backup"), at=dt.time(1, 40), why="copy the database into the folder of backups"),
    Job(name="dump", words=("export", "dump"), at=dt.time(2, 30), why="write the open data of the day"),
    Job(name="tidy", at=dt.time(3, 40), why="delete old sessions, limits, slots and signs of life"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One slot of a job, and when it began."""

    job: Job
    slot: str
    began: dt.datetime


def due(now: dt.datetime, zone: ZoneInfo, jobs: Iterable[Job] = JOBS) -> list[Turn]:
    """The newest turn of each job that has begun; it may have been taken already."""
    return [turn for job in jobs if (turn := _newest(job, now, zone)) is not None]


def _newest(job: Job, now: dt.datetime, zone: ZoneInfo) -> Turn | None:
    if job.every is not None:
        midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        began = midnight + (now - midnight) // job.every * job.every
        return Turn(job=job, slot=began.strftime("%Y-%m-%dT%H:%MZ"), began=began)
    assert job.at is not None
    today = now.astimezone(zone).date()
    for day in (today, today - dt.timedelta(days=1)):
        began = moment(day, job.at, zone)
        if began <= now:
            return Turn(job=job, slot=day.isoformat(), began=began) if now - began <= job.grace else None
    return None


def next_turn(job: Job, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """When a job's next turn begins."""
    if job.every is not None:
        midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + ((now - midnight) // job.every + 1) * job.every
    assert job.at is not None
    today = now.astimezone(zone).date()
    return next(began for days in range(3) if (began := moment(today + dt.timedelta(days=days), job.at, zone)) > now)


def began(job: Job, slot: str, zone: ZoneInfo) -> dt.datetime:
    """When a slot of a job begins."""
    if job.at is None:
        return dt.datetime.strptime(slot, "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC)
    return moment(dt.date.fromisoformat(slot), job.at, zone)


def ahead(job: Job, slot: str, now: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether a slot is further ahead than the next one can be: it was written while a clock was wrong."""
    return began(job, slot, zone) > now + (job.every or dt.timedelta(days=1))


def moment(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """When a local time of a day is: once a day, whatever the clocks do.

    Of a time that comes twice the first is meant; one that is left out comes as much later as the clocks jump.
    """
    return dt.datetime.combine(day, at, tzinfo=zone).astimezone(dt.UTC)


def missed(job: Job, last: str | None, newest: str) -> list[str]:
    """The daily slots between the last one known and the newest, at most a month of them; none of other jobs."""
    if job.at is None or last is None:
        return []
    day, end = dt.date.fromisoformat(last) + dt.timedelta(days=1), dt.date.fromisoformat(newest)
    day = max(day, end - dt.timedelta(days=31))
    slots = []
    while day < end:
        slots.append(day.isoformat())
        day += dt.timedelta(days=1)
    return slots


AGAIN: Final = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 30, 120))
"""How long after the first, second and third visit in a row that came to nothing a source is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """What is known of a source's visits: when the last one began and ended, and how many in a row came to nothing."""

    began: dt.datetime
    ended: dt.datetime | None = None
    in_vain: int = 0


BETWEEN: Final = {"bills": 24, "hearings": 12}
"""Hours between visits at least, by what a source tells, while its legislature does not sit: little moves then."""
AFTER_SITTING: Final = dt.timedelta(days=45)
"""So long after its last day bills still move: executives sign and veto, journals are finished."""
BEFORE_SITTING: Final = dt.timedelta(days=30)
"""So long before its first day bills are filed and hearings set."""


def in_season(hours: int, kinds: Iterable[str], place: str, day: dt.date) -> int:
    """Hours between visits by the plan of a source and by whether the legislature of its place sits, sat or soon sits.

    Of what sits always, such as boards and agencies, and of a place whose sessions are not known, the plan holds.
    """
    slowest = [BETWEEN[kind] for kind in kinds if kind in BETWEEN]
    here = jurisdiction(place)
    if not slowest or here is None or not here.sittings:
        return hours
    near = any(sitting.first - BEFORE_SITTING <= day <= sitting.last + AFTER_SITTING for sitting in here.sittings)
    return (
        hours
        if near or here.special(day) is not None or day > max(sitting.last for sitting in here.sittings) + AFTER_SITTING
        else max(hours, min(slowest))
    )


SOON: Final = dt.timedelta(days=10)
"""While a window of its place closes within so long, a source is looked at twice as often as its plan says,"""
VERY_SOON: Final = dt.timedelta(days=3)
"""and four times as often while one closes within so long,"""
OFTENEST_HOURS: Final = 2
"""yet never more often than this: no source is burdened."""


def pace(hours: int, place: str, closing: Mapping[str, dt.datetime], now: dt.datetime) -> int:
    """Hours between visits to a source of that place, `hours` by its own plan; `closing` says when each place's next window closes."""
    closes = closing.get(place)
    if closes is None or closes - now > SOON:
        return hours
    parts = 4 if closes - now <= VERY_SOON else 2
    return min(hours, max(OFTENEST_HOURS, hours // parts))


def sources_due(now: dt.datetime, known: Iterable[tuple[str, int]], visits: Mapping[str, Visits]) -> list[str]:
    """Of sources given as name and hours between visits: those not visited for that long.

    One whose last visit was interrupted or failed is asked for again sooner, three times; then it waits for its plan.
    A visit from the future, written while a clock was wrong, counts for nothing.
    """
    due = []
    for name, hours in known:
        last = visits.get(name)
        every = dt.timedelta(hours=hours)
        if last is None or last.began > now + every:
            due.append(name)
            continue
        again = AGAIN[last.in_vain - 1] if 0 < last.in_vain <= len(AGAIN) else every
        since = (last.ended or last.began) if last.in_vain else last.began
        if now - since >= min(again, every):
            due.append(name)
    return due
