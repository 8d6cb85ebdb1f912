"""The verb that reads files of LegiScan: dataset ZIPs, folders of their JSON, saved answers of the API."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tracker.cli.output import emit, format_option, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spiders.platforms.legiscan_reading import Read, Reading
    from tracker.ingest.verdict import RunSummary
    from tracker.ingest.visit import Visit

NAME: Final = "legiscan"
"""The files speak as the API does: with the same change hashes, so that a crawl after an import asks for what changed."""
_EXIT: Final = {"ok": 0, "empty": 0, "degraded": 3}
_TOLD: Final = 5


@click.command()
@click.argument("paths", metavar="ZIP...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--no-flag", is_flag=True, help="Do not judge what was stored by the rules.")
@format_option()
def legiscan(paths: tuple[Path, ...], no_flag: bool, fmt: str | None) -> int:
    """Read datasets of LegiScan: ZIPs as they are downloaded, or folders of their JSON.

    Costs no calls, and a crawl afterwards asks only for what changed since. A file that cannot be read costs itself and
    is told; one that is older than what is known changes nothing.

    Example: tracker import legiscan TX_2025-2026_89th_Legislature_json.zip
    """
    from spiders.platforms.legiscan import SOURCE
    from spiders.platforms.openstates_files import checked
    from tracker.db.opening import open_engine
    from tracker.ingest.visit import Visit

    checked(paths, ".json")
    engine = open_engine()
    scope = f"files {' '.join(path.name for path in paths)}"[:200]
    with Visit(engine, NAME, SOURCE, scope=scope, partial=True) as visit:
        try:
            reading = _read(paths, visit)
        except KeyboardInterrupt:
            reading, summary = None, visit.finish(complete=False)
        else:
            summary = visit.finish()
    if not no_flag:
        from spiders.after_crawl import settle

        settle(engine, [summary])
    _tell(summary, reading, fmt)
    return _EXIT.get(summary.verdict, 130 if summary.verdict == "interrupted" else 1)


def _read(paths: Sequence[Path], visit: Visit) -> Reading:
    """Hand every record of every file to the visit; one older than what is kept of it is known already."""
    from spiders.platforms.legiscan_reading import Reading
    from spiders.platforms.openstates_files import files

    stamps = visit.stamps()
    reading = Reading(stamps)
    for path in paths:
        for file in files(path):
            visit.fetched()
            for record in reading.file(file):
                _take(record, stamps, visit)
    for record in reading.finish():
        visit.take(record)
    return reading


def _take(read: Read, stamps: dict[str, str], visit: Visit) -> None:
    from spiders.platforms.legiscan_bill import is_older
    from tracker.records.items import ScrapedBill, Unchanged

    if isinstance(read, ScrapedBill) and read.stamp is not None:
        if (newest := stamps.get(read.id)) is not None and is_older(read.stamp, newest):
            visit.take(Unchanged(id=read.id))
            return
        stamps[read.id] = read.stamp
    visit.take(read)


def _tell(summary: RunSummary, reading: Reading | None, fmt: str | None) -> None:
    """The summary as the crawl's, with files for pages and what was left out."""
    from spiders.crawl_report import SUMMARY_COLUMNS, summary_view

    left_out = dict(sorted(reading.left_out.items())) if reading else {}
    view = {**summary_view(summary), "left_out": left_out}
    columns = (*SUMMARY_COLUMNS, "left_out")
    if fmt in {"json", "jsonl"} or (fmt is None and not sys.stdout.isatty()):
        emit([view], fmt or "json", columns)
    else:
        emit([{**view, "errors": len(view["errors"]), "left_out": sum(left_out.values())}], fmt, columns)
        for kind, number in left_out.items():
            note(f"left out: {number:,} {kind}")
    if summary.reason:
        note(f"{summary.source}: {summary.verdict}: {summary.reason}")
    for problem in summary.problems[:_TOLD]:
        note(f"  {problem.kind}: {problem.reason}")
    if len(summary.problems) > _TOLD:
        note(f"  … and {len(summary.problems) - _TOLD} more (`--format json` has them)")
