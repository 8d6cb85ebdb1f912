"""A reader gives one topic a rhythm of its own, on the page of the subscription."""

from __future__ import annotations

from collections.abc import Iterator

import lxml.html
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tracker.db.engine import reading
from tracker.errors import UsageProblem
from tracker.settings import load
from tracker.subscriptions import own_rhythm, service
from tracker.subscriptions.preferences import Wishes
from tracker.web.app import create_app

ADDRESS = "reader@example.org"


@pytest.fixture
def client(sqlite_engine: Engine) -> Iterator[TestClient]:
    """The site on a database that holds subscriptions alone."""
    site = load().site_url
    with TestClient(create_app(sqlite_engine, load()), base_url=site, headers={"Origin": site}) as made:
        yield made


def subscribed(engine: Engine, **wishes: object) -> service.Subscription:
    with service.changing(engine) as connection:
        service.subscribe(connection, ADDRESS, Wishes(**wishes), confirmed=True)  # type: ignore[arg-type]
        (found,) = service.of_address(connection, ADDRESS)
    return found


def all_of(engine: Engine) -> dict[tuple[str, ...], str]:
    with reading(engine) as connection:
        return {each.wishes.topics: each.wishes.cadence for each in service.of_address(connection, ADDRESS)}


def test_one_form_sends_a_topic_by_itself_and_the_pages_lead_to_each_other(client: TestClient, sqlite_engine: Engine):
    found = subscribed(sqlite_engine, topics=("parity", "veterans", "youth"))
    address = f"/manage/{found.link('manage')}"
    page = lxml.html.document_fromstring(client.get(address).text)
    offered = page.xpath("//select[@id='own']//option/@value")
    assert {each.rpartition(":")[2] for each in offered} == {"parity", "veterans", "youth"}
    assert not any("weekly" in each for each in offered)
    page = lxml.html.document_fromstring(client.post(address, data={"do": "own:daily:youth"}).text)
    assert all_of(sqlite_engine) == {("parity", "veterans"): "weekly", ("youth",): "daily"}
    (other,) = page.xpath("//section[@aria-labelledby='siblings']//a/@href")
    there = lxml.html.document_fromstring(client.get(other).text)
    assert [each.rpartition("/")[2] for each in there.xpath("//section[@aria-labelledby='siblings']//a/@href")] == [
        found.link("manage")
    ]
    assert not there.xpath("//select[@id='own']")


def test_who_gets_all_topics_gets_that_one_in_its_own_mails_alone(sqlite_engine: Engine):
    found = subscribed(sqlite_engine)
    with service.changing(sqlite_engine) as connection:
        own_rhythm.split(connection, found, "youth", "deadlines")
        assert service.mutes(connection, found.id)[found.id] == [("topic", "youth")]
    assert all_of(sqlite_engine) == {(): "weekly", ("youth",): "deadlines"}


@pytest.mark.parametrize(
    ("topics", "topic", "cadence"),
    [(("youth", "parity"), "youth", "weekly"), (("youth", "parity"), "youth", "hourly"), (("youth", "parity"), "veterans", "daily"), (("youth",), "youth", "daily"), ((), "no-topic", "daily")],
)  # fmt: skip
def test_what_would_change_nothing_is_refused_and_changes_nothing(
    sqlite_engine: Engine, topics: tuple[str, ...], topic: str, cadence: str
):
    found = subscribed(sqlite_engine, topics=topics)
    with pytest.raises(UsageProblem), service.changing(sqlite_engine) as connection:
        own_rhythm.split(connection, found, topic, cadence)
    assert all_of(sqlite_engine) == {found.wishes.topics: "weekly"}


def test_an_address_that_many_read_leads_to_no_other_subscription(client: TestClient, sqlite_engine: Engine):
    with service.changing(sqlite_engine) as connection:
        for topic in ("youth", "parity"):
            service.subscribe(connection, ADDRESS, Wishes(topics=(topic,)), is_list=True, confirmed=True)
        one, _two = service.of_address(connection, ADDRESS)
    page = client.get(f"/manage/{one.link('manage')}").text
    assert "siblings" not in page
    assert "id=own" not in page.replace('"', "")


def test_a_time_zone_is_named_by_its_cities(client: TestClient, sqlite_engine: Engine):
    found = subscribed(sqlite_engine, timezone="America/Boise")
    page = lxml.html.document_fromstring(client.get(f"/manage/{found.link('manage')}").text)
    told = {each.get("value"): each.text for each in page.xpath("//select[@id='timezone']/option")}
    assert told["America/Chicago"] == "Central: Chicago, Houston, Memphis"
    assert told["America/Boise"] == "Boise"
    assert not [text for text in told.values() if "/" in text]
