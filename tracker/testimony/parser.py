"""Read the testimony rules of all places; every fault of every file is named at once."""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.errors import RuleError, found_in
from tracker.records.items import Chamber
from tracker.records.text import line
from tracker.system import read_plain
from tracker.testimony.business_days import SUBDIVISIONS
from tracker.testimony.overlaps import after_the_hearing, demoted, overlap
from tracker.testimony.rulebook import (
    CHANNELS,
    OWN_LEFT_OUT,
    Confidence,
    Openness,
    Place,
    Rule,
    Rulebook,
)
from tracker.testimony.window_points import Window
from tracker.testimony.windows import parse

SHIPPED: Final = Path(__file__).parent / "places"

_CODE = re.compile(r"[a-z]{2}(-[a-z0-9]+)*\Z")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\Z")
_ADDRESS = re.compile(r"(https?://|mailto:|tel:\+?)[!-~]{1,1000}\Z")
_BYTES: Final = 500_000
"""No place has so many rules; the longest shipped file has 8,000 bytes."""
_BEFORE_ONLY: Final = frozenset({"oral", "remote", "accommodation"})
"""Nobody signs up to speak, or asks for an interpreter, after the hearing."""


def rulebook(own: Path | None = None) -> Rulebook:
    """The shipped rules; a file in the folder `own` replaces the shipped one of its place.

    An own file with a fault costs itself: the shipped rules of its place count meanwhile, at low confidence and with a note, since
    nobody knows what it would have said. `faults` of what is returned tells them all. Raises RuleError where a shipped file has a
    fault. A process reads the files once, and again when one of the own ones changed.
    """
    return _read(own, _state(own))


def _state(own: Path | None) -> tuple[tuple[str, int, int], ...]:
    """Each own file with when it was written and how long it is."""
    if own is None:
        return ()
    try:
        with os.scandir(own) as files:
            stats = [(entry.name, entry.stat()) for entry in files if entry.name.endswith(".toml")]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))


@lru_cache(maxsize=4)
def _read(own: Path | None, _state: tuple[tuple[str, int, int], ...]) -> Rulebook:
    mine = {path.stem: path for path in files_of(own) if path.parent == own}
    every_fault: list[str] = []
    left_out: set[str] = set()
    while True:
        places, faults = read_files(
            sorted(files_of(own, without=left_out), key=lambda path: (path.parent == own, path.name))
        )
        if not faults:
            break
        every_fault += faults
        readable = mine.keys() - left_out
        if not readable:
            raise RuleError(faulty(every_fault))
        left_out |= {stem for stem in readable if any(_is_of(fault, mine[stem]) for fault in faults)} or readable
    counting = {code: _doubted(place) if place.code in left_out else place for code, place in places.items()}
    return Rulebook(places=MappingProxyType(counting), faults=tuple(every_fault))


def _is_of(fault: str, file: Path) -> bool:
    return fault.startswith((f"{file.name}:", f"{file.name},"))


def _doubted(place: Place) -> Place:
    """The shipped rules of a place whose own file is left out: none of them is sure here."""
    return replace(place, rules=tuple(rule.doubted(OWN_LEFT_OUT) for rule in place.rules))


def faulty(faults: Sequence[str]) -> str:
    """All faults, one a line, and what helps."""
    summary = f"testimony rules: {len(faults)} fault{'' if len(faults) == 1 else 's'}"
    return (
        "\n  ".join([summary, *faults])
        + "\nto fix: docs/testimony.md explains each word; `tracker testimony check FILE` tries one file"
    )


def files_of(own: Path | None, *, without: Collection[str] = ()) -> list[Path]:
    """The shipped files, each replaced by that of the same name in the folder `own`, and what is only there.

    Own files of the places `without` do not count.
    """
    shipped = {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}
    mine = sorted(own.glob("*.toml")) if own is not None and own.is_dir() else []
    return list((shipped | {path.stem: path for path in mine if path.stem not in without}).values())


def read_files(files: Iterable[Path]) -> tuple[dict[str, Place], list[str]]:
    """The places of these files by code and alias, and every fault in words."""
    places: dict[str, Place] = {}
    faults: list[str] = []
    for file in files:
        try:
            raw = _toml(file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, ValueError, RecursionError) as problem:
            faults.append(f"{file.name}: expected readable TOML in UTF-8, found: {found_in(problem)}")
            continue
        reader = _Reader(file, raw)
        place = reader.place()
        faults.extend(reader.faults)
        if place is None:
            continue
        for code in (place.code, *place.aliases):
            if code in places:
                faults.append(
                    f"{file.name}: expected {code} in one file only, found it in that of {places[code].name} too"
                )
            places[code] = place
    return places, faults


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(read_plain(file, _BYTES).decode("utf-8"))


class _Reader:
    """Reads one file and gathers its faults, so that all are told at once."""

    def __init__(self, file: Path, raw: dict[str, Any]) -> None:
        self.file = file
        self.raw = raw
        self.faults: list[str] = []
        self.where = file.name
        self.timezone = "UTC"

    def place(self) -> Place | None:
        """The place, or None where a fault makes that impossible."""
        raw = dict(self.raw)
        rules = raw.pop("rule", [])
        fields = self._fields(raw, _PLACE)
        if fields.get("code") not in (None, self.file.stem):
            self._fault("place", f"the file's name {self.file.stem!r}", fields["code"])
        self.timezone = fields.get("timezone", "UTC")
        if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
            self._fault("rule", "[[rule]] tables", rules)
            rules = []
        parsed_rules = [
            rule for number, entry in enumerate(rules, start=1) if (rule := self._rule(number, entry)) is not None
        ]
        self.where = self.file.name
        self._overlaps(parsed_rules)
        if self.faults:
            return None
        subdivision = fields.pop("subdivision")
        return Place(
            **fields, subdivision=None if subdivision == "federal" else subdivision, rules=tuple(demoted(parsed_rules))
        )

    def _rule(self, number: int, raw: dict[str, Any]) -> Rule | None:
        self.where = f"{self.file.name}, rule {line(str(raw.get('id', number)), 80)}"
        before = len(self.faults)
        fields = self._fields(raw, _RULE)
        if len(self.faults) > before:
            return None
        fields.setdefault("timezone", self.timezone)
        rule = Rule(**fields)
        if rule.confidence == "high" and rule.evidence.strength in {"none", "report"}:
            rule = replace(rule, confidence="medium")  # a file of before this was asked for goes on, claiming less
        self._check(rule)
        return rule

    def _check(self, rule: Rule) -> None:
        """What no field says by itself: fields that contradict each other."""
        first, last = rule.valid_from, rule.valid_until
        if first and last and first > last:
            self._fault("valid_until", f"a day from {first} on", last)
        if rule.confidence == "high" and rule.evidence.strength != "official":
            self._fault("confidence", "at most medium without an official source", f"high, from {rule.evidence.what}")
        late = _BEFORE_ONLY.intersection(rule.channels)
        if late and after_the_hearing(rule.window):
            self._fault("window", f"{', '.join(sorted(late))} to close before the hearing is over", rule.window.text)

    def _fields(self, raw: dict[str, Any], known: dict[str, _Field]) -> dict[str, Any]:
        for key in raw.keys() - known.keys():
            near = get_close_matches(key, known, n=1)
            self._fault(
                key, f"{near[0]} instead" if near else f"one of {', '.join(known)}", "a word of no meaning here"
            )
        values: dict[str, Any] = {}
        for key, field in known.items():
            if key not in raw:
                if field.required:
                    self._fault(key, field.expected, "nothing")
                continue
            try:
                values[field.name or key] = field.read(raw[key])
            except RuleError as problem:
                self.faults.append(f"{self.where}: {problem}")
            except (ValueError, TypeError, KeyError):
                self._fault(key, field.expected, raw[key])
        return values

    def _fault(self, key: str, expected: str, value: object) -> None:
        shown = line(str(value), 80)
        self.faults.append(f"{self.where}: {line(key, 80)}: expected {expected}, found {shown!r}")

    def _overlaps(self, rules: list[Rule]) -> None:
        """Two rules must not fix different moments for the same channel of the same hearings on the same day."""
        seen: set[str] = set()
        for number, rule in enumerate(rules):
            if rule.id in seen:
                self._fault(f"rule {rule.id}", "an id of its own", "it twice")
            seen.add(rule.id)
            for other in rules[:number]:
                if overlap(rule, other):
                    self._fault(f"rule {rule.id}", "one window for each channel at a time", f"that of {other.id} too")


class _Field:
    """One word of the format: whether it must be there, what is expected, and how it is read."""

    __slots__ = ("expected", "name", "read", "required")

    def __init__(
        self, expected: str, read: Callable[[Any], Any], *, required: bool = False, name: str | None = None
    ) -> None:
        self.expected = expected
        self.read = read
        self.required = required
        self.name = name


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 4_000 or not (cleaned := line(value, 4_000)):
        raise ValueError
    return cleaned


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(map(_text, value))


def _matching(pattern: re.Pattern[str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not pattern.match(value):
            raise ValueError
        return value

    return read


def _one_of(words: Iterable[str]) -> Callable[[Any], str]:
    known = frozenset(words)

    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return str(value)

    return read


def _each(read: Callable[[Any], str]) -> Callable[[Any], tuple[str, ...]]:
    def all_of(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise TypeError
        return tuple(map(read, value))

    return all_of


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(_text(value)).key
    except (ZoneInfoNotFoundError, OSError) as problem:
        raise ValueError from problem


def _holidays(value: Any) -> str:
    if value != "federal" and value not in SUBDIVISIONS:
        raise ValueError
    return str(value)


def _date(value: Any) -> dt.date:
    if type(value) is not dt.date:
        raise TypeError
    return value


def _time(value: Any) -> dt.time:
    if not isinstance(value, dt.time):
        raise TypeError
    return value


def _positive(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError
    return value


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError
    return value


def _window(value: Any) -> Window:
    return parse(_text(value))


_WORDS: Final = "words"
_PLACE: Final[dict[str, _Field]] = {
    "place": _Field("a code such as us-md", _matching(_CODE), required=True, name="code"),
    "name": _Field(_WORDS, _text, required=True),
    "aliases": _Field("a list of codes", _each(_matching(_CODE))),
    "timezone": _Field("a zone such as America/New_York", _zone, required=True),
    "holidays": _Field("a state such as MD, or federal", _holidays, required=True, name="subdivision"),
    "openness": _Field("public, invited or none", _one_of(get_args(Openness))),
    "instead": _Field(_WORDS, _text),
    "about": _Field(_WORDS, _text),
    "revision": _Field("a number from 1", _positive),
}
_RULE: Final[dict[str, _Field]] = {
    "id": _Field("letters, digits and hyphens", _matching(_ID), required=True),
    "who": _Field(_WORDS, _text, required=True),
    "channels": _Field(f"a list of {', '.join(CHANNELS)}", _each(_one_of(CHANNELS)), required=True),
    "window": _Field("words such as PT24H before start", _window, required=True),
    "how": _Field(_WORDS, _text, required=True),
    "confidence": _Field("high, medium, low or unverified", _one_of(get_args(Confidence)), required=True),
    "chambers": _Field("a list of upper, lower, legislature", _each(_one_of(get_args(Chamber)))),
    "bodies": _Field("a list of names", _texts),
    "committees": _Field("a list of names", _texts),
    "titled": _Field("a list of words", _texts),
    "not_titled": _Field("a list of words", _texts),
    "starts_before": _Field("a time such as 12:00:00", _time),
    "starts_from": _Field("a time such as 12:00:00", _time),
    "detail": _Field(_WORDS, _text),
    "url": _Field("an address with https:, mailto: or tel:", _matching(_ADDRESS)),
    "limit": _Field(_WORDS, _text),
    "requires": _Field("a list of words", _texts),
    "invited": _Field("true or false", _boolean),
    "again": _Field(_WORDS, _text),
    "note": _Field(_WORDS, _text),
    "sources": _Field("a list of addresses or words", _texts),
    "as_of": _Field(_WORDS, _text),
    "checked": _Field("a day such as 2026-11-23", _date),
    "checked_by": _Field(_WORDS, _text),
    "trusted_until": _Field("a day such as 2028-12-31", _date, name="trust_ends"),
    "valid_from": _Field("a day such as 2026-11-23", _date),
    "valid_until": _Field("a day such as 2026-11-23", _date),
    "timezone": _Field("a zone such as America/New_York", _zone),
}


def words_of_the_format() -> Iterator[tuple[str, str, bool]]:
    """Every word of a file, what is expected there, and whether it must stand there; docs/testimony.md lists them."""
    for known in (_PLACE, _RULE):
        for key, field in known.items():
            yield key, field.expected, field.required
