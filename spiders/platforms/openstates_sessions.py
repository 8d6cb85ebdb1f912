"""Translate names of sessions between Open States and us.

One bill from two sources is one bill only when both name its session alike. Ours are the names of the native sources:
the 194th General Court is 194, Oregon's regular session of 2021 is 2021R1, Virginia's first special session of 2018 is
2018S1. A session that no rule names keeps the name it has there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from tracker.records import sessions

_Words = Callable[[re.Match[str]], str]

_NUMERALS: Final = ("I", "II", "III", "IV", "V", "VI")
_ORDINALS: Final = ("1st", "2nd", "3rd", "4th", "5th", "6th")

_FIRST_YEARS: Final[dict[str, int]] = {"us-mn": 1837, "us-sc": 1773}
"""Legislatures that Open States names by their two years: the 94th of Minnesota is 2025-2026, which is 1837 + 2 × 94."""

_OURS: Final[dict[str, tuple[tuple[re.Pattern[str], _Words], ...]]] = {
    "us-or": (
        (re.compile(r"(\d{4}) Regular Session"), lambda hit: f"{hit[1]}R1"),
        (re.compile(r"(\d{4}) Special Session(?: (\d))?"), lambda hit: f"{hit[1]}S{hit[2] or 1}"),
        (re.compile(rf"(\d{{4}}) ({'|'.join(_ORDINALS)}) Special Session"), lambda hit: f"{hit[1]}S{hit[2][0]}"),
    ),
    "us-va": (
        (re.compile(r"(\d{4})special(I{1,3}|IV|VI?)"), lambda hit: f"{hit[1]}S{_NUMERALS.index(hit[2]) + 1}"),
        (re.compile(r"(\d{4}) Special Session (I{1,3}|IV|VI?)"), lambda hit: f"{hit[1]}S{_NUMERALS.index(hit[2]) + 1}"),
    ),
    "us-al": ((re.compile(r"(\d{4})rs"), lambda hit: hit[1]),),
    "us-az": ((re.compile(r"(\d{2})(?:th|st|nd|rd)-(\d)(?:th|st|nd|rd)-regular"), lambda hit: f"{hit[1]}-{hit[2]}"),),
    "us-mn": ((re.compile(r"(\d{3}[13579])-\d{4}"), lambda hit: str((int(hit[1]) - _FIRST_YEARS["us-mn"]) // 2)),),
    "us-sc": ((re.compile(r"(\d{3}[13579])-\d{4}"), lambda hit: str((int(hit[1]) - _FIRST_YEARS["us-sc"]) // 2)),),
    "us-wa": ((re.compile(r"(\d{4})-(\d{2})"), lambda hit: f"{hit[1]}-{int(hit[1]) + 1}"),),
    "us-ny": ((re.compile(r"(\d{3}[13579])"), lambda hit: f"{hit[1]}-{int(hit[1]) + 1}"),),
}
"""For each place with a native source of other habits: how a session is called there, and how here."""

_EVERYWHERE: Final[tuple[tuple[re.Pattern[str], _Words], ...]] = (
    (
        re.compile(r"(\d{2,3})(?:st|nd|rd|th)(?: (?:General Court|General Assembly|Legislature|Congress))?"),
        lambda hit: hit[1],
    ),
    (re.compile(r"(\d{4}(?:-\d{4})?) (?:Regular )?Session"), lambda hit: hit[1]),
)
"""Where a number stands for a session, its ending and the words behind it do not."""

_ORDINAL_PLACES: Final = frozenset({"us-il", "us-ma"})
"""Places whose sessions Open States calls 194th where we say 194."""


def ours(place: str, session: str) -> str:
    """The name of a session here, from its name at Open States."""
    name = " ".join(session.split())
    if known := sessions.canonical(place, name):
        return known
    for pattern, made in (*_OURS.get(place, ()), *_EVERYWHERE):
        if hit := pattern.fullmatch(name):
            return made(hit)
    return name.replace("/", "-")  # an id has slashes between its parts only


def theirs(place: str, session: str) -> str:
    """The name to ask Open States for, from ours (or from theirs, which stays)."""
    if known := sessions.session(place, session):
        return known.openstates
    if place in _ORDINAL_PLACES and session.isdecimal():
        return f"{session}{_ending(int(session))}"
    if place == "us-or" and (hit := re.fullmatch(r"(\d{4})R1", session)) and int(hit[1]) < 2022:
        return f"{hit[1]} Regular Session"
    if place == "us-va" and (hit := re.fullmatch(r"(\d{4})S(\d)", session)) and int(hit[1]) < 2020:
        return f"{hit[1]}special{_NUMERALS[int(hit[2]) - 1]}" if 1 <= int(hit[2]) <= len(_NUMERALS) else session
    return _numbered(place, session)


def _numbered(place: str, session: str) -> str:
    """Where we number a legislature or a year plainly, and Open States says more."""
    if place in _FIRST_YEARS and session.isdecimal() and len(session) < 4:
        first = int(session) * 2 + _FIRST_YEARS[place]
        return f"{first}-{first + 1}"
    if place == "us-al" and re.fullmatch(r"\d{4}", session):
        return f"{session}rs"
    if place == "us-az" and (hit := re.fullmatch(r"(\d{2})-(\d)", session)):
        return f"{hit[1]}{_ending(int(hit[1]))}-{hit[2]}{_ending(int(hit[2]))}-regular"
    return session


def _ending(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
