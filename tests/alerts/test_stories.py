"""What happened to a hearing or a rule-making, and which step of a bill is news: plain values in, sentences out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from alerts.compose.facts import Due, Period
from alerts.render.message import Say, say
from alerts.stories import hearings, notices, steps
from alerts.stories.hearings import event_of, first_due, last_moment, mark_of, newly_told, open_dues, recalled
from alerts.stories.model import Event, Story
from tests.records import EASTERN, hearing, notice
from tracker.records.changes import Change, Move
from tracker.records.items import Action, Link
from tracker.records.stored import Kept

START = dt.datetime(2026, 12, 1, 10, tzinfo=EASTERN)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MEETING = Event(id="us/hearing/1", name="Crisis care", start=START, timezone="America/New_York")


def happened(kind: str, *moves: tuple[str, str | None, str | None]) -> Change:
    told = tuple(Move(aspect=aspect, before=before, after=after) for aspect, before, after in moves)
    return Change(kind=kind, what=kind.partition("_")[0], record="us/hearing/1", moves=told)


def words(said: Sequence[Say]) -> list[str]:
    """Each sentence with what fills it, as it is kept."""
    return [each.text.format(**{name: value for name, _kind, value in each.args}) for each in said]


@pytest.mark.parametrize(
    ("changed", "gone_from_list", "off", "gone"),
    [
        ({}, False, False, False),
        ({}, True, True, True),
        ({"status": "cancelled"}, False, True, False),
        ({"status": "cancelled"}, True, True, False),
        ({"status": "postponed"}, False, True, False),
        ({"status": "passed"}, False, True, False),
        ({"status": "passed"}, True, True, True),
    ],
)
def test_a_hearing_is_off_where_its_committee_or_its_list_says_so(
    changed: dict[str, Any], gone_from_list: bool, off: bool, gone: bool
) -> None:
    record = hearing(
        links=(Link(url="https://example.org/a"),), sources=(Link(url="https://example.org/b"),), **changed
    )
    kept = Kept(
        id="us/hearing/1",
        item=record,
        first_seen=START,
        changed_at=START,
        vanished_at=START if gone_from_list else None,
    )
    event = event_of(kept)
    assert (event.off, event.gone, event.url, event.start) == (off, gone, "https://example.org/a", record.start)
    assert event_of(replace(kept, item=replace(record, links=()))).url == "https://example.org/b"
    assert event_of(replace(kept, item=replace(record, links=(), sources=()))).url is None


@pytest.mark.parametrize(
    ("changed", "later", "mark"),
    [
        ({}, -HOUR, "hearing-ahead"),
        ({"town_hall": True}, -HOUR, "town-hall-ahead"),
        ({"off": True}, -HOUR, "hearing-off"),
        ({"off": True}, 0 * HOUR, "hearing-off"),
        ({"off": True}, HOUR, "hearing-over"),
        ({"off": True, "gone": True}, -HOUR, "hearing-gone"),
        ({"off": True, "gone": True}, HOUR, "hearing-over"),
        ({"off": True, "all_day": True}, 13 * HOUR, "hearing-off"),
        ({"off": True, "all_day": True}, 14 * HOUR, "hearing-over"),
    ],
)
def test_what_the_rules_of_actions_ask_of_a_hearing(changed: dict[str, Any], later: dt.timedelta, mark: str) -> None:
    assert mark_of(replace(MEETING, **changed), START + later) == mark


def due(moment: dt.datetime | dt.date, **changed: Any) -> Due:
    return Due(kind="written-testimony", due=moment, timezone="America/New_York", confidence="high", **changed)


def test_what_can_still_be_done_comes_soonest_first_and_the_hearing_last_among_equals() -> None:
    dues = [due(START + HOUR), due(START), due(START - HOUR)]
    told = open_dues(MEETING, dues, START - HOUR)
    assert [(each.kind, each.due) for each in told] == [
        ("written-testimony", START), ("hearing", START), ("written-testimony", START + HOUR),
    ]  # fmt: skip
    assert open_dues(replace(MEETING, off=True), dues, START - HOUR) == ()
    (only,) = open_dues(replace(MEETING, all_day=True, town_hall=True, url="u"), [], START)
    assert (only.kind, only.due, only.url) == ("town-hall", START.date(), "u")


def test_the_first_thing_due_is_a_sure_one() -> None:
    unsure = replace(due(START - 2 * HOUR), confidence="low")
    assert not unsure.sure
    assert first_due(MEETING, [unsure, due(START - HOUR), due(START + HOUR)]) == START - HOUR
    assert first_due(MEETING, [unsure]) == START == last_moment(MEETING)
    assert last_moment(replace(MEETING, all_day=True)) == START.replace(hour=23, minute=59, second=59)


SINCE = START - 20 * DAY


@pytest.mark.parametrize(
    ("period", "first", "changed", "told"),
    [
        (Period(now=START, since=SINCE), SINCE + 15 * DAY, False, True),
        (Period(now=START, since=SINCE), SINCE + 14 * DAY, False, False),
        (Period(now=START, since=SINCE), SINCE + 14 * DAY, True, True),
        (Period(now=START, since=SINCE, by_date=True), SINCE + 14 * DAY, False, True),
        (Period(now=START), SINCE, False, True),
    ],
)
def test_a_thing_is_told_in_full_when_it_comes_within_reach(
    period: Period, first: dt.datetime, changed: bool, told: bool
) -> None:
    assert newly_told(first, period, changed=changed) is told


NOW = SINCE + DAY


@pytest.mark.parametrize(
    ("first", "soonest", "recalls"),
    [
        (SINCE + 7 * DAY, SINCE + 8 * DAY, True),
        (SINCE + 7 * DAY, SINCE + 8 * DAY + HOUR, False),  # not soon yet
        (SINCE + 7 * DAY, SINCE + 7 * DAY, False),  # recalled the last time
        (SINCE + 7 * DAY + HOUR, SINCE + 7 * DAY, True),
    ],
)
def test_a_thing_told_before_is_recalled_once_when_it_is_due_soon(
    first: dt.datetime, soonest: dt.datetime, recalls: bool
) -> None:
    assert recalled(first, soonest, Period(now=NOW, since=SINCE)) is recalls
    assert recalled(first, soonest, Period(now=NOW)) is False


BEFORE = START - 2 * DAY
OFF = replace(MEETING, off=True)
GONE = replace(OFF, gone=True)
CANCELED = happened("hearing_cancelled", ("cancelled", None, "cancelled"))
POSTPONED = happened("hearing_cancelled", ("cancelled", "cancelled", "cancelled"), ("cancelled", None, "postponed"))
VANISHED = happened("hearing_vanished")
WAS = f"It was set for {START.isoformat()}|America/New_York."


@pytest.mark.parametrize(
    ("event", "changes", "now", "wanted"),
    [
        (MEETING, [], BEFORE, []),
        (MEETING, [happened("hearing_scheduled"), happened("hearing_agenda")], BEFORE, []),
        (OFF, [CANCELED], BEFORE, [hearings.CANCELED, WAS]),
        (OFF, [POSTPONED], BEFORE, [hearings.POSTPONED, WAS]),
        (OFF, [POSTPONED, CANCELED], BEFORE, [hearings.CANCELED, WAS]),
        (OFF, [happened("hearing_cancelled")], BEFORE, [hearings.CANCELED, WAS]),
        (OFF, [VANISHED], BEFORE, []),
        (GONE, [VANISHED], BEFORE, [hearings.GONE, WAS]),
        (GONE, [CANCELED, VANISHED], BEFORE, [hearings.CANCELED, WAS]),
        (GONE, [happened("hearing_agenda")], BEFORE, []),
        (GONE, [VANISHED], START, [hearings.GONE, WAS]),
        (GONE, [VANISHED], START + HOUR, [hearings.OVER]),
        (replace(OFF, all_day=True), [CANCELED], BEFORE, [hearings.CANCELED, "It was set for 2026-12-01."]),
        (replace(OFF, town_hall=True), [CANCELED], BEFORE, [hearings.OF_TOWN_HALL[hearings.CANCELED], WAS]),
        (MEETING, [happened("hearing_returned")], BEFORE, ["The committee lists this hearing again."]),
        (replace(MEETING, town_hall=True), [happened("hearing_returned")], BEFORE, ["It is listed again."]),
        (MEETING, [happened("hearing_agenda")], BEFORE, ["The agenda changed."]),
        (MEETING, [happened("hearing_agenda", ("agenda", "a", "b"))], BEFORE, ["The agenda changed."]),
        (MEETING, [happened("hearing_record", ("agenda", "a", "b"))], BEFORE, []),
    ],
)
def test_what_happened_to_a_hearing(event: Event, changes: list[Change], now: dt.datetime, wanted: list[str]) -> None:
    assert words(hearings.sentences(event, changes, now)) == wanted


@pytest.mark.parametrize(
    ("changed", "move", "wanted"),
    [
        ({}, ("start", "2026-11-30", None), ["The day changed. It was 2026-11-30."]),
        ({}, ("start", "2026-11-30T15:00:00+00:00", None), ["The day changed. It was 2026-11-30T10:00:00-05:00|America/New_York."]),
        ({}, ("start", "2026-12-01T14:00:00+00:00", None), ["The time changed. It was 2026-12-01T09:00:00-05:00|America/New_York."]),
        ({"all_day": True}, ("start", "2026-12-01T14:00:00+00:00", None), ["Its hour is not fixed any more. It was 2026-12-01T09:00:00-05:00|America/New_York."]),
        ({}, ("start", "2026-12-01T15:00:00+00:00", None), []),
        ({}, ("start", "2026-12-01", None), ["Its hour is set now."]),
        ({"all_day": True}, ("start", "2026-12-01", None), []),
        ({"qualifier": "unknown"}, ("start", "2026-12-01T15:00:00+00:00", None), ["Its hour is not fixed any more. It was 2026-12-01T10:00:00-05:00|America/New_York."]),
        ({}, ("start", None, "x"), []),
        ({"location": "SD-106"}, ("location", "SD-430", "SD-106"), ["The room changed. It was SD-430."]),
        ({"location": "SD-430"}, ("location", "SD-430", "SD-430"), []),
        ({"location": "SD-106"}, ("location", None, "SD-106"), []),
        ({}, ("location", "SD-430", None), ["No room is named any more. It was SD-430."]),
        ({"virtual": True}, ("virtual", "true", "false"), []),
        ({"virtual": True}, ("virtual", None, None), ["It can now be joined online."]),
        ({"virtual": False}, ("virtual", None, None), ["It is no longer online."]),
        ({}, ("bill-added", None, "us/119/HR1"), ["New on the agenda: HR 1."]),
        ({}, ("bill-removed", "us/119/HR1", None), ["No longer on the agenda: HR 1."]),
        ({}, ("bill-removed", None, None), []),
    ],
)  # fmt: skip
def test_each_thing_that_moved_has_its_sentence(
    changed: dict[str, Any], move: tuple[Any, ...], wanted: list[str]
) -> None:
    assert words(hearings.sentences(replace(MEETING, **changed), [happened("hearing_agenda", move)], BEFORE)) == wanted


def test_a_hearing_that_was_moved_there_and_back_did_not_move() -> None:
    there, back = (
        happened("hearing_moved", ("start", *days))
        for days in (("2026-12-01", "2026-12-02"), ("2026-12-02", "2026-12-01"))
    )
    agenda = happened("hearing_agenda", ("bill-added", None, "us/119/HR1"))
    assert hearings.without_undone([there, agenda, back]) == [agenda]
    assert hearings.without_undone([there, agenda]) == [there, agenda]
    unfixed = happened("hearing_moved", ("start", "2026-12-01", "2026-12-01"))
    assert hearings.without_undone([unfixed]) == [unfixed]


def test_bills_on_an_agenda_are_named_once_and_in_one_sentence() -> None:
    moves = [("bill-added", None, "us/119/HR1"), ("bill-added", None, "us/119/S2"), ("bill-added", None, "us/119/HR1")]
    assert words(hearings.sentences(MEETING, [happened("hearing_agenda", *moves)], BEFORE)) == [
        "New on the agenda: HR 1, S 2."
    ]
    back = [happened("hearing_agenda", move) for move in (*moves[:2], ("bill-removed", "us/119/HR1", None))]
    assert words(hearings.sentences(MEETING, back, BEFORE)) == ["New on the agenda: S 2."]


def story(**changed: Any) -> Story:
    return Story(
        **{
            "id": "x",
            "what": "bill",
            "place": "us",
            "section": "moved",
            "identifier": None,
            "title": "T",
            "url": None,
            **changed,
        }
    )


@pytest.mark.parametrize(("moved", "reminder"), [(False, True), (True, False)])
def test_a_bill_and_the_one_hearing_about_it_are_one_item(moved: bool, reminder: bool) -> None:
    act = story(
        said=(say("c"), say("d")), brief=say("e"), small=True, chamber="lower", committee="Ways and Means",
        about=("us/119/HR1",), kinds=frozenset({"bills"}),
    )  # fmt: skip
    itself = story(
        what="hearing", said=(say("a"), say("b")), event=MEETING, reminder=True, rank=(1.0,), about=("us/119/HR1", "us/119/S2"),
        kinds=frozenset({"hearings"}), marks=frozenset({"hearing-ahead"}),
    )  # fmt: skip
    both = hearings.with_hearing(act, itself, moved=moved)
    assert (words(both.said), both.brief, both.small, both.rank) == (["a", "b", "c"], None, False, (1.0,))
    assert (both.about, both.kinds) == (("us/119/HR1", "us/119/S2"), {"bills", "hearings"})
    assert (both.chamber, both.committee, both.reminder) == ("lower", "Ways and Means", reminder)
    other = hearings.with_hearing(
        act, replace(itself, chamber="upper", committee="Health", reminder=False), moved=False
    )
    assert (other.chamber, other.committee, other.reminder) == ("upper", "Health", False)


CLOSES = dt.datetime(2027, 1, 10, 23, 59, tzinfo=EASTERN)
UNTIL = f"{CLOSES.isoformat()}|America/New_York"
AGENCY = "Substance Abuse and Mental Health Services Administration"


@pytest.mark.parametrize(
    ("changed", "changes", "wanted"),
    [
        ({}, ["notice_published"], [f"{AGENCY} proposes this rule."]),
        ({"classification": "rule"}, ["notice_published"], [f"{AGENCY} has made this rule."]),
        ({"classification": "notice"}, [], [f"{AGENCY} published this."]),
        ({"agencies": ("Health", AGENCY)}, [], [f"{AGENCY} proposes this rule."]),
        ({"agencies": ()}, [], []),
        ({}, ["notice_withdrawn", "notice_extended"], ["The agency withdrew it. There is nothing left to comment on."]),
        ({}, ["notice_extended"], [f"The public can now comment until {UNTIL}."]),
        ({}, ["notice_extended", "notice_published"], [f"{AGENCY} proposes this rule."]),
        ({"comments_close": None}, ["notice_extended"], [f"{AGENCY} proposes this rule."]),
    ],
)
def test_what_happened_to_a_rule_making(changed: dict[str, Any], changes: list[str], wanted: list[str]) -> None:
    made = notice(**changed)
    told = [Change(kind=kind, what="notice", record="us/notice/1") for kind in changes]
    assert words(notices.sentences(made, told, notices.comment_due(made))) == wanted


@pytest.mark.parametrize(
    ("close", "before", "wanted"),
    [
        (CLOSES, "2027-01-09", f"There is more time to comment: until {UNTIL}. Before, it was 2027-01-09."),
        (CLOSES, "2027-01-10", f"There is less time to comment: until {UNTIL}. Before, it was 2027-01-10."),
        (
            CLOSES,
            "2027-01-10T03:00:00+00:00",
            f"There is more time to comment: until {UNTIL}. Before, it was 2027-01-09.",
        ),
        (
            dt.date(2027, 1, 10),
            "2027-01-12",
            "There is less time to comment: until 2027-01-10. Before, it was 2027-01-12.",
        ),
    ],
)
def test_a_comment_period_is_longer_or_shorter_than_it_was(close: Any, before: str, wanted: str) -> None:
    moves = ("comments-close", before, None), ("title", "a", "b")
    made = notice(comments_close=close)
    told = [happened("notice_extended", ("title", "2020-01-01", "b"), *moves)]
    assert words(notices.sentences(made, told, notices.comment_due(made))) == [wanted]


def test_comments_are_due_where_a_notice_takes_them() -> None:
    made = notice(links=(Link(url="https://example.org/a"),), sources=(Link(url="https://example.org/b"),))
    found = notices.comment_due(made)
    assert found is not None
    assert (found.kind, found.end, found.url) == ("comment-period", CLOSES, "https://example.org/a")
    at = notices.comment_due(replace(made, comment_url="https://example.org/c"))
    assert at is not None
    assert at.url == "https://example.org/c"
    assert notices.comment_due(replace(made, comments_close=None)) is None
    assert notices.comment_due(replace(made, status="withdrawn")) is None
    assert notices.address_of(replace(made, links=())) == "https://example.org/b"
    assert notices.address_of(replace(made, links=(), sources=())) is None


def step(day: int, description: str, *kinds: str) -> Action:
    return Action(date=dt.date(2026, 3, day), description=description, classification=kinds)


REFERRED, HEARD = step(2, "Referred to Health", "referral-committee"), step(3, "Heard")
PASSED, TABLED = step(2, "Passed", "passage"), step(4, "Motion to reconsider laid on the table")


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([], None),
        ([REFERRED], REFERRED),
        ([REFERRED, HEARD], REFERRED),  # a step that means something before one that means nothing
        ([HEARD, TABLED], HEARD),
        ([TABLED], TABLED),
        ([PASSED, REFERRED], PASSED),
        ([REFERRED, PASSED], PASSED),
        ([PASSED, step(2, "Passed again", "passage")], step(2, "Passed again", "passage")),
        ([PASSED, step(3, "Referred to Finance", "referral-committee")], step(3, "Referred to Finance", "referral-committee")),
        ([step(3, "Referred to Finance", "referral-committee"), PASSED], step(3, "Referred to Finance", "referral-committee")),
    ],
)  # fmt: skip
def test_the_step_to_tell_of_is_the_newest_that_moves_a_bill(told: list[Action], wanted: Action | None) -> None:
    assert steps.newest("us-or", told) == wanted


@pytest.mark.parametrize(
    ("action", "weighs"),
    [
        (TABLED, False),
        (HEARD, False),
        (REFERRED, False),
        (step(2, "Reported", "committee-passage"), False),
        (PASSED, True),
        (step(2, "Became law", "became-law"), True),
        (step(2, "Vetoed", "executive-veto"), True),
    ],
)
def test_a_vote_decides_and_a_report_does_not(action: Action, weighs: bool) -> None:
    assert steps.decides("us-or", action) is weighs


def test_a_later_step_that_moves_a_bill_as_much_outweighs_an_earlier_one() -> None:
    later = step(3, "Passed the Senate", "passage")
    assert steps.outweighs("us-or", later, PASSED)
    assert not steps.outweighs("us-or", PASSED, later)
    assert not steps.outweighs("us-or", step(2, "Passed the Senate", "passage"), PASSED)
    assert not steps.outweighs("us-or", HEARD, PASSED)


def test_steps_are_told_once_in_plain_words() -> None:
    told_twice = [PASSED, HEARD, replace(PASSED, classification=("reading-3",))]
    assert steps.distinct(told_twice) == [HEARD, PASSED]
    assert steps.mark(HEARD) == "2026-03-03 Heard"
    assert steps.plain("Passed/agreed to in House: On passage Passed by voice vote. (text: CR H12)") == (
        "On passage Passed by voice vote."
    )
    assert steps.plain("(text: CR H12)") == "(text: CR H12)"


@pytest.mark.parametrize(
    ("changed", "stage", "turn"),
    [
        ({"stage": "in-committee"}, "in-committee", 2),
        ({"stage": "in-committee", "marks": frozenset({"out-of-committee"})}, "reported", 2),
        ({"stage": "on-the-floor", "marks": frozenset({"out-of-committee"})}, "on-the-floor", 2),
        ({"stage": "vetoed", "marks": frozenset({"returned"})}, "returned", 2),
        ({"stage": "passed-both"}, "passed-both", 2),
        ({"stage": "passed-both", "place": "us-ne"}, "passed", 2),
        ({"stage": "law", "section": "decided"}, "law", 1),
        ({"stage": "vetoed", "section": "decided"}, "vetoed", 1),
        ({"stage": "adopted", "section": "decided"}, "adopted", 2),
        ({"section": "act"}, None, 0),
        ({"section": "late"}, None, 4),
    ],
)
def test_a_story_takes_its_turn_by_what_was_decided(changed: dict[str, Any], stage: str | None, turn: int) -> None:
    made = story(**changed)
    assert (made.told_stage, made.turn, made.score) == (stage, turn, 0)


def test_a_moment_is_told_in_a_zone_with_a_name() -> None:
    chicago = replace(MEETING, start=START.astimezone(ZoneInfo("America/Chicago")))
    told = hearings.sentences(
        chicago, [happened("hearing_record", ("start", "2026-12-01T14:00:00+00:00", None))], BEFORE
    )
    assert words(told) == ["The time changed. It was 2026-12-01T08:00:00-06:00|America/Chicago."]


BY_WEIGHT = [
    [("Became law", "became-law"), ("Passed over the veto", "veto-override-passage"), ("Vetoed", "executive-veto")],
    [
        ("Presented to the Governor", "executive-receipt"),
        ("House concurred in Senate amendments",),
        ("Bill was repassed",),
    ],
    [
        ("Passed", "passage"),
        ("Offered and adopted",),
        ("Failed to pass", "failure"),
        ("House refuses to concur",),
        ("Conference report adopted",),
    ],
    [("Substituted by SB 1",), ("Carried over to next session",), ("Recalled from the table",)],
    [("Reported", "committee-passage")],
    [("Enrolled",), ("Placed on calendar",)],
    [("Referred to Health", "referral-committee")],
    [("Read",)],
]
"""What decides most first; steps of one line weigh the same."""


@pytest.mark.parametrize("place", range(len(BY_WEIGHT)))
def test_of_one_day_the_step_that_decides_most_is_told_and_of_equals_the_later(place: int) -> None:
    equals = [step(2, *told) for told in BY_WEIGHT[place]]
    for one in equals:
        for other in equals:
            assert steps.newest("us-xx", [one, other]) == other
        for less in (step(2, *told) for row in BY_WEIGHT[place + 1 :] for told in row):
            assert steps.newest("us-xx", [one, less]) == one
