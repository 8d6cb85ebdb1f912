"""Let stored bills die with their sessions: nobody tells an end that follows from the calendar alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Engine, bindparam, select, update

from tracker.db.engine import reading, writing
from tracker.db.models import Bill
from tracker.records import serialize
from tracker.records.items import ScrapedBill
from tracker.records.stages import OPEN, is_over, stage_of


def restage(engine: Engine, today: dt.date) -> int:
    """Write down the stage of bills whose session is over; returns how many stand otherwise than they did.

    A bill whose session ended is read once: what died is not open any more.
    """
    moved = {key: stage for key, stage in _over(engine, today).items() if stage not in OPEN}
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
                    found[key] = stage_of(serialize.decode(ScrapedBill, record), today)
    return found
