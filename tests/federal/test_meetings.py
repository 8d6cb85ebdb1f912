from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from scrapy.http import Response

from spiders.kit.options import Options
from spiders.kit.select import PageChanged
from spiders.sources.us import congress_api_json, house_hearings_xml, senate_hearings_xml
from spiders.sources.us.hearings import SenateHearings
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Outcome, ScrapedHearing, Unreadable
from tracker.settings import Settings

EASTERN = ZoneInfo("America/New_York")
PLACEHOLDER = """<meeting><cmte_code/><committee/><type/><date>02-OCT-2026</date><date_iso_8601>2026-10-02</date_iso_8601>
  <time>12:00:00</time><room/><matter>No committee hearings scheduled</matter><video_url/></meeting>"""
MEETING = """<meeting><identifier>338700</identifier><cmte_code>SSHR11</cmte_code>
  <committee>Health, Education, Labor, and Pensions</committee><sub_cmte>Primary Health and Retirement Security Subcommittee</sub_cmte>
  <type>Open Hearing</type><date>03-DEC-2026 02:00 PM</date><date_iso_8601>2026-12-03</date_iso_8601><time>02:00 PM</time>
  <time_iso_8601>14:00:00</time_iso_8601><room>SD-430</room><video_url>https://www.senate.gov/isvp/?comm=help&amp;filename=help120326</video_url>
  <Documents>
    <AssociatedDocument congress="119" document_prefix="SN" document_num="1250" document_description="A bill to support 988."/>
    <AssociatedDocument congress="119" document_prefix="SJ" document_num="35" document_description="A joint resolution."/>
    <AssociatedDocument congress="119" document_prefix="PN" document_num="1078" document_description="Jane Roe, of Ohio, to be Assistant Secretary."/>
  </Documents>
  <matter>Hearings to examine crisis&#160;care, S.1250 and other bills.</matter></meeting>"""


def senate(*rows: str) -> list[Outcome]:
    text = f'<?xml version="1.0" encoding="UTF-8"?><css_meetings_scheduled>{"".join(rows)}</css_meetings_scheduled>'
    return read_schedule(text.encode())


def read_schedule(data: bytes) -> list[Outcome]:
    """What the spider makes of a schedule, by way of the base that catches bad rows."""
    spider = SenateHearings(Options(settings=Settings(), now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC)))
    page = Response(senate_hearings_xml.FILE, body=data)
    return list(spider.answered(page.replace(request=spider.page(page.url))))


def test_a_senate_hearing_is_read_whole() -> None:
    (hearing,) = senate(MEETING)
    assert isinstance(hearing, ScrapedHearing)
    assert (hearing.id, hearing.classification, hearing.status, hearing.chamber) == (
        "us/senate-338700",
        "hearing",
        "confirmed",
        "upper",
    )
    assert hearing.start == dt.datetime(2026, 12, 3, 19, 0, tzinfo=dt.UTC)
    assert hearing.name == "Hearings to examine crisis care, S.1250 and other bills."
    assert (
        hearing.committee
        == "Health, Education, Labor, and Pensions, Primary Health and Retirement Security Subcommittee"
    )
    assert [(bill.identifier, bill.legislative_session) for bill in hearing.bills] == [
        ("S1250", "119"),
        ("SJRES35", "119"),
    ]
    assert [item.bills for item in hearing.agenda] == [("S1250",), ("SJRES35",), ()]
    assert hearing.agenda[2].notes == ("PN1078",)
    assert hearing.video == "https://www.senate.gov/isvp/?comm=help&filename=help120326"


def test_a_business_meeting_is_a_committee_meeting() -> None:
    (hearing,) = senate(MEETING.replace("Open Hearing", "Open Business Meeting"))
    assert isinstance(hearing, ScrapedHearing)
    assert hearing.classification == "committee-meeting"


def test_the_placeholder_means_nothing_here_only_when_it_stands_alone() -> None:
    assert senate(PLACEHOLDER) == [NothingHere(reason="No committee hearings scheduled")]
    assert [type(each) for each in senate(PLACEHOLDER, MEETING)] == [ScrapedHearing]


def test_a_meeting_without_documents_is_linked_by_its_matter() -> None:
    head, _, rest = MEETING.partition("<Documents>")
    (hearing,) = senate(head + "<Documents/>" + rest.partition("</Documents>")[2])
    assert isinstance(hearing, ScrapedHearing)
    assert [bill.identifier for bill in hearing.bills] == ["S1250"]


def test_a_time_that_is_none_leaves_the_date() -> None:
    row = MEETING.replace("<time>02:00 PM</time>", "<time>TBA</time>").replace(
        "<time_iso_8601>14:00:00</time_iso_8601>", ""
    )
    (hearing,) = senate(row)
    assert isinstance(hearing, ScrapedHearing)
    assert (hearing.all_day, hearing.time_qualifier, hearing.time_text) == (True, "date-only", "TBA")
    assert hearing.start == dt.datetime(2026, 12, 3, tzinfo=EASTERN)


def test_a_time_with_a_condition_is_the_earliest_one() -> None:
    row = MEETING.replace("<time>02:00 PM</time>", "<time>02:00 PM or upon adjournment of the full committee</time>")
    (hearing,) = senate(row)
    assert isinstance(hearing, ScrapedHearing)
    assert (hearing.time_qualifier, hearing.all_day) == ("not-before", False)
    assert hearing.start == dt.datetime(2026, 12, 3, 14, tzinfo=EASTERN)
    assert hearing.time_text == "02:00 PM or upon adjournment of the full committee"


@pytest.mark.parametrize(
    ("words", "status"), [("POSTPONED: Hearings to", "postponed"), ("Cancelled - Hearings to", "cancelled")]
)
def test_a_meeting_that_is_off_says_so_in_its_matter(words: str, status: str) -> None:
    (hearing,) = senate(MEETING.replace("Hearings to", words))
    assert isinstance(hearing, ScrapedHearing)
    assert hearing.status == status


@pytest.mark.parametrize(("room", "status"), [("CANCELLED", "cancelled"), ("SD-430 (postponed)", "postponed")])
def test_a_meeting_that_is_off_may_say_so_for_its_room(room: str, status: str) -> None:
    (hearing,) = senate(re.sub("<room>.*</room>", f"<room>{room}</room>", MEETING))
    assert isinstance(hearing, ScrapedHearing)
    assert hearing.status == status


def test_one_bad_row_costs_one_row() -> None:
    bad = MEETING.replace("2026-12-03", "0000-00-00").replace("338700", "338701")
    outcomes = senate(bad, MEETING, MEETING.replace("<identifier>338700</identifier>", ""))
    assert [type(each) for each in outcomes] == [Unreadable, ScrapedHearing, Unreadable]


@pytest.mark.parametrize(
    "data", [b"", b"<html><body>Access Denied</body></html>", b"<rss/>", b"<css_meetings_scheduled><meeting>"]
)
def test_what_is_no_schedule_is_a_problem_and_never_empty(data: bytes) -> None:
    (problem,) = read_schedule(data)
    assert isinstance(problem, Problem)
    assert problem.url == senate_hearings_xml.FILE


HOUSE = """<?xml-stylesheet type='text/xsl' href='/xslt/cr-public.xslt'?>\r
<committee-meeting congress-num="119" session-num="2" meeting-id="HHRG119700" meeting-type="HHRG" update-date="2026-11-20T10:00:00">\r
  <current-status>S</current-status>\r
  <meeting-details>\r
    <subcommittees><committee-name id="IF14" parent-id="IF00" parent-name="Committee on Energy and Commerce">Subcommittee on Health</committee-name></subcommittees>\r
    <meeting-date><calendar-date>2026-12-02</calendar-date><start-time>10:15:00</start-time><end-time>12:30:00</end-time></meeting-date>\r
    <meeting-location><capitol-complex><room>2123</room><building>RHOB</building></capitol-complex></meeting-location>\r
    <meeting-title>Legislative hearing on youth mental health: H.R. 4321</meeting-title>\r
  </meeting-details>\r
  <meeting-documents>\r
    <meeting-document type="BR" remove-date=""><description>H.R. 4321 (Rep. Roe), “Peer Support Act”</description><legis-num>HR 4321</legis-num>\r
      <files><file doc-url="http://docs.house.gov/meetings/IF/IF14/20261202/119700/BILLS-119HR4321ih.pdf" doc-type="PDF"/></files></meeting-document>\r
    <meeting-document type="BR" remove-date=""><description>Untyped number</description><legis-num>77</legis-num>\r
      <files><file doc-url="http://docs.house.gov/meetings/IF/IF14/20261202/119700/BILLS-119HCONRES77ih.pdf" doc-type="PDF"/></files></meeting-document>\r
    <meeting-document type="BR" remove-date=""><description>H.J.Res. 12, a joint resolution</description></meeting-document>\r
    <meeting-document type="BR" remove-date=""><description>H.R. _____ (Rep. Doe), a discussion draft</description></meeting-document>\r
    <meeting-document type="BR" remove-date="2026-11-19T10:00:00"><description>H.R. 9 taken off</description><legis-num>HR 9</legis-num></meeting-document>\r
    <meeting-document type="SD" remove-date=""><description>Hearing Notice</description>\r
      <files><file doc-url="http://docs.house.gov/meetings/IF/IF14/20261202/119700/HHRG-119-IF14-20261202-SD001.pdf" doc-type="PDF"/></files></meeting-document>\r
  </meeting-documents>\r
</committee-meeting>\r
"""
ADDRESS = "https://docs.house.gov/meetings/IF/IF14/20261202/119700/HHRG-119-IF14-20261202.xml"


def house(text: str = HOUSE) -> ScrapedHearing:
    return house_hearings_xml.read(text.encode(), ADDRESS)


def test_a_house_hearing_is_read_whole() -> None:
    hearing = house()
    assert (hearing.id, hearing.classification, hearing.status, hearing.chamber) == (
        "us/house-HHRG119700",
        "hearing",
        "confirmed",
        "lower",
    )
    assert hearing.start == dt.datetime(2026, 12, 2, 15, 15, tzinfo=dt.UTC)
    assert hearing.end == dt.datetime(2026, 12, 2, 17, 30, tzinfo=dt.UTC)
    assert hearing.committee == "Committee on Energy and Commerce, Subcommittee on Health"
    assert hearing.location == "2123 RHOB"
    assert [(bill.identifier, bill.title) for bill in hearing.bills] == [
        ("HR4321", "Peer Support Act"),
        ("HCONRES77", "Untyped number"),
        ("HJRES12", "a joint resolution"),
    ]
    assert len(hearing.agenda) == 4
    assert [link.note for link in hearing.documents] == [
        "H.R. 4321 (Rep. Roe), “Peer Support Act”",
        "Untyped number",
        "Hearing Notice",
    ]
    assert hearing.links[0].url.endswith("EventID=119700")


@pytest.mark.parametrize(("code", "status"), [("R", "confirmed"), ("P", "postponed"), ("C", "cancelled")])
def test_a_house_status_is_one_letter(code: str, status: str) -> None:
    assert house(HOUSE.replace("<current-status>S<", f"<current-status>{code}<")).status == status


def test_a_markup_is_a_committee_meeting() -> None:
    assert house(HOUSE.replace("HHRG", "HMKP")).classification == "committee-meeting"


def test_without_a_start_only_the_date_is_known() -> None:
    hearing = house(HOUSE.replace("<start-time>10:15:00</start-time><end-time>12:30:00</end-time>", "<start-time/>"))
    assert (hearing.all_day, hearing.start, hearing.end) == (True, dt.datetime(2026, 12, 2, tzinfo=EASTERN), None)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<calendar-date>2026-12-02", "<calendar-date>0000-00-00", "expected a date and times"),
        ("<start-time>10:15:00", "<start-time>noonish", "expected a date and times"),
        ("<current-status>S", "<current-status>Q", "expected a status of S, R, P or C"),
        ('meeting-id="HHRG119700"', "", "expected a meeting-id"),
        ("meeting-details>", "meeting-detail>", "expected meeting-details"),
        ("<committee-meeting ", "<!DOCTYPE x [<!ENTITY a 'b'>]><committee-meeting ", "document type"),
    ],
)
def test_what_cannot_be_read_is_told(old: str, new: str, told: str) -> None:
    with pytest.raises((ValueError, PageChanged), match=told):
        house(HOUSE.replace(old, new))


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Meetings</title>{items}</channel></rss>"""


def test_a_feed_names_meeting_files() -> None:
    item = '<item><guid>119700</guid><title>x</title><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><enclosure url="http://docs.house.gov/Meetings/IF/IF14/20261202/119700/HHRG-119-IF14-20261202.xml" type="text/xml"/></item>'
    stub, unnamed = "<item><guid>0</guid></item>", "<item><guid>119701</guid><title>y</title></item>"
    found, without = house_hearings_xml.meetings(FEED.format(items=item + item + stub + unnamed).encode())
    address = "https://docs.house.gov/Meetings/IF/IF14/20261202/119700/HHRG-119-IF14-20261202.xml"
    assert found == [house_hearings_xml.Named(address, house().id, "house1:Fri, 20 Nov 2026 10:00:00 GMT")]
    assert without == 1
    with pytest.raises(PageChanged, match="an HTML page"):
        house_hearings_xml.meetings(b"<html></html>")


def api_meeting(**changes: object) -> dict[str, object]:
    return {
        "chamber": "House",
        "congress": 119,
        "eventId": "119700",
        "date": "2026-12-02T15:15:00Z",
        "type": "Hearing",
        "title": "Legislative hearing on youth mental health",
        "meetingStatus": "Scheduled",
        "committees": [{"name": "House Energy and Commerce Subcommittee on Health", "systemCode": "hsif14"}],
        "location": {"building": "Rayburn House Office Building", "room": "2123"},
        "relatedItems": {
            "bills": [{"congress": 119, "type": "HR", "number": "4321"}, {"congress": 119, "type": "PN", "number": "1"}]
        },
        "updateDate": "2026-11-20T10:00:00Z",
        **changes,
    }


def test_the_same_meeting_has_one_key_in_both_systems() -> None:
    read = congress_api_json.read_meeting
    assert read(api_meeting(), ADDRESS).key == house().key
    assert read(api_meeting(type="Markup"), ADDRESS).key == "house-HMKP119700"
    papers = [
        {
            "url": "https://www.congress.gov/119/meeting/house/119700/documents/HMTG-119-IF14-20261202-SD001.pdf",
            "name": "Notice",
        }
    ]
    assert read(api_meeting(meetingDocuments=papers), ADDRESS).key == "house-HMTG119700"
    (theirs,) = senate(MEETING)
    assert isinstance(theirs, ScrapedHearing)
    assert read(api_meeting(chamber="Senate", eventId="338700"), ADDRESS).key == theirs.key


def test_a_meeting_of_the_api_is_read_whole() -> None:
    hearing = congress_api_json.read_meeting(
        api_meeting(date="2026-12-02 15:15:00+00:00", meetingStatus="Canceled"), ADDRESS
    )
    assert hearing.start == house().start
    assert (hearing.status, hearing.classification, hearing.location) == (
        "cancelled",
        "hearing",
        "2123 Rayburn House Office Building",
    )
    assert [bill.identifier for bill in hearing.bills] == ["HR4321"]


def test_real_meetings_are_read_whole(recordings: Path) -> None:
    federal = recordings / "federal"
    schedule = (federal / "senate/general/committee_schedules/hearings.2026-07-25.xml").read_bytes()
    met = [each for each in read_schedule(schedule) if isinstance(each, ScrapedHearing)]
    assert [hearing.key for hearing in met][:2] == ["senate-338683", "senate-338691"]
    assert len(met) == schedule.count(b"<identifier>") == 9
    assert len(met[1].bills) == 44
    path = "meetings/II/II10/20230523/115955/HHRG-118-II10-20230523.xml"
    hearing = house_hearings_xml.read((federal / "house_docs" / path).read_bytes(), f"https://docs.house.gov/{path}")
    assert (hearing.key, hearing.start.isoformat(), len(hearing.bills)) == (
        "house-HHRG115955",
        "2023-05-23T14:00:00-04:00",
        8,
    )
    body = json.loads((federal / "congress_gov_api/spicy-docs/v3/committee-meeting/119/house/119565.json").read_bytes())
    markup = congress_api_json.read_meeting(body["committeeMeeting"], "https://api.congress.gov/v3/")
    assert (markup.key, markup.classification, len(markup.bills)) == ("house-HMKP119565", "committee-meeting", 9)


def test_real_empty_schedule_says_nothing_here(recordings: Path) -> None:
    schedule = recordings / "federal/senate/general/committee_schedules/hearings.2026-10-02-empty.xml"
    assert [type(each) for each in read_schedule(schedule.read_bytes())] == [NothingHere]


def test_who_is_heard_stands_on_the_agenda_of_congress() -> None:
    witnesses = [
        {"name": "The Honorable Jane Roe", "position": "Assistant Secretary", "organization": "Department of Health"},
        {"name": "John Doe", "organization": "John Doe", "position": None},
        {"organization": "Nobody named"},
    ]
    agenda = congress_api_json.read_meeting(api_meeting(witnesses=witnesses), ADDRESS).agenda
    assert [item.description for item in agenda if item.description.startswith("Witness")] == [
        "Witness: The Honorable Jane Roe, Assistant Secretary, Department of Health",
        "Witness: John Doe",
    ]
