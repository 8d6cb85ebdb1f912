"""Say what a source may claim: frozen, typed, in Open Civic Data's words.

`Scraped…` means "a source claims this". `None` means the source does not say; an empty text is never used for that.
Moments carry a time zone or the constructor refuses them; addresses are absolute http(s); lists are tuples.
Identity comes from the source's own ids, never from a title or a time, since those change.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final

from tracker.records import serialize, sessions
from tracker.records.heard_sessions import session_on
from tracker.records.jurisdictions import jurisdiction
from tracker.records.parts import (
    OFF,
    SIGN_IN,
    Abstract,
    Action,
    AgendaItem,
    Ballot,
    Chamber,
    Committee,
    HeardBill,
    Link,
    Membership,
    Office,
    RelatedBill,
    Sponsorship,
    Status,
    TimeQualifier,
    Title,
    Version,
    VoteCount,
    VoteEvent,
    absolute,
    aware,
    coded,
    zoned,
)
from tracker.records.place_words import whereabouts
from tracker.records.text import clean_identifier
from tracker.records.town_halls import MEETING, TOWN_HALL, is_named_town_hall

__all__ = [
    "OFF",
    "SIGN_IN",
    "Abstract",
    "Action",
    "AgendaItem",
    "Ballot",
    "Chamber",
    "Committee",
    "HeardBill",
    "Link",
    "Membership",
    "NothingHere",
    "Office",
    "Outcome",
    "Record",
    "RelatedBill",
    "ScrapedBill",
    "ScrapedHearing",
    "ScrapedNotice",
    "ScrapedOrganization",
    "ScrapedPerson",
    "Sponsorship",
    "Status",
    "TextUnread",
    "TimeQualifier",
    "Title",
    "Unchanged",
    "Unreadable",
    "Version",
    "VoteCount",
    "VoteEvent",
]

_LETTERED: Final = re.compile(r"[HS]JR[A-Z]{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapedBill:
    """A bill as one source tells it. Its public id is `<jurisdiction>/<session>/<identifier>`.

    A session that goes by several names gets ours, whichever a source told: two sources' bill is one.
    """

    jurisdiction: str
    legislative_session: str
    identifier: str
    title: str
    classification: tuple[str, ...] = ("bill",)
    from_organization: Chamber | None = None
    subject: tuple[str, ...] = ()
    abstracts: tuple[Abstract, ...] = ()
    other_titles: tuple[Title, ...] = ()
    actions: tuple[Action, ...] = ()
    sponsorships: tuple[Sponsorship, ...] = ()
    committees: tuple[Committee, ...] = ()
    versions: tuple[Version, ...] = ()
    documents: tuple[Version, ...] = ()
    related_bills: tuple[RelatedBill, ...] = ()
    sources: tuple[Link, ...] = ()
    votes: tuple[VoteEvent, ...] = ()
    text: str | None = None
    """The full text of the newest version, where the source carries it; searched and matched, not shown whole."""
    stamp: str | None = field(default=None, compare=False)
    """A change stamp of the source (a hash, a version): equal stamps mean nothing changed. Not part of the claim."""

    def __post_init__(self) -> None:
        coded("bill", self.jurisdiction)
        identifier = clean_identifier(self.identifier)
        if not identifier or not self.legislative_session or "/" in self.legislative_session:
            raise ValueError(
                f"bill: expected an identifier and a session, found {self.identifier!r} in {self.legislative_session!r}",
            )
        if not self.title.strip():
            raise ValueError(
                f"bill {self.jurisdiction}/{self.legislative_session}/{identifier}: expected a title, found none"
            )
        object.__setattr__(self, "identifier", identifier)
        session = sessions.canonical(self.jurisdiction, self.legislative_session)
        object.__setattr__(self, "legislative_session", session or self.legislative_session)
        if len(set(self.sponsorships)) < len(self.sponsorships):  # some sources tell one person twice
            object.__setattr__(self, "sponsorships", tuple(dict.fromkeys(self.sponsorships)))

    @property
    def knows_its_session(self) -> bool:
        """Whether the session is one that the place has, by its name or its form."""
        return sessions.canonical(self.jurisdiction, self.legislative_session) is not None

    @property
    def is_numbered(self) -> bool:
        """Whether it has a number, or the letter that Michigan's joint resolutions have instead."""
        return any(letter.isdecimal() for letter in self.identifier) or bool(_LETTERED.fullmatch(self.identifier))

    @property
    def id(self) -> str:
        """The public id, such as `us/116/HR1109`."""
        return f"{self.jurisdiction}/{self.legislative_session}/{self.identifier}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapedHearing:
    """A hearing or committee meeting as one source tells it (Open Civic Data's Event).

    `key` is the source's own id; the public id is `<jurisdiction>/<key>`, so two sources of one place use prefixes
    (`senate-338683`, `house-HHRG115955`). `start` is the earliest possible moment; `time_qualifier` says how sure it
    is: `date-only` (then `all_day` and `start` is local midnight), `not-before`, `upon-adjournment` and `unknown`
    come from words such as "upon adjournment" or "2 PM or upon recess", kept as they stand in `time_text`.
    """

    key: str
    jurisdiction: str
    name: str
    start: dt.datetime
    timezone: str
    end: dt.datetime | None = None
    all_day: bool = False
    time_qualifier: TimeQualifier = "exact"
    time_text: str | None = None
    classification: str = MEETING
    status: Status = "confirmed"
    chamber: Chamber | None = None
    committee: str | None = None
    location: str | None = None
    """A place that a person may go to; words such as "TBD" or "Livestream only" name none."""
    virtual: bool = False
    """Whether one can take part from elsewhere."""
    description: str | None = None
    """The notice's own text, as far as the source gives it: the place where deadlines are printed."""
    legislative_session: str | None = None
    bills: tuple[HeardBill, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    links: tuple[Link, ...] = ()
    documents: tuple[Link, ...] = ()
    video: str | None = None
    sources: tuple[Link, ...] = ()
    stamp: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        coded("hearing", self.jurisdiction)
        if not self.key.strip() or not self.name.strip():
            raise ValueError(
                f"hearing in {self.jurisdiction}: expected the source's id and a name, found {self.key!r}, {self.name!r}"
            )
        aware(f"hearing {self.key}", self.start, self.end)
        zoned(f"hearing {self.key}", self.timezone)
        absolute(f"hearing {self.key}", self.video)
        if self.location is not None:
            where = whereabouts(self.location)
            object.__setattr__(self, "location", where.place)
            object.__setattr__(self, "virtual", self.virtual or where.online)
        if self.legislative_session is not None:
            session = sessions.canonical(self.jurisdiction, self.legislative_session)
            object.__setattr__(self, "legislative_session", session or self.legislative_session)
        if self.classification == MEETING and not self.bills and is_named_town_hall(self.name):
            object.__setattr__(self, "classification", TOWN_HALL)

    @property
    def is_town_hall(self) -> bool:
        """Whether people ask and talk there, and nobody testifies."""
        return self.classification == TOWN_HALL

    def session_of(self, bill: HeardBill) -> str | None:
        """The session of a bill that it hears: as the agenda says, else the one that sits on its day.

        `UNSURE` where that cannot be told, see `session_on`; None for a place without sessions, such as a city.
        """
        session = bill.legislative_session or self.legislative_session
        if session is not None:
            return sessions.canonical(self.jurisdiction, session) or session
        place = jurisdiction(self.jurisdiction)
        if place is None:
            return None
        day = self.start.astimezone(place.timezone).date()
        return session_on(place, day, f"{self.name}\n{self.committee or ''}")

    @property
    def id(self) -> str:
        """The public id, such as `us/senate-338683`."""
        return f"{self.jurisdiction}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapedNotice:
    """A rule-making document as one source tells it, with its comment period.

    `comments_close` is a moment where the source gives one, a bare date where only the date is known.
    The public id is `<jurisdiction>/<key>`, such as `us/fr-2026-12345`.
    """

    key: str
    jurisdiction: str
    title: str
    classification: str = "notice"
    """proposed-rule, rule, notice, presidential-document, other."""
    document_number: str | None = None
    abstract: str | None = None
    agencies: tuple[str, ...] = ()
    published: dt.date | None = None
    effective: dt.date | None = None
    comments_open: dt.datetime | dt.date | None = None
    comments_close: dt.datetime | dt.date | None = None
    comment_url: str | None = None
    timezone: str = "America/New_York"
    docket_ids: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    action: str | None = None
    """The agency's own words for what this is, such as "Notice of proposed rulemaking"."""
    status: str | None = None
    """`withdrawn` where the source says so."""
    links: tuple[Link, ...] = ()
    sources: tuple[Link, ...] = ()
    stamp: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        coded("notice", self.jurisdiction)
        if not self.key.strip() or not self.title.strip():
            raise ValueError(
                f"notice in {self.jurisdiction}: expected the source's id and a title, found {self.key!r}, {self.title!r}"
            )
        aware(f"notice {self.key}", self.comments_open, self.comments_close)
        zoned(f"notice {self.key}", self.timezone)
        absolute(f"notice {self.key}", self.comment_url)

    @property
    def id(self) -> str:
        """The public id, such as `us/fr-2026-12345`."""
        return f"{self.jurisdiction}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapedPerson:
    """A legislator as one source tells it; `key` is the source's id, the public id `<jurisdiction>/person/<key>`."""

    key: str
    jurisdiction: str
    name: str
    chamber: Chamber | None = None
    district: str | None = None
    party: str | None = None
    phone: str | None = None
    email: str | None = None
    contact_url: str | None = None
    office: str | None = None
    """At the capitol, where letters about bills go."""
    offices: tuple[Office, ...] = ()
    """In the district."""
    memberships: tuple[Membership, ...] = ()
    other_ids: tuple[str, ...] = ()
    """Ids of the same person elsewhere as `scheme:value`, so that sponsorships can be joined."""
    other_names: tuple[str, ...] = ()
    """How else the person is written, as journals and lists of sponsors do: "Timmons, J."."""
    began: dt.date | None = None
    """Since when, or from when, the person holds this seat without a break."""
    term_ends: dt.date | None = None
    """When the present term ends; who is elected again stays."""
    ended: dt.date | None = None
    """When the person left the seat."""
    sources: tuple[Link, ...] = ()
    stamp: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        coded("person", self.jurisdiction)
        if not self.key.strip() or not self.name.strip():
            raise ValueError(
                f"person in {self.jurisdiction}: expected the source's id and a name, found {self.key!r}, {self.name!r}"
            )
        absolute(f"person {self.key}", self.contact_url)

    @property
    def id(self) -> str:
        """The public id, such as `us/person/B001230`."""
        return f"{self.jurisdiction}/person/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapedOrganization:
    """A committee, chamber or agency; the public id is `<jurisdiction>/org/<key>`."""

    key: str
    jurisdiction: str
    name: str
    classification: str = "committee"
    chamber: Chamber | None = None
    parent: str | None = None
    url: str | None = None
    email: str | None = None
    phone: str | None = None
    other_names: tuple[str, ...] = ()
    """How else the committee is written, with its chamber or in short."""
    sources: tuple[Link, ...] = ()
    stamp: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        coded("organization", self.jurisdiction)
        if not self.key.strip() or not self.name.strip():
            raise ValueError(
                f"organization in {self.jurisdiction}: expected the source's id and a name, found {self.key!r}, {self.name!r}",
            )
        absolute(f"organization {self.key}", self.url)

    @property
    def id(self) -> str:
        """The public id, such as `us/org/SSHR00`."""
        return f"{self.jurisdiction}/org/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingHere:
    """The page said, in words we know, that it is empty; without it an empty crawl is a failed crawl."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A row we could not read: where it was, what was expected and found, and a piece of it."""

    reason: str
    excerpt: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The source's stamp for this record equals the one we keep; it was not read again, and it still exists."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextUnread:
    """The text of a bill's newest version, which its source carries, could not be read; the bill itself was."""

    bill_id: str
    version: str
    reason: str
    url: str | None = None


Record = ScrapedBill | ScrapedHearing | ScrapedNotice | ScrapedPerson | ScrapedOrganization
Outcome = Record | NothingHere | Unreadable | Unchanged | TextUnread
"""What any parse may yield."""

serialize.register(ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedPerson, ScrapedOrganization)
