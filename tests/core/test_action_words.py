"""What the words of an action mean is read once for all sources, with each place's own phrases."""

import csv
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED
from tracker.errors import SettingsError
from tracker.records import action_words, stages
from tracker.records.action_words import Step, steps, supports
from tracker.records.items import Action

TABLE = [
    # what looks like a decision and is none
    ("us-wi", "Refused to nonconcur", "none"),
    ("us-va", "Requires 27 affirmative votes to pass in enrolled form", "none"),
    ("us-va", "Senate substitute rejected by House (0-Y 97-N)", "differ"),
    ("us-me", "The Senate RECONSIDERED whereby the Bill was PASSED TO BE ENACTED", "reconsidered"),
    ("us-me", "RECONSIDERED whereby House Amendment B was ADOPTED", "none"),
    ("us-me", "The House RECONSIDERED its action whereby the Bill FAILED of FINAL PASSAGE", "revived"),
    ("us-me", "The Senate ADHERED to its former action whereby the Bill was INDEFINITELY POSTPONED", "fail"),
    ("us-ga", "House motion to adhere to its position failed", "differ"),
    ("us-me", "The House ADHERED to its former action whereby the motion to indefinitely postpone failed", "differ"),
    ("us-va", "Committee substitute rejected by House", "none"),
    ("us-va", "Senate committee amendments rejected by Senate", "none"),
    ("us-va", "House floor amendment #2 rejected by Senate", "differ"),
    ("us-va", "Conference substitute rejected by House", "differ"),
    ("us-ca", "Motion to reconsider made by Assembly Member Lee.", "none"),
    ("us-or", "At desk upon adjournment.", "fail"),
    ("us-me", "Governor's Action: Emergency Signed, Jun 10, 2025", "law"),
    ("us-ny", "In Room 5 upon adjournment of session", ""),
    ("us-sc", "On call of the Chair or upon adjournment", ""),
    ("us-ga", "In recess upon adjournment of the Senate", ""),
    ("us-nh", "Report of Committee of Conference failed to be adopted", "differ"),
    ("us-tn", "Engrossed; awaiting transmittal to House", ""),
    ("us-ak", "(H) AWAITING TRANSMITTAL TO GOVERNOR", "enrolled"),
    ("us-id", "rpt out - rec d/p - to 2nd rdg", "reported"),
    ("us-id", "rpt prt - to Health/Wel", "committee"),
    ("us-id", "ret'd to Com", "committee"),
    ("us-id", "to enrol - rpt enrol - Sp signed - Pres signed", "enrolled"),
    ("us-id", "to Gov", "sent"),
    ("us-nm", "[12] PASSED/S (37-3)", "pass"),
    ("us-nm", "[9] FAILED/H (22-48)", "fail"),
    ("us-wv", "House reconsidered and passed bill (Roll No. 3)", "pass"),
    ("us-ga", "House Reconsidered and Passed", "pass"),
    ("us-la", "The vote by which the bill passed was reconsidered and the bill was read and finally passed.", "pass"),
    ("us-sd", "Senate Reconsidered, Passed, YEAS 20", "reconsidered"),
    ("us-va", "Reconsideration of House passage agreed to by House (98-Y 0-N)", "reconsidered"),
    ("us-va", "Reconsideration of Senate amendments agreed to by House", "none"),
    ("us-nc", "Passed 3rd Reading Reconsidered", "reconsidered"),
    ("us-al", "Barnes motion to Indefinitely Postpone - Adopted Voice Vote", "fail"),
    ("us-al", "Barnes motion to Indefinitely Postpone - Lost Roll Call 12", "none"),
    ("us-al", "Motion to Indefinitely Postpone Amendment 3 - Adopted", "none"),
    ("us-al", "Budget Isolation Resolution lost Roll Call 214", "none"),
    ("us-ak", "(S) FAILED TO RECEDE FROM AMS Y9 N11", "differ"),
    ("us-ak", "(S) RECEDE FROM SENATE AM(S) Y20 N-", "concur"),
    ("us-pa", "Third consideration and final passage, defeated (98-104)", "fail"),
    ("us-al", "Enacted as Act 2025-312", "law"),
    ("us", "Confirmed by the Senate by Yea-Nay Vote. 53 - 45.", "pass"),
    ("us-mi", "REFERRED TO COMMITTEE OF THE WHOLE WITH SUBSTITUTE (S-1)", "floor"),
    ("us-va", "Incorporated into HB 12", "substituted"),
    ("us-wi", "Motion to reconsider adoption of Assembly Amendment 1 prevailed", "none"),
    ("us-nv", "Amendment 3: no further consideration", ""),
    ("us-nv", "No further consideration of the proposed amendment", ""),
    ("us-gu", "Public law reference amended", ""),
    ("us-gu", "Public Law 37-12", "law"),
    ("us-de", "Amendment HA 1 to House Bill 12 was Stricken", ""),
    ("us-pr", "No se aprueba la enmienda", ""),
    ("us-pr", "Se retir\u00f3 la medida", "fail"),
    ("us-mo", "Defeated on perfection", "fail"),
    ("us-mo", "Motion for perfection failed", "none"),
    ("us-pa", "Second consideration, re-referred to Appropriations", "committee"),
    ("us-wv", "On 2nd reading, rejected", "fail"),
    ("us-me", "Committee of Conference report: not accepted", "differ"),
    ("us-ks", "Adopt CCR failed", "differ"),
    ("us-gu", "Passed by I Mina'trentai Siette Na Liheslaturan Gu\u00e5han", "pass"),
    ("us-in", "Second reading: amended, ordered engrossed", "floor"),
    ("us-wi", "Report concurrence as amended recommended by Committee on Health, Ayes 5, Noes 0", "reported"),
    ("us-wi", "Be concurred in as amended, recommended by Committee on Health", "reported"),
    ("us-wi", "Read a third time and concurred in as amended", "differ"),
    ("us-tx", "Motion to reconsider failed", "none"),
    ("us-ga", "Notice to reconsider", "none"),
    ("us-ok", "Motion to reconsider vote adopted: Ayes: 51 Nays: 40", "reconsidered"),
    ("us-ca", "In committee: Set, first hearing. Failed passage. Reconsideration granted.", "reported fail reconsidered"),
    ("us-mn", "Taken from table", "revived"),
    ("us-nh", "Not signed off", "none"),
    ("us-in", "Senator Young M added as coauthor", ""),
    ("us-mt", "(S) Signed by President", "enrolled"),
    ("us-ri", "03/12/2026 Committee recommended measure be held for further study", "reported"),
    ("us-ky", "posted for passage in the Regular Orders of the Day for Tuesday, March 10 2026", "none"),
    ("us-ky", "passed over and retained in the Orders of the Day", "none"),
    ("us-ne", "Passed over", "none"),
    ("us-va", "Passed by for the day", "none"),
    ("us-co", "House Second Reading Special Order - Passed - No Amendments", "none"),
    ("us-hi", "Report adopted; Passed Second Reading, as amended (SD 1) and referred to WAM.", "reported none"),
    ("us-tn", "Passed on Second Consideration, refer to Senate Judiciary Committee", "committee"),
    ("us-tn", "P2C, ref. to Education Committee", "committee"),
    ("us-tn", "Received from House, Passed on First Consideration", "none"),
    ("us-al", "Joint Rule 11", "adopt"),
    ("us-vt", "3rd reading ordered on roll call Passed -- Needed 15 of 29 to Pass", "floor"),
    ("us-tx", "Passed to engrossment as amended", "none"),
    ("us-la", "Read by title, ordered engrossed, passed to 3rd reading.", "floor"),
    ("us-wa", "Passed to Rules Committee for second reading.", "none"),
    ("us-ut", "House Comm - Motion to Recommend Failed [House Business Committee]", "none"),
    ("us-mt", "Committee Report--Bill Passed as Amended", "reported"),
    ("us-wa", "Minority; do not pass.", "committee"),
    ("us-me", 'Committee Amendment "A" (H-12) READ and ADOPTED, in concurrence.', "none"),
    ("us-vt", "Rep. Cordes of Bristol moved to amend the bill, which was agreed to", "none"),
    ("us-wa", "Effective date 7/27/2025.", "none"),
    ("us-il", "Third Reading Deadline Extended-Rule May 31, 2025", "none"),
    ("us-ct", "Public Act 25-10", "none"),
    ("us-dc", "Transmitted to Congress", "none"),
    ("us", "Motion to proceed to consideration of measure rejected in Senate by Yea-Nay Vote. 49 - 47.", "none"),
    ("us", "Rule H. Res. 1175 failed passage of House.", "none"),
    ("us", "Rule provides for consideration of H.R. 5278 with 1 hour of debate; passed in House by voice vote", ""),
    # where it lies
    ("us-ca", "Re-referred to Com. on APPR.", "committee"),
    ("us-ga", "House Withdrawn, Recommitted", "committee"),
    ("us-co", "House Committee on Finance Refer Amended to Appropriations", "reported"),
    ("us-mi", "Referred to Second Reading", "floor"),
    ("us-ne", "Placed on General File", "floor"),
    ("us", "Placed on the Union Calendar, Calendar No. 12.", "floor"),
    ("us-ri", "05/01/2026 Placed on House Calendar  (05/05/2026)", "floor"),
    ("us-ok", "General Order, Considered", "floor"),
    ("us-ca", "Read second time. Ordered to third reading.", "floor"),
    ("us-or", "First reading. Referred to Speaker's desk.", "none"),
    # a chamber passes it
    ("us-ca", "Read third time. Passed. Ordered to the Senate. (Ayes 77. Noes 0. Page 1815.)", "floor pass"),
    ("us-mi", "PASSED BY HOUSE WITH IMMEDIATE EFFECT", "pass"),
    ("us-wy", "H 3rd Reading:Passed 58-3-1-0-0", "pass"),
    ("us-nd", "Second reading, passed, yeas 80 nays 10", "pass"),
    ("us-al", "Motion to Read a Third Time and Pass as Amended - Adopted Roll Call 7", "pass"),
    ("us-al", "Motion to Read a Third Time and Pass - Lost Roll Call 7", "fail"),
    ("us-la", "Senate floor amendments read and adopted.  Read by title and passed by a vote of 38 yeas and 0 nays; ordered reengrossed", "none pass"),
    ("us-la", "Read by title, passed by a vote of 38 yeas and 0 nays, and sent to the House.  Motion to reconsider tabled.", "pass"),
    ("us-ut", "Senate/ passed 2nd & 3rd readings/ suspension", "pass"),
    ("us-ky", "3rd reading, passed 90-4 with Committee Substitute (1) and  Floor Amendment (1)", "pass"),
    ("us-ok", "Third Reading, Measure passed and Emergency failed:  Ayes: 60 Nays: 30", "pass"),
    ("us-ne", "Passed on Final Reading with Emergency Clause 47-0-2", "pass"),
    ("us-sc", "Read third time and sent to House", "pass"),
    ("us-va", "Agreed to by House by voice vote", "pass"),
    ("us-hi", "Passed Third Reading, as amended (SD 2).  Ayes, 25; Aye(s) with reservations: none.", "pass"),
    ("us-pa", "Third consideration and final passage, June 24 (202-0)", "pass"),
    ("us-mo", "S Third Read and Passed", "pass"),
    ("us", "On motion to suspend the rules and pass the bill Agreed to by voice vote. (text: CR H12)", "pass"),
    ("us", "Passed/agreed to in Senate: Passed Senate with an amendment by Unanimous Consent.", "pass"),
    ("us-in", "First reading: adopted voice vote", "adopt"),
    ("us-me", 'The Bill was PASSED TO BE ENGROSSED as Amended by Committee Amendment "A" (H-12).', "engrossed"),
    ("us-sd", "Senate Do Pass, Passed, YEAS 34, NAYS 0.", "pass"),
    ("us", "On motion to table the motion to reconsider Agreed to by the Yeas and Nays: 217 - 105 (Roll no. 386).", "none"),
    ("us-ca", "On motion to table the motion to reconsider Agreed to.", "none"),
    ("us-ca", "Motion to reconsider the vote by which cloture was not invoked agreed to in Senate", "none"),
    ("us", "The committee reported the bill favorably.", "reported"),
    ("us", "Ordered to be reported with amendments favorably.", "reported"),
    ("us", "On agreeing to the Smith amendment Agreed to by voice vote.", "none"),
    # do they agree?
    ("us", "On agreeing to the conference report Agreed to by the Yeas and Nays: 226 - 197 (Roll no. 183).", "confer"),
    ("us-md", "House Refuses Concur Senate Amendments", "differ"),
    ("us-in", "House dissented from Senate amendments", "differ"),
    ("us", "House requested a conference with the Senate on the disagreeing votes of the two Houses.", "differ"),
    ("us", "Conference held.", "differ"),
    ("us-ok", "SA's rejected, conference requested, conferees to be named later", "differ"),
    ("us-ca", "In Assembly. Concurrence in Senate amendments pending.", "differ"),
    ("us-in", "Returned to the House with amendments", "amended"),
    ("us-wy", "S Received for Concurrence", "amended"),
    ("us-wy", "H Concur:Passed 58-0-4-0-0", "concur"),
    ("us-wy", "H Concur:Failed 8-50-4-0-0", "differ"),
    ("us-co", "House Considered Senate Amendments - Result was to Concur - Repass", "concur"),
    ("us-va", "Senate amendments agreed to by House (97-Y 0-N)", "concur"),
    ("us-al", "Gudger motion to Concur In and Adopt House Amendment - Adopted Roll Call 12", "concur"),
    ("us-nd", "Conference committee report adopted", "confer"),
    ("us-sc", "Conference report rejected", "differ"),
    ("us-il", "Passed Both Houses", "enrolled"),
    ("us-co", "Signed by the President of the Senate", "enrolled"),
    ("us-sc", "Ratified R 12", "enrolled"),
    ("us-md", "Returned Passed", "enrolled"),
    # the executive
    ("us-wa", "Delivered to Governor.", "sent"),
    ("us-ut", "House/ to Governor", "sent"),
    ("us-fl", "Signed by Officers and presented to Governor", "sent"),
    ("us-nc", "Pres. To Gov. 6/1/2025", "sent"),
    ("us", "Presented to President.", "sent"),
    ("us", "Signed by President.", "law"),
    ("us-ok", "Becomes law without Governor's signature 05/06/2025", "law"),
    ("us-ri", "07/01/2025 Effective without Governor's signature", "law"),
    ("us-tx", "Filed without the Governor's signature", "law"),
    ("us-mn", "Governor's action Approval 05/23/25", "law"),
    ("us-mn", "Governor's action Veto 05/23/25", "veto"),
    ("us-wa", "C 12 L 25.", "law"),
    ("us-ny", "SIGNED CHAP.12", "law"),
    ("us-nc", "Ch. SL 2025-10", "law"),
    ("us-tn", "Pub. Ch. 12", "law"),
    ("us-mi", "Assigned PA 12'25 With Immediate Effect", "law"),
    ("us-nj", "Approved P.L.2025, c.12.", "law"),
    ("us-il", "Public Act . . . . . . . . . 103-0012", "law"),
    ("us-mt", "Chapter Number Assigned", "law"),
    ("us-wa", "Governor partially vetoed.", "law"),
    ("us-ne", "Returned by Governor without approval on May 20, 2025", "veto"),
    ("us-il", "Governor Amendatory Veto", "veto"),
    ("us-il", "Total Veto Stands - No Positive Action Taken", "none"),
    ("us-ca", "Veto sustained", "none"),
    ("us-mt", "(H) Veto Override Failed", "none"),
    ("us-ne", "Failed to become law notwithstanding the objections of the Governor 24-24-1", "none"),
    ("us-ky", "veto overridden", "override"),
    ("us", "Concurrent resolution failed", "fail"),
    ("us-la", "Failed to adopt House Concurrent Resolution 5", "fail"),
    ("us-md", "Veto Overridden - Chapter 4", "law"),
    ("us-ky", "veto overridden (Acts Ch. 12)", "law"),
    ("us", "Resolution not agreed to in Senate by Yea-Nay Vote. 44 - 53.", "fail"),
    ("us", "Resolution, as amended, not agreed to in Senate by Voice Vote.", "fail"),
    ("us", "Concurrent resolution not agreed to in Senate by Yea-Nay Vote. 42 - 57.", "fail"),
    ("us-oh", "Passed notwithstanding the objections of the Governor", "override"),
    # ends
    ("us-va", "Passed by indefinitely in Education and Health (15-Y 0-N)", "fail"),
    ("us-co", "House Committee on Education Postpone Indefinitely", "fail"),
    ("us-ne", "Hardin MO325 Indefinitely postpone filed", "none"),
    ("us-nd", "Second reading, failed to pass, yeas 20 nays 70", "fail"),
    ("us-in", "Third reading: defeated; Roll Call 235: yeas 17, nays 31", "fail"),
    ("us-wy", "H Failed Introduction 30-31-1-0-0", "fail"),
    ("us-ut", "Senate/ strike enacting clause", "fail"),
    ("us-ok", "Enacting clause stricken", "none"),
    ("us-fl", "Died in Messages", "fail"),
    ("us-me", "Placed in Legislative Files (DEAD)", "fail"),
    ("us-il", "Session Sine Die", "fail"),
    ("us-mt", "(C) Missed Deadline for General Bill Transmittal", "fail"),
    ("us-sd", "Withdrawn at the Request of the Prime Sponsor", "fail"),
    ("us", "Sponsor withdrew the bill", "fail"),
    ("us", "This measure was withdrawn by its sponsor", "fail"),
    ("us", "Senator Rivera withdrew the resolution", "fail"),
    ("us", "Withdrawal of bill by the author", "fail"),
    ("us", "Pulled by sponsor", "fail"),
    ("us-ny-new-york", "This Introduction was Withdrawn", "fail"),
    ("us", "Withdrawal of bill from committee", "reported"),
    ("us", "Senator Rivera withdrew the amendment", ""),
    ("us", "Sponsor withdrew the motion", ""),
    ("us", "Cosponsor withdrawn", "none"),
    ("us-ky", "02/27/26: WITHDRAWN", "fail"),
    ("us-az", "W/D", "none"),
    ("us-ok", "Withdrawn from Rules Committee", "reported"),
    ("us-vt", "3rd reading refused on roll call", "fail"),
    ("us-sd", "Deferred to the 41st legislative day", "fail"),
    ("us-wi", "Failed to concur in pursuant to Senate Joint Resolution 1", "fail"),
    ("us-ma", "Accompanied a study order, see S2999", "fail"),
    # goes on otherwise
    ("us-mn", "Rule 45-amend, subst. General Orders HF4102, SF indefinitely postponed", "substituted"),
    ("us-fl", "Laid on Table, companion bill(s) passed, see CS/HB 1 (Ch. 2025-5)", "substituted"),
    ("us-fl", "Substituted for SB 12", "none"),
    ("us-ia", "SF 641 substituted. H.J. 1153.", "substituted"),
    ("us-ia", "Committee report approving bill, renumbered as HF 312.", "substituted"),
    ("us-tn", "Companion House Bill substituted", "substituted"),
    ("us-tn", "Senate substituted House Bill for companion Senate Bill.", "none"),
    ("us-va", "Incorporated by Education (SB12-Deeds)", "substituted"),
    ("us-va", "Continued to next session in Finance (15-Y 0-N)", "carried"),
    ("us-hi", "Carried over to 2026 Regular Session.", "carried"),
    ("us-me", "CARRIED OVER, in the same posture, to the next special or regular session of the 132nd Legislature", "carried"),
    ("us-al", "Carried Over to the Call of the Chair", ""),
    # families of phrases, as places print them
    ("us-wy", "H Did not Consider for Introduction", "fail"),
    ("us-wy", "H COW:H Did not consider for COW", "fail"),
    ("us-wi", "Failed to pass notwithstanding the objections of the Governor", "none"),
    ("us-wi", "Read a third time and concurred in", "concur"),
    ("us-sd", "Veto override failed", "none"),
    ("us-va", "House sustained Governor's veto", "none"),
    ("us-nc", "Failed Override Vote", "none"),
    ("us-nc", "Placed On Cal For 07/10/2025", "floor"),
    ("us-nc", "Re-ref Com On Health", "committee"),
    ("us-ks", "Final Action - Not passed; Yea: 10 Nay: 30", "fail"),
    ("us-id", "Read third time - FAILED - 20-48-2", "fail"),
    ("us-or", "At Desk upon adjournment", "fail"),
    ("us-tn", "Assigned Public Chapter Number 123 by the Secretary of State", "law"),
    ("us-ky", "delivered to Secretary of State (Acts Ch. 12)", "law"),
    ("us-ar", "Notification that SB12 is now Act 123", "law"),
    ("us-ak", "LAW W/O SIGNATURE", "law"),
    ("us-ct", "Immediate Transmittal to the Governor", "sent"),
    ("us-ct", "SENATE CALENDAR NUMBER 283", "floor"),
    ("us-tx", "House adopts conf. comm. report-reported", "confer"),
    ("us-ga", "Senate Agreed House Amend or Sub", "concur"),
    ("us-la", "Involuntarily deferred in committee", "fail"),
    ("us-la", "Withdrawn from the files of the House", "fail"),
    ("us-ma", "New draft substituted, see H1234", "substituted"),
    ("us-il", "Tabled By Sponsor Rep. Smith", "fail"),
    ("us-dc", "Final Reading, CC", "pass"),
    ("us-pr", "Aprobado por la Cámara en votación final", "pass"),
    ("us-pr", "Firmado por la Gobernadora", "law"),
    ("us-pr", "Ley Núm. 12-2025", "law"),
    ("us-pr", "Enviado a la Gobernadora", "sent"),
    ("us-pr", "Retirado por su autor", "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "text", "meanings"), TABLE, ids=[f"{row[0]}-{row[1][:40]}" for row in TABLE])
def test_an_action_means_what_its_legislature_means_by_it(place: str, text: str, meanings: str):
    found = [step.meaning for step in steps(place, text)]
    assert [each for each in found if each != "none" or found == ["none"] or "none" in meanings] == meanings.split()


LEADS_NOWHERE = {"none", "committee", "reported", "floor", "engrossed", "adopt", "amended"}


def test_phrases_of_every_legislature_decide_what_their_readers_know_they_decide():
    wrong = []
    for place, words, meaning in _rows(Path(__file__).with_name("phrases.tsv")):
        decisions = [step.meaning for step in steps(place, words) if step.meaning not in LEADS_NOWHERE]
        told = [step.meaning for step in steps(place, words)]
        if (meaning == "nothing" and decisions) or (
            meaning != "nothing" and (meaning not in told or decisions[-1:] not in ([], [meaning]))
        ):
            wrong.append((place, words, meaning, told))
    assert wrong == []


def test_the_piece_of_a_row_stands_in_all_texts_that_its_pattern_fits_or_is_a_condition_of_its_own():
    faulty = []
    for place, rows in action_words.phrases(action_words._FILE.read_text(encoding="utf-8")).items():
        for number, (pieces, pattern, _) in enumerate(rows, 1):
            found = [any(piece in text for piece in pieces) for text in _texts(re._parser.parse(pattern.pattern))]
            if any(found) and not all(found):
                faulty.append((place, number, pieces))
    assert faulty == []


def _texts(parsed: Any) -> list[str]:
    """What a pattern fits, in brief: every branch of it, with one letter for any and a repetition left out or taken once."""
    found = [""]
    for kind, told in parsed:
        match str(kind):
            case "LITERAL":
                parts = [chr(told)]
            case "MAX_REPEAT" | "MIN_REPEAT":
                parts = ([""] if told[0] == 0 else []) + _texts(told[2])
            case "SUBPATTERN":
                parts = _texts(told[3])
            case "BRANCH":
                parts = [text for branch in told[1] for text in _texts(branch)]
            case "IN":
                parts = [chr(each) for what, each in told if str(what) == "LITERAL"] or ["_"]
            case "AT" | "ASSERT" | "ASSERT_NOT":
                parts = [""]
            case _:
                parts = ["_"]
        found = [text + part for text in found for part in parts]
        found = found[:: len(found) // 2_000 + 1]
    return found


FAMILIES = (
    ("Died in committee", "fail"), ("Died on calendar", "fail"), ("Failed sine die", "fail"), ("Indefinitely postponed", "fail"),
    ("Postponed indefinitely", "fail"), ("Failed to pass", "fail"), ("Withdrawn by sponsor", "fail"), ("Third reading, failed", "fail"),
    ("No further action taken", "fail"), ("In committee upon adjournment", "fail"), ("Defeated", "fail"),
    ("Carried over to 2026 regular session", "carried"), ("Substituted by HB 12", "substituted"),
    ("Enrolled", "enrolled"), ("Ordered enrolled", "enrolled"), ("Sent to the Governor", "sent"), ("Presented to Governor", "sent"),
    ("Signed by the Governor", "law"), ("Approved by Governor", "law"), ("Filed without the Governor's signature", "law"),
    ("Became law without Governor's signature", "law"), ("Enacted without the Governor's signature", "law"),
    ("Chaptered by Secretary of State", "law"), ("Chapter 123", "law"), ("Act No. 12", "law"), ("Line item veto", "law"),
    ("Vetoed by Governor", "veto"), ("Pocket veto", "veto"), ("Veto overridden", "override"), ("Veto override failed", "none"),
    ("Recommitted to Committee on Health", "committee"), ("Re-referred to Health", "committee"), ("Referred to Health", "committee"),
    ("Third reading, passed", "pass"), ("Passed House", "pass"), ("Placed on calendar", "floor"),
    ("Died on the table", "fail"), ("Died, session ended", "fail"), ("Not passed", "fail"), ("Deemed lost", "fail"), ("Leave to withdraw", "fail"),
    ("Read third time and failed", "fail"), ("Communicated to Governor", "sent"), ("Motion to table failed", "none"),
    ("Conference committee report adopted", "confer"), ("Refused to concur", "differ"), ("Concurred in House amendments", "concur"),
)  # fmt: skip
"""Phrases that most journals print, each in its own dress."""
DRESSES = (
    "{}", "{}.", "  {}  ", "(H) {}", "(S) {}", "H {}", "S {}", "{} 6/5/2025", "{} on June 5, 2025", "{} - 06/05/2025",
    "{} (Page 1815)", "{}; HJ 123", "House: {}",
)  # fmt: skip


@pytest.mark.parametrize(("words", "meaning"), FAMILIES)
def test_a_phrase_means_the_same_in_each_dress_and_place(words: str, meaning: str):
    wanted = {meaning} - {"none"}
    wrong = [
        (place, told)
        for dress in DRESSES
        for change in (str, str.upper, str.lower)
        for told in [dress.format(change(words))]
        for place in ("us-xx", "us-pa", "us-ms", "us-nm")
        if {step.meaning for step in steps(place, told)} - {"none"} != wanted
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("place", "text", "chamber"),
    [
        ("us-mi", "PASSED BY HOUSE", "lower"),
        ("us-tn", "Passed H., as am., Ayes 80, Nays 10", "lower"),
        ("us-mt", "(S) 3rd Reading Passed", "upper"),
        ("us-wy", "S 3rd Reading:Passed 30-0", "upper"),
        ("us-ut", "House/ passed 3rd reading", "lower"),
        ("us-nj", "Passed Assembly (67-9-0)", "lower"),
        ("us-ct", "SEN. PASSED, HO. AMEND. SCH. A", "upper"),
        ("us-vt", "Senate Message: Passed in concurrence", "upper"),
        ("us-wa", "House concurred in Senate amendments.", "lower"),
        ("us-ca", "Senate amendments concurred in.", None),
        ("us-az", "PASSED", None),
    ],
)
def test_who_acted_is_read_from_the_words_before_the_journal_it_stands_in(place: str, text: str, chamber: str | None):
    assert steps(place, text)[-1].chamber == chamber


@pytest.mark.parametrize(
    ("text", "amended"),
    [
        ("Third reading, passed as amended", True),
        ("Passed Senate with an amendment by Unanimous Consent.", True),
        ("Passed with floor amendments", True),
        ("Passed Senate without amendment by Unanimous Consent.", False),
        ("Third reading, passed", False),
        ("HOUSE PASSED, HOUSE AMEND. SCH. A", True),
        ("HOUSE PASSED, SEN. AMEND. SCH. A", False),
    ],
)
def test_a_passage_says_whether_the_text_was_changed(text: str, amended: bool):
    assert steps("us-xx", text)[-1] == Step("pass", steps("us-xx", text)[-1].chamber, amended)


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("Joint Rule 11", ("introduction", "passage"), []),
        ("Order by vote of 30 to 2", ("passage",), ["pass"]),
        ("Xyzzy", ("executive-signature",), []),
        ("Gov. Msg. 12 says it is an act", ("executive-signature",), ["law"]),
        ("Xyzzy", ("referral-committee",), ["committee"]),
        ("Report adopted; referred to the committee on FIN", ("passage",), ["reported", "committee"]),
        ("Second reading, failed to pass", ("passage",), ["fail"]),
        ("Xyzzy", ("unheard-of",), []),
    ],
)
def test_an_upstream_label_counts_only_where_the_words_can_bear_it(text, labels, expected):
    assert [step.meaning for step in steps("us-xx", text, labels)] == expected


def test_where_the_words_leave_it_open_the_label_decides():
    assert [step.meaning for step in steps("us-sd", "Do Pass", ("passage",))] == ["pass"]
    assert [step.meaning for step in steps("us-sd", "Do Pass", ("committee-passage-favorable",))] == ["reported"]


def test_words_support_a_label_that_they_say_or_could_bear():
    assert supports("us-oh", "Passed", "passage")
    assert supports("us-oh", "Order by vote of 30 to 2", "passage")
    assert not supports("us-oh", "Ordered to the Senate", "passage")
    assert not supports("us-mt", "Signed by President", "executive-signature")
    assert not supports("us-oh", "Passed", "unheard-of")


def test_an_abbreviation_parts_no_clause():
    assert [s.meaning for s in steps("us-tx", "House refuses to adopt conference comm. rept. as filed")] == ["differ"]


@pytest.mark.parametrize(
    "text",
    [
        'general = [["a", "b", "fly"]]',
        'general = [["a", "(", "pass"]]',
        'general = [["a", "pass"]]',
        "general = [1]",
        'general = ["@none"]',
    ],
)
def test_a_faulty_row_of_phrases_is_named(text: str):
    with pytest.raises(SettingsError, match=r"action_phrases.toml: general, row 1"):
        action_words.phrases(text)


def test_a_list_stands_where_it_is_named():
    read = action_words.phrases(
        'shared = [["a", "b", "pass"], ["c", "d", "fail"]]\nus-xx = [["e", "f", "law"], "@shared"]'
    )
    assert [row[2] for row in read["us-xx"]] == ["law", "pass", "fail"]


def test_phrases_without_shared_rows_have_none():
    assert action_words.phrases("us-xx = []") == {"general": (), "us-xx": ()}


def _after_both(place: str, text: str, chamber: str) -> str:
    passed = [
        Action(date=dt.date(2025, 3, day), description="Third reading, passed", organization=house)
        for day, house in ((1, "lower"), (2, "upper"))
    ]
    bodies = {"H": "lower", "A": "lower", "S": "upper", "E": "executive", "G": "executive"}
    last = Action(date=dt.date(2025, 4, 1), description=text, organization=bodies.get(chamber))
    return stages.stage([*passed, last], "lower", place=place)


def test_phrases_of_fifty_states_lead_to_the_stage_that_people_expect():
    listed = SHARED / "cases" / "public" / "action_phrases.tsv"
    if not listed.exists():
        pytest.skip(f"the list of phrases is not here ({listed})")
    meant = {"same": "passed-both", "sent": "sent-to-executive", "passed": "passed-both", "same-vetoed": "passed-both"}
    meant["Concurrence vote failed"] = "chambers-differ"  # newer than the list: the chambers hold different texts
    wrong = []
    for text, chamber, told, state in _rows(listed):
        places = [f"us-{each.lower()}" for each in state.split("/")] if state != "x" else ["us-tx"]
        expected = meant.get(text, meant.get(told, told))
        wrong += [(p, text, told) for p in places if "?" not in told and _after_both(p, text, chamber) != expected]
    assert wrong == []


def _rows(listed: Path) -> list[list[str]]:
    with listed.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))[1:]
