"""What happened: runs of sources, their problems, and changes of records. Facts are added and never edited."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db.models.base import Base


class SourceRow(Base):
    """A source we have visited or were told of."""

    __tablename__ = "sources"

    name: Mapped[str] = mapped_column(primary_key=True)
    jurisdiction: Mapped[str]
    publisher: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str]
    every_hours: Mapped[int | None]
    """How often it is read by its own plan, 0 where only by hand; None where it was not visited since we keep that."""
    settings: Mapped[dict[str, Any] | None]
    """Of a source that a person added: what its spider needs. Empty for shipped ones."""
    last_run_at: Mapped[dt.datetime | None]
    last_good_at: Mapped[dt.datetime | None]
    """When it was last read well; a visit whose list as a whole is doubted (an old page, half of it gone) is none."""
    last_change_at: Mapped[dt.datetime | None]
    last_verdict: Mapped[str | None]
    last_reason: Mapped[str | None]


class Run(Base):
    """One visit to a source, asked for or done. Its progress is read from `counts`."""

    __tablename__ = "runs"
    __table_args__ = (Index(None, "source", "started_at"), Index(None, "state"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    source: Mapped[str]
    scope: Mapped[str]
    """Session and other limits asked for; only runs of one scope are compared in volume."""
    state: Mapped[str]
    """queued, running, done."""
    asked_by: Mapped[str | None]
    started_at: Mapped[dt.datetime]
    seen_alive_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    verdict: Mapped[str | None]
    reason: Mapped[str | None]
    counts: Mapped[dict[str, Any]]
    token: Mapped[str | None]
    """Of the source's lease; a running run with another one than the source has now was interrupted."""


class ListingRow(Base):
    """What the last clean visit of a source listed, within one scope; the next visit is held against it."""

    __tablename__ = "listings"

    source: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    listed: Mapped[dict[str, Any]]


class RunProblem(Base):
    """Something that could not be read or fetched in a run."""

    __tablename__ = "run_problems"
    __table_args__ = (Index(None, "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    kind: Mapped[str]
    reason: Mapped[str]
    url: Mapped[str | None]
    excerpt: Mapped[str]


class ChangeRow(Base):
    """A change of a record; `id` rises, so that a digest resumes where it stopped."""

    __tablename__ = "changes"
    __table_args__ = (Index(None, "record_id"), Index(None, "seen_at"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    what: Mapped[str]
    record_id: Mapped[str]
    moves: Mapped[list[Any]]
    bills: Mapped[list[Any]]
    quiet: Mapped[str | None]
    happened: Mapped[dt.date | None]
    seen_at: Mapped[dt.datetime]
    source: Mapped[str]
    run_id: Mapped[int | None]


class Match(Base):
    """A topic that a record matches, with its score and reasons; `gone_at` when it no longer does."""

    __tablename__ = "matches"
    __table_args__ = (Index(None, "topic", "score"),)

    record_id: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    score: Mapped[int]
    flagged: Mapped[bool]
    """False for a near miss, kept so that silence is never taken for absence."""
    tier: Mapped[str] = mapped_column(server_default="near")
    """`flagged` by rules in plain words, `possible` by an estimate alone, else `near`."""
    reasons: Mapped[list[Any]]
    judged_at: Mapped[dt.datetime]
    first_flagged_at: Mapped[dt.datetime | None]
    gone_at: Mapped[dt.datetime | None]


class JudgedTopic(Base):
    """The version of a topic that stored records were last judged by."""

    __tablename__ = "judged_topics"

    topic: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    judged_at: Mapped[dt.datetime]


class CompanionRow(Base):
    """A bill that belongs to another: said so by a source, or found by its text."""

    __tablename__ = "companions"

    bill_id: Mapped[str] = mapped_column(ForeignKey("bills.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("bills.id", ondelete="CASCADE"), primary_key=True)
    basis: Mapped[str]
    """source, identical, alike."""
    likeness: Mapped[float | None]


class TopicLabel(Base):
    """What a reader or organizer says of a record and a topic: it belongs, or it does not."""

    __tablename__ = "topic_labels"

    record_id: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    belongs: Mapped[bool]
    given_at: Mapped[dt.datetime]
