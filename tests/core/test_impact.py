"""The impact report tells what stored records say: no cause, nobody's name, and what could not be read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, insert, select

from tests.records import CONGRESS, PASSED, bill, hearing
from tracker.cli.main import tracker
from tracker.clock import as_of
from tracker.db.engine import connect, reading
from tracker.db.models import DoneRow, SubscriptionRow
from tracker.exports import impact
from tracker.exports.impact import Scope
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.items import Action
from tracker.settings import load
from tracker.subscriptions import bill_lists, service
from tracker.subscriptions.bill_lists import Listed
from tracker.subscriptions.preferences import Wishes

NOW = dt.datetime(2026, 12, 20, 14, tzinfo=dt.UTC)
LAW = Action(date=dt.date(2026, 12, 10), description="Became Public Law No: 119-1.", classification=("became-law",))
SPAN = ("--since", "2026-11-15", "--until", "2026-12-15", "--as-of", "2026-12-20")
HOSTILE = "Crisis <b>Care</b> [Act](javascript:alert) *now*"


@pytest.fixture
def engine() -> Engine:
    """A bill that became law, one that passed a chamber, and one of which nothing moved; read early in November."""
    made = connect(load().url)
    steps = bill().actions
    with as_of(dt.datetime(2026, 11, 4, tzinfo=dt.UTC)):
        visit = Visit(made, "us-test", CONGRESS)
        visit.take(bill(1, title=HOSTILE, actions=(*steps, PASSED, LAW)))
        visit.take(bill(2, actions=(*steps, PASSED)))
        visit.take(bill(3))
        visit.take(hearing())
        visit.finish()
        flag_changed(made)
    with as_of(NOW):
        bill_lists.put(
            "ours", [Listed("us/119/HR1", "support"), Listed("us/119/HR2", "oppose"), Listed("us-or/2027R1/HB5")]
        )
    return made


def ticks(engine: Engine, kinds: dict[str, int]) -> None:
    with service.changing(engine) as connection:
        service.subscribe(connection, "jane@example.org", Wishes(), confirmed=True)
        number = connection.execute(select(SubscriptionRow.id)).scalar_one()
        rows = [
            {
                "subscription_id": number,
                "record_id": f"us/hearing-{n}",
                "kind": kind,
                "done_at": NOW - dt.timedelta(days=10),
            }
            for kind, many in kinds.items()
            for n in range(many)
        ]
        connection.execute(insert(DoneRow), rows)


def run(*words: str) -> Result:
    return CliRunner().invoke(tracker, ["report", *SPAN, *words], standalone_mode=False, catch_exceptions=False)


def test_a_list_is_told_by_position_with_the_steps_words_and_what_is_not_held(engine):
    told = json.loads(run("--coalition", "ours", "--format", "json").stdout)
    assert [(each["kind"], each["id"], each["position"], each["date"]) for each in told["changed"]] == [
        ("law", "us/119/HR1", "support", "2026-12-10"),
        ("passed", "us/119/HR1", "support", "2026-11-20"),
        ("passed", "us/119/HR2", "oppose", "2026-11-20"),
    ]
    assert told["changed"][0]["words"] == LAW.description
    assert told["changed"][0]["url"].startswith("https://")
    assert told["watched"]["bills"] == 2
    assert "Bills of the list that are not held here: HB 5 (Oregon)." in told["missing"]
    assert "no cause" in told["caution"]


def test_the_text_is_markdown_in_which_nothing_of_others_is_markup(engine):
    text = run("--coalition", "ours").stdout
    assert "- 1 bill: supported and became law" in text
    assert "on December 10, 2026. “Became Public Law No: 119-1.”" in text
    assert "us/119/" not in text
    assert "- HR 1 (Congress), " in text
    assert "<b>" not in text
    assert "\\[Act\\](javascript:alert) \\*now\\*" in text
    assert "They show no cause." in text


def test_what_happened_before_or_after_is_not_told(engine):
    with as_of(NOW), reading(engine) as connection:
        early = impact.measure(connection, Scope(since=dt.date(2026, 11, 5), until=dt.date(2026, 11, 19)))
        late = impact.measure(connection, Scope(since=dt.date(2026, 12, 1), until=dt.date(2026, 12, 15)))
        other = impact.measure(
            connection, Scope(since=dt.date(2026, 11, 5), until=dt.date(2026, 12, 15), places=("us-ma",))
        )
    assert [each.kind for each in early.changed] == []
    assert [each.kind for each in late.changed] == ["law"]
    assert (other.watched["bills"], len(other.changed)) == (0, 0)
    assert early.watched["bills"] == 3


@pytest.mark.parametrize(
    ("kinds", "did", "few"),
    [
        ({}, {}, False),
        ({"written-testimony": 4}, {}, True),
        ({"written-testimony": 5}, {"written-testimony": 5}, False),
        ({"written-testimony": 7, "position": 1}, {"written-testimony": 7}, True),
        ({"written-testimony": 7, "position": 3, "oral-sign-up": 2}, {"written-testimony": 7, "other": 5}, False),
    ],
)
def test_what_people_did_is_counted_and_no_number_could_mean_somebody(engine, kinds, did, few):
    if kinds:
        ticks(engine, kinds)
    with as_of(NOW), reading(engine) as connection:
        found = impact.measure(connection, Scope(since=dt.date(2026, 12, 1), until=dt.date(2026, 12, 15)))
    assert (found.did, found.did_few) == (did, few)


def test_a_source_that_was_not_read_is_named(engine):
    assert "us-test was not read in this time." in json.loads(run("--format", "json").stdout)["missing"]
    with as_of(dt.datetime(2026, 12, 1, tzinfo=dt.UTC)):
        Visit(engine, "us-test", CONGRESS).finish(forced="failed", reason="the server is away")
    assert "us-test could not be read at 1 of 1 visits." in json.loads(run("--format", "json").stdout)["missing"]


def test_the_table_has_a_row_a_number_and_no_formula(engine):
    with as_of(NOW - dt.timedelta(days=15)):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(replace(bill(1, title="=1+1 Care Act", actions=(*bill().actions, PASSED, LAW)), stamp="v9"))
        visit.finish()
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout)))
    assert {row["section"] for row in rows} == {"watched", "told", "changed", "missing"}
    assert "'=1+1 Care Act" in {row["title"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_days_in_the_wrong_order_are_one_sentence():
    answer = CliRunner().invoke(
        tracker, ["report", "--since", "2026-12-02", "--until", "2026-12-01"], standalone_mode=False
    )
    assert "expected a day not after 2026-12-01" in str(answer.exception)
