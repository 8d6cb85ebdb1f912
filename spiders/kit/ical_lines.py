"""Take a calendar's bytes apart: its text, the lines of each event, and their properties.

A calendar is read line by line instead of as a whole, so that one broken event costs itself only.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from tracker.records.calls import CALL
from tracker.records.text import line

CUT_OFF: Final = "X-CUT-OFF"
"""Stands in an event that is not whole, and says which of its two marks is missing."""

_FOLD: Final = re.compile(r"\r?\n[ \t]")
_CALENDAR: Final = re.compile(r"^(?=BEGIN:VCALENDAR\b)", re.MULTILINE | re.IGNORECASE)
_BREAK: Final = re.compile(r"\r?\n")
_LINE: Final = re.compile(r'^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^":;]*))*)\s*:(.*)$', re.DOTALL)
_DATED: Final = re.compile(
    r"^(DTSTART|DTEND|EXDATE|RDATE|RECURRENCE-ID)(;.*):(?=\d{4}-?\d{2}-?\d{2})(.*)$", re.DOTALL | re.IGNORECASE
)
"""A moment whose zone holds a colon without quotes, such as TZID=(UTC-06:00) Central Time (US & Canada)."""
_PARAMETER: Final = re.compile(r';([^=;]+=(?:"[^"]*"|[^;"]*))')
_ESCAPE: Final = re.compile(r"\\([\\;,nN])")
_CHARSET: Final = re.compile(r'charset\s*=\s*"?([\w.:-]+)', re.IGNORECASE)
_SEPARATORS: Final = str.maketrans(dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n"))
_DURATION: Final = re.compile(r"([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\Z")
_CONFERENCES: Final = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
)
"""Where RFC 7986 (section 5.11), Google and Microsoft write the address of a meeting's call."""
_LATIN: Final = {"iso8859-1", "ascii"}
"""What publishers call Windows-1252, as browsers know."""

Properties = dict[str, list[tuple[dict[str, str], str]]]
"""The values of each property by its name, each with its parameters."""


def decoded(data: bytes, content_type: str = "") -> str:
    """The calendar's text, unfolded. RFC 5545 wants UTF-8; what is none is read as its header says, or as Windows-1252."""
    if data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        text = data.decode("utf-16", "replace")
    else:
        text = _eight_bit(data.removeprefix(codecs.BOM_UTF8), content_type)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return _FOLD.sub("", text)


def _eight_bit(data: bytes, content_type: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    believed = data.decode("utf-8", "replace")
    damaged = believed.count("\ufffd")
    if damaged * 4 < sum(letter > "\x7f" for letter in believed):  # a few bytes were broken, the rest is UTF-8
        return believed
    named = _CHARSET.search(content_type)
    try:
        charset = codecs.lookup(named[1]).name if named else "cp1252"
    except LookupError:
        charset = "cp1252"
    return data.decode("cp1252" if charset in _LATIN or charset.startswith("utf") else charset, "replace")


def calendars(text: str) -> list[str]:
    """The text of each calendar in a file: some hold several, one after another, each with words of its own on all its events."""
    return [part for part in _CALENDAR.split(text) if part.strip()] or [text]


def blocks(text: str, name: str) -> Iterator[list[str]]:
    """The lines of each component of that name, without what is nested inside; one that is not whole is marked.

    Components of one name do not stand inside each other, so a second beginning ends the first. What a template left
    before a beginning ("NoneBEGIN:VEVENT") is no part of it.
    """
    begin, end = re.compile(rf"[^:;\s]*BEGIN:{name}"), f"END:{name}"
    inside: list[str] | None = None
    between: list[str] = []
    nested = 0
    for raw in _BREAK.split(text):
        mark = raw.strip().upper()
        if begin.fullmatch(mark):
            if inside is not None:
                yield [*inside, f"{CUT_OFF}:{end}"]
            inside, nested = [], 0
        elif mark == end:
            yield inside if inside is not None else [*between, f"{CUT_OFF}:BEGIN:{name}"]
            inside, between = None, []
        elif mark.startswith(("BEGIN:", "END:")):
            nested = max(0, nested + (1 if mark.startswith("BEGIN:") else -1))
            between = []
        elif inside is None:
            between.append(raw)
        elif not nested:
            inside.append(raw)
    if inside is not None:
        yield [*inside, f"{CUT_OFF}:{end}"]


def whole_blocks(text: str, name: str) -> list[str]:
    """The text of each component of that name, with what is nested inside."""
    return re.findall(rf"^BEGIN:{name}\b.*?^END:{name}\b", text, re.DOTALL | re.MULTILINE | re.IGNORECASE)


def properties(block: list[str]) -> Properties:
    """The properties of a component's lines; a line that is none is left out."""
    by_name: Properties = {}
    for raw in block:
        if match := _DATED.match(raw) or _LINE.match(raw):
            parameters = (part.partition("=") for part in _PARAMETER.findall(match[2]))
            named = {name.strip().upper(): value.strip().strip('"') for name, _equals, value in parameters}
            by_name.setdefault(match[1].upper(), []).append((named, match[3]))
    return by_name


def first(event: Properties, name: str) -> str | None:
    """The first value of a property."""
    return event[name][0][1] if name in event else None


def counted(text: str | None) -> int:
    """A number such as that of a revision; 0 for what is none."""
    digits = (text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def conference(event: Properties) -> str | None:
    """The address at which one takes part from afar; a telephone number stands in the description as well."""
    texts = (line(value, limit=10_000) for name in _CONFERENCES for _how, value in event.get(name, []))
    words = (unescaped(first(event, name) or "") for name in ("LOCATION", "URL", "DESCRIPTION"))
    return next(
        (text for text in texts if text.lower().startswith(("https://", "http://"))),
        next((match[0].rstrip(".,;:)") for text in words if (match := CALL.search(text))), None),
    )


def calendar_property(text: str, name: str) -> str:
    """One property of the calendar itself as a clean line, empty when it has none."""
    match = re.search(rf"^{name}(?:;[^:\r\n]*)?:(.*)$", text, re.MULTILINE | re.IGNORECASE)
    return line(unescaped(match[1])) if match else ""


def unescaped(text: str) -> str:
    """A text value without its backslashes; every kind of line separator in it is a line break."""
    return _ESCAPE.sub(lambda hit: "\n" if hit[1] in "nN" else hit[1], text).translate(_SEPARATORS)


def duration(text: str | None) -> dt.timedelta | None:
    """A length of time such as PT1H30M; None for what is none, or runs backward."""
    match = _DURATION.match(text.strip()) if text else None
    if match is None or match[1] == "-":
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    return dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
