"""What the kit does between a source and the network: pace, peace, large files, unchanged pages, recordings."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from spiders.kit.warc import Recorder, Recording, loose_key
from tests.crawl.world import World, world
from tests.kit.run import crawl

ROW = "<table><tr id={id}><td class=name>Hearing {id}</td></tr></table>"


@pytest.fixture
def network() -> Iterator[World]:
    with world() as made:
        yield made


def run(network: World, *names: str, **environment: str) -> list[dict]:
    return crawl(*names, TRACKER_DETOUR=network.address, **environment)


def asked(network: World, path: str) -> list[dict[str, str]]:
    return [headers for _when, url, headers in network.asked if url == f"https://places.example{path}"]


def test_a_bug_stops_its_own_source_and_no_other(network: World):
    network.page("https://places.example/rows", ROW.format(id="a"), "text/html")
    bug, good = run(network, "test-bug", "test-rows")

    assert (bug["verdict"], bug["items"]) == ("failed", 0)
    assert "AttributeError" in bug["reason"]
    assert (good["verdict"], good["items"]) == ("ok", 1)


def test_an_empty_page_is_nothing_only_when_it_says_so(network: World):
    network.page("https://places.example/rows", "<p>No  meetings\nscheduled.</p>", "text/html")
    assert run(network, "test-rows")[0]["verdict"] == "empty"

    network.page("https://places.example/rows", "<p>Welcome</p>", "text/html")
    (summary,) = run(network, "test-rows")
    assert (summary["verdict"], summary["errors"][0]["kind"]) == ("failed", "page-changed")


def test_two_sources_of_one_host_take_turns(network: World):
    network.page("https://places.example/rows", ROW.format(id="a"), "text/html")
    network.page(
        "https://places.example/pages", "".join(f"<a class=meeting href=/p/{n}>" for n in range(3)), "text/html"
    )
    for number in range(3):
        network.page(f"https://places.example/p/{number}", "<h1>A meeting</h1>", "text/html")
    run(
        network,
        "test-rows",
        "test-pages",
        TEST_SETTINGS=json.dumps({"DOWNLOAD_DELAY": 0.4, "AUTOTHROTTLE_ENABLED": False}),
    )

    starts = sorted(when for when, _url, _headers in network.asked)
    assert len(starts) == 7  # two of them for robots.txt
    assert min(later - sooner for sooner, later in itertools.pairwise(starts)) > 0.3


def test_nothing_is_asked_of_a_host_that_wants_peace(network: World):
    """Also not what waited in line when it said so."""
    links = "".join(f"<a class=meeting href=/p/{n}>" for n in range(5))
    network.page("https://places.example/pages", links, "text/html")
    refused: list[float] = []

    def busy_once(handler) -> None:
        if not refused:
            refused.append(time.monotonic())
            handler.send_response(429)
            handler.send_header("Retry-After", "2")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        body = b"<h1>A meeting</h1>"
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    for number in range(5):
        network.pages[f"https://places.example/p/{number}"] = busy_once
    settings = {"DOWNLOAD_DELAY": 0.05, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "AUTOTHROTTLE_ENABLED": False}
    (summary,) = run(network, "test-pages", TEST_SETTINGS=json.dumps(settings))

    after = [when - refused[0] for when, url, _headers in network.asked if "/p/" in url and when > refused[0]]
    assert (summary["verdict"], summary["items"]) == ("ok", 5), summary
    assert min(after) > 1.9


def test_a_host_that_wants_peace_for_years_puts_the_run_off(network: World):
    network.page("https://places.example/rows", "busy", "text/plain", 503, Retry_After="315360000")
    (summary,) = run(network, "test-rows")

    assert (summary["verdict"], summary["errors"][0]["kind"]) == ("failed", "postponed")
    assert [url for _when, url, _headers in network.asked].count("https://places.example/rows") == 1


def test_a_silent_host_is_given_up_after_three_silences(network: World):
    network.page(
        "https://places.example/pages", "".join(f"<a class=meeting href=/p/{n}>" for n in range(8)), "text/html"
    )
    for number in range(8):
        network.pages[f"https://places.example/p/{number}"] = lambda _handler: time.sleep(20)
    settings = {"DOWNLOAD_TIMEOUT": 1, "DOWNLOAD_DELAY": 0.01, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
    (summary,) = run(network, "test-pages", TEST_SETTINGS=json.dumps({**settings, "AUTOTHROTTLE_ENABLED": False}))

    kinds = [error["kind"] for error in summary["errors"]]
    assert summary["verdict"] == "failed"
    assert (kinds.count("timeout"), kinds.count("silent-host")) == (3, 5)


def test_one_hanging_source_does_not_hold_the_others(network: World):
    network.page("https://places.example/rows", ROW.format(id="a"), "text/html")
    network.pages["https://feeds.example/news"] = lambda _handler: time.sleep(20)
    first, second = run(network, "test-rows", "test-given", TEST_SETTINGS=json.dumps({"DOWNLOAD_TIMEOUT": 6}))

    assert (first["verdict"], second["verdict"]) == ("ok", "failed")
    assert second["errors"][0]["kind"] == "timeout"
    assert first["seconds"] < second["seconds"]


# -- large files -----------------------------------------------------------------------------------------------------


def archive(megabytes: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("a.bin", random.Random(1).randbytes(megabytes * 1024 * 1024))
    return made.getvalue()


def left_behind(folder: Path) -> list[Path]:
    return [each for each in folder.glob("tracker-*") if each.is_file()]


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_large_file_is_read_from_disk_and_removed(network: World, tmp_path: Path, coding: str):
    body = archive(40)
    network.page(
        "https://places.example/file.zip",
        gzip.compress(body, 1) if coding == "gzip" else body,
        "application/zip",
        Content_Encoding=coding,
    )
    (summary,) = run(network, "test-files", TMPDIR=str(tmp_path))

    assert (summary["verdict"], summary["items"]) == ("ok", 1), summary
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"PK\x03\x04 cut off", 200, "truncated-zip"),
        (b"<!doctype html><title>Oops</title>", 200, "html-instead"),
        (b"", 200, "empty-body"),
        (b"gone", 404, "http-404"),
        (b"busy" * 100_000, 500, "http-500"),
    ],
)
def test_what_is_no_file_is_told_and_nothing_stays_on_disk(network: World, tmp_path: Path, body, status, kind):
    network.page("https://places.example/file.zip", body, "application/zip", status)
    (summary,) = run(network, "test-files", TMPDIR=str(tmp_path))

    assert (summary["verdict"], [error["kind"] for error in summary["errors"]]) == ("failed", [kind])
    assert left_behind(tmp_path) == []


def test_a_file_that_breaks_off_is_tried_again_and_told(network: World, tmp_path: Path):
    def broken(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"PK\x03\x04")
        handler.close_connection = True

    network.pages["https://places.example/file.zip"] = broken
    (summary,) = run(network, "test-files", TMPDIR=str(tmp_path))

    assert (summary["verdict"], summary["errors"][0]["kind"]) == ("failed", "cut-off")
    assert len(asked(network, "/file.zip")) == 3
    assert left_behind(tmp_path) == []


def test_a_file_that_stops_coming_is_given_up(network: World, tmp_path: Path):
    def stalls(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"PK\x03\x04")
        handler.wfile.flush()
        time.sleep(15)

    network.pages["https://places.example/file.zip"] = stalls
    settings = {"DOWNLOAD_TIMEOUT": 1, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}
    (summary,) = run(network, "test-files", TMPDIR=str(tmp_path), TEST_SETTINGS=json.dumps(settings))

    assert (summary["verdict"], summary["errors"][0]["kind"]) == ("failed", "timeout")
    assert left_behind(tmp_path) == []


# -- unchanged pages -------------------------------------------------------------------------------------------------


def with_etag(network: World, url: str, body: str) -> None:
    """A page that answers 304 to whoever has it."""

    def answer(handler) -> None:
        known = handler.headers.get("If-None-Match") == '"1"'
        handler.send_response(304 if known else 200)
        handler.send_header("ETag", '"1"')
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "0" if known else str(len(body)))
        handler.end_headers()
        handler.wfile.write(b"" if known else body.encode())

    network.pages[url] = answer


def test_an_unchanged_page_is_not_sent_again_and_its_records_are_still_there(network: World):
    with_etag(network, "https://places.example/rows", ROW.format(id="a"))
    first, second = run(network, "test-rows")[0], run(network, "test-rows")[0]

    assert (first["verdict"], first["new"]) == ("ok", 1)
    assert (second["verdict"], second["items"], second["unchanged"]) == ("ok", 1, 1)
    assert [headers.get("If-None-Match") for headers in asked(network, "/rows")] == [None, '"1"']


def test_a_page_that_was_not_read_well_is_fetched_whole_again(network: World):
    with_etag(network, "https://places.example/rows", ROW.format(id="a") + "<table><tr><td>no id")
    first, second = run(network, "test-rows")[0], run(network, "test-rows")[0]

    assert first["unreadable"] == second["unreadable"] == 1
    assert [headers.get("If-None-Match") for headers in asked(network, "/rows")] == [None, None]


def test_a_page_that_leads_on_is_fetched_whole_its_last_pages_are_not(network: World):
    with_etag(network, "https://places.example/pages", "<a class=meeting href=/p/1>")
    with_etag(network, "https://places.example/p/1", "<h1>A meeting</h1>")
    run(network, "test-pages")
    (second,) = run(network, "test-pages")

    assert (second["verdict"], second["unchanged"]) == ("ok", 1)
    assert [headers.get("If-None-Match") for headers in asked(network, "/pages")] == [None, None]
    assert [headers.get("If-None-Match") for headers in asked(network, "/p/1")] == [None, '"1"']


def test_another_database_is_not_told_that_nothing_changed(network: World, tmp_path: Path):
    with_etag(network, "https://places.example/rows", ROW.format(id="a"))
    run(network, "test-rows")
    (second,) = run(network, "test-rows", TRACKER_DATABASE_URL=f"sqlite:///{tmp_path}/other.db")

    assert (second["verdict"], second["new"]) == ("ok", 1)


# -- recordings ------------------------------------------------------------------------------------------------------


def test_a_packed_answer_replays_unpacked(network: World, tmp_path: Path):
    packed = gzip.compress(ROW.format(id="a").encode())
    network.page("https://places.example/rows", packed, "text/html", Content_Encoding="gzip")
    network.page("https://places.example/file.zip", archive(1), "application/zip")
    path = str(tmp_path / "day.warc.gz")
    live = run(network, "test-rows", "test-files", TEST_RECORD=path)
    network.pages.clear()
    replayed = crawl("test-rows", "test-files", TEST_REPLAY=path, TRACKER_DATA_DIR=str(tmp_path / "other"))

    assert [(each["verdict"], each["new"]) for each in live] == [("ok", 1), ("ok", 1)]
    assert [(each["verdict"], each["new"]) for each in replayed] == [("ok", 1), ("ok", 1)]


def test_what_was_posted_tells_answers_apart(network: World, tmp_path: Path):
    def echo(handler) -> None:
        body = b'{"id": %s}' % handler.rfile.read(int(handler.headers["Content-Length"]))
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    network.pages["https://places.example/ask"] = echo
    path = str(tmp_path / "day.warc.gz")
    run(network, "test-posts", TEST_RECORD=path)
    (replayed,) = crawl("test-posts", TEST_REPLAY=path, TRACKER_DATA_DIR=str(tmp_path / "other"))

    assert (replayed["verdict"], replayed["new"]) == ("ok", 2)


def test_a_key_is_nowhere_in_a_recording(tmp_path: Path):
    path = tmp_path / "day.warc.gz"
    recorder = Recorder(path, ["s3cret-key"])
    headers = {"Content-Type": "text/plain", "Set-Cookie": "s3cret-key", "Link": "<https://a.example?k=s3cret-key>"}
    recorder.keep("https://a.example/x?api_key=s3cret-key&page=2", 200, headers, b"you asked with s3cret-key")
    recorder.keep("https://a.example/z", 200, {"Content-Encoding": "gzip"}, gzip.compress(b"with s3cret-key"))
    recorder.close()

    assert b"s3cret-key" not in gzip.decompress(path.read_bytes())
    found = Recording([path]).answer("https://a.example/x?page=2&api_key=another")
    assert found is not None
    assert found.body == b"you asked with REDACTED"


@pytest.mark.parametrize(
    ("recorded", "wanted", "found"),
    [
        ("https://a.example/bills?format=json", "https://a.example/bills?format=json&limit=250&offset=0", True),
        ("https://a.example/bills?limit=3", "https://a.example/bills", True),
        ("https://a.example/bills?offset=250", "https://a.example/bills", False),
        ("https://a.example/bills?session=1", "https://a.example/bills?session=2", False),
        ("https://a.example/bills?format=xml", "https://a.example/bills?format=json", False),
        ("https://a.example/bills", "http://b.example/bills", False),
    ],
)
def test_page_sizes_do_not_matter_for_finding_a_page_but_pages_do(recorded: str, wanted: str, found: bool):
    assert (loose_key(recorded) == loose_key(wanted)) is found
