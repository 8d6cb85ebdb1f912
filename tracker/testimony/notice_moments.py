"""Find moments that a sentence names: "5:00 p.m. on Friday, September 22", "24 hours prior to the hearing".

Patterns have no nested repetition, so that a hostile sentence costs what a long one costs. What is not certain is not
guessed: a weekday that does not fit its date, an hour without a day, a day too far from the hearing give no moment.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tracker.testimony.business_days import shifted
from tracker.testimony.notice_clock import HORAS, HOURS, Frame, clock_of, day_of, zone_of
from tracker.testimony.notice_vocabulary import MONTHS, NUMBERS, WEEKDAYS
from tracker.testimony.windows import EARLIEST, HOUR_UNKNOWN, first_moment, last_whole_day

HOUR_UNCLEAR: Final = "The notice names an hour without a.m. or p.m.: be done early that day, or ask the committee."

_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAYNAME: Final = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_COUNT: Final = "|".join(sorted(NUMBERS, key=len, reverse=True))
_ZONE: Final = (
    r"(?:\s{0,2}\(?(?P<zone>[ecmph]|ak)(?:[ds]?t|astern|entral|ountain|acific)\b\)?(?: (?:standard |daylight )?time)?)?"
)
_CLOCK: Final = (
    r"(?:(?P<military>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:hours|hrs)\b|(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s{0,2}(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?P<hour24>[01]\d|2[0-3]):(?P<minute24>[0-5]\d)(?:\s?(?:hours|hrs|h))?(?![\d:])(?! (?:del )?(?:noon|mediod|m\.))"
    rf"|(?P<shour>\d{{1,2}}|\b(?:{'|'.join(HORAS)}))(?::(?P<sminute>[0-5]\d)|(?P<shalf> y media))? (?:en punto )?(?:de|en|por) la (?P<spart>ma[ñn]ana|tarde|noche)"
    r"|(?:12(?::00)?\s?(?:del )?)?(?P<noon>noon|midday|mediod[ií]a|(?<=12:00 )m\.|(?<=12 )m\.(?= ))(?:\s?\(12(?::00)?\s?(?:p\.?\s?m\.?|noon)?\))?|(?:12(?::00)?\s|11:59\s)?(?P<midnight>midnight|medianoche)"
    r"|(?P<cob>close of business|end of (?:the )?business(?: day)?|end of (?:the )?day|c\.?o\.?b\b\.?|e\.?o\.?d\b\.?)"
    rf"|(?P<oclock>\d{{1,2}}|\b(?:{'|'.join(HOURS)}))(?: o['\u2019]?clock,?)? (?:(?P<part>a|p)\.?\s?m\b\.?|in the (?P<when>morning|afternoon|evening)))"
    + _ZONE
    + r"(?:\s?\((?:noon|midnight|[ecmp][sd]?t|local time)\))?"
)
_DATE: Final = (
    rf"(?:(?:(?P<dayname>{_DAYNAME})\b\.?,?\s{{1,2}}(?:the |el )?)?"
    rf"(?:(?P<month>{_MONTH})\b\.?\s{{1,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s{{1,2}}(?P<year>20\d\d)\b)?"
    r"|(?P<nmonth>\d{1,2})/(?P<nday>\d{1,2})(?:/(?P<nyear>20\d\d|\d\d))?(?![\d/])"
    r"|(?P<iyear>20\d\d)-(?P<imonth>\d\d)-(?P<iday>\d\d)"
    r"|(?P<dfirst>\d{1,2})\.(?P<dsecond>\d{1,2})\.(?P<dyear>20\d\d)(?!\d)"
    rf"|(?P<sday>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:de |of )?(?P<smonth>{_MONTH})\b(?:,?[ -](?:de |del )?(?P<syear>20\d\d))?))"
)
_HEARING: Final = (
    r"(?:(?:the |la |el |this |each |any |every )?(?:(?:day|date|time) of (?:the |this )?|fecha de (?:la |el )?|scheduled |start (?:time )?of (?:the |this )?|beginning of (?:the |this )?|public |committee |commencement of (?:the )?|board |council |regular(?:ly scheduled)? )*"
    r"(?:hearing|meeting|session|audiencia(?: p[uú]blica)?|vista(?: p[uú]blica)?|asamblea|sesi[oó]n|reuni[oó]n|junta|proceeding|event)s?(?:'s)?(?: (?:start(?: time)?|begins?|date|is scheduled|starts|convenes|time))?)"
)
_UNIT: Final = r"(?P<unit>hours?|hrs?\b\.?|minutes?|mins?\b\.?|horas?|minutos?|(?P<business>business |working |work |h[aá]biles )?(?:calendar )?(?:days?|weeks?|d[ií]as?|semanas?)(?P<after_business> (?:h[aá]biles|laborables))?)"
_SPAN: Final = re.compile(
    rf"(?<![.\d])\b(?:(?P<count>\d{{1,3}}(?:\.\d)?)|(?P<word>(?:{_COUNT})\b))(?:\s?\((?P<figure>\d{{1,3}})\))?[\s-]{{1,2}}(?:full )?{_UNIT}\s{{1,2}}"
    rf"(?:in )?(?P<side>before|prior to|prior|in advance of|ahead of|advance of|preceding|after|following|post(?=[- ](?:hearing|meeting))|antes del?|antes|despu[eé]s del?|in advance|de (?:anticipaci[oó]n|antelaci[oó]n)(?: al?(?! hearing))?|con (?:anticipaci[oó]n|antelaci[oó]n)(?: al?)?|(?:siguientes|posteriores) al?|previ[oa]s? al?|contados (?:a partir|desde) del?|before|of(?= (?:the )?(?:close|conclusion|end|adjournment)\b))"
    rf"(?:[\s-]{{1,2}}(?P<anchor>(?:a )?{_HEARING}|(?:the )?(?P<end>conclusion|end|adjournment|close) of {_HEARING}|(?:the )?(?:start|beginning)|(?:el |la )?(?:comienzo|inicio|celebraci[oó]n)(?: de la| del?)?(?: {_HEARING})?|the agenda item))?",
    re.IGNORECASE,
)
_RELATIVE_DAY: Final = (
    rf"(?:(?:the |el )?(?P<before>(?:(?P<bizday>business|working|work|last business) )?(?:day|night|evening) (?:before|prior to|preceding|prior)|(?:previous|preceding|prior) (?P<bizday2>business |working |work )?day|d[ií]a (?P<bizday3>laborable |h[aá]bil )?(?:anterior|antes))(?: (?:a |al |to |of |de )?{_HEARING})?"
    rf"|(?:on )?(?:the )?(?P<same>(?:same )?(?:day|morning|date) of|hearing d(?:ay|ate)|meeting d(?:ay|ate)|(?:mismo )?d[ií]a de)(?: {_HEARING})?"
    rf"|(?:\b(?:on|el|the) )?(?P<wpast>(?:preceding|previous|prior) )?\b(?P<wday>{_DAYNAME})\b(?!\s?(?:[-\u2013]|through|thru|to)\s?(?:{_DAYNAME})\b)(?P<wbefore> (?:before|prior(?: to)?|preceding|of the week (?:before|prior to)|anterior(?: al?)?|antes del?))?(?P<wafter> (?:after|following|despu[eé]s del?))?(?: {_HEARING})?"
    rf"|(?:on )?(?:the )?(?P<nextday>(?P<nextbiz>business |working )?day (?:after|following)|(?:next|following) (?P<nextbiz2>business |working )?day)(?: (?:after )?{_HEARING})?"
    r"|(?P<today>today|tomorrow))"
)
_JOINT: Final = (
    r"at |by |before |no later than |not later than |no m[aá]s tarde de las? |a m[aá]s tardar a las? |antes de las? |antes del |a las? |al "
    r"|hasta las? |until |@ ?|(?:from|between|desde|entre|de)(?: las?)? \d{1,2}(?::[0-5]\d)?\s?(?:[ap]\.?\s?m\.?\s?)?(?:to|and|until|till|through|hasta|a|y|[-\u2013])(?: las?)? ?"
)
"""What joins a day to its hour; of a range of hours the last one counts."""
_MOMENTS: Final = re.compile(
    rf"\b(?:{_CLOCK},?\s{{0,2}}(?:on |of |el |del |, )?\s?(?:{_DATE}|{_RELATIVE_DAY})"
    rf"|(?:\b(?:on|el) (?:the )?)?\b{_DATE.replace('(?P<', '(?P<b_')}(?:,?\s{{1,2}}(?:{_JOINT})?\s?{_CLOCK.replace('(?P<', '(?P<b_')})?"
    rf"|{_RELATIVE_DAY.replace('(?P<', '(?P<c_')}(?:,?\s{{1,2}}(?:{_JOINT})?\s?{_CLOCK.replace('(?P<', '(?P<c_')})?)",
    re.IGNORECASE,
)
_START: Final = re.compile(
    rf"\b(?:before|prior to|until|by|antes de)\s{{1,2}}(?:the )?(?:start|beginning|{_HEARING} (?:start|begin|commence|convene)|commencement)[a-z]{{0,3}}\b|\b(?:before|prior to|antes de(?: la)?) {_HEARING}\b(?! (?:room|agenda|chair|materials|notice))",
    re.IGNORECASE,
)


_RANGE_BEFORE: Final = re.compile(rf"\b(?:{_DAYNAME})\s?(?:[-\u2013]|through|thru|to)\s?\Z", re.IGNORECASE)
_COUNTS_DAYS: Final = re.compile(r"day|week|d[ií]a|semana", re.IGNORECASE)
_COUNTED_BEFORE: Final = re.compile(
    r"\b(?:\d{1,3}|(?:half|one|two|three|four|five|six|seven|ten|twenty-four|forty-eight|seventy-two))\b[^.;]{0,40}"
    r"\b(?:hours?|minutes?|days?|weeks?|months?|half|horas?|d[ií]as?|semanas?)\b[^.;]{0,60}\Z"
    r"|\b(?:hours?|minutes?|days?|weeks?|months?|half|weekends?|holidays?|nights?)[\s,)]{1,3}\Z",
    re.IGNORECASE,
)
"""Words before `before the hearing` that count something we could not reckon: the hearing's start would be too late."""
_SAME_DAY: Final = re.compile(_CLOCK + r",?\s(?:on |of )?(?:the |that )same day\b(?! of)", re.IGNORECASE)
_HOUR_BESIDE: Final = (
    re.compile(r"\b(?:by|at|before|until|@)\s?\d{1,2}(?::\d\d)?\s{1,2}(?:on\s)?(?:the\s)?\Z", re.IGNORECASE),
    re.compile(
        r",?\s{1,2}(?:at|by|before|until|@)\s?\d{1,2}(?::[0-5]\d)?(?![\d/:]|\s?[ap]\.?\s?m\b|\s(?:copies|hours|days|minutes))",
        re.IGNORECASE,
    ),
)
_AFTER: Final = frozenset(
    {"after", "following", "post", "despu\u00e9s de", "despues de", "despu\u00e9s del", "despues del", "of"}
)
_ENDS_HERE: Final = re.compile(
    r"\s{0,2}(?:[.,;:)!\"]|\Z|\b(?:at|by|via|through|using|in order|so|or|and|to (?:be|ensure|allow|provide|arrange)|with|if|for)\b)",
    re.IGNORECASE,
)
_CLOCK_ALONE: Final = re.compile(rf"\b{_CLOCK}", re.IGNORECASE)
_JOINS_BEFORE: Final = re.compile(r"[\s,]{0,3}(?:on |at least |no later than )?(?:the )?\Z")
_JOINS_AFTER: Final = re.compile(
    r"[\s,]{0,3}(?:at|by|before|no later than|no m[aá]s tarde de las?|a m[aá]s tardar a las?|antes de las?|a las?|al|hasta las?|@)?\s?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A moment in a sentence: where its words stand, the moment, and what to know of it."""

    start: int
    end: int
    at: dt.datetime | dt.date
    notes: tuple[str, ...] = ()
    sure: bool = True
    start_of_hearing: bool = False
    """Whether it is the hearing's own start, named as `before the hearing`."""


def moments(sentence: str, frame: Frame) -> tuple[list[Found], bool]:
    """All moments the sentence names, in order; and whether some words named one that cannot be trusted."""
    found, taken = _counted(sentence, frame)
    doubtful = False
    for begin, stop, groups in _named(sentence):
        if any(start < stop and begin < end for start, end in taken):
            continue
        made = _moment(dict(groups), (begin, stop), frame)
        doubtful = doubtful or made is None
        found += [_with_unclear_hour(made, sentence)] if made is not None else []
    found += _same_day(sentence, found, frame)
    whole = [each for each in found if not _leaves_a_clock(each, found, sentence, frame)]
    doubtful, found = doubtful or len(whole) < len(found), whole
    if not found and _CLOCK_ALONE.search(sentence):
        doubtful = True  # an hour that belongs to no day we know: "before the hearing" alone would be too late
    elif not found:
        found = list(_starts(sentence, frame))
        doubtful = doubtful or (not found and _START.search(sentence) is not None)
    return _without_repeats(sorted(found, key=lambda each: each.start), sentence, frame), doubtful


@lru_cache(maxsize=4_096)
def _named(sentence: str) -> tuple[tuple[int, int, tuple[tuple[str, str], ...]], ...]:
    """Where the sentence names moments, and their parts. Kept, since notices say the same in the same words all year."""
    found = []
    for hit in _MOMENTS.finditer(sentence):
        if _RANGE_BEFORE.search(sentence, max(0, hit.start() - 24), hit.start()):
            continue  # office hours: "Monday-Friday, 8 am - 5 pm"
        groups = {name.removeprefix("b_").removeprefix("c_"): value for name, value in hit.groupdict().items() if value}
        if not set(groups) <= {"same"}:
            found.append((*hit.span(), tuple(groups.items())))
    return tuple(found)


def _counted(sentence: str, frame: Frame) -> tuple[list[Found], list[tuple[int, int]]]:
    """Moments counted from the hearing, and the places of all words that count something."""
    found: list[Found] = []
    taken: list[tuple[int, int]] = []
    for hit in _SPAN.finditer(sentence):
        if not hit["anchor"] and (hit["side"].lower() in _AFTER or not _ENDS_HERE.match(sentence, hit.end())):
            continue  # "48 hours after any change", "20 days prior to the convening": of something else
        made = _span(hit, frame)
        if made is not None and not isinstance(made.at, dt.datetime) and _COUNTS_DAYS.search(hit["unit"]):
            made = _with_clock(made, sentence, frame)
        taken.append(hit.span() if made is None else (made.start, made.end))
        found += [made] if made is not None else []
    return found, taken


def _without_repeats(found: list[Found], sentence: str, frame: Frame) -> list[Found]:
    """`5 p.m. on Monday, three days prior to the meeting` is one moment: what only repeats the day is left out."""
    kept: list[Found] = []
    for each in found:
        last = kept[-1] if kept else None
        if last is not None and not sentence[last.end : each.start].strip(_REPEATS):
            if isinstance(last.at, dt.datetime) and not isinstance(each.at, dt.datetime):
                continue
            if (
                not isinstance(last.at, dt.datetime)
                and isinstance(each.at, dt.datetime)
                and _day(each, frame) == last.at
            ):
                kept.pop()  # "Wednesday, the 10th at noon": the day alone would be half a day too late
        kept.append(each)
    return kept


_REPEATS: Final = " ,(-\u2013\u2014the"
"""What may stand between two names of one day."""


def _day(found: Found, frame: Frame) -> dt.date:
    return found.at.astimezone(frame.zone).date() if isinstance(found.at, dt.datetime) else found.at


def _with_clock(day: Found, sentence: str, frame: Frame) -> Found:
    """`5 p.m. two business days before the hearing`: the hour beside a day that is counted, before it or behind it."""
    assert not isinstance(day.at, dt.datetime)
    begin = max(0, day.start - 60)
    before = [
        hit
        for hit in _CLOCK_ALONE.finditer(sentence, begin, day.start)
        if _JOINS_BEFORE.match(sentence, hit.end(), day.start)
    ]
    joint = _JOINS_AFTER.match(sentence, day.end)
    behind = _CLOCK_ALONE.match(sentence, joint.end()) if joint else None
    hit = before[-1] if before else behind
    if hit is None:
        return day
    groups = {name: value for name, value in hit.groupdict().items() if value}
    clock = clock_of(groups)
    if clock is None:
        return day
    at = first_moment(day.at, clock[0], zone_of(groups, frame)).astimezone(frame.zone)
    return Found(
        min(day.start, hit.start()), max(day.end, hit.end()), at, (*day.notes, *clock[1]), "midnight" not in groups
    )


def _leaves_a_clock(day: Found, found: list[Found], sentence: str, frame: Frame) -> bool:
    """Whether a bare date stands in one clause with an hour that nothing has read: its day's end could be too late."""
    if isinstance(day.at, dt.datetime):
        return False
    begin = max((each.end for each in found if each.end <= day.start), default=0)
    end = min((each.start for each in found if each.start >= day.end), default=len(sentence))
    begin = max(begin, sentence.rfind(";", 0, day.start) + 1)
    stop = sentence.find(";", day.end)
    end = min(end, stop) if stop >= 0 else end
    own = frame.start.astimezone(frame.zone).time()
    for hit in _CLOCK_ALONE.finditer(sentence, begin, end):
        if any(each.start <= hit.start() < each.end for each in found if each is not day):
            continue
        told = clock_of({name: value for name, value in hit.groupdict().items() if value})
        if told is None or frame.all_day or told[0] != own:
            return True
    return False


def _same_day(sentence: str, found: list[Found], frame: Frame) -> list[Found]:
    """`by 4 p.m. on March 8, and written testimony by 5 p.m. the same day`: the day named last before it."""
    made: list[Found] = []
    for hit in _SAME_DAY.finditer(sentence) if "same day" in sentence.lower() else ():
        groups = {name: value for name, value in hit.groupdict().items() if value}
        earlier = [each for each in found if each.end <= hit.start()]
        clock = clock_of(groups)
        if not earlier or clock is None or "midnight" in groups:
            continue
        last = max(earlier, key=lambda each: each.end)
        day = _day(last, frame)
        at = first_moment(day, clock[0], zone_of(groups, frame)).astimezone(frame.zone)
        made.append(Found(*hit.span(), at, (*last.notes, *clock[1]), last.sure))
    return made


def _with_unclear_hour(found: Found, sentence: str) -> Found:
    """A bare date beside an hour without a.m. or p.m. is told as such: the day's end would be too late."""
    before, behind = _HOUR_BESIDE
    if isinstance(found.at, dt.datetime) or not (
        before.search(sentence, max(0, found.start - 30), found.start) or behind.match(sentence, found.end)
    ):
        return found
    return Found(found.start, found.end, found.at, (*found.notes, HOUR_UNCLEAR), sure=False)


def _starts(sentence: str, frame: Frame) -> Iterator[Found]:
    for hit in _START.finditer(sentence):
        if _COUNTED_BEFORE.search(sentence, max(0, hit.start() - 110), hit.start()):
            continue
        at: dt.datetime | dt.date = frame.start.astimezone(frame.zone)
        if frame.all_day:
            at = frame.day - dt.timedelta(days=1)
        notes = (HOUR_UNKNOWN,) if frame.all_day else ()
        yield Found(*hit.span(), at, notes, start_of_hearing=True)


def _span(hit: re.Match[str], frame: Frame) -> Found | None:
    """`24 hours prior to the hearing`: elapsed time; days count on the calendar."""
    count = float(hit["count"]) if hit["count"] else NUMBERS[" ".join(hit["word"].lower().split())]
    if not count:
        return None
    after = hit["side"].lower().startswith(("after", "following", "post", "desp", "sigui", "contados", "of"))
    sign = 1 if after else -1
    unit = hit["unit"].lower()
    if _COUNTS_DAYS.search(unit):
        if "week" in unit or "semana" in unit:
            count *= 7
        business = bool(hit["business"] or hit["after_business"])
        if count > 60 or count != int(count):
            return None
        day = (
            shifted(frame.day, sign * int(count), frame.subdivision)
            if business
            else frame.day + dt.timedelta(days=sign * count)
        )
        return Found(*hit.span(), day)
    length = dt.timedelta(minutes=count) if unit.startswith("min") else dt.timedelta(hours=count)
    if length > dt.timedelta(days=30):
        return None
    if frame.all_day:
        earliest = first_moment(frame.day, EARLIEST, frame.zone).astimezone(dt.UTC)
        return Found(*hit.span(), last_whole_day((earliest + sign * length).astimezone(frame.zone)), (HOUR_UNKNOWN,))
    at = (frame.start.astimezone(dt.UTC) + sign * length).astimezone(frame.zone)
    notes = ("The end of the hearing is not published, so this counts from its start.",) if hit["end"] else ()
    return Found(*hit.span(), at, notes)


def _moment(groups: dict[str, str], place: tuple[int, int], frame: Frame) -> Found | None:
    told = day_of(groups, frame)
    if told is None:
        return None
    day, notes, sure = told
    clock = clock_of(groups)
    if clock is None and ("hour" in groups or "oclock" in groups or "shour" in groups):
        return None
    if clock is None:
        # A bare "the day of the hearing" or a weekday alone is no deadline; a date is.
        return Found(*place, day, tuple(notes), sure) if abs((day - frame.day).days) <= 120 else None
    if abs((day - frame.day).days) > 120:
        return None
    at, more = clock
    zone = zone_of(groups, frame)
    if "midnight" in groups:
        return Found(*place, first_moment(day, dt.time(), zone), (*notes, *more), sure=False)
    return Found(*place, first_moment(day, at, zone).astimezone(frame.zone), (*notes, *more), sure)
