"""Lists find what fits, in the order they promise, page after page."""

from __future__ import annotations

from sqlalchemy import Engine, insert

from tests.records import CONGRESS, bill, hearing
from tracker import clock, store
from tracker.database import reading, writing
from tracker.ingest import Visit
from tracker.items import HeardBill
from tracker.models import Match


def test_hearings_of_flagged_bills_are_found(engine: Engine):
    with Visit(engine, "us-test", CONGRESS) as visit:
        visit.take(bill(1))
        visit.take(hearing("a", bills=(HeardBill(identifier="HR1"),), legislative_session=None))
        visit.take(hearing("b", bills=(HeardBill(identifier="HR1", legislative_session="119"),)))
        visit.take(hearing("c", bills=(HeardBill(identifier="HR2"),)))
        visit.finish()
    row = {"record_id": "us/119/HR1", "topic": "parity", "what": "bill", "score": 60, "flagged": True}
    with writing(engine) as connection:
        connection.execute(insert(Match).values(reasons=[], judged_at=clock.now(), **row))
    with reading(engine) as connection:
        found = [each.id for each in store.hearings(connection, store.HearingQuery(flagged=True))]
    assert found == ["us/a", "us/b"]
