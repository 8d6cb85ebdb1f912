from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from spiders.kit.select import PageChanged
from spiders.sources.us import federal_register_json, legislators_yaml, regulations_json
from spiders.sources.us.congress_api_json import public_id, read_bill, stamp
from tests.states.visits import spider, visit
from tracker.records.items import Office, ScrapedPerson

EASTERN = ZoneInfo("America/New_York")
RULE = {
    "abstract": "This rule strengthens parity &amp; access.",
    "action": "Notice of proposed rulemaking.",
    "agencies": [
        {"raw_name": "DEPARTMENT OF HEALTH AND HUMAN SERVICES", "name": "Health and Human Services Department"},
        {"raw_name": "Office X"},
    ],
    "citation": "91 FR 70001",
    "comment_url": "https://www.regulations.gov/commenton/CMS-2026-0100-0002",
    "comments_close_on": "2027-01-22",
    "docket_ids": ["CMS-9999-P"],
    "document_number": "2026-25001",
    "effective_on": None,
    "html_url": "https://www.federalregister.gov/documents/2026/11/23/2026-25001/parity",
    "pdf_url": "https://www.govinfo.gov/content/pkg/FR-2026-11-23/pdf/2026-25001.pdf",
    "json_url": "https://www.federalregister.gov/api/v1/documents/2026-25001.json",
    "publication_date": "2026-11-23",
    "title": "Requirements Related to Mental Health Parity",
    "topics": ["Health insurance"],
    "type": "Proposed Rule",
}


def test_a_proposed_rule_closes_at_a_moment_in_washington() -> None:
    notice = federal_register_json.read(RULE)
    assert (notice.id, notice.classification, notice.document_number) == (
        "us/fr-2026-25001",
        "proposed-rule",
        "2026-25001",
    )
    assert notice.comments_close == dt.datetime(2027, 1, 23, 4, 59, tzinfo=dt.UTC)
    summer = {**RULE, "publication_date": "2026-06-01", "comments_close_on": "2026-07-01"}
    assert federal_register_json.read(summer).comments_close == dt.datetime(2026, 7, 2, 3, 59, tzinfo=dt.UTC)
    assert notice.agencies == ("Health and Human Services Department", "Office X")
    assert notice.abstract == "This rule strengthens parity & access."
    assert (notice.published, notice.docket_ids, notice.subject) == (
        dt.date(2026, 11, 23),
        ("CMS-9999-P",),
        ("Health insurance",),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("document_number", None), ("title", " "), ("comments_close_on", "0000-00-00"), ("publication_date", 7)],
)
def test_a_document_that_cannot_be_read_is_told(name: str, value: object) -> None:
    with pytest.raises(ValueError, match="Federal Register"):
        federal_register_json.read({**RULE, name: value})


def posted(own: str, **attributes: object) -> dict[str, object]:
    return {
        "id": own,
        "type": "documents",
        "attributes": {
            "agencyId": "CMS",
            "docketId": own.rpartition("-")[0],
            "documentType": "Proposed Rule",
            "frDocNum": "2026-25001",
            "title": "Requirements Related to Mental Health Parity",
            "commentStartDate": "2026-11-23T05:00:00Z",
            "commentEndDate": "2027-01-23T04:59:59Z",
            "postedDate": "2026-11-23T05:00:00Z",
            "openForComment": True,
            "withdrawn": False,
            **attributes,
        },
    }


def test_comment_periods_end_the_day_before_their_utc_date() -> None:
    notice = regulations_json.read([posted("ACF-2025-0038-0001", commentEndDate="2025-09-23T03:59:59Z")])
    assert notice.comments_close == dt.datetime(2025, 9, 22, 23, 59, 59, tzinfo=EASTERN)
    assert (notice.published, notice.comment_url) == (
        dt.date(2026, 11, 23),
        "https://www.regulations.gov/commenton/ACF-2025-0038-0001",
    )


def test_the_register_s_number_makes_one_notice_of_many_copies() -> None:
    copies = [
        posted("EBSA-2026-0009-0001", agencyId="EBSA"),
        posted("CMS-2026-0100-0002"),
        posted("AAA-2026-0001-0001", openForComment=False),
    ]
    notice = regulations_json.read(copies)
    assert notice == regulations_json.read(reversed(copies))
    assert notice.key == federal_register_json.read(RULE).key
    assert notice.comment_url == "https://www.regulations.gov/commenton/CMS-2026-0100-0002"
    assert notice.docket_ids == ("CMS-2026-0100", "EBSA-2026-0009", "AAA-2026-0001")


def test_a_document_of_one_docket_has_its_own_key() -> None:
    notice = regulations_json.read([posted("VA-2026-VHA-0001-0005", frDocNum=None, withdrawn=True)])
    assert (notice.key, notice.status) == ("regulations-VA-2026-VHA-0001-0005", "withdrawn")
    with pytest.raises(ValueError, match="commentEndDate"):
        regulations_json.read([posted("X-1", commentEndDate="soon")])
    with pytest.raises(ValueError, match="expected the id"):
        regulations_json.key({})


PEOPLE = b"""
- id: {bioguide: N000179, thomas: '01602', govtrack: 400290, lis: S999}
  name: {first: Grace, last: Napolitano, official_full: Grace F. Napolitano}
  terms:
  - {type: rep, start: '1999-01-06', end: '2001-01-03', state: CA, district: 34, party: Democrat}
  - type: rep
    start: '2025-01-03'
    end: '2027-01-03'
    state: CA
    district: 31
    party: Democrat
    url: https://napolitano.house.gov
    contact_form: https://napolitano.house.gov/contact?a=1&b=2
    address: 1610 Longworth House Office Building Washington DC 20515-0531
    phone: 202-225-5256
- id: {govtrack: 1}
  name: {first: No, last: Id}
  terms: []
"""
COMMITTEES = b"""
- {type: house, name: House Committee on Energy and Commerce, url: 'https://energycommerce.house.gov', thomas_id: HSIF, phone: 202-225-3641,
   subcommittees: [{name: Health, thomas_id: '14', phone: 202-225-3641}]}
"""
MEMBERS = b"""
HSIF:
- {name: Grace F. Napolitano, party: minority, rank: 3, bioguide: N000179, title: Ranking Member}
HSIF14:
- {name: Grace F. Napolitano, party: minority, rank: 2, bioguide: N000179}
"""


def test_a_member_can_be_reached_and_sits_on_committees() -> None:
    organizations = list(
        legislators_yaml.committees(
            legislators_yaml.records(legislators_yaml.load(COMMITTEES, "c"), "c"), "https://x.test/c"
        )
    )
    assert [(each.key, each.parent, each.chamber) for each in organizations] == [
        ("HSIF00", None, "lower"),
        ("HSIF14", "HSIF00", "lower"),
    ]
    places = legislators_yaml.memberships(
        legislators_yaml.load(MEMBERS, "m"), {each.key: each.name for each in organizations}
    )
    first, second = legislators_yaml.records(legislators_yaml.load(PEOPLE, "p"), "p")
    person = legislators_yaml.person(first, places, "https://x.test/p", TODAY)
    assert (person.id, person.name, person.chamber, person.district) == (
        "us/person/N000179",
        "Grace F. Napolitano",
        "lower",
        "CA-31",
    )
    assert (person.phone, person.contact_url) == ("202-225-5256", "https://napolitano.house.gov/contact?a=1&b=2")
    assert [(place.organization, place.role) for place in person.memberships] == [
        ("House Committee on Energy and Commerce", "Ranking Member"),
        ("House Committee on Energy and Commerce, Subcommittee on Health", "member"),
    ]
    assert person.other_ids == ("lis:S999", "thomas:01602", "govtrack:400290")
    with pytest.raises(ValueError, match="expected a bioguide id"):
        legislators_yaml.person(second, places, "https://x.test/p", TODAY)


TODAY = dt.date(2026, 11, 29)
TERMS = (
    ("rep", "CA", "2015-01-06", "2017-01-03"),
    ("rep", "CA", "2021-01-03", "2023-01-03"),
    ("rep", "CA", "2023-01-07", "2025-01-03"),
    ("rep", "CA", "2025-01-03", "2027-01-03"),
    ("sen", "CA", "2027-01-03", "2033-01-03"),
)


@pytest.mark.parametrize(
    ("first", "last", "chamber", "began", "term_ends", "ended"),
    [
        (0, 4, "lower", "2021-01-03", "2027-01-03", None),
        (0, 5, "lower", "2021-01-03", "2027-01-03", None),
        (0, 3, "lower", "2021-01-03", None, "2025-01-03"),
        (4, 5, "upper", "2027-01-03", "2033-01-03", None),
        (3, 4, "lower", "2025-01-03", "2027-01-03", None),
    ],
)
def test_a_member_sits_in_the_term_of_the_day_since_the_seat_was_last_taken(
    first: int, last: int, chamber: str, began: str, term_ends: str | None, ended: str | None
) -> None:
    terms = [
        {"type": kind, "state": state, "start": start, "end": end} for kind, state, start, end in TERMS[first:last]
    ]
    told = {"id": {"bioguide": "N000179"}, "name": {"official_full": "Grace F. Napolitano"}, "terms": terms}
    found = legislators_yaml.person(told, {}, "https://x.test/p", TODAY)
    days = [str(day) if day else None for day in (found.began, found.term_ends, found.ended)]
    assert (found.chamber, *days) == (chamber, began, term_ends, ended)


@pytest.mark.parametrize(
    "data",
    [
        b'a: &a ["lol"]\nb: &b [*a,*a,*a]\n',
        b"- &x 1\n- *x\n",
        b"a: [1",
        b"\xff\xfe\x00",
        b"!!python/object/apply:os.system ['true']",
        b"- {a: !!timestamp 0000-00-00}",
    ],
)
def test_hostile_yaml_is_refused(data: bytes) -> None:
    with pytest.raises(PageChanged):
        legislators_yaml.load(data, "legislators")


def test_a_file_of_something_else_is_refused() -> None:
    for wrong in (None, [], "<html>", {"a": 1}):
        with pytest.raises(PageChanged):
            legislators_yaml.records(wrong, "legislators")
    with pytest.raises(PageChanged):
        legislators_yaml.memberships([], {})


DETAIL = {
    "congress": 119, "number": "11", "type": "HR", "originChamber": "House", "introducedDate": "2025-01-03", "title": "Peer Support Act",
    "policyArea": {"name": "Health"}, "updateDateIncludingText": "2026-11-01T09:05:50Z",
    "sponsors": [{"bioguideId": "J000294", "district": 8, "fullName": "Rep. Jeffries, Hakeem S. [D-NY-8]", "party": "D", "state": "NY"}],
    "actions": {"count": 2, "url": "https://api.congress.gov/v3/bill/119/hr/11/actions?format=json"},
}  # fmt: skip
ACTIONS = [
    {
        "actionDate": "2025-01-04",
        "text": "Referred to the House Committee on Energy and Commerce.",
        "actionCode": "H11100",
        "sourceSystem": {"code": 2, "name": "House floor actions"},
        "committees": None,
    },
    {
        "actionDate": "2025-01-03",
        "text": "Introduced in House",
        "actionCode": "1000",
        "sourceSystem": {"code": 9, "name": "Library of Congress"},
    },
]
LISTS = {
    "actions": ACTIONS,
    "subjects": [{"name": "Mental health"}, {}, "odd"],
    "cosponsors": [{"fullName": "Rep. Roe, Jane [R-AK-At Large]", "bioguideId": "R000001", "district": 0, "state": "AK", "party": "R", "sponsorshipDate": "2025-02-01"}],
    "textVersions": [{"type": "Introduced in House", "date": "2025-01-03T05:00:00Z", "formats": [{"type": "PDF", "url": "https://www.congress.gov/119/bills/hr11/BILLS-119hr11ih.pdf"}]}],
}  # fmt: skip


def test_a_bill_of_the_api_is_put_together_from_its_lists() -> None:
    reading = read_bill(DETAIL, LISTS, "https://api.congress.gov/v3/bill/119/hr/11?format=json", stamp(DETAIL))
    bill = reading.bill
    assert bill is not None
    assert reading.faults == []
    assert (bill.id, bill.stamp, bill.subject) == (
        "us/119/HR11",
        "api1:2026-11-01T09:05:50Z",
        ("Health", "Mental health"),
    )
    assert [action.classification for action in bill.actions] == [("introduction",), ("referral-committee",)]
    assert [each.district for each in bill.sponsorships] == ["NY-8", "AK-0"]
    assert bill.versions[0].links[0].media_type == "application/pdf"
    assert bill.sources[0].url == "https://www.congress.gov/bill/119th-congress/house-bill/11"


def test_a_bill_of_the_api_without_actions_is_none_unless_it_is_reserved() -> None:
    assert read_bill(DETAIL, {}, "https://x.test").bill is None
    reserved = read_bill({**DETAIL, "title": "Reserved for the Minority Leader."}, {}, "https://x.test").bill
    assert reserved is not None
    assert reserved.actions == ()


def test_listings_say_which_bill_changed_when() -> None:
    assert public_id({"congress": 119, "type": "hr", "number": "0011"}) == "us/119/HR11"
    assert public_id({"congress": 119, "type": "PN", "number": "11"}) is None
    assert stamp({"updateDate": "2026-09-14"}) is None


def test_real_bodies_are_read(recordings: Path) -> None:
    api = recordings / "federal" / "congress_gov_api"
    detail = json.loads((api / "reserved-bill/v3/bill/119/hr/11.json").read_bytes())["bill"]
    reserved = read_bill(detail, {}, "https://x.test").bill
    assert reserved is not None
    assert reserved.title == "Reserved for the Minority Leader."
    for path in sorted((recordings / "federal/regulations_gov_api").rglob("documents__*.json")):
        if not path.name.endswith(".meta.json"):
            for document in json.loads(path.read_bytes())["data"]:
                assert regulations_json.read([document]).timezone == "America/New_York"
    for path in sorted((recordings / "federal/federal_register_api").rglob("20*.json")):
        if not path.name.endswith(".meta.json"):
            body = json.loads(path.read_bytes())
            for document in body.get("results", []):
                if document.get("title"):
                    assert federal_register_json.read(document).published


def test_real_members_are_read(recordings: Path) -> None:
    folder = recordings / "federal" / "congress_legislators"

    def load(name: str) -> object:
        return legislators_yaml.load((folder / f"{name}.yaml").read_bytes(), name)

    names = {
        each.key: each.name
        for each in legislators_yaml.committees(
            legislators_yaml.records(load("committees-current"), "c"), "https://x.test"
        )
    }
    places = legislators_yaml.memberships(load("committee-membership-current"), names)
    homes = legislators_yaml.district_offices(legislators_yaml.records(load("legislators-district-offices"), "o"))
    people = [
        legislators_yaml.person(each, places, "https://x.test", TODAY, homes)
        for each in legislators_yaml.records(load("legislators-current"), "p")
    ]
    assert len(people) > 530
    assert {place.organization for person in people for place in person.memberships} <= set(names.values())
    assert sum(person.phone is None for person in people) < 10
    assert sum(len(person.offices) for person in people) > 1_000
    assert all(person.began and (person.term_ends or person.ended) for person in people)


OFFICES = b"""- id: {bioguide: A000001}
  offices:
  - {address: 1710 Alabama Ave., suite: 247, building: Carl Elliott Building, city: Jasper, state: AL, zip: '35501', phone: 205-221-2310, hours: 'M-F 8-5'}
  - {phone: 205-221-0000}
"""


@pytest.mark.parametrize("kept", [True, False])
def test_members_have_their_offices_at_home_where_the_file_of_them_is_there(kept: bool) -> None:
    pages = {
        "committees-current": b"- {thomas_id: SSHR, name: Health, type: senate}",
        "committee-membership-current": b"SSHR: [{bioguide: A000001}]",
        "legislators-district-offices": OFFICES,
        "legislators-current": b"- {id: {bioguide: A000001}, name: {official_full: Ann Roe}, terms: [{type: sen, start: '2025-01-03', end: '2031-01-03', state: AL}]}",
    }
    answers = {
        legislators_yaml.ADDRESS.format(name=name): body for name, body in pages.items() if kept or body != OFFICES
    }
    seen = visit(spider("us-congress-legislators", "2026-02-01T12:00:00-05:00"), answers)
    (member,) = seen.of(ScrapedPerson)
    home = Office(
        address="Carl Elliott Building, 1710 Alabama Ave., 247, Jasper, AL 35501", phone="205-221-2310", hours="M-F 8-5"
    )
    assert (member.offices, seen.faults) == ((home,) if kept else (), [])
