"""Let people subscribe, confirm, change, pause, stop, mute, take along and delete; keep no more than that needs.

Each function does its work on the connection it is given and leaves the transaction to the caller: `with
changing(engine) as connection` makes one. Mails are never sent from here; what must be sent is a row in the outbox.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from tracker import clock
from tracker.db.models import Asked, LinkRow, Mute, OutboxRow, Subscriber, SubscriptionRow
from tracker.errors import UsageProblem
from tracker.records import sessions
from tracker.subscriptions import names, preferences, tokens
from tracker.subscriptions.people import (
    Subscription,
    all_of,
    by_id,
    by_token,
    checked_address,
    data_link,
    find,
    forget,
    lift,
    lists,
    mutes,
    of_address,
    suppress,
    suppressed,
    take_data,
    taken_along,
)
from tracker.subscriptions.preferences import Wishes

__all__ = [
    "Subscription",
    "all_of",
    "by_id",
    "by_token",
    "change",
    "changing",
    "checked_address",
    "confirm",
    "confirm_by_hand",
    "data_link",
    "forget",
    "lift",
    "lists",
    "mute",
    "mutes",
    "of_address",
    "pause",
    "queue",
    "release",
    "resume",
    "send_data_link",
    "send_links",
    "stop",
    "subscribe",
    "suppress",
    "suppressed",
    "take_back",
    "take_data",
    "taken_along",
    "unmute",
]

CONFIRM_WITHIN: Final = dt.timedelta(hours=72)
DATA_WITHIN: Final = dt.timedelta(hours=24)
"""How long a link to all that is kept about an address works, and once only: mails are forwarded and mailboxes are lost."""
ASK_PAUSE: Final = dt.timedelta(minutes=10)
"""Strangers may have us write to one address at most this often,"""
ASKS_A_DAY: Final = 3
"""and so often a day,"""
ASKS_AN_HOUR: Final = 200
"""and to all addresses together so often an hour; beyond it the mails are held until an organizer has looked."""
WAITING: Final = 10
"""Subscriptions of one address that may wait for their confirmation; beyond it the newest is replaced."""
MUTES: Final = ("rule", "record", "topic")


_WAYS_BACK: Final = {
    "pending": "its owner must confirm it, or `tracker subscriptions confirm` by hand",
    "stopped": "subscribe it again",
    "bounced": "its mail came back, see `tracker subscriptions suppressions` and `tracker subscriptions lift`",
}


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it or nothing. On SQLite it takes the write lock at once."""
    with engine.begin() as connection:
        yield connection


def subscribe(
    connection: Connection, address: str, wishes: Wishes, *, is_list: bool = False, confirmed: bool = False
) -> str:
    """Take a wish to subscribe and queue the mail that asks for a confirmation.

    Says what was done, for organizers: `asked`, `limited` (too many mails to that address lately: none was queued),
    `held` (too many sign-ups altogether), `known` (it has such a subscription: its owner gets their links), `confirmed`.
    A page must answer the same whatever it is, or strangers could learn who subscribes.
    `confirmed` is for an organizer who has the consent; a suppressed address is refused then (UsageProblem).
    """
    stored_address, channel = checked_address(address)
    wishes = _in_order(connection, wishes)
    if confirmed:
        _refuse_suppressed(connection, stored_address)
    subscriber = _subscriber(connection, stored_address, channel, is_list=is_list)
    same = _same(connection, subscriber, wishes)
    if same is not None and same.state == "active":
        return _ask(connection, same, "manage", outcome="known")
    waiting = same if same is not None else _one_too_many(connection, subscriber)
    row = waiting.id if waiting is not None else _new(connection, subscriber, wishes)
    if waiting is not None:
        values = {"wishes": preferences.as_json(wishes), "cadence": wishes.cadence, "state": "pending"}
        connection.execute(update(SubscriptionRow).where(SubscriptionRow.id == row).values(**values))
    if confirmed:
        _activate(connection, row)
        return "confirmed"
    subscription = by_id(connection, row)
    assert subscription is not None
    _keep_link(connection, subscription, "confirm", expires=clock.now() + CONFIRM_WITHIN)
    return _ask(connection, subscription, "confirm", outcome="asked")


def confirm(connection: Connection, token: str) -> Subscription | None:
    """Confirm by the link in the mail, or None when the link is unknown or older than 72 hours. Twice is as good as once."""
    subscription = by_token(connection, token, "confirm")
    if subscription is None:
        return None
    if subscription.state != "active":
        _activate(connection, subscription.id)
        connection.execute(
            update(LinkRow).where(LinkRow.token_hash == tokens.token_hash(token)).values(used_at=clock.now())
        )
    return by_id(connection, subscription.id)


def confirm_by_hand(connection: Connection, subscription_id: int) -> None:
    """Confirm for an organizer who has the person's consent; raises UsageProblem for a suppressed address."""
    subscription = by_id(connection, subscription_id)
    if subscription is None:
        raise UsageProblem(f"no subscription {subscription_id}; `tracker subscriptions list` shows them")
    _refuse_suppressed(connection, subscription.address)
    _activate(connection, subscription_id)


def change(connection: Connection, subscription_id: int, wishes: Wishes) -> None:
    """Replace what a subscription asks for; raises UsageProblem with every fault listed."""
    stood = by_id(connection, subscription_id)
    wishes = _in_order(connection, wishes, stood.wishes if stood else None)
    values = {"wishes": preferences.as_json(wishes), "cadence": wishes.cadence}
    _update(connection, subscription_id, values)


def _in_order(connection: Connection, wishes: Wishes, before: Wishes | None = None) -> Wishes:
    """The wishes with every name checked and their lists in order; raises UsageProblem with every fault."""
    wishes, unknown = names.named(connection, wishes, before)
    if unknown:
        raise UsageProblem("subscription: " + "; ".join(f"{field}: {problem}" for field, problem in unknown))
    return preferences.checked(wishes)


def pause(connection: Connection, subscription_id: int, until: dt.date) -> None:
    """Send nothing before `until`; what happens meanwhile is told afterwards, in one mail. Refuses a day that is over."""
    if until <= clock.now().date():
        raise UsageProblem(f"pause: expected a day to come, found {until}")
    _update(connection, subscription_id, {"paused_until": until})
    _cancel(connection, OutboxRow.subscription_id == subscription_id, "paused")


def resume(connection: Connection, subscription_id: int) -> None:
    """End a pause. Raises UsageProblem for a subscription that gets no mail for another reason."""
    subscription = by_id(connection, subscription_id)
    if subscription is not None and subscription.state != "active":
        raise UsageProblem(
            f"subscription {subscription_id} is not paused, it is {subscription.state}: {_WAYS_BACK[subscription.state]}"
        )
    _update(connection, subscription_id, {"paused_until": None})


def stop(connection: Connection, subscription_id: int) -> None:
    """Stop a subscription for good and take back what is queued for it; twice is as good as once."""
    values = {"state": "stopped", "stopped_at": clock.now()}
    running = (SubscriptionRow.id == subscription_id, SubscriptionRow.state != "stopped")
    connection.execute(update(SubscriptionRow).where(*running).values(values))
    _cancel(connection, OutboxRow.subscription_id == subscription_id, "stopped")


def mute(connection: Connection, subscription_id: int, kind: str, value: str) -> None:
    """Mute a rule for a subscription, a record or a topic. Raises UsageProblem for another kind."""
    if kind not in MUTES or not 0 < len(value) <= 200:
        raise UsageProblem(
            f"mute: expected one of {', '.join(MUTES)} and what to mute, found {kind[:20]!r} {value[:60]!r}"
        )
    value = sessions.current_id(value) if kind == "record" else value
    unmute(connection, subscription_id, kind, value)
    row = {"subscription_id": subscription_id, "kind": kind, "value": value, "created_at": clock.now()}
    connection.execute(insert(Mute).values(row))


def unmute(connection: Connection, subscription_id: int, kind: str, value: str) -> None:
    """Tell it again."""
    same = (Mute.subscription_id == subscription_id, Mute.kind == kind, Mute.value == value)
    connection.execute(delete(Mute).where(*same))


def send_links(connection: Connection, address: str) -> None:
    """Queue a mail with the links of each active subscription of an address; an unknown address gets none, silently."""
    active = [subscription for subscription in of_address(connection, address) if subscription.state == "active"]
    if active:
        _ask(connection, active[0], "manage", outcome="asked")


def send_data_link(connection: Connection, subscription: Subscription) -> str:
    """Queue a mail with a link to all that is kept about an address, as `subscribe` says what was done.

    The links at the end of every mail change a subscription, and are as old as the mail; who holds one of them sees
    what it asks for, but not the address's other subscriptions, nor what was sent when.
    """
    return _ask(connection, subscription, "data", outcome="asked")


def release(connection: Connection) -> int:
    """Let go the mails that were held because too many people signed up at once; says how many."""
    now = clock.now()
    values = {"state": "pending", "next_try": now, "reason": None}
    done = connection.execute(update(OutboxRow).where(OutboxRow.state == "held").values(values))
    return int(done.rowcount)


def _subscriber(connection: Connection, address: str, channel: str, *, is_list: bool) -> int:
    known = connection.execute(select(Subscriber.id).where(Subscriber.address == address)).scalar_one_or_none()
    if known is not None:
        return int(known)
    row = {
        "address": address,
        "address_key": address.encode(),
        "channel": channel,
        "is_list": is_list,
        "created_at": clock.now(),
        "bounced_at": None,
    }
    made = connection.execute(insert(Subscriber).values(row)).inserted_primary_key
    assert made is not None
    return int(made[0])


def _new(connection: Connection, subscriber: int, wishes: Wishes) -> int:
    row = {
        "subscriber_id": subscriber,
        "key": tokens.new_key(),
        "state": "pending",
        "cadence": wishes.cadence,
        "wishes": preferences.as_json(wishes),
        "created_at": clock.now(),
    }
    made = connection.execute(insert(SubscriptionRow).values(row)).inserted_primary_key
    assert made is not None
    return int(made[0])


def _same(connection: Connection, subscriber: int, wishes: Wishes) -> Subscription | None:
    """A subscription of the same address that asks for the very same."""
    mine = find(connection, Subscriber.id == subscriber)
    return next(
        (subscription for subscription in mine if subscription.wishes == wishes and subscription.state != "stopped"),
        None,
    )


def _one_too_many(connection: Connection, subscriber: int) -> Subscription | None:
    """The newest that waits for its confirmation where there are too many; else a further sign-up is one of its own.

    Each is confirmed by its own mail, so that nobody can change what somebody else is about to confirm.
    """
    waiting = [
        subscription
        for subscription in find(connection, Subscriber.id == subscriber)
        if subscription.state == "pending"
    ]
    return waiting[-1] if len(waiting) >= WAITING else None


def _activate(connection: Connection, subscription_id: int) -> None:
    subscription = by_id(connection, subscription_id)
    assert subscription is not None
    values: dict[str, Any] = {"state": "active", "confirmed_at": clock.now(), "stopped_at": None, "paused_until": None}
    if subscription.state in {"stopped", "bounced"}:
        values |= {"told_upto": None, "told_at": None}  # a new beginning: the state of things first
    _update(connection, subscription_id, values)
    connection.execute(update(Subscriber).where(Subscriber.id == subscription.subscriber_id).values(bounced_at=None))
    lift(connection, subscription.address)
    for purpose in ("manage", "unsubscribe", "mute"):
        _keep_link(connection, subscription, purpose, expires=None)


def _keep_link(
    connection: Connection, subscription: Subscription, purpose: str, *, expires: dt.datetime | None
) -> None:
    mark = tokens.token_hash(subscription.link(purpose))
    connection.execute(delete(LinkRow).where(LinkRow.token_hash == mark))
    row = {"token_hash": mark, "subscription_id": subscription.id, "purpose": purpose, "expires_at": expires}
    connection.execute(insert(LinkRow).values(row))


def _ask(connection: Connection, subscription: Subscription, kind: str, *, outcome: str) -> str:
    """Queue a mail that a stranger may have asked for, within the limits that protect the address and our name."""
    if kind != "confirm" and subscription.channel != "mail":
        return outcome  # a chat room is no place for somebody's own links
    now, key = clock.now(), tokens.folded_key(subscription.address)
    recent = select(func.count(), func.max(Asked.at)).where(
        Asked.address_key == key, Asked.at > now - dt.timedelta(days=1)
    )
    count, last = connection.execute(recent).one()
    if count >= ASKS_A_DAY:
        return "limited"
    at = now if last is None or kind == "data" else max(now, last + ASK_PAUSE)
    everyone = select(func.count()).select_from(Asked).where(Asked.at > now - dt.timedelta(hours=1))
    held = int(connection.execute(everyone).scalar_one()) >= ASKS_AN_HOUR
    made = connection.execute(insert(Asked).values(address_key=key, at=at)).inserted_primary_key
    assert made is not None
    slot = f"{kind} {made[0]}"
    if kind == "data":
        over = (LinkRow.subscription_id == subscription.id, LinkRow.purpose == "data", LinkRow.expires_at < now)
        connection.execute(delete(LinkRow).where(*over))
        mark = tokens.token_hash(data_link(subscription, message_key(subscription, slot)))
        row = {
            "token_hash": mark,
            "subscription_id": subscription.id,
            "purpose": "data",
            "expires_at": at + DATA_WITHIN,
        }
        connection.execute(insert(LinkRow).values(row))
    within = DATA_WITHIN if kind == "data" else CONFIRM_WITHIN
    queue(connection, subscription, kind=kind, slot=slot, within=within, held=held, at=at)
    return "held" if held else outcome


def queue(
    connection: Connection,
    subscription: Subscription,
    *,
    kind: str,
    slot: str,
    within: dt.timedelta,
    held: bool = False,
    at: dt.datetime | None = None,
) -> None:
    """Add a message to the outbox, to be sent from `at` on; raises IntegrityError when this slot has one already."""
    now = clock.now()
    row = {
        "subscription_id": subscription.id,
        "slot": slot,
        "kind": kind,
        "channel": subscription.channel,
        "key": message_key(subscription, slot),
        "state": "held" if held else "pending",
        "attempts": 0,
        "queued_at": now,
        "next_try": at or now,
        "start_by": now + within,
        "give_up_at": now + within,
        "reason": "too many sign-ups within an hour; `tracker subscriptions release` sends them" if held else None,
    }
    connection.execute(insert(OutboxRow).values(row))


def message_key(subscription: Subscription, slot: str) -> str:
    """The local part of a Message-ID: always the same for a subscription and a slot, and telling nobody which."""
    return tokens.signature("message", f"{subscription.key.hex()} {slot}", 32)


def _refuse_suppressed(connection: Connection, address: str) -> None:
    why = suppressed(connection, address)
    if why is not None:
        raise UsageProblem(f"{address}: {why} earlier, so only its owner can subscribe it again; leave out --confirmed")


def _update(connection: Connection, subscription_id: int, values: dict[str, Any]) -> None:
    changed = connection.execute(
        update(SubscriptionRow).where(SubscriptionRow.id == subscription_id).values(values)
    ).rowcount
    if not changed:
        raise UsageProblem(f"no subscription {subscription_id}; `tracker subscriptions list` shows them")


def _cancel(connection: Connection, wanted: ColumnElement[bool], reason: str) -> None:
    waiting = (wanted, OutboxRow.state.in_(("pending", "held")))
    rows = list(connection.execute(select(OutboxRow.__table__).where(*waiting)))
    take_back(connection, rows)
    connection.execute(update(OutboxRow).where(*waiting).values(state="cancelled", reason=reason))


def take_back(connection: Connection, rows: Iterable[Any]) -> None:
    """Messages that will never be sent: what they would have told counts as not told, unless something newer was."""
    for row in rows:
        if row.told_upto is not None:
            untold = {"told_upto": row.told_from, "told_at": row.told_since}
            last = (SubscriptionRow.id == row.subscription_id, SubscriptionRow.told_upto == row.told_upto)
            connection.execute(update(SubscriptionRow).where(*last).values(untold))
