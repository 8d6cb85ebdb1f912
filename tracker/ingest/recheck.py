"""Judge again what waits for a second witness: a record that stays silent for a month is no witness any more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, Engine, select

from tracker.db.engine import reading, writing
from tracker.db.models import Bill, Claim, SourceRow
from tracker.db.sound import value_of
from tracker.ingest.source import AGGREGATOR
from tracker.ingest.writer import Claimant, Writer
from tracker.records import ocd_json
from tracker.records.items import ScrapedBill
from tracker.records.witnesses import LATE

_PART: Final = 400
"""Bills put together in one go."""


def recheck(engine: Engine, today: dt.date) -> int:
    """Judge bills again whose oldest unconfirmed step has waited long enough; returns how many changed."""
    with reading(engine) as connection:
        held = connection.execute(select(Bill.id, Bill.source, Bill.unconfirmed).where(Bill.unconfirmed.is_not(None)))
        due: dict[str, list[str]] = defaultdict(list)
        for key, source, unconfirmed in held:
            if _waited(unconfirmed, today):
                due[source].append(key)
    changed = 0
    for source, keys in due.items():
        with writing(engine) as connection:
            changed += judge_again(connection, source, keys, today)
    return changed


def _waited(unconfirmed: Any, today: dt.date) -> bool:
    steps: Iterable[Any] = ocd_json.parsed(unconfirmed) if isinstance(unconfirmed, str) else unconfirmed or ()
    return any(not step["contradicted"] and today - dt.date.fromisoformat(step["date"]) > LATE for step in steps)


def judge_again(connection: Connection, source: str, keys: Iterable[str], today: dt.date) -> int:
    """Put bills that a source leads and others tell of together anew; returns how many changed."""
    settings = connection.execute(select(SourceRow.settings).where(SourceRow.name == source)).scalar() or {}
    who = Claimant(
        source=source,
        authority=int(settings.get("authority", AGGREGATOR)),
        first_run=False,
        run_id=None,
        today=today,
        lineage=settings.get("lineage", ""),
    )
    changed = 0
    waiting = list(keys)
    for start in range(0, len(waiting), _PART):
        part = waiting[start : start + _PART]
        mine = select(Claim.record_id, Claim.record, Claim.hash).where(
            Claim.source == source, Claim.record_id.in_(part), Claim.record.is_not(None)
        )
        claims = [(value_of(ScrapedBill, said, key), mark) for key, said, mark in connection.execute(mine).all()]
        writer = Writer(who, connection)
        changed += writer.judge_again([(bill, mark) for bill, mark in claims if bill is not None])
    return changed
