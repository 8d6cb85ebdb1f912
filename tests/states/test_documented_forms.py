"""Sources built from documented forms: Pennsylvania, Ohio, North Carolina, Texas and Michigan, and what their pages may do wrong."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from spiders import registry
from tests.conftest import ROOT
from tests.states.visits import Visit, case, spider, visit
from tracker.records.items import NothingHere, Unchanged, Unreadable
from tracker.records.stages import stage

CASES = ROOT / "tests" / "sources"
BUILT = (
    "us-pa-bills",
    "us-oh-bills",
    "us-nc-bills",
    "us-tx-hearings",
    "us-mi-hearings",
    "us-vt-hearings",
    "us-tx-bills",
    "us-ct-bills",
    "us-mi-bills",
)
HISTORY = "https://www.palegis.us/data/file?documentType=BillHistoryData&session=2027_0"
OHIO = "https://search-prod.lis.state.oh.us/api/v2/general_assembly_137/legislation/"


def history(change: Callable[[str], str] = lambda text: text) -> bytes:
    """Pennsylvania's file with its XML changed."""
    with zipfile.ZipFile(CASES / "us-pa-bills/documented-form/history.zip") as held:
        name = held.namelist()[0]
        text = change(held.read(name).decode("utf-8"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(name, text)
    return made.getvalue()


def pennsylvania(body: bytes, folder: Path, **asked) -> Visit:
    return visit(spider("us-pa-bills", "2027-01-12T08:00:00-05:00", **asked), {HISTORY: body}, folder)


def changed(name: str, folder: Path, change: Callable[[str, str], str]) -> Visit:
    """The source's case; `change` is given the name and the text of each page."""
    made = folder / name / "case"
    made.mkdir(parents=True)
    for file in (CASES / name / "documented-form").iterdir():
        if file.suffix in {".zip", ".toml"} or file.name == "expected.json":
            (made / file.name).write_bytes(file.read_bytes())
        else:
            (made / file.name).write_text(change(file.name, file.read_text(encoding="utf-8")), encoding="utf-8")
    return case(made, folder)


@pytest.mark.parametrize("name", BUILT)
def test_what_was_never_seen_live_says_so(name: str):
    source = registry.source(name).source
    assert (source.proved, source.recordings_only, source.key_setting) == (False, False, None)


def test_the_stages_follow_the_histories(tmp_path: Path):
    bill = case(CASES / "us-pa-bills/documented-form", tmp_path).bills[0]
    assert [stage(bill.actions[:n], "lower", place="us-pa") for n in (1, 3)] == ["in-committee", "passed-one-chamber"]
    law = pennsylvania(
        history(lambda text: text.replace("In the Senate<", "Act No. 2 of 2027, Feb. 11, 2027<")), tmp_path
    )
    assert stage(law.bills[0].actions, "lower", place="us-pa") == "law"
    ohio = case(CASES / "us-oh-bills/documented-form").bills[0]
    assert stage(ohio.actions, "lower", place="us-oh") == "passed-one-chamber"
    carolina = case(CASES / "us-nc-bills/documented-form").bills[0]
    assert stage(carolina.actions, "lower", place="us-nc") == "law"


def test_a_bill_of_pennsylvania_that_did_not_change_is_not_read_again(tmp_path: Path):
    first = pennsylvania(history(), tmp_path).bills[0]
    again = pennsylvania(history(), tmp_path, stamps={first.id: first.stamp})

    assert [each.id for each in again.of(Unchanged)] == [first.id]
    assert [bill.identifier for bill in again.bills] == ["SR3"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id="20270HB0017"', 'id="20250HB0017"'),  # last session's
        ('id="20270HB0017"', 'id="HB17"'),
        ("<date>01/08/27</date>", "<date>soon</date>"),
        (
            'billTextPdfUrl="https://www.palegis.us/legislation/bills/text/PDF/2027/0/HB0017/PN0002"',
            'billTextPdfUrl=""',
        ),
        ("An Act providing for crisis beds &amp; for their number.", ""),
    ],
)
def test_a_bad_bill_of_pennsylvania_costs_itself(old: str, new: str, tmp_path: Path):
    seen = pennsylvania(history(lambda text: text.replace(old, new)), tmp_path)

    assert [bill.identifier for bill in seen.bills] == ["SR3"]
    assert len(seen.faults) == 2, "and the one without a title"


def test_a_file_of_pennsylvania_that_lost_bills_is_told(tmp_path: Path):
    lost = pennsylvania(
        history(lambda text: re.sub(r'<bill id="20270SR.*?</bill>', "", text, flags=re.DOTALL)), tmp_path
    )
    cut = pennsylvania(history(lambda text: text[: text.index('<bill id="20270SR')]), tmp_path)
    none = pennsylvania(
        history(lambda text: re.sub(r"<bill .*</bill>", "", text, flags=re.DOTALL).replace('"3"', '"0"')), tmp_path
    )

    assert any("wanted 3 bills, found 2" in each.reason for each in lost.faults)
    assert [bill.identifier for bill in cut.bills] == ["HB17"]
    assert any("the whole XML" in each.reason for each in cut.faults)
    assert (len(none.of(NothingHere)), none.faults) == (1, [])
    for body in (history()[:300], b"<html>Request Rejected</html>", b""):
        seen = pennsylvania(body, tmp_path)
        assert (seen.bills, len(seen.faults)) == ([], 1)


def test_a_special_session_of_pennsylvania_is_asked_for_by_its_number():
    asked = spider("us-pa-bills", "2027-01-12T08:00:00-05:00", session="2023_1")
    assert [request.url for request in asked.first()] == [HISTORY.replace("2027_0", "2023_1")]


def test_ohio_asks_for_bills_that_changed_only():
    listing = (CASES / "us-oh-bills/documented-form/list.json").read_bytes()
    made = spider("us-oh-bills", "2027-03-03T08:00:00-05:00", stamps={"us-oh/137/HB20": "118001"})
    seen = visit(made, {OHIO: listing})

    assert seen.asked == [OHIO, f"{OHIO}sjr2/"]
    assert [each.id for each in seen.of(Unchanged)] == ["us-oh/137/HB20"]
    assert len(visit(spider("us-oh-bills", "2027-03-03T08:00:00-05:00"), {OHIO: b"[]"}).of(NothingHere)) == 1


@pytest.mark.parametrize(
    ("name", "file", "old", "new"),
    [
        ("us-oh-bills", "hb20.json", '"number": "hb20"', '"number": "hb21"'),
        ("us-oh-bills", "hb20.json", '"subjects": ["Mental Health", "Hospitals"]', '"subjects": "Mental Health"'),
        ("us-oh-bills", "hb20-actions.json", '"occurred": "2027-02-01T10:00:00"', '"occurred": "yesterday"'),
        ("us-oh-bills", "hb20-actions.json", '["rep_other_cy_1"]', '"rep_other_cy_1"'),
        ("us-oh-bills", "hb20-actions.json", "[", "<html>Request Rejected</html>"),
        ("us-nc-bills", "h123.html", "House Bill 123 /", "House Bill 124 /"),
        ("us-nc-bills", "h123.html", "<h6>History", "<h6>Story"),
        ("us-nc-bills", "h123.html", "Sponsors:", "Friends:"),
        ("us-nc-bills", "h123.html", "[H] - 28", "28"),
        ("us-vt-hearings", "meetings.json", '"CommitteeMeetingID": 7001', '"CommitteeMeetingID": null'),
        ("us-mi-hearings", "3001.html", "Committee(s)", "Body"),
        ("us-mi-hearings", "3001.html", '<div class="formLeft">Date', '<div class="formLeft">Day'),
    ],
)
def test_a_page_that_changed_costs_one_record_and_is_told(name: str, file: str, old: str, new: str, tmp_path: Path):
    usual = case(CASES / name / "documented-form")
    seen = changed(name, tmp_path, lambda here, text: text.replace(old, new) if here == file else text)

    assert len(seen.bills) + len(seen.hearings) == len(usual.bills) + len(usual.hearings) - 1
    assert len(seen.faults) == len(usual.faults) + 1


@pytest.mark.parametrize(
    ("name", "file"),
    [("us-tx-hearings", "house.html"), ("us-tx-hearings", "senate.html"), ("us-mi-hearings", "list.html")],
)
@pytest.mark.parametrize("body", ["<html><body><p>Welcome</p></body></html>", "<html>Request Rejected</html>", ""])
def test_a_page_without_its_table_is_no_empty_calendar(name: str, file: str, body: str, tmp_path: Path):
    seen = changed(name, tmp_path, lambda here, text: body if here == file else text)

    assert len(seen.of(NothingHere)) == (1 if name == "us-tx-hearings" else 0), "the joint meetings only"
    assert any(
        each.url and ("Chamber=H" in each.url or "events" in each.url or "Meetings" in each.url) for each in seen.faults
    )


def test_a_meeting_of_texas_in_summer_has_the_clock_of_summer(tmp_path: Path):
    seen = changed("us-tx-hearings", tmp_path, lambda _here, text: text.replace("March 1, 2027", "July 1, 2027"))
    assert str(seen.hearings[0].start) == "2027-07-01 08:00:00-05:00"
    for hour, sure in (("Upon final adjournment", "upon-adjournment"), ("TBA", "date-only")):
        folder = tmp_path / sure
        told = changed("us-tx-hearings", folder, lambda _here, text, hour=hour: text.replace(">8:00 AM<", f">{hour}<"))
        assert (told.hearings[0].all_day, told.hearings[0].time_qualifier) == (True, sure)


@pytest.mark.parametrize("body", ["[]", "{}", '{"data": {}}', "<html>Request Rejected</html>", ""])
def test_an_answer_of_vermont_that_is_no_list_is_told(body: str, tmp_path: Path):
    seen = changed("us-vt-hearings", tmp_path, lambda _here, _text: body)
    assert (seen.hearings, len(seen.faults)) == ([], 1)
    assert len(changed("us-vt-hearings", tmp_path / "none", lambda _here, _text: '{"data": []}').of(NothingHere)) == 1
    past = changed(
        "us-vt-hearings",
        tmp_path / "past",
        lambda _here, text: text.replace("2027", "2026").replace("next week", "March 1, 2026"),
    )
    assert (past.hearings, len(past.of(NothingHere)), past.faults) == ([], 1, [])


def test_of_texas_only_the_files_that_changed_are_asked_for(tmp_path: Path):
    folder = CASES / "us-tx-bills/documented-form"
    pages = {
        each["url"]: (folder / each["file"]).read_bytes()
        for each in tomllib.loads((folder / "case.toml").read_text())["page"]
    }
    first = {bill.id: bill.stamp for bill in case(folder).bills}
    again = visit(spider("us-tx-bills", "2027-02-21T08:00:00-06:00", stamps=first), pages)

    assert {each.id for each in again.of(Unchanged)} == first.keys()
    assert [url.rpartition("/")[2] for url in again.asked if url.endswith(".xml")] == ["HB%2061.xml", "HB%2062.xml"]


def test_connecticut_follows_a_bill_from_chamber_to_chamber():
    bill = case(CASES / "us-ct-bills/documented-form").bills[0]
    assert [each.organization for each in bill.actions] == ["lower", "lower", "lower", "upper"]
    assert [stage(bill.actions[:n], "lower", place="us-ct") for n in (1, 3)] == ["in-committee", "passed-one-chamber"]


def test_a_step_of_michigan_that_cannot_be_read_costs_itself():
    seen = case(CASES / "us-mi-bills/documented-form")
    (bill,) = seen.bills
    assert len(seen.of(Unreadable)) == 2
    assert [each.organization for each in bill.actions] == ["lower", "lower", "lower", "upper"]
    assert stage(bill.actions, "lower", place="us-mi") == "passed-one-chamber"


def test_a_grid_of_delaware_that_gives_fewer_rows_than_it_counts_is_told(tmp_path: Path):
    folder = CASES / "us-de-hearings/documented-form"
    told = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    pages = {each["url"]: (folder / each["file"]).read_bytes() for each in told["page"]}
    upcoming = told["page"][0]["url"]
    pages[upcoming] = pages[upcoming].replace(b'"Total": 2', b'"Total": 40')
    seen = visit(spider("us-de-hearings", told["recorded_at"]), pages, tmp_path)
    assert (len(seen.hearings), [each.reason for each in seen.faults]) == (2, ["Total: wanted 40 rows, found 2"])

    grid = json.loads(pages[upcoming])
    pages[upcoming] = json.dumps(grid | {"Data": grid["Data"][:1] * 20, "Total": 21}).encode()
    again = visit(spider("us-de-hearings", told["recorded_at"]), pages, tmp_path)
    assert again.asked.count(upcoming) == 2  # a server that gives one page for all is not asked for ever
