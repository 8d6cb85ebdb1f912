"""Doubt what a short list says, which no share of its records can show: two hearings may do anything together.

What is told here happens to a page rather than to a board, though it may happen to both. So it is held once, and believed
when the next visit says the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from tracker.ingest import moves
from tracker.ingest.compared import TEMPORARY
from tracker.ingest.doubt import FEW, HALF, SOME, Doubt
from tracker.ingest.drift import LOST_TOGETHER, REWRITTEN, Evidence, said, span_in_words
from tracker.ingest.misplaced import RARE, few
from tracker.records.town_halls import MEETING

PART_LOST: Final = 0.4
"""Share of the records of a short list that lose a field."""
LONG_MOVE: Final = dt.timedelta(hours=3)
KEPT_BY_ALL: Final[Mapping[str, tuple[str, ...]]] = {
    "bill": ("title", "from_organization", "sponsorships", "votes"),
    "hearing": ("name", "committee", "chamber", "timezone", "bills"),
    "notice": ("title", "document_number", "published"),
    "person": ("name", "district"),
    "organization": ("name", "chamber"),
}
"""What never changes for all records of a short list, whatever their number above two."""
NEVER: Final[Mapping[str, frozenset[str]]] = {
    "bill": frozenset({"classification", "from_organization"}),
    "hearing": frozenset({"chamber", "timezone"}),
    "notice": frozenset({"document_number", "published"}),
}
"""What does not change for two records in one visit; people are elected into the other chamber together."""


def doubts_once(seen: Evidence) -> list[Doubt]:
    """What is held once, and believed when the next visit says the same."""
    return [
        Doubt(words=words, once=True)
        for words in (
            *_small(seen),
            *_called(seen),
            *_few(seen),
            *_short(seen),
            *_past(seen),
            *_out_of_time(seen),
            *moves.doubts(seen.moves),
        )
    ]


def untold(doubts: Iterable[Doubt], doubted: Collection[str]) -> list[Doubt]:
    """Without what the visit before, which `told` its doubts in words, was doubted for already, or for the same loss."""
    known = [_plain(words) for words in doubted]
    return [
        doubt
        for doubt in doubts
        if not (doubt.once and any(earlier.endswith(_change(doubt.words)) for earlier in known))
    ]


def _change(words: str) -> str:
    """What the doubt is about, whichever guard tells it: of what was lost its name."""
    plain = _plain(words)
    _who, lost, what = plain.partition(" lost ")
    return lost + what if lost else plain


def _plain(words: str) -> str:
    """The words of a doubt without its numbers: a hearing more or less makes no other doubt of it."""
    return re.sub(r"\d+", "#", words)


def _small(seen: Evidence) -> Iterator[str]:
    """What all records lost that had it, and whose steps are read otherwise."""
    kind, met = f"{seen.what}s", seen.met
    for name, number in sorted(seen.lost.items()):
        if seen.gained[name] or number < _enough(seen, name):
            continue
        if number == seen.had[name]:
            yield f"all {number} {kind} that had one lost their {name}"
        elif number >= seen.had[name] * PART_LOST and name not in TEMPORARY:
            yield f"{number} of {seen.had[name]} {kind} lost their {name}"
    if 2 <= seen.cut["committee"] == seen.differs["committee"]:
        yield f"{seen.cut['committee']} of {met} {kind} lost a part of their committee"
    if seen.muted >= SOME and met * REWRITTEN <= seen.muted < met * HALF:
        yield f"{seen.muted} of {met} bills tell a past step in words that do not say what was done"
    if seen.reread >= SOME and seen.reread >= met * HALF:
        yield f"the steps of {seen.reread} of {met} bills are taken for others"


def _enough(seen: Evidence, name: str) -> int:
    """How many records must lose a field: two that alone had it on a short list of hearings, or that are all there are."""
    number = seen.lost[name]
    alone = seen.what == "hearing" and seen.met < SOME and number == seen.had[name]
    return 2 if alone or number >= seen.met - seen.off else 3


def _called(seen: Evidence) -> Iterator[str]:
    """Cancellations that were taken back, and taken for others."""
    if 2 <= seen.called_on == seen.was_off:
        yield f"all {seen.was_off} cancelled hearings are on again"
    elif min(seen.called_on, seen.called_off) >= (2 if seen.called_on >= seen.was_off * HALF else FEW):
        yield f"{seen.called_on} of {seen.was_off} cancelled hearings are on again and {seen.called_off} others off"
    if seen.called_off >= FEW and seen.off == seen.met:
        yield f"all {seen.met} hearings are off, {seen.called_off} of them since the last visit"


def _short(seen: Evidence) -> Iterator[str]:
    """What else all records of a short list lost or changed."""
    kind, met = f"{seen.what}s", seen.met
    for name, number in sorted(seen.shortened.items()):
        if 3 <= number == seen.long[name] and name not in TEMPORARY:
            yield f"all {number} {kind} that had several lost a part of their {name}"
    if not met < SOME:
        return
    if 2 <= seen.hourless == seen.timed:
        yield f"all {seen.hourless} hearings lost their hour"
    for words, number in sorted(seen.by_itself.items()):
        yield f"{number} of {met} {kind} {words}"
    for name, number in sorted(Counter(name for name, value in seen.taken if seen.marks[name, value] > 1).items()):
        if number > (name == "body"):
            yield f"{number} of {met} {kind} have the {name} of another one"
    enough = 2 if len(seen.moves.bodies) > 1 else 3
    for name in KEPT_BY_ALL[seen.what]:
        if enough <= seen.differs[name] == met:
            yield f"all {met} {kind} have another {name}"


def _few(seen: Evidence) -> Iterator[str]:
    """What few records say that others of them said, or in other fields."""
    yield from few(seen.facets, seen.what, seen.met, seen.met - seen.off)
    for (name, one, other), number in sorted(seen.sorted_anew.items(), key=str):
        back = seen.sorted_anew[name, other, one]
        if str(one) < str(other) and min(number, back) >= 2:
            yield f"{number + back} of {seen.met} {seen.what}s have the {name} that others of them had"


def _past(seen: Evidence) -> Iterator[str]:
    """What happened long ago and is told otherwise, and what hardly ever changes, of a few records."""
    kind, met = f"{seen.what}s", seen.met
    if 2 <= seen.went_back >= met * LOST_TOGETHER:
        yield f"the newest action of {seen.went_back} of {met} bills is older than the one told before"
    if 2 <= seen.rewritten >= met * HALF:
        yield f"{seen.rewritten} of {met} bills tell their past otherwise than before"
    if 2 <= seen.reworded >= met * HALF:
        yield f"{seen.reworded} of {met} bills have another text of the same version"
    for name in sorted(NEVER.get(seen.what, frozenset()) & seen.differs.keys()):
        if seen.differs[name] >= max(2, met * RARE):
            yield f"{seen.differs[name]} of {met} {kind} have another {name}, all at once"
    for (name, value), number in sorted(seen.left.items(), key=str):
        grew = seen.what == "hearing" and value == MEETING  # what gets an agenda becomes a hearing
        if number >= (FEW if grew else 2) and (name, value) not in seen.sorts and number >= met * RARE:
            yield f"all {number} {kind} whose {name} was {said(value)} have another, all at once"


def _out_of_time(seen: Evidence) -> Iterator[str]:
    """Moves that hardly any body makes: by half a day into the night, back by months, of all by some hours."""
    if seen.into_night >= 2:
        yield f"{seen.into_night} of {seen.met} hearings moved by 12 hours, into the night"
    for moved, way in ((seen.far_back, "back by months"), (seen.far_ahead, "ahead by most of a year")):
        if moved >= 2 or 1 == moved == seen.met:
            yield f"{moved} of {seen.met} hearings moved {way}"
    for span, number in seen.spans.items():
        if 2 <= number == seen.met < FEW and abs(span) >= LONG_MOVE and span % dt.timedelta(days=1):
            yield f"all {number} hearings moved by {span_in_words(span)}"
