"""Say where a bill's own page for testimony is, for legislatures that have one.

The table names for each place a pattern with where it was read, when, and how sure it is. A pattern of which a part is not known
for a bill makes no address; what is not sure is told beside the front door, never instead of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from tracker.errors import SettingsError

_FILE: Final = Path(__file__).parent / "testify_links.tsv"
_COLUMNS: Final = ("place", "from", "pattern", "source", "read", "confidence", "note")
_FIELDS: Final = frozenset({"session", "type", "number", "year", "chamber"})
_GAP: Final = re.compile(r"\{(\w+)\}")
_IDENTIFIER: Final = re.compile(r"([A-Z]+)0*(\d+)\Z")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_CHAMBERS: Final[Mapping[str, str]] = {"upper": "Senate", "lower": "House", "legislature": "Joint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How the addresses of a place are made."""

    place: str
    session: str | None
    """The only session it holds for; None for all."""
    pattern: str
    source: str
    read: str
    confidence: str
    note: str

    @property
    def of_bill(self) -> bool:
        """Whether each bill has another address."""
        return "{number}" in self.pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepLink:
    """Where testimony on one bill is given."""

    url: str
    sure: bool
    basis: str
    note: str


def deep_link(place: str, bill: str, chamber: str | None = None) -> DeepLink | None:
    """The page for testimony on a bill, by its public id; `chamber` is that of the hearing. None where none is known."""
    pattern = patterns().get(place)
    parts = bill.split("/")
    if pattern is None or len(parts) != 3 or (pattern.session is not None and pattern.session != parts[1]):
        return None
    values = _values(parts[1], parts[2], chamber)
    needed = _GAP.findall(pattern.pattern)
    if not all(values.get(name) for name in needed):
        return None
    url = _GAP.sub(lambda hit: quote(values[hit[1]] or "", safe=""), pattern.pattern)
    basis = f"{pattern.source}, {pattern.read}"
    return DeepLink(url=url, sure=pattern.confidence in {"high", "medium"}, basis=basis, note=pattern.note)


def common_link(place: str, bills: Sequence[str], chamber: str | None) -> DeepLink | None:
    """The one page for testimony on all these bills; None where each has its own, or none is sure."""
    if place not in patterns():
        return None
    known = [link for bill in bills if (link := deep_link(place, bill, chamber))]
    by_url = {link.url: link for link in known if link.sure}
    return next(iter(by_url.values())) if len(by_url) == 1 and len(known) == len(bills) else None


def _values(session: str, identifier: str, chamber: str | None) -> dict[str, str | None]:
    read = _IDENTIFIER.match(identifier)
    year = _YEAR.search(session)
    return {
        "session": session if session != "?" else None,
        "type": read[1] if read else None,
        "number": read[2] if read else None,
        "year": year[0] if year else None,
        "chamber": _CHAMBERS.get(chamber or ""),
    }


@cache
def patterns() -> Mapping[str, Pattern]:
    """All patterns by place."""
    return read(_FILE.read_text(encoding="utf-8").splitlines())


def read(lines: Iterable[str]) -> Mapping[str, Pattern]:
    """The patterns of a table; raises SettingsError with every fault."""
    faults: list[str] = []
    patterns: dict[str, Pattern] = {}
    for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if number == 1 or not row:
            continue
        if len(row) != len(_COLUMNS):
            faults.append(f"line {number}: expected {len(_COLUMNS)} columns, found {len(row)}")
            continue
        pattern = _pattern(*row)
        if pattern is None or pattern.place in patterns:
            faults.append(
                f"line {number}: expected a place once, an https address of known parts and how sure it is, found {row}"
            )
            continue
        patterns[pattern.place] = pattern
    if faults:
        raise SettingsError(f"{_FILE.name}: {'; '.join(faults[:10])}")
    return MappingProxyType(patterns)


def _pattern(place: str, session: str, address: str, source: str, day: str, sure: str, note: str) -> Pattern | None:
    """The pattern of a row; None where its address has unknown parts or it does not say how sure it is."""
    unknown = set(_GAP.findall(address)) - _FIELDS
    if unknown or not address.startswith("https://") or sure not in {"high", "medium", "low"}:
        return None
    session_only = None if session == "-" else session
    return Pattern(
        place=place, session=session_only, pattern=address, source=source, read=day, confidence=sure, note=note
    )
