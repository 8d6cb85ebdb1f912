"""Say what we hold: a record as its sources tell it together, with what we know about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[T]):
    """A record we hold. `item` is merged from all sources that claim it."""

    id: str
    """The public id, such as `us/116/HR1109`."""
    item: T
    first_seen: dt.datetime
    changed_at: dt.datetime
    """When we last saw it change (not when the source changed it)."""
    revision: int = 1
    """Rises by one at each change; calendars use it as SEQUENCE."""
    vanished_at: dt.datetime | None = None
    """When a clean run no longer listed it; it may or may not be cancelled."""
    stage: str | None = None
    """Of a bill: see `tracker.records.stages`."""
    provenance: tuple[tuple[str, str], ...] = ()
    """Field group and the source that it comes from; empty when one source says it all."""
    source: str = ""
    """The source that leads: the most authoritative that claims it."""
