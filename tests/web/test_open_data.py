"""The open data of the night hold what is public, in Open Civic Data's words, and nothing of readers; charts can be taken along."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from tests.command import tracker
from tests.records import CONGRESS, bill, hearing, notice
from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Match
from tracker.exports import dump
from tracker.ingest.visit import Visit
from tracker.settings import load
from tracker.web.app import create_app
from tracker.web.chart_data import shade_ranges, tiles
from tracker.web.flagged_cache import Entry


@pytest.fixture
def client(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    visit = Visit(engine, "us-test", CONGRESS)
    for record in (bill(1, title="=cmd|' /C calc'!A0 mental health"), hearing(), notice()):
        visit.take(record)
    visit.finish()
    with writing(engine) as connection:
        row = {
            "record_id": "us/119/HR1",
            "topic": "parity",
            "what": "bill",
            "score": 60,
            "flagged": True,
            "tier": "flagged",
        }
        connection.execute(insert(Match).values(reasons=[], judged_at=clock.now(), **row))
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as made:
        yield made


def test_the_dump_holds_every_table_twice_with_a_dictionary_of_each_column(client: TestClient, engine: Engine):
    folder = load().data_dir / dump.FOLDER
    assert "written tonight" in client.get("/data").text
    with reading(engine) as connection:
        counts = dump.write(connection, folder)
    assert (counts["bills"], counts["events"], counts["notices"], counts["topics"]) == (1, 1, 1, 1)
    with zipfile.ZipFile(io.BytesIO(client.get("/data/open-data.zip").content)) as archive:
        told = json.loads(archive.read("data-dictionary.json"))
        tables = {name: list(csv.reader(io.StringIO(archive.read(f"{name}.csv").decode()))) for name in told["tables"]}
    for name, about in told["tables"].items():
        assert tables[name][0] == list(about["columns"])
        assert len(tables[name]) == counts[name] + 1
        assert all(about["columns"].values())
    assert tables["bills"][1][4].startswith("'=")
    kept = sqlite3.connect(folder / dump.SQLITE)
    assert kept.execute("SELECT id, title FROM bills").fetchone() == ("us/119/HR1", "=cmd|' /C calc'!A0 mental health")
    names = {row[0] for row in kept.execute("SELECT name FROM sqlite_master")}
    kept.close()
    assert names == set(told["tables"])
    assert not {"subscriptions", "users", "outbox"} & names
    assert "open-data.zip" in client.get("/data").text
    assert client.get("/data/tracker.db").status_code == 404
    assert client.get("/data/..%2ftracker.db").status_code == 404


def test_the_command_writes_the_dump_where_it_is_told(tmp_path: Path):
    done = tracker("export", "dump", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {dump.ZIP, dump.SQLITE, dump.DICTIONARY}


@pytest.mark.parametrize("name", ["map", "stages", "weeks"])
def test_each_chart_is_a_table_and_a_picture(client: TestClient, name: str):
    table = client.get(f"/charts/{name}.csv")
    assert len(table.text.splitlines()) > 1
    picture = client.get(f"/charts/{name}.png")
    assert picture.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size[0] == 1200
    assert client.get("/charts/nothing.csv").status_code == 404


def test_a_state_that_was_not_read_looks_and_reads_differently_from_one_without_a_flagged_bill(client: TestClient):
    page = client.get("/charts").text
    assert 'aria-label="WY –, Wyoming: not read yet"' in page
    assert page.count('class="tile unread"') > 50
    assert "us-wy,Wyoming,,False" in client.get("/charts/map.csv").text


def entry(state: str, number: int) -> Entry:
    return Entry(0, 0, f"us-{state}/1/HB{number}", f"us-{state}", "1", "introduced", {}, clock.now(), None)


def test_shades_follow_the_numbers_and_the_legend_says_which():
    found = tiles(
        [entry(state, n) for state, many in (("ma", 148), ("oh", 147), ("ca", 12), ("tx", 2)) for n in range(many)],
        {"us-wy"},
    )
    shade = {tile.code: tile.shade for tile in found}
    assert shade["us-ma"] == shade["us-oh"] > shade["us-ca"] > shade["us-tx"] > shade["us-vt"] == 0
    spans = shade_ranges(found)
    assert spans[0][0] == 1
    assert spans[-1][1] == 148
    assert all(after[0] == before[1] + 1 for before, after in pairwise(spans))
    assert {tile.code for tile in found if not tile.read} == {"us-wy"}
    assert shade_ranges(tiles([])) == []


def test_parameters_that_ask_nothing_cost_no_page_of_their_own(client: TestClient):
    site = client.app.state.site  # type: ignore[attr-defined]
    client.get("/bills?topic=parity")
    kept = site.cache.kept[0]
    marks = {client.get(f"/bills?topic=parity&utm_id={number}").headers["etag"] for number in range(20)}
    assert len(marks) == 1
    client.get("/bills?topic=parity&zz=1")
    assert site.cache.kept[0] == kept


def test_kept_pages_together_stay_within_their_room(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tracker.web.app_state._ALL_LIMIT", 100_000)
    site = client.app.state.site  # type: ignore[attr-defined]
    for number in range(30):
        client.get(f"/bills?q=health+{number}")
        assert site.cache.kept[1] <= 100_000
    assert 0 < site.cache.kept[0] < 30
