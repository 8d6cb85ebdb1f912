"""A bill that its committee let go lies on the floor, whatever its state calls the calendars and readings there."""

import pytest

from tracker.records.action_words import steps

WORDS = [
    ("us-wa", "Placed on second reading by Rules Committee.", "floor"),
    ("us-wa", 'House Rules "X" file.', "committee"),
    ("us-wa", "Returned to Rules Committee for second reading.", "committee"),
    ("us-co", "Senate Second Reading Laid Over to 04/27/2026 - No Amendments", "floor"),
    ("us-nd", "Reported back, do pass, placed on calendar 13 0 0", "floor"),
    ("us-nd", "Amendment adopted, placed on calendar", "floor"),
    ("us-mt", "(H) Scheduled for 2nd Reading", "floor"),
    ("us-mt", "(H) Taken from Committee; Placed on 2nd Reading", "reported floor"),
    ("us-id", "Reported out of Committee with Do Pass Recommendation, Filed for Second Reading", "floor"),
    ("us-nv", "Placed on General File.", "floor"),
    ("us-nv", "Placed on Second Reading File.", "floor"),
    ("us-az", "House Committee of the Whole: do pass amended", "floor"),
    ("us-ks", "Senate Committee of the Whole - Be passed as amended", "floor"),
    ("us-mn", "Second reading", "floor"),
    ("us-mo", "Perfected", "floor"),
    ("us-mo", "Taken Up for Perfection", "floor"),
    ("us-mo", "Read Second Time (H)", "none"),
    ("us-ga", "Senate Read Second Time", "floor"),
    ("us-ga", "House Second Readers", ""),
    ("us-ky", "2nd reading, to Rules", "floor"),
    ("us-ky", "1st reading, to Calendar", "floor"),
    ("us-wv", "On 2nd reading, Special Calendar", "floor"),
    ("us-nc", "Cal Pursuant Rule 36(b)", "floor"),
    ("us-in", "Second reading: ordered engrossed", "floor"),
    ("us-in", "Placed back on second reading", "floor"),
    ("us-ny", "1ST REPORT CAL.500", "floor"),
    ("us-ny", "2ND REPORT CAL.", "floor"),
    ("us-pa", "First consideration, June 3", "floor"),
    ("us-pa", "Second consideration", "floor"),
    ("us-de", "Placed on Ready List", "floor"),
    ("us-vt", "Notice Calendar: On Notice Calendar", "floor"),
    ("us-md", "Second Reading Passed with Amendments", "floor"),
    ("us-ma", "Placed in the Orders of the Day for the next session", "floor"),
    ("us-ma", "Committee reported that the matter be placed in the Orders of the Day for the next sitting", "floor"),
    ("us-mi", "placed on second reading", "floor"),
    ("us-sc", "Read second time", "floor"),
    ("us-la", "Scheduled for floor debate on 05/20/2026.", "floor"),
    ("us-ca", "Read second time. Ordered to third reading.", "floor"),
    ("us-ca", "Read second time, amended, and re-referred to Com. on APPR.", "committee"),
    ("us-or", "Rules suspended. Second reading.", "floor"),
    ("us-ak", "(S) READ THE SECOND TIME", "floor"),
    ("us-ar", "Read the first time, rules suspended, read second time, referred to Committee on Public Health", "committee"),
    ("us-la", "Read second time by title and referred to the Committee on Health and Welfare.", "committee"),
    ("us-tx", "Read 2nd time", "floor"),
    ("us-fl", "Read 2nd time", "floor"),
    ("us", "Read the second time. Placed on Senate Legislative Calendar under General Orders. Calendar No. 12.", "floor"),
    ("us", "Read twice and referred to the Committee on Finance.", "committee"),
    ("us-hi", "Passed Second Reading and referred to WAM.", "none"),
    ("us-ok", "Second Reading referred to Rules", "committee"),
    ("us-tn", "Passed on Second Consideration, refer to Senate Health", "committee"),
    ("us-mt", "(H) 2nd Reading Not Passed", "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "words", "meanings"), WORDS)
def test_calendars_and_readings_of_the_floor_are_told_from_those_at_the_beginning(place, words, meanings):
    assert " ".join(step.meaning for step in steps(place, words)) == meanings
