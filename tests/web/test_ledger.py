"""Whether readers were told in time stands on a public page without names, and who was told too late may choose another rhythm."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import WindowRow
from tracker.settings import load
from tracker.subscriptions import faster, service
from tracker.subscriptions.preferences import Wishes
from tracker.web.app import create_app


@pytest.fixture
def client(sqlite_engine: Engine) -> Iterator[TestClient]:
    with TestClient(
        create_app(sqlite_engine, load()), base_url=load().site_url, headers={"Origin": load().site_url}
    ) as made:
        yield made


def window(record: str, posted: float, told: float | None, **changed) -> dict:
    closes = clock.now() - dt.timedelta(days=2)
    row = {
        "record_id": record,
        "kind": "written-testimony",
        "closes": closes,
        "what": "hearing",
        "jurisdiction": "us-ma",
        "body": "=Mental Health <b>",
        "title": f"Hearing {record}",
        "confidence": "high",
        "posted_at": closes - dt.timedelta(hours=posted),
        "looked_at": closes - dt.timedelta(hours=posted + 6),
        "known_at": closes - dt.timedelta(hours=posted),
        "told_at": None if told is None else closes - dt.timedelta(hours=told),
        "told": int(told is not None),
        "told_early": 0,
        "untold": 0,
        "late_fast": 0,
    }
    return row | changed


@pytest.fixture
def filled(sqlite_engine: Engine) -> Engine:
    rows = [
        window("us-ma/kept", 100, 60),
        window("us-ma/slow", 100, 20),
        window("us-ma/unseen", 100, None, known_at=clock.now(), untold=3),
        window("us-ma/short", 20, 12),
    ]
    with writing(sqlite_engine) as connection:
        connection.execute(insert(WindowRow), rows)
        service.subscribe(connection, "reader@example.org", Wishes(places=("us-ma",)), confirmed=True)
        faster.remember(connection, {(1, "us-ma"): ("us-ma/slow", clock.now())})
    return sqlite_engine


@pytest.mark.usefixtures("filled")
def test_the_page_says_the_share_each_miss_and_who_is_to_blame(client):
    page = client.get("/deadlines/ledger").text
    assert "1 were told at least 48 hours ahead: 33 of 100" in page
    for told in (
        "Hearing us-ma/slow",
        "rhythm, weekly or daily",
        "Hearing us-ma/unseen",
        "We looked too late",
        "Hearing us-ma/short",
    ):
        assert told in page
    assert "Hearing us-ma/kept" not in page
    assert "reader@example.org" not in page


@pytest.mark.usefixtures("filled")
def test_ledger_and_meter_are_files_without_formulas(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/deadlines/ledger.csv").text)))
    assert {row["record"]: row["verdict"] for row in rows} == {
        "us-ma/kept": "in time",
        "us-ma/slow": "rhythm",
        "us-ma/unseen": "looked late",
        "us-ma/short": "posted late",
    }
    assert not any(str(cell).startswith("=") for row in rows for cell in row.values())
    (given,) = csv.DictReader(io.StringIO(client.get("/deadlines/notice.csv").text))
    assert (given["hearings"], given["median_hours"], given["visit_hours"], given["short"]) == (
        "4",
        "100.0",
        "6.0",
        "0",
    )
    assert client.get("/deadlines/notice.json").json()[0]["short_share"] == 0.25
    assert len(client.get("/deadlines/ledger.json").json()) == 4


def test_an_empty_ledger_says_so(client):
    assert "no window closed" in client.get("/deadlines/ledger").text
    assert client.get("/deadlines/notice.json").json() == []


def test_who_was_told_too_late_is_offered_another_rhythm_and_keeps_the_old_mails(client, filled):
    with reading(filled) as connection:
        (reader,) = service.all_of(connection)
    address = f"/manage/{reader.link('manage')}"
    assert "Tell me as it happens" in client.get(address).text
    answer = client.post(address, data={"do": "faster:us-ma"})
    assert answer.status_code == 200, answer.text
    assert "Tell me as it happens" not in answer.text
    with reading(filled) as connection:
        old, new = service.all_of(connection, state="active")
    assert old.wishes == reader.wishes
    assert (new.wishes.cadence, new.wishes.places, new.address) == ("deadlines", ("us-ma",), reader.address)
    assert client.post(address, data={"do": "faster:us-or"}).status_code == 400


def test_an_offer_that_is_declined_is_gone(client, filled):
    with reading(filled) as connection:
        (reader,) = service.all_of(connection)
    assert (
        "Tell me as it happens" not in client.post(f"/manage/{reader.link('manage')}", data={"do": "slower:us-ma"}).text
    )
