"""Ask whoever collects what each place has; the core does not know the sources, and no page has to import them.

A package offers itself in `pyproject.toml` under `tracker.coverage`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Final

from sqlalchemy import Connection

COLUMNS: Final = ("place", "thing", "state", "sources", "stored", "newest", "last_read", "note")


def coverage(connection: Connection, places: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What each place has, thing by thing: its state in a word, its sources, how much is stored, how new it is.

    Without places, of all legislatures; empty where nobody collects.
    """
    found: list[dict[str, Any]] = []
    for point in entry_points(group="tracker.coverage"):
        module, _colon, attribute = point.value.partition(":")
        found += getattr(import_module(module), attribute)(connection, places)
    return found
