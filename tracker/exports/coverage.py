"""Ask whoever collects what each place has; the core does not know the sources, and no page has to import them.

A package offers itself in `pyproject.toml` under `tracker.coverage`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Final

from sqlalchemy import Connection

COLUMNS: Final = ("place", "thing", "state", "sources", "stored", "newest", "last_read", "note")


def coverage(connection: Connection, places: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What each place has, thing by thing: its state in a word, its sources, how much is stored, how new it is.

    Without places, of all legislatures; empty where nobody collects.
    """
    cells: list[dict[str, Any]] = []
    for views in _offered():
        cells += views(connection, places)
    return cells


@cache
def _offered() -> tuple[Callable[[Connection, Sequence[str]], list[dict[str, Any]]], ...]:
    """What the installed packages offer; to look for them takes longer than to ask them."""
    parts = (point.value.partition(":") for point in entry_points(group="tracker.coverage"))
    return tuple(getattr(import_module(module), attribute) for module, _colon, attribute in parts)
