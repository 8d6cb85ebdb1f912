"""Count the calls that a key of LegiScan has made this month, so that its quota is never used up unawares.

The count stands in a small file in the data folder. Each call is written down before it is made, under a lock, so that two
crawls at once and a process that is killed cost no call that is not counted.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from tracker.system import file_lock, write_private

ZONE: Final = ZoneInfo("America/New_York")
"""LegiScan counts by calendar month; its own times are Eastern."""


@dataclass(frozen=True, slots=True)
class Quota:
    """The calls of one month: where they are counted, and how many there may be."""

    path: Path
    most: int
    now: dt.datetime

    @property
    def month(self) -> str:
        """The month that is counted, such as 2026-11."""
        return f"{self.now.astimezone(ZONE):%Y-%m}"

    @property
    def goes_on(self) -> dt.date:
        """The first day of the next month."""
        first = self.now.astimezone(ZONE).date().replace(day=1)
        return (first + dt.timedelta(days=32)).replace(day=1)

    def used(self) -> int:
        """The calls made in this month so far."""
        with file_lock(self.path.with_suffix(".lock")):
            return self._read()

    def left(self) -> int:
        """The calls that may still be made in this month."""
        return max(0, self.most - self.used())

    def count(self, calls: int = 1) -> None:
        """Write down that so many calls are made."""
        with file_lock(self.path.with_suffix(".lock")):
            used = self._read() + calls
            write_private(self.path, json.dumps({"month": self.month, "calls": used}))

    def exhaust(self) -> None:
        """Take LegiScan's word that nothing is left of this month."""
        self.count(self.left())

    def _read(self) -> int:
        """What the file says of this month. A damaged one counts as a month used up: a call too many is worse."""
        try:
            counts = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return 0
        except ValueError:
            return self.most
        if not isinstance(counts, dict) or not isinstance(counts.get("calls"), int):
            return self.most
        return max(0, counts["calls"]) if counts.get("month") == self.month else 0
