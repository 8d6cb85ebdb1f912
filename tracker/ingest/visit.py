"""Load what we know, ask what changed, save; decide nothing.

A `Visit` is one run of one source. It takes outcomes as a spider yields them and writes them in short transactions: a
record is stored with everything that belongs to it, or not at all, whatever happens to the process.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, exists, insert, select, update
from sqlalchemy.orm import aliased

from tracker import clock
from tracker.db import leases
from tracker.db.engine import reading, writing
from tracker.db.leases import Lease, LeaseLostError
from tracker.db.models import Alias, Claim, Hearing, Run, RunProblem, SourceRow
from tracker.ingest.field_coverage import filled
from tracker.ingest.runs import open_run
from tracker.ingest.source import AGGREGATOR, Source
from tracker.ingest.verdict import Counts, Problem, RunSummary, verdict
from tracker.ingest.writer import Claimant, Writer, save_changes
from tracker.records.changes import Change
from tracker.records.items import NothingHere, Outcome, Record, Unchanged, Unreadable

BATCH: Final = 500
"""Records written in one transaction: large enough to cost little, short enough for other writers to take their turn."""
BATCH_SECONDS: Final = 2.0
"""A slow source is written at least this often, so that its progress is seen and little is lost by a kill."""
PROBLEMS_KEPT: Final = 1_000
"""Problems of one run that are kept in words; beyond it they are only counted."""
DEAD_AFTER: Final = dt.timedelta(minutes=10)
"""A run writes every few seconds; one that was silent for so long has no process any more."""
USUAL_AFTER: Final = dt.timedelta(days=21)
"""For so long a source that tells less than before is reported; after that less is what it tells."""
_GOOD: Final = ("ok", "empty", "degraded")


class Visit:
    """One run of one source: `take` outcomes, then `finish`."""

    def __init__(
        self,
        engine: Engine,
        name: str,
        source: Source,
        *,
        scope: str = "",
        partial: bool = False,
        asked_by: str | None = None,
        run_id: int | None = None,
    ) -> None:
        """Take the source and open the run's row, or that of a queued `run_id`; refused while another run has the source.

        `partial`: asked for a part only, so absence means nothing.
        """
        self.engine = engine
        self.name = name
        self.source = source
        self.scope = scope
        self.partial = partial
        self.counts = Counts()
        self.problems: list[Problem] = []
        self._unsaved_problems: list[Problem] = []
        self._batch: dict[str, Record] = {}
        self._seen: set[str] = set()
        self._names: dict[str, str] = {}
        self._started = time.monotonic()
        self._written = self._started
        self._today = clock.today()
        self.run_id, self.lease = self._open(asked_by, run_id)
        self._renewed = self._started
        self.first_run = not self._had_a_good_run()

    def stamps(self, prefix: str = "") -> dict[str, str]:
        """The stamp this source last gave each record whose id begins with `prefix`."""
        query = select(Claim.record_id, Claim.stamp).where(Claim.source == self.name, Claim.stamp.is_not(None))
        if prefix:
            query = query.where(Claim.record_id >= prefix, Claim.record_id < prefix + "\U0010ffff")
        own = select(Alias.record_id, Alias.own_id).where(Alias.source == self.name)
        with reading(self.engine) as connection:
            found = {record: stamp for record, stamp in connection.execute(query) if stamp is not None}
            self._names = {name: record for record, name in connection.execute(own)}
        return found | {name: found[record] for name, record in self._names.items() if record in found}

    def take(self, outcome: Outcome) -> None:
        """Keep one outcome; it is written with the next batch."""
        if isinstance(outcome, Unreadable):
            self.counts.unreadable += 1
            self._remember(
                Problem(kind="unreadable", reason=outcome.reason, url=outcome.url, excerpt=outcome.excerpt[:500])
            )
        elif isinstance(outcome, NothingHere):
            self.counts.nothing_here += 1
        elif isinstance(outcome, Unchanged):
            key = self._names.get(outcome.id, outcome.id)
            if key not in self._seen:
                self._seen.add(key)
                self.counts.items += 1
                self.counts.unchanged += 1
        else:
            for name in filled(outcome):
                self.counts.filled[name] = self.counts.filled.get(name, 0) + 1
            self._batch[outcome.id] = outcome
        if len(self._batch) >= BATCH or (time.monotonic() - self._written) >= BATCH_SECONDS:
            self.flush()

    def problem(self, kind: str, reason: str, url: str | None = None, excerpt: str = "") -> None:
        """Count and keep a page that could not be fetched or read."""
        self.counts.errors += 1
        self._remember(Problem(kind=kind, reason=reason, url=url, excerpt=excerpt[:500]))

    def fetched(self, pages: int = 1) -> None:
        """Count pages that were fetched."""
        self.counts.fetched += pages

    def keep_alive(self) -> None:
        """Hold the source for longer; to be called every few seconds by what reads it, also while nothing comes."""
        if time.monotonic() - self._renewed < leases.RENEW_EVERY.total_seconds():
            return
        with writing(self.engine) as connection:
            leases.renew(connection, self.lease)
            connection.execute(update(Run).where(Run.id == self.run_id).values(seen_alive_at=clock.now()))
        self._renewed = time.monotonic()

    def flush(self) -> None:
        """Write what was taken so far, in one transaction; refused where another run took the source over."""
        batch, self._batch = self._batch, {}
        problems, self._unsaved_problems = self._unsaved_problems, []
        self._written = time.monotonic()
        with writing(self.engine) as connection:
            leases.renew(connection, self.lease)
            writer = Writer(self._claimant(), connection)
            counted = writer.write(list(batch.values()))
            _save_problems(connection, self.run_id, problems)
            self._renewed = self._written
            for name, number in counted.items():
                setattr(self.counts, name, getattr(self.counts, name) + number)
            met = {writer.stored_as(key, outcome) for key, outcome in batch.items()}
            self.counts.items += len(met - self._seen)
            self._seen |= met
            connection.execute(
                update(Run).where(Run.id == self.run_id).values(counts=asdict(self.counts), seen_alive_at=clock.now()),
            )

    def finish(self, *, complete: bool = True, reason: str = "", forced: str | None = None) -> RunSummary:
        """Write the rest, note what vanished, judge the run and close it.

        `complete` is false when the spider was stopped before its end; `forced` gives a verdict that the counts cannot
        know (`skipped`, `failed` after a bug, `interrupted`), with its `reason`. A run whose source another one took
        over writes nothing any more and is told as interrupted.
        """
        try:
            said, why = self._end(complete=complete, reason=reason, forced=forced)
        except LeaseLostError as problem:
            said, why = "interrupted", str(problem)
        return RunSummary(
            source=self.name,
            verdict=said,
            counts=self.counts,
            problems=tuple(self.problems),
            seconds=round(time.monotonic() - self._started, 3),
            run_id=self.run_id,
            reason=why,
        )

    def _end(self, *, complete: bool, reason: str, forced: str | None) -> tuple[str, str]:
        self.flush()
        said, why = verdict(self.counts, last_clean=self._last_clean(), partial=self.partial)
        if not complete:
            said, why = "interrupted", "stopped before the end; what was read is kept"
        if forced is not None:
            said, why = forced, reason
        with writing(self.engine) as connection:
            leases.renew(connection, self.lease)
            if said in {"ok", "empty"} and not self.partial:
                self._note_absence(connection)
            self._close(connection, said, why)
            leases.release(connection, self.lease)
        return said, why

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the run's row even when the caller fails; what was taken before is kept."""
        if error is not None:
            self.finish(forced="failed", reason=f"{type(error).__name__}: {error}")

    def _claimant(self) -> Claimant:
        return Claimant(
            source=self.name,
            authority=self.source.authority,
            first_run=self.first_run,
            run_id=self.run_id,
            today=self._today,
        )

    def _remember(self, problem: Problem) -> None:
        seen = self.counts.errors + self.counts.unreadable
        if seen <= 100:
            self.problems.append(problem)
        if seen <= PROBLEMS_KEPT:
            self._unsaved_problems.append(problem)

    def _open(self, asked_by: str | None, run_id: int | None) -> tuple[int, Lease]:
        with writing(self.engine) as connection:
            _know_source(connection, self.name, self.source)
            return open_run(connection, self.name, scope=self.scope, asked_by=asked_by, run_id=run_id)

    def _had_a_good_run(self) -> bool:
        query = select(Run.id).where(Run.source == self.name, Run.verdict.in_(_GOOD), Run.id != self.run_id).limit(1)
        with reading(self.engine) as connection:
            return connection.execute(query).first() is not None

    def _last_clean(self) -> Mapping[str, Any] | None:
        """The counts of the last clean run; where it has been told for weeks that less is found, less is what is usual."""
        mine = (Run.source == self.name, Run.scope == self.scope, Run.id != self.run_id)
        clean = select(Run.id, Run.counts).where(*mine, Run.verdict == "ok").order_by(Run.id.desc()).limit(1)
        with reading(self.engine) as connection:
            found = connection.execute(clean).first()
            if found is None:
                return None
            since = select(Run.started_at, Run.counts).where(*mine, Run.verdict == "degraded", Run.id > found.id)
            less = connection.execute(since.order_by(Run.id)).all()
        told_long = less and clock.now() - less[0].started_at > USUAL_AFTER
        counts: Mapping[str, Any] = less[-1].counts if told_long else found.counts
        return counts

    def _note_absence(self, connection: Connection) -> None:
        """After a clean run of a source that lists all coming hearings: mark what is gone, unmark what is back."""
        now = clock.now()
        mine = (
            select(Hearing.id, Hearing.vanished_at)
            .join(Claim, Claim.record_id == Hearing.id)
            .where(Claim.source == self.name)
        )
        if self.source.authority <= AGGREGATOR:  # what the body itself still lists is not gone for want of a copy
            other = aliased(Claim)
            mine = mine.where(~exists().where(other.record_id == Hearing.id, other.source != self.name))
        found = connection.execute(mine.where((Hearing.start > now) | Hearing.vanished_at.is_not(None))).all()
        back = [key for key, vanished in found if vanished is not None and key in self._seen]
        gone = (
            [key for key, vanished in found if vanished is None and key not in self._seen]
            if self.source.lists_all_upcoming
            else []
        )
        for keys, kind, moment in ((gone, "hearing_vanished", now), (back, "hearing_returned", None)):
            if not keys:
                continue
            touched = {"vanished_at": moment, "revision": Hearing.revision + 1, "changed_at": now}
            connection.execute(update(Hearing).where(Hearing.id.in_(keys)).values(touched))
            changes = [Change(kind=kind, what="hearing", record=key) for key in keys]
            save_changes(connection, changes, self.name, self.run_id)
        self.counts.vanished += len(gone)

    def _close(self, connection: Connection, said: str, why: str) -> None:
        now = clock.now()
        closed = {"state": "done", "finished_at": now, "verdict": said, "reason": why, "counts": asdict(self.counts)}
        connection.execute(update(Run).where(Run.id == self.run_id).values(closed))
        marks: dict[str, Any] = {"last_run_at": now, "last_verdict": said, "last_reason": why}
        if said in _GOOD:
            marks["last_good_at"] = now
        if self.counts.new or self.counts.changed:
            marks["last_change_at"] = now
        connection.execute(update(SourceRow).where(SourceRow.name == self.name).values(marks))


def _save_problems(connection: Connection, run_id: int, problems: Sequence[Problem]) -> None:
    if problems:
        connection.execute(insert(RunProblem), [{"run_id": run_id, **asdict(problem)} for problem in problems])


def _know_source(connection: Connection, name: str, source: Source) -> None:
    facts = {
        "jurisdiction": source.jurisdiction,
        "publisher": source.publisher,
        "kind": source.kind,
        "url": source.url,
    }
    row = connection.execute(select(SourceRow.settings).where(SourceRow.name == name)).first()
    settings = {**((row.settings if row else None) or {}), "authority": source.authority}
    if row is None:
        connection.execute(insert(SourceRow).values(name=name, settings=settings, **facts))
    else:
        connection.execute(update(SourceRow).where(SourceRow.name == name).values(settings=settings, **facts))
