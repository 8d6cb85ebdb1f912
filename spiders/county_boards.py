"""Name the boards of the largest counties that decide on behavioral health: which source reads each, and which are missing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One board."""

    place: str
    body: str
    source: str | None = None
    """The source that reads it; without one it is missing."""

    @property
    def told(self) -> str:
        """What a reader should know of it."""
        if self.source:
            return f"{self.body}: read by {self.source}"
        return f"{self.body}: missing; `tracker sources find {self.place}` looks for its calendar"


@cache
def boards() -> tuple[Board, ...]:
    """All boards, the largest counties first."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["board"]
    return tuple(Board(**row) for row in rows)


def of_place(place: str) -> str:
    """What is known of the board of a place, empty where none is named."""
    return "; ".join(board.told for board in boards() if board.place == place)
