"""What we keep about people who asked for mail, and about every message we owe them.

As little as possible: an address, what they want to hear of, when they agreed. No name, no place of residence, nothing
about what they open or click.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db.models.base import Base


class Subscriber(Base):
    """An address that somebody asked us to write to: of a person, of a list, or of a webhook."""

    __tablename__ = "subscribers"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    address: Mapped[str] = mapped_column(unique=True)
    address_key: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """The exact address in bytes: what identifies a person. jane+news@ and jane@ may be two people, and are two here."""
    channel: Mapped[str]
    """mail or webhook."""
    is_list: Mapped[bool]
    """An address that many read: nobody can stop it for all with one click."""
    created_at: Mapped[dt.datetime]
    bounced_at: Mapped[dt.datetime | None]
    """When its mail came back for good; nothing is sent until it is confirmed anew."""


class SubscriptionRow(Base):
    """What an address asked for. One address may have several."""

    __tablename__ = "subscriptions"
    __table_args__ = (Index(None, "subscriber_id"), Index(None, "state", "cadence"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    key: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """Random; the links of its mails are made from it and from the secret, which is not in the database."""
    state: Mapped[str]
    """pending (not yet confirmed), active, stopped, bounced."""
    cadence: Mapped[str]
    """weekly, daily or deadlines: as they happen."""
    wishes: Mapped[dict[str, Any]]
    """See `tracker.subscriptions.preferences.Wishes`."""
    created_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    stopped_at: Mapped[dt.datetime | None]
    paused_until: Mapped[dt.date | None]
    told_upto: Mapped[int | None]
    """Sequence of the last change that was told or offered to it; None before the first mail."""
    told_at: Mapped[dt.datetime | None]
    """The moment up to which it was told."""


class LinkRow(Base):
    """A link in a mail, by the hash of its token: of one purpose, for one subscription, and revocable."""

    __tablename__ = "links"
    __table_args__ = (Index(None, "subscription_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    """confirm, manage, unsubscribe, mute or export."""
    expires_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]


class Mute(Base):
    """Something a subscription does not want to hear of any more."""

    __tablename__ = "mutes"

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """rule, record or topic."""
    value: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[dt.datetime]


class DoneRow(Base):
    """Something a subscriber has done for one hearing or rule-making; it stands whatever day that moves to."""

    __tablename__ = "done"

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True)
    record_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """The kind of deadline."""
    done_at: Mapped[dt.datetime]


class Suppression(Base):
    """An address we must not write to unless its owner asks again; kept as a hash, since the address is gone."""

    __tablename__ = "suppressions"

    address_key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    reason: Mapped[str]
    """bounced, complained, stopped or deleted."""
    at: Mapped[dt.datetime]


class Asked(Base):
    """Somebody asked for a mail to this address: what limits how often strangers can have us write to it."""

    __tablename__ = "asked"
    __table_args__ = (Index(None, "address_key", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    address_key: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[dt.datetime]


class Bounce(Base):
    """A mail that came back; kept 90 days."""

    __tablename__ = "bounces"
    __table_args__ = (Index(None, "subscriber_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime]
    hard: Mapped[bool]
    detail: Mapped[str]
    message_id: Mapped[int | None]
    """The message of the outbox that was refused."""
    reported: Mapped[bool] = mapped_column(server_default=true())
    """Whether it came as a report by mail, and not as an answer of the relay."""


class CardRow(Base):
    """An item of a digest as it was composed, by the hash of its content: readers of the same item share it."""

    __tablename__ = "cards"

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    body: Mapped[dict[str, Any]]
    made_at: Mapped[dt.datetime]


class Edition(Base):
    """A digest as it was composed: what it says and which cards it holds. Readers of the same digest share it."""

    __tablename__ = "editions"

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    body: Mapped[dict[str, Any]]
    made_at: Mapped[dt.datetime]


class OutboxRow(Base):
    """A message we owe somebody, and what became of it.

    The row is written with the digest in one transaction; whoever sends it claims it first. `subscription_id` and
    `slot` are unique together, so that no message is owed twice.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("subscription_id", "slot"),
        Index(None, "state", "next_try"),
        Index(None, "channel", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id", ondelete="CASCADE"))
    slot: Mapped[str]
    """What it is for: `weekly 2026-11-23`, `welcome`, `confirm 1`."""
    kind: Mapped[str]
    """confirm, manage or digest."""
    channel: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    """The local part of its Message-ID: the same in every try, so that a second copy can be told from news."""
    edition: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str]
    """pending, held, sending, sent, uncertain, failed, bounced, expired, cancelled."""
    attempts: Mapped[int]
    queued_at: Mapped[dt.datetime]
    next_try: Mapped[dt.datetime]
    start_by: Mapped[dt.datetime]
    """A first try later than this would be too late to be of use."""
    give_up_at: Mapped[dt.datetime]
    owner: Mapped[str | None]
    lease_until: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None]
    """What went wrong last, for people."""
    told_from: Mapped[int | None]
    told_upto: Mapped[int | None]
    """The changes it tells: if it is never sent, the next digest tells them."""
    told_since: Mapped[dt.datetime | None]


class Relay(Base):
    """The state of a channel as a whole: after a fault of the channel itself nothing is tried until `paused_until`."""

    __tablename__ = "relays"

    channel: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    paused_until: Mapped[dt.datetime | None]
    reason: Mapped[str | None]
    since: Mapped[dt.datetime | None]
