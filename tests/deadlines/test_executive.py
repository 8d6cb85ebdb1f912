"""A bill on a governor's desk: until when to ask for the signature, in lists, on its page and in the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine, insert

from tests.core.test_ingest import visit
from tests.deadlines.reading import Seen, by_icalendar
from tests.records import bill
from tracker import clock
from tracker.db import queries
from tracker.db.engine import writing
from tracker.db.models import Match
from tracker.deadlines import spanish
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import Wanted, feed, reckoned
from tracker.exports.calendar_file import feed_calendar
from tracker.records.items import Action

DAY = dt.date(2026, 11, 23)


def on_the_desk(engine: Engine, place: str, *, sent: dt.date = DAY, kind: str = "bill") -> str:
    """A flagged bill that was sent to the executive of a place on that day."""
    with clock.as_of(DAY):
        made = bill(1)
        steps = (
            Action(description="Introduced", date=dt.date(2026, 3, 2), classification=("introduction",)),
            Action(
                description="Passed House", date=dt.date(2026, 4, 1), classification=("passage",), organization="lower"
            ),
            Action(
                description="Passed Senate", date=dt.date(2026, 5, 1), classification=("passage",), organization="upper"
            ),
            Action(description="Sent to the Governor", date=sent, classification=("executive-receipt",)),
        )
        visit(
            engine,
            [
                replace(
                    made,
                    jurisdiction=place,
                    identifier="HB 1",
                    legislative_session="2026",
                    actions=steps,
                    classification=(kind,),
                )
            ],
        )
        key = f"{place}/2026/HB1"
        match = {"record_id": key, "topic": "parity", "what": "bill", "score": 60, "flagged": True, "reasons": []}
        with writing(engine) as connection:
            connection.execute(insert(Match).values(judged_at=clock.now(), **match))
    return key


def told(engine: Engine, day: dt.date = DAY):
    with clock.as_of(day), engine.connect() as connection:
        return reckoned(connection, Wanted(), own_rulebook(), now=clock.now())[0]


def test_a_bill_on_the_desk_has_a_last_day_to_ask_that_names_its_source(sqlite_engine):
    key = on_the_desk(sqlite_engine, "us-fl")
    (due,) = told(sqlite_engine)
    assert (due.kind, due.due, due.record, due.page) == ("executive", DAY + dt.timedelta(days=6), key, f"/bills/{key}")
    assert due.confidence == "medium"
    assert "The governor has 7 days from 2026-11-23" in due.basis
    assert "bookofthestates.org" in due.basis
    assert all(spanish.say(each) != each for each in (due.basis, due.how, *due.notes))


@pytest.mark.parametrize(("place", "kind"), [("us-tx", "bill"), ("us-fl", "concurrent resolution")])
def test_nothing_is_said_where_no_trusted_source_tells_the_limit_or_nobody_signs(sqlite_engine, place, kind):
    on_the_desk(sqlite_engine, place, kind=kind)
    assert told(sqlite_engine) == []


def test_it_is_gone_on_the_day_the_time_ends(sqlite_engine):
    on_the_desk(sqlite_engine, "us-fl")
    assert told(sqlite_engine, DAY + dt.timedelta(days=6))
    assert told(sqlite_engine, DAY + dt.timedelta(days=7)) == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Ask for the signature: FL HB 1"), ("es", "Pedir la firma: FL HB 1")]
)
def test_the_calendar_shows_it_as_a_day(sqlite_engine, language, words):
    on_the_desk(sqlite_engine, "us-fl")
    with clock.as_of(DAY), sqlite_engine.connect() as connection:
        file = feed_calendar(feed(connection, Wanted(), now=clock.now()), name="x", language=language).decode()
    assert words in file.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261129" in file
    assert "~signature@" in file


def on_file(engine: Engine, day: dt.date, language: str = "en") -> Seen | None:
    """The entry of the signature as a calendar reads it on that day."""
    with clock.as_of(day), engine.connect() as connection:
        found = feed(connection, Wanted(), now=clock.now())
        seen = by_icalendar(feed_calendar(found, name="x", language=language))
    return next((entry for uid, entry in seen.items() if "~signature@" in uid), None)


@pytest.mark.parametrize("words", ["Signed by Governor", "Vetoed by Governor"])
def test_a_calendar_learns_that_the_decision_was_made(sqlite_engine, words):
    key = on_the_desk(sqlite_engine, "us-fl")
    asked = on_file(sqlite_engine, DAY)
    assert asked is not None
    decide(sqlite_engine, key, words)
    off, spanish_off = (on_file(sqlite_engine, DAY + dt.timedelta(days=1), language) for language in ("en", "es"))
    assert off is not None
    assert spanish_off is not None
    assert (off.uid, off.start, off.status) == (asked.uid, asked.start, "CANCELLED")
    assert off.sequence > asked.sequence
    assert (off.title, off.alarms) == (f"Canceled ask for the signature: {asked.title.partition(': ')[2]}", ())
    assert "nada" in spanish_off.description.partition("\n")[0]
    assert told(sqlite_engine, DAY + dt.timedelta(days=1)) == []
    assert on_file(sqlite_engine, DAY + dt.timedelta(days=60)) is None


def decide(engine: Engine, key: str, words: str) -> None:
    """The bill's source tells of the decision on the next day."""
    with clock.as_of(DAY + dt.timedelta(days=1)):
        with engine.connect() as connection:
            known = queries.kept_bill(queries.bill_row(connection, key))
        step = Action(
            description=words,
            date=DAY + dt.timedelta(days=1),
            classification=("executive-signature" if "Signed" in words else "executive-veto",),
        )
        visit(engine, [replace(known.item, actions=(*known.item.actions, step))])
