"""Say how long an executive has to sign or veto a bill, and what becomes of it when nothing is done.

The table has a row for each place, with where each figure was read, from which year it is, how sure it is, and which of
its cells no source tells. Constitutions count in ways that differ (Sundays, holidays, the day of receipt, an adjournment
in between), so time runs out between a first and a last day: ask for a signature before the first, and call an outcome
missing after the last.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tracker.errors import SettingsError
from tracker.records import sessions
from tracker.records.jurisdictions import jurisdiction

_FILE: Final = Path(__file__).parent / "executive_limits.tsv"
_COLUMNS: Final = 13
MARGIN: Final = dt.timedelta(days=5)
"""Holidays, the day of receipt and a last day that is a Sunday, on top of the days of the table."""
_RESTS: Final[Mapping[str, frozenset[int]]] = MappingProxyType(
    {"none": frozenset(), "sundays": frozenset({6}), "weekends": frozenset({5, 6}), "offices": frozenset({5, 6})}
)
_ONE: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long the executive of a place has."""

    place: str
    executive: str
    """governor, mayor or President."""
    days: int | None
    """Days after presentment while the legislature sits; None where they are not counted in days."""
    skips: str | None
    """Which days do not count: none, sundays, weekends, offices (holidays too); None where no source says."""
    after_days: int | None
    """Days where the legislature has adjourned meanwhile; None where they hang on its next meeting."""
    after_from: str | None
    """What those are counted from: presentment or adjournment."""
    unsigned: str
    """What becomes of a bill that is neither signed nor vetoed while the legislature sits: law, or it dies."""
    unsigned_after: str
    """The same after adjournment."""
    read: str | None
    """From which year or month the figures are."""
    confidence: str
    unsourced: tuple[str, ...]
    """What of this row no source tells."""
    sources: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToAct:
    """When an executive's time with one bill runs out."""

    first: dt.date
    """By the strictest way of counting: ask before it."""
    last: dt.date
    """By the most generous: after it, an outcome exists, whether it is known or not."""
    unsigned: str
    """What becomes of a bill without signature or veto: law, or it dies."""


def limit(place: str) -> Limit | None:
    """The limit of a place; None where we have none."""
    return by_place().get(place)


def time_to_act(place: str, session: str, presented: dt.date) -> TimeToAct | None:
    """When the executive's time with a bill that was presented on a day runs out; None where it is not counted in days."""
    known = limit(place)
    if known is None or known.days is None:
        return None
    sitting = TimeToAct(
        first=presented + dt.timedelta(days=known.days),
        last=_counted(presented, known.days, known.skips) + MARGIN,
        unsigned=known.unsigned,
    )
    ended = adjourned(place, session, presented)
    if ended is not None and sitting.last <= ended:
        return sitting
    if known.after_days is None:
        return sitting if ended is None else None
    latest = max(sitting.last, _counted(max(presented, ended or presented), known.after_days, known.skips) + MARGIN)
    if ended is None or sitting.first <= ended:
        return replace(sitting, last=latest)
    if known.after_from == "adjournment":
        first = ended + dt.timedelta(days=known.after_days)
    else:  # some legislatures adjourn only in form
        first = presented + dt.timedelta(days=min(known.days, known.after_days))
    return TimeToAct(first=max(first, presented), last=latest, unsigned=known.unsigned_after)


def _counted(start: dt.date, days: int, skips: str | None) -> dt.date:
    """The day on which that many days that count are over; where no source says which count, weekends do not."""
    rests = _RESTS[skips or "weekends"]
    while days:
        start += _ONE
        days -= start.weekday() not in rests
    return start


def adjourned(place: str, session: str, day: dt.date) -> dt.date | None:
    """The last day of the sitting in which a day of that session falls, or else of the last one before; None if unknown."""
    known = jurisdiction(place)
    ends = known.known_ends(session) if known else []
    ahead = [end for end in ends if end >= day]
    if ahead or ends:
        return min(ahead) if ahead else max(ends)
    return sessions.end(place, session)


@cache
def by_place() -> Mapping[str, Limit]:
    """All limits by place."""
    return read(_FILE.read_text(encoding="utf-8").splitlines())


def read(lines: Iterable[str]) -> Mapping[str, Limit]:
    """The limits of a table; raises SettingsError with every fault."""
    faults: list[str] = []
    limits: dict[str, Limit] = {}
    for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if number == 1 or not row:
            continue
        try:
            made = _limit(row)
            if made.place in limits:
                raise ValueError(f"{made.place} stands twice")  # noqa: TRY301
        except ValueError as problem:
            faults.append(f"{_FILE.name}, line {number}: {problem}")
            continue
        limits[made.place] = made
    if faults:
        raise SettingsError("; ".join(faults[:10]))
    return MappingProxyType(limits)


def _limit(row: list[str]) -> Limit:
    if len(row) != _COLUMNS:
        raise ValueError(f"expected {_COLUMNS} columns, found {len(row)}")
    cells = [None if cell == "-" else cell for cell in row]
    place, executive, days, skips, after, after_from, unsigned, unsigned_after, when, sure, own, sources, note = cells
    if skips is not None and skips not in _RESTS:
        raise ValueError(f"expected {', '.join(_RESTS)} or -, found {skips}")
    if {unsigned, unsigned_after} - {"law", "dies"}:
        raise ValueError(f"expected law or dies, found {unsigned} and {unsigned_after}")
    if (after is None) != (after_from is None) or after_from not in {None, "presentment", "adjournment"}:
        raise ValueError(f"expected days after presentment or adjournment, found {after} after {after_from}")
    return Limit(
        place=place or "",
        executive=executive or "",
        days=int(days) if days else None,
        skips=skips,
        after_days=int(after) if after else None,
        after_from=after_from,
        unsigned=unsigned or "",
        unsigned_after=unsigned_after or "",
        read=when,
        confidence=sure or "",
        unsourced=tuple(own.split(", ")) if own else (),
        sources=tuple(sources.split(" | ")) if sources else (),
        note=note,
    )
