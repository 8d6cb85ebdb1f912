"""Know who subscribed to what; give people all we keep about them, and forget them when they ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from tracker import clock
from tracker.channels import kind_of
from tracker.db.models import (
    Asked,
    DoneRow,
    LinkRow,
    Mute,
    OutboxRow,
    SlowTelling,
    Subscriber,
    SubscriptionRow,
    Suppression,
)
from tracker.errors import UsageProblem
from tracker.settings import load
from tracker.subscriptions import preferences, tokens
from tracker.subscriptions.mail_folder import remove_mails
from tracker.subscriptions.preferences import Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscription with the address it belongs to."""

    id: int
    subscriber_id: int
    address: str
    channel: str
    is_list: bool
    key: bytes
    state: str
    wishes: Wishes
    created_at: dt.datetime
    confirmed_at: dt.datetime | None
    paused_until: dt.date | None
    told_upto: int | None
    told_at: dt.datetime | None

    def link(self, purpose: str) -> str:
        """The token of its link for one purpose."""
        return tokens.token(purpose, self.key)


def checked_address(address: str) -> tuple[str, str]:
    """The address as it is kept, and the name of its channel. Raises UsageProblem."""
    stored_address, kind = kind_of(address)
    return stored_address, kind.name


def by_token(connection: Connection, token: str, purpose: str) -> Subscription | None:
    """The subscription a link belongs to; None for a wrong, worn out or foreign token."""
    query = select(LinkRow).where(LinkRow.token_hash == tokens.token_hash(token), LinkRow.purpose == purpose)
    row = connection.execute(query).first()
    if row is None or (row.expires_at is not None and row.expires_at < clock.now()):
        return None
    return by_id(connection, row.subscription_id)


def data_link(subscription: Subscription, message: str) -> str:
    """The token in the mail with that key (`message_key`)."""
    return subscription.link(f"data {message}")


def take_data(connection: Connection, token: str) -> dict[str, Any] | None:
    """All that is kept about the address a data link was sent to; None where it is unknown, too old, or was used."""
    subscription = by_token(connection, token, "data")
    mark = tokens.token_hash(token)
    unused = (LinkRow.token_hash == mark, LinkRow.used_at.is_(None))
    if (
        subscription is None
        or not connection.execute(update(LinkRow).where(*unused).values(used_at=clock.now())).rowcount
    ):
        return None
    return taken_along(connection, subscription.subscriber_id)


def by_id(connection: Connection, subscription_id: int) -> Subscription | None:
    """One subscription."""
    return next(iter(find(connection, SubscriptionRow.id == subscription_id)), None)


def of_address(connection: Connection, address: str) -> list[Subscription]:
    """All subscriptions of an address."""
    return find(connection, Subscriber.address == checked_address(address)[0])


def all_of(connection: Connection, *, state: str | None = None) -> list[Subscription]:
    """All subscriptions, by number."""
    return find(connection, *([SubscriptionRow.state == state] if state else []))


def lists(connection: Connection) -> list[Subscription]:
    """All subscriptions of mailing lists."""
    return find(connection, Subscriber.is_list.is_(True))


def mutes(connection: Connection, subscription_id: int | None = None) -> dict[int, list[tuple[str, str]]]:
    """What each subscription (or one) has muted, as kind and value."""
    query = select(Mute.subscription_id, Mute.kind, Mute.value).order_by(Mute.kind, Mute.value)
    if subscription_id is not None:
        query = query.where(Mute.subscription_id == subscription_id)
    by_subscription: dict[int, list[tuple[str, str]]] = {}
    for owner, kind, value in connection.execute(query):
        by_subscription.setdefault(owner, []).append((kind, value))
    return by_subscription


def find(connection: Connection, *wanted: ColumnElement[bool]) -> list[Subscription]:
    """Subscriptions with their owners that fit all conditions, by number."""
    owner = (Subscriber.address, Subscriber.channel, Subscriber.is_list)
    query = (
        select(SubscriptionRow.__table__, *owner)
        .join(Subscriber, Subscriber.id == SubscriptionRow.subscriber_id)
        .where(*wanted)
        .order_by(SubscriptionRow.id)
    )
    return [as_subscription(row) for row in connection.execute(query)]


def as_subscription(row: Any) -> Subscription:
    """A row of `subscriptions` with its owner's columns as a value."""
    return Subscription(
        id=row.id,
        subscriber_id=row.subscriber_id,
        address=row.address,
        channel=row.channel,
        is_list=row.is_list,
        key=row.key,
        state=row.state,
        wishes=preferences.from_json(row.wishes),
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        paused_until=row.paused_until,
        told_upto=row.told_upto,
        told_at=row.told_at,
    )


def taken_along(connection: Connection, subscriber_id: int) -> dict[str, Any]:
    """Everything we keep about an address, as JSON, for its owner."""
    owner = connection.execute(select(Subscriber).where(Subscriber.id == subscriber_id)).first()
    if owner is None:
        raise UsageProblem(f"no subscriber {subscriber_id}")
    rows = find(connection, Subscriber.id == subscriber_id)
    muted = mutes(connection)
    deliveries = (
        select(OutboxRow.subscription_id, OutboxRow.slot, OutboxRow.state, OutboxRow.queued_at, OutboxRow.sent_at)
        .join(SubscriptionRow, SubscriptionRow.id == OutboxRow.subscription_id)
        .where(SubscriptionRow.subscriber_id == subscriber_id)
        .order_by(OutboxRow.id)
    )
    sent = [dict(row._mapping) for row in connection.execute(deliveries)]  # noqa: SLF001 - SQLAlchemy's public name
    return {
        "address": owner.address,
        "channel": owner.channel,
        "list": owner.is_list,
        "since": owner.created_at,
        "bounced_at": owner.bounced_at,
        "subscriptions": [
            {
                "id": row.id,
                "state": row.state,
                "created_at": row.created_at,
                "confirmed_at": row.confirmed_at,
                "paused_until": row.paused_until,
                "wishes": preferences.as_json(row.wishes),
                "muted": [{"kind": kind, "value": value} for kind, value in muted.get(row.id, [])],
                "slow_tellings": _slow_tellings(connection, row.id),
                "done": _done(connection, row.id),
                "mails": [
                    {name: part for name, part in mail.items() if name != "subscription_id"}
                    for mail in sent
                    if mail["subscription_id"] == row.id
                ],
            }
            for row in rows
        ],
    }


def _done(connection: Connection, subscription: int) -> list[dict[str, Any]]:
    query = select(DoneRow.__table__).where(DoneRow.subscription_id == subscription)
    return [
        {"record": row.record_id, "kind": row.kind, "at": row.done_at}
        for row in connection.execute(query.order_by(DoneRow.record_id, DoneRow.kind))
    ]


def _slow_tellings(connection: Connection, subscription: int) -> list[dict[str, Any]]:
    """Places where its rhythm was too slow, and for which "as it happens" was offered."""
    query = select(SlowTelling.__table__).where(SlowTelling.subscription_id == subscription)
    return [
        {"place": row.jurisdiction, "record": row.record_id, "at": row.at, "answered_at": row.declined_at}
        for row in connection.execute(query.order_by(SlowTelling.jurisdiction))
    ]


def forget(connection: Connection, subscriber_id: int) -> None:
    """Delete an address and all that belongs to it; what stays is a hash, so that no import brings it back."""
    row = connection.execute(select(Subscriber.address).where(Subscriber.id == subscriber_id)).first()
    if row is None:
        return
    suppress(connection, row.address, "deleted")
    mine = select(OutboxRow.key).join(SubscriptionRow, SubscriptionRow.id == OutboxRow.subscription_id)
    keys = connection.execute(mine.where(SubscriptionRow.subscriber_id == subscriber_id)).scalars()
    remove_mails(load().data_dir, keys)
    connection.execute(delete(Asked).where(Asked.address_key == tokens.folded_key(row.address)))
    connection.execute(delete(Subscriber).where(Subscriber.id == subscriber_id))


def suppress(connection: Connection, address: str, reason: str) -> None:
    """Remember that an address must not be written to."""
    lift(connection, address)
    row = {"address_key": tokens.exact_key(address), "reason": reason, "at": clock.now()}
    connection.execute(insert(Suppression).values(row))


def suppressed(connection: Connection, address: str) -> str | None:
    """Why an address must not be written to, or None."""
    query = select(Suppression.reason).where(_of(address)).order_by(Suppression.at.desc())
    return connection.execute(query).scalars().first()


def lift(connection: Connection, address: str, reason: str | None = None) -> bool:
    """Allow an address to be written to again, whatever the reason or for one alone; says whether it was forbidden."""
    wanted = (_of(address), *([Suppression.reason == reason] if reason else []))
    return bool(connection.execute(delete(Suppression).where(*wanted)).rowcount)


def _of(address: str) -> ColumnElement[bool]:
    """Of this address. Earlier versions kept the folded form, from which the address cannot be read any more."""
    return Suppression.address_key.in_((tokens.exact_key(address), tokens.folded_key(address)))
