"""Lists find what fits, in the order they promise, page after page."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from tests.records import CONGRESS, bill, hearing
from tracker import clock
from tracker.db import queries, search_index
from tracker.db.engine import reading, writing
from tracker.db.models import Match
from tracker.errors import UsageProblem
from tracker.ingest.visit import Visit
from tracker.records.items import HeardBill
from tracker.settings import load
from tracker.web import cursors, hearing_lists
from tracker.web.app import create_app

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


def test_bills_that_an_estimate_calls_possible_are_listed_where_asked_for_and_told_as_an_estimate(engine: Engine):
    with Visit(engine, "us-test", CONGRESS) as visit:
        for number in (1, 2, 3):
            visit.take(bill(number, title=f"Bill {number} about beds"))
        visit.finish()
    guess = {"rule": "estimate", "field": "title", "words": "beds", "excerpt": "beds", "weight": 0.0, "share": 0.6}
    matched = {"what": "bill", "topic": "mental-health", "judged_at": clock.now()}
    rows = [
        {"record_id": "us/119/HR1", "score": 60, "flagged": True, "tier": "flagged", "reasons": []},
        {"record_id": "us/119/HR2", "score": 18, "flagged": False, "tier": "possible", "reasons": [guess]},
    ]
    with writing(engine) as connection:
        connection.execute(insert(Match), [{**matched, **row} for row in rows])
    search_index.refresh(engine)
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as reader:
        asked = {
            name: reader.get(f"/api/v1/bills?{name}").json()["items"]
            for name in ("", "possible=1", "possible=1&q=beds")
        }
        csv = reader.get("/bills.csv?possible=1").text
        listed = reader.get("/bills?possible=1").text
        page = reader.get("/bills/us/119/HR2").text
        elsewhere = reader.get("/api/v1/bills?possible=1&topic=youth").json()["items"]
    listed_ids = {name: [each["id"] for each in items] for name, items in asked.items()}
    assert listed_ids == {"": ["us/119/HR1"], "possible=1": ["us/119/HR2"], "possible=1&q=beds": ["us/119/HR2"]}
    assert (elsewhere, "mental-health 18?" in csv, "score out of 100" in listed) == ([], True, False)
    assert "Of 10 bills with such words (beds), analysts saw the topic in 6." in page


def test_hearings_from_memory_are_those_of_now(engine: Engine):
    def take(**changed) -> None:
        with Visit(engine, "us-test", CONGRESS) as visit:
            visit.take(hearing("soon", **changed))
            visit.finish()

    def shown(path: str) -> str:
        return str(client.get(path).text)

    start = hearing().start
    lists = ("/hearings?all=1", "/hearings/month?all=1&month=2026-12")
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client, clock.as_of(start):
        assert not any("soon" in shown(path) for path in lists)
        take()
        assert all("us/soon" in shown(path) and "Canceled" not in shown(path) for path in lists)
        take(status="cancelled")
        assert all("Canceled" in shown(path) for path in lists)
        with clock.as_of(start + hearing_lists.LATEST + dt.timedelta(minutes=1)):
            assert "us/soon" not in shown(lists[0])
            assert "us/soon" in shown(lists[1])
