"""The topics that match records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import takewhile
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    or_,
    select,
)

from tracker.db.models import (
    ChangeRow,
    Match,
    Run,
)
from tracker.db.queries.parts import in_parts, read_each
from tracker.records import ocd_json

_RUNS: Final = 20
"""Interrupted runs in a row that are looked at."""


def matches_of(
    connection: Connection, keys: Iterable[str], *, flagged_only: bool = True, possible: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """For each record the topics that match it now, best first, as JSON values; `possible` ones too where asked for."""
    rows = match_rows(connection, keys, flagged_only=flagged_only, possible=possible)
    by_record = {key: as_json(matches) for key, matches in rows.items()}
    return {key: matches for key, matches in by_record.items() if matches}


def as_json(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of `matches` as JSON values; one that cannot be read costs itself."""
    return list(read_each(ocd_json.match, rows))


def match_rows(
    connection: Connection, keys: Iterable[str], *, flagged_only: bool = True, possible: bool = False
) -> dict[str, list[Any]]:
    """The same as rows of `matches`."""
    by_record: dict[str, list[Any]] = {}
    for row in in_parts(connection, _matches(flagged_only, possible), Match.record_id, keys):
        by_record.setdefault(row.record_id, []).append(row)
    for matches in by_record.values():
        matches.sort(key=lambda row: (-row.score, row.topic))
    return by_record


@cache
def _matches(flagged_only: bool, possible: bool) -> Select[Any]:
    statement = select(Match.record_id, Match.topic, Match.score, Match.tier, Match.flagged, Match.reasons)
    statement = statement.where(Match.gone_at.is_(None))
    if flagged_only:
        statement = statement.where(or_(Match.flagged, Match.tier == "possible") if possible else Match.flagged)
    return statement


def live_match(topics: Sequence[str]) -> list[ColumnElement[bool]]:
    """What a match must be to count: flagged now, and by one of these topics where some are given."""
    return [Match.flagged.is_(True), Match.gone_at.is_(None), *([Match.topic.in_(topics)] if topics else [])]


def _finished_by(connection: Connection, run_id: int) -> list[int]:
    """The interrupted runs of the same source right before this one."""
    source = select(Run.source).where(Run.id == run_id).scalar_subquery()
    before = (
        select(Run.id, Run.verdict).where(Run.source == source, Run.id < run_id).order_by(Run.id.desc()).limit(_RUNS)
    )
    runs = takewhile(lambda row: row.verdict in {None, "interrupted"}, connection.execute(before).all())
    return [row.id for row in runs]


def flagged_in_run(connection: Connection, run_id: int) -> int:
    """How many of the records that changed in a run are flagged now, with those of interrupted ones that it finished."""
    live = (
        select(func.count(func.distinct(ChangeRow.record_id)))
        .join(Match, Match.record_id == ChangeRow.record_id)
        .where(
            ChangeRow.run_id.in_([run_id, *_finished_by(connection, run_id)]), Match.flagged, Match.gone_at.is_(None)
        )
    )
    return int(connection.execute(live).scalar_one())
