"""Say things in the reader's language: sentences, dates, places, chambers, topics, stages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

from alerts.render.message import Say
from alerts.render.names import (
    CADENCES,
    DUES,
    FIELDS,
    SECTIONS,
    SOURCE_KINDS,
    STAGES,
    TOPICS,
    body_name,
    chamber_name,
    executive_name,
    legislator_name,
)
from tracker.records.hours import clock_words
from tracker.records.place_names import FEDERAL, language_of, place_name
from tracker.records.text import shown_number
from tracker.subscriptions.preferences import Wishes

LANGUAGES: Final = {"en": "English", "es": "Español"}
_LOCALES: Final = {"en": "en_US", "es": "es_US"}
_CATALOGUES: Final = Path(__file__).parents[1] / "locales"

_DAYS: Final = {
    "en": ("EEEE, MMMM d", "EEEE, MMMM d, y", "EEE, MMM d", "EEE, MMM d, y"),
    "es": ("EEEE d 'de' MMMM", "EEEE d 'de' MMMM 'de' y", "EEEE d MMM", "EEEE d MMM y"),
}
"""A day in a sentence and in a list, each without and with its year. "Mar" is Tuesday and March in Spanish: one is whole."""
_ZONES: Final = {"E": "hora del Este", "C": "hora del Centro", "M": "hora de la Montaña", "P": "hora del Pacífico"}
"""What Spanish speakers call the zones whose letters they may not know."""
_ZONE_LETTERS: Final = re.compile(r"([ECMP])[SD]T\Z")
_WRITTEN_THERE: Final = frozenset({"words", "title", "committee", "version", "room", "agency", "gist", "basis"})
"""Fields of sentences that hold what a source wrote, in its own language."""
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdfc\ufe70-\ufefc]")
_LEFT_TO_RIGHT: Final = "\u200e"
_OF_PLACES: Final = {"chamber": chamber_name, "legislator": legislator_name, "body": body_name}
TWO: Final = 2
_NEAR: Final = dt.timedelta(days=183)
"""A day nearer than this needs no year."""


@cache
def catalogue(language: str) -> NullTranslations:
    """The sentences of a language. English is the catalogue's key and needs none.

    Read from the text form at first use (some milliseconds), so that no compiled file can be older than its source.
    """
    if language == "en":
        return NullTranslations()
    with (_CATALOGUES / f"{language}.po").open("rb") as source:
        read = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return Translations(compiled)


def closed(text: str) -> str:
    """The text, closed where it holds letters read from the right: else they turn a number behind it around."""
    return f"{text}{_LEFT_TO_RIGHT}" if _RIGHT_TO_LEFT.search(text) else text


class Words:
    """One language, on one day: "Tue, Dec 1" needs no year while it is near."""

    def __init__(self, language: str, today: dt.date) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language: expected one of {', '.join(LANGUAGES)}, found {language!r}")
        self.language = language
        self.today = today
        self.locale = Locale.parse(_LOCALES[language])
        self.catalogue = catalogue(language)
        self._day = lru_cache(maxsize=2_000)(self._format_day)

    def gettext(self, text: str) -> str:
        """The text in this language, or in English where it has none."""
        return str(self.catalogue.gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form for `count`."""
        return str(self.catalogue.ngettext(one, many, count))

    def say(self, said: Say) -> str:
        """A sentence with its fields filled."""
        text = self.gettext(said.text)
        if not said.args:
            return text
        filled = text.format_map({name: self._fill(kind, value) for name, kind, value in said.args})
        return filled if text == "{it}" else filled[:1].upper() + filled[1:]

    def say_html(self, said: Say, place: str) -> Markup:
        """The same as HTML, with what a source of `place` wrote marked as being in that place's language."""
        if not any(name in _WRITTEN_THERE for name, _kind, _value in said.args):
            return escape(self.say(said))
        marks = {name: f"\x1a{number}\x1b" for number, (name, _kind, _value) in enumerate(said.args)}
        args = tuple((name, kind, marks[name] if name in _WRITTEN_THERE else value) for name, kind, value in said.args)
        html = str(escape(self.say(replace(said, args=args))))
        for name, _kind, value in said.args:
            html = html.replace(marks[name], str(self.written(value, place)))
        return Markup(html)  # noqa: S704 - escaped just here, but for our own spans

    def written(self, text: str, place: str) -> Markup:
        """What a source of `place` wrote, as HTML, with its language where that is not ours."""
        language = language_of(place)
        if language == self.language:
            return escape(closed(text))
        return Markup('<span lang="{}">{}</span>').format(language, closed(text))

    def day(self, day: dt.date) -> str:
        """A day in a sentence, such as "Tuesday, December 1"; with its year when it is far."""
        return self._day(day, long=True)

    def short_day(self, day: dt.date) -> str:
        """A day in a list or beside other short words, such as "Tue, Dec 1"."""
        return self._day(day, long=False)

    def moment(self, moment: dt.datetime) -> str:
        """A moment in its own zone, such as "Tuesday, December 1, 2:30 p.m. EST"."""
        return f"{self.day(moment.date())}, {clock_words(moment, self.language)} {self._zone(moment)}"

    def when(self, due: dt.datetime | dt.date, zone: str) -> str:
        """A moment in the named zone, or a bare day."""
        return self.moment(due.astimezone(ZoneInfo(zone))) if isinstance(due, dt.datetime) else self.day(due)

    def short_when(self, due: dt.datetime | dt.date, zone: str) -> str:
        """The same in a list, such as "Tue, Dec 1, 2:30 p.m. EST"."""
        if not isinstance(due, dt.datetime):
            return self.short_day(due)
        local = due.astimezone(ZoneInfo(zone))
        return f"{self.short_day(local.date())}, {clock_words(local, self.language)} {local.tzname()}"

    def _zone(self, moment: dt.datetime) -> str:
        letters = moment.tzname() or ""
        known = _ZONE_LETTERS.match(letters)
        return f"({_ZONES[known[1]]}, {letters})" if known and self.language == "es" else letters

    def place(self, code: str) -> str:
        """A place's name; "U.S. federal" for what is told of Congress and of agencies alike."""
        return place_name(FEDERAL if code == "us" else code, self.language)

    def topic(self, slug: str) -> str:
        """A topic's name; of one we have no name for, its slug as words."""
        known = TOPICS.get(slug)
        return self.gettext(known) if known else slug.replace("-", " ").capitalize()

    def stage(self, stage: str) -> str:
        """A stage's name."""
        return self.gettext(STAGES[stage])

    def section(self, section: str) -> str:
        """A section's heading."""
        return self.gettext(SECTIONS[section])

    def due_kind(self, kind: str) -> str:
        """What is due."""
        return self.gettext(DUES[kind]) if kind in DUES else kind.replace("-", " ")

    def source_kind(self, kind: str) -> str:
        """What a source is read for."""
        return self.gettext(SOURCE_KINDS[kind]) if kind in SOURCE_KINDS else kind

    def field(self, field: str) -> str:
        """Where in a record something stands; empty for a field without a name of its own."""
        return self.gettext(FIELDS[field]) if field in FIELDS else ""

    def summary(self, wishes: Wishes) -> list[str]:
        """What a subscription asks for, in a few phrases."""
        everything = self.gettext("all topics"), self.gettext("all places")
        topics = ", ".join(map(self.topic, wishes.topics)) or everything[0]
        places = "; ".join(map(self.place, wishes.places)) or everything[1]
        about = [self.gettext("only what you follow")] if wishes.only_followed else [topics, places]
        parts = [*about, self.gettext(CADENCES[wishes.cadence])]
        if wishes.bills:
            bills = ", ".join(shown_number(key) for key in wishes.bills[:10])
            parts.append(self.gettext("these bills: {bills}").format(bills=bills))
        if wishes.possible:
            parts.append(self.gettext("also bills that may matter"))
        return parts

    def _people(self, names: list[str]) -> str:
        """One or two people by name; of more the first, and how many others."""
        names = list(map(closed, names))
        if len(names) < TWO:
            return names[0]
        if len(names) == TWO:
            return self.gettext("{first} and {second}").format(first=names[0], second=names[1])
        return self.gettext("{first} and {count} others").format(first=names[0], count=len(names) - 1)

    def _format_day(self, day: dt.date, *, long: bool) -> str:
        form = _DAYS[self.language][(0 if long else 2) + (abs(day - self.today) >= _NEAR)]
        return format_date(day, form, locale=self.locale)

    def _fill(self, kind: str, value: str) -> str:
        if kind == "moment":
            moment, _bar, zone = value.partition("|")
            return self.moment(dt.datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)))
        if kind == "day":
            return self.day(dt.date.fromisoformat(value))
        if kind in _OF_PLACES:
            place, _slash, which = value.partition("/")
            return self.gettext(_OF_PLACES[kind](place, which))
        if kind == "people":
            return self._people(value.split("|"))
        if kind == "executive":
            return self.gettext(executive_name(value))
        named = {"place": self.place, "topic": self.topic, "stage": self.stage, "due": self.due_kind}
        return named[kind](value) if kind in named else value
