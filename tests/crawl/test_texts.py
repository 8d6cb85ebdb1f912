"""Texts are fetched for bills that may matter, once each, and judged by their sections."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from spiders.kit.bill_text import pdf_text, read_text, xml_text
from spiders.kit.select import PageChanged
from tests.conftest import ROOT
from tests.crawl.world import World, world
from tests.records import CONGRESS, bill
from tracker.db.engine import connect
from tracker.ingest.texts import newest_text
from tracker.ingest.visit import Visit
from tracker.matching.flagging import document_by_id
from tracker.rules.sections import headings
from tracker.settings import load

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
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "texts", *words, "--format", "json"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TRACKER_DETOUR": network.address},
        check=False,
    )
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
    shown = subprocess.run(
        [sys.executable, "-m", "tracker", "bills", "--topic", "mental-health", "--format", "json"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=120,
    )
    matches = json.loads(shown.stdout)[0]["matches"]
    reason = next(each for each in matches if each["topic"] == "mental-health")["reasons"][0]
    assert (reason["field"], reason["excerpt"]) == ("heading", "Sec. 204. School-based «mental health» services")
    again = texts(network)
    assert "no text is wanted" in again[2]
    assert sum(url.endswith("ih.xml") for _when, url, _headers in network.asked) == 2


def test_what_cannot_be_read_is_said_and_not_asked_for_again(network: World) -> None:
    network.page("https://example.org/ih.xml", "<bill/>")
    visit = Visit(connect(load().url), "us-test", CONGRESS)
    visit.take(bill(1, title="Students Act", subject=(), abstracts=()))
    visit.finish()
    code, rows, _told = texts(network)
    assert code == 3
    assert "wanted the text of a bill" in rows[0]["problem"]
    assert "no text is wanted" in texts(network)[2]


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
