"""The verdict on a visit: its edges, its words, and what doubts make of it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tracker.ingest.verdict import Counts, RunSummary, Verdict, stale_sources, verdict


def test_a_visit_begins_with_nothing_met() -> None:
    assert {field.name: getattr(Counts(), field.name) for field in fields(Counts)} == {
        field.name: {"filled": {}, "nothing_because": ""}.get(field.name, 0) for field in fields(Counts)
    }


@pytest.mark.parametrize(
    ("counts", "usual", "told"),
    [
        (Counts(items=9, unreadable=1), 0, Verdict("degraded", "1 row could not be read")),
        (Counts(items=89, unreadable=11), 0, Verdict("failed", "11 of 100 rows could not be read")),
        (Counts(items=2, unreadable=1, refused=1), 0, Verdict("degraded", "1 row could not be read")),
        (Counts(items=2, unreadable=2, refused=2), 0, Verdict("failed", "2 of 4 rows could not be read")),
        (Counts(items=9, unreadable=3, refused=3), 0, Verdict("failed", "3 of 12 rows could not be read")),
        (Counts(items=9, unreadable=3, refused=1), 0, Verdict("failed", "3 of 12 rows could not be read")),
        (Counts(items=1), 10, Verdict("ok")),
        (Counts(items=5, errors=2), 10, Verdict("degraded", "2 problems")),
        (
            Counts(items=5, doubled=2),
            5,
            Verdict("degraded", "2 records share an id with another one, and were not stored"),
        ),
        (
            Counts(items=8, filled={"bill": 8}),
            8,
            Verdict(
                "degraded",
                "the page has changed: actions in 0 of 8 bills, where 100% had it in the last clean run",
            ),
        ),
        (Counts(nothing_here=1), 0, Verdict("empty", "the source says that there is nothing")),
        (Counts(nothing_here=1, nothing_because="no place is chosen"), 0, Verdict("empty", "no place is chosen")),
        (Counts(), 0, Verdict("failed", "no records, and the source did not say that there are none")),
        (
            Counts(errors=1, unreadable=2),
            0,
            Verdict("failed", "nothing read; 1 problem, 2 rows could not be read"),
        ),
    ],
)
def test_each_verdict_says_why(counts: Counts, usual: int, told: Verdict) -> None:
    before = {"items": usual, "filled": {"bill": 8, "bill.actions": 8}}
    assert verdict(counts, last_clean=before) == told


@pytest.mark.parametrize(
    ("items", "doubled", "said"),
    [(9, 4, "failed"), (10, 4, "degraded"), (1, 3, "degraded"), (1, 4, "failed"), (5, 0, "ok")],
)
def test_three_in_ten_records_and_more_than_three_that_share_an_id_are_not_believed(
    items: int, doubled: int, said: str
) -> None:
    assert verdict(Counts(items=items, doubled=doubled)).said == said


@pytest.mark.parametrize(
    ("made", "words", "withheld", "told"),
    [
        (Verdict("ok"), [], 3, Verdict("ok")),
        (Verdict("ok"), ["half are gone"], 0, Verdict("degraded", "half are gone", doubted_whole=True)),
        (
            Verdict("ok"),
            ["half are gone"],
            3,
            Verdict("degraded", "half are gone; 3 records were not stored", doubted_whole=True),
        ),
        (Verdict("failed", "no page"), ["a", "b"], 0, Verdict("failed", "no page; a; b", doubted_whole=True)),
    ],
)
def test_doubts_make_a_verdict_worse_never_better(
    made: Verdict, words: list[str], withheld: int, told: Verdict
) -> None:
    assert made.doubted(words, withheld) == told


@pytest.mark.parametrize(
    ("said", "clean"),
    [("ok", True), ("empty", True), ("degraded", False), ("failed", False), ("skipped", False), ("interrupted", False)],
)
def test_absence_means_something_after_a_clean_visit_alone(said: str, clean: bool) -> None:
    assert Verdict(said).clean is clean


def test_a_source_that_is_behind_is_named_with_the_bills_that_show_it() -> None:
    problems = stale_sources({("b", "c"): ["us/119/HR1"], ("a", "c"): [f"us/119/HR{n}" for n in range(30)]})
    assert [(problem.kind, problem.reason) for problem in problems] == [
        ("stale-source", "a is behind c, which knows a later action of 30 bills"),
        ("stale-source", "b is behind c, which knows a later action of one bill"),
    ]
    assert len(problems[0].excerpt.split()) == 20


@pytest.mark.parametrize(
    ("counts", "usual", "partial", "said"),
    [
        (Counts(nothing_here=1), {"notice": 8}, False, "degraded"),
        (Counts(nothing_here=1), {"notice": 7}, False, "empty"),
        (Counts(nothing_here=1), {"notice": 8}, True, "empty"),
        (Counts(nothing_here=1), {"bill": 8}, False, "empty"),
        (Counts(nothing_here=1, errors=1), {}, False, "failed"),
        (Counts(items=1), {}, True, "ok"),
    ],
)
def test_agencies_have_no_seasons_and_a_part_says_nothing_of_the_whole(
    counts: Counts, usual: dict[str, int], partial: bool, said: str
) -> None:
    assert verdict(counts, last_clean={"items": 8, "filled": usual}, partial=partial).said == said
    assert verdict(Counts(items=1)) == Verdict("ok")


@pytest.mark.parametrize(
    ("unreadable", "items", "said"),
    [(10, 90, "degraded"), (11, 90, "failed"), (1, 9, "degraded"), (2, 17, "failed")],
)
def test_one_row_in_ten_may_be_unreadable(unreadable: int, items: int, said: str) -> None:
    assert verdict(Counts(items=items, unreadable=unreadable)).said == said


def test_a_report_begins_without_problems_and_what_shows_them_is_short() -> None:
    empty = RunSummary(source="a", verdict="ok", counts=Counts())
    assert (empty.problems, empty.seconds, empty.run_id, empty.reason, empty.extra) == ((), 0.0, None, "", {})
    (problem,) = stale_sources({("a", "b"): [f"us/119/{'X' * 40}{n:02}" for n in range(30)]})
    assert len(problem.excerpt) == 500
