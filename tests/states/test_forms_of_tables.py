"""What the pages of tables write in other forms than the usual one: another date, a column more, words in other letters, a cut list."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.states.visits import Visit, spider, visit
from tracker.records.items import NothingHere

SOURCES = ROOT / "tests/sources"
HEADS = ("Date", "Commission/Task Force", "Time", "View", "Place")


def vermont(**more: Any) -> Visit:
    row = {"MeetingDate": "Wednesday, February 3, 2027", "StartTime": "9:00 AM", "CommitteeMeetingID": 7, "Published": 1,
           "LongName": "House Committee on Health Care", "CommitteeType": "House Standing", "RoomNbr": "10"}  # fmt: skip
    url = "https://legislature.vermont.gov/committee/loadAllMeetings/2028"
    body = {"data": more["data"] if "data" in more else [row | more]}
    return visit(spider("us-vt-hearings", "2027-02-01T08:00:00-05:00"), {url: json.dumps(body).encode()})


def dakota(time: str = "9:00am to 4:00pm CST", title: str = "Judiciary Committee") -> Visit:
    event = f"""<div class="calendar.19430.field_event_date2.0.0 contents"><div class="event-wrapper color-committee-meeting">
        <p class="event-title">{title}</p><p class="event-date">{time}</p></div></div>"""
    days = "".join(f'<td class="date-box" data-date="2025-12-{day:02}">{day}</td>' for day in range(1, 32))
    table, inner = '<table><tr>{}</tr><tr><td data-date="2025-12-22">{}</td></tr></table>', {202512: event}
    pages = {
        f"https://ndlegis.gov/calendar/{month}": table.format(days, inner.get(month, "")).encode()
        for month in (202512, 202601, 202602)
    }
    return visit(spider("us-nd-hearings", "2025-12-20T12:00:00-06:00"), pages)


def island(*rows: dict[str, str], heads: tuple[str, ...] = HEADS, cell: str = "td", alone: str = "") -> Visit:
    usual = {"Date": "<b>Thursday, January 8, 2026</b>", "Commission/Task Force": "Overdose Prevention", "Time": "01:30 PM",
             "View": '<a href="/documents/OD 1-8.pdf">PDF</a>', "Place": "Room 135", "Video": ""}  # fmt: skip
    usual |= {
        "Date:": usual["Date"],
        "Commission / Task Force": usual["Commission/Task Force"],
        "Agenda": usual["View"],
        "Location": "Room 135",
    }
    lines = [f"<tr>{''.join(f'<{cell}>{head}</{cell}>' for head in heads)}</tr>"]
    lines += [f"<tr>{''.join(f'<td>{(usual | row)[head]}</td>' for head in heads)}</tr>" for row in rows]
    body = f'<html><table class="leg_committee_table">{"".join(lines)}{alone}</table></html>'
    url = "https://status.rilegislature.gov/commission_board_calendar.aspx"
    return visit(spider("us-ri-commissions", "2025-12-20T12:00:00-05:00"), {url: body.encode()})


def illinois(*changes: tuple[str, str]) -> Visit:
    folder = SOURCES / "us-il-hearings/2026-03-02-two-hearings"
    page = (folder / "21844.html").read_text(encoding="utf-8")
    for old, new in changes:
        assert re.search(old, page), "the change must meet something"
        page = re.sub(old, new, page)
    listed = json.loads((folder / "house.json").read_text(encoding="utf-8"))
    answers = {
        f"https://my.ilga.gov/Hearing/_GetPostedHearingsByDateRange?chamber={chamber}&committeeid=0"
        f"&begindate=03%2F02%2F2026+00%3A00%3A00&enddate=05%2F31%2F2026+00%3A00%3A00&nodays=30": json.dumps(
            body
        ).encode()
        for chamber, body in (("H", {"data": listed["data"][:1], "total": 1}), ("S", {"data": [], "total": 0}))
    }
    answers["https://my.ilga.gov/Hearing/HearingDetail/21844"] = page.encode()
    return visit(spider("us-il-hearings", "2026-03-02T12:00:00-06:00"), answers)


def virginia(heads: str = "Com_no,Doc_date,Doc_no,Bill_no", day: str = "02/05/2026") -> Visit:
    files = {"Committees": "CHAMBER,COM_NAME,COM_COMNO\nS,Education and Health,S06\n", "SUBDOCKET": "Com_no,Sub_no,Doc_date,Bill_no\n"}  # fmt: skip
    files["DOCKET"] = f"{heads}\nS06,{day},1,SB310\n"
    at = "https://lis.blob.core.windows.net/lisfiles/20261/"
    names = {"Committees": "Committees.csv", "DOCKET": "DOCKET.CSV", "SUBDOCKET": "SUBDOCKET.CSV"}
    answers = {at + names[name]: text.encode() for name, text in files.items()}
    return visit(spider("us-va-hearings", "2026-02-02T12:00:00-05:00"), answers)


AFTERNOON = ("01-08 13:30", "confirmed", "Overdose Prevention")
HEALTH_CARE = "House Committee on Health Care"
MENTAL = "Mental Health & Addiction Committee"
FORMS: list[tuple[Visit, tuple[str, str, str]]] = [
    (vermont(MeetingDate="Wed, Feb 3, 2027"), ("02-03 09:00", "confirmed", HEALTH_CARE)),
    (vermont(MeetingDate="2027-02-03T00:00:00"), ("02-03 09:00", "confirmed", HEALTH_CARE)),
    (vermont(LongName="CANCELLED - House Committee on Health Care"), ("02-03 09:00", "cancelled", HEALTH_CARE)),
    (dakota("9:00a.m.–4:00p.m. CST"), ("12-22 09:00 to 16:00", "confirmed", "Judiciary Committee")),
    (dakota("Noon to 4:00pm CST"), ("12-22 12:00 to 16:00", "confirmed", "Judiciary Committee")),
    (dakota(title="CANCELED: Judiciary Committee"), ("12-22 09:00 to 16:00", "cancelled", "Judiciary Committee")),
    (island({}, heads=(*HEADS, "Video")), AFTERNOON),
    (island({}, heads=(HEADS[1], HEADS[0], *HEADS[2:])), AFTERNOON),
    (island({}, cell="th"), AFTERNOON),
    (island({"Date": "<b>Thu., Jan. 8, 2026</b>"}), AFTERNOON),
    (island({"Date": "<b>01/08/2026</b>"}), AFTERNOON),
    (island({"Time": "1:30 p.m. or Rise of the House"}), AFTERNOON),
    (island({}, heads=("Date:", "Commission / Task Force", "Time", "Agenda", "Location")), AFTERNOON),
    (illinois(("3/10/2026 - 12:00 PM", "Tuesday, March 10, 2026, noon")), ("03-10 12:00", "confirmed", MENTAL)),
    (illinois(("3/10/2026 - 12:00 PM", "03/10/2026 12:00PM")), ("03-10 12:00", "confirmed", MENTAL)),
    (illinois(("12:00 PM", "12:00 PM CANCELLED")), ("03-10 12:00", "cancelled", MENTAL)),
    (illinois(("Scheduled Date", "Hearing Date")), ("03-10 12:00", "confirmed", MENTAL)),
    (virginia("COM_NO,DOC_DATE,DOC_NO,BILL_NO"), ("02-05", "confirmed", "Senate Education and Health")),
    (virginia(day="2026-02-05T00:00:00"), ("02-05", "confirmed", "Senate Education and Health")),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "wanted"), FORMS)
def test_a_table_s_other_forms_are_read(seen: Visit, wanted: tuple[str, str, str]):
    (held,) = seen.hearings
    begins = f"{held.start:%m-%d}" if held.all_day else f"{held.start:%m-%d %H:%M}"
    assert (begins + (f" to {held.end:%H:%M}" if held.end else ""), held.status, held.name) == wanted
    assert seen.faults == []


def test_a_column_more_in_the_middle_moves_no_bill():
    more = illinois(('(<th [^>]*><span class="t-link">Sponsor Name)', r"<th>Version</th>\1"), (r"(<td>HB\d+</td>|<td>SB\d+</td>|<td>HR\d+</td>)", r"\1<td>eng</td>"))  # fmt: skip
    assert [each.agenda for each in more.hearings] == [each.agenda for each in illinois().hearings]
    assert more.hearings[0].agenda


def test_a_table_that_says_that_it_is_empty_is_empty_and_one_without_its_list_is_told():
    assert island(alone="<tr><td colspan='5'>No meetings scheduled at this time.</td></tr>").of(NothingHere)
    assert island(heads=("Date", "Time", "Place")).faults
    assert vermont(data=[]).of(NothingHere)
    assert vermont(data=None).faults
    assert vermont(Published=True).hearings[0].links
