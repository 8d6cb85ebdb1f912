"""The verbs that show what runs when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.output import emit, format_option, note
from tracker.cli.params import as_of_option

if TYPE_CHECKING:
    from sqlalchemy import Connection

COLUMNS = ("job", "next", "outcome", "last", "when", "told", "why")


@click.group("schedule")
def schedule_group() -> None:
    """What runs when: the regular jobs, their next turn, and how the last one went."""


@schedule_group.command("list")
@format_option()
@as_of_option
def list_(fmt: str | None, as_of: dt.date | None) -> None:
    """List the regular jobs: when each runs next, when it last ran, and how that went.

    `outcome` is done, in part, failed, stopped, lost (its process died), at work, stuck (for longer than it may be) or never.

    Example: tracker schedule list
    """
    from zoneinfo import ZoneInfo

    from tracker import clock
    from tracker.db.opening import open_database
    from tracker.jobs.schedule import next_turn
    from tracker.jobs.state import job_states
    from tracker.settings import load

    zone = ZoneInfo(load().time_zone)
    with clock.as_of(as_of), open_database() as connection:
        rows: list[dict[str, Any]] = [
            {
                "job": state.job.name,
                "when": f"every {_span(state.job.every)}" if state.job.every else f"daily at {state.job.at:%H:%M}",
                "next": next_turn(state.job, clock.now(), zone).astimezone(zone),
                "last": state.began.astimezone(zone) if state.began else None,
                "slot": state.slot,
                "outcome": state.outcome,
                "told": (state.told.strip().splitlines() or [""])[-1],
                "why": state.job.why,
            }
            for state in job_states(connection)
        ]
        oftener = list(_oftener(connection))
    emit(rows, fmt, COLUMNS, prose=("told", "why"), drop=("why", "told", "when"))
    for line in oftener:
        note(line)


def _oftener(connection: Connection) -> Iterator[str]:
    """Sources that are read more often than by their plan, since windows of their place are about to close."""
    from tracker import clock
    from tracker.db import queries
    from tracker.deadlines.ledger_store import soonest_closing
    from tracker.jobs.scheduler import paced

    now = clock.now()
    closing = soonest_closing(connection, now)
    for row in queries.sources(connection):
        if queries.is_by_hand(row.every_hours):
            continue
        plan = {"kind": row.kind, "jurisdiction": row.jurisdiction, "every_hours": row.every_hours or 24}
        hours = paced(plan, closing, now)
        if hours < plan["every_hours"]:
            closes = closing[row.jurisdiction]
            yield (
                f"{row.name} is read every {hours} hours instead of {plan['every_hours']}: a window there closes on "
                f"{closes:%Y-%m-%d %H:%M} UTC"
            )


def _span(every: dt.timedelta) -> str:
    minutes = int(every.total_seconds() // 60)
    if minutes % 60:
        return f"{minutes} minutes" if minutes > 1 else "minute"
    return f"{minutes // 60} hours" if minutes > 60 else "hour"
