"""Decide whether two sources tell of the same meeting; touch nothing.

Sources number meetings each in their own way, so that one meeting listed by two of them would stand twice in every
calendar. Two claims of different sources are one meeting when they begin at the same moment in the same place of law and
are held by the same committee, or, where one of them names no committee, share a bill or a room.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tracker.records.items import ScrapedHearing

_WORD: Final = re.compile(r"[a-z0-9]+")
_FILLER: Final = frozenset(
    {
        "the",
        "on",
        "of",
        "and",
        "for",
        "to",
        "committee",
        "subcommittee",
        "joint",
        "standing",
        "house",
        "senate",
        "assembly",
        "hearing",
        "meeting",
    },
)


def same_meeting(one: ScrapedHearing, other: ScrapedHearing) -> bool:
    """Whether two sources mean the same meeting. Never true for two meetings of one source: its ids are to be trusted."""
    if one.jurisdiction != other.jurisdiction or one.start != other.start or one.all_day or other.all_day:
        return False
    if one.chamber is not None and other.chamber is not None and one.chamber != other.chamber:
        return False
    ours, theirs = _words(one.committee), _words(other.committee)
    if ours and theirs:
        return ours == theirs
    if _words(one.name) == _words(other.name) and _words(one.name):
        return True
    bills = {bill.identifier for bill in one.bills} & {bill.identifier for bill in other.bills}
    rooms = bool(_words(one.location)) and _words(one.location) == _words(other.location)
    return bool(bills) or rooms


@lru_cache(maxsize=4096)
def _words(name: str | None) -> frozenset[str]:
    return frozenset(_WORD.findall((name or "").casefold())) - _FILLER
