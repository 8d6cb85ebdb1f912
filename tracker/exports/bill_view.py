"""One bill as JSON with everything we know about it: matches, hearings, deadlines, companions, changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tracker import clock
from tracker.db import queries
from tracker.deadlines.model import countdown
from tracker.deadlines.views import as_json
from tracker.records import ocd_json
from tracker.rules.gist import gist_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


def bill_view(connection: Connection, row: Any) -> dict[str, Any]:
    """A bill as JSON with matches, hearings, deadlines and recent changes."""
    matches = queries.matches_of(connection, [row.id], possible=True).get(row.id, [])
    view = ocd_json.bill(row, matches)
    rows = list(queries.hearings(connection, queries.HearingQuery(bills=[row.id])))
    heard = queries.heard_bills(connection, [hearing.id for hearing in rows])
    view["hearings"] = [ocd_json.hearing(hearing, heard.get(hearing.id, ()), brief=True) for hearing in rows]
    view["deadlines"] = _deadlines(connection, row.id)
    view["companions"] = _companions(connection, row.id)
    view["unconfirmed"] = unconfirmed(connection, row)
    view["changes"] = [
        {"kind": change.kind, "seen_at": change.seen_at, "moves": [_move(move) for move in change.moves]}
        for change in queries.changes(connection, records=[row.id])
    ]
    view["gist"] = [
        asdict(quote) for quote in gist_of(ocd_json.parsed(row.record), queries.bill_text(connection, row.id))
    ]
    unread = queries.text_state(connection, row.id).unread
    view["text_unread"] = {"version": unread[0], "reason": unread[1]} if unread else None
    view["first_seen"], view["changed_at"] = row.first_seen, row.changed_at
    return view


def unconfirmed(connection: Connection, row: Any) -> list[dict[str, Any]]:
    """Steps that one witness alone tells, newest first: who tells it, who does not, and the days since."""
    steps = row.unconfirmed
    if not steps:
        return []
    named = queries.publishers(connection, {step[side] for step in steps for side in ("told_by", "missing_from")})
    today = clock.today()
    return [
        {
            **doubtful_step,
            "told_by_name": named.get(doubtful_step["told_by"], doubtful_step["told_by"]),
            "missing_from_name": named.get(doubtful_step["missing_from"], doubtful_step["missing_from"]),
            "days": (today - dt.date.fromisoformat(doubtful_step["date"])).days,
        }
        for doubtful_step in sorted(steps, key=lambda doubtful_step: doubtful_step["date"], reverse=True)
    ]


def _deadlines(connection: Connection, bill: str) -> list[dict[str, Any]]:
    """What is still due for the hearings of a bill, soonest first."""
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.deadlines.queries import Wanted, deadlines

    now = clock.now()
    dues = deadlines(connection, Wanted(bills=(bill,), everything=True), own_rulebook(), now=now)
    return [{**as_json(due), "left": countdown(due.due, due.timezone, now)} for due in dues]


def _companions(connection: Connection, bill: str) -> list[dict[str, Any]]:
    """The same text elsewhere: the other chamber, another state, an earlier session."""
    from tracker.ingest.companion_links import companions_of

    companions = companions_of(connection, bill)
    titles = queries.bill_titles(connection, [companion.other for companion in companions])
    return [
        {
            "id": companion.other,
            "title": titles.get(companion.other),
            "basis": companion.basis,
            "likeness": companion.likeness,
        }
        for companion in companions
    ]


def _move(move: Any) -> dict[str, Any]:
    return {"aspect": move.aspect, "before": move.before, "after": move.after}
