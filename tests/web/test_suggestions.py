"""A bill's page says what a person can do, with words to start from, and where the same bill stands elsewhere."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from tests.records import CONGRESS, EASTERN, bill, hearing
from tracker.clock import as_of
from tracker.db.engine import reading
from tracker.exports.suggestions import suggestions
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.items import HeardBill, Membership, ScrapedOrganization, ScrapedPerson

DAY = dt.date(2026, 11, 23)


def stored(engine: Engine) -> None:
    visit = Visit(engine, "us-test", CONGRESS)
    visit.take(bill(1, title="Mental health parity act"))
    visit.take(bill(2, title="Veterans mental health act"))
    heard = (HeardBill(identifier="HR1", legislative_session="119"),)
    visit.take(hearing(start=dt.datetime(2026, 12, 2, 10, tzinfo=EASTERN), bills=heard))
    visit.finish()
    flag_changed(engine)


def test_a_bill_that_is_heard_offers_one_first_thing_and_a_letter_of_facts(engine: Engine) -> None:
    with as_of(DAY):
        stored(engine)
        with reading(engine) as connection:
            found = suggestions(connection, "us/119/HR1", "en")
    assert [each.first for each in found] == [True] + [False] * (len(found) - 1)
    assert found[0].minutes > 0
    assert found[0].due is not None
    letter = next(each for each in found if each.body)
    assert "HR 1" in letter.body
    assert "[" in letter.body
    assert letter.post is None or len(letter.post) <= 280


def test_suggestions_are_told_in_the_readers_language(engine: Engine) -> None:
    with as_of(DAY):
        stored(engine)
        with reading(engine) as connection:
            english, spanish = (suggestions(connection, "us/119/HR1", language) for language in ("en", "es"))
    assert [each.id for each in english] == [each.id for each in spanish]
    assert english[0].title != spanish[0].title
    assert [each.english for each in spanish] == [each.body for each in english]  # the office reads English
    assert not any(each.english for each in english)


def test_a_bill_we_do_not_hold_has_no_suggestion(engine: Engine) -> None:
    with as_of(DAY), reading(engine) as connection:
        assert suggestions(connection, "us/119/HR404", "en") == []


def test_a_hearing_of_several_bills_offers_a_letter_that_names_them(engine: Engine) -> None:
    with as_of(DAY):
        stored(engine)
        visit = Visit(engine, "us-test", CONGRESS)
        heard = tuple(HeardBill(identifier=name, legislative_session="119") for name in ("HR1", "HR2"))
        visit.take(hearing("both", start=dt.datetime(2026, 12, 3, 10, tzinfo=EASTERN), bills=heard))
        visit.finish()
        flag_changed(engine)
        with reading(engine) as connection:
            found = suggestions(connection, "us/both", "en")
    letter = next(each for each in found if each.body)
    assert letter.subject == "HR 1, HR 2"
    assert "you will hear HR 1, Mental health parity act; HR 2, Veterans mental health act" in letter.body


def test_a_committee_is_written_to_at_its_address_and_its_members_are_named(engine: Engine) -> None:
    with as_of(DAY):
        stored(engine)
        visit = Visit(engine, "us-test", CONGRESS)
        name = hearing().committee
        visit.take(
            ScrapedOrganization(
                key="H1", jurisdiction="us", name=name, chamber=hearing().chamber, email="c@example.gov"
            )
        )
        seat = Membership(organization=name)
        visit.take(
            ScrapedPerson(
                key="P1", jurisdiction="us", name="Sen. Roe, Ann [D-MA]", chamber=hearing().chamber, memberships=(seat,)
            )
        )
        visit.finish()
        with reading(engine) as connection:
            found = suggestions(connection, "us/119/HR1", "en")
    letter = next(each for each in found if each.id == "write-to-the-committee")
    assert (letter.email, letter.who) == ("c@example.gov", ("Sen. Ann Roe",))
