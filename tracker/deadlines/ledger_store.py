"""Keep the ledger of windows in the database: as they are posted, as they are told, as they close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select, update

from tracker.db.models import Base, LedgerMark, Match, Run, WindowRow
from tracker.db.upsert import upsert
from tracker.deadlines.ledger import Window
from tracker.deadlines.model import EXECUTIVE, Deadline, reminders
from tracker.deadlines.queries import Gathered, Wanted, reckoned
from tracker.records.items import ScrapedHearing, ScrapedNotice
from tracker.records.stored import Kept
from tracker.testimony.rulebook import Rulebook

KEEP: Final = dt.timedelta(days=3 * 365)
"""So long a closed window stays in the ledger."""
_LOOKS: Final = (("ok", "empty"), ("degraded",))
"""Visits that saw all there was; where there was none such, those that saw some of it."""
_SEEN: Final = "windows"
"""The mark of when open windows were last written down."""

Key = tuple[str, str, dt.datetime]


def keep_windows(connection: Connection, rulebook: Rulebook, now: dt.datetime) -> int:
    """Write down each window of something flagged that is open now, and which of those known are gone; says how many are new."""
    dues, behind = reckoned(connection, Wanted(), rulebook, now=now)
    open_now = {
        (key, deadline.kind, deadline.end): deadline
        for (key, _kind), deadline in reminders(dues).items()
        if deadline.kind != EXECUTIVE
    }  # a signature is asked for as long as the bill lies there: nobody posts that
    known = {_key(row): row for row in connection.execute(select(WindowRow.__table__).where(WindowRow.closes >= now))}
    fresh = {key: due for key, due in open_now.items() if key not in known}
    rows = list(_Fresh(connection, fresh, behind, now).rows())
    upsert(Base.metadata.tables["windows"], connection.dialect.name, replace=False)(connection, rows)
    _set_gone(connection, [key for key, row in known.items() if key not in open_now and row.gone_at is None], now)
    _set_gone(connection, [key for key, row in known.items() if key in open_now and row.gone_at is not None], None)
    set_mark(connection, _SEEN, now)
    return len(rows)


def mark(connection: Connection, name: str) -> dt.datetime | None:
    """Up to which moment something was counted."""
    return connection.execute(select(LedgerMark.at).where(LedgerMark.name == name)).scalar_one_or_none()


def set_mark(connection: Connection, name: str, at: dt.datetime) -> None:
    """Remember up to which moment something was counted."""
    upsert(Base.metadata.tables["ledger_marks"], connection.dialect.name, replace=True)(
        connection, [{"name": name, "at": at}]
    )


def _key(row: Any) -> Key:
    return row.record_id, row.kind, row.closes


def _set_gone(connection: Connection, keys: Iterable[Key], moment: dt.datetime | None) -> None:
    for record, kind, closes in keys:
        this = (WindowRow.record_id == record, WindowRow.kind == kind, WindowRow.closes == closes)
        connection.execute(update(WindowRow).where(*this).values(gone_at=moment))


class _Fresh:
    """Windows that are new in the ledger, with since when they stood there and since when we know."""

    def __init__(
        self, connection: Connection, dues: Mapping[Key, Deadline], behind: Gathered, now: dt.datetime
    ) -> None:
        self.connection = connection
        self.dues = dues
        self.now = now
        self.kept: dict[str, Kept[Any]] = {hearing.id: hearing for hearing in behind.hearings}
        self.kept.update({notice.id: notice for notice in behind.notices})
        records = sorted({record for record, _kind, _closes in dues})
        self.flagged = _first_flagged(connection, {key: behind.told[key].bills for key in records})
        self.earlier = _latest_posting(connection, records)
        self.last = mark(connection, _SEEN)
        self.looks: dict[tuple[str | None, dt.datetime], dt.datetime | None] = {}

    def rows(self) -> Iterator[dict[str, Any]]:
        """Rows of `windows`."""
        for (record, kind, closes), due in self.dues.items():
            item = self.kept[record]
            posted = self._posted(record, kind)
            yield {
                "record_id": record,
                "kind": kind,
                "closes": closes,
                "what": "hearing" if due.hearing else "notice",
                "jurisdiction": due.jurisdiction,
                "body": body_of(item.item)[:200],
                "title": due.title[:300],
                "confidence": due.confidence,
                "posted_at": posted,
                "looked_at": self._looked(item.source, posted),
                "known_at": max(filter(None, (posted, self.flagged.get(record), self.last))),
                **dict.fromkeys(("gone_at", "told_at", "settled_at")),
                **dict.fromkeys(("told", "told_early", "untold", "late_fast"), 0),
            }

    def _posted(self, record: str, kind: str) -> dt.datetime:
        """When a window was first seen at its source.

        Where another stood in its place, that is when that one was replaced; where the record was known and did not count (the
        bill came on the agenda later), when it changed. A corrected rule moves windows of records that did not change.
        """
        item, before = self.kept[record], self.earlier.get((record, kind))
        if before is None:
            flagged = self.flagged.get(record)
            if self.last is None or item.first_seen >= self.last or flagged is None or flagged >= self.last:
                return item.first_seen
            before = self.last
        return item.changed_at if item.changed_at > before else self.now

    def _looked(self, source: str | None, posted: dt.datetime) -> dt.datetime | None:
        """When a source had last been looked at before something was first seen there."""
        key = (source, posted)
        if key not in self.looks:
            self.looks[key] = next(filter(None, (self._look(*key, verdicts) for verdicts in _LOOKS)), None)
        return self.looks[key]

    def _look(self, source: str | None, posted: dt.datetime, verdicts: tuple[str, ...]) -> dt.datetime | None:
        query = select(func.max(Run.started_at)).where(
            Run.source == source, Run.verdict.in_(verdicts), Run.finished_at < posted
        )
        return self.connection.execute(query).scalar_one()


def _first_flagged(connection: Connection, bills: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, dt.datetime]:
    """For each record when it, or the first of its bills, was first flagged."""
    owners: dict[str, list[str]] = {}
    for record, heard in bills.items():
        for key in (record, *(bill for bill, _title in heard)):
            owners.setdefault(key, []).append(record)
    first: dict[str, dt.datetime] = {}
    keys = sorted(owners)
    for start in range(0, len(keys), 500):
        query = select(Match.record_id, func.min(Match.first_flagged_at).label("at")).group_by(Match.record_id)
        live = (Match.flagged, Match.gone_at.is_(None), Match.first_flagged_at.is_not(None))
        for row in connection.execute(query.where(Match.record_id.in_(keys[start : start + 500]), *live)):
            for record in owners[row.record_id]:
                first[record] = min(first.get(record, row.at), row.at)
    return first


def _latest_posting(connection: Connection, records: Sequence[str]) -> dict[tuple[str, str], dt.datetime]:
    latest: dict[tuple[str, str], dt.datetime] = {}
    for start in range(0, len(records), 500):
        part = records[start : start + 500]
        query = (
            select(WindowRow.record_id, WindowRow.kind, func.max(WindowRow.posted_at).label("at"))
            .where(WindowRow.record_id.in_(part))
            .group_by(WindowRow.record_id, WindowRow.kind)
        )
        latest.update({(row.record_id, row.kind): row.at for row in connection.execute(query)})
    return latest


def body_of(item: ScrapedHearing | ScrapedNotice) -> str:
    """The committee of a hearing or the agency of a rule-making."""
    if isinstance(item, ScrapedNotice):
        return item.agencies[-1] if item.agencies else ""
    return item.committee or item.name.partition(":")[0]


def windows(
    connection: Connection,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    places: Sequence[str] = (),
) -> list[Window]:
    """The windows that close in a span, the earliest first."""
    statement = select(WindowRow.__table__).order_by(WindowRow.closes, WindowRow.record_id, WindowRow.kind)
    if since is not None:
        statement = statement.where(WindowRow.closes >= since)
    if until is not None:
        statement = statement.where(WindowRow.closes < until)
    if places:
        statement = statement.where(WindowRow.jurisdiction.in_(places))
    return [window_of(row) for row in connection.execute(statement)]


def window_of(row: Any) -> Window:
    """A row of `windows` as a value."""
    values = {name: getattr(row, name) for name in Window.__dataclass_fields__ if name != "record"}
    return Window(record=row.record_id, **values)


def soonest_closing(connection: Connection, now: dt.datetime) -> dict[str, dt.datetime]:
    """For each place with open windows when the first of them closes."""
    query = (
        select(WindowRow.jurisdiction, func.min(WindowRow.closes).label("closes"))
        .where(WindowRow.closes >= now, WindowRow.gone_at.is_(None))
        .group_by(WindowRow.jurisdiction)
    )
    return {row.jurisdiction: row.closes for row in connection.execute(query)}


def forget_old(connection: Connection, now: dt.datetime) -> int:
    """Leave out of the ledger what closed long ago."""
    return int(connection.execute(delete(WindowRow).where(WindowRow.closes < now - KEEP)).rowcount)
