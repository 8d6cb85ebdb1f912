"""Lay over the shipped rules what people read since: still right, stale, corrected, or learned from notices.

Readings are kept apart from the files of the rules, so that a new version of the program loses none of them. A reading of a rule
whose shipped window is another than the one that was read counts no more: the file was mended meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Literal

from tracker.errors import RuleError
from tracker.testimony.rulebook import CHANNELS, Confidence, Place, Rule, Rulebook
from tracker.testimony.window_words import spoken
from tracker.testimony.windows import parse

State = Literal["right", "stale", "corrected", "learned", "refused"]
STALE: Final = "Marked as out of date on {day} by {by}{why}."
LEARNED: Final = "Learned from {count} notices of this committee; no page of its own says so."
_CHANNEL_OF: Final = {kind: channel for channel, kind in reversed(list(CHANNELS.items()))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found about one rule of a place, when and by whom."""

    place: str
    rule: str
    state: State
    day: dt.date
    by: str
    of: str = ""
    """The window of the shipped rule that was read."""
    why: str = ""
    window: str = ""
    """Of a correction or a learned rule: the window that holds."""
    how: str = ""
    url: str = ""
    kind: str = ""
    """Of a learned rule: the kind of deadline."""
    committee: str = ""
    name: str = ""
    """Of a learned rule: the committee as its notices write it."""
    chamber: str = ""
    notices: tuple[str, ...] = ()
    """Of a learned rule: the hearings whose notices said so."""


def as_json(reading: Reading) -> dict[str, Any]:
    """The reading as it is kept."""
    fields = {name: getattr(reading, name) for name in Reading.__dataclass_fields__}
    return {name: value for name, value in (fields | {"day": reading.day.isoformat()}).items() if value}


def of_json(fields: Any) -> Reading | None:
    """The reading that was kept so; None where somebody damaged it."""
    try:
        known = {name: fields[name] for name in Reading.__dataclass_fields__ if name in fields}
        made = Reading(
            **(known | {"day": dt.date.fromisoformat(known["day"]), "notices": tuple(known.get("notices", ()))})
        )
        if made.window:
            parse(made.window)
    except (KeyError, TypeError, ValueError, RuleError):
        return None
    return made


def applied(book: Rulebook, readings: Iterable[Reading]) -> Rulebook:
    """The rulebook as it stands after these readings."""
    by_place: dict[str, list[Reading]] = {}
    for reading in readings:
        by_place.setdefault(reading.place, []).append(reading)
    if not by_place:
        return book
    places = {code: _read(place, by_place.get(place.code, ())) for code, place in book.places.items()}
    return replace(book, places=MappingProxyType(places))


def _read(place: Place, readings: Iterable[Reading]) -> Place:
    latest: Mapping[str, Reading] = {reading.rule: reading for reading in readings}
    if not latest:
        return place
    known = tuple(_with(rule, latest.get(rule.id)) for rule in place.rules)
    learned = tuple(_learned(reading, place) for reading in latest.values() if reading.state == "learned")
    return replace(place, rules=(*known, *learned))


def _with(rule: Rule, reading: Reading | None) -> Rule:
    if reading is None or (reading.of and reading.of != rule.window.text):
        return rule
    make = {"stale": _stale, "right": _right, "corrected": _corrected}.get(reading.state)
    return make(rule, reading) if make is not None else rule


def _stale(rule: Rule, reading: Reading) -> Rule:
    note = STALE.format(day=reading.day, by=reading.by, why=f": {reading.why}" if reading.why else "")
    sure: Confidence = "unverified" if rule.confidence == "unverified" else "low"
    return replace(rule, confidence=sure, note=f"{rule.note} {note}" if rule.note else note)


def _right(rule: Rule, reading: Reading) -> Rule:
    sure: Confidence = "medium" if rule.unsure and rule.sources else rule.confidence
    return replace(rule, checked=reading.day, checked_by=reading.by, confidence=sure)


def _corrected(rule: Rule, reading: Reading) -> Rule:
    window = parse(reading.window) if reading.window else rule.window
    url = reading.url
    return replace(
        rule,
        checked=reading.day,
        checked_by=reading.by,
        window=window,
        origin=rule.window.text,
        how=reading.how or rule.how,
        sources=(url, *(source for source in rule.sources if source != url)) if url else rule.sources,
        confidence="medium" if rule.unsure else rule.confidence,
    )


def _learned(reading: Reading, place: Place) -> Rule:
    window = parse(reading.window)
    return Rule(
        id=reading.rule,
        who=reading.name or reading.committee,
        chambers=(reading.chamber,) if reading.chamber else (),  # type: ignore[arg-type]  # kept from a record's own chamber
        committees=(reading.committee,),
        channels=(_CHANNEL_OF[reading.kind],),
        window=window,
        how=f"As the notices of this committee say: {spoken(window)}.",
        confidence="medium",
        note=LEARNED.format(count=len(reading.notices)),
        as_of=str(reading.day.year),
        checked=reading.day,
        checked_by="notices",
        timezone=place.timezone,
        learned_from=reading.notices,
    )
