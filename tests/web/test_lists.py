"""Lists find what fits, in the order they promise, page after page."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, insert

from tests.records import CONGRESS, bill, hearing
from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading, writing
from tracker.db.models import Match
from tracker.errors import UsageProblem
from tracker.ingest.visit import Visit
from tracker.records.items import HeardBill
from tracker.web import cursors, hearing_lists

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


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
        found = [each.id for each in queries.hearings(connection, queries.HearingQuery(flagged=True))]
    assert found == ["us/a", "us/b"]


def test_hearings_are_paged_without_a_gap_even_at_one_moment(engine: Engine):
    with Visit(engine, "us-test", CONGRESS) as visit:
        for number in range(7):
            visit.take(hearing(f"h{number}"))
        visit.finish()
    met, cursor = [], ""
    with reading(engine) as connection:
        while True:
            found = hearing_lists.coming(connection, everything=True, after=LONG_AGO, limit=3, cursor=cursor)
            met += [row.id for row in found.rows]
            if not found.next:
                break
            cursor = found.next
    assert met == [f"us/h{number}" for number in range(7)]


@pytest.mark.parametrize(
    "cursor", ["x", "W10", cursors.encode("9999-99-99", "a"), cursors.encode("0001-01-01T00:00:00+23:59", "a")]
)
def test_a_cursor_that_is_not_ours_is_refused(sqlite_engine: Engine, cursor: str):
    with reading(sqlite_engine) as connection, pytest.raises(UsageProblem, match="cursor"):
        hearing_lists.coming(connection, cursor=cursor)
