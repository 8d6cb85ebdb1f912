"""Tell what a crawl did: a live line a source while it runs, then a summary of each visit."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tracker.cli.output import emit, note
from tracker.records.text import number_of

if TYPE_CHECKING:
    from spiders.crawl import Crawl
    from tracker.ingest.verdict import RunSummary


SUMMARY_COLUMNS = (
    "source",
    "verdict",
    "fetched",
    "items",
    "new",
    "changed",
    "unchanged",
    "flagged",
    "unreadable",
    "errors",
    "seconds",
)


def offline(summaries: Sequence[RunSummary]) -> bool:
    """Whether every visit failed because no host could be found or reached, which is rarely the sources' fault."""
    kinds = {problem.kind for summary in summaries for problem in summary.problems}
    return (
        bool(kinds)
        and kinds <= {"no-such-host", "connection-refused"}
        and "no-such-host" in kinds
        and all(summary.verdict == "failed" and not summary.counts.items for summary in summaries)
    )


def summary_view(summary: RunSummary) -> dict[str, Any]:
    """One visit as JSON."""
    counts = summary.counts
    return {
        "source": summary.source,
        "verdict": summary.verdict,
        "reason": summary.reason,
        "fetched": counts.fetched,
        "items": counts.items,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "flagged": counts.flagged,
        "unreadable": counts.unreadable,
        "doubled": counts.doubled,
        "withheld": counts.withheld,
        "vanished": counts.vanished,
        "errors": [
            {"kind": problem.kind, "reason": problem.reason, "url": problem.url} for problem in summary.problems
        ],
        "seconds": summary.seconds,
        "run": summary.run_id,
    }


def tell(summaries: list[RunSummary], fmt: str | None) -> None:
    """Print the visits: a table for a person, JSON for a program."""
    views = [summary_view(summary) for summary in summaries]
    if fmt in {"json", "jsonl"} or (fmt is None and not sys.stdout.isatty()):
        emit(views, fmt or "json", SUMMARY_COLUMNS)
        return
    drop = ("seconds", "unchanged", "fetched", "items", "unreadable")
    emit([{**view, "errors": len(view["errors"])} for view in views], fmt, SUMMARY_COLUMNS, drop=drop)
    for view in views:
        if view["reason"]:
            note(f"{view['source']}: {view['verdict']}: {view['reason']}")
        for error in view["errors"][:5]:
            note(f"  {error['kind']}: {_short(error['reason'], 300)} {_short(error['url'] or '', 120)}".rstrip())
        if len(view["errors"]) > 5:
            note(f"  … and {len(view['errors']) - 5} more (`--format json` has them)")


def _short(text: str, letters: int) -> str:
    """The beginning of what is too long for a line; `--format json` has all of it."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


@contextmanager
def progress(work: Crawl, *, shown: bool) -> Iterator[None]:
    """A live line a source on stderr, read from the visits themselves; nothing where nobody looks."""
    if not shown or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.table import Table

    spinner = Spinner("dots")

    def table() -> Table:
        made = Table.grid(padding=(0, 2))
        for name, visit in list(work.visits.items()):
            counts = visit.counts
            done = work.summaries.get(name)
            counted = f"{counts.items:,} stored, {counts.new:,} new, {counts.changed:,} changed"
            made.add_row(
                done.verdict if done else spinner,
                name,
                f"{counts.fetched:,} fetched",
                counted,
                number_of(counts.errors, "error"),
            )
        return made

    with Live(get_renderable=table, console=Console(stderr=True), refresh_per_second=5, transient=True):
        yield
