"""What you get where: each place's things, by what is read and what is stored, as page, JSON and CSV."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import Engine
from starlette.testclient import TestClient

from spiders import registry
from spiders.kit.errors import REFUSES_PROGRAMS
from tests.core.test_ingest import visit
from tests.records import bill, hearing
from tracker.db import queries
from tracker.db.models import SourceRow
from tracker.ingest.visit import Visit
from tracker.settings import load
from tracker.web.app import create_app


@pytest.fixture
def site(sqlite_engine: Engine) -> Iterator[TestClient]:
    visit(sqlite_engine, [bill(1)])
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_every_legislature_stands_in_the_table_with_its_states(site: TestClient):
    page = site.get("/coverage").text
    assert page.count('<th scope="row"><a href="/places/') == 56
    assert "without a key" in page
    assert "nothing read yet" in page
    rows = site.get("/coverage.json").json()
    assert len([row for row in rows if len(row["place"]) <= len("us-wa")]) == 56 * 7
    assert {row["state"] for row in rows if row["thing"] == "bills"} <= {
        "without key",
        "with key",
        "not known until first read",
        "old",
    }
    table = list(csv.DictReader(io.StringIO(site.get("/coverage.csv?place=us").text)))
    assert {(row["thing"], row["stored"]) for row in table if row["thing"] == "bills"} == {("bills", "1")}


def test_each_board_of_a_large_county_is_read_or_named_as_missing_with_what_is_needed(site: TestClient):
    page, rows = site.get("/coverage").text, site.get("/coverage.json").json()
    counties = {row["place"]: row for row in rows if len(row["place"]) > len("us-wa")}

    assert len(counties) >= 40
    for place, row in counties.items():
        read = ": read by " in row["note"]
        assert read or f": missing; `tracker sources find {place}`" in row["note"]
        assert not read or row["state"] == "without key"
        assert row["note"].partition(":")[0] in html.unescape(page)


def test_a_place_says_what_one_gets_there_in_both_languages(site: TestClient):
    assert "What you get here" in site.get("/places/us-wa").text
    spanish = site.get("/es/places/us-wa").text
    assert "Qué hay aquí" in spanish
    assert "sin clave" in spanish
    assert site.get("/coverage.json?place=us-zz").status_code == 422


def test_what_one_gets_in_a_place_is_counted_again_after_a_visit(site: TestClient, sqlite_engine: Engine):
    assert re.search(r"Bills: <b>old</b><br><small class=\"soft\">1, newest", site.get("/places/us").text)
    visit(sqlite_engine, [bill(1), bill(2)])
    assert re.search(r"Bills: <b>old</b><br><small class=\"soft\">2, newest", site.get("/places/us").text)


def test_a_hearing_that_has_begun_is_ahead_no_more_without_a_visit(site: TestClient, sqlite_engine: Engine):
    noon = dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC)
    with time_machine.travel(noon):
        visit(sqlite_engine, [hearing(start=noon + dt.timedelta(hours=1))])
        assert 'Hearings: without a key<br><small class="soft">1, newest' in site.get("/places/us").text
    with time_machine.travel(noon + dt.timedelta(hours=2)):
        assert 'Hearings: without a key<br><small class="soft">1, newest' not in site.get("/places/us").text


def test_a_place_that_a_platform_lists_is_a_place(site: TestClient):
    rows = {row["thing"]: row for row in site.get("/coverage.json?place=us-wa-lacey").json()}
    assert rows["hearings"]["sources"] == ["civicclerk"]
    assert rows["bills"]["state"] == "missing"


def test_a_platform_that_told_of_one_place_is_its_source_and_covers_neither_congress_nor_what_it_did_not_get(
    sqlite_engine: Engine,
):
    """govbot stands under the country and reads the places that were chosen."""
    with Visit(sqlite_engine, "govbot", registry.source("govbot").source) as visit_of_some:
        visit_of_some.take(bill(1, jurisdiction="us-wa", legislative_session="2025-2026"))
        visit_of_some.problem("http-404", "us-ny: wanted a public repository, found none", "https://git.example/ny")
        visit_of_some.finish()
    with Visit(sqlite_engine, "us-dc-hearings", registry.source("us-dc-hearings").source) as refused:
        refused.problem("forbidden-by-robots", REFUSES_PROGRAMS, "https://lims.dccouncil.gov/Hearings/")
        refused.finish()
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1:8000") as client:
        pages = {
            code: " ".join(client.get(f"/places/{code}").text.split()) for code in ("us-wa", "us-ny", "us", "us-dc")
        }
        places = client.get("/places").text
    assert ">govbot, read " in pages["us-wa"]
    for code in ("us-ny", "us"):
        assert ">govbot, read " not in pages[code]
        assert "None of our sources has read this place yet." in pages[code]
    assert "nothing read yet: the last visit failed" in pages["us-ny"]
    assert "nothing read yet: a server refuses programs" in pages["us-dc"]
    assert "several places" in places
    assert re.search(r"District of Columbia</a> <small class=\"soft\">not read yet<", places)


@pytest.mark.parametrize(
    ("name", "place", "settings", "many"),
    [
        ("govbot", "us", None, True),
        ("legiscan", "us", {"lineage": "legiscan"}, True),
        ("us-senate-hearings", "us", None, False),
        ("desk-notes", "us", {"feed": "https://desk.example/feed.xml"}, False),
        ("us-wa-hearings", "us-wa", None, False),
    ],
)
def test_only_a_platform_is_of_many_places(name: str, place: str, settings: dict[str, str] | None, *, many: bool):
    assert queries.of_many_places(SourceRow(name=name, jurisdiction=place, settings=settings)) is many
