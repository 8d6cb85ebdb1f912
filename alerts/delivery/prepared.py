"""Make each mail once, ahead of its sending, and keep it until it is gone: the relay is not kept waiting for words.

It is kept in the form in which it goes over the wire, since looking through a mail for dots takes as long as packing it out.

What is kept is only ever a copy. A mail that is missing, damaged, or made for other wishes or settings is made anew, so
that nothing depends on these files. They lie in the data folder and not in the database, because mails hold the links of
their readers, and a copy of the database must open none.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, select

from alerts.channels import Message
from alerts.channels.base import dot_stuffed
from alerts.delivery.orders import orders_of
from alerts.delivery.snapshots import Shelf
from alerts.render.mails import Mailer, Order
from alerts.render.templates import made_by
from tracker import __version__
from tracker.db.engine import reading
from tracker.db.models import OutboxRow
from tracker.settings import Settings, load
from tracker.subscriptions import tokens
from tracker.subscriptions.mail_folder import PREPARED
from tracker.system import open_private, private_folder

_MARK: Final = 16
"""Bytes before the mail that say what it was made for."""
_QUICK: Final = 1
"""The level of compression: mails shrink to a sixth, in a tenth of a millisecond."""
_LARGE: Final = 1 << 17
"""Bytes that no mail of ours exceeds, so that unpacking one asks for memory once."""
_BATCH: Final = 200
_OPEN: Final = ("pending", "sending", "uncertain", "held")


class Maker:
    """Makes the messages of orders, or takes them from those that were made before."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._mailer = Mailer(settings)
        self._shelf = Shelf()
        self._folder = settings.data_dir / PREPARED if settings.smtp_host else None
        self._ready: dict[int, bytes] = {}
        known = (
            "stuffed",
            __version__,
            made_by(),
            settings.site_url,
            settings.mail_from,
            settings.postal_address,
            settings.bounce_address,
        )
        self._known = repr((*known, str(settings.public_site), tokens.signature("prepared", "")))

    def fetch(self, orders: Sequence[Order]) -> None:
        """Get ready for these orders, and forget earlier ones: what was made before, or what the others are made from."""
        self._ready = {order.id: packed for order in orders if (packed := self._kept(order)) is not None}
        self._fetch([order for order in orders if order.id not in self._ready])

    def make(self, order: Order) -> Message:
        """The message; raises what stands in its way."""
        raw = self._whole(order)
        if raw is not None:
            to, sender = order.subscription.address, self._mailer.envelope(order)
            return Message(to=to, sender=sender, key=order.key, subject="", text="", raw=raw, stuffed=True)
        return self._made(order)

    def keep(self, order: Order) -> None:
        """Make the message and keep it; one that cannot be made whole is left to its sender, who tells of it."""
        with suppress(Exception):
            message = self._made(order)
            if message.raw and not self.degraded():
                self._put(order, dot_stuffed(message.raw))

    def degraded(self) -> tuple[str, ...]:
        """Lines that were left out of the messages made since this was last asked, and why."""
        return self._mailer.degraded()

    def _fetch(self, orders: Sequence[Order]) -> None:
        with reading(self._engine) as connection:
            self._shelf.fetch(connection, [order.edition for order in orders if order.edition is not None])

    def _made(self, order: Order) -> Message:
        return self._mailer.make(order, self._shelf.digest(order.edition) if order.edition is not None else None)

    def _kept(self, order: Order) -> bytes | None:
        if self._folder is None or order.edition is None or order.subscription.channel != "mail":
            return None
        try:
            with open(f"{self._folder}/{order.key}", "rb", buffering=0) as file:  # noqa: PTH123 - for each mail
                packed = file.read()
        except OSError:
            return None
        return packed if packed.startswith(self._mark(order)) else None

    def _whole(self, order: Order) -> bytes | None:
        packed = self._ready.pop(order.id, None)
        try:
            return zlib.decompress(memoryview(packed)[_MARK:], bufsize=_LARGE) if packed else None
        except zlib.error:  # cut off by a power failure, say
            self._fetch([order])
            return None

    def _put(self, order: Order, raw: bytes) -> None:
        assert self._folder is not None
        draft = self._folder / f"{order.key}.new"
        with open_private(draft, "wb") as file:
            file.write(self._mark(order) + zlib.compress(raw, _QUICK))
        draft.replace(self._folder / order.key)

    def _mark(self, order: Order) -> bytes:
        """What a mail was made for: its reader's address and wishes, its digest, our names and links."""
        subscription = order.subscription
        wishes, edition = subscription.wishes, order.edition or b""
        facts = f"{order.id} {subscription.address} {subscription.is_list} {wishes.language} {wishes.format} {wishes.cadence} "
        whole = f"{facts}{subscription.confirmed_at} {self._known}".encode() + edition + subscription.key
        return hashlib.blake2b(whole, digest_size=_MARK).digest()


def prepare(engine: Engine, settings: Settings | None = None) -> None:
    """Make the digests that wait for a relay and were not tried yet; a full disk costs time later, and no mail."""
    settings = settings or load()
    if not settings.smtp_host:
        return
    with suppress(OSError):
        folder = settings.data_dir / PREPARED
        private_folder(folder)
        maker, made = Maker(engine, settings), {path.name for path in folder.iterdir()}
        waiting = [number for number, key in _waiting(engine) if key not in made]
        for start in range(0, len(waiting), _BATCH):
            with reading(engine) as connection:
                orders = orders_of(connection, waiting[start : start + _BATCH])
            maker.fetch(orders)
            for order in orders:
                maker.keep(order)


def _waiting(engine: Engine) -> list[tuple[int, str]]:
    wanted = (OutboxRow.state == "pending", OutboxRow.kind == "digest", OutboxRow.channel == "mail")
    query = select(OutboxRow.id, OutboxRow.key).where(*wanted, OutboxRow.edition.is_not(None)).order_by(OutboxRow.id)
    with reading(engine) as connection:
        return [(row.id, row.key) for row in connection.execute(query)]


def forget_sent(connection: Connection, data_dir: Path) -> None:
    """Delete what was made for messages that are not owed any more."""
    folder = data_dir / PREPARED
    if folder.is_dir():
        open_ = set(connection.execute(select(OutboxRow.key).where(OutboxRow.state.in_(_OPEN))).scalars())
        _delete(path for path in list(folder.iterdir()) if path.name.partition(".")[0] not in open_)


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
