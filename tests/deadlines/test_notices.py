"""What a notice says stands beside what the rule says; the earlier one is the one to keep."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pytest

from tests.deadlines.places import book, hearing, kept, place, rule
from tracker.calendars.entries import Choice, hearing_entries
from tracker.deadlines import spanish
from tracker.deadlines.compute import PROPONENTS, participation
from tracker.deadlines.from_notices import (
    TEXT_LIMIT,
    Way,
    combined,
    local_start,
    notice_text,
    numbered,
    safest,
    stated_deadlines,
    with_sheets,
)
from tracker.deadlines.model import Deadline, Sheet, Told, reminders
from tracker.records.items import AgendaItem

NY = ZoneInfo("America/New_York")


def due(at: dt.datetime | dt.date, key: str, **told) -> Deadline:
    known = {"kind": "written-testimony", "timezone": NY.key, "hearing": "us-md/m-1", "basis": f"{key} says so."}
    return Deadline(id=f"us-md/m-1/written-testimony/{key}", due=at, **(known | told))


RULE = due(dt.datetime(2027, 1, 18, 17, tzinfo=NY), "rule", how="Upload it", url="https://a.example", again="Again.")


def test_where_both_say_the_same_one_rests_on_both():
    said = due(dt.datetime(2027, 1, 18, 22, tzinfo=dt.UTC), "notice")
    (found,) = combined([RULE], [said])
    assert found.id == said.id
    assert found.basis == "notice says so. rule says so."
    assert (found.how, found.url, found.again) == ("Upload it", "https://a.example", "Again.")


def test_a_notice_that_names_the_day_only_takes_the_hour_from_the_rule():
    (found,) = combined([RULE], [due(dt.date(2027, 1, 18), "notice")])
    assert found.due == RULE.due
    assert not found.all_day


def test_where_they_disagree_both_are_shown_and_the_earlier_one_reminds():
    for day in (15, 25):
        said = due(dt.datetime(2027, 1, day, 12, tzinfo=NY), "notice")
        notice, rule = combined([RULE], [said])
        assert (notice.due, rule.due) == (said.due, RULE.due)
        assert f"Monday, January {18}, 2027, 5 p.m. EST" in notice.notes[-1]
        assert f"January {day}, 2027, noon EST" in rule.notes[-1]
        assert notice.how == "Upload it"
        (first,) = reminders([notice, rule]).values()
        assert first.due == min(said.due, RULE.due)


def test_a_notice_says_nothing_about_another_kind():
    said = due(dt.datetime(2027, 1, 15, 12, tzinfo=NY), "notice", kind="oral-sign-up")
    assert combined([RULE], [said]) == [said, RULE]
    assert combined([RULE], []) == [RULE]


def test_two_of_one_kind_have_ids_of_their_own():
    later, first = (due(dt.datetime(2027, 1, day, 12, tzinfo=NY), "notice") for day in (15, 14))
    assert [each.id.rsplit("/", 1)[-1] for each in numbered([later, first])] == ["notice", "notice-2"]
    assert numbered([later, first])[0].due == first.due


# -- a whole hearing -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence that was read, as the reader of notices gives it."""

    kind: str
    due: dt.datetime | dt.date
    opens: dt.datetime | dt.date | None = None
    sentence: str = "Written testimony is due by noon on Friday."
    how: str | None = None
    url: str | None = None
    page: str | None = None
    notes: tuple[str, ...] = ()
    confidence: str = "high"


@dataclass(frozen=True, kw_only=True)
class Read:
    deadlines: tuple[Said, ...] = ()
    openness: str | None = None
    unread: tuple[str, ...] = ()


FRIDAY = Said(kind="written-testimony", due=dt.datetime(2027, 1, 15, 17, tzinfo=dt.UTC))
HEARING = hearing(dt.datetime(2027, 1, 19, 14))


def part_of(reading: Read, *rules, **told):
    return participation(kept(HEARING), book(place(*rules, **told)), reading=reading)


def test_a_stated_deadline_quotes_its_sentence_and_stands_in_the_places_time():
    (found,) = part_of(Read(deadlines=(FRIDAY,))).deadlines
    assert found.due.isoformat() == "2027-01-15T12:00:00-05:00"
    assert found.basis == "The notice of the hearing says: “Written testimony is due by noon on Friday.”"
    assert found.id == "us-md/m-1/written-testimony/notice"
    assert found.hearing == "us-md/m-1"
    assert found.bills == ("us-md/2027/HB12",)


def test_a_notice_fixes_what_the_rule_leaves_to_it_and_the_rule_says_how():
    part = part_of(Read(deadlines=(FRIDAY,)), rule("per notice", "written", url="https://a.example"))
    (found,) = part.deadlines
    assert (found.how, found.url) == ("On the web page of the committee", "https://a.example")
    assert part.ways == ()


def test_notice_and_rule_that_differ_both_stand_soonest_first():
    part = part_of(Read(deadlines=(FRIDAY,)), rule("PT24H before start", "written"))
    assert [each.id.rsplit("/", 1)[-1] for each in part.deadlines] == ["notice", "written"]
    assert all("says otherwise" in each.notes[-1] for each in part.deadlines)


def test_an_agenda_that_contradicts_the_notice_is_told_beside_it_in_both_languages():
    described = "Written testimony must be submitted by 5:00 p.m. on the day before the hearing."
    item = AgendaItem(description="Written testimony may be sent until 5:00 p.m. on the day after the hearing.")
    told = replace(HEARING, description=described, agenda=(item,))
    (found,) = participation(kept(told), book(place())).deadlines
    assert found.due.isoformat() == "2027-01-18T17:00:00-05:00"
    (said,) = found.disputed
    assert (
        said
        == "The agenda of this hearing says otherwise: until Wednesday, January 20, 2027, 5 p.m. EST. Be done by the earlier one."
    )
    assert spanish.say(said).startswith(
        "El orden del día de esta audiencia dice otra cosa: hasta el miércoles 20 de enero"
    )
    agreeing = replace(told, agenda=(AgendaItem(description=described),))
    (found,) = participation(kept(agreeing), book(place())).deadlines
    assert found.disputed == ()


def test_by_invitation_only_means_nobody_else_signs_up():
    speak = Said(kind="oral-sign-up", due=dt.date(2027, 1, 15))
    rules = (rule("PT24H before start", "oral", "written"), rule("PT48H before start", "remote"))
    part = part_of(Read(deadlines=(speak,), openness="invited"), *rules)
    assert [each.kind for each in part.deadlines] == ["written-testimony"]
    assert part.notes[0] == "Only invited witnesses speak at this hearing."


def test_an_executive_session_takes_nothing_but_what_its_notice_asks_for():
    rules = (rule("PT24H before start", "oral", "written"), rule("PT48H before start", "position"))
    assert part_of(Read(openness="none"), *rules).deadlines == ()
    (found,) = part_of(Read(deadlines=(FRIDAY,), openness="none"), *rules).deadlines
    assert found.kind == "written-testimony"


def test_where_only_proponents_are_heard_it_is_said():
    assert PROPONENTS in part_of(Read(openness="proponents"), rule("PT24H before start", "oral")).notes


def test_a_place_without_rules_still_has_what_its_notice_says():
    part = participation(kept(HEARING), book(), reading=Read(deadlines=(FRIDAY,)))
    assert len(part.deadlines) == 1
    assert part.notes == ()


def test_an_impossible_or_unknown_thing_in_a_notice_is_nobodys_deadline():
    odd = (
        Said(kind="written-testimony", due=dt.date(9999, 1, 1)),
        Said(kind="party", due=dt.date(2027, 1, 15)),
    )
    assert part_of(Read(deadlines=odd)).deadlines == ()


def test_the_calendar_entry_moves_to_the_notices_moment_under_the_same_name():
    rules = (rule("PT24H before start", "written"),)
    entries = [
        {
            entry.uid: entry.end or entry.start
            for entry in hearing_entries(kept(HEARING), book(place(*rules)), Told(), Choice(), each)
        }
        for each in (None, Read(deadlines=(FRIDAY,)))
    ]
    assert entries[0].keys() == entries[1].keys()
    uid = "us-md~m-1~written@mh-policy-tracker"
    assert entries[1][uid].astimezone(dt.UTC) == FRIDAY.due
    assert entries[0][uid] != entries[1][uid]


def at(day: int, hour: int = 17) -> dt.datetime:
    return dt.datetime(2027, 1, day, hour, tzinfo=NY)


@pytest.mark.parametrize(
    ("ruled", "taught", "kept_days"),
    [
        ([18], [15], [15]),
        ([18], [20], [18]),
        ([18], [18], [18]),
        ([18, 19], [17, 16], [16]),
        ([18, 19], [18], [18, 19]),
        ([18, 19], [20], [18, 19]),
        ([], [15], [15]),
        ([18], [], [18]),
    ],
)
def test_of_a_rule_and_what_notices_taught_the_earlier_one_stands(ruled, taught, kept_days):
    rules = [due(at(day), "rule", how="Upload it", url="https://a.example") for day in ruled]
    lessons = [due(at(day), "lesson", how="As before", url="https://b.example") for day in taught]
    found = safest(rules, lessons, [])
    assert [each.end.day for each in found] == kept_days
    if ruled:
        assert {(each.how, each.url) for each in found} == {("Upload it", "https://a.example")}
    else:
        assert {(each.how, each.url) for each in found} == {("As before", "https://b.example")}
    assert any(each.notes for each in found) is bool(ruled and taught and ruled[0] != min(taught))


def test_what_notices_taught_of_one_kind_says_nothing_of_another():
    oral = due(at(18), "rule", kind="oral-sign-up", how="Sign up", url="https://c.example")
    lesson = due(at(15), "lesson", how="As before", url="https://b.example")
    way = Way(kinds=("oral-sign-up",), until="", how="In person", url=None, confidence="high")
    other = Way(kinds=("written-testimony",), until="", how="By mail", url="https://d.example", confidence="high")
    found = safest([oral], [lesson], [way, other])
    assert [(each.kind, each.end.day, each.how, each.url) for each in found] == [
        ("oral-sign-up", 18, "Sign up", "https://c.example"),
        ("written-testimony", 15, "By mail", "https://d.example"),
    ]


def test_a_notice_is_its_name_and_its_description_and_no_book():
    told = hearing(dt.datetime(2027, 1, 20, 9), name="Health", description="Written testimony by noon.")
    assert notice_text(told) == "Health\nWritten testimony by noon."
    assert notice_text(replace(told, description=None)) == "Health"
    assert len(notice_text(replace(told, description="x" * 60_000))) == TEXT_LIMIT == 50_000


def test_a_hearing_without_an_hour_begins_on_its_day():
    told = hearing(dt.datetime(2027, 1, 20, 9))
    assert local_start(told, NY) == dt.datetime(2027, 1, 20, 9, tzinfo=NY)
    assert local_start(replace(told, all_day=True), NY) == dt.date(2027, 1, 20)


def test_a_quoted_sentence_is_cut_and_names_its_page():
    sentence = "Written testimony is due " + "x" * 500
    said = [
        Said(kind="written-testimony", due=at(18), sentence=sentence, page="https://p.example"),
        Said(kind="written-testimony", due=dt.datetime(1, 1, 1, tzinfo=NY), sentence="?"),
        Said(kind="a-kind-nobody-knows", due=at(18), sentence="?"),
        Said(kind="oral-sign-up", due=at(17), sentence="Sign up."),
    ]
    for closed, days in ((False, [17, 18]), (True, [18])):
        told = stated_deadlines(Read(deadlines=tuple(said)), hearing(at(20)), "us-md/m-1", NY, bills=(), closed=closed)
        assert [each.end.day for each in told] == days
        assert told[-1].basis.endswith("x…” (https://p.example)")
        assert len(told[-1].basis) == len("The notice of the hearing says: “” (https://p.example)") + 400


def test_pages_of_a_notice_add_what_it_does_not_say():
    own = Read(deadlines=(Said(kind="written-testimony", due=at(18), sentence="Own."),), unread=("a",))
    sheet = Sheet(url="https://p.example", text="")
    page = Read(
        deadlines=(Said(kind="written-testimony", due=at(18), sentence="Page."), Said(kind="oral-sign-up", due=at(17), sentence="Page.")),
        unread=("b", "c", "d"),
    )  # fmt: skip
    both = with_sheets(own, [(sheet, page)])
    assert [(each.sentence, each.page) for each in both.deadlines] == [("Own.", None), ("Page.", "https://p.example")]
    assert both.unread == ("a",)
    assert with_sheets(own, []) is own
    assert with_sheets(None, []) is None
    alone = with_sheets(None, [(sheet, replace(page, deadlines=()))])
    assert (alone.deadlines, alone.unread) == ((), ("b", "c"))
