"""Count what charts show, and lay it out; drawing is the templates' part."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from tracker import clock
from tracker.db import queries
from tracker.db.models import ChangeRow
from tracker.records.place_names import place_name
from tracker.records.stages import STAGES, WAY, step
from tracker.web import choices
from tracker.web.flagged_cache import Entry
from tracker.web.places import CONGRESS, STATES

WEEKS: Final = 12
_SHADES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A place on the map."""

    code: str
    letters: str
    name: str
    x: int
    y: int
    number: int
    shade: int
    """0 for none, then 1 to 4: each shade holds a span that is some times wider than the one before."""
    read: bool = True
    """Whether anything was ever read of the place; of one that was not, no number is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A topic with its bills by stage."""

    slug: str
    numbers: tuple[int, ...]
    """One a stage, in the order of `STAGES`."""
    steps: tuple[int, ...]
    """How many left the way to law, then one a step of it."""
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What came and what moved in a week that begins on `monday`."""

    monday: dt.date
    new: int
    moved: int
    watched: bool = True
    """Whether we read anything by its end: what moved before is not known, and what came then is known as far as it was read since."""


def tiles(entries: Iterable[Entry], unread: Collection[str] = ()) -> list[Tile]:
    """Flagged bills by state; of `unread` places nothing is known."""
    counts = Counter(entry.jurisdiction for entry in entries)
    ends = _ends(max((counts[f"us-{code}"] for code in STATES), default=0))
    made = []
    for code, (x, y) in STATES.items():
        place = f"us-{code}"
        number = counts[place]
        shade = 1 + sum(number > end for end in ends[:-1]) if number else 0
        read = bool(number) or place not in unread
        made.append(
            Tile(
                code=place,
                letters=code.upper(),
                name=place_name(place),
                x=x,
                y=y,
                number=number,
                shade=shade,
                read=read,
            )
        )
    return sorted(made, key=lambda tile: (tile.y, tile.x))


def _ends(largest: int) -> tuple[int, ...]:
    """The largest number of each shade: every one so many times the one before, since states differ by hundreds."""
    ends: list[int] = []
    for number in range(1, _SHADES + 1):
        end = round(largest ** (number / _SHADES)) if largest else 0
        ends.append(max(end, ends[-1] + 1 if ends else 1))
    return tuple(ends)


def shade_ranges(tiles: Iterable[Tile]) -> list[tuple[int, int]]:
    """The smallest and largest number that each shade stands for, as far as it is used."""
    largest = max((tile.number for tile in tiles), default=0)
    ends = _ends(largest)
    spans = [(first + 1, last) for first, last in zip((0, *ends), ends, strict=False)]
    return [(first, min(last, largest)) for first, last in spans if first <= largest]


def stages_by_topic(entries: Iterable[Entry], titles: Mapping[str, str]) -> list[Row]:
    """For each topic how many flagged bills stand at each stage, the largest topic first."""
    counts: dict[str, Counter[str]] = {slug: Counter() for slug in titles}
    for entry in entries:
        for slug in entry.topics:
            counts.setdefault(slug, Counter())[entry.stage] += 1
    rows = [
        Row(
            slug=slug,
            numbers=tuple(stages[stage] for stage in STAGES),
            steps=tuple(sum(stages[stage] for stage in STAGES if step(stage) == n) for n in range(len(WAY) + 1)),
            total=sum(stages.values()),
        )
        for slug, stages in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.total, row.slug))


def weeks(connection: Connection, entries: Sequence[Entry], today: dt.date) -> list[Week]:
    """New and moved flagged bills in each of the last weeks, oldest first, by the days their sources give."""
    this_monday = today - dt.timedelta(days=today.weekday())
    first = this_monday - dt.timedelta(weeks=WEEKS - 1)
    flagged = {entry.id for entry in entries}
    new: Counter[dt.date] = Counter()
    moved: Counter[dt.date] = Counter()
    query = (
        select(ChangeRow.record_id, ChangeRow.kind, ChangeRow.happened)
        .where(ChangeRow.what == "bill", ChangeRow.happened >= first, ChangeRow.happened <= today)
        .where(ChangeRow.kind.in_(("bill_introduced", "bill_stage")))
    )
    for record, kind, happened in connection.execute(query):
        if record in flagged and happened is not None:
            monday = happened - dt.timedelta(days=happened.weekday())
            (new if kind == "bill_introduced" else moved)[monday] += 1
    begun = connection.execute(select(ChangeRow.seen_at).order_by(ChangeRow.id).limit(1)).scalar()
    since = begun.date() if begun else today
    mondays = (first + dt.timedelta(weeks=number) for number in range(WEEKS))
    week = dt.timedelta(weeks=1)
    return [
        Week(monday=monday, new=new[monday], moved=moved[monday], watched=monday + week > since) for monday in mondays
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All numbers of the home page and the charts, at one state of the data."""

    totals: Mapping[str, int]
    tiles: tuple[Tile, ...] = ()
    rows: tuple[Row, ...] = ()
    weeks: tuple[Week, ...] = ()
    places: int = 0
    """Places that have a flagged bill."""
    congress: int = 0
    """Flagged bills of Congress."""


def read(connection: Connection, entries: Sequence[Entry]) -> Figures:
    """The numbers as of now."""
    counts = Counter(entry.jurisdiction for entry in entries)
    return Figures(
        totals=queries.totals(connection),
        tiles=tuple(tiles(entries, queries.unread_places(connection, [f"us-{code}" for code in STATES]))),
        rows=tuple(stages_by_topic(entries, choices.topic_titles())),
        weeks=tuple(weeks(connection, entries, clock.today())),
        places=len(counts),
        congress=counts[CONGRESS],
    )
