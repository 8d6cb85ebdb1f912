"""Write what is stored as files for others: calendars, tables, JSON and feeds."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker import clock
from tracker.cli.choice import Choice
from tracker.cli.output import F, emit, note
from tracker.cli.params import as_of_option, bill_option, jurisdiction_option, testimony_rules, topic_option
from tracker.exports.selection import CHAMBERS
from tracker.records.text import number_of
from tracker.system import private_files

if TYPE_CHECKING:
    from sqlalchemy import Connection


WHAT = ("bills", "hearings", "deadlines")


@click.group()
def export() -> None:
    """Calendars, tables and feeds for others."""


def _choosing(command: F) -> F:
    """The options by which all exports are narrowed."""
    options = (
        topic_option("Only what this topic flags"),
        jurisdiction_option("Only this place"),
        click.option("--chamber", type=Choice(CHAMBERS), help="Only hearings of this chamber."),
        bill_option("Only this bill, or hearings that hear it"),
        click.option("--subscription", type=click.IntRange(1, 2**31 - 1), help="What this subscription asks for."),
        click.option(
            "--list",
            "list_file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Only the bills whose ids stand in this file, one a line.",
        ),
        click.option("--all", "everything", is_flag=True, help="Also what no topic flags."),
        click.option(
            "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; stdout when it is left out."
        ),
        as_of_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@export.command("ics")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=Choice(["hearings", "deadlines", "both"]),
    help="Only these entries; several times; both unless said.",
)
@click.option("--alarms", help="When to remind, such as 1d,2h (that is the default), or none.")
@click.option("--title", help="The calendar's name.")
@click.option("--language", type=Choice(["en", "es"]), default="en", show_default=True, help="Language of the entries.")
@click.option("--name", "older_title", hidden=True)
@_choosing
def ics(
    kinds: tuple[str, ...],
    alarms: str | None,
    title: str | None,
    language: str,
    older_title: str | None,
    out: Path | None,
    as_of: dt.datetime | None,
    **options: Any,
) -> None:
    """Flagged hearings and all their deadlines, as a calendar file to import or to publish.

    Example: tracker export ics --topic parity --jurisdiction us-md --out parity.ics
    """
    from tracker.db.opening import open_database
    from tracker.deadlines.model import plausible
    from tracker.deadlines.queries import feed
    from tracker.exports import selection
    from tracker.exports.calendar_file import feed_calendar
    from tracker.web.unknown import unknown

    triggers = selection.alarms(alarms)
    testimony_rules()  # says which of the own ones are left out
    with clock.as_of(as_of), open_database() as connection:
        now = clock.now()
        wanted = selection.wanted(connection, **options)
        calendar_entries, about = feed(connection, wanted, now=now), unknown(connection, wanted.places, language)
        name = title or older_title or _named(options)
        kind = kinds[0] if len(set(kinds)) == 1 else "both"
        body = feed_calendar(
            calendar_entries, name=name, about=about, kind=kind, alarms=triggers, language=language, now=now
        )
        if options["subscription"] is not None:
            note(f"subscribe to it at {_address(connection, options['subscription'])}; keep the address to yourself")
    if about:
        note(about)
    impossible = [hearing.id for hearing in calendar_entries.hearings if not plausible(hearing.item.start)]
    if impossible:
        note(
            f"left out, for its source gives an impossible date: {', '.join(impossible[:5])} ({len(impossible)} in all)"
        )
    if out is None:
        sys.stdout.buffer.write(body)
        return
    out.write_bytes(body)
    entries = body.count(b"BEGIN:VEVENT")
    hearings, notices = (
        number_of(len(calendar_entries.hearings), "hearing"),
        number_of(len(calendar_entries.notices), "rule-making"),
    )
    note(f"wrote {number_of(entries, 'entry', 'entries')} of {hearings} and {notices} to {out}")


def _address(connection: Connection, number: int) -> str:
    from tracker.exports import urls
    from tracker.settings import load
    from tracker.subscriptions import people

    subscription = people.by_id(connection, number)
    assert subscription is not None
    return urls.calendar(load().site_url, number, subscription.link("calendar"))


def _named(options: dict[str, Any]) -> str:
    names = [*options["topic"], *options["jurisdiction"], *options["bill"]][:3]
    return f"Policy Tracker: {', '.join(names)}" if names else "Policy Tracker"


_what = click.argument("what", type=Choice(WHAT), default="bills")


@export.command("csv")
@_what
@_choosing
def csv_(what: str, out: Path | None, as_of: dt.date | None, **options: Any) -> None:
    """Flagged bills, hearings or deadlines as a table for a spreadsheet; no cell is taken for a formula.

    Example: tracker export csv deadlines --jurisdiction us-ma --out deadlines.csv
    """
    _export(what, "csv", out, as_of, options)


@export.command("json")
@_what
@_choosing
def json_(what: str, out: Path | None, as_of: dt.date | None, **options: Any) -> None:
    """Flagged bills, hearings or deadlines as one JSON array in Open Civic Data's field names.

    Example: tracker export json bills --topic parity --out bills.json
    """
    _export(what, "json", out, as_of, options)


@export.command("atom")
@_what
@_choosing
def atom(what: str, out: Path | None, as_of: dt.date | None, **options: Any) -> None:
    """The newest flagged bills, coming hearings or deadlines as an Atom feed.

    Example: tracker export atom hearings --topic youth --out hearings.atom
    """
    from tracker.db.opening import open_database
    from tracker.exports import rows as export_rows
    from tracker.exports import selection

    with clock.as_of(as_of), open_database() as connection:
        wanted = selection.wanted(connection, **options)
        body = export_rows.atom(connection, what, wanted, clock.now())
    with _target(out):
        sys.stdout.write(body.decode("utf-8"))


@export.command("dump")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write into; `open-data` in the data folder when it is left out.",
)
@as_of_option
def dump_(out: Path | None, as_of: dt.datetime | None) -> None:
    """Everything public as open data: CSV tables in one ZIP, the same as SQLite, and a data dictionary.

    Example: tracker export dump --out open-data
    """
    from tracker.db.opening import open_database
    from tracker.exports import dump
    from tracker.settings import load

    folder = out or load().data_dir / dump.FOLDER
    ours = contextlib.nullcontext() if out else private_files()  # in a folder of the user's own the user's mode counts
    with clock.as_of(as_of), open_database() as connection, ours:
        counts = dump.write(connection, folder)
    note(f"wrote {number_of(sum(counts.values()), 'row')} of {number_of(len(counts), 'table')} to {folder}")


def _export(what: str, fmt: str, out: Path | None, as_of: dt.date | None, options: dict[str, Any]) -> None:
    from tracker.db.opening import open_database
    from tracker.exports import rows as export_rows
    from tracker.exports import selection

    with clock.as_of(as_of), open_database() as connection:
        wanted = selection.wanted(connection, **options)
        rows = export_rows.rows(connection, what, wanted, clock.now(), flat=fmt == "csv")
        with _target(out):
            shown = emit(rows, fmt, export_rows.COLUMNS[what])
    note(f"{shown} {what}" + (f" written to {out}" if out else ""))


@contextlib.contextmanager
def _target(out: Path | None) -> Iterator[None]:
    """Let what is printed go to the file."""
    if out is None:
        yield
        return
    with out.open("w", encoding="utf-8", newline="") as file, contextlib.redirect_stdout(file):
        yield
