"""A legislature's rules are for its own bodies, not for every board of its state."""

import datetime as dt

import pytest

from tracker.records.items import ScrapedHearing
from tracker.testimony.bodies import follows_its_place

START = dt.datetime(2026, 12, 10, 18, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("place", "name", "more", "expected"),
    [
        ("us-il", "Community Mental Health Board", {}, False),
        ("us-il", "708 Mental Health Board of Directors Meeting", {}, False),
        ("us-il", "Cook County Board of Commissioners", {}, False),
        ("us-tx", "Local Mental Health Authority", {}, False),
        ("us-ca", "Behavioral Health Commission", {}, False),
        ("us-wa", "City Council of Spokane", {}, False),
        ("us-il", "Mental Health & Addiction Committee", {}, True),
        ("us-il", "House Board and Commission Oversight", {}, True),
        ("us-il", "Licensing Board Oversight", {"chamber": "lower"}, True),
        ("us-va", "Health, Welfare and Institutions", {}, True),
        ("us-ma", "Joint Committee on Mental Health", {}, True),
        ("us-il", "Public Health", {"committee": "Senate Public Health"}, True),
        ("us-il-cook", "Board of Health", {}, True),
    ],
)
def test_a_board_under_a_states_code_gets_no_rules_of_the_legislature(place, name, more, expected):
    hearing = ScrapedHearing(key="1", jurisdiction=place, name=name, start=START, timezone="America/Chicago", **more)
    assert follows_its_place(hearing) is expected
