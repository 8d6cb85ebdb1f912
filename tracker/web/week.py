"""Know what the home page tells: what is coming within ten days, and what moved during the last seven."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from tracker import clock
from tracker.db import queries
from tracker.web import bill_lists, hearing_lists

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.deadlines.model import Deadline
    from tracker.records.changes import Change
    from tracker.web.deadline_cache import Due
    from tracker.web.flagged_cache import Flagged

_PAST: Final = dt.timedelta(days=7)
_AHEAD: Final = dt.timedelta(days=10)
_LOOKED_AT: Final = 400
"""Changed bills that are looked at for their moves, what matters first."""
_MOVES_SHOWN: Final = 6
_DUES_SHOWN: Final = 4
_HEARINGS_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is coming: a deadline, or a hearing."""

    moment: dt.datetime
    due: Deadline | None = None
    hearing: Any = None


@dataclass(frozen=True, slots=True)
class Week:
    """What the home page tells, at one state of the data."""

    soon: hearing_lists.Hearings | None = None
    ahead: tuple[Ahead, ...] = ()
    moved: tuple[tuple[Change, Any], ...] = ()
    """Changes, each with the row of its bill."""

    def still_ahead(self, now: dt.datetime) -> list[Ahead]:
        """What has not passed meanwhile; a hearing goes on for a while after it began."""
        return [ahead for ahead in self.ahead if ahead.moment >= (now if ahead.due else now - hearing_lists.LATEST)]


def read(connection: Connection, flagged: Flagged, due: Due) -> Week:
    """The week as of now."""
    now = clock.now()
    soon = hearing_lists.coming(connection, before=now + _AHEAD, limit=_HEARINGS_SHOWN)
    moved = moves(connection, flagged, now)
    rows = {row.id: row for row in bill_lists.rows_by_id(connection, [change.record for change in moved])}
    moves_shown = tuple((change, rows[change.record]) for change in moved if change.record in rows)
    return Week(soon, tuple(coming_up(due.fitting(now, within=_AHEAD), soon.rows)), moves_shown)


def coming_up(dues: Iterable[Deadline], hearings: Sequence[Any]) -> list[Ahead]:
    """A few deadlines and the hearings in one line, soonest first.

    Of each hearing its first deadline is shown before the second one of another, so that one hearing does not fill the page.
    """
    seen: Counter[str] = Counter()
    ranked = []
    for due in dues:
        ranked.append((seen[due.record], due.end, due))
        seen[due.record] += 1
    ranked.sort(key=lambda entry: entry[:2])
    ahead = [Ahead(moment, due=due) for _turn, moment, due in ranked[:_DUES_SHOWN]]
    ahead += [Ahead(row.start, hearing=row) for row in hearings]
    return sorted(ahead, key=lambda entry: entry.moment)


def moves(connection: Connection, flagged: Flagged, now: dt.datetime) -> list[Change]:
    """The flagged bills that reached a new stage or came in during the last week, what matters first."""
    changed = (entry.id for entry in flagged.entries if entry.changed >= now - _PAST)
    keys = list(islice(changed, _LOOKED_AT))
    by_record: dict[str, Change] = {}
    for change in queries.changes(connection, records=keys, since=now - _PAST):
        if change.kind in {"bill_stage", "bill_introduced", "bill_action"} and change.quiet is None:
            by_record[change.record] = change
    order = {key: number for number, key in enumerate(keys)}
    ranked = sorted(by_record.values(), key=lambda change: (change.kind != "bill_stage", order[change.record]))
    return ranked[:_MOVES_SHOWN]
