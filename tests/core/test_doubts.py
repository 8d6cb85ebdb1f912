"""From which share of a visit on a change that all records share is doubted: each doubt at its edge, and one below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.records import INTRODUCED, PASSED, REFERRED, bill, hearing
from tracker.ingest.drift import Doubt, Evidence, doubts, poorer
from tracker.records.items import Record, ScrapedBill, ScrapedHearing, Sponsorship

Changes = Mapping[str, Any]
MEETING = hearing()
ACT = bill(
    sponsorships=(Sponsorship(name="Doe", district="4"), Sponsorship(name="Roe", district="5")), text="Section 1."
)
EARLIER = replace(INTRODUCED, date=dt.date(2026, 11, 1))


def later(**how: float) -> Changes:
    return {"start": MEETING.start + dt.timedelta(**how)}


def visit(before: Record, changed: Changes, number: int, of: int, first: Changes | None = None) -> list[Doubt]:
    """A visit that met `of` records, of which `number` changed from `first` to `changed`."""
    seen = Evidence("hearing" if isinstance(before, ScrapedHearing) else "bill")
    was = replace(before, **(first or {}))
    for _ in range(number):
        seen.changed(was, replace(before, **changed))
    for _ in range(of - number):
        seen.same(before)
    return doubts(seen)


@pytest.mark.parametrize(
    ("record", "first", "changed", "words", "enough", "too_few"),
    [
        (MEETING, {}, {"location": None}, "5 of 16 hearings lost their location", (5, 16), [(5, 17), (4, 4)]),
        (MEETING, {}, {"bills": ()}, "5 of 16 hearings lost their bills", (5, 16), [(5, 17), (4, 4)]),
        (MEETING, {}, later(hours=1), "5 of 12 hearings moved at once, 5 of them by 1 hours later", (5, 12), [(5, 13), (4, 4)]),
        (MEETING, {}, later(hours=-47), "by 47 hours earlier", (5, 5), [(4, 4)]),
        (MEETING, {}, later(days=2), "by 2 days later", (5, 5), [(4, 4)]),
        (MEETING, {}, later(hours=24), "by 24 hours later", (5, 5), [(4, 4)]),
        (MEETING, {}, later(hours=50), "by 50 hours later", (5, 5), [(4, 4)]),
        (MEETING, {}, {"all_day": True}, "5 of 16 hearings lost their hour", (5, 16), [(5, 17), (4, 4)]),
        (MEETING, {}, {"status": "cancelled"}, "6 of 10 hearings were called off at once", (6, 10), [(6, 11), (4, 4)]),
        (MEETING, {"status": "cancelled"}, {}, "4 of 4 cancelled hearings are on again at once", (4, 20), [(3, 3)]),
        (MEETING, {}, {"committee": "Agriculture"}, "8 of 16 hearings have another committee", (8, 16), [(8, 17), (7, 7)]),
        (ACT, {}, {"title": "Roads Act"}, "8 of 16 bills have another title", (8, 16), [(8, 17), (7, 7)]),
        (ACT, {}, {"sponsorships": ACT.sponsorships[:1]}, "8 of 8 bills lost a part of their sponsorships", (8, 8), [(7, 7)]),
        (
            ACT, {}, {"sponsorships": tuple(replace(each, district=None) for each in ACT.sponsorships)},
            "8 of 16 bills lost the district of their sponsorships", (8, 16), [(8, 17), (7, 7)],
        ),
        (ACT, {}, {"text": "Section 2."}, "8 of 16 bills have another text of the same version", (8, 16), [(8, 17), (7, 7)]),
        (ACT, {}, {"actions": (INTRODUCED,)}, "the newest action of 5 of 50 bills is older", (5, 50), [(5, 51), (4, 4)]),
        (
            ACT, {}, {"actions": (EARLIER, REFERRED)},
            "8 of 26 bills tell their past otherwise than before", (8, 26), [(8, 27), (7, 7)],
        ),
        (
            ACT, {}, {"actions": (replace(EARLIER, description="H01", classification=()), INTRODUCED, REFERRED)},
            "8 of 16 bills tell a past step in words that do not say what was done", (8, 16), [(8, 17), (7, 7)],
        ),
        (ACT, {}, {"from_organization": "upper"}, "all 5 bills whose from_organization was lower have another", (5, 5), [(4, 4)]),
    ],
)  # fmt: skip
def test_a_change_that_so_many_records_share_is_doubted_and_one_of_fewer_is_not(
    record: Record,
    first: Changes,
    changed: Changes,
    words: str,
    enough: tuple[int, int],
    too_few: list[tuple[int, int]],
) -> None:
    assert any(words in each.words for each in visit(record, changed, *enough, first=first))
    told = words.removeprefix("all ").lstrip("0123456789").partition(" of ")[2].lstrip("0123456789 ") or words
    for number, of in too_few:
        assert [each.words for each in visit(record, changed, number, of, first=first) if told[:30] in each.words] == []


@pytest.mark.parametrize(("gained", "doubted"), [(2, True), (3, False)])
def test_what_others_gain_meanwhile_comes_and_goes_by_itself(gained: int, doubted: bool) -> None:
    seen = Evidence("hearing")
    for _ in range(5):
        seen.changed(MEETING, replace(MEETING, location=None))
    for _ in range(gained):
        seen.changed(replace(MEETING, location=None), MEETING)
    assert any("lost their location" in each.words for each in doubts(seen)) is doubted


@pytest.mark.parametrize(("others", "doubted"), [(4, True), (3, False)])
def test_records_that_all_become_alike_are_doubted_where_four_said_different_things(others: int, doubted: bool) -> None:
    seen = Evidence("bill")
    for number in range(others):
        seen.changed(bill(number + 1, title=f"Act {number}"), bill(number + 1, title="Measure"))
    told = [each.words for each in doubts(seen)]
    assert (f"all bills have the same title, {others} of {others} had others" in told) is doubted
    seen.same(bill(9, title="Another act"))
    assert not any("the same title" in each.words for each in doubts(seen))


@pytest.mark.parametrize(("moved", "of", "doubted"), [(5, 10, True), (5, 11, False), (4, 4, False)])
def test_hearings_that_move_by_different_spans_are_doubted_from_half_of_them_on(
    moved: int, of: int, doubted: bool
) -> None:
    seen = Evidence("hearing")
    for number in range(moved):
        seen.changed(MEETING, replace(MEETING, **later(hours=number + 1)))
    for _ in range(of - moved):
        seen.same(MEETING)
    assert any("moved at once" in each.words for each in doubts(seen)) is doubted


@pytest.mark.parametrize(
    ("swapped", "others", "of", "doubted"),
    [(5, 0, 50, True), (5, 0, 51, False), (4, 0, 4, False), (5, 1, 50, True), (5, 2, 50, False)],
)
def test_rooms_that_only_went_to_each_other_were_told_of_the_wrong_hearing(
    swapped: int, others: int, of: int, doubted: bool
) -> None:
    seen = Evidence("hearing")
    rooms = [replace(MEETING, location=f"Room {number}") for number in range(swapped)]
    for before, after in zip(rooms, [*rooms[1:], rooms[0]], strict=True):
        seen.changed(before, after)
    for number in range(others):
        seen.changed(replace(MEETING, location=f"Hall {number}"), replace(MEETING, location=f"Annex {number}"))
    for _ in range(of - swapped - others):
        seen.same(MEETING)
    words = f"{swapped} of {of} hearings have the location that others of them had"
    assert (words in [each.words for each in doubts(seen)]) is doubted


@pytest.mark.parametrize(("again", "of", "doubted"), [(8, 26, True), (8, 27, False), (7, 7, False)])
def test_bills_that_repeat_others_under_new_numbers_are_doubted_from_three_in_ten_on(
    again: int, of: int, doubted: bool
) -> None:
    seen = Evidence("bill")
    for number in range(of):
        seen.same(replace(ACT, identifier=f"HR {number + 1}", title=f"Act {number}"))
    for number in range(again):
        seen.first_told(replace(ACT, identifier=f"HR {900 + number}", title=f"Act {number}"))
        seen.first_told(bill(500 + number, title=f"Another act {number}"))
    told = [each.words for each in doubts(seen)]
    assert (f"{again} bills repeat what others say, under other ids" in told) is doubted


def test_a_bill_whose_newest_day_stays_did_not_go_back() -> None:
    told = visit(ACT, {"actions": (EARLIER, REFERRED)}, 20, 20)
    assert not any("the newest action" in each.words for each in told)


def test_a_list_of_which_half_still_tells_its_districts_is_not_bared() -> None:
    half = (ACT.sponsorships[0], replace(ACT.sponsorships[1], district=None))
    assert visit(ACT, {"sponsorships": half}, 20, 20) == []


def test_a_bill_that_goes_on_tells_no_other_past() -> None:
    for_bill = [*ACT.actions, PASSED]
    assert visit(ACT, {"actions": tuple(for_bill)}, 20, 20) == []


def test_a_sort_of_which_one_record_is_left_was_not_exchanged() -> None:
    seen = Evidence("bill")
    for _ in range(9):
        seen.changed(ACT, replace(ACT, from_organization="upper"))
    seen.same(ACT)
    assert not any("whose from_organization" in each.words for each in doubts(seen))


LESS: list[tuple[Changes, bool]] = [
    ({"location": None}, True),
    ({"bills": ()}, True),
    ({"all_day": True}, True),
    ({"committee": "Agriculture"}, False),
    ({"status": "cancelled"}, False),
    (later(days=1), False),
]


@pytest.mark.parametrize(("changed", "less"), LESS)
def test_a_loss_told_for_weeks_is_what_a_source_tells_and_another_change_is_not(changed: Changes, less: bool) -> None:
    assert {each.less for each in visit(MEETING, changed, 20, 20)} == {less}


@pytest.mark.parametrize(
    ("after", "is_poorer"),
    [
        (ACT, False),
        (replace(ACT, sponsorships=ACT.sponsorships[:1]), True),
        (replace(ACT, sponsorships=(*ACT.sponsorships, Sponsorship(name="Poe"))), False),
        (replace(ACT, from_organization=None), True),
        (replace(ACT, title="Another act"), False),
        (replace(ACT, actions=(INTRODUCED, PASSED)), False),
    ],
)
def test_a_record_is_poorer_where_a_field_tells_less(after: ScrapedBill, is_poorer: bool) -> None:
    assert poorer(ACT, after) is is_poorer


@pytest.mark.parametrize(
    ("hours", "into_night", "far_back"),
    [(-12, 0, 0), (-24 * 59, 0, 0), (-24 * 60, 0, 1), (12, 0, 0)],
)
def test_a_move_into_the_night_or_by_months_is_counted(hours: int, into_night: int, far_back: int) -> None:
    seen = Evidence("hearing")
    seen.changed(MEETING, replace(MEETING, **later(hours=hours)))
    assert (seen.into_night, seen.far_back) == (into_night, far_back)


@pytest.mark.parametrize(("start", "into_night"), [(17, 1), (18, 0), (13, 1)])
def test_an_afternoon_told_as_the_night_before_six_is_counted(start: int, into_night: int) -> None:
    seen = Evidence("hearing")
    before = replace(MEETING, start=MEETING.start.replace(hour=start))
    seen.changed(before, replace(before, start=before.start - dt.timedelta(hours=12)))
    assert seen.into_night == into_night
