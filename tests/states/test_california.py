"""California: the files of its Legislative Counsel, of a session and of the days since, put together row by row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from spiders.sources.us_ca.files import COLUMNS
from tests.states.visits import Visit, pack, spider, visit
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, TextUnread
from tracker.records.stages import stage

NOW = "2026-06-15T12:00:00-07:00"
FILES = "https://downloads.leginfo.legislature.ca.gov"
WHOLE = f"{FILES}/pubinfo_2025.zip"
DAYS = [f"{FILES}/pubinfo_daily_{day}.zip" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat")]
LOB = """<?xml version="1.0" encoding="UTF-8"?><caml:MeasureDoc xmlns:caml="http://lc.ca.gov/legalservices/schemas/caml.1#">
<caml:Description xmlns="http://www.w3.org/1999/xhtml"><caml:Title>An act relating to crisis care.</caml:Title>
<caml:DigestText><p>Existing law provides for 988.</p><p>This bill would fund it.</p></caml:DigestText></caml:Description>
<caml:Bill><caml:BillSection><caml:Content xmlns="http://www.w3.org/1999/xhtml"><p>SECTION 1. Crisis care is funded.</p>
</caml:Content></caml:BillSection></caml:Bill></caml:MeasureDoc>"""
BILL = {"bill_id": "202520260AB946", "trans_update": "2026-06-01 10:00:00", "latest_bill_version_id": "20250AB94698AMD"}
STEP = {"bill_id": "202520260AB946", "trans_update": "2026-06-01 10:00:00"}
VOTE = {"bill_id": "202520260AB946", "location_code": "AFLOOR", "vote_date_time": "2026-05-20 11:02:00",
        "vote_date_seq": "1004", "motion_id": "77"}  # fmt: skip
SESSION: dict[str, list[dict[str, str]]] = {
    "BILL_TBL": [BILL],
    "BILL_HISTORY_TBL": [
        {**STEP, "bill_history_id": "2", "action_date": "2026-05-20 00:00:00", "primary_location": "Assembly",
         "action": "Read third time. Passed. Ordered to the Senate. (Ayes 2. Noes  1.)", "secondary_location": "E&E"},
        {**STEP, "bill_history_id": "1", "action_date": "2026-01-10 00:00:00", "action": "Read first time.  To print.",
         "primary_location": "Assembly"},
    ],
    "BILL_VERSION_TBL": [
        {"bill_version_id": "20250AB94699INT", "bill_id": "202520260AB946", "version_num": "99", "subject": "Crisis.",
         "bill_version_action_date": "2026-01-10 00:00:00", "bill_version_action": "Introduced", "bill_xml": "V_1.lob"},
        {"bill_version_id": "20250AB94698AMD", "bill_id": "202520260AB946", "version_num": "98",
         "subject": "Crisis care: 988.", "bill_version_action_date": "2026-04-01 00:00:00",
         "bill_version_action": "Amended Assembly", "bill_xml": "V_2.lob"},
    ],
    "BILL_VERSION_AUTHORS_TBL": [
        {"bill_version_id": "20250AB94698AMD", "type": "Legislator", "house": "ASSEMBLY", "name": "Ramos",
         "contribution": "LEAD_AUTHOR", "primary_author_flg": "Y"},
        {"bill_version_id": "20250AB94698AMD", "type": "Legislator", "house": "SENATE", "name": "Limón",
         "contribution": "COAUTHOR", "primary_author_flg": "N"},
        {"bill_version_id": "20250AB94699INT", "type": "Legislator", "house": "ASSEMBLY", "name": "Gone",
         "contribution": "LEAD_AUTHOR"},
    ],
    "BILL_SUMMARY_VOTE_TBL": [{**VOTE, "ayes": "2", "noes": "1", "abstain": "0", "vote_result": "(PASS)"}],
    "BILL_DETAIL_VOTE_TBL": [
        {**VOTE, "legislator_name": name, "vote_code": code}
        for name, code in (("Ramos", "AYE"), ("Strom-Martin", "AYE"), ("Ashburn", "NOE"))
    ],
    "BILL_MOTION_TBL": [{"motion_id": "77", "motion_text": "AB 946 Ramos Third Reading"}],
}  # fmt: skip


def packed(tables: Mapping[str, list[dict[str, str]]], **files: str) -> bytes:
    """A file as it is served: tabs, backticks around texts, NULL where nothing is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, rows in tables.items():
            lines = [
                "\t".join(f"`{row[key]}`" if row.get(key) else "NULL" for key in COLUMNS[name]) + "\tNULL\n"
                for row in rows
            ]
            archive.writestr(f"{name}.dat", "".join(lines))
        for name, text in files.items():
            archive.writestr(f"{name}.lob", text)
    return made.getvalue()


def read(folder: Path, whole: bytes, *days: bytes, **asked: object) -> Visit:
    quiet = packed({"BILL_TBL": []})
    told = {url: (days[at] if at < len(days) else quiet) for at, url in enumerate(DAYS)}
    return visit(spider("us-ca-bills", NOW, **asked), {**told, WHOLE: whole}, folder)


def test_a_bill_is_put_together_with_its_text_and_every_vote(tmp_path: Path):
    seen = read(tmp_path, packed(SESSION, V_2=LOB))
    (bill,) = seen.bills

    assert (bill.id, bill.title) == ("us-ca/20252026/AB946", "Crisis care: 988.")
    assert [(each.title, each.note) for each in bill.other_titles] == [
        ("An act relating to crisis care.", "official title"), ("Crisis.", None),
    ]  # fmt: skip
    assert bill.actions[0].description == "Read first time. To print."
    assert stage(bill.actions, bill.from_organization, place="us-ca") == "passed-one-chamber"
    assert [(each.name, each.primary) for each in bill.sponsorships] == [("Ramos", True), ("Limón", False)]
    assert bill.abstracts[0].abstract == "Existing law provides for 988.\n\nThis bill would fund it."
    assert bill.text is not None
    assert "Crisis care is funded." in bill.text
    (vote,) = bill.votes
    assert (vote.motion, vote.result, vote.organization) == (
        "AB 946 Ramos Third Reading (Assembly floor)", "pass", "lower",
    )  # fmt: skip
    assert {each.voter: each.option for each in vote.ballots} == {
        "Ramos": "yes",
        "Strom-Martin": "yes",
        "Ashburn": "no",
    }
    assert seen.faults == []


def test_what_the_governor_wrote_of_a_veto_is_a_paper_on_the_bill(tmp_path: Path):
    row = {**STEP, "veto_date": "2026-06-10 00:00:00", "message": "VETO_1.lob"}
    other = {**row, "bill_id": "202520260AB1"}
    day = packed({"VETO_MESSAGE_TBL": [row]}, VETO_1="<p>I am returning this bill.</p>")
    (bill,) = read(
        tmp_path, packed({**SESSION, "VETO_MESSAGE_TBL": [other]}, V_2=LOB, VETO_1="Of another bill."), day
    ).bills
    assert [(each.note, str(each.date)) for each in bill.documents] == [
        ("Governor's veto message: I am returning this bill.", "2026-06-10"),
    ]


def test_the_row_that_was_written_later_counts_whichever_file_it_stands_in(tmp_path: Path):
    later = {**STEP, "bill_history_id": "2", "action_date": "2026-05-20 00:00:00", "trans_update": "2026-06-02 10:00:00",
             "action": "Read third time. Refused passage.", "primary_location": "Assembly"}  # fmt: skip
    older = {**later, "action": "An old row.", "trans_update": "2026-01-01 10:00:00"}
    for row, words in ((later, "Read third time. Refused passage."), (older, SESSION["BILL_HISTORY_TBL"][0]["action"])):
        (bill,) = read(tmp_path, packed(SESSION), packed({"BILL_HISTORY_TBL": [row]})).bills
        assert bill.actions[-1].description == " ".join(words.split())


def test_a_bill_whose_rows_are_the_same_is_not_read_again(tmp_path: Path):
    (bill,) = read(tmp_path, packed(SESSION, V_2=LOB)).bills
    assert bill.stamp is not None
    again = read(tmp_path, packed(SESSION, V_2=LOB), stamps={bill.id: bill.stamp})
    assert not again.bills
    assert [each.id for each in again.found] == [bill.id]


def test_a_file_that_is_cut_or_lacks_a_table_is_told(tmp_path: Path):
    for body in (packed(SESSION)[:300], b"<html>Request Rejected</html>", packed({"BILL_HISTORY_TBL": []})):
        seen = read(tmp_path, body)
        assert seen.faults
        assert not seen.of(NothingHere)
    lacking = read(tmp_path, packed({"BILL_TBL": [BILL]})).of(Problem)
    assert {each.kind for each in lacking} == {"missing-table"}


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "V_2.lob is not in the files, or cannot be unpacked"),
        ({"V_2": "%PDF-1.7 no XML"}, "V_2.lob: wanted XML, found '%PDF-1.7 no XML'"),
        ({"V_2": "<caml:MeasureDoc xmlns:caml='x'><caml:Bill/></caml:MeasureDoc>"}, "V_2.lob: wanted a <Bill> with words, found none"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_read_is_told_with_its_version_and_tried_again(
    tmp_path: Path, files: dict[str, str], reason: str
):
    seen = read(tmp_path, packed(SESSION, **files))
    (told,) = seen.of(TextUnread)
    assert (told.bill_id, told.version, told.reason) == ("us-ca/20252026/AB946", "Amended Assembly", reason)
    (bill,) = seen.bills
    assert (bill.text, bill.stamp) == (None, None)
    assert not read(tmp_path, packed(SESSION, V_2=LOB)).of(TextUnread)


def test_every_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    folder = recordings / "state/ca-leginfo/mini"
    held = pack(recordings / "state", tmp_path / "ca.warc.gz", "ca-leginfo/mini")
    seen = visit(spider("us-ca-bills", NOW, recording=held), held, tmp_path)
    rows = {
        name: list(
            csv.reader((folder / f"{name}.dat").read_text(encoding="utf-8").splitlines(), delimiter="\t", quotechar="`")
        )
        for name in ("BILL_TBL", "BILL_HISTORY_TBL", "BILL_VERSION_TBL")
    }
    told = {each.identifier: each for each in seen.bills}

    assert seen.faults == []
    assert told.keys() == {f"{row[3]}{row[4]}" for row in rows["BILL_TBL"]}
    assert sum(len(each.actions) for each in told.values()) == len(rows["BILL_HISTORY_TBL"])
    assert sum(len(each.versions) for each in told.values()) == len(rows["BILL_VERSION_TBL"])
    assert {name: stage(each.actions, each.from_organization, place="us-ca") for name, each in told.items()} == {
        "SB275": "vetoed", "AB831": "law", "AB1656": "passed-one-chamber", "AB2052": "passed-one-chamber",
    }  # fmt: skip
    assert all(each.text and each.abstracts for each in told.values())
    assert [each.note for each in told["SB275"].documents][:1] == ["Governor's veto message"]
