"""What was doubted in one visit and is taken as true because the next visit said the same: told, since a page that broke for good says it too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select

from tracker.db.models import Run, RunProblem, SourceRow
from tracker.db.queries.source_rows import of_many_places
from tracker.ingest.doubt import Doubt
from tracker.ingest.listing import SILENT
from tracker.ingest.small_lists import untold
from tracker.ingest.verdict import Problem, Verdict
from tracker.records.text import number_of

KIND: Final = "agreed"
"""The kind of problem as which it is kept."""
WAITS: Final = "waits"
"""The kind of problem as which it is kept that a record waits for the next visit."""
TOLD_FOR: Final = dt.timedelta(days=7)
"""So long it is told of a source, so that somebody looks at its page."""


class Agreed:
    """What one visit takes as true because the one before said the same, in words."""

    def __init__(self, doubted: Sequence[str], *, told_long: bool) -> None:
        """`doubted` is what the visit before was doubted for, `told_long` whether for weeks less was told than usual."""
        self.words: dict[str, None] = {}
        self.waiting: list[str] = []
        """What single records lost and the visit before did not tell."""
        self._doubted = doubted
        self._told_long = told_long

    def untold(self, all_doubts: Iterable[Doubt]) -> list[Doubt]:
        """The doubts that remain: those told for weeks, or held once and told by the visit before, count as answered."""
        listed = list(all_doubts)
        open_ones = untold((doubt for doubt in listed if not (doubt.less and self._told_long)), self._doubted)
        self.words |= dict.fromkeys(doubt.words for doubt in listed if doubt not in open_ones)
        return open_ones

    def untold_losses(self, losses: Mapping[str, str]) -> list[str]:
        """The keys of records whose loss, in words, the visit before did not tell: they wait for the next one."""
        waiting = {key: words for key, words in losses.items() if words not in self._doubted}
        self.waiting += waiting.values()
        return list(waiting)

    def gone(self, number: int) -> None:
        """Coming hearings that two visits in a row did not list; two may be taken off by anybody."""
        if number >= SILENT:
            self.words[f"{number_of(number, 'coming hearing is', 'coming hearings are')} no longer listed"] = None

    def problems(self) -> list[Problem]:
        """For the run: the next one that is doubted for something else remembers these, too."""
        return [
            *(Problem(kind=KIND, reason=words) for words in self.words),
            *(Problem(kind=WAITS, reason=words) for words in self.waiting),
        ]

    def said_in(self, verdict: Verdict, missed: int) -> Verdict:
        """A clean verdict that says what it takes as true, and how many coming hearings were `missed` by this visit first."""
        if not verdict.clean:
            return verdict
        reasons = [
            verdict.why,
            f"taken as true, since two visits said so: {'; '.join(self.words)}" if self.words else "",
        ]
        if self.waiting:
            reasons.append(f"{'; '.join(self.waiting[:3])}: stored when the next visit says so, too")
        if missed:
            them = "counts as gone when the next visit does not list it either"
            if missed > 1:
                them = "count as gone when the next visit does not list them either"
            reasons.append(f"{number_of(missed, 'coming hearing is', 'coming hearings are')} not listed, and {them}")
        return verdict._replace(why="; ".join(filter(None, reasons)))


def doubted(connection: Connection) -> dict[str, str]:
    """Of each source of one place whose list is doubted as a whole now, since when and why, in words."""
    query = select(SourceRow.__table__).where(SourceRow.last_verdict == "degraded", SourceRow.last_good_at.is_not(None))
    rows = connection.execute(query.where(SourceRow.last_good_at < SourceRow.last_run_at))
    return {
        row.name: f"not read whole since {row.last_good_at.date()}: {row.last_reason}"
        for row in rows
        if not of_many_places(row)
    }


def lately(connection: Connection, now: dt.datetime) -> dict[str, str]:
    """Of each source what it was believed for within the last days, with the newest day, in words."""
    query = (
        select(Run.source, Run.started_at, RunProblem.reason)
        .join(RunProblem, RunProblem.run_id == Run.id)
        .where(RunProblem.kind == KIND, Run.verdict.in_(("ok", "empty")), Run.started_at > now - TOLD_FOR)
        .order_by(Run.id, RunProblem.id)
    )
    by_source: dict[str, dict[str, dt.date]] = {}
    for source, at, reason in connection.execute(query):
        by_source.setdefault(source, {})[reason] = at.date()
    return {
        source: f"taken as true on {max(days.values())}, since two visits said so: {'; '.join(days)}"
        for source, days in by_source.items()
    }
