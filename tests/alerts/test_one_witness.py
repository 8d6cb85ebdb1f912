"""A step that one witness alone tells stands in a mail with both addresses and its days, and is never its news."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine

from alerts.compose.actions import Reader
from alerts.compose.digest import Composer, Digest
from alerts.compose.facts import Alone, Period
from alerts.compose.load import Scope, gather
from alerts.compose.selection import Chooser
from alerts.stories import tell
from tests.alerts.world import ALL, NOW, rendered
from tests.records import CONGRESS, INTRODUCED, READER, REFERRED, bill
from tracker.clock import as_of
from tracker.db.engine import reading
from tracker.ingest.source import Source
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.items import Action, Link

REPORTED = Action(
    date=dt.date(2026, 11, 17),
    description="Reported by the Committee on Energy and Commerce.",
    classification=("committee-passage",),
    organization="lower",
)


def told(engine: Engine, name: str, source: Source, *actions: Action) -> None:
    with as_of(NOW.date()), Visit(engine, name, source) as visit:
        url = f"https://{name}.example.org/hr1"
        visit.take(bill(title="Mental health crisis response act", actions=actions, sources=(Link(url=url),)))
        assert visit.finish().verdict == "ok"
    flag_changed(engine)


def digest(engine: Engine) -> Digest:
    with as_of(NOW), reading(engine) as connection:
        facts = gather(connection, Period(now=NOW), Scope())
    telling = tell(facts, Period(now=NOW))
    return Composer(telling, ()).compose(Chooser(telling).choose(ALL), ALL, Reader())


def test_a_mail_names_both_addresses_and_the_days_and_the_stage_stays(engine: Engine):
    told(engine, "record", CONGRESS, INTRODUCED, REFERRED)
    told(engine, "reader", READER, INTRODUCED, REFERRED, REPORTED)
    found = digest(engine)
    (card,) = found.cards
    mail, there = rendered(found), rendered(found, "es")
    words = " ".join(mail.text.split())

    assert (card.stage, card.told_stage) == ("in-committee", "in-committee")
    assert not any("Reported" in str(said) for said in card.said)
    assert "Not counted yet: A reader of legislatures says of Tuesday, November 17: “Reported by the Committee" in words
    assert "Congress does not show it yet, day 6." in words
    assert "Aún no se cuenta: A reader of legislatures dice del martes" in " ".join(there.text.split())
    for body in (mail.text, mail.html, there.text, there.html):
        assert "https://record.example.org/hr1" in body
        assert "https://reader.example.org/hr1" in body


def test_a_step_that_both_tell_waits_for_nobody(engine: Engine):
    told(engine, "record", CONGRESS, INTRODUCED, REFERRED, REPORTED)
    told(engine, "reader", READER, INTRODUCED, REFERRED, REPORTED)
    (card,) = digest(engine).cards
    assert card.alone == ()


@pytest.mark.parametrize(("contradicted", "words"), [(False, "does not show it yet"), (True, "tells later steps")])
def test_what_is_said_of_it_tells_silence_from_contradiction(contradicted: bool, words: str):
    step = Alone(
        told_by="A", told_url=None, missing_from="B", missing_url="https://b.example.org", day=REPORTED.date, days=6,
        words="Reported", contradicted=contradicted,
    )  # fmt: skip
    assert words in step.said.text
    assert step.links == (("B", "https://b.example.org"),)
