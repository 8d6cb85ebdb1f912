"""What is new of a bill, which step says so, and in which words: plain records in, news and sentences out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from alerts.stories import bills
from alerts.stories.bills import BillNews, news_of, sentences, weight
from tests.alerts.test_stories import words
from tests.records import bill
from tracker.records.changes import Change, Move
from tracker.records.items import Action, Committee, ScrapedBill, Version

TODAY = dt.date(2026, 3, 20)


def act(day: int, description: str, *kinds: str, whose: str | None = "lower") -> Action:
    return Action(date=dt.date(2026, 3, day), description=description, classification=kinds, organization=whose)


READ = act(2, "Introduced", "introduction")
SENT = act(3, "Referred to Health", "referral-committee")
PASSED = act(18, "Passed the House", "passage")
PLANNED = act(25, "Hearing set", whose=None)
COMING = act(19, "Second reading")


def made(*actions: Action, **changed: Any) -> ScrapedBill:
    told = {
        "jurisdiction": "us-xx",
        "identifier": "HB 1",
        "legislative_session": "2026",
        "versions": (),
        "committees": (),
    }
    return bill(**{**told, "actions": actions, **changed})


def change(kind: str, *moves: tuple[str, str | None, str | None]) -> Change:
    told = tuple(Move(aspect=aspect, before=before, after=after) for aspect, before, after in moves)
    return Change(kind=kind, what="bill", record="us-xx/2026/HB1", moves=told)


def added(*actions: Action) -> Change:
    return change("bill_action", *(("action", None, f"{each.date.isoformat()} {each.description}") for each in actions))


NEW = change("bill_introduced")


@pytest.mark.parametrize(
    ("record", "changes", "asked", "wanted"),
    [
        (made(READ, SENT), [NEW], {}, {"introduced": True, "actions": (READ, SENT), "before": "introduced", "after": "in-committee"}),
        (made(READ), [NEW], {"today": dt.date(2026, 4, 1)}, {"introduced": True, "actions": (READ,), "before": "introduced", "after": "introduced"}),
        (made(READ), [NEW], {"today": dt.date(2026, 4, 2)}, {"before": "introduced", "after": "introduced"}),  # met late
        (made(), [NEW], {}, {"introduced": True, "before": "introduced", "after": "introduced"}),
        (made(READ, SENT), [], {}, {"before": "in-committee", "after": "in-committee"}),
        (made(READ, SENT), [added(SENT)], {}, {"actions": (SENT,), "before": "introduced", "after": "in-committee"}),
        (made(READ, SENT, PLANNED), [added(PLANNED)], {}, {"planned": (PLANNED,), "before": "in-committee", "after": "in-committee"}),
        (made(READ, SENT, COMING), [], {"told_until": dt.date(2026, 3, 18)}, {"matured": (COMING,)}),
        (made(READ, SENT, COMING), [], {"told_until": dt.date(2026, 3, 19)}, {}),
        (made(READ, SENT, COMING), [], {"told_until": dt.date(2026, 3, 18), "met": dt.date(2026, 3, 18)}, {"matured": (COMING,)}),
        (made(READ, SENT, COMING), [], {"told_until": dt.date(2026, 3, 18), "met": dt.date(2026, 3, 19)}, {}),
        (made(READ, SENT, COMING), [], {"told_until": dt.date(2026, 3, 18), "late": [added(COMING)]}, {}),
        (
            made(READ, SENT, COMING), [],
            {"told_until": dt.date(2026, 3, 18), "late": [change("bill_version", ("version", None, "2026-03-19 Second reading"))]},
            {"matured": (COMING,)},
        ),
        (made(READ, SENT, act(20, "Heard")), [added(act(20, "Heard"))], {}, {"actions": (act(20, "Heard"),)}),
        (made(READ, SENT, act(21, "Heard")), [added(act(21, "Heard"))], {}, {"planned": (act(21, "Heard"),)}),
        (made(READ, SENT, COMING), [added(COMING)], {"told_until": dt.date(2026, 3, 18)}, {"actions": (COMING,)}),
        (made(READ, SENT, COMING), [], {"told_until": dt.date(2026, 3, 18), "by_date": True}, {"actions": (COMING,)}),
        (made(READ, SENT, COMING), [], {"told_until": dt.date(2026, 3, 19), "by_date": True}, {}),
        (made(READ, SENT), [change("bill_stage", ("stage", "introduced", "in-committee"))], {}, {"before": "introduced", "after": "in-committee"}),
        (made(READ, SENT), [change("bill_stage", ("stage", "nonsense", "in-committee"))], {}, {"before": "in-committee", "after": "in-committee"}),
        (made(READ, SENT), [change("bill_version", ("version", None, "Engrossed"), ("version", None, "Engrossed"))], {}, {"versions": ("Engrossed",)}),
        (made(READ, SENT), [change("bill_title", ("title", "Roads Act", None))], {}, {"old_title": "Roads Act"}),
        (made(READ, SENT), [change("bill_title", ("title", "Crisis Care Act", None))], {}, {}),
        (made(READ, SENT, PASSED), [added(PASSED)], {}, {"actions": (PASSED,), "before": "in-committee", "after": "passed-one-chamber", "decisive": True}),
    ],
)  # fmt: skip
def test_what_is_new_of_a_bill(
    record: ScrapedBill, changes: list[Change], asked: dict[str, Any], wanted: dict[str, Any]
) -> None:
    found = news_of(record, changes, **{"today": TODAY, **asked})
    stage = "in-committee"
    assert found == BillNews(**{"before": stage, "after": stage, **wanted})


def test_a_version_is_new_where_its_day_is() -> None:
    texts = (Version(note="Introduced", date=dt.date(2026, 3, 2)), Version(note="Amended", date=dt.date(2026, 3, 19)))
    record = made(READ, SENT, versions=(*texts, Version(note="Undated")))
    assert news_of(record, [], today=TODAY, told_until=dt.date(2026, 3, 10), by_date=True).versions == ("Amended",)
    assert news_of(record, [], today=TODAY, told_until=dt.date(2026, 3, 10)).versions == ()
    assert news_of(record, [NEW], today=TODAY).versions == ()  # the texts of a new bill are no news of their own


STAND = {"before": "in-committee", "after": "in-committee"}


@pytest.mark.parametrize(
    ("news", "item"),
    [
        ({}, False),
        ({"introduced": True}, True),
        ({"after": "law"}, True),
        ({"actions": (SENT,)}, True),
        ({"planned": (PLANNED,)}, True),
        ({"matured": (COMING,)}, True),
        ({"versions": ("Amended",)}, True),
        ({"old_title": "Roads Act"}, True),
    ],
)
def test_whatever_is_new_is_worth_an_item(news: dict[str, Any], item: bool) -> None:
    assert BillNews(**{**STAND, **news}).worth_an_item is item


WORTH = {
    "passed-one-chamber": 60, "chambers-differ": 80, "passed-both": 80, "sent-to-executive": 90, "law": 100, "vetoed": 100,
    "adopted": 30, "on-the-floor": 40, "failed": 30, "substituted": 30, "died": 10, "carried-over": 10, "not-captured": 10,
}  # fmt: skip


@pytest.mark.parametrize(("stage", "worth"), WORTH.items())
def test_each_stage_has_its_worth_when_it_is_reached(stage: str, worth: float) -> None:
    assert weight(BillNews(before="in-committee", after=stage)) == worth
    assert weight(BillNews(before=stage, after=stage, introduced=True)) == 15


VOTE = act(18, "Veto sustained")


@pytest.mark.parametrize(
    ("news", "worth", "trivial", "ended", "decided"),
    [
        ({"after": "law"}, 100, False, False, True),
        ({"after": "died"}, 10, False, True, True),
        ({"after": "died", "actions": (SENT,)}, 10, False, False, True),
        ({"after": "not-captured"}, 10, False, True, True),
        ({"after": "on-the-floor"}, 40, False, False, False),
        ({"before": "vetoed", "after": "vetoed", "returned": True}, 100, False, False, False),
        ({"after": "vetoed", "returned": True}, 100, False, False, False),
        ({"before": "vetoed", "after": "vetoed", "sustained": VOTE, "actions": (VOTE,)}, 40, False, False, False),
        ({"actions": (act(5, "Reported", "committee-passage"),)}, 40, False, False, False),
        ({"actions": (act(5, "Conferees named"),), "decisive": True}, 25, False, False, False),
        ({"actions": (act(5, "Heard", "hearing-held"),)}, 25, False, False, False),
        ({"introduced": True, "after": "in-committee"}, 15, False, False, False),
        ({"before": "law", "after": "law", "introduced": True}, 15, False, False, True),
        ({"planned": (PLANNED,)}, 10, False, False, False),
        ({"matured": (COMING,)}, 10, False, False, False),
        ({"versions": ("Amended",)}, 10, False, False, False),
        ({"actions": (SENT,)}, -25, True, False, False),
        ({"before": "died", "after": "died", "actions": (SENT,)}, -25, False, False, False),
        ({"before": "introduced", "after": "in-committee", "actions": (SENT,)}, -25, True, False, False),
    ],
)  # fmt: skip
def test_a_vote_is_worth_more_than_a_referral(
    news: dict[str, Any], worth: float, trivial: bool, ended: bool, decided: bool
) -> None:
    found = BillNews(**{**STAND, **news})
    assert (weight(found), bills.trivial(found), bills.ended(found), bills.decided(found)) == (
        worth,
        trivial,
        ended,
        decided,
    )


HEALTH = (Committee(name="Health", chamber="lower"),)
BOTH = act(19, "Passed the Senate", "passage", whose="upper")


def said(record: ScrapedBill, **news: Any) -> list[str]:
    return words(sentences(record, BillNews(**{**STAND, **news}), TODAY))


READING = "Our reading of the record (2026-03-18): “Passed the House”"


@pytest.mark.parametrize(
    ("record", "news", "wanted"),
    [
        (made(READ), {"introduced": True, "after": "introduced", "actions": (READ,)}, ["New in us-xx/lower since 2026-03-02."]),
        (made(READ), {"introduced": True, "after": "introduced"}, ["New in us-xx/lower."]),
        (made(READ, SENT), {"introduced": True, "actions": (READ, SENT)}, ["New in us-xx/lower since 2026-03-02."]),
        (
            made(READ, SENT, committees=HEALTH), {"introduced": True, "actions": (READ, SENT)},
            ["New in us-xx/lower since 2026-03-02. Now with this committee: Health."],
        ),
        (made(READ, committees=HEALTH), {"introduced": True, "after": "introduced", "actions": (READ,)}, ["New in us-xx/lower since 2026-03-02."]),
        (
            made(READ, SENT, PASSED), {"after": "passed-one-chamber", "actions": (PASSED,)},
            ["It passed us-xx/lower. Next: us-xx/upper.", READING],
        ),
        (
            made(READ, SENT, PASSED, from_organization=None), {"after": "passed-one-chamber", "introduced": True, "actions": (PASSED,)},
            ["It passed us-xx/lower. Next: us-xx/upper.", READING],
        ),
        (
            made(READ, SENT, PASSED, classification=("resolution",)), {"after": "passed-one-chamber", "actions": (PASSED,)},
            ["us-xx/lower adopted it. It goes no further: it states a view and makes no law.", READING],
        ),
        (
            made(READ, SENT, PASSED, BOTH), {"before": "passed-one-chamber", "after": "passed-both", "actions": (BOTH,)},
            ["Both chambers have passed it. Next it goes to us-xx.", "Our reading of the record (2026-03-19): “Passed the Senate”"],
        ),
        (
            made(READ, SENT, PASSED, BOTH, classification=("concurrent resolution",)), {"after": "passed-both", "actions": (BOTH,)},
            ["It has passed. It does not need a signature.", "Our reading of the record (2026-03-19): “Passed the Senate”"],
        ),
        (made(READ, jurisdiction="us-ne"), {"after": "passed-both"}, ["us-ne/legislature passed it. Next it goes to us-ne."]),
        (made(READ, jurisdiction="us-oh-cuyahoga"), {"after": "passed-both"}, ["us-oh-cuyahoga/legislature passed it."]),
        (made(READ, SENT), {"before": "introduced", "actions": (SENT,)}, ["It is now with a committee.", "Our reading of the record (2026-03-03): “Referred to Health”"]),
        (made(READ, SENT, committees=HEALTH), {"before": "introduced"}, ["It is now with a committee: Health."]),
        (
            made(READ, SENT, act(5, "Reported", "committee-passage")),
            {"before": "introduced", "actions": (act(5, "Reported", "committee-passage"),)},
            ["Its committee has reported it for a vote of the full chamber.", "Our reading of the record (2026-03-05): “Reported”"],
        ),
        (
            made(READ, SENT, act(5, "Reported, re-referred to Finance", "committee-passage")),
            {"before": "introduced", "actions": (act(5, "Reported, re-referred to Finance", "committee-passage"),)},
            [
                "A committee reported it, and it goes to another committee.",
                "Our reading of the record (2026-03-05): “Reported, re-referred to Finance”",
            ],
        ),
        (made(READ), {"before": "passed-both", "after": "vetoed"}, ["us-xx vetoed it. It becomes law only if us-xx/legislature overrides the veto with a larger majority."]),
        (
            made(READ), {"before": "passed-both", "after": "vetoed", "sustained": VOTE, "actions": (VOTE,)},
            ["us-xx vetoed it, and the veto was not overridden.", "Our reading of the record (2026-03-18): “Veto sustained”"],
        ),
        (
            made(READ), {"before": "vetoed", "after": "vetoed", "sustained": VOTE},
            ["The veto was not overridden, so it stands.", "Our reading of the record (2026-03-18): “Veto sustained”"],
        ),
        (made(READ, SENT), {"actions": (SENT,)}, ["Newest step, 2026-03-03: “Referred to Health”"]),
        (made(READ, SENT), {"versions": ("Introduced", "Amended")}, ["A new text of the bill is out: Amended."]),
        (made(READ, SENT), {"versions": ("Senate Amendment 1",)}, ["A new paper on the bill is out: Senate Amendment 1."]),
        (made(READ, SENT), {"old_title": "Roads Act"}, ["It has a new title. The old one was “Roads Act”."]),
        (made(READ, SENT), {"matured": (COMING,), "planned": (PLANNED,)}, ["Announced earlier for 2026-03-19: “Second reading”", "Planned for 2026-03-25: “Hearing set”"]),
        (
            made(READ, SENT, PASSED), {"after": "passed-one-chamber", "matured": (PASSED,)},
            ["It passed us-xx/lower. Next: us-xx/upper.", READING],  # and not once more as what was announced
        ),
        (made(READ, SENT), {}, []),
    ],
)  # fmt: skip
def test_what_happened_is_said_with_the_step_it_is_read_from(
    record: ScrapedBill, news: dict[str, Any], wanted: list[str]
) -> None:
    assert said(record, **news) == wanted


def test_three_sentences_are_said_at_most() -> None:
    coming = tuple(act(day, f"Step {day}") for day in range(21, 29))
    assert len(said(made(READ, SENT), actions=(SENT,), planned=coming)) == 3


@pytest.mark.parametrize(
    ("news", "brief"),
    [
        ({"actions": (SENT,)}, ["2026-03-03: “Referred to Health”"]),
        ({}, []),
        ({"after": "law", "actions": (SENT,)}, []),
        ({"introduced": True, "actions": (SENT,)}, []),
        ({"returned": True, "actions": (SENT,)}, []),
        ({"sustained": VOTE, "actions": (VOTE,)}, ["The veto was not overridden, so it stands."]),
    ],
)
def test_one_line_tells_the_newest_step_where_its_stage_does_not(news: dict[str, Any], brief: list[str]) -> None:
    found = bills.brief(made(READ, SENT), BillNews(**{**STAND, **news}))
    assert words([found] if found else []) == brief


def test_long_words_of_a_step_are_cut_where_they_are_quoted() -> None:
    long = replace(SENT, description="Referred to " + "the committee on health and " * 9)
    assert len(bills.quoted(long)) <= bills.QUOTED
    short = bills.brief(made(READ, long), BillNews(**{**STAND, "actions": (long,)}))
    assert short is not None
    assert len({name: value for name, _kind, value in short.args}["words"]) <= bills.BRIEF
