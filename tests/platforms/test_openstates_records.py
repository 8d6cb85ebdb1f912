"""What one record of Open States says, in the odd forms it comes in; and that one bill of two sources is one bill."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import unicodedata
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.kit.select import PageChanged
from spiders.kit.warc import Recording
from spiders.platforms import openstates_vote
from spiders.platforms.committee_names import committees
from spiders.platforms.openstates import OpenStatesBills
from spiders.platforms.openstates_bill import bill, bill_id
from spiders.platforms.openstates_event import event
from spiders.platforms.openstates_parts import day, moment
from spiders.platforms.openstates_person import person
from spiders.platforms.openstates_places import zone
from spiders.sources.us_ma.bills import MassachusettsBills
from tests.conftest import ROOT
from tests.core.test_ingest import visit as ingest
from tests.platforms.openstates_world import HOST
from tests.platforms.openstates_world import bill as row
from tests.platforms.openstates_world import event as event_row
from tests.states.visits import case, pack, spider, visit
from tracker.db.engine import reading
from tracker.db.models import Bill
from tracker.records import serialize
from tracker.records.items import ScrapedBill
from tracker.records.stages import stage

EASTERN = zone("us-ma")
NOW = "2026-11-23T12:00:00+00:00"


@pytest.mark.parametrize(
    ("number", "told", "chamber"),
    [
        ("SF 28", "lower", "upper"),
        ("SJ 2", "lower", "upper"),
        ("HB 102", "upper", "lower"),
        ("HB 102", "lower", "lower"),
        ("LD 12", "lower", "lower"),
        ("SB 1", "legislature", "legislature"),
        ("SB 1", None, None),
    ],
)
def test_a_bill_began_in_the_chamber_that_its_number_names(number: str, told: str | None, chamber: str | None):
    found = bill(row("wy", "2026", number) | {"from_organization": told and {"classification": told}})
    assert found.from_organization == chamber


def test_a_bill_says_all_it_says():
    found = bill(row("ma", "194th", "H 1"), seal="x")

    assert (found.id, found.title, found.from_organization) == (
        "us-ma/194/H1",
        "An Act relative to mental health parity",
        "lower",
    )
    assert (found.subject, found.abstracts[0].abstract, found.other_titles[0].note) == (
        ("MENTAL HEALTH",),
        "Requires parity.",
        "short title",
    )
    first, last = found.actions
    assert (first.organization, first.classification, last.classification) == (
        "lower",
        ("referral-committee",),
        ("passage",),
    )
    (sponsor,) = found.sponsorships
    assert (sponsor.name, sponsor.primary, sponsor.party, sponsor.district) == ("Smith", True, "Democratic", "3")
    assert sponsor.person_id == "adb58f21-f2fd-4830-85b6-f490b0867d14"
    assert [(each.name, each.chamber) for each in found.committees] == [("Health", "lower")]
    assert found.versions[0].links[0].url == "https://legislature.example/bill.pdf"
    (related,) = found.related_bills
    assert (related.identifier, related.legislative_session, related.relation_type) == ("S7", "194", "companion")
    assert [each.note for each in found.sources] == [None, "Open States"]
    assert stage(found.actions, "lower") is not None


def test_a_session_law_is_a_paper_and_no_proof_of_a_law():
    laws = [
        {
            "citation_type": "chapter",
            "citation": "2025-125",
            "publication": "Chapter Law",
            "url": "https://law.example/125",
        },
        {"citation_type": "chapter", "citation": "Public Act 73", "publication": "Public Acts", "url": None},
        {
            "citation_type": "proposed",
            "citation": "20.04",
            "publication": "Statutes",
            "url": "https://law.example/20.04",
        },
    ]
    plain, found = bill(row("fl", "2025", "HB 1")), bill(row("fl", "2025", "HB 1") | {"citations": laws})

    assert [each.note for each in found.documents[len(plain.documents) :]] == ["Chapter Law, 2025-125"]
    assert found.actions == plain.actions
    assert found.subject == (*plain.subject, "Statutes 20.04")


@pytest.mark.parametrize("name", ["H.B. 12", "HB0012", "HB 12 (2025)", "hb-12", " HB  12 ", "ＨＢ 12"])
def test_odd_identifiers_are_one_bill(name: str):
    told = row("oh", "136", name)

    assert bill(told).id == bill_id(told) == "us-oh/136/HB12"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<p>An Act <b>relative</b> to&nbsp;care</p>", "An Act relative to care"),
        ("Care &amp; Crisis", "Care & Crisis"),
        ("Care<script>alert(1)</script>", "Care"),
        ("If income < 300% of poverty", "If income < 300% of poverty"),
        ("Care\n\n\u202eevil\x00", "Care evil"),
    ],
)
def test_markup_in_titles_is_no_part_of_them(title: str, shown: str):
    assert bill(row("oh", "136", "HB 1", title=title)).title == shown


@pytest.mark.parametrize(
    "told",
    [
        "2026-03-01",
        "2026-03-01T00:00:00+00:00",
        "2026-03-01 00:00:00",
        "2026-03-02T01:30:00+00:00",
        "2026-03-01T20:30:00-05:00",
        "2026-03-01T14:00:00Z",
        "03/01/2026",
        "March 1, 2026",
        "Mar 1, 2026",
        "20260301",
    ],
)
def test_a_date_is_the_day_it_was_there(told: str):
    assert day(told, EASTERN) == dt.date(2026, 3, 1)


def test_an_action_without_a_day_happened_when_the_one_before_it_did():
    told = row("ma", "194th", "H 1")
    named = [each["description"] for each in told["actions"]]
    told["actions"].insert(1, {**told["actions"][0], "description": "Undated", "date": "0000-00-00"})
    found = bill(told, seal="x").actions

    assert [each.description for each in found] == [named[0], "Undated", *named[1:]]
    assert found[1].date == found[0].date


def test_a_bill_none_of_whose_actions_has_a_day_is_a_changed_page():
    told = row("ma", "194th", "H 1")
    told["actions"] = [{**each, "date": "0000-00-00"} for each in told["actions"]]
    with pytest.raises(PageChanged, match="wanted a date"):
        bill(told, seal="x")


@pytest.mark.parametrize(
    "told", ["", "soon", "2026-13-01", "0001-01-01", "2026-03-01T25:00:00", "20226-01-01", "1/2/3/4"]
)
def test_no_date_is_a_changed_page(told: str):
    with pytest.raises(PageChanged):
        day(told, EASTERN)
    with pytest.raises(PageChanged):
        bill(row("ma", "194th", "H1", actions=[{"date": told, "description": "x", "classification": []}]))


def test_a_moment_without_an_offset_is_local_time():
    assert moment("2026-07-01T13:30:00", EASTERN).isoformat() == "2026-07-01T13:30:00-04:00"


def test_histories_are_told_from_their_beginning():
    told = [{"date": "2026-04-27", "description": "Signed"}, {"date": "2026-04-16", "description": "Sent"}, {"date": "2026-04-16", "description": "Passed"}]  # fmt: skip

    assert [each.description for each in bill(row("co", "2026A", "HB 1", actions=told)).actions] == [
        "Passed",
        "Sent",
        "Signed",
    ]
    numbered = [{**each, "order": n} for n, each in zip((2, 1, 0), told, strict=True)]
    assert [each.description for each in bill(row("co", "2026A", "HB 1", actions=numbered)).actions] == [
        "Passed",
        "Sent",
        "Signed",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"actions": {"date": "x"}},
        {"actions": ["x"]},
        {"sponsorships": "Smith"},
        {"versions": [{"note": "x", "links": {"url": "x"}}]},
        {"classification": "bill"},
        {"identifier": None},
        {"identifier": {"a": 1}},
        {"session": ""},
        {"title": "   "},
        {"jurisdiction": {"id": "ocd-jurisdiction/country:us/state:ma/place:boston"}, "identifier": ""},
        {"updated_at": "yesterday"},
    ],
)
def test_a_changed_bill_is_a_bad_row_never_a_bug(changed: dict):
    made = spider("openstates", NOW, jurisdiction="us-ma")
    (asked,) = made.first()
    body = {"results": [row("ma", "194th", "H1") | changed], "pagination": {"max_page": 1}}
    seen = visit(made, {asked.url: json.dumps(body).encode()})

    assert [type(each).__name__ for each in seen.found] == ["Unreadable"]


def test_addresses_that_lead_nowhere_are_left_out():
    links = [{"url": "javascript:alert(1)"}, {"url": "/relative"}, {"url": None}, {"url": "https://ok.example/a"}]
    found = bill(
        row("oh", "136", "HB 1", versions=[{"note": "x", "links": links}], sources=links, openstates_url="ftp://x")
    )

    assert [each.url for each in found.versions[0].links] == ["https://ok.example/a"]
    assert [each.url for each in found.sources] == ["https://ok.example/a"]


def test_a_sponsor_who_is_told_twice_is_one():
    told = {"name": "Peña", "classification": "primary", "entity_type": "person", "primary": True}
    apart = unicodedata.normalize("NFD", "Peña")
    found = bill(
        {
            **row("ga", "2025_26", "SB 1"),
            "sponsorships": [told, told, {**told, "name": apart}, {**told, "primary": False}],
        }
    )
    assert [(each.name, each.primary) for each in found.sponsorships] == [("Peña", True), ("Peña", False)]


# -- events ----------------------------------------------------------------------------------------------------------------


def test_bills_that_the_words_of_an_agenda_alone_name_are_heard():
    entry = {"description": "H. B. 2002 and SB 9", "related_entities": []}
    tied = {"description": "HB 7, amends HB 8", "related_entities": [{"entity_type": "bill", "name": "HB 7"}]}
    found = event({**event_row("wv", "1"), "agenda": [entry, tied, {"description": "", "related_entities": None}]})
    assert [each.identifier for each in found.bills] == ["HB2002", "SB9", "HB7"]
    assert [each.bills for each in found.agenda] == [("HB2002", "SB9"), ("HB7",)]


def test_an_event_is_told_in_the_time_of_its_place():
    found = event(event_row("wa", "11111111-2222"))

    assert (found.id, found.start.isoformat(), found.timezone) == (
        "us-wa/os-11111111-2222",
        "2026-12-01T10:30:00-08:00",
        "America/Los_Angeles",
    )
    assert (found.committee, found.chamber, found.virtual, found.status) == ("Health", "lower", True, "confirmed")
    assert [(each.identifier, each.legislative_session) for each in found.bills] == [("HB12", "2025-2026")]
    assert (found.agenda[0].description, found.agenda[0].bills) == ("Testimony on the bill", ("HB12",))
    assert (found.end, found.video) == (None, None)


@pytest.mark.parametrize(
    ("changed", "start", "all_day"),
    [
        ({"start_date": "2026-12-01"}, "2026-12-01T00:00:00-08:00", True),
        ({"start_date": "2026-12-01T08:00:00+00:00"}, "2026-12-01T00:00:00-08:00", True),
        ({"start_date": "2026-12-01T00:00:00+00:00", "all_day": True}, "2026-12-01T00:00:00-08:00", True),
        ({"start_date": "2026-12-01T09:15:00-08:00"}, "2026-12-01T09:15:00-08:00", False),
        ({"start_date": "2026-07-01T17:00:00+00:00"}, "2026-07-01T10:00:00-07:00", False),
        ({"start_date": "2026-12-01T09:15:00"}, "2026-12-01T09:15:00-08:00", False),
    ],
)
def test_the_beginning_is_read_as_sure_as_it_is_told(changed: dict, start: str, all_day: bool):
    found = event(event_row("wa", "11111111-2222", **changed))

    assert (found.start.isoformat(), found.all_day) == (start, all_day)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "canceled"}, "cancelled"),
        ({"name": "CANCELLED: Health"}, "cancelled"),
        ({"status": "tentative"}, "tentative"),
        ({"status": None}, "confirmed"),
        ({"status": "a new word"}, "confirmed"),
    ],
)
def test_the_status_is_told_by_word_or_name(changed: dict, status: str):
    assert event(event_row("wa", "11111111-2222", **changed)).status == status


def test_a_scraped_event_has_a_key_that_stays():
    bare = {name: value for name, value in event_row("wa", "x").items() if name not in {"id", "upstream_id"}}
    renamed = {**bare, "_id": "another-every-run", "description": "New words"}

    assert event(bare).key == event(renamed).key == "os-hearing-of-the-house-health-committee-202612011030"
    assert event({**bare, "dedupe_key": "Agenda 12/7"}).key == "os-agenda-12-7"


@pytest.mark.parametrize("changed", [{"name": ""}, {"start_date": "soon"}, {"start_date": None}, {"agenda": "x"}, {"location": "Room 1", "jurisdiction": "x"}])  # fmt: skip
def test_a_changed_event_is_a_changed_page(changed: dict):
    with pytest.raises(PageChanged):
        event(event_row("wa", "11111111-2222", **changed))


# -- people ----------------------------------------------------------------------------------------------------------------


NEW, OLD = {"type": "upper", "district": "9", "start_date": "2027-01-12"}, {"type": "lower", "district": "3", "start_date": "2023-01-10"}  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "seat"),
    [
        ([OLD, NEW], ("lower", "2023-01-10", None, None)),
        ([{**OLD, "end_date": "2026-12-31"}, NEW], ("lower", "2023-01-10", "2026-12-31", None)),
        ([{**OLD, "end_date": "2026-08-01"}, NEW], ("upper", "2027-01-12", None, None)),
        ([{**OLD, "end_date": "2026-08-01"}], ("lower", "2023-01-10", None, "2026-08-01")),
        ([{"type": "lower", "district": "3", "start_date": "2023"}], ("lower", None, None, None)),
    ],
)
def test_a_person_sits_in_the_role_of_the_day(roles: list[dict[str, str]], seat: tuple[str | None, ...]):
    told = {"id": "ocd-person/9eddb3cd-868e-42ba-831a-b415fd7ed445", "name": "Ann Smith", "roles": roles}
    found = person(told, {}, dt.date(2026, 11, 29), place="us-wy")
    days = [day.isoformat() if day else None for day in (found.began, found.term_ends, found.ended)]
    assert (found.chamber, *days) == seat


@pytest.mark.parametrize("changed", [{"id": "7"}, {"name": None}, {"roles": "x"}, {"id": None}])
def test_a_changed_person_is_a_changed_page(changed: dict):
    told = {"id": "ocd-person/9eddb3cd-868e-42ba-831a-b415fd7ed445", "name": "Ann", "roles": []}
    with pytest.raises(PageChanged):
        person(told | changed, {}, dt.date(2026, 11, 23), place="us-wa")


# -- with native sources ---------------------------------------------------------------------------------------------------


def test_a_bill_of_two_sources_is_one_bill_and_the_native_one_leads(engine: Engine):
    (native, *_rest) = case(next((ROOT / "tests/sources/us-ma-bills").iterdir())).bills
    session = f"{native.legislative_session}th"
    copied = bill(row("ma", session, native.identifier, title="A copy with another title"))
    assert copied.id == native.id

    sources = {"openstates": (OpenStatesBills.source, copied), "us-ma-bills": (MassachusettsBills.source, native)}
    turns = [
        ingest(engine, [sources[name][1]], name=name, source=sources[name][0])
        for name in ("openstates", "us-ma-bills", "openstates", "us-ma-bills", "openstates")
    ]
    with reading(engine) as connection:
        (stored,) = connection.execute(select(Bill.record, Bill.source)).all()

    assert [(each.counts.new, each.counts.changed) for each in turns] == [(1, 0), (0, 1), (0, 0), (0, 0), (0, 0)]
    kept = serialize.decode(ScrapedBill, stored.record)
    assert (stored.source, kept.title) == ("us-ma-bills", native.title)
    assert set(native.actions) <= set(kept.actions), "nothing is lost when a second source joins"
    assert "MENTAL HEALTH" in kept.subject


def test_every_recorded_copy_of_oregon_is_a_native_bill_by_its_id(recordings: Path, tmp_path: Path):
    state = recordings / "state"
    held = pack(state, tmp_path / "or.warc.gz", "or-olis/")
    native = {each.id for each in visit(spider("us-or-bills", NOW, recording=held), held).bills}
    copies = {bill(json.loads(file.read_bytes())).id for file in (state / "openstates-ocd/or").rglob("metadata.json")}

    assert len(copies) > 20
    assert copies <= native


def test_a_recording_is_replayed_whatever_was_asked(tmp_path: Path):
    file = tmp_path / "os.warc.gz"
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for number, code in enumerate(("ma", "wa"), 1):
            body = json.dumps({"results": [row(code, "2026", f"HB {number}")], "pagination": {"max_page": 2}}).encode()
            headers = StatusAndHeaders("200 OK", [("Content-Type", "application/json")], "HTTP/1.1")
            url = f"{HOST}/bills?jurisdiction={code}&page={number}&include=actions"
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=headers
            )
            writer.write_record(record)
        body = json.dumps(row("or", "2026R1", "HB 4")).encode()
        headers = StatusAndHeaders("200 OK", [("Content-Type", "application/json")], "HTTP/1.1")
        url = f"{HOST}/bills/or/2026R1/HB4?include=actions"
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), length=len(body), http_headers=headers)
        )
    held = Recording([file])

    assert [each.id for each in visit(spider("openstates", NOW, recording=held), held).bills] == [
        "us-or/2026R1/HB4",
        "us-ma/194/HB1",
        "us-wa/2025-2026/HB2",
    ]
    only = visit(spider("openstates", NOW, recording=held, jurisdiction="us-wa"), held)
    assert ([each.id for each in only.bills], only.faults) == (["us-wa/2025-2026/HB2"], [])
    assert all(isinstance(each, ScrapedBill) and dataclasses.asdict(each) for each in only.bills)


@pytest.mark.parametrize(
    ("place", "told", "named"),
    [
        ("us-ca", "Com. on PUB. S.", ("Public Safety",)),
        ("us-ca", "Coms. on ED. and E. & C.A.", ("Education", "Elections and Constitutional Amendments")),
        ("us-ca", "Coms. on ED., L., P.E. & R. and APPR",
         ("Education", "Labor, Public Employment and Retirement", "Appropriations")),
        ("us-ca", "Com. on RLS. pursuant to Senate Rule 29.10(b).", ("Rules",)),
        ("us-ca", "Com. on E., U & C.", ("Energy, Utilities and Communications",)),
        ("us-ca", "Com. on NEW. W.", ("NEW. W",)),
        ("us-ca", "APPR. suspense file.", ()),
        ("us-ca", "Revenue and Taxation", ("Revenue and Taxation",)),
        ("us-hi", "Health and Human Services", ("Health and Human Services",)),
    ],
)  # fmt: skip
def test_committees_of_a_referral_are_named_each_and_in_full(place: str, told: str, named: tuple[str, ...]) -> None:
    assert committees(place, told) == named


@pytest.mark.parametrize(
    ("words", "state", "virtual"),
    [
        ("<p>This hearing has been cancelled.</p>", "cancelled", False),
        ("HB 12<br>HB 13 - POSTPONED", "confirmed", False),
        ("Watch on Zoom", "confirmed", True),
    ],
)
def test_the_description_of_an_event_says_whether_it_is_off_and_whether_one_can_take_part_from_afar(
    words: str, state: str, virtual: bool
):
    held = event(event_row("tx", "1", description=words, location={"name": "Room 12", "url": ""}))
    assert (held.status, held.virtual) == (state, virtual)
    assert event(event_row("tx", "1", name="Health, upon adjournment of the House")).time_qualifier == "not-before"


def test_counts_of_a_vote_may_be_written_as_text():
    counts = [{"option": "yes", "value": "30"}, {"option": "no", "value": 0}, {"option": "other", "value": None}]
    told = openstates_vote.vote(
        {"start_date": "2025-04-01", "motion_text": "Do pass", "counts": counts}, ZoneInfo("America/Chicago")
    )
    assert told is not None
    assert {count.option: count.value for count in told.counts} == {"yes": 30, "no": 0}
