"""Say what records are made of: their words, their parts, and what every part must keep to."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from tracker.records.text import clean_identifier

Chamber = Literal["legislature", "upper", "lower", "executive"]
Status = Literal["tentative", "confirmed", "cancelled", "passed", "postponed"]
OFF: Final[frozenset[Status]] = frozenset({"cancelled", "postponed"})
"""Statuses of a hearing that does not take place as it was set."""
TimeQualifier = Literal["exact", "not-before", "upon-adjournment", "date-only", "unknown"]

_CODE = re.compile(r"[a-z]{2}(-[a-z0-9]+)*\Z")


def aware(where: str, *moments: dt.datetime | dt.date | None) -> None:
    """Refuse a moment without a time zone."""
    for moment in moments:
        if isinstance(moment, dt.datetime) and moment.tzinfo is None:
            raise ValueError(f"{where}: expected a moment with a time zone, found {moment.isoformat()}")


def zoned(where: str, zone: str) -> None:
    """Refuse what is no time zone."""
    if _zone(zone) is None:
        raise ValueError(f"{where}: expected a time zone such as America/Chicago, found {zone[:60]!r}")


@lru_cache(maxsize=2_000)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # a name that is none, a path out of the zones, a folder of them
        return None


def absolute(where: str, *addresses: str | None) -> None:
    """Refuse an address that is not absolute http(s)."""
    for address in addresses:
        if address is not None and not address.startswith(("https://", "http://")):
            raise ValueError(f"{where}: expected an absolute http(s) address, found {address[:80]!r}")


def coded(where: str, jurisdiction: str) -> None:
    """Refuse what is no code of a place."""
    if not _CODE.match(jurisdiction):
        raise ValueError(f"{where}: expected a jurisdiction code such as us or us-ma, found {jurisdiction!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address with what it is (`note`) and its media type, both as far as the source says."""

    url: str
    note: str | None = None
    media_type: str | None = None

    def __post_init__(self) -> None:
        absolute("link", self.url)


SIGN_IN: Final = "Sign in to testify"
"""The note of a hearing's link to its own page for signing up and sending testimony."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstract:
    """A summary of a bill as plain text; `note` says whose or of which stage."""

    abstract: str
    note: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Another title of a bill; `note` says which (short title, official title, ...)."""

    title: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One step in a bill's life. `classification` holds Open Civic Data's words; `organization` who acted."""

    date: dt.date
    description: str
    classification: tuple[str, ...] = ()
    organization: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsorship:
    """A person or committee behind a bill. `person_id` is the source's id for the person (Bioguide for Congress)."""

    name: str
    primary: bool = False
    classification: str = "cosponsor"
    entity_type: str = "person"
    person_id: str | None = None
    party: str | None = None
    district: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """A committee a bill or hearing belongs to; `code` is the source's own."""

    name: str
    code: str | None = None
    chamber: Chamber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text of a bill, or a document about it, with where to read it."""

    note: str
    date: dt.date | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedBill:
    """Another bill and how it is related: companion, prior-session, replaced-by, replaces, related."""

    identifier: str
    legislative_session: str
    relation_type: str = "related"
    jurisdiction: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "identifier", clean_identifier(self.identifier))


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCount:
    """How many voted so."""

    option: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """How one member voted: `option` is Open Civic Data's word (yes, no, absent, excused, not voting, other)."""

    option: str
    voter: str
    person_id: str | None = None
    """The source's id for the member, where it tells one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteEvent:
    """A vote on a bill: its day, its motion and result in the source's words, its counts, and who voted how."""

    date: dt.date
    motion: str
    result: str | None = None
    organization: Chamber | None = None
    counts: tuple[VoteCount, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    sources: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardBill:
    """A bill on an agenda: its identifier and, where the source says, its session and title.

    Without a session the current one of the hearing's jurisdiction is meant.
    """

    identifier: str
    legislative_session: str | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "identifier", clean_identifier(self.identifier))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item of an agenda in the source's words, with the bills it names."""

    description: str
    bills: tuple[str, ...] = ()
    """Identifiers, normalized."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where a person receives those they represent, away from the capitol."""

    address: str
    phone: str | None = None
    hours: str | None = None
    """In the source's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A person's place in a committee."""

    organization: str
    role: str = "member"
