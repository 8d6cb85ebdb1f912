"""Say what a legislature's session is called here, whatever a source calls it.

One bill from two sources is one bill only when both name its session alike. The table has every session of every place
since 2017, specials included, with the names that Open States and the legislature's own site give it; LegiScan's names
are made from its years and counts (`spiders/platforms/legiscan_names.py`), and a test compares all three. A session newer
than the table is known by its form: the 105th General Assembly of Illinois is 105, as the 104th was 104.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tracker.errors import SettingsError
from tracker.records import session_words
from tracker.records.session_words import Session

_FILE: Final = Path(__file__).parent / "sessions.tsv"
_DIGITS: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"\d+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_ORDINAL: Final = re.compile(
    r"(\d{1,3})(?:st|nd|rd|th)(?:,? (?:regular )?(?:session|general court|general assembly|legislature|congress|council))?",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"\d{1,3}")
_SPECIAL: Final = re.compile(r"(\d{4})S\d")
_COLUMNS: Final = 7
_LEADING: Final = re.compile(r"\d{1,4}")
_AHEAD: Final = 2
"""How far above the newest number of the table a session can be: two years, or two legislatures."""


@lru_cache(maxsize=4096)
def canonical(place: str, given: str) -> str | None:
    """Our name of a session from anybody's; None where a place that we know has no session of that form.

    A place without sessions here, such as a city, calls them what it likes.
    """
    name = " ".join(given.split())
    known = by_place().get(place)
    if known is None:
        return name.replace("/", "-") or None
    made = _in_table(known, name) or _by_form(known, name) or session_words.named(known, name)
    return made and (_in_table(known, made) or made)


def _in_table(known: tuple[Session, ...], name: str) -> str | None:
    return next((session.name for session in known if name == session.name or name in session.also), None)


def current_id(key: str) -> str:
    """A bill's public id under the name that its session has now; links with an older one lead to it."""
    place, _, rest = key.partition("/")
    session, slash, identifier = rest.partition("/")
    given = canonical(place, session) if slash else None
    return f"{place}/{given}/{identifier}" if given else key


def _by_form(known: tuple[Session, ...], name: str) -> str | None:
    """A name that the table does not have, by the habits of the place."""
    if _YEAR.fullmatch(name) and (covering := _of_year(known, int(name))):
        return covering
    if _form(name) in {_form(session.name) for session in known}:
        return _only_special(known, name) or name
    numbered = any(_NUMBERED.fullmatch(session.name) for session in known)
    if numbered and (hit := _ORDINAL.fullmatch(name)):
        return hit[1]
    if numbered and (hit := re.fullmatch(r"(\d{2,3})R", name)):
        return hit[1]
    for session in known:
        for other in session.also:
            if made := _as(session.name, other, name) or _as_special(session.name, other, name):
                return made
    return name if _is_next_special(known, name) else None


def _only_special(known: tuple[Session, ...], name: str) -> str | None:
    """The one special session of a year, where a source counts it in the year and the place in its legislature."""
    hit = _SPECIAL.fullmatch(name)
    there = [session.name for session in known if hit and session.special and session.name.startswith(f"{hit[1]}S")]
    return there[0] if len(there) == 1 and there[0] > name else None


def _of_year(known: tuple[Session, ...], year: int) -> str | None:
    """The regular session that sat in a calendar year, which is what feeds tell.

    One that only met to organize at the year's end, as California's does in December, is not the one meant.
    """
    sat = [s for s in known if not s.special and s.first and s.last and s.first.year <= year <= s.last.year]
    worked = [s for s in sat if s.first and s.first < dt.date(year, 7, 1)] or sat
    return worked[-1].name if worked else None


def _as(ours: str, theirs: str, given: str) -> str | None:
    """Our name of a session that is told in the form of `theirs`: 2031rs is 2031, as 2025rs is 2025."""
    if _form(theirs) != _form(given) or not _DIGITS.search(theirs):
        return None
    there = dict(zip(_NUMBER.findall(theirs), _NUMBER.findall(given), strict=True))
    parts = re.compile("|".join(sorted(there, key=len, reverse=True)))
    if any(old not in ours for old in there) or _YEAR.search(parts.sub("", ours)):
        return None  # another number, or a year that the told name says nothing of
    return parts.sub(lambda match: there[match[0]], ours)


def _as_special(ours: str, theirs: str, given: str) -> str | None:
    """Our name of a special session that is told in the form of `theirs`, whose numbers stand close together.

    20271E is 2027S1, as 20261E was 2026S1; 20272028 Special Session 1 is 2027S1, as 20252026 Special Session 1 was 2025S1.
    """
    hit = _SPECIAL.fullmatch(ours)
    if hit is None or _form(theirs) != _form(given):
        return None
    year, count = theirs.find(hit[1]), theirs.rfind(ours[5:])
    if year < 0 or count < year + 4 or (count > year + 4 and theirs[count - 1].isdecimal()):
        return None  # the thirty-first of all, as Nevada counts them, is not the first of a year
    then, now = (name[year : year + 4] for name in (theirs, given))
    moved = re.sub(r"\d{4}", lambda match: str(int(match[0]) + int(now) - int(then)), theirs[:count])
    return f"{now}S{given[count]}" if moved == given[:count] and given[count + 1 :] == theirs[count + 1 :] else None


def _is_next_special(known: tuple[Session, ...], name: str) -> bool:
    """Whether a special session is told as others of the place were, in a way that says no year: Tennessee's 115S1.

    It keeps that name until the table has it, and then its bills are renamed; to refuse it would lose them.
    """
    names = [other for session in known if session.special for other in session.also if _form(other) == _form(name)]
    numbers = [int(_NUMBER.findall(other)[0]) for other in names if " " not in other]
    return bool(numbers) and 0 <= int(_NUMBER.findall(name)[0]) - max(numbers) <= _AHEAD


def _form(name: str) -> str:
    return _DIGITS.sub("0", name)


def session(place: str, name: str) -> Session | None:
    """What is known of a session by our name of it."""
    return next((candidate for candidate in by_place().get(place, ()) if candidate.name == name), None)


def asked_for(place: str, given: str) -> bool:
    """Whether a place can have a session that somebody types: one of the table, or numbered not far above the newest there.

    Sources take codes of their own legislature besides (Virginia's 20261); what they make of those is theirs.
    """
    known = by_place().get(place)
    if known is None or session(place, canonical(place, given) or given) is not None:
        return True
    numbers = [int(match[0]) for known_session in known if (match := _LEADING.search(known_session.name))]
    typed = _LEADING.search(given)
    return typed is not None and int(typed[0]) <= max(numbers) + _AHEAD


def end(place: str, name: str) -> dt.date | None:
    """The day after which a session takes up nothing; None where we do not know one."""
    known = session(place, name)
    return known.last if known else None


def on(place: str, day: dt.date) -> str | None:
    """The session that sat on a day: a regular one before a special one, of several the one that began last."""
    sat = sitting(place, day)
    best = [session for session in sat if not session.special] or sat
    return best[-1].name if best else None


def sitting(place: str, day: dt.date) -> list[Session]:
    """All sessions that had begun and were not over on a day, the newest last."""
    return [s for s in by_place().get(place, ()) if s.first and s.last and s.first <= day <= s.last]


def last_before(place: str, day: dt.date) -> str | None:
    """The regular session that ended last before a day; None where we know none."""
    over = [s for s in by_place().get(place, ()) if not s.special and s.last and s.last < day]
    return max(over, key=lambda session: session.last or dt.date.min).name if over else None


@cache
def by_place() -> Mapping[str, tuple[Session, ...]]:
    """All sessions of each place, the oldest first; those without days before those with."""
    return read(_FILE.read_text(encoding="utf-8").splitlines())


def read(lines: Iterable[str]) -> Mapping[str, tuple[Session, ...]]:
    """The sessions of a table; raises SettingsError with every fault."""
    faults: list[str] = []
    sessions_by_place: dict[str, list[Session]] = {}
    for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if number == 1 or not row:
            continue
        try:
            made = _session(row)
        except ValueError as problem:
            faults.append(f"{_FILE.name}, line {number}: {problem}")
            continue
        sessions_by_place.setdefault(made.place, []).append(made)
    faults += list(_claimed_twice(sessions_by_place))
    if faults:
        raise SettingsError("; ".join(faults[:10]))
    return MappingProxyType(
        {
            place: tuple(sorted(listed, key=lambda s: s.first or dt.date.min))
            for place, listed in sessions_by_place.items()
        }
    )


def _claimed_twice(sessions_by_place: Mapping[str, list[Session]]) -> Iterable[str]:
    for place, sessions in sessions_by_place.items():
        names: dict[str, str] = {}
        for session in sessions:
            for name in (session.name, *session.also):
                if names.setdefault(name, session.name) != session.name:
                    yield f"{_FILE.name}: {place}: {name} is called {names[name]} and {session.name}"


def _session(row: list[str]) -> Session:
    if len(row) != _COLUMNS:
        raise ValueError(f"expected {_COLUMNS} columns, found {len(row)}")
    place, name, kind, first, last, openstates, also = row
    if kind not in {"regular", "special"}:
        raise ValueError(f"expected regular or special, found {kind}")
    return Session(
        place=place,
        name=name,
        special=kind == "special",
        first=None if first == "-" else dt.date.fromisoformat(first),
        last=None if last == "-" else dt.date.fromisoformat(last),
        openstates=openstates or name,
        also=tuple(" ".join(spelling.split()) for spelling in (openstates, *also.split(" | ")) if spelling),
    )
