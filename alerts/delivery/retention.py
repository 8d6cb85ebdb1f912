"""Forget what is no longer needed: the less we keep, the less can be lost."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Connection, Engine, delete, exists, select
from sqlalchemy.orm import aliased

from tracker import clock
from tracker.db.models import Asked, Bounce, CardRow, Edition, OutboxRow, Subscriber, SubscriptionRow
from tracker.subscriptions import service

UNCONFIRMED: Final = dt.timedelta(hours=73)
STOPPED: Final = dt.timedelta(days=30)
DELIVERIES: Final = dt.timedelta(days=90)
ASKED: Final = dt.timedelta(days=2)
_OPEN: Final = ("pending", "sending", "uncertain", "held")


def tidy(engine: Engine) -> dict[str, int]:
    """Delete what is past its time; says how many rows of what."""
    now = clock.now()
    with service.changing(engine) as connection:
        counts = {
            "unconfirmed subscriptions": _unconfirmed(connection, now),
            "stopped subscriptions": _stopped(connection, now),
            "deliveries": _deliveries(connection, now),
        }
        connection.execute(delete(Asked).where(Asked.at < now - ASKED))
        connection.execute(delete(Bounce).where(Bounce.at < now - DELIVERIES))
        counts["addresses"] = _without_subscription(connection)
    return {what: number for what, number in counts.items() if number}


def _unconfirmed(connection: Connection, now: dt.datetime) -> int:
    old = (SubscriptionRow.state == "pending", SubscriptionRow.created_at < now - UNCONFIRMED)
    return int(connection.execute(delete(SubscriptionRow).where(*old)).rowcount)


def _stopped(connection: Connection, now: dt.datetime) -> int:
    old = (SubscriptionRow.state == "stopped", SubscriptionRow.stopped_at < now - STOPPED)
    other = aliased(SubscriptionRow)
    live = exists(select(other.id).where(other.subscriber_id == Subscriber.id, other.state != "stopped"))
    owners = select(Subscriber.address).join(SubscriptionRow, SubscriptionRow.subscriber_id == Subscriber.id)
    owners = owners.where(*old, ~live)
    for address in list(connection.execute(owners).scalars()):
        service.suppress(connection, address, "stopped")
    return int(connection.execute(delete(SubscriptionRow).where(*old)).rowcount)


def _deliveries(connection: Connection, now: dt.datetime) -> int:
    old = (OutboxRow.queued_at < now - DELIVERIES, OutboxRow.state.not_in(_OPEN))
    gone = int(connection.execute(delete(OutboxRow).where(*old)).rowcount)
    needed = exists(select(OutboxRow.id).where(OutboxRow.edition == Edition.hash))
    connection.execute(delete(Edition).where(Edition.made_at < now - DELIVERIES, ~needed))
    connection.execute(delete(CardRow).where(CardRow.made_at < now - 2 * DELIVERIES))
    return gone


def _without_subscription(connection: Connection) -> int:
    has = exists(select(SubscriptionRow.id).where(SubscriptionRow.subscriber_id == Subscriber.id))
    return int(connection.execute(delete(Subscriber).where(~has)).rowcount)
