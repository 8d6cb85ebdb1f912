"""Every list is a file: CSV, JSON, Atom and JSON Feed, with ids that another host does not change."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from tests.core.test_ingest import visit
from tests.records import EASTERN, bill, hearing, notice
from tracker import clock
from tracker.db import search_index
from tracker.db.engine import connect, writing
from tracker.db.models import Match
from tracker.settings import load
from tracker.web.app import create_app

LISTS = ("bills", "hearings", "deadlines", "notices", "changes")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The site over a few records of today, which no test changes."""
    yield from _opened(tmp_path_factory.mktemp("files"))


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[TestClient]:
    """A site of its own over the same records, for a test that damages them."""
    yield from _opened(tmp_path)


def _opened(folder: Path) -> Iterator[TestClient]:
    engine = connect(f"sqlite:///{folder / 'tracker.db'}")
    soon = clock.now() + dt.timedelta(days=20)
    visit(engine, [bill(1, title='=HYPERLINK("x")'), hearing(start=soon.astimezone(EASTERN)), notice()])
    with writing(engine) as connection:
        for key, what in (("us/119/HR1", "bill"), ("us/senate-1", "hearing"), ("us/fr-2026-1", "notice")):
            match = {"record_id": key, "topic": "parity", "what": what, "score": 60, "flagged": True}
            reason = {"rule": "parity-itself", "field": "title", "excerpt": "«parity» it says", "points": 3.0}
            connection.execute(insert(Match).values(judged_at=clock.now(), reasons=[reason], **match))
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.mark.parametrize("what", LISTS)
def test_every_list_is_a_file_in_four_forms(site, what):
    table = site.get(f"/{what}.csv?all=1")
    assert table.status_code == 200
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert not any(str(cell).startswith("=") for row in rows for cell in row.values())
    values = site.get(f"/{what}.json?all=1")
    assert values.status_code == 200
    assert len(values.json()) == len(rows)
    if what in {"bills", "hearings"}:
        assert rows
    for form in ("atom", "feed.json"):
        assert site.get(f"/{what}.{form}").status_code == 200


def test_files_are_narrowed_as_their_pages_are(site):
    assert site.get("/hearings.json?topic=parity").json()
    assert site.get("/hearings.json?topic=youth").json() == []
    assert site.get("/deadlines.csv?topic=nope").status_code == 422


def test_files_take_a_states_name_and_spanish_words_as_the_page_does(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'tracker.db'}")
    ours = bill(12, jurisdiction="us-oh", identifier="HB12", title="Medicaid for prevention of suicide")
    visit(engine, [ours, bill(2, title="Ohio medicaid")])
    search_index.refresh(engine)
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1:8000") as client:
        for typed in ("ohio medicaid", "medicaid in Ohio", "prevención del suicidio, ohio"):
            page = client.get("/bills", params={"q": typed}).text
            rows = csv.DictReader(io.StringIO(client.get("/bills.csv", params={"q": typed}).text))
            held = [
                [row["id"] for row in rows],
                [row["id"] for row in client.get("/bills.json", params={"q": typed}).json()],
                [each["url"].partition("/bills/")[2] for each in client.get("/bills.feed.json", params={"q": typed}).json()["items"]],
                [row["id"] for row in client.get("/api/v1/bills", params={"q": typed, "all": True}).json()["items"]],
            ]  # fmt: skip
            assert held == [["us-oh/119/HB12"]] * 4
            assert "/bills/us-oh/119/HB12" in page
            assert "/bills/us/119/HR2" not in page


def test_files_and_feeds_of_changes_are_narrowed_alike(damaged):
    engine = damaged.app.state.site.engine
    visit(engine, [bill(1), bill(2)])
    visit(engine, [bill(1, title="Another"), bill(2, title="Another")])
    told = {words: {each["record"] for each in damaged.get(f"/changes.json{words}").json()} for words in ("", "?all=1")}
    assert (told[""], told["?all=1"] >= {"us/119/HR1", "us/119/HR2"}) == ({"us/119/HR1"}, True)
    feeds = {words: damaged.get(f"/changes.feed.json{words}").text for words in told}
    assert ["HR2" in feeds[words] for words in told] == [False, True]


def test_files_of_changes_tell_the_newest_however_little_a_bill_weighs(damaged):
    engine = damaged.app.state.site.engine
    many = [bill(number, actions=()) for number in range(2, 450)]
    with writing(engine) as connection:
        for each in many:
            match = {"record_id": f"us/119/{each.identifier}", "topic": "parity", "what": "bill", "flagged": True}
            score = 40 if each is many[-1] else 60
            connection.execute(insert(Match).values(judged_at=clock.now(), score=score, reasons=[], **match))
    visit(engine, many)
    visit(engine, [replace(many[-1], title="Another")])
    assert "us/119/HR449" in {each["record"] for each in damaged.get("/changes.json").json()}


def test_deadlines_have_an_endpoint(site):
    answer = site.get("/api/v1/deadlines?all=1")
    assert answer.status_code == 200
    assert answer.json()["items"] == site.get("/deadlines.json?all=1").json()


@pytest.mark.parametrize("path", ["/hearings.csv?all=1", "/deadlines.json?all=1", "/api/v1/bills", "/bills.atom"])
def test_who_has_a_list_already_is_told_so_and_gets_it_anew_when_it_changed(site, path):
    first = site.get(path)
    again = site.get(path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert site.get(path, headers={"If-None-Match": 'W/"other"'}).content == first.content


def test_ids_of_feeds_are_the_same_on_every_host(site):
    feed = site.get("/bills.feed.json").json()
    assert feed["items"][0]["id"] == "tag:mental-health-policy-tracker.invalid,2026:/bills/us/119/HR1"
    atom = site.get("/bills.atom").text
    assert f"<id>{feed['items'][0]['id']}</id>" in atom
    assert "\nInsurance parity (60 of 100): parity it says" in atom


@pytest.mark.parametrize(
    "path", ["/bills.atom?place=us-wy", "/deadlines.atom?place=us-wy", "/notices.atom?place=us-wy"]
)
def test_a_feed_without_entries_says_when_it_was_read(site, path):
    feed = ET.fromstring(site.get(path).content)
    assert feed.find("{*}entry") is None
    age = clock.now() - dt.datetime.fromisoformat(feed.findtext("{*}updated", ""))
    assert dt.timedelta() <= age < dt.timedelta(minutes=5)


def test_the_month_shows_what_is_due(site):
    due = site.get("/deadlines.json?all=1").json()
    months = {each["due"][:7] for each in due}
    for month in months:
        page = site.get(f"/hearings/month?all=1&month={month}").text
        assert 'class="dues"' in page


def test_one_stored_row_that_cannot_be_read_costs_that_row_alone(damaged, caplog):
    engine = damaged.app.state.site.engine
    whole = [each["id"] for each in damaged.get("/hearings.json?all=1").json()]
    visit(engine, [hearing("broken", start=clock.now().astimezone(EASTERN) + dt.timedelta(days=9))])
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE hearings SET record = '{\"name\": 7}' WHERE id = 'us/broken'")
    files = [f"/{what}.{form}?all=1" for what in LISTS for form in ("csv", "json", "atom", "feed.json")]
    for path in (*files, "/calendar.ics?all=1", "/hearings?all=1", "/hearings/month?all=1", "/api/v1/hearings?all=1"):
        assert damaged.get(path).status_code == 200, path
    assert [each["id"] for each in damaged.get("/hearings.json?all=1").json()] == whole
    assert damaged.get("/hearings/us/broken").status_code == 404
    assert "us/broken cannot be read" in caplog.text


def test_who_follows_a_bill_from_its_page_follows_that_alone_unless_they_ask_for_more(site):
    ticked = 'name="only_followed" value="yes" checked'
    assert ticked in site.get("/subscribe?bill=us/119/HR1&only_followed=yes").text
    assert ticked not in site.get("/subscribe?bill=us/119/HR1").text
    assert "only_followed" not in site.get("/subscribe?topic=mental-health").text
    for language, words in (("", "Please choose what to follow"), ("/es", "Elija qué quiere seguir")):
        answer = site.get(f"{language}/subscribe?only_followed=yes")
        assert (answer.status_code, words in answer.text) == (422, True)


def test_reading_without_an_account_comes_first_and_a_notice_says_what_an_address_reveals(site):
    page = site.get("/subscribe").text
    assert page.index("/feeds") < page.index('name="address"')
    assert "/health-data" in page
    assert "My Health My Data" in site.get("/health-data").text
    assert "My Health My Data" in site.get("/es/health-data").text
