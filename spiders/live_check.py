"""Visit sources now, for a few records each, and judge them by that; no record of it is stored.

A source that was built from documented facts alone is proved by it: what it sent is kept as a recording.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, select

from spiders import proof, registry
from spiders.crawl import Crawl, recorder
from spiders.health import Health
from spiders.kit.options import Options
from tracker import clock
from tracker.db.engine import connect, reading
from tracker.db.models import Run
from tracker.db.opening import open_engine
from tracker.ingest.field_coverage import lost
from tracker.ingest.verdict import RunSummary
from tracker.records.text import number_of
from tracker.settings import load

RECORDS: Final = 20
"""Enough to see that a page still says what it said, and little enough to ask of other people's machines."""
_STATES: Final = {"ok": "ok", "empty": "ok", "skipped": "skipped", "failed": "broken", "interrupted": "broken"}


def checked(names: Sequence[str] = ()) -> list[Health]:
    """The health of these sources, or of all, by a visit of this moment.

    Keys and quotas count as in any visit; what a source sends goes to a database that is thrown away.
    """
    engine = open_engine()
    chosen = [registry.found(visit, engine) for visit in dict.fromkeys(names)] or registry.all_of(engine)
    with tempfile.TemporaryDirectory(prefix="live-check-") as folder:
        spare = connect(f"sqlite:///{Path(folder) / 'spare.db'}")
        try:
            options = Options(settings=load(), now=clock.now(), limit=RECORDS)
            recording = Path(folder) / "told.warc.gz"
            unproven = {visit.name for visit in chosen if proof.unproven(visit, options.settings)}
            work = Crawl(
                engine=spare,
                sources=chosen,
                asked=options,
                recorder=recorder(recording, options.settings) if unproven else None,
            )
            try:
                summaries = work.run()
            finally:
                if work.recorder is not None:
                    work.recorder.close()
            recordings = {
                visit.source: proof.keep(visit.source, recording, options.settings)
                for visit in summaries
                if visit.source in unproven and visit.verdict == "ok" and visit.counts.items
            }
        finally:
            spare.dispose()
    usual = _usual(engine, [summary.source for summary in summaries])
    return [judged(summary, usual.get(summary.source, {}), recordings.get(summary.source)) for summary in summaries]


def judged(summary: RunSummary, usual: Mapping[str, int], recording: Path | None = None) -> Health:
    """What a visit says of a source; `usual` are the fields that its last clean stored visit filled, `kept` is the
    recording that proves it from now on.
    """
    gone = lost(summary.counts.filled, usual)
    state = _STATES.get(summary.verdict, "warning")
    reasons = [*([summary.reason] if summary.reason else []), *gone]
    if not reasons:
        reasons = [f"{number_of(summary.counts.items, 'record')} read in {summary.seconds:.1f} s"]
    if recording is not None:
        reasons.append(f"proved by this visit, which is kept as {recording}")
    return Health(source=summary.source, state="warning" if gone and state == "ok" else state, reasons=tuple(reasons))


def _usual(engine: Engine, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    query = select(Run.source, Run.counts).where(Run.source.in_(names), Run.verdict == "ok").order_by(Run.id)
    with reading(engine) as connection:
        return {row.source: (row.counts or {}).get("filled") or {} for row in connection.execute(query)}
