"""Doubt what is told of the wrong record, in the wrong field, or of all records alike.

A page that shifted by a row, reads one column for another or one row for all says nothing that a single record could not say.
Each facet of a visit is held against itself: what others of the records had, what they all say now, what lists say no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.ingest.compared import COMMON, SHARED, STEPS
from tracker.ingest.doubt import FEW, HALF, SOME, Doubt
from tracker.ingest.facets import Facet, Facets

EXCHANGED: Final = 0.1
"""Share of records that got what others of them had;"""
NOTHING_ELSE: Final = 0.8
"""and of those with something else, that it came from each other: rooms that are given away go to others, but never so well."""
BECAME_ALIKE: Final = 0.3
"""Share of records that get the value which all others have."""
RARE: Final = 0.01
"""Of long lists as many records may be corrected on any day."""
THREE: Final = 3
"""So many different things are not handed on between records at once, and so many records do not become like all others."""


def doubts(seen: Facets, what: str, met: int) -> Iterator[Doubt]:
    """What so many of the `met` records share that it is not believed, or believed when the next visit says the same."""
    for name, facet in seen.named():
        if _is_same_for_many(name, facet, met):
            # A body may move all its meetings to one hall.
            once = not _of_many(name, facet) or _is_common(name)
            yield Doubt(words=_alike(what, met, name, facet), once=once)
        if _is_exchanged(name, facet, met):
            once = (name in SHARED or _is_common(name)) and facet.of_others < met * HALF
            yield Doubt(words=_exchanged(what, met, name, facet.of_others), once=once)
        if facet.bared >= SOME and facet.bared >= met * HALF:
            yield Doubt(words=f"{facet.bared} of {met} {what}s lost the {name}", less=True)
    for (one, other), number in sorted(seen.swapped.items()):
        if number >= FEW:
            yield Doubt(words=_swapped(what, met, one, other, number))


def few(seen: Facets, what: str, met: int, on: int) -> Iterator[str]:
    """What happened to a few records only, `on` of them hearings that take place, and happens to pages rather than to them."""
    for name, facet in seen.named():
        if name in SHARED or _is_common(name):
            if THREE <= facet.of_others == met:
                yield f"all {met} {what}s have the {name} that others of them had"
            continue
        if met >= THREE and _became_alike(name, facet):
            yield _alike(what, met, name, facet)
        if _is_handed_on(name, facet) and facet.handed_on_by >= met * RARE:
            yield _exchanged(what, met, name, facet.handed_on_by)
        if facet.bared >= (2 if facet.bared == on else THREE) and facet.bared == facet.had > facet.gained * 2:
            yield f"all {facet.bared} {what}s lost the {name}"
    for (one, other), number in sorted(seen.swapped.items()):
        if 2 <= number < FEW or number == met == 1:
            yield _swapped(what, met, one, other, number)


def _is_common(name: str) -> bool:
    return name in COMMON or name.rpartition(" of their ")[2] in COMMON


def _is_same_for_many(name: str, facet: Facet, met: int) -> bool:
    if not facet.same_for_all or name in STEPS or len(facet.were) < 2:
        return False
    if _is_common(name) and facet.differed < max(SOME, met * HALF):
        return False
    return _of_many(name, facet) or facet.differed >= max(SOME, met * BECAME_ALIKE)


def _is_exchanged(name: str, facet: Facet, met: int) -> bool:
    share = met * HALF if _is_common(name) else met * EXCHANGED
    few_are_enough = SOME if _is_common(name) else FEW
    return facet.of_others >= max(few_are_enough, share, facet.replaced * NOTHING_ELSE)


def _of_many(name: str, facet: Facet) -> bool:
    """Whether what is the same for all was of many kinds before; the entries of one list may be of as many."""
    return len(facet.were) >= FEW - 1 and (" of their " not in name or facet.differed >= FEW)


def _became_alike(name: str, facet: Facet) -> bool:
    """Whether at least two came to say what all of them say now, where some of them said something else."""
    if not facet.same_for_all or name in STEPS:
        return False
    came = facet.took[hash(facet.alike)] if " of their " not in name else facet.differed
    return facet.differed >= 1 and came >= 2 and (len(facet.were) >= 2 or came > facet.differed)


def _is_handed_on(name: str, facet: Facet) -> bool:
    """Whether hardly anything changed but that records have what others had; hearings exchange days only three at a time."""
    whole = facet.gave.keys() == facet.took.keys()
    if name == "start":
        return whole and facet.handed_on >= THREE
    all_changes = max(facet.gave.total(), facet.took.total())
    enough = facet.handed_on >= (2 if whole else THREE)
    return enough and facet.handed_on_by >= all_changes * NOTHING_ELSE


def _alike(what: str, met: int, name: str, facet: Facet) -> str:
    return f"all {what}s have the same {name}, {facet.differed} of {met} had others"


def _exchanged(what: str, met: int, name: str, number: int) -> str:
    return f"{number} of {met} {what}s have the {name} that others of them had"


def _swapped(what: str, met: int, one: str, other: str, number: int) -> str:
    return f"{number} of {met} {what}s have their {one} for their {other} and the other way round"
