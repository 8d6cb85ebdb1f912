"""Calendars as boards really publish them: zones, series, revisions, identities, and what is no proper calendar at all."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.kit import ical
from spiders.kit.feed import MOST_ENTRIES, entries
from spiders.kit.ical_recurrence import AHEAD, BEHIND
from spiders.kit.ical_zones import by_name
from spiders.kit.select import PageChanged

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
EASTERN = ZoneInfo("America/New_York")


def calendar(*events: str, head: str = "", encoding: str = "utf-8") -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{body}END:VCALENDAR\r\n".encode(encoding)


def read(*events: str, head: str = "", place: ZoneInfo = EASTERN) -> ical.Reading:
    return ical.read(calendar(*events, head=head), place, NOW)


def local(reading: ical.Reading, zone: ZoneInfo = EASTERN) -> list[str]:
    return sorted(each.starts.astimezone(zone).strftime("%m-%d %H:%M") for each in reading.events)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("America/Indiana/Indianapolis", "America/Indiana/Indianapolis"),
        ("america/kentucky/monticello", "America/Kentucky/Monticello"),
        ("/freeassociation.sourceforge.net/America/Indiana/Knox", "America/Indiana/Knox"),
        ("US/Pacific", "US/Pacific"),
        ("America/New York", "America/New_York"),
        ("Mountain Standard Time", "America/Denver"),
        ("Pacific Standard Time 2", "America/Los_Angeles"),
        ("Eastern Daylight Time", "America/New_York"),
        ("US Mountain Standard Time", "America/Phoenix"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Pacific Time (US & Canada); Tijuana", "America/Los_Angeles"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(GMT-05.00) Indiana (East)", "America/Indiana/Indianapolis"),
        ("(UTC-07:00) Arizona", "America/Phoenix"),
        ("(UTC-10:00) Hawaii", "Pacific/Honolulu"),
        ("(UTC-04:00) Georgetown, La Paz, Manaus, San Juan", "America/Puerto_Rico"),
        ("CDT", "America/Chicago"),
        ("Board Room Clock", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_each_of_its_names(name: str, zone: str | None):
    found = by_name(name)
    assert (found.key if found else None) == zone


VTIMEZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:STANDARD\r\nDTSTART:19701101T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n"
    "TZOFFSETFROM:{summer}\r\nTZOFFSETTO:{winter}\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:19700308T020000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\nTZOFFSETFROM:{winter}\r\nTZOFFSETTO:{summer}\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def test_the_order_of_zones_is_name_then_definition_then_calendar_then_place():
    event = "UID:1\r\nSUMMARY:Board\r\nDTSTART{}:20261210T100000"
    central = VTIMEZONE.format(name="Our Clock", summer="-0500", winter="-0600")
    denver = "X-WR-TIMEZONE:America/Denver\r\n"
    for tzid, head, hour, doubts in (
        (";TZID=America/Chicago", denver, 16, 0),
        (";TZID=Our Clock", central + denver, 16, 0),
        (";TZID=Nowhere", denver, 17, 1),
        ("", denver, 17, 0),
        ("", "", 15, 0),
        (";TZID=Nowhere", "", 15, 1),
        ("", "X-WR-TIMEZONE:Nowhere\r\n", 15, 1),
        (";TZID=America/Chicago", VTIMEZONE.format(name="America/Chicago", summer="-0200", winter="-0300"), 16, 1),
        (";TZID=UTC-06:00", denver, 16, 0),
        (";TZID=GMT-0800", "", 18, 0),
        (';TZID="(UTC+05:30)"', "", 4, 0),
        (";TZID=UTC-06:00", VTIMEZONE.format(name="UTC-06:00", summer="-0600", winter="-0700"), 17, 0),
        (";TZID=UTC-60:00", "", 15, 1),
        (";TZID=EST", VTIMEZONE.format(name="EST", summer="-0400", winter="-0500"), 15, 0),
    ):
        reading = read(event.format(tzid), head=head)
        assert reading.events[0].starts.astimezone(dt.UTC).hour == hour, (tzid, head)
        assert [kind for kind, _told in reading.doubts] == ["unknown-zone"] * doubts, (tzid, head)


@pytest.mark.parametrize("name", ["(UTC-06:00) Central Time (US & Canada)", r"America\/Chicago", '"America/Chicago"'])
def test_a_zone_is_read_however_its_signs_are_written(name: str):
    (event,) = read(
        f"UID:1\r\nSUMMARY:B\r\nDTSTART;TZID={name}:20261210T180000\r\nDTEND;TZID={name}:20261210T190000"
    ).events
    assert (event.zone, event.starts.hour, event.ends.hour) == ("America/Chicago", 18, 19)


def test_calendars_of_one_file_have_words_of_their_own():
    dropped = calendar(
        "UID:a\r\nSUMMARY:A\r\nDTSTART:20261210T180000", head="METHOD:CANCEL\r\nX-WR-TIMEZONE:America/Denver\r\n"
    )
    kept = calendar("UID:b\r\nSUMMARY:B\r\nDTSTART:20261210T180000", head="X-WR-TIMEZONE:America/Chicago\r\n")
    master = calendar("UID:s\r\nSUMMARY:S\r\nDTSTART:20261210T180000Z\r\nRRULE:FREQ=WEEKLY;COUNT=2")
    moved = calendar("UID:s\r\nSUMMARY:S\r\nRECURRENCE-ID:20261217T180000Z\r\nDTSTART:20261218T180000Z")
    found = ical.read(dropped + kept + master + moved, EASTERN, NOW).events
    told = sorted((each.summary, each.status, f"{each.starts.astimezone(dt.UTC):%d %H}") for each in found)
    assert told == [
        ("A", "cancelled", "11 01"),
        ("B", "confirmed", "11 00"),
        ("S", "confirmed", "10 18"),
        ("S", "confirmed", "18 18"),
    ]


def test_universal_time_stays_universal_and_is_shown_on_the_clock_of_the_place():
    (event,) = read("UID:1\r\nSUMMARY:B\r\nDTSTART:20261210T180000Z", head="X-WR-TIMEZONE:UTC\r\n").events
    assert (event.starts.astimezone(dt.UTC).hour, event.zone) == (18, "America/New_York")


@pytest.mark.parametrize(
    ("master", "exception", "wanted"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;VALUE=DATE:20261208", "", ["12-01 18:00", "12-15 18:00"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261215", "", ["12-01 18:00", "12-08 18:00", "12-15 18:00"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261215T230000Z", "", ["12-01 18:00", "12-08 18:00", "12-15 18:00"]),
        ("RRULE:\r\nRDATE:", "", ["12-01 18:00"]),
        ("RDATE;VALUE=PERIOD:20261203T150000Z/PT2H", "", ["12-01 18:00", "12-03 10:00"]),
        ("RDATE;VALUE=DATE:20261203", "", ["12-01 18:00", "12-03 18:00"]),
        ("RRULE: freq=weekly; count=2;", "", ["12-01 18:00", "12-08 18:00"]),
        ("RRULE:FREQ=WEEKLY;COUNT=4\r\nEXRULE:FREQ=WEEKLY;INTERVAL=2", "", ["12-08 18:00", "12-22 18:00"]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\r\nEXRULE:FREQ=WEEKLY;COUNT=1", "", ["12-08 18:00", "12-15 18:00"]),
        (
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "RECURRENCE-ID;VALUE=DATE:20261208\r\nDTSTART;TZID=America/New_York:20261209T090000",
            ["12-01 18:00", "12-09 09:00", "12-15 18:00"],
        ),
        (
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "RECURRENCE-ID:20261208T230000Z\r\nDTSTART;TZID=America/New_York:20261209T090000",
            ["12-01 18:00", "12-09 09:00", "12-15 18:00"],
        ),
        (
            "RRULE:FREQ=WEEKLY;COUNT=3",
            (
                "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20261208T180000\r\n"
                "DTSTART;TZID=America/New_York:20261208T193000"
            ),
            ["12-01 18:00", "12-08 19:30", "12-15 19:30"],
        ),
        ("RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE:20261208T230000Z", "", ["12-01 18:00", "12-15 18:00"]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE:20261208T180000Z", "", ["12-01 18:00", "12-15 18:00"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2\r\nEXDATE:20261208T190000Z", "", ["12-01 18:00", "12-08 18:00"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261208T180000Z", "", ["12-01 18:00", "12-08 18:00"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261208T170000Z", "", ["12-01 18:00"]),
        (
            "RRULE:FREQ=WEEKLY;COUNT=2",
            "RECURRENCE-ID:20261208T180000Z\r\nDTSTART;TZID=America/New_York:20261209T190000",
            ["12-01 18:00", "12-09 19:00"],
        ),
    ],
)
def test_series_are_unfolded_as_their_publishers_mean_them(master: str, exception: str, wanted: list[str]):
    events = [f"UID:s\r\nSUMMARY:Council\r\nDTSTART;TZID=America/New_York:20261201T180000\r\n{master}"]
    if exception:
        events.append(f"UID:s\r\nSUMMARY:Council\r\n{exception}")
    for order in (events, events[::-1]):
        reading = read(*order)
        assert (local(reading), reading.unreadable, reading.doubts) == (wanted, [], [])


def test_a_new_hour_of_a_series_keeps_the_identity_of_its_meetings():
    series = "UID:s\r\nSUMMARY:Council\r\nDTSTART;TZID=America/New_York:20261201T{}0000\r\nRRULE:FREQ=WEEKLY;COUNT=3"
    before, after = read(series.format(18)), read(series.format(19))
    assert {each.uid for each in before.events} == {each.uid for each in after.events}
    assert len({each.uid for each in before.events}) == 3


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_revisions_the_higher_sequence_counts(order: int):
    old = "UID:a\r\nSEQUENCE:1\r\nSUMMARY:Task force\r\nDTSTART:20261201T150000Z"
    new = "UID:a\r\nSEQUENCE:2\r\nSUMMARY:Task force on care\r\nDTSTART:20261202T150000Z"
    reading = read(*(old, new)[::order])
    assert [each.summary for each in reading.events] == ["Task force on care"]
    assert reading.doubts == []


def test_one_uid_for_different_meetings_loses_none_and_is_told():
    events = [f"UID:x\r\nSUMMARY:{name}\r\nDTSTART:2026120{day}T{hour}0000Z" for name, day, hour in
              (("A", 1, 15), ("B", 1, 15), ("A", 2, 15), ("A", 2, 17))]  # fmt: skip
    one, again = read(*events), read(*events[::-1])
    assert len({each.uid for each in one.events}) == 4
    assert {each.uid for each in one.events} == {each.uid for each in again.events}
    assert [kind for kind, _told in one.doubts] == ["doubled-id"]


def test_an_event_that_stands_twice_is_one():
    event = "UID:x\r\nSUMMARY:A\r\nDTSTART:20261201T150000Z"
    reading = read(event, event)
    assert (len(reading.events), reading.doubts) == (1, [])


def test_days_keep_their_end_and_midnight_to_midnight_is_a_day():
    reading = read(
        "UID:1\r\nSUMMARY:Three days\r\nDTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261210",
        "UID:2\r\nSUMMARY:One day\r\nDTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261208",
        "UID:3\r\nSUMMARY:Outlook\r\nDTSTART;TZID=America/New_York:20261207T000000\r\nDTEND;TZID=America/New_York:20261208T000000",
        "UID:4\r\nSUMMARY:Backwards\r\nDTSTART:20261207T150000Z\r\nDTEND:20261207T140000Z",
        "UID:5\r\nSUMMARY:Flag\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nDTSTART:20261207T050000Z",
    )
    ends = {each.summary: (each.all_day, each.ends and each.ends.date().isoformat()) for each in reading.events}
    assert ends == {
        "Three days": (True, "2026-12-09"),
        "One day": (True, None),
        "Outlook": (True, None),
        "Backwards": (False, None),
        "Flag": (True, None),
    }
    assert {each.starts for each in reading.events if each.all_day} == {dt.datetime(2026, 12, 7, tzinfo=EASTERN)}


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ("SUMMARY:Canceled: Board\r\nSTATUS:CONFIRMED", "cancelled"),
        ("SUMMARY:CANCELLED - Board", "cancelled"),
        ("SUMMARY:Board (POSTPONED)", "postponed"),
        ("SUMMARY:Board - Cancelled", "cancelled"),
        ("SUMMARY:[CANCELLED] Board", "cancelled"),
        ("SUMMARY:Board\r\nLOCATION:CANCELLED", "cancelled"),
        ("SUMMARY:Board\r\nDESCRIPTION:CANCELED\\nSee you in January", "cancelled"),
        ("SUMMARY:Board\r\nSTATUS:TENTATIVE", "tentative"),
        ("SUMMARY:Bill relating to cancelled health plans", "confirmed"),
        ("SUMMARY:Board\r\nDESCRIPTION:Minutes of the cancelled November meeting", "confirmed"),
    ],
)
def test_whether_it_is_off_is_read_at_the_edges(event: str, status: str):
    (found,) = read(f"UID:1\r\nDTSTART:20261207T150000Z\r\n{event}").events
    assert found.status == status


@pytest.mark.parametrize(
    ("encoding", "header"),
    [("utf-8", ""), ("utf-8", "text/calendar; charset=iso-8859-1"), ("iso-8859-1", "text/calendar; charset=iso-8859-1"),
     ("cp1252", ""), ("utf-16", "")],
)  # fmt: skip
def test_letters_of_a_calendar_are_kept_whatever_it_calls_itself(encoding: str, header: str):
    body = calendar("UID:1\r\nSUMMARY:Comité de Peñasco\r\nDTSTART:20261207T150000Z", encoding=encoding)
    assert [each.title for each in entries(body, kind=header, now=NOW).entries] == ["Comité de Peñasco"]


WHOLE = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART:2026121{0}T180000\r\nSUMMARY:{0}\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize(
    ("first", "read_too", "told"),
    [
        (WHOLE, ["1"], ""),
        ("None" + WHOLE, ["1"], ""),  # what a template left there
        (WHOLE.removesuffix("END:VEVENT\r\n"), [], "wanted END:VEVENT"),
        (WHOLE.removeprefix("BEGIN:VEVENT\r\n"), [], "wanted BEGIN:VEVENT"),
        (WHOLE.replace("BEGIN:", "BEGIN "), [], "wanted BEGIN:VEVENT"),
        (WHOLE.replace("END:", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:"), ["1"], ""),
    ],
)
def test_an_event_that_is_not_whole_costs_itself_and_is_told(first: str, read_too: list[str], told: str):
    body = f"BEGIN:VCALENDAR\r\n{first.format(1)}{WHOLE.format(2)}{WHOLE.format(3)}END:VCALENDAR\r\n"
    reading = ical.read(body.encode(), EASTERN, NOW)
    assert [each.summary for each in reading.events] == [*read_too, "2", "3"]
    assert told in "".join(reading.unreadable)
    assert len(reading.unreadable) == (1 if told else 0)


@pytest.mark.parametrize("name", ['"tzone://Microsoft/Custom"', "tzone://Microsoft/Custom"])
def test_an_address_in_a_parameter_needs_no_quotes(name: str):
    head = VTIMEZONE.format(name=name.strip('"'), summer="-0500", winter="-0600")
    assert local(read(f"UID:1\r\nDTSTART;TZID={name}:20261210T100000\r\nSUMMARY:a", head=head)) == ["12-10 11:00"]


@pytest.mark.parametrize("separator", ["\u2028", "\x0b", "\x0c", "\x85", "\r"])
def test_separators_within_a_value_cut_nothing(separator: str):
    (event,) = read(f"UID:1\r\nDTSTART:20261207T150000Z\r\nSUMMARY:B\r\nDESCRIPTION:Join{separator}Agenda").events
    assert event.description == "Join\nAgenda"


def test_an_event_without_uid_is_known_again():
    event = "SUMMARY:Board\r\nDTSTART;TZID=America/New_York:20261210T{}0000"
    (one,), (other,) = read(event.format(10)).events, read(event.format(11)).events
    assert one.uid == other.uid


def test_a_leap_day_without_a_revision_is_a_day_like_others():
    leap, other = (
        "UID:a\r\nSUMMARY:Board\r\nDTSTART:20280229T150000Z",
        "UID:a\r\nSUMMARY:Board\r\nDTSTART:20280301T150000Z",
    )
    assert [each.starts.day for each in read(leap).events] == [29]
    for order in ((leap, other), (other, leap)):
        assert {each.starts.day for each in entries(calendar(*order), now=NOW).entries} == {29, 1}


def test_a_calendar_may_be_larger_than_a_feed():
    long = "x" * 10_600_000
    (event,) = entries(
        calendar(f"UID:1\r\nSUMMARY:Board\r\nDTSTART:20261207T150000Z\r\nDESCRIPTION:{long}"), now=NOW
    ).entries
    assert event.title == "Board"
    with pytest.raises(PageChanged, match="20,971,520 bytes"):
        entries(b"BEGIN:VCALENDAR\r\n" + b"x" * 21_000_000, now=NOW)


def test_of_fifty_thousand_events_the_coming_ones_are_read():
    old = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:2019{n % 12 + 1:02}01T150000Z\r\nSUMMARY:Old\r\nEND:VEVENT\r\n"
        for n in range(50_000)
    )
    body = calendar("UID:new\r\nDTSTART:20261207T150000Z\r\nSUMMARY:Coming").replace(
        b"BEGIN:VEVENT", old.encode() + b"BEGIN:VEVENT", 1
    )
    found = entries(body, now=NOW)
    assert (len(found.entries), found.entries[0].title) == (MOST_ENTRIES, "Coming")
    assert "50,001" in found.cut


def test_a_meeting_each_day_is_read_for_all_days_that_are_looked_at():
    found = entries(calendar("UID:1\r\nDTSTART:20200101T150000Z\r\nSUMMARY:D\r\nRRULE:FREQ=DAILY"), now=NOW)
    assert not found.doubts
    assert len(found.entries) == 460
    assert max(each.starts for each in found.entries if each.starts) > NOW + dt.timedelta(days=399)


def test_a_series_that_is_cut_is_told():
    often = "UID:1\r\nDTSTART:20200101T150000Z\r\nSUMMARY:Desk\r\nRRULE:FREQ=DAILY;BYHOUR=9,15"
    found = entries(calendar(often), now=NOW)
    assert [kind for kind, _told in found.doubts] == ["feed-too-long"]
    assert "'Desk' takes place more often; its first 500 meetings were read" in found.doubts[0][1]


def test_series_without_number_are_bounded_and_told():
    daily = [f"UID:{n}\r\nDTSTART:20200101T150000Z\r\nSUMMARY:D\r\nRRULE:FREQ=DAILY" for n in range(120)]
    found = entries(calendar(*daily), now=NOW)
    assert len(found.entries) == MOST_ENTRIES
    assert [kind for kind, _told in found.doubts] == ["feed-too-long"]


# -- the library as oracle -------------------------------------------------------------------------------------------

DAYS = ("MO", "TU", "WE", "TH", "FR")


@st.composite
def series(draw: st.DrawFn) -> str:
    """A series as boards have them, with exceptions as exact moments, on which all readers agree."""
    zone = draw(st.sampled_from(["America/New_York", "America/Chicago", "Pacific/Honolulu", "America/Phoenix"]))
    start = draw(st.datetimes(dt.datetime(2026, 9, 1), dt.datetime(2027, 4, 1))).replace(
        minute=30, second=0, microsecond=0
    )
    start = start.replace(hour=draw(st.integers(7, 20)))
    rule = draw(
        st.sampled_from(
            ["FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY", "FREQ=YEARLY",
             f"FREQ=WEEKLY;BYDAY={','.join(draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True)))}",
             f"FREQ=MONTHLY;BYDAY={draw(st.integers(1, 4))}{draw(st.sampled_from(DAYS))}", "FREQ=MONTHLY;BYMONTHDAY=-1"]
        )
    )  # fmt: skip
    rule += draw(st.sampled_from(["", ";COUNT=7", ";UNTIL=20270601T035959Z"]))
    lines = ["UID:g", "SUMMARY:G", f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}", f"RRULE:{rule}", "DURATION:PT1H30M"]
    others = []
    shift = dt.timedelta(days=7 * draw(st.integers(1, 5)))
    if draw(st.booleans()):
        lines.append(f"EXDATE;TZID={zone}:{start + shift:%Y%m%dT%H%M%S}")
    if draw(st.booleans()):
        lines.append(f"RDATE;TZID={zone}:{start + dt.timedelta(days=2, hours=1):%Y%m%dT%H%M%S}")
    if draw(st.booleans()) and rule.startswith(("FREQ=WEEKLY", "FREQ=DAILY")):
        moved = start + dt.timedelta(days=21)
        range_ = draw(st.sampled_from(["", ";RANGE=THISANDFUTURE"]))
        others.append(
            f"UID:g\r\nSUMMARY:Moved\r\nRECURRENCE-ID{range_};TZID={zone}:{moved:%Y%m%dT%H%M%S}\r\n"
            f"DTSTART;TZID={zone}:{moved + dt.timedelta(hours=2):%Y%m%dT%H%M%S}\r\nDURATION:PT1H"
        )
    return calendar("\r\n".join(lines), *others).decode()


@given(series())
@settings(max_examples=120, deadline=None)
def test_generated_series_are_those_of_the_library(text: str):
    now = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    reading = ical.read(text.encode(), EASTERN, now)
    assert (reading.unreadable, reading.doubts) == ([], [])
    first, last = now - BEHIND + dt.timedelta(days=2), now + AHEAD - dt.timedelta(days=2)
    ours = sorted(each.starts for each in reading.events if first <= each.starts <= last)
    wanted = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(first, last)
    theirs = sorted(each["DTSTART"].dt for each in wanted if first <= each["DTSTART"].dt <= last)
    assert ours == theirs
    assert len({each.uid for each in reading.events}) == len(reading.events)
