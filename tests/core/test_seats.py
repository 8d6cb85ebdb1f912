"""A district that cannot exist is refused even where no legislator was read yet."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine

from tracker.db.engine import reading
from tracker.records import seats
from tracker.records.jurisdictions import all_jurisdictions
from tracker.vocabulary import UnknownName, check_district

STATES = sorted(re.findall(r"\b[a-z]{2}\b", seats._SEATS))


def test_all_seats_add_up_to_those_of_the_house_and_of_the_states():
    assert len(STATES) == 50
    assert {f"us-{state}" for state in STATES} <= set(all_jurisdictions())
    assert sum(map(seats.representatives, STATES)) == 435
    assert sum(seats.seats(f"us-{state}", "upper") for state in STATES) == 1973
    assert sum(seats.seats(f"us-{state}", "lower") for state in STATES) == 5413


@pytest.mark.parametrize("district", [
    "us/lower/MA-7", "us/lower/AK-0", "us/lower/AK-At-Large", "us/lower/CA-52", "us/lower/dc-0", "us/lower/PR", "us/upper/MA",
    "us-ca/upper/40", "us-ma/upper/Middlesex and Norfolk", "us-mn/lower/67A", "us-nh/lower/Rockingham 13", "us-ne/upper/49",
    "us-dc/upper/Ward 8", "us-ak/upper/T", "us-pr/lower/40",
])  # fmt: skip
def test_a_district_that_can_exist_is_taken(district: str, sqlite_engine: Engine):
    with reading(sqlite_engine) as connection:
        assert check_district(district, connection) == district


@pytest.mark.parametrize(("district", "name"), [("72nd", "72"), ("1st", "1"), ("72", "72"), ("Ward 8", "Ward 8")])
def test_a_district_is_named_by_its_number_as_members_have_it(district: str, name: str):
    assert seats.cardinal(district) == name


@pytest.mark.parametrize(
    ("place", "chamber", "district", "told"),
    [
        ("us", "lower", "MA-9", ""),
        ("us", "lower", "MA-10", "MA has 9 of the seats in the House"),
        ("us", "upper", "ma", ""),
        ("us", "lower", "vi", ""),
        ("us", "upper", "vi", "districts of Congress are written us/lower/MA-7, senators' us/upper/MA"),
        ("us-ca", "upper", "40", ""),
        ("us-ca", "upper", "1st", ""),
        ("us-ca", "upper", "41st", "the upper chamber of us-ca has 40 seats"),
        ("us-ne", "lower", "1", ""),  # a chamber whose seats we do not know
    ],
)
def test_what_cannot_exist_says_why_and_what_can_says_nothing(place: str, chamber: str, district: str, told: str):
    assert seats.impossible(place, chamber, district) == told


@pytest.mark.parametrize(("district", "told"), [
    ("us/lower/MA-99", "MA has 9"), ("us/lower/XX-1", "written us/lower/MA-7"), ("us/lower/7", "written us/lower/MA-7"),
    ("us/upper/MA-7", "senators' us/upper/MA"), ("us/upper/DC", "written"), ("us-ca/upper/41", "has 40 seats"),
    ("us-ca/lower/0", "has 80 seats"), ("us-mn/lower/135B", "has 134 seats"), ("us-oh/lower/999", "has 99 seats"),
])  # fmt: skip
def test_a_district_that_cannot_exist_is_refused(district: str, told: str, sqlite_engine: Engine):
    with reading(sqlite_engine) as connection, pytest.raises(UnknownName, match=re.escape(told)):
        check_district(district, connection)
