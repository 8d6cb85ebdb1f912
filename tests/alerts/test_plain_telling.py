"""What an advocate would stumble over when reading a mail: names, order, reasons, and what is said when little is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html import unescape

import pytest

from alerts.compose.actions import Member, Reader
from alerts.compose.facts import Due, Matched, Reason
from alerts.compose.load import due_of
from alerts.compose.selection import Selection
from alerts.stories.titles import gist, hearing_title, shown_title
from tests.alerts.world import EASTERN, FRESH, NOW, World, rendered, step
from tests.records import bill
from tracker.deadlines.model import Deadline
from tracker.records.changes import Move
from tracker.records.items import Abstract, Action, HeardBill

MEMBER = Member(id="us/person/X", name="Sen. Roe, Ann [D-MA]", place="us", chamber="upper", phone="202-225-0000")
RULE = (
    "Rule of Senate Health: until noon, one day before the hearing (as of 2021, trusted until the end of 2031; "
    "https://example.org/rules)."
)


def flat(world: World, language: str = "en", *, selection: Selection | None = None, **asked: object) -> str:
    """The text of the mail on one line, so that wraps do not count."""
    made = world.digest(*([selection] if selection else []), **asked)  # type: ignore[arg-type]
    return " ".join(rendered(made, language).text.split())


def passed(world: World, number: int, title: str) -> str:
    moved = step(dt.date(2026, 11, 20), "Passed House by voice vote.", "passage")
    key = world.bill(number, actions=(*bill().actions, moved), title=title)
    world.acted(key, moved, kind="bill_stage")
    return key


def heard_soon(world: World, count: int) -> None:
    """Hearings of the coming days, each of a bill of its own."""
    for number in range(count):
        key = world.bill(50 + number, title=f"Respite number {number} act")
        start = dt.datetime(2026, 12, 1 + number % 5, 10, tzinfo=EASTERN)
        world.changed(world.hearing(f"soon-{number}", key, start=start), "hearing_scheduled")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("An Act relative to crisis beds for adolescents", "Crisis beds for adolescents"),
        ("An Act providing for peer respites", "Providing for peer respites"),
        ("An act establishing a crisis line", "Establishing a crisis line"),
        ("Relates to mental health days for students.", "Mental health days for students"),
        ("Relating to peer support", "Peer support"),
        ("Act of Kindness Week", "Act of Kindness Week"),
    ],
)
def test_a_title_says_what_it_is_about_and_not_that_it_is_an_act(title: str, told: str):
    assert shown_title(title) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Hearings to examine the crisis of youth mental health", "The crisis of youth mental health"),
        ("Hearing on peer support", "Peer support"),
        ("Oversight hearing on veterans' suicide prevention", "Veterans' suicide prevention"),
        ("Full Committee Hearing to consider nominations", "Nominations"),
        ("Business meeting to consider nominations", "Business meeting to consider nominations"),
        ("Hearing Health and Deafness Act", "Hearing Health and Deafness Act"),
        ("Hearing on", "Hearing on"),
    ],
)
def test_a_hearing_is_named_by_what_it_is_about(name: str, told: str):
    assert hearing_title(name) == told


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        (
            "Existing law asks counties for services. This bill would pay for a crisis unit in each county.",
            "This bill would pay for a crisis unit in each county.",
        ),
        ("Existing law asks each county to provide mental health services of several kinds.", None),
        (
            "(1) Under existing law, counties plan.\nThis bill would ask each county to report on its beds.",
            "This bill would ask each county to report on its beds.",
        ),
        (
            "Current law pays for the services that The Bill of Rights names. The measure would pay for peers in schools.",
            "The measure would pay for peers in schools.",
        ),
    ],
)
def test_what_is_law_today_is_never_told_as_what_a_bill_does(summary: str, told: str | None):
    assert gist(bill(abstracts=(Abstract(abstract=summary),)), "Crisis Care Act") == told


def test_a_floor_vote_is_told_in_full_and_leads_however_much_can_be_acted_on():
    world = World()
    heard_soon(world, 6)
    key = passed(world, 1, "988 Lines Act")
    digest = world.digest()
    assert [card.section for card in digest.cards] == ["act", "act", "moved"]
    assert digest.cards[2].id == key
    assert rendered(digest).subject.startswith("Passed one chamber: 988 Lines Act · 6 chances to be heard")


def test_who_wants_two_items_in_full_gets_what_can_be_acted_on():
    world = World()
    heard_soon(world, 6)
    passed(world, 1, "988 Lines Act")
    assert {card.section for card in world.digest(Selection(most=2)).cards} == {"act"}


@pytest.mark.parametrize("only_dues", [False, True])
def test_a_hearing_that_is_off_is_never_hidden_behind_a_number(only_dues: bool):
    world = World()
    heard_soon(world, 12)
    off = world.hearing("off", world.bill(2), status="cancelled", start=dt.datetime(2026, 12, 4, 9, tzinfo=EASTERN))
    world.changed(off, "hearing_cancelled")
    digest = world.digest(Selection(only_dues=only_dues))
    assert digest.also[0].id == off
    assert digest.rest > 0
    assert "This hearing is canceled. You do not need to go." in " ".join(rendered(digest).text.split())


def test_a_hearing_that_was_off_and_is_over_takes_nobodys_place():
    world = World()
    heard_soon(world, 12)
    off = world.hearing("off", world.bill(2), status="cancelled", start=NOW - dt.timedelta(days=1))
    world.changed(off, "hearing_cancelled")
    assert off not in {line.id for line in world.digest().also[:4]}


def test_a_subject_tells_a_stage_only_when_the_bill_came_to_it_now():
    world = World()
    before = step(dt.date(2026, 11, 1), "Passed House.", "passage")
    reported = step(
        dt.date(2026, 11, 20), "Committee on Health. Reported without amendment.", "committee-passage", "upper"
    )
    world.acted(world.bill(1, actions=(*bill().actions, before, reported), title="988 Lines Act"), reported)
    assert rendered(world.digest()).subject == "988 Lines Act · Mon, Nov 23"


def test_a_hearing_of_several_bills_is_named_by_them():
    world = World()
    keys = [world.bill(number, title=f"Beds {number} act") for number in (7, 8)]
    heard = world.hearing(
        "h", *keys, name="Senate Health", bills=(HeardBill(identifier="HR7"), HeardBill(identifier="HR8"))
    )
    world.changed(heard, "hearing_scheduled")
    assert rendered(world.digest()).subject == "Hearing Tue, Dec 1 · HR 7, HR 8: Beds 7 act · Mon, Nov 23"
    heard_soon(world, 6)
    (line,) = [each for each in (*world.digest(Selection(most=1)).also,) if each.id == heard]
    assert line.identifier == "HR 7, HR 8"


def test_what_is_due_at_midnight_is_due_the_day_before():
    world = World()
    midnight = Due(
        kind="oral-sign-up", due=dt.datetime(2026, 12, 1, 0, tzinfo=EASTERN), timezone="America/New_York", confidence="high"
    )  # fmt: skip
    world.changed(world.hearing("h", world.bill(1), dues=(midnight,)), "hearing_scheduled")
    text = flat(world)
    assert "until Mon, Nov 30, 11:59 p.m. EST" in text
    assert "12 a.m." not in text


def test_a_hearing_in_one_line_is_at_its_hour_and_not_before_it():
    world = World()
    heard_soon(world, 4)
    text = flat(world)
    assert "Hearing: Fri, Dec 4, 10 a.m. EST" in text
    assert "Hearing: before" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Rule of Senate Health: until noon, one day before the hearing."), ("es", "Regla de Senate Health: hasta")],
)
def test_where_a_deadline_comes_from_is_said_in_the_readers_language_without_its_footnotes(language: str, said: str):
    world = World()
    due = Due(kind="position", due=dt.date(2026, 11, 30), timezone="America/New_York", basis=RULE, confidence="high")
    world.changed(world.hearing("h", world.bill(1), dues=(due,)), "hearing_scheduled")
    text = flat(world, language)
    assert said in text
    assert "2031" not in text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("words", "both"), [("on the day before the hearing", False), ("a day before", True)])
def test_a_rule_beside_a_notice_is_told_whole_or_not_at_all(language: str, words: str, both: bool):
    quoted = f"Written “public” testimony must be submitted by 5:00 p.m. {words}."
    basis = f"The notice of the hearing says: “{quoted}” {RULE}"
    world, day = World(), dt.date(2026, 11, 30)
    due = Due(kind="position", due=day, timezone="America/New_York", basis=basis, confidence="high")
    world.changed(world.hearing("h", world.bill(1), dues=(due,)), "hearing_scheduled")
    text = flat(world, language)
    assert f"“{quoted}”" in text
    assert ("Senate Health" in text, "…" in text) == (both, False)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "You need: the Capitol's own network or a kiosk there"),
        ("es", "Hace falta: la red del propio Capitolio o un quiosco allí"),
    ],
)
def test_what_it_takes_to_do_it_is_said_beside_what_to_do(language: str, said: str):
    world = World()
    note = "You need: the Capitol's own network or a kiosk there"
    due = due_of(
        Deadline(
            id="us-tx/h/position/senate-position",
            kind="position",
            due=dt.date(2026, 11, 30),
            timezone="America/Chicago",
            basis=RULE,
            confidence="medium",
            notes=("Limit: two minutes", note),
        )
    )
    world.changed(world.hearing("h", world.bill(1), dues=(due,)), "hearing_scheduled")
    assert said in flat(world, language)
    assert said in unescape(rendered(world.digest(), language).html)


def test_a_step_that_only_sets_the_hearing_is_not_told_beside_it():
    world = World()
    set_for = step(dt.date(2026, 11, 20), "Set for hearing December 1.")
    key = world.bill(1, actions=(*bill().actions, set_for))
    world.acted(key, set_for)
    world.changed(world.hearing("h", key), "hearing_scheduled")
    assert "Set for hearing" not in flat(world)


def test_a_mail_that_only_recalls_says_what_is_open_and_that_we_could_not_look():
    world = World()
    world.hearing("h", world.bill(1), start=dt.datetime(2026, 11, 25, 10, tzinfo=EASTERN))
    world.sources = (replace(FRESH, verdict="failed", last_good_at=NOW - dt.timedelta(days=5)),)
    text = flat(world)
    assert "Small steps only" not in text
    assert "Still open this week We could not read any source of your places" in text


def test_the_subject_of_a_mail_that_only_recalls_names_what_is_due_first():
    world = World()
    for number, hour in ((1, 14), (2, 10), (3, 16)):
        world.hearing(f"h{number}", world.bill(number), start=dt.datetime(2026, 11, 25, hour, tzinfo=EASTERN))
    subject = rendered(world.digest()).subject
    assert subject == "Hearing: Wed, Nov 25, 10 a.m. EST · Crisis Care Act · Mon, Nov 23"


def test_sources_that_failed_on_one_day_are_one_sentence():
    world = World()
    names = ("Alpha", "Beta", "Gamma")
    down = replace(FRESH, verdict="failed", last_good_at=NOW - dt.timedelta(days=4))
    world.sources = (FRESH, *(replace(down, name=name, publisher=name) for name in names))
    text = flat(world)
    assert "We could not read all of Alpha; Beta; Gamma since Thursday, November 19. There may be news" in text
    assert text.count("There may be news") == 1


def test_a_first_mail_without_anything_under_way_does_not_speak_of_a_week():
    text = flat(World(), since=None)
    assert "You are on the list" in text
    assert "quiet week" not in text


def test_what_is_followed_elsewhere_is_as_fresh_as_its_own_sources():
    world = World()
    world.sources = (FRESH, replace(FRESH, name="tx", jurisdiction="us-tx", publisher="Texas"))
    key = passed(world, 1, "988 Lines Act")
    text = flat(world, selection=Selection(places=frozenset({"us-tx"}), bills=frozenset({key})))
    assert "Congress; Texas" in text


def test_a_call_about_a_hearing_without_bills_names_the_hearing():
    world = World()
    key = world.hearing("h", name="Hearings to examine crisis care", bills=())
    world.matches[key] = world.matches.get(key) or world.matches[world.bill(9)]
    world.changed(key, "hearing_scheduled")
    text = flat(world, reader=Reader(members=(MEMBER,)))
    assert "I am calling about the hearing on Tuesday, December 1: Crisis care." in text


def test_a_bill_that_did_not_pass_is_said_not_to_have_passed_once():
    world = World()
    died = Action(
        date=dt.date(2026, 11, 20), description="Died in committee", classification=("failure",), organization="lower"
    )
    world.acted(world.bill(1, actions=(*bill().actions, died)), died, kind="bill_stage")
    text = flat(world)
    assert "voted down" not in text
    assert text.count("did not pass") == 1


def test_a_hearing_of_today_whose_hour_is_unknown_is_today_and_not_before_today():
    world = World()
    today = dt.datetime(2026, 11, 23, 0, tzinfo=EASTERN)
    key = world.hearing("h", world.bill(1), all_day=True, start=today, time_qualifier="date-only")
    world.changed(key, "hearing_scheduled")
    text = flat(world)
    assert "today, Mon, Nov 23" in text
    assert "before Mon, Nov 23" not in text
    assert "hoy, lunes 23 nov" in flat(world, "es")


@pytest.mark.parametrize("met_late", [False, True])
def test_a_step_that_we_learned_of_late_was_not_announced(met_late: bool):
    world = World()
    old = step(dt.date(2026, 10, 5), "Referred to the Subcommittee on Health.")
    key = world.bill(1, actions=(old,))
    if met_late:
        world.bills[key] = replace(world.bills[key], first_seen=NOW - dt.timedelta(days=1))
    else:
        world.bills[key] = replace(world.bills[key], first_seen=NOW - dt.timedelta(days=90))
        move = Move(aspect="action", after=f"{old.date.isoformat()} {old.description}")
        world.changed(key, "bill_action", move, quiet="old-news")
    assert "Announced earlier" not in flat(world, since=NOW - dt.timedelta(days=60))


def test_a_step_that_was_announced_is_told_when_its_day_has_come():
    world = World()
    planned = step(dt.date(2026, 11, 20), "Referred to the Subcommittee on Health.")
    key = world.bill(1, actions=(*bill().actions, planned))
    world.bills[key] = replace(world.bills[key], first_seen=NOW - dt.timedelta(days=90))
    assert "Announced earlier for Friday, November 20" in flat(world)


@pytest.mark.parametrize(
    ("kind", "changed", "told"),
    [
        ("hearing_cancelled", {"status": "cancelled"}, "Canceled: HR 1: Crisis Care Act · Mon, Nov 23"),
        ("hearing_vanished", {}, "No longer listed: HR 1: Crisis Care Act · Mon, Nov 23"),
    ],
)
def test_a_mail_about_a_hearing_that_is_off_says_so_in_its_subject(kind: str, changed: dict[str, str], told: str):
    world = World()
    key = world.hearing("h", world.bill(1), **changed)
    if kind == "hearing_vanished":
        world.hearings[key] = replace(world.hearings[key], vanished_at=NOW)
    world.changed(key, kind)
    assert rendered(world.digest(Selection(only_dues=True))).subject == told


def test_a_bill_that_is_only_filed_under_a_topic_leads_no_mail_while_others_are_in_it():
    world = World()
    filed = Matched(
        topic="mental-health",
        score=70,
        reasons=(Reason(rule="subjects", field="subject", words="Mental health", excerpt="«Mental health»"),),
    )
    moved = step(dt.date(2026, 11, 20), "Resolution agreed to in House.", "passage")
    kind = {"classification": ("resolution",), "identifier": "HRES1"}
    world.acted(
        world.bill(1, filed, actions=(*bill().actions, moved), title="Ocean corps act", **kind),
        moved,
        kind="bill_stage",
    )
    reported = step(dt.date(2026, 11, 20), "Committee on Health. Reported.", "committee-passage")
    for number in range(2, 5):
        world.acted(world.bill(number, actions=(*bill().actions, reported), title=f"Beds {number} act"), reported)
    digest = world.digest()
    assert rendered(digest).subject.startswith("Beds ")
    alone = World()
    alone.acted(
        alone.bill(1, filed, actions=(*bill().actions, moved), title="Ocean corps act", **kind),
        moved,
        kind="bill_stage",
    )
    assert rendered(alone.digest()).subject == "Adopted: Ocean corps act · Mon, Nov 23"


def test_of_what_moved_alike_the_bill_that_names_its_topic_stands_first():
    world = World()
    filed = Matched(
        topic="mental-health", score=90, reasons=(Reason(rule="s", field="subjects", words="x", excerpt="«x»"),)
    )
    reported = step(dt.date(2026, 11, 20), "Committee on Health. Reported.", "committee-passage")
    world.acted(world.bill(1, filed, actions=(*bill().actions, reported), title="Ocean corps act"), reported)
    world.acted(world.bill(2, actions=(*bill().actions, reported), title="Beds act"), reported)
    assert [card.title for card in world.digest().cards] == ["Beds act", "Ocean corps act"]


def test_a_first_mail_says_that_it_tells_where_things_stand():
    world = World()
    world.bill(1, title="Beds act")
    assert rendered(world.digest(since=None)).subject == "Where things stand now · Beds act · Mon, Nov 23"
