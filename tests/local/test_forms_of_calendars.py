"""What clerks and vendors write in other forms than the usual one: the same meeting is read from each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local.test_city_calendars import (
    boardbook,
    boarddocs,
    civicclerk,
    civicplus_calendar,
    escribe,
    granicus,
    html,
    iqm2,
    municode,
    novusagenda,
    primegov,
    read,
)
from tracker.records.items import NothingHere, ScrapedHearing

SIX_IN_THE_EVENING = 1_796_857_200_000
"""2026-12-09 18:00 in New York, in milliseconds."""
ADDRESS = {"address1": "Lacey City Hall", "address2": "420 College St SE", "city": "Lacey", "state": "WA", "zipCode": "98503"}  # fmt: skip
WHOLE = {**ADDRESS, "address1": "420 College St SE, Lacey, WA 98503", "address2": None}
STREAM = "<div><a href='https://tv.example/live'> Streaming Meeting URL </a></div>"
RECORDED = "<div><a href='https://tv.example/7'> Recorded Meeting URL </a></div>"
BOARD_LIST = '[{{"unique": "ABC", "name": "{}", "numberdate": "20261209"}}, {{}}]'
PDF_ALONE = "<a href='DisplayAgendaPDF.ashx?MeetingID=7' target='_blank'><img></a>"
MINUTES = "<a href='DisplayMinutesPDF.ashx?MinutesMeetingID=4'><img></a>"


def one(platform: str, body: str) -> ScrapedHearing:
    seen = read(platform, body)
    assert (seen.faults, len(seen.hearings)) == ([], 1)
    return seen.hearings[0]


def papers(cell: str) -> str:
    return novusagenda().replace("</tr></table>", f"<td>{cell}</td></tr></table>")


def as_text(body: str) -> str:
    return json.dumps({"d": json.dumps(json.loads(body)["d"])})


FORMS: list[tuple[str, str, str, Any]] = [
    ("boardbook", boardbook(moment="12/9/2026 6:00 PM"), "start", "2026-12-09 18:00"),
    ("boarddocs", boarddocs(moment="12/09/2026"), "start", "2026-12-09 18:00"),
    ("boarddocs", BOARD_LIST.format("Regular Meeting - 6:00 p.m."), "start", "2026-12-09 18:00"),
    ("boarddocs", BOARD_LIST.format("Agenda (revised 12/8, 4:00 p.m.)"), "sure", "date-only"),
    ("boardbook", boardbook(), "video", None),
    ("boardbook", boardbook(more=STREAM), "video", "https://tv.example/live"),
    ("boardbook", boardbook(more=STREAM + RECORDED), "video", "https://tv.example/7"),
    ("escribe", as_text(escribe()), "start", "2026-12-09 18:00"),
    ("escribe", escribe(moment=f"/Date({SIX_IN_THE_EVENING})/"), "start", "2026-12-09 18:00"),
    ("escribe", escribe(moment=f"/Date({SIX_IN_THE_EVENING}-0500)/"), "start", "2026-12-09 18:00"),
    ("escribe", escribe(IsCancelled=True), "status", "cancelled"),
    ("escribe", escribe(IsCancelled="True"), "status", "cancelled"),
    ("escribe", escribe(Cancelled=1), "status", "cancelled"),
    ("escribe", escribe(IsCancelled="False"), "status", "confirmed"),
    ("escribe", escribe(moment="2026-12-09T18:00:00.000"), "start", "2026-12-09 18:00"),
    ("escribe", escribe(moment="2026-12-09T23:00:00Z"), "start", "2026-12-09 18:00"),
    ("escribe", escribe(MeetingStatus="Postponed"), "status", "postponed"),
    ("escribe", escribe(), "video", "https://pub-cityofgainesville.escribemeetings.com/Players/ISIStandAlonePlayer.aspx?Id=7"),
    ("escribe", escribe(TimeOverride="Following General Policy Committee"), "sure", "upon-adjournment"),
    ("escribe", escribe(Location="Council Chambers<br />12 James St.&nbsp;N."), "location", "Council Chambers, 12 James St. N."),
    ("escribe", escribe(Description="<p>Join by Zoom:</p><p>see the agenda</p>"), "description", "Join by Zoom:\nsee the agenda"),
    ("escribe", escribe(Description="<p>Join by Zoom.</p>"), "virtual", True),
    ("escribe", escribe("Comit\u00e9 de Salud &amp; Ni\u00f1ez"), "name", "Comit\u00e9 de Salud & Ni\u00f1ez"),
    ("civicclerk", civicclerk(eventLocation=ADDRESS), "location", "Lacey City Hall, 420 College St SE, Lacey, WA 98503"),
    ("civicclerk", civicclerk(eventLocation=WHOLE), "location", "420 College St SE, Lacey, WA 98503"),
    ("civicclerk", civicclerk(eventLocation=None), "location", None),
    ("civicclerk", civicclerk(eventNotice="<p>This meeting has been <b>canceled</b>.</p>"), "status", "cancelled"),
    ("civicclerk", civicclerk(isPublished="Unpublished"), "status", "tentative"),
    ("civicclerk", civicclerk(isPublished="Unpublished", isDeleted=True), "status", "cancelled"),
    ("civicclerk", civicclerk(isDeleted="true"), "status", "cancelled"),
    ("civicclerk", civicclerk(eventName="", categoryName="Board of Health"), "name", "Board of Health"),
    ("civicclerk", civicclerk(startDateTime="2026-12-09T18:00:00+00:00"), "start", "2026-12-09 18:00"),
    ("primegov", primegov(dateTime=None, date="Dec 09, 2026", time=""), "sure", "date-only"),
    ("primegov", primegov(location="City Hall, Room 1010"), "location", "City Hall, Room 1010"),
    ("primegov", primegov(isZoomMeeting="true"), "virtual", True),
    ("primegov", primegov(zoomMeetingLink="https://zoom.us/j/1"), "virtual", True),
    ("primegov", primegov(zoomMeetingLink="https://zoom.us/j/1"), "links", [
        ("Meeting", "https://lacity.primegov.com/Portal/Meeting?meetingTemplateId=9"), ("Join online", "https://zoom.us/j/1"),
    ]),
    ("primegov", primegov(documentList=[{"templateId": 1, "templateName": "Agenda", "link": "https://example.org/a.pdf"}]),
     "documents", [("Agenda", "https://example.org/a.pdf")]),
    ("iqm2", iqm2().replace("City Hall", "N/A&#13;&#09;N/A, N/A"), "location", None),
    ("granicus", granicus("Council<br>(Hybrid)"), "virtual", True),
    ("municode", municode("Council (Zoom)"), "virtual", True),
    ("novusagenda", novusagenda().replace("City Hall", "N/A"), "location", None),
    ("novusagenda", novusagenda("Supervisors 9:00 AM"), "start", "2026-12-09 09:00"),
    ("novusagenda", novusagenda("Board 5:30 Work Session"), "start", "2026-12-09 00:00"),
    ("novusagenda", papers(PDF_ALONE), "documents", [
        ("Agenda", "https://plano.novusagenda.com/agendapublic/MeetingView.aspx?MeetingID=7&MinutesMeetingID=-1&doctype=Agenda"),
        ("Agenda", "https://plano.novusagenda.com/agendapublic/DisplayAgendaPDF.ashx?MeetingID=7"),
    ]),
    ("novusagenda", papers(MINUTES), "key", "novusagenda-plano-7"),
    ("civicplus-calendar", civicplus_calendar(shown="6:00 PM&thinsp;-&thinsp;8:00 PM"), "end", "2026-12-09 20:00"),
    ("civicplus-calendar", civicplus_calendar(shown="6:00 PM"), "end", None),
    ("civicplus-calendar", civicplus_calendar().replace("Public welcome.", "<p>This meeting has been canceled.</p>"), "status", "cancelled"),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "body", "field", "value"), FORMS)
def test_a_form_says_what_the_usual_one_says(platform: str, body: str, field: str, value: Any):
    held = one(platform, body)
    told: dict[str, Any] = {
        "start": f"{held.start:%Y-%m-%d %H:%M}",
        "end": f"{held.end:%Y-%m-%d %H:%M}" if held.end else None,
        "sure": held.time_qualifier,
        "links": [(each.note, each.url) for each in held.links],
        "documents": [(each.note, each.url) for each in held.documents],
    }
    assert told.get(field, getattr(held, field, None)) == value


def test_a_list_without_meetings_is_told_in_either_form():
    assert read("escribe", '{"d": null}').of(NothingHere)
    assert read("escribe", '{"d": "[]"}').of(NothingHere)
    assert [each.kind for each in read("escribe", '{"d": "soon"}').faults] == ["page-changed"]


@pytest.mark.parametrize(
    ("platform", "body", "words"),
    [
        (
            "escribe",
            '{"Message": "There was an error processing the request.", "StackTrace": ""}',
            "There was an error",
        ),
        ("civicclerk", '{"error": {"code": "", "message": "The query is not valid."}}', "The query is not valid."),
        ("primegov", '{"message": "An error has occurred."}', "An error has occurred."),
        ("primegov", '{"title": "Not Found", "status": 404}', "Not Found"),
    ],
)
def test_an_error_that_a_service_tells_is_told(platform: str, body: str, words: str):
    (fault,) = read(platform, body).faults
    assert f"an error: '{words}" in fault.reason


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("CANCELLED", "cancelled"),
        ("This meeting has been cancelled.<br>1. Call to order", "cancelled"),
        ("1. Call to order<br>2. Budget hearing - POSTPONED<br>3. Adjourn", "confirmed"),
        ("Agenda<br>The meeting is cancelled for lack of a quorum.", "cancelled"),
        ("If the meeting is cancelled, it is held a week later.", "confirmed"),
    ],
)
def test_a_point_of_an_agenda_that_is_off_is_not_the_meeting(words: str, state: str):
    assert one("civicclerk", civicclerk(eventDescription=words)).status == state
    assert one("escribe", escribe(Description=words)).status == state


def test_two_meetings_of_a_day_are_two():
    row = granicus("Council", "December 9, 2026 - 9:00 AM") + granicus("Council", "December 9, 2026 - 5:00 PM")
    page = html(row.replace("event_id=7", "event_id=8", 1))
    assert [f"{each.start:%H}" for each in read("granicus", page).hearings] == ["09", "17"]
