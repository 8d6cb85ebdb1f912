"""What we keep about bills, hearings, notices, people and organizations.

`record` holds the whole record as JSON (see `tracker.records.items`); the other columns and the child tables are projections of
it that queries need, written in the same transaction and never edited alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db.models.base import Base


class _Kept:
    """Columns every kept record has."""

    id: Mapped[str] = mapped_column(primary_key=True)
    jurisdiction: Mapped[str]
    record: Mapped[dict[str, Any]]
    source: Mapped[str]
    """The source that leads."""
    provenance: Mapped[dict[str, Any] | None]
    """Field group and source, where several sources claim the record."""
    revision: Mapped[int] = mapped_column(default=1)
    first_seen: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]


class Bill(_Kept, Base):
    """A bill."""

    __tablename__ = "bills"
    __table_args__ = (
        Index(None, "jurisdiction", "legislative_session"),
        Index(None, "jurisdiction", "identifier", "legislative_session"),
        Index(None, "identifier"),
        Index(None, "latest_action_date"),  # on PostgreSQL in the order of the lists, which cannot read it backwards
        Index(None, "changed_at"),
        Index(None, "stage"),
    )

    legislative_session: Mapped[str]
    identifier: Mapped[str]
    title: Mapped[str]
    stage: Mapped[str]
    first_action_date: Mapped[dt.date | None]
    latest_action_date: Mapped[dt.date | None]
    latest_action_description: Mapped[str | None]
    stage_basis: Mapped[str | None]
    """The day and words of the action that brought it to its stage, empty where none did; None: not looked at yet."""
    unconfirmed: Mapped[list[Any] | None]
    """Steps that one witness alone tells (`tracker/records/witnesses.py`)."""


class BillAction(Base):
    """One step of a bill, to be queried by date."""

    __tablename__ = "bill_actions"

    bill_id: Mapped[str] = mapped_column(ForeignKey("bills.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[dt.date]
    description: Mapped[str]
    classification: Mapped[list[Any]]
    organization: Mapped[str | None]


class BillSponsorship(Base):
    """A person behind a bill, to be queried by person."""

    __tablename__ = "bill_sponsorships"
    __table_args__ = (Index(None, "person_id"),)

    bill_id: Mapped[str] = mapped_column(ForeignKey("bills.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    primary: Mapped[bool]
    classification: Mapped[str]
    person_id: Mapped[str | None]


class BillText(Base):
    """The full text of a bill's newest version, where a source carries it."""

    __tablename__ = "bill_texts"

    bill_id: Mapped[str] = mapped_column(ForeignKey("bills.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str]


class EarlierText(Base):
    """What a bill's text said before the one that stands now; packed, since nobody searches it."""

    __tablename__ = "earlier_texts"

    bill_id: Mapped[str] = mapped_column(ForeignKey("bills.id", ondelete="CASCADE"), primary_key=True)
    replaced_at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    version: Mapped[str | None]
    """What its source called it, where it was read by its address."""
    packed: Mapped[bytes]


class Hearing(_Kept, Base):
    """A hearing or committee meeting."""

    __tablename__ = "hearings"
    __table_args__ = (Index(None, "start"), Index(None, "jurisdiction", "start"), Index(None, "source"))

    name: Mapped[str]
    start: Mapped[dt.datetime]
    status: Mapped[str]
    classification: Mapped[str]
    vanished_at: Mapped[dt.datetime | None]


class HearingBill(Base):
    """A bill on a hearing's agenda. `legislative_session` is `?` where it cannot be told, and empty for a city."""

    __tablename__ = "hearing_bills"
    __table_args__ = (Index(None, "jurisdiction", "identifier"),)

    hearing_id: Mapped[str] = mapped_column(ForeignKey("hearings.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    jurisdiction: Mapped[str]
    legislative_session: Mapped[str | None]
    identifier: Mapped[str]


class Notice(_Kept, Base):
    """A rule-making document."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "comments_close"), Index(None, "published"))

    title: Mapped[str]
    classification: Mapped[str]
    published: Mapped[dt.date | None]
    comments_close: Mapped[dt.date | None]
    """Local date of the deadline; the moment stands in the record."""


class Person(_Kept, Base):
    """A legislator."""

    __tablename__ = "people"
    __table_args__ = (Index(None, "jurisdiction", "chamber", "district"),)

    name: Mapped[str]
    chamber: Mapped[str | None]
    district: Mapped[str | None]
    party: Mapped[str | None]
    began: Mapped[dt.date | None]
    ended: Mapped[dt.date | None]
    """As the source says, or the last day it listed somebody whom it lists no more."""


class PersonId(Base):
    """An id by which a source names a person, so that sponsorships can be joined."""

    __tablename__ = "person_ids"
    __table_args__ = (Index(None, "value"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class Organization(_Kept, Base):
    """A committee, chamber or agency."""

    __tablename__ = "organizations"

    name: Mapped[str]
    classification: Mapped[str]
    chamber: Mapped[str | None]


class Claim(Base):
    """What one source last said about a record: its hash and stamp, and its words where several sources claim it.

    Where one source alone claims a record, the record itself is its claim and `record` is empty here.
    """

    __tablename__ = "claims"
    __table_args__ = (Index(None, "source", "record_id"),)

    record_id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    hash: Mapped[bytes]
    stamp: Mapped[str | None]
    record: Mapped[dict[str, Any] | None]


class Alias(Base):
    """A source's own id for a record that another source told of first under its own."""

    __tablename__ = "aliases"

    source: Mapped[str] = mapped_column(primary_key=True)
    own_id: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str]


class Session(Base):
    """A legislative session; dates are filled where we know them."""

    __tablename__ = "sessions"

    jurisdiction: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    classification: Mapped[str | None]
    start_date: Mapped[dt.date | None]
    end_date: Mapped[dt.date | None]


class Pending(Base):
    """Work that a new or changed record still needs: `judge` (rules) or `index` (search)."""

    __tablename__ = "pending"

    job: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]


class TextRead(Base):
    """Where a bill's text was last read, or why it could not be: of an address, or of what its source carries."""

    __tablename__ = "text_reads"

    bill_id: Mapped[str] = mapped_column(ForeignKey("bills.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str]
    url: Mapped[str]
    """Empty where the source itself carries the text."""
    problem: Mapped[str | None]
    read_at: Mapped[dt.datetime]
    again_at: Mapped[dt.datetime | None]
    """When it is asked for again; None where it was read, or will be no better."""


class UnreadableRow(Base):
    """A record that is stored and cannot be read: since when that is known, and why. See `tracker.db.sound`."""

    __tablename__ = "unreadable_records"

    record_id: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    """The table."""
    since: Mapped[dt.datetime]
    fault: Mapped[str]
