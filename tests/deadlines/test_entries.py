"""Which entries a calendar has and what they say: records and deadlines in, plain values out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.deadlines.places import SEEN, book, hearing, kept, notice, place, rule
from tracker.calendars import wording
from tracker.calendars.entries import EDITION, Choice, Entry, hearing_entries, notice_entries, request_entry
from tracker.calendars.tongue import Tongue
from tracker.deadlines.compute import Participation
from tracker.deadlines.from_notices import Way
from tracker.deadlines.model import Deadline, Request, Told
from tracker.records.items import HeardBill, Link

START = dt.datetime(2027, 1, 19, 14)
NY = ZoneInfo("America/New_York")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
HB12 = "us-md/2027/HB12"


def due(**changed: Any) -> Deadline:
    told = {
        "id": "a", "kind": "written-testimony", "due": dt.datetime(2027, 1, 18, 14, tzinfo=NY), "timezone": "America/New_York",
        "how": "By email", "url": "https://a.example", "basis": "Rule 5.", "confidence": "high",
    }  # fmt: skip
    return Deadline(**{**told, **changed})


@pytest.mark.parametrize(
    ("changed", "heard", "body", "wanted"),
    [
        ({}, (HB12,), None, "MD HB 12 · Health"),
        ({}, (HB12, "us-md/2027/HB13", "us-md/2027/HB14"), None, "MD HB 12 +2 · Health"),
        ({}, (), None, "MD Health"),
        ({"committee": None}, (), None, "MD Health Committee"),
        ({"committee": "Joint Standing Committee on the Budget"}, (), None, "MD Budget"),
        ({"committee": "Senate Select Committee on Aging"}, (), None, "MD Senate Aging"),
        ({"committee": "Committee on"}, (), None, "MD Committee on"),
        ({"code": "us-wa-king", "committee": "Board"}, (), None, "King: Board"),
        ({"code": "us-wa-king", "committee": "Board"}, (), "King County Council", "King County Council: Board"),
        ({"code": "us-wa-king", "committee": "King County Council"}, (), "King County Council", "King County Council"),
        ({"code": "us-oh-cuyahoga-adamhs", "committee": "Board"}, (), None, "Cuyahoga Adamhs: Board"),
    ],
)  # fmt: skip
def test_a_title_tells_this_hearing_from_others(changed: Any, heard: Any, body: str | None, wanted: str):
    assert wording.about(hearing(START, **changed), heard, body) == wanted


def test_deadlines_that_differ_in_their_kind_only_stand_together_and_notes_once():
    same = [due(notes=("Ask.",)), due(kind="position", notes=("Ask.", "Call.")), due(id="b", how=None, url=None)]
    assert wording.due_lines(same) == [
        "Written testimony and Position: until Monday, January 18, 2027, 2 p.m. EST",
        "How: By email",
        "At: https://a.example",
        "Based on: Rule 5.",
        "How sure: high",
        "Ask.",
        "Call.",
        "",
        "Written testimony: until Monday, January 18, 2027, 2 p.m. EST",
        "Based on: Rule 5.",
        "How sure: high",
        "",
    ]
    assert wording.due_lines([due(due=dt.date(2027, 1, 18))])[0].endswith("until Monday, January 18, 2027")
    assert len(wording.due_lines([due(id=str(n), how=str(n)) for n in range(20)])) == 60
    assert wording.due_lines([]) == []


def test_ways_to_be_heard_are_told_in_short():
    way = Way(kinds=("oral-sign-up", "position"), until="at the door", how="Ask.", url=None, confidence="low")
    sure = replace(way, confidence="high", url="https://w.example")
    part = Participation(
        deadlines=(due(), due(confidence="low", how=None, url=None)), ways=(way, sure), notes=("A note.",)
    )
    told = wording.way_lines(part)
    assert told[0] == "A note."
    assert [line.partition(":")[2].strip() for line in told[1:]] == [
        "until Monday, January 18, 2027, 2 p.m. EST. By email https://a.example",
        "until Monday, January 18, 2027, 2 p.m. EST (not confirmed: check with the committee clerk).",
        "at the door (not confirmed: check with the committee clerk). Ask.",
        "at the door. Ask. https://w.example",
    ]
    assert [line[0].isupper() for line in told] == [True] * 5
    assert len(wording.way_lines(Participation(notes=tuple(map(str, range(40)))))) == 30


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, ["Hearing: Health Committee", "When: Tuesday, January 19, 2027, 2 p.m. EST", "Where: Room 1", "Notice: https://legislature.example/m/1"]),
        ({"all_day": True, "time_qualifier": "date-only"}, ["Hearing: Health Committee", "When: Tuesday, January 19, 2027", "Where: Room 1", "Notice: https://legislature.example/m/1"]),
        ({"location": None, "sources": ()}, ["Hearing: Health Committee", "When: Tuesday, January 19, 2027, 2 p.m. EST", "Where: the source does not say"]),
        ({"location": None, "virtual": True, "sources": ()}, ["Hearing: Health Committee", "When: Tuesday, January 19, 2027, 2 p.m. EST", "Where: online"]),
        ({"sources": (), "time_text": "upon adjournment", "time_qualifier": "upon-adjournment"}, ["Hearing: Health Committee", "When: Tuesday, January 19, 2027, 2 p.m. EST (upon adjournment)", "Where: Room 1"]),
        ({"sources": (), "time_text": "2 PM"}, ["Hearing: Health Committee", "When: Tuesday, January 19, 2027, 2 p.m. EST", "Where: Room 1"]),
        ({"sources": (), "video": "https://v.example"}, ["Hearing: Health Committee", "When: Tuesday, January 19, 2027, 2 p.m. EST", "Where: Room 1", "Watch: https://v.example"]),
        ({"sources": (), "links": tuple(Link(url=f"https://l.example/{n}") for n in range(3))}, ["Hearing: Health Committee", "When: Tuesday, January 19, 2027, 2 p.m. EST", "Where: Room 1", "Notice: https://l.example/0", "Notice: https://l.example/1"]),
    ],
)  # fmt: skip
def test_what_when_and_where_a_hearing_is(changed: Any, wanted: list[str]):
    assert wording.hearing_lines(hearing(START, **changed)) == wanted


def test_bills_reasons_and_addresses_are_told_so_far_as_they_are_known():
    bills = [(f"us-md/2027/HB{number}", f"Act {number}") for number in range(1, 15)]
    assert wording.bill_lines([]) == []
    assert wording.bill_lines(bills[:12])[-1] == "- HB 12 Act 12"
    assert wording.bill_lines(bills)[-1] == "- and 2 more"
    assert wording.why_lines(list("abcde")) == ["Why you see this: a; b; c; d"]
    assert wording.why_lines([]) == []
    assert wording.back_lines(None, "hearings", "us-md/m-1") == []
    assert wording.back_lines("https://t.example/", "hearings", "us-md/m 1") == [
        "More: https://t.example/hearings/us-md/m%201"
    ]
    assert wording.page_address("https://t.example", "hearings", "a", Tongue("es")) == "https://t.example/es/hearings/a"
    assert wording.page_address("https://t.example", "hearings", "a" * 301) is None
    assert wording.page_address("https://t.example", "hearings", "a" * 300) is not None
    assert wording.source_address(hearing(START)) == "https://legislature.example/m/1"
    assert wording.source_address(hearing(START, sources=())) is None
    assert (wording.address("https://a.example/b c"), wording.address(None)) == ("https://a.example/b%20c", None)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["a", "", "", "b", ""], "a\n\nb"),
        (["", "a"], "a"),
        (["a", " ", "b"], "a\n\nb"),
        (["a\nb"], "a b"),
        (["x" * 700], "x" * 599 + "…"),
        ([], ""),
    ],
)
def test_lines_stand_one_below_the_other_with_one_blank_between_parts(lines: list[str], wanted: str):
    assert wording.joined(lines) == wanted


RULES = book(
    place(
        rule("PT24H before start", "written"),
        rule("PT1H before start", "oral"),
        rule("PT48H before start", "witness-slip"),
    )
)


def entries(
    changed: dict[str, Any] | None = None, told: Told | None = None, choice: Choice | None = None, **known: Any
) -> list[Entry]:
    item = hearing(START, **(changed or {}))
    return hearing_entries(kept(item, **known), RULES, told or Told(), choice or Choice())


def slots(found: list[Entry]) -> list[str]:
    return [each.uid.partition("@")[0].removeprefix("us-md~m-1").lstrip("~") for each in found]


def test_each_thing_to_do_has_its_entry_before_that_of_the_hearing():
    found = entries()
    assert sorted(slots(found)) == ["", "position", "speak", "written"]
    by_slot = dict(zip(slots(found), found, strict=True))
    at = START.replace(tzinfo=NY)
    assert [by_slot[slot].end for slot in ("written", "speak", "position")] == [at - DAY, at - HOUR, at - 2 * DAY]
    assert by_slot["written"].start == at - DAY - dt.timedelta(minutes=30)
    assert by_slot["written"].title == "Written due: MD HB 12 · Health"
    assert by_slot["written"].alarms == (dt.timedelta(minutes=30) - DAY, dt.timedelta(minutes=30) - 2 * HOUR)
    assert (by_slot[""].alarms, by_slot[""].busy, by_slot[""].location) == ((-DAY, -2 * HOUR), True, "Room 1")
    assert (by_slot["written"].busy, by_slot["written"].location) == (False, None)
    assert found[-1].uid == "us-md~m-1@mh-policy-tracker"
    assert {each.sequence for each in found} == {EDITION}
    assert {each.modified for each in found} == {SEEN + dt.timedelta(seconds=EDITION)}
    assert [each.sequence for each in entries(revision=3)] == [EDITION + 2] * 4


@pytest.mark.parametrize(
    ("changed", "known", "statuses", "title", "alarms"),
    [
        ({}, {}, ["CONFIRMED", "CONFIRMED"], "Hearing: MD HB 12 · Health", 2),
        ({"status": "tentative"}, {}, ["CONFIRMED", "TENTATIVE"], "Hearing: MD HB 12 · Health", 2),
        ({"status": "cancelled"}, {}, ["CANCELLED", "CANCELLED"], "Canceled hearing: MD HB 12 · Health", 0),
        ({"status": "postponed"}, {}, ["CANCELLED", "TENTATIVE"], "Postponed hearing: MD HB 12 · Health", 0),
        ({}, {"vanished_at": SEEN}, ["TENTATIVE", "TENTATIVE"], "Hearing (check): MD HB 12 · Health", 2),
    ],
)
def test_an_entry_says_whether_it_takes_place(
    changed: dict[str, Any], known: dict[str, Any], statuses: list[str], title: str, alarms: int
):
    found = entries(changed, **known)
    assert [found[0].status, found[-1].status] == statuses
    assert (found[-1].title, len(found[-1].alarms), found[-1].busy) == (title, alarms, statuses[1] != "CANCELLED")
    assert len(found[0].alarms) == alarms
    first = found[-1].description.splitlines()[0]
    assert ("canceled" in first, "postponed" in first) == ("Canceled" in title, "Postponed" in title)
    assert ("no longer lists" in first) is bool(known)


@pytest.mark.parametrize(("all_day", "ends"), [(False, True), (True, False)])
def test_a_hearing_ends_when_its_source_says_and_a_whole_day_has_no_end(*, all_day: bool, ends: bool):
    end = START.replace(tzinfo=NY) + 2 * HOUR
    told = entries({"end": end, "all_day": all_day})[-1]
    assert (told.start, told.end) == ((end - 2 * HOUR, end) if ends else (START.date(), None))


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(kinds=frozenset({"hearings"})), [""]),
        (Choice(kinds=frozenset({"deadlines"})), ["position", "speak", "written"]),
        (Choice(only=frozenset({"oral-sign-up"})), ["", "speak"]),
        (Choice(kinds=frozenset()), []),
    ],
)
def test_a_reader_chooses_what_stands_in_a_calendar(choice: Choice, wanted: list[str]):
    assert sorted(slots(entries(choice=choice))) == wanted


def test_what_was_told_once_and_is_no_more_is_called_off_so_far_as_it_was_asked_for():
    gone = (("accommodation", dt.datetime(2027, 1, 15, 12, tzinfo=NY)), ("written-testimony", dt.date(2027, 1, 15)))
    off = [each for each in entries(told=Told(gone=gone)) if each.status == "CANCELLED"]
    assert [(each.title, each.end, each.alarms) for each in off] == [
        ("Canceled ask for an interpreter or other help: MD HB 12 · Health", gone[0][1], ())
    ]
    only = Choice(only=frozenset({"written-testimony"}))
    assert all(each.status != "CANCELLED" for each in entries(told=Told(gone=gone), choice=only))


def test_a_position_due_with_something_else_has_no_entry_of_its_own():
    same = book(place(rule("PT24H before start", "written"), rule("PT24H before start", "witness-slip")))
    item = kept(hearing(START))
    found = hearing_entries(item, same, Told(), Choice())
    assert sorted(slots(found)) == ["", "written"]
    folded = hearing_entries(item, same, Told(apart=True), Choice())
    apart = {slot: each.status for slot, each in zip(slots(folded), folded, strict=True)}
    assert apart == {"": "CONFIRMED", "written": "CONFIRMED", "position": "CANCELLED"}


def test_what_is_done_reminds_of_nothing():
    done = entries(told=Told(done=frozenset({"written-testimony"})))
    by_slot = dict(zip(slots(done), done, strict=True))
    assert (by_slot["written"].title, by_slot["written"].alarms) == ("Done: written due: MD HB 12 · Health", ())
    assert len(by_slot["speak"].alarms) == 2
    assert not any(
        each.title.startswith("Done")
        for each in entries({"status": "cancelled"}, told=Told(done=frozenset({"written-testimony"})))
    )


def test_what_opens_has_a_block_that_begins_then():
    opens = book(place(rule("open 10:00 on P2D before; close PT1H before start", "oral")))
    (first, *_rest) = hearing_entries(kept(hearing(START)), opens, Told(), Choice())
    at = dt.datetime(2027, 1, 17, 10, tzinfo=NY)
    assert (first.uid, first.start, first.end) == (
        "us-md~m-1~opens@mh-policy-tracker",
        at,
        at + dt.timedelta(minutes=30),
    )
    assert first.title == "Sign-up opens: MD HB 12 · Health"
    assert first.alarms == (-DAY, -2 * HOUR)
    assert "opens Sunday, January 17, 2027, 10 a.m. EST" in first.description


@pytest.mark.parametrize(
    ("confidence", "alarms", "word"),
    [
        ("high", 2, "Written due"),
        ("medium", 2, "Written due"),
        ("low", 1, "Written due (check)"),
        ("unverified", 1, "Written due (check)"),
    ],
)
def test_what_is_not_confirmed_reminds_early_only(confidence: str, alarms: int, word: str):
    rules = book(place(rule("PT24H before start", "written", confidence=confidence)))
    first = hearing_entries(kept(hearing(START)), rules, Told(), Choice())[0]
    assert (len(first.alarms), first.title.partition(":")[0]) == (alarms, word)


def test_a_day_without_an_hour_reminds_at_nine_in_the_morning():
    found = entries({"all_day": True, "time_qualifier": "date-only"})
    assert (found[-1].start, found[-1].end) == (START.date(), None)
    assert found[-1].alarms == (9 * HOUR - DAY, 9 * HOUR)
    assert [(each.start, each.end) for each in found[:2]] == [
        (dt.date(2027, 1, 16), None),
        (dt.date(2027, 1, 17), None),
    ]


def test_the_rules_revision_and_the_day_they_were_read_count_as_a_change():
    read = book(place(rule("PT24H before start", "written", checked=dt.date(2026, 12, 24)), revision=3))
    first = hearing_entries(kept(hearing(START)), read, Told(), Choice())[0]
    assert first.sequence == EDITION + 2
    assert first.modified == dt.datetime(2026, 12, 24, tzinfo=dt.UTC) + dt.timedelta(seconds=EDITION + 2)


def test_an_impossible_date_has_no_entry_and_long_titles_are_cut():
    assert hearing_entries(kept(hearing(START.replace(year=2300))), RULES, Told(), Choice()) == []
    many = entries(
        {
            "committee": "Committee on " + "Health " * 40,
            "bills": (HeardBill(identifier="HB 1", legislative_session="2027"),),
        }
    )
    assert max(len(each.title) for each in many) <= 120


@pytest.mark.parametrize(
    ("changed", "choice", "wanted"),
    [
        ({}, Choice(), ("Comments due: Opioid Treatment Programs", "CONFIRMED", 2)),
        ({"status": "withdrawn"}, Choice(), ("Withdrawn: comments due: Opioid Treatment Programs", "CANCELLED", 0)),
        ({}, Choice(only=frozenset({"comment-period"})), ("Comments due: Opioid Treatment Programs", "CONFIRMED", 2)),
        ({}, Choice(only=frozenset({"position"})), None),
        ({}, Choice(kinds=frozenset({"hearings"})), None),
        ({"comments_close": None}, Choice(), None),
    ],
)
def test_a_comment_period_has_one_entry(changed: dict[str, Any], choice: Choice, wanted: Any):
    found = notice_entries(kept(notice(**changed), revision=2), Told(), choice)
    assert [(each.title, each.status, len(each.alarms)) for each in found] == ([wanted] if wanted else [])
    assert [(each.start, each.end, each.sequence, each.url) for each in found] == (
        [(dt.date(2027, 1, 10), None, EDITION + 1, "https://www.regulations.example/1")] if wanted else []
    )


def test_a_comment_period_with_an_hour_has_a_block_that_ends_then():
    close = dt.datetime(2027, 1, 11, 4, 59, tzinfo=dt.UTC)
    (found,) = notice_entries(kept(notice(comments_close=close)), Told(), Choice(site="https://t.example"))
    assert (found.start, found.end) == (close - dt.timedelta(minutes=30), close)
    assert found.url == "https://t.example/notices/us/fr-1"


@pytest.mark.parametrize(
    ("decided", "wanted"),
    [
        (False, ("Ask for the signature: CA AB 1 · Crisis Act", "CONFIRMED", 2)),
        (True, ("Canceled ask for the signature: CA AB 1 · Crisis Act", "CANCELLED", 0)),
    ],
)
def test_a_signature_is_asked_for_until_the_executive_decided(decided: bool, wanted: Any):
    last = due(
        kind="executive", due=dt.date(2027, 5, 15), jurisdiction="us-ca", bills=("us-ca/20252026/AB1",), title="Crisis Act", basis=""
    )  # fmt: skip
    made = request_entry(
        Request(due=last, changed_at=SEEN, revision=4, decided=decided), Choice(site="https://t.example")
    )
    assert (made.title, made.status, len(made.alarms)) == wanted
    assert (made.start, made.end, made.sequence) == (dt.date(2027, 5, 15), None, EDITION + 3)
    assert made.uid == "us-ca~20252026~AB1~signature@mh-policy-tracker"
    assert made.url == "https://t.example/bills/us-ca/20252026/AB1"
    assert made.description.startswith("The decision was made") is decided


def test_a_long_id_has_a_digest_in_its_name_and_a_plain_one_stands_as_it_is():
    names = [
        hearing_entries(kept(hearing(START, key=key)), RULES, Told(), Choice())[-1].uid
        for key in ("a" * 194, "a" * 195, "a b")
    ]
    assert names[0] == f"us-md~{'a' * 194}@mh-policy-tracker"
    assert [len(each.partition("@")[0]) for each in names[1:]] == [64, 64]


def test_bills_are_told_with_their_titles_where_these_are_known():
    titles = Told(bills=((HB12, "Crisis Act"),))
    assert "- HB 12 Crisis Act\n" in entries(told=titles)[-1].description + "\n"
    assert "- HB 12\n" in entries()[-1].description + "\n"
    assert wording.bill_lines([(HB12, "x" * 200)])[1] == f"- HB 12 {'x' * 159}…"
