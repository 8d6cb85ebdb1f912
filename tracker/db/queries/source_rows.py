"""Sources, their runs, and what was met or waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import DeclarativeBase

from tracker.db.models import (
    Bill,
    Hearing,
    Match,
    Notice,
    OutboxRow,
    Pending,
    Person,
    Run,
    RunProblem,
    Session,
    SourceRow,
)
from tracker.records.jurisdictions import all_jurisdictions

FAILED: Final = frozenset({"failed", "interrupted"})
"""Verdicts of a visit that read nothing new."""
_LATE_AFTER: Final = dt.timedelta(hours=48)
_MISSED_TURNS: Final = 2
_SOURCES: Final[Any] = select(SourceRow.__table__).order_by(SourceRow.name)
_NO_NEWS: Final = frozenset({"people", "organizations", "committees", "sessions"})


def publishers(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """Who publishes each of these sources."""
    rows = connection.execute(select(SourceRow.name, SourceRow.publisher).where(SourceRow.name.in_(list(names))))
    return {row.name: row.publisher for row in rows}


def sources(connection: Connection) -> list[Any]:
    """All sources we have met, by name."""
    return list(connection.execute(_SOURCES))


class Gap(NamedTuple):
    """What may be missing of a publisher."""

    publisher: str
    since: dt.datetime | None
    """When it was last read well."""
    by_hand: bool = False
    """Whether nobody failed to read it: somebody imports its files by hand, the last time then."""


def not_readable(
    connection: Connection, places: Iterable[str], now: dt.datetime, known: Sequence[Any] | None = None
) -> list[Gap]:
    """Publishers of these places that could not be read by their own plan, or whose imported files are old; never mere lists.

    `known` are all sources, here and below, where they are at hand.
    """
    wanted, by_place = set(places), dict[str, Gap]()
    for row in sources(connection) if known is None else known:
        if row.jurisdiction in wanted and row.last_run_at and row.last_verdict != "skipped" and holds_news(row.kind):
            late = late_after(row.every_hours or 24)
            if row.last_good_at is None or now - row.last_good_at > late or row.last_verdict in FAILED:
                by_place[row.publisher] = Gap(
                    row.publisher, row.last_good_at, is_by_hand(row.every_hours) and bool(row.last_good_at)
                )
    return sorted(by_place.values(), key=lambda gap: gap.publisher)


def is_by_hand(every_hours: int | None) -> bool:
    """Whether a source with this plan is read only when somebody imports its files."""
    return every_hours == 0


def holds_news(kinds: str) -> bool:
    """Whether a source of these kinds tells of anything beside who sits where."""
    return not set(kinds.split(",")) <= _NO_NEWS


def late_after(every_hours: int) -> dt.timedelta:
    """How old the last good visit may be by a source's own plan, with one missed turn allowed."""
    return max(_LATE_AFTER, _MISSED_TURNS * dt.timedelta(hours=every_hours))


def unread_places(connection: Connection, places: Iterable[str], known: Sequence[Any] | None = None) -> list[str]:
    """Of these places those that nothing was ever read of: of them an empty list says nothing.

    Who only knows a place's legislators knows nothing of its bills and hearings.
    """
    wanted = list(dict.fromkeys(places))
    rows = sources(connection) if known is None else known
    read = {row.jurisdiction for row in rows if row.last_good_at and row.kind != "people" and not of_many_places(row)}
    for table in (Bill, Hearing, Notice):
        missing = [code for code in wanted if code not in read]
        if missing:
            read |= set(connection.execute(_held(table), {"places": missing, "most": len(missing)}).scalars())
    return [code for code in wanted if code not in read]


def of_many_places(row: Any) -> bool:
    """Whether a source is a platform, which stands under the country and tells of the places that were chosen: `govbot`.

    Congress's own sources have its code before their names; a feed that somebody added is of the place it was added for.
    """
    return row.jurisdiction == "us" and not row.name.startswith("us-") and not (row.settings or {}).get("feed")


def nothing_read(connection: Connection) -> bool:
    """Whether no source was ever read and nothing is stored, so that no list means anything."""
    return not any_read(sources(connection)) and nothing_stored(connection)


def any_read(known: Iterable[Any]) -> bool:
    """Whether one of these sources was ever read well."""
    return any(row.last_good_at for row in known)


def nothing_stored(connection: Connection) -> bool:
    """Whether no bill, hearing or rule-making is stored, of whatever source."""
    return not any(connection.execute(select(table.id).limit(1)).first() for table in (Bill, Hearing, Notice))


def not_collected(connection: Connection, places: Iterable[str]) -> list[str]:
    """Of these places those that nothing was ever read of; of everything where no place is named, all while nothing was read."""
    wanted = list(places)
    if wanted or not nothing_read(connection):
        return unread_places(connection, wanted)
    return sorted(all_jurisdictions())


@cache
def _held(table: Any) -> Select[str]:
    """Of some places those that a table has a row of; with the limit one row is looked at where one place is asked for."""
    among = table.jurisdiction.in_(bindparam("places", expanding=True))
    return select(table.jurisdiction).where(among).distinct().limit(bindparam("most", type_=Integer))


def outbox_counts(connection: Connection) -> dict[str, int]:
    """How many messages stand in each state, by name of the state."""
    counted = select(OutboxRow.state, func.count()).group_by(OutboxRow.state).order_by(OutboxRow.state)
    return dict(connection.execute(counted).all())


def runs(connection: Connection, *, source: str | None = None, limit: int = 20) -> list[Any]:
    """The newest runs first."""
    statement = select(Run.__table__).order_by(Run.id.desc()).limit(limit)
    if source:
        statement = statement.where(Run.source == source)
    return list(connection.execute(statement))


def run_row(connection: Connection, run_id: int) -> Any | None:
    """One run by its number."""
    return connection.execute(select(Run.__table__).where(Run.id == run_id)).first()


def run_problems(connection: Connection, run_id: int) -> list[Any]:
    """What went wrong in a run, in order."""
    statement = select(RunProblem.__table__).where(RunProblem.run_id == run_id).order_by(RunProblem.id)
    return list(connection.execute(statement))


def first_problem(connection: Connection, source: str) -> Any | None:
    """What went wrong first in the newest finished run of a source."""
    newest = select(Run.id).where(Run.source == source, Run.state == "done").order_by(Run.id.desc()).limit(1)
    statement = select(RunProblem.__table__).where(RunProblem.run_id == newest.scalar_subquery())
    return connection.execute(statement.order_by(RunProblem.id).limit(1)).first()


def sessions(connection: Connection, jurisdiction: str | None = None) -> list[Any]:
    """Sessions we have met, by place and name."""
    statement = select(Session.__table__).order_by(Session.jurisdiction, Session.identifier)
    if jurisdiction:
        statement = statement.where(Session.jurisdiction == jurisdiction)
    return list(connection.execute(statement))


def totals(connection: Connection) -> dict[str, int]:
    """How much we hold, by kind."""
    tables: dict[str, type[DeclarativeBase]] = {"bills": Bill, "hearings": Hearing, "notices": Notice, "people": Person}
    numbers = {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in tables.items()
    }
    live = select(func.count(func.distinct(Match.record_id))).where(Match.flagged, Match.gone_at.is_(None))
    return {**numbers, "flagged": int(connection.execute(live).scalar_one())}


def pending(connection: Connection) -> dict[str, int]:
    """How many records wait for each job."""
    statement = select(Pending.job, func.count()).group_by(Pending.job).order_by(Pending.job)
    return {row[0]: int(row[1]) for row in connection.execute(statement)}
