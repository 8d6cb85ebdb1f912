"""Fetch the texts of bills that may matter, newest first, within a budget; keep them, and judge by them.

Which bills: those that a topic flags, nearly flags or calls possible, and those of which only a short title is known. An
address that was read is asked for once; a newer version has another address. What could not be read is counted, told with
its version, and asked for again, later each time, unless the same address can give nothing better.
"""

from __future__ import annotations

from typing import Final

import click

from tracker.cli.output import emit, format_option, note
from tracker.cli.params import PlaceParam
from tracker.ingest.texts import TEXTS_OF_A_PLACE
from tracker.records.text import number_of

SHOWN: Final = 10
"""Texts that could not be read and are named one by one; the table has them all."""
COLUMNS: Final = ("id", "version", "letters", "problem")


@click.command()
@click.option("--jurisdiction", type=PlaceParam(), help="Only this place, such as us or us-ma.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=TEXTS_OF_A_PLACE,
    show_default=True,
    help="At most so many texts of a place.",
)
@click.option("--unread", is_flag=True, help="Fetch nothing: list the texts that could not be read, and why.")
@format_option()
def texts(jurisdiction: str | None, limit: int, fmt: str | None, *, unread: bool) -> int:
    """Fetch texts of bills that may matter, newest first, and judge the bills by them.

    Example: tracker texts --jurisdiction us --limit 50
    """
    from tracker.db.opening import open_engine
    from tracker.ingest.texts import keep_texts, texts_wanted, unread_texts

    engine = open_engine()
    if unread:
        emit(unread_texts(engine, jurisdiction=jurisdiction), fmt, COLUMNS)
        return 0
    wanted = texts_wanted(engine, jurisdiction=jurisdiction, limit=limit)
    if not wanted:  # most nights: the fetching itself is not even imported
        note("no text is wanted: every bill that may matter has its newest, or none is published")
        return 0
    from spiders.after_crawl import settle
    from spiders.text_fetch import Fetching, fetch

    fetching = Fetching(wanted, lambda answers: keep_texts(engine, answers))
    fetch(fetching)
    settle(engine, ())
    emit(fetching.told, fmt, COLUMNS)
    bad = [row for row in fetching.told if row["problem"] is not None]
    for row in bad[:SHOWN]:
        note(f"{row['id']}: the text of version {row['version']!r} could not be read: {row['problem']}")
    missing = len(wanted) - len(fetching.told)
    note(
        f"{number_of(len(fetching.told) - len(bad), 'text')} read, {len(bad)} could not be read, {missing} not answered"
    )
    return 3 if bad or missing else 0
