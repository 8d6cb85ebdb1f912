"""Reading changes nothing, and every wrong request is told so in the right words."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.web.hostile import fill
from tracker.db.engine import reading
from tracker.db.models import Base
from tracker.settings import load
from tracker.web import accounts
from tracker.web.app import create_app
from tracker.web.middleware import BODY_LIMIT

PASSWORD = "a sentence that nobody guesses"
VALUES = {
    "place": "us", "session": "119", "identifier": "HR1", "code": "us", "slug": "parity", "rest": "119/HR1",
    "number": "1", "token": "A" * 22, "mark": "x", "name": "site.css", "form": "html",
}  # fmt: skip
KEPT_TO_COUNT = {"rate_buckets", "salts"}
"""Where attempts are counted: guessing a secret link is counted, and counting is no change of what is known."""


@pytest.fixture
def client(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    fill(sqlite_engine)
    accounts.add_user(sqlite_engine, "ana", PASSWORD, "admin", "a test")
    app = create_app(sqlite_engine, load())
    with TestClient(app, base_url="http://127.0.0.1", headers={"sec-fetch-site": "same-origin"}) as made:
        yield made
        for thread in threading.enumerate():
            if thread.name.startswith("judge "):
                thread.join()


def state(engine: Engine) -> dict[str, str]:
    """A hash of every table's rows."""
    found = {}
    with reading(engine) as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in KEPT_TO_COUNT:
                rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def routes(client: TestClient, method: str) -> list[str]:
    """The address of every page that answers `method`, with real ids where there are some."""
    found = []
    for route in client.app.router.routes:
        if isinstance(route, Route) and method in (route.methods or ()):
            values = {**VALUES, "key": "h1" if route.path.startswith("/hearings") else "n1"}
            found.append(re.sub(r"{(\w+)(:\w+)?}", lambda name, values=values: values[name[1]], route.path))
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_changes_nothing(client: TestClient, sqlite_engine: Engine, method: str):
    client.post("/login", data={"name": "ana", "password": PASSWORD})
    before = state(sqlite_engine)
    for path in [*routes(client, "GET"), "/api/v1/bills", "/api/v1/bills/us/119/HR1", "/api/v1/hearings"]:
        if path.endswith("/events"):
            continue  # a stream that ends with its run
        answer = client.request(method, path, headers={"sec-purpose": "prefetch"}, follow_redirects=False)
        assert answer.status_code < 500, (method, path, answer.status_code)
        if method == "HEAD":
            assert answer.content == b"", path
    assert state(sqlite_engine) == before


def test_a_method_that_a_page_does_not_know_is_refused(client: TestClient):
    posts = set(routes(client, "POST"))
    for path in routes(client, "GET"):
        for method in ("PUT", "TRACE"):
            answer = client.request(method, path)
            assert (answer.status_code, bool(answer.headers.get("allow"))) == (405, True), (method, path)
        if path not in posts:
            answer = client.post(path)
            assert (answer.status_code, bool(answer.headers.get("allow"))) == (405, True), path


@pytest.mark.parametrize("path", ["/nowhere", "/bills/us/119/HR9999", "/api/nowhere", "/%00", "/bills/us/%2e%2e"])
def test_an_unknown_address_is_told_so(client: TestClient, path: str):
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert ("problem+json" in answer.headers["content-type"]) == path.startswith("/api/")


@pytest.mark.parametrize(
    "path", ["/bills?after=x", "/hearings?after=W10", "/bills?after=%F0%9F", "/api/v1/bills?cursor=x"]
)
def test_a_cursor_that_is_not_ours_is_answered_kindly(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code == 404, path
    assert ("cursor" if path.startswith("/api") else "Open the list anew") in answer.text
    assert "Traceback" not in answer.text


def test_a_body_too_large_is_refused_declared_or_not(client: TestClient):
    for path in routes(client, "POST"):
        assert client.post(path, content=b"x" * (BODY_LIMIT + 1)).status_code == 413, path
    pieces = (b"x" * 65_536 for _each in range(20))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/subscribe", content=pieces, headers=kind).status_code == 413


def test_every_form_refuses_another_site_and_a_nameless_one(client: TestClient, sqlite_engine: Engine):
    client.post("/login", data={"name": "ana", "password": PASSWORD})
    before = state(sqlite_engine)
    for path in routes(client, "POST"):
        if "/one-click/" in path:
            continue  # mail programs press it without a page; the link itself is the secret
        for headers in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"sec-fetch-site": "none"},
            {"sec-fetch-site": "", "origin": "null"},
        ):
            assert client.post(path, headers=headers).status_code == 403, (path, headers)
        if path.startswith("/desk"):
            assert client.post(path, data={"csrf": "0" * 48}).status_code == 403, path
    assert state(sqlite_engine) == before


def test_the_desk_asks_everyone_to_log_in(client: TestClient):
    for path in routes(client, "GET"):
        if path.startswith("/desk"):
            answer = client.get(path, follow_redirects=False)
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login?next="), path
    for path in routes(client, "POST"):
        if path.startswith(("/desk", "/logout")):
            assert client.post(path).status_code in {401, 403}, path
