"""What the promise of being told in time is measured by: windows as they were posted, told and closed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db.models.base import Base


class WindowRow(Base):
    """One thing that could be done until one moment; a window that moves is a new one. It names nobody."""

    __tablename__ = "windows"
    __table_args__ = (Index(None, "closes"), Index(None, "settled_at"))

    record_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    closes: Mapped[dt.datetime] = mapped_column(primary_key=True)
    """The last moment; of a bare day, its last second where the window is."""
    what: Mapped[str]
    """hearing or notice."""
    jurisdiction: Mapped[str]
    body: Mapped[str]
    """The committee or agency."""
    title: Mapped[str]
    confidence: Mapped[str]
    posted_at: Mapped[dt.datetime]
    """When we first saw it at its source."""
    looked_at: Mapped[dt.datetime | None]
    """When we had last looked before; None where we had not, so that nobody knows since when it stood there."""
    known_at: Mapped[dt.datetime]
    """When it first counted as a window of something flagged."""
    gone_at: Mapped[dt.datetime | None]
    """When it was called off, moved or no longer flagged, before it closed."""
    told_at: Mapped[dt.datetime | None]
    """When the first mail that names it went out."""
    told: Mapped[int]
    """How many mails named it before it closed,"""
    told_early: Mapped[int]
    """and how many of those so early as is promised."""
    untold: Mapped[int]
    """Subscriptions that asked for it and were not told before it closed."""
    late_fast: Mapped[int]
    """Subscriptions that ask to be told as it happens, and were told later than is promised or not at all."""
    settled_at: Mapped[dt.datetime | None]
    """When it was closed in the ledger, so that nothing of it changes any more."""


class SlowTelling(Base):
    """A subscription whose rhythm was too slow for a window of a place: what "as it happens" is offered for."""

    __tablename__ = "slow_tellings"

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str]
    at: Mapped[dt.datetime]
    declined_at: Mapped[dt.datetime | None]
    """When its owner said no; it is not offered again."""


class LedgerMark(Base):
    """Up to which moment something was counted."""

    __tablename__ = "ledger_marks"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
