"""From which share of a visit on a change that all records share is doubted: each doubt at its edge, and one below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.records import INTRODUCED, PASSED, REFERRED, bill, hearing
from tracker.ingest.doubt import Doubt
from tracker.ingest.drift import Evidence, doubts, poorer
from tracker.ingest.small_lists import doubts_once
from tracker.records.items import (
    Action,
    Link,
    Membership,
    Record,
    ScrapedBill,
    ScrapedHearing,
    ScrapedPerson,
    Sponsorship,
)

Changes = Mapping[str, Any]
KINDS = {ScrapedBill: "bill", ScrapedHearing: "hearing", ScrapedPerson: "person"}
MEETING = hearing()
ACT = bill(
    sponsorships=(Sponsorship(name="Doe", district="4"), Sponsorship(name="Roe", district="5")), text="Section 1."
)
PERSON = ScrapedPerson(
    key="D1",
    jurisdiction="us",
    name="Jane Doe",
    party="Democratic",
    memberships=(Membership(organization="Health"),),
)
EARLIER = replace(INTRODUCED, date=dt.date(2026, 11, 1))


def later(**how: float) -> Changes:
    return {"start": MEETING.start + dt.timedelta(**how)}


def visit(before: Record, changed: Changes, number: int, of: int, first: Changes | None = None) -> list[Doubt]:
    """A visit that met `of` records, of which `number` changed from `first` to `changed`."""
    seen = Evidence(KINDS[type(before)])
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
        (MEETING, {}, later(hours=1), "6 of 15 hearings moved at once", (6, 15), [(6, 16)]),
        (MEETING, {}, later(hours=-47), "by 47 hours earlier", (5, 5), [(4, 4)]),
        (MEETING, {}, later(days=2), "by 2 days later", (5, 5), [(4, 4)]),
        (MEETING, {}, later(hours=24), "by 24 hours later", (5, 5), [(4, 4)]),
        (MEETING, {}, later(hours=50), "by 50 hours later", (5, 5), [(4, 4)]),
        (MEETING, {}, {"all_day": True}, "5 of 16 hearings lost their hour", (5, 16), [(5, 17), (4, 4)]),
        (MEETING, {}, {"status": "cancelled"}, "6 of 10 hearings were called off at once", (6, 10), [(6, 11), (4, 4)]),
        (MEETING, {"status": "cancelled"}, {}, "4 of 4 cancelled hearings are on again at once", (4, 20), [(3, 3)]),
        (MEETING, {}, {"committee": "Agriculture"}, "8 of 16 hearings have another committee", (8, 16), [(8, 17), (7, 7)]),
        (ACT, {}, {"title": "Roads Act"}, "8 of 16 bills have another title", (8, 16), [(8, 17), (7, 7)]),
        (ACT, {}, {"sponsorships": ACT.sponsorships[:1]}, "8 of 16 bills lost a part of their sponsorships", (8, 16), [(8, 17), (7, 7)]),
        (
            ACT, {}, {"sponsorships": tuple(replace(each, district=None) for each in ACT.sponsorships)},
            "8 of 16 bills lost the district of their sponsorships", (8, 16), [(8, 17), (7, 7)],
        ),
        (
            ACT, {"sponsorships": tuple(replace(each, primary=True) for each in ACT.sponsorships)}, {},
            "8 of 16 bills lost the primary of their sponsorships", (8, 16), [(8, 17), (7, 7)],
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


@pytest.mark.parametrize(
    ("changed", "of", "places", "doubted"),
    [(8, 26, 2, True), (8, 27, 2, False), (7, 20, 2, False), (8, 26, 1, False), (8, 26, 4, False)],
)
def test_many_that_become_like_all_the_others_are_doubted_once(
    changed: int, of: int, places: int, doubted: bool
) -> None:
    seen = Evidence("hearing")
    for number in range(changed):
        seen.changed(replace(MEETING, location=f"Room {number % places}"), replace(MEETING, location="City Hall"))
    for _ in range(of - changed):
        seen.same(replace(MEETING, location="City Hall"))
    told = [each.once for each in doubts(seen) if "the same location" in each.words]
    assert told == ([True] if doubted else [False] if places == 4 else [])


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
    assert not any("lost" in each.words for each in visit(ACT, {"sponsorships": half}, 20, 20))


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


def test_a_visit_begins_with_nothing_seen() -> None:
    seen = Evidence("bill")
    assert {each.name for each in fields(seen) if getattr(seen, each.name)} == {"what", "moves"}
    assert not any(getattr(seen.moves, each.name) for each in fields(seen.moves))


def test_bills_told_for_the_first_time_are_counted_by_session_and_other_records_are_not() -> None:
    seen = Evidence("bill")
    for record in (ACT, bill(2), bill(3, legislative_session="118")):
        seen.first_told(record)
    assert (seen.new, seen.met, seen.new_bills) == (3, 0, {"us/119": 2, "us/118": 1})
    assert (len(seen.new_likenesses), len(seen.likenesses)) == (2, 0)
    meetings = Evidence("hearing")
    meetings.first_told(MEETING)
    meetings.same(MEETING)
    assert (meetings.new, meetings.new_bills, meetings.new_likenesses, meetings.likenesses) == (1, {}, set(), set())


def action(day: int, words: str, kind: str = "reading-1", whose: str = "lower") -> Action:
    return Action(
        date=dt.date(2026, 11, day), description=words, classification=(kind,) if kind else (), organization=whose
    )


READ, SENT = action(2, "Read"), action(3, "Referred")


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        ((READ, SENT), (READ, SENT), ""),
        ((READ, SENT), (READ, SENT, action(9, "H01", "")), ""),
        ((READ, SENT), (READ,), "went_back"),
        ((READ, SENT), (SENT,), ""),
        ((READ, SENT), (action(2, "First reading"), SENT), "rewritten"),
        ((READ, SENT), (READ, action(3, "Sent to Health")), ""),
        ((READ, SENT), (READ, action(3, "H01", "")), "rewritten muted"),
        ((READ, SENT), (READ, action(3, "H01", "", "upper")), "rewritten"),
        ((READ, action(3, "H00", "")), (READ, action(3, "H01", "")), ""),
        ((READ, SENT), (READ, action(2, "H01", ""), SENT), "muted"),
        ((READ, SENT), (READ, action(2, "Printed"), SENT), ""),
        ((READ, SENT), (READ, action(3, "Referred", "passage")), "reread"),
        ((READ, SENT), (READ, action(3, "Referred", "passage"), action(9, "Heard")), "reread"),
        ((READ, SENT), (SENT, READ), ""),
        ((READ, SENT), (action(2, "Read", ""), action(3, "Sent to Health")), ""),
        ((READ, SENT), (), ""),
        ((), (READ, SENT), ""),
    ],
)  # fmt: skip
def test_the_past_of_a_bill_is_held_to_what_was_told(
    before: tuple[Action, ...], after: tuple[Action, ...], counted: str
) -> None:
    seen = Evidence("bill")
    seen.changed(replace(ACT, actions=before), replace(ACT, actions=after))
    assert [name for name in ("went_back", "rewritten", "muted", "reread") if getattr(seen, name)] == counted.split()


@pytest.mark.parametrize(
    ("first", "then", "reworded"),
    [
        ({}, {"text": "Section 2."}, 1),
        ({}, {"text": None}, 0),
        ({"text": None}, {}, 0),
        ({}, {"text": "Section 2.", "versions": ()}, 0),
        ({}, {"title": "Another act"}, 0),
    ],
)
def test_a_text_is_another_one_where_its_versions_are_the_same(first: Changes, then: Changes, reworded: int) -> None:
    seen = Evidence("bill")
    seen.changed(replace(ACT, **first), replace(ACT, **then))
    assert seen.reworded == reworded


OFF: Changes = {"status": "cancelled"}
CENTRAL = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("first", "then", "counted", "spans"),
    [
        ({}, {"name": "Hearing"}, {"timed": 1}, []),
        ({}, OFF, {"timed": 1, "off": 1, "called_off": 1}, []),
        (OFF, {}, {"timed": 1, "was_off": 1, "called_on": 1}, []),
        (OFF, {**OFF, "name": "Hearing"}, {"timed": 1, "off": 1, "was_off": 1}, []),
        ({}, {"all_day": True}, {"timed": 1, "hourless": 1}, []),
        ({"all_day": True}, {**later(hours=3)}, {}, []),
        ({"all_day": True}, {"all_day": True, **later(days=1)}, {}, [dt.timedelta(1)]),
        ({}, later(days=-60), {"timed": 1, "far_back": 1}, [dt.timedelta(-60)]),
        ({}, later(days=120), {"timed": 1}, [dt.timedelta(120)]),  # across the change of summer time
        ({}, {"start": MEETING.start.replace(tzinfo=CENTRAL)}, {"timed": 1}, [dt.timedelta(hours=1)]),
    ],
)
def test_what_becomes_of_one_hearing_is_counted(
    first: Changes, then: Changes, counted: Mapping[str, int], spans: list[dt.timedelta]
) -> None:
    seen = Evidence("hearing")
    seen.changed(replace(MEETING, **first), replace(MEETING, **then))
    names = ("timed", "hourless", "off", "was_off", "called_off", "called_on", "into_night", "far_back")
    assert {name: getattr(seen, name) for name in names if getattr(seen, name)} == counted
    assert [*seen.spans] == spans


@pytest.mark.parametrize(
    ("first", "then", "counted"),
    [
        ({}, {"location": None}, {"had": 1, "lost": 1}),
        ({"location": None}, {}, {"gained": 1}),
        ({"location": None}, {"location": "", "name": "Hearing"}, {"gained": 0}),
        ({}, {"location": "SD-106"}, {"had": 1}),
        ({}, {"location": None, **OFF}, {}),  # a hearing that is off needs no place
    ],
)
def test_a_field_is_had_lost_or_gained(first: Changes, then: Changes, counted: Mapping[str, int]) -> None:
    seen = Evidence("hearing")
    seen.changed(replace(MEETING, **first), replace(MEETING, **then))
    names = ("had", "lost", "gained")
    assert {name: getattr(seen, name)["location"] for name in names if "location" in getattr(seen, name)} == counted


def test_a_record_that_stays_has_what_it_had() -> None:
    seen = Evidence("hearing")
    for meeting in (MEETING, replace(MEETING, location=None), replace(MEETING, **OFF), replace(MEETING, all_day=True)):
        seen.same(meeting)
    assert (seen.met, seen.off, seen.was_off, seen.timed, seen.had["location"]) == (4, 1, 1, 3, 2)


SUBJECTS = ("Health", "Mental health", "Insurance", "Schools")


@pytest.mark.parametrize(("kept", "differs"), [(4, 0), (3, 0), (2, 1), (1, 1)])
def test_a_list_is_another_one_when_half_of_it_is_gone(kept: int, differs: int) -> None:
    seen = Evidence("bill")
    before = replace(ACT, subject=SUBJECTS)
    seen.changed(before, replace(before, subject=(*SUBJECTS[:kept], "Roads"), title="Crisis care act"))
    assert (seen.differs["subject"], seen.differs["title"]) == (differs, 0)
    assert len(seen.examples) == differs


def test_three_examples_are_shown_and_each_is_short() -> None:
    seen = Evidence("bill")
    for number in range(5):
        seen.changed(replace(ACT, title=f"{number} " + "a" * 80), replace(ACT, title=f"{number} " + "b" * 80))
    assert len(seen.examples) == 3
    assert seen.examples[1] == f"us/119/HR1 title: '1 {'a' * 58}' became '1 {'b' * 58}'"


@pytest.mark.parametrize(("kept", "bared"), [(0, 1), (1, 1), (2, 0), (4, 0)])
def test_entries_are_bared_where_fewer_than_half_still_tell_something(kept: int, bared: int) -> None:
    who = tuple(Sponsorship(name=f"Doe {number}", district=str(number)) for number in range(4))
    after = tuple(replace(each, district=each.district if number < kept else None) for number, each in enumerate(who))
    seen = Evidence("bill")
    seen.changed(replace(ACT, sponsorships=who), replace(ACT, sponsorships=(*after, Sponsorship(name="Roe"))))
    assert seen.facets.of["district of their sponsorships"].bared == bared


def only(found: list[Doubt], words: str) -> list[tuple[bool, bool]]:
    """Whether each doubt with these words is a loss, and whether a second visit is believed."""
    return [(each.less, each.once) for each in found if words in each.words]


@pytest.mark.parametrize(
    ("record", "changed", "words", "number", "of", "wanted"),
    [
        (MEETING, {"chamber": "lower"}, "have another chamber", 8, 53, [(False, True)]),
        (MEETING, {"chamber": "lower"}, "have another chamber", 8, 54, []),
        (MEETING, {"chamber": "lower"}, "have another chamber", 8, 16, [(False, False)]),
        (replace(MEETING, links=(Link(url="https://example.org/"),)), {"links": ()}, "lost their links", 9, 20, [(True, False)]),
        (replace(MEETING, links=(Link(url="https://example.org/"),)), {"links": ()}, "lost their links", 9, 21, []),
        (MEETING, OFF, "called off at once", 6, 10, [(False, False)]),
        (ACT, {"from_organization": None}, "lost their from_organization", 6, 20, [(True, False)]),
        (PERSON, {"memberships": ()}, "lost their memberships", 6, 20, [(True, True)]),
        (PERSON, {"party": "Green"}, "have another party", 8, 53, [(False, False)]),
        (PERSON, {"party": "Green"}, "have another party", 8, 54, []),
    ],
)  # fmt: skip
def test_a_doubt_says_whether_it_is_a_loss_and_whether_it_may_be_true(
    record: Record, changed: Changes, words: str, number: int, of: int, wanted: list[tuple[bool, bool]]
) -> None:
    assert only(visit(record, changed, number, of), words) == wanted


@pytest.mark.parametrize(
    ("name", "of", "once"), [("location", 50, True), ("location", 10, False), ("committee", 50, False)]
)
def test_two_committees_may_exchange_their_rooms_and_no_more(name: str, of: int, once: bool) -> None:
    seen = Evidence("hearing")
    for number in range(5):
        was, now = f"Room {number}", f"Room {(number + 1) % 5}"
        seen.changed(replace(MEETING, **{name: was}), replace(MEETING, **{name: now}))
    for _ in range(of - 5):
        seen.same(MEETING)
    assert only(doubts(seen), f"have the {name} that others") == [(False, once)]


@pytest.mark.parametrize(("others", "doubted"), [(8, True), (9, False)])
def test_half_of_the_lists_that_changed_may_get_shorter(others: int, doubted: bool) -> None:
    seen = Evidence("bill")
    for _ in range(8):
        seen.changed(ACT, replace(ACT, sponsorships=ACT.sponsorships[:1]))
    for _ in range(others):
        seen.changed(ACT, replace(ACT, sponsorships=ACT.sponsorships[::-1]))
    assert only(doubts(seen), "lost a part of their sponsorships") == [(True, False)] * doubted


@pytest.mark.parametrize(("on", "off", "doubted"), [(6, 8, True), (5, 7, False), (3, 3, False)])
def test_three_quarters_of_what_was_canceled_is_not_on_again(on: int, off: int, doubted: bool) -> None:
    seen = Evidence("hearing")
    canceled = replace(MEETING, **OFF)
    for _ in range(on):
        seen.changed(canceled, MEETING)
    for _ in range(off - on):
        seen.same(canceled)
    assert only(doubts(seen), f"{on} of {off} cancelled hearings are on again") == [(False, False)] * doubted


def test_bills_that_go_on_are_not_taken_for_bills_read_otherwise() -> None:
    seen = Evidence("bill")
    for number in range(20):
        before = bill(number + 1)
        seen.changed(before, replace(before, actions=(*before.actions, PASSED)))
    assert [*doubts(seen), *doubts_once(seen)] == []
    for number in range(20):
        before = bill(number + 1)
        told = (INTRODUCED, replace(REFERRED, classification=("passage",)), PASSED)
        seen.changed(before, replace(before, actions=told))
    assert [each.words for each in doubts_once(seen)] == ["the steps of 20 of 40 bills are taken for others"]


def two_of_bodies(changed: Sequence[Changes], bodies: tuple[str, str]) -> list[str]:
    """What is held once of two hearings of these bodies, nine days apart, that change so."""
    seen = Evidence("hearing")
    for number, (change, body) in enumerate(zip(changed, bodies, strict=True)):
        day = MEETING.start + dt.timedelta(days=9 * number)
        was = replace(MEETING, key=str(number), committee=body, name=body, start=day, location=f"Room {number}")
        seen.changed(was, replace(was, **change))
    return [doubt.words for doubt in doubts_once(seen)]


HOUR = MEETING.start.replace(hour=16)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (({"start": HOUR}, {"start": HOUR + dt.timedelta(days=8)}), "all 2 hearings of 2 bodies moved"),
        (({"status": "cancelled"}, {"status": "cancelled"}), "all 2 hearings of 2 bodies were called off"),
        (({"location": "Annex"}, {"location": "Annex"}), "all 2 hearings are in one place, where they had 2 others"),
        (({"location": "Annex"}, {"location": "Hall"}), "all 2 hearings of 2 bodies have another place"),
    ],
)
def test_what_two_bodies_hardly_do_together_is_held_once_and_what_one_does_is_not(
    changed: tuple[Changes, Changes], words: str
):
    assert words in two_of_bodies(changed, ("Health", "Judiciary"))
    assert not two_of_bodies(changed, ("Health", "Health"))
    assert not two_of_bodies((changed[0], {}), ("Health", "Judiciary"))
