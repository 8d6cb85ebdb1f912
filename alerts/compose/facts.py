"""Say what a digest is made from: what we hold, what changed, why it matters, what is due, how fresh it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from alerts.render.message import Say, say
from tracker.records.changes import Change
from tracker.records.items import ScrapedBill, ScrapedHearing, ScrapedNotice
from tracker.records.stored import Kept
from tracker.testimony.rulebook import UNSURE

V = TypeVar("V")


def _none() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a record matches a topic: the rule, where, in which words; « and » mark the words in the excerpt."""

    rule: str
    field: str
    words: str
    excerpt: str
    weight: float = 0.0
    against: bool = False


ASIDE: Final = frozenset({"subject", "subjects", "committee", "committees", "agencies", "actions"})
"""Where the words of a topic stand that a record is filed under, but that its own words need not be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A topic that flags a record."""

    topic: str
    score: int
    reasons: tuple[Reason, ...] = ()

    @property
    def aside(self) -> bool:
        """Whether no word of the record itself names the topic: it is filed under it, and that is all."""
        return bool(self.reasons) and all(reason.field in ASIDE for reason in self.reasons if not reason.against)

    @property
    def rules(self) -> frozenset[str]:
        """The rules that speak for it."""
        return frozenset(reason.rule for reason in self.reasons if not reason.against)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that can be done until a moment or a day: see `tracker.deadlines.model`."""

    kind: str
    """written-testimony, oral-sign-up, remote-sign-up, position, comment-period, accommodation, signature, hearing or town-hall."""
    due: dt.datetime | dt.date
    timezone: str
    opens: dt.datetime | dt.date | None = None
    how: str | None = None
    url: str | None = None
    basis: str | None = None
    confidence: str | None = None
    needs: str | None = None
    """What it takes to do it, such as an account: a note of the rule, as the reckoning says it."""

    @property
    def end(self) -> dt.datetime:
        """The last moment: of a bare day, its last second in the place's zone."""
        return end_of(self.due, self.timezone)

    @property
    def sure(self) -> bool:
        """Whether it may decide alone when somebody is written to; what nobody confirmed may not."""
        return self.confidence not in UNSURE


def end_of(due: dt.datetime | dt.date, timezone: str) -> dt.datetime:
    """The moment in the named zone; of a bare day its last second."""
    zone = ZoneInfo(timezone)
    if isinstance(due, dt.datetime):
        return due.astimezone(zone)
    return dt.datetime.combine(due, dt.time(23, 59, 59), tzinfo=zone)


EVENTS: Final = frozenset({"hearing", "town-hall"})
"""Kinds of deadline that are the event itself."""
BEFORE: Final = EVENTS | {"signature"}
"""Kinds of deadline that are moments at which it is too late: things are done before them, not until them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How fresh a source is."""

    name: str
    jurisdiction: str
    publisher: str
    kind: str
    last_good_at: dt.datetime | None
    last_run_at: dt.datetime | None
    last_change_at: dt.datetime | None = None
    verdict: str | None = None
    reason: str | None = None
    every_hours: int = 24
    """How often it is read by its own plan; 0 where somebody imports its files by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A committee as a letter needs it: where it is reached, and who sits on it."""

    name: str
    email: str | None = None
    url: str | None = None
    phone: str | None = None
    members: tuple[str, ...] = ()
    """Public ids of its members."""
    names: tuple[str, ...] = ()
    """Their names, in the same order."""


_COMMON: Final = frozenset(
    {"the", "committee", "on", "of", "house", "senate", "assembly", "and", "&", "standing", "u.s."}
)


def office_key(place: str, chamber: str | None, name: str) -> tuple[str, str | None, str]:
    """How a committee is found by the name that a notice gives it."""
    words = (word.strip(".,()") for word in name.casefold().replace("&", " and ").split())
    return place, chamber, " ".join(word for word in words if word and word not in _COMMON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """A step of a bill that one witness alone tells: it is no news and makes no stage until another one tells it too."""

    told_by: str
    """The publishers, by name, and where they show the bill."""
    told_url: str | None
    missing_from: str
    missing_url: str | None
    day: dt.date
    days: int
    """How many have gone by since."""
    words: str
    contradicted: bool = False
    """The other one tells later steps."""

    @property
    def said(self) -> Say:
        """What is told of it, and by whom it is not."""
        filling = {"told": self.told_by, "other": self.missing_from, "words": self.words}
        if self.contradicted:
            return say(
                "Not counted yet: {told} says of {day}: “{words}” {other} does not show it, though it tells later steps, day {days}.",
                day=self.day,
                days=self.days,
                **filling,
            )
        return say(
            "Not counted yet: {told} says of {day}: “{words}” {other} does not show it yet, day {days}.",
            day=self.day,
            days=self.days,
            **filling,
        )

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Both addresses, each with whose it is."""
        both = ((self.told_by, self.told_url), (self.missing_from, self.missing_url))
        return tuple((name, url) for name, url in both if url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A bill that people can ask about at a town hall, and the match that makes it one of a topic."""

    match: Matched
    bill: Kept[ScrapedBill]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One moment's state of everything that may be told."""

    bills: Mapping[str, Kept[ScrapedBill]] = field(default_factory=_none)
    hearings: Mapping[str, Kept[ScrapedHearing]] = field(default_factory=_none)
    notices: Mapping[str, Kept[ScrapedNotice]] = field(default_factory=_none)
    changes: tuple[Change, ...] = ()
    matches: Mapping[str, tuple[Matched, ...]] = field(default_factory=_none)
    possible: Mapping[str, tuple[Matched, ...]] = field(default_factory=_none)
    """Bills with the topics that only an estimate sees in them; none unless a reader asks for such."""
    heard: Mapping[str, tuple[str, ...]] = field(default_factory=_none)
    """For each hearing the public ids of the bills it hears."""
    taken_off: Mapping[str, ScrapedHearing] = field(default_factory=_none)
    """For each bill the coming hearing that was to hear it and does no more."""
    dues: Mapping[str, tuple[Due, ...]] = field(default_factory=_none)
    """For each hearing and notice what is due, soonest first."""
    contacts: Mapping[str, str] = field(default_factory=_none)
    """Contact pages of people, by their place and the id that sponsorships name them with: `us/D000001`."""
    asks: Mapping[str, Mapping[str, Ask]] = field(default_factory=_none)
    """For the place of each town hall what can be asked there, by topic."""
    offices: Mapping[tuple[str, str | None, str], Office] = field(default_factory=_none)
    """Committees by `office_key`."""
    sources: tuple[SourceState, ...] = ()
    alone: Mapping[str, tuple[Alone, ...]] = field(default_factory=_none)
    """By bill the steps that one witness alone tells, newest first."""

    def office(self, place: str, chamber: str | None, name: str | None) -> Office | None:
        """The committee that a notice or bill names; one of the other chamber is never taken for it."""
        if not name:
            return None
        office = self.offices.get(office_key(place, chamber, name))
        if office is None and chamber is None:
            same = [self.offices.get(office_key(place, level, name)) for level in ("upper", "lower", "legislature")]
            known = [candidate for candidate in same if candidate is not None]
            office = known[0] if len(known) == 1 else None
        return office or self.offices.get(office_key(place, None, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What a digest looks back on and ahead to."""

    now: dt.datetime
    since: dt.datetime | None = None
    """When this reader was last told everything; None in a first mail, which shows the state of things."""
    daily: bool = False
    """Its readers are told every day."""
    by_date: bool = False
    """Take what the records themselves date after `since`, also where we only read it later: for previews."""
    ahead: dt.timedelta = dt.timedelta(days=14)
    """What is due within this span is told in full, once."""
    remind: dt.timedelta = dt.timedelta(days=7)
    """What was told and is due within this span is recalled in one line, once."""
