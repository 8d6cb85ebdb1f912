"""`tracker crawl` against sources that behave, and against those that do not."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request
from sqlalchemy import select

from spiders.kit.again import BELOW, again_only
from tests.command import tracker
from tests.conftest import ROOT
from tests.crawl.world import World, world
from tracker.db.engine import connect, reading
from tracker.db.models import Run
from tracker.demo.world import Day
from tracker.demo.world import federal as pages
from tracker.settings import load

SENATE = "https://www.senate.gov/general/committee_schedules/hearings.xml"
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def network() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def senate(network: World) -> World:
    """The Senate's page as it should be."""
    network.page(SENATE, pages(Day(TODAY))[SENATE].body)
    return network


def stored(what: str, *words: str) -> list[dict]:
    shown = tracker(what, *words, "--format", "jsonl", "--as-of", "2026-11-20")
    return [json.loads(line) for line in shown.stdout.splitlines()]


def test_a_crawl_stores_and_reports(senate: World):
    code, (summary,), _said = senate.crawl("us-senate-hearings")

    assert (code, summary["verdict"], summary["items"], summary["new"], summary["errors"]) == (0, "ok", 3, 3, [])
    assert len(stored("hearings")) == 3
    assert senate.crawl("us-senate-hearings")[1][0]["unchanged"] == 3


def test_manners_are_those_of_a_guest(senate: World):
    senate.page("https://www.senate.gov/robots.txt", "User-agent: *\nAllow: /\n", "text/plain")
    senate.crawl("us-senate-hearings")

    assert [url for _when, url, _headers in senate.asked] == ["https://www.senate.gov/robots.txt", SENATE]
    assert all(headers["User-Agent"].startswith("MHPolicyTracker/") for _when, _url, headers in senate.asked)
    assert "(+" in senate.asked[0][2]["User-Agent"]
    assert "Cookie" not in senate.asked[0][2]


def test_robots_are_obeyed(senate: World):
    senate.page("https://www.senate.gov/robots.txt", "User-agent: *\nDisallow: /general/\n", "text/plain")
    code, (summary,), _said = senate.crawl("us-senate-hearings")

    assert (code, summary["verdict"], summary["errors"][0]["kind"]) == (1, "failed", "forbidden-by-robots")
    assert "this server refuses programs" in summary["errors"][0]["reason"]
    assert SENATE not in [url for _when, url, _headers in senate.asked]


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after a visit to the Senate's page as it should be; its copies spare each bad page a good one."""
    folder = tmp_path_factory.mktemp("visited") / "data"
    with world() as made:
        made.page(SENATE, pages(Day(TODAY))[SENATE].body)
        assert made.crawl("us-senate-hearings", TRACKER_DATA_DIR=str(folder))[0] == 0
    return folder


WALL = "<html><body><h1>Access Denied</h1>Incapsula incident</body></html>"
LOGIN = "<!DOCTYPE html><html><form><input type='password' name='p'></form></html>"


@pytest.mark.parametrize(
    ("body", "kind", "status", "told"),
    [
        ("gone", "text/plain", 404, "http-404"),
        pytest.param("no", "text/plain", 403, "http-403", marks=pytest.mark.long),
        (WALL, "text/html", 200, "blocked"),
        (LOGIN, "text/html", 200, "login-page"),
        ("<html><body>Something went wrong</body></html>", "text/html", 200, "html-page"),
        ("", "application/xml", 200, "empty-page"),
        ("<css_meetings_scheduled><meeting>", "application/xml", 200, "page-changed"),
        pytest.param("<something_else/>", "application/xml", 200, "page-changed", marks=pytest.mark.long),
        (
            '<!DOCTYPE x [<!ENTITY a "b">]><css_meetings_scheduled>&a;</css_meetings_scheduled>',
            "application/xml",
            200,
            "page-changed",
        ),
        pytest.param(b"\xff\xfe\x00\x01garbage", "application/xml", 200, "page-changed", marks=pytest.mark.long),
    ],
)
def test_a_bad_page_is_named_and_stored_data_is_untouched(network: World, visited: Path, body, kind, status, told):
    shutil.copytree(visited, load().data_dir)
    before = stored("hearings")
    network.page(SENATE, body, kind, status)
    code, (summary,), _said = network.crawl("us-senate-hearings")

    assert len(before) == 3
    assert code in {1, 3}
    assert summary["verdict"] == "failed"
    assert told in [error["kind"] for error in summary["errors"]]
    assert stored("hearings") == before


def test_a_bomb_is_refused(network: World):
    bomb = gzip.compress(b"<css_meetings_scheduled>" + b" " * 200_000_000)
    network.page(SENATE, bomb, Content_Encoding="gzip")
    code, (summary,), _said = network.crawl("us-senate-hearings")

    assert (code, summary["verdict"]) == (1, "failed")
    assert summary["errors"]


def test_retry_after_is_honored_for_the_host(senate: World):
    good = senate.pages[SENATE]
    tries: list[float] = []

    def busy_first(handler) -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            handler.send_response(429)
            handler.send_header("Retry-After", "2")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        else:
            good(handler)

    senate.pages[SENATE] = busy_first
    code, (summary,), _said = senate.crawl("us-senate-hearings")

    assert (code, summary["verdict"], len(tries)) == (0, "ok", 2)
    assert tries[1] - tries[0] >= 1.9


def test_a_source_without_its_key_is_skipped_and_says_so(network: World):
    code, (summary,), _said = network.crawl("us-congress-api")

    assert (code, summary["verdict"]) == (0, "skipped")
    assert "TRACKER_CONGRESS_API_KEY" in summary["reason"]
    assert network.asked == []


def test_an_unknown_source_is_one_sentence():
    shown = tracker("crawl", "us-senate-hearing")
    assert shown.returncode == 2
    assert "did you mean us-senate-hearings" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert tracker("crawl").returncode == 2


def test_a_recording_replays_as_the_network_answered(senate: World, tmp_path: Path, monkeypatch):
    code, (live,), _said = senate.crawl("us-senate-hearings", "--record", str(tmp_path / "day.warc.gz"))
    assert code == 0
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "elsewhere"))
    asked = len(senate.asked)
    code, (replayed,), _said = senate.crawl("us-senate-hearings", "--replay", str(tmp_path / "day.warc.gz"))

    assert (code, replayed["new"], len(senate.asked)) == (0, live["new"], asked)
    code, (absent,), _said = senate.crawl("us-federal-register", "--replay", str(tmp_path))
    assert (code, absent["verdict"], absent["errors"][0]["kind"]) == (1, "failed", "not-recorded")
    assert tracker("crawl", "us-senate-hearings", "--record", str(tmp_path / "day.warc.gz")).returncode == 2


def test_keys_are_not_recorded(tmp_path: Path):
    from spiders.kit.warc import Recorder, Recording

    recorder = Recorder(tmp_path / "x.warc.gz")
    url = "https://api.congress.gov/v3/bill?format=json&api_key=SECRET1&limit=250"
    recorder.keep(url, 200, {"Content-Type": "application/json", "Set-Cookie": "SECRET2"}, b"{}")
    recorder.close()

    assert b"SECRET" not in gzip.decompress((tmp_path / "x.warc.gz").read_bytes())
    found = Recording([tmp_path]).answer("https://api.congress.gov/v3/bill?limit=250&format=json&api_key=OTHER")
    assert found is not None
    assert found.body == b"{}"


@pytest.mark.parametrize(
    "content",
    [b"", b"not a warc", b"\x1f\x8b\x08\x00garbage", gzip.compress(b"WARC/1.0\r\nbroken", mtime=0)],
    ids=["empty", "words", "broken gzip", "broken record"],
)
def test_an_unreadable_recording_is_one_sentence(tmp_path: Path, content: bytes):
    path = tmp_path / "bad.warc.gz"
    path.write_bytes(content)
    shown = tracker("crawl", "us-senate-hearings", "--replay", str(path))

    assert shown.returncode == 2
    assert "bad.warc.gz" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert tracker("crawl", "us-senate-hearings", "--replay", str(tmp_path / "none")).returncode == 2


def archive(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in files:
            packed.writestr(name, body)
    return made.getvalue()


def bill_file() -> tuple[str, bytes]:
    found = {url: page.body for url, page in pages(Day(TODAY)).items() if url.endswith("hr4021.xml")}
    ((url, body),) = found.items()
    return url.rpartition("/")[2], body


def zips(network: World, **special: bytes) -> None:
    for kind in ("hr", "s", "hjres", "sjres", "hconres", "sconres", "hres", "sres"):
        body = special.get(kind, archive(bill_file()) if kind == "hr" else archive())
        network.page(
            f"https://www.govinfo.gov/bulkdata/BILLSTATUS/119/{kind}/BILLSTATUS-119-{kind}.zip", body, "application/zip"
        )


def test_a_back_fill_reads_every_archive(network: World):
    zips(network)
    _code, (summary,), _said = network.crawl("us-govinfo-billstatus", "--session", "119")

    assert (summary["items"], summary["new"]) == (1, 1)
    assert stored("bills")[0]["id"] == "us/119/HR4021"


def test_bad_archives_and_files_cost_themselves(network: World):
    name, good = bill_file()
    files = (
        (name, good),
        ("BILLSTATUS-119hr1.xml", b"<html><body>error</body></html>"),
        ("BILLSTATUS-119hr2.xml", good.replace(b"<title>", b"<title><!--").replace(b"</title>", b"--></title>")),
        ("BILLSTATUS-119hr3.xml", good[: len(good) // 2]),
    )
    whole = archive((name, good), ("BILLSTATUS-119s5.xml", b"x" * 100_000))
    bomb = archive(("BILLSTATUS-119hjres1.xml", b"\0" * 300_000_000))
    zips(network, hr=archive(*files), s=whole[: len(whole) // 2], hjres=bomb, hres=b"<html>sorry</html>")
    code, (summary,), _said = network.crawl("us-govinfo-billstatus", "--session", "119")

    assert code in {1, 3}
    assert summary["verdict"] in {"degraded", "failed"}
    assert summary["new"] >= 1
    told = " ".join(error["reason"] for error in summary["errors"])
    assert "hr1" in told or "BILLSTATUS" in told
    assert len(summary["errors"]) >= 5
    assert "us/119/HR4021" in {bill["id"] for bill in stored("bills")}


def test_only_what_could_not_be_read_is_read_again(network: World):
    zips(network, hres=b"<html>sorry</html>")
    network.crawl("us-govinfo-billstatus", "--session", "119")
    zips(network, hres=archive(bill_file()))
    network.asked.clear()
    _code, (summary,), said = network.crawl("--again", "1")

    asked = {url.rpartition("-")[2] for _at, url, _headers in network.asked if url.endswith(".zip")}
    assert "hres.zip" in asked, said
    assert "hr.zip" not in asked, "it was read well the first time"
    assert (summary["source"], summary["items"]) == ("us-govinfo-billstatus", 1)
    code, _none, said = network.crawl("us-senate-hearings", "--again", "1")
    assert (code, "expected us-govinfo-billstatus, which run 1 is of" in said) == (2, True)


def test_below_a_page_that_failed_everything_is_read_and_beside_it_nothing():
    one, two, deep = (
        Request(f"https://x.example/{name}", meta={"asked_url": f"https://x.example/{name}"}) for name in "ABC"
    )
    failed = frozenset({"https://x.example/B"})
    assert list(again_only([one, "item", two], failed, below=False)) == ["item", two]
    assert list(again_only([one, deep], failed, below=False)) == [one, deep]
    assert list(again_only([one, deep], failed, below=True)) == [one, deep]
    assert deep.meta[BELOW]


def wait_until_done(source: str) -> None:
    """Return once a run of a source is closed; pytest's time limit is the patience."""
    engine = connect(load().url)
    query = select(Run.id).where(Run.source == source, Run.state == "done")
    while True:
        with reading(engine) as connection:
            if connection.execute(query).first() is not None:
                break
        threading.Event().wait(0.05)
    engine.dispose()


@pytest.mark.slow
def test_a_crawl_that_is_told_twice_to_stop_still_stores_what_is_under_way(senate: World):
    """As a supervisor and the worker, which it tells too, both tell it."""
    page = "https://www.senate.gov/general/committee_schedules/hearings.xml"
    asked, told_twice = threading.Event(), threading.Event()
    answer = senate.pages[page]

    def answer_late(handler) -> None:
        asked.set()
        told_twice.wait(60)
        answer(handler)

    senate.pages[page] = answer_late
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "crawl", "us-senate-hearings", "--format", "json"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TRACKER_DETOUR": senate.address},
    )
    assert asked.wait(60)
    for _time in range(2):
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)  # for its loop to take the first one
    told_twice.set()
    out, _said = process.communicate(timeout=60)
    assert process.returncode == 143
    assert [summary["new"] for summary in json.loads(out)] == [3]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_crawl_keeps_what_was_stored_and_says_so(senate: World, number: int, code: int):
    asked, over = threading.Event(), threading.Event()

    def hang(_handler) -> None:
        asked.set()
        over.wait(60)

    senate.pages["https://www.federalregister.gov/api/v1/documents.json"] = hang
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "crawl", "us-senate-hearings", "us-federal-register", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TRACKER_DETOUR": senate.address},
    )
    assert asked.wait(60)
    wait_until_done("us-senate-hearings")
    process.send_signal(number)
    out, said = process.communicate(timeout=60)

    assert process.returncode == code
    first, second = json.loads(out)
    over.set()
    assert (first["new"], second["verdict"]) == (3, "interrupted")
    assert "what was stored" in said
    assert len(stored("hearings")) == 3
