"""Learn a committee's own window from what its notices said: what five of them have in common, and nobody contradicts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tracker.testimony.window_points import WEEKDAYS
from tracker.testimony.windows import Occasion, computed, parse

ENOUGH: Final = 5
"""So many notices have to agree."""
DISPUTED: Final = 2
"""So many that say otherwise, and a person should look."""
_DAYS: Final = 14
_BUSINESS_DAYS: Final = 10
_LONGEST: Final = dt.timedelta(days=10)
_QUARTER: Final = dt.timedelta(minutes=15)
_END_OF_DAY: Final = dt.time(23, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A deadline that a hearing's notice stated."""

    hearing: str
    place: str
    chamber: str
    committee: str
    kind: str
    occasion: Occasion
    due: dt.datetime | dt.date
    name: str = ""
    """The committee as its notice writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a committee's notices agree on: every window that fits them all; the earliest of them counts."""

    place: str
    chamber: str
    committee: str
    kind: str
    windows: tuple[str, ...]
    hearings: tuple[str, ...]
    name: str = ""
    """The committee as most of the notices write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A committee whose notices do not agree: what most of them say, and which say otherwise."""

    place: str
    chamber: str
    committee: str
    kind: str
    window: str
    agreeing: tuple[str, ...]
    otherwise: tuple[str, ...]


def fitting(example: Example) -> frozenset[str]:
    """Every window in the language that gives exactly the moment the notice stated."""
    return frozenset(text for text in _guesses(example) if _gives(text, example))


def _guesses(example: Example) -> Iterator[str]:
    occasion, due = example.occasion, example.due
    if isinstance(due, dt.datetime) and not occasion.all_day:
        early = occasion.start.astimezone(dt.UTC) - due.astimezone(dt.UTC)
        if not early:
            yield "until start"
        elif abs(early) <= _LONGEST and not early % _QUARTER:
            hours, minutes = divmod(int(abs(early).total_seconds()) // 60, 60)
            length = f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"
            yield f"{length} before start" if early > dt.timedelta() else f"until {length} after start"
    at = due.astimezone(occasion.zone).time() if isinstance(due, dt.datetime) else _END_OF_DAY
    for day in _day_words():
        yield f"{at:%H:%M} on {day}"


def _day_words() -> Iterator[str]:
    yield "hearing day"
    for unit, most in (("D", _DAYS), ("BD", _BUSINESS_DAYS)):
        for count in range(1, most + 1):
            yield f"P{count}{unit} before"
            yield f"P{count}{unit} after"
    for name in WEEKDAYS:
        yield f"{name} of previous week"
        yield f"{name} of same week"


def _gives(text: str, example: Example) -> bool:
    times = computed(parse(text), example.occasion)
    if times is None:
        return False
    at, due = times[1].at, example.due
    if isinstance(due, dt.datetime):
        return isinstance(at, dt.datetime) and at.astimezone(dt.UTC) == due.astimezone(dt.UTC)
    return (at.astimezone(example.occasion.zone).date() if isinstance(at, dt.datetime) else at) == due


def learned(examples: Iterable[Example]) -> tuple[list[Lesson], list[Dispute]]:
    """What each committee's notices agree on, and where they do not."""
    groups: dict[tuple[str, str, str, str], dict[str, Example]] = {}
    for example in examples:
        if example.committee:
            group = groups.setdefault((example.place, example.chamber, example.committee, example.kind), {})
            known = group.get(example.hearing)
            if known is None or _moment(example) < _moment(known):
                group[example.hearing] = (
                    example  # a notice that states two deadlines of a kind is held to the earlier one
                )
    lessons, disputes = [], []
    for key, group in sorted(groups.items()):
        lesson = _of_group(key, list(group.values()))
        if isinstance(lesson, Lesson):
            lessons.append(lesson)
        elif lesson is not None:
            disputes.append(lesson)
    return lessons, disputes


def _moment(example: Example) -> dt.datetime:
    due = example.due
    return due if isinstance(due, dt.datetime) else dt.datetime.combine(due, _END_OF_DAY, example.occasion.zone)


def _of_group(key: tuple[str, str, str, str], group: list[Example]) -> Lesson | Dispute | None:
    if len(group) < ENOUGH:
        return None
    fits = {example.hearing: fitting(example) for example in group}
    common = frozenset.intersection(*fits.values())
    named = dict(zip(("place", "chamber", "committee", "kind"), key, strict=True))
    if common:
        names = Counter(example.name for example in sorted(group, key=lambda example: example.hearing) if example.name)
        name = names.most_common(1)[0][0] if names else ""
        return Lesson(**named, windows=tuple(sorted(common)), hearings=tuple(sorted(fits)), name=name)
    counts: dict[str, int] = {}
    for windows in fits.values():
        for window in windows:
            counts[window] = counts.get(window, 0) + 1
    best = max(sorted(counts), key=lambda window: counts[window], default="")
    otherwise = tuple(sorted(hearing for hearing, windows in fits.items() if best not in windows))
    if len(otherwise) < DISPUTED:
        return None  # one that differs may be an exception: nothing is learned, nobody is troubled
    agreeing = tuple(sorted(set(fits) - set(otherwise)))
    return Dispute(**named, window=best, agreeing=agreeing, otherwise=otherwise)


def earliest(lesson: Lesson, occasion: Occasion) -> dt.datetime | dt.date | None:
    """What the lesson says of another hearing: the earliest moment of its windows; None where they fix none."""
    moments = [times[1].at for text in lesson.windows if (times := computed(parse(text), occasion)) is not None]

    def moment(at: dt.datetime | dt.date) -> dt.datetime:
        return at if isinstance(at, dt.datetime) else dt.datetime.combine(at, _END_OF_DAY, occasion.zone)

    return min(moments, key=moment, default=None)
