"""Print rows as people or scripts want them, and read the options that all listings share."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from tracker.cli.choice import Choice
from tracker.exports.cells import csv_cell

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("table", "json", "jsonl", "csv")


class DateParam(click.ParamType[dt.date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Read the date or say what was expected."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"expected a date such as 2026-11-23, found {value!r}", param, ctx)


def format_option(*more: str) -> Callable[[F], F]:
    """`--format table|json|jsonl|csv` and what a command adds; without it, a table on a terminal and JSON lines elsewhere."""
    return click.option("--format", "fmt", type=Choice([*FORMATS, *more]), help="Form of the output.")


def chosen(fmt: str | None) -> str:
    """The format in force."""
    return fmt or ("table" if sys.stdout.isatty() else "jsonl")


def emit(
    rows: Iterable[Mapping[str, Any]],
    fmt: str | None,
    columns: Sequence[str],
    *,
    title: str = "",
    prose: Sequence[str] = (),
    drop: Sequence[str] | None = None,
) -> int:
    """Print `rows` to stdout and say how many there were. `columns` are those of the table and of CSV.

    In a table, columns of `prose` may be folded, and those of `drop` left out where there is no room, the first ones first.
    """
    fmt = chosen(fmt)
    if fmt == "jsonl":
        return _emit_lines(rows)
    if fmt == "json":
        import orjson

        items = list(rows)
        click.echo(orjson.dumps(items, option=orjson.OPT_INDENT_2, default=str).decode())
        return len(items)
    if fmt == "csv":
        return _emit_csv(rows, columns)
    from tracker.cli.tables import print_table

    listed = list(rows)
    left_out = print_table(listed, columns, prose=prose, drop=drop, title=title) if listed else ()
    if left_out:
        note(f"no room for {', '.join(left_out)}: a wider window shows more, `--format json` all")
    return len(listed)


def _emit_lines(rows: Iterable[Mapping[str, Any]]) -> int:
    import orjson

    number = 0
    for number, row in enumerate(rows, start=1):  # noqa: B007 - the count is the answer
        sys.stdout.write(orjson.dumps(row, default=str).decode() + "\n")
    sys.stdout.flush()
    return number


def _emit_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> int:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    number = 0
    for number, row in enumerate(rows, start=1):  # noqa: B007
        writer.writerow([csv_cell(row.get(name)) for name in columns])
    return number


def note(message: str) -> None:
    """Say something to the person, on stderr, apart from the data."""
    click.echo(message, err=True)
