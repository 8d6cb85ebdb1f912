"""Texts are fetched for bills that may matter, once each, and judged by their sections."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from spiders.kit.bill_text import pdf_text, read_text, xml_text
from spiders.kit.select import PageChanged
from tests.command import process, tracker
from tests.crawl.world import World, world
from tests.records import CONGRESS, bill
from tracker.cli.bill_page import print_bill
from tracker.clock import as_of
from tracker.db.engine import connect
from tracker.ingest.texts import TextAnswer, Wanted, keep_texts, newest_text, texts_wanted, unread_texts
from tracker.ingest.verdict import RunSummary
from tracker.ingest.visit import Visit
from tracker.matching.flagging import document_by_id
from tracker.records.items import Link, TextUnread, Version
from tracker.rules.sections import headings
from tracker.settings import load
from tracker.web.app import create_app

XML = """<?xml version="1.0"?>
<!DOCTYPE bill PUBLIC "-//US Congress//DTDs/bill.dtd//EN" "bill.dtd">
<bill><metadata>not read</metadata><form><legis-num>H. R. 1</legis-num><official-title>To help students.</official-title></form>
<legis-body><section><enum>1.</enum><header>Short title</header><text>This Act may be cited as the <quote>Act</quote>.</text></section>
<title><enum>II</enum><header>Schools</header><section><enum>204.</enum><header>School-based mental health services</header>
<subsection><enum>(a)</enum><header>In general</header><text>The Secretary shall award grants &#8212; to schools.</text></subsection>
</section></title></legis-body></bill>"""


@pytest.fixture
def network() -> Iterator[World]:
    with world() as made:
        yield made


def texts(network: World, *words: str) -> tuple[int, list[dict], str]:
    done = process("texts", *words, "--format", "json", TRACKER_DETOUR=network.address)
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else [], done.stderr


def test_a_bill_is_flagged_by_a_heading_of_the_text_that_was_fetched(network: World) -> None:
    network.page("https://example.org/ih.xml", XML)
    network.page("https://example.org/bad.xml", "gone", status=404)
    engine = connect(load().url)
    visit = Visit(engine, "us-test", CONGRESS)
    visit.take(bill(1, title="Students Act", subject=(), abstracts=()))
    bad = bill(2, title="Roads Act", subject=(), abstracts=())
    links = [{"note": "x", "date": "2026-11-02", "links": [{"url": "https://example.org/bad.xml"}]}]
    assert newest_text("us/119/HR2", {"versions": links}) is not None
    visit.take(bad)
    visit.finish()
    code, rows, told = texts(network)
    assert code == 0, told
    assert {(row["id"], row["problem"]) for row in rows} == {("us/119/HR1", None), ("us/119/HR2", None)}
    document = document_by_id(engine, "us/119/HR1")
    assert document is not None
    assert document.fields["heading"] == (
        "Sec. 1. Short title",
        "Title II. Schools",
        "Sec. 204. School-based mental health services",
    )
    shown = tracker("bills", "--topic", "mental-health", "--format", "json")
    matches = json.loads(shown.stdout)[0]["matches"]
    reason = next(each for each in matches if each["topic"] == "mental-health")["reasons"][0]
    assert (reason["field"], reason["excerpt"]) == ("heading", "Sec. 204. School-based «mental health» services")
    again = texts(network)
    assert "no text is wanted" in again[2]
    assert sum(url.endswith("ih.xml") for _when, url, _headers in network.asked) == 2


def test_what_cannot_be_read_is_said_with_its_version_and_not_asked_for_again(network: World) -> None:
    network.page("https://example.org/ih.xml", "<bill/>")
    visit = Visit(connect(load().url), "us-test", CONGRESS)
    visit.take(bill(1, title="Students Act", subject=(), abstracts=()))
    visit.finish()
    code, rows, told = texts(network)
    assert code == 3
    assert "wanted the text of a bill" in rows[0]["problem"]
    assert f"us/119/HR1: the text of version '{rows[0]['version']}' could not be read: wanted the text" in told
    assert "0 texts read, 1 could not be read, 0 not answered" in told
    assert "no text is wanted" in texts(network)[2]
    code, kept, _told = texts(network, "--unread")
    assert (code, [(row["id"], row["version"], row["problem"]) for row in kept]) == (
        0,
        [("us/119/HR1", rows[0]["version"], rows[0]["problem"])],
    )


WANTED = Wanted("us/119/HR1", "Introduced", "https://example.org/ih.xml")


def test_a_text_that_was_not_there_is_asked_for_again_later_each_time_and_never_once_it_was_read(
    engine: Engine,
) -> None:
    now = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
    with as_of(now):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(bill(1, title="Students Act", subject=(), abstracts=()))
        visit.finish()
    waits = []
    for _time in range(8):
        with as_of(now):
            assert [each.url for each in texts_wanted(engine, limit=9)] == [WANTED.url]
            keep_texts(engine, [TextAnswer(WANTED, problem="expected status 200, found 404")])
            assert texts_wanted(engine, limit=9) == []
        again = next(at for at in range(1, 900) if _wanted(engine, now + dt.timedelta(hours=at)))
        waits.append(again)
        now += dt.timedelta(hours=again)
    assert waits == [20, 40, 80, 160, 320, 640, 720, 720]
    with as_of(now):
        keep_texts(engine, [TextAnswer(WANTED, text="An act for students. " * 9)])
    assert not _wanted(engine, now + dt.timedelta(days=400))


def _wanted(engine: Engine, at: dt.datetime) -> bool:
    with as_of(at):
        return bool(texts_wanted(engine, limit=1))


def test_a_changed_bill_is_asked_for_its_newer_version_alone(engine: Engine) -> None:
    now = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
    plain = {"title": "Students Act", "subject": (), "abstracts": ()}
    newer = Version(note="Reported", date=dt.date(2026, 11, 9), links=(Link(url="https://example.org/rh.xml"),))
    with as_of(now):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(bill(1, **plain))
        visit.finish()
        keep_texts(engine, [TextAnswer(WANTED, problem="a scan", lasting=True)])
        assert texts_wanted(engine, limit=9) == []
    with as_of(now + dt.timedelta(days=7)):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(bill(1, versions=(*bill(1).versions, newer), stamp="v2", **plain))
        visit.finish()
        assert [each.url for each in texts_wanted(engine, limit=9)] == ["https://example.org/rh.xml"]


def test_a_text_that_its_source_could_not_give_is_a_problem_of_the_visit_and_stands_on_the_bill_s_page(
    sqlite_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    def visited(*outcomes: Any) -> RunSummary:
        visit = Visit(sqlite_engine, "us-test", CONGRESS)
        for each in outcomes:
            visit.take(each)
        return visit.finish()

    plain = {"title": "Students Act", "subject": (), "abstracts": ()}
    unread = TextUnread(bill_id="us/119/HR1", version="Amended", reason="V_2.lob is not in the files")
    summary = visited(bill(1, **plain), unread, TextUnread(bill_id="us/119/HR77", version="x", reason="not stored"))
    assert (summary.verdict, summary.counts.texts_unread) == ("ok", 2)
    first = summary.problems[0]
    assert (first.kind, first.reason) == (
        "text-unread",
        "us/119/HR1: the text of version 'Amended' could not be read: V_2.lob is not in the files",
    )
    (row,) = unread_texts(sqlite_engine)
    assert (row["id"], row["version"], row["problem"]) == ("us/119/HR1", "Amended", "V_2.lob is not in the files")
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
        page, spanish = client.get("/bills/us/119/HR1").text, client.get("/es/bills/us/119/HR1").text
        api = client.get("/api/v1/bills/us/119/HR1").json()
    assert "We could not read the text of the version “Amended”: V_2.lob is not in the files" in page
    assert "No pudimos leer el texto de la versión «Amended»" in spanish
    assert api["text_unread"] == {"version": "Amended", "reason": "V_2.lob is not in the files"}
    print_bill(api)
    assert "The text of the version “Amended” could not be read: V_2.lob is not in the files" in capsys.readouterr().out
    visited(bill(1, text="An act for students. " * 9, stamp="v2", **plain))
    assert unread_texts(sqlite_engine) == []


def test_no_place_waits_for_another_one_s_texts(engine: Engine) -> None:
    visit = Visit(engine, "us-test", CONGRESS)
    for number in range(1, 6):
        links = (Link(url=f"https://example.org/{number}.xml"),)
        visit.take(bill(number, title="Students Act", versions=(Version(note="v", links=links),), abstracts=()))
    state = replace(bill(9, title="Students Act", abstracts=()), jurisdiction="us-il", legislative_session="104th")
    visit.take(state)
    visit.finish()
    found = [each.bill_id.partition("/")[0] for each in texts_wanted(engine, limit=2)]
    assert found == ["us", "us", "us-il"]


def test_a_visit_without_anything_to_fetch_does_not_load_what_fetches() -> None:
    connect(load().url).dispose()
    code = "import sys; from tracker.cli.main import tracker; tracker.main(['texts'], standalone_mode=False); print('scrapy' in sys.modules or 'twisted' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert "no text is wanted" in done.stderr
    assert done.stdout.strip() == "False"


def test_the_newest_version_is_taken_in_the_form_that_is_read_best() -> None:
    def version(day: str | None, *urls: str) -> dict:
        return {"note": "v", "date": day, "links": [{"url": url} for url in urls]}

    record = {
        "versions": [
            version("2026-01-01", "https://x.example/1.xml"),
            version("2026-02-01", "https://x.example/2.pdf", "https://x.example/2.html"),
            version(None, "https://x.example/3.xml"),
        ]
    }
    wanted = newest_text("us/119/HR1", record)
    assert wanted is not None
    assert wanted.url == "https://x.example/2.html"
    assert newest_text("x", {"versions": [version("2026-01-01", "https://x.example/view?id=1")]}) is None


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (XML, "https://x.example/a.xml"),
        (
            "<html><body><p>SEC. 204. SCHOOL-BASED MENTAL HEALTH.</p><p>" + "Words. " * 30 + "</p></body></html>",
            "https://x.example/a.htm",
        ),
        ("SEC. 204. SCHOOL-BASED MENTAL HEALTH.\n" + "Words. " * 30, "https://x.example/a"),
    ],
)
def test_headings_are_lines_of_their_own_in_every_form(body: str, url: str) -> None:
    assert any("ental health" in each or "MENTAL HEALTH" in each for each in headings(read_text(body.encode(), url)))


@pytest.mark.parametrize("body", [b"", b"<", b"%PDF-1.4 broken", b"\x00" * 300, b"<?xml version='1.0'?><a>"])
def test_what_is_no_text_is_one_sentence(body: bytes) -> None:
    with pytest.raises(PageChanged):
        read_text(body, "https://x.example/a.xml")


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "AAAA"><!ENTITY c "&a;&a;&a;">]><bill><text>'
        + "x" * 90
        + "&c;</text></bill>"
    )
    assert "AAAA" not in xml_text(bomb.encode())


def test_scripts_of_a_page_are_not_its_words() -> None:
    page = b"<html><nav>Home</nav><script>evil()</script><p>" + b"Words " * 20 + b"<br>more</p></html>"
    assert read_text(page, "https://x.example/a") == ("Words " * 20).strip() + "\nmore"


def test_a_pdf_that_cannot_be_read_is_said() -> None:
    with pytest.raises(PageChanged, match="cannot be read"):
        pdf_text(b"%PDF-1.4")
