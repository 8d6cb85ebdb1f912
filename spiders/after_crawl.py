"""Do what follows a visit: judge what changed, make it searchable, count what of it is flagged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker import clock
from tracker.cli.output import note
from tracker.db import queries, search_index
from tracker.db.engine import reading
from tracker.ingest.recheck import recheck
from tracker.ingest.restage import restage
from tracker.matching.flagging import flag_changed

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.ingest.verdict import RunSummary


def settle(engine: Engine, summaries: Iterable[RunSummary]) -> None:
    """Judge and index all that waits, and count for each visit how much of what it brought is flagged.

    Whoever opens the page after a visit finds what it brought, with no scheduler running; what a killed visit left
    waiting is done by the next.
    """
    recheck(engine, clock.today())
    restage(engine, clock.today())
    for fault in flag_changed(engine).left_out:
        note(f"not judged by a topic file of yours, {fault}; `tracker rules check` says more")
    search_index.refresh(engine)
    with reading(engine) as connection:
        for summary in summaries:
            if summary.run_id is not None:
                summary.counts.flagged = queries.flagged_in_run(connection, summary.run_id)
