"""Say when a source last read one place, and whether that failed: a platform reads many, and a visit may have been of one.

A visit that was asked for one place says nothing of the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from spiders.index import Teller
from tracker.db.models import Run
from tracker.db.queries.source_rows import FAILED
from tracker.ingest.run_row import GOOD


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

    def last_read(self, place: str, sources: Iterable[Teller]) -> dt.datetime | None:
        """When one of the sources last read the place well; a platform that met nothing anywhere may have asked for no place."""
        times = (
            time
            for source in sources
            for of, met, time in self.good.get(source.name, ())
            if of == place or (of is None and (met or source.source.jurisdiction == place))
        )
        return max(times, default=None)

    def failing(self, place: str, sources: Iterable[str]) -> frozenset[str]:
        """The sources whose last visit to the place failed."""
        return frozenset(name for name in sources if self._last(place, name).verdict in FAILED)

    def reason(self, place: str, source: str) -> str:
        """Why the last visit ended as it did."""
        return self._last(place, source).reason

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
    return Visits(done=done, good=good)


def _place(scope: str) -> str | None:
    """The place that a visit was asked for; None for one of all."""
    words = scope.split()
    return dict(zip(words[::2], words[1::2], strict=False)).get("jurisdiction")
