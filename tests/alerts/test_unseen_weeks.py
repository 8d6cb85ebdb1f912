"""What a week can bring that no demo shows is told truly: a first-read source, a session's end, a hearing put off."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from alerts.compose.actions import Member, Reader
from alerts.compose.digest import in_a_line
from alerts.compose.facts import Due
from alerts.compose.selection import Selection
from alerts.render.digest import Renderer
from alerts.stories.titles import line_title, shown_title
from tests.alerts.world import EASTERN, FRESH, NOW, World, matched, rendered, step
from tests.records import bill, hearing
from tracker.records.changes import Move, compare
from tracker.records.items import Sponsorship

TODAY = NOW.date()
MEMBER = Member(
    id="us/person/D000001",
    name="Rep. Doe, Jane [D-MA-7]",
    place="us",
    chamber="lower",
    phone="202-555-0100",
    url="https://doe.house.gov/contact",
)


def told(world: World, language: str = "en", **asked: object) -> str:
    """The subject and the text of the mail on one line, so that wraps do not count."""
    made = rendered(world.digest(**asked), language)  # type: ignore[arg-type]
    return " ".join(f"{made.subject} | {made.text}".split())


def test_what_is_open_in_a_source_that_is_read_for_the_first_time_is_told_late_and_the_rest_is_a_number():
    world = World()
    soon = world.hearing(
        "soon", world.bill(1, title="Respite act"), start=dt.datetime(2026, 11, 27, 10, tzinfo=EASTERN)
    )
    far = world.hearing("far", world.bill(2, title="Beds act"), start=dt.datetime(2027, 1, 20, 10, tzinfo=EASTERN))
    for key in (soon, far):
        world.changed(key, "hearing_scheduled", quiet="first-run")
    for number in (3, 4):
        world.changed(world.bill(number), "bill_introduced", quiet="first-run")
    digest = world.digest()
    assert [line.id for line in digest.late] == ["us/119/HR1"]
    assert digest.joined == 2
    found = told(world)
    assert "1 chance to be heard" in found
    assert "This reached us late. 2 records came in with sources that we read for the first time" in found
    assert "HR 1 · Respite act · U.S. federal · Hearing: Fri, Nov 27, 10 a.m. EST" in found
    assert "Beds act" not in found


@pytest.mark.parametrize("long", [False, True])
def test_a_text_to_start_from_that_has_no_room_is_dropped_and_its_page_is_named(long: bool):
    world, text = World(), "Copy what helps. Fill in the [brackets]"
    count = 3 if long else 1
    for number in range(1, count + 1):
        at = dt.datetime(2026, 12, number, 10, tzinfo=EASTERN)
        key = world.bill(number, title="Respite act " + "for people who wait too long " * (8 if long else 0))
        where = "Room 430, " * (80 if long else 1)
        heard = world.hearing(f"h{number}", key, chamber="lower", start=at, location=where)
        world.changed(heard, "hearing_scheduled")
    found = told(world, reader=Reader(members=(MEMBER,)))
    assert "Call Rep. Jane Doe before the hearing" in found
    assert (text in found, "A text to start from: https://tracker.example.org/bills/us/119/HR1" in found) == (
        not long,
        long,
    )


@pytest.mark.parametrize(("count", "headline"), [(1, "1 new law"), (2, "2 new laws")])
def test_a_new_law_is_the_headline_in_the_week_it_became_one_and_never_again(count: int, headline: str):
    world = World()
    for number in range(1, count + 1):
        signed = step(dt.date(2026, 11, 19), "Became Public Law.", "became-law")
        law = world.bill(number, actions=(*bill().actions, signed), title=f"Respite act {number}")
        world.acted(law, signed, kind="bill_stage")
    assert told(world).startswith("Respite act 1 is now law · Mon, Nov 23 |")
    assert headline in told(world)
    assert "new law" not in told(world, since=None)


def test_the_text_of_a_law_that_is_out_now_makes_no_new_law_of_it():
    world = World()
    signed = step(dt.date(2026, 3, 1), "Became Public Law.", "became-law")
    for number in range(1, 9):
        key = world.bill(number, actions=(*bill().actions, signed))
        world.changed(key, "bill_version", Move(aspect="version", after="Public Law"))
    assert len(world.digest().also) > 0
    assert "new law" not in told(world)


@pytest.mark.parametrize(
    ("before", "all_day", "language", "sentence"),
    [
        ("2026-11-30T10:00-05:00", False, "en", "The day changed. It was Monday, November 30, 10 a.m. EST."),
        ("2026-11-30T10:00-05:00", False, "es", "Cambió el día. Era el lunes 30 de noviembre, 10:00 a.m."),
        ("2026-11-30", True, "en", "The day changed. It was Monday, November 30."),
        ("2026-11-30", True, "es", "Cambió el día. Era el lunes 30 de noviembre."),
        ("2026-12-01T14:30-05:00", False, "en", "The time changed. It was Tuesday, December 1, 2:30 p.m. EST."),
    ],
)
def test_a_hearing_that_is_moved_says_when_it_was(before: str, all_day: bool, language: str, sentence: str):
    world = World()
    key = world.hearing("h", world.bill(1), all_day=all_day, start=hearing().start.replace(hour=0 if all_day else 10))
    world.changed(key, "hearing_moved", Move(aspect="start", before=before, after="2026-12-01"))
    assert sentence in told(world, language)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (
            "An Act to amend Title 33 of the Code of Georgia, relating to insurance, so as to provide for beds; to provide for related matters; and for other purposes.",
            "Provide for beds",
        ),
        ("An Act To Establish a Crisis Response System", "Establish a Crisis Response System"),
        ("A Resolution encouraging the study of peer support", "Encouraging the study of peer support"),
        ("A JOINT RESOLUTION proposing a behavioral health fund", "Proposing a behavioral health fund"),
        (
            "Concerning crisis teams, and, in connection therewith, making an appropriation.",
            "Crisis teams",
        ),
        (
            "A bill for an act relating to human services; modifying rates; appropriating money; amending Minnesota Statutes.",
            "Human services; modifying rates",
        ),
        ("To-day is a gift day", "To-day is a gift day"),
        ("RELATING TO INSURANCE -- COVERAGE OF CRISIS CARE", "Insurance: Coverage of Crisis Care"),
        ("AN ACT CONCERNING ACCESS TO CARE IN SCHOOLS", "Access to Care in Schools"),
        ("DHS-MENTAL HEALTH GRANTS", "DHS-Mental Health Grants"),
        ("988 LINES ACT", "988 Lines Act"),
        ("PTSD CARE", "PTSD CARE"),
        (
            "Para enmendar el Artículo 2.06 de la Ley Núm. 408-2000, a los fines de crear unidades de crisis; y para otros fines relacionados.",
            "Crear unidades de crisis",
        ),
        (
            "Para ordenar a la Comisión de Salud del Senado realizar una investigación sobre la prevención del suicidio.",
            "Investigación sobre la prevención del suicidio",
        ),
        ("Para crear la “Ley del Fondo 988”; y para otros fines.", "Para crear la “Ley del Fondo 988”"),
    ],
)
def test_a_preamble_is_no_title(title: str, shown: str):
    assert shown_title(title) == shown


def test_a_title_that_adds_to_a_code_is_told_in_a_line_by_what_it_is_about():
    assert line_title("Add Section 1367.1 to the Health and Safety Code, relating to peer support") == "Peer support"


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "Postponed: HR 1: Crisis Care Act", "This hearing is postponed. You do not need to go on that day."),
        ("es", "Pospuesta: HR 1: Crisis Care Act", "Esta audiencia se pospuso. No hace falta ir ese día."),
    ],
)
def test_a_postponed_hearing_is_told_to_everybody_who_may_set_out_for_it(language: str, subject: str, sentence: str):
    known, seen = hearing(), hearing(status="postponed")
    change = compare(known, seen, TODAY)
    assert change is not None
    world = World()
    key = world.hearing("senate-1", world.bill(1), status="postponed")
    world.changed(key, change.kind, *change.moves)
    found = told(world, language)
    assert found.startswith(subject)
    assert sentence in found


def test_a_hearing_that_takes_place_after_all_is_told_as_listed_again():
    change = compare(hearing(status="postponed"), hearing(), TODAY)
    assert change is not None
    assert change.kind == "hearing_returned"


def test_a_hearing_whose_day_is_over_sends_nobody_to_look_it_up():
    world = World()
    key = world.hearing("h", world.bill(1), status="cancelled", start=NOW - dt.timedelta(days=2))
    world.changed(key, "hearing_cancelled")
    found = told(world)
    assert "It was taken off its committee's list before its day." in found
    assert "Check before you go" not in found
    assert "take it out of your calendar" not in found


def test_a_bill_that_the_calendar_ended_has_one_line_and_no_full_item():
    world = World()
    for number in range(1, 8):
        old = step(dt.date(2026, 2, 1), "Referred to Health.", "referral-committee")
        key = world.bill(
            number, jurisdiction="us-al", legislative_session="2026", actions=(old,), title=f"Respite act {number}"
        )
        world.changed(key, "bill_stage", Move(aspect="stage", before="in-committee", after="died"))
    digest = world.digest()
    assert (digest.cards, len(digest.also), digest.rest) == ((), 5, 2)
    found = told(world)
    assert found.startswith("A session has ended · policy digest, Mon, Nov 23 |")
    assert "HR 1 · Respite act 1 · Alabama · Died with its session" in found


def test_nobody_is_asked_to_act_on_a_bill_whose_session_has_ended():
    world = World()
    old = step(TODAY - dt.timedelta(days=9), "Referred to Health.", "referral-committee")
    key = world.bill(1, jurisdiction="us-md", legislative_session="2026", actions=(old,))
    reader = Reader(positions=frozenset({(key, "support")}))
    found = told(world, since=None, now=dt.datetime(2026, 4, 25, 13, tzinfo=dt.UTC), reader=reader)
    assert "cosponsor" not in found


def test_a_report_that_hands_a_bill_to_another_committee_is_the_news_of_its_week():
    world = World()
    first = step(dt.date(2026, 11, 17), "Referred to Education and Health", "referral-committee", "upper")
    then = step(
        dt.date(2026, 11, 20),
        "Reported from Education and Health and rereferred to Finance",
        "committee-passage",
        "upper",
    )
    begun = step(dt.date(2026, 11, 2), "Introduced", "introduction", "upper")
    key = world.bill(1, actions=(begun, first, then), from_organization="upper")
    world.changed(
        key,
        "bill_stage",
        Move(aspect="stage", before="introduced", after="in-committee"),
        *(Move(aspect="action", after=f"{each.date.isoformat()} {each.description}") for each in (first, then)),
    )
    found = told(world)
    assert "A committee reported it, and it goes to another committee." in found
    assert "(Friday, November 20): “Reported from Education and Health and rereferred to Finance”" in found


@pytest.mark.parametrize(
    "sponsor",
    [
        Sponsorship(name="Doe", primary=False, classification="cosponsor", person_id="D000001"),
        Sponsorship(name="Representative Jane Doe", primary=True, classification="primary"),
    ],
)
def test_a_member_who_sponsors_a_bill_is_thanked_and_not_asked_to_sign_it(sponsor: Sponsorship):
    world = World()
    key = world.bill(1, sponsorships=(sponsor,))
    world.changed(key, "bill_introduced")
    reader = Reader(members=(MEMBER,), positions=frozenset({(key, "support")}))
    found = told(world, reader=reader, since=None)
    assert "Thank Rep. Jane Doe: the bill already has their name" in found
    assert "cosponsor" not in found


def test_what_can_be_acted_on_stays_in_full_before_a_resolution_that_was_adopted():
    world = World()
    for number in (1, 2):
        at = dt.datetime(2026, 12, number, 10, tzinfo=EASTERN)
        key = world.bill(number, title="Respite act " + "for people who wait too long " * 9)
        world.changed(world.hearing(f"h{number}", key, start=at), "hearing_scheduled")
    adopted = step(dt.date(2026, 11, 19), "Passed/agreed to in House.", "passage")
    done = world.bill(
        3,
        actions=(*bill().actions, adopted),
        classification=("resolution",),
        identifier="HRES3",
        title="Honoring peers",
    )
    world.acted(done, adopted, kind="bill_stage")
    text = rendered(world.digest()).text
    assert text.count("-> Write to the committee before the hearing") == 2


def test_a_number_to_dial_is_told_by_its_digits_where_nobody_can_tap():
    world = World()
    due = Due(
        kind="oral-sign-up",
        due=dt.date(2026, 11, 30),
        timezone="America/Chicago",
        url="tel:+13127446800",
        confidence="high",
    )
    world.changed(world.hearing("h", world.bill(1), dues=(due,)), "hearing_scheduled")
    made = rendered(world.digest())
    assert "312-744-6800" in made.text
    assert "tel:" not in made.text
    assert 'href="tel:+13127446800"' in made.html


OVERRIDE = "Passed House over veto: Two-thirds of the Members present having voted in the affirmative"


@pytest.mark.parametrize(
    ("position", "chamber", "asked"),
    [
        ("support", "upper", "Ask Sen. Sam Roe to override the veto"),
        ("oppose", "upper", "Ask Sen. Sam Roe to vote to keep the veto"),
        ("support", "lower", "Write to your legislators: ask them to override the veto"),
    ],
)
def test_a_vote_over_a_veto_is_the_news_and_the_next_chamber_is_asked(position: str, chamber: str, asked: str):
    world, before = World(), bill().actions
    vetoed = step(dt.date(2026, 11, 17), "Vetoed by President.", "executive-veto", "executive")
    over = step(dt.date(2026, 11, 20), OVERRIDE, "veto-override-passage")
    sent = step(dt.date(2026, 11, 10), "Presented to President.", "executive-receipt", "executive")
    key = world.bill(1, actions=(*before, sent, vetoed, over))
    world.acted(key, vetoed, over, kind="bill_stage")
    member = Member(id="us/person/S1", name="Sen. Sam Roe", place="us", chamber=chamber, phone="202-555-0101")
    found = told(world, reader=Reader(members=(member,), positions=frozenset({(key, position)})))
    assert "(Friday, November 20): “Passed House over veto" in found
    assert asked in found


def test_a_veto_stays_in_full_before_a_vote_and_a_resolution_leads_neither():
    world = World()
    for number, (words, kind, more) in enumerate(
        (
            ("Vetoed by President.", "executive-veto", {}),
            ("Passed House by voice vote.", "passage", {}),
            ("Passed/agreed to in House.", "passage", {"classification": ("resolution",), "identifier": "HRES3"}),
        ),
        1,
    ):
        done = step(dt.date(2026, 11, 19), words, kind)
        title = f"Respite act {number} " + "for people who wait too long " * 9
        world.acted(world.bill(number, title=title, actions=(*bill().actions, done), **more), done, kind="bill_stage")
    start = dt.datetime(2026, 12, 1, 10, tzinfo=EASTERN)
    heard = world.hearing("h", world.bill(9, title="Beds act " + "for people who wait too long " * 9), start=start)
    world.changed(heard, "hearing_scheduled")
    made = rendered(world.digest())
    assert made.subject.startswith("Vetoed: Respite act 1")
    full = {line.partition(":")[0] for line in made.text.splitlines() if line.startswith("* ")}
    assert {"* U.S. federal · HR 9", "* U.S. federal · HR 1"} <= full
    assert "* U.S. federal · HRES 3" not in full


LONG = "for people who wait too long " * 9


def test_a_bill_on_which_the_reader_takes_a_position_has_its_place_before_what_others_move():
    world = World()
    for number in range(1, 6):
        passed = step(dt.date(2026, 11, 19), "Passed House by voice vote.", "passage")
        key = world.bill(number, actions=(*bill().actions, passed), title=f"Beds act {number}")
        world.acted(key, passed, kind="bill_stage")
        at = dt.datetime(2026, 12, number, 10, tzinfo=EASTERN)
        heard = world.hearing(f"h{number}", world.bill(10 + number, title=f"Respite act {number}"), start=at)
        world.changed(heard, "hearing_scheduled")
    called = step(dt.date(2026, 11, 20), "House agreed to conference; Speaker appointed conferees.")
    own = world.bill(7, matched(score=1), actions=(*bill().actions, called), title="Own act")
    world.acted(own, called)
    referred = step(dt.date(2026, 11, 20), "Referred to the Subcommittee on Health.", "referral-committee")
    small = world.bill(8, matched(score=1), actions=(*bill().actions, referred), title="Small act")
    world.acted(small, referred)
    reader = Reader(positions=frozenset({(own, "support"), (small, "oppose")}))
    plain, mine = world.digest(), world.digest(Selection(own=frozenset({own, small})), reader)
    assert not {own, small} & {each.id for each in (*plain.cards, *plain.also)}
    assert own in {card.id for card in mine.cards}
    assert {card.section for card in mine.cards} >= {"act", "moved"}
    assert small in {line.id for line in mine.also}
    for digest in (plain, mine):
        told = {each.id for each in (*digest.cards, *digest.also)}
        assert {f"us/119/HR{number}" for number in range(11, 16)} <= told
    full = [line for line in rendered(mine).text.splitlines() if line.startswith("* ")]
    assert any("HR 7: Own act" in line for line in full)


def test_what_is_open_or_off_is_in_a_line_however_long_the_mail_is():
    world = World()
    called = step(dt.date(2026, 11, 20), "House agreed to conference; Speaker appointed conferees.")
    own = world.bill(20, matched(score=1), actions=(*bill().actions, called), title=f"Own {LONG}")
    world.acted(own, called)
    for number in range(1, 6):
        at = dt.datetime(2026, 12, number, 10, tzinfo=EASTERN)
        key = world.hearing(f"h{number}", world.bill(number, title=f"Beds {number} {LONG}"), start=at)
        world.changed(key, "hearing_scheduled")
    off = world.hearing("off", world.bill(9), status="cancelled", start=dt.datetime(2026, 12, 4, 9, tzinfo=EASTERN))
    world.changed(off, "hearing_cancelled")
    # two more that are the reader's own stand in full before it
    first = tuple(world.bill(number, title=f"First {LONG}") for number in (21, 22))
    for key in first:
        passed = step(dt.date(2026, 11, 19), "Passed House by voice vote.", "passage")
        world.bill(int(key[-2:]), title=f"First {LONG}", actions=(*bill().actions, passed))
        world.acted(key, passed, kind="bill_stage")
    mine = frozenset({own, *first})
    reader = Reader(positions=frozenset((key, "support") for key in mine))
    text = rendered(world.digest(Selection(own=mine), reader)).text
    assert all(f"HR {number} " in text.replace(":", " ") for number in (*range(1, 6), 20, 21, 22))
    assert "HR 9 · Crisis Care Act · U.S. federal · This hearing is canceled." in " ".join(text.split())


def test_a_bill_that_moved_is_more_than_the_reminder_of_its_hearing():
    world = World()
    passed = step(dt.date(2026, 11, 20), "Passed House by voice vote.", "passage")
    key = world.bill(1)
    world.hearing("h", key, start=dt.datetime(2026, 11, 25, 10, tzinfo=EASTERN))
    assert [line.id for line in world.digest().reminders] == [key]
    world.bill(1, actions=(*bill().actions, passed))
    world.acted(key, passed, kind="bill_stage")
    digest = world.digest()
    assert ([card.id for card in digest.cards], digest.reminders) == ([key], ())
    assert "It passed the House." in told(world)


FAILED = "On passage, the objections of the President to the contrary notwithstanding Failed by the Yeas and Nays: 250 - 170."


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (FAILED, ""),
        ("On motion over veto", "veto-override-failure"),
        ("Veto Sustained: RC 200-150", ""),
        ("Total Veto Stands - No Positive Action Taken", ""),
        ("House failed to override the Governor's veto", ""),
    ],
)
@pytest.mark.parametrize("position", ["support", "oppose"])
def test_a_vote_that_a_veto_survived_is_the_news_and_nobody_is_asked_to_vote_again(
    words: str, kind: str, position: str
):
    world = World()
    vetoed = step(dt.date(2026, 11, 2), "Vetoed by President.", "executive-veto", "executive")
    tried = step(dt.date(2026, 11, 20), words, kind)
    key = world.bill(1, actions=(*bill().actions, vetoed, tried), title="Respite act")
    world.acted(key, tried)
    found = told(world, reader=Reader(members=(MEMBER,), positions=frozenset({(key, position)})))
    assert found.startswith("The veto stands: Respite act ·")
    assert "The veto was not overridden, so it stands." in found
    assert "We tell you if it is taken up again." in found
    assert "to override the veto (" not in found


@pytest.mark.parametrize("words", ["Veto Sustained: RC 200-150", FAILED])
def test_a_veto_that_survived_in_the_days_it_was_told_of_waits_for_no_vote(words: str):
    world = World()
    vetoed = step(dt.date(2026, 11, 19), "Vetoed by President.", "executive-veto", "executive")
    tried, later = step(dt.date(2026, 11, 20), words), step(dt.date(2026, 11, 21), "Referred to the Calendar.")
    key = world.bill(1, actions=(*bill().actions, vetoed, tried, later), title="Respite act")
    world.acted(key, vetoed, tried, later, kind="bill_stage")
    found = told(world)
    assert "The President vetoed it, and the veto was not overridden." in found
    assert f"“{words[:20]}" in found
    assert "It becomes law only if" not in found


def test_a_hearing_that_is_listed_no_more_is_to_be_checked_and_carries_the_name_of_its_bill():
    world = World()
    key = world.hearing("h", world.bill(1, title="Beds act"))
    world.hearings[key] = replace(world.hearings[key], vanished_at=NOW)
    world.changed(key, "hearing_vanished")
    found = told(world)
    assert "* U.S. federal · HR 1: Beds act" in found
    assert "-> Check whether it takes place (about 3 minutes)" in found
    assert "take it out of your calendar" not in found


def test_a_hearing_that_was_canceled_is_not_told_again_when_its_committee_lists_it_no_more():
    world = World()
    key = world.hearing("h", world.bill(1), status="cancelled")
    world.hearings[key] = replace(world.hearings[key], vanished_at=NOW)
    world.changed(key, "hearing_vanished")
    assert "Check before you go" not in told(world)
    world.changed(key, "hearing_cancelled")
    found = told(world)
    assert "This hearing is canceled." in found
    assert "-> Nothing to do: take it out of your calendar" in found


def test_a_step_after_which_a_bill_stands_where_it_stood_is_told_by_its_words_in_one_line():
    world = World()
    reported = step(dt.date(2026, 11, 20), "Reported by Mr. Roe.", "committee-passage", "upper")
    passed = step(dt.date(2026, 11, 4), "Passed House by voice vote.", "passage")
    for number in range(1, 8):
        key = world.bill(number, actions=(*bill().actions, passed, reported), title=f"Beds act {number}")
        world.acted(key, reported)
    digest = world.digest()
    assert all(line.said is not None and "Reported by Mr. Roe" in str(line.said.args) for line in digest.also)


def test_kinds_of_sources_and_their_days_are_said_in_the_readers_language():
    world = World()
    alone = replace(FRESH, name="us-f", publisher="Friends (bills)")  # that is its name
    world.sources = (FRESH, replace(FRESH, name="us-h", kind="hearings"), alone)
    found = told(world, "es", now=dt.datetime(2027, 3, 9, 14, tzinfo=dt.UTC))
    assert "Friends (bills)" in found
    assert "Congress (proyectos)" in found
    assert "Congress (audiencias)" in found
    assert "martes 9 mar" in found


@pytest.mark.parametrize("position", [None, "support"])
def test_a_room_and_a_phone_hear_of_what_came_late_and_is_open(position: str | None):
    world = World()
    own = world.bill(9, title="Own act")
    for number in range(1, 6):
        at = dt.datetime(2026, 11, 25, number, tzinfo=EASTERN)
        key = world.hearing(f"h{number}", world.bill(number), start=at)
        world.changed(key, "hearing_scheduled", quiet="first-run")
    heard = world.hearing("own", own, start=dt.datetime(2026, 11, 27, 10, tzinfo=EASTERN))
    world.changed(heard, "hearing_scheduled", quiet="first-run")
    digest = world.digest(Selection(own=frozenset({own} if position else ())))
    made = Renderer("en", NOW.date(), "https://t.example", "")
    for text in (made.chat(digest, "s"), made.text_message(digest, "s")):
        assert ("HR 9" in text) is (position is not None)
        assert "HR 1" in text


def test_a_reason_in_capitals_does_not_shout():
    world = World()
    shouted = replace(matched().reasons[0], excerpt="AN ACT FOR «URGENT CRISIS CARE CENTERS»")
    world.changed(world.bill(1, replace(matched(), reasons=(shouted,))), "bill_introduced")
    assert "“Urgent Crisis Care Centers” in the title" in told(world)


def test_a_reason_is_quoted_as_the_title_above_it_and_keeps_no_half_of_a_pair():
    world = World()
    first, second = (
        replace(matched().reasons[0], excerpt=excerpt)
        for excerpt in ("«CRISIS CARE»", "a «clinic» (for «crisis) care»")
    )
    world.changed(world.bill(1, replace(matched(), reasons=(first,)), title="Crisis care act"), "bill_introduced")
    world.changed(world.bill(2, replace(matched(), reasons=(second,))), "bill_introduced")
    found = told(world)
    assert "“Crisis care” in the title" in found
    assert "“clinic … crisis care” in the title" in found


@pytest.mark.parametrize("position", ["support", "oppose"])
def test_a_pocket_veto_ends_a_bill_and_nobody_is_asked_to_override_it(position: str):
    world = World()
    pocketed = step(dt.date(2026, 11, 20), "Pocket Vetoed by President.", "executive-veto", "executive")
    key = world.bill(1, actions=(*bill().actions, pocketed))
    world.acted(key, pocketed, kind="bill_stage")
    found = told(world, reader=Reader(members=(MEMBER,), positions=frozenset({(key, position)})))
    assert "The President let the time to sign it run out, and that ends it." in found
    assert "Nothing more can be done with this one." in found
    assert "overrid" not in found


def test_a_committee_that_reports_a_new_bill_is_not_said_to_have_it():
    world = World()
    reported = step(dt.date(2026, 11, 20), "Reported favorably.", "committee-passage")
    key = world.bill(1, actions=(*bill().actions[:1], reported))
    world.acted(key, reported, kind="bill_stage")
    found = told(world)
    assert "Its committee has reported it for a vote of the full chamber." in found
    assert "It is now with a committee." not in found


def test_a_step_that_was_announced_is_quoted_once_on_its_day():
    world = World()
    passed = step(dt.date(2026, 11, 20), "Passed House by voice vote.", "passage")
    world.bill(1, actions=(*bill().actions[:1], passed))
    found = told(world)
    assert found.count("Passed House by voice vote") == 1
    assert "Announced earlier" not in found


@pytest.mark.parametrize(
    ("place", "sentence", "action"),
    [
        ("us-il-cook", "The county passed it.", "Share the news"),
        ("us-il-chicago", "The council passed it. Next it goes to the mayor.", "Tell the mayor what you think"),
        ("us-ma", "It passed the House. Next: the Senate.", "Write to your senator"),
    ],
)
def test_a_city_has_one_chamber_and_a_county_no_mayor(place: str, sentence: str, action: str):
    world = World()
    passed = step(dt.date(2026, 11, 20), "Passed", "passage")
    known = {"jurisdiction": place, "identifier": "HB1", "sponsorships": ()}
    key = world.bill(1, actions=(*bill().actions[:1], passed), **known)
    world.acted(key, passed, kind="bill_stage")
    found = told(world)
    assert sentence in found
    assert action in found


def test_what_was_published_and_withdrawn_at_once_has_one_line():
    world = World()
    key = world.notice("fr-1", status="withdrawn")
    world.changed(key, "notice_published")
    world.changed(key, "notice_withdrawn")
    assert not world.digest().cards


def test_where_the_sources_are_told_is_a_link_to_tap():
    world = World()
    world.changed(world.bill(1), "bill_introduced")
    world.sources = tuple(replace(FRESH, name=f"us-{number}", publisher=f"Office {number}") for number in range(6))
    assert re.search(
        r'<a class="link" [^>]*href="https://tracker.example.org/places#fresh"', rendered(world.digest()).html
    )


def test_the_name_of_a_publisher_that_looks_like_an_address_is_no_link():
    world = World()
    world.changed(world.bill(1), "bill_introduced")
    world.sources = tuple(
        replace(FRESH, name=f"us-{number}", publisher=each)
        for number, each in enumerate(("Congress.gov", "Regulations.gov"))
    )
    found = rendered(world.digest()).html
    assert "Congress.gov; Regulations.gov" in found
    assert 'gov">' not in found


@pytest.mark.parametrize(
    ("place", "overriding"),
    [("us", "the U.S. Congress"), ("us-ma", "the legislature"), ("us-il-chicago", "the council")],
)
def test_a_veto_is_overridden_by_whoever_passed_the_bill(place: str, overriding: str):
    world = World()
    vetoed = step(dt.date(2026, 11, 20), "Vetoed", "executive-veto")
    key = world.bill(1, actions=(*bill().actions[:1], vetoed), jurisdiction=place, identifier="HB1")
    world.acted(key, vetoed, kind="bill_stage")
    assert f"It becomes law only if {overriding} overrides the veto" in told(world)


@pytest.mark.parametrize(("family", "closes"), [("الخطيب", True), ("Khatib", False)])
def test_a_name_read_from_the_right_turns_no_number_around(family: str, closes: bool):
    world = World()
    passed = step(dt.date(2026, 11, 20), "Reported.", "committee-passage")
    world.acted(world.bill(1, actions=(*bill().actions, passed)), passed)
    digest = world.digest(reader=Reader(members=(replace(MEMBER, name=f"Rep. {family}"),)))
    made = rendered(digest)
    assert (f"Rep. {family}\u200e, 202-555-0100" in made.text) is closes
    assert (f"Rep. {family}\u200e ·" in made.html) is closes
    assert f"Rep. {family}" in made.html


@pytest.mark.parametrize(
    ("words", "kind", "subject", "sentence"),
    [
        ("Confirmed by the Senate by Yea-Nay Vote. 52 - 44.", "passage", "Confirmed: ", "It was confirmed."),
        ("Returned to the President under the provisions of Senate Rule XXXI.", "", "Not confirmed: ", "It was not confirmed."),
    ],
)  # fmt: skip
def test_a_nomination_is_confirmed_or_not_and_takes_no_steps_to_law(words: str, kind: str, subject: str, sentence: str):
    world = World()
    decided = step(dt.date(2026, 11, 20), words, kind, "upper")
    known = {"identifier": "PN 9", "classification": ("nomination",), "from_organization": "upper", "sponsorships": ()}
    key = world.bill(1, actions=(step(dt.date(2026, 1, 5), "Received.", "introduction", "upper"), decided), **known)
    world.acted(key, decided, kind="bill_stage")
    found = told(world)
    assert found.startswith(subject)
    assert sentence in found
    assert not re.search(r"similar bill|makes no law|of 6", found)


def test_what_makes_no_law_is_told_without_the_steps_to_one():
    world = World()
    world.changed(world.bill(1, classification=("resolution",), identifier="HRES1"), "bill_introduced")
    world.changed(world.bill(2), "bill_introduced")
    assert rendered(world.digest()).text.count("Step 2 of 6: In committee") == 1


@pytest.mark.parametrize(
    ("words", "kind", "subject", "briefly"),
    [
        ("Passed House by voice vote.", "passage", "Passed one chamber: Respite act", "Passed one chamber · "),
        ("Reported.", "committee-passage", "Canceled: Respite act", "Reported by its committee · "),
    ],
)
def test_a_hearing_that_was_canceled_is_told_with_what_else_happened_to_its_bill(
    words: str, kind: str, subject: str, briefly: str
):
    world = World()
    moved = step(dt.date(2026, 11, 20), words, kind)
    key = world.bill(1, actions=(*bill().actions, moved), title="Respite act")
    world.acted(key, moved, kind="bill_stage")
    world.changed(world.hearing("h-1", key, status="cancelled"), "hearing_cancelled")
    digest = world.digest()
    found = told(world)
    assert len(digest.cards) == 1
    assert found.startswith(subject)
    assert "This hearing is canceled. You do not need to go." in found
    assert words in found
    assert "take it out of your calendar" not in found
    line = in_a_line(digest.cards[0])
    assert line.off
    short = " ".join(rendered(replace(digest, sections=(), also=(line,))).text.split())
    assert f"Respite act · U.S. federal · {briefly}This hearing is canceled." in short
    assert "canceled. You do not need to go." in Renderer("en", TODAY, "https://t.example", "").chat(digest, "s")
