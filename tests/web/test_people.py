"""Legislators and committees: who sits for a district, what they have to do with flagged bills, how they voted, how to reach them."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.records import CONGRESS, EASTERN, bill, hearing
from tracker.clock import as_of
from tracker.db import queries, search_index
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.ballots import Member, known_ids, only_theirs, option_of, words
from tracker.records.items import (
    Ballot,
    Committee,
    HeardBill,
    Link,
    Membership,
    Office,
    ScrapedOrganization,
    ScrapedPerson,
    Sponsorship,
    VoteCount,
    VoteEvent,
)
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.following import Following
from tracker.subscriptions.preferences import Wishes
from tracker.web import legislators
from tracker.web.app import create_app
from tracker.web.legislators import same_committee, same_district

DAY = dt.date(2026, 11, 23)
OURS = {"Origin": "http://127.0.0.1"}
VOTE = VoteEvent(
    date=dt.date(2026, 5, 2),
    motion="On passage",
    result="pass",
    organization="lower",
    counts=(VoteCount(option="yes", value=301), VoteCount(option="no", value=101), VoteCount(option="absent", value=3)),
    ballots=(Ballot(option="no", voter="Rivera", person_id="R1"), Ballot(option="yes", voter="Okafor")),
    sources=(Link(url="https://clerk.example.gov/vote/7"),),
)


def person(key: str, name: str, district: str, **more) -> ScrapedPerson:
    return ScrapedPerson(key=key, jurisdiction="us", name=name, chamber="lower", district=district, **more)


@pytest.fixture
def client(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    health = Committee(name="Health Subcommittee", code="hsif14", chamber="lower")
    brought = Sponsorship(name="Rep. Rivera, Ana [D-OH-3]", primary=True, person_id="R1")
    signed = Sponsorship(name="Okafor-Hill, C.")
    heard = (HeardBill(identifier="HR1", legislative_session="119"),)
    with as_of(DAY):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(
            bill(
                1, title="Mental health parity act", sponsorships=(brought, signed), committees=(health,), votes=(VOTE,)
            )
        )
        visit.take(
            person(
                "R1", "Ana Rivera", "OH-3", phone="202-225-0001", contact_url="https://rivera.example.gov/contact", offices=(Office(address="9 Elm St, Lima, OH", hours="M-F 9-5"),),
                began=dt.date(2021, 1, 3), term_ends=dt.date(2027, 1, 3),
                memberships=(Membership(organization="Health Subcommittee", role="Chair"),),
            )
        )  # fmt: skip
        visit.take(person("O1", "Chi Okafor", "OH-4", email="chi@example.gov", other_names=("Okafor-Hill, C.",)))
        visit.take(
            ScrapedOrganization(
                key="HSIF14",
                jurisdiction="us",
                name="Health Subcommittee",
                chamber="lower",
                phone="202-225-9",
                other_names=("Wellness Subcommittee",),
            )
        )
        named = "Senate Committee on Health, Education, Labor, and Pensions"
        visit.take(ScrapedOrganization(key="SSHR00", jurisdiction="us", name=named, chamber="upper"))
        visit.take(person("B1", "Bernard Stone", "OH-5"))
        visit.take(person("F1", "Dana Frost", "OH-6", began=dt.date(2027, 1, 3)))
        visit.take(person("G1", "Gil Lane", "OH-6", phone="202-225-0007", ended=dt.date(2026, 10, 1)))
        left = Sponsorship(name="Rep. Lane, Gil [D-OH-6]", primary=True, person_id="G1")
        visit.take(
            bill(
                2,
                title="Suicide prevention act",
                sponsorships=(left,),
                committees=(Committee(name="Wellness Subcommittee"),),
            )
        )
        start = dt.datetime(2026, 12, 2, 10, tzinfo=EASTERN)
        visit.take(hearing(start=start, bills=heard, committee="Subcommittee on Health"))
        visit.finish()
        flag_changed(engine)
        search_index.refresh(engine)
        with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as made:
            yield made


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("/people/us/R1", "What this person sponsors: Ana Rivera"),
        ("/es/people/us/R1", "Ana Rivera"),
        ("/committees/us/HSIF14", "What this committee has: Health Subcommittee"),
        ("/bills?q=crisis", "This search: crisis"),
    ],
)
def test_a_legislator_a_committee_and_a_search_can_be_followed_from_their_pages_and_alone(client, page, named):
    (link,) = {unescape(each) for each in re.findall(r'href="([^"]*/subscribe\?[^"]+)"', client.get(page).text)}
    form = client.get(link)
    assert form.status_code == 200
    assert named in unescape(form.text)
    assert 'name="only_followed" value="yes" checked' in form.text


def test_the_page_of_a_legislator_tells_bills_votes_meetings_and_how_to_reach_them(client):
    page = client.get("/people/us/R1")
    assert page.status_code == 200
    for told in (
        "Ana Rivera",
        "202-225-0001",
        "https://rivera.example.gov/contact",
        "9 Elm St, Lima, OH",
        "M-F 9-5",
        "HR 1",
        "On passage",
        "Health Subcommittee",
        "Chair",
    ):
        assert told in page.text
    assert "/hearings/us/" in page.text
    assert "HR 1" in client.get("/people/us/O1").text  # signed under another name
    assert "Where this comes from" not in page.text  # no source of this record has an address
    assert client.get("/people/us/nobody").status_code == 404


def test_a_hearing_that_is_left_out_of_mails_is_called_by_its_title(client: TestClient, engine: Engine):
    with service.changing(engine) as connection:
        service.subscribe(connection, "ana@example.org", Wishes(), confirmed=True)
        (one,) = service.all_of(connection)
    key, path = "us/senate-1", f"/mute/{one.link('mute')}"
    asked = client.get(path, params={"record": key, "topic": "parity"}).text
    assert "Only this one: Hearings to examine crisis care (Congress)" in asked
    assert (
        "Hearings to examine crisis care (Congress)"
        in client.post(path, data={"what": f"record:{key}"}, headers=OURS).text
    )
    client.post(path, data={"what": "record:us/119/HR1"}, headers=OURS)
    hidden = client.get(f"/manage/{one.link('manage')}").text
    assert "<li>Hearings to examine crisis care (Congress) <button" in hidden
    assert "<li>HR 1 (Congress): Mental health parity act <button" in hidden


def test_a_legislator_is_shown_in_office_from_the_first_day_of_the_seat_to_its_last(client):
    told = {
        "R1": "In office since January 3, 2021. The term ends on January 3, 2027.",
        "F1": "Takes office on January 3, 2027.",
        "G1": "Out of office since October 1, 2026.",
    }
    for key, sentence in told.items():
        assert sentence in " ".join(client.get(f"/people/us/{key}").text.split())
    page = " ".join(client.get("/bills/us/119/HR2").text.split())
    assert "Out of office since October 1, 2026." in page
    assert "202-225-0007" not in page
    everyone = client.get("/legislators?place=us-oh").text
    assert "Ana Rivera" in everyone
    assert "Dana Frost" not in everyone
    assert "Gil Lane" not in everyone


def test_the_page_of_a_committee_tells_its_bills_members_and_meetings(client):
    page = client.get("/committees/us/HSIF14")
    for told in ("HR 1", "HR 2", "Ana Rivera", "202-225-9", "/hearings/us/"):
        assert told in page.text
    assert "HSIF14" in client.get("/committees/us").text
    assert client.get("/committees/us/nothing").status_code == 404


def test_mine_are_found_by_state_and_district_and_how_they_voted_is_told(client):
    page = client.get("/legislators?place=us-oh&congress=03&bill=us/119/HR1").text
    assert "Ana Rivera" in page
    assert "Chi Okafor" not in page
    assert "<b>No</b>: On passage" in page
    everyone = client.get("/legislators?place=us-oh&bill=us/119/HR1").text
    assert "<b>Yes</b>: On passage" in everyone
    nobody = client.get("/legislators?place=us-oh&congress=9").text
    assert "We hold no legislator of that district" in nobody
    assert nobody.count("That says nothing of who sits there") == 3
    unread = client.get("/legislators?place=us-wy").text
    assert "We hold no legislator of Wyoming." in unread
    assert unread.count("That says nothing of who sits there") == 1


def test_the_bill_page_shows_its_votes_and_whom_to_write_to(client):
    page = client.get("/bills/us/119/HR1").text
    for told in (
        "301",
        "101",
        "Who voted how",
        "/people/us/R1",
        "https://rivera.example.gov/contact",
        "/committees/us/HSIF14",
    ):
        assert told in page
    assert (
        page.index('id="does"')
        < page.index('id="stands"')
        < page.index('id="do"')
        < page.index('id="why"')
        < page.index('id="votes"')
    )
    spanish = client.get("/es/bills/us/119/HR1").text
    assert "Quién votó qué" in spanish


@pytest.mark.parametrize(
    ("words", "led_to"),
    [
        ("Rivera", "/people/us/R1"),
        ("sen. ana rivera", "/people/us/R1"),
        ("Bernie Stone", "/people/us/B1"),
        ("health subcommittee", "/committees/us/HSIF14"),
        ("Senate HELP Committee", "/committees/us/SSHR00"),
    ],
)
def test_people_and_committees_are_found_as_themselves(client, words, led_to):
    assert led_to in client.get("/bills", params={"q": words}).text
    assert led_to not in client.get("/bills", params={"q": "parity"}).text


@pytest.fixture
def census() -> Iterator[tuple[str, list[str]]]:
    """A geocoder on loopback that knows one address, and what it was asked."""
    asked: list[str] = []
    areas = {
        "States": [{"STUSAB": "OH"}],
        "119th Congressional Districts": [{"BASENAME": "3"}],
        "2024 State Legislative Districts - Upper": [{"BASENAME": "15"}],
    }

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            found = [{"geographies": areas}] if "Broad" in self.path else []
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"result": {"addressMatches": found}}).encode())

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/geographies", asked
    server.shutdown()
    server.server_close()


def test_an_address_is_asked_of_the_geocoder_that_is_set_and_kept_nowhere(client, census, monkeypatch):
    assert client.post("/legislators", data={"address": "1 Broad St, Columbus OH"}, headers=OURS).status_code == 404
    assert 'name="address"' not in client.get("/legislators").text
    url, asked = census
    monkeypatch.setenv("TRACKER_GEOCODER_URL", url)
    load.cache_clear()
    found = client.post("/legislators", data={"address": "1 Broad St, Columbus OH"}, headers=OURS)
    assert "Ana Rivera" in found.text
    assert "Chi Okafor" not in found.text
    assert "1 Broad St" not in found.text
    assert found.headers["cache-control"] == "no-store"
    unknown = client.post("/legislators", data={"address": "nowhere at all"}, headers=OURS)
    assert (unknown.status_code, len(asked)) == (422, 2)


@pytest.mark.parametrize(
    ("name", "voter", "told"),
    [
        ("Ana Rivera", "Rivera", True),
        ("Ana Rivera", "Rivera, A.", True),
        ("Ana Rivera", "Rep. Ana Rivera", True),
        ("Ana M. Rivera", "Ana Rivera", True),
        ("Ana Rivera Jr.", "Rivera", True),
        ("Ana Rivera", "Rivera, B.", False),
        ("Ana Rivera", "Riverson", False),
        ("Ana Rivera", "", False),
    ],
)
def test_a_ballot_is_a_members_only_where_its_name_says_so(name, voter, told):
    vote = {"organization": "lower", "ballots": [{"option": "yes", "voter": voter}]}
    assert (option_of(Member(name=name, chamber="lower"), vote) == "yes") is told


def test_a_last_name_that_two_have_names_nobody():
    vote = {"organization": "lower", "ballots": [{"option": "yes", "voter": "Smith"}]}
    assert option_of(Member(name="Ada Smith", chamber="lower", namesakes=True), vote) is None
    assert option_of(Member(name="Ada Smith", chamber="upper"), vote) is None
    twice = {
        "organization": "lower",
        "ballots": [{"option": "yes", "voter": "Smith"}, {"option": "no", "voter": "Smith"}],
    }
    assert option_of(Member(name="Ada Smith", chamber="lower"), twice) is None
    assert words("Smith, Ada, Jr.") == ("ada", "smith")


def test_another_name_of_a_member_counts_where_nobody_else_has_it():
    """As Open States tells them: what journals and lists of sponsors write."""
    also = only_theirs(["Ada R. Stone-Reyes", "Reyes, A.R.", "Stone"], ["Bo Stone", "Stone"])
    member = Member(name="Ada Stone", chamber="lower", namesakes=True, also=also)
    for voter, told in {"Stone-Reyes, Ada R.": "yes", "A.R. Reyes": "yes", "Stone": None, "Reyes": None}.items():
        assert option_of(member, {"organization": "lower", "ballots": [{"option": "yes", "voter": voter}]}) == told


@pytest.mark.parametrize(
    ("person_id", "told"),
    [
        ("S428", "yes"),  # the Senate's own id, which people files keep with its scheme
        ("lis:S428", "yes"),
        ("B2", None),  # somebody else's, whatever the name
        ("77", "yes"),  # another system's: then the name counts
        (None, "yes"),
    ],
)
def test_an_id_counts_where_somebody_there_has_it_and_else_the_name(person_id, told):
    ids = known_ids(["A1", "lis:S428"])
    member = Member(name="Ada Stone", chamber="upper", ids=ids, everybody=ids | {"B2"})
    vote = {"organization": "upper", "ballots": [{"option": "yes", "voter": "Stone", "person_id": person_id}]}
    assert option_of(member, vote) == told
    assert member.signs(person_id, "Ada Stone") is (told is not None)
    assert replace(member, doubled=True).signs(person_id, "Ada Stone") is (person_id in ids)


def test_two_places_that_number_their_members_alike_keep_them_apart(engine: Engine):
    """Georgia's member 77 is nobody to Washington, whose own member is known by the whole name."""
    numbered = Sponsorship(name="Ada Stone", primary=True, person_id="77")
    with as_of(DAY):
        visit = Visit(engine, "us-test", CONGRESS)
        for place, name, key in (("us-ga", "Bo Frost", "77"), ("us-wa", "Ada Stone", "os-1")):
            visit.take(ScrapedPerson(key=key, jurisdiction=place, name=name, chamber="upper"))
        for chamber, key in (("upper", "1"), ("lower", "2")):
            visit.take(ScrapedPerson(key=key, jurisdiction="us-wa", name="Cy Poe", chamber=chamber, district="7"))
        poe = replace(numbered, name="Cy Poe", person_id=None)
        visit.take(replace(bill(2, sponsorships=(poe,)), jurisdiction="us-wa", legislative_session="2025-2026"))
        visit.take(replace(bill(1, sponsorships=(numbered,)), jurisdiction="us-wa", legislative_session="2025-2026"))
        visit.finish()
        with engine.connect() as connection:
            sponsorship = {"name": "Ada Stone", "person_id": "77", "entity_type": "person"}
            assert queries.sponsors(connection, "us-wa", [sponsorship])["77"].name == "Ada Stone"
            assert queries.sponsors(connection, "us-ga", [sponsorship])["77"].name == "Bo Frost"
            assert queries.sponsors(connection, "us-or", [sponsorship]) == {}
            follows = Following(connection)
            assert follows.bills(["person:us-wa/person/os-1"]) == {"us-wa/2025-2026/HR1"}
            assert follows.bills(["person:us-ga/person/77"]) == set()
            assert (
                follows.bills(["person:us-wa/person/1", "person:us-wa/person/2"]) == set()
            )  # which of the two is not said
            row = legislators.person_row(connection, "us-ga/person/77")
            flagged = SimpleNamespace(newest=[], by_id={"us-wa/2025-2026/HR1": object()})
            assert legislators.work_of_person(connection, flagged, row).brought == []


@pytest.mark.parametrize(
    ("asked", "held"), [("07", "7"), ("Seventh", "7th"), ("third bristol", "3rd Bristol"), ("7", "District 7")]
)
def test_a_district_is_one_however_it_is_written(asked, held):
    assert same_district(asked, held)
    assert not same_district(asked, "12")


def test_a_committee_is_one_whatever_stands_beside_its_telling_words():
    assert same_committee("House Committee on Health", "Health")
    assert not same_committee("Committee on Ways and Means", "Health")
    assert not same_committee("Committee", "House")
