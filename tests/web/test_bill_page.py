"""The page of a bill tells what it does in whole paragraphs, and of an ended session that it ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event, update
from starlette.testclient import TestClient

from tests.core.test_ingest import visit
from tests.records import CONGRESS, READER, bill, hearing
from tracker.clock import as_of
from tracker.db import queries
from tracker.db.engine import reading, writing
from tracker.db.models import SourceRow
from tracker.ingest.text_versions import MOST
from tracker.ingest.visit import Visit
from tracker.records.items import Abstract, Action, HeardBill
from tracker.settings import load
from tracker.web.app import create_app
from tracker.web.bill_facts import paragraphs, settled, short_title, summary, telling

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("session", "actions", "told"),
    [
        ("116", (Action(date=dt.date(2019, 3, 14), description="Referred to committee."),), "Its session ended on January 3, 2021"),
        (
            "116",
            (Action(date=dt.date(2020, 3, 27), description="Became Public Law No: 116-136.", classification=("became-law",)),),
            "It has been law since March 27, 2020",
        ),
        ("119", (Action(date=dt.date(2025, 3, 14), description="Introduced."),), "No hearing is scheduled, as far as we have read"),
    ],
)  # fmt: skip
def test_a_bill_says_what_its_stage_means_now(sqlite_engine: Engine, session, actions, told):
    with as_of(DAY):
        visit(sqlite_engine, [bill(1, legislative_session=session, actions=actions)])
        with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
            page = client.get(f"/bills/us/{session}/HR1").text
    assert told in page
    assert ("nothing is asked for any more" in page) is (session == "116")


_BESIDE_A_PAGE = ("own_files", "content_version", "set_config")
"""What a server asks whatever it shows, when its own turn comes."""


@pytest.mark.parametrize("heard", [False, True])
def test_a_bill_s_page_asks_each_question_once(engine: Engine, heard: bool):
    with as_of(DAY):
        soon = hearing(
            start=dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC),
            bills=(HeardBill(identifier="HR1", legislative_session="119"),),
        )
        visit(engine, [bill(1), *([soon] if heard else [])])
        with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
            client.get("/bills/us/119/HR1")
            with writing(engine) as connection:
                connection.execute(update(SourceRow).values(publisher="Another"))
            asked: list[str] = []
            event.listen(engine, "before_cursor_execute", lambda *told: asked.append(f"{told[2]} {told[3]}"))
            page = client.get("/bills/us/119/HR1").text
    assert ("Sign up" in page or "December 1" in page) is heard
    own = [each for each in asked if "FROM bills" in each or "FROM hearings" in each or "FROM matches" in each]
    assert len(own) - len(set(own)) <= heard, "what is due and what to do both ask what is met beside a hearing"
    of_page = [each for each in asked if each.startswith("SELECT") and not any(name in each for name in _BESIDE_A_PAGE)]
    assert len(of_page) <= (20 if heard else 12)


def test_a_summary_keeps_its_paragraphs_and_does_not_say_the_name_again():
    assert paragraphs("CARES Act\nIt pays.\n\nIt helps.", ["CARES Act"]) == ["It pays.", "It helps."]
    assert paragraphs("CARES Act", ["CARES Act"]) == ["CARES Act"]
    record = {
        "title": "T",
        "other_titles": [],
        "abstracts": [{"abstract": "\n".join(["x" * 500] * 3), "note": "n", "date": None}],
    }
    told = summary(record)
    assert told is not None
    assert (len(told.first), len(told.rest)) == (1, 2)


def test_a_short_title_of_a_part_is_not_the_name_of_the_whole():
    others = [
        {"title": "Part Act", "note": "Short Title(s) as Passed House for portions of this bill"},
        {"title": "Whole Act", "note": "Short Title(s) as Introduced"},
    ]
    assert short_title("A bill to do everything", others) == "Whole Act"


def test_the_reason_told_first_is_one_in_the_bills_own_words():
    reasons = [
        {"field": "subject", "against": False},
        {"field": "title", "against": True},
        {"field": "abstract", "against": False},
    ]
    assert telling([{"reasons": reasons}]) == reasons[2]
    assert telling([{"reasons": reasons[:1]}]) == reasons[0]
    assert telling([]) is None
    assert settled([]) is None


def test_a_summary_in_paragraphs_stands_before_the_reasons(sqlite_engine: Engine):
    with as_of(DAY):
        visit(sqlite_engine, [bill(1, abstracts=(Abstract(abstract="It pays for peers.\nIt ends waiting."),))])
        with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
            page = client.get("/bills/us/119/HR1").text
    assert '<p class="measure">It pays for peers.</p>' in page
    assert page.index("It ends waiting.") < page.index('id="why"')
    assert 'href="/desk/labels?record=us/119/HR1"' in page, "an organizer labels it from here"


def test_sources_of_one_origin_are_told_as_one_witness_and_legiscan_by_its_license(sqlite_engine: Engine):
    def page() -> str:
        with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
            return client.get("/bills/us-wa/2025-2026/HB1").text

    told = bill(1, jurisdiction="us-wa", legislative_session="2025-2026", identifier="HB1")
    with as_of(DAY):
        for name, lineage in (("openstates", "openstates"), ("govbot", "openstates"), ("legiscan", "")):
            with Visit(sqlite_engine, name, replace(READER, lineage=lineage)) as seen:
                seen.take(told)
                seen.finish()
            pages = page()
            assert ("that is one witness" in pages) is (name != "openstates")
            assert ("CC BY 4.0" in pages) is (name == "legiscan")


def test_what_changed_in_a_bills_text_is_shown_with_the_versions_that_were_read(engine: Engine):
    long = " ".join(f"Section {number} stays as it is." for number in range(60))
    texts = [
        f"{long} Crisis lines are free. Sec. 99 is short.",
        f"{long}\nCrisis lines are free. Sec. 99 is short.",
        f"{long} Crisis lines cost one dollar. Sec. 99 is short.",
    ]
    for number, said in enumerate(texts):
        with as_of(dt.date(2026, 11, 10 + number)):
            visit(engine, [bill(text=said)])
    with reading(engine) as connection:
        kept = queries.texts_of(connection, "us/119/HR1")
    assert [each.text for each in kept] == texts[1:], "a text whose lines break elsewhere is the same text"
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
        assert "/bills/us/119/HR1/compare?of=text" in client.get("/bills/us/119/HR1").text
        page = client.get("/bills/us/119/HR1/compare?of=text").text
    assert "<del>are free. </del>" in page
    assert "<ins>cost one dollar. </ins>" in page
    assert "[…]" in page
    assert "Section 3 stays" not in page


def test_no_more_than_a_few_earlier_texts_of_a_bill_are_kept(sqlite_engine: Engine):
    for number in range(MOST + 3):
        with as_of(dt.date(2026, 11, number + 1)):
            visit(sqlite_engine, [bill(text=f"Version {number}")])
    with reading(sqlite_engine) as connection:
        kept = [each.text for each in queries.texts_of(connection, "us/119/HR1")]
    assert kept == [f"Version {number}" for number in range(2, MOST + 3)]


def test_a_source_stored_before_lineages_were_told_costs_no_page(sqlite_engine: Engine):
    with as_of(DAY):
        visit(sqlite_engine, [bill(1)])
        with sqlite_engine.begin() as connection:
            connection.execute(update(SourceRow).values(settings={"authority": 90}))
        with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
            assert client.get("/bills/us/119/HR1").status_code == 200


def test_hearings_are_found_from_the_side_of_each_bill_that_they_hear(sqlite_engine: Engine):
    def asked(**narrowed) -> list[str]:
        with reading(sqlite_engine) as connection:
            return [row.id for row in queries.hearings(connection, queries.HearingQuery(**narrowed))]

    with as_of(DAY):
        heard = [HeardBill(identifier=f"HR {number}", legislative_session="119") for number in (1, 2)]
        hold = [hearing(f"h{number}", bills=(each,)) for number, each in enumerate(heard, start=1)]
        visit(sqlite_engine, [bill(1), bill(2), *hold])
    one, two = asked(bills=["us/119/HR1"]), asked(bills=["us/119/HR2"])
    assert (len(one), len(two)) == (1, 1)
    assert sorted(asked(bills=["us/119/HR1", "us/119/HR2"])) == sorted(one + two)
    assert asked(bills=["us/118/HR1"]) == []
    assert asked(bills=["us/119/HR1"], jurisdictions=["us-ma"]) == []


@pytest.mark.parametrize(
    ("place", "path", "marked"),
    [("us", "/es", ' lang="en"'), ("us", "", ""), ("us-pr", "", ' lang="es"'), ("us-pr", "/es", "")],
)
def test_what_a_source_wrote_is_marked_with_its_language_where_the_page_has_another(
    sqlite_engine: Engine, place: str, path: str, marked: str
):
    with as_of(DAY):
        own = {} if place == "us" else {"jurisdiction": place, "legislative_session": "2025-2028", "identifier": "PC1"}
        record = bill(1, title="Ley de prueba", **own)
        visit(
            sqlite_engine,
            [record],
            *(() if place == "us" else (f"{place}-test", replace(CONGRESS, jurisdiction=place))),
        )
        with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1") as client:
            page = client.get(f"{path}/bills/{place}/{record.legislative_session}/{record.identifier}").text
            listed = client.get(f"{path}/bills?all=1").text
    assert f"<h1{marked}>Ley de prueba</h1>" in page
    assert f"{marked}>Ley de prueba</a>" in listed
