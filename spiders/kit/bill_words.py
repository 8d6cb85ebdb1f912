"""Find the numbers of bills in words that people wrote: titles of feeds, entries of agendas."""

from __future__ import annotations

import re
from typing import Final

from tracker.records.bill_numbers import read_number
from tracker.records.text import clean_identifier

_BILL: Final = re.compile(
    r"(?<![\w./-])(?P<letters>(?P<spelled>(?:House|Senate|Assembly|Legislative) (?:(?:Joint|Concurrent|Simple) )?"
    r"(?:Bill|File|Resolution|Memorial|Document|Paper)(?: No\.?)?)"
    r"|[HSA]\.? ?(?:P\.? ?B|[JC]\.? ?(?:Res|[RM])|Con\.? ?Res|Res|C\.? ?A|[BFRPDMJ])\.?|L\.? ?[DBR]\.?"
    r"|(?P<bare>[HSAB]\.?))(?P<gap>[ -]?)(?P<number>\d{1,5}(?:-\d{1,5})?)(?![\w%])"
)
"""A bill's number as titles write it: HB 12, H.B. 0012, S.567, SJR 4, LD 100, House Bill 12, B25-0123."""
_HIGHWAY: Final = re.compile(r"[SH]\.?R\.?")
"""Resolutions in some titles, and state roads in others: of two numbers the other one counts."""


_OF_A_YEAR: Final = re.compile(r"\s*(?:,|\(|of\b|from\b|\bin\b)\s*(?:the\s)?(?:19|20)\d\d\b")


def bill_number(title: str, place: str) -> str | None:
    """The number of the bill that a title is about, as it is stored; None where it names none."""
    candidates = [match for match in _BILL.finditer(title) if _is_number(match, title)]
    surer = [match for match in candidates if not _HIGHWAY.fullmatch(match["letters"].strip())]
    return _identifier((surer or candidates)[0], place) if candidates else None


def bills_named(words: str, place: str) -> tuple[str, ...]:
    """The numbers of the bills that running words name, each once, as they are stored.

    A number of another year ("HB 5 of 2019") and one that may be a road's (SR 520) are left out: a hearing that is tied to
    the wrong bill is worse than one that is tied to none.
    """
    names = (
        _identifier(match, place)
        for match in _BILL.finditer(words)
        if _is_number(match, words)
        and not _HIGHWAY.fullmatch(match["letters"].strip())
        and not _OF_A_YEAR.match(words, match.end())
    )
    return tuple(dict.fromkeys(filter(None, names)))


def _identifier(match: re.Match[str], place: str) -> str | None:
    if "-" in match["number"]:
        return clean_identifier(f"{match['letters']}{match['number']}")
    read = read_number(f"{place}/{match['letters'].removesuffix('No').removesuffix('No.').strip()} {match['number']}")
    return read.identifiers[0] if read else None


def _is_number(match: re.Match[str], title: str) -> bool:
    """A letter alone makes a number only where a title begins with it, or a colon follows: vitamin B12 is no bill."""
    if match["bare"] is None:
        return True
    colon = title[match.end() : match.end() + 1] == ":"
    sure = match.start() == 0 or colon or title[match.start() - 1] == "("
    return sure and (not match["gap"] or (match["gap"] == " " and (colon or match["bare"].endswith("."))))
