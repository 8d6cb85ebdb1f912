"""What the organizer's own files in the data folder have against them: lists of cities, and what was read about rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from tracker.deadlines.own_rules import damage
from tracker.jobs.scheduler import source_list
from tracker.records.text import line

_PLACES: Final = "*-clients.toml"
"""Own places of city platforms, beside the shipped lists."""


class Fault(NamedTuple):
    """A file that does not count, or not in full; and what to do."""

    what: str
    found: str
    do: str


def faults(data_dir: Path) -> Iterator[Fault]:
    """Every fault of these files; raises TrackerError where the sources cannot be asked about theirs."""
    for fault in damage(data_dir):
        yield Fault("readings of rules", fault, "restore the file from a backup, or take it away to begin anew")
    files = [file.name for file in sorted(data_dir.glob(_PLACES))]
    if not files:
        return
    rows = {str(row["own_places"]): row for row in source_list() if row.get("own_places")}
    for name in files:
        row = rows.get(name)
        if row is None:
            known = ", ".join(sorted(rows))
            yield Fault("own places", f"{name} is no list of any platform", f"call it by one of {known}")
        elif row.get("own_places_fault"):
            do = "mend the file, or take it away; the shipped places are read meanwhile"
            yield Fault("own places", f"left out: {line(str(row['own_places_fault']))}", do)
