"""Let stored bills die with their sessions and run out of their executive's time: nobody tells what the calendar does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Engine, bindparam, select, update

from tracker.db.engine import reading, writing
from tracker.db.models import Bill
from tracker.db.sound import value_of
from tracker.records.items import ScrapedBill
from tracker.records.stages import OPEN, WAITING, is_over, stage_of, time_ran_out

_PART: Final = 900
"""Older SQLite takes at most 999 parameters."""


def restage(engine: Engine, today: dt.date) -> int:
    """Write down the stage of bills that the calendar alone has moved; returns how many stand otherwise than they did.

    A bill whose session ended is read once: what died is not open any more.
    """
    moved = {key: stage for key, stage in _over(engine, today).items() if stage not in OPEN}
    moved |= {key: stage for key, stage in _waiting(engine, today).items() if stage not in WAITING}
    if moved:
        statement = update(Bill).where(Bill.id == bindparam("key")).values(stage=bindparam("now"))
        with writing(engine) as connection:
            connection.execute(statement, [{"key": key, "now": stage} for key, stage in moved.items()])
    return len(moved)


def _over(engine: Engine, today: dt.date) -> Mapping[str, str]:
    found: dict[str, str] = {}
    with reading(engine) as connection:
        held = select(Bill.jurisdiction, Bill.legislative_session).where(Bill.stage.in_(OPEN)).distinct()
        for place, session in connection.execute(held).all():
            if is_over(place, session, today):
                open_ones = select(Bill.id, Bill.record).where(
                    Bill.jurisdiction == place, Bill.legislative_session == session, Bill.stage.in_(OPEN)
                )
                for key, record in connection.execute(open_ones):
                    bill = value_of(ScrapedBill, record, key)
                    found |= {key: stage_of(bill, today)} if bill is not None else {}
    return found


def _waiting(engine: Engine, today: dt.date) -> Mapping[str, str]:
    """Bills whose executive's time is over."""
    columns = (Bill.id, Bill.jurisdiction, Bill.legislative_session, Bill.stage, Bill.latest_action_date)
    found: dict[str, str] = {}
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
                found |= {key: stage_of(bill, today)} if bill is not None else {}
    return found
