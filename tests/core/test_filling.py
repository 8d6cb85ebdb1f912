"""A field that goes missing is noticed in the first run that lacks it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.records import CONGRESS, bill, hearing
from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading
from tracker.ingest.field_coverage import filled, lost
from tracker.ingest.verdict import RunSummary
from tracker.ingest.visit import Visit
from tracker.records import ocd_json
from tracker.records.items import ScrapedBill


def visit(engine: Engine, *found: ScrapedBill) -> RunSummary:
    with Visit(engine, "us-test", CONGRESS) as made:
        for each in found:
            made.take(each)
        return made.finish()


def test_a_field_that_goes_missing_is_told_with_its_numbers(engine: Engine):
    assert visit(engine, *map(bill, range(1, 21))).verdict == "ok"
    bare = visit(engine, *(replace(bill(number), sponsorships=(), stamp="v2") for number in range(1, 21)))

    assert bare.verdict == "degraded"
    with reading(engine) as connection:
        kept = ocd_json.parsed(queries.bills_by_id(connection, ["us/119/HR7"])["us/119/HR7"].record)
    assert [each["name"] for each in kept["sponsorships"]] == ["Rep. Doe, Jane"]  # what was told before stands
    assert "sponsorships in 0 of 20 bills, where 100% had it in the last clean run" in bare.reason
    again = visit(engine, *(replace(bill(number), sponsorships=(), stamp="v3") for number in range(1, 21)))
    assert again.verdict == "degraded"
    assert visit(engine, *map(bill, range(1, 21))).verdict == "ok"


def test_what_was_told_for_three_weeks_is_the_new_normal(sqlite_engine: Engine):
    def bare(number: int) -> ScrapedBill:
        return replace(bill(number), sponsorships=())

    with clock.as_of(dt.date(2026, 10, 1)):
        visit(sqlite_engine, *map(bill, range(1, 21)))
    with clock.as_of(dt.date(2026, 10, 2)):
        assert visit(sqlite_engine, *map(bare, range(1, 21))).verdict == "degraded"
    with clock.as_of(dt.date(2026, 10, 20)):
        assert visit(sqlite_engine, *map(bare, range(1, 21))).verdict == "degraded"
    with clock.as_of(dt.date(2026, 10, 28)):
        assert visit(sqlite_engine, *map(bare, range(1, 21))).verdict == "ok"


def test_a_few_records_and_rare_fields_prove_nothing():
    assert not lost({"bill": 3}, {"bill": 100, "bill.actions": 100})
    assert not lost({"bill": 100}, {"bill": 3, "bill.actions": 3})
    assert not lost({"bill": 100}, {"bill": 100, "bill.subject": 40})
    assert not lost({"bill": 100, "bill.actions": 60}, {"bill": 100, "bill.actions": 100})
    assert lost({"bill": 100, "bill.actions": 20}, {"bill": 100, "bill.actions": 100})


def test_every_kind_of_record_is_counted_by_what_it_has():
    assert {"bill", "bill.actions", "bill.sponsorships"} <= set(filled(bill()))
    assert "bill.actions" not in set(filled(replace(bill(), actions=())))
    assert "hearing" in set(filled(hearing("a")))
    assert not list(filled("something else"))


@given(st.dictionaries(st.sampled_from(["bill", "bill.actions", "hearing", "hearing.end"]), st.integers(0, 1000)))
def test_a_visit_like_the_last_loses_nothing(counts: dict[str, int]):
    honest = {name: min(number, counts.get(name.partition(".")[0], 0)) for name, number in counts.items()}
    assert not lost(honest, honest)


@pytest.mark.parametrize(
    ("had", "then", "has", "now", "gone"),
    [
        (8, 8, 0, 8, True),  # eight records on either side say enough
        (7, 7, 0, 8, False),
        (8, 8, 0, 7, False),
        (50, 100, 0, 100, True),  # half of the records had it: usual
        (49, 100, 0, 100, False),
        (100, 100, 24, 100, True),  # below a quarter of its usual share
        (100, 100, 25, 100, False),
        (60, 100, 14, 100, True),
        (60, 100, 15, 100, False),
        (100, 100, 100, 100, False),
    ],
)
def test_a_field_is_gone_when_hardly_any_record_has_what_half_of_them_had(
    had: int, then: int, has: int, now: int, gone: bool
) -> None:
    told = lost({"bill": now, "bill.actions": has}, {"bill": then, "bill.actions": had})
    assert told == [f"actions in {has} of {now} bills, where {had / then:.0%} had it in the last clean run"] * gone


def test_a_kind_of_record_or_a_field_that_is_not_counted_at_all_counts_as_none() -> None:
    assert lost({}, {"bill": 100, "bill.actions": 100}) == []
    assert lost({"bill": 100}, {"bill.actions": 100}) == []
    assert lost({"bill": 100}, {"bill": 100, "bill.actions": 100}) != []
    assert lost({"bill": 100, "hearing": 100}, {"bill": 100, "hearing": 100}) == []


def test_each_watched_field_that_a_record_has_is_counted_and_no_empty_one() -> None:
    assert list(filled("a record of no kind")) == []
    full = set(filled(bill(1)))
    assert {"bill", "bill.actions", "bill.sponsorships"} <= full
    assert set(filled(replace(bill(1), actions=(), sponsorships=(), abstracts=()))) == full - {
        "bill.actions",
        "bill.sponsorships",
        "bill.abstracts",
    }
