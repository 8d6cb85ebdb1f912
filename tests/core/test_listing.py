"""What a list no longer says, decided without a database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tracker.ingest import listing
from tracker.ingest.doubt import Doubt
from tracker.ingest.listing import Listing
from tracker.ingest.verdict import Counts

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
        (days(-55, -35), days(-10, 10), "the list ends on 2026-02-02, without 11 hearings until 2026-03-10", True, False),
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


@pytest.mark.parametrize(
    ("items", "usual", "doubted"),
    [
        (6, 10, False),
        (5, 10, True),
        (5, 8, False),
        (4, 8, True),
        (4, 7, False),
        (1, 2, False),
        (2, 4, False),
        (1, 3, True),
        (0, 10, False),
        (9, None, False),
    ],
)
def test_fewer_records_than_half_are_doubted_once(items: int, usual: int | None, doubted: bool):
    found = listing.shrunk(Counts(items=items), {"items": usual})
    assert [(each.holds, each.less, each.once) for each in found] == [(False, True, True)] * doubted
    assert listing.shrunk(Counts(items=items, errors=1), {"items": usual}) == []
    assert listing.shrunk(Counts(items=items, unreadable=1), {"items": usual}) == []


def test_a_remnant_of_a_list_is_not_believed_for_being_told_twice():
    assert [each.once for each in listing.shrunk(Counts(items=1), {"items": 20})] == [False]


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


def told(found: list[Doubt]) -> list[tuple[str, bool, bool, bool]]:
    return [(each.words, each.holds, each.less, each.once) for each in found]


@pytest.mark.parametrize(
    ("gone", "of", "missed", "lists_all", "new", "wanted"),
    [
        (3, 7, (), True, 0, ("3 of 7 coming hearings are no longer listed", False, False, True)),
        (3, 8, (), True, 0, None),
        (2, 4, (), True, 0, None),
        (4, 7, (1, 9), True, 0, ("4 of 7 coming hearings are no longer listed", False, False, True)),
        (3, 7, (1,), True, 0, None),
        (5, 20, (1, 2, 3), True, 0, ("5 of 20 coming hearings are no longer listed", False, False, False)),
        (5, 10, (), True, 5, ("5 of 10 coming hearings are no longer listed, 5 others are", True, False, False)),
        (5, 11, (), True, 5, ("5 of 11 coming hearings are no longer listed", False, False, False)),
        (5, 5, (), False, 1, ("none of the 5 coming hearings is listed, 1 other is: this may be another page", True, False, False)),
        (5, 6, (), False, 1, None),
    ],
)  # fmt: skip
def test_a_few_hearings_that_a_visit_missed_already_are_on_their_way_out(
    gone: int, of: int, missed: Any, lists_all: bool, new: int, wanted: Any
):
    coming = days(1, of + 1)
    now = {"us-or/now": NOW, **dict(list(coming.items())[gone:])}
    before = at({}, missed={f"us-or/{n}": 1 for n in missed})
    found = listing.missing_hearings(at(now), before, coming, lists_all=lists_all, new=new)
    assert told(found) == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    ("before", "hours", "coming", "words"),
    [
        (days(-20, -14), 0, 2, "it lists nothing, where the last clean visit met 6 hearings, 6 of them long over"),
        (days(-19, -10), 0, 2, "it lists nothing, where the last clean visit met 9 hearings, 5 of them long over"),
        (days(-18, -10), 0, 2, None),
        (days(-100, -90), 24 * 70, 0, None),
        (days(-20, -14), 0, 3, "it lists nothing, where 3 hearings are still to come"),
    ],
)
def test_an_archive_does_not_empty_itself_but_a_new_year_may_begin_empty(
    before: Any, hours: int, coming: int, words: str | None
):
    found = listing.missing_hearings(at({}), at(before, hours), days(1, coming + 1), lists_all=True, new=0)
    assert told(found) == ([(words, False, coming < 3, False)] if words else [])
    assert listing.missing_hearings(at({}), None, days(1, 3), lists_all=True, new=0) == []


def around(moment: dt.timedelta, number: int = 5) -> dict[str, dt.datetime]:
    return {f"us-or/{n}": NOW + moment for n in range(number)}


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (around(dt.timedelta(-45)), around(dt.timedelta()), None),
        (around(dt.timedelta(-46)), around(dt.timedelta()), "the list went back from 2026-03-10 to 2026-01-23: an old page"),
        (around(dt.timedelta(-46), 4), around(dt.timedelta()), None),
        (around(dt.timedelta(-46)), around(dt.timedelta(), 4), None),
        (around(dt.timedelta(500)), around(dt.timedelta(-9)), None),
        (around(dt.timedelta(501)), around(dt.timedelta(-9)), "most hearings stand in 2027, which is too far ahead"),
        (around(dt.timedelta(505)), around(dt.timedelta(5)), None),
        (around(dt.timedelta(506)), around(dt.timedelta(5)), "most hearings stand in 2027, which is too far ahead"),
    ],
)  # fmt: skip
def test_a_list_of_another_time_is_known_by_its_middle(now: Any, before: Any, words: str | None):
    assert told(listing.of_another_time(at(now), at(before))) == ([(words, True, False, False)] if words else [])


@pytest.mark.parametrize(
    ("start", "hole"),
    [
        (dt.timedelta(-10), False),  # as old as the oldest that is still listed: the page ends there
        (dt.timedelta(-10, 1), True),
        (dt.timedelta(-2), True),  # over at the last visit already
        (dt.timedelta(-2, 1), False),  # went by since
        (dt.timedelta(), False),
        (dt.timedelta(0, 1), True),
    ],
)
def test_what_does_not_go_by_itself_leaves_a_hole(start: dt.timedelta, hole: bool):
    now = at({"us-or/first": NOW - dt.timedelta(10), "us-or/last": NOW + dt.timedelta(10)})
    found = listing.missing_hearings(now, at(around(start), hours=48), {}, lists_all=True, new=0)
    words = "5 of 5 hearings are missing that the last clean visit listed"
    assert told(found) == [(words, False, True, False)] * hole


@pytest.mark.parametrize(
    ("now", "before", "hours", "missing"),
    [
        (days(-30, -27), days(-30, -25), 24, 2),  # four weeks later nothing that is missing is still ahead
        (days(-30, -27), days(-30, -24), 24 * 26, 2),  # what was ahead at the last visit may have gone by itself
        (days(-30, -27), days(-30, -24), 24 * 27, 0),
        (days(-30, -28), days(-30, -26), 24, 2),
        (days(-30, -28), days(-30, -27), 24, 0),
        (days(-30, -29), days(-30, -25), 24, 0),  # one that nobody took off the page
        ({**days(-30, -28), **days(1, 2)}, days(-30, -26), 24, 0),
    ],
)
def test_a_list_that_ends_before_what_it_had_is_an_old_page(now: Any, before: Any, hours: int, missing: int):
    found = listing.missing_hearings(at(now), at(before, hours), {}, lists_all=True, new=0)
    assert [(each.holds, each.less, each.once) for each in found] == [(True, False, False)] * bool(missing)
    assert not missing or f"without {missing} hearings until" in found[0].words


@pytest.mark.parametrize(
    ("now", "then", "known", "others", "wanted"),
    [
        (50, 100, 100, 0, ("50 bills of us-or/2026R1, where the last clean visit met 100", False)),
        (10, 100, 100, 0, ("10 bills of us-or/2026R1, where the last clean visit met 100", False)),
        (9, 100, 100, 0, ("9 bills of us-or/2026R1, where the last clean visit met 100", True)),
        (50, 100, 100, 7, ("50 bills of us-or/2026R1, where the last clean visit met 100", False)),
        (50, 100, 100, 8, ("50 bills of us-or/2026R1, where the last clean visit met 100, and 8 that were never told", True)),
        (50, 90, 100, 0, ("50 bills of us-or/2026R1, where the last clean visit met 90", False)),
        (50, 89, 100, 0, None),
        (50, 100, None, 0, ("50 bills of us-or/2026R1, where the last clean visit met 100", False)),
    ],
)  # fmt: skip
def test_lost_bills_are_told_with_what_came_instead(now: int, then: int, known: int | None, others: int, wanted: Any):
    session = "us-or/2026R1"
    found = listing.missing_bills(
        at({}, bills={session: now}),
        at({}, bills={session: then}),
        {session: known} if known else {},
        {"us-wa/2025-2026": others} if others else {},
    )
    assert told(found) == ([(*wanted, True, False)] if wanted else [])
    assert listing.missing_bills(at({}, bills={session: now}), None, {}, {}) == []


OREGON, LAST_YEARS = "us-or/2026R1", "us-or/2025R1"


@pytest.mark.parametrize(
    ("now", "before", "new", "words"),
    [
        ({LAST_YEARS: 9}, {OREGON: 9}, {LAST_YEARS: 9}, "9 bills of us-or/2026R1 are not listed, 9 of us-or/2025R1 are"),
        ({LAST_YEARS: 9}, {OREGON: 8}, {LAST_YEARS: 9}, None),  # more came than are gone
        ({OREGON: 9, LAST_YEARS: 9}, {OREGON: 9}, {LAST_YEARS: 9}, None),  # nothing is gone
        ({OREGON: 9, LAST_YEARS: 1}, {OREGON: 10}, {LAST_YEARS: 1}, "1 bill of us-or/2026R1 is not listed, 1 of us-or/2025R1 is"),
        ({OREGON: 9}, {LAST_YEARS: 9}, {OREGON: 9}, None),  # a later session took its place
        ({LAST_YEARS: 9}, {OREGON: 9, LAST_YEARS: 6}, {LAST_YEARS: 3}, "9 bills of us-or/2026R1 are not listed, 3 of us-or/2025R1 are"),
        ({LAST_YEARS: 9}, {OREGON: 9, LAST_YEARS: 7}, {LAST_YEARS: 2}, None),  # two more are told late
        ({"us-wa/2023-2024": 9}, {"us-wa/2025-2026": 9, "us-wa/2023-2024": 6}, {"us-wa/2023-2024": 3}, "9 bills of us-wa/2025-2026 are"),
        ({"us-ca/2023S1": 9}, {"us-ca/20232024": 9}, {"us-ca/2023S1": 9}, None),  # both began on one day
        ({"us-wa/2025-2026": 9}, {OREGON: 9}, {"us-wa/2025-2026": 9}, None),  # another place
        ({"us-or/unknown": 9}, {OREGON: 9}, {"us-or/unknown": 9}, None),
    ],
)  # fmt: skip
def test_no_legislature_goes_back_to_a_session_that_is_over(now: Any, before: Any, new: Any, words: str | None):
    found = listing.exchanged_sessions(at({}, bills=now), at({}, bills=before), new)
    assert [(each.words.startswith(words or "-"), each.holds, each.less) for each in found] == (
        [(True, True, True)] if words else []
    )


@pytest.mark.parametrize(("day", "doubted"), [(5, False), (6, True)])
def test_a_session_is_over_the_day_after_its_last(day: int, doubted: bool):
    special, regular = "us-ca/2023S2", "us-ca/20252026"  # until the 5th, three days into the next regular one
    now = Listing(at=dt.datetime(2024, 12, day, 12, tzinfo=dt.UTC), bills={special: 9})
    found = listing.exchanged_sessions(now, at({}, bills={regular: 9, special: 6}), {special: 3})
    assert [each.words for each in found] == [
        "9 bills of us-ca/20252026 are not listed, 3 of us-ca/2023S2 are"
    ] * doubted


@pytest.mark.parametrize(
    ("sort", "now", "then", "new", "wanted"),
    [
        ("us-or/person", 74, 100, 0, ("74 people of us-or, where the last clean visit met 100", False, True, True)),
        ("us-or/person", 75, 100, 0, None),
        ("us-or/person", 51, 100, 0, ("51 people of us-or, where the last clean visit met 100", False, True, True)),
        ("us-or/person", 50, 100, 0, ("50 people of us-or, where the last clean visit met 100", False, True, False)),
        ("us-or/org", 5, 10, 0, ("5 committees of us-or, where the last clean visit met 10", False, True, True)),
        ("us-or/person", 5, 8, 0, ("5 people of us-or, where the last clean visit met 8", False, True, True)),
        ("us-or/person", 5, 7, 0, None),
        ("us-or/person", 100, 100, 51, ("49 of 100 people of us-or are listed again, and 51 that were never told", True, True, False)),
        ("us-or/person", 100, 100, 50, None),
        ("us-or/org", 100, 100, 51, ("49 of 100 committees of us-or are listed again, and 51 that were never told", True, True, True)),
    ],
)  # fmt: skip
def test_people_and_committees_are_held_to_most_of_them(sort: str, now: int, then: int, new: int, wanted: Any):
    found = listing.missing_others(at({}, others={sort: now}), at({}, others={sort: then}), {sort: new} if new else {})
    assert told(found) == ([wanted] if wanted else [])


def test_a_platform_may_read_other_places_than_last_time():
    before = at({}, others={"us-or/person": 90, "us-wa/person": 98})
    assert told(listing.missing_others(at({}, others={"us-or/person": 90}), before, {})) == []
    assert [each.words for each in listing.missing_others(at({}), before, {})] == [
        "0 people of us-or, where the last clean visit met 90",
        "0 people of us-wa, where the last clean visit met 98",
    ]


@pytest.mark.parametrize(("pages", "records", "doubted"), [(5, 11, True), (5, 12, False), (4, 0, False), (6, 14, True)])
def test_what_is_left_of_a_source_whose_pages_changed_may_be_read_by_luck(pages: int, records: int, doubted: bool):
    words = f"{pages} pages have another form than before, beside {records} records"
    assert told(listing.misread(pages, records)) == [(words, True, True, False)] * doubted


def test_doubts_about_silence_and_age_name_what_was_there():
    before = at({}, bills={OREGON: 4, LAST_YEARS: 7})
    assert told(listing.silent_bills(before, [OREGON, LAST_YEARS])) == [
        ("it lists nothing, where 7 bills of us-or/2025R1 were listed", False, False, False)
    ]
    starts = [NOW - dt.timedelta(days=age) for age in (300, 120, 200)]
    assert told(listing.old_page("us-oh-cuyahoga", starts, NOW)) == [
        ("the newest meeting of us-oh-cuyahoga is of 2025-11-10: an old page, or this year's is elsewhere", False, False, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("gone", "words"),
    [(3, "1 bills of us-or/2021S2, us-or/2022R1, us-or/2023R1"), (4, "us-or/2021S2 and 3 other sessions")],
)
def test_many_sessions_are_counted_and_few_are_named(gone: int, words: str):
    earlier = ["us-or/2021S2", "us-or/2022R1", "us-or/2023R1", "us-or/2024R1"][:gone]
    found = listing.exchanged_sessions(at({}), at({}, bills=dict.fromkeys(earlier, 1)), {"us-or/2021R1": 2})
    assert [words.removeprefix("1 bills of ") in each.words for each in found] == [True]
