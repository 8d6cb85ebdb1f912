"""Legislatures and when they sit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tracker.errors import SettingsError
from tracker.records.jurisdictions import all_jurisdictions, expected_within, jurisdiction, read
from tracker.records.session_ends import last_day


def test_every_state_the_district_puerto_rico_and_congress_are_there() -> None:
    assert len(all_jurisdictions()) == 53
    assert all(each.sittings for each in all_jurisdictions().values())


@pytest.mark.parametrize(
    ("place", "session", "last"),
    [
        ("us-ca", "20272028", None),
        ("us-ny", "2027-2028", None),
        ("us-wa", "2027-2028", None),
        ("us-wi", "2027", None),
        ("us-mt", "2027", "2027-05-01"),
        ("us-wa", "2025-2026", "2026-03-12"),
    ],
)
def test_a_session_of_two_years_has_no_end_while_only_its_first_years_days_are_known(
    place: str, session: str, last: str | None
) -> None:
    assert last_day(place, session) == (dt.date.fromisoformat(last) if last else None)


def test_ids_are_those_of_open_civic_data() -> None:
    assert jurisdiction("us-ma").ocd_id == "ocd-jurisdiction/country:us/state:ma/government"
    assert jurisdiction("us-dc").ocd_id == "ocd-jurisdiction/country:us/district:dc/government"
    assert jurisdiction("us").ocd_id == "ocd-jurisdiction/country:us/government"


@pytest.mark.parametrize(
    ("code", "day", "session", "sits"),
    [
        ("us", "2026-11-23", "119", True),
        ("us", "2027-01-04", "120", True),
        ("us-ma", "2026-11-23", "194", True),
        ("us-or", "2026-11-23", "2026R1", False),
        ("us-wa", "2026-02-01", "2025-2026", True),
        ("us-tx", "2026-02-01", "89", False),
        ("us-va", "2027-01-13", "2027", True),
        ("us-tx", "2025-08-20", "892", False),
        ("us-tx", "2025-10-20", "89", False),
        ("us-tx", "2021-03-01", "87", False),
        ("us-tx", "2020-03-01", "86", False),
        ("us-al", "2021-10-29", "2021S2", False),
        ("us-al", "2019-04-01", "2019", False),
        ("us-ca", "2017-05-05", "20172018", False),
        ("us-nm", "2020-06-20", "2020S1", False),
        ("us-ma", "2019-05-05", "191", False),
        ("us", "2019-03-01", "116", False),
    ],
)
def test_the_session_of_a_day_is_the_one_that_sits_or_sat_last(code: str, day: str, session: str, sits: bool) -> None:
    place, then = jurisdiction(code), dt.date.fromisoformat(day)
    assert place.session(then) == session
    assert (place.sitting(then) is not None) is sits


@pytest.mark.parametrize(
    ("day", "session", "sits"),
    [
        ("2026-01-05", "2025RS", False),
        ("2026-01-06", "2026RS", True),
        ("2026-04-15", "2026RS", True),
        ("2026-04-16", "2026RS", False),
    ],
)
def test_a_sitting_has_its_first_and_its_last_day(day: str, session: str, sits: bool) -> None:
    place, then = jurisdiction("us-ky"), dt.date.fromisoformat(day)
    assert place.session(then) == session
    assert (place.sitting(then) is not None) is sits


def test_the_ends_of_a_session_are_those_of_its_own_sittings_as_far_as_they_are_known(tmp_path: Path) -> None:
    path = tmp_path / "places.toml"
    path.write_text(
        """
        [us-xx]
        name = "Somewhere"
        timezone = "America/Denver"
        open = ["2"]
        sessions.1 = [["2025-01-06", "2025-05-01"], ["2026-01-06", "2026-03-01"]]
        sessions.2 = [["2027-01-06", "2027-05-01"]]
        """
    )
    place = read(path)["us-xx"]
    assert place.known_ends("1") == [dt.date(2025, 5, 1), dt.date(2026, 3, 1)]
    assert place.known_ends("2") == []


def test_the_next_sitting_is_known_between_sessions() -> None:
    assert jurisdiction("us-or").next_sitting(dt.date(2026, 11, 23)).session == "2027R1"


@pytest.mark.parametrize(
    ("code", "every_days", "sits", "within"),
    [
        ("us-or", 1, False, 1),  # it sits by our calendar
        ("us-or", 7, False, 7),
        ("us-tx", 1, False, 30),
        ("us-tx", 60, False, 60),
        ("us-tx", 1, True, 1),  # a session that only the collected ones know
        ("us-il-chicago", 45, False, 45),
        ("us-il-chicago", 2, False, 2),  # a board without a calendar is no legislature between sessions
    ],
)
def test_a_source_is_expected_to_tell_more_often_in_session(
    code: str, every_days: int, sits: bool, within: int
) -> None:
    assert expected_within(code, every_days, dt.date(2026, 2, 10), sits=sits) == within


def test_a_city_does_not_borrow_its_states_calendar() -> None:
    assert jurisdiction("us-il-chicago") is None


@pytest.mark.parametrize(
    "sessions",
    [
        'a = [["2026-02-01", "2026-01-01"]]',
        'a = [["2026-01-01", "2026-03-01"]]\nb = [["2026-02-01", "2026-04-01"]]',
        'a = [["soon", "later"]]',
    ],
)
def test_days_that_cannot_be_are_refused(sessions: str, tmp_path: Path) -> None:
    path = tmp_path / "j.toml"
    path.write_text(f'[us-xx]\nname = "X"\ntimezone = "America/New_York"\n[us-xx.sessions]\n{sessions}\n')
    with pytest.raises(SettingsError, match="us-xx"):
        read(path)


def test_a_special_session_between_sittings_is_one_that_sits():
    wisconsin, day = jurisdiction("us-wi"), dt.date(2026, 5, 14)
    assert wisconsin is not None
    assert (wisconsin.sitting(day), wisconsin.special(day)) == (None, "2026S1")
    assert wisconsin.special(dt.date(2026, 6, 1)) is None
    assert expected_within("us-wi", 3, day) == 3
