"""Say what a story is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from alerts.compose.facts import Alone, Due, Matched, Office
from alerts.render.message import Say
from alerts.stories.ends import TOLD
from tracker.records.stages import one_chamber

PLACES: Final = {"act": 0, "decided": 1, "moved": 2, "new": 2, "standing": 3, "late": 4}
"""The order in which the sections take a mail's places; what moved and what is new compete by their rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A hearing as a story shows it."""

    id: str
    name: str
    start: dt.datetime
    timezone: str
    """The place's own zone, in which readers see the time."""
    all_day: bool = False
    qualifier: str = "exact"
    time_text: str | None = None
    location: str | None = None
    virtual: bool = False
    committee: str | None = None
    url: str | None = None
    video: str | None = None
    town_hall: bool = False
    """People ask and talk there, and nobody testifies."""
    off: bool = False
    """Cancelled, postponed, over or no longer listed: nobody should go there."""
    gone: bool = False
    """Off because nobody lists it any more, while nobody says that it is off: it may be on after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardBill:
    """A bill that a hearing hears, in one line."""

    id: str
    identifier: str
    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One item of a digest, the same for every reader."""

    id: str
    """The public id of the bill, hearing or rule-making."""
    what: str
    """bill, hearing or notice."""
    place: str
    section: str
    identifier: str | None
    title: str
    url: str | None
    """Where its own source shows it."""
    said: tuple[Say, ...] = ()
    """What happened, newest first; the first sentence is the one that must be read."""
    brief: Say | None = None
    """What happened, for an item that has one line; None where its stage or what is due says it."""
    small: bool = False
    """Steps that decide nothing: told in one line, never in full."""
    gist: str | None = None
    """What it is about, in the words of its official summary."""
    stage: str | None = None
    reached: bool = False
    """It came to this stage now, so that its stage is the news."""
    measure: str = "bill"
    """What kind of measure a bill is: bill, joint, concurrent, resolution (of one chamber), amendment, nomination."""
    event: Event | None = None
    dues: tuple[Due, ...] = ()
    """What can still be done and until when, soonest first."""
    matches: tuple[Matched, ...] = ()
    """Topics that flag it, best first; empty for a bill that is told only because it is followed or possible."""
    possible: tuple[Matched, ...] = ()
    """Topics that only an estimate sees in it."""
    kinds: frozenset[str] = frozenset()
    """bills, hearings, deadlines, rule-makings: what a subscription may ask for."""
    bills: tuple[HeardBill, ...] = ()
    about: tuple[str, ...] = ()
    """Public ids of the bills it is about, for readers who follow them."""
    marks: frozenset[str] = frozenset()
    """What the rules of `actions.toml` ask about: introduced, passed, hearing-ahead, ..."""
    chamber: str | None = None
    """Where the next step happens: upper or lower."""
    committee: str | None = None
    office: Office | None = None
    """The committee's address and members, where a source gave them."""
    asks: tuple[tuple[str, HeardBill], ...] = ()
    """What can be asked about at a town hall: by topic, a bill of its place that is still open."""
    local: bool = False
    """Told to those only who named its place: a town hall that is about no topic by its own words."""
    sponsor: str | None = None
    sponsor_url: str | None = None
    """The sponsor's own contact page, where the record has it."""
    sponsors: frozenset[str] = frozenset()
    """Everybody who sponsors it, by plain name and by the id that its source has for them."""
    rank: tuple[float, ...] = ()
    """Smaller comes first within its section."""
    alone: tuple[Alone, ...] = ()
    """Steps that one witness alone tells."""
    reminder: bool = False
    """Told before and due soon: recalled in one line."""

    @property
    def turn(self) -> int:
        """When its section takes a mail's places: what was decided comes first where it is a law or a veto."""
        symbolic = self.section == "decided" and self.stage not in {"law", "vetoed"}
        return PLACES["moved" if symbolic else self.section]

    @property
    def told_stage(self) -> str | None:
        """The stage as readers are told it, more exactly than its place on the way says."""
        if self.measure == "nomination" and self.stage in TOLD:
            return TOLD[self.stage]
        if "returned" in self.marks:
            return "returned"
        if self.stage == "in-committee" and "out-of-committee" in self.marks:
            return "reported"
        return "passed" if self.stage == "passed-both" and one_chamber(self.place) else self.stage

    @property
    def score(self) -> int:
        """The best score of any topic."""
        return max((match.score for match in self.matches), default=0)
