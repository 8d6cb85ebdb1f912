"""One record from several sources: nothing is lost, the newest counts, and nothing flaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.records import CONGRESS, EASTERN, READER, bill, hearing
from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading
from tracker.ingest.verdict import RunSummary
from tracker.ingest.visit import Visit
from tracker.records.duplicates import same_meeting, same_words, united
from tracker.records.items import (
    Action,
    Ballot,
    HeardBill,
    Link,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.merge import Claimed, merge, stale_claims, with_history

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def step(day: str, words: str) -> Action:
    return Action(date=dt.date.fromisoformat(day), description=words)


def told(*steps: tuple[str, str], **more: Any) -> ScrapedBill:
    return bill(actions=tuple(step(*each) for each in steps), **more)


def actions(*claims: tuple[int, ScrapedBill]) -> list[str]:
    merged, _from = merge([Claimed(f"s{n}", rank, record) for n, (rank, record) in enumerate(claims)])
    assert isinstance(merged, ScrapedBill)
    return [f"{each.date:%m-%d} {each.description}" for each in merged.actions]


RICH = told(
    ("2026-01-05", "Introduced"), ("2026-01-09", "Referred"), ("2026-02-01", "Reported"), ("2026-02-01", "Do pass")
)


@pytest.mark.parametrize(
    ("native", "other", "right"),
    [
        (told(("2026-02-01", "Committee report")), RICH, ["01-05 Introduced", "01-09 Referred", "02-01 Reported", "02-01 Do pass"]),
        (told(("2026-01-05", "Filed")), RICH, ["01-05 Filed", "01-09 Referred", "02-01 Reported", "02-01 Do pass"]),
        (RICH, told(("2026-03-01", "Signed by Governor")), ["01-05 Introduced", "01-09 Referred", "02-01 Reported", "02-01 Do pass", "03-01 Signed by Governor"]),
        (told(("2026-01-05", "Introduced")), told(("2026-01-06", "INTRODUCED.")), ["01-05 Introduced"]),
        (told(("2026-01-05", "Read"), ("2026-01-06", "Read")), told(("2026-01-01", "Filed")), ["01-01 Filed", "01-05 Read", "01-06 Read"]),
        (told(("2026-01-05", "Read")), told(("2026-01-09", "Read")), ["01-05 Read", "01-09 Read"]),
        (told(("2026-02-01", "Passed House")), told(("2026-02-01", "Read third time"), ("2026-02-01", "Amended"), ("2026-02-01", "Sent to printer")), ["02-01 Read third time", "02-01 Amended", "02-01 Sent to printer", "02-01 Passed House"]),
        (told(("2026-02-01", "Passed House")), told(("2026-02-01", "Read third time"), ("2026-02-02", "Third reading: passed. Ayes 60"), ("2026-02-02", "Sent to printer")), ["02-01 Passed House", "02-02 Third reading: passed. Ayes 60", "02-02 Sent to printer"]),
        (told(("2026-02-01", "Passed House")), told(("2026-02-01", "Read third time"), ("2026-02-01", "Amended"), ("2026-02-09", "Sent to printer")), ["02-01 Read third time", "02-01 Amended", "02-01 Passed House", "02-09 Sent to printer"]),
        (bill(actions=()), RICH, ["01-05 Introduced", "01-09 Referred", "02-01 Reported", "02-01 Do pass"]),
    ],
)  # fmt: skip
def test_actions_are_put_together_day_by_day(native: ScrapedBill, other: ScrapedBill, right: list[str]):
    assert actions((90, native), (30, other)) == right
    assert actions((30, other), (90, native)) == right


def test_one_source_keeps_its_own_order():
    back = told(("2026-02-01", "Second"), ("2026-01-01", "First"))
    assert actions((90, back), (30, bill(actions=()))) == ["02-01 Second", "01-01 First"]


def test_the_source_of_the_newest_action_is_named():
    late = told(("2026-03-01", "Signed by Governor"))
    _merged, source = merge([Claimed("native", 90, RICH), Claimed("reader", 30, late)])
    assert source == {"*": "native", "actions": "reader"}


def test_where_nobody_tells_an_action_the_lead_gives_none():
    merged, source = merge([Claimed("reader", 30, bill(actions=())), Claimed("native", 90, bill(actions=()))])
    assert isinstance(merged, ScrapedBill)
    assert (merged.actions, source) == ((), {"*": "native"})


@pytest.mark.parametrize(
    ("newest", "stale"),
    [
        (("2026-01-01", "2026-02-01"), [("a", "b")]),
        (("2026-02-01", "2026-02-01"), []),
        (("2026-03-01", "2026-02-01"), []),
        ((None, "2026-02-01"), []),
        (("2026-02-01", None), []),
    ],
)
def test_a_source_behind_a_lower_one_is_named(newest: tuple[str | None, str | None], stale: list[tuple[str, str]]):
    one, other = (bill(actions=(step(day, "x"),) if day else ()) for day in newest)
    found = stale_claims([Claimed("b", 30, other), Claimed("a", 90, one)])
    assert [(first.source, second.source) for first, second in found] == stale


def people(number: int) -> tuple[Sponsorship, ...]:
    return tuple(Sponsorship(name=f"Rep. {n}") for n in range(number))


@pytest.mark.parametrize(("native", "other", "right"), [(1, 11, 11), (3, 2, 3), (0, 2, 2), (2, 2, 2)])
def test_of_two_lists_of_sponsors_the_fuller_one_is_taken(native: int, other: int, right: int):
    claims = [
        Claimed("native", 90, bill(sponsorships=people(native))),
        Claimed("reader", 30, bill(sponsorships=people(other)[::-1])),
    ]
    for order in permutations(claims):
        merged, source = merge(order)
        assert len(merged.sponsorships) == right  # type: ignore[union-attr]
        assert source.get("sponsorships") == ("reader" if other > native else None)


DAY = hearing(start=dt.datetime(2026, 12, 1, tzinfo=EASTERN), all_day=True, time_qualifier="date-only")
HOUR = hearing("os-1", start=dt.datetime(2026, 12, 1, 13, 30, tzinfo=EASTERN), end=None)
ELSEWHERE = replace(HOUR, start=dt.datetime(2026, 12, 2, 13, 30, tzinfo=EASTERN))


@pytest.mark.parametrize(
    ("native", "other", "start"),
    [(DAY, HOUR, HOUR.start), (HOUR, DAY, HOUR.start), (DAY, ELSEWHERE, DAY.start), (HOUR, ELSEWHERE, HOUR.start)],
)
def test_the_hour_is_taken_from_whoever_knows_it_for_that_day(
    native: ScrapedHearing, other: ScrapedHearing, start: Any
):
    merged, _from = merge([Claimed("native", 90, native), Claimed("reader", 30, other)])
    assert isinstance(merged, ScrapedHearing)
    assert (merged.start, merged.all_day) == (start, start == DAY.start)


def test_the_place_is_taken_with_what_belongs_to_it():
    online = hearing(location="Zoom", virtual=True)
    merged, _from = merge([Claimed("native", 90, hearing(location=None)), Claimed("reader", 30, online)])
    assert (merged.location, merged.virtual) == (None, True)  # type: ignore[union-attr]
    room = hearing(location="Room 2", virtual=True)
    merged, _from = merge([Claimed("native", 90, online), Claimed("reader", 30, room)])
    assert (merged.location, merged.virtual) == ("Room 2", True)  # type: ignore[union-attr]
    former = replace(room, virtual=False)
    merged, _from = merge([Claimed("native", 90, online), Claimed("reader", 30, former)])
    assert (merged.location, merged.virtual) == (None, True)  # type: ignore[union-attr]


BILLS = tuple(HeardBill(identifier=f"HR {n}") for n in range(1, 6))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (HOUR, HOUR, True),
        (HOUR, ELSEWHERE, False),
        (HOUR, replace(HOUR, jurisdiction="us-ma"), False),
        (HOUR, replace(HOUR, chamber="lower"), False),
        (HOUR, replace(HOUR, chamber=None), True),
        (HOUR, replace(HOUR, committee="Agriculture"), False),
        (HOUR, replace(HOUR, committee="Senate Committee on Health, Education, Labor and Pensions"), True),
        (HOUR, replace(HOUR, committee=None, name="x", location=None, bills=()), False),
        (HOUR, replace(HOUR, committee=None, name="x", location=None), True),
        (HOUR, replace(HOUR, committee=None, name="x", bills=()), True),
        (HOUR, replace(HOUR, committee=None, location=None, bills=()), True),
        (DAY, HOUR, True),
        (DAY, DAY, True),
        (DAY, ELSEWHERE, False),
        (DAY, replace(HOUR, committee="Agriculture", bills=()), False),
        (replace(DAY, committee="S02", bills=BILLS), replace(HOUR, bills=BILLS[:4]), True),
        (replace(DAY, committee="S02", bills=BILLS), replace(HOUR, bills=(*BILLS[:2], HeardBill(identifier="S 9"), HeardBill(identifier="S 8"))), False),
        (replace(DAY, committee="S02", bills=BILLS[:1]), replace(HOUR, bills=BILLS[:1]), False),
        (replace(DAY, committee=None, name="x"), HOUR, False),
    ],
)  # fmt: skip
def test_two_sources_mean_one_meeting(one: ScrapedHearing, other: ScrapedHearing, same: bool):
    assert same_meeting(one, other) is same
    assert same_meeting(other, one) is same


@pytest.mark.parametrize(
    ("then", "bills"),
    [
        (hearing(bills=BILLS[1:2]), ["HR1", "HR2"]),
        (hearing(bills=BILLS[:2], sources=(Link(url="https://example.org/2"),)), ["HR1", "HR2"]),
        (hearing(stamp="another"), ["HR1"]),
        (hearing(name="Another matter"), None),
        (hearing(status="cancelled"), None),
        (hearing(start=hearing().start + dt.timedelta(hours=1)), None),
    ],
)
def test_parts_of_one_hearing_agree_in_all_but_their_lists(then: ScrapedHearing, bills: list[str] | None):
    whole = united(hearing(), then)
    assert (None if whole is None else [each.identifier for each in whole.bills]) == bills
    assert whole is None or whole.sources == then.sources


@pytest.mark.parametrize(("one", "other"), [("Ways & Means", "WAYS - means"), (None, ""), ("A. B.", "a b")])
def test_two_spellings_are_the_same_words(one: str | None, other: str | None):
    assert same_words(one) == same_words(other)
    assert same_words("Health") != same_words("Public Health")


def test_history_that_no_source_tells_any_more_stands():
    bare = bill(actions=(), sponsorships=(), title="Renamed")
    kept = with_history(bare, bill())
    assert (kept.title, kept.actions, kept.sponsorships) == ("Renamed", bill().actions, bill().sponsorships)  # type: ignore[union-attr]
    assert with_history(hearing(), bill()) == hearing()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 40), st.sampled_from("abc")), max_size=6, unique=True), min_size=1, max_size=3
    )
)
def test_no_day_of_any_source_is_lost_and_order_does_not_matter(lists: list[list[tuple[int, str]]]):
    first = dt.date(2026, 1, 1)
    claims = [
        Claimed(
            f"s{n}",
            90 - 10 * n,
            bill(
                actions=tuple(Action(date=first + dt.timedelta(days=4 * day), description=word) for day, word in steps)
            ),
        )
        for n, steps in enumerate(lists)
    ]
    results = [merge(list(order))[0] for order in permutations(claims)]
    assert all(each == results[0] for each in results)
    merged = results[0]
    assert isinstance(merged, ScrapedBill)
    for day in {each.date for claim in claims for each in claim.record.actions}:  # type: ignore[union-attr]
        most = max(sum(each.date == day for each in claim.record.actions) for claim in claims)  # type: ignore[union-attr]
        assert sum(each.date == day for each in merged.actions) == most


def visit(engine: Engine, found: Any, name: str, source: Any) -> RunSummary:
    with clock.as_of(TODAY):
        made = Visit(engine, name, source)
        made.take(found)
        return made.finish()


def test_three_rounds_of_two_sources_change_nothing_after_the_first(sqlite_engine: Engine):
    native, reader = (
        told(("2026-11-20", "Committee report"), sponsorships=people(1)),
        replace(RICH, sponsorships=people(9)),
    )
    day, hour = replace(DAY, bills=BILLS), replace(HOUR, bills=BILLS, committee="Health")
    for turn in range(3):
        for found, name, source in (
            (native, "native", CONGRESS),
            (reader, "reader", READER),
            (day, "native-hearings", CONGRESS),
            (hour, "reader-hearings", READER),
        ):
            summary = visit(sqlite_engine, found, name, source)
            assert summary.verdict == "ok"
            assert turn == 0 or summary.counts.changed == summary.counts.new == 0
    with reading(sqlite_engine) as connection:
        kept = queries.kept_bill(queries.bill_row(connection, "us/119/HR1"))
        meetings = list(queries.hearings(connection, queries.HearingQuery()))
    assert (len(kept.item.actions), len(kept.item.sponsorships), len(meetings)) == (5, 9, 1)
    assert queries.kept_hearing(meetings[0]).item.start == HOUR.start


def test_a_native_record_that_is_behind_is_told(sqlite_engine: Engine):
    visit(sqlite_engine, RICH, "native", CONGRESS)
    summary = visit(sqlite_engine, told(("2026-03-01", "Signed by Governor")), "reader", READER)

    assert [each.reason for each in summary.problems] == [
        "native is behind reader, which knows a later action of one bill"
    ]
    assert summary.verdict == "ok"


def vote(page: str | None, *voters: str, day: int = 3, count: int = 0) -> VoteEvent:
    return VoteEvent(
        date=dt.date(2026, 3, day), motion="Passage", sources=(Link(url=page),) if page else (),
        counts=(VoteCount(option="yes", value=count),) if count else (),
        ballots=tuple(Ballot(option="yes", voter=voter) for voter in voters),
    )  # fmt: skip


ONE, TWO, THREE = (f"https://votes.example/{number}" for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("native", "other", "named"),
    [
        # A roll call without names has those that another source has for its page, with that source's count.
        ([vote(ONE, count=4), vote(TWO)], [vote(ONE, "Ann", count=5)], [(ONE, 5, "Ann"), (TWO, 0, "")]),
        # Names that are there stay.
        ([vote(ONE, "Bea", count=4), vote(TWO)], [vote(ONE, "Ann", count=5)], [(ONE, 4, "Bea"), (TWO, 0, "")]),
        # What else such a source has names for is added; without names it is not.
        (
            [vote(ONE, day=2), vote(None, day=4)], [vote(ONE, "Ann", day=2), vote(TWO, "Cy", day=3)],
            [(ONE, 0, "Ann"), (TWO, 0, "Cy"), (None, 0, "")],
        ),
        ([vote(ONE), vote(None)], [vote(ONE, "Ann"), vote(TWO)], [(ONE, 0, "Ann"), (None, 0, "")]),
        # Of a source that shares no page nothing is taken: it may mean the same roll calls by other addresses.
        ([vote(ONE), vote(TWO)], [vote(THREE, "Ann")], [(ONE, 0, ""), (TWO, 0, "")]),
        # A page of several votes says of none which it is.
        ([vote(ONE), vote(ONE), vote(TWO)], [vote(ONE, "Ann"), vote(TWO)], [(ONE, 0, ""), (ONE, 0, ""), (TWO, 0, "")]),
        ([vote(ONE), vote(TWO)], [vote(ONE, "Ann"), vote(ONE, "Bea")], [(ONE, 0, ""), (TWO, 0, "")]),
        # A vote without a page stays as it is.
        ([vote(None), vote(None)], [vote(None, "Ann")], [(None, 0, ""), (None, 0, "")]),
    ],
)  # fmt: skip
def test_votes_get_the_names_that_another_source_has_for_their_page(native, other, named):
    claims = [Claimed("a", 1, told(("2026-01-05", "Filed"), votes=tuple(native)), "a"),
              Claimed("b", 0, told(("2026-01-05", "Filed"), votes=tuple(other)), "b")]  # fmt: skip
    merged, _from = merge(claims)
    assert isinstance(merged, ScrapedBill)
    found = [
        (each.sources[0].url if each.sources else None, sum(count.value for count in each.counts),
         " ".join(ballot.voter for ballot in each.ballots))
        for each in merged.votes
    ]  # fmt: skip
    assert found == named


def test_of_two_sources_each_version_and_document_stands_once_by_its_addresses_or_its_name_and_day():
    def at(note: str, *urls: str, day: int = 1) -> Version:
        return Version(note=note, date=dt.date(2026, 1, day), links=tuple(Link(url=url) for url in urls))

    native = (at("Filed", ONE), at("Engrossed"), at("Enrolled", TWO))
    other = (at("As filed", ONE), at("Engrossed"), at("Engrossed", day=2), at("Enrolled", THREE))
    for name in ("versions", "documents"):
        claims = [Claimed(source, rank, told(("2026-01-05", "Filed"), **{name: each}), source)
                  for rank, (source, each) in enumerate((("b", other), ("a", native)))]  # fmt: skip
        merged, _from = merge(claims)
        assert getattr(merged, name) == (*native, other[2], other[3])
