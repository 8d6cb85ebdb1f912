"""One legislator whom two sources number each in their own way is one; another name in the seat is another person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from tests.records import READER
from tracker.db.engine import reading
from tracker.db.models import Claim, Person
from tracker.ingest.source import AGGREGATOR, NATIVE
from tracker.ingest.visit import Visit
from tracker.records.items import ScrapedPerson

FIRST = ScrapedPerson(
    key="9eddb3cd", jurisdiction="us-nj", name="Michael Testa", chamber="upper", district="1", party="Republican"
)
SAME = replace(FIRST, key="nj-424", name="Michael L. Testa Jr.", district="01", phone="(609) 778-2012")


def stored(engine: Engine, *told: tuple[str, int, ScrapedPerson]) -> dict[str, set[str]]:
    for source, rank, person in told:
        with Visit(engine, source, replace(READER, authority=rank, jurisdiction="us-nj", kind="people")) as visit:
            visit.take(person)
            visit.finish()
    with reading(engine) as connection:
        people = set(connection.execute(select(Person.id)).scalars())
        claims = connection.execute(select(Claim.record_id, Claim.source)).all()
    return {each: {row.source for row in claims if row.record_id == each} for each in people}


def test_two_sources_tell_of_one_person_in_one_seat(engine: Engine):
    twice = (("openstates", AGGREGATOR, FIRST), ("us-nj-database", NATIVE, SAME), ("us-nj-database", NATIVE, SAME))
    found = stored(engine, *twice)
    assert found == {"us-nj/person/9eddb3cd": {"openstates", "us-nj-database"}}
    with reading(engine) as connection:
        assert connection.execute(select(Person.name)).scalars().all() == ["Michael L. Testa Jr."]


@pytest.mark.parametrize(
    "other",
    [
        replace(SAME, name="Erik Simonsen"),
        replace(SAME, chamber="lower"),
        replace(SAME, district="2"),
        replace(SAME, district=None),
    ],
)
def test_another_name_chamber_or_district_is_another_person(sqlite_engine: Engine, other: ScrapedPerson):
    found = stored(sqlite_engine, ("openstates", AGGREGATOR, FIRST), ("us-nj-database", NATIVE, other))
    assert found == {"us-nj/person/9eddb3cd": {"openstates"}, "us-nj/person/nj-424": {"us-nj-database"}}
