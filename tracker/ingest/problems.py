"""Keep what went wrong in a visit in words: all of it for the database up to a cap, the first of it for its report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tracker.ingest.verdict import Problem

SHOWN: Final = 100
KEPT: Final = 1_000
"""Problems of one run that are kept in words; beyond it they are only counted."""


class Problems:
    """The problems of one visit."""

    def __init__(self) -> None:
        """Begin with none."""
        self.shown: list[Problem] = []
        self._unsaved: list[Problem] = []

    def add(self, problem: Problem, number: int) -> None:
        """Keep a problem that is the `number`th of its sort."""
        if number <= SHOWN:
            self.shown.append(problem)
        if number <= KEPT:
            self._unsaved.append(problem)

    def note(self, problems: Iterable[Problem]) -> None:
        """Keep what is told of the visit as a whole, however much went wrong before."""
        for problem in problems:
            self.add(problem, 1)

    def take(self) -> list[Problem]:
        """Those that are to be saved."""
        unsaved, self._unsaved = self._unsaved, []
        return unsaved
