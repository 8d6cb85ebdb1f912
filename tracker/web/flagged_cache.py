"""Keep the flagged bills in memory, in the order of what matters, and read them again only when something was written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, func, select

from tracker import clock
from tracker.db import sound
from tracker.db.models import Bill, Hearing, HearingBill, Match
from tracker.records.stages import DECIDED

AHEAD: Final = dt.timedelta(days=14)
"""A hearing within this time lifts a bill: there is something to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A flagged bill as far as lists need it."""

    weight: int
    day: int
    """Latest action as a day number, 0 where unknown."""
    id: str
    jurisdiction: str
    session: str
    stage: str
    topics: Mapping[str, int]
    """Topic and score, best first."""
    changed: dt.datetime
    heard: dt.datetime | None
    """The next hearing."""

    @property
    def best(self) -> int:
        """The highest score."""
        return max(self.topics.values())

    @property
    def place_in_line(self) -> tuple[int, int, str]:
        """The sort key: what matters first."""
        return -self.weight, -self.day, self.id


def weight(score: int, stage: str, latest: dt.date | None, heard: dt.datetime | None, now: dt.datetime) -> int:
    """How much a bill matters to a reader today: its score, lifted by what is ahead and by news, lowered when it is over.

    The page `/about` says the same in words.
    """
    total = score
    if heard is not None and heard - now <= AHEAD:
        total += 60
    quiet = (now.date() - latest).days if latest else 3_650
    total += 30 if quiet <= 7 else 15 if quiet <= 30 else 5 if quiet <= 90 else 0
    if quiet > 730:
        total -= 80
    elif quiet > 365:
        total -= 30
    if stage in DECIDED:
        total -= 25 if stage == "law" else 50
    return total


@dataclass(frozen=True, slots=True)
class Flagged:
    """Everything flagged, at one state of the data, in the order of what matters."""

    entries: tuple[Entry, ...] = ()
    newest: tuple[Entry, ...] = ()
    """The same, the newest action first."""
    by_id: Mapping[str, Entry] = field(default_factory=dict)
    by_topic: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    """Those of each topic, in the same order."""
    by_place: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    """Those of each place, likewise."""
    title_words: Counter[str] = field(default_factory=Counter)
    """How often words stand in the titles; filled by who first asks for them."""


def read(connection: Connection) -> Flagged:
    """The flagged bills as they are now."""
    entries = tuple(_read(connection, clock.now()))
    by_topic: dict[str, list[Entry]] = {}
    by_place: dict[str, list[Entry]] = {}
    for entry in entries:
        by_place.setdefault(entry.jurisdiction, []).append(entry)
        for topic in entry.topics:
            by_topic.setdefault(topic, []).append(entry)
    newest = tuple(sorted(entries, key=newest_key))
    return Flagged(entries, newest, {entry.id: entry for entry in entries}, by_topic, by_place)


def newest_key(entry: Entry) -> tuple[int, int, str]:
    """Where a bill stands in the order of its newest action."""
    return -entry.day, 0, entry.id


def _read(connection: Connection, now: dt.datetime) -> list[Entry]:
    topics: dict[str, dict[str, int]] = {}
    live = (
        select(Match.record_id, Match.topic, Match.score)
        .where(Match.what == "bill", Match.flagged, Match.gone_at.is_(None))
        .order_by(Match.score.desc(), Match.topic)
    )
    for record, topic, score in connection.execute(live):
        topics.setdefault(record, {})[topic] = score
    if not topics:
        return []
    heard = _heard(connection, now)
    flagged = select(Match.record_id).where(Match.what == "bill", Match.flagged, Match.gone_at.is_(None))
    columns = (
        Bill.id,
        Bill.jurisdiction,
        Bill.legislative_session,
        Bill.stage,
        Bill.latest_action_date,
        Bill.changed_at,
    )
    entries = []
    for row in connection.execute(select(*columns).where(Bill.id.in_(flagged), sound.lists(Bill.id))):
        scores = topics.get(row.id)
        if scores is None:  # flagged between the two questions on a database without snapshots
            continue
        entries.append(_entry(row, scores, heard, now))
    entries.sort(key=lambda entry: entry.place_in_line)
    return entries


def _entry(row: Any, scores: dict[str, int], heard: dict[tuple[str, str, str], dt.datetime], now: dt.datetime) -> Entry:
    _place, session, identifier = row.id.split("/")
    keys = ((row.jurisdiction, session, identifier), (row.jurisdiction, "", identifier))
    coming = min((heard[key] for key in keys if key in heard), default=None)
    latest = row.latest_action_date
    return Entry(
        weight=weight(next(iter(scores.values())), row.stage, latest, coming, now),
        day=latest.toordinal() if latest else 0,
        id=row.id,
        jurisdiction=row.jurisdiction,
        session=row.legislative_session,
        stage=row.stage,
        topics=scores,
        changed=row.changed_at,
        heard=coming,
    )


def _heard(connection: Connection, now: dt.datetime) -> dict[tuple[str, str, str], dt.datetime]:
    """The next hearing of each bill that has one ahead, by place, session (empty where not said) and identifier."""
    coming = (
        select(
            HearingBill.jurisdiction, HearingBill.legislative_session, HearingBill.identifier, func.min(Hearing.start)
        )
        .join(Hearing, Hearing.id == HearingBill.hearing_id)
        .where(Hearing.start >= now, Hearing.status != "cancelled", Hearing.vanished_at.is_(None))
        .group_by(HearingBill.jurisdiction, HearingBill.legislative_session, HearingBill.identifier)
    )
    return {
        (place, session or "", identifier): start for place, session, identifier, start in connection.execute(coming)
    }
