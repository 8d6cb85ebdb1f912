"""New York: what was recorded of the Open Legislation API, and what it may do wrong."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest
from parsel import Selector
from pydantic import SecretStr

from spiders.kit.select import PageChanged
from spiders.sources.us_ny import memos, openleg, pages
from tests.conftest import ROOT
from tests.states.visits import case, pack, spider, visit
from tracker.records.items import NothingHere, Unreadable
from tracker.records.stages import stage
from tracker.settings import Settings

NOW = "2026-05-20T12:00:00-04:00"
API = "https://legislation.nysenate.gov/api/3"
LIST = f"{API}/bills/2025?full=true&sort=printNo:ASC&limit=100"
KNOWN = {"stamps": {"us-ny/2025-2026/S1": "x"}, "last_ok": dt.datetime(2026, 5, 19, 12, tzinfo=dt.UTC)}
UPDATES = f"{API}/bills/updates/2026-05-17/2026-05-21?limit=1000"
BILLS = ROOT / "tests/sources/us-ny-bills/2026-05-20-session"


def page() -> dict:
    return json.loads((BILLS / "page-1.json").read_text())


def listed(body: object):
    return visit(spider("us-ny-bills", NOW, limit=2), {LIST.replace("100", "2"): json.dumps(body).encode()})


def test_the_recorded_bill_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "ny.warc.gz", "ny-openleg/sourcefile/S609")
    seen = visit(spider("us-ny-bills", NOW, recording=held), held)

    assert not seen.faults
    (bill,) = seen.bills
    assert (bill.id, bill.title) == (
        "us-ny/2017-2018/S609",
        "Relates to training requirements for home inspector licensing",
    )
    assert [version.note for version in bill.versions] == ["S609", "S609A"]
    assert bill.related_bills[0].relation_type == "prior-session"
    assert "S T A T E   O F   N E W   Y O R K" in bill.text


def test_the_stage_follows_the_history():
    law, replaced, commended = case(BILLS).bills

    assert [stage(law.actions[:n], "upper") for n in (1, 6, 11, 13, 14)] == [
        "in-committee", "passed-one-chamber", "passed-both", "sent-to-executive", "law",
    ]  # fmt: skip
    assert ("replaced-by", "S4711") in [(each.relation_type, each.identifier) for each in replaced.related_bills]
    assert commended.classification == ("resolution",)


def test_later_visits_ask_for_what_changed_only():
    token = {"id": {"basePrintNo": "S4711", "session": 2025, "basePrintNoStr": "S4711-2025"}, "contentType": "BILL"}
    row = page()["result"]["items"][0]
    pages = {
        UPDATES: json.dumps({"success": True, "total": 2, "offsetStart": 1, "offsetEnd": 2, "limit": 1000, "result": {"items": [token, token]}}).encode(),
        f"{API}/bills/2025/S4711": json.dumps({"success": True, "responseType": "bill", "result": row}).encode(),
    }  # fmt: skip
    seen = visit(spider("us-ny-bills", NOW, **KNOWN), pages)

    assert ([bill.identifier for bill in seen.bills], seen.faults) == (["S4711"], [])


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2026-05-20T06:00:00+00:00", UPDATES),
        ("2026-05-04T06:00:00+00:00", UPDATES.replace("2026-05-17", "2026-05-03")),
        (None, LIST),
    ],
)
def test_what_changed_while_no_visit_was_whole_is_asked_for(last: str | None, first: str):
    moment = dt.datetime.fromisoformat(last) if last else None
    assert visit(spider("us-ny-bills", NOW, **{**KNOWN, "last_ok": moment}), {}).asked == [first]


def test_no_changes_are_nothing():
    body = {
        "success": True,
        "total": 0,
        "offsetStart": 1,
        "offsetEnd": 0,
        "limit": 1000,
        "result": {"items": [], "size": 0},
    }
    seen = visit(spider("us-ny-bills", NOW, **KNOWN), {UPDATES: json.dumps(body).encode()})

    assert len(seen.of(NothingHere)) == 1


def test_the_key_goes_to_the_source_and_nowhere_else():
    settings = Settings(ny_openleg_api_key=SecretStr("s3cret"))
    pages = {LIST: (BILLS / "page-1.json").read_bytes(), f"{LIST}&offset=3": (BILLS / "page-2.json").read_bytes()}
    seen = visit(spider("us-ny-bills", NOW, settings=settings), pages)

    assert all(url.count("key=s3cret") == 1 for url in seen.asked)
    assert len(seen.asked) == 2
    assert "s3cret" not in repr(seen.found)


@pytest.mark.parametrize(
    "body", [{"success": False, "message": "Invalid API key", "errorCode": 4}, {"message": "?"}, [], "x"]
)
def test_a_refusal_is_told_in_its_own_words(body: object):
    seen = listed(body)

    assert not seen.bills
    assert len(seen.faults) == 1
    assert (
        not isinstance(body, dict)
        or "message" not in body
        or body.get("message", "") in seen.faults[0].reason
        or "success" in seen.faults[0].reason
    )


@pytest.mark.parametrize("field", ["title", "basePrintNo", "session", "amendments", "actions", "sponsor", "billType"])
@pytest.mark.parametrize("value", [..., [], "??"], ids=["missing", "a-list", "a-text"])
def test_a_changed_bill_costs_itself_and_is_counted(field: str, value: object):
    body = page()
    if value is ...:
        del body["result"]["items"][0][field]
    else:
        body["result"]["items"][0][field] = value
    seen = listed(body)

    if (field, value) == ("title", "??"):
        assert len(seen.bills) == 2, "a text is a text"
        return
    assert [bill.identifier for bill in seen.bills] == ["A5120"]
    assert len(seen.of(Unreadable)) == 1


# -- pages of the drafting commission ---------------------------------------------------------------------------------------

PAGE = ROOT / "tests/sources/us-ny-bill-pages/2026-11-30-two-votes"


def test_every_recorded_bill_page_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "ny.warc.gz", "ny-openleg/billScrape/")
    seen = visit(spider("us-ny-bill-pages", "2026-11-30T12:00:00-05:00", recording=held), held)
    told = {bill.id: bill for bill in seen.bills}

    assert seen.faults == []
    assert told.keys() == {
        "us-ny/2015-2016/S2422", "us-ny/2015-2016/S434", "us-ny/2017-2018/A1646", "us-ny/2017-2018/A6361",
        "us-ny/2023-2024/S6169",
    }  # fmt: skip
    law = told["us-ny/2017-2018/A6361"]
    assert (len(law.actions), law.actions[-1].organization, stage(law.actions, "lower")) == (14, "executive", "law")
    assert [each.name for each in law.sponsorships] == ["THIELE", "MCDONALD", "STECK", "JEAN-PIERRE"]
    assert [
        (each.organization, each.result, {count.option: count.value for count in each.counts}) for each in law.votes
    ] == [
        ("lower", "pass", {"yes": 129, "no": 3, "excused": 18}),
        ("upper", "pass", {"yes": 44, "no": 18}),
    ]
    assert [(each.identifier, each.relation_type) for each in law.related_bills] == [("S4284", "companion")]
    assert Counter(each.option for each in law.votes[0].ballots) == {"yes": 129, "no": 3, "excused": 18}
    assert told["us-ny/2017-2018/A1646"].sponsorships[-1].name == "Solages"
    assert [each.note for each in told["us-ny/2023-2024/S6169"].versions] == ["S6169", "S6169A", "S6169B"]


def test_a_page_of_the_commission_tells_each_chamber_by_its_letters():
    [bill] = case(PAGE).bills

    assert [each.organization for each in bill.actions] == [*["lower"] * 4, "upper", "upper", "lower", "executive"]
    assert stage(bill.actions, "lower") == "vetoed"
    assert [(each.date.isoformat(), each.result) for each in bill.votes] == [
        ("2026-05-15", None),
        ("2026-06-02", "pass"),
    ]
    assert [(each.option, each.voter) for each in bill.votes[0].ballots] == [
        ("yes", "Zebrowski K"),
        ("excused", "Mr. Speaker"),
    ]
    assert "Crisis response" in (bill.text or "")
    assert "Not the text" not in (bill.text or "")


@pytest.mark.parametrize(
    ("was", "now"),
    [("A12-A</strong>", "soon</strong>"), ("TITLE....", "NAME: "), ("Yes: 70", "Maybe: 70"), ("SPECIAL", "PLAIN")],
)
def test_a_changed_page_of_the_commission_is_told(was: str, now: str):
    markup = (PAGE / "bill.html").read_text(encoding="utf-8").replace(was, now)
    with pytest.raises(PageChanged):
        pages.bill(markup, Selector(markup))


@pytest.mark.parametrize(
    ("memo", "purpose"),
    [
        (
            " BILL NUMBER: S1A\n\n PURPOSE OR GENERAL IDEA OF BILL:\n \nTo let a county run crisis stabi-\nlization centers.\n\nSUMMARY OF PROVISIONS:\n\nSection 1.",
            "To let a county run crisis stabilization centers.",
        ),
        ("SPONSOR: ROE\nPURPOSE :  The purpose is to pay\nfor peers.\n\n JUSTIFICATION :\nMany.", "The purpose is to pay for peers."),
        ("1. PURPOSE OF THE BILL: To pay for peers in clinics.", "To pay for peers in clinics."),
        ("BILL NUMBER: S4711", None),
        ("JUSTIFICATION: The purpose: to pay for peers.", None),
        ("PURPOSE:\n\nSUMMARY OF PROVISIONS: Section one pays.", None),
        (None, None),
    ],
)  # fmt: skip
def test_the_purpose_in_a_sponsors_memorandum_is_told_as_theirs(memo: str | None, purpose: str | None):
    told = memos.purpose(memo)
    assert [each.abstract for each in told] == ([purpose] if purpose else [])
    assert all("sponsor" in (each.note or "") for each in told)


def test_who_voted_how_where_a_bill_lies_and_who_joined_it_are_told_and_lists_that_are_missing_cost_nothing():
    """As the API writes them: votes by member under codes, the committee of now in the status."""
    row = page()["result"]["items"][0]
    member = {"memberId": 371, "shortName": "BROUK", "fullName": "Samra G. Brouk"}
    vote = {"voteType": "FLOOR", "voteDate": "2026-03-02", "memberVotes": {"items": {
        "AYE": {"items": [member]}, "AYEWR": {"items": [member | {"memberId": 2}]}, "EXC": {"items": [member | {"memberId": 3}]},
    }}}  # fmt: skip
    row |= {
        "votes": {"items": [vote, {"voteType": "COMMITTEE", "voteDate": "2026-01-20", "memberVotes": None}]},
        "status": {"statusType": "IN_ASSEMBLY_COMM", "committeeName": "MENTAL HEALTH", "actionDate": "2026-03-02"},
        "additionalSponsors": {"items": [{"memberId": 9, "shortName": "HARCKHAM"}]},
    }
    del row["pastCommittees"], row["previousVersions"]
    bill = openleg.bill(row)

    (told,) = bill.votes
    assert {count.option: count.value for count in told.counts} == {"yes": 2, "no": 0, "excused": 1}
    assert (told.organization, told.result, told.ballots[0].person_id) == ("upper", None, "371")
    assert [(each.name, each.chamber) for each in bill.committees] == [("MENTAL HEALTH", "lower")]
    assert "HARCKHAM" in [each.name for each in bill.sponsorships]
