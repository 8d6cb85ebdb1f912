"""Compare what is flagged with a list that others keep by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from tracker.db.engine import reading
from tracker.db.models import Match
from tracker.db.queries import bill_row
from tracker.errors import UsageProblem, found_in
from tracker.records.text import clean_identifier


def read_list(file: Path, column: str) -> list[str]:
    """The ids of a CSV; a file of one column may do without a head. Raises UsageProblem."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
            rows = [row for row in csv.reader(opened) if any(cell.strip() for cell in row)]
    except OSError as problem:
        raise UsageProblem(f"{file}: expected a CSV of bill ids, found: {found_in(problem)}") from problem
    if not rows:
        raise UsageProblem(f"{file}: expected a CSV of bill ids, found nothing in it")
    names = [cell.strip().lower() for cell in rows[0]]
    if column.lower() in names:
        at = names.index(column.lower())
        rows = rows[1:]
    elif len(names) == 1:
        at = 0
    else:
        raise UsageProblem(f"{file}: expected a column {column!r}, found {', '.join(rows[0])[:200]}")
    return list(dict.fromkeys(row[at].strip() for row in rows if len(row) > at and row[at].strip()))


def compared(engine: Engine, wanted: Sequence[str], topic: str | None) -> Iterator[dict[str, Any]]:
    """For each id of the list the best tier it has, and in which topics."""
    with reading(engine) as connection:
        for given in wanted:
            yield _compared(connection, given, topic)


def _compared(connection: Connection, given: str, topic: str | None) -> dict[str, Any]:
    place, _slash, rest = given.rpartition("/")
    row = bill_row(connection, given) or bill_row(connection, f"{place}/{clean_identifier(rest)}" if rest else given)
    if row is None:
        return {"id": given, "tier": "not stored", "score": None, "title": None, "topics": []}
    query = select(Match.topic, Match.tier, Match.score).where(Match.record_id == row.id, Match.gone_at.is_(None))
    if topic is not None:
        query = query.where(Match.topic == topic)
    rows = connection.execute(query.order_by(Match.score.desc())).all()
    tiers = {row.tier for row in rows}
    tier = next((name for name in ("flagged", "possible", "near") if name in tiers), "none")
    topics = [row.topic for row in rows if row.tier == tier and tier != "near"]
    return {
        "id": row.id,
        "tier": tier,
        "score": rows[0].score if rows else None,
        "title": row.title,
        "topics": topics,
    }
