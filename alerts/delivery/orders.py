"""Read what the outbox owes together with whom it is owed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, select

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


_OWED: Final = (
    select(*_COLUMNS, SubscriptionRow.__table__, Subscriber.address, Subscriber.channel, Subscriber.is_list)
    .join(SubscriptionRow, SubscriptionRow.id == OutboxRow.subscription_id)
    .join(Subscriber, Subscriber.id == SubscriptionRow.subscriber_id)
    .where(OutboxRow.id.in_(bindparam("messages", expanding=True)))
    .order_by(*URGENT_FIRST)
)
"""Made once: putting a statement together takes longer than asking it."""


def owed(connection: Connection, messages: Sequence[int]) -> list[Any]:
    """The rows of these messages with their subscriptions, those that somebody waits for first."""
    return list(connection.execute(_OWED, {"messages": list(messages)})) if messages else []


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
