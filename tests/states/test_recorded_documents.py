"""Maine, Minnesota, North Carolina, Virginia and old Illinois: every recorded page is read, and what a page may do wrong."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import Visit, case, pack, spider, visit
from tracker.records.items import NothingHere
from tracker.records.stages import stage
from tracker.records.text import line

NOW = "2026-11-20T12:00:00-05:00"
CASES = ROOT / "tests" / "sources"
SERVICE = "https://lis.virginia.gov/LegislationText/api/getlegislationtextbyidasync"


def replayed(name: str, folder: Path, tmp_path: Path, *prefixes: str, rename: Mapping[str, str] | None = None) -> Visit:
    held = pack(folder, tmp_path / f"{name}.warc.gz", *prefixes, rename=rename)
    return visit(spider(name, NOW, recording=held), held)


def test_every_recorded_bill_of_maine_is_read_with_its_votes(recordings: Path, tmp_path: Path) -> None:
    seen = replayed("us-me-bills", recordings / "state", tmp_path, "me-legislature/")
    plain = [json.loads(each.read_bytes()) for each in (recordings / "state/me-legislature/bills").glob("*.json")]

    told = {bill.identifier: bill for bill in seen.bills}
    assert (len(told), seen.faults) == (len(plain), [])
    for row in plain:
        bill = told[f"LD{row['ld']}"]
        assert (bill.title, bill.legislative_session) == (line(row["title"]), str(row["snum"]))
        assert len(bill.actions) == len(row["actions"]) + bool(row["governor_action"])
        glued = [
            re.split(r" of the (?:.*) (?:Senator|Representative) ", line(each["name"])) for each in row["sponsors"]
        ]
        assert [each.name for each in bill.sponsorships] == [name for names in glued for name in names]
        assert {each.title for each in bill.other_titles} == {
            line(each["new_title"]) for each in row["amendments"] if each["new_title"]
        } - {bill.title}
        assert len(bill.versions) + len(bill.documents) == len(row["documents"])
        assert [len(each.ballots) for each in bill.votes] == [len(each["members"]) for each in row["roll_calls"]]
        assert (stage(bill.actions, bill.from_organization, place="us-me") == "law") is row["became_law"]


def test_every_recorded_text_of_minnesota_is_read(recordings: Path, tmp_path: Path) -> None:
    seen = replayed("us-mn-texts", recordings / "state", tmp_path, "mn-revisor/")

    told = {bill.identifier: bill for bill in seen.bills}
    assert seen.faults == []
    for page in (recordings / "state/mn-revisor/text").glob("*/*.html"):
        raw = page.read_text(encoding="utf-8")
        bill = told.pop(page.parent.name)
        legislature = re.search(r"(\d+)th Legislature", raw)
        assert legislature
        assert bill.legislative_session == legislature[1]
        assert len(bill.versions) == len(set(re.findall(r'/versions/((?:ue/)?\w+)/">', raw)))
        assert "BE IT ENACTED" in (bill.text or "")
        assert "new text begin" not in (bill.text or "")
        assert bill.title.casefold().startswith("relating to")
    assert told == {}


def test_every_recorded_bill_of_north_carolina_is_read(recordings: Path, tmp_path: Path) -> None:
    seen = replayed("us-nc-legacy", recordings / "more", tmp_path, "bills/us-nc-ncleg-legacy")

    day = {bill.identifier: bill for bill in seen.bills if "todaysaction" in bill.sources[0].url}
    told = {bill.identifier: bill for bill in seen.bills if bill not in day.values()}
    assert seen.faults == []
    withdrawn = ["Withdrawn From Cal", "Placed On Cal For 06/22/2017"]
    assert (len(day), [each.description for each in day["HB21"].actions]) == (54, withdrawn)
    assert {name: len(bill.actions) for name, bill in told.items()} == {
        "HB11": 18, "HB13": 36, "HB15": 15, "HB18": 6, "HB2": 18, "HB5": 27,
    }  # fmt: skip
    assert {name: stage(bill.actions, "lower", place="us-nc") for name, bill in told.items()} == {
        "HB11": "passed-one-chamber", "HB13": "law", "HB15": "passed-one-chamber", "HB18": "in-committee",
        "HB2": "passed-one-chamber", "HB5": "law",
    }  # fmt: skip
    concur = told["HB13"].votes[1]
    assert (concur.motion, concur.result, [each.value for each in concur.counts]) == (
        "M11 Concur", "pass", [112, 3, 0, 5, 0],
    )  # fmt: skip
    assert [each.identifier for each in told["HB5"].related_bills] == ["SB7"]
    assert [each.name for each in told["HB13"].sponsorships if each.primary] == [
        "McGrady",
        "Elmore",
        "Malone",
        "Corbin",
    ]


def test_every_recorded_text_of_virginia_is_read(recordings: Path, tmp_path: Path) -> None:
    folder = recordings / "state"
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        names = [row["path"] for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE)]
    own = [name for name in names if name.startswith("va-lis/api-text/") or name == "va-lis/api/HB1_text.json"]
    rename = {name: f"{SERVICE}?id={number}" for number, name in enumerate(own)}
    seen = replayed("us-va-texts", folder, tmp_path, *own, rename=rename)

    told = {bill.identifier: bill for bill in seen.bills}
    papers = [json.loads((folder / name).read_bytes()) for name in own if "api-text" in name]
    titled = {row["bill"] for row in papers if "ldtitle" in row["text"]}
    assert seen.faults == []
    assert told.keys() == titled | {"HB1"}
    assert len(seen.of(NothingHere)) == len({row["bill"] for row in papers} - titled)
    assert {bill.legislative_session for bill in seen.bills} == {"2026"}
    for row in papers:
        if row["bill"] in titled:
            bill = told[row["bill"]]
            assert row["version_label"] in {each.note for each in (*bill.versions, *bill.documents)}
    assert told["SB94"].title.startswith("An Act to amend the Code of Virginia"), "the newest text speaks"


def test_the_older_pages_of_illinois_are_read_with_their_synopsis(recordings: Path, tmp_path: Path) -> None:
    seen = replayed("us-il-bills", recordings / "more", tmp_path, "bills/us-il-ilga-asp")

    assert seen.faults == []
    assert {bill.id: (len(bill.actions), bill.title) for bill in seen.bills} == {
        "us-il/101/HB2040": (109, "FOR-PROFIT CORRECTIONAL"),
        "us-il/100/HB2771": (137, "HEALTHY WORKPLACE ACT"),
        "us-il/100/SB889": (59, "JURIES-UNLAWFUL DISCRIMINATION"),
    }
    assert all(len(bill.abstracts[0].abstract) > 100 for bill in seen.bills)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("us-me-bills", '"ld": 9001', '"ld": "none"'),
        ("us-me-bills", '"title"', '"Title"'),
        ("us-me-bills", "Jun 12, 2025", "soon"),
        ("us-me-bills", '"yeas": 2', '"yeas": -2'),
        ("us-mn-texts", "SF 9001</h1>", "SF 9002</h1>"),
        ("us-mn-texts", 'id="document"', 'id="paper"'),
        ("us-mn-texts", 'class="bill_title"', 'class="title"'),
        ("us-nc-legacy", "House Bill 900&nbsp;/", "House Bill 901&nbsp;/"),
        ("us-nc-legacy", 'name="history"', 'name="story"'),
        ("us-nc-legacy", "[H] - 128", "128"),
        ("us-nc-legacy", "Sponsors:", "Friends:"),
    ],
)
def test_a_page_that_changed_costs_itself_and_is_told(name: str, old: str, new: str, tmp_path: Path) -> None:
    seen = changed(name, tmp_path, lambda text: text.replace(old, new))

    assert (seen.bills, len(seen.faults)) == ([], 1)


@pytest.mark.parametrize(
    "broken",
    ["", "null", "{", "<html>Request Rejected</html>", '{"bill": "HB1"}', '{"TextsList": [{"SessionCode": 7}]}'],
)
def test_a_text_that_cannot_be_read_costs_itself_and_the_others_are_told(broken: str, tmp_path: Path) -> None:
    seen = changed("us-va-texts", tmp_path, lambda text: broken if '"Chaptered"' in text else text)

    assert len(seen.faults) == 1
    assert [bill.title for bill in seen.bills] == ["A BILL to amend the Code of Virginia, relating to crisis beds."]


def changed(name: str, tmp_path: Path, change: Callable[[str], str]) -> Visit:
    """The source's case with each page changed."""
    folder = tmp_path / name / "case"
    folder.mkdir(parents=True)
    for file in (CASES / name / "made-by-hand").iterdir():
        text = file.read_text(encoding="utf-8")
        if file.suffix != ".toml" and file.name != "expected.json":
            text = change(text)
        (folder / file.name).write_text(text, encoding="utf-8")
    return case(folder)
