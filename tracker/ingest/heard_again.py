"""Tie the bills that stored hearings name to their sessions anew: tables of sessions grow, and a hearing is told once."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine, delete, insert, select

from tracker.db import mapping
from tracker.db.engine import reading, writing
from tracker.db.models import Hearing, HearingBill
from tracker.db.sound import value_of
from tracker.records.items import ScrapedHearing
from tracker.records.jurisdictions import all_jurisdictions

_PART: Final = 500


def tie_again(engine: Engine) -> int:
    """Write down of which session each heard bill of a legislature is by the tables of now; returns how many hearings changed."""
    with reading(engine) as connection:
        hearing = select(HearingBill.hearing_id).where(HearingBill.jurisdiction.in_(all_jurisdictions())).distinct()
        keys = sorted(connection.execute(hearing).scalars())
    return sum(_tied(engine, keys[start : start + _PART]) for start in range(0, len(keys), _PART))


def _tied(engine: Engine, keys: list[str]) -> int:
    columns = HearingBill.__table__.c
    with writing(engine) as connection:
        records = connection.execute(select(Hearing.id, Hearing.record).where(Hearing.id.in_(keys))).all()
        rows = connection.execute(select(HearingBill.__table__).where(columns.hearing_id.in_(keys))).mappings()
        stored = {(row["hearing_id"], row["position"]): row["legislative_session"] for row in rows}
        hearings = [value_of(ScrapedHearing, record, key) for key, record in records]
        now = {hearing.id: list(mapping.heard_rows(hearing)) for hearing in hearings if hearing is not None}
        other = {
            key: rows
            for key, rows in now.items()
            if any(stored.get((key, row["position"])) != row["legislative_session"] for row in rows)
        }
        if other:
            connection.execute(delete(HearingBill).where(HearingBill.hearing_id.in_(other)))
            connection.execute(insert(HearingBill), [row for rows in other.values() for row in rows])
    return len(other)
