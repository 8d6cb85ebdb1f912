"""Calendars as three programs that share nothing read them: the same instants, days and words."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.deadlines.places import SEEN, book, hearing, kept, notice, place, rule
from tests.deadlines.reading import READ_BY, Reader
from tracker.calendars.ical import calendar
from tracker.deadlines.model import Told
from tracker.records.items import HeardBill

NY = ZoneInfo("America/New_York")
RULES = book(
    place(
        rule("open 10:00 on P2BD before; close 15:00 on P2BD before", "oral", "remote", again="Sign up anew."),
        rule("PT24H before start", "written", url="https://legislature.example/upload"),
        rule("17:00 on P5BD before", "accommodation"),
        rule("PT24H before start", "position", confidence="unverified"),
    )
)
HEARING = hearing(dt.datetime(2027, 1, 19, 13), name="Public hearing", end=dt.datetime(2027, 1, 19, 15, tzinfo=NY))
UID = "us-md~m-1{}@mh-policy-tracker"
POINTS = {UID.format(""), UID.format("~opens")}
"""Entries that begin at their moment; deadlines end at theirs."""


@pytest.fixture(params=READ_BY)
def read(request: pytest.FixtureRequest) -> Reader:
    return READ_BY[request.param]


def made(*hearings, notices=(), **told) -> bytes:
    told.setdefault("rulebook", RULES)
    return calendar(hearings, notices, **told)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def test_a_hearing_has_an_entry_for_each_thing_to_do(read):
    seen = read(made(kept(HEARING)))
    moments = {uid: entry.start if uid in POINTS else entry.end for uid, entry in seen.items()}
    assert moments == {
        UID.format("~opens"): utc("2027-01-14T10:00-05:00"),
        UID.format("~speak"): utc("2027-01-14T15:00-05:00"),
        UID.format("~written"): utc("2027-01-18T13:00-05:00"),
        UID.format("~accommodation"): utc("2027-01-11T17:00-05:00"),
        UID.format(""): utc("2027-01-19T13:00-05:00"),
    }
    assert seen[UID.format("")].end == utc("2027-01-19T15:00-05:00")
    assert all(entry.status == "CONFIRMED" for entry in seen.values())


def test_a_position_has_an_entry_of_its_own_only_where_it_is_due_at_another_moment(read):
    def entries(*windows: str) -> dict:
        kinds = ("written", "oral", "position")
        rules = [rule(window, kind) for window, kind in zip(windows, kinds, strict=True)]
        seen = read(made(kept(HEARING), rulebook=book(place(*rules)), kinds=frozenset({"deadlines"})))
        return {uid.split("@")[0].rsplit("~")[-1]: entry for uid, entry in seen.items()}

    as_in_washington = entries("until PT24H after start", "PT1H before start", "PT1H before start")
    assert set(as_in_washington) == {"written", "speak"}
    assert as_in_washington["written"].end == utc("2027-01-20T13:00-05:00")
    assert "Position: until" in as_in_washington["speak"].description
    apart = entries("until PT24H after start", "PT1H before start", "PT2H before start")
    assert apart["position"].end == utc("2027-01-19T11:00-05:00")
    assert apart["position"].title.startswith("Position due: ")


def test_titles_say_the_most_in_forty_characters(read):
    told = {uid: entry.title[:40] for uid, entry in read(made(kept(HEARING))).items()}
    assert told[UID.format("~written")] == "Written due: MD HB 12 · Health"
    assert told[UID.format("~speak")] == "Sign up to speak: MD HB 12 · Health"
    assert told[UID.format("~opens")] == "Sign-up opens: MD HB 12 · Health"
    assert told[UID.format("")] == "Hearing: MD HB 12 · Health"


def test_the_description_says_what_why_how_where_and_how_sure(read):
    told = {
        "us-md/m-1": Told(bills=(("us-md/2027/HB12", "Crisis lines"),), why=("HB 12: mental-health, “crisis line”",))
    }
    seen = read(made(kept(HEARING), histories=told, site="https://tracker.example"))
    said = seen[UID.format("~written")].description
    for expected in (
        "Written testimony: until Monday, January 18, 2027, 1 p.m. EST",
        "How: On the web page of the committee",
        "At: https://legislature.example/upload",
        "Based on: Rule of all committees: until 24 hours before the start",
        "How sure: medium",
        "HB 12 Crisis lines",
        "Why you see this: HB 12: mental-health, “crisis line”",
        "Where: Room 1",
        "More: https://tracker.example/hearings/us-md/m-1",
        "Position: until Monday, January 18, 2027, 1 p.m. EST",
        "check with the committee clerk",
    ):
        assert expected in said
    assert "If the hearing is moved or posted again: Sign up anew." in seen[UID.format("~speak")].description
    assert "Sign-up to speak" in seen[UID.format("")].description


def test_people_are_reminded_a_day_and_two_hours_before_unless_they_chose_otherwise(read):
    seen = read(made(kept(HEARING)))
    assert seen[UID.format("~written")].alarms == (
        1_800 - 86_400,
        1_800 - 7_200,
    )  # its block begins half an hour before
    chosen = (dt.timedelta(days=3), dt.timedelta(minutes=30))
    assert read(made(kept(HEARING), alarms=chosen))[UID.format("")].alarms == (-259_200, -1_800)
    assert read(made(kept(HEARING), alarms=()))[UID.format("")].alarms == ()


def test_what_is_not_confirmed_says_so_in_its_title_and_never_alarms_urgently(read):
    rules = book(place(rule("PT24H before start", confidence="low")))
    entry = read(made(kept(HEARING), rulebook=rules))[UID.format("~written")]
    assert entry.title.startswith("Written due (check): ")
    assert entry.alarms == (1_800 - 86_400,)


def test_a_day_stays_that_day_in_every_zone_and_reminds_in_the_morning(read):
    item = hearing(dt.datetime(2027, 1, 19), all_day=True, time_qualifier="date-only")
    seen = read(made(kept(item), notices=[kept(notice())]))
    assert seen[UID.format("")].start == dt.date(2027, 1, 19)
    assert seen[UID.format("~written")].start == dt.date(2027, 1, 17)
    comments = seen["us~fr-1@mh-policy-tracker"]
    assert comments.start == dt.date(2027, 1, 10)
    assert comments.alarms == (-54_000, 32_400)  # nine in the morning of the day before and of the day


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Asia/Kolkata"])
def test_the_day_of_an_all_day_hearing_is_that_of_its_place(zone, read):
    item = hearing(dt.datetime(2027, 1, 19), zone, all_day=True, time_qualifier="date-only")
    stored = replace(item, start=item.start.astimezone(dt.UTC))
    assert read(made(kept(stored)))[UID.format("")].start == dt.date(2027, 1, 19)


@pytest.mark.parametrize(
    ("start", "zone", "instant"),
    [
        ("2027-03-14T01:59", "America/New_York", "2027-03-14T06:59+00:00"),
        ("2027-03-14T03:00", "America/New_York", "2027-03-14T07:00+00:00"),
        ("2027-07-01T09:00", "America/New_York", "2027-07-01T13:00+00:00"),
        ("2027-11-07T01:30", "America/Chicago", "2027-11-07T06:30+00:00"),
        ("2027-07-01T09:00", "America/Phoenix", "2027-07-01T16:00+00:00"),
        ("2027-01-13T10:00", "America/St_Johns", "2027-01-13T13:30+00:00"),
        ("2027-07-01T09:00", "Pacific/Honolulu", "2027-07-01T19:00+00:00"),
    ],
)
def test_instants_are_the_same_for_every_reader(start, zone, instant, read):
    item = hearing(dt.datetime.fromisoformat(start), zone)
    assert read(made(kept(item)))[UID.format("")].start == utc(instant)


def test_no_zone_is_named_and_no_line_is_longer_than_75_octets():
    body = made(kept(hearing(dt.datetime(2027, 1, 19, 13), name="Très long é" * 60)), notices=[kept(notice())])
    assert b"TZID" not in body
    assert b"VTIMEZONE" not in body
    assert max(map(len, body.split(b"\r\n"))) <= 75
    for line in body.split(b"\r\n"):
        line.decode("utf-8")  # no character is cut in two
    for moment in re.findall(rb"DTSTART[^\r]*", body):
        assert re.fullmatch(rb"DTSTART:\d{8}T\d{6}Z|DTSTART;VALUE=DATE:\d{8}", moment)


def test_the_file_names_itself_and_says_how_often_to_look():
    body = made(kept(HEARING), name="Parity in Maryland")
    for expected in (
        b"NAME:Parity in Maryland",
        b"X-WR-CALNAME:Parity in Maryland",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ):
        assert expected in body


def test_the_file_is_the_one_that_was_looked_at():
    """Who changes words or times on purpose writes the file anew and raises EDITION."""
    told = {"us-md/m-1": Told(bills=(("us-md/2027/HB12", "Crisis lines"),), why=("HB 12: mental-health",))}
    body = made(kept(HEARING, revision=3), notices=[kept(notice())], histories=told, site="https://tracker.example")
    assert body == (Path(__file__).parent / "golden.ics").read_bytes()


def test_a_slot_that_was_told_and_is_closed_is_cancelled_and_not_just_gone(read):
    shelf = imported({}, made(kept(HEARING)), read)
    closed = replace(HEARING, name="Health", description="Executive session on HB 12.")
    gone = (("oral-sign-up", dt.datetime(2027, 1, 14, 20, tzinfo=dt.UTC)), ("written-testimony", dt.date(2027, 1, 18)))
    imported(shelf, made(kept(closed, revision=2), histories={"us-md/m-1": Told(gone=gone)}), read)
    assert {name: shelf[UID.format(name)].status for name in ("~speak", "~written")} == dict.fromkeys(
        ("~speak", "~written"), "CANCELLED"
    )
    assert not shelf[UID.format("~written")].alarms


def test_names_of_entries_can_be_names_of_files():
    body = made(kept(hearing(dt.datetime(2027, 1, 19, 13), key="odd key/with: ünsafe~parts"))).replace(b"\r\n ", b"")
    names = re.findall(rb"UID:([^\r]*)", body)
    assert names
    assert all(re.fullmatch(rb"[A-Za-z0-9._~-]+@mh-policy-tracker", name) for name in names)


def test_a_city_is_called_by_the_name_of_its_body(read):
    item = hearing(dt.datetime(2027, 1, 19, 13), code="us-ny-new-york-city", committee="Committee on Health")
    council = replace(place(rule("PT24H before start"), code="us-ny-new-york-city"), name="New York City Council")
    rules = book(council)
    assert any(
        entry.title == "Hearing: New York City Council: HB 12 · Health"
        for entry in read(made(kept(item), rulebook=rules)).values()
    )


def test_a_feed_is_no_invitation_and_one_hearing_is_no_calendar_of_its_own():
    assert b"METHOD" not in made(kept(HEARING))
    assert b"CALNAME" not in made(kept(HEARING), name=None)


def test_the_same_records_give_the_same_file_to_the_byte():
    assert made(kept(HEARING), notices=[kept(notice())]) == made(kept(HEARING), notices=[kept(notice())])


# -- the move, cancel and re-import story ----------------------------------------------------------------------------


def imported(shelf: dict, body: bytes, read: Reader) -> dict:
    """What a calendar program holds after importing a file: the entry with the higher SEQUENCE replaces its namesake."""
    for uid, entry in read(body).items():
        if uid not in shelf or entry.sequence >= shelf[uid].sequence:
            shelf[uid] = entry
    return shelf


def test_a_moved_hearing_moves_all_its_entries_and_doubles_none(read):
    shelf = imported({}, made(kept(HEARING)), read)
    before = dict(shelf)
    moved = replace(HEARING, start=dt.datetime(2027, 2, 2, 9, tzinfo=NY), end=None)
    imported(shelf, made(kept(moved, revision=2, changed_at=SEEN + dt.timedelta(days=1))), read)
    assert shelf.keys() == before.keys()
    assert all(shelf[uid].start > before[uid].start for uid in shelf)
    assert all(shelf[uid].sequence > before[uid].sequence for uid in shelf)
    assert shelf[UID.format("~opens")].start == utc("2027-01-29T10:00-05:00")


def test_a_cancelled_hearing_cancels_all_its_entries_for_thirty_days(read):
    shelf = imported({}, made(kept(HEARING)), read)
    off = kept(replace(HEARING, status="cancelled"), revision=2, changed_at=SEEN)
    imported(shelf, made(off), read)
    assert {entry.status for entry in shelf.values()} == {"CANCELLED"}
    assert all(entry.title.startswith("Canceled ") and not entry.alarms for entry in shelf.values())
    assert read(made(off, now=SEEN + dt.timedelta(days=29)))
    assert b"VEVENT" not in made(off, now=SEEN + dt.timedelta(days=31))


def test_a_hearing_that_takes_place_after_all_comes_back(read):
    shelf = imported({}, made(kept(replace(HEARING, status="cancelled"), revision=2)), read)
    imported(shelf, made(kept(HEARING, revision=3)), read)
    assert {entry.status for entry in shelf.values()} == {"CONFIRMED"}


def test_a_changed_rule_moves_the_entry_although_the_hearing_did_not_change(read):
    def after(window: str, revision: int) -> bytes:
        return made(kept(HEARING), rulebook=book(place(rule(window), revision=revision)))

    shelf = imported({}, after("PT24H before start", 1), read)
    first = shelf[UID.format("~written")]
    later = after("PT48H before start", 2)
    imported(shelf, later, read)
    assert shelf[UID.format("~written")].start == first.start - dt.timedelta(days=1)
    assert shelf[UID.format("~written")].sequence > first.sequence
    stamps = [re.findall(rb"LAST-MODIFIED:(\S+)", body)[0] for body in (after("PT24H before start", 1), later)]
    assert stamps[0] < stamps[1]


def test_a_hearing_moved_into_the_past_is_moved_there(read):
    moved = kept(replace(HEARING, start=dt.datetime(2020, 1, 7, 9, tzinfo=NY), end=None), revision=2)
    assert read(made(moved, now=SEEN))[UID.format("")].start == utc("2020-01-07T09:00-05:00")


def test_a_postponed_hearing_is_no_appointment_and_its_deadlines_are_off(read):
    seen = read(made(kept(replace(HEARING, status="postponed"), revision=2)))
    assert seen[UID.format("")].status == "TENTATIVE"
    assert seen[UID.format("")].title.startswith("Postponed hearing")
    assert seen[UID.format("~written")].status == "CANCELLED"
    assert not any(entry.alarms for entry in seen.values())


def test_a_hearing_that_its_source_no_longer_lists_is_doubtful_not_cancelled(read):
    seen = read(made(kept(HEARING, vanished_at=SEEN, revision=2)))
    assert {entry.status for entry in seen.values()} == {"TENTATIVE"}
    assert "no longer lists" in seen[UID.format("")].description


def test_a_withdrawn_rule_making_is_cancelled(read):
    (entry,) = read(made(notices=[kept(notice(status="withdrawn"), revision=2)])).values()
    assert entry.status == "CANCELLED"
    assert entry.title.startswith("Withdrawn: ")


@pytest.mark.parametrize(("days", "stays"), [(29, True), (30, True), (31, False)])
def test_what_was_called_off_stays_in_a_calendar_for_thirty_days(days: int, stays: bool):
    gone = [kept(notice(status="withdrawn"), changed_at=SEEN)]
    off = kept(replace(HEARING, status="cancelled"), changed_at=SEEN)
    for body in (made(notices=gone, now=SEEN + dt.timedelta(days=days)), made(off, now=SEEN + dt.timedelta(days=days))):
        assert (b"VEVENT" in body) is stays


def test_a_moment_with_parts_of_a_second_is_told_to_the_second():
    told = made(kept(replace(HEARING, start=HEARING.start.replace(microsecond=700))), kinds=frozenset({"hearings"}))
    assert b"DTSTART:20270119T180000Z" in told


def test_a_long_name_is_cut():
    assert b"X-WR-CALNAME:" + b"x" * 199 + "…".encode() in made(name="x" * 300).replace(b"\r\n ", b"")


def test_only_hearings_or_only_deadlines(read):
    one, other = (read(made(kept(HEARING), kinds=frozenset({kind}))) for kind in ("hearings", "deadlines"))
    assert set(one) == {UID.format("")}
    assert len(other) == 4
    assert UID.format("") not in other


def test_a_record_given_twice_stands_once_at_its_newest(read):
    newer = kept(replace(HEARING, location="Room 9"), revision=2)
    seen = read(made(newer, kept(HEARING)))
    assert seen[UID.format("")].location == "Room 9"


def test_without_place_bills_or_rules_there_is_still_an_entry(read):
    bare = hearing(dt.datetime(2027, 1, 19, 13), bills=(), location=None, committee=None, sources=())
    (entry,) = read(made(kept(bare), rulebook=book())).values()
    assert entry.title == "Hearing: MD Health Committee"
    assert "the source does not say" in entry.description
    assert "ask the committee clerk" in entry.description


def test_an_impossible_date_has_no_entry():
    assert b"VEVENT" not in made(kept(hearing(dt.datetime(9999, 12, 31, 23, 59))))


def test_many_bills_are_counted_not_listed(read):
    bills = tuple(HeardBill(identifier=f"HB {n}", legislative_session="2027") for n in range(1, 200))
    entry = read(made(kept(replace(HEARING, bills=bills))))[UID.format("")]
    assert entry.title.startswith("Hearing: MD HB 1 +198 · Health")
    assert "and 187 more" in entry.description


# -- hostile text ----------------------------------------------------------------------------------------------------

HOSTILE = {
    "lines": "Health\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nDTSTART:20200101T000000Z\r\nSUMMARY:evil\r\nEND:VEVENT",
    "carriage": "Health\rEND:VCALENDAR\nATTENDEE:mailto:x@example.org",
    "controls": "He\x00al\x07th\x1b[31m\x0b\x0c\x85\u2028\u2029",
    "long": "Health " * 1_500,
    "one word": "H" * 10_000,
    "emoji": "Health 🧠🏳️‍🌈👨‍👩‍👧‍👦 " * 30,
    "directions": "\u202eHealth\u2066\u200f שלום مرحبا",
    "escapes": 'Health\\n\\,\\;"^n:;,=%0D%0AEND:VEVENT',
    "surrogate": "Health \ud83e",
    "combining": "Z" + "\u0301" * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_in_every_field_stays_text(text, read):
    item = hearing(
        dt.datetime(2027, 1, 19, 13),
        key=f"k{text}",
        name=f"n {text}",
        committee=text,
        location=text,
        time_text=text,
        time_qualifier="not-before",
        description=text,
    )
    for name in ("video",):
        object.__setattr__(item, name, f"https://example.org/{text}")
    hostile = rule(
        "PT24H before start", who=text, how=text, url=f"https://example.org/{text}", limit=text, note=text, again=text
    )
    record = kept(item)
    told = {record.id: Told(bills=((f"us-md/2027/{text}", text),), why=(text,))}
    comments = kept(notice(title=f"t {text}", comment_url=f"https://example.org/{text}", docket_ids=(text,)))
    body = made(
        record,
        notices=[comments],
        rulebook=book(place(hostile)),
        histories=told,
        name=text,
        site="https://tracker.example",
    )
    seen = read(body)
    assert len(seen) == 3
    assert {type(entry.start) for entry in seen.values()} == {dt.datetime, dt.date}
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert body.count(b"\r\nBEGIN:VEVENT\r\n") == body.count(b"\r\nEND:VEVENT\r\n") == 3
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r(?!\n)", body)
    for entry in seen.values():
        assert len(entry.title) <= 120
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", entry.title + entry.description)
    (written,) = (entry for entry in seen.values() if entry.uid.endswith("~written@mh-policy-tracker"))
    assert written.end == utc("2027-01-18T13:00-05:00")


def test_two_ids_that_look_alike_when_cleaned_stay_apart(read):
    twins = [kept(hearing(dt.datetime(2027, 1, 19, 13), key=key)) for key in ("a b", "a  b", "a\x00 b")]
    assert len(read(made(*twins, kinds=frozenset({"hearings"})))) == 3


@pytest.mark.parametrize("status", ["confirmed", "cancelled", "postponed"])
def test_a_calendar_in_spanish_has_the_same_entries_in_other_words(read, status):
    found = [kept(replace(HEARING, status=status))], [kept(notice())]
    english, spanish = (
        read(calendar(*found, rulebook=RULES, language=language, site="https://t.example")) for language in ("en", "es")
    )
    assert english.keys() == spanish.keys()
    for uid, entry in spanish.items():
        other = english[uid]
        assert (entry.start, entry.end, entry.status) == (other.start, other.end, other.status)
        assert entry.title != other.title
    told = calendar(*found, rulebook=RULES, language="es", site="https://t.example").decode().replace("\r\n ", "")
    assert not re.search(r"How sure|Based on|Written due|Sign up to speak|Hearing:|not confirmed|\buntil\b", told)
    assert "https://t.example/es/hearings/" in told
