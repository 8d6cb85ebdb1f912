"""Feeds and calendars as publishers write them, and as attackers do."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.kit.feed import MOST_ENTRIES, entries
from spiders.kit.ical_recurrence import OCCURRENCES
from spiders.kit.select import PageChanged

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
CHICAGO = ZoneInfo("America/Chicago")


def rss(*items: str, title: str = "News") -> bytes:
    return f"<rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>".encode()


def calendar(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Board\\, meetings\r\n{head}{body}END:VCALENDAR\r\n".encode()


def test_rss_as_govinfo_writes_it():
    """A newline first, no declaration, entities escaped twice, white space in titles."""
    (entry,) = entries(
        b"\n"
        + rss(
            "<item><guid>BILLS-1</guid><title>H.R.&amp;nbsp;1109 -\n\t\tMental &amp;amp; Health</title>"
            "<link>/app/details/1</link><pubDate>Mon, 23 Nov 2026 08:00:00 -0500</pubDate>"
            "<description>&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Two.&lt;/p&gt;</description></item>"
        ),
        url="https://www.govinfo.gov/rss/bills.xml",
    ).entries
    assert entry.title == "H.R. 1109 - Mental & Health"
    assert entry.link == "https://www.govinfo.gov/app/details/1"
    assert entry.published == dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
    assert entry.summary is not None
    assert entry.summary.split() == ["One.", "Two."]


@pytest.mark.parametrize(
    ("entry", "known_by", "link"),
    [
        ("<link href='../2'/>", "https://c.example/2", "https://c.example/2"),
        ("<link rel='enclosure' href='agenda.pdf'/>", "A", "https://c.example/board/agenda.pdf"),
        ("<link href='/2'/><link rel='enclosure' href='agenda.pdf'/>", "https://c.example/2", "https://c.example/2"),
        ("", "A", None),
    ],
)
def test_an_address_begins_where_the_feed_says_and_a_paper_stands_in_for_one(entry: str, known_by: str, link: str):
    head = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://c.example/board/'><title>T</title>"
    body = f"{head}<entry><title>A</title>{entry}</entry></feed>"
    (found,) = entries(body.encode(), url="https://a.example/feed").entries
    assert (found.id, found.link) == (known_by, link)


def test_atom():
    (entry,) = entries(
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>tag:1</id><title>A</title>"
        b"<link href='https://a.example/1'/><updated>2026-11-23T08:00:00Z</updated></entry></feed>"
    ).entries
    assert (entry.id, entry.link, entry.updated) == ("tag:1", "https://a.example/1", NOW.replace(hour=8))


def test_json_feed():
    found = entries(
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": 7, "title": "A <b>b</b>", '
        b'"url": "javascript:alert(1)", "date_published": "2026-11-23T08:00:00-05:00"}, "no object"]}'
    )
    (entry,) = found.entries
    assert (entry.id, entry.title, entry.link) == ("7", "A b", None)
    assert len(found.unreadable) == 1


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-11-23T08:00:00-05:00", "2026-11-23T08:00:00-05:00"),
        ("2026-11-23T08:00:00", "2026-11-23T08:00:00-06:00"),
        ("2026-11-23", "2026-11-23T00:00:00-06:00"),
        ("Mon, 23 Nov 2026 08:00:00 -0500", "2026-11-23T08:00:00-05:00"),
        ("11/23/2026 8:00:00 AM", "2026-11-23T08:00:00-06:00"),
        ("November 23, 2026", "2026-11-23T00:00:00-06:00"),
        ("soon", None),
        (7, None),
    ],
)
def test_a_moment_of_a_json_feed_is_read_in_each_form(told: object, moment: str | None):
    feed = {"version": "1", "items": [{"id": "1", "title": "A", "date_published": told}]}
    (entry,) = entries(json.dumps(feed).encode(), zone=CHICAGO).entries
    assert (entry.published.isoformat() if entry.published else None) == moment


@pytest.mark.parametrize(
    ("declared", "header"),
    [("utf-8", ""), ("iso-8859-1", ""), ("windows-1252", ""), ("utf-16", ""), ("", "text/xml; charset=iso-8859-1")],
)
def test_encodings_are_believed(declared: str, header: str):
    words = "Peña – é"[: 4 if declared == "iso-8859-1" or header else None]
    xml = rss(f"<item><title>{words}</title></item>").decode()
    encoding = declared or "iso-8859-1"
    declaration = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    (entry,) = entries((declaration + xml).encode(encoding), kind=header).entries
    assert entry.title == words


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html><body>No feed</body></html>", "not-a-feed"),
        (b"", "not-a-feed"),
        (b'{"items": 1}', "not-a-feed"),
        (b'{"x": ', "not-a-feed"),
        (rss(title="Invalid feed"), "not-a-feed"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + rss("<item><title>&a;</title></item>"), "hostile-xml"),
        (rss("<a>" * 5_000 + "</a>" * 5_000), "hostile-xml"),
        (b"x" * (10 * 1024 * 1024 + 1), "too-large"),
    ],
    ids=["html", "nothing", "json", "cut json", "legistar's error", "entities", "deep", "large"],
)
def test_what_is_no_feed_is_told(body: bytes, kind: str):
    with pytest.raises(PageChanged) as problem:
        entries(body)
    assert problem.value.kind == kind


def test_a_feed_cannot_open_a_file_or_an_address():
    for attack in (b"/etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:1/"):
        with pytest.raises(PageChanged):
            entries(attack)


def test_a_feed_of_a_hundred_thousand_entries_is_cut_and_says_so():
    feed = rss(*(f"<item><title>T{n}</title><guid>{n}</guid></item>" for n in range(100_000)))
    found = entries(feed)
    assert (len(found.entries), found.entries[-1].title) == (MOST_ENTRIES, "T4999")
    assert "100,000" in found.cut


def test_a_feed_that_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr("spiders.kit.feed.PARSE_SECONDS", 2)
    with pytest.raises(PageChanged):
        entries(rss("<item><title>x</title><description>" + "<" * 9_000_000 + "</description></item>"))


@given(
    st.binary(max_size=2_000), st.sampled_from([b"<rss>", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b'{"items":[', b""])
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_feed_or_told(body: bytes, start: bytes):
    with suppress(PageChanged):
        entries(start + body, now=NOW)


# -- calendars -------------------------------------------------------------------------------------------------------


def test_times_of_a_calendar_are_moments_whatever_its_time_zones_say():
    """The VTIMEZONE is broken; a TZID may be one of Windows; a time without a zone is the board's."""
    broken = "BEGIN:VTIMEZONE\r\nTZID:America/Chicago\r\nBEGIN:STANDARD\r\nDTSTART:nonsense\r\nTZOFFSETTO:+9999\r\n"
    found = entries(
        calendar(
            "UID:1\r\nSUMMARY:Zone\r\nDTSTART;TZID=America/Chicago:20261201T090000\r\nDTEND;TZID=America/Chicago:20261201T110000",
            "UID:2\r\nSUMMARY:Windows\r\nDTSTART;TZID=Eastern Standard Time:20261201T090000",
            "UID:3\r\nSUMMARY:Mozilla\r\nDTSTART;TZID=/mozilla.org/20050126_1/America/Denver:20261201T090000",
            "UID:4\r\nSUMMARY:UTC\r\nDTSTART:20261201T150000Z\r\nDURATION:PT1H30M",
            "UID:5\r\nSUMMARY:Here\r\nDTSTART:20261201T090000",
            "UID:6\r\nSUMMARY:Unknown\r\nDTSTART;TZID=Nowhere/Land:20261201T090000",
            "UID:7\r\nSUMMARY:Day\r\nDTSTART;VALUE=DATE:20261201",
            head=broken,
        ),
        zone=CHICAGO,
        now=NOW,
    )
    hours = {each.title: each.starts.astimezone(dt.UTC).hour for each in found.entries if each.starts}
    assert hours == {"Zone": 15, "Windows": 14, "Mozilla": 16, "UTC": 15, "Here": 15, "Unknown": 15, "Day": 6}
    assert found.title == "Board, meetings"
    by_title = {each.title: each for each in found.entries}
    assert by_title["Zone"].ends == dt.datetime(2026, 12, 1, 11, tzinfo=CHICAGO)
    assert by_title["UTC"].ends == dt.datetime(2026, 12, 1, 16, 30, tzinfo=dt.UTC)
    assert by_title["Day"].all_day


def test_texts_of_a_calendar_are_unfolded_and_unescaped():
    event = "UID:1\r\nDTSTART:20261201T150000Z\r\nSUMMARY:A long\r\n  title\\, with; more\r\nDESCRIPTION:One\\nTwo\r\nLOCATION:Room\\; 5\r\nURL:javascript:alert(1)\r\nSTATUS:CANCELLED\r\nBEGIN:VALARM\r\nDESCRIPTION:Not this\r\nEND:VALARM"
    (entry,) = entries(calendar(event), now=NOW).entries
    assert (entry.title, entry.location, entry.link) == ("A long title, with; more", "Room; 5", None)
    assert entry.summary == "One\nTwo"
    assert entry.status == "cancelled"


def test_a_recurring_event_becomes_its_occurrences_on_the_wall_clock():
    found = entries(
        calendar(
            "UID:w\r\nSUMMARY:Weekly\r\nDTSTART;TZID=America/Chicago:20261020T180000\r\nRRULE:FREQ=WEEKLY;UNTIL=20261125T000000Z\r\n"
            "EXDATE;TZID=America/Chicago:20261110T180000",
            "UID:w\r\nSUMMARY:Moved\r\nRECURRENCE-ID;TZID=America/Chicago:20261117T180000\r\nDTSTART;TZID=America/Chicago:20261118T190000",
        ),
        now=NOW,
    )
    starts = {each.starts.astimezone(CHICAGO).strftime("%m-%d %H"): each.title for each in found.entries if each.starts}
    assert starts == {
        "10-20 18": "Weekly",
        "10-27 18": "Weekly",
        "11-03 18": "Weekly",
        "11-18 19": "Moved",
        "11-24 18": "Weekly",
    } or starts == {
        "10-20 18": "Weekly",
        "10-27 18": "Weekly",
        "11-03 18": "Weekly",
        "11-18 19": "Moved",
    }
    assert len({each.id for each in found.entries}) == len(found.entries)


@pytest.mark.parametrize(
    ("starts", "rule"),
    [
        ("20200101T150000Z", "FREQ=SECONDLY"),
        ("20200101T150000Z", "FREQ=DAILY"),
        ("20200101T150000Z", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"),
        ("00010101T150000Z", "FREQ=DAILY"),
    ],
)
def test_an_endless_event_ends(starts: str, rule: str):
    found = entries(calendar(f"UID:e\r\nSUMMARY:Daily\r\nDTSTART:{starts}\r\nRRULE:{rule}"), now=NOW)
    assert len(found.entries) <= OCCURRENCES


def test_a_broken_event_costs_itself():
    found = entries(
        calendar(
            "UID:1\r\nSUMMARY:No start",
            "SUMMARY:No id\r\nDTSTART:20261201T150000Z",
            "UID:3\r\nSUMMARY:Bad date\r\nDTSTART:20261399T150000Z",
            "UID:4\r\nSUMMARY:Bad rule\r\nDTSTART:20261201T150000Z\r\nRRULE:FREQ=SOMETIMES",
            "UID:5\r\nSUMMARY:Good\r\nDTSTART:20261201T150000Z",
        ).replace(b"END:VCALENDAR", b"BEGIN:VEVENT\r\nUID:6"),
        now=NOW,
    )
    assert [each.title for each in found.entries] == ["No id", "Good"]
    assert len(found.unreadable) == 4


def test_a_calendar_of_many_beginnings_is_read_in_time():
    entries(b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 600_000, now=NOW)


# -- what feeds say of time and identity -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "starts", "ends"),
    [
        ("<c:EventDates>December 10, 2026</c:EventDates><c:EventTimes>06:00 PM - 08:00 PM</c:EventTimes>", "10 18:00", "20:00"),
        ("<c:startdate>2026-12-10T18:00:00</c:startdate><c:enddate>2026-12-10T19:30:00</c:enddate>", "10 18:00", "19:30"),
        ("<c:StartDate>12/10/2026 6:00 PM</c:StartDate>", "10 18:00", None),
        ("<c:startDate>12/10/2026</c:startDate><c:startTime>6:00 PM</c:startTime><c:endTime>7:00 PM</c:endTime>", "10 18:00", "19:00"),
        ("<c:dtstart>20261210T1800</c:dtstart>", "10 18:00", None),
        ("<c:startdate>Thursday, December 10, 2026</c:startdate>", "10 00:00", None),
        ("<c:EventDates>December 10, 2026 - December 11, 2026</c:EventDates><c:EventTimes>12:00 AM - 11:59 PM</c:EventTimes>", "10 00:00", "00:00"),
        ('<c:localstart tzAbbr="CST" tzCode="1">2026-12-10T09:30:00</c:localstart><c:localend tzAbbr="CST">2026-12-10T11:00:00</c:localend>', "10 09:30", "11:00"),
    ],
)  # fmt: skip
def test_a_calendar_as_rss_tells_its_day_in_fields_of_its_own(fields: str, starts: str, ends: str | None):
    feed = rss(f"<item><title>Board</title><guid>1</guid>{fields}<c:Location>Room&lt;br&gt;4</c:Location></item>")
    body = feed.replace(b"<rss ", b"<rss xmlns:c='https://c.example/' ")
    (entry,) = entries(body, zone=CHICAGO, now=NOW).entries
    assert entry.starts is not None
    assert entry.starts.strftime("%d %H:%M") == starts
    assert entry.starts.tzinfo is CHICAGO
    assert (entry.ends.strftime("%H:%M") if entry.ends else None) == ends
    assert entry.all_day == ("00:00" in starts)
    assert entry.location == "Room 4"


@pytest.mark.parametrize(("place", "status"), [("CANCELLED", "cancelled"), ("Room 4 (moved to Room 6)", "confirmed")])
def test_a_place_in_a_feed_may_say_that_the_meeting_is_off(place: str, status: str):
    fields = f"<c:startdate>2026-12-10T18:00:00</c:startdate><c:location>{place}</c:location>"
    feed = rss(f"<item><title>Board</title><guid>1</guid>{fields}</item>")
    (entry,) = entries(feed.replace(b"<rss ", b"<rss xmlns:c='https://c.example/' "), zone=CHICAGO, now=NOW).entries
    assert entry.status == status


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2026-07-20", "2026-07-20"),
        ("Mon, 20 Jul 2026", "2026-07-20"),
        ("7/20/2026", "2026-07-20"),
        ("7/20/2026 11:30 PM", "2026-07-20"),
        ("2026-07-20T01:00:00", "2026-07-20"),
        ("Mon, 20 Jul 2026 02:00:00 GMT", "2026-07-19"),
        ("Mon, 20 Jul 2026 02:00:00 -0500", "2026-07-20"),
        ("2026/07/20", "2026-07-20"),
        ("2026/07/20 15:07:41", "2026-07-20"),
        ("2026.07.20", "2026-07-20"),
        ("07-20-2026", "2026-07-20"),
        ("07-20-2026 09:05", "2026-07-20"),
        ("20.07.2026 09:05", "2026-07-20"),
        ("20-Jul-2026", "2026-07-20"),
        ("20-Jul-26 09:05", "2026-07-20"),
        ("Mon, Jul 20 2026 15:07:41", "2026-07-20"),
        ("Mon, July 20, 2026", "2026-07-20"),
        ("Mon, 20 Jul 2026 03:07:41 PM CDT", "2026-07-20"),
        ("7/20/2026 11:30:00 PM", "2026-07-20"),
    ],
)
def test_a_day_of_publication_is_that_of_the_place(told: str, day: str):
    (entry,) = entries(rss(f"<item><title>A</title><pubDate>{told}</pubDate></item>"), zone=CHICAGO).entries
    assert entry.published is not None
    assert entry.published.astimezone(CHICAGO).date().isoformat() == day


@pytest.mark.parametrize("told", ["2026-201", "26-07-20", "20/07/2026 15:07"])
def test_a_day_of_publication_that_can_be_two_days_is_none(told: str):
    (entry,) = entries(rss(f"<item><title>A</title><pubDate>{told}</pubDate></item>"), zone=CHICAGO).entries
    assert entry.published is None


@pytest.mark.parametrize(
    ("id_of", "doubted"),
    [("<guid>same</guid>", 1), ("<link>https://a.example/notices</link>", 0)],
    ids=["one guid", "no guid, one link"],
)
def test_entries_under_one_id_are_told_apart(id_of: str, doubted: int):
    feed = rss(*(f"<item>{id_of}<title>{name}</title></item>" for name in ("A", "B", "C", "A")))
    found = entries(feed)
    assert [each.title for each in found.entries] == ["A", "B", "C"]
    assert len({each.id for each in found.entries}) == 3
    assert [kind for kind, _told in found.doubts] == ["doubled-id"] * doubted
