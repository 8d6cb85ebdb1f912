"""The pages speak Spanish whole: nothing is left untranslated, no gap is lost, no link leads back to English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import lxml.html
import pytest
from babel.messages.extract import extract
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.conftest import ROOT
from tests.web.hostile import fill
from tracker.settings import load
from tracker.web.app import create_app
from tracker.web.locale import LANGUAGES, catalogue

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PAGES = (
    "/", "/bills", "/bills?q=crisis", "/bills/us/119/HR1", "/hearings", "/hearings/month", "/deadlines", "/deadlines/ledger", "/notices", "/topics",
    "/topics/parity", "/places", "/places/us", "/coverage", "/charts", "/subscribe", "/subscribe/sent", "/links", "/login", "/about", "/bot",
    "/privacy", "/accessibility", "/feeds", "/no-such-page", "/bills?after=x", "/rulebook", "/rulebook/us-md", "/hearings?from=soon", "/confirm/x",
)  # fmt: skip
GAP = re.compile(r"%\((\w+)\)s|%%")


@pytest.fixture
def client(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    fill(sqlite_engine)
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as made:
        yield made


def sentences() -> set[str | tuple[str, str]]:
    """Every sentence of the templates and of the code behind them."""
    found: set[str | tuple[str, str]] = set()
    for path in sorted((ROOT / "templates" / "web").rglob("*.html")):
        options = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "newstyle_gettext": "true"}
        with path.open("rb") as lines:
            for _line, message, _comments, _context in extract(
                "jinja2.ext:babel_extract", lines, KEYWORDS, (), options
            ):
                found.add(message if isinstance(message, str) else (message[0], message[1]))
    for path in sorted(Path(str(files("tracker.web"))).rglob("*.py")):
        with path.open("rb") as lines:
            for _line, message, _comments, _context in extract("python", lines, KEYWORDS):
                found.add(message if isinstance(message, str) else (message[0], message[1]))
    return found


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_sentence_is_translated_with_all_its_gaps(language: str):
    spoken, asked = catalogue(language), sentences()
    assert len(asked) > 400
    missing, gaps = [], []
    for message in asked:
        one, many = (message, None) if isinstance(message, str) else message
        said = [spoken.single.get(one)] if many is None else list(spoken.plural.get(one, ()))
        if not said or not all(said):
            missing.append(message)
            continue
        for told, form in zip((one, many or one), said * 2, strict=False):
            if set(GAP.findall(told)) != set(GAP.findall(form or "")):
                gaps.append((told, form))
    assert not missing
    assert not gaps


def test_no_page_falls_back_to_english(client: TestClient):
    spoken = catalogue("es")
    english = {
        text for text, said in spoken.single.items() if said != text and len(text.split()) > 3 and "%" not in text
    }
    left = []
    for path in PAGES:
        page = lxml.html.document_fromstring(client.get(f"/es{path}").text)
        for each in page.xpath("//script | //style | //*[@lang='en']"):
            each.drop_tree()
        words = " ".join(page.text_content().split())
        left += [(path, text) for text in english if text in words]
    assert not left


def test_a_page_in_spanish_says_so_and_keeps_its_reader_there(client: TestClient):
    for path in PAGES:
        page = lxml.html.document_fromstring(client.get(f"/es{path}").text)
        assert page.get("lang") == "es", path
        away = [
            link
            for link in page.xpath("//main//a/@href | //header//a/@href | //form/@action")
            if re.match(
                r"/(bills|hearings|deadlines|notices|topics|places|charts|subscribe|about|links|login)\b(?![^?]*\.(?:csv|json|atom|ics|png))",
                link,
            )
        ]
        assert not away, (path, away)


def test_both_languages_name_each_other(client: TestClient):
    for path in ("/", "/bills", "/about"):
        for prefix in ("", "/es"):
            page = lxml.html.document_fromstring(client.get(f"{prefix}{path}").text)
            told = {
                each.get("hreflang"): each.get("href") for each in page.xpath("//link[@rel='alternate'][@hreflang]")
            }
            assert set(told) == set(LANGUAGES), path
            assert told["es"].endswith(f"/es{path}")
            assert told["en"].endswith(path)


def test_a_stranger_s_percent_sign_fills_no_gap(client: TestClient):
    for path in ("/bills?q=%25%28x%29s", "/topics?query=%25%28x%29s+AND", "/bills/us/119/%25%28x%29s"):
        for prefix in ("", "/es"):
            assert client.get(prefix + path).status_code < 500, path


def test_a_place_names_its_ways_to_testify_as_people_call_them(client: TestClient):
    pages = {language: client.get(f"{language}/places/us-md").text for language in ("", "/es")}
    heads = {name: re.findall(r"<summary>(.*?)</summary>", page) for name, page in pages.items()}
    assert any(": in writing" in head for head in heads[""])
    assert any(": por escrito" in head for head in heads["/es"])
