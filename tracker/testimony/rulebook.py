"""Say what we know about testifying in each place, and choose the rules that hold for a hearing."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from tracker.records.items import Chamber, ScrapedHearing
from tracker.testimony.bodies import follows_its_place, is_named
from tracker.testimony.evidence import Evidence, evidence
from tracker.testimony.window_points import Window

Confidence = Literal["high", "medium", "low", "unverified"]
Openness = Literal["public", "invited", "none"]

CHANNELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "written": "written-testimony",
        "video": "written-testimony",
        "oral": "oral-sign-up",
        "remote": "remote-sign-up",
        "position": "position",
        "witness-slip": "position",
        "accommodation": "accommodation",
        "comment": "comment-period",
    },
)
"""The ways to be heard, and the kind of deadline that each has."""

KINDS: Final = tuple(dict.fromkeys(CHANNELS.values()))

UNSURE: Final = frozenset({"low", "unverified"})
"""Such a rule is shown with CHECK and never drives an alert alone."""
HIGH_YEARS: Final = 2
"""So many years after its evidence a rule of high confidence is one of medium, unless somebody read it again."""
MEDIUM_YEARS: Final = 6
"""The same of medium confidence, which becomes low: legislatures adopt their rules anew every two years, so three times unseen."""
_TERM: Final = 4
"""Years of the longest term that evidence is dated by."""
CHECK: Final = "This rule is not confirmed: check with the committee clerk."


OWN_LEFT_OUT: Final = "The file with our own rules of this place has a fault and is left out: this is the rule that everybody has. Ask the clerk."
"""Before the note of each shipped rule of a place whose operator's own file cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one channel works for some hearings of a place."""

    id: str
    who: str
    """The bodies it holds for, in words."""
    channels: tuple[str, ...]
    window: Window
    how: str
    confidence: Confidence
    chambers: tuple[Chamber, ...] = ()
    """Empty means all."""
    bodies: tuple[str, ...] = ()
    """Names of other bodies under the place's code (a board, an agency); empty means the place's own body and its committees."""
    committees: tuple[str, ...] = ()
    """Names of committees without "Committee on"; such a rule replaces the general one of its channel."""
    titled: tuple[str, ...] = ()
    """Words of which one must stand in the hearing's or committee's name."""
    not_titled: tuple[str, ...] = ()
    starts_before: dt.time | None = None
    starts_from: dt.time | None = None
    detail: str | None = None
    """What of a channel, such as sign language."""
    url: str | None = None
    limit: str | None = None
    requires: tuple[str, ...] = ()
    invited: bool = False
    """Only for witnesses whom the committee invited; never a deadline of the public."""
    again: str | None = None
    """What must be done anew when the hearing is moved or posted again."""
    note: str | None = None
    sources: tuple[str, ...] = ()
    as_of: str | None = None
    """The time that the evidence speaks of, as far as it says."""
    checked: dt.date | None = None
    """When somebody last read the rule at its source; None where nobody did yet."""
    checked_by: str | None = None
    trust_ends: dt.date | None = None
    """Until when it is trusted, where somebody said so; else that follows from its age."""
    origin: str | None = None
    """The window in its file, where a reading corrected it."""
    learned_from: tuple[str, ...] = ()
    """Hearings whose notices taught it; such a rule stands beside the general one and is never later than that."""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    timezone: str = "UTC"

    def __hash__(self) -> int:
        identity = (self.id, self.who, self.how, self.url, self.confidence, self.timezone)
        return hash(identity)  # caches ask for it at each hearing, and thirty fields take their time

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of deadline it makes."""
        return _kinds_of(self.channels)

    @property
    def unsure(self) -> bool:
        """Whether it must be checked with the clerk before anybody relies on it."""
        return self.confidence in UNSURE

    def doubted(self, why: str) -> Rule:
        """The rule where something speaks against it: low, as far as it was surer, with the reason before its note."""
        sure: Confidence = "unverified" if self.confidence == "unverified" else "low"
        return replace(self, confidence=sure, note=f"{why} {self.note}" if self.note else why)

    @property
    def evidence(self) -> Evidence:
        """How good the best of its sources is."""
        return evidence(self.sources)

    def confidence_on(self, day: dt.date) -> Confidence:
        """How sure it is for a hearing on that day: evidence ages, and falls by itself when nobody reads it again."""
        sure = self.confidence
        if sure == "high" and (self.evidence.strength == "weak" or self.read_year is None):
            sure = "medium"  # what bears no date cannot be known to be fresh
        until = self.trusted_until
        if sure in UNSURE or until is None or day <= until:
            return sure
        if sure == "high" and day <= _years_after(until, MEDIUM_YEARS - HIGH_YEARS):
            return "medium"
        return "low"

    @property
    def trusted_until(self) -> dt.date | None:
        """The last day on which it is as sure as it was when it was read; None where its evidence bears no date."""
        return _trusted_until(self)

    @property
    def read_year(self) -> int | None:
        """The year in which somebody last read it at its source, or of which the source speaks."""
        return self.checked.year if self.checked else self.evidence_year

    @property
    def evidence_year(self) -> int | None:
        """The year of which its evidence speaks, the newest where it names several."""
        return _newest_year(self.as_of) if self.as_of else None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@lru_cache(maxsize=4_096)
def _trusted_until(rule: Rule) -> dt.date | None:
    if rule.unsure:
        return None
    if rule.trust_ends is not None:
        return rule.trust_ends
    read = rule.checked or (dt.date(rule.read_year, 12, 31) if rule.read_year else None)
    return _years_after(read, HIGH_YEARS if rule.confidence == "high" else MEDIUM_YEARS) if read else None


@lru_cache(maxsize=1_024)
def _kinds_of(channels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(CHANNELS[channel] for channel in channels))


@lru_cache(maxsize=2_048)
def _newest_year(words: str) -> int | None:
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", words)]
    terms = ((int(year), int(end)) for year, end in re.findall(r"\b20(\d\d)[-\u2013](\d\d)\b", words))
    years += [2000 + end for year, end in terms if 0 < end - year <= _TERM]  # "2020-22"; "2023-46" is a law
    return max(years, default=None)


def _years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; the last of February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A legislature, council or agency, and its rules."""

    code: str
    name: str
    timezone: str
    rules: tuple[Rule, ...]
    subdivision: str | None = None
    """Whose holidays count, such as `MD`; None for the federal ones."""
    aliases: tuple[str, ...] = ()
    openness: Openness = "public"
    """Whether ordinary hearings hear the public, invited witnesses only, or nobody."""
    instead: str | None = None
    """What a person can do where they cannot testify."""
    about: str | None = None
    revision: int = 1
    """Raised with every change of a window, so that entries in people's calendars move."""

    def __hash__(self) -> int:
        return hash((self.code, self.revision))

    @property
    def checked(self) -> dt.date | None:
        """The newest day on which one of its rules was read at its source."""
        return _checked(self)

    @property
    def windows_hash(self) -> str:
        """What changes when a window of the place, or whom it is for, does."""
        windows = [
            (rule.id, rule.window.text, rule.timezone, rule.channels, rule.chambers, rule.bodies, rule.committees, rule.titled,
             rule.not_titled, str(rule.starts_before), str(rule.starts_from), str(rule.valid_from), str(rule.valid_until),
             rule.invited)
            for rule in self.rules
        ]  # fmt: skip
        return hashlib.sha256(repr((self.timezone, self.subdivision, self.openness, windows)).encode()).hexdigest()[:16]


@lru_cache(maxsize=1_024)
def _checked(place: Place) -> dt.date | None:
    return max((rule.checked for rule in place.rules if rule.checked), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All places by code; aliases lead to the same place."""

    places: Mapping[str, Place] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    """The faults of the operator's own files, in words; each such file is left out."""

    def place(self, code: str) -> Place | None:
        """What we know of a place; a city is not its state, so nothing is taken over from there."""
        return self.places.get(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A rule that holds for a hearing, and what to know about that."""

    rule: Rule
    notes: tuple[str, ...] = ()
    doubt: bool = False
    """Whether it is a chamber's rule for a meeting of both, and so may not hold."""


CHAMBER_UNKNOWN: Final = "The source does not name the chamber: this is the rule of {who}."
BOTH_CHAMBERS: Final = (
    "Both chambers meet here, and we know no rule of such meetings: this is the rule of {who}. Ask the clerk."
)

_BOILERPLATE = re.compile(
    r"\b(standing|select|special|interim|joint|senate|house|assembly|of delegates|of representatives|sub ?committees?|"
    r"committees?|regular|meetings?|on|the)\b|[^a-z0-9 ]",
)
_LOWER = re.compile(r"\b(house|assembly|delegates|representatives)\b")
_UPPER = re.compile(r"\bsenate\b")


def chosen(place: Place, hearing: ScrapedHearing, day: dt.date, local_start: dt.time | None) -> list[Chosen]:
    """The rules of a place that hold for a hearing on that day; `local_start` is None where the hour is unknown.

    A committee's own rule replaces the general one of its channels. Comment periods are of notices, never of hearings. Of a
    body that is not the place's own, only the rules that name it hold.
    """
    own = follows_its_place(hearing)
    chamber = chamber_of(hearing)
    named = _named_chambers(place)
    either = chamber is None or (chamber == "legislature" and "legislature" not in named)
    title = f"{hearing.committee or ''} {hearing.name}".casefold()
    committee = plain_committee(hearing.committee or hearing.name)
    choices = []
    for rule in place.rules:
        if rule.kinds == ("comment-period",) or not _of_body(rule, hearing, own=own):
            continue
        if not either and rule.chambers and chamber not in rule.chambers:
            continue
        fits = _of_committee(rule, committee) and _fits_title(rule, title) and _fits_hour(rule, local_start)
        if rule.holds_on(day) and fits:
            choices.append(
                _in_chamber(rule, unsure=either, legislature=chamber == "legislature", several=len(named) > 1)
            )
    return _own_first(choices)


@lru_cache(maxsize=1_024)
def _named_chambers(place: Place) -> frozenset[Chamber]:
    return frozenset(name for rule in place.rules for name in rule.chambers)


def _in_chamber(rule: Rule, *, unsure: bool, legislature: bool, several: bool) -> Chosen:
    """The rule, with a word where it is one chamber's and nobody says that the hearing is."""
    both = bool(rule.chambers) and unsure and legislature
    if both or (bool(rule.chambers) and unsure and several):
        note = BOTH_CHAMBERS if both else CHAMBER_UNKNOWN
        return Chosen(rule=rule, notes=(note.format(who=rule.who),), doubt=both)
    return Chosen(rule=rule)


def _of_body(rule: Rule, hearing: ScrapedHearing, *, own: bool) -> bool:
    return is_named(hearing, rule.bodies) if rule.bodies else own


def _of_committee(rule: Rule, committee: str) -> bool:
    return not rule.committees or committee in map(plain_committee, rule.committees)


def _own_first(choices: list[Chosen]) -> list[Chosen]:
    own = {
        channel
        for choice in choices
        if choice.rule.committees and not choice.rule.invited and not choice.rule.learned_from
        for channel in choice.rule.channels
    }
    if not own:
        return choices
    narrowed = []
    for choice in choices:
        if not choice.rule.committees:
            channels_left = tuple(channel for channel in choice.rule.channels if channel not in own)
            if not channels_left:
                continue
            choice = replace(choice, rule=_narrower(choice.rule, channels_left))  # noqa: PLW2901 - the same rule
        narrowed.append(choice)
    return narrowed


@lru_cache(maxsize=4_096)
def _narrower(rule: Rule, channels: tuple[str, ...]) -> Rule:
    return replace(rule, channels=channels)


def _fits_title(rule: Rule, title: str) -> bool:
    return (not rule.titled or _any_word(rule.titled, title)) and not _any_word(rule.not_titled, title)


def _any_word(words: tuple[str, ...], title: str) -> bool:
    return bool(words) and _words(words).search(title) is not None


@lru_cache(maxsize=1_024)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(word.casefold()) for word in words)})(?:e?s)?\b")


def _fits_hour(rule: Rule, start: dt.time | None) -> bool:
    if start is None:
        return True
    return (rule.starts_before is None or start < rule.starts_before) and (
        rule.starts_from is None or start >= rule.starts_from
    )


def chamber_of(hearing: ScrapedHearing) -> Chamber | None:
    """The chamber as the source gives it, or as the committee's name says it."""
    if hearing.chamber is not None:
        return hearing.chamber
    names = f"{hearing.committee or ''} {hearing.name}".casefold()
    lower, upper = bool(_LOWER.search(names)), bool(_UPPER.search(names))
    if (lower and upper) or re.search(r"\bjoint\b", names):
        return "legislature"
    return "lower" if lower else "upper" if upper else None


@lru_cache(maxsize=8_192)
def plain_committee(name: str) -> str:
    """A committee's name without what all of them share: "Senate Standing Committee on Health" is "health"."""
    words = name.casefold().replace("&", " and ")
    return " ".join(_BOILERPLATE.sub(" ", words).split())
