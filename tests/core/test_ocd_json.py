"""What a record shows as JSON: its own words, what we read from them, and nothing that is only for us."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace
from typing import Any

import pytest

from tracker.records import ocd_json

MATCH = {"topic": "parity", "score": 60, "tier": "flagged", "reasons": [{"rule": "parity"}]}
BILL = {
    "key": "HR1", "title": "An act", "identifier": "HR 1", "subject": ["Health"], "stamp": "v1", "text": "Section 1.",
    "abstracts": [{"abstract": "On care."}], "actions": [{"description": "Introduced"}],
}  # fmt: skip


def bill_row(**told: Any) -> SimpleNamespace:
    known = {
        "id": "us/119/HR1", "record": json.dumps(BILL), "first_action_date": dt.date(2026, 1, 5), "latest_action_date": None,
        "latest_action_description": None, "stage": "introduced", "stage_basis": "Introduced", "unconfirmed": None,
        "provenance": None, "source": "us-bills",
    }  # fmt: skip
    return SimpleNamespace(**(known | told))


def test_a_bill_shows_its_record_without_its_text_and_what_we_read_from_it() -> None:
    assert ocd_json.bill(bill_row(), [MATCH]) == {
        "id": "us/119/HR1",
        **{name: value for name, value in BILL.items() if name not in {"stamp", "text"}},
        "first_action_date": dt.date(2026, 1, 5),
        "latest_action_date": None,
        "latest_action_description": None,
        "stage": "introduced",
        "stage_basis": "our reading of: Introduced",
        "matches": [MATCH],
        "unconfirmed": [],
        "provenance": {"*": "us-bills"},
    }


def test_what_several_sources_told_and_what_waits_for_a_second_one_is_shown() -> None:
    shown = ocd_json.bill(bill_row(unconfirmed=[{"description": "Passed"}], provenance={"title": "us-ma-bills"}))
    assert (shown["unconfirmed"], shown["provenance"]) == ([{"description": "Passed"}], {"title": "us-ma-bills"})


def test_a_brief_bill_leaves_its_lists_out_and_the_reasons_of_its_matches() -> None:
    shown = ocd_json.bill(bill_row(record=BILL), [MATCH], brief=True)
    assert shown["matches"] == [{"topic": "parity", "score": 60, "tier": "flagged"}]
    assert not {"abstracts", "actions", "unconfirmed", "provenance", "text", "stamp"} & shown.keys()
    assert (shown["title"], shown["subject"]) == ("An act", ["Health"])


@pytest.mark.parametrize(
    ("stage", "basis", "told"),
    [
        ("passed", "Passed House", "our reading of: Passed House"),
        ("died", "Failed", "our reading of: Failed"),
        ("died", None, "our reading of: the end of its session"),
        ("introduced", None, "our reading: no step told yet"),
    ],
)
def test_a_stage_says_what_it_was_read_from(stage: str, basis: str | None, told: str) -> None:
    assert ocd_json.stage_basis(bill_row(stage=stage, stage_basis=basis)) == told


HEARING = {
    "key": "m-1", "stamp": "v1", "name": "Health", "agenda": [{"description": "Item"}], "description": "On care.",
    "documents": [], "bills": [{"identifier": "HB12", "title": "An act"}, {"identifier": "HB13", "title": None}],
}  # fmt: skip


@pytest.mark.parametrize(("vanished", "gone"), [(None, False), (dt.datetime(2026, 1, 5, tzinfo=dt.UTC), True)])
def test_a_hearing_shows_its_bills_by_their_public_ids_and_whether_it_is_still_listed(
    vanished: dt.datetime | None, gone: bool
) -> None:
    row = SimpleNamespace(id="us-md/m-1", record=HEARING, vanished_at=vanished)
    shown = ocd_json.hearing(row, ["us-md/2027/HB12", "us-md/2027/HB99"])
    assert shown == {
        "id": "us-md/m-1",
        **{name: value for name, value in HEARING.items() if name != "stamp"},
        "bills": [
            {"id": "us-md/2027/HB12", "identifier": "HB12", "title": "An act"},
            {"id": "us-md/2027/HB99", "identifier": "HB99", "title": None},
        ],
        "no_longer_listed": gone,
    }
    brief = ocd_json.hearing(row, ["us-md/2027/HB12"], brief=True)
    assert brief == {name: shown[name] for name in ("id", "key", "name", "no_longer_listed")} | {
        "bills": shown["bills"][:1]
    }


def test_a_notice_and_a_match_show_what_they_say() -> None:
    row = SimpleNamespace(id="us/fr-1", record='{"key": "fr-1", "stamp": "v1", "title": "Rule"}')
    assert ocd_json.notice(row, [MATCH]) == {"id": "us/fr-1", "title": "Rule", "matches": [MATCH]}
    for reasons in (MATCH["reasons"], json.dumps(MATCH["reasons"])):
        assert ocd_json.match(SimpleNamespace(**(MATCH | {"reasons": reasons}))) == MATCH
