"""The verb that judges the health of sources."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from spiders.completion import source_names
from tracker import clock
from tracker.cli.output import emit, format_option
from tracker.cli.params import as_of_option

if TYPE_CHECKING:
    from spiders.health import Health


@click.command("check")
@click.argument("names", nargs=-1, shell_complete=source_names)
@click.option("--live", is_flag=True, help="Visit each source now for a few records, without storing them.")
@format_option()
@as_of_option
def check_sources(names: tuple[str, ...], live: bool, fmt: str | None, as_of: dt.date | None) -> int:
    """Judge the health of sources, or of NAMES only, by their stored runs. Exit 1 when none is well, 3 when some are not.

    With --live, by a visit of this moment instead: it reads up to twenty records of each and keeps none of them. A source
    that is unproven (built from documented facts alone) is proved when that goes well; what it sent is kept as a recording.

    Example: tracker sources check us-senate-hearings --live
    """
    if live:
        from spiders.live_check import checked

        with clock.as_of(as_of):
            return _tell_health(checked(names), fmt)
    from spiders import registry
    from spiders.health import health
    from tracker.db import queries as db_queries
    from tracker.db.engine import reading
    from tracker.db.opening import open_engine
    from tracker.ingest import agreed

    engine = open_engine()
    chosen = [registry.found(name, engine) for name in dict.fromkeys(names)] or registry.all_of(engine)
    with clock.as_of(as_of), reading(engine) as connection:
        met = {row.name: row for row in db_queries.sources(connection)}
        today = clock.today()
        sitting = {
            row.jurisdiction
            for row in db_queries.sessions(connection)
            if row.start_date and row.start_date <= today and (row.end_date is None or today <= row.end_date)
        }
        believed = agreed.lately(connection, clock.now())
        findings = [
            health(
                spider.name,
                spider.source,
                db_queries.runs(connection, source=spider.name),
                changed=met[spider.name].last_change_at if spider.name in met else None,
                now=clock.now(),
                in_session=spider.source.jurisdiction in sitting,
                agreed=believed.get(spider.name, ""),
            )
            for spider in chosen
        ]
    return _tell_health(findings, fmt)


def _tell_health(findings: list[Health], fmt: str | None) -> int:
    """Print it; 1 when no source is well, 3 when some are not."""
    views = [
        {"source": health.source, "state": health.state, "reasons": "; ".join(health.reasons)} for health in findings
    ]
    emit(views, fmt, ("source", "state", "reasons"))
    bad = sum(health.state in {"broken", "warning"} for health in findings)
    if not bad:
        return 0
    return 1 if bad == len(findings) else 3
