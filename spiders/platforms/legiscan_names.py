"""Translate LegiScan's names of places, sessions and bills into ours.

One bill from two sources is one bill only when both name its session and its number alike. Ours are the names of the
native sources and of `jurisdictions.toml`: LegiScan's "193rd General Court" of 2023 is 193, its "2025 Legislative Measures"
of Oregon 2025R1, its HB 1 of the 119th Congress HR1.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from spiders.kit.fields import Json, at, maybe_said
from spiders.kit.select import PageChanged
from spiders.platforms.openstates_places import TERRITORIES, ZONES
from tracker.records import sessions
from tracker.records.bill_numbers import OF_CONGRESS
from tracker.records.text import clean_identifier

CONGRESS: Final = "us"
PLACES: Final = tuple(sorted(place for place in ZONES if place not in {CONGRESS, "us-pr", *TERRITORIES}))
"""The places that are asked for: fifty states and DC. Puerto Rico is not there, Congress has better sources here."""

NUMBERED: Final[dict[str, tuple[int, int]]] = {
    "us": (2025, 119),
    "us-ak": (2025, 34),
    "us-dc": (2025, 26),
    "us-de": (2025, 153),
    "us-il": (2025, 104),
    "us-ma": (2025, 194),
    "us-me": (2025, 132),
    "us-mn": (2025, 94),
    "us-nd": (2025, 69),
    "us-ne": (2025, 109),
    "us-nj": (2024, 221),
    "us-nv": (2025, 83),
    "us-oh": (2025, 136),
    "us-sc": (2025, 126),
    "us-tn": (2025, 114),
    "us-tx": (2025, 89),
}
"""Legislatures that count themselves, each for two years: one first year and the number that began in it."""

_ARIZONA: Final = (2025, 57)
_TWO_YEARS: Final = {
    "us-ca": "{first}{last}",
    "us-ga": "{first}_{short:02d}",
    **dict.fromkeys(("us-ia", "us-ks", "us-mi", "us-ny", "us-pa", "us-vt", "us-wa"), "{first}-{last}"),
}
"""Legislatures whose session is the two years from an odd one on."""
_BIENNIAL: Final = frozenset({"us-nc", "us-wi"})
"""Legislatures whose two years are named after the first."""
_YEARLY: Final = {"us-co": "{}A", "us-ky": "{}RS", "us-or": "{}R1"}
"""Legislatures that write more than the year."""
_SPECIAL: Final = {"us-tx": "{session}{count}", "us-ky": "{year}SS", "us-ar": "{year}S{count}"}
"""Special sessions that are named otherwise than the year, S and which one it is: 2024S1."""
_WITHIN: Final = frozenset({"us", "us-dc", "us-ma", "us-ny", "us-wa"})
"""Places whose special sessions are a part of the regular one, with numbers that go on."""

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_KINDS: Final = r"(?:special|extraordinary|extra|house|senate)"
_COUNTED: Final = (
    re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)\s+{_KINDS}\b"),
    re.compile(rf"\b({'|'.join(_ORDINALS)})\s+{_KINDS}\b"),
    re.compile(rf"\b{_KINDS}\s+(?:session\s+)?#?(\d{{1,2}}|[ivx]{{1,4}})\b(?!\d)"),
)
_MOST_IN_A_YEAR: Final = 9
"""Nevada counts its special sessions since statehood ("35th"); LegiScan's title then has the one of the year."""
_ORGANIZATIONAL: Final = re.compile(r"\borgani[sz]ation", re.IGNORECASE)
_CHAMBER_ONLY: Final = re.compile(r"\b1st (house|senate) (?:special|extraordinary)", re.IGNORECASE)


def code(place: str) -> str:
    """The state as LegiScan writes it: us-ma is MA, us is US."""
    return place.rpartition("-")[2].upper()


def place(state: object) -> str:
    """The place of a state as LegiScan writes it; raises PageChanged."""
    named = state.strip().lower() if isinstance(state, str) else ""
    code = CONGRESS if named == "us" else f"us-{named}"
    if code not in ZONES or code == "us-us":
        raise PageChanged(f"state: wanted a state such as MA, DC or US, found {str(state)[:40]!r}")
    return code


# -- sessions --------------------------------------------------------------------------------------------------------------


def session(here: str, entry: Json) -> str:
    """Our name of a session of a place, from what LegiScan says of it."""
    made = counted(here, entry)
    return sessions.canonical(here, made) or made


def counted(here: str, entry: Json) -> str:
    """The name that LegiScan's years and counts make."""
    first = year(entry, "year_start")
    special = str(entry.get("special") or "0") != "0"
    if not special or here in _WITHIN:
        return _regular(here, first)
    title = f"{maybe_said(entry, 'session_tag') or ''} {maybe_said(entry, 'session_title') or ''}"
    if _ORGANIZATIONAL.search(title):
        return f"{first}O"
    if chamber := _CHAMBER_ONLY.search(f"{title} {maybe_said(entry, 'session_name') or ''}"):
        return f"{first}S1{chamber[1][0].upper()}"
    form = _SPECIAL.get(here, "{year}S{count}")
    return form.format(session=_regular(here, first), year=first, count=_count(entry, title))


def year(entry: Json, name: str) -> int:
    """A year that LegiScan tells; raises PageChanged."""
    text = str(at(entry, name))
    if not re.fullmatch(r"1[89]\d\d|20\d\d", text):
        raise PageChanged(f"session.{name}: wanted a year, found {text[:40]!r}")
    return int(text)


def _regular(here: str, first: int) -> str:
    if here in NUMBERED:
        began, number = NUMBERED[here]
        return str(number + (first - began) // 2)
    if here == "us-az":
        began, number = _ARIZONA
        return f"{number + (first - began) // 2}-{2 - first % 2}"
    odd = first - (first + 1) % 2
    if here in _TWO_YEARS:
        return _TWO_YEARS[here].format(first=odd, last=odd + 1, short=(odd + 1) % 100)
    if here in _BIENNIAL:
        return str(odd)
    if here == "us-ar":
        return f"{first}" if first % 2 else f"{first}F"
    return _YEARLY.get(here, "{}").format(first)


def _count(entry: Json, title: str) -> int:
    """Which special session of its year it is: its own name tells first, since LegiScan's titles repeat themselves."""
    for text in (maybe_said(entry, "session_name") or "", title):
        for pattern in _COUNTED:
            if (hit := pattern.search(text.lower())) and 1 <= (number := _number(hit[1])) <= _MOST_IN_A_YEAR:
                return number
    return 1


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return next((numerals.index(word) + 1 for numerals in (_ORDINALS, _ROMAN) if word in numerals), 0)


# -- numbers of bills ------------------------------------------------------------------------------------------------------

_VIRGINIA_LETTERS: Final = {"HJR": "HJ", "SJR": "SJ"}
_LETTERS: Final = {"us": OF_CONGRESS, "us-va": _VIRGINIA_LETTERS}
"""Letters that LegiScan writes otherwise than the place itself."""
_CHAMBER_LETTER_ONLY: Final = frozenset({"us-fl", "us-nc", "us-ri"})
"""Places where LegiScan writes H 1 for HB 1, or for HR 1 when it is a resolution."""
_PARTS: Final = re.compile(r"([A-Z]+)(\d.*)")


@lru_cache(maxsize=16_384)
def identifier(here: str, printed: str, kind: str = "B") -> str:
    """Our number of a bill, normalized; `kind` is LegiScan's type of it, such as B or JR."""
    clean = clean_identifier(printed)
    parts = _PARTS.fullmatch(clean)
    if parts is None:
        return clean
    letters, number = parts.groups()
    if here in _CHAMBER_LETTER_ONLY and letters in {"H", "S"} and re.fullmatch(r"[A-Z]{1,3}", kind):
        return f"{letters}{kind}{number}"
    return f"{_LETTERS.get(here, {}).get(letters, letters)}{number}"
