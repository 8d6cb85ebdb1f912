"""Every public page answers, in both languages, and nothing that others wrote becomes markup."""

from __future__ import annotations

import calendar
import datetime as dt
import html
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, event, insert, update
from starlette.testclient import TestClient

from tests.core.test_ingest import visit
from tests.records import CONGRESS, bill, hearing
from tracker import clock
from tracker.db import queries
from tracker.db.engine import writing
from tracker.db.models import Match, Session, SourceRow
from tracker.deadlines.model import Deadline
from tracker.ingest.visit import Visit
from tracker.records.items import HeardBill
from tracker.settings import load
from tracker.web import cache, hearing_lists
from tracker.web.app import create_app
from tracker.web.app_state import PageCache
from tracker.web.cache import AtVersion
from tracker.web.db_version import DataVersion
from tracker.web.templating import by_name
from tracker.web.text_diff import compare
from tracker.web.week import Week, coming_up

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
PUBLIC = (
    "/", "/bills", "/hearings", "/deadlines", "/hearings/month", "/notices", "/topics", "/places", "/places/us", "/charts",
    "/about", "/bot", "/privacy", "/accessibility", "/feeds", "/api", "/subscribe", "/embed/us", "/bills/us/119/HR1",
    "/hearings/us/a", "/receipt/us/119/HR1",
)  # fmt: skip


@pytest.fixture
def client(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    with Visit(sqlite_engine, "us-test", CONGRESS) as visit:
        visit.take(replace(bill(1), title=f"Mental health {HOSTILE}"))
        visit.take(hearing("a", bills=(HeardBill(identifier="HR1", legislative_session="119"),)))
        visit.finish()
    reason = {"rule": "r", "field": "title", "words": "x", "excerpt": f"«{HOSTILE}»", "weight": 2.0, "against": False}
    row = {"record_id": "us/119/HR1", "topic": "parity", "what": "bill", "score": 60, "flagged": True}
    with writing(sqlite_engine) as connection:
        connection.execute(insert(Match).values(reasons=[reason], judged_at=clock.now(), **row))
    with TestClient(create_app(sqlite_engine, load())) as made:
        yield made


@pytest.mark.parametrize("language", ["", "/es"])
def test_every_public_page_answers_without_foreign_markup(client: TestClient, language: str):
    for path in PUBLIC:
        answer = client.get(f"{language}{path}")
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text, path
        assert "<img src=x" not in answer.text, path
        assert f'lang="{language[1:] or "en"}"' in answer.text, path


def test_only_embeds_may_stand_in_a_frame(client: TestClient):
    page, embed = client.get("/places/us"), client.get("/embed/us")
    assert page.headers["x-frame-options"] == "DENY"
    assert "x-frame-options" not in embed.headers
    assert "frame-ancestors *" in embed.headers["content-security-policy"]


def test_a_query_is_tried_on_a_text_and_its_faults_are_told_at_the_field(client: TestClient):
    found = client.get("/topics", params={"query": "parity", "text": "A bill on parity"})
    assert "<mark>parity</mark>" in found.text
    wrong = client.get("/topics", params={"query": "parity AND ("})
    assert 'id="fault-query"' in wrong.text


def test_what_is_unknown_is_said_to_be_unknown(client: TestClient):
    for path in ("/topics/none", "/places/xx", "/embed/xx", "/receipt/us/none", "/bills/us/119/HR1/compare"):
        assert client.get(path).status_code == 404, path


def test_each_page_that_may_be_shared_says_what_stands_on_it(client: TestClient):
    def told(path: str) -> str:
        return re.search(r'<meta name="description" content="([^"]+)"', client.get(path).text)[1]

    pages = ["/", "/bills/us/119/HR1", "/places/us", "/hearings/us/a"]
    assert len({told(path) for path in pages}) == len(pages)
    assert "Congress" in told("/hearings/us/a")


def test_a_comparison_shows_what_went_and_what_came():
    pieces = [(each.kind, each.text.strip()) for each in compare("the old rule", "the new rule").pieces]
    assert pieces == [("same", "the"), ("gone", "old"), ("new", "new"), ("same", "rule")]
    assert compare("one. " * 9_000, "two. " * 9_000).cut


def test_a_full_day_of_the_month_leads_to_its_list(sqlite_engine: Engine, client: TestClient):
    with Visit(sqlite_engine, "us-test", CONGRESS) as visit:
        for number in range(9):
            visit.take(hearing(f"full{number}"))
        visit.finish()
    page = client.get("/hearings/month?month=2026-12&all=1&place=us").text
    (more,) = re.findall(r'href="(/hearings\?place=us&amp;from=2026-12-01&amp;all=1)">and \d+ more', page)
    day = client.get(html.unescape(more)).text
    assert all(f"/hearings/us/full{number}" in day for number in range(9))
    assert "Please give a date" in client.get("/hearings?from=soon").text


def test_a_month_begins_with_one_that_has_days_ahead():
    first = dt.date(2026, 1, 1)
    for today in (first + dt.timedelta(days=number) for number in range(800)):
        shown = calendar.Calendar(firstweekday=6).monthdatescalendar(*hearing_lists.month_ahead(today).timetuple()[:2])
        assert any(today in week for week in shown)
        assert shown[-1][-1] > today or today.weekday() == calendar.SATURDAY
    assert hearing_lists.month_ahead(dt.date(2026, 11, 29)) == dt.date(2026, 12, 1)
    assert hearing_lists.month_ahead(dt.date(2026, 11, 20)) == dt.date(2026, 11, 1)


def test_the_month_says_that_a_hearing_is_off_and_a_card_changes_with_its_hearing(
    sqlite_engine: Engine, client: TestClient
):
    week = dt.datetime.combine(clock.today() + dt.timedelta(days=7), dt.time(10), hearing().start.tzinfo)
    for room, status in (("SD-430", "confirmed"), ("SD-106", "cancelled")):
        visit(sqlite_engine, [hearing("off", start=week, location=room, status=status)])
        month = client.get(f"/hearings/month?all=1&month={week:%Y-%m}").text
        card = client.get("/hearings?all=1").text
        assert room in card
        assert ("Canceled" in month, "Canceled" in card) == (status == "cancelled",) * 2


@pytest.mark.parametrize(
    ("status", "english", "spanish"),
    [
        ("cancelled", "This hearing is canceled.", "Esta audiencia está cancelada."),
        ("postponed", "This hearing is postponed.", "Esta audiencia está pospuesta."),
    ],
)
def test_nobody_is_told_to_speak_at_a_hearing_that_is_off(
    sqlite_engine: Engine, client: TestClient, status: str, english: str, spanish: str
):
    week = dt.datetime.combine(clock.today() + dt.timedelta(days=7), dt.time(10), hearing().start.tzinfo)
    committee = hearing("way", jurisdiction="us-tx", chamber="lower", committee="Public Health", start=week)
    visit(sqlite_engine, [committee])
    assert "hwrs.house.texas.gov" in client.get("/hearings/us-tx/way").text
    visit(sqlite_engine, [replace(committee, status=status)])
    page = client.get("/hearings/us-tx/way").text
    assert english in page
    assert "hwrs.house.texas.gov" not in page
    assert spanish in client.get("/es/hearings/us-tx/way").text


def test_what_changed_of_a_hearing_is_said_in_words(sqlite_engine: Engine, client: TestClient):
    week = dt.datetime.combine(clock.today() + dt.timedelta(days=7), dt.time(10), hearing().start.tzinfo)
    committee = hearing("way", jurisdiction="us-tx", chamber="lower", committee="Public Health", start=week)
    visit(sqlite_engine, [replace(committee, status="tentative")])
    visit(sqlite_engine, [replace(committee, start=week + dt.timedelta(days=1), virtual=True)])
    visit(sqlite_engine, [replace(committee, start=week + dt.timedelta(days=1), status="cancelled")])
    for address, words in (
        (
            "/hearings/us-tx/way",
            ("<del>Tentative</del> Takes place", "Can be joined online", "<del>Takes place</del> Canceled"),
        ),
        ("/es/hearings/us-tx/way", ("<del>Por confirmar</del> Se celebra", "<del>Se celebra</del> Cancelada")),
    ):
        page = client.get(address).text
        changes = page[page.index('<ol class="line">') :].partition("</ol>")[0]
        assert all(word in changes for word in words), changes
        shown = re.sub(r"<time.*?</time>", "", changes)
        assert not re.search(r"\d{4}-\d\d-\d\d|confirmed|cancelled|tentative|true|false", shown), shown


def test_the_form_says_what_its_choices_would_have_brought_and_sends_nothing(client: TestClient) -> None:
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get("/subscribe").text)
    assert stamp
    sent = {"stamp": stamp[1], "do": "try", "place": "us", "cadence": "weekly"}
    page = client.post("/subscribe", data=sent, headers={"sec-fetch-site": "same-origin"})
    assert page.status_code == 200
    assert "What would I have got?</h2>" in page.text
    assert "items a week" in page.text


def test_what_is_coming_stands_in_the_order_of_its_time_and_one_hearing_does_not_fill_it():
    first = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    dues = [
        Deadline(id=f"{key}/{kind}", kind=kind, due=first + dt.timedelta(hours=hours), timezone="UTC", hearing=key)
        for key, kind, hours in (
            ("us-wa/1", "written", 1),
            ("us-wa/1", "oral-sign-up", 2),
            ("us-wa/1", "remote-sign-up", 3),
            ("us-wa/1", "position", 4),
            ("us-ma/2", "written", 60),
            ("us-or/3", "written", 70),
        )
    ]
    hearings = [SimpleNamespace(start=first + dt.timedelta(hours=hours)) for hours in (30, 65)]
    ahead = coming_up(dues, hearings)
    assert [each.moment for each in ahead] == sorted(each.moment for each in ahead)
    assert [each.due.hearing for each in ahead if each.due] == ["us-wa/1", "us-wa/1", "us-ma/2", "us-or/3"]
    assert [each.hearing for each in ahead if each.hearing] == hearings


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("topic=parity", True),
        ("topic=parity&order=newest", True),
        ("topic=parity&score=61", False),
        ("place=us", True),
        ("place=us&topic=crisis-988", False),
        ("place=us-ma&place=us&topic=parity", True),
        ("place=us-ma", False),
        ("topic=crisis-988", False),
        ("topic=crisis-988&topic=parity", True),
        ("since=0001-01-01", True),
        ("since=2026-11-03", True),
        ("since=2026-11-04", False),
        ("topic=parity&since=2026-11-04&order=newest", False),
    ],
)
def test_a_list_of_a_topic_or_a_place_or_since_a_day_holds_what_was_asked_for(
    client: TestClient, asked: str, there: bool
):
    answer = client.get(f"/bills?{asked}")
    assert answer.status_code == 200
    assert ('href="/bills/us/119/HR1"' in answer.text) is there


def test_the_whole_calendar_is_written_once_and_told_apart_by_its_mark(client: TestClient):
    with clock.as_of(dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC)):
        first = client.get("/calendar.ics")
        again = client.get("/calendar.ics", headers={"If-None-Match": first.headers["etag"]})
        narrowed = client.get("/calendar.ics?place=us")
        assert client.get("/es/calendar.ics").status_code == 200
    assert first.text.count("BEGIN:VEVENT") >= 1
    assert again.status_code == 304
    assert sorted(narrowed.text.split("BEGIN:VEVENT")[1:]) == sorted(first.text.split("BEGIN:VEVENT")[1:])


def test_a_place_that_nothing_was_read_of_can_be_chosen_and_is_told_apart(client: TestClient):
    read, _summary, unread = client.get("/subscribe").text.partition("Not collected yet")
    assert 'name="place" value="us"' in read
    assert 'name="place" value="us-wy"' in unread
    assert 'name="place" value="us-wy"' not in read


def test_the_description_of_the_interface_names_each_question_once(client: TestClient):
    told = client.get("/api/openapi.json").json()
    asked = [each for path in told["paths"].values() for each in path.values()]
    names = [each["operationId"] for each in asked]
    assert len(names) == len(set(names))
    assert {"listBills", "getBill", "listHearings", "getHearing", "listDeadlines", "listSources"} <= set(names)
    assert all(re.fullmatch(r"(?:list|get)[A-Z][a-z]+", name) for name in names)
    assert all(each["tags"] for each in asked)


def test_places_stand_in_the_order_of_their_names_in_the_language_of_the_page():
    codes = ["us-nc", "us-de", "us", "us-nm", "us-mi"]
    assert [code for code, _name in by_name(codes, "en")] == ["us", "us-de", "us-mi", "us-nm", "us-nc"]
    assert [code for code, _name in by_name(codes, "es")] == ["us", "us-nc", "us-de", "us-mi", "us-nm"]


def test_home_drops_a_deadline_that_has_passed_since_it_was_read_and_keeps_a_hearing_that_began():
    noon = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    due = Deadline(id="us-wa/1/written", kind="written", due=noon, timezone="UTC", hearing="us-wa/1")
    week = Week(ahead=tuple(coming_up([due], [SimpleNamespace(start=noon)])))
    assert len(week.still_ahead(noon)) == 2
    assert [each.due for each in week.still_ahead(noon + dt.timedelta(seconds=1))] == [None]


def test_home_catches_up_with_flagged_bills_that_were_old_for_a_while(client, sqlite_engine, monkeypatch):
    site = client.app.state.site
    moments = SimpleNamespace(monotonic=count().__next__, thread_time=time.thread_time)
    monkeypatch.setattr(cache, "time", moments)  # a second passes with each look at it
    site.week.now()
    visit(sqlite_engine, [bill(2)])
    match = {"record_id": "us/119/HR2", "topic": "parity", "what": "bill", "score": 60, "flagged": True, "reasons": []}
    with writing(sqlite_engine) as connection:
        connection.execute(insert(Match).values(judged_at=clock.now(), **match))
    told = [{row.id for _change, row in site.week.now().moved} for _second in range(60)]
    assert (told[0], told[-1]) == (set(), {"us/119/HR2"})
    assert [site.figures.now().congress for _second in range(60)][-1] == 2


def test_what_is_kept_at_a_version_is_read_again_after_a_commit(engine: Engine):
    version = DataVersion(engine)
    sources = AtVersion(engine, version, lambda connection: [row.name for row in queries.sources(connection)])
    try:
        assert sources.now() == sources.now() == []
        visit(engine, [bill(1)])
        assert sources.now() == ["us-test"]
    finally:
        version.close()


def test_pages_of_places_ask_nothing_anew_until_something_is_committed_and_then_tell_it(engine: Engine):
    visit(engine, [bill(1)])
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
        site, asked = client.app.state.site, []

        def anew(path: str) -> str:
            site.cache = PageCache()
            asked.clear()
            return client.get(path).text

        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        for path in ("/places/us", "/places", "/hearings", "/", "/bills?place=us"):
            anew(path)
            anew(path)
            assert [each for each in asked if "content_version" not in each] == [], path
        assert "Department of Tests" not in anew("/places/us")
        with writing(engine) as connection:
            connection.execute(update(SourceRow).values(publisher="Department of Tests"))
            session = {"jurisdiction": "us", "identifier": "120", "name": "120th Congress, of tests"}
            connection.execute(insert(Session).values(session | {"classification": "primary"}))
        page = anew("/places/us")
        assert "Department of Tests" in page
        assert "120th Congress, of tests" in page
        assert "Department of Tests" in anew("/places")
