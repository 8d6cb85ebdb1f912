"""LegiScan and govbot's copy of Open States tell one bill in alternating rounds: it rests from the second on, and loses no step."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, select

from spiders import registry
from spiders.platforms import legiscan_bill, openstates_bill
from tests.platforms import legiscan_world
from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import Bill, BillAction
from tracker.ingest.visit import Visit
from tracker.records.items import ScrapedBill

HOUSE, SENATE = '~{"classification": "lower"}', '~{"classification": "upper"}'
OPEN_STATES = [
    ("Filed", "2024-11-12", HOUSE, ["filing"]),
    ("Read first time", "2025-02-27", HOUSE, ["reading-1"]),
    ("Referred to Public Health", "2025-02-27", HOUSE, ["referral-committee"]),
    ("Reported favorably as substituted", "2025-04-01", HOUSE, ["committee-passage-favorable"]),
    ("Read 2nd time", "2025-04-24", HOUSE, ["reading-2"]),
    ("Passed", "2025-04-25", HOUSE, ["passage"]),
    ("Received from the House", "2025-04-29", SENATE, ["introduction"]),
]
LEGISCAN = [
    ("2024-11-12", "Filed", "H", 1),
    ("2025-02-27", "Read first time", "H"),
    ("2025-02-27", "Referred to Public Health", "H", 1),
    ("2025-03-11", "Left pending in committee", "H"),
    ("2025-04-01", "Reported favorably as substituted", "H", 1),
    ("2025-04-24", "Read 2nd time", "H"),
    ("2025-04-24", "Amended. 1-Hull", "H"),
    ("2025-04-25", "Read 3rd time", "H"),
    ("2025-04-25", "RV#512", "H"),
    ("2025-04-25", "Passed", "H", 1),
    ("2025-04-28", "Received from the House", "S"),
    ("2025-05-05", "Referred to Health & Human Services", "S", 1),
]


def openstates(number: int, steps: list[tuple[str, str, str, list[str]]]) -> ScrapedBill:
    row = {
        "legislative_session": "89R",
        "identifier": f"HB {number}",
        "title": "Relating to mental health services",
        "from_organization": HOUSE,
        "classification": ["bill"],
        "jurisdiction": {"id": "ocd-jurisdiction/country:us/state:tx/government"},
        "actions": [
            {"description": words, "date": day, "organization_id": chamber, "classification": labels}
            for words, day, chamber, labels in steps
        ],
        "sources": [{"url": f"https://capitol.example/HB{number}"}],
    }
    return openstates_bill.bill(row, place="us-tx")


def legiscan(number: int, steps: list[tuple]) -> ScrapedBill:
    history = [legiscan_world.action(*step) for step in steps]
    return legiscan_bill.bill(legiscan_world.bill(number, f"HB{number}", history=history))


def test_a_bill_of_both_rests_from_the_second_round_on_and_loses_no_step(sqlite_engine: Engine):
    late = [(words, "2025-04-26" if words == "Passed" else day, *more) for words, day, *more in OPEN_STATES]
    rounds = {
        "govbot": [openstates(1, OPEN_STATES), openstates(2, OPEN_STATES[:4]), openstates(3, late)],
        "legiscan": [legiscan(1, LEGISCAN), legiscan(2, LEGISCAN), legiscan(3, LEGISCAN)],
    }
    for turn in range(3):
        for name, bills in rounds.items():
            with clock.as_of(dt.datetime(2025, 5, 20 + turn, 12, tzinfo=dt.UTC)):
                visit = Visit(sqlite_engine, name, registry.source(name).source)
                for bill in bills:
                    visit.take(bill)
                summary = visit.finish()
            assert (summary.verdict, turn and summary.counts.changed) == ("ok", 0)
    told = {words for _day, words, *_more in LEGISCAN} | {words for words, *_more in OPEN_STATES}
    with reading(sqlite_engine) as connection:
        for number in (1, 2, 3):
            key = f"us-tx/89/HB{number}"
            held = select(BillAction.description).where(BillAction.bill_id == key)
            assert told <= set(connection.execute(held).scalars()), key
            assert connection.execute(select(Bill.stage).where(Bill.id == key)).scalar_one() == "passed-one-chamber"
