"""Cut a sentence into the days, hours and spans it names, and give each hour to the day that it stands beside.

Nothing here knows of a hearing, so a sentence is cut once however many notices say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from tracker.testimony.notice_patterns import (
    AFTER,
    AT_THE_DATED,
    BEFORE_THE_DATED,
    BEGINS_THEN,
    CLOCKS,
    CLOSING_JOINT,
    DATED_HEARING,
    DAY_OF_ANOTHER,
    DAYS,
    ENDS_HERE,
    EXCLUDED,
    FIRST_OF_TWO,
    FROM_CLOCK_TO_DAY,
    FROM_DAY_TO_CLOCK,
    HEARD,
    HOLIDAYS,
    HOUR_BESIDE,
    IMPLIED_AFTER,
    IMPLIED_BEFORE,
    LOOSE_GAP,
    NTH_BEFORE,
    OF_ANOTHER,
    OF_EACH_MONTH,
    OF_THE_HEARING,
    OFFICE_HOURS,
    ON_THE_DATE,
    RANGE_JOINT,
    RANGE_LEAD,
    RANGE_OF_TWO,
    SPANS,
    THE_DATE,
)
from tracker.testimony.notice_residue import OPEN_WEEKLY, begins_in

Clock = tuple[int, int, dict[str, str]]
"""An hour: where it stands, and its parts."""
_THEREAFTER: Final = frozenset({"thereafter", "afterward", "afterwards"})
_COUNTED_FROM: Final = frozenset({"before", "nextday", "wbefore", "wafter"})
"""Days that are told by another."""
_RECKONED: Final = frozenset({"wbefore", "wafter", "wweek", "wweeknext", "wpast", "wnext"})
"""Of a weekday: that it is not the one of `the Monday meeting`."""
_COUNTS: Final = frozenset({"count", "word", "figure"})
_UNITS: Final = frozenset({"unit", "open_hours", "business", "after_business"})
"""Of a span: how many, and of what."""
_LONGEST_GAP: Final = 80
"""Characters that may stand between a day and its hour."""


@dataclass(frozen=True, slots=True)
class Named:
    """A moment as words name it: a day or a span, with an hour where one stands beside it."""

    start: int
    end: int
    day: dict[str, str] = field(default_factory=dict)
    span: dict[str, str] | None = None
    clock: dict[str, str] | None = None
    after: bool = False
    """Of a span: counted from the hearing on."""
    again: bool = False
    """`the same day`: the day that was named before."""
    is_hearing: bool = False
    """`before the March 16 hearing`: the start of the hearing on that day."""
    says_when: bool = False
    """`the hearing on March 16`: its own day, where it is that."""
    loose: bool = False
    """Whether other words stand between the day and the hour."""
    begins_range: bool = False
    ends_range: bool = False
    of_something_else: bool = False
    """Whether it counts from something else than the hearing, and so is no moment of ours."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a sentence names."""

    moments: tuple[Named, ...]
    clocks: tuple[Clock, ...]
    """Hours that belong to no day, with their places."""
    any_clock: bool


@dataclass(slots=True)
class _Piece:
    kind: Literal["day", "clock", "hours"]
    start: int
    end: int
    named: Named
    parts: dict[str, str]
    taken: bool = False


@lru_cache(maxsize=8_192)
def named_parts(sentence: str) -> Parts:
    """The moments that the sentence names, in order, and the hours that are left over."""
    pieces = sorted((*_spans(sentence), *_clocks(sentence)), key=lambda part: part.start)
    pieces = sorted((*pieces, *_days(sentence, pieces)), key=lambda part: part.start)
    pieces = [outside for piece in pieces if (outside := _outside_of_days(piece, pieces, sentence)) is not None]
    _give_hours(sentence, pieces)
    _leave_implied(sentence, pieces)
    made = [
        piece.named
        for piece in pieces
        if piece.named.clock is not None or (piece.kind != "clock" and _says_a_day(piece, sentence))
    ]
    clocks = [piece for piece in pieces if piece.kind == "clock"]
    unused_clocks = tuple((clock.start, clock.end, clock.parts) for clock in clocks if not clock.taken)
    return Parts(tuple(_ranges(sentence, made)), unused_clocks, bool(clocks))


def _says_a_day(piece: _Piece, sentence: str) -> bool:
    """Whether it is a day to be done by; `the day of the hearing` is none without an hour, clear or not."""
    if set(piece.named.day) != {"same"} or HOUR_BESIDE[0].search(sentence, 0, piece.start) is not None:
        return True
    begin = piece.named.start
    return (
        THE_DATE.match(sentence, begin) is not None
        and ON_THE_DATE.search(sentence, max(0, begin - 30), begin) is not None
    )


def _outside_of_days(piece: _Piece, pieces: list[_Piece], sentence: str) -> _Piece | None:
    """The piece; of an hour that begins in a date ("March 12 noon") what is left of it, None where it is a part of one."""
    day = next((other for other in pieces if other.kind != "clock" and other.start <= piece.start < other.end), None)
    if piece.kind != "clock" or day is None:
        return piece
    rest = CLOCKS.match(sentence, day.end + 1) if piece.end > day.end else None
    return _clock(rest) if rest is not None else None


def _groups(hit: re.Match[str]) -> dict[str, str]:
    return {
        name.removeprefix("o_").removeprefix("n_"): value
        for name, value in hit.groupdict().items()
        if value and name != "day_itself"
    }


def _clocks(sentence: str) -> Iterator[_Piece]:
    weekly = [hit.span() for hit in OPEN_WEEKLY.finditer(sentence)]
    for hit in CLOCKS.finditer(sentence):
        if not begins_in(hit.start(), weekly):
            yield _clock(hit)


def _clock(hit: re.Match[str]) -> _Piece:
    return _Piece("clock", *hit.span(), Named(*hit.span()), _groups(hit))


def _begin(hit: re.Match[str]) -> int:
    """Where the count stands, behind words such as `at least`."""
    return next(
        (hit.start(name) for name in hit.groupdict() if name.endswith(("count", "word")) and hit[name]), hit.start()
    )


def _spans(sentence: str) -> Iterator[_Piece]:
    ends = 0
    closed = EXCLUDED.search(sentence)
    skips = {"skips": "holidays" if HOLIDAYS.search(closed[0]) else "weekends"} if closed else {}
    for pattern, after in ((SPANS, None), (IMPLIED_AFTER, True), (IMPLIED_BEFORE, False)):
        for hit in pattern.finditer(sentence):
            parts = _groups(hit) | skips
            if "open_hours" in parts:
                parts["skips"] = "holidays"
            start = _begin(hit)
            if after is not None and start < ends:
                continue
            side = parts.get("side", "")
            # "48 hours after any change", "20 days prior to the convening" count from something else
            other = (
                after is None
                and "anchor" not in parts
                and not (side in _THEREAFTER and HEARD.search(sentence, 0, hit.start()))
                and (side.startswith(AFTER) or not ENDS_HERE.match(sentence, hit.end()))
            )
            ends = max(ends, hit.end())
            if other and OF_ANOTHER.match(sentence, hit.end()):
                unknown = Named(start, hit.end(), day={"unknown": hit[0]})
                yield _Piece("day", start, hit.end(), unknown, {}, taken=True)
                continue
            counted = side.startswith(AFTER)
            named = Named(
                start, hit.end(), span=parts, after=counted if after is None else after, of_something_else=other
            )
            yield from _first_of_two(sentence, named)
            days = not parts["unit"].startswith(("h", "min")) or "h\u00e1bil" in parts["unit"]
            yield _Piece("day" if days else "hours", start, hit.end(), named, {}, taken=other)


def _first_of_two(sentence: str, named: Named) -> Iterator[_Piece]:
    """`between 48 and 24 hours before the hearing`: 48 hours before it, when it opens; `3 days and 2 hours` have a unit each."""
    hit = FIRST_OF_TWO.search(sentence, max(0, named.start - 60), named.start)
    if hit is None or named.of_something_else or named.span is None or "nth" in named.span:
        return
    own = _groups(hit)
    replaced = _COUNTS | (_UNITS if "unit" in own else frozenset())
    shared = {name: said for name, said in named.span.items() if name not in replaced and not name.startswith("also")}
    start, end = hit.span("count" if "count" in own else "word")
    opened = replace(named, start=start, end=end, begins_range=True, span=shared | own)
    yield _Piece("hours", start, end, opened, {}, taken=True)


def _days(sentence: str, known: list[_Piece]) -> Iterator[_Piece]:
    known_before = any(piece.kind != "clock" for piece in known)
    weekly = [hit.span() for hit in OPEN_WEEKLY.finditer(sentence)]
    last_end = 0
    for hit in DAYS.finditer(sentence):
        begin, end = hit.span()
        if any(piece.start < end and begin < piece.end for piece in known if piece.kind != "clock"):
            continue
        if OFFICE_HOURS.search(sentence, max(0, begin - 24), begin) or begins_in(begin, weekly):
            continue  # office hours: "Monday-Friday, 8 am - 5 pm"
        if OF_EACH_MONTH.match(sentence, end):
            continue  # when a body meets
        parts = _day_parts(hit, sentence, last_end, known_before=known_before)
        known_before, last_end = True, end
        lead = sentence[max(0, begin - 40) : begin] + sentence[begin:end][: hit.start("day_itself") - begin]
        dated = DATED_HEARING.match(sentence, end) is not None or ("wday_to" in parts and not _RECKONED & set(parts))
        hearing = dated and BEFORE_THE_DATED.search(lead) is not None
        says_when = OF_THE_HEARING.search(lead) is not None or (dated and AT_THE_DATED.search(lead) is not None)
        named = Named(begin, end, day=parts, again="again" in parts, is_hearing=hearing, says_when=says_when)
        yield _Piece("day", begin, end, named, parts, taken=hearing)


def _day_parts(hit: re.Match[str], sentence: str, last_end: int, *, known_before: bool) -> dict[str, str]:
    """The parts of a day; of one that is told by another day than the hearing's, that it is unknown."""
    begin, end = hit.span()
    parts = _groups(hit)
    if "again" in parts and HEARD.search(sentence, last_end, begin):
        # "to be heard at the meeting, register by 10 a.m. that day"
        return parts | {"heard": parts["again"]} if known_before else {"same": parts["again"]}
    of_another = bool(_COUNTED_FROM & set(parts)) and DAY_OF_ANOTHER.match(sentence, end)
    if of_another or ("wday" in parts and NTH_BEFORE.search(sentence, max(0, begin - 16), begin)):
        return {"unknown": hit[0]}
    return parts


def _leave_implied(sentence: str, pieces: list[_Piece]) -> None:
    """`open for 24 hours beginning at 5 p.m. on May 3`: what names its own beginning is not counted from the hearing."""
    for piece in pieces:
        if piece.named.span is not None and "side" not in piece.named.span and BEGINS_THEN.match(sentence, piece.end):
            piece.named = replace(piece.named, of_something_else=True)


def _give_hours(sentence: str, pieces: list[_Piece]) -> None:
    """Give each hour to the day it stands beside: nearest first, and what stands in other words last."""
    for loose in (False, True):
        pairs = sorted(_pairs(sentence, pieces, loose=loose), key=lambda pair: pair[0])
        for _distance, clock, day in pairs:
            if clock.taken or day.taken or (loose and not _alone(sentence, clock, day, pieces)):
                continue
            clock.taken = day.taken = True
            start, end = min(clock.start, day.start), max(clock.end, day.end)
            day.named = replace(day.named, start=start, end=end, clock=clock.parts, loose=loose)
    _first_hours(sentence, pieces)


def _pairs(sentence: str, pieces: list[_Piece], *, loose: bool) -> Iterator[tuple[int, _Piece, _Piece]]:
    for one, other in pairwise(pieces):
        if {one.kind, other.kind} != {"clock", "day"} or other.start - one.end > _LONGEST_GAP:
            continue
        gap = sentence[one.end : other.start] if other.start > one.end else ""
        clock, day = (one, other) if one.kind == "clock" else (other, one)
        fits = LOOSE_GAP if loose else FROM_CLOCK_TO_DAY if clock is one else FROM_DAY_TO_CLOCK
        if fits.fullmatch(gap):
            yield len(gap), clock, day


def _alone(sentence: str, clock: _Piece, day: _Piece, pieces: list[_Piece]) -> bool:
    """Whether the clause names no other day or hour, so that these two can only belong together."""
    begin = sentence.rfind(";", 0, min(clock.start, day.start)) + 1
    stop = sentence.find(";", max(clock.end, day.end))
    end = stop if stop >= 0 else len(sentence)
    return not any(begin <= piece.start < end for piece in pieces if piece is not clock and piece is not day)


def _first_hours(sentence: str, pieces: list[_Piece]) -> None:
    """`from 9 a.m. to noon on March 16`, `March 16, 9 a.m. - noon`: both hours are of that day."""
    for one, other in pairwise(pieces):
        if one.kind == "day" and one.named.clock is not None and other.kind == "clock" and not other.taken:
            gap = sentence[one.named.end : other.start]
            if RANGE_JOINT.fullmatch(gap) or CLOSING_JOINT.fullmatch(gap):
                other.taken = True  # "beginning at noon on the day of the hearing, until 12:50 p.m."
                last = replace(one.named, start=other.start, end=other.end, clock=other.parts)
                other.named, one.named = replace(last, ends_range=True), replace(one.named, begins_range=True)
            continue
        if one.kind != other.kind or one.kind != "clock" or one.taken == other.taken:
            continue
        if not RANGE_JOINT.fullmatch(sentence[one.end : other.start]):
            continue
        owned, unowned = (one, other) if one.taken else (other, one)
        day = next((piece for piece in pieces if piece.kind == "day" and piece.named.clock is owned.parts), None)
        if day is None:
            continue
        unowned.taken = True
        unowned.named = replace(
            day.named, start=unowned.start, end=unowned.end, clock=unowned.parts, begins_range=unowned is one
        )
        unowned.named = replace(unowned.named, ends_range=unowned is other)
        day.named = replace(day.named, begins_range=day.named.begins_range or unowned is other)


def _ranges(sentence: str, made: list[Named]) -> list[Named]:
    """`March 9 through March 15`: what counts as due is the second."""
    made.sort(key=lambda piece: (piece.start, piece.end))
    for at, (one, other) in enumerate(pairwise(list(made))):
        gap = sentence[one.end : other.start]
        lead = sentence[max(0, one.start - 30) : one.start]
        if RANGE_OF_TWO.fullmatch(gap) or (RANGE_LEAD.search(lead) and RANGE_JOINT.fullmatch(gap)):
            made[at] = replace(one, begins_range=True)
            made[at + 1] = replace(other, ends_range=True)
    return made
