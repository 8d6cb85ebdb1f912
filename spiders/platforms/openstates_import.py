"""The verb that reads files of Open States: scraper output, API pages, session downloads, people files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.output import emit, format_option, note
from tracker.cli.params import PlaceParam
from tracker.errors import UsageProblem

if TYPE_CHECKING:
    from spiders.platforms.openstates_reading import Reading
    from tracker.ingest.verdict import RunSummary
    from tracker.ingest.visit import Visit

NAME: Final = "openstates-import"
_EXIT: Final = {"ok": 0, "empty": 0, "degraded": 3}
_TOLD: Final = 5


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--jurisdiction", type=PlaceParam(), help="Where records are that do not say so, such as us-wv.")
@click.option("--no-flag", is_flag=True, help="Do not judge what was stored by the rules.")
@format_option()
def openstates(path: Path, jurisdiction: str | None, no_flag: bool, fmt: str | None) -> int:
    """Read the files of Open States at PATH: a file, a folder of any depth, or a ZIP.

    Reads what scrapers write (bill_*.json, event_*.json), pages of the API, the session downloads as JSON or CSV, and the
    people files (YAML). A file that cannot be read costs itself and is told. The API and native sources, where they speak
    too, count before a file.

    Example: tracker import openstates WA_2025-2026_csv.zip
    """
    from spiders.platforms.openstates_files import READ, checked
    from spiders.platforms.openstates_places import ZONES
    from spiders.platforms.openstates_reading import Reading
    from tracker import clock
    from tracker.db.opening import open_engine
    from tracker.ingest.visit import Visit

    if jurisdiction is not None and jurisdiction not in ZONES:
        raise UsageProblem(f"--jurisdiction: expected one such as us-wv, found {jurisdiction[:40]!r}")
    checked([path], *READ)
    engine = open_engine()
    reading = Reading(clock.now(), jurisdiction)
    with Visit(engine, NAME, _facts(), scope=f"files {path.name}"[:200], partial=True) as visit:
        try:
            _read(path, reading, visit)
        except KeyboardInterrupt:
            summary = visit.finish(complete=False)
        else:
            summary = visit.finish()
    if not no_flag:
        from spiders.after_crawl import settle

        settle(engine, [summary])
    _tell(summary, reading, fmt)
    return _EXIT.get(summary.verdict, 130 if summary.verdict == "interrupted" else 1)


def _facts() -> Any:
    """Who speaks in these files. Less counts than the API: a file is as old as it is."""
    from spiders.platforms.openstates_places import zone
    from tracker.ingest.source import AGGREGATOR, Source

    return Source(
        jurisdiction="us",
        publisher="Open States (files)",
        timezone=zone("us"),
        url="https://open.pluralpolicy.com/data/",
        kind="bills,hearings,people",
        every_hours=0,
        authority=AGGREGATOR - 5,
        lineage="openstates",
    )


def _read(path: Path, reading: Reading, visit: Visit) -> None:
    """Hand every record of every file to the visit; one older than what is kept of it is known already."""
    from spiders.platforms.openstates_files import files
    from tracker.records.items import Record, Unchanged, Unreadable

    stamps = visit.stamps()

    def take(record: Record | Unreadable) -> None:
        newest = None if isinstance(record, Unreadable) else stamps.get(record.id)
        if (
            newest is not None
            and not isinstance(record, Unreadable)
            and record.stamp is not None
            and record.stamp < newest
        ):
            visit.take(Unchanged(id=record.id))
            return
        if not isinstance(record, Unreadable) and record.stamp is not None:
            stamps[record.id] = record.stamp
        visit.take(record)

    for file in files(path):
        visit.fetched()
        for outcome in reading.file(file):
            take(outcome)
    for outcome in reading.finish():
        take(outcome)


def _tell(summary: RunSummary, reading: Reading, fmt: str | None) -> None:
    """The summary as the crawl's, with files for pages and what was left out."""
    from spiders.crawl_report import SUMMARY_COLUMNS, summary_view

    view = {**summary_view(summary), "left_out": dict(sorted(reading.left_out.items()))}
    columns = (*SUMMARY_COLUMNS, "left_out")
    if fmt in {"json", "jsonl"} or (fmt is None and not sys.stdout.isatty()):
        emit([view], fmt or "json", columns)
    else:
        emit([{**view, "errors": len(view["errors"]), "left_out": reading.left_out.total()}], fmt, columns)
        for kind, number in sorted(reading.left_out.items()):
            note(f"left out: {number:,} {kind}")
    if summary.reason:
        note(f"{summary.source}: {summary.verdict}: {summary.reason}")
    for problem in summary.problems[:_TOLD]:
        note(f"  {problem.kind}: {problem.reason}")
    if len(summary.problems) > _TOLD:
        note(f"  … and {len(summary.problems) - _TOLD} more (`--format json` has them)")
