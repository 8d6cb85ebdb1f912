"""Which section a story stands in, what is joined with it and in which order: facts in, stories out, no mail between."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from alerts.compose.facts import Ask, Due, Facts, Matched, Period, Reason
from alerts.stories.model import Story
from alerts.stories.telling import Telling, merged, tell
from tests.records import EASTERN, PASSED, bill, hearing, notice
from tracker.records.changes import Change, Move
from tracker.records.items import Action, Sponsorship
from tracker.records.stages import step
from tracker.records.stored import Kept

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
WEEK = Period(now=NOW, since=NOW - 7 * DAY)
YESTERDAY = Period(now=NOW, since=NOW - DAY)
FIRST = Period(now=NOW)
BILL, OTHER, MEETING, RULE = "us/119/HR1", "us/119/HR2", "us/hearing/1", "us/notice/1"
CRISIS, PARITY = Matched(topic="crisis-988", score=80), Matched(topic="parity", score=60)


def kept(key: str, item: Any, **changed: Any) -> Kept[Any]:
    return Kept(**{"id": key, "item": item, "first_seen": NOW - 60 * DAY, "changed_at": NOW, **changed})


def change(kind: str, record: str, *moves: tuple[str, str | None, str | None], quiet: str | None = None) -> Change:
    told = tuple(Move(aspect=aspect, before=before, after=after) for aspect, before, after in moves)
    return Change(kind=kind, what=kind.partition("_")[0], record=record, moves=told, quiet=quiet)


def soon(days: float, **changed: Any) -> Any:
    """A hearing so many days from now."""
    return hearing(start=(NOW + days * DAY).astimezone(EASTERN), **changed)


def facts(*changes: Change, **held: Any) -> Facts:
    """What is held: `bills`, `hearings` and `notices` by key."""
    parts = {
        name: {key: kept(key, item) for key, item in held.pop(name, {}).items()}
        for name in ("bills", "hearings", "notices")
    }
    matches = dict.fromkeys((*parts["bills"], *parts["notices"]), (CRISIS,))
    return Facts(**{**parts, "matches": matches, "changes": changes, **held})


def placed(told: Telling) -> list[tuple[str, str, bool]]:
    """Each story with its section, and whether it is a reminder."""
    return [(story.id, story.section, story.reminder) for story in told.stories]


def only(told: Telling) -> Story:
    (story,) = told.stories
    return story


@pytest.mark.parametrize(
    ("days", "changes", "period", "wanted"),
    [
        (13, [], WEEK, ("act", False)),  # came within two weeks since the last mail
        (14, [], WEEK, ("act", False)),
        (14.1, [], WEEK, None),  # not within reach yet
        (7.1, [], WEEK, ("act", False)),
        (6.9, [], WEEK, ("act", True)),  # told before, and due soon: recalled once
        (7, [], WEEK, ("act", True)),
        (2, [], Period(now=NOW, since=NOW - DAY), None),  # recalled yesterday
        (20, ["hearing_scheduled"], WEEK, ("new", False)),
        (20, ["hearing_moved"], WEEK, ("moved", False)),
        (2, ["hearing_moved"], WEEK, ("act", False)),
        (20, [], FIRST, ("standing", False)),
        (13, [], FIRST, ("act", False)),
        (-1, [], WEEK, None),
    ],
)
def test_a_hearing_stands_where_a_reader_must_look(
    days: float, changes: list[str], period: Period, wanted: Any
) -> None:
    told = tell(facts(*(change(kind, MEETING) for kind in changes), hearings={MEETING: soon(days)}), period)
    assert placed(told) == ([(MEETING, *wanted)] if wanted else [])


@pytest.mark.parametrize(
    ("changed", "kind", "days", "wanted"),
    [
        ({"status": "cancelled"}, "hearing_cancelled", 5, ("moved", False)),
        ({"status": "cancelled"}, "hearing_agenda", 5, None),
        ({"status": "cancelled"}, "hearing_cancelled", -1, ("moved", True)),
    ],
)
def test_a_hearing_that_is_off_is_told_where_that_is_news(
    changed: dict[str, Any], kind: str, days: float, wanted: Any
) -> None:
    told = tell(facts(change(kind, MEETING), hearings={MEETING: soon(days, **changed)}), WEEK)
    assert [(story.section, story.small) for story in told.stories] == ([wanted] if wanted else [])


def heard(*bills: str, **more: Any) -> Facts:
    held = {key: bill(int(key[-1]), title=f"Crisis Care Act {key[-1]}") for key in bills}
    return facts(bills=held, hearings={MEETING: soon(13)}, heard={MEETING: bills}, **more)


def test_a_bill_and_the_one_hearing_about_it_are_one_story() -> None:
    story = only(tell(heard(BILL), WEEK))
    assert (story.id, story.what, story.section, story.event is not None) == (BILL, "bill", "act", True)
    assert story.about == (BILL,)
    assert story.kinds == {"bills", "hearings", "deadlines"}


def test_a_hearing_of_two_bills_is_a_story_of_its_own() -> None:
    story = only(tell(heard(BILL, OTHER), WEEK))
    assert (story.id, story.identifier, [each.id for each in story.bills]) == (MEETING, None, [BILL, OTHER])
    assert story.matches == (CRISIS,)
    named = only(tell(replace(heard(BILL), bills={}), WEEK))
    assert (named.id, named.title, [each.title for each in named.bills]) == (MEETING, "Crisis care", [""])


def test_a_first_mail_tells_a_bill_with_its_hearing_weeks_ahead_as_one_item() -> None:
    story = only(tell(replace(heard(BILL), hearings={MEETING: kept(MEETING, soon(20))}), FIRST))
    assert (story.id, story.section, story.event is not None) == (BILL, "standing", True)
    assert "hearing-ahead" in story.marks


@pytest.mark.parametrize(("days", "period"), [(13.5, WEEK), (20, FIRST)])
def test_of_two_hearings_about_one_bill_the_sooner_is_told_with_it_and_the_other_beside_it(
    days: float, period: Period
) -> None:
    later = "us/hearing/2"
    both = facts(
        bills={BILL: bill()}, hearings={later: soon(days), MEETING: soon(13)}, heard={MEETING: (BILL,), later: (BILL,)}
    )
    first, second = tell(both, period).stories
    assert (first.id, second.id) == (BILL, later)
    assert first.event is not None
    assert first.event.id == MEETING


MOVED = change("bill_action", BILL, ("action", None, f"{PASSED.date.isoformat()} {PASSED.description}"))
ACT = bill(actions=(*bill().actions, PASSED))


@pytest.mark.parametrize(
    ("record", "changes", "period", "wanted"),
    [
        (ACT, [MOVED], WEEK, "moved"),
        (ACT, [], WEEK, "moved"),  # announced earlier for a day that has come
        (ACT, [], YESTERDAY, None),
        (ACT, [change("bill_record", BILL, ("subject", "a", "b"))], YESTERDAY, None),
        (ACT, [change("bill_introduced", BILL)], WEEK, "new"),
        (ACT, [replace(MOVED, quiet="old-news")], YESTERDAY, "late"),
        (ACT, [replace(MOVED, quiet="first-run")], YESTERDAY, None),
        (ACT, [change("bill_record", BILL, ("id", OTHER, BILL), quiet="renamed")], YESTERDAY, None),
        (ACT, [], FIRST, "standing"),
        (bill(actions=(Action(date=dt.date(2026, 9, 1), description="Read", classification=("introduction",)),)), [change("bill_introduced", BILL)], WEEK, "late"),
        (bill(actions=(*ACT.actions, Action(date=dt.date(2026, 11, 21), description="Became Public Law No: 119-9.", classification=("became-law",)))), [change("bill_stage", BILL, ("stage", "passed-both", "law"))], WEEK, "decided"),
    ],
)  # fmt: skip
def test_a_bill_stands_where_its_news_puts_it(
    record: Any, changes: list[Change], period: Period, wanted: str | None
) -> None:
    told = tell(facts(*changes, bills={BILL: record}), period)
    assert placed(told) == ([(BILL, wanted, False)] if wanted else [])


def test_what_a_source_first_told_is_counted_and_corrections_are_too() -> None:
    counted = facts(
        change("bill_introduced", BILL, quiet="first-run"), change("bill_record", OTHER), change("bill_action", OTHER, quiet="first-run"),
        change("bill_introduced", "us/119/HR9", quiet="first-run"),
        bills={BILL: bill(), OTHER: bill(2)},
    )  # fmt: skip
    told = tell(counted, WEEK)
    assert (dict(told.joined), dict(told.corrected)) == ({BILL: (CRISIS,)}, {OTHER: (CRISIS,)})
    assert dict(tell(counted, Period(now=NOW, since=WEEK.since, by_date=True)).joined) == {}


@pytest.mark.parametrize(("days", "joined", "wanted"), [(10, False, [(MEETING, "late", False)]), (20, True, [])])
def test_what_is_open_in_a_source_that_was_first_read_is_told_late(
    days: float, joined: bool, wanted: list[Any]
) -> None:
    held = facts(
        change("hearing_scheduled", MEETING, quiet="first-run"), hearings={MEETING: soon(days)}, matches={MEETING: (CRISIS,)}
    )  # fmt: skip
    told = tell(held, Period(now=NOW, since=NOW - DAY))
    assert (placed(told), MEETING in told.joined) == (wanted, joined)


def comments(days: float | None, **changed: Any) -> Any:
    close = None if days is None else (NOW + days * DAY).astimezone(EASTERN)
    return notice(**{"comments_close": close, "published": dt.date(2026, 11, 20), **changed})


BY_DATE = Period(now=NOW, since=NOW - 7 * DAY, by_date=True)


@pytest.mark.parametrize(
    ("record", "changes", "period", "wanted"),
    [
        (comments(30), ["notice_published"], WEEK, ("new", False)),
        (comments(13), ["notice_published"], WEEK, ("act", False)),
        (comments(30), ["notice_extended"], WEEK, ("moved", False)),
        (comments(10), ["notice_extended"], WEEK, ("act", False)),
        (comments(13), [], WEEK, ("act", False)),
        (comments(7), [], WEEK, ("act", True)),
        (comments(30), [], WEEK, None),
        (comments(30), [], FIRST, ("standing", False)),
        (comments(None), [], FIRST, None),
        (comments(-1), [], FIRST, None),
        (comments(30), [], BY_DATE, ("new", False)),
        (comments(30, published=dt.date(2026, 11, 16)), [], BY_DATE, None),
        (comments(30, published=dt.date(2026, 11, 17)), [], BY_DATE, ("new", False)),
        (comments(30, published=dt.date(2026, 11, 23)), [], BY_DATE, ("new", False)),
        (comments(30, published=dt.date(2026, 11, 24)), [], BY_DATE, None),
        (comments(30, published=None), [], BY_DATE, None),
    ],
)
def test_a_rule_making_stands_where_its_comments_put_it(
    record: Any, changes: list[str], period: Period, wanted: Any
) -> None:
    told = tell(facts(*(change(kind, RULE) for kind in changes), notices={RULE: record}), period)
    assert placed(told) == ([(RULE, *wanted)] if wanted else [])


def test_a_rule_making_tells_its_agency_its_sentence_and_its_rank() -> None:
    published = change("notice_published", RULE)
    story = only(
        tell(
            facts(
                published,
                notices={RULE: comments(30, abstract="It pays for care. And more.", agencies=("HHS", "SAMHSA"))},
            ),
            WEEK,
        )
    )
    assert (story.committee, story.gist, story.rank, story.small) == ("SAMHSA", "It pays for care.", (-110,), False)
    assert (story.kinds, "due:comment-period" in story.marks) == ({"rule-makings", "deadlines"}, True)
    gone = only(tell(facts(published, notices={RULE: comments(30, status="withdrawn", agencies=())}), WEEK))
    assert (gone.small, gone.committee, gone.dues, gone.kinds) == (True, None, (), {"rule-makings"})
    late = facts(change("notice_published", RULE, quiet="first-run"), notices={RULE: comments(30)})
    told = tell(late, WEEK)
    assert (placed(told), dict(told.joined)) == ([(RULE, "late", False)], {})


def test_stories_come_by_turn_then_by_rank_and_reminders_last() -> None:
    third, far = "us/hearing/3", "us/hearing/4"
    held = facts(
        MOVED, change("bill_introduced", OTHER), change("hearing_moved", far),
        bills={BILL: ACT, OTHER: bill(2)},
        hearings={MEETING: soon(6), third: soon(13), far: soon(20)},
        matches={BILL: (PARITY,), OTHER: (CRISIS,), far: (PARITY,)},
    )  # fmt: skip
    told = tell(held, WEEK)
    assert placed(told) == [
        (third, "act", False), (MEETING, "act", True), (BILL, "moved", False), (far, "moved", False), (OTHER, "new", False),
    ]  # fmt: skip
    assert [story.rank[0] for story in told.stories[2:]] == [-120, -110, -95]


def test_a_bill_that_is_only_filed_under_a_topic_leads_no_mail() -> None:
    aside = replace(CRISIS, reasons=(Reason(rule="a", field="subject", words="b", excerpt="c"),))
    story = only(tell(facts(MOVED, bills={BILL: ACT}, matches={BILL: (aside,)}), WEEK))
    assert story.rank == (-(80 - 50 + 60), -PASSED.date.toordinal())
    standing = only(tell(facts(bills={BILL: ACT}), FIRST))
    assert standing.rank == (-(80 + 10 * step("passed-one-chamber")), -PASSED.date.toordinal())
    assert standing.said[0].text.startswith("Newest step")


def test_a_bill_names_its_first_sponsor_and_how_to_reach_that_person() -> None:
    who = (Sponsorship(name="Roe", person_id="R1"), Sponsorship(name="Doe", person_id="D1", primary=True))
    held = facts(MOVED, bills={BILL: replace(ACT, sponsorships=who)}, contacts={"us/D1": "https://d.example"})
    story = only(tell(held, WEEK))
    assert (story.sponsor, story.sponsor_url) == ("Doe", "https://d.example")
    alone = only(tell(facts(MOVED, bills={BILL: replace(ACT, sponsorships=who[:1])}), WEEK))
    assert (alone.sponsor, alone.sponsor_url) == (None, None)


def test_a_town_hall_asks_about_bills_of_its_place() -> None:
    held = facts(
        hearings={MEETING: soon(13, classification="town-hall", bills=())}, asks={"us": {"parity": Ask(match=PARITY, bill=kept(BILL, bill()))}}
    )  # fmt: skip
    story = only(tell(held, WEEK))
    assert (story.local, [(topic, asked.id) for topic, asked in story.asks], story.matches) == (
        True,
        [("parity", BILL)],
        (PARITY,),
    )
    own = only(tell(replace(held, matches={MEETING: (CRISIS,)}), WEEK))
    assert (own.local, own.matches) == (False, (CRISIS,))


def test_of_each_topic_the_best_score_counts_and_the_best_comes_first() -> None:
    low, alike = replace(CRISIS, score=50), replace(PARITY, topic="a-topic")
    assert merged([(low, PARITY), (CRISIS,), (alike, low)]) == (CRISIS, alike, PARITY)
    assert merged([]) == ()


def test_a_bill_told_with_its_hearing_puts_its_own_topics_first() -> None:
    held = replace(heard(BILL), matches={BILL: (PARITY,), MEETING: (CRISIS, PARITY)})
    assert only(tell(held, WEEK)).matches == (PARITY, CRISIS)


def test_what_is_due_comes_from_the_facts_and_ends_when_it_is_over() -> None:
    due = Due(kind="written-testimony", due=NOW + 12 * DAY, timezone="America/New_York", confidence="high")
    over = replace(due, due=NOW - DAY, confidence="low")
    story = only(tell(facts(hearings={MEETING: soon(13)}, dues={MEETING: (over, due)}), WEEK))
    assert [each.kind for each in story.dues] == ["written-testimony", "hearing"]
    assert {"hearing-ahead", "due:written-testimony", "due:hearing"} <= story.marks
    assert story.rank == ((NOW + 12 * DAY).timestamp(), 0)


PRESENTED = Action(
    date=dt.date(2026, 11, 20),
    description="Presented to President.",
    classification=("executive-receipt",),
    organization="executive",
)
BOTH = replace(PASSED, description="Passed Senate without amendment by Unanimous Consent.", organization="upper")


def test_a_bill_on_a_desk_can_be_asked_for_until_the_executive_must_act() -> None:
    record = bill(
        actions=(
            *bill().actions,
            replace(PASSED, date=dt.date(2026, 11, 4)),
            replace(BOTH, date=dt.date(2026, 11, 10)),
            PRESENTED,
        )
    )
    reached = change("bill_stage", BILL, ("stage", "passed-both", "sent-to-executive"))
    story = only(tell(facts(reached, bills={BILL: record}), YESTERDAY))
    assert (story.section, story.small, story.brief) == ("act", False, None)
    assert [(due.kind, due.due) for due in story.dues] == [("signature", dt.date(2026, 11, 30))]
    assert story.rank == (story.dues[0].end.timestamp(), -80)
    assert only(tell(facts(MOVED, bills={BILL: ACT}), YESTERDAY)).dues == ()


def test_a_step_that_decides_nothing_is_told_in_one_line_where_it_is_the_news() -> None:
    sent = replace(bill().actions[1], date=dt.date(2026, 11, 22))
    added = change("bill_action", BILL, ("action", None, f"2026-11-22 {sent.description}"))
    record = bill(actions=(bill().actions[0], bill().actions[1], sent))
    story = only(tell(facts(added, bills={BILL: record}), YESTERDAY))
    assert (story.section, story.small, story.brief is not None) == ("moved", True, True)
    introduced = only(tell(facts(added, change("bill_introduced", BILL), bills={BILL: record}), YESTERDAY))
    assert (introduced.section, introduced.small, introduced.brief) == ("new", False, None)


def test_nothing_is_said_of_a_bill_of_which_nothing_happened() -> None:
    bare = only(tell(facts(bills={BILL: bill(actions=())}), FIRST))
    assert (bare.section, bare.said) == ("standing", ())
    beside = only(tell(heard(BILL), WEEK))
    assert beside.said == ()  # the step that sets a hearing says no more than the hearing


def test_a_hearing_that_was_canceled_is_told_with_what_else_happened_to_its_bill() -> None:
    off = change("hearing_cancelled", MEETING, ("cancelled", None, "cancelled"))
    held = facts(
        MOVED, off, bills={BILL: ACT}, hearings={MEETING: soon(5, status="cancelled")}, heard={MEETING: (BILL,)}
    )
    assert [story.id for story in tell(held, YESTERDAY).stories] == [BILL]
    alone = replace(held, changes=(off,))
    assert [story.id for story in tell(alone, YESTERDAY).stories] == [MEETING]
