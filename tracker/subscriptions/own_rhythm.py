"""Give one topic a rhythm of its own: a second subscription of the same address takes it over."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from tracker.errors import UsageProblem
from tracker.subscriptions import service
from tracker.subscriptions.people import Subscription
from tracker.subscriptions.preferences import CADENCES


def split(connection: Connection, subscription: Subscription, topic: str, cadence: str) -> None:
    """Tell of `topic` by `cadence` in mails of its own, and no more in this subscription's.

    Raises UsageProblem where that changes nothing: the same rhythm, or a topic that is the only one or none of it.
    """
    wishes = subscription.wishes
    if cadence not in CADENCES or cadence == wishes.cadence:
        raise UsageProblem(
            f"rhythm: expected one of {', '.join(CADENCES)} but {wishes.cadence}, found {cadence[:20]!r}"
        )
    if wishes.only_followed:
        raise UsageProblem("topic: this subscription tells of what it follows alone, and nothing by its topic")
    if wishes.topics and (topic not in wishes.topics or wishes.topics == (topic,)):
        raise UsageProblem(f"topic: expected one of several of this subscription, found {topic[:60]!r}")
    own = replace(wishes, topics=(topic,), cadence=cadence, bills=(), follows=(), positions=())
    service.subscribe(connection, subscription.address, own, confirmed=True)
    if wishes.topics:
        topics_left = tuple(other for other in wishes.topics if other != topic)
        service.change(connection, subscription.id, replace(wishes, topics=topics_left))
    else:  # it asks for all topics: this one is left out of it
        service.mute(connection, subscription.id, "topic", topic)


def others(connection: Connection, subscription: Subscription) -> list[Subscription]:
    """The other active subscriptions of the same address; none for an address that many people read."""
    if subscription.is_list:
        return []
    same = service.of_address(connection, subscription.address)
    return [other for other in same if other.state == "active" and other.id != subscription.id]
