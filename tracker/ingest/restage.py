"""Let stored bills die with their sessions and run out of their executive's time: nobody tells what the calendar does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, select, update

from tracker.db.engine import reading, writing
from tracker.db.models import Bill
from tracker.db.sound import value_of
from tracker.ingest.writer import save_changes
from tracker.records.changes import Change, Move, quiet_reason
from tracker.records.items import ScrapedBill
from tracker.records.session_ends import dies_on, is_over
from tracker.records.stages import MORTAL, WAITING, Standing, standing_of, time_ran_out

_PART: Final = 900
"""Older SQLite takes at most 999 parameters."""
_SOURCE: Final = "calendar"
"""Who is named as having told these changes."""


def restage(engine: Engine, today: dt.date) -> int:
    """Write down the stage of bills that the calendar alone has moved; returns how many stand otherwise than they did.

    A bill whose session ended is read once: what died is not open any more. What was carried over is read until it ends.
    """
    _look_at_unseen(engine, today)
    moved = {key: now for key, now in _over(engine, today).items() if now.stage not in MORTAL}
    moved |= {key: now for key, now in _waiting(engine, today).items() if now.stage not in WAITING}
    if moved:
        where = update(Bill).where(Bill.id == bindparam("key"))
        statement = where.values(stage=bindparam("now"), stage_basis=bindparam("basis"))
        with writing(engine) as connection:  # both or neither: else a kill in between would tell it twice
            _tell(connection, moved, today)
            connection.execute(
                statement, [{"key": key, "now": now.stage, "basis": now.basis} for key, now in moved.items()]
            )
    return len(moved)


def _tell(connection: Connection, moved: Mapping[str, Standing], today: dt.date) -> None:
    """Note each as a change, so that readers learn of it; what ended long ago, and is only seen now, is old news."""
    keys = list(moved)
    for start in range(0, len(keys), _PART):
        query = select(Bill.id, Bill.stage, Bill.jurisdiction, Bill.legislative_session, Bill.latest_action_date)
        rows = connection.execute(query.where(Bill.id.in_(keys[start : start + _PART]))).all()
        save_changes(connection, [_change(row, moved[row.id].stage, today) for row in rows], _SOURCE, None)


def _change(row: Any, stage: str, today: dt.date) -> Change:
    last = row.latest_action_date or dt.date.min
    ended = dies_on(row.jurisdiction, row.legislative_session, last) if stage == "died" else today
    moves = (Move(aspect="stage", before=row.stage, after=stage),)
    change = Change(kind="bill_stage", what="bill", record=row.id, moves=moves, happened=ended)
    return replace(change, quiet=quiet_reason(change, first_run=False, today=today))


def _over(engine: Engine, today: dt.date) -> Mapping[str, Standing]:
    standings: dict[str, Standing] = {}
    with reading(engine) as connection:
        held = select(Bill.jurisdiction, Bill.legislative_session).where(Bill.stage.in_(MORTAL)).distinct()
        for place, session in connection.execute(held).all():
            if is_over(place, session, today):
                open_ones = select(Bill.id, Bill.record).where(
                    Bill.jurisdiction == place, Bill.legislative_session == session, Bill.stage.in_(MORTAL)
                )
                for key, record in connection.execute(open_ones):
                    bill = value_of(ScrapedBill, record, key)
                    standings |= {key: standing_of(bill, today)} if bill is not None else {}
    return standings


def _waiting(engine: Engine, today: dt.date) -> Mapping[str, Standing]:
    """Bills whose executive's time is over."""
    columns = (Bill.id, Bill.jurisdiction, Bill.legislative_session, Bill.stage, Bill.latest_action_date)
    standings: dict[str, Standing] = {}
    with reading(engine) as connection:
        held = connection.execute(
            select(*columns).where(Bill.stage.in_(WAITING), Bill.latest_action_date < today)
        ).all()
        over = [
            key
            for key, place, session, stage, last in held
            if last is not None and time_ran_out(place, session, stage, last, today)
        ]
        for start in range(0, len(over), _PART):
            some = select(Bill.id, Bill.record).where(Bill.id.in_(over[start : start + _PART]))
            for key, record in connection.execute(some):
                bill = value_of(ScrapedBill, record, key)
                standings |= {key: standing_of(bill, today)} if bill is not None else {}
    return standings


def _look_at_unseen(engine: Engine, today: dt.date) -> None:
    """Write down what the stage of bills rests on that were stored before that was kept."""
    statement = update(Bill).where(Bill.id == bindparam("key")).values(stage_basis=bindparam("basis"))
    while True:
        with reading(engine) as connection:
            query = select(Bill.id, Bill.record).where(Bill.stage_basis.is_(None)).limit(_PART)
            bills = [(key, value_of(ScrapedBill, record, key)) for key, record in connection.execute(query)]
        rows = [{"key": key, "basis": standing_of(bill, today).basis if bill else ""} for key, bill in bills]
        if not rows:
            return
        with writing(engine) as connection:
            connection.execute(statement, rows)
