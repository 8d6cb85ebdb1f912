"""Keep what we owe: claim messages, record what became of each, and let nothing be lost or owed twice.

A claim is a row marked with its sender and a lease. Whoever dies leaves marked rows; when the lease is over, or as soon
as the sender is known to be dead, another one takes them up again. Only the message that was on the wire at that moment
can go out twice, and then under the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, bindparam, func, or_, select, text, update
from sqlalchemy.pool import PoolProxiedConnection

from alerts.channels import DeliveryError
from alerts.delivery.blame import (
    RETRIES,
    RUN,
    UNSET,
    came_back,
    nobody_is_left,
    pause_in,
    pauses,
    refused_since_success,
    unmark,
)
from alerts.delivery.orders import URGENT_FIRST, order, owed
from alerts.delivery.turns import Turn
from alerts.render.mails import Order
from tracker import clock
from tracker.db.engine import as_text
from tracker.db.models import OutboxRow
from tracker.db.problems import DatabaseProblem, explained, shown
from tracker.owner import is_dead, owner_name
from tracker.records.text import number_of
from tracker.subscriptions.service import take_back

LONGEST_WAIT: Final = dt.timedelta(days=1)
"""What another side may ask us to wait, at most."""
UNCERTAIN_TRIES: Final = 3
"""A message that was handed over without an answer is tried this often in all: losing it is worse than a copy."""
NEVER: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
"""When a message is tried again that is not: people look at it, not we."""
AGAIN_SECONDS: Final = 2.0
"""How long to wait before it is tried again to write down that a message was sent."""
ROOM_NEEDED: Final = 16 * 1024 * 1024
"""Bytes on the disk without which nothing is sent."""
_WAITING: Final = ("pending", "uncertain")
_FIRST: Final = (
    select(OutboxRow.id)
    .where(OutboxRow.state.in_(_WAITING), OutboxRow.next_try <= bindparam("now", type_=OutboxRow.next_try.type))
    .where(OutboxRow.channel.not_in(bindparam("paused", expanding=True)))
    .order_by(*URGENT_FIRST)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
)
_CLAIM: Final = (
    update(OutboxRow.__table__)  # type: ignore[arg-type]
    .where(OutboxRow.__table__.c.id.in_(bindparam("mine", expanding=True)))
    .values(state="sending", owner=bindparam("sender"), lease_until=bindparam("upto"))
)
"""Statements of each batch, made once: putting one together takes longer than asking it."""
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one delivery did."""

    sent: int = 0
    deferred: int = 0
    uncertain: int = 0
    bounced: int = 0
    failed: int = 0
    expired: int = 0
    cancelled: int = 0
    reconsidered: int = 0
    """Of those, messages that wait again, because it was the channel's fault after all."""
    paused: dict[str, str] = field(default_factory=dict)
    """Channels that wait after a fault of their own, and why."""
    told: list[str] = field(default_factory=list)
    """One line for each message that did not go; addresses are not in it."""
    righted: str = ""
    """What a clock that was ahead had written, and that it was set right."""
    degraded: dict[str, int] = field(default_factory=dict)
    """Lines that mails went out without, each with the last message that lacks it."""

    def note(self, what: str, line: str) -> None:
        """Count one message that did not go, and say why."""
        setattr(self, what, getattr(self, what) + 1)
        self.told.append(line)

    def add(self, other: Tally) -> None:
        """Put another one's numbers to these."""
        for name in ("sent", "deferred", "uncertain", "bounced", "failed", "expired", "cancelled", "reconsidered"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.paused |= other.paused
        self.told += other.told
        self.degraded |= other.degraded


class Outbox:
    """The outbox as one sender sees it."""

    def __init__(
        self,
        engine: Engine,
        *,
        lease: dt.timedelta,
        owner: str | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """`stop` says whether to end soon: then nothing is waited for."""
        self.engine = engine
        self.stop = stop
        self.lease = lease
        self.owner = owner or owner_name()
        self._turn = Turn(engine)
        self._sent = _SentMark(engine, self.owner, self._turn)

    def recover(self) -> int:
        """Take up what dead senders left; says how many messages."""
        now = clock.now()
        with self.engine.begin() as connection:
            query = select(OutboxRow.id, OutboxRow.owner, OutboxRow.lease_until).where(OutboxRow.state == "sending")
            abandoned = [row.id for row in connection.execute(query) if row.lease_until < now or is_dead(row.owner)]
            values = {"state": "pending", "owner": None, "lease_until": None, "next_try": now}
            again = update(OutboxRow).where(OutboxRow.id.in_(abandoned), OutboxRow.state == "sending")
            connection.execute(again.values(**values, reason="its sender died", attempts=OutboxRow.attempts + 1))
        return len(abandoned)

    def expire(self, tally: Tally) -> None:
        """Close what came too late; its news counts as not told, so that the next digest tells it."""
        now = clock.now()
        never_begun = and_(OutboxRow.attempts == 0, OutboxRow.start_by < now)
        late = (OutboxRow.state.in_(("pending", "held")), or_(never_begun, OutboxRow.give_up_at < now))
        unsure = (OutboxRow.state == "uncertain", OutboxRow.give_up_at < now, OutboxRow.next_try < NEVER)
        with self.engine.begin() as connection:
            rows = list(connection.execute(select(OutboxRow.__table__).where(*late)))
            take_back(connection, rows)
            for row in rows:
                state = "failed" if row.attempts else "expired"
                why = (row.reason if row.attempts else None) or "too late to be sent"
                closed = update(OutboxRow).where(OutboxRow.id == row.id)
                connection.execute(closed.values(state=state, reason=why, next_try=NEVER))
                tally.note(state, f"message {row.id} ({row.slot}): {state}: {why}")
            connection.execute(update(OutboxRow).where(*unsure).values(next_try=NEVER))

    def claim(self, count: int, *, paused: Iterable[str] = (), tally: Tally) -> list[Order]:
        """Mark up to `count` messages as ours, those that somebody waits for first."""
        now = clock.now()
        self._refuse_without_room()
        with self._turn, self.engine.begin() as connection:
            rows = _waiting(connection, now, tuple(paused), count)
            unwanted = [row for row in rows if not _wanted(row)]
            if unwanted:
                values: dict[str, Any] = {"state": "cancelled", "reason": "stopped", "owner": None}
                connection.execute(
                    update(OutboxRow).where(OutboxRow.id.in_([row.order_id for row in unwanted])).values(values)
                )
                tally.cancelled += len(unwanted)
            mine = [row for row in rows if _wanted(row)]
            if mine:
                claimed = {"mine": [row.order_id for row in mine], "sender": self.owner, "upto": now + self.lease}
                connection.execute(_CLAIM, claimed)
        return [order(row) for row in mine]

    def _refuse_without_room(self) -> None:
        """Claim nothing where what was sent could not be written down afterwards."""
        file = self.engine.url.database if self.engine.dialect.name == "sqlite" else None
        if file and file != ":memory:" and shutil.disk_usage(Path(file).parent).free < ROOM_NEEDED:
            raise DatabaseProblem(
                f"{shown(self.engine.url)}: there is no room left on the disk; nothing is sent until there is"
            )

    def waiting(self, most: int) -> int:
        """How many messages are due now, counted up to `most`."""
        due_now = (
            select(OutboxRow.id).where(OutboxRow.state.in_(_WAITING), OutboxRow.next_try <= clock.now()).limit(most)
        )
        with self.engine.connect().execution_options(tracker_read=True) as connection:
            return int(connection.execute(select(func.count()).select_from(due_now.subquery())).scalar_one())

    def give_back(self, orders: Sequence[Order]) -> None:
        """Let go of messages that were claimed and not tried."""
        if orders:
            values = {"state": "pending", "owner": None, "lease_until": None}
            mine = (OutboxRow.id.in_([order.id for order in orders]), OutboxRow.owner == self.owner)
            with self.engine.begin() as connection:
                connection.execute(update(OutboxRow).where(*mine, OutboxRow.state == "sending").values(values))

    def sent(self, order: Order) -> None:
        """The other side has it. Written before anything else is sent, and tried again where the database cannot take it.

        A sender that gave up at once would be followed by one that sends the message again, every few minutes while a disk is full.
        """
        ends = time.monotonic() + self.lease.total_seconds() / 3
        while True:
            try:
                self._sent(order.id)
            except DatabaseProblem as problem:
                if self.stop() or time.monotonic() > ends:
                    raise
                _log.warning("message %d was sent, and that is not written down yet: %s", order.id, problem)
                time.sleep(AGAIN_SECONDS)
            else:
                return

    def close(self) -> None:
        """Let go of what is open."""
        self._sent.close()
        self._turn.close()

    def refused(self, order: Order, error: DeliveryError, tally: Tally) -> str | None:
        """The other side does not have it, or may not: decide when to try again, and whom to leave alone.

        Where so many were refused without a success that it must be the channel's fault, nobody is marked, the channel
        waits from the same moment on, and this says why and until when; else None.
        """
        with self.engine.begin() as connection:
            row = connection.execute(
                select(OutboxRow.attempts, OutboxRow.give_up_at, OutboxRow.told_from, OutboxRow.told_upto)
                .add_columns(OutboxRow.told_since, OutboxRow.subscription_id, OutboxRow.slot, OutboxRow.channel)
                .where(OutboxRow.id == order.id, OutboxRow.owner == self.owner)
            ).first()
            if row is None:
                return None  # the lease was over and somebody else has it
            if error.permanent and row.channel in pauses(connection):  # another sender found the channel at fault
                values = {"state": "pending", "next_try": clock.now() + RETRIES[0], **UNSET}
                connection.execute(update(OutboxRow).where(OutboxRow.id == order.id).values(values))
                tally.note("deferred", f"message {order.id} ({row.slot}): deferred: {error}")
                return None
            values = self._verdict(row, error)
            if values["state"] in {"bounced", "failed"}:
                take_back(connection, [row])
            connection.execute(update(OutboxRow).where(OutboxRow.id == order.id).values(values))
            waits = None
            if error.permanent and error.blame == "recipient":
                came_back(
                    connection, order.subscription.subscriber_id, hard=error.hard, detail=str(error), message=order.id
                )
                refused = refused_since_success(connection, row.channel)
                if row.channel == "mail" and (len(refused) >= RUN or nobody_is_left(connection, row.channel, refused)):
                    unmark(connection, refused)
                    why = f"{number_of(len(refused), 'address', 'addresses')} refused and no mail taken in between, the last one with: {error}"
                    waits = pause_in(connection, row.channel, DeliveryError(why, blame="channel"))
        state = str(values["state"])
        name = "deferred" if state == "pending" or waits else state
        tally.note(name, f"message {order.id} ({row.slot}): {name}: {error}")
        return waits

    def reconsider(self, orders: Sequence[int]) -> None:
        """Take back what was decided of these messages: the channel was at fault."""
        with self.engine.begin() as connection:
            unmark(connection, orders)

    def defer(self, order: Order, wait: dt.timedelta) -> None:
        """Put a message behind the others, for a fault that is not its own and costs it no try."""
        values = {"state": "pending", "next_try": clock.now() + wait, **UNSET}
        mine = (OutboxRow.id == order.id, OutboxRow.owner == self.owner)
        with self.engine.begin() as connection:
            connection.execute(update(OutboxRow).where(*mine).values(values))

    def _verdict(self, row: Any, error: DeliveryError) -> dict[str, Any]:
        now, attempts = clock.now(), row.attempts + 1
        values: dict[str, Any] = {
            "attempts": attempts,
            "owner": None,
            "lease_until": None,
            "reason": str(error)[:500],
            "next_try": NEVER,
        }
        if error.uncertain:
            again = now + self.lease if attempts < UNCERTAIN_TRIES else NEVER
            return values | {"state": "uncertain", "next_try": again}
        if error.permanent:
            return values | {"state": "bounced" if error.blame == "recipient" else "failed"}
        wait = RETRIES[min(attempts, len(RETRIES)) - 1]
        again = now + max(wait, dt.timedelta(seconds=min(error.retry_after or 0.0, LONGEST_WAIT.total_seconds())))
        if again > row.give_up_at:
            return values | {"state": "failed"}
        return values | {"state": "pending", "next_try": again}

    def room(self, channel: str, per_minute: int) -> int | None:
        """How many messages the rate limit allows now, over all senders; None where there is no limit."""
        if not per_minute:
            return None
        since = clock.now() - dt.timedelta(minutes=1)
        used = or_(OutboxRow.state == "sending", and_(OutboxRow.state == "sent", OutboxRow.sent_at > since))
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.channel == channel, used)
        with self.engine.connect().execution_options(tracker_read=True) as connection:
            return max(0, per_minute - int(connection.execute(query).scalar_one()))


class _SentMark:
    """Marks one message as sent, as fast as the database can: it is done for each, and the next one waits for it.

    On SQLite that is one statement on a connection of the sender's own, which is a transaction by itself.
    """

    _SQL = (
        "UPDATE outbox SET state = 'sent', sent_at = :at, attempts = attempts + 1, owner = NULL, lease_until = NULL, "
        "reason = NULL WHERE id = :id AND owner = :owner"
    )

    def __init__(self, engine: Engine, owner: str, turn: Turn) -> None:
        self._engine = engine
        self._owner = owner
        self._turn = turn
        self._text = text(self._SQL)
        self._own: PoolProxiedConnection | None = None
        self._cursor: Any = None

    def __call__(self, number: int) -> None:
        if self._engine.dialect.name != "sqlite":
            with self._engine.begin() as connection:
                connection.execute(self._text, {"at": clock.now(), "id": number, "owner": self._owner})
            return
        if self._own is None:
            self._own = self._engine.raw_connection()
            self._cursor = self._own.cursor()
        with self._turn:
            try:
                self._cursor.execute(self._SQL, {"at": as_text(clock.now()), "id": number, "owner": self._owner})
            except sqlite3.Error as problem:  # this connection is SQLite's own, so that nobody else explains
                raise explained(problem, self._engine.url) or DatabaseProblem(str(problem)) from problem

    def close(self) -> None:
        """Give the connection back."""
        own, self._own = self._own, None
        if own is not None:
            own.close()


def _waiting(connection: Connection, now: dt.datetime, paused: tuple[str, ...], count: int) -> list[Any]:
    """The next messages with their subscriptions, held until the transaction ends.

    The narrow question comes first: only the messages that are taken are joined with their subscriptions.
    """
    parameters = {"now": now, "paused": list(paused), "count": count}
    return owed(connection, list(connection.execute(_FIRST, parameters).scalars()))


def _wanted(row: Any) -> bool:
    """Whether its reader still wants it: who stopped gets nothing, whatever was queued before."""
    return bool(
        row.state == "active"
        or (row.kind == "confirm" and row.state in {"pending", "bounced"})
        or (row.kind == "data" and row.state == "stopped")  # asked for by whoever stopped it
    )


def due(connection: Connection) -> list[Any]:
    """The messages that are due now, in the order in which they would go."""
    wanted = (OutboxRow.state.in_(_WAITING), OutboxRow.next_try <= clock.now())
    return list(connection.execute(select(OutboxRow.__table__).where(*wanted).order_by(*URGENT_FIRST)))


def counts(connection: Connection) -> dict[str, int]:
    """How many messages are in each state."""
    query = select(OutboxRow.state, func.count()).group_by(OutboxRow.state)
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def mails_of(connection: Connection, subscription_id: int, limit: int = 20) -> list[dict[str, Any]]:
    """The newest messages of a subscription and what became of them."""
    columns = (
        OutboxRow.slot,
        OutboxRow.state,
        OutboxRow.attempts,
        OutboxRow.queued_at,
        OutboxRow.sent_at,
        OutboxRow.reason,
    )
    query = (
        select(*columns).where(OutboxRow.subscription_id == subscription_id).order_by(OutboxRow.id.desc()).limit(limit)
    )
    return [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name
