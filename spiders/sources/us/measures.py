"""Name the measures of Congress as its systems name them: types, chambers, public pages, session numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tracker.records.items import Chamber


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the eight types of measure."""

    code: str
    chamber: Chamber
    classification: str
    slug: str


KINDS: Final = {
    kind.code: kind
    for kind in (
        Kind("HR", "lower", "bill", "house-bill"),
        Kind("S", "upper", "bill", "senate-bill"),
        Kind("HJRES", "lower", "joint resolution", "house-joint-resolution"),
        Kind("SJRES", "upper", "joint resolution", "senate-joint-resolution"),
        Kind("HCONRES", "lower", "concurrent resolution", "house-concurrent-resolution"),
        Kind("SCONRES", "upper", "concurrent resolution", "senate-concurrent-resolution"),
        Kind("HRES", "lower", "resolution", "house-resolution"),
        Kind("SRES", "upper", "resolution", "senate-resolution"),
    )
}
CHAMBERS: Final[dict[str, Chamber]] = {"house": "lower", "senate": "upper", "joint": "legislature"}

# "H.R. 1109", "S. Con. Res. 5", "HJRES 3", "S.123": the dots and blanks of print are optional, the number is not.
# Capitals count: a section "s 5" is no bill. A citation (P.L. 116-5, S.Hrg. 116-45) must not lend its letters.
MEASURE: Final = re.compile(
    r"(?<![A-Za-z0-9.])((?:H|S)\.?\s*(?:J|C[Oo][Nn])\.?\s*R[Ee][Ss]|(?:H|S)\.?\s*R[Ee][Ss]|H\.?\s*R|S)"
    r"(?:\.\s*|\s+|(?=\d))(\d{1,5})(?![\dA-Za-z]|-\d)",
)
_LETTERS = re.compile(r"[^A-Z]")


def page(congress: str, kind: Kind, number: str) -> str:
    """The public page of a measure at congress.gov."""
    return f"https://www.congress.gov/bill/{ordinal(congress)}-congress/{kind.slug}/{number}"


def ordinal(congress: str) -> str:
    """116 becomes 116th, 101 becomes 101st."""
    number = int(congress)
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def identifiers(text: str) -> tuple[str, ...]:
    """Every measure that a text names, normalized, in the order of the text and without repetition."""
    return tuple(
        dict.fromkeys(f"{_LETTERS.sub('', kind.upper())}{int(number)}" for kind, number in MEASURE.findall(text))
    )


def current_congress(year: int, month: int, day: int) -> int:
    """The Congress that sits on a date: a new one begins at noon on 3 January of each odd year."""
    started = year if (month, day) >= (1, 3) else year - 1
    return (started - 1789) // 2 + 1
