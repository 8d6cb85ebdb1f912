"""What a list no longer says, decided without a database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tracker.ingest import listing
from tracker.ingest.listing import Listing

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


def days(first: int, last: int) -> dict[str, dt.datetime]:
    return {f"us-or/{n}": NOW + dt.timedelta(days=n) for n in range(first, last)}


def at(hearings: dict[str, dt.datetime], hours: int = 0, **more: Any) -> Listing:
    return Listing(at=NOW - dt.timedelta(hours=hours), hearings=hearings, **more)


@pytest.mark.parametrize(
    ("gone", "coming", "missed", "believed"),
    [
        (["a"], 2, {}, ["a"]),
        (["a"], 1, {}, []),
        (["a"], 1, {"a": 1}, ["a"]),
        (["a", "b"], 10, {}, []),
        (["a", "b", "c"], 20, {}, ["a", "b", "c"]),
        (["a", "b", "c", "d"], 20, {}, []),
        (["a", "b", "c", "d"], 20, {"a": 1, "b": 2}, ["a", "b"]),
        ([], 5, {"a": 1}, []),
    ],
)
def test_a_small_loss_is_believed_at_once_and_a_larger_one_the_second_time(
    gone: list[str], coming: int, missed: dict[str, int], believed: list[str]
):
    found, counted = listing.believed_gone(gone, coming, missed)
    assert found == believed
    assert counted == {key: missed.get(key, 0) + 1 for key in gone}


@pytest.mark.parametrize(
    ("now", "coming", "lists_all", "new", "words", "holds"),
    [
        (days(1, 21), days(1, 21), True, 0, None, None),
        ({}, days(1, 3), True, 0, None, None),
        ({}, days(1, 4), True, 0, "it lists nothing, where 3 hearings are still to come", False),
        (days(6, 21), days(1, 21), True, 0, "5 of 20 coming hearings are no longer listed", False),
        (days(6, 21), days(1, 21), True, 9, "5 of 20 coming hearings are no longer listed", False),
        (days(11, 21), days(1, 21), True, 4, "10 of 20 coming hearings are no longer listed", False),
        (days(11, 31), days(1, 21), True, 10, "10 of 20 coming hearings are no longer listed, 10 others are", True),
        (days(5, 21), days(1, 21), True, 0, None, None),
        (days(6, 22), days(1, 22), True, 0, None, None),
        (days(6, 21), days(1, 21), False, 0, None, None),
        (days(50, 60), days(1, 6), False, 10, "none of the 5 coming hearings is listed, 10 others are", True),
        (days(50, 60), days(1, 5), False, 10, None, None),
        (days(-9, -1), days(1, 6), False, 0, None, None),
    ],
)  # fmt: skip
def test_coming_hearings_that_are_missing_raise_a_doubt(
    now: Any, coming: Any, lists_all: bool, new: int, words: str | None, holds: bool | None
):
    found = listing.missing_hearings(at(now), None, coming, lists_all=lists_all, new=new)
    assert [each.holds for each in found] == ([] if words is None else [holds])
    assert words is None or found[0].words.startswith(words)


@pytest.mark.parametrize(
    ("now", "before", "words", "holds", "less"),
    [
        (days(-10, 10), days(-10, 10), None, None, None),
        (days(-55, -35), days(-10, 10), "20 of 20 hearings are missing", False, True),
        (days(-56, -36), days(-10, 10), "the list went back", True, False),
        (days(500, 510), days(-10, 10), "too far ahead", True, False),
        ({**days(-10, -5), **days(0, 10)}, days(-10, 10), "5 of 19 hearings are missing", False, True),
        ({**days(-10, -5), **days(-1, 10)}, days(-10, 10), None, None, None),
        (days(-5, 10), days(-10, 10), None, None, None),
    ],
)  # fmt: skip
def test_a_list_is_held_against_the_last_one(
    now: Any, before: Any, words: str | None, holds: bool | None, less: bool | None
):
    found = listing.missing_hearings(at(now), at(before), {}, lists_all=True, new=0)
    assert [(each.holds, each.less) for each in found if words and words in each.words] == (
        [(holds, less)] if words else []
    )
    assert any("went back" in each.words for each in found) is (words == "the list went back")
    assert words is not None or found == []


def test_what_went_by_since_the_last_visit_is_no_hole():
    before = at(days(-1, 10), hours=24 * 8)
    now = {"us-or/-1": NOW - dt.timedelta(days=8, hours=1), **days(1, 10)}
    assert listing.missing_hearings(at(now), before, {}, lists_all=True, new=0) == []


@pytest.mark.parametrize(
    ("now", "before", "known", "doubted"),
    [
        (304, 304, 304, False),
        (274, 304, 304, False),
        (273, 304, 304, True),
        (40, 304, 900, False),
        (1, 7, 7, False),
        (1, 8, 8, True),
        (0, 304, 304, False),
    ],
)
def test_bills_stay_listed_until_their_session_ends(now: int, before: int, known: int, doubted: bool):
    session = "us-or/2026R1"
    found = listing.missing_bills(
        at({}, bills={session: now} if now else {}), at({}, bills={session: before}), {session: known}, {}
    )
    assert [(each.holds, each.less) for each in found] == [(False, True)] * doubted


@pytest.mark.parametrize(
    ("now", "before", "new", "still_open", "holds"),
    [
        ({"us-or/2026R1": 304}, {"us-or/2026R1": 304}, {"us-or/2026R1": 304}, False, True),
        ({"us-or/2026R1": 304}, {"us-or/2026R1": 304}, {"us-or/2026R1": 30}, False, None),
        ({"us-or/2026R1": 304}, {"us-or/2026R1": 304}, {"us-or/2026R1": 31}, False, True),
        ({"us-or/2026R1": 200}, {"us-or/2026R1": 304}, {"us-or/2026R1": 7}, False, False),
        ({"us-or/2025R1": 304}, {"us-or/2026R1": 304}, {"us-or/2025R1": 304}, False, True),
        ({"us-or/2025R1": 2}, {"us-or/2026R1": 2}, {"us-or/2025R1": 2}, False, True),
        ({"us-or/2026R1": 2}, {"us-or/2025R1": 2000}, {"us-or/2026R1": 2}, False, None),
        ({"us-or/2026R1": 2}, {"us-or/2025R1": 2000}, {"us-or/2026R1": 2}, True, True),
        ({"us-wa/2025-2026": 2}, {"us-or/2026R1": 2}, {"us-wa/2025-2026": 2}, False, None),
        ({"us-or/2026R1": 8}, {"us-or/2025R1": 2000}, {"us-or/2026R1": 8}, True, True),
        ({}, {"us-or/2025R1": 2000}, {}, True, None),
    ],
)  # fmt: skip
def test_other_bills_in_the_place_of_those_that_were_listed_are_not_believed(
    now: Any, before: Any, new: Any, still_open: bool, holds: bool | None
):
    found = listing.missing_bills(
        at({}, bills=now), at({}, bills=before), {}, new, still_open=before if still_open else ()
    )
    assert [each.holds for each in found] == ([] if holds is None else [holds])


@pytest.mark.parametrize(("number", "still", "doubted"), [(5, True, True), (4, True, False), (50, False, False)])
def test_an_empty_list_is_doubted_while_its_session_sits(number: int, still: bool, doubted: bool):
    before = at({}, bills={"us-or/2026R1": number})
    found = listing.silent_bills(before, ["us-or/2026R1"] if still else [])
    assert [each.holds for each in found] == [False] * doubted
    assert listing.silent_bills(None, ["us-or/2026R1"]) == []


@pytest.mark.parametrize(
    ("place", "age", "doubted"),
    [("us-oh-cuyahoga", 101, True), ("us-oh-cuyahoga", 100, False), ("us-oh", 400, False), ("us", 400, False)],
)
def test_only_the_page_of_a_local_body_grows_old(place: str, age: int, doubted: bool):
    found = listing.old_page(place, [NOW - dt.timedelta(days=age)], NOW)
    assert [each.holds for each in found] == [False] * doubted
    assert listing.old_page(place, [], NOW) == []


def test_a_listing_is_stored_and_read_back():
    seen = at(days(1, 4), bills={"us-or/2026R1": 3}, missed={"us-or/9": 1}, reader="abc")
    assert listing.stored(seen.at, seen.as_json()) == seen
