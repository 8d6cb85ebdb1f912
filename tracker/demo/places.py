"""What the sample statehouse and the sample county board answer on a given day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from tracker.demo.world import Day, Page, facts, render, working_day

_API: Final = "malegislature.gov/api"
_COUNTY: Final = "https://www.adamhscc.org/about-us/current-initiatives/task-forces-and-coalitions/mental-health-response-advisory-committee-mhrac"
_EASTERN: Final = ZoneInfo("America/New_York")


def pages(day: Day) -> dict[str, Page]:
    """Every address of both that answers on that day."""
    return {**dict(_massachusetts(day)), _COUNTY: _county(day)}


def general_court(day: Day) -> int:
    """The number of the General Court in session: the 194th began in 2025, and each lasts two years."""
    return 194 + (day.today.year - 2025) // 2


def _massachusetts(day: Day) -> Iterator[tuple[str, Page]]:
    court = general_court(day)
    root = f"https://{_API}/GeneralCourts/{court}/Documents"
    listed = []
    for bill in facts()["ma_bills"]:
        number = bill["number"]
        listed.append(_listed(bill, court))
        yield f"{root}/{number}", _json(_document(bill, court))
        history = [
            {
                "Date": f"{day.at(action['day']).isoformat()}T10:41:12.113",
                "Branch": action["branch"],
                "Action": action["text"],
            }
            for action in bill["actions"]
            if day.came(action["day"])
        ]
        yield f"{root}/{number}/DocumentHistoryActions", _json(history)
    yield root, _json(listed)
    hearings = [hearing for hearing in facts()["ma_hearings"] if day.came(hearing["announced"])]
    yield (
        f"https://{_API}/Hearings",
        _json([{"EventId": event["id"], "Details": f"http://{_API}/Hearings/{event['id']}"} for event in hearings]),
    )
    for hearing in hearings:
        yield f"https://{_API}/Hearings/{hearing['id']}", _json(_hearing(hearing, day, court))


def _member(sponsor: list[str], court: int) -> dict[str, Any]:
    key, name = sponsor
    return {
        "Id": key,
        "Name": name,
        "Type": 1,
        "Details": f"http://{_API}/GeneralCourts/{court}/LegislativeMembers/{key}",
    }


def _listed(bill: dict[str, Any], court: int) -> dict[str, Any]:
    return {
        "BillNumber": bill["number"],
        "DocketNumber": bill["docket"],
        "Title": bill["title"],
        "PrimarySponsor": _member(bill["sponsor"], court),
        "GeneralCourtNumber": court,
        "Details": f"http://{_API}/GeneralCourts/{court}/Documents/{bill['number']}",
        "IsDocketBookOnly": False,
    }


def _document(bill: dict[str, Any], court: int) -> dict[str, Any]:
    return {
        "Title": bill["title"],
        "BillNumber": bill["number"],
        "DocketNumber": bill["docket"],
        "GeneralCourtNumber": court,
        "PrimarySponsor": _member(bill["sponsor"], court),
        "Cosponsors": [_member(bill["sponsor"], court)],
        "BillHistory": f"http://{_API}/GeneralCourts/{court}/Documents/{bill['number']}/DocumentHistoryActions",
        "LegislationTypeName": "Bill",
        "Pinslip": f"A petition of {bill['sponsor'][1]}. Mental Health, Substance Use and Recovery.",
        "DocumentText": f"\t{bill['text']}\r\n",
        "EmergencyPreamble": None,
        "RollCalls": [],
        "Attachments": [],
        "CommitteeRecommendations": [],
        "Amendments": [],
    }


def _hearing(hearing: dict[str, Any], day: Day, court: int) -> dict[str, Any]:
    start = f"{working_day(day.at(hearing['day'])).isoformat()}T{hearing['time']}"
    documents = [_listed(bill, court) for bill in facts()["ma_bills"] if bill["number"] in hearing["bills"]]
    return {
        "EventId": hearing["id"],
        "Name": hearing["name"],
        "Status": "Confirmed",
        "EventDate": start,
        "StartTime": start,
        "Description": hearing["about"],
        "HearingHost": {
            "CommitteeCode": "J18",
            "GeneralCourtNumber": court,
            "Details": f"http://{_API}/GeneralCourts/{court}/Committees/J18",
        },
        "HearingAgendas": [
            {"Topic": hearing["topic"], "StartTime": start, "EndTime": start, "DocumentsInAgenda": documents}
        ],
        "RescheduledHearing": None,
        "Location": {
            "LocationName": hearing["room"],
            "AddressLine1": "24 Beacon St",
            "AddressLine2": None,
            "City": "Boston",
            "State": "MA",
            "ZipCode": "02133",
        },
    }


def _county(day: Day) -> Page:
    meetings = []
    for meeting in facts()["county_meetings"]:
        date = working_day(day.at(meeting["day"]))
        start, end = (
            dt.datetime.combine(date, dt.time.fromisoformat(meeting[name]), _EASTERN) for name in ("start", "end")
        )
        cancelled = "cancelled" in meeting and day.came(meeting["cancelled"])
        meetings.append(
            {
                "id": meeting["id"],
                "title": f"CANCELLED: {meeting['title']}" if cancelled else meeting["title"],
                "start_text": _shown(start),
                "end_text": _shown(end),
                "end_time": _shown(end).partition(" ")[2],
                "start_utc": start.astimezone(dt.UTC).isoformat(timespec="minutes"),
                "end_utc": end.astimezone(dt.UTC).isoformat(timespec="minutes"),
            },
        )
    return Page("text/html; charset=utf-8", render("county.html.j2", meetings=meetings))


def _shown(moment: dt.datetime) -> str:
    return f"{moment:%m/%d/%Y} {moment.hour % 12 or 12}:{moment:%M %p}"


def _json(value: Any) -> Page:
    return Page("application/json; charset=utf-8", json.dumps(value).encode())
