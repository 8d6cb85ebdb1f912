"""Who sits today: not those whose term is still to begin, nor those whom their legislature lists no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from tests.records import READER
from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading
from tracker.db.models import Person
from tracker.ingest.source import AGGREGATOR, NATIVE
from tracker.ingest.verdict import RunSummary
from tracker.ingest.visit import Visit
from tracker.records.items import ScrapedPerson

TODAY = dt.date(2026, 11, 29)
MEMBERS = [
    ScrapedPerson(key=f"p{number}", jurisdiction="us-nj", name=f"Ann Member{number}", chamber="upper", district=str(number))
    for number in range(1, 21)
]  # fmt: skip


def read(
    engine: Engine, people: Sequence[ScrapedPerson], day: int = 0, name: str = "us-nj-people", failing: bool = False
) -> RunSummary:
    with clock.as_of(TODAY + dt.timedelta(days=day)):
        rank = AGGREGATOR if name == "openstates-people" else NATIVE
        source = replace(READER, authority=rank, jurisdiction="us-nj", kind="people")
        made = Visit(engine, name, source)
        for each in people:
            made.take(each)
        if failing:
            made.problem("http-500", "expected status 200, found 500")
        return made.finish()


def sitting(engine: Engine, day: int = 0) -> set[str]:
    with clock.as_of(TODAY + dt.timedelta(days=day)), reading(engine) as connection:
        return {
            key.rpartition("/")[2] for key in connection.execute(select(Person.id).where(queries.in_office())).scalars()
        }


def test_nobody_is_in_office_before_the_term_begins(engine: Engine):
    coming = replace(MEMBERS[0], began=dt.date(2027, 1, 12))
    read(engine, [coming, replace(MEMBERS[1], began=TODAY), replace(MEMBERS[2], ended=dt.date(2026, 11, 1))])
    assert sitting(engine) == {"p2"}
    assert sitting(engine, 44) == {"p1", "p2"}


def test_who_is_listed_no_more_has_left_office_and_may_come_back(engine: Engine):
    read(engine, MEMBERS)
    heir = replace(MEMBERS[3], key="p99", name="Bea Successor")
    read(engine, [each for each in MEMBERS if each.key != "p4"] + [heir], day=7)

    assert sitting(engine, 7) == {each.key for each in MEMBERS if each.key != "p4"} | {"p99"}
    with reading(engine) as connection:
        assert connection.execute(select(Person.ended).where(Person.id == "us-nj/person/p4")).scalar() == TODAY
    read(engine, [*MEMBERS, heir], day=14)
    assert "p4" in sitting(engine, 14)


def test_many_leave_office_when_two_clean_visits_agree_after_one_that_was_doubted(engine: Engine):
    read(engine, MEMBERS)
    for day, verdict, left in ((7, "degraded", 20), (14, "ok", 20), (21, "ok", 14)):
        assert read(engine, MEMBERS[:14], day=day).verdict == verdict
        assert len(sitting(engine, day)) == left


@pytest.mark.parametrize("failing", [True, False])
def test_a_visit_that_failed_or_told_of_nobody_sends_nobody_home(engine: Engine, failing: bool):
    read(engine, MEMBERS)
    read(engine, MEMBERS[1:] if failing else [], day=7, failing=failing)
    assert len(sitting(engine, 7)) == 20


def test_a_copy_that_lost_somebody_does_not_overrule_the_legislature(engine: Engine):
    read(engine, MEMBERS)
    read(engine, MEMBERS, name="openstates-people")
    read(engine, MEMBERS[1:], day=7, name="openstates-people")
    assert len(sitting(engine, 7)) == 20
