"""Keep the ledger of windows: what is open now, which mails named it and when, and who was not told before it closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Engine, bindparam, func, select, update

from alerts.compose.digest import Digest
from alerts.compose.facts import EVENTS, Due
from alerts.delivery.snapshots import Shelf
from tracker import clock
from tracker.db import queries
from tracker.db.engine import writing
from tracker.db.models import OutboxRow, Subscriber, SubscriptionRow, WindowRow
from tracker.deadlines import ledger_store
from tracker.deadlines.ledger import TOLD_AHEAD, Window
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import NO_BILL, Wanted, fits
from tracker.subscriptions import faster, people
from tracker.subscriptions.people import Subscription

SETTLES: Final = dt.timedelta(minutes=10)
"""Mails sent so long ago are all written down as sent."""
_TALLY: Final = "tellings"
_EVER: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_BATCH: Final = 500
_SLOW: Final = frozenset({"weekly", "daily"})
_DEADLINES: Final = frozenset({"deadlines", "hearings"})

Key = tuple[str, str, dt.datetime]


@dataclass(slots=True)
class _Told:
    """What mails said of one window."""

    mails: int = 0
    early: int = 0
    first: dt.datetime | None = None
    late_fast: int = 0


@dataclass(frozen=True, slots=True)
class _Telling:
    """One mail that named windows."""

    subscription: int
    cadence: str
    confirmed_at: dt.datetime | None
    sent_at: dt.datetime
    welcome: bool
    is_list: bool


@dataclass(slots=True)
class _Tally:
    """Counts tellings by window, and remembers whose rhythm was too slow."""

    windows: Mapping[Key, Window]
    told: dict[Key, _Told] = field(default_factory=dict)
    slow: dict[tuple[int, str], tuple[str, dt.datetime]] = field(default_factory=dict)

    def add(self, key: Key, telling: _Telling) -> None:
        """A mail named a window before it closed."""
        ahead = key[2] - telling.sent_at
        if ahead <= dt.timedelta() or key not in self.windows:
            return
        tellings = self.told.setdefault(key, _Told())
        tellings.mails += 1
        tellings.first = min(tellings.first or telling.sent_at, telling.sent_at)
        if ahead >= TOLD_AHEAD:
            tellings.early += 1
        elif self._could_have_been_early(self.windows[key], telling):
            tellings.late_fast += telling.cadence not in _SLOW
            if telling.cadence in _SLOW and not telling.is_list:
                self.slow[telling.subscription, self.windows[key].jurisdiction] = (key[0], telling.sent_at)

    @staticmethod
    def _could_have_been_early(window: Window, telling: _Telling) -> bool:
        """Whether it was known in time, and its reader was there already."""
        here = telling.confirmed_at is not None and window.closes - telling.confirmed_at >= TOLD_AHEAD
        return window.known_in_time and here and not telling.welcome


def keep_ledger(engine: Engine) -> int:
    """Bring the ledger up to date in one transaction; says how many windows are new. Doing it twice changes nothing."""
    now = clock.now()
    with writing(engine) as connection:
        fresh = ledger_store.keep_windows(connection, own_rulebook(), now)
        _count_tellings(connection, now)
        _settle(connection, now)
        ledger_store.forget_old(connection, now)
    return fresh


def _count_tellings(connection: Connection, now: dt.datetime) -> None:
    """Count the mails that went out since the last time, each once."""
    upto = now - SETTLES
    since = ledger_store.mark(connection, _TALLY) or _EVER
    if since >= upto:
        return
    ledger_store.set_mark(connection, _TALLY, upto)
    mails = list(_mails(connection, since, upto))
    if not mails:
        return
    known = {
        (window.record, window.kind, window.closes): window for window in ledger_store.windows(connection, since=since)
    }
    tally = _Tally(known)
    shelf = Shelf()
    for start in range(0, len(mails), _BATCH):
        part = mails[start : start + _BATCH]
        shelf.fetch(connection, [edition for edition, _telling in part])
        for edition, telling in part:
            for key in named(shelf.digest(edition)):
                tally.add(key, telling)
    _save(connection, tally.told)
    faster.remember(connection, tally.slow)


def _mails(connection: Connection, since: dt.datetime, upto: dt.datetime) -> Iterator[tuple[bytes, _Telling]]:
    query = (
        select(
            OutboxRow.edition,
            OutboxRow.sent_at,
            OutboxRow.slot,
            SubscriptionRow.id,
            SubscriptionRow.cadence,
            SubscriptionRow.confirmed_at,
            Subscriber.is_list,
        )
        .join(SubscriptionRow, SubscriptionRow.id == OutboxRow.subscription_id)
        .join(Subscriber, Subscriber.id == SubscriptionRow.subscriber_id)
        .where(OutboxRow.state == "sent", OutboxRow.edition.is_not(None))
        .where(OutboxRow.sent_at > since, OutboxRow.sent_at <= upto)
        .order_by(OutboxRow.id)
    )
    for row in connection.execute(query):
        welcome = row.slot.startswith("welcome")
        yield (
            row.edition,
            _Telling(row.id, row.cadence, row.confirmed_at, row.sent_at, welcome=welcome, is_list=row.is_list),
        )


def named(digest: Digest) -> set[Key]:
    """The windows that a digest tells. What it only recalls was told before."""
    keys: set[Key] = set()
    for card in digest.cards:
        record = card.event.id if card.event else card.id
        keys.update(_keys(record, (card.action.due, *card.others)))
    for line in (*digest.also, *digest.late):
        keys.update(_keys(line.hearing or line.id, (line.due,)))
    return keys


def _keys(record: str, dues: Iterable[Due | None]) -> Iterator[Key]:
    for due in dues:
        if due is not None and due.kind not in EVENTS:
            yield record, due.kind, due.end.astimezone(dt.UTC)


def _save(connection: Connection, tellings: Mapping[Key, _Told]) -> None:
    if not tellings:
        return
    first: BindParameter[dt.datetime] = bindparam("first")
    statement = (
        update(WindowRow)
        .where(
            WindowRow.record_id == bindparam("record"),
            WindowRow.kind == bindparam("of_kind"),
            WindowRow.closes == bindparam("closing"),
        )
        .values(
            told=WindowRow.told + bindparam("mails"),
            told_early=WindowRow.told_early + bindparam("early"),
            late_fast=WindowRow.late_fast + bindparam("fast"),
            told_at=func.coalesce(WindowRow.told_at, first),
        )
    )
    # The mails are counted in the order in which they went out, so the first one known is the first there was.
    rows = [
        {
            "record": record,
            "of_kind": kind,
            "closing": closes,
            "mails": telling.mails,
            "early": telling.early,
            "fast": telling.late_fast,
            "first": telling.first,
        }
        for (record, kind, closes), telling in tellings.items()
    ]
    connection.execute(statement, rows)


def _settle(connection: Connection, now: dt.datetime) -> None:
    """Close in the ledger what closed, with how many asked for it, were here in time, and got no mail before."""
    query = select(WindowRow.__table__).where(WindowRow.settled_at.is_(None), WindowRow.closes <= now - SETTLES)
    closed = [ledger_store.window_of(row) for row in connection.execute(query)]
    if not closed:
        return
    standing = [mark for mark in closed if mark.gone_at is None]
    readers = people.all_of(connection, state="active") if standing else []
    asking = _Asking(connection, standing)
    for window in closed:
        missed = [] if window.gone_at else _untold(connection, window, readers, asking)
        this = (
            WindowRow.record_id == window.record,
            WindowRow.kind == window.kind,
            WindowRow.closes == window.closes,
        )
        fast = sum(subscription.wishes.cadence not in _SLOW for subscription in missed) if window.known_in_time else 0
        values = {"settled_at": now, "untold": len(missed), "late_fast": WindowRow.late_fast + fast}
        connection.execute(update(WindowRow).where(*this).values(values))
        if window.known_in_time:
            slow = [
                subscription
                for subscription in missed
                if subscription.wishes.cadence in _SLOW and not subscription.is_list
            ]
            faster.remember(
                connection, {(subscription.id, window.jurisdiction): (window.record, now) for subscription in slow}
            )


def _untold(
    connection: Connection, window: Window, readers: Sequence[Subscription], asking: _Asking
) -> list[Subscription]:
    """Those who asked for such windows well before it closed, and got no digest between its being known and its closing."""
    here = [
        reader
        for reader in readers
        if reader.confirmed_at is not None
        and window.closes - reader.confirmed_at >= TOLD_AHEAD
        and not (reader.paused_until and reader.paused_until > window.known_at.date())
        and asking.wants(reader, window)
    ]
    if not here:
        return []
    query = select(OutboxRow.subscription_id).where(
        OutboxRow.state == "sent",
        OutboxRow.edition.is_not(None),
        OutboxRow.sent_at >= window.known_at,
        OutboxRow.sent_at < window.closes,
    )
    served = set(connection.execute(query.distinct()).scalars())
    return [subscription for subscription in here if subscription.id not in served]


class _Asking:
    """Whether a subscription asks for a window, by the same rule as its calendar."""

    def __init__(self, connection: Connection, windows: Sequence[Window]) -> None:
        records = [window.record for window in windows]
        self.rows: dict[str, Any] = {
            **queries.hearings_by_id(connection, records),
            **queries.notices_by_id(connection, records),
        }
        self.heard = queries.heard_bills(connection, records)
        bills = [bill for keys in self.heard.values() for bill in keys]
        self.matches = queries.matches_of(connection, [*records, *bills])

    def wants(self, reader: Subscription, window: Window) -> bool:
        """Whether it does."""
        wishes = reader.wishes
        row = self.rows.get(window.record)
        if row is None or (wishes.kinds and _DEADLINES.isdisjoint(wishes.kinds) and window.what == "hearing"):
            return False
        bills = (*wishes.bills, *(bill for bill, _stand in wishes.positions))
        wanted = Wanted(
            topics=wishes.topics,
            places=wishes.places,
            bills=bills or (NO_BILL if wishes.only_followed else ()),
            min_score=wishes.min_score,
            followed=not wishes.only_followed,
        )
        return fits(wanted, row, self.heard.get(window.record, ()), self.matches)
