"""Say what we know of legislatures: names, clocks, and when they sit."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.errors import SettingsError
from tracker.records import sessions

OUT_OF_SESSION_DAYS: Final = 30
"""Days without news from a legislature that does not sit, after which its source is looked at."""
FRESH: Final = dt.timedelta(days=7)
"""A legislature that sits does something within a week; records without it stand still."""
QUIET_END: Final = dt.timedelta(days=45)
"""How long before the usual end of a session its last action can be: some adjourn early, none by so much."""
_FILE: Final = Path(__file__).parent / "jurisdictions.toml"


@dataclass(frozen=True, slots=True, order=True)
class Sitting:
    """Days on which a legislature meets, both included."""

    first: dt.date
    last: dt.date
    session: str
    """The session's name, as in a bill's public id."""
    end_is_known: bool = True
    """False where no source tells its last day: the usual one stands here, and nothing is concluded from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """A government with a legislature."""

    code: str
    name: str
    timezone: ZoneInfo
    sittings: tuple[Sitting, ...]

    @property
    def ocd_id(self) -> str:
        """Its Open Civic Data id."""
        if self.code == "us":
            return "ocd-jurisdiction/country:us/government"
        state = self.code.removeprefix("us-")
        kind = {"dc": "district", "pr": "territory"}.get(state, "state")
        return f"ocd-jurisdiction/country:us/{kind}:{state}/government"

    def sitting(self, day: dt.date) -> Sitting | None:
        """The sitting of that day, None between sessions."""
        return next((sitting for sitting in self.sittings if sitting.first <= day <= sitting.last), None)

    def special(self, day: dt.date) -> str | None:
        """The special session that sits on that day, of several the newest; the calendar of sittings has none of them.

        None also for one that was called since the table of sessions was made.
        """
        return next((known.name for known in reversed(sessions.sitting(self.code, day)) if known.special), None)

    def known_ends(self, session: str) -> list[dt.date]:
        """The last days of a session's sittings, as far as a source tells them."""
        return [sitting.last for sitting in self.sittings if sitting.session == session and sitting.end_is_known]

    def missed(self, newest: dt.date | None, day: dt.date) -> Sitting | None:
        """The sitting of that day, or the last before it, where records that end with an action of `newest` lack its end."""
        now = self.sitting(day)
        if now is not None:
            return now if newest is None or day - max(newest, now.first) > FRESH else None
        over = max((sitting for sitting in self.sittings if sitting.last < day), default=None)
        return over if over and (newest is None or over.last - newest > QUIET_END) else None

    def next_sitting(self, day: dt.date) -> Sitting | None:
        """The first sitting that begins after that day; None where we do not know of one."""
        return min((sitting for sitting in self.sittings if sitting.first > day), default=None)

    def session(self, day: dt.date) -> str | None:
        """The session whose bills are alive or newest on that day: the one that sits, else the last that sat.

        Special sessions and those of earlier years have their days in the table of sessions.
        """
        now = self.sitting(day)
        if now is not None:
            return now.session
        if (special := sessions.on(self.code, day)) is not None:
            return special
        before = [sitting for sitting in self.sittings if sitting.last < day]
        return max(before, key=lambda sitting: sitting.last).session if before else sessions.last_before(self.code, day)


def jurisdiction(code: str) -> Jurisdiction | None:
    """The legislature of a place; a city or county has none here, and its state's does not count for it."""
    return all_jurisdictions().get(code)


@cache
def all_jurisdictions() -> Mapping[str, Jurisdiction]:
    """All of them by code: Congress, the states, the District of Columbia and Puerto Rico."""
    return read(_FILE)


def read(path: Path) -> Mapping[str, Jurisdiction]:
    """The legislatures of a file; raises SettingsError with every fault."""
    faults: list[str] = []
    by_code: dict[str, Jurisdiction] = {}
    for code, raw in tomllib.loads(path.read_text(encoding="utf-8")).items():
        try:
            by_code[code] = _jurisdiction(code, raw)
        except (ValueError, KeyError, TypeError, ZoneInfoNotFoundError) as problem:
            faults.append(f"{path.name}: {code}: expected name, timezone and sessions with days, found: {problem!r}")
    if faults:
        raise SettingsError("; ".join(faults))
    return MappingProxyType(by_code)


def _jurisdiction(code: str, raw: Mapping[str, Any]) -> Jurisdiction:
    sittings = [
        Sitting(dt.date.fromisoformat(first), dt.date.fromisoformat(last), session, session not in raw.get("open", ()))
        for session, days in raw["sessions"].items()
        for first, last in days
    ]
    sittings.sort()
    for sitting in sittings:
        if sitting.last < sitting.first:
            raise ValueError(f"session {sitting.session} ends before it begins")
    for one, other in pairwise(sittings):
        if other.first < one.last:
            raise ValueError(f"sessions {one.session} and {other.session} overlap")
    return Jurisdiction(code=code, name=raw["name"], timezone=ZoneInfo(raw["timezone"]), sittings=tuple(sittings))


def expected_within(code: str, every_days: int, day: dt.date, *, sits: bool = False) -> int:
    """Days without news from a place after which its source counts as stale; the one rule for checks, lists and digests.

    A source has news in its own time (`every_days`) while its legislature sits, also in a special session, or, where `sits`, by what
    was collected of its sessions: whichever is shorter. Between sessions it may be silent for thirty days. A city, a county
    or a board, whose calendar we do not know, has the source's own time all year.
    """
    place = jurisdiction(code)
    if place is None or sits or place.sitting(day) is not None or place.special(day) is not None:
        return every_days
    return max(every_days, OUT_OF_SESSION_DAYS)
