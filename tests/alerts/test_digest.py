"""What a digest tells, to whom, how often, and how it groups it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from alerts.compose.actions import Reader
from alerts.compose.digest import Composer
from alerts.compose.facts import Period, SourceState
from alerts.compose.load import source_states
from alerts.compose.selection import Chooser, Selection
from alerts.stories import tell
from alerts.stories.steps import newest
from tests.alerts.owing import delivered, into_the_folder, owe_digest, text_of
from tests.alerts.world import FRESH, LINKS, NOW, World, matched, rendered, step, week
from tests.records import CONGRESS, bill
from tracker.db.engine import reading
from tracker.db.models import CardRow
from tracker.ingest.visit import Visit
from tracker.records.changes import Move
from tracker.records.items import HeardBill

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_week_reads_as_it_was_approved_when_it_arrives(engine, language: str):
    """After a meant change: `python -m tests.alerts.approve` writes the files anew; read what it changed."""
    found = text_of(delivered(engine, week().digest(), language=language))
    assert found == (GOLDEN / f"week.{language}.txt").read_text("utf-8")


def test_a_fault_in_the_line_on_progress_costs_that_line_and_is_reported(sqlite_engine):
    digest = week().digest()
    sections = tuple(
        (name, tuple(replace(card, told_stage="stage-of-another-version") for card in cards))
        for name, cards in digest.sections
    )
    owe_digest(sqlite_engine, replace(digest, sections=sections))
    (mail,), tally = into_the_folder(sqlite_engine)
    assert "Step 2 of 6" not in text_of(mail)
    assert "988 Lines Act" in text_of(mail)
    assert (tally.sent, {line.partition(":")[0] for line in tally.degraded}) == (1, {"progress"})


def test_an_edition_that_cannot_be_read_back_costs_its_own_mails_and_no_others(sqlite_engine):
    owe_digest(sqlite_engine, week().digest())
    owe_digest(sqlite_engine, World().digest(), "other@example.org")
    with sqlite_engine.begin() as connection:
        connection.execute(update(CardRow).values(body={"id": 1, "said": 7}))
    mails, tally = into_the_folder(sqlite_engine)
    assert (len(mails), tally.sent, tally.failed) == (1, 1, 1)


def test_items_are_grouped_and_each_stands_once():
    digest = week().digest()
    assert [(name, [card.id for card in cards]) for name, cards in digest.sections] == [
        ("decided", ["us/119/HR3"]),
        ("act", ["us/119/HR4"]),
        ("moved", ["us/119/HR1"]),
    ]
    assert [line.id for line in digest.also] == ["us/fr-1", "us/119/HR2"]


def test_a_new_law_leads_and_leaves_room_for_what_can_be_acted_on():
    world = week()
    signed = step(dt.date(2026, 11, 20), "Became Public Law No: 119-89.", "became-law")
    for number in range(10, 15):
        world.acted(world.bill(number, actions=(*bill().actions, signed)), signed, kind="bill_stage")
    digest = world.digest()
    assert [name for name, _cards in digest.sections] == ["decided", "act"]
    assert [len(cards) for _name, cards in digest.sections] == [2, 1]
    assert rendered(digest).subject.endswith("is now law · 1 chance to be heard · Mon, Nov 23")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([("Passed House.", "passage"), ("Motion to reconsider laid on the table Agreed to without objection.", "")], "Passed House."),
        ([("Motion to reconsider laid on the table Agreed to without objection.", ""), ("Passed House.", "passage")], "Passed House."),
        ([("Reported by the Committee on Health. H. Rept. 119-5.", "committee-passage"), ("Placed on the Union Calendar, Calendar No. 4.", "")], "Reported by the Committee on Health. H. Rept. 119-5."),
        ([("Held at the desk.", ""), ("Referred to the Subcommittee on Health.", "referral-committee")], "Referred to the Subcommittee on Health."),
        ([("Star Print ordered on the bill.", "")], "Star Print ordered on the bill."),
    ],
)  # fmt: skip
def test_the_news_of_a_day_is_the_step_that_moves_the_bill_and_not_the_paperwork(
    steps: list[tuple[str, str]], told: str
):
    actions = [step(dt.date(2026, 11, 20), words, kind) for words, kind in steps]
    found = newest("us", actions)
    assert found is not None
    assert found.description == told


def test_steps_that_decide_nothing_are_told_in_one_line_with_their_words():
    world = World()
    referred = step(dt.date(2026, 11, 20), "Referred to the Subcommittee on Health.")
    world.acted(world.bill(1, actions=(*bill().actions, referred)), referred)
    digest = world.digest()
    assert digest.cards == ()
    assert not digest.quiet
    text = " ".join(rendered(digest).text.split())
    assert "Friday, November 20: “Referred to the Subcommittee on Health.”" in text
    assert "Small steps only" in text


def test_a_bill_that_rests_is_told_as_such_and_never_as_moved():
    world = World()
    over = step(dt.date(2026, 11, 20), "Carried over to the next session")
    key = world.bill(1, jurisdiction="us-nj", legislative_session="222", actions=(*bill().actions, over))
    world.acted(key, over)
    found = rendered(world.digest())
    assert "It was carried over" in found.text
    assert "Newest step" not in found.text


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_a_source_wrote_is_marked_as_its_own_language_in_a_mail_in_another(language: str):
    html = rendered(week().digest(), language).html
    marked = html.count('<span lang="en">')
    assert (marked > 5) == (language == "es")
    assert ('<span lang="en">988 Lines Act</span>' in html) == (language == "es")


def test_act_this_week_stands_soonest_first():
    world = World()
    for day in (5, 1, 3):
        key = world.hearing(f"h{day}", world.bill(day), start=dt.datetime(2026, 12, day, 15, tzinfo=dt.UTC))
        world.changed(key, "hearing_scheduled")
    assert [card.event.start.day for card in world.digest().cards if card.event] == [1, 3, 5]


def test_a_bill_that_moved_five_times_is_one_item():
    world = World()
    steps = tuple(step(dt.date(2026, 11, 16 + n), f"Step {n}.") for n in range(5))
    key = world.bill(1, actions=(*bill().actions, *steps))
    for each in steps:
        world.acted(key, each)
    digest = world.digest()
    assert [line.id for line in digest.also] == [key]
    assert "“Step 4.”" in rendered(digest).text


def test_the_same_news_is_never_told_twice():
    world = week()
    told = {card.id for card in world.digest().cards}
    world.changes.clear()  # what a reader was told is behind their mark, and is not gathered again
    later = world.digest(now=NOW + dt.timedelta(days=1), since=NOW)
    assert told
    assert later.cards == ()
    assert [line.id for line in later.reminders] == ["us/119/HR4"]  # in one line: its deadline is near now


def test_a_hearing_told_before_is_recalled_once_in_one_line_when_it_is_near():
    world = World()
    world.changed(world.hearing("h", world.bill(1), start=NOW + dt.timedelta(days=10)), "hearing_scheduled")
    assert world.digest().count("act") == 1
    world.changes.clear()
    second = world.digest(now=NOW + dt.timedelta(days=7), since=NOW)
    assert (second.count("act"), len(second.reminders)) == (0, 1)
    third = world.digest(now=NOW + dt.timedelta(days=8), since=NOW + dt.timedelta(days=7))
    assert (third.count("act"), len(third.reminders)) == (0, 0)


def test_a_planned_action_is_announced_once_and_again_when_it_happens():
    world = World()
    planned = step(dt.date(2026, 12, 2), "Scheduled for a vote.")
    key = world.bill(1, actions=(*bill().actions, planned))
    world.acted(key, planned)
    assert "Planned for Wednesday, December 2: “Scheduled for a vote.”" in " ".join(
        rendered(world.digest()).text.split()
    )
    world.changes.clear()
    between = world.digest(now=NOW + dt.timedelta(days=7), since=NOW)
    assert between.cards == ()
    after = world.digest(now=NOW + dt.timedelta(days=14), since=NOW + dt.timedelta(days=7))
    assert "Announced earlier for Wednesday, December 2" in rendered(after).text
    at_last = world.digest(now=NOW + dt.timedelta(days=21), since=NOW + dt.timedelta(days=14))
    assert at_last.cards == ()


def test_a_planned_vote_does_not_count_as_passed():
    world = World()
    planned = step(dt.date(2026, 12, 2), "Third reading, passed.", "passage")
    world.acted(world.bill(1, actions=(*bill().actions, planned)), planned)
    (card,) = world.digest().cards
    assert card.stage == "in-committee"


def test_what_a_back_fill_brings_late_is_a_short_block_and_no_flood():
    world = World()
    for number in range(40):
        key = world.bill(number + 1)
        world.changed(key, "bill_action", Move(aspect="action", after="2026-01-05 Old step"), quiet="old-news")
    digest = world.digest()
    assert digest.cards == ()
    assert (len(digest.late), digest.late_rest) == (3, 37)
    assert "This reached us late." in rendered(digest).text


def test_a_source_read_for_the_first_time_is_a_number():
    world = World()
    for number in range(40):
        world.changed(world.bill(number + 1), "bill_introduced", quiet="first-run")
    digest = world.digest()
    assert (digest.cards, digest.joined) == ((), 40)
    found = rendered(digest)
    assert "40 records came in" in found.text
    assert LINKS.more in found.text
    assert f'href="{LINKS.more}"' in found.html


def test_details_put_right_are_counted_and_no_item():
    world = World()
    world.changed(world.bill(1), "bill_record")
    digest = world.digest()
    assert (digest.cards, digest.corrected, digest.quiet) == ((), 1, True)


def test_nothing_new_and_we_could_not_look_are_different_sentences():
    world = World()
    assert "Nothing you follow moved." in rendered(world.digest()).text
    down = SourceState(
        name="us-x",
        jurisdiction="us",
        publisher="The House",
        kind="hearings",
        last_good_at=NOW - dt.timedelta(days=4),
        last_run_at=NOW,
        verdict="failed",
    )
    world.sources = (*world.sources, down)
    text = rendered(world.digest()).text.replace("\n", " ")
    assert "Nothing you follow moved." not in text
    assert "we could not look everywhere" in text
    assert "We could not read all of The House since Thursday, November 19" in text
    world.sources = ()
    assert "No source of these places has been read yet." in rendered(world.digest()).text


def test_a_source_that_stands_still_for_long_is_named():
    world = World()
    world.sources = tuple(replace(s, last_change_at=NOW - dt.timedelta(days=30)) for s in world.sources)
    assert re.search(r"No change since \w+, \w+ \d+: Congress\.", " ".join(rendered(world.digest()).text.split()))


def test_three_items_are_told_five_more_in_a_line_and_the_rest_is_counted():
    world = World()
    for number in range(30):
        moved = step(dt.date(2026, 11, 20), "Passed House.", "passage")
        world.acted(world.bill(number + 1, actions=(*bill().actions, moved)), moved, kind="bill_stage")
    digest = world.digest()
    assert (len(digest.cards), len(digest.also), digest.rest) == (3, 5, 22)
    text = rendered(digest).text
    assert "22" in text
    assert "https://tracker.example.org/m/token#more" in text


def test_the_first_mail_shows_where_things_stand_at_most_the_cap():
    world = week()
    world.changes.clear()  # a first mail looks at what is, not at what changed
    for number in range(10, 40):
        world.bill(number)
    digest = world.digest(since=None)
    assert digest.first
    assert len(digest.cards) == 3
    assert digest.count("standing") >= 1
    assert digest.count("new") == digest.count("moved") == 0
    assert rendered(digest).text.splitlines()[2]


def test_a_followed_bill_is_told_whatever_its_topic_and_place():
    world = World()
    moved = step(dt.date(2026, 11, 20), "Passed House.", "passage")
    key = world.bill(1, actions=(*bill().actions, moved))
    world.acted(key, moved, kind="bill_stage")
    none = Selection(topics=frozenset({"telehealth"}), places=frozenset({"us-ma"}))
    assert world.digest(none).cards == ()
    (card,) = world.digest(replace(none, bills=frozenset({key}))).cards
    assert card.topic is None
    assert "You follow this bill." in rendered(world.digest(replace(none, bills=frozenset({key})))).text


def test_muted_rules_records_and_topics_are_silent():
    world = week()
    assert "us/119/HR1" in {card.id for card in world.digest().cards}
    for muted in (
        Selection(muted_records=frozenset({"us/119/HR1"})),
        Selection(muted_topics=frozenset({"mental-health"})),
        Selection(muted_rules=frozenset({"names-it"})),
    ):
        assert "us/119/HR1" not in {card.id for card in world.digest(muted).cards}, muted


def test_a_hearing_of_a_muted_and_a_wanted_bill_stays():
    world = World()
    one, two = world.bill(1), world.bill(2)
    key = world.hearing("h", one, two, bills=(HeardBill(identifier="HR1"), HeardBill(identifier="HR2")))
    world.changed(key, "hearing_scheduled")
    assert [card.id for card in world.digest(Selection(muted_records=frozenset({one}))).cards] == [key]
    assert world.digest(Selection(muted_records=frozenset({one, two}))).cards == ()


def test_a_cancelled_hearing_is_told_and_nobody_is_sent_there():
    world = World()
    key = world.hearing("h", world.bill(1), status="cancelled")
    world.changed(key, "hearing_cancelled")
    (card,) = world.digest().cards
    assert (card.section, card.action.id) == ("moved", "hearing-off")
    assert "canceled" in rendered(world.digest()).text


def test_readers_of_deadlines_alone_get_what_is_due_and_nothing_else():
    digest = week().digest(Selection(only_dues=True))
    assert [card.section for card in digest.cards] == ["act"]


def test_the_bills_own_topic_says_why_it_is_here_before_that_of_its_committee():
    world = World()
    key = world.bill(1, matched("crisis-988", 53))
    heard = world.hearing("h", key)
    world.matches[heard] = (matched("substance-use", 80),)
    world.changed(heard, "hearing_scheduled")
    (card,) = world.digest().cards
    assert card.topic == "crisis-988"


def test_each_item_links_to_its_receipt_and_to_not_for_me():
    found = rendered(week().digest())
    for said in (found.text, found.html.replace("&amp;", "&")):
        assert "https://tracker.example.org/receipt/us/119/HR4?topic=crisis-988" in said
        assert "https://tracker.example.org/n/token?record=us%2F119%2FHR4&topic=crisis-988&rule=names-it" in said


def test_the_order_of_what_is_known_changes_nothing():
    world, other = week(), week()
    other.changes.reverse()
    other.bills = dict(reversed(other.bills.items()))
    assert rendered(world.digest()) == rendered(other.digest())


@pytest.mark.parametrize(
    ("every", "age", "named"), [(24, 47, False), (24, 49, True), (1, 47, False), (72, 140, False), (72, 150, True)]
)
def test_a_source_is_late_by_its_own_plan(every: int, age: int, named: bool):
    world = World()
    world.sources = (replace(FRESH, every_hours=every, last_good_at=NOW - dt.timedelta(hours=age)),)
    assert bool(world.digest().freshness.failed) is named


@pytest.mark.parametrize(("age", "old"), [(24, False), (240, True)])
def test_files_that_somebody_imports_are_old_and_never_unreadable(age: int, old: bool):
    world = World()
    world.sources = (replace(FRESH, every_hours=0, last_good_at=NOW - dt.timedelta(hours=age)),)
    freshness = world.digest().freshness
    assert (bool(freshness.by_hand), bool(freshness.failed), freshness.blind) == (old, False, old)
    assert ("were last imported on" in " ".join(rendered(world.digest()).text.split())) is old


def test_a_list_of_people_holds_no_news_and_is_never_called_unread():
    world = World()
    people = replace(FRESH, name="us-people", publisher="Legislators", kind="people", last_good_at=None)
    world.sources = (FRESH, people)
    assert "Legislators" not in rendered(world.digest()).text


def test_a_quiet_week_is_only_called_so_when_we_looked():
    world, down = World(), replace(FRESH, name="us-b", publisher="B", last_good_at=None, verdict="failed")
    assert rendered(world.digest()).subject.startswith("A quiet week")
    world.sources = (FRESH, down)
    assert rendered(world.digest()).subject.startswith("Nothing new reached us")
    world.sources = (down,)
    assert rendered(world.digest()).subject.startswith("We could not look")


def test_not_collected_could_not_be_read_and_none_are_three_sentences():
    sources = {"read": FRESH, "down": replace(FRESH, last_good_at=None, verdict="failed")}
    said = {"us": "we could not read", "us-wy": "We do not collect from these places yet: Wyoming."}
    for name, source in sources.items():
        for places in ({"us"}, {"us-wy"}, {"us", "us-wy"}):
            world = World()
            world.sources = (source,)
            text = " ".join(rendered(world.digest(Selection(places=frozenset(places)))).text.split())
            assert (said["us-wy"] in text) is ("us-wy" in places), (name, places)
            assert (said["us"] in text.casefold()) is ("us" in places and name == "down")
            assert ("A good week to rest" in text) is (places == {"us"} and name == "read")


def test_where_no_source_covers_a_place_that_is_said_first_and_never_that_nothing_came():
    found = rendered(World().digest(Selection(places=frozenset({"us-wy"}))))
    assert found.subject.startswith("We do not collect from your places yet")
    assert "Nothing new reached us" not in found.text


def test_a_place_whose_bills_come_from_a_source_of_many_places_is_collected(sqlite_engine):
    visit = Visit(sqlite_engine, "us-test", CONGRESS)
    visit.take(bill(1, jurisdiction="us-ca", legislative_session="20252026", identifier="AB1"))
    visit.finish()
    with reading(sqlite_engine) as connection:
        assert {state.jurisdiction for state in source_states(connection)} == {"us", "us-ca"}


def test_a_passage_is_told_of_the_chamber_that_passed_it_then_whatever_came_later():
    world = World()
    passed = step(dt.date(2026, 11, 19), "Passed House.", "passage")
    later = step(dt.date(2026, 11, 22), "Passed Senate.", "passage", "upper")
    world.acted(world.bill(1, actions=(*bill().actions, passed, later)), passed, kind="bill_stage")
    text = rendered(world.digest(now=NOW - dt.timedelta(days=2))).text
    assert "It passed the House. Next: the Senate." in " ".join(text.split())


def test_a_daily_mail_speaks_of_a_day():
    telling = tell(World().facts(), Period(now=NOW, since=NOW - dt.timedelta(days=1), daily=True))
    digest = Composer(telling, (FRESH,)).compose(Chooser(telling).choose(Selection()), Selection(), Reader())
    found = rendered(digest)
    assert found.subject.startswith("A quiet day")
    assert "week" not in found.text.partition("--")[0]
