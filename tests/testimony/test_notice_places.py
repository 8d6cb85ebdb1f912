"""Sentences of notices in six places with their own zones and holidays are read as a person reads them, never later."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.testimony import notice_voices
from tests.testimony.notice_places import HEARINGS, SENTENCES
from tracker.testimony.business_days import moved
from tracker.testimony.notices import stated

KINDS = {
    "w": "written-testimony",
    "o": "oral-sign-up",
    "r": "remote-sign-up",
    "p": "position",
    "a": "accommodation",
    "c": "comment-period",
}


def read(place: str, sentence: str) -> set[tuple[str, str]]:
    told, name, subdivision = (HEARINGS | notice_voices.HEARINGS)[place]
    zone = ZoneInfo(name)
    start = dt.datetime.fromisoformat(told).replace(tzinfo=zone)
    return {
        (
            each.kind,
            f"{each.due.astimezone(zone):%m-%dT%H:%M}" if isinstance(each.due, dt.datetime) else f"{each.due:%m-%d}",
        )
        for each in stated(sentence, start, zone, subdivision=subdivision).deadlines
    }


def choices(moment: str) -> set[tuple[str, str]]:
    kinds, times = moment.lstrip("?").split(" ", 1)
    return {(KINDS[kind], time) for kind in kinds.split("|") for time in times.split("/")}


@pytest.mark.parametrize(
    ("place", "sentence", "wanted"), [(row[0], row[1], row[2:]) for row in (*SENTENCES, *notice_voices.SENTENCES)]
)
def test_a_sentence_is_read_as_a_person_reads_it(place: str, sentence: str, wanted: tuple[str, ...]) -> None:
    found = read(place, sentence)
    for moment in wanted:
        assert moment.startswith("?") or found & choices(moment), (sentence, found)
    allowed = {choice for moment in wanted for choice in choices(moment)}
    assert found <= allowed, sentence


@pytest.mark.parametrize(
    ("start", "hours", "holidays_too", "wanted"),
    [
        ("2027-02-16T13:00", -24, True, "2027-02-12T13:00"),  # Presidents' Day and a weekend between
        ("2027-02-16T13:00", -24, False, "2027-02-15T13:00"),
        ("2027-02-16T13:00", -72, True, "2027-02-10T13:00"),
        ("2027-02-18T09:00", -4, True, "2027-02-18T05:00"),
        ("2027-02-13T09:00", -24, True, "2027-02-12T00:00"),  # from a Saturday, all of Friday
        ("2027-02-12T13:00", 24, True, "2027-02-16T13:00"),
    ],
)
def test_hours_of_closed_days_do_not_count(start: str, hours: int, holidays_too: bool, wanted: str) -> None:
    zone = ZoneInfo("America/New_York")
    at = dt.datetime.fromisoformat(start).replace(tzinfo=zone)
    found = moved(at, dt.timedelta(hours=hours), None, holidays_too=holidays_too)
    assert found == dt.datetime.fromisoformat(wanted).replace(tzinfo=zone)
