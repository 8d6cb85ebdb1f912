"""Keep what a run met and how it ended, and find what earlier runs met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, insert, select, update

from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import Run, RunProblem, SourceRow
from tracker.ingest.source import Source
from tracker.ingest.verdict import Counts, Problem, Verdict

DEAD_AFTER: Final = dt.timedelta(minutes=10)
"""A run writes every few seconds; one that was silent for so long has no process any more."""
USUAL_AFTER: Final = dt.timedelta(days=21)
"""For so long a source that tells less than before is reported; after that less is what it tells."""
GOOD: Final = ("ok", "empty", "degraded")


def close_run(connection: Connection, run_id: int, name: str, counts: Counts, verdict: Verdict) -> None:
    """Keep the verdict, in the run and with the source; a list that is doubted as a whole was not read well."""
    now, (said, why, doubted) = clock.now(), verdict
    closed = {"state": "done", "finished_at": now, "verdict": said, "reason": why, "counts": asdict(counts)}
    connection.execute(update(Run).where(Run.id == run_id).values(closed))
    marks: dict[str, Any] = {"last_run_at": now, "last_verdict": said, "last_reason": why}
    if said in GOOD and not doubted:
        marks["last_good_at"] = now
    if counts.new or counts.changed:
        marks["last_change_at"] = now
    connection.execute(update(SourceRow).where(SourceRow.name == name).values(marks))


def show_alive(connection: Connection, run_id: int, counts: Counts) -> None:
    """Keep how far a run has come, and that its process lives."""
    alive = {"counts": asdict(counts), "seen_alive_at": clock.now()}
    connection.execute(update(Run).where(Run.id == run_id).values(alive))


def save_problems(connection: Connection, run_id: int, problems: Sequence[Problem]) -> None:
    """Keep problems in words."""
    if problems:
        connection.execute(insert(RunProblem), [{"run_id": run_id, **asdict(problem)} for problem in problems])


def had_a_good_run(engine: Engine, name: str, run_id: int) -> bool:
    """Whether a run before this one read something."""
    query = select(Run.id).where(Run.source == name, Run.verdict.in_(GOOD), Run.id != run_id).limit(1)
    with reading(engine) as connection:
        return connection.execute(query).first() is not None


def last_clean(engine: Engine, name: str, scope: str, run_id: int) -> tuple[Mapping[str, Any] | None, bool]:
    """The counts of the last clean run, and whether it has been told for weeks that less is found: then less is usual."""
    mine = (Run.source == name, Run.scope == scope, Run.id != run_id)
    clean = select(Run.id, Run.counts).where(*mine, Run.verdict == "ok").order_by(Run.id.desc()).limit(1)
    with reading(engine) as connection:
        row = connection.execute(clean).first()
        if row is None:
            return None, False
        since = select(Run.started_at, Run.counts).where(*mine, Run.verdict == "degraded", Run.id > row.id)
        less = connection.execute(since.order_by(Run.id)).all()
    told_long = bool(less) and clock.now() - less[0].started_at > USUAL_AFTER
    counts: Mapping[str, Any] = less[-1].counts if told_long else row.counts
    return counts, told_long


def last_ok(engine: Engine, name: str, scope: str, run_id: int) -> dt.datetime | None:
    """When the last run of this scope before this one began that met no problem."""
    query = select(func.max(Run.started_at)).where(Run.source == name, Run.scope == scope, Run.id != run_id)
    with reading(engine) as connection:
        return connection.execute(query.where(Run.verdict.in_(("ok", "empty")))).scalar()


def last_doubts(engine: Engine, name: str, scope: str, run_id: int) -> list[str]:
    """What the run before this one was doubted for, in words, and where it was, what it would have been believed for."""
    last = select(func.max(Run.id)).where(Run.source == name, Run.scope == scope, Run.id < run_id).scalar_subquery()
    query = select(RunProblem.reason).join(Run, Run.id == RunProblem.run_id).where(Run.id == last)
    query = query.where(
        RunProblem.kind.in_(("drift", "waits")) | ((RunProblem.kind == "agreed") & (Run.verdict == "degraded"))
    )
    with reading(engine) as connection:
        return list(connection.execute(query).scalars())


def know_source(connection: Connection, name: str, source: Source) -> None:
    """Keep what the source is."""
    facts = {
        "jurisdiction": source.jurisdiction,
        "publisher": source.publisher,
        "every_hours": source.every_hours,
        "kind": source.kind,
        "url": source.url,
    }
    row = connection.execute(select(SourceRow.settings).where(SourceRow.name == name)).first()
    settings = {**((row.settings if row else None) or {}), "authority": source.authority, "lineage": source.lineage}
    if row is None:
        connection.execute(insert(SourceRow).values(name=name, settings=settings, **facts))
    else:
        connection.execute(update(SourceRow).where(SourceRow.name == name).values(settings=settings, **facts))
