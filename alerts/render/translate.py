"""Say things in the reader's language: sentences, dates, places, chambers, topics, stages."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from alerts.render.message import Say
from alerts.render.names import (
    CADENCES,
    DUES,
    FIELDS,
    SECTIONS,
    STAGES,
    TOPICS,
    chamber_name,
    executive_name,
    place_name,
)
from tracker.records.text import spaced_identifier
from tracker.subscriptions.preferences import Wishes

LANGUAGES: Final = {"en": "English", "es": "Español"}
_LOCALES: Final = {"en": "en_US", "es": "es_US"}
_CATALOGUES: Final = Path(__file__).parents[1] / "locales"

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
        if said.plural is not None and said.count is not None:
            text = self.ngettext(said.text, said.plural, said.count)
        else:
            text = self.gettext(said.text)
        if not said.args:
            return text
        filled = text.format_map({name: self._fill(kind, value) for name, kind, value in said.args})
        return filled if text == "{it}" else filled[:1].upper() + filled[1:]

    def day(self, day: dt.date) -> str:
        """A day such as "Tue, Dec 1"; with its year when it is far."""
        return self._day(day)

    def moment(self, moment: dt.datetime) -> str:
        """A moment in its own zone, such as "Tue, Dec 1, 2:30 PM EST"."""
        time = format_time(moment, "short", locale=self.locale).replace("\u202f", " ").replace("\xa0", " ")
        return f"{self.day(moment.date())}, {time} {moment.tzname()}"

    def when(self, due: dt.datetime | dt.date, zone: str) -> str:
        """A moment in the named zone, or a bare day."""
        return self.moment(due.astimezone(ZoneInfo(zone))) if isinstance(due, dt.datetime) else self.day(due)

    def place(self, code: str) -> str:
        """A place's name."""
        return self.gettext(place_name(code))

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

    def field(self, field: str) -> str:
        """Where in a record something stands; empty for a field without a name of its own."""
        return self.gettext(FIELDS[field]) if field in FIELDS else ""

    def summary(self, wishes: Wishes) -> list[str]:
        """What a subscription asks for, in a few phrases."""
        everything = self.gettext("all topics"), self.gettext("all places")
        topics = ", ".join(map(self.topic, wishes.topics)) or everything[0]
        places = ", ".join(map(self.place, wishes.places)) or everything[1]
        found = [topics, places, self.gettext(CADENCES[wishes.cadence])]
        if wishes.bills:
            bills = ", ".join(spaced_identifier(key.rsplit("/", 1)[-1]) for key in wishes.bills[:10])
            found.append(self.gettext("these bills: {bills}").format(bills=bills))
        return found

    def _format_day(self, day: dt.date) -> str:
        skeleton = "MMMEd" if abs(day - self.today) < _NEAR else "yMMMEd"
        return format_skeleton(skeleton, dt.datetime.combine(day, dt.time()), locale=self.locale)

    def _fill(self, kind: str, value: str) -> str:
        if kind == "moment":
            moment, _bar, zone = value.partition("|")
            return self.moment(dt.datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)))
        if kind == "day":
            return self.day(dt.date.fromisoformat(value))
        if kind == "chamber":
            place, _slash, which = value.partition("/")
            return self.gettext(chamber_name(place, which))
        if kind == "executive":
            return self.gettext(executive_name(value))
        named = {"place": self.place, "topic": self.topic, "stage": self.stage, "due": self.due_kind}
        return named[kind](value) if kind in named else value
