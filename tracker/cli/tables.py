"""Lay rows out for a terminal: as a table of what has room, or as cards where too little has."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.exports.cells import moment, shown

PROSE: Final = frozenset(
    {
        *("title", "topics", "bills", "location", "reason", "reasons", "how", "agencies", "publisher", "basis", "note"),
        *("words", "excerpt", "query", "found", "do", "why", "text"),
    }
)
"""Columns that are read, and so may be folded at spaces; what people copy (names, states, moments) is never cut."""
_GAP: Final = 2
_LEAST: Final = 16
"""Columns that are read need at least so much room, or a word stands on every line."""
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
UNTOLD_WIDTH: Final = 140


@dataclass(frozen=True, slots=True)
class Layout:
    """What of a listing has room: columns with their widths, and those left out; no columns where only cards fit."""

    widths: Mapping[str, int]
    left_out: Sequence[str]


def width_here() -> int:
    """The width of the terminal, or of COLUMNS; wide where nobody looks."""
    return shutil.get_terminal_size((UNTOLD_WIDTH, 24)).columns


def layout(
    cells: Sequence[Mapping[str, str]],
    columns: Sequence[str],
    width: int,
    *,
    prose: frozenset[str],
    drop: Sequence[str],
) -> Layout:
    """Leave out the least important columns, named first in `drop`, until the others have room."""
    natural = {name: max([cell_len(_head(name)), *(cell_len(row[name]) for row in cells)]) for name in columns}
    least = {name: min(natural[name], _LEAST) if name in prose else natural[name] for name in columns}
    shown: list[str] = list(columns)
    left_out: list[str] = []
    for name in drop:
        if _needed(shown, least) <= width:
            break
        shown.remove(name)
        left_out.append(name)
    if _needed(shown, least) > width:
        return Layout({}, ())
    return Layout(_shared(shown, natural, least, prose, width), left_out)


def _head(name: str) -> str:
    return name.replace("_", " ")


def _needed(shown: Sequence[str], least: Mapping[str, int]) -> int:
    return sum(least[name] for name in shown) + _GAP * (len(shown) - 1)


def _shared(
    shown: Sequence[str], natural: Mapping[str, int], least: Mapping[str, int], prose: frozenset[str], width: int
) -> dict[str, int]:
    """Widths: what is copied as wide as it is; what is read shares the rest, the narrowest served first."""
    widths = {name: least[name] for name in shown}
    room = width - _needed(shown, least)
    hungry = sorted((name for name in shown if name in prose), key=lambda name: natural[name])
    for number, name in enumerate(hungry):
        more = min(natural[name] - widths[name], room // (len(hungry) - number))
        widths[name] += more
        room -= more
    return widths


def print_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    prose: Sequence[str] = (),
    drop: Sequence[str] | None = None,
    title: str = "",
) -> Sequence[str]:
    """Print a listing as wide as the terminal is, and say which columns had no room.

    `prose` are more columns that may be folded, `drop` those that may be left out, the least important first; without
    it every one that is read but the first of them, from the last.
    """
    folded = PROSE.union(prose)
    cells = [{name: cell(row.get(name), row) for name in columns} for row in rows]
    if drop is None:
        drop = [name for name in columns if name in folded][:0:-1]
    width = width_here()
    fitted = layout(cells, columns, width, prose=folded, drop=drop)
    # Without a height, rich takes a plain terminal (TERM=dumb) for 80 columns whatever it was told.
    console = Console(file=sys.stdout, soft_wrap=False, width=width, height=25, highlight=False)
    if not fitted.widths:
        _print_cards(console, cells, columns, width)
        return ()
    table = Table(title=title or None, box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for name, wide in fitted.widths.items():
        table.add_column(_head(name), width=wide, overflow="fold", no_wrap=name not in folded)
    for row in cells:
        # Text, not markup: a title such as "[red]" is data.
        table.add_row(*(Text(row[name]) for name in fitted.widths))
    console.print(table, crop=False)
    return [_head(name) for name in fitted.left_out]


def _print_cards(console: Console, cells: Sequence[Mapping[str, str]], columns: Sequence[str], width: int) -> None:
    """Each row as a card: its name, and under it what is known, one below the other."""
    wide = max(cell_len(_head(name)) for name in columns)
    for row in cells:
        console.print(Text(row[columns[0]], style="bold"), soft_wrap=True)
        for name in columns[1:]:
            if row[name]:
                label = Text("  " + _head(name).ljust(wide + _GAP), style="dim")
                lines = Text(row[name]).wrap(console, max(width - wide - 2 - _GAP, _LEAST), overflow="fold")
                for number, line in enumerate(lines):
                    console.print((label if number == 0 else Text(" " * len(label))) + line, soft_wrap=True)


def cell(value: Any, row: Mapping[str, Any]) -> str:
    """A value as one line for people; moments in the zone of their row."""
    if isinstance(value, str) and _MOMENT.match(value):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, dt.datetime):
        return moment(value, _zone(row))
    return " ".join(shown(value).split())


def _zone(row: Mapping[str, Any]) -> ZoneInfo:
    """The zone of the row's place; the reader's own where it has none."""
    from tracker.settings import load

    try:
        return ZoneInfo(row.get("timezone") or load().time_zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        return ZoneInfo(load().time_zone)
