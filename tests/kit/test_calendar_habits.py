"""Calendars with the habits of the programs that boards publish with: each event at its hour, on or off as it says."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from spiders.kit.feed import entries

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
EASTERN, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"


def calendar(*events: str, head: str = "") -> bytes:
    body = "".join("BEGIN:VEVENT\r\n" + each.strip().replace("\n", "\r\n") + "\r\nEND:VEVENT\r\n" for each in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{body}END:VCALENDAR\r\n".encode()


HABITS = [
    pytest.param(
        calendar(
            """UID:a@google.com
DTSTART;TZID=America/New_York:20261201T180000
DTEND;TZID=America/New_York:20261201T193000
RRULE:FREQ=MONTHLY;UNTIL=20270302T045959Z;BYDAY=1TU
EXDATE;TZID=America/New_York:20270105T180000
SUMMARY:Board of Health""",
            """UID:a@google.com
RECURRENCE-ID;TZID=America/New_York:20270202T180000
DTSTART;TZID=America/New_York:20270203T190000
DTEND;TZID=America/New_York:20270203T200000
SUMMARY:Board of Health - CANCELLED
STATUS:CONFIRMED""",
            head="X-WR-TIMEZONE:America/New_York\r\n",
        ),
        EASTERN,
        [
            ("Board of Health", "12-01 18:00", "12-01 19:30", False, "confirmed"),
            ("Board of Health - CANCELLED", "02-03 19:00", "02-03 20:00", False, "cancelled"),
        ],
        id="google weekly with override+exdate",
    ),
    pytest.param(
        calendar(
            """UID:b
DTSTART:20261209T230000Z
DTEND:20261210T003000Z
SUMMARY:Mental Health Advisory Board
LOCATION:123 Main St\\, Room 4\\, Chicago\\, IL 60601
DESCRIPTION:<b>Agenda</b><br>1. Call to order&nbsp;<a href="https://x.example/a">Zoom</a>""",
            head="X-WR-TIMEZONE:America/Chicago\r\n",
        ),
        CENTRAL,
        [("Mental Health Advisory Board", "12-09 17:00", "12-09 18:30", False, "confirmed")],
        id="google utc times",
    ),
    pytest.param(
        calendar("""UID:c
DTSTART;TZID="Eastern Standard Time":20261210T140000
DTEND;TZID="Eastern Standard Time":20261210T150000
SUMMARY;LANGUAGE=en-us:Canceled: Behavioral Health Council
STATUS:CONFIRMED
X-MICROSOFT-CDO-BUSYSTATUS:FREE"""),
        EASTERN,
        [("Canceled: Behavioral Health Council", "12-10 14:00", "12-10 15:00", False, "cancelled")],
        id="outlook canceled",
    ),
    pytest.param(
        calendar("""UID:d
DTSTART:20261211T050000Z
DTEND:20261212T050000Z
X-MICROSOFT-CDO-ALLDAYEVENT:TRUE
SUMMARY:Office closed"""),
        EASTERN,
        [("Office closed", "12-11 00:00", None, True, "confirmed")],
        id="outlook all day flag",
    ),
    pytest.param(
        calendar("""UID:E123@civicplus
DTSTAMP:20261101T000000
DTSTART:20261215T183000
DTEND:20261215T183000
SUMMARY:Human Services Commission (Rescheduled from December 8)
DESCRIPTION:Location: City Hall\\nTime: 6:30 PM"""),
        PACIFIC,
        [("Human Services Commission (Rescheduled from December 8)", "12-15 18:30", None, False, "confirmed")],
        id="civicplus floats, no tz, html",
    ),
    pytest.param(
        calendar("""UID:E124
DTSTART:20261216T083000
SUMMARY:POSTPONED: Board of Health"""),
        MOUNTAIN,
        [("POSTPONED: Board of Health", "12-16 08:30", None, False, "postponed")],
        id="civicplus postponed",
    ),
    pytest.param(
        calendar("""UID:g1
DTSTART;TZID=US/Pacific:20261208T093000
DTEND;TZID=US/Pacific:20261208T083000
SUMMARY:Board of Supervisors"""),
        PACIFIC,
        [("Board of Supervisors", "12-08 09:30", None, False, "confirmed")],
        id="granicus: dtend before dtstart",
    ),
    pytest.param(
        calendar("""UID:TU1
DTSTART;TZID=America/Denver:20261202T120000
DTEND;TZID=America/Denver:20261202T130000
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20261231
SUMMARY:Suicide Prevention Coalition"""),
        MOUNTAIN,
        [
            ("Suicide Prevention Coalition", "12-02 12:00", "12-02 13:00", False, "confirmed"),
            ("Suicide Prevention Coalition", "12-16 12:00", "12-16 13:00", False, "confirmed"),
            ("Suicide Prevention Coalition", "12-30 12:00", "12-30 13:00", False, "confirmed"),
        ],
        id="teamup: zoneless until date",
    ),
    pytest.param(
        calendar("""UID:L1
DTSTART:20261203T200000Z
DTEND:20261203T210000Z
SUMMARY:Health Committee
LOCATION:*** CANCELLED *** Council Chambers
STATUS:CONFIRMED"""),
        EASTERN,
        [("Health Committee", "12-03 15:00", "12-03 16:00", False, "cancelled")],
        id="legistar: cancelled in location",
    ),
    pytest.param(
        calendar("""UID:http://uid.trumba.com/event/1
DTSTART;TZID=Pacific Standard Time:20261204T090000
DURATION:PT1H30M
STATUS:CANCELLED
SUMMARY:DSHS Advisory Council
X-TRUMBA-CUSTOMFIELD;NAME="Event status":Canceled"""),
        PACIFIC,
        [("DSHS Advisory Council", "12-04 09:00", "12-04 10:30", False, "cancelled")],
        id="trumba: TRANSP, categories, status",
    ),
    pytest.param(
        calendar("""UID:25L1
DTSTART;TZID=america/chicago:20261205T100000
DTEND;TZID=america/chicago:20261205T113000
SUMMARY:Regents health committee"""),
        CENTRAL,
        [("Regents health committee", "12-05 10:00", "12-05 11:30", False, "confirmed")],
        id="25live: all lower tzid",
    ),
    pytest.param(
        calendar(
            """UID:tag:localist.com\\,2008:EventInstance_1
DTSTART:20261206T150000Z
DTEND:20261206T160000Z
SUMMARY:Wellness forum
URL:https://events.example.edu/event/1""",
            """UID:tag:localist.com\\,2008:EventInstance_2
DTSTART:20261213T150000Z
SUMMARY:Wellness forum""",
        ),
        EASTERN,
        [
            ("Wellness forum", "12-06 10:00", "12-06 11:00", False, "confirmed"),
            ("Wellness forum", "12-13 10:00", None, False, "confirmed"),
        ],
        id="localist: utc, recurring as many same uid with recurrence-id only",
    ),
    pytest.param(
        calendar(
            """DTSTART;TZID=America/New_York:20261207T173000
DTEND;TZID=America/New_York:20261207T190000
DTSTAMP:20261101T120000
CREATED:20261001T000000Z
UID:101-1@x.org
SUMMARY:ADM Board &#8211; Regular Meeting &amp; Public Hearing
URL:https://x.example/event/1/
CATEGORIES:Board""",
            head="X-WR-CALNAME:ADM Board\r\nBEGIN:VTIMEZONE\r\nTZID:America/New_York\r\nBEGIN:STANDARD\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nTZNAME:EST\r\nDTSTART:20261101T060000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
        ),
        EASTERN,
        [("ADM Board – Regular Meeting & Public Hearing", "12-07 17:30", "12-07 19:00", False, "confirmed")],
        id="events calendar (WordPress): own vtimezone, html entities",
    ),
    pytest.param(
        calendar("""UID:102
DTSTART;TZID=UTC-5:20261208T173000
DTEND;TZID=UTC-5:20261208T190000
SUMMARY:Trustees"""),
        EASTERN,
        [("Trustees", "12-08 17:30", "12-08 19:00", False, "confirmed")],
        id="events calendar with UTC-5 zone name",
    ),
    pytest.param(
        calendar("""UID:103
DTSTART;TZID="Central Time":20261209T090000
SUMMARY:County Board"""),
        CENTRAL,
        [("County Board", "12-09 09:00", None, False, "confirmed")],
        id="tzid with quotes and spaces 'Central Time'",
    ),
    pytest.param(
        calendar("""UID:104
DTSTART;TZID=America/Phoenix:20270714T090000
SUMMARY:Board"""),
        "America/Phoenix",
        [("Board", "07-14 09:00", None, False, "confirmed")],
        id="arizona: MST no dst",
    ),
    pytest.param(
        calendar("""UID:105
DTSTART;TZID=America/New_York:20270309T180000
RRULE:FREQ=WEEKLY;COUNT=2
SUMMARY:Board"""),
        EASTERN,
        [("Board", "03-09 18:00", None, False, "confirmed"), ("Board", "03-16 18:00", None, False, "confirmed")],
        id="daylight start: rule over dst",
    ),
    pytest.param(
        calendar("""UID:106
DTSTART:20270309T230000Z
RRULE:FREQ=WEEKLY;COUNT=2
SUMMARY:Board"""),
        EASTERN,
        [("Board", "03-09 18:00", None, False, "confirmed"), ("Board", "03-16 19:00", None, False, "confirmed")],
        id="utc recurring over dst drifts by design",
    ),
    pytest.param(
        calendar("""UID:107
DTSTART;VALUE=DATE:20261214
DTEND;VALUE=DATE:20261217
SUMMARY:Conference"""),
        EASTERN,
        [("Conference", "12-14 00:00", "12-16 00:00", True, "confirmed")],
        id="all-day multi",
    ),
    pytest.param(
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:108\nSUMMARY:Opioid Settlement\n\t Committee\nDTSTART:20261218T090000\nEND:VEVENT\nEND:VCALENDAR\n",
        EASTERN,
        [("Opioid Settlement Committee", "12-18 09:00", None, False, "confirmed")],
        id="folded line with tab and lone LF, no VERSION",
    ),
    pytest.param(
        b"\xef\xbb\xbf\r\n\r\n"
        + calendar("""UID:109
SUMMARY:Board
DTSTART:20261218T090000"""),
        EASTERN,
        [("Board", "12-18 09:00", None, False, "confirmed")],
        id="bom and leading blank lines",
    ),
    pytest.param(
        calendar(
            """UID:110
SEQUENCE:2
DTSTART;TZID=America/New_York:20261219T090000
SUMMARY:Board""",
            head="METHOD:CANCEL\r\n",
        ),
        EASTERN,
        [("Board", "12-19 09:00", None, False, "cancelled")],
        id="sequence cancel via METHOD:CANCEL",
    ),
    pytest.param(
        calendar("""UID:111
DTSTART;VALUE=DATE:20261224
SUMMARY:No Board Meeting - Holiday"""),
        EASTERN,
        [("No Board Meeting - Holiday", "12-24 00:00", None, True, "cancelled")],
        id="title says NO MEETING",
    ),
    pytest.param(
        calendar("""UID:112
DTSTART:20261221T180000
SUMMARY:Board of Mental Health
DESCRIPTION:This meeting has been cancelled. The next meeting is January 18."""),
        EASTERN,
        [("Board of Mental Health", "12-21 18:00", None, False, "cancelled")],
        id="description says cancelled",
    ),
    pytest.param(
        calendar("""UID:112b
DTSTART:20261222T020000Z
SUMMARY:Board of Mental Health
DESCRIPTION:The December 21 meeting has been cancelled."""),
        EASTERN,
        [("Board of Mental Health", "12-21 21:00", None, False, "cancelled")],
        id="a moment told in UTC is on the day before",
    ),
    pytest.param(
        calendar("""UID:113
DTSTART:20261222T180000
STATUS:TENTATIVE
SUMMARY:Budget hearing (Tentative)"""),
        EASTERN,
        [("Budget hearing (Tentative)", "12-22 18:00", None, False, "tentative")],
        id="status tentative",
    ),
    pytest.param(
        calendar("""UID:114
DTSTART:20261223T1400Z
SUMMARY:Board"""),
        EASTERN,
        [("Board", "12-23 09:00", None, False, "confirmed")],
        id="DTSTART date with time hours as 8 digits Z",
    ),
    pytest.param(
        calendar("""UID:115
DTSTART;VALUE=DATE-TIME:20261223T140000-0600
SUMMARY:Board"""),
        CENTRAL,
        [("Board", "12-23 14:00", None, False, "confirmed")],
        id="DTSTART;VALUE=DATE-TIME with offset",
    ),
    pytest.param(
        calendar("""UID:116
DTSTART;TZID=America/Chicago:20261229T170000
RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1;COUNT=2
SUMMARY:Board"""),
        CENTRAL,
        [("Board", "12-29 17:00", None, False, "confirmed"), ("Board", "01-26 17:00", None, False, "confirmed")],
        id="rrule last weekday, bysetpos",
    ),
    pytest.param(
        calendar("""UID:117
DTSTART;TZID=America/Chicago:20261201T170000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE:20261208T230000Z,20261215T230000Z
SUMMARY:Board"""),
        CENTRAL,
        [("Board", "12-01 17:00", None, False, "confirmed"), ("Board", "12-22 17:00", None, False, "confirmed")],
        id="exdate list in utc and value=date",
    ),
    pytest.param(
        calendar(
            """UID:118
DTSTART;TZID=America/Chicago:20261201T170000
RRULE:FREQ=WEEKLY;COUNT=2
SUMMARY:Board""",
            """UID:118
RECURRENCE-ID;TZID=America/Chicago:20261208T170000
DTSTART;TZID=America/Chicago:20261208T170000
STATUS:CANCELLED
SUMMARY:Board""",
        ),
        CENTRAL,
        [("Board", "12-01 17:00", None, False, "confirmed"), ("Board", "12-08 17:00", None, False, "cancelled")],
        id="cancelled occurrence in a series",
    ),
    pytest.param(
        calendar("""UID:119
DTSTART:20261223T180000
SUMMARY:❌ CANCELLED ❌ Board of Health"""),
        EASTERN,
        [("❌ CANCELLED ❌ Board of Health", "12-23 18:00", None, False, "cancelled")],
        id="strikethrough/emoji marks",
    ),
    pytest.param(
        calendar("""UID:120
DTSTART:20261223T180000
SUMMARY:Board of Health - NEW TIME"""),
        EASTERN,
        [("Board of Health - NEW TIME", "12-23 18:00", None, False, "confirmed")],
        id="title with time moved words",
    ),
    pytest.param(
        calendar("""UID:121
DTSTART:20261223T180000
CATEGORIES:Cancelled
SUMMARY:Board of Health"""),
        EASTERN,
        [("Board of Health", "12-23 18:00", None, False, "cancelled")],
        id="cancelled as category",
    ),
    pytest.param(
        calendar("""UID:126
DTSTART:20261223T180000
SUMMARY:Board meeting, DATE CHANGED to 12/23"""),
        EASTERN,
        [("Board meeting, DATE CHANGED to 12/23", "12-23 18:00", None, False, "confirmed")],
        id="moved to this very day",
    ),
    pytest.param(
        calendar("""UID:122
DTSTART:20261223T180000
SUMMARY:Hearing on cancelled insurance policies"""),
        EASTERN,
        [("Hearing on cancelled insurance policies", "12-23 18:00", None, False, "confirmed")],
        id="class of title: cancelled bonds",
    ),
    pytest.param(
        calendar("""UID:123
DTSTART;TZID=America/New_York:20261223T000000
SUMMARY:Board of Health (Time TBD)"""),
        EASTERN,
        [("Board of Health (Time TBD)", "12-23 00:00", None, True, "confirmed")],
        id="midnight as TBD",
    ),
    pytest.param(
        calendar("""UID:124
DTSTART:20261223T000000
DTEND:20261223T235900
SUMMARY:Board retreat"""),
        EASTERN,
        [("Board retreat", "12-23 00:00", None, True, "confirmed")],
        id="midnight plain Granicus",
    ),
    pytest.param(
        calendar("""UID:125
DTSTART:20261214T000000
DTEND:20261216T235900
SUMMARY:Training"""),
        EASTERN,
        [("Training", "12-14 00:00", "12-16 00:00", True, "confirmed")],
        id="days to a minute before midnight",
    ),
]


@pytest.mark.parametrize(("body", "place", "expected"), HABITS)
def test_an_event_stands_at_its_hour_on_or_off_as_its_program_writes_it(body, place, expected):
    zone = ZoneInfo(place)

    def clock(moment: dt.datetime | None) -> str | None:
        return moment.astimezone(zone).strftime("%m-%d %H:%M") if moment else None

    found = sorted(entries(body, zone=zone, now=NOW).entries, key=lambda each: each.starts or NOW)
    assert [(e.title, clock(e.starts), clock(e.ends), e.all_day, e.status) for e in found] == expected


def test_an_offset_that_no_clock_has_costs_its_event_and_is_told():
    found = entries(
        calendar(
            "UID:1\nDTSTART:20261223T140000+9999\nSUMMARY:Board", "UID:2\nDTSTART:20261223T140000-0600\nSUMMARY:Council"
        ),
        zone=ZoneInfo(CENTRAL),
        now=NOW,
    )
    assert [each.title for each in found.entries] == ["Council"]
    assert len(found.unreadable) == 1
