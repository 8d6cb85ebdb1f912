"""Decide whether two sources tell of the same meeting.

Sources number meetings each in their own way, so that one meeting listed by two of them would stand twice in every
calendar. Two claims of different sources are one meeting when they begin at the same moment in the same place of law and
are held by the same committee, or, where one of them names no committee, share a bill or a room. One that names the day
alone is the other's meeting when committee or agenda are the same.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, Final

from tracker.records.items import ScrapedHearing

SAME_BILLS: Final = 2
"""So many bills shared by two lists of one day, and most of the shorter list, make one meeting of it."""
SAME_SHARE: Final = 0.6
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
    """Whether two sources mean the same meeting. Never true for two meetings of one source: its ids are to be trusted.

    Where one of them names the day alone, the hour proves nothing: the day, and the committee or most of the bills do.
    """
    if one.jurisdiction != other.jurisdiction or _chambers_differ(one, other):
        return False
    by_day = one.all_day or other.all_day
    if one.start.date() != other.start.date() if by_day else one.start != other.start:
        return False
    ours, theirs = _words(one.committee), _words(other.committee)
    bills = {bill.identifier for bill in one.bills}, {bill.identifier for bill in other.bills}
    shared = len(bills[0] & bills[1])
    if by_day and shared >= SAME_BILLS and shared >= min(map(len, bills)) * SAME_SHARE:
        return True
    if ours and theirs:
        return ours == theirs
    if _words(one.name) == _words(other.name) and _words(one.name):
        return True
    rooms = bool(_words(one.location)) and _words(one.location) == _words(other.location)
    return not by_day and (shared > 0 or rooms)


def _chambers_differ(one: ScrapedHearing, other: ScrapedHearing) -> bool:
    return one.chamber is not None and other.chamber is not None and one.chamber != other.chamber


def united(first: ScrapedHearing, then: ScrapedHearing) -> ScrapedHearing | None:
    """One hearing that a source tells in parts, such as once for each bill heard; None when they are two hearings.

    Parts agree in all but their lists. The lists are added up, in the order in which they were told; where a hearing was
    found is what the last part says.
    """
    lists = {field.name for field in fields(then) if isinstance(getattr(then, field.name), tuple)}
    for field in fields(then):
        if field.compare and field.name not in lists and getattr(first, field.name) != getattr(then, field.name):
            return None
    merged: dict[str, Any] = {
        name: (*dict.fromkeys((*getattr(first, name), *getattr(then, name))),) for name in lists - {"sources"}
    }
    if all(set(merged[name]) == set(getattr(then, name)) for name in merged):
        return then
    return replace(then, **merged)


def same_words(name: str | None) -> str:
    """A name in a form in which two spellings of it are equal."""
    return " ".join(_WORD.findall((name or "").casefold()))


@lru_cache(maxsize=4096)
def _words(name: str | None) -> frozenset[str]:
    return frozenset(_WORD.findall((name or "").casefold())) - _FILLER
