"""Say of a hearing that it was posted anew under another id, on the one that is off and on the one that stands for it."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from tracker.deadlines.model import Beside, Posting, spoken_moment

REPOSTED: Final = "This hearing was posted anew: the one of {when} is off. What you filed or signed up for there does not count here: do it again."
POSTED_ANEW: Final = "This hearing was posted anew under another number, for {when}."


def posting_notes(beside: Beside, zone: ZoneInfo) -> tuple[str, ...]:
    """What to know of a hearing that was posted anew under another id, on either of the two."""
    old, new = beside.replaces, beside.replaced_by
    notes = [REPOSTED.format(when=_when(old, zone)) if old else ""]
    notes.append(POSTED_ANEW.format(when=_when(new, zone)) if new else "")
    return tuple(note for note in notes if note)


def _when(posting: Posting, zone: ZoneInfo) -> str:
    local = posting.start.astimezone(zone)
    return spoken_moment(local.date() if posting.all_day else local)
