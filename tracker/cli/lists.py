"""The verbs of a coalition's lists: what is on them, change them, exchange them with other groups."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker import clock
from tracker.cli.choice import Choice
from tracker.cli.output import emit, format_option, note
from tracker.cli.params import BillParam, as_of_option
from tracker.records.text import number_of

if TYPE_CHECKING:
    from tracker.subscriptions.bill_lists import Edit

LISTS_COLUMNS = ("name", "bills", "followers")
SHOWN = ("id", "place", "position", "stage", "latest_action_date", "next", "title", "note")


@click.group("list")
def list_group() -> None:
    """The lists of bills that a coalition works on: private, plain files in the data folder, to be followed by mail."""


@list_group.command("show")
@click.argument("name", required=False)
@format_option()
@as_of_option
def show(name: str | None, fmt: str | None, as_of: dt.datetime | None) -> None:
    """Show all lists, or the bills of the list NAME with their stage and what comes next.

    Example: tracker list show housing-2027
    """
    from tracker.db.opening import open_database
    from tracker.exports import list_rows

    if name is None:
        with open_database() as connection:
            rows = list_rows.lists(connection)
        if not emit(rows, fmt, LISTS_COLUMNS):
            note("no list is kept; `tracker list add NAME BILL` makes one")
        return
    with clock.as_of(as_of):
        table = _rows(name)
    shown = [{**row, "next": list_rows.told_next(row)} for row in table] if fmt in {None, "table"} else table
    if not emit(
        shown, fmt, list_rows.COLUMNS if fmt == "csv" else SHOWN, drop=("note", "place", "latest_action_date", "next")
    ):
        note(f"no bill is on the list {name}")
    for row in table:
        if row["reason"]:
            note(f"{row['id']} is not held here: {row['reason']}")


@list_group.command("add")
@click.argument("name")
@click.argument("bills", metavar="BILL...", nargs=-1, required=True, type=BillParam(followed=True))
@click.option("--position", type=Choice(("support", "oppose", "watch")), help="What the coalition asks for.")
@click.option("--note", "remark", default="", help="A word about it, on the line of each of these bills.")
def add(name: str, bills: tuple[str, ...], position: str | None, remark: str) -> None:
    """Put bills on the list NAME, or change their position and note; a list that is not there is made.

    Example: tracker list add housing-2027 us-or/2027R1/HB2005 --position support --note "Ours, with the tenants"
    """
    from tracker.db.opening import open_engine
    from tracker.subscriptions import bill_lists

    open_engine()  # before the list is read: on another machine it may have changed
    list_name = bill_lists.new_name(name)
    _tell(list_name, bill_lists.put(list_name, [bill_lists.Listed(bill, position or "", remark) for bill in bills]))


@list_group.command("remove")
@click.argument("name")
@click.argument("bills", metavar="BILL...", nargs=-1, required=True)
def remove(name: str, bills: tuple[str, ...]) -> int:
    """Take bills off the list NAME; exits 3 where one of them is not on it.

    Example: tracker list remove housing-2027 us-or/2027R1/HB2005
    """
    from tracker.db.opening import open_database
    from tracker.exports import list_rows
    from tracker.subscriptions import bill_lists

    with open_database() as connection:
        list_name = bill_lists.checked(name)
        standing = bill_lists.bills(list_name)
        # What is on a list may be a bill that we do not hold, so its own words count first.
        keys = [bill if bill in standing else list_rows.named_bill(connection, bill) for bill in bills]
    done = bill_lists.take(list_name, keys)
    _tell(list_name, done)
    missing = [key for key in keys if key not in done.removed]
    if missing:
        note(f"not on the list {list_name}: {', '.join(missing)}")
    return 3 if missing else 0


@list_group.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(name: str, file: Path) -> int:
    """Put the bills of a CSV table of another group on the list NAME; exits 3 where a row could not be read.

    A bill stands in a column `id` or `bill`, or in `jurisdiction`, `legislative_session` and `identifier`; `position` (support,
    oppose, watch) and `note` are read beside it. Bills that we do not hold are taken where their whole id is told.

    Example: tracker list import housing-2027 theirs.csv
    """
    from tracker.db.opening import open_database
    from tracker.exports import list_rows
    from tracker.subscriptions import bill_lists

    list_name = bill_lists.new_name(name)
    with open_database() as connection:
        table = list_rows.read_table(connection, file.read_bytes())
    _tell(list_name, bill_lists.put(list_name, table.bills))
    for fault in table.faults:
        note(fault)
    if table.faults:
        note(f"{number_of(len(table.faults), 'row')} could not be read")
    return 3 if table.faults else 0


@list_group.command("export")
@click.argument("name")
@format_option()
@as_of_option
def export(name: str, fmt: str | None, as_of: dt.datetime | None) -> None:
    """Print the list NAME for another group: as CSV, which `tracker list import` reads, or in another form.

    Example: tracker list export housing-2027 > ours.csv
    """
    from tracker.exports import list_rows

    with clock.as_of(as_of):
        emit(_rows(name), fmt or "csv", list_rows.COLUMNS)


def _rows(name: str) -> list[dict[str, Any]]:
    """The bills of a list; says which of its lines could not be read."""
    from tracker.db.opening import open_database
    from tracker.exports import list_rows
    from tracker.subscriptions import bill_lists

    with open_database() as connection:
        bill_list = bill_lists.read(bill_lists.checked(name))
        rows = list_rows.rows(connection, bill_list.bills, clock.now())
    for sentence in bill_list.unread:
        note(sentence)
    return rows


def _tell(name: str, done: Edit) -> None:
    """Give the list to the other machines that share the database, and say what became of it."""
    from tracker.db.opening import open_engine

    open_engine()
    note(f"list {name}: {done.sentence}")
