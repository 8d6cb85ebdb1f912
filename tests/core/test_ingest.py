"""Storing is idempotent, atomic, and says what moved; on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select, text, update

from tests.records import CONGRESS, EASTERN, PASSED, READER, bill, hearing, notice
from tracker import clock
from tracker.db import leases, queries
from tracker.db.engine import reading
from tracker.db.models import Base, BillAction, Claim, LeaseRow, Pending
from tracker.ingest.run_row import last_ok
from tracker.ingest.source import Source
from tracker.ingest.verdict import RunSummary
from tracker.ingest.visit import Visit
from tracker.records.changes import Change
from tracker.records.items import NothingHere, Outcome, Title, Unchanged, Unreadable

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.as_of(TODAY):
        yield


def visit(
    engine: Engine, outcomes: Iterable[Outcome], name: str = "us-test", source: Source = CONGRESS, **how
) -> RunSummary:
    made = Visit(engine, name, source, **how)
    for outcome in outcomes:
        made.take(outcome)
    return made.finish()


def changes(engine: Engine, after: int = 0) -> list[Change]:
    with reading(engine) as connection:
        return list(queries.changes(connection, after=after))


def snapshot(engine: Engine) -> dict[str, list[tuple]]:
    """Every row of every table but those that tell of runs."""
    with reading(engine) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in {"runs", "run_problems", "sources", "content_version"}
        }


def test_a_bill_is_stored_whole(engine: Engine):
    summary = visit(engine, [bill()])

    assert (summary.verdict, summary.counts.new, summary.counts.items) == ("ok", 1, 1)
    with reading(engine) as connection:
        row = queries.bill_row(connection, "us/119/HR1")
        assert queries.kept_bill(row).item == bill()
        assert (row.stage, row.latest_action_description) == (
            "in-committee",
            "Referred to the House Committee on Energy and Commerce.",
        )
        assert connection.execute(select(func.count()).select_from(BillAction)).scalar_one() == 2


def test_the_same_crawl_twice_writes_nothing(engine: Engine):
    everything = [bill(), hearing(), notice()]
    visit(engine, everything)
    before = snapshot(engine)
    again = visit(engine, everything)

    assert snapshot(engine) == before
    assert (again.counts.unchanged, again.counts.new, again.counts.changed) == (3, 0, 0)


def test_the_first_run_of_a_source_is_quiet_and_the_second_is_not(engine: Engine):
    visit(engine, [bill(1)])
    visit(engine, [bill(1), bill(2)])

    assert [(change.record, change.quiet) for change in changes(engine)] == [
        ("us/119/HR1", "first-run"),
        ("us/119/HR2", None),
    ]


def test_the_last_visit_without_a_problem_is_known(engine: Engine):
    assert last_ok(engine, "us-test", "", 0) is None
    visit(engine, [bill()])
    visit(engine, [bill(), Unreadable(reason="x")])
    visit(engine, [bill()], scope="session 118")
    assert last_ok(engine, "us-test", "", 0) == TODAY
    assert last_ok(engine, "us-test", "", 1) is None


def test_a_changed_bill_gives_one_change_that_says_what_moved(engine: Engine):
    visit(engine, [bill()])
    moved = replace(bill(), title="Crisis Care and Recovery Act", actions=(*bill().actions, PASSED), stamp="v2")
    visit(engine, [moved])

    (change,) = changes(engine, after=1)
    assert change.kind == "bill_stage"
    assert [(move.aspect, move.before, move.after) for move in change.moves] == [
        ("stage", "in-committee", "passed-one-chamber"),
        ("action", None, "2026-11-20 Passed House"),
        ("title", "Crisis Care Act", "Crisis Care and Recovery Act"),
    ]
    with reading(engine) as connection:
        row = queries.bill_row(connection, "us/119/HR1")
        assert (row.revision, row.stage) == (2, "passed-one-chamber")
        assert connection.execute(select(func.count()).select_from(BillAction)).scalar_one() == 3


def test_old_news_is_marked(engine: Engine):
    visit(engine, [bill(1)])
    old = tuple(replace(action, date=dt.date(2026, 3, 1)) for action in bill().actions)
    visit(engine, [bill(1), bill(2, actions=old)])

    assert changes(engine, after=1)[0].quiet == "old-news"


def test_a_new_stamp_alone_is_not_a_change(engine: Engine):
    visit(engine, [bill()])
    summary = visit(engine, [bill(stamp="v2")])

    assert (summary.counts.changed, summary.counts.unchanged) == (0, 1)
    assert len(changes(engine)) == 1
    assert Visit(engine, "us-test", CONGRESS).stamps("us/119/") == {"us/119/HR1": "v2"}


def test_a_hearing_that_moves_or_is_cancelled_says_so(engine: Engine):
    visit(engine, [hearing()])
    visit(engine, [hearing(start=dt.datetime(2026, 12, 2, 9, tzinfo=EASTERN), location="SD-106")])
    visit(engine, [hearing(start=dt.datetime(2026, 12, 2, 9, tzinfo=EASTERN), location="SD-106", status="cancelled")])

    moved, cancelled = changes(engine, after=1)
    assert moved.kind == "hearing_moved"
    assert [(move.before, move.after) for move in moved.moves] == [
        ("2026-12-01T10:00-05:00", "2026-12-02T09:00-05:00"),
        ("SD-430", "SD-106"),
    ]
    assert (cancelled.kind, cancelled.bills) == ("hearing_cancelled", ("us/119/HR1",))


def test_an_extended_comment_period_says_so(engine: Engine):
    visit(engine, [notice()])
    visit(engine, [notice(comments_close=dt.datetime(2027, 2, 10, 23, 59, tzinfo=EASTERN))])

    assert changes(engine, after=1)[0].kind == "notice_extended"


def test_absence_counts_only_after_a_clean_run(engine: Engine):
    visit(engine, [hearing("senate-1"), hearing("senate-2")])
    visit(engine, [hearing("senate-1"), Unreadable(reason="'td.room': wanted exactly one, found 0")])
    assert len(changes(engine)) == 2

    visit(engine, [hearing("senate-1")], partial=True)
    assert len(changes(engine)) == 2

    visit(engine, [hearing("senate-1")])
    assert [(change.kind, change.record) for change in changes(engine, after=2)] == [
        ("hearing_vanished", "us/senate-2")
    ]

    visit(engine, [hearing("senate-1"), hearing("senate-2")])
    assert changes(engine, after=3)[0].kind == "hearing_returned"


def test_an_empty_crawl_is_failed_unless_the_source_says_so(engine: Engine):
    assert visit(engine, []).verdict == "failed"
    assert visit(engine, [NothingHere(reason="No committee hearings scheduled")]).verdict == "empty"


def test_a_record_known_by_its_stamp_counts_as_unchanged(engine: Engine):
    visit(engine, [bill()])
    summary = visit(engine, [Unchanged(id="us/119/HR1")])

    assert (summary.verdict, summary.counts.unchanged) == ("ok", 1)


def test_two_sources_make_one_bill_and_do_not_flap(engine: Engine):
    visit(engine, [bill()])
    theirs = replace(
        bill(), title="CRISIS CARE ACT", abstracts=(), subject=("Suicide",), other_titles=(Title(title="Care Act"),)
    )
    visit(engine, [theirs], name="reader", source=READER)
    visit(engine, [theirs], name="reader", source=READER)
    visit(engine, [bill()])

    with reading(engine) as connection:
        kept = queries.kept_bill(queries.bill_row(connection, "us/119/HR1"))
        assert connection.execute(select(func.count()).select_from(Claim)).scalar_one() == 2
    assert kept.item.title == "Crisis Care Act"
    assert kept.item.subject == ("Health", "Mental health", "Suicide")
    assert kept.item.other_titles == (Title(title="Care Act"),)
    assert dict(kept.provenance)["*"] == "us-test"
    assert kept.revision == 2


def test_the_better_source_leads_whoever_came_first(engine: Engine):
    visit(engine, [bill(title="CRISIS CARE ACT", subject=("Suicide",))], name="reader", source=READER)
    visit(engine, [bill()])

    with reading(engine) as connection:
        kept = queries.kept_bill(queries.bill_row(connection, "us/119/HR1"))
    assert (kept.item.title, kept.source) == ("Crisis Care Act", "us-test")
    assert kept.item.subject == ("Health", "Mental health", "Suicide")


def test_hostile_characters_never_reach_the_database(engine: Engine):
    hostile = "Crisis\x00 Care \u202eAct\x1b[31m \udce9"
    visit(engine, [bill(title=hostile)])

    with reading(engine) as connection:
        assert queries.bill_row(connection, "us/119/HR1").title == "Crisis Care Act[31m"


def test_full_text_is_kept_apart_and_waits_to_be_judged(engine: Engine):
    visit(engine, [bill(text="Be it enacted")])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM pending"))
    visit(engine, [bill(text="Be it enacted by the Senate")])

    with reading(engine) as connection:
        assert "Be it" not in str(queries.bill_row(connection, "us/119/HR1").record)
        assert connection.execute(text("SELECT text FROM bill_texts")).scalar_one() == "Be it enacted by the Senate"
        assert connection.execute(select(func.count()).select_from(Pending)).scalar_one() == 2


def test_a_visit_that_breaks_keeps_what_was_written_and_is_failed(engine: Engine):
    with pytest.raises(KeyError), Visit(engine, "us-test", CONGRESS) as broken:
        broken.take(bill())
        raise KeyError("a bug in a spider")

    with reading(engine) as connection:
        (run,) = queries.runs(connection)
        assert (run.verdict, run.state, run.reason) == ("failed", "done", "KeyError: 'a bug in a spider'")
        assert queries.bill_row(connection, "us/119/HR1") is not None


def test_a_shrunken_source_is_degraded(engine: Engine):
    visit(engine, [bill(number) for number in range(1, 11)])

    assert visit(engine, [bill(1)]).verdict == "degraded"
    assert visit(engine, [bill(1)], scope="session 118").verdict == "ok"


def test_a_hearing_in_the_hour_that_comes_twice_does_not_flap(engine: Engine):
    twice = dt.datetime(2026, 11, 1, 1, 30, tzinfo=EASTERN)
    visit(engine, [hearing(start=twice)])
    summary = visit(engine, [hearing(start=twice, stamp="v2")])

    assert (summary.counts.unchanged, summary.counts.changed) == (1, 0)


def test_a_meeting_listed_by_two_sources_is_one_hearing(engine: Engine):
    visit(engine, [hearing()])
    theirs = hearing(
        "api-77", name="Crisis care", committee="Committee on Health, Education, Labor, and Pensions", documents=()
    )
    visit(engine, [theirs], name="reader", source=READER)
    visit(engine, [replace(theirs, location="SD-106")], name="reader", source=READER)
    visit(engine, [hearing(start=dt.datetime(2026, 12, 2, 10, tzinfo=EASTERN))])
    summary = visit(engine, [theirs], name="reader", source=READER)

    assert summary.counts.items == 1
    with reading(engine) as connection:
        (row,) = queries.hearings(connection, queries.HearingQuery())
    kept = queries.kept_hearing(row)
    assert (kept.id, kept.item.location) == ("us/senate-1", "SD-430")
    assert kept.item.start == dt.datetime(2026, 12, 2, 10, tzinfo=EASTERN)


def test_two_meetings_of_one_source_stay_two(engine: Engine):
    visit(engine, [hearing("senate-1"), hearing("senate-2")])

    with reading(engine) as connection:
        assert len(list(queries.hearings(connection, queries.HearingQuery()))) == 2


def test_two_committees_at_the_same_hour_stay_two(engine: Engine):
    visit(engine, [hearing()])
    visit(engine, [hearing("api-77", committee="Veterans' Affairs")], name="reader", source=READER)

    with reading(engine) as connection:
        assert len(list(queries.hearings(connection, queries.HearingQuery()))) == 2


def test_a_run_whose_process_was_killed_is_closed_by_the_next_one(engine: Engine):
    Visit(engine, "us-test", CONGRESS).take(bill())
    with engine.begin() as connection:  # as if nothing had been heard of it for long
        connection.execute(update(LeaseRow).values(until=leases.database_now(connection) - dt.timedelta(seconds=1)))
    visit(engine, [bill()])

    with reading(engine) as connection:
        newest, killed = queries.runs(connection, source="us-test")
    assert (newest.verdict, killed.verdict, killed.state) == ("ok", "interrupted", "done")


def test_a_heard_bill_without_a_session_is_the_newest_of_its_number(engine: Engine):
    visit(engine, [bill(), bill(legislative_session="118"), hearing(legislative_session=None)])

    with reading(engine) as connection:
        assert queries.heard_bills(connection, ["us/senate-1"]) == {"us/senate-1": ["us/119/HR1"]}
        connection.execute(text("SELECT 1"))
    with engine.begin() as connection:
        row = {"record_id": "us/119/HR1", "topic": "t", "what": "bill", "score": 90, "flagged": True, "reasons": []}
        connection.execute(Base.metadata.tables["matches"].insert().values(**row, judged_at=TODAY))
    with reading(engine) as connection:
        found = list(queries.hearings(connection, queries.HearingQuery(topics=["t"])))
        assert [row.id for row in found] == ["us/senate-1"]
        assert list(queries.hearings(connection, queries.HearingQuery(topics=["other"]))) == []
