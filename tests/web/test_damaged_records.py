"""A stored record that cannot be read costs itself in every list, page, calendar, feed, mail and command, and is told."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from sqlalchemy import insert, text
from starlette.testclient import TestClient

from tests.core.test_ingest import visit
from tests.records import EASTERN, bill, hearing, notice
from tracker import clock
from tracker.cli import assistants
from tracker.cli.main import tracker
from tracker.db import queries, search_index, sound
from tracker.db.engine import connect, reading, writing
from tracker.db.models import Match
from tracker.matching.flagging import document_by_id, stored_documents
from tracker.matching.near_misses import hardly_read
from tracker.records import serialize
from tracker.settings import load
from tracker.web.app import create_app

REQUIRED = {
    "bills": ("jurisdiction", "legislative_session", "identifier", "title"),
    "hearings": ("key", "jurisdiction", "name", "start", "timezone"),
    "notices": ("key", "jurisdiction", "title"),
}
BENT: dict[str, dict[str, Any]] = {
    "bills": {
        "title": 7, "subject": "Health", "actions": [{"date": "2026-13-40", "description": "x"}],
        "abstracts": {"abstract": "x"}, "sponsorships": [{"primary": True}], "versions": None,
        "sources": [{"url": "ftp://example.org"}],
    },
    "hearings": {
        "name": ["x"], "start": "2026-12-01T10:00:00", "end": "tomorrow", "timezone": "America/Springfield",
        "bills": [7], "agenda": 1, "virtual": "no", "video": "javascript:1",
    },
    "notices": {
        "title": None, "published": "2026-02-30", "comments_close": 20261201, "timezone": "../../etc/passwd",
        "agencies": ["HHS", 3], "links": [{"note": "x"}],
    },
}  # fmt: skip
WHAT = {"bills": "bill", "hearings": "hearing", "notices": "notice"}


def made(table: str, number: int) -> Any:
    """A record of today under a number of its own."""
    soon = dt.datetime.combine(clock.today() + dt.timedelta(days=9), dt.time(10), EASTERN)
    if table == "bills":
        return bill(number, title="Crisis Care Act")
    if table == "hearings":
        return hearing(f"senate-{number}", start=soon)
    return notice(f"fr-2026-{number}", comments_close=soon.date(), published=clock.today())


def damages(table: str) -> Iterator[str]:
    """The text of records that cannot be read, each in a way of its own."""
    whole = orjson.loads(serialize.encode(made(table, 1)))
    yield from ("{}", "[]", "null", '"text"', "7")
    for name in REQUIRED[table]:
        yield json.dumps({key: value for key, value in whole.items() if key != name})
    for name, value in BENT[table].items():
        bent = copy.deepcopy(whole)
        bent[name] = value
        yield json.dumps(bent)


def damage(engine: Any, table: str) -> tuple[str, list[str], str]:
    """Store a whole record, damaged ones, and one that says the least; gives their ids."""
    texts = list(damages(table))
    if engine.dialect.name == "sqlite":
        texts += ["no JSON at all", "", '{"title": "cut off']
    records = [made(table, number) for number in range(1, len(texts) + 3)]
    visit(engine, records)
    ids = [record.id for record in records]
    least = {name: orjson.loads(serialize.encode(records[-1]))[name] for name in REQUIRED[table]}
    changed = [*zip(ids[1:-1], texts, strict=True), (ids[-1], json.dumps(least))]
    with writing(engine) as connection:
        for key, record in changed:
            value = "CAST(:record AS JSONB)" if engine.dialect.name == "postgresql" else ":record"
            connection.execute(
                text(f"UPDATE {table} SET record = {value} WHERE id = :id"), {"id": key, "record": record}
            )
        for key in ids:
            match = {"record_id": key, "topic": "parity", "what": WHAT[table], "score": 60, "flagged": True}
            connection.execute(insert(Match).values(judged_at=clock.now(), tier="flagged", reasons=[], **match))
    return ids[0], ids[1:-1], ids[-1]


def surfaces(table: str) -> Iterator[str]:
    """Each address that shows records of a kind, or of all kinds."""
    for form in ("csv", "json", "atom", "feed.json"):
        yield from (f"/{what}.{form}?all=1" for what in ("bills", "hearings", "deadlines", "notices", "changes"))
    yield from (
        "/",
        "/calendar.ics?all=1",
        "/bills?all=1&q=crisis",
        "/topics/parity",
        "/places/us",
        "/places",
        "/charts",
    )
    yield from (f"/{what}?all=1" for what in ("bills", "hearings", "deadlines", "notices"))
    yield from (f"/hearings/month?all=1&month={clock.now() + dt.timedelta(days=9):%Y-%m}", "/embed/us")
    yield from (f"/api/v1/{what}?all=1" for what in ("bills", "hearings", "deadlines", "notices"))
    yield f"/api/v1/{table}?all=1&limit=2"


@pytest.mark.parametrize("table", sorted(REQUIRED))
def test_what_cannot_be_read_is_left_out_of_every_page_file_feed_and_calendar_and_is_told(
    table, engine, database_url, monkeypatch
):
    whole, damaged, least = damage(engine, table)
    with TestClient(create_app(connect(database_url), load()), base_url="http://127.0.0.1:8000") as client:
        for path in surfaces(table):
            assert client.get(path).status_code == 200, path
        for key in damaged:
            own, item = client.get(f"/{table}/{key}"), client.get(f"/api/v1/{table}/{key}")
            assert (own.status_code, item.status_code) == (404, 404), key
            assert f"cannot read it since {clock.now():%Y-%m-%d}" in own.text
            assert item.json()["title"] == "This record cannot be read"
        for key in (whole, least):
            assert client.get(f"/{table}/{key}").status_code == 200
        listed = [each["id"] for each in client.get(f"/{table}.json?all=1").json()]
        assert sorted(listed) == sorted([whole, least])
        several = client.get(f"/api/v1/{table}?all=1&limit=2").json()
        assert sorted(each["id"] for each in several["items"]) == sorted([whole, least])
        page = client.get(f"/{table}?all=1").text
        assert f"/{table}/{whole}" in page
        assert not [key for key in damaged if f'/{table}/{key}"' in page]
    with reading(engine) as connection:
        assert {each.record_id for each in sound.damaged(connection)} == set(damaged)
        assert {each.source for each in sound.damaged(connection)} == {"us-test"}
        faults = " ".join(each.fault for each in sound.damaged(connection))
        assert not {each["id"] for each in hardly_read(connection)[0]} - {whole, least}
    assert {name for name in BENT[table] if f"{name}: " not in faults} <= {"timezone", "video", "start"}


@pytest.mark.parametrize("table", sorted(REQUIRED))
def test_commands_mails_and_assistants_leave_it_out_and_say_so(table, sqlite_engine, tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_DATABASE_URL", str(sqlite_engine.url))
    load.cache_clear()
    whole, damaged, _least = damage(sqlite_engine, table)

    def run(*words: str) -> str:
        done = CliRunner().invoke(tracker, list(words))
        assert done.exit_code == 0, (words, done.output, done.exception)
        return done.stdout

    listed = orjson.loads(run({"notices": "notices"}.get(table, table), "--format", "json"))
    assert whole in {each["id"] for each in listed}
    assert not {each["id"] for each in listed} & set(damaged)
    for words in (
        ("deadlines",),
        ("export", "csv", "hearings"),
        ("export", "json", "bills"),
        ("export", "ics"),
        ("flag",),
    ):
        run(*words)
    run("digest", "preview", "--out", str(tmp_path / "mails"))
    mail = "".join(each.read_text() for each in Path(tmp_path / "mails").glob("*.txt"))
    assert not [key for key in damaged if re.search(rf"{key}\b", mail)]
    run("status")
    doctor = CliRunner().invoke(tracker, ["doctor", "--format", "json"])
    named = {each["what"]: each for each in orjson.loads(doctor.stdout)}
    first = [each for each in named if each.startswith("record ")]
    assert len(first) == 5
    assert {each.removeprefix("record ") for each in first} <= set(damaged)
    assert named[first[0]]["do"] == "tracker crawl us-test reads it anew"
    assert f"{len(damaged) - 5:,} more" in named["records"]["found"]
    checked = CliRunner().invoke(tracker, ["db", "check"])
    assert checked.exit_code == 1
    assert f"the stored record {damaged[0]} cannot be read since" in checked.stdout
    if table == "bills":
        for words in (["bill", damaged[0]], ["testimony", "draft", damaged[0], "--position", "support"]):
            refused = CliRunner().invoke(tracker, words)
            assert isinstance(refused.exception, sound.UnreadableRecord), (words, refused.output, refused.exception)
    with reading(sqlite_engine) as connection:
        assert assistants.search(connection, "crisis")
        assert assistants.open_windows(connection, "us")


@pytest.mark.parametrize("table", sorted(REQUIRED))
def test_the_next_visit_of_its_source_reads_it_anew_and_calls_nothing_new(table, engine):
    whole, damaged, least = damage(engine, table)
    assert [each.id for each in stored_documents(engine, WHAT[table])] == sorted([whole, least])
    assert document_by_id(engine, damaged[0]) is None
    search_index.refresh(engine)
    with reading(engine) as connection:
        before = len(list(queries.changes(connection)))
    again = [made(table, number) for number in range(1, len(damaged) + 3)]
    assert visit(engine, again).counts.changed >= len(damaged)
    with reading(engine) as connection:
        assert not sound.damaged(connection)
        assert len(list(queries.changes(connection))) == before
    assert len(list(stored_documents(engine, WHAT[table]))) == len(again)
    assert sound.search(engine) == 0
