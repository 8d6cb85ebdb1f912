"""Follow through a visit what records tell, thing by thing: who lost it, who has what others had, who says what all say.

A facet is a field that each record has for itself, or a part of the entries of its lists, such as "party of their
sponsorships". A page that lost a column, reads one row for all, or one column for another is known by its facets, also where
it tells of a few records only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Final

from tracker.ingest.compared import GROWING, LOSABLE, OWN, TEXTS
from tracker.records.items import OFF, Record, ScrapedHearing

HALF: Final = 0.5
_VARIED: Final = object()
_EMPTY: Final = frozenset({None, (), "", False})
_FIRST: Final = 3
"""So many entries of a list tell whether its entries tell a part at all; most lists are long and alike."""


@dataclass(slots=True)
class Facet:
    """What one thing did over a visit."""

    had: int = 0
    """Records that told it before,"""
    bared: int = 0
    """of them those whose entries hardly tell it any more,"""
    gained: int = 0
    """and how many tell it now that did not."""
    alike: Any = None
    """What all records of the visit say; `_VARIED` where they say different things,"""
    were: Counter[Any] = field(default_factory=Counter)
    """and what those that changed said before."""
    differed: int = 0
    """How many those are;"""
    replaced: int = 0
    """how many say something else instead, where some may say nothing;"""
    gave: Counter[int] = field(default_factory=Counter)
    """how many said what they say no more, by its hash,"""
    took: Counter[int] = field(default_factory=Counter)
    """and how many say what they did not say before."""

    def look(self, value: Any, *, part: bool) -> None:
        """Note what a record says now; the entries of a list are alike when all of them say one thing."""
        if self.alike is not _VARIED and value:
            several = part and len(value) > 1
            self.alike = _VARIED if several or self.alike not in (None, value) else value

    @property
    def of_others(self) -> int:
        """How many records that said something say now what others of them said."""
        balance = Counter(self.gave)
        balance.subtract(self.took)
        return self.replaced - sum(number for number in balance.values() if number > 0)

    @property
    def handed_on(self) -> int:
        """How many different things some records no longer say and others say now; what nobody said before counts too."""
        return len(self.gave.keys() & self.took.keys())

    @property
    def handed_on_by(self) -> int:
        """Records that no longer say what others say now."""
        return sum(min(number, self.took[value]) for value, number in self.gave.items())

    @property
    def same_for_all(self) -> bool:
        """Whether all records of the visit that say something say one thing."""
        return self.alike not in (None, _VARIED)


class Facets:
    """What each thing of one place's records of one kind did over a visit."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.of: dict[str, Facet] = {}
        self.swapped: Counter[tuple[str, str]] = Counter()
        """Records in which two fields say what the other one said."""

    def __len__(self) -> int:
        """How many things were told."""
        return len(self.of)

    def look(self, record: Record, *, known: bool) -> None:
        """Note a record that says what it said before, or is told for the first time and not `known`."""
        for name, essence in OWN.get(type(record), {}).items():
            facet = self._facet(name)
            if facet.alike is not _VARIED:
                facet.look(essence(record), part=False)
        for _name, entries, part, title in _parts(record):
            facet = self._facet(title)
            if facet.alike is not _VARIED:
                facet.look(_told(entries, part), part=True)
            if known:
                facet.had += _telling(entries[:_FIRST], part) > 0

    def changed(self, before: Record, after: Record) -> None:
        """Note a known record that says something else."""
        for name, essence in OWN.get(type(before), {}).items():
            one, other = essence(before), essence(after)
            facet = self._facet(name)
            facet.look(other, part=False)
            if one != other:
                self._exchange(facet, one, other)
        former = {(name, part, title): entries for name, entries, part, title in _parts(before)}
        latter = {(name, part, title): entries for name, entries, part, title in _parts(after)}
        for key in former.keys() | latter.keys():
            self._part(*key, former.get(key, ()), latter.get(key, ()))
        self._swaps(before, after)

    def _part(self, name: str, part: str, title: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
        facet = self._facet(title)
        one, other = _told(before, part), _told(after, part)
        facet.look(other, part=True)
        facet.had += bool(one)
        facet.gained += bool(other) and not one
        if before and after and _telling(after, part) < _telling(before, part) * HALF:
            facet.bared += 1
        grows = name in GROWING and (len(before) != len(after) or len(before) < 2)
        if one and other and one != other and not grows:
            facet.differed += 1
            facet.were.update(one)

    def _exchange(self, facet: Facet, one: Any, other: Any) -> None:
        if one:
            facet.differed += 1
            facet.gave[hash(one)] += 1
            if facet.alike is not _VARIED:
                facet.were[one] += 1
        if other:
            facet.took[hash(other)] += 1
        facet.replaced += bool(one) and bool(other)

    def _swaps(self, before: Record, after: Record) -> None:
        names = TEXTS.get(type(before), {})
        pairs = [(name, read(before), read(after)) for name, read in names.items()]
        moved = [pair for pair in pairs if pair[1] != pair[2]]
        for number, (first, one, now_one) in enumerate(moved):
            for second, other, now_other in moved[number + 1 :]:
                if one != other and now_one == other and now_other == one:
                    self.swapped[first, second] += 1

    def _facet(self, name: str) -> Facet:
        facet = self.of.get(name)
        if facet is None:
            facet = self.of[name] = Facet()
        return facet

    def named(self) -> Iterator[tuple[str, Facet]]:
        """All of them, by name."""
        yield from sorted(self.of.items())


def _parts(record: Record) -> Iterator[tuple[str, tuple[Any, ...], str, str]]:
    """The lists of a record with each part that their entries may tell, and its name; what is off needs no agenda."""
    if isinstance(record, ScrapedHearing) and record.status in OFF:
        return
    for name in LOSABLE.get(type(record), ()):
        entries = getattr(record, name)
        if entries and isinstance(entries, tuple):
            kind: Any = type(entries[0])
            for part, title in _names(name, kind):
                yield name, entries, part, title


@cache
def _names(name: str, kind: Any) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, f"{field.name} of their {name}") for field in fields(kind)) if is_dataclass(kind) else ()


def _told(entries: Iterable[Any], part: str) -> frozenset[Any]:
    return frozenset(getattr(entry, part) for entry in entries) - _EMPTY


def _telling(entries: Iterable[Any], part: str) -> int:
    return sum(getattr(entry, part) not in _EMPTY for entry in entries)
