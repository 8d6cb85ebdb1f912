"""Describe the JSON API's answers, for its documentation; the values themselves come from `tracker.records.ocd_json`."""

from __future__ import annotations

import datetime as dt
from typing import Final

from pydantic import BaseModel, ConfigDict, Field


class _Open(BaseModel):
    """Later versions may add fields; they never take one away."""

    model_config = ConfigDict(extra="allow")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""


class Link(_Open):
    """An address with what it is."""

    url: str
    note: str | None = None
    media_type: str | None = None


class Reason(_Open):
    """Why a topic matches: the rule, where, and the words between « and »."""

    rule: str
    field: str
    words: str | list[str]
    excerpt: str


class Match(_Open):
    """A topic that flags a record."""

    topic: str
    score: int = Field(description="0 to 100.")
    reasons: list[Reason] = Field(default=[], description="Left out of lists.")


class Action(_Open):
    """One step in a bill's life."""

    date: dt.date
    description: str
    classification: list[str]
    organization: str | None = None


class Sponsorship(_Open):
    """Somebody behind a bill."""

    name: str
    primary: bool
    classification: str
    person_id: str | None = None


class Unconfirmed(_Open):
    """A step that one source tells and another does not."""

    date: dt.date
    description: str
    told_by: str
    told_url: str | None
    missing_from: str
    missing_url: str | None
    contradicted: bool = Field(description="Whether the other source tells later steps without it.")
    days: int = Field(description="Days since the step.")


class BillBrief(_Open):
    """A bill as lists show it, in Open Civic Data's words."""

    id: str = Field(description="Public id, such as us/119/HR1109.")
    jurisdiction: str
    legislative_session: str
    identifier: str
    title: str
    classification: list[str]
    subject: list[str]
    stage: str
    stage_basis: str = Field(description="What the stage is read from: it is our reading, no legislature publishes it.")
    first_action_date: dt.date | None
    latest_action_date: dt.date | None
    latest_action_description: str | None
    matches: list[Match]


class Bill(BillBrief):
    """A bill with everything held about it but its full text."""

    actions: list[Action]
    unconfirmed: list[Unconfirmed] = Field(description="Steps that one witness alone tells; they count for nothing.")
    sponsorships: list[Sponsorship]
    sources: list[Link]


class Hearing(_Open):
    """A hearing or committee meeting."""

    id: str
    jurisdiction: str
    name: str
    classification: str
    start: dt.datetime
    all_day: bool
    timezone: str
    status: str
    no_longer_listed: bool


class Notice(_Open):
    """A rule-making document with its comment period."""

    id: str
    jurisdiction: str
    title: str
    classification: str
    matches: list[Match]


class Deadline(_Open):
    """Something that can be done until a moment or a day."""

    id: str
    kind: str
    due: dt.datetime | dt.date
    timezone: str
    basis: str | None
    confidence: str | None


class Change(_Open):
    """Something that happened to a record."""

    sequence: int
    kind: str
    what: str
    record: str
    seen_at: dt.datetime


class Topic(_Open):
    """A topic and how many bills it flags now."""

    slug: str
    title: str
    bills: int


class Place(_Open):
    """A place there is something of."""

    code: str
    name: str
    flagged: int


class Source(_Open):
    """A source and how fresh it is."""

    name: str
    jurisdiction: str
    publisher: str
    url: str
    last_verdict: str | None
    last_good_at: dt.datetime | None


_NOT_COLLECTED: Final[list[str]] = Field(
    default=[],
    description="Of the places asked for, those that nothing was ever read of: an empty list says nothing there.",
)


class NotReadable(BaseModel):
    """A publisher that could not be read, and when it last could."""

    publisher: str
    since: dt.datetime | None
    by_hand: bool = Field(default=False, description="Nobody failed to read it: its files are imported by hand.")


_NOT_READABLE: Final[list[NotReadable]] = Field(
    default=[],
    description="Of the places asked for, publishers that could not be read by their own plan: there may be news that is not here.",
)


class BillPage(BaseModel):
    """A page of bills; `next` is the cursor of the next one, null on the last."""

    items: list[BillBrief]
    next: str | None
    not_collected: list[str] = _NOT_COLLECTED
    not_readable: list[NotReadable] = _NOT_READABLE


class HearingPage(BaseModel):
    """A page of hearings."""

    items: list[Hearing]
    next: str | None
    not_collected: list[str] = _NOT_COLLECTED
    not_readable: list[NotReadable] = _NOT_READABLE


class NoticePage(BaseModel):
    """Rule-makings, the soonest closing first."""

    items: list[Notice]
    next: str | None
    not_collected: list[str] = _NOT_COLLECTED
    not_readable: list[NotReadable] = _NOT_READABLE


class DeadlinePage(BaseModel):
    """What is due, soonest first."""

    items: list[Deadline]
    next: str | None
    not_collected: list[str] = _NOT_COLLECTED
    not_readable: list[NotReadable] = _NOT_READABLE


class ChangePage(BaseModel):
    """Changes in the order in which they were seen; ask again with `after` set to the last sequence."""

    items: list[Change]
    next: str | None


class TopicPage(BaseModel):
    """All topics."""

    items: list[Topic]
    next: None = None


class PlacePage(BaseModel):
    """All places."""

    items: list[Place]
    next: None = None


class SourcePage(BaseModel):
    """All sources."""

    items: list[Source]
    next: None = None
