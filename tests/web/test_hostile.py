"""Whatever others write, in a source or in an address, stays text on every page, feed and file."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from lxml import etree, html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.web.hostile import ADDRESS, PAYLOADS, PRODUCT, fill
from tracker.records.items import Link
from tracker.settings import load
from tracker.web import accounts
from tracker.web.app import create_app

PASSWORD = "a sentence that nobody guesses"
LISTS = (
    "/", "/bills", "/bills?q=parity", "/hearings?all=1", "/hearings/month?month=2026-12&all=1", "/deadlines?all=1",
    "/notices", "/topics", "/topics/parity", "/places", "/places/us", "/charts", "/embed/us", "/feeds", "/about", "/api",
    "/subscribe", "/links", "/login",
)  # fmt: skip
DESK = (
    "/desk", "/desk/me", "/desk/runs", "/desk/runs/1", "/desk/subscriptions", "/desk/outbox", "/desk/audit",
    "/desk/topics", "/desk/lists", "/desk/report", "/desk/users",
)  # fmt: skip
ASKED = (
    "/bills?q=", "/bills?topic=", "/bills?place=", "/bills?stage=", "/bills?session=", "/bills?score=", "/bills?since=",
    "/bills?cursor=", "/bills?sort=", "/hearings?from=", "/hearings?place=", "/hearings?cursor=", "/hearings/month?month=",
    "/deadlines?place=", "/notices?q=", "/notices?cursor=", "/topics?query=", "/topics?text=", "/subscribe?topic=",
    "/subscribe?place=", "/subscribe?q=", "/subscribe?bill=", "/login?next=", "/bills.csv?q=", "/bills.atom?q=",
    "/bills.json?q=", "/calendar.ics?place=", "/embed/us?topic=", "/api/bills?q=", "/bills/us/119/HR1/compare?from=",
    "/bills/", "/bills/us/119/", "/hearings/us/", "/notices/us/", "/places/", "/topics/", "/embed/", "/receipt/us/",
    "/confirm/", "/unsubscribe/", "/manage/", "/mute/", "/static/x/", "/nowhere/",
)  # fmt: skip
SCHEMES = {"", "http", "https", "mailto", "webcal", "tel", "otpauth"}
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href", "background", "cite")


@pytest.fixture
def hostile(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    fill(sqlite_engine)
    app = create_app(sqlite_engine, load())
    with TestClient(app, base_url="http://127.0.0.1", headers={"sec-fetch-site": "same-origin"}) as made:
        yield made
        for thread in threading.enumerate():
            if thread.name.startswith("judge "):
                thread.join()


def every_page() -> list[str]:
    """The addresses of all pages that show a source's words."""
    numbers = range(1, len(PAYLOADS) + 1)
    single = [f"/bills/us/119/HR{number}" for number in numbers]
    single += [f"/{kind}/us/{kind[0]}{number}" for kind in ("hearings", "notices") for number in numbers]
    single += ["/receipt/us/119/HR1", "/receipt/us/h1", "/receipt/us/n1"]
    return [*LISTS, *single, "/es/bills", "/es/bills/us/119/HR9", "/es/hearings/us/h3"]


def foreign_markup(page: str) -> list[str]:
    """What in a page did not come from our templates."""
    found = []
    for element in html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8")).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in {"xss-mark", "base", "object", "embed", "math", "style", "animate"}:
            found.append(element.tag)
        if element.tag == "script" and (element.text or "").strip() and "json" not in element.get("type", ""):
            found.append("script of its own")
        for name, value in element.attrib.items():
            if name == "data-xss" or name == "style" or name == "srcdoc" or re.match(r"on[a-z]+\Z", name):
                found.append(f"{element.tag} {name}={value[:60]}")
            if name in ADDRESSES and urlsplit(re.sub(r"[\s\x00-\x1f]", "", value)).scheme.lower() not in SCHEMES:
                found.append(f"{element.tag} {name}={value[:60]}")
            if element.tag in {"script", "link", "img", "iframe"} and name == "src" and not value.startswith("/"):
                found.append(f"{element.tag} {name}={value[:60]}")
    return found


def faults(path: str, answer: Any) -> list[str]:
    """What is wrong with one answer."""
    found = []
    headers = answer.headers
    policy = headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe-" in policy:
        found.append(f"policy {policy!r}")
    if headers.get("x-content-type-options") != "nosniff" or headers.get("referrer-policy") != "no-referrer":
        found.append("headers")
    if ("frame-ancestors *" in policy) != path.removeprefix("/es").startswith("/embed/"):
        found.append(f"frames {policy!r}")
    if "xss" in headers.get("set-cookie", ""):
        found.append("a cookie")
    if answer.status_code >= 500:
        found.append(f"status {answer.status_code}")
    if PRODUCT in answer.text:
        found.append("a sum was done")
    if headers.get("content-type", "").startswith("text/html"):
        found += foreign_markup(answer.text)
    return [f"{path[:120]}: {each}" for each in found]


def test_what_sources_wrote_is_text_on_every_page(hostile: TestClient):
    found = []
    for path in every_page():
        answer = hostile.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        found += faults(path, answer)
    assert not found, "\n".join(found[:40])


def test_what_sources_wrote_is_text_on_the_desk(hostile: TestClient, sqlite_engine: Engine):
    accounts.add_user(sqlite_engine, PAYLOADS[8], PASSWORD, "admin", PAYLOADS[0])
    assert hostile.post("/login", data={"name": PAYLOADS[8], "password": PASSWORD}).status_code == 200
    found = []
    for path in DESK:
        answer = hostile.get(path, follow_redirects=False)
        assert answer.status_code == 200, (path, answer.status_code)
        found += faults(path, answer)
    assert not found, "\n".join(found[:40])


def test_what_is_asked_for_is_text_on_every_page(hostile: TestClient):
    found = []
    for number, start in enumerate(ASKED):
        for payload in PAYLOADS[number % 5 :: 5]:
            path = start + quote(payload[:500], safe="")
            found += faults(path, hostile.get(path, follow_redirects=False))
    assert not found, "\n".join(found[:40])


def test_no_cell_is_a_formula(hostile: TestClient):
    answer = hostile.get("/bills.csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == len(PAYLOADS) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_feeds_stay_well_formed_and_lead_nowhere_strange(hostile: TestClient):
    for path in ("/bills.atom", "/hearings.atom", "/notices.atom", "/changes.atom", "/sitemap.xml"):
        answer = hostile.get(path)
        assert answer.status_code == 200, path
        for element in etree.fromstring(answer.content).iter():
            assert urlsplit(element.get("href", "")).scheme in SCHEMES, path
            if element.get("type") == "html" and element.text:
                assert not foreign_markup(f"<div>{element.text}</div>"), path
    for path in ("/bills.json", "/bills.feed.json", "/hearings.feed.json", "/notices.feed.json", "/api/openapi.json"):
        answer = hostile.get(path)
        assert answer.status_code == 200, path
        assert "json" in answer.headers["content-type"], path
        answer.json()


def test_a_calendar_has_no_lines_of_others(hostile: TestClient):
    text = hostile.get("/calendar.ics").text
    lines = text.split("\r\n")
    assert [lines.count(edge) for edge in ("BEGIN:VCALENDAR", "END:VCALENDAR")] == [1, 1]
    assert not [line for line in lines if line.startswith("Set-Cookie") or "\n" in line or "\r" in line]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " https://x", "vbscript:x"]
)
def test_an_address_that_is_none_never_enters(url: str):
    with pytest.raises(ValueError, match="absolute"):
        Link(url=url)
    assert Link(url=ADDRESS).url == ADDRESS
