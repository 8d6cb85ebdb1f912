"""What legislatures' calendars write in other forms than the usual one: no hour, a word that it is off, a seat from afar."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from scrapy.http import Request

from spiders.kit import dates
from tests.states.visits import spider, visit
from tracker.records.items import ScrapedHearing

NOW = "2027-01-20T12:00:00-05:00"
MICHIGAN = "https://legislature.mi.gov/Committees/Meeting?meetingID=77"


def wyoming(**more: Any) -> str:
    row = {"id": 7, "meetingKind": 2, "meetingType": "Joint", "startDate": "2027-01-27T08:30:00", "endTime": "2027-01-27T17:00:00",
           "address1": "State Capitol", "purpose": "<p>Task force</p>", "committee": {"fullName": "Health"}}  # fmt: skip
    return json.dumps([row | more])


def ohio(**more: Any) -> str:
    return json.dumps([{"title": "Senate Health Committee", "start": "2027-02-03T13:30:00", "url": "/committees/x/7"} | more])  # fmt: skip


def connecticut(**more: Any) -> str:
    row = {"title": "Public Health Committee Public Hearing", "start": "2027-02-10T10:00:00", "location": "Room 1D"}
    return json.dumps([row | more])


def district(**more: Any) -> str:
    row = {"hearingId": 7, "hearingDateTime": "2027-02-04T09:30:00", "hearingTitle": "Health", "hearingType": "Roundtable",
           "location": "Room 500", "topics": []}  # fmt: skip
    return json.dumps([row | more])


def minnesota(**more: Any) -> str:
    row = {"id": 7, "committee": {"committee_name": "Human Services"}, "hearing_start": "2027-02-09 15:00:00",
           "hearing_building": "Capitol", "hearing_room": "1150"}  # fmt: skip
    return json.dumps({"events": [row | more]})


def texas(told: str) -> str:
    return f"""<table class="usa-table"><tr><td class="sectionTitle">Wednesday, February 3, 2027</td></tr>
        <tr><td data-label="Committee Meeting Time">10:30 AM</td></tr><tr><td>{told}</td></tr></table>"""


def michigan(**more: str) -> str:
    told = {
        "Committee(s)": "Health Policy",
        "Date": "Thursday, January 28, 2027",
        "Time": "9:00 AM",
        "Agenda": "HB 4012",
    }
    rows = (
        f"<div class='formLeft'>{name}:</div><div class='formRight'>{words}</div>"
        for name, words in (told | more).items()
    )
    return f"<html><body>{''.join(rows)}</body></html>"  # fmt: skip


def one(source: str, body: str) -> ScrapedHearing:
    asked = next(each for each in _first(source) if isinstance(each, Request))
    answers: Mapping[str, bytes] = {asked.url: body.encode()}
    if source == "us-mi-hearings":
        listed = f'<table class="calendar"><tr><td><a href="{MICHIGAN}">Meeting</a></td></tr></table>'
        answers = {asked.url: listed.encode(), MICHIGAN: body.encode()}
    (hearing,) = visit(spider(source, NOW), answers).hearings
    return hearing


def _first(source: str) -> Iterable[Any]:
    return spider(source, NOW).first()


NO_HOUR = ("date-only", None)
FORMS: list[tuple[str, str, dict[str, Any]]] = [
    ("us-wy-hearings", wyoming(), {"all_day": False, "end": "17:00"}),
    ("us-wy-hearings", wyoming(startDate="2027-01-27T00:00:00"), {"all_day": True, "when": NO_HOUR, "end": None}),
    ("us-wy-hearings", wyoming(purpose="<p>Task force. Lunch immediately following the meeting.</p>"), {"when": ("exact", None)}),
    ("us-wy-hearings", wyoming(purpose="<p>By Zoom</p>"), {"virtual": True}),
    ("us-oh-hearings", ohio(), {"all_day": False, "when": ("exact", None)}),
    ("us-oh-hearings", ohio(start="2027-02-03T00:00:00"), {"all_day": True, "when": NO_HOUR}),
    ("us-oh-hearings", ohio(title="CANCELLED: Senate Health Committee"), {"status": "cancelled", "name": "Senate Health Committee"}),
    ("us-oh-hearings", ohio(title="Senate Rules (immediately following session)"), {"when": ("not-before", "immediately following session")}),
    ("us-ct-hearings", connecticut(start="2027-02-10T00:00:00"), {"all_day": True, "when": NO_HOUR}),
    ("us-ct-hearings", connecticut(title="Public Hearing (HYBRID)"), {"virtual": True}),
    ("us-dc-hearings", district(hearingDateTime="2027-02-04T00:00:00"), {"all_day": True, "when": NO_HOUR}),
    ("us-dc-hearings", district(topics=[{"topic": "(Virtual) Roundtable"}]), {"virtual": True}),
    ("us-mn-senate-hearings", minnesota(hearing_start="2027-02-09 00:00:00"), {"all_day": True, "when": NO_HOUR}),
    ("us-mn-senate-hearings", minnesota(hearing_notes="<p>Testify by Zoom</p>"), {"virtual": True}),
    ("us-tx-hearings", texas("Public Health Type: Public Hearing Location: JHR 120 CANCELLED"),
     {"status": "cancelled", "location": "JHR 120", "name": "Public Health"}),
    ("us-tx-hearings", texas("Public Health Type: Public Hearing Location: E2.010 (CANCELLED)"), {"status": "cancelled", "location": "E2.010"}),
    ("us-tx-hearings", texas("CANCELLED Public Health Type: Formal Meeting"), {"status": "cancelled", "name": "Public Health"}),
    ("us-mi-hearings", michigan(Date="Thursday, January 28, 2027 POSTPONED"), {"status": "postponed", "all_day": False}),
    ("us-mi-hearings", michigan(Time="9:00 AM - Cancelled"), {"status": "cancelled", "all_day": False}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "body", "wanted"), FORMS)
def test_a_calendar_s_other_forms_are_read(source: str, body: str, wanted: dict[str, Any]) -> None:
    held = one(source, body)
    told = {
        "when": (held.time_qualifier, held.time_text),
        "end": f"{held.end:%H:%M}" if held.end else None,
        **{name: getattr(held, name) for name in ("all_day", "status", "name", "location", "virtual")},
    }
    assert {name: told[name] for name in wanted} == wanted


def test_midnight_is_no_hour_and_a_meeting_that_waits_has_its_earliest():
    day = dt.datetime(2027, 2, 3, tzinfo=ZoneInfo("America/Denver"))
    assert dates.timed(day)["time_qualifier"] == "date-only"
    assert dates.timed(day, "Upon adjournment of the House")["time_qualifier"] == "upon-adjournment"
    assert dates.timed(day.replace(hour=9), "Rules", None)["time_qualifier"] == "exact"
    assert dates.timed(day.replace(hour=9), None, "Rules, following adjournment")["time_qualifier"] == "not-before"
