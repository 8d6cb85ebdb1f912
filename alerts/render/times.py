"""Say when something is due, when a hearing is, and when a reader did what was asked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from alerts.compose.done import Did
from alerts.compose.facts import BEFORE, EVENTS, Due
from alerts.render.translate import Words
from alerts.stories import Event
from alerts.stories.titles import cut
from tracker.deadlines import spanish

BASIS_SHOWN: Final = 180
"""Characters of what a deadline is read from; its page has all of it."""
_SOURCE_OF_RULE: Final = re.compile(
    r" \((?:checked on|as of|never checked|leída de nuevo|según datos de|nunca leída)\b.*\)\.\Z", re.DOTALL
)
"""When a rule was read and where, as the page of the deadline says it too; in a mail it hides the rule."""

_RULE_BESIDE: Final = re.compile(r"” (?:Rule of|Regla del?) .*\Z", re.DOTALL)
"""A rule that is told behind the words of a notice."""


def _whole(basis: str) -> str:
    """What a deadline is read from: of a notice and a rule that say the same the notice alone where both have no room."""
    return cut(_RULE_BESIDE.sub("”", basis) if len(basis) > BASIS_SHOWN else basis, BASIS_SHOWN)


class Times:
    """Days and hours in one language, as a digest tells them."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def until(self, due: Due) -> str:
        """The last moment, said as people say it: before, until or today."""
        when = self.words.short_when(_last_minute(due), due.timezone)
        if due.kind in BEFORE and due.due == self.words.today:
            return self.words.gettext("today, {when}").format(when=when)
        if due.kind in BEFORE:
            return self.words.gettext("before {when}").format(when=when)
        return self.words.gettext("until {when}").format(when=when)

    def due_line(self, due: Due) -> str:
        """What is due and when, where an item has one line; a hearing is at its hour, not before it."""
        at_its_hour = due.kind in EVENTS
        when = self.words.short_when(due.due, due.timezone) if at_its_hour else self.until(due)
        return f"{self.words.due_kind(due.kind)}: {when}"

    def did(self, did: Did) -> str:
        """That nothing is asked of the reader any more, since they did it."""
        words = self.words
        return words.gettext("{what}: you did this on {day}.").format(
            what=words.due_kind(did.kind), day=words.short_day(did.on)
        )

    def chip(self, due: Due) -> str:
        """What is due and until when, to be seen at a glance."""
        chip = self.until(due)
        return chip[:1].upper() + chip[1:]

    def needs(self, due: Due) -> str:
        """What it takes to do it: an account, or a kiosk in the capitol. Nobody should learn that at a door."""
        return self._reckoned(due.needs or "")

    def basis(self, due: Due) -> str:
        """What a deadline is read from, and whether to check it."""
        basis = _whole(_SOURCE_OF_RULE.sub(".", self._reckoned(due.basis or "")))
        said = self.words.gettext("Where the deadline comes from: {basis}").format(basis=basis)
        if due.confidence in {None, "high", "notice"}:
            return said
        return f"{said} {self.words.gettext('Rules change: check it with those who hold the hearing.')}"

    def _reckoned(self, text: str) -> str:
        return spanish.say(text) if self.words.language == "es" else text

    def hearing_time(self, event: Event) -> str:
        """When a hearing is, as exactly as its source says it."""
        words, day = self.words, self.words.short_day(event.start.date())
        if event.town_hall:
            return self._town_hall_time(event)
        if event.qualifier == "date-only" or (event.all_day and not event.time_text):
            return words.gettext("Hearing {day}, time not yet known").format(day=day)
        moment = words.short_when(event.start, event.timezone)
        if event.qualifier == "exact":
            return words.gettext("Hearing {moment}").format(moment=moment)
        if event.time_text:
            return words.gettext("Hearing {day}: “{words}”").format(day=day, words=event.time_text)
        return words.gettext("Hearing {moment}, or later that day").format(moment=moment)

    def _town_hall_time(self, event: Event) -> str:
        words, day = self.words, self.words.short_day(event.start.date())
        if event.all_day or event.qualifier != "exact":
            return words.gettext("Town hall {day}, time not yet known").format(day=day)
        return words.gettext("Town hall {moment}").format(moment=words.short_when(event.start, event.timezone))

    def hearing_line(self, event: Event, title: str) -> str:
        """When a hearing is, whose it is and where."""
        parts = [self.hearing_time(event), committee(event, title), event.location]
        if event.virtual and not event.off:
            parts.append(self.words.gettext("It can be joined online."))
        return " · ".join(part for part in parts if part)


def committee(event: Event, title: str) -> str | None:
    """Whose hearing it is, unless its title says so."""
    return None if event.committee and event.committee.casefold() in title.casefold() else event.committee


def _last_minute(due: Due) -> dt.datetime | dt.date:
    """When it is due as people say it: what ends at midnight ends with the day before, at 11:59 p.m."""
    if due.kind in BEFORE or not isinstance(due.due, dt.datetime):
        return due.due
    there = due.due.astimezone(ZoneInfo(due.timezone))
    return there - dt.timedelta(minutes=1) if (there.hour, there.minute) == (0, 0) else there
