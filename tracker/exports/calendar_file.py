"""Hearings and deadlines that were gathered, as the bytes of a calendar file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.deadlines.queries import Gathered


def feed_calendar(
    gathered: Gathered,
    *,
    name: str | None,
    about: str = "",
    kind: str = "both",
    alarms: tuple[dt.timedelta, ...] | None = None,
    language: str = "en",
    now: dt.datetime | None = None,
) -> bytes:
    """What was gathered as a calendar file, its deadlines counted from the rules in force; `kind` as in `export ics`."""
    from tracker.calendars.entries import ALARMS, BOTH
    from tracker.calendars.ical import calendar
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.settings import load

    return calendar(
        gathered.hearings,
        gathered.notices,
        gathered.requests,
        name=name,
        about=about,
        rulebook=own_rulebook(),
        histories=gathered.told,
        kinds=BOTH if kind == "both" else frozenset({kind}),
        alarms=ALARMS if alarms is None else alarms,
        site=load().public_site,
        block=dt.timedelta(minutes=load().deadline_block_minutes),
        language=language,
        now=now,
    )


def hearings_calendar(connection: Connection, rows: list[Any]) -> bytes:
    """The hearings of these rows with their deadlines as a calendar file."""
    from tracker.deadlines.queries import gathered

    return feed_calendar(gathered(connection, rows), name=None if len(rows) == 1 else "Policy Tracker")
