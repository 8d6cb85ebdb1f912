"""Keep what readers and organizers say of a flag: "this belongs", "not for me"; and give it to the trainer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import TopicLabel
from tracker.db.upsert import upsert
from tracker.matching.flagging import document_by_id
from tracker.rules.backtest import Labeled


def keep_label(engine: Engine, record_id: str, topic: str, *, belongs: bool) -> bool:
    """Keep a label, instead of an earlier one of the same record and topic; False where no such record is stored."""
    if document_by_id(engine, record_id) is None:
        return False
    row = {"record_id": record_id, "topic": topic, "belongs": belongs, "given_at": clock.now()}
    with writing(engine) as connection:
        upsert(TopicLabel.metadata.tables["topic_labels"], connection.dialect.name)(connection, [row])
    return True


def stored_labels(engine: Engine, topic: str | None = None) -> list[dict[str, Any]]:
    """All labels, by topic and record."""
    query = select(TopicLabel).with_only_columns(
        TopicLabel.record_id, TopicLabel.topic, TopicLabel.belongs, TopicLabel.given_at
    )
    if topic is not None:
        query = query.where(TopicLabel.topic == topic)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(TopicLabel.topic, TopicLabel.record_id)).mappings().all()
    return [dict(row) for row in rows]


def labeled_bills(engine: Engine, topic: str) -> Iterator[Labeled]:
    """The labeled records of a topic, as the trainer takes them; what is no longer stored is left out."""
    for row in stored_labels(engine, topic):
        document = document_by_id(engine, row["record_id"])
        if document is not None and document.kind == "bill":
            yield Labeled(document, row["belongs"], own=True)
