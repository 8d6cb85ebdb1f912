"""Judge what waits, and keep what the rules say; the shell around `tracker.rules`."""

from __future__ import annotations

from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, select, text, update

from tracker import clock, store
from tracker.bulk import upsert
from tracker.database import reading, writing
from tracker.models import BillText, Match, Pending
from tracker.rules import (
    Document,
    RuleSet,
    Verdict,
    document_of_bill,
    document_of_hearing,
    document_of_notice,
    load_rules,
)
from tracker.settings import load

_BATCH: Final = 500


def flag_changed(engine: Engine, rules: RuleSet | None = None) -> int:
    """Judge all records that are new or changed, and say how many that were."""
    rules = rules or load_rules(load().data_dir)
    done = 0
    while True:
        with reading(engine) as connection:
            query = select(Pending.record_id, Pending.what).where(Pending.job == "judge").limit(_BATCH)
            waiting = connection.execute(query).all()
            documents = list(_documents(connection, waiting))
        if not waiting:
            return done
        verdicts = {document.id: (document.kind, rules.judge(document)) for document in documents}
        with writing(engine) as connection:
            _keep(connection, verdicts)
            gone = [{"id": row.record_id} for row in waiting]
            connection.execute(text("DELETE FROM pending WHERE job = 'judge' AND record_id = :id"), gone)
        done += len(waiting)


def _documents(connection: Connection, waiting: Any) -> list[Document]:
    keys: dict[str, list[str]] = {}
    for row in waiting:
        keys.setdefault(row.what, []).append(row.record_id)
    bills = store.bills_by_id(connection, keys.get("bill", ()))
    texts = dict(
        connection.execute(
            select(BillText.bill_id, BillText.text).where(BillText.bill_id.in_(keys.get("bill", ())))
        ).all()
    )
    hearings = store.hearings_by_id(connection, keys.get("hearing", ()))
    notices = store.notices_by_id(connection, keys.get("notice", ()))
    return [
        *(
            document_of_bill(store.kept_bill(row).item, stage=row.stage, text=texts.get(key))
            for key, row in bills.items()
        ),
        *(document_of_hearing(store.kept_hearing(row).item) for row in hearings.values()),
        *(document_of_notice(store.kept_notice(row).item) for row in notices.values()),
    ]


def _keep(connection: Connection, verdicts: dict[str, tuple[str, tuple[Verdict, ...]]]) -> None:
    """Write what matches; what matched before and does no longer is marked as gone, not deleted."""
    now = clock.now()
    query = select(Match.record_id, Match.topic, Match.first_flagged_at).where(Match.record_id.in_(verdicts))
    known = {(row.record_id, row.topic): row.first_flagged_at for row in connection.execute(query)}
    rows = []
    for key, (kind, said) in verdicts.items():
        for verdict in said:
            first = known.pop((key, verdict.topic), None)
            rows.append(
                {
                    "record_id": key,
                    "topic": verdict.topic,
                    "what": kind,
                    "score": verdict.score,
                    "flagged": verdict.flagged,
                    "reasons": orjson.dumps(verdict.reasons).decode(),
                    "judged_at": now,
                    "first_flagged_at": first or (now if verdict.flagged else None),
                    "gone_at": None,
                }
            )
    upsert(Match.metadata.tables["matches"], connection.dialect.name)(connection, rows)
    for record, topic in known:
        gone = (Match.record_id == record, Match.topic == topic, Match.gone_at.is_(None))
        connection.execute(update(Match).where(*gone).values(gone_at=now))
