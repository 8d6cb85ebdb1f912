"""Read what the outbox owes together with whom it is owed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, case, select

from alerts.render.mails import Order
from tracker.db.models import OutboxRow, Subscriber, SubscriptionRow
from tracker.subscriptions.people import as_subscription

URGENT_FIRST: Final = (case((OutboxRow.kind == "digest", 1), else_=0), OutboxRow.next_try, OutboxRow.id)
"""Who waits for a link comes before who waits for a digest."""
_COLUMNS: Final = (
    OutboxRow.id.label("order_id"),
    OutboxRow.kind,
    OutboxRow.key.label("message_key"),
    OutboxRow.queued_at,
    OutboxRow.edition,
)


def owed(connection: Connection, messages: Sequence[int]) -> list[Any]:
    """The rows of these messages with their subscriptions, those that somebody waits for first."""
    query = (
        select(*_COLUMNS, SubscriptionRow.__table__, Subscriber.address, Subscriber.channel, Subscriber.is_list)
        .join(SubscriptionRow, SubscriptionRow.id == OutboxRow.subscription_id)
        .join(Subscriber, Subscriber.id == SubscriptionRow.subscriber_id)
        .where(OutboxRow.id.in_(messages))
        .order_by(*URGENT_FIRST)
    )
    return list(connection.execute(query)) if messages else []


def order(row: Any) -> Order:
    """Such a row as what a message is made from."""
    return Order(
        id=row.order_id,
        kind=row.kind,
        key=row.message_key,
        queued_at=row.queued_at,
        subscription=as_subscription(row),
        edition=row.edition,
    )


def orders_of(connection: Connection, messages: Sequence[int]) -> list[Order]:
    """These messages as orders."""
    return [order(row) for row in owed(connection, messages)]
