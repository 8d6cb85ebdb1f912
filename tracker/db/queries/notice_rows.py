"""Notices of rules with their comment periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    select,
)

from tracker.db.models import (
    Match,
    Notice,
)
from tracker.db.queries.match_rows import live_match
from tracker.db.queries.parts import as_kept, in_parts
from tracker.db.sound import asked, by_id, sound
from tracker.records.items import ScrapedNotice
from tracker.records.stored import Kept

_ROWS: Final[Any] = select(Notice.__table__)


def notice_row(connection: Connection, key: str) -> Any | None:
    """The row of one notice by its public id."""
    return by_id(connection, "notices", key)


def kept_notice(row: Any) -> Kept[ScrapedNotice]:
    """A row of `notices` as a value."""
    return as_kept(row, ScrapedNotice)


def notices(
    connection: Connection,
    *,
    jurisdictions: Sequence[str] = (),
    open_on: dt.date | None = None,
    topics: Sequence[str] = (),
    since: dt.date | None = None,
    flagged: bool = False,
) -> Iterator[Any]:
    """Rows of `notices` that fit, the soonest closing comment period first."""
    wanted: list[ColumnElement[bool]] = []
    if jurisdictions:
        wanted.append(Notice.jurisdiction.in_(jurisdictions))
    if open_on:
        wanted.append(Notice.comments_close >= open_on)
    if since:
        wanted.append(Notice.published >= since)
    if topics or flagged:
        wanted.append(exists(select(Match.record_id).where(Match.record_id == Notice.id, *live_match(topics))))
    statement = select(Notice.__table__).where(and_(True, *wanted))
    yield from asked(connection, "notices", statement.order_by(Notice.comments_close.nulls_last(), Notice.id))


def notices_by_id(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """Rows of `notices` by public id."""
    return {row.id: row for row in sound(connection, "notices", in_parts(connection, _ROWS, Notice.id, keys))}
