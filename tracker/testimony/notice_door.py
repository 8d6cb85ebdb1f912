"""Hours that say less than they might: "sign in at the door by 12:45 p.m." no day, so that of the hearing; "by Monday at 5" no half of the day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from tracker.testimony.notice_clock import Frame, clock_of, zone_of
from tracker.testimony.notice_kinds import names_speaking
from tracker.testimony.notice_parts import Clock, Parts, named_parts
from tracker.testimony.notice_patterns import (
    AT_THE_DOOR,
    CLOSES_AT,
    HOUR_ALONE,
    HOUR_BESIDE,
    OPENS_AT,
    RANGE_JOINT,
    SIGN_UP,
)
from tracker.testimony.notice_spans import Found, day_in
from tracker.testimony.notice_vocabulary import lowered
from tracker.testimony.windows import first_moment

HOUR_UNCLEAR: Final = "The notice names an hour without a.m. or p.m.: be done early that day, or ask the committee."
DAY_UNNAMED: Final = "The notice names an hour and no day: that of the hearing is taken."
NEAR: Final = dt.timedelta(hours=3)
"""How far from the start an hour without a day can be that of signing in at the door."""

_LATE_HALF: Final = lowered(r"\b(?:afternoon|evening|night|tarde|noche)\b")
_SEMICOLON: Final = re.compile(";")
_CLAUSES: Final = re.compile(r";|,\s(?:and|but|while|y|pero|mientras)\s")
"""Where a clause ends, in a sentence that names no day but the hearing's own."""


def of_that_day(sentence: str, named: Parts, frame: Frame, *, dated: list[Found], alone: bool) -> list[Found]:
    """The hours of the hearing's day that the sentence names for what is done there, or shortly before.

    `dated` are the moments that the sentence names itself, `alone` where the sentence before it has none.
    """
    if dated:
        joint = _CLAUSES if all(day_in(moment, frame) == frame.day for moment in dated) else _SEMICOLON
        clocks = _in_clauses_of(AT_THE_DOOR, sentence, joint)
        if joint is _CLAUSES and _is_at_the_door(sentence):
            ends = (clock for clock in named.clocks if CLOSES_AT.search(sentence, max(0, clock[0] - 24), clock[0]))
            clocks = tuple(sorted({clock[0]: clock for clock in (*clocks, *ends)}.values(), key=lambda clock: clock[0]))
        return list(_at_the_door(sentence, clocks, frame))
    if named.moments:
        return []
    moments: list[Found] = []
    if _is_at_the_door(sentence):
        moments += _at_the_door(sentence, named.clocks, frame)
    elif alone:
        moments += _before_it_starts(sentence, _in_clauses_of(SIGN_UP, sentence, _SEMICOLON), frame)
    return moments or (list(_hours_alone(sentence, frame)) if alone and not named.any_clock else [])


@lru_cache(maxsize=8_192)
def _is_at_the_door(sentence: str) -> bool:
    return AT_THE_DOOR.search(sentence) is not None


@lru_cache(maxsize=16_384)
def _in_clauses_of(what: re.Pattern[str], sentence: str, joint: re.Pattern[str]) -> tuple[Clock, ...]:
    """The hours of clauses that name no day, and say what is done: `; in person, sign in at the door until 2 p.m.`."""
    named = named_parts(sentence)
    if not named.clocks:
        return ()
    bounds = [0, *(hit.end() for hit in joint.finditer(sentence)), len(sentence)]
    alone = [
        (begin, end)
        for begin, end in pairwise(bounds)
        if what.search(sentence, begin, end) and not any(begin <= piece.start < end for piece in named.moments)
    ]
    return tuple(clock for clock in named.clocks if any(begin <= clock[0] < end for begin, end in alone))


def _at_the_door(sentence: str, clocks: tuple[Clock, ...], frame: Frame) -> Iterator[Found]:
    """`Check in with staff no later than 12:45 p.m.`: what is done in the room is done on that day."""
    first = False
    for (start, end, parts), following in zip(clocks, [*clocks[1:], None], strict=False):
        clock = clock_of(parts)
        if clock is None or "midnight" in parts or frame.all_day:
            continue
        at = first_moment(frame.day, clock[0], zone_of(parts, frame)).astimezone(frame.zone)
        last = first
        first = following is not None and RANGE_JOINT.fullmatch(sentence[end : following[0]]) is not None
        if abs(at - frame.start) <= NEAR:
            yield Found(start, end, at, clock[1], sure=False, begins_range=first, ends_range=last)


def _before_it_starts(sentence: str, clocks: tuple[Clock, ...], frame: Frame) -> Iterator[Found]:
    """`Register to speak by 5:45 p.m.`: an hour shortly before the hearing is of its day, where no other day is named."""
    for moment in _at_the_door(sentence, clocks, frame):
        opens = not moment.begins_range and OPENS_AT.search(sentence, max(0, moment.start - 24), moment.start)
        if isinstance(moment.at, dt.datetime) and moment.at <= frame.start and not opens:
            yield replace(moment, notes=(*moment.notes, DAY_UNNAMED))


def _hours_alone(sentence: str, frame: Frame) -> Iterator[Found]:
    """`Show up by 5:45 and sign in`: of morning and afternoon, the hour that is shortly before the hearing begins."""
    if frame.all_day or not (_is_at_the_door(sentence) or names_speaking(sentence)):
        return
    for hit in HOUR_ALONE.finditer(sentence):
        hour = int(hit["hour"]) % 12
        hours = (first_moment(frame.day, dt.time(hour + half, int(hit["minute"])), frame.zone) for half in (0, 12))
        before = [at for at in hours if dt.timedelta() <= frame.start - at <= NEAR]
        if before:
            notes = (HOUR_UNCLEAR, DAY_UNNAMED)
            yield Found(hit.start("hour"), hit.end("minute"), before[0].astimezone(frame.zone), notes, sure=False)


def with_unclear_hour(moment: Found, sentence: str, frame: Frame) -> Found | None:
    """A day beside an hour without a.m. or p.m. is due at the hour at which an office is open: the day's end is too late."""
    if isinstance(moment.at, dt.datetime):
        return moment
    before, behind = HOUR_BESIDE
    hit = before.search(sentence, max(0, moment.start - 30), moment.start) or behind.match(sentence, moment.end)
    if hit is None:
        return moment
    clock = clock_of({name: text for name, text in hit.groupdict().items() if text})
    if clock is None:
        return None
    hour = _of_that_half(clock[0], sentence[moment.start : moment.end])
    at = first_moment(moment.at, hour, frame.zone)
    start, end = min(moment.start, hit.start()), max(moment.end, hit.end())
    return replace(moment, start=start, end=end, at=at, notes=(*moment.notes, HOUR_UNCLEAR), sure=False)


def _of_that_half(hour: dt.time, day: str) -> dt.time:
    """`the night before at eight`: an hour of the evening."""
    return hour.replace(hour=hour.hour + 12) if hour.hour < 12 and _LATE_HALF.search(day) else hour
