"""Home: what needs people this week, what moved, how this works."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from tracker import clock
from tracker.db import queries
from tracker.deadlines.model import Deadline
from tracker.records.changes import Change
from tracker.web import bill_lists, choices, hearing_lists
from tracker.web.access import ANYONE
from tracker.web.flagged_cache import Flagged
from tracker.web.request_context import Ask, Pages

pages = Pages()
_WEEK = dt.timedelta(days=7)
_LOOKED_AT = 400
"""Changed bills that are looked at for their moves, what matters first."""
_MOVES_SHOWN = 6
_DUES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is coming: a deadline, or a hearing."""

    moment: dt.datetime
    due: Deadline | None = None
    hearing: Any = None


@pages.get("/", ANYONE, keep=True)
def home(ask: Ask) -> Response:
    """The page that everyone sees first."""
    now = clock.now()
    flagged = ask.site.flagged.now()
    dues = ask.site.due.now().fitting(now, within=dt.timedelta(days=10))
    with ask.reading() as connection:
        soon = hearing_lists.coming(connection, before=now + dt.timedelta(days=10), limit=6)
        moved = moves(connection, flagged, now)
        rows = {row.id: row for row in bill_lists.rows_by_id(connection, [change.record for change in moved])}
        sources = queries.sources(connection)
    fresh = max((row.last_good_at for row in sources if row.last_good_at), default=None)
    return ask.page(
        "home.html",
        soon=soon,
        ahead=coming_up(dues, soon.rows),
        moved=[(change, rows[change.record]) for change in moved if change.record in rows],
        flagged=flagged,
        held=ask.site.figures.now().totals,
        places=ask.site.figures.now().places,
        fresh=fresh,
        titles=choices.topic_titles(),
    )


def coming_up(dues: Iterable[Deadline], hearings: Sequence[Any]) -> list[Ahead]:
    """A few deadlines and the hearings in one line, soonest first.

    Of each hearing its first deadline is shown before the second one of another, so that one hearing does not fill the page.
    """
    seen: Counter[str] = Counter()
    ranked = []
    for due in dues:
        ranked.append((seen[due.record], due.end, due))
        seen[due.record] += 1
    ranked.sort(key=lambda each: each[:2])
    found = [Ahead(moment, due=due) for _turn, moment, due in ranked[:_DUES_SHOWN]]
    found += [Ahead(row.start, hearing=row) for row in hearings]
    return sorted(found, key=lambda each: each.moment)


def moves(connection: Connection, flagged: Flagged, now: dt.datetime) -> list[Change]:
    """The flagged bills that reached a new stage or came in during the last week, what matters first."""
    changed = (entry.id for entry in flagged.entries if entry.changed >= now - _WEEK)
    keys = list(islice(changed, _LOOKED_AT))
    told: dict[str, Change] = {}
    for change in queries.changes(connection, records=keys, since=now - _WEEK):
        if change.kind in {"bill_stage", "bill_introduced", "bill_action"} and change.quiet is None:
            told[change.record] = change
    order = {key: number for number, key in enumerate(keys)}
    ranked = sorted(told.values(), key=lambda change: (change.kind != "bill_stage", order[change.record]))
    return ranked[:_MOVES_SHOWN]
