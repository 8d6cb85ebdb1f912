"""Roll calls of Congress are read with every name, kept, put together by measure, and joined to what actions tell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from spiders.kit.select import PageChanged
from spiders.sources.us import roll_call_files
from spiders.sources.us.roll_calls import votes
from tests.states.visits import spider, visit
from tracker.ingest.source import NATIVE
from tracker.records.items import Action, ScrapedBill, Unchanged
from tracker.records.merge import Claimed, merge
from tracker.settings import Settings

NOW = "2025-06-02T12:00:00-04:00"
HOUSE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE rollcall-vote PUBLIC "-//US Congress//DTDs/vote v1.0 20031119 //EN" "http://clerk.house.gov/evs/vote.dtd">
<rollcall-vote><vote-metadata><majority>R</majority><congress>119</congress><session>1st</session>
<rollcall-num>2</rollcall-num><legis-num>{measure}</legis-num><vote-question>On Passage</vote-question>
<vote-type>YEA-AND-NAY</vote-type><vote-result>Passed</vote-result><action-date>22-May-2025</action-date>
<action-time time-etz="06:54">6:54 AM</action-time><vote-desc>Crisis Care Act</vote-desc></vote-metadata><vote-data>
<recorded-vote><legislator name-id="A000370" sort-field="Adams" unaccented-name="Adams" party="D" state="NC"
 role="legislator">Adams</legislator><vote>Yea</vote></recorded-vote>
<recorded-vote><legislator name-id="A000055" party="R" state="AL" role="legislator">Aderholt</legislator><vote>Nay</vote>
</recorded-vote>
<recorded-vote><legislator name-id="A000371" party="D" state="CA" role="legislator">Aguilar</legislator>
<vote>Not Voting</vote></recorded-vote></vote-data></rollcall-vote>"""
SENATE = """<?xml version="1.0" encoding="UTF-8"?><roll_call_vote><congress>119</congress><session>1</session>
<congress_year>2025</congress_year><vote_number>1</vote_number><vote_date>June 1, 2025,  11:00 AM</vote_date>
<vote_question_text>On Passage of the Bill H.R. 5</vote_question_text><question>On Passage of the Bill</question>
<vote_title>H.R. 5</vote_title><vote_result>Bill Defeated</vote_result><document><document_congress>119</document_congress>
<document_type>H.R.</document_type><document_number>5</document_number><document_name>H.R. 5</document_name>
<document_title>A bill on crisis care.</document_title></document><count><yeas>0</yeas><nays>1</nays></count>
<members><member><member_full>Alsobrooks (D-MD)</member_full><last_name>Alsobrooks</last_name>
<first_name>Angela</first_name><party>D</party><state>MD</state><vote_cast>Nay</vote_cast>
<lis_member_id>S428</lis_member_id></member></members></roll_call_vote>"""
EVS = "https://clerk.house.gov/evs/2025"
LIS = "https://www.senate.gov/legislative/LIS"
PAGES = {
    f"{EVS}/index.asp": b'<a href="http://clerk.house.gov/cgi-bin/vote.asp?year=2025&rollnumber=2">2</a>',
    f"{EVS}/roll002.xml": HOUSE.replace("{measure}", "H R 5").encode(),
    f"{EVS}/roll001.xml": HOUSE.replace("{measure}", "QUORUM").encode(),
    f"{LIS}/roll_call_lists/vote_menu_119_1.xml": b"<vote_summary><congress>119</congress><votes><vote>"
    b"<vote_number>00001</vote_number><vote_date>01-Jun</vote_date></vote></votes></vote_summary>",
    f"{LIS}/roll_call_votes/vote1191/vote_119_1_00001.xml": SENATE.encode(),
}


def read(folder: Path, **asked: object):
    return visit(spider("us-roll-calls", NOW, settings=Settings(data_dir=folder), **asked), PAGES)


def test_the_votes_of_both_chambers_on_a_measure_come_with_every_name(tmp_path: Path):
    seen = read(tmp_path)
    (bill,) = seen.bills

    assert seen.faults == []
    assert (bill.id, bill.title) == ("us/119/HR5", "A bill on crisis care.")
    assert [(each.organization, each.result, each.date.isoformat()) for each in bill.votes] == [
        ("lower", "pass", "2025-05-22"), ("upper", "fail", "2025-06-01"),
    ]  # fmt: skip
    assert [(each.voter, each.option, each.person_id) for each in bill.votes[0].ballots] == [
        ("Adams", "yes", "A000370"), ("Aderholt", "no", "A000055"), ("Aguilar", "not voting", "A000371"),
    ]  # fmt: skip
    assert bill.votes[1].ballots[0].person_id == "S428"


def test_the_vote_that_breaks_a_tie_counts_and_is_told_with_who_cast_it():
    """Fifty to fifty is no passage; with the Vice President it is fifty-one to fifty."""
    tied = SENATE.replace(
        "<members>",
        "<tie_breaker><by_whom>Vice President</by_whom><tie_breaker_vote>Yea</tie_breaker_vote></tie_breaker><members>",
    )
    vote = roll_call_files.senate(tied.encode()).vote
    assert {count.option: count.value for count in vote.counts} == {"yes": 1, "no": 1}
    assert [(ballot.voter, ballot.option) for ballot in vote.ballots][1:] == [("Vice President", "yes")]
    empty = SENATE.replace("<members>", "<tie_breaker><by_whom/><tie_breaker_vote/></tie_breaker><members>")
    assert len(roll_call_files.senate(empty.encode()).vote.ballots) == 1


def test_what_was_read_is_kept_and_a_measure_without_news_is_unchanged(tmp_path: Path):
    (bill,) = read(tmp_path).bills
    again = read(tmp_path, stamps={bill.id: bill.stamp})
    assert again.of(Unchanged) == [Unchanged(id="us/119/HR5")]
    assert not again.bills


def test_names_join_the_counts_that_the_history_of_a_bill_tells(tmp_path: Path):
    (bill,) = read(tmp_path).bills
    words = "On passage Passed by the Yeas and Nays: 1 - 1 (Roll no. 2)."
    action = Action(date=dt.date(2025, 5, 22), description=words)
    told = ScrapedBill(
        jurisdiction="us", legislative_session="119", identifier="HR5", title="An Act", votes=votes([action], "119")
    )
    merged, _ = merge(
        [Claimed(source="us-govinfo-billstatus", authority=NATIVE, record=told),
         Claimed(source="us-roll-calls", authority=10, record=bill)]
    )  # fmt: skip
    assert isinstance(merged, ScrapedBill)
    assert merged.title == "An Act"
    assert [len(each.ballots) for each in merged.votes] == [3, 1]


@pytest.mark.parametrize("body", [b"<html>Not found</html>", b"", HOUSE.replace("recorded-vote", "other").encode()])
def test_another_answer_than_a_roll_call_is_refused(body: bytes):
    with pytest.raises(PageChanged):
        roll_call_files.house(body)
