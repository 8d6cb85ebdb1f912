"""From "I want to speak" to a draft in the hand and the entry in the phone."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from docx import Document
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from tests.core.test_ingest import visit
from tests.records import EASTERN, bill, hearing
from tracker import clock
from tracker.calendars import entries
from tracker.calendars.tongue import Tongue
from tracker.db.engine import writing
from tracker.db.models import Match
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes
from tracker.web.app import create_app

RULES = """
place = "us"
name = "Congress"
timezone = "America/New_York"
holidays = "federal"
[[rule]]
id = "written"
who = "all committees"
channels = ["written"]
window = "open PT96H before start; close PT24H before start"
how = "Send it to the clerk"
confidence = "medium"
"""


@pytest.fixture
def client(sqlite_engine: Engine) -> Iterator[TestClient]:
    folder = load().data_dir / "testimony"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "us.toml").write_text(RULES, encoding="utf-8")
    soon = (clock.now() + dt.timedelta(days=9)).astimezone(EASTERN)
    visit(sqlite_engine, [bill(1), hearing("a", start=soon)])
    match = {"record_id": "us/119/HR1", "topic": "parity", "what": "bill", "score": 60, "flagged": True, "reasons": []}
    with writing(sqlite_engine) as connection:
        connection.execute(insert(Match).values(judged_at=clock.now(), **match))
    with TestClient(
        create_app(sqlite_engine, load()), base_url=load().site_url, headers={"Origin": load().site_url}
    ) as made:
        yield made


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Written due: US HR 1"), ("es", "Plazo para escribir: US HR 1")]
)
def test_a_subscriber_finds_the_calendar_on_confirm_and_manage_and_it_speaks_their_language(
    client, sqlite_engine, language, words
):
    with service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "reader@example.org", Wishes(language=language))
        (reader,) = service.all_of(connection)
    address = f"/calendar/{reader.id}/{reader.link('calendar')}.ics"
    assert address not in client.get(f"/confirm/{reader.link('confirm')}").text
    assert address in client.post(f"/confirm/{reader.link('confirm')}").text
    manage = client.get(f"/manage/{reader.link('manage')}").text
    assert f"webcal://127.0.0.1:8000{address}" in manage
    assert all(f'id="{name}"' in manage for name in ("pause", "fewer", "more")), "mails lead to these parts of the page"
    file = client.get(address)
    assert file.headers["content-type"].startswith("text/calendar")
    assert words in file.text.replace("\r\n ", "")


def test_a_list_has_no_calendar_of_its_own(client, sqlite_engine):
    with service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "list@example.org", Wishes(), is_list=True, confirmed=True)
        (reader,) = service.all_of(connection)
    assert "/calendar/" not in client.get(f"/manage/{reader.link('manage')}").text


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_hearing_offers_its_drafts_and_each_is_a_file(client, prefix):
    page = client.get(f"{prefix}/hearings/us/a").text
    asked = f"{prefix}/hearings/us/a/draft.docx?bill=us/119/HR1"
    assert f"{asked}&amp;for=speak" in page
    assert f"{asked}&amp;for=write" in page
    told = [
        "\n".join(each.text for each in Document(io.BytesIO(client.get(f"{asked}&for={manner}").content)).paragraphs)
        for manner in ("speak", "write")
    ]
    minute, letter = ("In one minute", "Your letter") if not prefix else ("Lo mismo en un minuto", "Su carta")
    assert minute.casefold().replace("in one", "one") in told[0].casefold()
    assert letter in told[1]
    assert letter not in told[0]
    assert "Pays for crisis lines." in told[0]


def test_a_draft_of_what_is_not_heard_or_is_no_form_is_refused(client):
    for path, status in (
        ("draft.docx?bill=us/119/HR2", 404),
        ("draft.exe?bill=us/119/HR1", 404),
        ("draft.md?bill=us/119/HR1&for=sing", 422),
        ("draft.md?position=x", 422),
        ("draft.md", 200),
    ):
        assert client.get(f"/hearings/us/a/{path}").status_code == status


def test_pages_in_spanish_say_windows_and_reasons_in_spanish(client):
    page = client.get("/es/hearings/us/a").text
    assert "Regla de all committees: desde 4 días antes del comienzo hasta 24 horas antes del comienzo" in page
    assert "Rule of" not in page


def test_the_opening_stands_wherever_the_closing_does_with_the_start_and_the_title_of_the_bill(client):
    listed, page = client.get("/deadlines").text, client.get("/hearings/us/a").text
    assert "Opens " in listed
    assert "Opens " in page
    assert "Hearing " in listed
    assert "Crisis Care Act" in listed
    assert "Se abre el " in client.get("/es/deadlines").text


def test_what_a_subscriber_did_stays_ticked_when_the_hearing_moves_and_the_calendar_says_so(client, sqlite_engine):
    with service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "reader@example.org", Wishes(), confirmed=True)
        (reader,) = service.all_of(connection)
    page, address = f"/manage/{reader.link('manage')}", f"/calendar/{reader.id}/{reader.link('calendar')}.ics"
    assert 'value="done:written-testimony:us/a"' in client.get(page).text
    assert "SUMMARY:Written due" in client.get(address).text
    assert 'value="undone:written-testimony:us/a"' in client.post(page, data={"do": "done:written-testimony:us/a"}).text
    moved = (clock.now() + dt.timedelta(days=12)).astimezone(EASTERN)
    visit(sqlite_engine, [bill(1), hearing("a", start=moved)])
    assert 'value="undone:written-testimony:us/a"' in client.get(page).text
    told = client.get(address).text
    assert "SUMMARY:Done: written due" in told
    entry = told.partition("SUMMARY:Done")[2].partition("END:VEVENT")[0]
    assert "BEGIN:VALARM" not in entry
    client.post(page, data={"do": "undone:written-testimony:us/a"})
    assert "SUMMARY:Written due" in client.get(address).text


def test_a_tick_of_what_is_no_deadline_is_refused(client, sqlite_engine):
    with service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "reader@example.org", Wishes(), confirmed=True)
        (reader,) = service.all_of(connection)
    assert client.post(f"/manage/{reader.link('manage')}", data={"do": "done:dancing:us/a"}).status_code == 400


def test_a_calendar_in_spanish_has_a_word_for_every_slot():
    spanish = Tongue("es")
    assert all(spanish.word(word) != word for _slot, word in entries._SLOTS.values())
