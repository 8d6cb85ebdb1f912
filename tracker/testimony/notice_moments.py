"""Find moments that a sentence names: "5:00 p.m. on Friday, September 22", "24 hours prior to the hearing".

A sentence is cut into days, hours and spans, each by itself; then each hour is given to the day that it stands beside. What no
reading fits is not guessed: a weekday that does not fit its date, an hour without a day, a day too far from the hearing give no
moment. Patterns have no nested repetition without a bound, so that a hostile sentence costs what a long one costs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from tracker.testimony.business_days import shifted
from tracker.testimony.notice_clock import Frame, clock_of, day_of, zone_of
from tracker.testimony.notice_door import of_that_day, with_unclear_hour
from tracker.testimony.notice_kinds import names_a_kind, names_speaking
from tracker.testimony.notice_parts import Named, Parts, named_parts
from tracker.testimony.notice_patterns import (
    BEFORE_THE_DATE,
    CLOSES_AT,
    COUNTED_BEFORE,
    EXCLUSIVE,
    HEARD,
    LIMIT_AT,
    OPENS_AT,
    OTHER_HOUR,
    RANGE_OF_TWO,
    START,
)
from tracker.testimony.notice_residue import Words, begins_in, words_of_time
from tracker.testimony.notice_spans import Found, day_in, span_of
from tracker.testimony.notice_vocabulary import lower_case, lowered
from tracker.testimony.windows import HOUR_UNKNOWN, first_moment

_OF_ITS_DAY: Final = 40
"""Characters between `until the start` and the hearing's own day: `until the start of the meeting on Wednesday`."""
_WEEKS: Final = range(0, 29, 7)
"""Days by which the same weekday may be named before: "Wednesday, two weeks before the meeting"."""
_UNTIL: Final = lowered(r"\s?(?:up )?(?:until|till|to|hasta)\b")
_JOINED: Final = lowered(r",\s(?:and|but|while|y|pero|mientras)\s")
_CLOSED_BY: Final = lowered(
    r"[\s,]{0,3}(?:(?:(?:and|but|y)\s)?(?:(?:it|they|registration|sign[- ]?up|se)\s)?(?:(?:will|shall)\s)?(?:closes?|ends?|cierran?|cerrar[aá]n?|terminan?)[\s,]{0,3}|[\s,]{1,3}(?:and|but|y|pero)\s)?"
)
_WHICHEVER: Final = lowered(
    r"\bwhichever\b[^.;]{0,20}\b(?:first|earlier|sooner|earliest|soonest)\b|\blo que (?:ocurra|suceda|pase) (?:primero|antes)\b"
)
_ASIDE: Final = re.compile(r"\([^()]{1,60}\)")
"""`Wednesday (see below), March 10`: what is said beside."""
_REPEATS: Final = " ,(-\u2013\u2014the"
"""What may stand between two names of one day."""


def moments(sentence: str, frame: Frame, before: str = "") -> tuple[list[Found], bool]:
    """All moments the sentence names, in order; and whether some words named one that cannot be trusted.

    `before` is the sentence before it, which may say of which day an hour is.
    """
    named = named_parts(sentence)
    its_own = bool(named.moments) and named.moments[0].again and _is_its_own(sentence, before)
    resolved, doubtful = _all_resolved(named, sentence, frame, its_own=its_own)
    if resolved or not named.moments:
        alone = bool(resolved) or _stands_alone(before)  # where the sentence names a day, that is not asked
        resolved += of_that_day(sentence, named, frame, dated=resolved, alone=alone)
    if resolved:
        resolved = sorted((*resolved, *_starts_of_clauses(sentence, named, frame)), key=lambda moment: moment.start)
        resolved = [_up_to_the_start(moment, resolved, sentence, frame) for moment in resolved]
    elif named.any_clock:
        resolved = [moment for moment in _starts(sentence, frame) if _opened_by_hour(sentence, named, moment)]
        doubtful = not resolved  # an hour that belongs to no day we know: "before the hearing" alone would be too late
    else:
        resolved = list(_starts(sentence, frame))
        doubtful = doubtful or (not resolved and _names_the_start(sentence))
    unused = _unused(resolved, named, sentence, frame)
    resolved = _without_repeats(resolved, sentence, frame)
    whole = [
        moment for moment in resolved if not _leaves_words_of_time(moment, unused, resolved, named, sentence, frame)
    ]
    sure = [moment for moment in whole if not _comes_too_late_perhaps(moment, sentence, frame)]
    return sure, doubtful or len(sure) < len(resolved)


@lru_cache(maxsize=8_192)
def _stands_alone(before: str) -> bool:
    """Whether the sentence before names no moment."""
    return not named_parts(lower_case(before)).moments


def _is_its_own(sentence: str, before: str) -> bool:
    """Whether `that morning` can only be the hearing's."""
    return _stands_alone(before) and (names_speaking(sentence) or HEARD.search(lower_case(before)) is not None)


def _comes_too_late_perhaps(moment: Found, sentence: str, frame: Frame) -> bool:
    """Whether it is in the hearing or behind it, and something of no known hour ends it earlier:
    `until 30 minutes after the start, or when the item is called, whichever is first`.
    """
    behind = (
        moment.at >= frame.start
        if isinstance(moment.at, dt.datetime) and not moment.start_of_hearing
        else day_in(moment, frame) > frame.day
    )
    return behind and _WHICHEVER.search(sentence, moment.end) is not None


def _all_resolved(named: Parts, sentence: str, frame: Frame, *, its_own: bool) -> tuple[list[Found], bool]:
    """What the sentence names, without the hearing's own day; and whether some of it cannot be trusted.

    `its_own` where the sentence before it names no moment, so that `that morning` can only be the hearing's.
    """
    resolved: list[Found] = []
    if its_own and named.moments and named.moments[0].again:
        own = replace(named.moments[0], again=False, day={"same": "that morning"})
        named = replace(named, moments=(own, *named.moments[1:]))
    doubtful = False
    for moment in named.moments:
        if moment.of_something_else and moment.after:
            continue
        made = _resolved(moment, resolved, frame)
        if made is not None and moment.says_when:
            doubtful = doubtful or not _is_hearing(made, frame)  # of another hearing
            made = _begun(moment, made, sentence, frame)
            if made is None:
                continue
        whole = _whole(made, moment, sentence, frame) if made is not None else None
        if whole is None:
            doubtful = True
        else:
            resolved.append(whole)
    return resolved, doubtful


def _begun(named: Named, made: Found, sentence: str, frame: Frame) -> Found | None:
    """`until the start of the meeting on Wednesday`: the start; None where the words say only when the hearing is."""
    if not _is_hearing(made, frame):
        return None
    starts = (start for start, end in _start_words(sentence) if 0 <= named.start - end <= _OF_ITS_DAY)
    begun = next(starts, None)
    return _own_start(begun, named.end, frame) if begun is not None else None


def _whole(made: Found, named: Named, sentence: str, frame: Frame) -> Found | None:
    """With an hour beside it that is unclear, or a day earlier where that day itself is too late."""
    whole = with_unclear_hour(made, sentence, frame)
    if whole is not None and named.span is None and _excluded(whole, sentence):
        return replace(whole, at=whole.at - dt.timedelta(days=1))
    return whole


def _excluded(moment: Found, sentence: str) -> bool:
    """Whether it is a bare date that something must be done before: the day itself is too late."""
    return (
        not isinstance(moment.at, dt.datetime)
        and EXCLUSIVE.search(sentence, max(0, moment.start - 24), moment.start) is not None
    )


def _resolved(named: Named, earlier: list[Found], frame: Frame) -> Found | None:
    """The moment that these words name for a hearing at that time."""
    if named.span is not None:
        made = span_of(named, frame)
    elif named.again:
        made = _again(named, earlier[-1], frame) if earlier else None
    else:
        made = _day_named(named, frame)
        if (
            made is not None
            and earlier
            and {"nextday", "wnext"} & set(named.day)
            and not {"next_to", "wday_to"} & set(named.day)
        ):
            made = _following(made, named, earlier[-1], frame)
    if made is None:
        return None
    if named.begins_range or named.ends_range or (made.start, made.end) != (named.start, named.end):
        made = replace(
            made, start=named.start, end=named.end, begins_range=named.begins_range, ends_range=named.ends_range
        )
    return made if named.clock is None or isinstance(made.at, dt.datetime) else _with_clock(made, named, frame)


def _again(named: Named, last: Found, frame: Frame) -> Found:
    """`the same day`, `the same time the following day`: as the moment before it."""
    if "sametime" not in named.day:
        day = day_in(last, frame)
        return replace(last, at=min(day, frame.day) if "heard" in named.day else day)
    if "samenext" not in named.day:
        return last
    day = day_in(last, frame)
    ahead = (shifted(day, 1, frame.subdivision) if "samebiz" in named.day else day + dt.timedelta(days=1)) - day
    return replace(last, at=last.at + ahead)


def _following(made: Found, named: Named, last: Found, frame: Frame) -> Found:
    """`by noon on March 8, and by noon the following day`: from the day before it, where that is earlier than from the hearing on."""
    before = day_in(last, frame)
    day = day_of(named.day, replace(frame, start=first_moment(before, dt.time(12), frame.zone)))
    return replace(made, at=min(day[0], day_in(made, frame))) if day is not None else made


def _is_hearing(moment: Found, frame: Frame) -> bool:
    """Whether it is the hearing's own day, or its start."""
    return day_in(moment, frame) == frame.day if not isinstance(moment.at, dt.datetime) else moment.at == frame.start


def _day_named(named: Named, frame: Frame) -> Found | None:
    day = day_of(named.day, frame)
    if day is None or abs((day[0] - frame.day).days) > 120:
        return None
    if named.is_hearing:
        return _own_start(named.start, named.end, frame) if day[0] == frame.day else None
    return Found(named.start, named.end, day[0], tuple(day[1]), day[2])


def _with_clock(day: Found, named: Named, frame: Frame) -> Found | None:
    """The day with its hour; midnight is taken as the beginning of the day it names."""
    assert named.clock is not None
    assert not isinstance(day.at, dt.datetime)
    clock = clock_of(named.clock)
    if clock is None:
        return None
    at = first_moment(day.at, clock[0], zone_of(named.clock, frame)).astimezone(frame.zone)
    sure = day.sure and "midnight" not in named.clock and not named.loose
    notes = tuple(dict.fromkeys((*day.notes, *clock[1])))
    return Found(day.start, day.end, at, notes, sure, begins_range=day.begins_range, ends_range=day.ends_range)


def _unused(resolved: list[Found], named: Parts, sentence: str, frame: Frame) -> list[Words]:
    """The words of time of a sentence that no reading has used."""
    used = [(moment.start, moment.end) for moment in resolved]
    used += [
        (moment.start, moment.end)
        for moment in named.moments
        if moment.of_something_else or (moment.says_when and _says_when_it_is(moment, sentence, frame))
    ]
    return [words for words in words_of_time(sentence) if not begins_in(words.start, used)]


def _says_when_it_is(named: Named, sentence: str, frame: Frame) -> bool:
    """Whether `the meeting, March 16` names the hearing's own day, or `until the start of the hearing on March 16` says whose start
    is meant; another day may be what is due.
    """
    made = _resolved(named, [], frame)
    own = made is not None and _is_hearing(made, frame)
    return own or any(0 <= named.start - end <= _OF_ITS_DAY for _start, end in _start_words(sentence))


def _leaves_words_of_time(
    day: Found, unused: list[Words], resolved: list[Found], named: Parts, sentence: str, frame: Frame
) -> bool:
    """Whether unused words of time stand in one clause with a moment: it could be too late."""
    if not unused:
        return False
    begin = max((moment.end for moment in resolved if moment.end <= day.start), default=0)
    end = min((moment.start for moment in resolved if moment.start >= day.end), default=len(sentence))
    begin = max(begin, sentence.rfind(";", 0, day.start) + 1)
    stop = sentence.find(";", day.end)
    end = min(end, stop) if stop >= 0 else end
    return any(
        begin <= words.start < end and not (words.clock and _harmless(words, day, named, sentence, frame))
        for words in unused
    )


def _harmless(words: Words, day: Found, named: Parts, sentence: str, frame: Frame) -> bool:
    """Whether an hour that was not used is known otherwise, opens something, or stands beside a day that has its own."""
    if OTHER_HOUR.fullmatch(sentence, words.end, day.start):
        return False
    if any(piece.clock is not None and piece.start == day.start for piece in named.moments):
        return True
    parts = next((parts for start, end, parts in named.clocks if start < words.end and words.start < end), None)
    clock = clock_of(parts) if parts is not None else None
    limit = LIMIT_AT.search(sentence, max(0, words.start - 24), words.start) is not None
    if clock is not None and clock[0] in _known_hours(day, frame, its_start=not limit):
        return True
    if isinstance(day.at, dt.datetime) and RANGE_OF_TWO.fullmatch(sentence[words.end : day.start]):
        return True
    return OPENS_AT.search(sentence, max(0, words.start - 24), words.start) is not None


def _known_hours(day: Found, frame: Frame, *, its_start: bool) -> set[dt.time]:
    """When the hearing starts and what the moment beside says; of a hearing without an hour nothing is known.

    `by Monday, but not past 1 p.m.` names no start of the hearing, whenever that is.
    """
    known = [*([frame.start] if its_start else []), *([day.at] if isinstance(day.at, dt.datetime) else [])]
    known = [] if frame.all_day else known
    return {start.astimezone(frame.zone).time() for start in known}


def _without_repeats(resolved: list[Found], sentence: str, frame: Frame) -> list[Found]:
    """`5 p.m. on Monday, three days prior to the meeting` is one moment: what only repeats the day is left out."""
    distinct: list[Found] = []
    for moment in resolved:
        last = distinct[-1] if distinct else None
        if last is not None and not _ASIDE.sub("", sentence[last.end : moment.start]).strip(_REPEATS):
            if isinstance(last.at, dt.datetime) and not isinstance(moment.at, dt.datetime):
                if moment.at < (day := day_in(last, frame)):  # "5 p.m. on the Wednesday one week before the hearing"
                    distinct[-1] = replace(last, end=moment.end, at=last.at - (day - moment.at), sure=False)
                continue
            if not isinstance(last.at, dt.datetime) and not isinstance(moment.at, dt.datetime):
                distinct[-1] = min(last, moment, key=lambda one: day_in(one, frame))  # "the Wednesday one week before"
                continue
            if (
                not isinstance(last.at, dt.datetime)
                and isinstance(moment.at, dt.datetime)
                and (last.at - day_in(moment, frame)).days in _WEEKS
            ):
                distinct.pop()  # "Wednesday, the 10th at noon", "Wednesday, a week before, at noon": the day alone is too late
        distinct.append(moment)
    return distinct


def _starts(sentence: str, frame: Frame) -> Iterator[Found]:
    for start, end in _start_words(sentence):
        made = _own_start(start, end, frame)
        if BEFORE_THE_DATE.fullmatch(sentence, start, end):
            made = replace(made, at=frame.day - dt.timedelta(days=1), notes=(), start_of_hearing=False)
        yield made


def _opened_by_hour(sentence: str, named: Parts, start: Found) -> bool:
    """`from 9 a.m. until the hearing begins`, `opens at 9 a.m. and closes at the start`: the hour opens what the start closes.

    `before the meeting begins at 7 p.m.` names the start and its hour.
    """
    return any(
        (end > start.start or _CLOSED_BY.fullmatch(sentence, end, start.start))
        and OPENS_AT.search(sentence, max(0, begin - 24), begin)
        for begin, end, _parts in named.clocks
    )


def _up_to_the_start(day: Found, resolved: list[Found], sentence: str, frame: Frame) -> Found:
    """`on September 25 until the hearing begins`: of the hearing's own day the hours before it, where no other moment is between."""
    if frame.all_day or day.at != frame.day:
        return day
    for words in _start_words(sentence):
        start, end = min(day.start, words[0]), max(day.end, words[1])
        between = any(moment.start < end and start < moment.end for moment in resolved if moment is not day)
        if not between and ";" not in sentence[start:end]:
            return replace(day, start=start, end=end, at=frame.start.astimezone(frame.zone))
    return day


def _starts_of_clauses(sentence: str, named: Parts, frame: Frame) -> Iterator[Found]:
    """`Zoom: by noon on Monday; in person: until the hearing begins`: the start, where its clause names nothing else.

    So does `begins 30 minutes before the meeting and ends when the meeting starts`.
    """
    taken = [(piece.start, piece.end) for piece in named.moments]
    taken += [(start, end) for start, end, _parts in named.clocks]
    for piece in _starts(sentence, frame):
        if any(piece.start < end and start < piece.end for start, end in taken):
            continue
        ends = CLOSES_AT.search(sentence, max(0, piece.start - 24), piece.start) is not None
        if ends or _is_alone(piece, taken, sentence) or _opened_by_hour(sentence, named, piece):
            yield piece


def _is_alone(start: Found, taken: list[tuple[int, int]], sentence: str) -> bool:
    """Whether the start stands in a clause of several that names no other moment: `by noon on Monday, and at the door until it begins`."""
    begin, stop = sentence.rfind(";", 0, start.start), sentence.find(";", start.end)
    if _UNTIL.match(sentence, start.start):
        joined = max((hit.start() for hit in _JOINED.finditer(sentence, 0, start.start)), default=-1)
        if names_a_kind(sentence[max(joined, 0) : start.end]):  # not "and the room stays open until the hearing begins"
            begin = max(begin, joined)
    if begin < 0 and stop < 0:
        return False
    return not any(begin < ends and (begins < stop or stop < 0) for begins, ends in taken)


@lru_cache(maxsize=8_192)
def _names_the_start(sentence: str) -> bool:
    return START.search(sentence) is not None


@lru_cache(maxsize=8_192)
def _start_words(sentence: str) -> tuple[tuple[int, int], ...]:
    """Where the sentence names the hearing's start, unless it counts something from it that we could not reckon."""
    return tuple(
        hit.span()
        for hit in START.finditer(sentence)
        if CLOSES_AT.search(sentence, max(0, hit.start() - 24), hit.start())
        or not COUNTED_BEFORE.search(sentence, max(0, hit.start() - 110), hit.start())
    )


def _own_start(start: int, end: int, frame: Frame) -> Found:
    at: dt.datetime | dt.date = (
        frame.day - dt.timedelta(days=1) if frame.all_day else frame.start.astimezone(frame.zone)
    )
    return Found(start, end, at, (HOUR_UNKNOWN,) if frame.all_day else (), start_of_hearing=True)
