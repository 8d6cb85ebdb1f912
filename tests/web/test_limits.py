"""Nobody guesses, floods, leads away or learns who is here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from tests.records import CONGRESS, bill
from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import AuditRow, OutboxRow
from tracker.errors import UsageProblem
from tracker.ingest.visit import Visit
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes
from tracker.web import accounts
from tracker.web.app import create_app
from tracker.web.rate_limits import LOG_IN_AS, LOG_IN_FROM, MISSED_LINKS

PASSWORD = "a sentence that nobody guesses"
ELSEWHERE = (
    "//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example", "/\t/evil.example", "https:evil.example",
    "https://evil.example", "http:/evil.example", "javascript:alert(1)", "/%2f/evil.example", "%2f%2fevil.example",
    "/\r\nLocation: https://evil.example", "@evil.example", ".evil.example", " //evil.example", "\x00//evil.example",
    "／／evil.example", "/desk@evil.example//", "?next=//evil.example", "",
)  # fmt: skip


@pytest.fixture
def client(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    accounts.add_user(sqlite_engine, "ana", PASSWORD, "admin", "a test")
    app = create_app(sqlite_engine, load())
    with TestClient(
        app, base_url="http://127.0.0.1", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False
    ) as made:
        yield made


def log_in(client: TestClient, name: str = "ana", password: str = PASSWORD, **more: str):
    return client.post("/login", data={"name": name, "password": password, **more})


@pytest.mark.parametrize("goal", ELSEWHERE)
def test_a_log_in_never_leads_away(client: TestClient, goal: str):
    target = log_in(client, next=goal).headers["location"]
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
    assert not set(target) & set("\\\r\n\t\0")


def test_a_wrong_name_and_a_wrong_password_look_alike(client: TestClient):
    one, other = log_in(client, "ana", "wrong"), log_in(client, "bob", "wrong")
    assert (one.status_code, other.status_code) == (401, 401)
    assert one.text.replace("ana", "bob") == other.text


def test_guessing_passwords_ends_soon(client: TestClient):
    answers = [log_in(client, "ana", f"wrong {number}").status_code for number in range(LOG_IN_FROM.count + 2)]
    assert answers.count(401) <= min(LOG_IN_FROM.count, LOG_IN_AS.count)
    assert answers[-1] == 429
    assert log_in(client).status_code == 429, "a network that the person never logged in from"


def seen_from(client: TestClient, address: str) -> TestClient:
    """The same site, seen from another network."""
    headers = {"sec-fetch-site": "same-origin"}
    return TestClient(
        client.app, base_url="http://127.0.0.1", headers=headers, follow_redirects=False, client=(address, 50_000)
    )


def test_strangers_lock_nobody_out(client: TestClient):
    owner, stranger = seen_from(client, "203.0.113.7"), seen_from(client, "198.51.100.9")
    for number in range(30):
        log_in(stranger, "ana", f"wrong {number}")
    assert log_in(stranger).status_code == 429
    assert log_in(owner).status_code == 303


def test_the_right_password_from_the_owners_network_always_works(client: TestClient):
    owner = seen_from(client, "203.0.113.7")
    assert log_in(owner).status_code == 303
    for number in range(30):
        log_in(owner, "ana", f"wrong {number}")
    assert log_in(owner).status_code == 303
    assert log_in(owner, "ana", "wrong").status_code == 401


def test_unlocking_lets_a_person_in_from_anywhere(client: TestClient, sqlite_engine: Engine):
    for number in range(30):
        log_in(client, "ana", f"wrong {number}")
    assert log_in(client).status_code == 429
    accounts.unlock(sqlite_engine, "ana", "a test")
    assert log_in(client).status_code == 303
    with pytest.raises(UsageProblem, match="no user nobody"):
        accounts.unlock(sqlite_engine, "nobody", "a test")


def test_whoever_is_locked_out_is_told_who_lets_them_in_and_an_administrator_does_so_on_the_desk(
    client: TestClient, sqlite_engine: Engine
):
    accounts.add_user(sqlite_engine, "bo", PASSWORD, "admin", "a test")
    for number in range(30):
        log_in(client, "ana", f"wrong {number}")
    told = log_in(client).text
    assert "an administrator can let you in at once on the desk" in told
    assert "tracker users unlock" in told
    desk = seen_from(client, "203.0.113.7")
    desk.cookies.update(log_in(desk, "bo").cookies)
    csrf = re.search(r'name="csrf" value="([^"]+)"', desk.get("/desk/users").text)
    assert csrf
    assert desk.post("/desk/users", data={"csrf": csrf[1], "name": "ana", "do": "unlock"}).status_code == 303
    assert log_in(client).status_code == 303


def test_failed_log_ins_are_written_down(client: TestClient, sqlite_engine: Engine):
    log_in(client, "ana", "wrong")
    log_in(client, "no such name", "wrong")
    with reading(sqlite_engine) as connection:
        rows = list(connection.execute(select(AuditRow.action, AuditRow.about)))
    assert [row.about for row in rows if row.action == "log-in failed"] == ["ana"]


@pytest.mark.parametrize(
    "path", ["/bills/", "/es/bills/", "/es/bills/?topic=parity", "//evil.example/", "/hearings/month/"]
)
def test_a_slash_at_the_end_leads_to_the_same_page_in_the_same_language(client: TestClient, path: str):
    answer = client.get(f"http://127.0.0.1{path}", headers={"host": "evil.example"})
    target = answer.headers["location"]
    assert answer.status_code == 308
    assert target == "/" + path.replace("/?", "?").strip("/")


@pytest.mark.parametrize(
    ("days", "every", "sentence"),
    [
        (0, 24, ""),
        (30, 24, "We could not read all of Congress since"),
        (0, 0, ""),
        (30, 0, "Files of Congress were last imported on"),
    ],
)
def test_lists_and_the_interface_say_what_could_not_be_read_and_since_when(
    client: TestClient, sqlite_engine: Engine, days: int, every: int, sentence: str
):
    told, by_hand = bool(sentence), every == 0
    with clock.as_of(clock.now() - dt.timedelta(days=days)):
        visit = Visit(sqlite_engine, "us-test", replace(CONGRESS, every_hours=every))
        visit.take(bill(1))
        visit.finish()
    page = client.get("/bills?place=us&all=1").text
    assert ("We could not read" in page, "were last imported" in page) == (told and not by_hand, told and by_hand)
    assert sentence in page
    assert "We have not read" not in page
    answer = client.get("/api/v1/bills?place=us").json()
    gaps = [(gap["publisher"], gap["by_hand"]) for gap in answer["not_readable"]]
    assert gaps == ([("Congress", by_hand)] if told else [])
    assert answer["not_collected"] == []
    lines = client.get("/calendar.ics?place=us&place=us-wy").text.replace("\r\n ", "")
    assert sentence in lines
    assert "X-WR-CALDESC:We have not read Wyoming yet." in lines


@pytest.mark.parametrize("language", ["", "/es"])
def test_a_link_that_was_cut_off_never_says_that_anybody_is_unsubscribed(client: TestClient, language: str):
    found = "No encontramos esta suscripción" if language else "We could not find this subscription"
    for ask in (client.get, client.post):
        page = ask(f"{language}/unsubscribe/abc")
        assert page.status_code == 404
        assert found in page.text


def test_the_address_of_the_list_unsubscribe_header_opens_a_page_and_changes_nothing(
    client: TestClient, sqlite_engine: Engine
):
    with service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "ana@example.org", Wishes(), confirmed=True)
        (one,) = service.all_of(connection)
    page = client.get(f"/unsubscribe/one-click/{one.link('unsubscribe')}")
    assert page.status_code == 200
    assert f'action="/unsubscribe/{one.link("unsubscribe")}"' in page.text
    with reading(sqlite_engine) as connection:
        assert service.by_id(connection, one.id).state == "active"


def test_what_is_kept_of_a_person_is_handed_out_once_within_a_day_by_a_mail_of_its_own(
    client: TestClient, sqlite_engine: Engine
):
    with service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "ana@example.org", Wishes(), confirmed=True)
        (one,) = service.all_of(connection)
    manage = f"/manage/{one.link('manage')}"
    assert client.get(f"{manage}/data.json").status_code == 404, "links of old mails hand out nothing"
    for words in ("Check your email",) * 3 + ("Asked too often",):
        assert words in client.post(manage, data={"do": "data"}).text
    with reading(sqlite_engine) as connection:
        keys = connection.execute(select(OutboxRow.key).where(OutboxRow.kind == "data")).scalars().all()
    first, second, third = (f"/my-data/{service.data_link(one, key)}" for key in keys)
    assert [client.get(first).status_code for _scanner in range(2)] == [200, 200]
    assert client.post(first).json()["address"] == "ana@example.org"
    assert client.post(first).status_code == 410
    with clock.as_of(clock.now() + dt.timedelta(hours=25)):
        assert (client.get(second).status_code, client.post(second).status_code) == (404, 404)
    client.post(manage, data={"do": "forget"})
    assert client.post(third).status_code == 404


def test_guessing_links_ends_soon(client: TestClient):
    answers = [client.get(f"/manage/{number:022}").status_code for number in range(MISSED_LINKS.count + 2)]
    assert set(answers) <= {404, 410, 429}
    assert answers[-1] == 429


def test_a_session_begins_anew_and_ends_at_once(client: TestClient):
    client.cookies.set("tracker", "fixed" * 8)
    answer = log_in(client)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "fixed" not in cookie
    assert "domain=" not in cookie


@pytest.mark.parametrize("host", ["false.example", "false.example/path", "127.0.0.1@false.example", '"><xss-mark>'])
def test_a_false_host_is_never_repeated(client: TestClient, host: str):
    for path in ("/", "/login", "/bills.atom", "/sitemap.xml", "/calendar.ics", "/desk"):
        answer = client.get(path, headers={"host": host})
        assert "false.example" not in answer.text + answer.headers.get("location", ""), path
        assert "<xss-mark>" not in answer.text, path


@pytest.mark.parametrize("name", ["../site.css", "%2e%2e%2fbase.html", "..%5cbase.html", "%2fetc%2fpasswd", "%00", "."])
def test_only_our_own_files_are_served(client: TestClient, name: str):
    assert client.get(f"/static/x/{name}").status_code == 404


def test_endless_queries_are_answered_or_refused(client: TestClient):
    for path in (
        "/bills?q=" + "a " * 10_000,
        "/bills?" + "&".join(f"topic=t{number}" for number in range(3_000)),
        "/topics?query=" + "(" * 5_000,
        "/calendar.ics?bill=" + ",".join(f"us/119/HR{number}" for number in range(3_000)),
        "/api/v1/bills?q=" + "a OR " * 4_000,
    ):
        assert client.get(path).status_code < 500, path[:40]


def test_forms_of_many_fields_are_refused(client: TestClient):
    answer = client.post("/subscribe", data={f"field{number}": "x" for number in range(10_000)})
    assert 400 <= answer.status_code < 500


def test_only_what_there_is_can_be_muted_and_a_mistyped_name_gets_the_nearest(
    client: TestClient, sqlite_engine: Engine
):
    with service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "ana@example.org", Wishes(), confirmed=True)
        (one,) = service.all_of(connection)
    path = f"/mute/{one.link('mute')}"
    for what, status in {
        "topic:parity": 200, "topic:paritty": 422, "topic:": 422, "rule:no-such-rule": 422, "record:us/119/HR9999999": 422,
        "record:x": 422, "sponsor:Doe": 400, "topic": 422, "": 400,
    }.items():  # fmt: skip
        assert client.post(path, data={"what": what}).status_code == status, what
    assert "parity" in client.post(path, data={"what": "topic:paritty"}).text
    with reading(sqlite_engine) as connection:
        assert service.mutes(connection)[one.id] == [("topic", "parity")]
    assert client.post(path, data={"what": "topic:parity", "do": "undo"}).status_code == 200
    with reading(sqlite_engine) as connection:
        assert not service.mutes(connection)
