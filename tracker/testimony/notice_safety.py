"""Hold the readings of a sentence against the second witness: none is believed that may be later than the sentence says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.testimony.notice_clock import Frame
from tracker.testimony.notice_meaning import Meant, Spot
from tracker.testimony.notice_residue import OPEN_WEEKLY
from tracker.testimony.notice_spans import Found, day_in
from tracker.testimony.notice_vocabulary import lowered
from tracker.testimony.notice_witness import Bound, earlier_words

_JOINED: Final = lowered(r"[,;:()\u2013\u2014]|\b(?:and|or|but|y|e|o|pero)\b")
"""What lets one sentence state two deadlines for one thing; in `by Wednesday noon preceding the Monday meeting` nothing does."""
_EARLIER_OF: Final = lowered(
    r"\bwhichever\b[^.;]{0,20}\b(?:first|earlier|sooner|earliest|soonest)\b|\bthe (?:earlier|sooner|earliest) of\b|\blo que (?:ocurra|suceda|pase|sea) (?:primero|antes)\b"
)
"""`by March 12 or 48 hours before the hearing, whichever is earlier`."""


class Held(NamedTuple):
    """A deadline that is believed, and the words of its sentence that may name an earlier moment; None where none do."""

    meant: Meant
    earlier: Bound | None


def held(
    sentence: str, hits: list[Found], spots: tuple[Spot, ...], meanings: tuple[Meant, ...], frame: Frame
) -> list[Held]:
    """The meanings that may be believed.

    An hour that no reading used, beside a day that has none, takes that day with it: its end would be too late.
    """
    explained = _explained(sentence, hits, spots, meanings)
    believed = []
    for meant in _once_in_a_clause(sentence, hits, meanings, frame):
        hit = hits[meant.due]
        bound = earlier_words(sentence, hit.at, frame, explained=explained, clause=_section(sentence, hit))
        bare = not isinstance(hit.at, dt.datetime)
        if bound is None or not (bare and bound.kind == "clock" and _stands_beside(bound, hits, meant.due)):
            believed.append(Held(meant, bound))
    return believed


def _once_in_a_clause(sentence: str, hits: list[Found], meanings: tuple[Meant, ...], frame: Frame) -> Iterator[Meant]:
    """Each meaning, without the later of two moments for one thing that nothing joins."""
    if len(meanings) < 2:
        yield from meanings
        return
    earlier_counts = _says_the_earlier(sentence)
    for meant in meanings:
        if not any(
            other is not meant
            and other.kind == meant.kind
            and _is_before(hits[other.due], hits[meant.due], frame)
            and (earlier_counts or not _joined(sentence, hits[other.due], hits[meant.due]))
            for other in meanings
        ):
            yield meant


@lru_cache(maxsize=8_192)
def _says_the_earlier(sentence: str) -> bool:
    return _EARLIER_OF.search(sentence) is not None


@lru_cache(maxsize=8_192)
def _open_hours(sentence: str) -> tuple[tuple[int, int], ...]:
    return tuple(hit.span() for hit in OPEN_WEEKLY.finditer(sentence))


def _is_before(one: Found, other: Found, frame: Frame) -> bool:
    if isinstance(one.at, dt.datetime) and isinstance(other.at, dt.datetime):
        return one.at < other.at
    return day_in(one, frame) < day_in(other, frame)


def _joined(sentence: str, one: Found, other: Found) -> bool:
    first, second = sorted((one, other), key=lambda hit: hit.start)
    return _JOINED.search(sentence, first.end, max(first.end, second.start)) is not None


def _explained(
    sentence: str, hits: list[Found], spots: tuple[Spot, ...], meanings: tuple[Meant, ...]
) -> list[tuple[int, int]]:
    """Where the words stand that are known to be due, to open something, to be the hearing's own start or an office's hours."""
    used = {meant.due for meant in meanings} | {meant.opens for meant in meanings if meant.opens is not None}
    places = [(hits[at].start, hits[at].end) for at in used]
    places += [(spot.start, spot.end) for spot in spots if spot.begins_range or spot.is_start or spot.start_of_hearing]
    return [*places, *_open_hours(sentence)]


def _section(sentence: str, hit: Found) -> tuple[int, int]:
    """The words between the semicolons around a moment."""
    end = sentence.find(";", hit.end)
    return sentence.rfind(";", 0, hit.start) + 1, len(sentence) if end < 0 else end


def _stands_beside(bound: Bound, hits: list[Found], due: int) -> bool:
    """Whether no other moment stands between the words and the moment that is due."""
    begin = hits[due - 1].end if due else 0
    end = hits[due + 1].start if due + 1 < len(hits) else bound.end
    return begin <= bound.start < end
