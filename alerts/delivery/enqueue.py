"""Queue the digests that are due: one transaction holds a digest, the message that carries it, and what counts as told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select, update

from alerts.compose.actions import Member, Reader
from alerts.compose.digest import Composer, Digest
from alerts.compose.facts import Period
from alerts.compose.load import Gatherer, Scope, newest_change
from alerts.compose.selection import Chooser, Selection
from alerts.delivery.clock_back import set_right
from alerts.delivery.prepared import prepare
from alerts.delivery.send_times import PERSISTENCE, TOO_LATE, Slot, due_slot
from alerts.delivery.snapshots import Archive
from alerts.stories import tell
from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading
from tracker.db.models import Base, OutboxRow, SubscriptionRow
from tracker.db.upsert import upsert
from tracker.deadlines import ledger_store
from tracker.deadlines.ledger import SPAN, promise
from tracker.matching.flagging import judge_waiting
from tracker.subscriptions import bill_lists, done, faster, service
from tracker.subscriptions.following import Following
from tracker.subscriptions.preferences import Wishes, in_quiet_hours
from tracker.subscriptions.service import Subscription

_BATCH: Final = 500
_REMIND: Final = {
    "weekly": dt.timedelta(days=7),
    "daily": dt.timedelta(days=2),
    "deadlines": dt.timedelta(days=2),
}


_SILENCE: Final = dt.timedelta(days=6, hours=12)
"""A week of daily turns without a mail, whatever the clocks did in it."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What queueing did."""

    queued: int = 0
    quiet: int = 0
    """Nothing to tell, and the reader wants no mail then."""
    expired: list[str] = field(default_factory=list)
    """Slots that came too late to be sent; their news is in the next mail."""
    resting: int = 0
    """Paused, or in their quiet hours."""
    righted: str = ""
    """What a clock that was ahead had written, and that it was set right."""
    digests: list[tuple[Subscription, Slot, Digest]] = field(default_factory=list)
    """Of a dry run: what would be queued."""


@dataclass(frozen=True, slots=True)
class _Owed:
    """A subscription whose turn it is."""

    subscription: Subscription
    slot: Slot
    selection: Selection
    reader: Reader


def queue_due(engine: Engine, *, only: str | None = None, to: str | None = None, dry_run: bool = False) -> Report:
    """Queue every digest that is due now.

    `only` narrows to one cadence (first mails belong to all), `to` to one address. Two processes may do this at once:
    a subscription is told once a slot, whoever comes first.
    """
    report = Report(righted="" if dry_run else set_right(engine))
    now = clock.now()
    with reading(engine) as connection:
        upto = newest_change(connection)
    if not dry_run:
        # Whoever is told now counts as told of every change up to here: none of them may still wait for the rules, such
        # as what an import left that was killed, or one that is at work.
        judge_waiting(engine)
    with reading(engine) as connection:
        follows = Following(connection)
        owed = list(_owed(connection, now, report, follows, only=only, to=to))
        composed = list(_composed(connection, owed, now, upto, follows))
    if dry_run:
        report.digests = [
            (recipient.subscription, recipient.slot, digest) for recipient, digest in composed if digest is not None
        ]
        return report
    archive = Archive()
    for start in range(0, len(composed), _BATCH):
        with service.changing(engine) as connection:
            _write(connection, composed[start : start + _BATCH], archive, now, upto, report)
        archive.written()
    prepare(engine)
    return report


def _owed(
    connection: Connection,
    now: dt.datetime,
    report: Report,
    follows: Following,
    *,
    only: str | None,
    to: str | None,
) -> Iterator[_Owed]:
    members = _Members(connection)
    muted, ticks = service.mutes(connection), done.days_of_all(connection)
    subscriptions = service.of_address(connection, to) if to else service.all_of(connection, state="active")
    for subscription in subscriptions:
        wishes = subscription.wishes
        if subscription.state != "active" or (only and wishes.cadence != only):
            continue
        today = now.astimezone(ZoneInfo(wishes.timezone)).date()
        pause = subscription.paused_until
        paused = pause is not None and today < pause
        slot = due_slot(
            wishes,
            now=now,
            told_at=subscription.told_at,
            confirmed_at=subscription.confirmed_at,
            paused_until=None if paused else pause,
        )
        if slot is None and wishes.cadence == "deadlines":
            slot = Slot(name=f"deadlines {now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}Z", at=now)
        if slot is None:
            continue
        if paused or (wishes.cadence == "deadlines" and in_quiet_hours(wishes, now)):
            report.resting += 1
            continue
        selection = selection_of(
            subscription, muted.get(subscription.id, ()), follows.bills(subscription.wishes.follows)
        )
        yield _Owed(
            subscription,
            slot,
            selection,
            _with_ticks(members.reader(subscription), ticks.get(subscription.id, ()), wishes.timezone),
        )


def _with_ticks(reader: Reader, ticks: Sequence[tuple[str, str, dt.datetime]], timezone: str) -> Reader:
    """The reader with what they ticked as done, by the days of their own clock."""
    if not ticks:
        return reader
    zone = ZoneInfo(timezone)
    return replace(reader, done=frozenset((record, kind, at.astimezone(zone).date()) for record, kind, at in ticks))


def selection_of(
    subscription: Subscription, muted: Iterable[tuple[str, str]], followed: frozenset[str] = frozenset()
) -> Selection:
    """What a subscription asks for, without what it has muted; `followed` are the bills that its other wishes stand for."""
    wishes = subscription.wishes
    own = frozenset(bill for bill, _stand in wishes.positions)
    silenced: dict[str, set[str]] = {"rule": set(), "record": set(), "topic": set()}
    for kind, value in muted:
        silenced[kind].add(value)
    return Selection(
        topics=frozenset(wishes.topics),
        places=frozenset(wishes.places),
        bills=followed.union(wishes.bills, own),
        own=own,
        follows=wishes.follows,
        kinds=frozenset(wishes.kinds),
        min_score=wishes.min_score,
        only_followed=wishes.only_followed,
        possible=wishes.possible,
        most=wishes.most,
        only_dues=wishes.cadence == "deadlines" and subscription.told_at is not None,
        muted_records=frozenset(silenced["record"]),
        muted_topics=frozenset(silenced["topic"]),
        muted_rules=frozenset(silenced["rule"]),
    )


def _composed(
    connection: Connection, owed: Sequence[_Owed], now: dt.datetime, upto: int, follows: Following
) -> Iterator[tuple[_Owed, Digest | None]]:
    """The digest of each, or None where its slot is too late; readers who were told the same are told the same."""
    followed = frozenset(bill for recipient in owed for bill in recipient.selection.bills)
    possible = any(recipient.selection.possible for recipient in owed)
    gatherer = Gatherer(connection, Scope(upto=upto, followed=followed, possible=possible)) if owed else None
    groups: dict[tuple[dt.datetime | None, int, str], list[_Owed]] = defaultdict(list)
    for mail in owed:
        if mail.slot.late:
            yield mail, None
            continue
        subscription = mail.subscription
        groups[subscription.told_at, subscription.told_upto or 0, subscription.wishes.cadence].append(mail)
    for (since, after, cadence), members in groups.items():
        assert gatherer is not None
        period = Period(now=now, since=since, remind=_REMIND[cadence], daily=cadence == "daily")
        telling = tell(gatherer.facts(period, after=after), period)
        chooser, composer = Chooser(telling), Composer(telling, gatherer.sources, follows.origin)
        promised = _promise(connection, now) if cadence == "weekly" else None
        offered = (
            faster.offers(connection, [member.subscription.id for member in members])
            if cadence in ("weekly", "daily")
            else {}
        )
        same: dict[tuple[Selection, Reader, tuple[str, ...]], Digest] = {}
        for mail in members:
            places = offered.get(mail.subscription.id, ())
            key = (mail.selection, mail.reader, places)
            if key not in same:
                made = composer.compose(chooser.choose(mail.selection), mail.selection, mail.reader)
                same[key] = replace(made, promise=promised, faster=places)
            yield mail, same[key]


def _promise(connection: Connection, now: dt.datetime) -> tuple[int, int] | None:
    """How many windows of the last weeks were told as early as is promised, of those that were posted in time."""
    promised = promise(ledger_store.windows(connection, since=now - SPAN, until=now), now)
    return (promised.kept, promised.promised) if promised.promised else None


def _write(
    connection: Connection,
    composed: Sequence[tuple[_Owed, Digest | None]],
    archive: Archive,
    now: dt.datetime,
    upto: int,
    report: Report,
) -> None:
    """One transaction: the messages of up to five hundred subscriptions, and what they count as told."""
    untold = _still_untold(connection, composed)
    newest = _newest_mails(connection, composed)
    rows: list[dict[str, Any]] = []
    subscription_ids: list[int] = []
    for owed, digest in composed:
        subscription = owed.subscription
        if subscription.id not in untold:
            continue
        if digest is None:
            rows.append(
                _row(owed, None, now, told_upto=None) | {"state": "expired", "reason": "its turn came too late"}
            )
            report.expired.append(f"subscription {subscription.id}, {owed.slot.name}")
            continue
        subscription_ids.append(subscription.id)
        if digest.quiet and not _worth_a_line(owed, digest, newest.get(subscription.id)):
            report.quiet += 1
            continue
        rows.append(_row(owed, archive.keep(digest), now, told_upto=upto))
        report.queued += 1
    archive.save(connection)
    put = upsert(Base.metadata.tables["outbox"], connection.dialect.name, replace=False)
    put(connection, rows)
    values = {"told_upto": upto, "told_at": now}
    connection.execute(update(SubscriptionRow).where(SubscriptionRow.id.in_(subscription_ids)).values(values))


def _worth_a_line(owed: _Owed, digest: Digest, newest: dt.datetime | None) -> bool:
    """Whether a mail goes out that has nothing to tell: after a week without any.

    Who wants none gets it where we could not look, and once where no source of ours covers what was asked for.
    """
    wishes = owed.subscription.wishes
    if owed.selection.only_dues:
        return False
    silent = newest is None or owed.slot.at - newest >= _SILENCE
    weekly = wishes.cadence == "weekly" or silent or digest.first
    return weekly and (
        wishes.quiet_weeks == "say-so" or digest.freshness.dark or (digest.first and digest.freshness.foreign)
    )


def _newest_mails(connection: Connection, composed: Sequence[tuple[_Owed, Digest | None]]) -> dict[int, dt.datetime]:
    """When daily readers of whom there is nothing to tell got their newest mail, whatever it told."""
    keys = [
        owed.subscription.id
        for owed, digest in composed
        if digest is not None and digest.quiet and owed.subscription.wishes.cadence == "daily"
    ]
    query = (
        select(OutboxRow.subscription_id, func.max(OutboxRow.queued_at))
        .where(OutboxRow.subscription_id.in_(keys), OutboxRow.state != "expired")
        .group_by(OutboxRow.subscription_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)} if keys else {}


def _still_untold(connection: Connection, composed: Sequence[tuple[_Owed, Digest | None]]) -> set[int]:
    """Of these subscriptions, those that nobody told meanwhile, that are still active, and whose slot is free."""
    expected = {owed.subscription.id: owed for owed, _digest in composed}
    query = (
        select(SubscriptionRow.id, SubscriptionRow.state, SubscriptionRow.told_at)
        .where(SubscriptionRow.id.in_(expected))
        .with_for_update()
    )
    free = {
        row.id
        for row in connection.execute(query)
        if row.state == "active" and row.told_at == expected[row.id].subscription.told_at
    }
    taken = select(OutboxRow.subscription_id, OutboxRow.slot).where(
        OutboxRow.subscription_id.in_(free), OutboxRow.slot.in_({owed.slot.name for owed, _digest in composed})
    )
    return free - {
        row.subscription_id for row in connection.execute(taken) if row.slot == expected[row.subscription_id].slot.name
    }


def _row(owed: _Owed, edition: bytes | None, now: dt.datetime, *, told_upto: int | None) -> dict[str, Any]:
    subscription, slot = owed.subscription, owed.slot
    persistence = PERSISTENCE[subscription.wishes.cadence]
    return {
        "subscription_id": subscription.id,
        "slot": slot.name,
        "kind": "digest",
        "channel": subscription.channel,
        "key": service.message_key(subscription, slot.name),
        "edition": edition,
        "state": "pending",
        "attempts": 0,
        "queued_at": now,
        "next_try": now,
        "start_by": (now if slot.name.startswith(("welcome", "deadlines")) else slot.at) + TOO_LATE,
        "give_up_at": now + persistence,
        "owner": None,
        "lease_until": None,
        "sent_at": None,
        "reason": None,
        "told_from": subscription.told_upto,
        "told_upto": told_upto,
        "told_since": subscription.told_at,
    }


class _Members:
    """Finds the legislators that readers named or whose districts they gave; each question is asked once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._readers: dict[tuple[Any, ...], Reader] = {}
        self._district: dict[str, tuple[Member, ...]] = {}

    def reader(self, subscription: Subscription) -> Reader:
        wishes = subscription.wishes
        lists = tuple(follow for follow in wishes.follows if follow.startswith("list:"))
        key = (wishes.districts, wishes.representatives, wishes.positions, lists)
        if key not in self._readers:
            members = {member.id: member for district in wishes.districts for member in self._of_district(district)}
            members |= {member.id: member for member in self._named(wishes.representatives)}
            self._readers[key] = Reader(members=tuple(members.values()), positions=self._positions(wishes, lists))
        return self._readers[key]

    @staticmethod
    def _positions(wishes: Wishes, lists: Sequence[str]) -> frozenset[tuple[str, str]]:
        """What the lists ask for that this reader follows, and before it what the reader asks for."""
        return frozenset({**bill_lists.positions(lists), **dict(wishes.positions)}.items())

    def _of_district(self, district: str) -> tuple[Member, ...]:
        if district not in self._district:
            place, chamber, name = district.split("/", 2)
            rows = queries.people_of(self.connection, place, chamber=chamber, district=name)
            self._district[district] = tuple(map(member_of, rows))
        return self._district[district]

    def _named(self, keys: Sequence[str]) -> Iterator[Member]:
        for place in {key.partition("/")[0] for key in keys}:
            yield from (member_of(row) for row in queries.people_of(self.connection, place) if row.id in keys)


def member_of(row: Any) -> Member:
    """A row of `people` as a suggestion needs it."""
    person = queries.kept_person(row).item
    return Member(
        id=row.id,
        name=person.name,
        place=person.jurisdiction,
        chamber=person.chamber,
        phone=person.phone,
        url=person.contact_url,
        email=person.email,
    )
