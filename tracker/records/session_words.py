"""Read the name of a session as people and LegiScan write it: "89th Legislature, 2nd Called Session"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_UNITS: Final = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
]  # fmt: skip
_TENS: Final = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
_SPELLED: Final = re.compile(
    rf"\b(?P<hundred>one hundred(?: and)?[ -])?(?:(?P<tens>{'|'.join(_TENS)})(?:y[ -](?P<and>{'|'.join(_UNITS[:9])})|ieth)|(?P<unit>{'|'.join(_UNITS)}))\b"
)
_IS_SESSION: Final = re.compile(
    r"\bsessions?\b|\blegislature\b|\bassembly\b|\bcongress\b|\bcourt\b|\bcouncil\b|\bbiennium\b"
)
_ORGANIZES: Final = re.compile(r"\borgani[sz]")
_SPECIAL: Final = re.compile(r"\b(?:special|extraordinary|called|extra)\b")
_YEARS: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?: ?[-/] ?(\d{4}|\d\d)(?!\d))?")
_LEGISLATURE: Final = re.compile(
    r"(?<!\d)(\d{1,3})(?:st|nd|rd|th) (?:\w+ )?(?:legislature|general (?:assembly|court)|legislative assembly|congress|council|session)"
    r"|\bcouncil period (\d{1,3})"
)
_COUNT: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? (?:regular|special|extraordinary|called|extra|session)\b|\bsession (?:no\. ?)?\(?(\d|iv|i{1,3}|v)\b"
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_MOST_OF_A_LEGISLATURE: Final = 20
"""A higher number of a session counts all that a state ever had: the 83rd of Nevada is its legislature's."""
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of a legislature."""

    place: str
    name: str
    """As in the public ids of its bills."""
    special: bool
    first: dt.date | None
    last: dt.date | None
    """The day after which it takes up nothing; None where we do not know it, and then it has no end."""
    openstates: str
    """What Open States calls it."""
    also: tuple[str, ...] = ()
    """Every other name that it goes by."""


def named(known: Sequence[Session], words: str) -> str | None:
    """The one session of `known` that the words mean; None where they mean none of them, or could mean two."""
    spelled = _SPELLED.sub(_in_digits, words.casefold())
    if not _IS_SESSION.search(spelled) or _ORGANIZES.search(spelled):
        return None
    years = [year for hit in _YEARS.finditer(spelled) for year in _both(hit[1], hit[2])]
    rest = " ".join(re.sub(r"[,():–—-]", " ", _YEARS.sub(" ", spelled)).split())
    number = _legislature(rest)
    count = _count(rest)
    if _SPECIAL.search(rest):
        return _special(known, years, number, count)
    return _regular(known, years, number, count)


def _in_digits(hit: re.Match[str]) -> str:
    """A spelled ordinal in digits: fifty-seventh is 57th."""
    tens = (_TENS.index(hit["tens"]) + 2) * 10 if hit["tens"] else 0
    unit = hit["and"] or hit["unit"]
    return f"{(100 if hit['hundred'] else 0) + tens + (_UNITS.index(unit) + 1 if unit else 0)}th"


def _both(first: str, last: str | None) -> list[int]:
    return [int(first)] if last is None else [int(first), int(last if len(last) == 4 else first[:2] + last)]


def _legislature(words: str) -> int | None:
    for hit in _LEGISLATURE.finditer(words):
        number = int(hit[1] or hit[2])
        if not hit[0].endswith("session") or number > _MOST_OF_A_LEGISLATURE:
            return number
    return None


def _count(words: str) -> int | None:
    hit = _COUNT.search(words)
    if hit is None:
        return None
    number = int(hit[1] or _ROMAN.get(hit[2]) or hit[2])
    return number if number <= _MOST_OF_A_LEGISLATURE else None


def _special(known: Sequence[Session], years: list[int], number: int | None, count: int | None) -> str | None:
    """The special session of that count, of all that begin in those years or in the years of that legislature."""
    sat = years or _years_of(known, number)
    begun = [session for session in known if session.special and _begins(session, sat)]
    return _only(begun if count is None else [session for session in begun if session.name[-1:] == str(count)])


def _years_of(known: Sequence[Session], number: int | None) -> list[int]:
    """The years in which the legislature of that number sits."""
    return [
        year
        for session in known
        if not session.special and _has(session, number) and session.first and session.last
        for year in range(session.first.year, session.last.year + 1)
    ]


def _begins(session: Session, years: list[int]) -> bool:
    named_year = re.match(r"(\d{4})S", session.name)
    return (int(named_year[1]) if named_year else session.first.year if session.first else 0) in years


def _regular(known: Sequence[Session], years: list[int], number: int | None, count: int | None) -> str | None:
    """The regular session of that legislature, where one is named, else of those years."""
    regular = [session for session in known if not session.special]
    numbered = [session for session in regular if _has(session, number)]
    if numbered:
        return _only(_of_years(_of_count(numbered, count), years))
    return _only(_of_years(regular, years)) if years else None


def _of_count(sessions: list[Session], count: int | None) -> list[Session]:
    """Of several sessions of one legislature that of the count."""
    if count is None or len(sessions) == 1:
        return sessions
    return [session for session in sessions if session.name.endswith(f"-{count}")]


def _of_years(sessions: list[Session], years: list[int]) -> list[Session]:
    """Of several sessions those that worked in each of the years; one that only met to organize at a year's end did not."""
    if len(sessions) == 1:
        return sessions
    return [session for session in sessions if all(_sat(session, year) for year in years)]


def _only(sessions: list[Session]) -> str | None:
    return sessions[0].name if len(sessions) == 1 else None


def _has(session: Session, number: int | None) -> bool:
    """Whether a session is of the legislature of that number; none is of no number."""
    return any(
        (hit := _NUMBER.match(name)) is not None and int(hit[0]) == number for name in (session.name, *session.also)
    )


def _sat(session: Session, year: int) -> bool:
    """Whether a session worked in a year; in the days of December before its first year it only organizes."""
    first, last = session.first, session.last
    return first is not None and last is not None and first.year + (first.month == 12) <= year <= last.year
