"""Read dates and times as sources write them: strictly, in the source's own form, in its own zone.

A lenient reader finds a date in anything; a wrong hour is the worst fault this program can have. A source names the
forms it uses; what fits none of them is `PageChanged`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, TypedDict
from zoneinfo import ZoneInfo

from spiders.kit.hour_words import in_digits
from spiders.kit.select import PageChanged
from tracker.records.items import TimeQualifier
from tracker.records.text import line

PLAUSIBLE: Final = (1789, 2100)
"""Years a legislature may name; anything else is a slip, such as 0000 or 20226."""

_HALF: Final = r"(?:(?<=:\d\d)(?:\s*o['\u2019]clock)?,|\s*o['\u2019]clock)?\s*(?:[ap]\.?\s?m\b\.?|(?<=:\d\d)[ap]\b|(?<=:\d\d\s)[ap]\b(?!\.?\s*\d)|(?:de|en|por)\sla\s(?:ma(?:n|\u00f1)ana|tarde|noche)\b|(?:in\sthe\s(?:morning|afternoon|evening)|at\snight)\b)"
_SECONDS: Final = r"(?::\d{2}(?:\.\d{1,7})?)?"
"""What programs write behind the minutes, between them and the half of the day: 1:30:00 PM, 13:30:00.0000000."""
_DOTTED_HALF: Final = re.compile(r"(?<=\d|\s)([ap])\.\s?m\b\.?", re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"""
    \b(?:12(?::00)?\s*)?(?P<word>noon|midnight|mediod[i\u00ed]a|medianoche)\b  # noon, 12 noon, 12:00 midnight
    | \b(?P<first>\d{1,2})(?:[:.](?P<fmin>\d{2})SECONDS)?                      # 1:30-3:30 PM, 4-6pm, 5:30 to 7 p.m.
      \s*(?:-|\u2013|\u2014|to|until|till?|thru|through|a|(?<=:\d\d)/|(?<=:\d\d\s)(?:/|or|and|&))\s*
      (?:(?P<last>\d{1,2})(?:[:.](?P<lmin>\d{2})SECONDS)?(?P<lhalf>HALF)|(?:12(?::00)?\s*)?(?P<lword>noon|midnight)\b)
    | \b(?P<hour>\d{1,2})(?:[:.](?P<min>\d{2})SECONDS)?(?P<half>HALF)          # 2 PM, 2:30 p.m., 5:30p, 2:30:00 PM
    | \b(?P<mil>(?:[01]\d|2[0-3])[0-5]\d)\s*(?:hours|hrs)\b                      # 1730 hours
    | \b(?P<hour24>[01]?\d|2[0-3]):(?P<min24>\d{2})SECONDS(?!\d|[:.]\d)            # 14:30, 14:30:00
    """.replace("HALF", _HALF).replace("SECONDS", _SECONDS),
    re.IGNORECASE | re.VERBOSE,
)
_EITHER: Final = frozenset("123456")
"""Hours that are two in the afternoon for who writes twelve of them, and two at night for who writes 24 without a zero."""
_OPEN: Final = re.compile(
    r"\b(?:tba|tbd|to be (?:announced|determined|scheduled|set)|(?<!or )(?<!or at )(?<!or at the )(?<!or upon )(?<!or upon the )(?<!or on )(?<!or on the )call of the chair|time change)\b|am ?/ ?pm\b",
    re.IGNORECASE,
)
"""Words that say the hour is not known yet; a clock beside them is a placeholder."""
_UPON: Final = re.compile(
    r"\b(?:upon|after|following|immediately|on)\b.{0,40}\b(?:adj(?:ourn\w*|\b)|recess\w*|session|caucus\w*|floor|rises)\b|\bu/a\b|\boff the floor\b"
    r"|\badjournment\b|\brecess\b|\brise of\b|\bgiven leave\b|\bimmediately (?:following|after)\b"
    r"|\b(?:at|upon) the (?:conclusion|completion) of\b|\A\W*(?:to follow|following|after)\b(?![ -]school\b| hours\b| \d+ (?:year|month|week|day)s?\b)",
    re.IGNORECASE,
)
_FOLLOWS: Final = re.compile(
    r"\b(?:(?:or )?(?:upon|after|following) (?:the )?adjourn|immediately (?:following|after)|(?:at|upon) the (?:conclusion|completion) of)"
    r"[^()]*",
    re.IGNORECASE,
)
"""Words in the name of a meeting by which it waits for another."""
_BEFORE: Final = re.compile(
    r"\b(?:chang|mov|reschedul|delay|push|updat)\w+ from \D{0,8}\d{1,2}.{0,12}? to (?=\d|noon|midnight)", re.IGNORECASE
)
"""The hour that a meeting had before."""
_OR: Final = re.compile(
    r"\b(?:or|and)\s+(?:upon|after|immediately|following|on)\b|\bor (?:at )?(?:the )?call of the chair\b|\bor later\b|^\W*after (?=\d{1,2}(?::\d\d)? ?[ap]\.?m\b)|\bnot before\b|\bno (?:earlier|sooner)\b",
    re.IGNORECASE,
)


def date(text: str, *forms: str) -> dt.date:
    """The date that `text` writes in one of `forms` (ISO when none is named)."""
    cleaned = line(text)
    for form in forms or ("%Y-%m-%d",):
        try:
            day = dt.datetime.strptime(cleaned, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        return _plausible(day, cleaned)
    raise PageChanged(f"wanted a date as {' or '.join(forms or ('YYYY-MM-DD',))}, found {cleaned[:60]!r}")


def local(text: str, zone: ZoneInfo, *forms: str) -> dt.datetime:
    """The moment that `text` writes as local time of `zone` in one of `forms`; `%p` reads a.m. and p.m. as well.

    Where no form is named, a moment as ISO 8601 writes it, with an offset or without; a day without an hour is none.
    """
    cleaned = _DOTTED_HALF.sub(r"\1m", line(text))
    moment = _in_one_of(cleaned, forms) if forms else _iso(cleaned)
    if moment is None:
        wanted = " or ".join(forms) or "YYYY-MM-DDTHH:MM:SS with or without an offset"
        raise PageChanged(f"wanted a time as {wanted}, found {cleaned[:60]!r}")
    _plausible(moment.date(), cleaned)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _in_one_of(text: str, forms: tuple[str, ...]) -> dt.datetime | None:
    for form in forms:
        try:
            return dt.datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
    return None


def _iso(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text) if ":" in text else None
    except ValueError:
        return None


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment of a day in a zone: how an all-day hearing is kept."""
    return dt.datetime.combine(day, dt.time(0), tzinfo=zone)


def clock(text: str | None) -> tuple[dt.time | None, TimeQualifier]:
    """The earliest clock time a phrase such as "2:00 P.M. or upon recess" names, and how sure it is.

    `exact` for a time alone; `not-before` for a time with a condition; `upon-adjournment` for a condition alone;
    `unknown` for anything else, and where the words say that the hour is yet to be announced. A.M. and P.M. are never
    guessed: "14:00", "8:30" and "02:00" are read as times of the 24-hour clock, and "2:00" alone, which may be meant so
    or not, is no hour; of a range such as "1:30-3:30 PM" the half of the day stands at its end and is true of its beginning.
    """
    phrase = _BEFORE.sub("changed to ", in_digits(line(text or "")))
    match = None if _OPEN.search(phrase) else _CLOCK.search(phrase)
    conditional = _OR.search(phrase) is not None or _UPON.search(phrase) is not None
    if match is None or (match["hour24"] or "") in _EITHER:
        return None, "upon-adjournment" if conditional else "unknown"
    return _time(match, phrase), "not-before" if conditional else "exact"


class Timed(TypedDict):
    """When a meeting begins, as `ScrapedHearing` takes it."""

    start: dt.datetime
    all_day: bool
    time_qualifier: TimeQualifier
    time_text: str | None


def timed(start: dt.datetime, *words: str | None) -> Timed:
    """What a calendar's moment says: midnight is what systems write where no hour is known, and never an hour of a meeting.

    `words`, such as the meeting's name, may say that it waits for another: its hour is then the earliest.
    """
    waits = next((condition for text in words if text and (condition := waits_for(text))), None)
    if start.time() == dt.time():
        sure: TimeQualifier = "upon-adjournment" if waits else "date-only"
        return Timed(start=start, all_day=True, time_qualifier=sure, time_text=waits)
    return Timed(start=start, all_day=False, time_qualifier="not-before" if waits else "exact", time_text=waits)


def waits_for(name: str) -> str | None:
    """The words of a meeting's name that say after what it begins, such as "immediately following the Council meeting"."""
    match = _FOLLOWS.search(name)
    return match[0].strip() if match else None


def _time(match: re.Match[str], phrase: str) -> dt.time:
    parts = match.groupdict()
    if parts["word"]:
        return dt.time(12 if parts["word"].lower() in {"noon", "mediodia", "mediodía"} else 0)
    if parts["first"]:
        return _begin(parts, phrase)
    if parts["mil"]:
        return dt.time(int(parts["mil"][:2]), int(parts["mil"][2:]))
    if parts["hour24"]:
        return dt.time(int(parts["hour24"]), int(parts["min24"]))
    return _of_half(int(parts["hour"]), parts["min"], parts["half"], phrase)


def _begin(parts: dict[str, str | None], phrase: str) -> dt.time:
    """The beginning of a range: in the half of the day of its end, unless it would then begin after it."""
    first = int(parts["first"] or 0)
    if parts["lword"]:  # 10-noon is in the morning, 8 to midnight in the evening
        return _of_half(first, parts["fmin"], "a" if parts["lword"].lower() == "noon" else "p", phrase)
    half = _letter(parts["lhalf"])
    end = _of_half(int(parts["last"] or 0), parts["lmin"], half, phrase)
    begin = _of_half(first, parts["fmin"], half, phrase)
    if begin < end or first > 12:
        return begin
    return _of_half(first, parts["fmin"], "a" if half == "p" else "p", phrase)


def _of_half(hour: int, minute: str | None, half: str | None, phrase: str) -> dt.time:
    low = "p" if hour == 12 and _in_words(half) else _letter(half)  # twelve in the morning is never midnight
    if hour > 23 or int(minute or 0) > 59 or (hour == 0 and low == "p"):
        raise PageChanged(f"wanted a clock time, found {phrase[:60]!r}")
    if not 1 <= hour <= 12:
        return dt.time(hour, int(minute or 0))  # "14:00 PM": the 24-hour clock with a needless half
    return dt.time(hour % 12 + (12 if low == "p" else 0), int(minute or 0))


def _letter(half: str | None) -> str:
    """`a` or `p` of a half of the day in any spelling; empty for none."""
    word = _half_alone(half)
    if _in_words(half):
        return "a" if word.endswith(("ana", "morning")) else "p"
    return word[:1]


def _in_words(half: str | None) -> bool:
    """Whether a half of the day is said and not abbreviated: de la mañana, por la tarde, in the morning, at night."""
    return _half_alone(half).split()[:1] in (["in"], ["at"], ["de"], ["en"], ["por"])


def _half_alone(half: str | None) -> str:
    return re.sub(r"^\s*o['\u2019]clock", "", (half or "").lower()).strip(" ,")


def _plausible(day: dt.date, text: str) -> dt.date:
    if not PLAUSIBLE[0] <= day.year <= PLAUSIBLE[1]:
        raise PageChanged(f"wanted a year from {PLAUSIBLE[0]} to {PLAUSIBLE[1]}, found {text[:60]!r}")
    return day


def year(words: str) -> int:
    """The year that a heading names, such as 2026 in "Meetings in 2026"; raises PageChanged where there is none or several."""
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words))
    if len(years) != 1:
        raise PageChanged(f"wanted one year in a heading, found {words[:60]!r}")
    return int(years.pop())


_ZONE_LABEL: Final = re.compile(r"(?<=[\dmM.])\s+\(?(AK|[ECMPH])[SD]?T\b")
_LABELLED: Final = {
    "E": "America/New_York",
    "C": "America/Chicago",
    "M": "America/Denver",
    "P": "America/Los_Angeles",
    "AK": "America/Anchorage",
    "H": "Pacific/Honolulu",
}


def labelled_zone(words: str | None, *possible: ZoneInfo) -> ZoneInfo:
    """The zone whose label, such as CST, stands behind an hour, else the first of those that are possible here.

    Raises PageChanged for the label of a zone that is not: the page's clock is then another one than we read it by.
    """
    zones = {_LABELLED[label] for label in _ZONE_LABEL.findall(words or "")}
    if not zones:
        return possible[0]
    here = [zone for zone in possible if zone.key in zones]
    if len(zones) > 1 or not here:
        known = " or ".join(zone.key for zone in possible)
        raise PageChanged(f"wanted an hour by the clock of {known}, found {words!r:.60}")
    return here[0]
