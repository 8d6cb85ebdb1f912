"""Know which version of a bill is the newest, by its day or else by its name and its place in the list.

Sources list versions in either direction, and often without days: Open States' scrapers tell those of Colorado, Congress,
Connecticut, Hawaii, Indiana, Kentucky and Louisiana newest first, those of most others last, Washington's and Utah's in no
order of time. Lists of Arizona, Louisiana, Nebraska, Tennessee and Wyoming hold amendments too, whose words are
not those of the bill.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

Named = tuple[str, dt.date | None]
"""A version by what its source calls it, and its day where it is told."""

_STAGES: Final = (
    (5, r"chapter(?:ed|s)?|(?:public|private|special|session|slip) (?:act|law)s?|signed|enacted|acts?|law"),
    (4, r"enrolled|enrollment|final|passed (?:legislature|by both|both)|as (?:passed|adopted)|er|CD\d?"),
    (3, r"third reading|(?:re)?revised|reengrossed|passed|adopted|conference|CCR"),
    (2, r"engross(?:ed|ment)|amended|reprint|perfected|[HS]D\d?|e\d"),
    (1, r"committee|substitute|favorabl[ey]|reported|re-?referred|c\d"),
    (0, r"introduc(?:ed|tion)|original|(?:pre)?filed|offered|raised|presented|draft|pb|first reading"),
)  # fmt: skip
_RANKS: Final = tuple((rank, re.compile(rf"(?:\b|_)(?:{words})(?:\b|_)", re.IGNORECASE)) for rank, words in _STAGES)
_OVER: Final = 4
"""The rank from which on no chamber changes the words any more."""
_AS_PUT_IN: Final = re.compile(
    r"[A-Z]{1,4}[ .]?\d{1,5}|first|(?:(?:house|senate|assembly) )?(?:(?:joint|concurrent) )?(?:bill|resolution)",
    re.IGNORECASE,
)
"""What is called by its number or kind alone is the bill as it was put in, as in Hawaii, Washington and Connecticut."""
_NO_TEXT: Final = re.compile(
    r"\bamend(?:ments?)?\b|\b(?:AM|FA) ?\d+|\b(?:motion|roll call|fiscal|local ad|statement|analysis|digest|veto message|summary|"
    r"comparison|excerpts|disposition|note|proposed|recommendation|enrollment and review)\b|^(?:HOUSE|SENATE) - ",
    re.IGNORECASE,
)
_WITH_AMENDMENTS: Final = re.compile(r"\b(?:with|by|including|incorporating) (?:\w+ ){0,3}amendments?\b", re.IGNORECASE)
_DAY: Final = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\d/])")
_COUNTED: Final = {"second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}
_ORDINAL: Final = re.compile(rf"\b({'|'.join(_COUNTED)})\b", re.IGNORECASE)
_SUBSTITUTE: Final = re.compile(r"(?<!\d )\bsubstitute\b(?! [#(]?\w*-?\d)", re.IGNORECASE)


def newest_first(versions: Sequence[Named]) -> list[int]:
    """The places of versions in the list, the newest text of the bill first; what is no text of it comes last."""
    texts = [number for number, (note, _day) in enumerate(versions) if is_text(note)]
    days = [_day(versions[number]) for number in texts]
    position = _positions(versions, texts)

    def key(number: int) -> tuple[bool, dt.date, int, bool, dt.date, int]:
        rank = _rank(versions[number][0])
        day = _day(versions[number]) or dt.date.min
        over = rank if rank is not None and rank >= _OVER else 0
        return (number in texts, dt.date.min if None in days else day, over, rank != 0, day, position[number])

    return sorted(range(len(versions)), key=key, reverse=True)


def is_text(note: str) -> bool:
    """Whether a version is a text of the bill by its name; amendments, motions and analyses are none."""
    return not _NO_TEXT.search(_WITH_AMENDMENTS.sub(" ", _head(note)))


def _positions(versions: Sequence[Named], texts: Sequence[int]) -> dict[int, int]:
    """How late each version stands, once the list is turned where it begins with the newest, and where names that differ
    in a number alone (`HD1`, `HD2`; `Substitute Bill`, `Second Substitute Bill`) stand as they count.
    """
    order = list(range(len(versions)))
    if _newest_leads([versions[number] for number in texts]):
        order.reverse()
    position = {number: place for place, number in enumerate(order)}
    alike: dict[str, list[tuple[list[int], int]]] = defaultdict(list)
    for number in texts:
        words, counts = _counted(versions[number][0])
        alike[words].append((counts, number))
    for family in alike.values():
        places = sorted(position[number] for _counts, number in family)
        in_order = sorted(family, key=lambda member: (member[0], position[member[1]]))
        position.update({number: place for place, (_counts, number) in zip(places, in_order, strict=True)})
    return position


def _newest_leads(texts: Sequence[Named]) -> bool:
    """Whether a list begins with its newest text: by the days that are known, else by what the versions are called."""
    days = [day for day in map(_day, texts) if day is not None]
    if len(days) > 1 and days[0] != days[-1]:
        return days[0] > days[-1]
    ranks = [rank for rank in (_rank(note) for note, _told in texts) if rank is not None]
    return len(ranks) > 1 and ranks[0] > ranks[-1]


def _day(version: Named) -> dt.date | None:
    """The day of a version, as told or as its name says it."""
    match = _DAY.search(version[0])
    if version[1] is not None or match is None:
        return version[1]
    century = 2000 if len(match[3]) == len("26") else 0
    try:
        return dt.date(century + int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None


def _rank(note: str) -> int | None:
    """How far a bill was when a version of this name was printed: 0 as it was put in, 5 as law; None where no word says it."""
    head = _head(note)
    if _AS_PUT_IN.fullmatch(head.strip()):
        return 0
    return next((rank for rank, words in _RANKS if words.search(head)), None)


def _head(note: str) -> str:
    """What a version is called, without the bill's title behind it (`Third - Mental Health - Amendments`, in Maryland)."""
    head, dash, _title = note.partition(" - ")
    return head if dash and head.lower() in {"first", "second", "third", "enrolled", "chapter", "vetoed"} else note


def _counted(note: str) -> tuple[str, list[int]]:
    """A name without its numbers, and these; a substitute without a number is the first."""
    numbered = _ORDINAL.sub(lambda match: _COUNTED[match[1].lower()], _DAY.sub("", note))
    numbered = _SUBSTITUTE.sub("1 substitute", numbered)
    return re.sub(r"\d+", "#", numbered.casefold()), [int(count) for count in re.findall(r"\d{1,9}", numbered)]
