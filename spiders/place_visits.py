"""Say when a source last read one place, and whether that failed: a platform reads many, and a visit may have been of one.

A visit that was asked for one place says nothing of the others, and one of all says nothing of a place whose own page failed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sqlalchemy import Connection, func, select

from spiders.index import Teller
from tracker.db.models import Run, RunProblem
from tracker.db.queries.source_rows import FAILED
from tracker.ingest.run_row import GOOD

_READ: Final = frozenset(
    {
        "old-page",
        "old-copy",
        "cut-list",
        "doubled",
        "unreadable",
        "engine-log",
        "votes-without-bill",
        "drift",
        "stale-source",
    }
)
"""Problems of pages that came and were read."""


class _Done(NamedTuple):
    """The last visit of a source within one scope."""

    number: int
    place: str | None
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """The visits that are kept, by source."""

    done: Mapping[str, list[_Done]]
    good: Mapping[str, list[tuple[str | None, bool, dt.datetime]]]
    """Of each source the place asked for, whether anything was met, and when."""
    first: Mapping[int, str] = field(default_factory=dict)
    """Of each last visit that failed its first problem, by its number."""
    missed: Mapping[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    """Of each source what its last visit of all did not get: the visit's number, the address where there is one, and why."""

    def last_read(self, place: str, sources: Iterable[Teller], with_others: Collection[str]) -> dt.datetime | None:
        """When one of the sources last read the place well; a platform that met nothing anywhere may have asked for no place.

        `with_others` are the sources whose visits of all are visits to this place too.
        """
        times = (
            time
            for source in sources
            for of, met, time in self.good.get(source.name, ())
            if of == place
            or (of is None and (met or source.source.jurisdiction == place) and source.name in with_others)
        )
        return max(times, default=None)

    def failing(self, place: str, sources: Iterable[str]) -> frozenset[str]:
        """The sources whose last visit to the place failed."""
        return frozenset(name for name in sources if self._last(place, name).verdict in FAILED)

    def why(self, place: str, source: str) -> str:
        """Why the last visit ended as it did: what it met first, where that is known, else its verdict's words."""
        last = self._last(place, source)
        return self.first.get(last.number) or last.reason

    def trouble(self, place: str, source: str, is_its: Callable[[str], bool]) -> str | None:
        """Why a visit of all did not get this place, by its address or by its name before the reason; None where it did.

        A later visit that was asked for the place alone counts for more.
        """
        own = max((visit.number for visit in self.done.get(source, ()) if visit.place == place), default=0)
        named = f"{place}: "
        for number, url, reason in self.missed.get(source, ()):
            if number > own and (reason.startswith(named) or (url and is_its(url))):
                return reason.removeprefix(named)
        return None

    def _last(self, place: str, source: str) -> _Done:
        mine = [visit for visit in self.done.get(source, ()) if visit.place in (None, place)]
        return max(mine, default=_Done(0, None, "", ""))


def visits(connection: Connection) -> Visits:
    """What is known of all visits that ended; one that was skipped, for want of a key, was none."""
    ended = (Run.state == "done", Run.verdict != "skipped")
    last = select(func.max(Run.id)).where(*ended).group_by(Run.source, Run.scope).scalar_subquery()
    query = select(Run.id, Run.source, Run.scope, Run.verdict, Run.reason).where(Run.id.in_(last))
    done: dict[str, list[_Done]] = {}
    for number, source, scope, verdict, reason in connection.execute(query):
        done.setdefault(source, []).append(_Done(number, _place(scope), verdict or "", reason or ""))
    good: dict[str, list[tuple[str | None, bool, dt.datetime]]] = {}
    read = select(Run.source, Run.scope, Run.verdict, func.max(Run.finished_at)).where(Run.verdict.in_(GOOD))
    for source, scope, verdict, time in connection.execute(read.group_by(Run.source, Run.scope, Run.verdict)):
        if time is not None:
            good.setdefault(source, []).append((_place(scope), verdict != "empty", time))
    missed: dict[str, list[tuple[int, str, str]]] = {}
    failed = select(Run.id, Run.source, RunProblem.url, RunProblem.reason)
    failed = failed.join(RunProblem, RunProblem.run_id == Run.id).order_by(RunProblem.id)
    failed = failed.where(Run.id.in_(last), Run.scope == "", RunProblem.kind.not_in(_READ))
    for number, source, url, reason in connection.execute(failed):
        missed.setdefault(source, []).append((number, url or "", reason))
    ids = select(func.min(RunProblem.id)).join(Run, Run.id == RunProblem.run_id)
    ids = ids.where(Run.id.in_(last), Run.verdict.in_(FAILED)).group_by(RunProblem.run_id)
    problems = select(RunProblem.run_id, RunProblem.reason).where(RunProblem.id.in_(ids.scalar_subquery()))
    first = {row.run_id: row.reason for row in connection.execute(problems)}
    return Visits(done=done, good=good, first=first, missed=missed)


def _place(scope: str) -> str | None:
    """The place that a visit was asked for; None for one of all."""
    words = scope.split()
    return dict(zip(words[::2], words[1::2], strict=False)).get("jurisdiction")
