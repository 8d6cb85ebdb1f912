"""A heard bill without a session is of the one that sits on its day, and of none where another may sit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, update
from starlette.testclient import TestClient

from tests.records import READER
from tracker.db import queries
from tracker.db.engine import reading, writing
from tracker.db.models import HearingBill
from tracker.ingest.heard_again import tie_again
from tracker.ingest.visit import Visit
from tracker.records import ocd_json, sessions
from tracker.records.changes import heard_ids
from tracker.records.heard_sessions import UNSURE, is_unsure, session_on
from tracker.records.items import HeardBill, Record, ScrapedBill, ScrapedHearing
from tracker.records.jurisdictions import all_jurisdictions, jurisdiction
from tracker.records.session_ends import lives
from tracker.settings import load
from tracker.web.app import create_app


@pytest.mark.parametrize(
    ("place", "day", "words", "session"),
    [
        ("us-tx", "2025-03-15", "", "89"),
        ("us-tx", "2025-08-20", "", "892"),
        ("us-tx", "2026-10-06", "", UNSURE),  # a fourth called session that no table has
        ("us-tx", "2026-10-06", "House Interim Committee on Flooding", "89"),
        ("us-tx", "2025-04-01", "Public Health (First Called Session)", UNSURE),
        ("us-fl", "2025-11-18", "", UNSURE),  # committees hear bills filed ahead for the session of March
        ("us-ky", "2026-07-15", "Interim Joint Committee on Health Services", "2026RS"),
        ("us-nm", "2025-10-05", "", "2025S1"),
        ("us-mn", "2025-06-09", "", UNSURE),  # House File 1 of the special session, or of the biennium
        ("us-mn", "2025-06-09", "Taxes, special session", "2025S1"),
        ("us-mn", "2025-10-15", "", "94"),  # between the two years of a legislature
        ("us-wa", "2025-12-04", "", "2025-2026"),
        ("us-wa", "2025-12-04", "Ways & Means (2025 1st Special Session)", UNSURE),
        ("us-wa", "2026-10-06", "", UNSURE),
        ("us-ak", "2027-08-01", "", "35"),  # the days of its second year are not known yet
        ("us-va", "2026-11-17", "", "2026"),  # what was put off to the second year of the legislature
        ("us-nh", "2025-10-15", "", "2025"),
        ("us-nv", "2026-01-20", "Joint Interim Standing Committee on Health", "83"),
        ("us-tx", "2023-06-27", "", UNSURE),  # one special session ends and another begins
        ("us", "2026-12-31", "", "119"),
    ],
)  # fmt: skip
def test_no_heard_bill_is_guessed_to_be_of_a_session_that_is_over(place: str, day: str, words: str, session: str):
    assert session_on(jurisdiction(place), dt.date.fromisoformat(day), words) == session


def test_on_every_third_day_of_three_years_only_a_session_that_lives_there_is_meant():
    for place in all_jurisdictions().values():
        for day in (dt.date(2025, 1, 20) + dt.timedelta(days=number) for number in range(0, 1000, 3)):
            session, sits = session_on(place, day, ""), place.sitting(day)
            known = sessions.sitting(place.code, day)
            special = {known_session.name for known_session in known if known_session.special}
            before = {sitting.session for sitting in place.sittings if sitting.last < day}
            again = before & {sitting.session for sitting in place.sittings if sitting.first > day}
            if sits is not None:
                assert session == sits.session, (place.code, day)
            elif again:  # between two sittings of one session its bills wait
                assert session in ({*again, UNSURE} if special else again), (place.code, day)
            elif session != UNSURE:
                lives_on = session in before and lives(place.code, session, day)
                assert lives_on or session in {known_session.name for known_session in known}, (place.code, day)


def kept(engine: Engine, *records: Record) -> None:
    with Visit(engine, "a-reader", replace(READER, jurisdiction="us-tx")) as visit:
        for record in records:
            visit.take(record)
        assert visit.finish().verdict == "ok"


def texan(identifier: str, session: str) -> ScrapedBill:
    return ScrapedBill(jurisdiction="us-tx", legislative_session=session, identifier=identifier, title=f"Act {session}")


def called(day: dt.datetime = dt.datetime(2026, 10, 6, 15, tzinfo=dt.UTC), **more) -> ScrapedHearing:
    return ScrapedHearing(
        key="h1", jurisdiction="us-tx", name="Public Health", start=day, timezone="America/Chicago",
        bills=(HeardBill(identifier="HB 1"),), **more,
    )  # fmt: skip


def test_a_bill_of_no_known_session_is_tied_to_none_and_its_page_says_why(engine: Engine, tmp_path, monkeypatch):
    kept(engine, texan("HB1", "89"), texan("HB1", "894"), called())
    assert heard_ids(called()) == ("us-tx/?/HB1",)
    with reading(engine) as connection:
        (row,) = queries.hearings(connection, queries.HearingQuery())
        for session in ("89", "894"):
            wanted = queries.HearingQuery(bills=(f"us-tx/{session}/HB1",))
            assert list(queries.hearings(connection, wanted)) == []
        heard = queries.heard_bills(connection, [row.id])[row.id]
        (shown,) = ocd_json.hearing(row, heard)["bills"]
    assert (heard, shown["unsure"]) == (["us-tx/?/HB1"], ocd_json.NO_SESSION)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
        assert "tied to no bill: it is not clear which session" in client.get("/hearings/us-tx/h1").text
        page = client.get("/hearings?place=us-tx&from=2026-10-01&all=1").text
    assert "HB 1" in page
    assert "/bills/us-tx/" not in page


def test_bills_of_a_city_are_unknown_and_not_unsure():
    assert [is_unsure(key) for key in ("us-tx/?/HB1", "us-tx/89/HB1", "us-tx-austin/?/HB1", "us-tx")] == [
        True, False, False, False,
    ]  # fmt: skip


def test_stored_hearings_are_tied_anew_when_the_tables_know_more(engine: Engine):
    sat = called(dt.datetime(2025, 8, 20, 15, tzinfo=dt.UTC))
    kept(engine, sat)
    with writing(engine) as connection:  # as an earlier table had it
        connection.execute(update(HearingBill).values(legislative_session="89"))
    assert [tie_again(engine), tie_again(engine)] == [1, 0]
    with reading(engine) as connection:
        assert connection.execute(select(HearingBill.legislative_session)).scalars().all() == ["892"]
