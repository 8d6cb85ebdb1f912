"""Speak English and Spanish: the language stands in the address (`/es/bills`), so that every page can be linked and kept."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from starlette.types import Scope

from tracker.records.hours import clock_words

LANGUAGES: Final = {"en": "English", "es": "Español"}
DEFAULT: Final = "en"
_LOCALES: Final = {"en": Locale("en", "US"), "es": Locale("es", "US")}


def take_prefix(scope: Scope) -> None:
    """Move the language from the path into `scope["language"]`, so that routes know one path a page."""
    path: str = scope["path"]
    scope["language"] = DEFAULT
    head, slash, rest = path[1:].partition("/")
    if head in LANGUAGES and head != DEFAULT:
        scope["language"] = head
        scope["path"] = "/" + rest if slash else "/"


class Catalogue:
    """The words of one language, read from its .po file: what reviewers see is what people read."""

    def __init__(self, language: str) -> None:
        self.single: dict[str, str] = {}
        self.plural: dict[str, tuple[str, ...]] = {}
        if language == DEFAULT:
            return
        raw = files("tracker.web").joinpath("locales").joinpath(f"{language}.po").read_bytes()
        for message in read_po(BytesIO(raw), locale=language):
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, str):
                if message.string:
                    self.single[message.id] = str(message.string)
            elif message.string and all(message.string):
                self.plural[message.id[0]] = tuple(message.string)

    def gettext(self, text: str) -> str:
        """The text in this language, or as it stands."""
        return self.single.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The right form for a number; English and Spanish have the same two."""
        forms = self.plural.get(one, (one, many))
        return forms[0] if number == 1 else forms[-1]


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language, read once."""
    return Catalogue(language)


@lru_cache(maxsize=8192)
def day(language: str, date: dt.date, form: str = "long") -> str:
    """A date in words."""
    if form == "weekday":
        return format_date(date, "EEEE, MMMM d" if language == "en" else "EEEE d 'de' MMMM", locale=_LOCALES[language])
    if form == "short":
        return format_date(date, "MMM d" if language == "en" else "d MMM", locale=_LOCALES[language])
    if form == "month":
        return format_date(date, "LLLL y", locale=_LOCALES[language])
    if form == "monthshort":
        return format_date(date, "MMM", locale=_LOCALES[language]).rstrip(".")
    if form == "weekdayshort":
        return format_date(date, "EEE", locale=_LOCALES[language]).rstrip(".")
    return format_date(date, form, locale=_LOCALES[language])


@lru_cache(maxsize=8192)
def clock_time(language: str, moment: dt.datetime, zone: str) -> str:
    """A time of day with its zone's name, such as 10 a.m. EST."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{clock_words(local, language)} {local.tzname()}"


@lru_cache(maxsize=2048)
def moment_words(language: str, moment: dt.datetime, zone: str = "UTC") -> str:
    """A moment in words, with its zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day(language, local.date(), 'medium')}, {clock_time(language, moment, zone)}"


@lru_cache(maxsize=4096)
def number(language: str, value: float) -> str:
    """A number with its separators."""
    return format_decimal(value, locale=_LOCALES[language])
