"""The walk of a contributor: scaffold, record, try, accept, in a copy of the checkout, against a real HTTP server."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from spiders import registry
from tests.conftest import ROOT

PAGE = """<html><body><table><tbody>
<tr><td class="date">12/03/2026 6:00 PM</td><td><a href="/meeting/41">Board of Health</a></td><td class="place">City Hall</td></tr>
<tr><td class="date">12/10/2026 6:00 PM</td><td><a href="/meeting/42">Committee - CANCELLED</a></td></tr>
</tbody></table></body></html>"""
NAME = "us-wa-kittitas-health"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    site = tmp_path / "site"
    site.mkdir()
    (site / "meetings.html").write_text(PAGE)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/meetings.html"
        server.shutdown()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    for name in ("spiders", "tracker", "alerts", "templates", "tests/states"):
        shutil.copytree(ROOT / name, root / name)  # with what is compiled: it counts while sizes and times are the same
    (root / "tests" / "sources").mkdir()
    for name in ("tests/__init__.py", "tests/conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    return root


def sources(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "tracker", "sources", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environ, cwd=root, timeout=120, check=False)


def test_a_source_is_added_in_four_commands_and_each_names_the_next(copy: Path, address: str) -> None:
    told = ("--publisher", "Kittitas County Board of Health", "--timezone", "America/Los_Angeles")
    made = sources(copy, "new", NAME, address, *told)
    assert (made.returncode, made.stdout.strip()) == (0, "spiders/sources/us_wa_kittitas/health.py")
    assert f"tracker sources record {NAME}" in made.stderr
    kept = sources(copy, "record", NAME)
    assert kept.returncode == 0, kept.stderr
    assert f"tracker sources try {NAME}" in kept.stderr
    shown = sources(copy, "try", NAME)
    assert shown.returncode == 0, shown.stderr
    assert [(each["key"], each.get("status")) for each in json.loads(shown.stdout)] == [
        ("41", None),
        ("42", "cancelled"),
    ]
    agreed = sources(copy, "accept", NAME)
    assert agreed.returncode == 0
    case = copy / kept.stdout.strip()
    assert sorted(path.name for path in case.iterdir()) == ["case.toml", "expected.json", "page.html"]
    assert (case / "page.html").read_text() == PAGE


JSON = json.dumps(
    {"meetings": [{"id": 7, "title": "Board of Health", "start": "2026-12-03T18:00:00", "location": "City Hall"}]}
)
IN_PROSE = """<html><body><h1>Meetings</h1><h2>Board of Health</h2><p>Thursday, December 3, 2026 at 6:00 PM, City Hall
<p>December 10, 2026 6:00 PM <b>CANCELLED</b><h2>Contact</h2><p>Call us</body></html>"""


@pytest.mark.parametrize(
    ("page", "name", "options", "keys"),
    [
        (JSON, "meetings.json", (), ["7"]),
        (
            IN_PROSE,
            "meetings.html",
            ("--prose",),
            ["Board of Health-2026-12-03-1800", "Board of Health-2026-12-10-1800"],
        ),
    ],
)
def test_pages_without_rows_have_a_scaffold_that_reads_them_as_it_is(
    copy: Path, address: str, tmp_path: Path, page: str, name: str, options: tuple[str, ...], keys: list[str]
) -> None:
    (tmp_path / "site" / name).write_text(page)
    url = address.replace("meetings.html", name)
    made = sources(copy, "new", NAME, url, "--publisher", "K", "--timezone", "America/Los_Angeles", *options)
    assert made.returncode == 0, made.stderr
    assert sources(copy, "record", NAME).returncode == 0
    shown = sources(copy, "try", NAME)
    assert shown.returncode == 0, shown.stderr
    found = json.loads(shown.stdout)
    assert found[0]["location"] == "City Hall"
    assert [each["key"] for each in found] == keys
    assert [each.get("status") for each in found][1:] == ["cancelled"] * (len(keys) - 1)


def test_bills_that_come_as_json_have_a_scaffold_that_reads_them_as_it_is(
    copy: Path, address: str, tmp_path: Path
) -> None:
    step = {"date": "2027-01-19T00:00:00", "text": "Passed third reading"}
    row = {
        "number": "B-12",
        "session": "2027",
        "title": "Crisis care",
        "actions": [step],
        "sponsors": [{"name": "Rosa Quintero"}],
    }
    (tmp_path / "site" / "bills.json").write_text(json.dumps({"bills": [row]}))
    url = address.replace("meetings.html", "bills.json")
    facts = ("--publisher", "K", "--timezone", "America/Los_Angeles")
    assert sources(copy, "new", NAME, url, *facts, "--bills").returncode == 0
    assert sources(copy, "record", NAME).returncode == 0
    shown = sources(copy, "try", NAME)
    assert shown.returncode == 0, shown.stderr
    (bill,) = json.loads(shown.stdout)
    assert (bill["is"], bill["identifier"], bill["actions"][0]["date"]) == ("ScrapedBill", "B12", "2027-01-19")
    assert bill["sponsorships"] == [{"name": "Rosa Quintero"}]


@pytest.mark.parametrize(
    ("name", "url", "told"),
    [
        (NAME, "webcal://board.example/c", "an iCalendar file"),
        ("us-wa-kittitas-9", "https://a.example/", "<place>-<what>"),
    ],
)
def test_what_needs_no_reader_and_what_could_be_no_module_are_refused(
    copy: Path, name: str, url: str, told: str
) -> None:
    made = sources(copy, "new", name, url, "--publisher", "K", "--timezone", "America/Los_Angeles")
    assert (made.returncode, told in made.stderr) == (2, True)
    assert not (copy / "spiders" / "sources" / "us_wa_kittitas").exists()


def test_a_selector_that_finds_nothing_is_named_with_what_it_wanted(copy: Path, address: str) -> None:
    sources(copy, "new", NAME, address, "--publisher", "K", "--timezone", "America/Los_Angeles")
    sources(copy, "record", NAME)
    module = copy / "spiders" / "sources" / "us_wa_kittitas" / "health.py"
    module.write_text(module.read_text().replace("td.date", "td.when"))
    shown = sources(copy, "try", NAME)
    assert shown.returncode == 1
    assert "td.when" in shown.stderr
    assert "wanted" in shown.stderr


def test_an_error_in_a_source_is_one_sentence_with_its_line(copy: Path, address: str) -> None:
    sources(copy, "new", NAME, address, "--publisher", "K", "--timezone", "America/Los_Angeles")
    sources(copy, "record", NAME)
    module = copy / "spiders" / "sources" / "us_wa_kittitas" / "health.py"
    written = module.read_text()
    line = 'name=one(row, "td a"),'
    number = written[: written.index(line)].count("\n") + 1
    for command, wrong, told in (
        ("try", 'name=on(row, "td a"),', "NameError: name 'on' is not defined"),
        # Of another length than the one before: Python takes a file of the same size and second for the one it has compiled.
        ("accept", 'name=one(row    "td a"),', "SyntaxError: "),
    ):
        module.write_text(written.replace(line, wrong))
        shown = sources(copy, command, NAME)
        assert shown.returncode == 1
        assert "Traceback" not in shown.stderr
        assert f"spiders/sources/us_wa_kittitas/health.py:{number}: {told}" in shown.stderr
        assert "mend that line" in shown.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Kittitas", "http://x.example/", "--publisher", "K", "--timezone", "America/Los_Angeles"), "<place>-<what>"),
        ((NAME, "ftp://x", "--publisher", "K", "--timezone", "America/Los_Angeles"), "expected an address"),
        ((NAME, "http://x.example/", "--publisher", "K", "--timezone", "Mars/Olympus"), "expected a zone"),
        (
            (NAME, "http://x.example/", "--publisher", "K", "--timezone", "America/Los_Angeles", "--prose", "--bills"),
            "one of",
        ),
        (("us-ma-bills", "http://x.example/", "--publisher", "K", "--timezone", "America/New_York"), "there already"),
    ],
)
def test_a_wrong_scaffold_is_refused_in_one_sentence(copy: Path, words: tuple[str, ...], told: str) -> None:
    refused = sources(copy, "new", *words)
    assert refused.returncode == 2
    assert told in refused.stderr
    assert not (copy / "spiders" / "sources" / "us_wa_kittitas").exists()


def test_trying_before_recording_names_the_command(copy: Path, address: str) -> None:
    sources(copy, "new", NAME, address, "--publisher", "K", "--timezone", "America/Los_Angeles")
    refused = sources(copy, "try", NAME)
    assert refused.returncode == 2
    assert f"tracker sources record {NAME}" in refused.stderr


def test_no_source_keeps_a_blank_of_its_scaffold() -> None:
    blank = [
        name
        for name, module in registry.modules().items()
        if "____" in (ROOT / (module.replace(".", "/") + ".py")).read_text()
    ]
    assert blank == [], "say in the docstring what the source is"


def test_every_source_has_a_recorded_page_or_tests_of_its_own() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    bare = [
        name
        for name, module in registry.modules().items()
        if not list((ROOT / "tests" / "sources" / name).glob("*/expected.json"))
        and name not in told
        and module.rpartition(".")[0] not in told
    ]
    assert bare == [], f"record one: tracker sources record {bare[0] if bare else ''}"
