"""Doubt what a short list says, which no share of its records can show: two hearings may do anything together.

What is told here happens to a page rather than to a board, though it may happen to both. So it is held once, and believed
when the next visit says the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tracker.ingest.drift import HALF, SOME, Doubt, Evidence


def doubts_once(seen: Evidence, told: Collection[str]) -> list[Doubt]:
    """Doubts that the visit before, which `told` its own in words, did not have already, nor any of the same loss."""
    known = [_plain(words) for words in told]
    found = [Doubt(words=words) for words in (*_small(seen), *_out_of_time(seen))]
    return [doubt for doubt in found if not any(each.endswith(_change(doubt.words)) for each in known)]


def _change(words: str) -> str:
    """What the doubt is about, whichever guard tells it: of what was lost its name."""
    plain = _plain(words)
    _who, lost, what = plain.partition(" lost ")
    return lost + what if lost else plain


def _plain(words: str) -> str:
    """The words of a doubt without its numbers: a hearing more or less makes no other doubt of it."""
    return re.sub(r"\d+", "#", words)


def _small(seen: Evidence) -> Iterator[str]:
    """What all records lost that had it, and what else all of a short list changed."""
    kind, met = f"{seen.what}s", seen.met
    for name, number in sorted(seen.lost.items()):
        if number == seen.had[name] and not seen.gained[name] and (number == met > 1 or number >= 3):
            yield f"all {number} {kind} that had one lost their {name}"
    if seen.reread >= SOME and seen.reread >= met * HALF:
        yield f"the steps of {seen.reread} of {met} bills are taken for others"
    if not 2 <= met < SOME:
        return
    for name, number in sorted(seen.bared.items()):
        if number == met:
            yield f"all {number} {kind} lost the {name}"
    if 2 <= seen.hourless == seen.timed:
        yield f"all {seen.hourless} hearings lost their hour"
    for name in ("name", "title"):
        if 3 <= seen.differs[name] == met:
            yield f"all {met} {kind} have another {name}"


def _out_of_time(seen: Evidence) -> Iterator[str]:
    """Moves that no body makes: by half a day into the night, or back by months."""
    if seen.into_night >= 2:
        yield f"{seen.into_night} of {seen.met} hearings moved by 12 hours, into the night"
    if seen.far_back >= 2 or 1 == seen.far_back == seen.met:
        yield f"{seen.far_back} of {seen.met} hearings moved back by months"
