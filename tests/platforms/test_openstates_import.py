"""`tracker import openstates`: every form the files come in, and files that are none."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest

from spiders.platforms import openstates_bulk, openstates_files
from spiders.platforms.openstates_reading import Reading
from tests.command import tracker
from tests.platforms.openstates_world import bill, event
from tracker.records.items import Office, ScrapedBill, ScrapedHearing, ScrapedOrganization, ScrapedPerson, Unreadable

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def scraped(identifier: str = "HB 12", **more: object) -> dict:
    """A bill as a scraper writes it: without a place, organizations as questions."""
    return {
        "legislative_session": "2026",
        "identifier": identifier,
        "title": "Relating to crisis services",
        "from_organization": '~{"classification": "lower"}',
        "classification": ["bill"],
        "subject": [],
        "abstracts": [],
        "other_titles": [],
        "other_identifiers": [],
        "actions": [
            {
                "description": "To Health",
                "date": "2026-02-01",
                "organization_id": '~{"classification": "lower"}',
                "classification": ["referral-committee"],
                "related_entities": [],
            }
        ],
        "sponsorships": [
            {
                "name": "Stonier",
                "classification": "primary",
                "entity_type": "person",
                "primary": True,
                "person_id": '~{"name": "Stonier"}',
                "organization_id": None,
            }
        ],
        "related_bills": [],
        "versions": [],
        "documents": [],
        "sources": [{"url": "https://legislature.example/12", "note": ""}],
        "extras": {},
        "_id": "0a4d6cbe-67d7-11eb-8dd7-0242ac120002",
        **more,
    }


PERSON = """\
id: ocd-person/9eddb3cd-868e-42ba-831a-b415fd7ed445
name: Adam Example
email: adam@leg.example
party:
- name: Democratic
roles:
- start_date: 2024-12-06
  type: lower
  jurisdiction: ocd-jurisdiction/country:us/state:wa/government
  district: '24'
offices:
- classification: district
  voice: 360-555-0000
- classification: district
  address: 12 Main St, Forks, WA 98331
  voice: 360-555-0001
- classification: district-mail
  address: PO Box 9, Forks, WA 98331
- classification: capitol
  address: Room 418, Olympia, WA 98504
  voice: 360-786-7916
links:
- url: https://leg.example/adam
other_identifiers:
- scheme: legacy_openstates
  identifier: WAL000123
other_names:
- name: Example, A.
- name: Adam Example
- name: Example, A.
"""
RETIRED = PERSON.replace("  district: '24'", "  district: '24'\n  end_date: 2025-01-10").replace("9eddb3cd", "8eddb3cd")
COMMITTEE = """\
id: ocd-organization/f5a1115c-585d-4f7b-99ed-5c86a5324489
jurisdiction: ocd-jurisdiction/country:us/state:wa/government
classification: committee
name: Health & Wellness
chamber: lower
links:
- url: https://leg.example/health
members:
- name: Adam Example
  role: vice chair
  person_id: ocd-person/9eddb3cd-868e-42ba-831a-b415fd7ed445
- name: Nobody Known
  role: member
other_names:
- name: House Health & Wellness
extras:
  phone: (360) 555-0107
"""

TABLES = {
    "bills": "id,identifier,title,classification,subject,session_identifier,jurisdiction,organization_classification\n"
    "ocd-bill/1,HB 0012,\"Parity, at last\",\"['bill']\",\"['HEALTH', 'Children''s']\",194th,Massachusetts,lower\n"
    "ocd-bill/2,S 7,Crisis lines,{bill},{},194th,Massachusetts,upper\n",
    "bill_actions": "id,bill_id,organization_id,description,date,classification,order\n"
    "a,ocd-bill/1,ocd-organization/h,Passed,2025-03-02,['passage'],1\n"
    "b,ocd-bill/1,ocd-organization/h,Introduced,2025-01-02,['introduction'],0\n",
    "bill_sponsorships": "id,name,entity_type,organization_id,person_id,bill_id,primary,classification\n"
    "c,Smith,person,,ocd-person/9eddb3cd-868e-42ba-831a-b415fd7ed445,ocd-bill/1,True,primary\n",
    "bill_sources": "id,bill_id,url,note\nd,ocd-bill/1,https://legislature.example/H12,\n",
    "bill_versions": "id,bill_id,note,date\ne,ocd-bill/1,Filed,2025-01-02\n",
    "bill_version_links": "id,version_id,url,media_type\nf,e,https://legislature.example/H12.pdf,application/pdf\n",
    "organizations": "id,name,classification\nocd-organization/h,House,lower\n",
    "votes": "id,identifier\n1,2\n",
}


def tables(**changed: str) -> dict[str, str]:
    return {f"MA/194th/MA_194th_{name}.csv": body for name, body in {**TABLES, **changed}.items()}


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8")
    return folder


def read(path: Path, place: str | None = None) -> tuple[list, Reading]:
    reading = Reading(NOW, place)
    found = [each for file in openstates_files.files(path) for each in reading.file(file)]
    return [*found, *reading.finish()], reading


def ran(*words: object) -> tuple[int, dict, str]:
    done = tracker("import", "openstates", *map(str, words), "--format", "json")
    return done.returncode, json.loads(done.stdout)[0] if done.stdout.strip() else {}, done.stderr


JURISDICTION = "jurisdiction_ocd-jurisdiction-country_us-state_wv-government.json"


def test_a_folder_is_read_and_told_and_read_again_without_a_change(tmp_path: Path):
    folder = written(
        tmp_path / "run",
        {
            "bill_1.json": json.dumps(scraped()),
            "bill_2.json": json.dumps(scraped("SB 3", title="")),
            **{f"bill_{n}.json": json.dumps(scraped(f"HB {n}")) for n in range(20, 40)},
            "vote_event_1.json": json.dumps({"motion_text": "Passage", "votes": [], "identifier": "", "bill": "x"}),
            "event_1.json": json.dumps(event("wv", "11111111-2222")),
            JURISDICTION: json.dumps(
                {"id": "ocd-jurisdiction/country:us/state:wv/government", "legislative_sessions": []}
            ),
            "notes.txt": "hello",
        },
    )
    code, summary, said = ran(folder)

    assert (code, summary["verdict"], summary["fetched"], summary["new"], summary["unreadable"]) == (
        3,
        "degraded",
        26,
        22,
        1,
    )
    assert summary["left_out"] == {"files of other kinds": 1, "jurisdictions": 1, "votes": 1}
    assert "bill_2.json: title: wanted a text" in said
    assert ran(folder)[1]["unchanged"] == 22
    shown = tracker("bills", "--format", "jsonl").stdout.splitlines()
    assert "us-wv/2026/HB12" in {json.loads(each)["id"] for each in shown}


@pytest.mark.parametrize("words", [["/nowhere/at/all"], ["--jurisdiction", "us-zz", "."], []])
def test_wrong_use_is_told(words: list[str]):
    done = tracker("import", "openstates", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_a_failure(tmp_path: Path):
    code, summary, _said = ran(tmp_path)

    assert (code, summary["verdict"]) == (1, "failed")


def test_a_place_is_taken_from_the_record_then_the_command_then_the_folder(tmp_path: Path):
    named = {"id": "ocd-jurisdiction/country:us/state:oh/government"}
    bare = json.dumps(scraped())
    files = {
        "some/wv/2020/bill_1.json": json.dumps(scraped("HB 1", jurisdiction=named)),
        "some/wv/2020/bill_2.json": bare,
        "country:us/state:co/sessions/2026A/bills/HB3/metadata.json": bare,
        "MT_2025_bills.json": json.dumps([scraped()]),
        "x/dump/bill_5.json": bare,
    }
    for path in (written(tmp_path / "files", files), zipped(tmp_path / "files.zip", files)):
        found, _reading = read(path)
        bills = [each for each in found if isinstance(each, ScrapedBill)]
        assert sorted(each.jurisdiction for each in bills) == ["us-co", "us-mt", "us-oh", "us-wv"]
        assert ["jurisdiction: wanted one" in each.reason for each in found if each not in bills] == [True]
        assert sorted(each.jurisdiction for each in read(path, "us-ri")[0]) == ["us-oh", *["us-ri"] * 4]


def test_what_a_mac_puts_into_a_zip_is_no_fault_of_it(tmp_path: Path):
    beside = {"__MACOSX/wv/._bill_1.json": "\x00\x05\x16\x07", "wv/.DS_Store": "\x00"}
    found, reading = read(zipped(tmp_path / "wv.zip", {"wv/bill_1.json": json.dumps(scraped()), **beside}))
    assert (len(found), sum(reading.left_out.values())) == (1, 2)


def test_two_states_in_one_zip_are_kept_apart(tmp_path: Path):
    files = {}
    for code in ("wv", "wy"):
        files[f"{code}-run/{JURISDICTION.replace('wv', code)}"] = "{}"
        files[f"{code}-run/bill_1.json"] = json.dumps(scraped())
    found, _reading = read(zipped(tmp_path / "two.zip", files))

    assert sorted(each.jurisdiction for each in found) == ["us-wv", "us-wy"]


def test_people_files_say_who_to_write_to(tmp_path: Path):
    folder = written(
        tmp_path,
        {
            "wa/legislature/Adam.yml": PERSON,
            "wa/retired/Old.yml": RETIRED,
            "wa/committees/health.yml": COMMITTEE,
            "settings.yml": "a: 1",
        },
    )
    found, reading = read(folder)
    (committee,) = (each for each in found if isinstance(each, ScrapedOrganization))
    adam, retired = sorted(
        (each for each in found if isinstance(each, ScrapedPerson)), key=lambda each: each.ended is not None
    )

    assert (committee.id, committee.name, committee.chamber, committee.url) == (
        "us-wa/org/f5a1115c-585d-4f7b-99ed-5c86a5324489",
        "Health & Wellness",
        "lower",
        "https://leg.example/health",
    )
    assert (committee.phone, committee.other_names) == ("(360) 555-0107", ("House Health & Wellness",))
    assert (adam.chamber, adam.district, adam.party, adam.phone) == ("lower", "24", "Democratic", "360-786-7916")
    assert (adam.email, adam.office) == ("adam@leg.example", "Room 418, Olympia, WA 98504")
    assert adam.offices == (Office(address="12 Main St, Forks, WA 98331", phone="360-555-0001"),)
    assert adam.contact_url == "https://leg.example/adam"
    assert [(each.organization, each.role) for each in adam.memberships] == [("Health & Wellness", "vice chair")]
    assert "legacy_openstates:WAL000123" in adam.other_ids
    assert (adam.other_names, committee.other_names) == (("Example, A.",), ("House Health & Wellness",))
    assert (adam.ended, retired.ended) == (None, dt.date(2025, 1, 10))
    assert reading.left_out == {"other records": 1}


def test_a_csv_download_is_whole_bills(tmp_path: Path):
    found, reading = read(zipped(tmp_path / "MA_194th_csv.zip", {"README": "Open States Data Export", **tables()}))
    first, second = found

    assert (first.id, first.title, first.subject) == ("us-ma/194/HB12", "Parity, at last", ("HEALTH", "Children", "s"))
    assert [(each.description, each.organization) for each in first.actions] == [
        ("Introduced", "lower"),
        ("Passed", "lower"),
    ]
    assert [(each.primary, each.person_id) for each in first.sponsorships] == [
        (True, "9eddb3cd-868e-42ba-831a-b415fd7ed445")
    ]
    assert first.versions[0].links[0].media_type == "application/pdf"
    assert (second.id, second.from_organization, second.classification) == ("us-ma/194/S7", "upper", ("bill",))
    assert reading.left_out == {"files of other kinds": 1, "tables that are not read": 1}


def test_a_csv_download_with_a_broken_table_is_left_out_and_told(tmp_path: Path):
    found, _reading = read(written(tmp_path, tables(bill_actions="one,two\n1,2\n")))

    assert all(isinstance(each, Unreadable) for each in found)
    assert "its bills are left out" in found[-1].reason


def test_a_bill_table_without_its_columns_is_told(tmp_path: Path):
    found, _reading = read(written(tmp_path, tables(bills="id,name\n1,2\n")))

    (only,) = found
    assert isinstance(only, Unreadable)


def test_a_json_download_is_whole_bills(tmp_path: Path):
    row = {
        "id": "ocd-bill/1",
        "legislative_session": "2025-2026",
        "jurisdiction_name": "New York",
        "identifier": "S 609",
        "title": "Parity",
        "chamber": "upper",
        "classification": ["bill"],
        "subject": [],
        "abstracts": [],
        "other_titles": [],
        "other_identifiers": [],
        "actions": [{"organization__name": "Senate", "description": "Referred", "date": "2025-01-09", "classification": [], "order": 0}],
        "related_bills": [{"related_bill_id": None}],
        "sponsors": [{"name": "BROUK", "primary": True, "classification": "primary"}],
        "documents": [],
        "versions": [{"note": "S609", "date": "", "links": [{"url": "https://legislature.example/s609", "media_type": "text/html"}]}],
        "sources": [{"url": "https://legislature.example/s609"}],
        "votes": [],
    }  # fmt: skip
    (found,), _reading = read(zipped(tmp_path / "NY.zip", {"NY/2025-2026/NY_2025-2026_bills.json": json.dumps([row])}))

    assert (found.id, found.from_organization) == ("us-ny/2025-2026/S609", "upper")
    assert (found.sponsorships[0].name, found.actions[0].organization) == ("BROUK", "Senate")


def test_pages_of_the_api_and_bills_of_the_first_api_are_read(tmp_path: Path):
    old = [
        {
            "id": "ILB00104663",
            "bill_id": "HB 3080",
            "session": "100th",
            "chamber": "lower",
            "title": "SCHOOLS",
            "type": ["bill"],
            "actions": [
                {
                    "date": "2017-02-09 00:00:00",
                    "action": "First Reading",
                    "type": ["bill:introduced", "other"],
                    "actor": "lower",
                }
            ],
            "sponsors": [{"name": "Rep. X", "type": "primary"}],
            "versions": [{"url": "http://legislature.example/3080", "name": "Introduced", "mimetype": "text/html"}],
            "sources": [{"url": "http://legislature.example"}],
        },
        {"leg_id": "ILL000061", "first_name": "Luis", "active": True},
    ]
    page = {"results": [bill("oh", "136", "HB 1")], "pagination": {"page": 1, "max_page": 1}}
    found, reading = read(written(tmp_path, {"page.json": json.dumps(page), "old.json": json.dumps(old)}))

    assert sorted(each.id for each in found) == ["us-il/100/HB3080", "us-oh/136/HB1"]
    assert [each.actions[0].classification for each in found if each.jurisdiction == "us-il"] == [("introduction",)]
    assert reading.left_out == {"legislators of years ago": 1}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.json", ""),
        ("a.json", "{"),
        ("a.json", "null"),
        ("a.json", '"text"'),
        ("a.json", "[1, 2]"),
        ("a.json", "[" * 100_000),
        ("a.json", '{"identifier": "HB 1", "title": ["x"], "session": "2026"}'),
        ("a.json", '{"identifier": "HB 1", "title": "x"}'),
        ("a.json", '{"identifier": "!!", "title": "x", "session": "2026", "jurisdiction": "ocd-jurisdiction/country:us/state:oh/government"}'),
        ("a.json", '{"name": "Hearing", "start_date": "soon", "jurisdiction": "ocd-jurisdiction/country:us/state:oh/government"}'),
        ("a.yml", "a: &x [1]\nb: *x"),
        ("a.yml", "a: [1"),
        ("a.yml", "id: ocd-person/1\nname: X"),
        ("a_bills.csv", "\x00"),
        ("a_bills.csv", ""),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_by_its_name(tmp_path: Path, name: str, body: str):
    found, _reading = read(written(tmp_path, {name: body}))

    assert found
    assert all(isinstance(each, Unreadable) for each in found)
    assert name in found[0].reason


def test_bad_archives_and_members_cost_themselves(tmp_path: Path):
    good = json.dumps(scraped())
    written(
        tmp_path, {"cut.zip": "PK\x03\x04nothing", "page.zip": "<!DOCTYPE html><html></html>", "wv/bill_1.json": good}
    )
    zipped(tmp_path / "wy.zip", {"../../wy/bill_2.json": good, "/etc/wy/bill_3.json": json.dumps(scraped("HB 9"))})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(40):
            archive.writestr(f"{n}.json", b" " * 8_000_000)
    (tmp_path / "bomb.zip").write_bytes(out.getvalue())
    found, _reading = read(tmp_path)

    assert sorted(each.id for each in found if isinstance(each, ScrapedBill)) == [
        "us-wv/2026/HB12",
        "us-wy/2026/HB12",
        "us-wy/2026/HB9",
    ]
    told = [each.reason for each in found if isinstance(each, Unreadable)]
    assert len(told) == 3
    assert any("bomb" in each for each in told)
    assert not list(tmp_path.rglob("bill_2.json")) + list(tmp_path.parent.glob("wy"))


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path):
    written(tmp_path / "secret", {"wv/bill_1.json": json.dumps(scraped())})
    (tmp_path / "given").mkdir()
    (tmp_path / "given/folder").symlink_to(tmp_path / "secret")
    (tmp_path / "given/bill.json").symlink_to(tmp_path / "secret/wv/bill_1.json")

    assert read(tmp_path / "given")[0] == []


def test_an_older_file_never_replaces_a_newer_one(tmp_path: Path):
    for name, day, title in (("new", "2026-03-01", "The newer title"), ("old", "2026-02-01", "The older title")):
        row = scraped(title=title, scraped_at=f"{day}T00:00:00+00:00")
        code, summary, _said = ran(written(tmp_path / name, {"wv/bill_1.json": json.dumps(row)}))
        assert (code, summary["items"]) == (0, 1)
    (found,) = (json.loads(each) for each in tracker("bills", "--format", "jsonl").stdout.splitlines())

    assert found["title"] == "The newer title"


def test_lists_in_cells_are_read_as_python_and_postgresql_write_them():
    assert openstates_bulk.listed("['bill', \"men's health\"]") == ["bill", "men's health"]
    assert openstates_bulk.listed('{bill,"joint resolution"}') == ["bill", "joint resolution"]
    assert openstates_bulk.listed("{bill,resolution}") == ["bill", "resolution"]
    assert openstates_bulk.listed("") == openstates_bulk.listed("[]") == openstates_bulk.listed("{}") == []


def test_the_recorded_files_are_read_whole(recordings: Path):
    found, reading = read(recordings / "state/openstates-ocd")
    bills = [each for each in found if isinstance(each, ScrapedBill)]

    assert len(bills) == len(found) > 700
    assert len({each.jurisdiction for each in bills}) == 18
    assert {each.legislative_session for each in bills if each.jurisdiction == "us-ma"} == {"194"}
    assert sum(bool(each.actions) for each in bills) > 0.9 * len(bills)
    assert all(each.from_organization for each in bills)
    assert reading.left_out["votes"] > 0


def test_the_recorded_people_can_be_written_to(recordings: Path):
    found, _reading = read(recordings / "state/openstates-people")
    people = [each for each in found if isinstance(each, ScrapedPerson)]

    assert not [each for each in found if isinstance(each, (Unreadable, ScrapedHearing))]
    assert len(people) > 700
    for field in ("chamber", "district", "party", "phone", "email", "contact_url", "memberships"):
        share = sum(bool(getattr(each, field)) for each in people) / len(people)
        assert share > 0.95, field
