"""Doubt what a short list says, which no share of its records can show: two hearings may do anything together.

What is told here happens to a page rather than to a board, though it may happen to both. So it is held once, and believed
when the next visit says the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from tracker.ingest.compared import TEMPORARY
from tracker.ingest.drift import FEW, HALF, REWRITTEN, SOME, Doubt, Evidence, exchanged, span_in_words

PART_LOST: Final = 0.4
"""Share of the records of a short list that lose a field."""
LONG_MOVE: Final = dt.timedelta(hours=3)


def doubts_once(seen: Evidence) -> list[Doubt]:
    """What is held once, and believed when the next visit says the same."""
    return [Doubt(words=words, once=True) for words in (*_small(seen), *_short(seen), *_out_of_time(seen))]


def untold(found: Iterable[Doubt], told: Collection[str]) -> list[Doubt]:
    """Without what the visit before, which `told` its doubts in words, was doubted for already, or for the same loss."""
    known = [_plain(words) for words in told]
    return [doubt for doubt in found if not (doubt.once and any(each.endswith(_change(doubt.words)) for each in known))]


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
        if seen.gained[name] or number < (2 if number == met - seen.off else 3):
            continue
        if number == seen.had[name]:
            yield f"all {number} {kind} that had one lost their {name}"
        elif number >= seen.had[name] * PART_LOST and name not in TEMPORARY:
            yield f"{number} of {seen.had[name]} {kind} lost their {name}"
    if 2 <= seen.called_on == seen.was_off:
        yield f"all {seen.was_off} cancelled hearings are on again"
    if seen.muted >= SOME and met * REWRITTEN <= seen.muted < met * HALF:
        yield f"{seen.muted} of {met} bills tell a past step in words that do not say what was done"
    if seen.reread >= SOME and seen.reread >= met * HALF:
        yield f"the steps of {seen.reread} of {met} bills are taken for others"


def _short(seen: Evidence) -> Iterator[str]:
    """What else all records of a short list lost or changed."""
    kind, met = f"{seen.what}s", seen.met
    if not 2 <= met < SOME:
        return
    for name, number in sorted(seen.bared.items()):
        if number == met:
            yield f"all {number} {kind} lost the {name}"
    if 2 <= seen.hourless == seen.timed:
        yield f"all {seen.hourless} hearings lost their hour"
    for name, number in exchanged(seen):
        if 3 <= number == met:
            yield f"all {met} {kind} have the {name} that others of them had"
    for name in ("name", "title"):
        if 3 <= seen.differs[name] == met:
            yield f"all {met} {kind} have another {name}"


def _out_of_time(seen: Evidence) -> Iterator[str]:
    """Moves that hardly any body makes: by half a day into the night, back by months, of all by some hours."""
    if seen.into_night >= 2:
        yield f"{seen.into_night} of {seen.met} hearings moved by 12 hours, into the night"
    if seen.far_back >= 2 or 1 == seen.far_back == seen.met:
        yield f"{seen.far_back} of {seen.met} hearings moved back by months"
    for span, number in seen.spans.items():
        if 3 <= number == seen.met < FEW and abs(span) >= LONG_MOVE and span % dt.timedelta(days=1):
            yield f"all {number} hearings moved by {span_in_words(span)}"
