"""Write the hours that people say or type in other forms as `tracker`'s one reader of hours knows them: `half past five p.m.`, `18h30`, `0900`, `530 PM`.

What does not say its half of the day stays as it is, and is no hour: five in the morning is not five in the evening.
"""

from __future__ import annotations

import re
from typing import Final

from tracker.records.number_words import HOURS

_MINUTES: Final = {
    "thirty": 30, "fifteen": 15, "forty-five": 45, "forty five": 45, "twenty": 20, "y media": 30, "y cuarto": 15, "menos cuarto": -15
}  # fmt: skip
_HALF: Final = (
    r"(?:\s*o['\u2019]clock)?,?\s*(?:[ap]\.?\s?m\b|(?:in the (?:morning|afternoon|evening)|at night)\b"
    r"|(?:de|en|por) la (?:ma(?:n|\u00f1)ana|tarde|noche)\b)"
)
_ONCE: Final = r"once(?!,?\s*(?:in the|at night))"
"""Eleven in Spanish, and no hour in English."""
_HOUR: Final = rf"(?<!-)(?P<hour>\d{{1,2}}|{'|'.join(_ONCE if word == 'once' else word for word in HOURS)})"
"""What stands before a hyphen makes it another number: `twenty-one`."""
_PAST: Final = re.compile(
    rf"\b(?:a )?(?P<part>half|quarter|\d{{1,2}} minutes) (?P<way>past|after|to|till|before|of) {_HOUR}(?P<half>{_HALF})", re.IGNORECASE
)  # fmt: skip
_SAID: Final = re.compile(
    rf"\b{_HOUR}(?:[ -](?P<minutes>{'|'.join(_MINUTES)}))?(?P<half>{_HALF})", re.IGNORECASE
)  # fmt: skip
_NOON: Final = re.compile(r"\b(?:noon-?ish|mid-?day|12(?::00)? ?n(?=\.?\s*(?:\Z|[-\u2013,;)]|to\b)))\b", re.IGNORECASE)
"""`12 N` is noon where nothing follows that it could belong to: `12 N. Main Street`."""
_WITH_H: Final = re.compile(r"\b(?P<hour>[01]?\d|2[0-3]) ?h ?(?P<minutes>[0-5]\d)\b", re.IGNORECASE)
_H_ALONE: Final = re.compile(r"\W*(?:[\u00e0a] )?(?P<hour>\d{1,2}) ?(?:h|hs|heures?)\b\W*", re.IGNORECASE)
_FOUR: Final = re.compile(r"\W*(?:at )?(?P<hour>[01]\d)(?P<minutes>[0-5]\d)(?:\s*(?:-|\u2013|to|until)\s*[012]\d[0-5]\d)?(?:\s*(?:hrs|hours))?\W*", re.IGNORECASE)  # fmt: skip
_RUN_ON: Final = re.compile(
    r"\b(?P<hour>0?[1-9]|1[0-2])(?:(?:[;,] ?| )(?!0[1-9]|1[0-2])|)(?P<minutes>[0-5]\d)(?=\s?[ap]\.?\s?m\b)",
    re.IGNORECASE,
)
"""`530 PM`, `5 30 PM`; a number that can be an hour itself is one: `March 3, 10 a.m.`"""
_NUMBERED: Final = re.compile(
    r"(?:\b(?:[HSA]\.?(?:[JC]\.?)?[BRFM]|L\.?D|[HS]\.?P)\.? ?|(?i:\b(?:room|rm\.?|suite|bill|file|item|docket|no\.?|number) ?)|#)$"
)
"""What stands before the number of a bill, a room or a paper: `HB 1030 PM only` names no hour."""
_LONGEST_NOUN: Final = 12
"""Letters before a number in which such a word is looked for."""
_ONE_LETTER: Final = re.compile(
    r"\W*\d{1,2}(?::\d\d)? ?[ap](?:\s*(?:-|\u2013|to)\s*\d{1,2}(?::\d\d)? ?[ap])?\W*", re.IGNORECASE
)
_EARLIEST: Final = 7
"""A single number with an h from here on is one of the 24-hour clock; `2h` is as often how long it takes."""


def in_digits(text: str) -> str:
    """The text with its hours as `1:30 p.m.`, `13:30` or `noon`; what is no hour in another form stays."""
    if not text:
        return text
    if match := _H_ALONE.fullmatch(text):
        return f"{match['hour']}:00" if _EARLIEST <= int(match["hour"]) <= 23 else ""
    if match := _FOUR.fullmatch(text):
        return f"{match['hour']}:{match['minutes']}"
    if _ONE_LETTER.fullmatch(text):
        return re.sub(r"(?<=\d) ?([ap])\b", r" \1m", text, flags=re.IGNORECASE)
    text = _NOON.sub("noon", text)
    text = _PAST.sub(_from_past, text)
    text = _SAID.sub(_from_words, text)
    text = _WITH_H.sub(lambda match: f"{int(match['hour']):02}:{match['minutes']}", text)
    return _RUN_ON.sub(_from_run_on, text)


def _from_run_on(match: re.Match[str]) -> str:
    if _NUMBERED.search(match.string, max(0, match.start() - _LONGEST_NOUN), match.start()):
        return match[0]
    return f"{int(match['hour'])}:{match['minutes']}"


def _from_past(match: re.Match[str]) -> str:
    part = match["part"].casefold()
    minutes = {"half": 30, "quarter": 15}.get(part) or int(part.split()[0])
    before = match["way"].casefold() in {"to", "till", "before", "of"}
    return _clock(_number(match["hour"]), -minutes if before else minutes, match["half"])


def _from_words(match: re.Match[str]) -> str:
    minutes = _MINUTES[match["minutes"].casefold()] if match["minutes"] else 0
    if match["hour"].isdecimal() and not minutes:
        return match[0]
    return _clock(_number(match["hour"]), minutes, match["half"])


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else HOURS[word.casefold()]


def _clock(hour: int, minutes: int, half: str) -> str:
    """A quarter to one is one of twelve; a quarter to twelve p.m. is nobody's hour."""
    if not 1 <= hour <= 12 or not -60 < minutes < 60 or (hour == 12 and minutes < 0):
        return ""
    if minutes < 0:
        hour, minutes = hour - 1 or 12, minutes + 60
    return f"{hour}:{minutes:02}{half}"
