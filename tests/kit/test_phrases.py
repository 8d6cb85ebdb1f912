"""Whether a meeting is on, and at what hour, is read with sense and in one place for all sources."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.kit import dates
from spiders.kit.dates import clock
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import about_itself, status, status_of_name

SAID = [
    # points that go to another agenda, and meetings that go to another day
    ("Meeting moved to Friday's agenda", "confirmed"),
    ("Hearing moved to next week's agenda", "confirmed"),
    ("HB 12: hearing moved to tomorrow\u2019s docket", "confirmed"),
    ("Hearing moved to the next calendar", "confirmed"),
    ("Meeting moved to Friday", "postponed"),
    ("The meeting has been moved to next week", "postponed"),
    # labels
    ("CANCELED", "cancelled"),
    ("Cancelled", "cancelled"),
    ("Meeting Cancelled", "cancelled"),
    ("Mental Health Board mtg canceled", "cancelled"),
    ("Please note: today's hearing will NOT take place.", "cancelled"),
    ("Committee did not meet due to lack of a quorum", "cancelled"),
    ("Committee Meeting - Did Not Meet", "cancelled"),
    ("Facilities that did not meet staffing standards", "confirmed"),
    ("Behavioral Health Board (CANCELLED DUE TO LACK OF QUORUM)", "cancelled"),
    ("Behavioral Health Board (cancelled debts)", "confirmed"),
    ("We regret that the December forum is cancelled.", "cancelled"),
    ("Behavioral Health Task Force - moved to 12/15", "postponed"),
    ("Behavioral Health Task Force - moved to Room 12", "confirmed"),
    ("To be rescheduled", "postponed"),
    ("Sesi\u00f3n ordinaria cancelada", "cancelled"),
    ("Aviso de cancelaci\u00f3n de reuni\u00f3n", "cancelled"),
    ("VACATED - Board of County Commissioners", "cancelled"),
    ("VACATED RIGHT OF WAY 12", "confirmed"),
    ("Hearing vacated", "cancelled"),
    ("Meeting Moved to Thursday, December 10", "postponed"),
    ("Meeting Moved to Room 309", "confirmed"),
    ("La reuni\u00f3n de la Comisi\u00f3n de Salud fue cancelada", "cancelled"),
    ("Si la reuni\u00f3n fue cancelada, se avisar\u00e1", "confirmed"),
    ("Meeting moved to the Sun Room", "confirmed"),
    ("Meeting moved to Tuesday in Room 5", "postponed"),
    ("Meeting moved to Montgomery Building", "confirmed"),
    ("Hearing moved to Thurgood Marshall Hall", "confirmed"),
    ("Hearing moved to Wednesday Club Auditorium", "confirmed"),
    ("Meeting moved to the following location: Room 3", "confirmed"),
    ("Meeting moved to 12th Avenue", "confirmed"),
    ("Hearing moved to 2:00 PM", "confirmed"),
    ("Hearing moved to 2:00 PM on Thursday", "postponed"),
    ("HB 12 - moved to next agenda", "confirmed"),
    ("Hearing vacated rooms act", "confirmed"),
    ("Hearing vacated by the chair", "cancelled"),
    ("The meeting will not take place in Room 5 but in Room 7", "confirmed"),
    ("The hearing will not take place before 10 AM", "confirmed"),
    ("The hearing will not take place on March 3", "cancelled"),
    ("Public comment will not take place at this meeting", "confirmed"),
    ("Webinar: how medical debt was cancelled", "confirmed"),
    ("The webinar scheduled for 10:30 is cancelled", "cancelled"),
    ("La reuni\u00f3n no fue cancelada", "confirmed"),
    ("La reuni\u00f3n anterior fue cancelada", "confirmed"),
    ("Reuni\u00f3n sobre la ayuda que fue suspendida", "confirmed"),
    ("Sesi\u00f3n sobre el programa que ser\u00e1 suspendido", "confirmed"),
    ("Aviso de suspensi\u00f3n de licencias", "confirmed"),
    ("Notice of cancellation of insurance policies", "confirmed"),
    ("Notice of cancellation of the May 3 meeting", "cancelled"),
    ("Notice of Cancellation", "cancelled"),
    ("Cancellation", "cancelled"),
    ("Cancelled due to lack of quorum", "cancelled"),
    ("Cancelled because of snow", "cancelled"),
    ("HEARING CANCELLED - no quorum", "cancelled"),
    ("CX'LD", "cancelled"),
    ("Postponed", "postponed"),
    ("Postponed until further notice", "postponed"),
    ("Rescheduled", "postponed"),
    ("Meeting rescheduled", "postponed"),
    ("Rescheduled to December 9", "postponed"),
    ("Deferred", "postponed"),
    ("tentative", "tentative"),
    ("Tentative", "tentative"),
    ("Board of Health (tentative)", "tentative"),
    # sentences about the meeting
    ("This meeting has been cancelled.", "cancelled"),
    ("The hearing scheduled for March 3 has been canceled", "cancelled"),
    ("The December 9 meeting is postponed until January", "postponed"),
    ("The committee will not meet today", "cancelled"),
    ("No meeting", "cancelled"),
    ("No meeting agenda was filed", "confirmed"),
    # the edges of a name
    ("CANCELLED - Public Safety Committee", "cancelled"),
    ("Canceled: Board meeting", "cancelled"),
    ("CANCELLED Regular Meeting", "cancelled"),
    ("House Public Health Committee (Cancelled)", "cancelled"),
    ("Board of Health *CANCELED*", "cancelled"),
    ("Public Safety Committee CANCELLED", "cancelled"),
    ("City Hall - CANCELLED", "cancelled"),
    ("February 16 9:00 a.m., Canceled", "cancelled"),
    ("February 16 9:00 AM Canceled", "cancelled"),
    ("Board of Health, postponed", "postponed"),
    ("Debts, cancelled or not", "confirmed"),
    ("Hearings to examine long COVID, focusing on older adults (POSTPONED).", "postponed"),
    # on again, or at its new date
    ("not cancelled", "confirmed"),
    ("The meeting has not been cancelled", "confirmed"),
    ("Rescheduled from December 7, 2026", "confirmed"),
    ("Regular Meeting - Rescheduled from July 14, 2020", "confirmed"),
    ("Special meeting in place of the canceled December 9 meeting", "confirmed"),
    ("In lieu of the cancelled meeting", "confirmed"),
    ("Makes up for the cancelled meeting", "confirmed"),
    # other words for it, and Spanish
    ("Called off", "cancelled"),
    ("Meeting called off because of snow", "cancelled"),
    ("Notice of cancelled meeting", "cancelled"),
    ("Cancelled 12/3/26", "cancelled"),
    ("Board of Health Meeting Cancelled", "cancelled"),
    ("Board of Health Meeting Cancelled due to weather", "cancelled"),
    ("NOT MEETING - Health Policy Committee", "cancelled"),
    ("Health Policy Committee [not meeting]", "cancelled"),
    ("Report on not meeting goals", "confirmed"),
    ("Behavioral Health Board - NO MEETING (holiday)", "cancelled"),
    ("Behavioral Health Board – no regular meeting", "cancelled"),
    ("Behavioral Health Board (No Meeting)", "cancelled"),
    ("Behavioral Health Board: Not Meeting (Thanksgiving)", "cancelled"),
    ("Behavioral Health Board - No meeting minutes yet", "confirmed"),
    ("Behavioral Health Board - no public hearing", "confirmed"),
    ("Board: no meeting room needed", "confirmed"),
    ("Health/Cancelled", "cancelled"),
    ("Cxl'd", "cancelled"),
    ("Postponed indefinitely", "postponed"),
    ("Board of Health (Rescheduled to Dec. 14)", "postponed"),
    ("Board of Health (Rescheduled from Dec. 1)", "confirmed"),
    ("Reunión cancelada", "cancelled"),
    ("Vista pública suspendida", "cancelled"),
    ("Pospuesta para el 14 de diciembre", "postponed"),
    ("Reprogramada para el 14 de diciembre", "postponed"),
    ("Vista pública sobre deudas canceladas", "confirmed"),
    # words about something else
    ("Deferred Compensation Board", "confirmed"),
    ("Approval of minutes of the cancelled meeting", "confirmed"),
    ("Cancellations and refunds", "confirmed"),
    ("House Insurance: HB 12 relating to cancellation of health benefit plans covering mental health", "confirmed"),
    ("HB 5 cancelled subscriptions act", "confirmed"),
    ("Deferred adjudication and mental health courts", "confirmed"),
    ("Items deferred from last week", "confirmed"),
    ("Public hearing on the postponed assessments", "confirmed"),
    ("Hearings to examine cancelled debt", "confirmed"),
    ("Tentative agenda", "confirmed"),
    ("Meeting CANCELLED", "cancelled"),
    ("CANCELED - No quorum", "cancelled"),
    ("Cancelled due to weather", "cancelled"),
    ("The hearing scheduled for March 3 has been cancelled.", "cancelled"),
    ("This meeting was rescheduled to March 10.", "postponed"),
    ("Rescheduled from March 3", "confirmed"),
    ("*RESCHEDULED*", "postponed"),
    ("POSTPONED until further notice", "postponed"),
    ("Hearing on HB 12, relating to cancelled debts", "confirmed"),
    ("SB 45 - Postponed retirement benefits", "confirmed"),
    ("If the meeting is cancelled, notice will be posted", "confirmed"),
    ("Meeting may be cancelled for lack of quorum", "confirmed"),
    ("Bill will be heard; HB 3 has been removed from the agenda", "confirmed"),
    ("Cancellation of the contract with Acme", "confirmed"),
    ("NOTICE OF CANCELLATION", "cancelled"),
    ("Meeting Notice - Cancellation", "cancelled"),
    ("This meeting has been moved to Room 4", "confirmed"),
    ("Time changed to 3 PM", "confirmed"),
    ("Hearing is NOT cancelled", "confirmed"),
    ("Recessed until March 5", "confirmed"),
    ("Vista pública pospuesta", "postponed"),
    ("Se cancela la reunión", "cancelled"),
    ("Tentative - subject to change", "tentative"),
    ("No meeting this month", "cancelled"),
    ("There is no meeting scheduled", "cancelled"),
    ("Meeting adjourned", "confirmed"),
    ("Cancelled: Health Subcommittee", "cancelled"),
    ("Health Subcommittee [CANCELLED]", "cancelled"),
    ("Health Subcommittee -- CXLD", "cancelled"),
    ("Health (cancelled 3/2/26)", "cancelled"),
    ("Will not meet", "cancelled"),
    ("The Committee will not meet on Thursday", "cancelled"),
    ("Meeting has been called off", "cancelled"),
    ("Hearing deferred to 3/4/26", "postponed"),
    ("Held over to next week", "confirmed"),
    ("Joint hearing in lieu of the cancelled March 2 meeting", "confirmed"),
    ("Special meeting (replaces cancelled regular meeting)", "confirmed"),
    ("Make-up meeting for postponed session", "confirmed"),
    ("This event has been canceled", "cancelled"),
    ("EVENT CANCELLED", "cancelled"),
    ("Meeting cancelled; next meeting May 1", "cancelled"),
    ("CANCELLED Board Meeting", "cancelled"),
    ("Board Meeting cancelled by the Chair", "cancelled"),
    ("The 10 AM portion is cancelled; the 2 PM session will be held", "confirmed"),
    ("Public hearing continued to March 9", "confirmed"),
    ("Virtual only; in-person attendance cancelled", "confirmed"),
    # rooms, and meetings that nobody attends in person, are no cancellation
    ("Room 4 (moved to Room 6)", "confirmed"),
    ("Room 12 (moved to the 3rd floor)", "confirmed"),
    ("Board of Health (moved to 3rd floor auditorium)", "confirmed"),
    ("Board of Health (moved to Zoom)", "confirmed"),
    ("Board of Health (moved to Thursday)", "postponed"),
    ("Board of Health (moved to May 5)", "postponed"),
    ("Board of Health (moved to 12/14)", "postponed"),
    ("Board of Health (moved to next week)", "postponed"),
    ("Board of Health (Moved until the 14th)", "postponed"),
    ("No in-person meeting", "confirmed"),
    ("No meeting room assigned", "confirmed"),
    ("Online, no meeting link yet", "confirmed"),
    ("No in person hearing", "confirmed"),
    ("No physical meeting", "confirmed"),
    ("No public hearing", "confirmed"),
    ("No City Council Meeting", "cancelled"),
    ("No January meeting", "cancelled"),
    # what would be, of another meeting, or of this one after all
    ("The meeting will be cancelled if there is no quorum", "confirmed"),
    ("This meeting will be cancelled in the event of snow", "confirmed"),
    ("In the event the meeting is cancelled, registrants will hear", "confirmed"),
    ("In the event of snow the meeting is cancelled", "confirmed"),
    ("Si llueve se suspende la vista", "confirmed"),
    ("No se cancela la reuni\u00f3n", "confirmed"),
    ("The previous meeting was cancelled", "confirmed"),
    ("The last regular meeting was cancelled", "confirmed"),
    ("Until further notice, the meeting is cancelled", "cancelled"),
    ("Once again the meeting has been cancelled", "cancelled"),
    ("", "confirmed"),
]


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[row[0] for row in SAID])
def test_words_say_whether_a_meeting_is_on_only_where_they_are_about_it(text: str, expected: str):
    assert status(text) == expected


@pytest.mark.parametrize(
    "title",
    ["The hearing was postponed from May 3", "The last meeting was cancelled", "The meeting is cancelled if it snows"],
)
def test_a_name_says_nothing_of_another_day_another_meeting_or_what_would_be(title: str):
    assert status_of_name(title) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REVISED AGENDA - room changed; the Dec. 3 meeting was canceled", "confirmed"),
        ("The November 12, 2026 regular meeting was cancelled due to lack of quorum.", "confirmed"),
        ("The 12/3 committee meeting has been postponed to this day.", "confirmed"),
        ("The December 10 meeting has been cancelled.", "cancelled"),
        ("The Thursday, December 10th, 2026 board meeting is hereby cancelled.", "cancelled"),
        ("The 12/10/26 meeting was canceled; the 12/3 meeting was canceled", "cancelled"),
        ("The meeting was cancelled", "cancelled"),
    ],
)
def test_what_is_said_of_the_meeting_of_another_day_says_nothing_of_this_one(text: str, expected: str):
    assert status(text, day=dt.date(2026, 12, 10)) == expected


def test_the_first_text_that_says_something_counts():
    assert status(None, "", "Room 12", "Postponed", "Cancelled") == "postponed"
    assert status(None, usual="tentative") == "tentative"
    assert status("Rescheduled from Monday", "Cancelled") == "cancelled"
    assert status("Room 12\nCANCELLED\nBring a badge") == "cancelled"


HOURS = [
    ("2 PM", "14:00", "exact"),
    ("2:30 p.m.", "14:30", "exact"),
    ("12:30 AM", "00:30", "exact"),
    ("noon", "12:00", "exact"),
    ("12 noon", "12:00", "exact"),
    ("12:00 midnight", "00:00", "exact"),
    ("midnight", "00:00", "exact"),
    ("14:30:00", "14:30", "exact"),
    ("14:00 PM", "14:00", "exact"),
    ("2:00 P.M. or upon recess", "14:00", "not-before"),
    ("Upon adjournment", None, "upon-adjournment"),
    ("Upon adj. of the Senate", None, "upon-adjournment"),
    ("U/A of House", None, "upon-adjournment"),
    ("After the Senate rises", None, "upon-adjournment"),
    ("Off the floor", None, "upon-adjournment"),
    ("After 3:00 PM", "15:00", "not-before"),
    ("after 3 years", None, "unknown"),
    ("No sooner than 1:30 PM", "13:30", "not-before"),
    ("Time changed from 9:00 AM to 10:00 AM", "10:00", "exact"),
    ("Moved from 9:00 AM to noon", "12:00", "exact"),
    ("09:00:00.000", "09:00", "exact"),
    ("Rise of the Senate", None, "upon-adjournment"),
    ("1:30-3:30 PM", "13:30", "exact"),
    ("4-6pm", "16:00", "exact"),
    ("5:30 to 7 p.m.", "17:30", "exact"),
    ("9:30 – 11 AM", "09:30", "exact"),
    ("11-1 p.m.", "11:00", "exact"),
    ("11:30-12:30 PM", "11:30", "exact"),
    ("12-2pm", "12:00", "exact"),
    ("12:30-1:30 PM", "12:30", "exact"),
    ("10:00 - 12:00 PM", "10:00", "exact"),
    ("10-noon", "10:00", "exact"),
    ("8 to midnight", "20:00", "exact"),
    ("11-1 a.m.", "23:00", "exact"),
    ("9 AM - 11 AM", "09:00", "exact"),
    ("10 am – 2 pm", "10:00", "exact"),
    ("13:30-15:30", "13:30", "exact"),
    ("6 o'clock p.m.", "18:00", "exact"),
    ("5:30p", "17:30", "exact"),
    ("5:30p - 7:00p", "17:30", "exact"),
    ("5:30 - 7:00 p", "17:30", "exact"),
    ("1730 hours", "17:30", "exact"),
    ("1:30:00 PM", "13:30", "exact"),
    ("1:30:00PM", "13:30", "exact"),
    ("12:00:00 AM", "00:00", "exact"),
    ("12/10/2026 6:00:00 p.m.", "18:00", "exact"),
    ("1:30:00 PM - 3:30:00 PM", "13:30", "exact"),
    ("1:30:00-3:30:00 PM", "13:30", "exact"),
    ("13:30:00.0000000", "13:30", "exact"),
    ("01:30:00.000 PM", "13:30", "exact"),
    ("9 till 11 am", "09:00", "exact"),
    ("9 thru 11 am", "09:00", "exact"),
    ("10:00 de la mañana", "10:00", "exact"),
    ("2:00 de la tarde", "14:00", "exact"),
    ("mediodía", "12:00", "exact"),
    ("9:00 am or call of the chair", "09:00", "not-before"),
    ("9:30AM/PM", None, "unknown"),
    ("Room 12 A", None, "unknown"),
    ("1730", None, "unknown"),
    ("TBA", None, "unknown"),
    ("TBA 00:00", None, "unknown"),
    ("After-School Program Board 4:00 PM", "16:00", "exact"),
    ("To be announced", None, "unknown"),
    ("Call of the Chair", None, "unknown"),
    ("March 10-12", None, "unknown"),
    ("soon", None, "unknown"),
    (None, None, "unknown"),
]


@pytest.mark.parametrize(("text", "hour", "sure"), HOURS, ids=[str(row[0]) for row in HOURS])
def test_an_hour_is_read_or_there_is_none(text: str | None, hour: str | None, sure: str):
    assert clock(text) == (dt.time.fromisoformat(hour) if hour else None, sure)


ABOUT = [
    ("HB 2009 - POSTPONED\nHB 2010", "confirmed"),
    ("HB 2009 - POSTPONED", "postponed"),
    ("1. Consent calendar - cancelled\n2. SB 4", "confirmed"),
    ("Agenda\nThe hearing on SB 2 has been cancelled.", "confirmed"),
    ("Agenda\n3. The hearing of appeals has been postponed", "confirmed"),
    ("Agenda\nPublic comment is cancelled", "confirmed"),
    ("Agenda\nHB 7 Insurance; notice of cancellation", "confirmed"),
    ("City Hall\nThis meeting is cancelled.", "cancelled"),
    ("City Hall\nThe hearing in Room H 232 was cancelled", "cancelled"),
    ("AGENDA\nTHE MEETING AT 10 AM IS CANCELLED", "cancelled"),
    ("Hearing on SB 5 CANCELLED\nJoin from afar", "cancelled"),
    ("", "confirmed"),
]


@pytest.mark.parametrize(("description", "meant"), ABOUT)
def test_a_point_of_an_agenda_that_is_off_leaves_its_meeting_on(description: str, meant: str):
    assert status(about_itself(description)) == meant


@pytest.mark.parametrize("text", ["27 PM", "0 PM", "25-26 PM", "2:75 PM"])
def test_a_clock_that_no_clock_shows_is_told(text: str):
    with pytest.raises(PageChanged):
        clock(text)


@given(st.integers(0, 23), st.integers(1, 11), st.sampled_from(["-", " - ", " to ", "–"]))
def test_a_range_begins_before_it_ends_within_twelve_hours(hour: int, length: int, between: str):
    end = (hour + length) % 24
    told = f"{(hour - 1) % 12 + 1}{between}{(end - 1) % 12 + 1} {'PM' if end >= 12 else 'AM'}"
    assert clock(told) == (dt.time(hour), "exact")


@pytest.mark.parametrize(("told", "wanted"), [
    ("2026-12-09T17:30:00", "2026-12-09T17:30:00-07:00"), ("2026-12-09T17:30", "2026-12-09T17:30:00-07:00"),
    ("2026-12-09 17:30:00.250", "2026-12-09T17:30:00.250000-07:00"), ("2026-12-10T00:30:00Z", "2026-12-09T17:30:00-07:00"),
    ("2026-12-09T19:30:00-05:00", "2026-12-09T17:30:00-07:00"),
    ("2026-12-09", None), ("20261209", None), ("soon", None), ("1026-12-09T17:30:00", None), ("2026-13-09T17:30:00", None),
])  # fmt: skip
def test_a_moment_as_iso_writes_it_is_read_with_its_offset_and_a_day_alone_is_no_moment(told: str, wanted: str | None):
    if wanted is None:
        with pytest.raises(PageChanged):
            dates.local(told, ZoneInfo("America/Denver"))
    else:
        assert dates.local(told, ZoneInfo("America/Denver")).isoformat() == wanted
