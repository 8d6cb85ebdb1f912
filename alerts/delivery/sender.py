"""Send what is in the outbox: claim, make, send, record, until nothing is due.

This is the seam where a fault of one message becomes a row that somebody sees; no fault of one message stops another.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Engine

from alerts.channels import CHANNELS, Channel, DeliveryError, Message, Overlapping
from alerts.delivery.blame import RETRIES, channel_works, pause_channel, pauses
from alerts.delivery.clock_back import set_right
from alerts.delivery.outbox import Outbox, Tally
from alerts.delivery.prepared import Maker
from alerts.delivery.side_by_side import MANY, Stop, run_all, shares
from alerts.render.mails import Order
from tracker import clock
from tracker.db.engine import reading
from tracker.errors import TrackerError
from tracker.settings import Settings

BATCH: Final = 20
"""Messages claimed at first: few, so that who stops a subscription now is hardly ever too late."""
LARGEST: Final = 160
"""Messages claimed over all connections where a batch goes out within `SOON`: it is time that makes a stop come too late, and not number."""
SOON: Final = dt.timedelta(milliseconds=250)
IN_A_ROW: Final = 3
"""So many different messages in a row with a fault that may be the channel's are the channel's."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a delivery works with."""

    engine: Engine
    settings: Settings
    channels: dict[str, Callable[[Settings], Channel]]
    stop: Stop
    ignore_pauses: bool = False


def deliver(
    engine: Engine,
    settings: Settings,
    *,
    stop: Stop = lambda: False,
    ignore_pauses: bool = False,
    channels: dict[str, Callable[[Settings], Channel]] | None = None,
) -> Tally:
    """Send everything that is due now; several processes may do this at once, on one machine or on many.

    Returns what was done. Raises nothing that one message or one channel did; a database that is gone ends it.
    """
    work = Delivery(
        engine=engine,
        settings=settings,
        channels=channels or dict(CHANNELS),
        stop=stop,
        ignore_pauses=ignore_pauses,
    )
    tally = Tally(righted=set_right(engine))
    lease = dt.timedelta(minutes=settings.mail_lease_minutes)
    overseer = Outbox(engine, lease=lease)
    overseer.recover()
    overseer.expire(tally)
    sizes = shares(settings.mail_connections, overseer.waiting(MANY))
    for part in run_all(engine, sizes, lambda stopped: _Sender(replace(work, stop=stopped), lease).run(), stop):
        tally.add(part)
    return tally


class _Sender:
    """One connection's worth of delivery."""

    def __init__(self, work: Delivery, lease: dt.timedelta) -> None:
        self.work = work
        self.outbox = Outbox(work.engine, lease=lease, stop=work.stop)
        self.tally = Tally()
        self._lease = lease
        self._batch = BATCH
        # so that none is left with a long batch while the others have nothing more to do
        self._largest = max(BATCH, LARGEST // max(1, work.settings.mail_connections))
        self._maker = Maker(work.engine, work.settings)
        self._open: dict[str, Channel] = {}
        self._overlapping: dict[str, Overlapping] = {}
        self._in_a_row: dict[str, int] = {}
        self._doubtful: dict[str, list[int]] = {}
        """Messages that were given up since the channel last took one: if it is the channel's fault, that is taken back."""
        self._works: set[str] = set()
        self._ready: dict[int, Message | Exception] = {}
        """The next message, made while the relay took in the one before; or why it could not be made."""

    def run(self) -> Tally:
        """Send until nothing is due; says what was done."""
        try:
            while not self.work.stop() and self._turn():
                pass
        finally:
            for channel in self._open.values():
                channel.close()
            self.outbox.close()
        return self.tally

    def _turn(self) -> bool:
        """One batch; says whether there may be more."""
        count, began = self._room(), clock.now()
        if count == 0:
            time.sleep(1)
            return True
        orders = self.outbox.claim(count, paused=self._paused(), tally=self.tally)
        if not orders:
            return False
        self._maker.fetch(orders)
        self._ready.clear()
        until = clock.now() + self._lease / 3
        for number, order in enumerate(orders):
            if self.work.stop() or clock.now() > until or order.subscription.channel in self.tally.paused:
                self.outbox.give_back(orders[number:])
                break
            if _way(order) in self.tally.paused:
                self.outbox.defer(order, RETRIES[0])
            else:
                self._send(order, orders[number + 1] if number + 1 < len(orders) else None)
        self._batch = min(2 * self._batch, self._largest) if clock.now() - began < SOON else BATCH
        return True

    def _room(self) -> int:
        room = self.outbox.room("mail", self.work.settings.mail_rate_per_minute)
        return self._batch if room is None else min(self._batch, room)

    def _paused(self) -> set[str]:
        """Channels to leave alone: those that failed in this delivery, and those that wait since an earlier one."""
        if not self.work.ignore_pauses:
            with reading(self.work.engine) as connection:
                self.tally.paused |= {
                    channel: why for channel, why in pauses(connection).items() if channel not in self.tally.paused
                }
        return set(self.tally.paused)

    def _make(self, order: Order | None) -> None:
        """Make a message, once; what stands in its way is kept with it."""
        if order is None or order.id in self._ready:
            return
        try:
            self._ready[order.id] = self._maker.make(order)
        except Exception as problem:  # noqa: BLE001 - the seam: a message that cannot be made must not stop the others
            self._ready[order.id] = problem
        for line in self._maker.degraded():
            self.tally.degraded[line] = order.id

    def _send(self, order: Order, following: Order | None) -> None:
        name = _way(order)
        self._make(order)
        message = self._ready.pop(order.id)
        if isinstance(message, Exception):
            self.outbox.refused(order, _unmakable(message), self.tally)
            return
        try:
            self._hand_over(self._channel(order.subscription.channel), message, following)
        except Exception as problem:  # noqa: BLE001 - the seam: whatever one channel runs into must not stop the others
            self._failed(order, name, _fault_of(problem))
            return
        self.outbox.sent(order)
        self.tally.sent += 1
        self._in_a_row[name] = 0
        self._doubtful.pop(name, None)
        if name not in self._works:
            self._works.add(name)
            channel_works(self.work.engine, name)

    def _hand_over(self, channel: Channel, message: Message, following: Order | None) -> None:
        overlapping = self._overlapping.get(channel.name)
        if overlapping is None:
            channel.send(message)
        else:
            overlapping.send_while(message, lambda: self._make(following))

    def _failed(self, order: Order, name: str, error: DeliveryError) -> None:
        if error.blame == "channel":
            self.outbox.defer(order, RETRIES[0])  # it may be what this relay trips over: the others go first next time
            self._pause(name, error)
            return
        if error.blame == "message" and error.permanent and name not in self._works:
            error.permanent = False  # a channel that took nothing yet may be what is wrong
        if waits := self.outbox.refused(order, error, self.tally):
            self._leave_alone(name, waits)
            return
        if error.permanent:
            self._doubtful.setdefault(name, []).append(order.id)
        if not error.counts or (order.kind == "confirm" and name != "mail"):
            return  # what is plainly one recipient's, or what a stranger typed, says nothing about the others
        self._in_a_row[name] = self._in_a_row.get(name, 0) + 1
        if self._in_a_row[name] >= IN_A_ROW:
            fault = DeliveryError(f"{IN_A_ROW} messages in a row failed, the last one with: {error}", blame="channel")
            self._pause(name, fault)

    def _pause(self, name: str, error: DeliveryError) -> None:
        """Leave a channel alone for a while after a fault of its own."""
        self._leave_alone(name, pause_channel(self.work.engine, name, error))

    def _leave_alone(self, name: str, why: str) -> None:
        """A channel waits: what was decided since it last took a mail is taken back."""
        self._in_a_row[name] = 0
        self._works.discard(name)
        if doubtful := self._doubtful.pop(name, []):
            self.outbox.reconsider(doubtful)
            self.tally.reconsidered += len(doubtful)
        self.tally.paused[name] = why

    def _channel(self, name: str) -> Channel:
        if name not in self._open:
            self._open[name] = channel = self.work.channels[name](self.work.settings)
            if isinstance(channel, Overlapping):  # asked once: the question takes as long as a turn of the relay
                self._overlapping[channel.name] = channel
        return self._open[name]


def _way(order: Order) -> str:
    """What a fault of the way there is counted for: the relay, or the one host that a webhook or chat address leads to."""
    subscription = order.subscription
    return (
        subscription.channel
        if subscription.channel == "mail"
        else f"{subscription.channel} {urlsplit(subscription.address).netloc}"
    )


def _fault_of(problem: Exception) -> DeliveryError:
    """What went wrong on the way, also where the channel did not foresee it: then nobody knows whether the message arrived."""
    if isinstance(problem, DeliveryError):
        return problem
    if isinstance(problem, TrackerError):  # a setting or a package that is missing: nothing was tried
        return DeliveryError(str(problem), blame="channel")
    _log.warning("a fault of the program itself while a message was handed over", exc_info=problem)
    words = f"the channel broke: {type(problem).__name__}: {problem}"
    return DeliveryError(words, blame="message", uncertain=True, counts=True)


def _unmakable(problem: Exception) -> DeliveryError:
    return DeliveryError(
        f"the message could not be made: {type(problem).__name__}: {problem}", blame="message", permanent=True
    )
