"""Bring stored bills under the names that their sessions have now, with everything that hangs on them.

A session that was stored under a name of one source's (Illinois' "104th", Texas' "89R") is ours since the table of
sessions has it. A bill that stands under both names becomes one: what each source says of it is put together, and
matches, mutes, positions, changes and followers move with it. Links to the old name lead to the new one
(`sessions.current_id`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, String, cast, delete, insert, null, select, update

from tracker import clock
from tracker.db import search_index
from tracker.db.engine import reading, writing
from tracker.db.models import (
    Base,
    Bill,
    ChangeRow,
    Claim,
    HearingBill,
    ListingRow,
    Mute,
    Pending,
    Session,
    SubscriptionRow,
)
from tracker.ingest.recheck import judge_again
from tracker.ingest.writer import save_changes
from tracker.records import sessions
from tracker.records.changes import Change, Move

_OWN: Final = ("bill_actions", "bill_sponsorships")
"""Rows of one bill, made anew from its record."""
_KEYED: Final = (
    ("bill_texts", "bill_id"),
    ("earlier_texts", "bill_id"),
    ("text_reads", "bill_id"),
    ("claims", "record_id"),
    ("matches", "record_id"),
    ("topic_labels", "record_id"),
    ("unreadable_records", "record_id"),
    ("done", "record_id"),
    ("companions", "bill_id"),
    ("companions", "other_id"),
    ("changes", "record_id"),
    ("windows", "record_id"),
    ("slow_tellings", "record_id"),
)
"""What is known of a bill by its id."""
_SOURCE: Final = "sessions"
"""Who is named as having told these changes."""
_WRITTEN: Final = ((ChangeRow, "bills"), (ChangeRow, "moves"), (SubscriptionRow, "wishes"), (ListingRow, "listed"))
"""Where ids stand in lists."""


def rename_sessions(engine: Engine) -> int:
    """Move the bills of sessions that go by another name now; returns how many."""
    with reading(engine) as connection:
        stored = connection.execute(select(Session.jurisdiction, Session.identifier)).all()
    moved = 0
    for place, old in stored:
        new = sessions.canonical(place, old)
        if new is not None and new != old:
            with writing(engine) as connection:
                moved += _moved(connection, place, old, new)
    return moved


def _moved(connection: Connection, place: str, old: str, new: str) -> int:
    held = select(Bill.id).where(Bill.jurisdiction == place, Bill.legislative_session == old)
    names = {key: f"{place}/{new}/{key.rpartition('/')[2]}" for key in connection.execute(held).scalars()}
    both = {key for key in names.values() if connection.execute(select(Bill.id).where(Bill.id == key)).first()}
    for key, name in names.items():
        if name in both:
            _claims_in_words(connection, key)
            _claims_in_words(connection, name)
            _older(connection, key, name)
        else:
            _copied(connection, key, name, new)
        _rekeyed(connection, key, name, whole=name not in both)
    for key in names:
        connection.execute(delete(Bill).where(Bill.id == key))
    search_index.forget(connection, names)
    _rewritten(connection, place, old, new)
    save_changes(connection, [_renaming(key, name) for key, name in names.items()], _SOURCE, None)
    same = (HearingBill.jurisdiction == place, HearingBill.legislative_session == old)
    connection.execute(update(HearingBill).where(*same).values(legislative_session=new))
    _session_row(connection, place, old, new)
    for source, keys in _by_source(connection, both).items():
        judge_again(connection, source, keys, clock.today())
    return len(names)


def _renaming(old: str, new: str) -> Change:
    """That a bill has another id now, for those who keep it by its id; nobody is mailed about it."""
    moves = (Move(aspect="id", before=old, after=new),)
    return Change(kind="bill_record", what="bill", record=new, moves=moves, quiet="renamed")


def _by_source(connection: Connection, keys: Iterable[str]) -> Mapping[str, list[str]]:
    by_name: dict[str, list[str]] = {}
    for key in sorted(keys):
        source = connection.execute(select(Bill.source).where(Bill.id == key)).scalar_one()
        by_name.setdefault(source, []).append(key)
    return by_name


def _copied(connection: Connection, old: str, new: str, session: str) -> None:
    """The row of a bill under its new id; the old one goes when nothing hangs on it any more."""
    table = Bill.__table__
    row = dict(connection.execute(select(table).where(Bill.id == old)).mappings().one())
    row.update(id=new, legislative_session=session, record=_in_session(row["record"], session))
    row = {name: null() if value is None else value for name, value in row.items()}
    connection.execute(insert(Bill).values(row))
    for what in ("judge", "index"):
        connection.execute(insert(Pending).values(job=what, record_id=new, what="bill"))


def _older(connection: Connection, old: str, new: str) -> None:
    """A bill that stood twice was first seen when either was."""
    seen = connection.execute(select(Bill.first_seen).where(Bill.id.in_([old, new]))).scalars().all()
    connection.execute(update(Bill).where(Bill.id == new).values(first_seen=min(seen)))


def _in_session(record: Any, session: str) -> Any:
    document = orjson.loads(record) if isinstance(record, str) else record
    return {**document, "legislative_session": session} if isinstance(document, Mapping) else record


def _claims_in_words(connection: Connection, key: str) -> None:
    """Write out what the one source of a record says, which was its record itself."""
    record = connection.execute(select(Bill.record).where(Bill.id == key)).scalar_one()
    bare = (Claim.record_id == key, Claim.record.is_(None))
    connection.execute(update(Claim).where(*bare).values(record=record))


def _rekeyed(connection: Connection, old: str, new: str, *, whole: bool) -> None:
    """Move what is known of a bill; where the other one has its own already, that stands."""
    for name in _OWN if whole else ():
        column = Base.metadata.tables[name].c.bill_id
        connection.execute(update(column.table).where(column == old).values({column: new}))
    for name, field in _KEYED:
        column = Base.metadata.tables[name].c[field]
        _moved_rows(connection, column, old, new)
    _moved_rows(connection, Mute.__table__.c.value, old, new, kind="record")
    connection.execute(delete(Pending).where(Pending.record_id == old))


def _moved_rows(connection: Connection, column: Any, old: str, new: str, **also: str) -> None:
    table = column.table
    where = [table.c[name] == value for name, value in also.items()]
    others = [key_column for key_column in table.primary_key.columns if key_column is not column]
    if column.primary_key and others:
        taken = select(*others).where(column == new, *where)
        for row in connection.execute(taken).all():
            same = [other == value for other, value in zip(others, row, strict=True)]
            connection.execute(delete(table).where(column == old, *same))
    elif column.primary_key and connection.execute(select(column).where(column == new)).first():
        connection.execute(delete(table).where(column == old))
    connection.execute(update(table).where(column == old, *where).values({column: new}))


def _rewritten(connection: Connection, place: str, old: str, new: str) -> None:
    """Ids inside lists: the bills that a subscription follows, those of a hearing's change."""
    for model, name in _WRITTEN:
        column = getattr(model, name)
        keys = list(Base.metadata.tables[model.__tablename__].primary_key.columns)
        holding = select(*keys, column).where(cast(column, String).contains(f"{place}/{old}", autoescape=True))
        for *key, value in connection.execute(holding).all():
            now = _renamed(value, f"{place}/{old}", f"{place}/{new}")
            same = [key_column == part for key_column, part in zip(keys, key, strict=True)]
            connection.execute(update(model).where(*same).values({name: now}))


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return new + value[len(old) :] if value == old or value.startswith(f"{old}/") else value
    if isinstance(value, list):
        return [_renamed(inner, old, new) for inner in value]
    if isinstance(value, dict):
        return {_renamed(name, old, new): _renamed(inner, old, new) for name, inner in value.items()}
    return value


def _session_row(connection: Connection, place: str, old: str, new: str) -> None:
    _moved_rows(connection, Session.__table__.c.identifier, old, new, jurisdiction=place)
