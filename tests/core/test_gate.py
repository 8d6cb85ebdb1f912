"""What cannot be true of any record is refused at one gate, and costs no more than itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests.records import CONGRESS, INTRODUCED, PASSED, REFERRED, bill, hearing
from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading
from tracker.ingest.gate import by_its_own_name, on_possible_days, refusal
from tracker.ingest.visit import Visit
from tracker.records.items import ScrapedBill, ScrapedHearing

IMPOSSIBLE = [dt.date(*day) for day in ((1, 1, 1), (1753, 1, 1), (1900, 1, 1), (1970, 1, 1), (2062, 2, 6), (2126, 11, 3), (9999, 12, 31))]  # fmt: skip
POSSIBLE = [dt.date(*day) for day in ((1973, 1, 3), (2026, 11, 23), (2033, 7, 1))]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The days that can be are counted from today."""
    with clock.as_of(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)):
        yield


@pytest.mark.parametrize("day", IMPOSSIBLE, ids=str)
def test_a_step_on_an_impossible_day_gets_the_day_of_its_neighbor_and_is_told(day: dt.date):
    told = bill(actions=(replace(INTRODUCED, date=day), REFERRED, replace(PASSED, date=day)))
    kept, wrong = on_possible_days(told)

    assert kept == replace(told, actions=tuple(replace(each, date=REFERRED.date) for each in told.actions))
    assert day.isoformat() in wrong


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("CANCELLED: Mental Health Advisory Board", "Mental Health Advisory Board"),
        ("CANCELED - Board of Health", "Board of Health"),
        ("*** POSTPONED *** Joint Budget Committee", "Joint Budget Committee"),
        ("[CANCELED] Board", "Board"),
        ("CANCELLED MEETING: Juvenile Justice", "Juvenile Justice"),
        ("CANCELLED Board of Supervisors", "Board of Supervisors"),
        ("Board of Supervisors CANCELED", "Board of Supervisors"),
        ("Finance (Cancelled)", "Finance"),
        ("Finance Committee Meeting - Canceled", "Finance Committee Meeting"),
        ("CANCELADA: Vista pública", "Vista pública"),
        ("Reunión ordinaria (suspendida)", "Reunión ordinaria"),
        ("Canceled debts of students", "Canceled debts of students"),
        ("CANCELLED DEBTS OF STUDENTS", "CANCELLED DEBTS OF STUDENTS"),
        ("Postponed judgment in drug courts", "Postponed judgment in drug courts"),
        ("CANCELLED", "CANCELLED"),
        ("Canceled: HB 12. Added: HB 15", "HB 12. Added: HB 15"),
    ],
)
def test_a_meeting_that_is_off_has_its_own_name(name: str, plain: str):
    for status in ("cancelled", "postponed"):
        assert by_its_own_name(hearing(name=name, committee=name, status=status)) == hearing(
            name=plain, committee=plain, status=status
        )
    assert by_its_own_name(hearing(name=name)) == hearing(name=name)


@pytest.mark.parametrize("day", POSSIBLE, ids=str)
def test_a_day_that_can_be_stays(day: dt.date):
    for told in (
        bill(actions=(replace(REFERRED, date=day),)),
        hearing(start=dt.datetime.combine(day, dt.time(12), dt.UTC)),
    ):
        assert (on_possible_days(told), refusal(told)) == ((told, ""), "")


def test_a_history_of_impossible_days_alone_is_left_out():
    kept, wrong = on_possible_days(bill(actions=(replace(REFERRED, date=IMPOSSIBLE[0]),)))

    assert (kept, wrong.endswith("its steps were left out")) == (bill(actions=()), True)


@pytest.mark.parametrize("day", IMPOSSIBLE, ids=str)
def test_a_hearing_on_an_impossible_day_is_refused_and_such_an_end_is_left_out(day: dt.date):
    moment = dt.datetime.combine(day, dt.time(12), dt.UTC)

    assert day.isoformat() in refusal(hearing(start=moment))
    assert on_possible_days(hearing(end=moment))[0] == hearing(end=None)


@pytest.mark.parametrize(
    ("number", "taken"),
    [("H", False), ("HB", False), ("S", False), ("House Bill", False), ("HJRA", True), ("SJR DD", True), ("H1", True)],
)
def test_a_bill_without_a_number_is_refused_and_a_lettered_resolution_is_not(number: str, taken: bool):
    assert (not refusal(bill(identifier=number))) is taken


@pytest.mark.parametrize(
    ("place", "session", "taken"),
    [("us-wi", "2099", False), ("us-wi", "2027", True), ("us-xx-city", "2099", True), ("us", "119", True)],
)
def test_a_session_of_a_year_that_is_far_ahead_is_refused(place: str, session: str, taken: bool):
    filed = bill(jurisdiction=place, legislative_session=session, identifier="AB 1")
    assert (refusal(filed) == "") is taken


def test_what_is_refused_costs_itself_alone_and_is_told(engine: Engine):
    last = dt.datetime(9999, 12, 31, 12, tzinfo=dt.UTC)
    told: list[ScrapedBill | ScrapedHearing] = [hearing(f"h-{number}") for number in range(20)]
    odd = [
        hearing("odd", start=last),
        bill(identifier="H"),
        bill(2, actions=(replace(REFERRED, date=last.date()), PASSED)),
    ]
    with Visit(engine, "us-test", CONGRESS) as made:
        for each in [*odd, *told]:
            made.take(each)
        summary = made.finish()

    assert (summary.verdict, summary.counts.new, summary.counts.unreadable) == ("degraded", 21, 2)
    assert [each.kind for each in summary.problems] == ["unreadable", "unreadable", "impossible-day"]
    with reading(engine) as connection:
        (row,) = queries.bills(connection, queries.BillQuery())
    assert [each.date for each in queries.kept_bill(row).item.actions] == [PASSED.date] * 2
