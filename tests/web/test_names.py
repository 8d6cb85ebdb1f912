"""Pages, calendars, files and the API refuse a name that is not on its list, with the nearest that is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from tests.core.test_ingest import visit
from tests.records import bill, hearing, notice
from tracker import clock
from tracker.db.engine import connect, writing
from tracker.db.models import Match
from tracker.settings import load
from tracker.web.app import create_app

UNKNOWN = [
    *(f"{path}?topic=mentalhealth" for path in ("/bills", "/hearings", "/deadlines", "/hearings/month", "/notices")),
    *(f"{path}?topic=mentalhealth" for path in ("/bills.csv", "/bills.json", "/bills.atom", "/hearings.atom")),
    *(f"{path}?topic=mentalhealth" for path in ("/calendar.ics", "/subscribe", "/notices.feed.json")),
    *(f"/api/v1/{what}?topic=mentalhealth" for what in ("bills", "hearings", "notices")),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The site over a few records."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('names') / 'tracker.db'}")
    visit(engine, [bill(1), bill(2), bill(3, jurisdiction="us-ma", sources=()), hearing(), notice()])
    rows = [("us/119/HR1", "parity"), ("us/119/HR2", "veterans"), ("us-ma/119/HR3", "parity")]
    with writing(engine) as connection:
        for key, topic in rows:
            match = {"record_id": key, "topic": topic, "what": "bill", "score": 60, "flagged": True, "reasons": []}
            connection.execute(insert(Match).values(judged_at=clock.now(), **match))
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_an_unknown_topic_is_refused_with_the_nearest_everywhere(site):
    for address in UNKNOWN:
        answer = site.get(address)
        assert answer.status_code == 422, address
        assert "mental-health" in answer.text or "Mental health" in answer.text, address


@pytest.mark.parametrize("form", ["/bills?place=us-xx", "/hearings.feed.json?place=us-xx", "/api/v1/bills?place=us-xx"])
def test_an_unknown_place_is_refused(site, form):
    answer = site.get(form)
    assert answer.status_code == 422
    assert "us-xx" in answer.text


@pytest.mark.parametrize(
    ("address", "near"),
    [("bills?topics=parity", "topic"), ("bills?jurisdiction=us-ma", "place"), ("hearings?topc=parity", "topic"), ("deadlines?places=us-ma", "place")],
)  # fmt: skip
def test_a_parameter_that_programs_misspell_is_refused_and_not_answered_with_everything(site, address, near):
    answer = site.get(f"/api/v1/{address}")
    assert answer.status_code == 422
    assert f"Did you mean {near}" in answer.json()["detail"]


def test_sessions_and_stages_are_names_too(site):
    assert site.get("/api/v1/bills?session=9999").status_code == 422
    assert site.get("/api/v1/bills?stage=in-comittee").status_code == 422
    page = site.get("/es/bills?stage=in-comittee")
    assert page.status_code == 422
    assert "¿Quiso decir in-committee?" in page.text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("-veterans", "a word that must be there"), ("parity stage:nonsense", "has a value that there is not")],
)
def test_a_search_that_only_leaves_out_or_filters_by_what_there_is_not_is_refused_everywhere(site, words, sentence):
    page = site.get("/bills", params={"q": words})
    assert (page.status_code, sentence in page.text) == (422, True)
    for path in ("/bills.csv", "/bills.atom", "/api/v1/bills"):
        assert site.get(path, params={"q": words}).status_code in {400, 422}, path
    assert "Un filtro" in site.get("/es/bills", params={"q": "crisis after:nonsense"}).text


def test_names_repeat_and_mean_any_of_them(site):
    def ids(query: str) -> set[str]:
        return {each["id"] for each in site.get(f"/api/v1/bills?limit=100&{query}").json()["items"]}

    both = ids("topic=parity&topic=veterans")
    assert both == ids("topic=parity") | ids("topic=veterans")
    assert ids("place=us&place=us-ma") == ids("place=us") | ids("place=us-ma") == ids("")


def test_a_place_without_a_record_is_shown_as_chosen(site):
    page = site.get("/hearings?place=us-wy").text
    assert '<option value="us-wy" selected>Wyoming</option>' in page
