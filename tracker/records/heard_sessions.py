"""Say of which session a bill is that a hearing names without one.

An agenda rarely says it, and two bills of two sessions have one number. The session that sits on the day is meant, or the
legislature that is between its two years. Where none sits, a special session may that no table has yet, or a bill may be
filed ahead for the next session: then nothing is guessed, and the bill is of no session (`UNSURE`). A committee of the
interim takes up the bills of the regular session that sat last.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from tracker.records import sessions
from tracker.records.jurisdictions import Jurisdiction, jurisdiction
from tracker.records.session_ends import lives

UNSURE: Final = "?"
"""Stands for a session that nobody can tell; no bill is of it."""
_SPECIAL: Final = re.compile(r"\b(?:special|extraordinary|called|extra) (?:legislative )?sessions?\b", re.IGNORECASE)
_INTERIM: Final = re.compile(r"\binterim\b", re.IGNORECASE)


def is_unsure(key: str) -> bool:
    """Whether a heard bill's public id, such as `us-tx/?/HB1`, is of a legislature whose session nobody can tell."""
    place, _, rest = key.partition("/")
    return rest.startswith(f"{UNSURE}/") and jurisdiction(place) is not None


def session_on(place: Jurisdiction, day: dt.date, words: str) -> str:
    """The session whose bills a meeting of that day hears, `UNSURE` where more than one can be meant.

    `words` are the meeting's name and its body's: what they say of a special session or of the interim counts.
    """
    special = [known.name for known in sessions.sitting(place.code, day) if known.special]
    regular = _regular(place, day)
    if _SPECIAL.search(words):
        return _only(special)
    if _INTERIM.search(words):
        return regular or _sat_last(place, day) or UNSURE
    if place.sitting(day) is not None and regular:
        return regular
    return _only([*special, *([regular] if regular else [])])


def _regular(place: Jurisdiction, day: dt.date) -> str | None:
    """The session that sits by the calendar, else the regular one whose bills live on that day."""
    if (now := place.sitting(day)) is not None:
        return now.session
    begun = [known.name for known in sessions.sitting(place.code, day) if not known.special]
    if begun:
        return begun[-1]
    last = _sat_last(place, day)
    return last if last and lives(place.code, last, day) else None


def _sat_last(place: Jurisdiction, day: dt.date) -> str | None:
    """The regular session that sat last before a day, whether it is over or meets again."""
    before = [
        (sitting.last, sitting.session)
        for sitting in place.sittings
        if sitting.last < day and not _is_special(place.code, sitting.session)
    ]
    known = sessions.last_before(place.code, day)
    end = sessions.end(place.code, known) if known else None
    return max([*before, *([(end, known)] if known and end else [])], default=(day, None))[1]


def _is_special(code: str, name: str) -> bool:
    known = sessions.session(code, name)
    return known is not None and known.special


def _only(names: list[str]) -> str:
    return names[0] if len(set(names)) == 1 else UNSURE
