"""Show how to testify in a place, check the rules behind it, and write a skeleton to speak from."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from tracker import clock
from tracker.cli.choice import Choice
from tracker.cli.output import chosen, emit, format_option, note
from tracker.cli.params import BillParam, as_of_option, testimony_rules
from tracker.errors import RuleError, TrackerError, UsageProblem, found_in
from tracker.records.text import number_of

if TYPE_CHECKING:
    from tracker.testimony.rulebook import Place


@click.group()
def testimony() -> None:
    """Show how to testify in a place; check the rules; write a skeleton to speak from."""


@testimony.command()
@click.argument("place", required=False)
@click.option("--committee", help="Only what holds for a committee of this name.")
@format_option()
@as_of_option
def show(place: str | None, committee: str | None, fmt: str | None, as_of: dt.date | None) -> None:
    """Show how the public is heard in PLACE: how, until when, where, and how sure that is.

    PLACE is a code such as us-md or a name such as Maryland; without one, all places are listed.

    Example: tracker testimony show us-ca --committee "Senate Committee on Health"
    """
    from tracker.testimony_kit import place_guide

    rules = testimony_rules()
    if place is None:
        if committee:
            raise UsageProblem("--committee: expected a place before it, such as `tracker testimony show us-ca`")
        emit(map(place_guide.place_row, place_guide.all_places(rules)), fmt, place_guide.PLACE_COLUMNS)
        return
    chosen_place = place_guide.find_place(rules, place)
    committee_name = _committee(committee)
    with clock.as_of(as_of):
        day = clock.now().astimezone(ZoneInfo(chosen_place.timezone)).date()
    if fmt in {None, "table"}:
        click.echo(place_guide.page(chosen_place, day, committee_name), nl=False)
    elif fmt == "json":
        _print_json(place_guide.place_json(chosen_place, day, committee_name))
    else:
        emit(place_guide.place_json(chosen_place, day, committee_name)["rules"], fmt, place_guide.COLUMNS)


def _committee(name: str | None) -> str | None:
    from tracker.records.text import line

    if name is None:
        return None
    if not (cleaned := line(name, 300)):
        raise UsageProblem("--committee: expected a name such as 'Senate Committee on Health', found nothing")
    return cleaned


def _print_json(value: object) -> None:
    import orjson

    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())


@testimony.command()
@click.argument("files", nargs=-1, type=click.Path(dir_okay=False, path_type=Path))
@format_option()
@as_of_option
def check(files: tuple[Path, ...], fmt: str | None, as_of: dt.date | None) -> None:
    """Check all rule files, or only FILES, and list the rules due to be read again before each session opens.

    Every fault of every file is told at once. Of a name alone, such as us-md.toml, it is the file that counts: your own, else the shipped one.

    Example: tracker testimony check us-md.toml
    """
    from tracker.rulebook import due

    places = _checked(files)
    with clock.as_of(as_of):
        day = clock.today()
    columns = due.TABLE_COLUMNS if chosen(fmt) == "table" else due.COLUMNS
    count = emit(due.due(places, day, {} if files else _pages()), fmt, columns)
    rules = sum(len(place.rules) for place in places)
    note(
        f"{number_of(len(places), 'place')} with {number_of(rules, 'rule')}: no fault; {number_of(count, 'rule is', 'rules are')} due to be read again"
    )


def _pages() -> dict[str, Any]:
    """What is known of the pages behind the rules; nothing where no database answers, which is no fault of a rule."""
    from tracker.db.opening import open_database
    from tracker.rulebook.pages import page_rows

    try:
        with open_database() as connection:
            return page_rows(connection)
    except TrackerError as problem:
        note(f"whether pages of rules changed is not known here: {problem}")
        return {}


def _named(file: Path, counting: Iterable[Path]) -> Path:
    """The file itself, or the one of that name which counts."""
    if file.exists():
        return file
    own = next((place_file for place_file in counting if file.name == str(file) == place_file.name), None)
    if own is None:
        raise UsageProblem(
            f"{file}: expected a file of a place, found none (`tracker testimony show` lists the places)"
        )
    return own


def _checked(files: tuple[Path, ...]) -> list[Place]:
    from tracker.deadlines.own_rules import readings
    from tracker.settings import load
    from tracker.testimony import parser
    from tracker.testimony.readings import applied
    from tracker.testimony.rulebook import Rulebook
    from tracker.testimony_kit.place_guide import all_places

    counting = parser.files_of(load().data_dir / "testimony")
    places, faults = parser.read_files([_named(file, counting) for file in files] or counting)
    if faults:
        raise RuleError(parser.faulty(faults))
    book = Rulebook(places=places)
    return all_places(book if files else applied(book, readings(load().data_dir)))


REVIEW_COLUMNS = ("id", "kind", "place", "rule", "since", "url")


@testimony.command()
@format_option()
def reviews(fmt: str | None) -> None:
    """List what waits for a person: pages of rules that changed, notices that disagree, what readers reported.

    Example: tracker testimony reviews
    """
    from tracker.db.opening import open_database
    from tracker.rulebook.reviews import open_reviews

    with open_database() as connection:
        rows = [
            {
                "id": row.id, "kind": row.kind, "place": row.place, "rule": row.rule, "since": row.opened_at.date(),
                "url": row.url, "before": row.before, "after": row.after,
            }
            for row in open_reviews(connection)
        ]  # fmt: skip
    emit(rows, fmt, REVIEW_COLUMNS)
    note(
        f"{len(rows)} {'review waits' if len(rows) == 1 else 'reviews wait'}; decide with "
        "`tracker testimony decide NUMBER right|stale|corrected|dropped`, or on the desk"
    )


@testimony.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("outcome", type=Choice(["right", "stale", "corrected", "dropped"]))
@click.option("--window", default="", help="Of a correction: the window that holds, such as 'PT24H before start'.")
@click.option("--how", default="", help="Of a correction: what to do, in a sentence.")
@click.option("--url", default="", help="Of a correction: where it stands.")
@click.option("--why", default="", help="A word why, for the audit log.")
@as_of_option
def decide(number: int, outcome: str, window: str, how: str, url: str, why: str, as_of: dt.date | None) -> None:
    """Close review NUMBER: the rule is still right (read today), stale, or corrected; or there is nothing to do.

    Example: tracker testimony decide 7 corrected --window "PT48H before start" --why "their page says so since January"
    """
    from tracker.db.opening import open_engine
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.rulebook.reviews import Correction, close
    from tracker.rulebook.versions import keep_versions
    from tracker.settings import load

    engine = open_engine()
    correction = Correction(window=window, how=how, url=url, why=why)
    with clock.as_of(as_of):
        close(engine, load().data_dir, own_rulebook(), number, outcome, by="command line", correction=correction)  # type: ignore[arg-type]  # a choice
        keep_versions(engine, own_rulebook())
    note(f"review {number}: {outcome}")


@testimony.command()
@click.option("--format", "fmt", type=Choice(["json", "csv", "schema"]), default="json", help="Which file.")
@as_of_option
def export(fmt: str, as_of: dt.date | None) -> None:
    """Write the whole rulebook as it stands here: JSON in its own format, CSV, or the JSON Schema. It is public domain.

    Example: tracker testimony export --format csv > rulebook.csv
    """
    import csv

    from tracker.deadlines.own_rules import own_rulebook
    from tracker.exports.cells import csv_cell
    from tracker.rulebook import published

    if fmt == "schema":
        _print_json(published.schema())
        return
    with clock.as_of(as_of):
        day = clock.today()
    if fmt == "json":
        _print_json(published.published(own_rulebook(), day))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(published.COLUMNS)
    writer.writerows(
        [csv_cell(row[name]) for name in published.COLUMNS] for row in published.rows(own_rulebook(), day, {})
    )


@testimony.command()
@click.argument("bill", metavar="BILL", type=BillParam())
@click.option("--hearing", help="The id of the hearing; without it, the next one that hears the bill.")
@click.option("--position", type=Choice(["support", "oppose", "neutral"]), help="What you ask the committee for.")
@click.option("--for", "manner", type=Choice(["speak", "write"]), help="Only to be spoken, or only to be sent.")
@click.option(
    "--language", type=Choice(["en", "es"]), default="en", show_default=True, help="Language of the skeleton."
)
@click.option("--format", "fmt", type=Choice(["md", "docx", "html"]), help="Form of the skeleton; md without it.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.option("--replace", is_flag=True, help="Write over a file that is there already.")
@as_of_option
def draft(
    bill: str,
    hearing: str | None,
    position: str | None,
    manner: str | None,
    language: str,
    fmt: str | None,
    out: Path | None,
    replace: bool,
    as_of: dt.date | None,
) -> None:
    """Write a fill-in skeleton of testimony on BILL, with the committee, the hour, the limits and tips.

    BILL is the public id, such as us-md/2026/HB12, or the number as people write it. What is not known is a blank that says so.

    Example: tracker testimony draft us-md/2026/HB12 --position support --out testimony.docx
    """
    from tracker.db.opening import open_database
    from tracker.testimony_kit import draft as testimony_kit_draft
    from tracker.testimony_kit import draft_formats

    form = draft_formats.form_of(fmt, out)
    if out is not None and out.exists() and not replace:
        raise UsageProblem(
            f"--out {out}: the file is there already; choose another name, or --replace to write over it"
        )
    rules = testimony_rules()
    with clock.as_of(as_of), open_database() as connection:
        facts = testimony_kit_draft.gathered(
            connection,
            rules,
            bill,
            hearing=hearing,
            position=position,
            now=clock.now(),
            manner=manner,
            language=language,
        )
    body = draft_formats.written(testimony_kit_draft.blocks(facts), form, language)
    for warning in facts.warnings:
        note(warning)
    if out is None:
        sys.stdout.buffer.write(body)
        return
    try:
        out.write_bytes(body)
    except OSError as problem:
        raise UsageProblem(f"--out {out}: expected a file that can be written: {found_in(problem)}") from problem
    note(f"wrote {out}")
