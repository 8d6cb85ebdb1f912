"""Say what a subscription would have brought: the last session of its places, played again for these wishes."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from tracker import clock
from tracker.db import queries
from tracker.db.models import Bill, BillAction, Match
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import NO_BILL, deadlines_of_all
from tracker.records.jurisdictions import jurisdiction
from tracker.subscriptions.following import Following
from tracker.subscriptions.preferences import WEEKDAYS, Wishes

EXAMPLES: Final = 5
YEAR: Final = dt.timedelta(days=365)
_HEARINGS: Final = 2_000
"""Hearings that are looked at, newest left out beyond them: the answer is an estimate, and a page must not wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A bill that would have been told."""

    id: str
    identifier: str
    title: str
    stage: str
    place: str
    last: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What the last session would have brought."""

    first: dt.date
    last: dt.date
    mails: int
    """Mails with news."""
    items: int
    """Bills told, each once a mail, and hearings."""
    weeks: int
    examples: tuple[Example, ...] = ()
    met: int = 0
    """Windows to be heard that a mail would have told of while they were open."""
    missed: int = 0
    """Those that closed before the next mail."""
    unknown: int = 0
    """Those of hearings that we read only when they were over."""

    @property
    def a_week(self) -> float:
        """Items a week."""
        return round(self.items / self.weeks, 1)


def replay(connection: Connection, wishes: Wishes) -> Replay:
    """What these wishes would have brought in the last session of their places, up to today."""
    today = clock.today()
    followed = Following(connection).bills(wishes.follows)
    wishes = replace(wishes, bills=tuple({*wishes.bills, *followed}))
    spans = {place: _last_session(place, today) for place in wishes.places}
    first, last = _around(spans.values(), today)
    days = _days_of_bills(connection, wishes, spans, first, last)
    news = {(bill, _turn(wishes, day)) for bill, bill_days in days.items() for day in bill_days}
    windows = _windows(connection, wishes, first, last)
    turns = [turn for turn, _met in windows if turn is not None]
    met = sum(met for turn, met in windows if turn is not None)
    mails, items = len(turns), len(turns)
    if wishes.cadence != "deadlines":  # which is one mail a window, and none for news
        mails, items = len({*turns, *(turn for _bill, turn in news)}), len(turns) + len(news)
    return Replay(
        first=first,
        last=last,
        mails=mails,
        items=items,
        weeks=max(1, round((last - first).days / 7)),
        examples=_examples(connection, days),
        met=met,
        missed=len(turns) - met,
        unknown=len(windows) - len(turns),
    )


def _wants(wishes: Wishes, kind: str) -> bool:
    return not wishes.kinds or kind in wishes.kinds


def _last_session(place: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The newest sitting that has begun; a year where none is known."""
    known = jurisdiction(place)
    begun = [sitting for sitting in known.sittings if sitting.first <= today] if known else []
    newest = max(begun, key=lambda session: session.first, default=None)
    return (newest.first, min(newest.last, today)) if newest else (today - YEAR, today)


def _around(spans: Collection[tuple[dt.date, dt.date]], today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of all these sessions; a year where there are none."""
    first = min((begins for begins, _ends in spans), default=today - YEAR)
    return first, max((ends for _begins, ends in spans), default=today)


def _turn(wishes: Wishes, day: dt.date) -> dt.date:
    """The day of the mail that tells of a day."""
    if wishes.cadence != "weekly":
        return day
    return day + dt.timedelta(days=(WEEKDAYS.index(wishes.weekday) - day.weekday()) % 7)


def _flagged(wishes: Wishes) -> Any:
    """Whether a match is one that these wishes ask for."""
    if wishes.only_followed:
        return false()
    wanted = [Match.flagged, Match.gone_at.is_(None), Match.score >= wishes.min_score]
    if wishes.topics:
        wanted.append(Match.topic.in_(wishes.topics))
    return and_(*wanted)


def _days_of_bills(
    connection: Connection,
    wishes: Wishes,
    spans: Mapping[str, tuple[dt.date, dt.date]],
    first: dt.date,
    last: dt.date,
) -> dict[str, set[dt.date]]:
    """For each bill the days on which something happened to it."""
    if not _wants(wishes, "bills"):
        return {}
    flagged: ColumnElement[bool] = BillAction.bill_id.in_(select(Match.record_id).where(_flagged(wishes)))
    if wishes.places:
        flagged = and_(flagged, Bill.jurisdiction.in_(wishes.places))
    query = (
        select(BillAction.bill_id, BillAction.date, Bill.jurisdiction)
        .join(Bill, Bill.id == BillAction.bill_id)
        .where(BillAction.date.between(first, last), or_(flagged, BillAction.bill_id.in_(wishes.bills)))
        .distinct()
    )
    days: dict[str, set[dt.date]] = defaultdict(set)
    for bill, day, place in connection.execute(query):
        begins, ends = spans.get(place, (first, last))
        if begins <= day <= ends:
            days[bill].add(day)
    return days


def _examples(connection: Connection, days: Mapping[str, Iterable[dt.date]]) -> tuple[Example, ...]:
    """Those that say most: what the topics are surest of, and of equals what moved last."""
    scores: Counter[str] = Counter()
    best = func.max(Match.score)
    for bill, score in connection.execute(
        select(Match.record_id, best).where(Match.flagged, Match.gone_at.is_(None)).group_by(Match.record_id)
    ):
        if bill in days:
            scores[bill] = score
    order = sorted(days, key=lambda bill: (-scores[bill], -max(days[bill]).toordinal(), bill))[:EXAMPLES]
    rows = queries.bills_by_id(connection, order)
    return tuple(
        Example(
            id=row.id,
            identifier=row.identifier,
            title=row.title,
            stage=row.stage,
            place=row.jurisdiction,
            last=max(days[row.id]),
        )
        for bill in order
        if (row := rows.get(bill)) is not None
    )


def _windows(
    connection: Connection, wishes: Wishes, first: dt.date, last: dt.date
) -> list[tuple[dt.date | None, bool]]:
    """Each hearing's mail and whether its first window was still open then; no mail where we read it too late."""
    if not (_wants(wishes, "hearings") or _wants(wishes, "deadlines")):
        return []
    zone = ZoneInfo(wishes.timezone)
    query = queries.HearingQuery(
        jurisdictions=() if wishes.only_followed else wishes.places,
        topics=() if wishes.only_followed else wishes.topics,
        flagged=not wishes.topics and not wishes.only_followed,
        bills=(wishes.bills or NO_BILL) if wishes.only_followed else (),
        after=dt.datetime.combine(first, dt.time(), tzinfo=zone),
        before=dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=zone),
        limit=_HEARINGS,
    )
    hearings = [queries.kept_hearing(row) for row in queries.hearings(connection, query)]
    dues = deadlines_of_all(connection, hearings, own_rulebook())
    windows: list[tuple[dt.date | None, bool]] = []
    for hearing in hearings:
        ends = [due.end for due in dues[hearing.id]] or [hearing.item.start]
        if hearing.first_seen >= hearing.item.start:
            windows.append((None, False))
            continue
        told_on = _told(wishes, hearing.first_seen, zone)
        windows.append((told_on.astimezone(zone).date(), told_on < min(ends)))
    return windows


def _told(wishes: Wishes, seen: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """When the first mail after a moment goes out."""
    if wishes.cadence == "deadlines":
        return seen
    local = seen.astimezone(zone)
    day = _turn(wishes, local.date())
    at = dt.datetime.combine(day, dt.time(wishes.hour), tzinfo=zone)
    return at if at >= local else at + dt.timedelta(days=7 if wishes.cadence == "weekly" else 1)
