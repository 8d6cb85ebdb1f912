"""A town hall is told for what it is: nobody testifies there, and one question is worth bringing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from alerts.compose.actions import Reader
from alerts.compose.digest import Composer, Digest
from alerts.compose.facts import Period
from alerts.compose.load import Scope, gather
from alerts.compose.selection import Chooser, Selection
from alerts.stories import tell
from tests.alerts.world import ALL, NOW, rendered
from tests.deadlines.places import book, kept, place, rule
from tests.deadlines.places import hearing as meeting
from tests.records import CONGRESS, bill
from tracker.calendars.entries import Choice, hearing_entries
from tracker.calendars.tongue import Tongue
from tracker.clock import as_of
from tracker.db.engine import reading
from tracker.deadlines.compute import TOWN_HALL, participation
from tracker.deadlines.model import Told
from tracker.exports.suggestions import suggestions
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.items import ScrapedHearing
from tracker.records.town_halls import is_named_town_hall

PACIFIC = ZoneInfo("America/Los_Angeles")
WASHINGTON = replace(CONGRESS, jurisdiction="us-wa", timezone=PACIFIC)
THERE = Selection(places=frozenset({"us-wa"}))
RULES = book(place(rule("PT24H before start", "written"), rule("PT1H before start", "oral")))


@pytest.mark.parametrize(
    "name",
    [
        "Town Hall", "Town Hall Meeting with Rep. Lee", "Virtual Town Hall: Mental Health", "Tele-Town Hall with Senator Ruiz",
        "District 5 Town Hall", "Mental Health Town Hall (virtual)", "TOWN HALL - Fentanyl", "Community Conversation on Crisis Care",
        "Behavioral Health Listening Session", "Cabildo abierto de salud mental", "Foro comunitario",
    ],
)  # fmt: skip
def test_a_town_hall_is_known_by_its_name(name: str):
    assert is_named_town_hall(name)
    assert meeting(dt.datetime(2027, 1, 19, 18), name=name, bills=()).is_town_hall
    assert not meeting(dt.datetime(2027, 1, 19, 18), name=name, bills=(), classification="hearing").is_town_hall


@pytest.mark.parametrize(
    "name",
    [
        "Select Board at Town Hall", "Town Hall Closed", "Planning Board, Town Hall", "Town Hall, Room 2", "Town Hall - Select Board",
        "Town Hall Renovation Committee", "Public Hearing and Listening Session", "Regular Meeting - Town Hall", "Town Meeting",
        "Board of Health Meeting (Town Hall)", "Committee on Health",
    ],
)  # fmt: skip
def test_a_meeting_in_a_building_of_that_name_is_none(name: str):
    assert not is_named_town_hall(name)


def test_no_rule_of_testimony_holds_for_a_town_hall():
    ordinary = meeting(dt.datetime(2027, 1, 19, 18))
    assert participation(kept(ordinary), RULES).deadlines
    taking = participation(kept(replace(ordinary, classification="town-hall")), RULES)
    assert (taking.deadlines, taking.ways, taking.openness, taking.notes) == ((), (), "public", (TOWN_HALL,))


def test_a_calendar_calls_it_a_town_hall_in_both_languages():
    item = kept(meeting(dt.datetime(2027, 1, 19, 18), name="Evening with Rep. Lee", classification="town-hall"))
    titles = [
        [entry.title for entry in hearing_entries(item, RULES, Told(), Choice(tongue=Tongue(language)))]
        for language in ("en", "es")
    ]
    assert [len(each) for each in titles] == [1, 1]
    assert titles[0][0].startswith("Town hall: ")
    assert titles[1][0].startswith("Cabildo abierto: ")


def hall(**changed: object) -> ScrapedHearing:
    told = {"start": dt.datetime(2026, 12, 2, 18), "zone": "America/Los_Angeles", "code": "us-wa", "committee": None}
    return meeting(**{**told, "name": "Town Hall with Rep. Lee", "bills": (), **changed})


def stored(engine: Engine, **changed: object) -> None:
    with as_of(NOW.date()):
        visit = Visit(engine, "us-wa-test", WASHINGTON)
        number = {"jurisdiction": "us-wa", "legislative_session": "2025-2026", "identifier": "HB1234"}
        visit.take(bill(1, title="Mental health crisis response act", **number))
        visit.take(hall(**changed))
        visit.finish()
        flag_changed(engine)


def digest(engine: Engine, selection: Selection = ALL) -> Digest:
    with reading(engine) as connection:
        facts = gather(connection, Period(now=NOW), Scope())
    telling = tell(facts, Period(now=NOW))
    return Composer(telling, ()).compose(Chooser(telling).choose(selection), selection, Reader())


def test_a_reader_of_the_place_is_told_of_it_with_a_question_on_a_bill_that_is_open(engine: Engine):
    stored(engine)
    found = digest(engine, THERE)
    (card,) = [card for card in found.cards if card.what == "hearing"]
    assert card.action.id == "ask-about-a-bill"
    assert card.reasons == ()
    mail = rendered(found)
    assert "Town hall Wed, Dec 2" in mail.text
    assert "Where do you stand on HB 1234, Mental health crisis response act?" in " ".join(mail.text.split())
    assert "¿Cuál es su postura sobre HB 1234," in " ".join(rendered(found, "es").text.split())


def test_who_named_no_place_is_told_of_those_town_halls_only_that_are_about_a_topic(engine: Engine):
    stored(engine)
    assert [card.what for card in digest(engine).cards] == ["bill"]
    stored(engine, name="Mental Health Town Hall")
    assert sorted(card.what for card in digest(engine).cards) == ["bill", "hearing"]


def test_its_page_offers_the_question_to_bring(engine: Engine):
    stored(engine)
    with as_of(NOW.date()), reading(engine) as connection:
        english, spanish = (suggestions(connection, hall().id, language)[0] for language in ("en", "es"))
    assert english.title == "Bring one question to the town hall"
    assert "Where do you stand on HB 1234, Mental health crisis response act?" in (english.body or "")
    assert "¿Cuál es su postura sobre HB 1234, Mental health crisis response act?" in (spanish.body or "")


def test_a_canceled_town_hall_is_told_as_such(engine: Engine):
    stored(engine)
    stored(engine, status="cancelled")
    with reading(engine) as connection:
        period = Period(now=NOW, since=NOW - dt.timedelta(days=7))
        telling = tell(gather(connection, period, Scope()), period)
    (story,) = [each for each in telling.stories if each.what == "hearing"]
    assert story.said[0].text == "This town hall is canceled. You do not need to go."
    assert "hearing-off" in story.marks
