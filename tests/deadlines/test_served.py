"""Calendars by an address: what a phone gets when a person taps on the link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.deadlines.reading import by_icalendar
from tests.deadlines.test_stored import stored, tell  # noqa: F401 - a fixture
from tests.records import hearing
from tracker import clock
from tracker.db.engine import reading
from tracker.exports import urls
from tracker.settings import load
from tracker.subscriptions import people, service
from tracker.subscriptions.preferences import Wishes
from tracker.web.app import create_app

BOTH = {"us~senate-1@mh-policy-tracker", "us~senate-1~written@mh-policy-tracker"}


@pytest.fixture
def client(stored) -> Iterator[TestClient]:  # noqa: F811
    with clock.as_of(dt.date(2026, 11, 23)), TestClient(create_app(stored, load()), base_url=load().site_url) as made:
        yield made


def entries(answer) -> dict:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    return by_icalendar(answer.content)


def test_a_feed_of_everything_flagged(client):
    assert set(entries(client.get("/calendar.ics"))) == {*BOTH, "us~fr-2026-1@mh-policy-tracker"}


def test_feeds_are_narrowed_by_their_address(client):
    assert entries(client.get("/calendar.ics?place=us-md")) == {}
    assert entries(client.get("/calendar.ics?topic=housing")) == {}
    assert set(entries(client.get("/calendar.ics?bill=us/119/HR1"))) == BOTH
    assert set(entries(client.get("/calendar.ics?bill=us/119/HR1,us/119/HR2&kind=hearings"))) == {
        "us~senate-1@mh-policy-tracker",
        "us~senate-2@mh-policy-tracker",
    }
    assert entries(client.get("/calendar.ics?chamber=lower")) == {}
    (entry,) = entries(client.get("/calendar.ics?bill=us/119/HR1&kind=deadlines&alarms=none")).values()
    assert entry.alarms == ()


def test_one_hearing_can_be_had_alone(client):
    assert set(entries(client.get("/hearings/us/senate-1/calendar.ics"))) == BOTH
    assert client.get("/hearings/us/none/calendar.ics").status_code == 404
    assert (
        "CALNAME" not in client.get("/hearings/us/senate-1/calendar.ics").text
    )  # it joins a calendar, and founds none
    assert "CALNAME" in client.get("/calendar.ics").text


@pytest.mark.parametrize("asked", ["chamber=attic", "kind=parties", "alarms=soon"])
def test_what_makes_no_sense_is_refused_in_words(client, asked):
    assert client.get(f"/calendar.ics?{asked}").status_code == 422


@pytest.mark.parametrize("asked", ["bill=HR 99", "bill=us/1/%00", "topic=mental-helth", "place=us-xx"])
def test_a_name_that_is_none_is_never_an_empty_calendar(client, asked):
    assert client.get(f"/calendar.ics?{asked}").status_code == 422


def test_a_subscription_has_an_address_of_its_own_that_opens_nothing_else(client, stored):  # noqa: F811
    with service.changing(stored) as connection:
        service.subscribe(connection, "a@example.org", Wishes(topics=("mental-health",)))
    with reading(stored) as connection:
        (found,) = people.all_of(connection)
    address = urls.calendar("", found.id, found.link("calendar"))
    assert set(entries(client.get(address))) >= BOTH
    for wrong in (found.link("manage"), "x", "é", ""):
        assert client.get(urls.calendar("", found.id, wrong)).status_code == 404
    assert client.get(urls.calendar("", 10**20, found.link("calendar"))).status_code == 404
    assert client.get(f"/manage/{found.link('calendar')}").status_code == 404
    with service.changing(stored) as connection:
        service.stop(connection, found.id)
    assert client.get(address).status_code == 404


def test_a_subscribed_calendar_learns_that_a_hearing_moved(client, stored):  # noqa: F811
    before = entries(client.get("/calendar.ics"))
    tell(stored, hearing(start=dt.datetime(2026, 12, 8, 15, tzinfo=dt.UTC)))
    after = entries(client.get("/calendar.ics"))
    assert after.keys() == before.keys()
    assert all(after[uid].sequence > before[uid].sequence and after[uid].start > before[uid].start for uid in BOTH)
