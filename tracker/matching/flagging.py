"""Judge what waits, and keep what the rules say; the shell around `tracker.rules`.

Only new and changed records are judged, and by a changed topic all records, but by that topic alone. What matched before
and does no longer is marked as gone, never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, Text, bindparam, cast, delete, exists, select, text, update

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Bill, BillText, ContentVersion, Hearing, JudgedTopic, Match, Notice, Pending
from tracker.db.sound import FAULTS, named, note, record_of
from tracker.db.upsert import upsert
from tracker.ingest.companion_links import link_companions
from tracker.rules import Document, RuleSet, Verdict, document_of, load_rules
from tracker.rules.engine import NEAR
from tracker.settings import load

_BATCH: Final = 2_000
_TABLES: Final[dict[str, Any]] = {"bill": Bill, "hearing": Hearing, "notice": Notice}
NEARLY: Final = 0.5
"""A score of this share of the threshold is kept too, as a near miss (`tracker rules near-misses`)."""


@dataclass(slots=True)
class Judged:
    """What a judging did."""

    judged: int = 0
    """Records looked at, counted once for each pass over them."""
    flagged: int = 0
    """Matches at or above their threshold, as judged now."""
    new: int = 0
    """Matches flagged for the first time."""
    gone: int = 0
    """Matches that were flagged before and are no longer."""
    companions: int | None = None
    """Pairs of flagged bills that belong together; None where nothing flagged changed."""
    topics: list[str] = field(default_factory=list)
    """Topics by which all records were judged, because they are new or changed."""
    left_out: list[str] = field(default_factory=list)
    """Faults of a person's own topic files, which were not judged by."""


def flag_changed(engine: Engine, rules: RuleSet | None = None) -> Judged:
    """Judge all records that are new or changed by all topics, and all records by topics that changed."""
    rules = rules or load_rules(load().data_dir)
    done = Judged(left_out=list(rules.faults))
    changed = _changed_topics(engine, rules)
    if changed:
        done.topics = [topic.slug for topic in changed]
        subset = (
            rules if len(changed) == len(rules.topics) else RuleSet(changed, rules.lists, estimates=rules.estimates)
        )
        _judge_all(engine, subset, done, waiting=False)
    _judge_waiting(engine, rules, done)
    _note_versions(engine, rules, done)
    if done.flagged or done.gone:
        done.companions = link_companions(engine)
    return done


def judge_waiting(engine: Engine) -> Judged:
    """Judge the records that wait for the rules, and nothing else; without any it costs one question."""
    done = Judged()
    with reading(engine) as connection:
        waiting = connection.execute(select(Pending.record_id).where(Pending.job == "judge").limit(1)).first()
    if waiting is not None:
        _judge_waiting(engine, load_rules(load().data_dir), done)
    if done.flagged or done.gone:
        done.companions = link_companions(engine)
    return done


def flag_all(engine: Engine, rules: RuleSet | None = None) -> Judged:
    """Judge all records by all topics again."""
    rules = rules or load_rules(load().data_dir)
    done = Judged(topics=[topic.slug for topic in rules.topics], left_out=list(rules.faults))
    _judge_all(engine, rules, done, waiting=True)
    _judge_waiting(engine, rules, done)  # what came while we were judging
    _note_versions(engine, rules, done)
    done.companions = link_companions(engine)
    return done


def stored_documents(engine: Engine, kind: str) -> Iterator[Document]:
    """All records of a kind (bill, hearing, notice) as the rules see them, in the order of their ids."""
    after: str | None = ""
    while after is not None:
        with reading(engine) as connection:
            documents, after = _page(connection, kind, after, waiting=True, whole=True)
        yield from documents


def document_by_id(engine: Engine, key: str) -> Document | None:
    """One record as the rules see it; None where no bill, hearing or notice has that id."""
    with reading(engine) as connection:
        for kind in _TABLES:
            rows = connection.execute(_records(kind).where(_TABLES[kind].id == key)).all()
            documents = _made(connection, kind, rows, whole=True)
            if documents:
                return documents[0]
    return None


def _changed_topics(engine: Engine, rules: RuleSet) -> list[Any]:
    with reading(engine) as connection:
        known = dict(connection.execute(select(JudgedTopic.topic, JudgedTopic.version)).all())
    return [topic for topic in rules.topics if known.get(topic.slug) != topic.version]


def _judge_waiting(engine: Engine, rules: RuleSet, done: Judged) -> None:
    topics = [topic.slug for topic in rules.topics]
    while True:
        with reading(engine) as connection:
            query = select(Pending.record_id, Pending.what).where(Pending.job == "judge").limit(_BATCH)
            waiting = connection.execute(query).all()
            documents = list(_documents(connection, waiting))
        if not waiting:
            return
        judged = list(rules.judge_many(documents))
        with writing(engine) as connection:
            _keep(connection, judged, topics, done)
            connection.execute(_DONE, [{"id": row.record_id} for row in waiting])
        done.judged += len(documents)


_DONE: Final = text("DELETE FROM pending WHERE job = 'judge' AND record_id = :id")


def _judge_all(engine: Engine, rules: RuleSet, done: Judged, *, waiting: bool) -> None:
    """Judge every record; those that wait for all topics anyway only where `waiting` says so."""
    topics = [topic.slug for topic in rules.topics]
    for kind in _TABLES:
        after = ""
        while True:
            with reading(engine) as connection:
                rows, last = _page(connection, kind, after, waiting=waiting)
            if last is None:
                break
            after = last
            judged = list(rules.judge_many(rows))
            with writing(engine) as connection:
                _keep(connection, judged, topics, done)
                if waiting:
                    connection.execute(_DONE, [{"id": document.id} for document, _verdicts in judged])
            done.judged += len(judged)


def _page(
    connection: Connection, kind: str, after: str, *, waiting: bool, whole: bool = False
) -> tuple[list[Document], str | None]:
    """The next records of a kind in the order of their ids, and the id to go on from."""
    query = _records(kind).where(_TABLES[kind].id > after).order_by(_TABLES[kind].id).limit(_BATCH)
    if not waiting:
        mine = (Pending.job == "judge", Pending.record_id == _TABLES[kind].id)
        query = query.where(~exists().where(*mine))
    rows = connection.execute(query).all()
    return _made(connection, kind, rows, whole=whole), rows[-1].id if rows else None


def _documents(connection: Connection, waiting: Sequence[Any]) -> Iterator[Document]:
    keys: dict[str, list[str]] = {}
    for row in waiting:
        keys.setdefault(row.what, []).append(row.record_id)
    for kind, ids in keys.items():
        if kind in _TABLES:
            for begin in range(0, len(ids), 500):
                query = _records(kind).where(_TABLES[kind].id.in_(ids[begin : begin + 500]))
                yield from _made(connection, kind, connection.execute(query).all())


def _records(kind: str) -> Any:
    """What of each record is needed, the record itself as text: one decoder, ours, reads it."""
    table = _TABLES[kind]
    columns: list[Any] = [table.id, cast(table.record, Text).label("record")]
    if kind != "bill":
        return select(*columns)
    return select(*columns, Bill.stage, BillText.text.label("body")).outerjoin(BillText, BillText.bill_id == Bill.id)


def _made(connection: Connection, kind: str, rows: Iterable[Any], *, whole: bool = False) -> list[Document]:
    """The documents of these rows; a row in which nothing can be judged is left out and written down.

    To judge, what rules read is enough, and each reader leaves out what else is damaged; `whole` asks for all of a record.
    """
    table = _TABLES[kind].__tablename__
    made = []
    for row in rows:
        if whole and record_of(connection, table, row) is None:
            continue
        further = {"stage": row.stage, "text": row.body} if kind == "bill" else {}
        try:
            made.append(document_of(kind, row.id, orjson.loads(row.record), **further))
        except FAULTS as problem:
            note(connection, table, row.id, named(problem))
    return made


def _keep(
    connection: Connection,
    judged: Sequence[tuple[Document, tuple[Verdict, ...]]],
    topics: Sequence[str],
    done: Judged,
) -> None:
    """Write what matches and what nearly does; what matched before and does no longer is marked as gone."""
    now = clock.now()
    known = _known(connection, [document.id for document, _verdicts in judged], set(topics))
    rows = []
    for document, verdicts in judged:
        for verdict in verdicts:
            if verdict.tier == NEAR and verdict.score < verdict.threshold * NEARLY:
                continue
            before = known.pop((document.id, verdict.topic), None)
            first = before.first_flagged_at if before else None
            done.flagged += verdict.flagged
            done.new += verdict.flagged and first is None
            done.gone += bool(before and before.flagged and before.gone_at is None and not verdict.flagged)
            rows.append(
                {
                    "record_id": document.id,
                    "topic": verdict.topic,
                    "what": document.kind,
                    "score": verdict.score,
                    "flagged": verdict.flagged,
                    "tier": verdict.tier,
                    "reasons": orjson.dumps(verdict.reasons).decode(),
                    "judged_at": now,
                    "first_flagged_at": first or (now if verdict.flagged else None),
                    "gone_at": None,
                }
            )
    upsert(Match.metadata.tables["matches"], connection.dialect.name)(connection, rows)
    gone = [row for row in known.values() if row.gone_at is None]
    done.gone += sum(row.flagged for row in gone)
    if gone:
        connection.execute(_GONE, [{"id": row.record_id, "slug": row.topic, "now": now} for row in gone])
    if rows or gone:
        connection.execute(_COUNTED)


_COUNTED: Final = (
    update(ContentVersion).values(judged=ContentVersion.judged + 1).execution_options(synchronize_session=False)
)
_GONE: Final = (
    update(Match)
    .where(Match.record_id == bindparam("id"), Match.topic == bindparam("slug"))
    .values(gone_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)


def _known(connection: Connection, ids: Sequence[str], topics: set[str]) -> dict[tuple[str, str], Any]:
    columns = (Match.record_id, Match.topic, Match.flagged, Match.first_flagged_at, Match.gone_at)
    rows_by_key: dict[tuple[str, str], Any] = {}
    for begin in range(0, len(ids), 500):
        query = select(*columns).where(Match.record_id.in_(ids[begin : begin + 500]))
        rows_by_key |= {(row.record_id, row.topic): row for row in connection.execute(query) if row.topic in topics}
    return rows_by_key


def _note_versions(engine: Engine, rules: RuleSet, done: Judged) -> None:
    """Remember what was judged by; the matches of topics that are no longer there are gone."""
    now, slugs = clock.now(), [topic.slug for topic in rules.topics]
    # A topic whose file cannot be read rests: what it matched stands, and when it is mended all is judged by it again.
    standing = [*slugs, *rules.resting]
    with writing(engine) as connection:
        rows = [{"topic": topic.slug, "version": topic.version, "judged_at": now} for topic in rules.topics]
        upsert(JudgedTopic.metadata.tables["judged_topics"], connection.dialect.name)(connection, rows)
        connection.execute(delete(JudgedTopic).where(JudgedTopic.topic.not_in(slugs)))
        outdated = (Match.topic.not_in(standing), Match.gone_at.is_(None))
        done.gone += len(connection.execute(select(Match.record_id).where(*outdated, Match.flagged)).all())
        if connection.execute(update(Match).where(*outdated).values(gone_at=now)).rowcount:
            connection.execute(_COUNTED)
