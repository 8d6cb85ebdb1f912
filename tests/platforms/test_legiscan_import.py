"""`tracker import legiscan`: datasets as they are downloaded, and files that are none."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path

import pytest

from spiders.platforms.legiscan_reading import Reading
from spiders.platforms.openstates_files import Found
from tests.command import tracker
from tests.crawl.world import world
from tests.platforms.legiscan_world import Api, action, bill, event, packed
from tests.platforms.test_legiscan import crawl, stored
from tests.states.visits import pack
from tracker.records.items import ScrapedBill, ScrapedHearing, Unreadable

ROLL = json.dumps({"roll_call": {"roll_call_id": 1, "bill_id": 1, "date": "2025-01-01", "votes": []}})
PERSON = json.dumps({"person": {"people_id": 5937, "name": "Ann Smith"}})


def imported(*paths: Path, more: tuple[str, ...] = ()) -> tuple[int, dict, str]:
    done = tracker("import", "legiscan", *map(str, paths), "--format", "json", *more)
    return done.returncode, json.loads(done.stdout)[0] if done.stdout else {}, done.stderr


def read(data: bytes, name: str = "HB1.json") -> tuple[list, Reading]:
    reading = Reading({})
    return [*reading.file(Found(name, data)), *reading.finish()], reading


def test_a_dataset_is_read_and_what_is_left_out_is_counted(tmp_path: Path):
    file = tmp_path / "TX.zip"
    held = [bill(1, "HB1", calendar=[event()]), bill(2, "HB2", calendar=[event()])]
    file.write_bytes(packed(*held, vote__1=ROLL, people__1=PERSON))
    code, summary, _said = imported(file)

    assert (code, summary["verdict"], summary["items"], summary["fetched"], summary["errors"]) == (0, "ok", 3, 4, [])
    assert summary["left_out"] == {"people, who are told with their bills": 1, "roll calls": 1}
    assert [each["identifier"] for each in stored("hearings")[0]["bills"]] == ["HB1", "HB2"]


def test_an_import_makes_the_next_crawl_ask_for_changes_only(tmp_path: Path):
    held = [bill(1, "HB1"), bill(2, "HB2")]
    (tmp_path / "TX.zip").write_bytes(packed(*held))
    imported(tmp_path / "TX.zip")
    with world() as made:
        api = Api(made, bills={2172: [held[0], bill(2, "HB2", title="Relating to crisis lines")]})
        _code, summary, _said = crawl(api)

        assert [each for each in api.asked if each[0] == "getBill"] == [("getBill", "2")]
    assert (summary["unchanged"], summary["changed"]) == (1, 1)


def test_an_older_file_changes_nothing_back_and_a_second_import_changes_nothing(tmp_path: Path):
    new, old = tmp_path / "new.zip", tmp_path / "old.zip"
    new.write_bytes(packed(bill(1, "HB1", title="The newest", history=[action("2026-11-20", "Passed House")])))
    old.write_bytes(packed(bill(1, "HB1")))
    imported(new)
    code, summary, _said = imported(old, new)

    assert (code, summary["changed"], summary["items"]) == (0, 0, 1)
    assert stored("bills")[0]["title"] == "The newest"


def test_a_folder_of_json_is_read_too(tmp_path: Path):
    folder = tmp_path / "TX" / "bill"
    folder.mkdir(parents=True)
    (folder / "HB1.json").write_text(json.dumps({"bill": bill(1, "HB1")}))
    (folder / "answer.json").write_text(json.dumps({"status": "OK", "bill": bill(2, "HB2")}))
    (folder / "README.md").write_text("read me")
    code, summary, _said = imported(tmp_path / "TX")

    assert (code, summary["items"], summary["left_out"]) == (0, 2, {"files of other kinds": 1})


def test_a_bad_member_costs_itself_and_is_told(tmp_path: Path):
    file = tmp_path / "TX.zip"
    file.write_bytes(packed(*(bill(n, f"HB{n}") for n in range(1, 31)), bill__bad='{"bill": {"bill_id": 3}}'))
    code, summary, said = imported(file)

    assert (code, summary["verdict"], summary["items"], summary["unreadable"]) == (3, "degraded", 30, 1)
    assert "bill/bad.json" in summary["errors"][0]["reason"]
    assert "bill/bad.json" in said


@pytest.mark.parametrize("data", [b"", b"not a zip", b"<!DOCTYPE html><html></html>", packed(bill(1, "HB1"))[:900]])
def test_a_file_that_is_no_zip_is_told(tmp_path: Path, data: bytes):
    (tmp_path / "TX.zip").write_bytes(data)
    code, summary, _said = imported(tmp_path / "TX.zip")

    assert (code, summary["verdict"], summary["unreadable"]) == (1, "failed", 1)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "TX.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"bill/{number}.json", b" " * 40_000_000)
    code, summary, _said = imported(tmp_path / "TX.zip")

    assert (code, summary["verdict"]) == (1, "failed")
    assert "bomb" in summary["errors"][0]["reason"]


def test_a_path_that_leads_out_writes_nothing(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "TX.zip", "w") as archive:
        archive.writestr("../../outside/bill/HB1.json", json.dumps({"bill": bill(1, "HB1")}))
    code, summary, _said = imported(tmp_path / "TX.zip")

    assert (code, summary["items"], (tmp_path.parent / "outside").exists()) == (0, 1, False)


def test_a_dataset_of_tables_says_that_the_json_one_is_wanted(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "TX.zip", "w") as archive:
        archive.writestr("TX/csv/bills.csv", "bill_id,session_id\n1,2\n")
    code, summary, _said = imported(tmp_path / "TX.zip")

    assert (code, summary["left_out"]) == (1, {"tables (the JSON dataset has the same)": 1})


def test_the_answer_to_get_dataset_carries_its_zip_as_text():
    told = {"status": "OK", "dataset": {"session_id": 1, "zip": base64.b64encode(packed(bill(1, "HB1"))).decode()}}
    found, _reading = read(json.dumps(told).encode())

    assert [type(each) for each in found] == [ScrapedBill]


@pytest.mark.parametrize("packed_as", ["!!!!", "QUJD", 7, base64.b64encode(b"PK\x03\x04").decode()])
def test_a_dataset_that_carries_no_zip_is_told(packed_as: object):
    found, _reading = read(json.dumps({"status": "OK", "dataset": {"zip": packed_as}}).encode())

    assert [type(each) for each in found] == [Unreadable]


def test_a_dataset_within_a_dataset_is_refused():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("bill/x.json", json.dumps({"status": "OK", "dataset": {"zip": ""}}))
    found, _reading = read(json.dumps({"dataset": {"zip": base64.b64encode(inner.getvalue()).decode()}}).encode())

    assert [type(each) for each in found] == [Unreadable]


def test_a_saved_list_of_answers_is_read():
    rows = [{"status": "OK", "bill": bill(1, "HB1", calendar=[event()])}, bill(2, "HB2"), 7, {"x": 1}]
    found, reading = read(json.dumps(rows).encode())

    assert [type(each) for each in found] == [ScrapedBill, ScrapedBill, Unreadable, Unreadable, ScrapedHearing]
    assert reading.left_out.total() == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"7",
        b'"x"',
        b"null",
        b"[[]]",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b"{}",
        b'{"bill": []}',
        b'{"status": "ERROR"}',
    ],
)
def test_json_that_is_none_of_legiscans_is_one_fault(data: bytes):
    found, _reading = read(data)

    assert [type(each) for each in found] == [Unreadable]


def test_nothing_to_read_is_wrong_use():
    assert tracker("import", "legiscan").returncode == 2
    assert tracker("import", "legiscan", "no-such-file.zip").returncode == 2


# -- recordings ------------------------------------------------------------------------------------------------------------


def test_recorded_datasets_are_read_whole(recordings: Path):
    code, summary, _said = imported(recordings / "state" / "legiscan" / "dataset", more=("--no-flag",))

    assert (code, summary["verdict"], summary["unreadable"], summary["errors"]) == (0, "ok", 0, [])
    assert summary["left_out"] == {"people, who are told with their bills": 34, "roll calls": 52, "texts": 5}
    assert summary["new"] == 289 + 197


def test_recorded_answers_are_played_back(recordings: Path, tmp_path: Path):
    pack(recordings / "state", tmp_path / "al.warc.gz", "legiscan/api/getBill/")
    with world() as made:
        code, (summary,), _said = made.crawl("legiscan", "--replay", str(tmp_path / "al.warc.gz"))

    assert (code, summary["verdict"], summary["items"], summary["errors"]) == (0, "ok", 50, [])
    assert {each["legislative_session"] for each in stored("bills", "--jurisdiction", "us-al")} == {"2025"}
    assert not (tmp_path / "data" / "legiscan-calls.json").exists()
