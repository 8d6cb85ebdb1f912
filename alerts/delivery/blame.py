"""Decide whom a refusal is laid to: an address is given up, or a channel waits and nobody is blamed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, delete, func, or_, select, update

from alerts.channels import DeliveryError
from tracker import clock
from tracker.db.models import Bounce, OutboxRow, Relay, Subscriber, SubscriptionRow
from tracker.subscriptions import service
from tracker.subscriptions.suppressions import lift_subscriber

RETRIES: Final = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 30, 60, 120, 240))
"""How long to wait after the first, second, ... failure; the last one counts for all further ones."""
SOFT_BOUNCES: Final = 5
SOFT_WITHIN: Final = dt.timedelta(days=14)
RUN: Final = 10
"""So many addresses refused at the relay's door without one mail taken in between are the relay's fault, not theirs."""
UNSET: Final[dict[str, Any]] = {"owner": None, "lease_until": None}
"""A message that no sender has."""

_PAUSED: Final = select(Relay.channel, Relay.reason, Relay.paused_until).where(
    Relay.paused_until > bindparam("now", type_=Relay.paused_until.type)
)


def refused_since_success(connection: Connection, channel: str) -> list[int]:
    """The messages of a channel that were refused at the door since it last took one."""
    last = select(func.max(OutboxRow.sent_at)).where(OutboxRow.channel == channel).scalar_subquery()
    query = (
        select(OutboxRow.id)
        .join(Bounce, Bounce.message_id == OutboxRow.id)
        .where(OutboxRow.channel == channel, OutboxRow.state == "bounced", ~Bounce.reported)
        .where(or_(last.is_(None), Bounce.at >= last))
    )
    return list(connection.execute(query).scalars())


def nobody_is_left(connection: Connection, channel: str, refused: Sequence[int]) -> bool:
    """Whether these refusals were of everybody who gets news by a channel, and of two at least.

    A small circle never comes to a `RUN`: a relay that knows none of its readers would have them all given up in one morning. Each of
    them confirmed by a mail that arrived.
    """
    active = (
        select(SubscriptionRow.id)
        .join(Subscriber, Subscriber.id == SubscriptionRow.subscriber_id)
        .where(Subscriber.channel == channel, SubscriptionRow.state == "active")
    )
    if connection.execute(active.limit(1)).first() is not None:
        return False
    people = (
        select(func.count(SubscriptionRow.subscriber_id.distinct()))
        .join(OutboxRow, OutboxRow.subscription_id == SubscriptionRow.id)
        .where(OutboxRow.id.in_(refused), OutboxRow.kind == "digest")
    )
    return int(connection.execute(people).scalar_one()) > 1


def unmark(connection: Connection, messages: Sequence[int]) -> None:
    """Messages that were refused by a channel at fault: they wait again, and nobody is blamed for them."""
    now = clock.now()
    refused = (OutboxRow.id.in_(messages), OutboxRow.state.in_(("bounced", "failed")))
    for row in list(connection.execute(select(OutboxRow.__table__).where(*refused))):
        wait = RETRIES[min(max(row.attempts, 1), len(RETRIES)) - 1]
        again = {"state": "pending", "next_try": now + wait, **UNSET}
        connection.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(again))
        if row.told_upto is not None:  # its news is on its way again
            mine = (
                SubscriptionRow.id == row.subscription_id,
                SubscriptionRow.told_at.is_not_distinct_from(row.told_since),
            )
            values = {"told_upto": row.told_upto, "told_at": row.queued_at}
            connection.execute(update(SubscriptionRow).where(*mine).values(values))
    bounces = select(Bounce.subscriber_id).where(Bounce.message_id.in_(messages), ~Bounce.reported)
    people = set(connection.execute(bounces).scalars())
    connection.execute(delete(Bounce).where(Bounce.message_id.in_(messages), ~Bounce.reported))
    for person in people:
        lift_subscriber(connection, person, "bounced")


def came_back(
    connection: Connection,
    subscriber_id: int,
    *,
    hard: bool,
    detail: str,
    message: int | None = None,
    reported: bool = False,
) -> bool:
    """Note a bounce; says whether the address is given up: at the first hard one, or at the fifth soft one in two weeks."""
    now = clock.now()
    row = {"subscriber_id": subscriber_id, "at": now, "hard": hard, "detail": detail[:500]}
    row |= {"message_id": message, "reported": reported}
    connection.execute(Bounce.__table__.insert().values(row))  # type: ignore[attr-defined]
    if not hard:
        recent = (
            select(func.count())
            .select_from(Bounce)
            .where(Bounce.subscriber_id == subscriber_id, Bounce.at > now - SOFT_WITHIN)
        )
        if int(connection.execute(recent).scalar_one()) < SOFT_BOUNCES:
            return False
    give_up(connection, subscriber_id, "bounced")
    return True


def give_up(connection: Connection, subscriber_id: int, reason: str) -> None:
    """Write to an address no more until its owner confirms it anew."""
    owner = connection.execute(select(Subscriber.address).where(Subscriber.id == subscriber_id)).first()
    if owner is None:
        return
    service.suppress(connection, owner.address, reason)
    connection.execute(update(Subscriber).where(Subscriber.id == subscriber_id).values(bounced_at=clock.now()))
    live = (SubscriptionRow.subscriber_id == subscriber_id, SubscriptionRow.state == "active")
    connection.execute(update(SubscriptionRow).where(*live).values(state="bounced"))


def pauses(connection: Connection) -> dict[str, str]:
    """Channels, and hosts of webhooks, that wait now, and why."""
    rows = connection.execute(_PAUSED, {"now": clock.now()})
    return {row.channel: f"{row.reason}; next try at {row.paused_until:%H:%M} UTC" for row in rows}


def pause_channel(engine: Engine, channel: str, error: DeliveryError) -> str:
    """After a fault of the channel itself: wait, longer each time. Says until when."""
    with engine.begin() as connection:
        return pause_in(connection, channel, error)


def pause_in(connection: Connection, channel: str, error: DeliveryError) -> str:
    """The same within a transaction: whoever decides that a channel is at fault lets no other sender in between."""
    now = clock.now()
    row = connection.execute(select(Relay).where(Relay.channel == channel).with_for_update()).first()
    failures = (row.failures if row else 0) + 1
    until = now + RETRIES[min(failures, len(RETRIES)) - 1]
    values: dict[str, Any] = {"failures": failures, "paused_until": until, "reason": str(error)[:500]}
    if row is None:
        connection.execute(Relay.__table__.insert().values(channel=channel, since=now, **values))  # type: ignore[attr-defined]
    else:
        since = row.since if row.failures else now
        connection.execute(update(Relay).where(Relay.channel == channel).values(since=since, **values))
    return f"{error}; next try at {until:%H:%M} UTC"


def channel_works(engine: Engine, channel: str) -> None:
    """It works again: forget its faults."""
    values = {"failures": 0, "paused_until": None, "reason": None, "since": None}
    with engine.begin() as connection:
        connection.execute(update(Relay).where(Relay.channel == channel, Relay.failures > 0).values(values))
