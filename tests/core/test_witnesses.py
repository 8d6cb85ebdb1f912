"""What one witness alone says of a bill makes nothing by itself, and is shown with both addresses."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from tests.records import CONGRESS, READER, bill
from tracker import clock
from tracker.cli.bill_page import print_bill
from tracker.db import queries
from tracker.db.engine import reading
from tracker.db.models import Bill, ChangeRow
from tracker.exports.bill_view import bill_view
from tracker.ingest.recheck import recheck
from tracker.ingest.source import Source
from tracker.ingest.visit import Visit
from tracker.records.items import Action, Link, ScrapedBill
from tracker.records.merge import Claimed, merge
from tracker.records.stages import stage_of
from tracker.records.witnesses import LATE, confirmed
from tracker.settings import load
from tracker.web.app import create_app

TODAY = dt.date(2026, 7, 1)


def told(*steps: str, url: str = "https://example.org/a") -> ScrapedBill:
    """A bill of the House; each step is `MM-DD words`, in the journal of the chamber named before a bar where one is."""
    actions = []
    for each in steps:
        day, _, words = each.partition(" ")
        chamber, bar, rest = words.partition("|")
        actions.append(
            Action(
                date=dt.date.fromisoformat(f"2026-{day}"), description=rest if bar else words,
                organization=chamber if bar else None,
            )
        )  # fmt: skip
    return replace(bill(actions=tuple(actions)), from_organization="lower", sources=(Link(url=url),))


FILED = ("01-05 Introduced", "01-09 Referred to Health")
REPORTED = "06-25 Reported by the Committee on Health"


def judged(*claims: tuple[str, int, str, ScrapedBill], today: dt.date = TODAY):
    """The stage, the words of the actions, and for each step that is held back who told it and who does not."""
    made = [Claimed(source, rank, record, lineage) for source, rank, lineage, record in claims]
    left, held = confirmed(made, today)
    merged, _from = merge(left)
    assert isinstance(merged, ScrapedBill)
    words = [step.description for step in merged.actions]
    return stage_of(merged, today), words, [(each.description, each.told_by, each.missing_from) for each in held]


@pytest.mark.parametrize(
    ("official", "other", "stage", "held"),
    [
        (FILED, (*FILED, REPORTED), "in-committee", True),
        (FILED, (*FILED, "06-25 Passed House"), "in-committee", True),
        (FILED, (*FILED, "06-25 Signed by Governor"), "in-committee", True),
        (FILED, ("06-25 Passed House",), "in-committee", True),
        # the record shows it too, in its own words, some days later
        ((*FILED, "06-27 lower|Third reading, passed"), (*FILED, "06-25 lower|Passed House"), "passed-one-chamber", False),
        # what the record tells stands by itself
        ((*FILED, "06-25 Passed House"), FILED, "passed-one-chamber", False),
        # the record tells later steps without it, and the stage hangs on it
        ((*FILED, "06-28 Referred to Rules"), (*FILED, "06-20 lower|Passed House"), "in-committee", True),
        # the record says the opposite
        ((*FILED, "06-25 lower|Failed to pass"), (*FILED, "06-25 lower|Passed House", "06-25 Title read"), "failed", True),
        # it stood still for a month: what is told later counts
        (FILED, (*FILED, "05-25 Passed House"), "passed-one-chamber", False),
        (FILED, (*FILED, "05-31 Passed House"), "passed-one-chamber", False),
        (FILED, (*FILED, "06-01 Passed House"), "in-committee", True),
        # it tells of that day, so it is kept up however long ago that was
        ((*FILED, "04-20 Referred to Rules"), (*FILED, "04-20 lower|Passed House"), "in-committee", True),
        # the record went on without it, and the stage does not hang on it: journals differ in what they write down
        ((*FILED, "06-25 lower|Passed House"), (*FILED, "06-15 Reported by the Committee on Health", "06-25 lower|Passed House"), "passed-one-chamber", False),
        # five days apart is one step, six are two
        ((*FILED, "06-25 lower|Third reading, passed"), (*FILED, "06-30 lower|Passed House"), "passed-one-chamber", False),
        ((*FILED, "06-24 lower|Failed to pass"), (*FILED, "06-24 lower|Failed to pass", "06-30 lower|Passed House"), "failed", True),
        # one chamber's vote is not the other's
        ((*FILED, "06-25 upper|Third reading, passed"), (*FILED, "06-25 lower|Third reading, passed again"), "passed-one-chamber", True),
        # it names the newest step alone, so that its silence says nothing
        (("06-20 Referred to Rules",), (*FILED, "03-01 lower|Passed House", "03-02 To Senate", "06-20 Referred to Rules"), "passed-one-chamber", False),
        # words of that day that we cannot read may be it
        ((*FILED, "06-25 Vote 65-30", "06-28 Text printed"), (*FILED, "06-25 lower|Passed House", "06-25 Title read"), "passed-one-chamber", False),
        # a referral decides nothing
        (FILED, (*FILED, "06-25 Referred to Rules"), "in-committee", False),
        ((), (*FILED, "06-25 Passed House"), "passed-one-chamber", False),
    ],
)  # fmt: skip
def test_a_step_that_the_record_does_not_show_makes_no_stage(official, other, stage, held):
    claims = [("native", 90, "", told(*official)), ("reader", 30, "", told(*other, url="https://example.org/b"))]
    for order in permutations(claims):
        found, words, kept = judged(*order)
        assert (found, bool(kept)) == (stage, held)
        assert not set(words) & {each[0] for each in kept}
        assert all(each[1:] == ("reader", "native") for each in kept)


LIFE = {
    "06-02 Introduced": "introduced",
    "06-04 Referred to Health": "in-committee",
    "06-09 Reported by the Committee on Health": "in-committee",
    "06-13 lower|Passed House": "passed-one-chamber",
    "06-17 upper|Passed Senate as amended": "chambers-differ",
    "06-20 lower|House concurred in Senate amendments": "passed-both",
    "06-25 Sent to Governor": "sent-to-executive",
    "06-28 Signed by Governor": "law",
}
"""A bill's month, with the stage after each step."""
PAIRS = [(record, other) for record in range(2, 9) for other in range(1, 9) if other <= 2 * record]


@pytest.mark.parametrize(("record", "other"), PAIRS)
def test_of_two_that_are_not_equally_far_the_record_gives_the_stage_and_the_rest_is_told(record: int, other: int):
    steps = list(LIFE)
    claims = [
        ("native", 90, "", told(*steps[:record])),
        ("reader", 30, "", told(*steps[:other], url="https://example.org/b")),
    ]
    stage, words, held = judged(*claims)
    ahead = [each[6:].rpartition("|")[2] for each in steps[record:other]]

    assert stage == list(LIFE.values())[record - 1]
    assert [each[0] for each in held] == ahead
    assert len(words) == max(record, other) - len(ahead)


ENDS = {
    "Failed to pass": "failed",
    "Third reading, passed": "passed-one-chamber",
    "Signed by Governor": "law",
    "Vetoed by Governor": "vetoed",
    "Carried over to the next regular session": "carried-over",
    "Substituted by SB 12": "substituted",
}


@pytest.mark.parametrize(("record", "other"), list(permutations(ENDS, 2)))
@pytest.mark.parametrize("day", ["06-20", "06-25", "06-28"])
def test_of_two_ends_the_one_of_the_record_stands_and_the_other_is_told(record: str, other: str, day: str):
    claims = [
        ("native", 90, "", told(*FILED, f"06-25 lower|{record}")),
        ("reader", 30, "", told(*FILED, f"{day} lower|{other}", url="https://example.org/b")),
    ]
    for order in permutations(claims):
        stage, words, held = judged(*order)
        assert stage == ENDS[record]
        assert record in words
        assert (other, "reader", "native") in held or (other in words and stage == judged(claims[0])[0])


def test_two_readers_of_one_lineage_are_one_witness_and_two_of_two_are_two():
    news = (*FILED, "06-25 Passed House")
    one = [("native", 90, "", told(*FILED)), ("api", 30, "openstates", told(*news)), ("copy", 20, "openstates", told(*news))]  # fmt: skip
    assert judged(*one)[0] == "in-committee"
    two = [*one[:2], ("other", 30, "", told(*news))]
    assert judged(*two)[::2] == ("passed-one-chamber", [])


def test_of_two_witnesses_of_one_rank_each_needs_the_other():
    claims = [("a", 30, "", told(*FILED)), ("b", 30, "", told(*FILED, "06-25 Passed House"))]
    assert judged(*claims)[::2] == ("in-committee", [("Passed House", "b", "a")])


def test_what_is_held_back_names_both_addresses_and_its_day():
    claims = [Claimed("native", 90, told(*FILED)), Claimed("reader", 30, told(REPORTED, url="https://example.org/b"))]
    (held,) = confirmed(claims, TODAY)[1]
    assert (held.told_url, held.missing_url) == ("https://example.org/b", "https://example.org/a")
    assert (TODAY - held.date).days == 6
    assert not held.contradicted


WORDS = ("Introduced", "Referred to Health", "Passed House", "Passed Senate", "Signed by Governor", "Failed to pass", "Text")  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 60), st.sampled_from(WORDS)), max_size=6, unique=True), min_size=2, max_size=3
    )
)
def test_what_the_highest_witness_tells_always_stands_and_nothing_is_both_shown_and_held(lists):
    first = dt.date(2026, 5, 2)
    claims = [
        Claimed(
            f"s{n}",
            90 - 10 * n,
            bill(actions=tuple(Action(date=first + dt.timedelta(days=day), description=words) for day, words in steps)),
        )
        for n, steps in enumerate(lists)
    ]
    results = [confirmed(order, TODAY) for order in permutations(claims)]
    assert all(held == results[0][1] for _left, held in results)
    left, held = confirmed(claims, TODAY)
    assert left[0] == claims[0]
    assert {each.told_by for each in held}.isdisjoint({"s0"})
    for each in held:
        teller = next(claim for claim in left if claim.source == each.told_by)
        assert (each.date, each.description) not in {(step.date, step.description) for step in teller.record.actions}  # type: ignore[union-attr]


def visit(engine: Engine, name: str, source: Source, record: ScrapedBill) -> None:
    with Visit(engine, name, source) as open_visit:
        open_visit.take(record)
        assert open_visit.finish().verdict == "ok"


def stored(engine: Engine):
    with reading(engine) as connection:
        row = queries.bill_row(connection, bill().id)
        changes = connection.execute(select(ChangeRow.kind).order_by(ChangeRow.id)).scalars().all()
        return (
            row.stage,
            [each["description"] for each in row.unconfirmed or ()],
            {*changes} & {"bill_stage", "bill_action"},
        )


def test_a_bill_waits_for_its_record_and_moves_when_that_shows_the_step(engine):
    news = told(*FILED, "06-25 Passed House", url="https://example.org/b")
    with clock.as_of(TODAY):
        visit(engine, "native", CONGRESS, told(*FILED))
        visit(engine, "reader", READER, news)
        assert stored(engine) == ("in-committee", ["Passed House"], set())
        visit(engine, "reader", READER, news)
        visit(engine, "native", CONGRESS, told(*FILED))
        assert stored(engine) == ("in-committee", ["Passed House"], set())
        visit(engine, "native", CONGRESS, told(*FILED, "06-25 On passage Passed by the Yeas and Nays"))
        assert stored(engine) == ("passed-one-chamber", [], {"bill_stage"})


def test_a_vote_that_is_withdrawn_from_the_record_goes_back_to_waiting(engine):
    voted = told(*FILED, "06-25 Passed House")
    with clock.as_of(TODAY):
        visit(engine, "native", CONGRESS, voted)
        visit(engine, "reader", READER, voted)
        assert stored(engine)[:2] == ("passed-one-chamber", [])
        visit(engine, "native", CONGRESS, told(*FILED))
        assert stored(engine)[:2] == ("in-committee", ["Passed House"])


def test_a_record_that_stays_silent_for_a_month_is_no_witness(engine):
    with clock.as_of(TODAY):
        visit(engine, "native", CONGRESS, told(*FILED))
        visit(engine, "reader", READER, told(*FILED, "06-25 Passed House"))
    last = dt.date(2026, 6, 25) + LATE
    assert recheck(engine, last) == 0
    assert recheck(engine, last + dt.timedelta(days=1)) == 1
    assert stored(engine)[:2] == ("passed-one-chamber", [])
    assert recheck(engine, last + dt.timedelta(days=2)) == 0


def test_the_action_that_a_stage_rests_on_is_kept(engine):
    with clock.as_of(TODAY):
        visit(engine, "native", CONGRESS, told(*FILED, "06-25 Passed House", "06-26 Fiscal note"))
    with reading(engine) as connection:
        assert connection.execute(select(Bill.stage_basis)).scalar_one() == "2026-06-25 Passed House"


def test_page_api_and_command_show_both_addresses_and_mark_the_stage_as_ours(
    sqlite_engine, tmp_path, monkeypatch, capsys
):
    with clock.as_of(TODAY):
        visit(sqlite_engine, "native", CONGRESS, told(*FILED))
        visit(sqlite_engine, "reader", READER, told(*FILED, REPORTED, url="https://example.org/b"))
        with reading(sqlite_engine) as connection:
            view = bill_view(connection, queries.bill_row(connection, bill().id))
        monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
        with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
            page = client.get(f"/bills/{bill().id}").text
            said = client.get(f"/api/v1/bills/{bill().id}").json()
            table = client.get("/bills.csv?all=1").text
        print_bill(view)
    printed = capsys.readouterr().out
    assert re.search("Our reading of: [^<]*, “Referred to Health”", page)
    assert "Our reading of: 2026-01-09 Referred to Health" in printed
    for shown in (page, printed):
        assert "A reader of legislatures says of" in shown
        assert "Congress does not show it yet, day 6" in shown
        assert "https://example.org/a" in shown
        assert "https://example.org/b" in shown
    (step,) = said["unconfirmed"]
    assert (step["told_by_name"], step["missing_from_name"], step["days"]) == (
        "A reader of legislatures",
        "Congress",
        6,
    )
    assert "our reading of: 2026-01-09 Referred to Health" in table
    assert (said["stage"], said["stage_basis"]) == ("in-committee", "our reading of: 2026-01-09 Referred to Health")
    assert "Reported by the Committee" not in str(said["actions"])
