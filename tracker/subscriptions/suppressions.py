"""Show which addresses are not written to, and write to them again when an organizer says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from tracker.db.models import Bounce, Subscriber, SubscriptionRow, Suppression
from tracker.subscriptions import tokens
from tracker.subscriptions.people import checked_address, lift


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """An address that is not written to."""

    at: dt.datetime
    reason: str
    address: str | None
    """None where the address was deleted, and only a code of it is kept."""
    detail: str | None
    """What the relay or the report said last."""

    def as_row(self) -> dict[str, Any]:
        """For a listing."""
        return asdict(self)


def suppressed_addresses(
    connection: Connection,
    *,
    reason: str | None = None,
    since: dt.datetime | None = None,
    before: dt.datetime | None = None,
) -> list[Suppressed]:
    """Addresses that are not written to, of a reason and a time, newest first."""
    wanted = [
        *([Suppression.reason == reason] if reason else []),
        *([Suppression.at >= since] if since else []),
        *([Suppression.at < before] if before else []),
    ]
    owners = {}
    for row in connection.execute(select(Subscriber.id, Subscriber.address)):
        owners[tokens.folded_key(row.address)] = row  # earlier versions kept this form
    for row in connection.execute(select(Subscriber.id, Subscriber.address)):
        owners[tokens.exact_key(row.address)] = row
    said = connection.execute(select(Bounce.subscriber_id, Bounce.detail).order_by(Bounce.id))
    details = {row.subscriber_id: row.detail for row in said}
    query = select(Suppression.address_key, Suppression.reason, Suppression.at).where(*wanted)
    entries = []
    for suppression in connection.execute(query.order_by(Suppression.at.desc())):
        owner = owners.get(suppression.address_key)
        entries.append(
            Suppressed(
                at=suppression.at,
                reason=suppression.reason,
                address=owner.address if owner else None,
                detail=details.get(owner.id) if owner else None,
            )
        )
    return entries


def lift_address(connection: Connection, address: str, reason: str) -> bool:
    """Write to an address again; says whether it was suppressed for this reason."""
    stored_address, _channel = checked_address(address)
    owner = connection.execute(select(Subscriber.id).where(Subscriber.address == stored_address)).scalar_one_or_none()
    if owner is None:
        return lift(connection, stored_address, reason)
    return lift_subscriber(connection, owner, reason)


def lift_subscriber(connection: Connection, subscriber_id: int, reason: str) -> bool:
    """Write to a subscriber again who was given up for this reason; says whether they were."""
    owner = connection.execute(select(Subscriber.address).where(Subscriber.id == subscriber_id)).first()
    if owner is None or not lift(connection, owner.address, reason):
        return False
    connection.execute(delete(Bounce).where(Bounce.subscriber_id == subscriber_id))
    connection.execute(update(Subscriber).where(Subscriber.id == subscriber_id).values(bounced_at=None))
    given_up = (SubscriptionRow.subscriber_id == subscriber_id, SubscriptionRow.state == "bounced")
    connection.execute(update(SubscriptionRow).where(*given_up).values(state="active"))
    return True
