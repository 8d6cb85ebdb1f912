"""Offer "as it happens" for a place where a subscription's rhythm told of a window too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, select, update

from tracker import clock
from tracker.db.models import Base, SlowTelling
from tracker.db.upsert import upsert
from tracker.errors import UsageProblem
from tracker.subscriptions import service
from tracker.subscriptions.people import Subscription


def remember(connection: Connection, slow: Mapping[tuple[int, str], tuple[str, dt.datetime]]) -> None:
    """Remember by subscription and place which record was told too late, and when; what was declined stays declined."""
    rows = [
        {"subscription_id": number, "jurisdiction": place, "record_id": record, "at": at, "declined_at": None}
        for (number, place), (record, at) in slow.items()
    ]
    upsert(Base.metadata.tables["slow_tellings"], connection.dialect.name, replace=False)(connection, rows)


def offers(connection: Connection, subscriptions: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """For each of these subscriptions the places for which it is offered."""
    query = select(SlowTelling.subscription_id, SlowTelling.jurisdiction).where(SlowTelling.declined_at.is_(None))
    places: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(subscriptions), 500):
        part = query.where(SlowTelling.subscription_id.in_(subscriptions[start : start + 500]))
        for row in connection.execute(part.order_by(SlowTelling.jurisdiction)):
            places[row.subscription_id] = (*places.get(row.subscription_id, ()), row.jurisdiction)
    return places


def accept(connection: Connection, subscription: Subscription, place: str) -> None:
    """Subscribe the same address to the deadlines of that place as they happen; its other mails stay as they are."""
    if place not in offers(connection, [subscription.id]).get(subscription.id, ()):
        raise UsageProblem(f"place {place[:60]!r}: expected one for which this was offered")
    wishes = replace(subscription.wishes, cadence="deadlines", places=(place,), kinds=(), bills=(), positions=())
    service.subscribe(connection, subscription.address, wishes, confirmed=True)
    decline(connection, subscription.id, place)


def decline(connection: Connection, subscription: int, place: str) -> None:
    """Offer it no more."""
    this = (SlowTelling.subscription_id == subscription, SlowTelling.jurisdiction == place)
    connection.execute(update(SlowTelling).where(*this).values(declined_at=clock.now()))


def forget_old(connection: Connection, before: dt.datetime) -> None:
    """Forget what was told too late long ago."""
    connection.execute(delete(SlowTelling).where(SlowTelling.at < before))
