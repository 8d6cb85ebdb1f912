"""A second witness over the words of a notice: what the earliest moment is that a clause may name, however it says it.

It shares no pattern with the reader of moments and knows no grammar: it takes the words one by one, and of each that bounds time the
earliest moment that it can mean. A reading later than that is no liar, but it is no promise either: whoever shows it says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from tracker.records.number_words import NUMBERS, ORDINALS
from tracker.testimony.notice_clock import Frame
from tracker.testimony.notice_vocabulary import MONTHS, WEEKDAYS

EARLIER_WORDS: Final = (
    "The same sentence names “{words}” too, which may be earlier: be done by the earlier one, or ask."
)

_TOKEN: Final = re.compile(r"\d+(?:[:.]\d\d)?|[a-z\u00df-\u00ff]+|[^\w\s]")


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_HOURS: Final = {
    name: hours
    for hours, names in (
        (1 / 60, "minute minutes min mins minuto minutos"),
        (1, "hour hours hr hrs hora horas"),
        (24, "day days weekday weekdays workday workdays dia dias d\u00eda d\u00edas"),
        (168, "week weeks workweek semana semanas"),
        (336, "fortnight fortnights quincena quincenas"),
        (720, "month months mes meses"),
    )
    for name in names.split()
}
"""How many hours a unit has at least; business days are calendar days here, since the notice's own count is the reader's work."""
_BEFORE: Final = _words(
    "before prior advance ahead preceding beforehand earlier early out notice antes previo previos previa previas anterior anteriores"
    " anticipaci\u00f3n antelaci\u00f3n anterioridad anticipacion antelacion"
)
_NOT_BEFORE: Final = _words(
    "after following afterward afterwards thereafter from of past later into within ending closing through beginning starting begins ends"
    " luego despu\u00e9s despues siguiente siguientes posterior posteriores contados contadas desde transcurridos"
)
_LENGTHS: Final = _words("comment comments review public period window to para in of each per slot slots")
"""Words behind a unit that make the count a length of time: `the 45-day comment period`, `30 days to comment`."""
_BETWEEN: Final = _words(
    "( ) - full business working work calendar clear or more whole entire laborables h\u00e1biles regular consecutive and a an half"
)
"""What may stand between a number and its unit."""
_DAYWORDS: Final = _words(
    "day days night evening afternoon morning weekday workday week d\u00eda dia noche tarde semana"
)
_ADJOINING: Final = _words("before prior preceding previous earlier anterior antes previo previa")
_EVES: Final = _words("eve v\u00edspera vispera overnight")
_NOONS: Final = {"noon": 12, "midday": 12, "mediod\u00eda": 12, "mediodia": 12, "lunch": 12, "lunchtime": 12}
_HALVES: Final = _words("a p am pm")
_LIMITS: Final = _words("by past after than until till before hasta at")
_ENDS: Final = _words(", . ; ) and or on that if to sharp y o")
"""What stands behind a number that ends there: `by 5, or`."""
_PARTS: Final = _words("morning afternoon evening ma\u00f1ana manana tarde noche")
_ARTICLES: Final = _words("the la that")
_OF: Final = _words("de of - th st nd rd")
"""What stands between a day of the month and its month: `12 de marzo`."""
_OPENERS: Final = _words(
    "from between de del desde entre opens open opening begins begin beginning starting starts available abre abren abrir\u00e1 comienza"
    " comenzar\u00e1 not formerly previously originally"
)
"""Words before a moment that nothing is due at: it opens something, or holds no more."""
_JOINTS: Final = _words("at on a la las el the promptly")
_WINDOW: Final = 12
"""Words behind a count in which its direction is looked for."""
_NEAR: Final = 120
"""Days around the hearing of which a date may be meant."""


class Bound(NamedTuple):
    """Words that may bound a moment."""

    start: int
    end: int
    kind: Literal["count", "weekday", "date", "clock"]
    hours: float = 0
    """Of a count: how many hours it goes back at least."""
    month: int = 0
    number: int = 0
    """Of a date its day of the month, of a weekday its number from Monday on, of a clock its minute of the day."""
    sure: bool = True
    """Of a clock: whether it says which half of the day is meant."""


class _Word(NamedTuple):
    text: str
    start: int
    end: int


@lru_cache(maxsize=8_192)
def bounds(sentence: str) -> tuple[Bound, ...]:
    """Everything in a sentence (in lower case) that may bound time."""
    words = [_Word(hit[0], *hit.span()) for hit in _TOKEN.finditer(sentence)]
    return tuple(
        bound
        for at in range(len(words))
        for bound in (
            _count(words, at),
            _day_before(words, at),
            _weekday(words, at),
            _date(words, at),
            _clock(words, at),
        )
        if bound is not None and not _opens(words, at)
    )


def earlier_words(
    sentence: str,
    due: dt.datetime | dt.date,
    frame: Frame,
    *,
    explained: Sequence[tuple[int, int]],
    clause: tuple[int, int],
) -> Bound | None:
    """The first words of that clause that may mean an earlier moment, and that no reading explains; None where there are none."""
    for bound in bounds(sentence):
        inside = clause[0] <= bound.start < clause[1]
        if inside and not _touches(bound, explained) and _may_be_earlier(bound, due, frame):
            return bound
    return None


def _touches(bound: Bound, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < bound.end and bound.start < end for start, end in spans)


def _may_be_earlier(bound: Bound, due: dt.datetime | dt.date, frame: Frame) -> bool:
    local = due.astimezone(frame.zone) if isinstance(due, dt.datetime) else None
    day = local.date() if local is not None else due
    if bound.kind == "clock":
        return _clock_before(bound, local, frame)
    if bound.kind == "count":
        at = (frame.start - dt.timedelta(hours=bound.hours)).astimezone(frame.zone)
        return at.date() < day or (local is not None and bound.hours < 24 and at < local)
    if bound.kind == "weekday":
        back = (frame.day.weekday() - bound.number) % 7
        return bound.number not in {day.weekday(), frame.day.weekday()} and frame.day - dt.timedelta(days=back) < day
    return any(date < day and date != frame.day for date in _dates(bound, frame))


def _clock_before(bound: Bound, due: dt.datetime | None, frame: Frame) -> bool:
    """Whether an hour is earlier than the due one; beside a bare day any hour is, but that at which the hearing begins."""
    local = frame.start.astimezone(frame.zone)
    begin = local.hour * 60 + local.minute
    if due is None:
        return frame.all_day or bound.number != begin
    minute = due.hour * 60 + due.minute
    if not bound.sure and (bound.number - minute) % 720 == 0:
        return False
    return bound.number < minute and (frame.all_day or bound.number != begin)


def _dates(bound: Bound, frame: Frame) -> list[dt.date]:
    dates = []
    for year in (frame.day.year - 1, frame.day.year, frame.day.year + 1):
        try:
            date = dt.date(year, bound.month, bound.number)
        except ValueError:
            continue
        if abs((date - frame.day).days) <= _NEAR:
            dates.append(date)
    return dates


def _opens(words: list[_Word], at: int) -> bool:
    """Whether the word before it says that something opens then, or no more holds."""
    before = at - 1
    while before >= 0 and at - before <= 3 and words[before].text in _JOINTS:
        before -= 1
    return before >= 0 and words[before].text in _OPENERS


def _number(word: str) -> float:
    if word.isdecimal():
        return float(word) if len(word) <= 3 else 0
    return 0 if word in {"a", "an"} else NUMBERS.get(word, 0) or ORDINALS.get(word, 0)


def _count(words: list[_Word], at: int) -> Bound | None:
    """`48 hours`, `two (2) business days`: as many, counted back from the start, where nothing says that it counts forward."""
    number = _number(words[at].text)
    if not number or _is_excepted([word.text for word in words[max(0, at - 3) : at]]):
        return None
    for place in range(at + 1, min(at + 6, len(words))):
        text = words[place].text
        if text in _HOURS:
            counts = _counts_back(words, place)
            return Bound(words[at].start, words[place].end, "count", hours=number * _HOURS[text]) if counts else None
        if text not in _BETWEEN and not _number(text):
            return None
    return None


def _is_excepted(lead: list[str]) -> bool:
    """`if it is called with less than 48 hours' notice`: when something else holds; `no less than` counts."""
    return lead[-2:] in (["less", "than"], ["fewer", "than"], ["menos", "de"]) and lead[:1] not in (["no"], ["not"])


def _counts_back(words: list[_Word], unit: int) -> bool:
    behind = [word.text for word in words[unit + 1 : unit + 1 + _WINDOW]]
    if behind and behind[0] in _LENGTHS:
        return False
    minutes = _HOURS[words[unit].text] < 1
    for text in behind[: 3 if minutes else _WINDOW]:
        if text in {";", "."} or text in _NOT_BEFORE:
            return False
        if text in _BEFORE:
            return True
    return not minutes


def _day_before(words: list[_Word], at: int) -> Bound | None:
    """`the night before`, `the previous week`, `la v\u00edspera`: a day back at least, or a week."""
    text, following = words[at].text, words[at + 1].text if at + 1 < len(words) else ""
    pair = (text in _DAYWORDS and following in _ADJOINING) or (
        text in _ADJOINING and following in _DAYWORDS and text != "before"
    )
    if not pair and text not in _EVES:
        return None
    week = pair and bool({text, following} & {"week", "semana"})
    return Bound(words[at].start, words[at + 1 if pair else at].end, "count", hours=168 if week else 24)


def _weekday(words: list[_Word], at: int) -> Bound | None:
    text = words[at].text
    if text not in WEEKDAYS or text in {"sun", "sat", "mon", "mar"}:
        return None
    return Bound(words[at].start, words[at].end, "weekday", number=WEEKDAYS[text])


def _date(words: list[_Word], at: int) -> Bound | None:
    """`March 12`, `12 de marzo`, `3/12`."""
    behind = [word.text for word in words[at + 1 : at + 3]]
    return _month_first(words, at, behind) or _day_first(words, at, behind) or _in_digits(words, at, behind)


def _is_day(text: str) -> bool:
    return text.isdecimal() and len(text) <= 2


def _month_first(words: list[_Word], at: int, behind: list[str]) -> Bound | None:
    month = MONTHS.get(words[at].text)
    if month is None or not behind or not _is_day(behind[0]):
        return None
    return Bound(words[at].start, words[at + 1].end, "date", month=month, number=int(behind[0]))


def _day_first(words: list[_Word], at: int, behind: list[str]) -> Bound | None:
    if not _is_day(words[at].text):
        return None
    place = next((place for place, word in enumerate(behind) if word in MONTHS), None)
    if place is None or (place and behind[0] not in _OF):
        return None
    return Bound(
        words[at].start, words[at + 1 + place].end, "date", month=MONTHS[behind[place]], number=int(words[at].text)
    )


def _in_digits(words: list[_Word], at: int, behind: list[str]) -> Bound | None:
    text = words[at].text
    slashed = len(behind) == 2 and behind[0] == "/" and _is_day(behind[1]) and (at < 1 or words[at - 1].text != "/")
    if not slashed or not _is_day(text) or not 1 <= int(text) <= 12:
        return None
    return Bound(words[at].start, words[at + 2].end, "date", month=int(text), number=int(behind[1]))


def _clock(words: list[_Word], at: int) -> Bound | None:
    """`3 p.m.`, `14:30`, `noon`, `past 1 in the afternoon`, `by 5`."""
    text = words[at].text
    if text in _NOONS:
        return Bound(words[at].start, words[at].end, "clock", number=_NOONS[text] * 60)
    minutes = _minutes(text)
    if minutes is None:
        return None
    behind = [word.text for word in words[at + 1 : at + 4]]
    if behind and behind[0] in _HALVES and (behind[0] != "a" or behind[1:2] == ["."]):
        late = behind[0].startswith("p")
        return Bound(words[at].start, _end_of_half(words, at + 1), "clock", number=minutes % 720 + 720 * late)
    if ":" in text:
        return Bound(words[at].start, words[at].end, "clock", number=minutes, sure=minutes >= 780)
    spoken = behind[:1] == ["o"] or bool(_PARTS.intersection(behind) and _ARTICLES.intersection(behind))
    if spoken or _bare_limit(words, at):
        return Bound(words[at].start, words[at].end, "clock", number=minutes, sure=False)
    return None


def _end_of_half(words: list[_Word], at: int) -> int:
    """Where the half of the day ends that begins with this word: `a.m.`, `pm`."""
    for rest in ((".", "m", "."), (".", "m"), ("m",)):
        if tuple(word.text for word in words[at + 1 : at + 1 + len(rest)]) == rest:
            return words[at + len(rest)].end
    return words[at].end


def _minutes(text: str) -> int | None:
    """The minute of the day that a number can name; None for what is no hour."""
    hour, _colon, minute = text.replace(".", ":").partition(":")
    if not _is_day(hour) or int(hour) > 23 or int(minute or 0) > 59:
        return None
    return int(hour) * 60 + int(minute or 0)


def _bare_limit(words: list[_Word], at: int) -> bool:
    """`by 5, and`, `not past 1 or`: a number that can only be an hour."""
    before = words[at - 1].text if at else ""
    behind = words[at + 1].text if at + 1 < len(words) else "."
    return before in _LIMITS and behind in _ENDS and _is_day(words[at].text) and 1 <= int(words[at].text) <= 12
