"""An address that asks for what there is not is refused with the nearest that there is: silence would answer another question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import copied
from tracker.settings import load
from tracker.vocabulary import check_yes
from tracker.web.access import ANYONE, LINK, PROBE, SECRET, VISITOR
from tracker.web.app import MODULES, create_app

PUBLIC = [
    (path, reads)
    for module in MODULES
    for method, path, rule, _page, _keep, reads in module.pages._known
    if method == "GET" and rule in {ANYONE, VISITOR, SECRET}
]
LENIENT = [
    path
    for module in MODULES
    for method, path, rule, _page, _keep, reads in module.pages._known
    if method == "GET" and rule in {LINK, PROBE}
]
CLOSED = {"place", "topic", "all", "past", "possible", "order", "stage", "session", "score", "since", "month", "from"}
CLOSED |= {"kind", "chamber", "alarms", "min_score", "hour", "most", "cadence", "weekday", "mail_language"}
LISTS = [(path, reads & CLOSED) for path, reads in PUBLIC if "{" not in path]
CLICKS = "utm_source=mail&utm_campaign=may&fbclid=IwAR0&gclid=x&mc_eid=1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    engine = copied(f"sqlite:///{tmp_path_factory.mktemp('asked') / 'tracker.db'}")
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1:8000", follow_redirects=False) as made:
        yield made


@pytest.mark.parametrize(("path", "reads"), PUBLIC, ids=[path for path, _reads in PUBLIC])
def test_every_page_feed_and_file_refuses_a_parameter_that_it_does_not_read(
    client: TestClient, path: str, reads: frozenset[str]
):
    for name in sorted(reads) or ["newst"]:
        answer = client.get(f"{path.replace('{number}', '1')}?{name}x=1")
        assert answer.status_code == 422, name
        assert f"“{name}x”" in answer.text
        if reads:
            assert f"Did you mean {name}" in answer.text, "the nearest name comes first"


@pytest.mark.parametrize(
    ("path", "reads"), [each for each in LISTS if each[1]], ids=[path for path, reads in LISTS if reads]
)
def test_no_list_takes_a_value_that_there_is_not(client: TestClient, path: str, reads: frozenset[str]):
    for name in sorted(reads):
        assert client.get(f"{path}?{name}=newst").status_code == 422, name


@pytest.mark.parametrize(
    "path", ["/", "/bills", "/hearings", "/calendar.ics", "/bills.atom", "/subscribe", "/deadlines.csv"]
)
def test_marks_of_campaigns_ask_nothing_and_cost_no_page_of_their_own(client: TestClient, path: str):
    plain, marked = client.get(path), client.get(f"{path}?{CLICKS}")
    assert marked.status_code == plain.status_code == 200
    assert marked.headers.get("etag") == plain.headers.get("etag")
    assert "utm_" not in marked.text


@pytest.mark.parametrize("path", LENIENT)
def test_nothing_that_is_added_to_a_secret_link_or_a_probe_keeps_anybody_out(client: TestClient, path: str):
    assert client.get(f"{path}?x-gateway=1").status_code in {200, 404}


@pytest.mark.parametrize("path", ["/calendar.ics", "/bills.csv", "/deadlines.atom"])
def test_a_file_is_refused_in_a_sentence_of_plain_text(client: TestClient, path: str):
    answer = client.get(f"{path}?topics=parity")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text == "That name is not known here. We do not know “topics”. Did you mean topic?"
    assert client.get("/bills.json?topics=parity").json()["status"] == 422


@pytest.mark.parametrize(("asked", "near"), [("order=newst", "newest"), ("page=-1", "after"), ("all=maybe", "1")])
def test_a_wrong_word_for_a_list_is_told_with_the_nearest(client: TestClient, asked: str, near: str):
    answer = client.get(f"/bills?{asked}")
    assert answer.status_code == 422
    assert f"Did you mean {near}" in answer.text


@pytest.mark.parametrize("named", ["California", "CA", "us_ca", "US-CA"])
def test_a_place_is_known_by_its_name_and_postal_code_wherever_one_is_asked_for(client: TestClient, named: str):
    for page in ("places", "embed", "rulebook"):
        answer = client.get(f"/es/{page}/{named}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (301, f"/es/{page}/us-ca")
    for path in ("/bills", "/hearings", "/deadlines", "/hearings/month", "/legislators"):
        assert client.get(f"{path}?place={named}").status_code == 200
        assert client.get(f"{path}?place=Kalifornia").status_code == 422
    assert client.get(f"/api/v1/bills?place={named}").json()["not_collected"] == ["us-ca"]


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "expected"),
    [
        ("GET", "/es/hearings?place=Kalifornia", {}, 422, "¿Quiso decir California"),
        ("GET", "/es/bills?topic=parit", {}, 422, "¿Quiso decir Paridad en los seguros"),
        ("GET", "/es/bills?after=x", {}, 404, "Abra la lista de nuevo"),
        ("POST", "/es/subscribe", {"headers": {"Origin": "http://evil.example"}}, 403, "se envió desde otro sitio"),
        ("POST", "/es/subscribe", {"content": b"x" * 2_000_000}, 413, "Era demasiado grande"),
        ("DELETE", "/es/bills", {}, 405, "Eso no se puede hacer aquí"),
        ("GET", "/calendar.ics?place=Kalifornia", {}, 422, "us-ca"),
        ("GET", "/api/v1/bills?place=Kalifornia", {}, 422, "us-ca"),
    ],
)
def test_a_refusal_is_told_to_people_in_their_words_and_to_programs_in_codes(
    client: TestClient, method: str, path: str, sent: dict[str, Any], status: int, expected: str
):
    answer = client.request(method, path, **sent)
    assert (answer.status_code, expected in answer.text) == (status, True)


def test_the_page_of_a_place_that_was_never_read_says_so_and_lists_nothing(client: TestClient):
    page = client.get("/places/us-wy").text
    assert "We have not read Wyoming yet." in page
    assert "How to testify here" in page
    assert not [words for words in ("Coming hearings", "All flagged bills", "No bill is flagged") if words in page]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("q=xyzzyq", "No bill that we have read has these words"),
        ("q=xyzzyq&topic=parity", "Try fewer words or fewer choices"),
        ("stage=law&topic=parity", "No flagged bill fits"),
        ("stage=law&topic=parity&all=1", "Try fewer words or fewer choices"),
        ("place=us-wy", "We have not read Wyoming yet"),
        ("place=us-wy&q=xyzzyq", "We have not read Wyoming yet"),
    ],
)
def test_an_empty_list_advises_only_what_may_help(client: TestClient, asked: str, expected: str):
    page = client.get(f"/bills?{asked}").text
    advice = ("No bill that we have read has", "Try fewer words or", "No flagged bill fits", "We have not read")
    assert [words for words in advice if words in page] == [
        words for words in advice if words in expected or expected in words
    ]


def test_yes_and_no_are_read_as_people_write_them():
    assert all(check_yes("all", word) for word in ("1", "yes", "True", " on "))
    assert not any(check_yes("all", word) for word in ("", "0", "no", "FALSE", "off"))
