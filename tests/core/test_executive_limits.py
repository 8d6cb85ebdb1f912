"""How long an executive has, and what is said of a bill when that time is over."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.errors import SettingsError
from tracker.records.executive_limits import by_place, limit, read, time_to_act
from tracker.records.items import Action, ScrapedBill
from tracker.records.jurisdictions import all_jurisdictions
from tracker.records.stages import WAITING, stage_of

SENT = "Presented to the Governor"
BOTH = ("Third reading, passed", "Passed Senate")


@pytest.mark.parametrize(
    ("place", "session", "presented", "first", "last", "unsigned"),
    [
        ("us-tx", "89", "2025-04-01", "2025-04-11", "2025-04-17", "law"),
        ("us-tx", "89", "2025-05-28", "2025-06-22", "2025-06-30", "law"),
        ("us-al", "2026", "2026-03-01", "2026-03-07", "2026-03-12", "law"),
        ("us-al", "2026", "2026-04-08", "2026-04-19", "2026-04-26", "dies"),
        ("us", "119", "2026-11-01", "2026-11-11", "2026-11-17", "law"),
        ("us-ny", "2025-2026", "2026-11-01", "2026-11-11", "2026-12-10", "dies"),
        ("us-il", "104", "2026-06-01", "2026-07-31", "2026-08-05", "law"),
    ],
)
def test_time_runs_out_between_a_first_and_a_last_day(place, session, presented, first, last, unsigned):
    found = time_to_act(place, session, dt.date.fromisoformat(presented))
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat(), found.unsigned) == (first, last, unsigned)


def test_time_that_is_not_counted_in_days_has_no_end():
    assert time_to_act("us-il-chicago", "2023", dt.date(2026, 1, 5)) is None
    assert time_to_act("us-oh-cuyahoga", "2023", dt.date(2026, 1, 5)) is None
    assert time_to_act("us-me", "132", dt.date(2026, 5, 1)) is None


def test_every_legislature_has_a_limit_with_its_source_or_what_no_source_tells():
    assert set(all_jurisdictions()) <= set(by_place())
    for row in by_place().values():
        assert row.sources or row.unsourced, row.place
        assert row.confidence in {"high", "medium", "low"}
        assert row.days is None or 1 <= row.days <= 60, row.place


@pytest.mark.parametrize("place", sorted(all_jurisdictions()))
def test_time_never_ends_before_it_begins(place):
    session = next((each.session for each in all_jurisdictions()[place].sittings if each.last.year == 2026), "2026")
    for number in range(0, 365, 5):
        presented = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        found = time_to_act(place, session, presented)
        assert found is None or presented <= found.first <= found.last


def bill(place: str, session: str, *told: tuple[str, str], identifier: str = "HB1") -> ScrapedBill:
    actions = tuple(Action(date=dt.date.fromisoformat(day), description=words) for day, words in told)
    return ScrapedBill(
        jurisdiction=place, legislative_session=session, identifier=identifier, title="A", from_organization="lower",
        actions=actions,
    )  # fmt: skip


@pytest.mark.parametrize("place", sorted(all_jurisdictions()))
def test_what_lies_on_the_desk_of_an_executive_for_too_long_is_not_captured(place):
    session = next(each.session for each in all_jurisdictions()[place].sittings if each.first.year in {2025, 2026})
    presented = dt.date(2025, 3, 3)
    waiting = bill(place, session, (presented.isoformat(), SENT.replace("Governor", _executive(place))))
    assert stage_of(waiting, presented + dt.timedelta(days=2)) == "sent-to-executive"
    assert stage_of(waiting, dt.date(2026, 11, 29)) == "not-captured"


def _executive(place: str) -> str:
    known = limit(place)
    assert known is not None
    return known.executive


def test_an_enrolled_bill_waits_for_its_way_to_the_desk_and_then_no_longer():
    passed = (("2026-03-01", BOTH[0]), ("2026-03-20", "Passed both Houses"))
    assert stage_of(bill("us-pa", "2025-2026", *passed), dt.date(2026, 5, 1)) == "passed-both"
    assert stage_of(bill("us-pa", "2025-2026", *passed), dt.date(2026, 11, 29)) == "not-captured"
    assert stage_of(bill("us-pa", "2025-2026", *passed, ("2026-03-27", "Act No. 12")), dt.date(2026, 11, 29)) == "law"
    amendment = bill("us-pa", "2025-2026", *passed, identifier="HJR1")
    assert stage_of(amendment, dt.date(2026, 11, 29)) == "passed-both"


def test_a_bill_of_a_place_without_a_limit_waits_as_it_did():
    waiting = bill("us-il-chicago", "2023", ("2025-03-03", "Presented to the Mayor"))
    assert stage_of(waiting, dt.date(2026, 11, 29)) in WAITING


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("us-ma\tgovernor", "expected 13 columns"),
        ("us-ma\tgovernor\t10\tmondays\t10\tadjournment\tlaw\tlaw\t-\tlow\t-\t-\t-", "expected none"),
        ("us-ma\tgovernor\t10\tnone\t10\tadjournment\tlaw\trests\t-\tlow\t-\t-\t-", "expected law or dies"),
        ("us-ma\tgovernor\t10\tnone\t10\t-\tlaw\tlaw\t-\tlow\t-\t-\t-", "expected days after"),
        ("us-ma\tgovernor\tten\tnone\t10\tadjournment\tlaw\tlaw\t-\tlow\t-\t-\t-", "invalid literal"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row, fault):
    with pytest.raises(SettingsError, match=f"line 2: .*{fault}"):
        read(["heading", row])
