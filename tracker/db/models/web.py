"""What the web page and the scheduler keep: organizers, their sessions, what they did, limits, slots and heartbeats."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db.models.base import Base


class User(Base):
    """An organizer who may log in. People who follow bills have subscriptions, not users."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    """organizer, or admin who also looks after the other organizers."""
    password_hash: Mapped[str]
    totp_secret: Mapped[str | None]
    totp_step: Mapped[int | None]
    """The 30-second step of the last code accepted, so that no code works twice."""
    created_at: Mapped[dt.datetime]


class Login(Base):
    """A session of a browser. Only the token's hash is kept, so that a copy of the database opens no door."""

    __tablename__ = "logins"
    __table_args__ = (Index(None, "user_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]


class AuditRow(Base):
    """Something an organizer did; rows are added and never edited."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    """A user's name, or `command line`."""
    action: Mapped[str]
    about: Mapped[str]
    details: Mapped[dict[str, Any]]


class RateBucket(Base):
    """What is left of a limit. The key is a hash with the day's salt: after a day nobody can say whose it was."""

    __tablename__ = "rate_buckets"
    __table_args__ = (Index(None, "filled_at"),)

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    tokens: Mapped[float]
    filled_at: Mapped[dt.datetime]


class Salt(Base):
    """A day's random salt for the keys of rate buckets; thrown away after the next day."""

    __tablename__ = "salts"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class Slot(Base):
    """One turn of a scheduled job. Whoever inserts the row runs it, so that no turn is taken twice."""

    __tablename__ = "slots"
    __table_args__ = (Index(None, "claimed_at"),)

    job: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    """The local date or moment that the turn belongs to, such as 2026-11-23 or 2026-11-23T14:30Z."""
    claimed_at: Mapped[dt.datetime]
    claimed_by: Mapped[str]
    finished_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]
    """done, in part, failed, stopped, lost (its process died), skipped (the one before was at work), missed (too late)."""
    told: Mapped[str | None]
    """The last lines of what the command said."""
    token: Mapped[str | None]
    """Of the job's lease; an open turn with another one than the job has now is lost."""


class LeaseRow(Base):
    """The right to do one piece of work: to visit a source, to do a job's turn, to begin a run that was asked for."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str]
    """Random, and in every write of the work: what the holder of an older one brings is refused."""
    owner: Mapped[str]
    """The process that holds it: host, number, when it began."""
    what: Mapped[str]
    """The work, in words for people."""
    taken_at: Mapped[dt.datetime]
    until: Mapped[dt.datetime]
    """On the database's clock."""


class SecretCheck(Base):
    """One row: what proves that a machine has the secret all links are made with. It does not give the secret away."""

    __tablename__ = "secret_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str]


class ContentVersion(Base):
    """One row of numbers that only rise, whatever clocks say."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    """Raised by each transaction that writes what readers see. PostgreSQL's; SQLite has one of its own."""
    judged: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """Raised by each transaction that writes what matches a topic, or what no longer does."""


class Beat(Base):
    """A sign of life of a scheduler or a worker."""

    __tablename__ = "beats"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """scheduler or worker."""
    started_at: Mapped[dt.datetime]
    at: Mapped[dt.datetime]


class OwnFile(Base):
    """A file of rules that people of this installation wrote, for all machines that share the database."""

    __tablename__ = "own_files"

    path: Mapped[str] = mapped_column(primary_key=True)
    """Below the data folder, such as topics/peer-support.toml."""
    content: Mapped[bytes]
    hash: Mapped[str]
    given_at: Mapped[dt.datetime]
    given_by: Mapped[str]
    """The process that brought it."""
