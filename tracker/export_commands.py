"""Write what is stored as files for others."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker import clock
from tracker.console import as_of_option, note

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.group()
def export() -> None:
    """Calendars, tables and feeds for others."""


@export.command("ics")
@click.option("--topic", help="Only what this topic flags.")
@click.option("--jurisdiction", help="Only this place.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; stdout when it is left out."
)
@as_of_option
def ics(topic: str | None, jurisdiction: str | None, out: Path | None, as_of: dt.date | None) -> None:
    """Flagged hearings and comment deadlines ahead, as a calendar file."""
    from tracker import store
    from tracker.calendars import calendar
    from tracker.commands import open_database

    with clock.as_of(as_of), open_database() as connection:
        wanted = store.HearingQuery(
            jurisdiction=jurisdiction, topic=topic, flagged=True, after=clock.now() - dt.timedelta(hours=12)
        )
        hearings = [store.kept_hearing(row) for row in store.hearings(connection, wanted)]
        rows = store.notices(connection, jurisdiction=jurisdiction, topic=topic, flagged=True, open_on=clock.today())
        notices = [store.kept_notice(row) for row in rows]
    body = calendar(hearings, notices)
    if out is None:
        sys.stdout.buffer.write(body)
        return
    out.write_bytes(body)
    note(f"wrote {len(hearings)} hearings and {len(notices)} comment deadlines to {out}")


def hearings_calendar(connection: Connection, rows: list[Any]) -> bytes:  # noqa: ARG001 - deadlines will ask it
    """The hearings of these rows as a calendar file."""
    from tracker import store
    from tracker.calendars import calendar

    return calendar([store.kept_hearing(row) for row in rows])
