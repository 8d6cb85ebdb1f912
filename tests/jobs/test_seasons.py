"""How often a source is read follows what it tells and whether its legislature sits."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.jobs.schedule import AFTER_SITTING, BEFORE_SITTING, in_season
from tracker.jobs.scheduler import paced

SITTING, RESTING = dt.date(2026, 2, 10), dt.date(2026, 9, 15)
"""Kentucky's regular session of 2026 sits on the first and is over on the second."""
LAST, NEXT, DAY = dt.date(2026, 4, 15), dt.date(2027, 1, 5), dt.timedelta(days=1)
"""Its last day, and the first of the next one."""


@pytest.mark.parametrize(
    ("kinds", "place", "day", "hours"),
    [
        (["bills"], "us-ky", SITTING, 6),
        (["bills"], "us-ky", RESTING, 24),
        (["hearings"], "us-ky", RESTING, 12),
        (["bills", "hearings"], "us-ky", RESTING, 12),
        (["bills"], "us-ky", dt.date(2026, 5, 20), 6),  # vetoes are still signed
        (["bills"], "us-ky", LAST + AFTER_SITTING, 6),
        (["bills"], "us-ky", LAST + AFTER_SITTING + DAY, 24),
        (["bills"], "us-ky", NEXT - BEFORE_SITTING, 6),
        (["bills"], "us-ky", NEXT - BEFORE_SITTING - DAY, 24),
        (["bills"], "us-ky", dt.date(2026, 12, 20), 6),  # bills of the next session are filed
        (["bills"], "us-wi", dt.date(2026, 5, 14), 6),  # a special session sits within the legislature's two years
        (["bills"], "us-wi", dt.date(2026, 6, 1), 24),
        (["notices"], "us-ky", RESTING, 6),
        (["people"], "us-ky", RESTING, 6),
        (["bills"], "us", RESTING, 6),
        (["bills"], "us-xx", RESTING, 6),
        (["bills"], "us-tx", dt.date(2026, 3, 1), 24),
        (["bills"], "us-tx", dt.date(2031, 3, 1), 6),  # beyond the sessions that are known the plan holds
    ],
)
def test_bills_and_hearings_rest_while_nobody_sits(kinds: list[str], place: str, day: dt.date, hours: int):
    assert in_season(6, kinds, place, day) == hours


def test_a_plan_that_is_slower_by_itself_stays():
    assert in_season(24 * 7, ["bills"], "us-ky", RESTING) == 24 * 7


def test_a_window_that_is_open_goes_before_the_season():
    now = dt.datetime.combine(RESTING, dt.time(12), tzinfo=dt.UTC)
    source = {"every_hours": 6, "jurisdiction": "us-ky", "kind": "hearings"}
    assert paced(source, {}, now) == 12
    assert paced(source, {"us-ky": now + dt.timedelta(days=1)}, now) < 6
