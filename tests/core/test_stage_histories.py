"""Where whole histories, as the journals of the states word them, leave their bills."""

import datetime as dt

import pytest

from tracker.records.items import Action
from tracker.records.stages import stage

HISTORIES = [
    ("us-ny", "upper", "in-committee", ["S REFERRED TO MENTAL HEALTH", "S REPORTED AND COMMITTED TO FINANCE", "S 1ST REPORT CAL.500", "S 2ND REPORT CAL.", "S ADVANCED TO THIRD READING", "S PASSED SENATE", "S DELIVERED TO ASSEMBLY", "H REFERRED TO MENTAL HEALTH", "H DIED IN ASSEMBLY", "S RETURNED TO SENATE", "S REFERRED TO MENTAL HEALTH"]),
    ("us-ny", "upper", "on-the-floor", ["S PASSED SENATE", "S DELIVERED TO ASSEMBLY", "H REFERRED TO CODES", "S RECALLED FROM ASSEMBLY", "S RETURNED TO SENATE", "S VOTE RECONSIDERED - RESTORED TO THIRD READING", "S AMENDED ON THIRD READING 12A"]),
    ("us-ny", "upper", "passed-both", ["S PASSED SENATE", "S RECALLED FROM ASSEMBLY", "S VOTE RECONSIDERED - RESTORED TO THIRD READING", "S REPASSED SENATE", "S RETURNED TO ASSEMBLY", "H SUBSTITUTED FOR A12", "H PASSED ASSEMBLY", "H RETURNED TO SENATE"]),
    ("us-ny", "lower", "vetoed", ["H PASSED ASSEMBLY", "S PASSED SENATE", "H RETURNED TO ASSEMBLY", "H DELIVERED TO GOVERNOR", "H VETOED MEMO.12", "H TABLED"]),
    ("us-nh", "lower", "in-committee", ["H Introduced 01/08/2025 and referred to Health, Human Services", "H Ought to Pass: MA VV 03/06/2025 HJ 7", "H Referred to Finance 03/06/2025 HJ 7"]),
    ("us-nh", "upper", "in-committee", ["S Ought to Pass with Amendment #2025-0700s, MA, VV; Refer to Finance Rule 4-5; 03/13/2025"]),
    ("us-nh", "upper", "passed-one-chamber", ["S Ought to Pass with Amendment #2025-0700s, MA, VV; OT3rdg; 03/13/2025", "H Introduced 03/20/2025 and referred to Finance", "H Lay on Table (Rep. Osborne): MA DV 190-170"]),
    ("us-nh", "lower", "chambers-differ", ["H Ought to Pass with Amendment 2025-1000h: MA VV", "S Ought to Pass with Amendment #2025-2000s, MA, VV; OT3rdg", "H House Non-Concurs with Senate Amendment 2025-2000s and Requests CofC (Rep. Layon): MA VV", "S Sen. Gray Accedes to House Request for Committee of Conference, MA, VV", "H Conference Committee Report: Not Signed Off"]),
    ("us-nh", "lower", "passed-one-chamber", ["H Ought to Pass: MA VV", "S Rereferred to Committee, MA, VV; 05/15/2025"]),
    ("us-nj", "lower", "passed-both", ["H Introduced, Referred to Assembly Health Committee", "H Reported out of Assembly Comm. with Amendments, 2nd Reading", "H Passed by the Assembly (76-0-0)", "S Received in the Senate, Referred to Senate Health Committee", "S Reported from Senate Committee, 2nd Reading", "S Substituted for S1234 (1R)", "S Passed Senate (Passed Both Houses) (38-0)"]),
    ("us-nj", "upper", "law", ["S Passed by the Senate (38-0)", "H Passed Assembly (Passed Both Houses) (76-0-0)", "S Conditional Veto, Received in the Senate", "S Passed Senate (Concurring with Governor's Recommendations) (38-0)", "H Passed Assembly (Passed Both Houses)", "S Approved P.L.2025, c.100."]),
    ("us-il", "lower", "chambers-differ", ["H Third Reading - Short Debate - Passed 110-000-000", "S Third Reading - Passed; 057-000-000", "H Arrived in House", "H Placed on Calendar Order of Concurrence Senate Amendment(s) 1", "H Senate Floor Amendment No. 1 Motion to Concur Referred to Rules Committee"]),
    ("us-il", "lower", "failed", ["H Third Reading - Short Debate - Passed 110-000-000", "S Referred to Assignments", "S Rule 3-9(a) / Re-referred to Assignments", "S Session Sine Die"]),
    ("us-nc", "lower", "chambers-differ", ["H Passed 1st Reading", "H Ref To Com On Health", "H Passed 2nd Reading", "H Passed 3rd Reading", "S Passed 2nd Reading", "S Passed 3rd Reading", "H Rec To Concur S Com Sub", "H Failed Concur In S Com Sub", "S Conf Com Appointed"]),
    ("us-nc", "lower", "law", ["H Passed 3rd Reading", "S Passed 3rd Reading", "H Concurred In S Com Sub", "E Ratified", "E Pres. To Gov. 6/25/2025", "E Vetoed 07/03/2025", "H Veto Overridden", "S Veto Overridden", "E Became Law Notwithstanding Veto", "E Ch. SL 2025-72"]),
    ("us-ak", "lower", "passed-both", ["H (H) READ THE FIRST TIME - REFERRALS", "H (H) PASSED Y38 N1 E1", "H (H) TRANSMITTED TO (S)", "S (S) PASSED Y20 N-", "S (S) TRANSMITTED TO (H)", "H (H) CONCUR AM OF (S) Y39", "H (H) AWAIT TRANSMITTAL TO GOVERNOR"]),
    ("us-ak", "lower", "law", ["H (H) PASSED Y38 N1", "S (S) PASSED Y20 N-", "H (H) 7:35 PM TRANSMITTED TO GOVERNOR 4/3/25", "H (H) VETOED BY GOVERNOR 4/17", "H (H) VETO OVERRIDDEN Y46 N14", "H (H) CHAPTER 5 SLA 25"]),
    ("us-ak", "lower", "law", ["H (H) PASSED Y38 N1", "S (S) PASSED Y20 N-", "H (H) VETOED BY GOVERNOR 4/17", "H (H) VETO OVERRIDDEN IN JOINT SESSION Y46 N14"]),
    ("us-dc", "legislature", "law", ["E Introduced in Office of the Secretary", "E Referred to Committee on Health", "E First Reading, CC", "E Final Reading, CC", "E Transmitted to Mayor, Response Due on Jul 12", "E Signed with Act Number A26-0111", "E Transmitted to Congress", "E Law L26-0055, Effective from Oct 10, 2026"]),
    ("us-dc", "legislature", "sent-to-executive", ["E Final Reading, CC", "E Transmitted to Mayor", "E Returned from Mayor, Unsigned", "E Enacted with Act Number A26-0111", "E Transmitted to Congress"]),
    ("us-mt", "lower", "passed-both", ["H (H) 2nd Reading Passed", "H (H) 3rd Reading Passed", "H (H) Transmitted to Senate", "S (S) 2nd Reading Concurred as Amended", "S (S) 3rd Reading Concurred", "S (S) Returned to House with Amendments", "H (H) 2nd Reading Senate Amendments Concurred", "H (H) 3rd Reading Passed as Amended by Senate", "H (H) Sent to Enrolling"]),
    ("us-mt", "lower", "failed", ["H (H) 3rd Reading Passed", "S (S) 3rd Reading Not Concurred"]),
    ("us-ks", "upper", "passed-both", ["S Senate Final Action - Passed; Yea: 40", "H House Emergency Final Action - Passed as amended; Yea: 120", "S Senate Nonconcurred with amendments; Conference Committee requested", "H House Conference Committee Report was adopted", "S Senate Conference Committee Report was adopted"]),
    ("us-pa", "upper", "passed-both", ["S Third consideration and final passage (50-0)", "H Third consideration and final passage (202-0)", "S In the Senate", "S Referred to RULES AND EXECUTIVE NOMINATIONS", "S Re-reported on concurrence, as committed", "S Senate concurred in House amendments (49-1)", "S Signed in Senate"]),
    ("us-ms", "lower", "failed", ["H (H) Passed {Vote}", "S (S) Passed As Amended {Vote}", "H (H) Decline to Concur/Invite Conf", "S (S) Conferees Named Smith", "H (H) Died In Conference"]),
    ("us-ms", "lower", "law", ["H (H) Passed {Vote}", "S (S) Passed As Amended {Vote}", "S (S) Returned For Concurrence", "H (H) Concurred in Amend From Senate", "H (H) Enrolled Bill Signed", "E Approved by Governor"]),
    ("us-nd", "lower", "sent-to-executive", ["H Second reading, passed, yeas 80 nays 10", "S Second reading, passed as amended, yeas 45", "S Returned to House (12)", "H Refused to concur", "H Conference committee appointed Smith", "H Conference committee report adopted, placed on calendar", "H Second reading, passed, yeas 85", "S Conference committee report adopted", "S Second reading, passed, yeas 46", "S Signed by President", "E Sent to Governor"]),
    ("us-sd", "lower", "law", ["H House of Representatives Do Pass, Passed, YEAS 65", "S Commerce and Energy Do Pass, Passed, YEAS 7", "S Senate Do Pass Amended, Passed, YEAS 30", "H House of Representatives Concurred in amendments, Passed, YEAS 60", "H Delivered to the Governor on March 7", "H Signed by the Governor on March 12"]),
    ("us-sd", "upper", "passed-one-chamber", ["S Health and Human Services Do Pass, Passed, YEAS 7, NAYS 0", "S Senate Do Pass, Failed, YEAS 12, NAYS 22", "S Intent to reconsider", "S Reconsidered, Passed, YEAS 20, NAYS 14", "S Senate Do Pass, Passed, YEAS 19, NAYS 15"]),
    ("us-wv", "upper", "law", ["S Introduced in Senate", "S To Health and Human Resources", "S Passed Senate (Roll No. 22)", "S Ordered to House", "H To House Health and Human Resources", "H Passed House (Roll No. 300)", "S Senate concurred in House amendments and passed bill (Roll No. 500)", "S Completed legislative action", "E To Governor 3/20/2026", "E Approved by Governor 3/27/2026"]),
    ("us-wi", "lower", "passed-both", ["H Read a third time and passed, Ayes 54, Noes 42", "H Ordered immediately messaged", "S Received from Assembly", "S Read a third time and concurred in", "S Ordered immediately messaged", "H Received from Senate concurred in"]),
    ("us-wi", "lower", "failed", ["H Read a third time and passed", "S Failed to concur in pursuant to Senate Joint Resolution 1"]),
    ("us-ia", "lower", "sent-to-executive", ["H Passed House, yeas 90, nays 5. H.J. 500", "H Message from Senate, with amendment H-1300. H.J. 800", "H House concurred in Senate amendment H-1300. H.J. 900", "H Passed House, yeas 88", "H Sent to Governor. H.J. 1000"]),
    ("us-id", "lower", "passed-both", ["H Read Third Time in Full – PASSED – 65-0-5", "H Title apvd - to Senate", "S Read third time in full – PASSED - 30-5-0", "H Returned from Senate Passed; referred to JRA for Enrolling"]),
    ("us-ma", "lower", "passed-one-chamber", ["H Referred to the committee on Mental Health", "H Passed to be engrossed", "S Read; and referred to the committee on Senate Ways and Means"]),
    ("us-or", "lower", "law", ["H Third reading. Carried by Smith. Passed. Ayes, 55", "S Third reading. Carried by Smith. Passed. Ayes, 28", "H House concurred in Senate amendments and repassed bill. Ayes, 50", "S President signed.", "H Speaker signed.", "H Governor signed.", "H Chapter 12, (2026 Laws): Effective date January 1, 2027."]),
    ("us-ut", "lower", "vetoed", ["H House/ passed 3rd reading", "H House/ to Senate", "S Senate/ passed 2nd & 3rd readings/ suspension", "S Senate/ signed by President/ returned to House", "H House/ signed by Speaker/ sent for enrolling", "E House/ to Governor", "E Governor Vetoed"]),
    ("us-ut", "lower", "failed", ["H House/ passed 3rd reading", "S Senate/ to standing committee", "S Senate/ strike enacting clause", "H House/ filed in House file for bills not passed"]),
    ("us-nm", "upper", "vetoed", ["S Passed Senate (37-2)", "H Passed House (60-5)", "E Pocket veto"]),
    ("us-nv", "upper", "law", ["S Read third time. Passed. Title approved. (Yeas: 21). To Assembly.", "H Read third time. Passed. Title approved. (Yeas: 42). To Senate.", "S In Senate. To enrollment.", "E Enrolled and delivered to Governor.", "E Vetoed by the Governor.", "S Bill read. Veto not sustained. (Yeas: 21)", "H Bill read. Veto not sustained. (Yeas: 40)"]),
    ("us-md", "upper", "chambers-differ", ["S Third Reading Passed (45-0)", "H Favorable with Amendments Report by Health", "H Third Reading Passed with Amendments (137-0)", "S Senate Refuses to Concur - House Amendments"]),
    ("us-ar", "lower", "passed-one-chamber", ["H Read the third time and passed and ordered transmitted to the Senate.", "S Read the third time and failed.", "S The motion to expunge the vote by which the bill failed, carried."]),
    ("us-de", "lower", "passed-both", ["H Passed By House of Representatives. Votes: 41 YES", "S Assigned to Health Committee in Senate", "S Amendment SA 1 to HB 5 - Passed By Senate. Votes: 21 YES", "S Passed By Senate. Votes: 21 YES", "H Passed By House of Representatives. Votes: 41 YES"]),
    ("us-mo", "lower", "sent-to-executive", ["H Third Read and Passed (H)", "S SCS S third read and passed", "H House Refuses to Concur, Requests Senate Recede", "S Senate Refuses to Recede, Grants Conference", "H Conference Committee Report Adopted (H)", "H Truly Agreed To and Finally Passed (H)", "E Delivered to Governor"]),
    ("us-pr", "lower", "law", ["H Radicado", "H Referido a Comisión(es)", "H Aprobado por Cámara en Votación Final", "S Aprobado con enmiendas por el Senado", "H Cámara concurre con enmiendas introducidas por el Senado", "E Enviado al Gobernador", "E Ley Núm. 45-2025"]),
    ("us-nm", "lower", "failed", ["H Passed House (65-0)", "S Reported by committee with Do Pass recommendation", "S Died in Senate", "S Action postponed indefinitely"]),
]  # fmt: skip
_WHO = {"H": "lower", "S": "upper", "E": "executive"}


@pytest.mark.parametrize(("place", "home", "expected", "told"), HISTORIES)
def test_a_whole_history_leaves_its_bill_where_a_reader_of_its_words_would(place, home, expected, told):
    actions = [
        Action(date=dt.date(2026, 1, day), description=words[2:], organization=_WHO[words[0]])
        for day, words in enumerate(told, 1)
    ]
    assert stage(actions, home, place=place) == expected
