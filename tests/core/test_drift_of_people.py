"""People, committees and notices are held against what was told before, as bills and hearings are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from tests.records import CONGRESS, READER, bill, hearing
from tracker import clock
from tracker.db.engine import connect, reading
from tracker.db.models import Person
from tracker.ingest.drift import Evidence, doubts
from tracker.ingest.small_lists import doubts_once
from tracker.ingest.source import Source
from tracker.ingest.verdict import RunSummary
from tracker.ingest.visit import Visit
from tracker.records.changes import what_is
from tracker.records.items import (  # fmt: skip
    Action,
    HeardBill,
    Link,
    Membership,
    NothingHere,
    Outcome,
    ScrapedNotice,
    ScrapedOrganization,
    ScrapedPerson,
    Version,
)

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PEOPLE_TELLER = replace(CONGRESS, kind="people")
Records = list[Any]


def people() -> list[ScrapedPerson]:
    return [
        ScrapedPerson(
            key=f"P{number}",
            jurisdiction="us",
            name=f"Pat Name{number}",
            chamber="upper" if number % 4 else "lower",
            district=f"{number}",
            party="Independent" if number % 3 else "Green",
            email=f"p{number}@example.org",
            office=f"Room {number}",
            other_ids=(f"scheme:{number}",),
            began=dt.date(2019, 1, 3),
        )
        for number in range(1, 41)
    ]


def committees() -> list[ScrapedOrganization]:
    return [
        ScrapedOrganization(
            key=f"C{number}",
            jurisdiction="us",
            name=f"Committee on Matter {number}",
            chamber="upper" if number % 2 else "lower",
            parent=f"us/org/C{number % 5}",
            url=f"https://example.org/{number}",
        )
        for number in range(1, 21)
    ]


def notices() -> list[ScrapedNotice]:
    return [
        ScrapedNotice(
            key=f"fr-{number}",
            jurisdiction="us",
            title=f"Rule {number}",
            document_number=f"2026-{number}",
            published=dt.date(2026, 11, 2) + dt.timedelta(days=number % 15),
            agencies=(f"Agency {number % 3}",),
            links=(Link(url=f"https://example.org/{number}"),),
        )
        for number in range(1, 31)
    ]


def bills() -> Records:
    return [
        bill(
            number,
            title=f"Act number {number}",
            versions=(Version(note="IH", links=(Link(url=f"https://example.org/{number}"),)),),
        )
        for number in range(1, 31)
    ]


def hearings() -> Records:
    return [
        hearing(
            f"h-{number}",
            name=f"Hearing on matter {number}",
            start=hearing().start + dt.timedelta(days=number),
            end=hearing().start + dt.timedelta(days=number, hours=2),
            location=f"Room {number % 6}",
            bills=(HeardBill(identifier=f"HR {number}"),),
            links=(Link(url=f"https://example.org/{number}"),),
        )
        for number in range(1, 31)
    ]


def every(**what: Any) -> Callable[[Records], Records]:
    return lambda found: [replace(each, **what) for each in found]


def some(share: int, **what: Any) -> Callable[[Records], Records]:
    return lambda found: [replace(each, **what) if n % share == 0 else each for n, each in enumerate(found)]


def turned(name: str, share: int = 1) -> Callable[[Records], Records]:
    """Each of a part of the records gets what the next one has."""

    def change(found: Records) -> Records:
        part = found[: len(found) // share]
        told = {each.id: getattr(after, name) for each, after in zip(part, [*part[1:], part[0]], strict=True)}
        return [replace(each, **{name: told[each.id]}) if each.id in told else each for each in found]

    return change


def doubled(found: Records) -> Records:
    return [*found, *(replace(each, **_other_id(each, n)) for n, each in enumerate(found))]


def _other_id(each: Any, n: int) -> dict[str, Any]:
    return {"key": f"x-{each.key}"} if hasattr(each, "key") else {"identifier": f"S{n + 1}"}


def added_in_codes(found: Records, share: int) -> Records:
    """A part of the bills get a step of long ago that says nothing."""
    code = Action(date=dt.date(2026, 11, 2), description="H05", organization="lower")
    return [replace(each, actions=(code, *each.actions)) if n % share == 0 else each for n, each in enumerate(found)]


def spoken_of_otherwise(found: Records) -> Records:
    """The last read step of half of the bills stands there in a code."""
    codes = Action(date=found[0].actions[-1].date, description="H05", organization="lower")
    return [replace(each, actions=(*each.actions[:-1], codes)) if n % 5 < 2 else each for n, each in enumerate(found)]


LATER = dt.timedelta(hours=1)
BROKEN: list[tuple[Callable[[], Sequence[Any]], Callable[[Records], Records], str]] = [
    (people, every(other_ids=()), "lost their other_ids"),
    (people, some(3, email=None), "14 of 40 persons lost their email"),
    (people, some(5, party="Whig"), "8 of 40 persons have another party"),
    (people, every(began=dt.date(2027, 1, 3)), "another began"),
    (people, turned("email"), "40 of 40 persons have the email that others of them had"),
    (people, turned("office", 3), "13 of 40 persons have the office that others of them had"),
    (people, doubled, "40 persons repeat what others say, under other ids"),
    (committees, every(name="Committee"), "another name"),
    (committees, every(parent=None), "lost their parent"),
    (committees, some(2, chamber="joint"), "another chamber"),
    (committees, turned("url"), "the url that others of them had"),
    (committees, doubled, "20 organizations repeat"),
    (notices, every(document_number=None), "lost their document_number"),
    (notices, turned("links"), "the first link that others of them had"),
    (notices, doubled, "30 notices repeat"),
    (bills, turned("title", 4), "7 of 30 bills have the title that others of them had"),
    (bills, turned("versions"), "the first version that others of them had"),
    (bills, doubled, "30 bills repeat"),
    (bills, spoken_of_otherwise, "12 of 30 bills tell their past otherwise"),
    (bills, lambda found: added_in_codes(found, 3), "10 of 30 bills tell a past step in words"),
    (hearings, turned("location"), "30 of 30 hearings have another location"),
    (hearings, turned("location", 3), "10 of 30 hearings have the location that others of them had"),
    (hearings, turned("bills", 5), "6 of 30 hearings have the bills that others of them had"),
    (hearings, turned("links", 2), "15 of 30 hearings have the first link that others of them had"),
    (hearings, some(3, location=None), "10 of 30 hearings lost their location"),
    (hearings, lambda found: [replace(each, end=each.start + LATER) for each in found], "another length"),
    (lambda: hearings()[:8], some(2, location=None), "4 of 8 hearings lost their location"),
    (lambda: some(2, status="cancelled")(hearings()[:4]), every(location=None), "all 4 hearings that had one lost their location"),
    (lambda: hearings()[:5], turned("bills"), "the bills that others of them had"),
    (lambda: hearings()[:4], lambda found: [replace(each, start=each.start - 5 * LATER) for each in found], "4 hearings moved by 5 hours"),
    (lambda: [replace(each, status="cancelled") if n < 2 else each for n, each in enumerate(hearings())], every(status="confirmed"), "all 2 cancelled hearings are on again"),
]  # fmt: skip
ORDINARY: list[tuple[Callable[[], Sequence[Any]], Callable[[Records], Records]]] = [
    (people, some(8, party="Whig")),
    (people, some(5, email=None, phone="555")),
    (people, every(term_ends=dt.date(2029, 1, 3))),
    (hearings, some(5, location="Room 2", status="cancelled")),
    (hearings, some(3, status="cancelled", location=None)),
    (hearings, some(4, location="Room 1")),
    (hearings, some(3, links=())),
    (hearings, lambda found: [replace(each, location="Room 9") if n < 3 else each for n, each in enumerate(found)]),
    (bills, some(3, title="Budget Act")),
    (bills, lambda found: added_in_codes(found, 4)),
    (committees, some(10, chamber="joint")),
    (
        lambda: every(title="Relating to education", versions=())(bills()[:15]),
        lambda found: every(title="Relating to education", versions=())(bills()),
    ),
    (notices, some(4, comments_close=dt.date(2026, 12, 30))),
]


def told_of(before: Iterable[Any], after: Iterable[Any]) -> list[str]:
    """What is doubted of a visit, in words."""
    known = {each.id: each for each in before}
    seen = Evidence(what_is(next(iter(known.values()))))
    for each in after:
        if each.id not in known:
            seen.first_told(each)
        elif known[each.id] == each:
            seen.same(each)
        else:
            seen.changed(known[each.id], each)
    return [doubt.words for doubt in (*doubts(seen), *doubts_once(seen))]


@pytest.mark.parametrize(("made", "change", "words"), BROKEN, ids=[row[2] for row in BROKEN])
def test_what_happens_to_pages_alone_is_doubted_of_every_kind_of_record(
    made: Callable[[], Records], change: Callable[[Records], Records], words: str
):
    assert any(words in told for told in told_of(made(), change(made())))


@pytest.mark.parametrize(("made", "change"), ORDINARY)
def test_what_happens_to_records_is_believed(made: Callable[[], Records], change: Callable[[Records], Records]):
    assert told_of(made(), change(made())) == []


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """SQLite alone: what is judged here does not depend on the database."""
    made = connect(f"sqlite:///{tmp_path / 'people.db'}")
    yield made
    made.dispose()


def visit(
    engine: Engine, found: Iterable[Outcome], hours: int = 0, source: Source = PEOPLE_TELLER, name: str = "us-test"
) -> RunSummary:
    with clock.as_of(TODAY + dt.timedelta(hours=hours)), Visit(engine, name, source) as made:
        for each in found:
            made.take(each)
        return made.finish()


def sitting(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).where(Person.ended.is_(None))).scalar_one()


@pytest.mark.parametrize(
    ("change", "settled"),
    [
        (turned("location", 4), True),  # two committees give each other their rooms
        (some(4, classification="hearing"), True),  # agendas are posted
        (turned("location"), False),
        (turned("bills", 4), False),
    ],
)
def test_what_some_committees_do_is_believed_when_told_twice_and_what_pages_do_is_not(
    engine: Engine, change: Callable[[Records], Records], settled: bool
):
    found = [replace(each, classification="committee-meeting") for each in hearings()]
    visit(engine, found, source=CONGRESS)

    assert visit(engine, change(found), 1, source=CONGRESS).verdict == "degraded"
    assert visit(engine, change(found), 2, source=CONGRESS).verdict == ("ok" if settled else "degraded")


def test_new_terms_are_believed_when_told_twice(engine: Engine):
    visit(engine, people())
    verdicts = [visit(engine, every(began=dt.date(2027, 1, 3))(people()), hours).verdict for hours in (1, 2)]
    assert verdicts == ["degraded", "ok"]


def test_committees_made_anew_after_an_election_are_believed_when_told_twice(engine: Engine):
    seated = [replace(each, memberships=(Membership(organization="Health"),)) for each in people()]
    visit(engine, seated)
    assert [visit(engine, people(), hours).verdict for hours in (1, 2)] == ["degraded", "ok"]


def test_a_list_of_people_that_lost_its_half_ends_no_seat_and_a_vacancy_does(engine: Engine):
    visit(engine, people())
    for hours in (1, 2, 3):
        summary = visit(engine, people()[::2], hours)
        assert (summary.verdict, sitting(engine)) == ("degraded", 40)
    assert "20 people of us, where the last clean visit met 40" in summary.reason
    assert (visit(engine, people()[1:], 4).verdict, sitting(engine)) == ("ok", 39)


def test_an_election_puts_others_into_seats(engine: Engine):
    visit(engine, people())
    elected = [
        replace(each, key=f"new-{each.key}", name=f"Sam {each.name}") if n % 3 == 0 else each
        for n, each in enumerate(people())
    ]
    assert [visit(engine, elected, hours).verdict for hours in (1, 2)] == ["ok", "ok"]
    assert sitting(engine) == 40


def test_people_under_new_ids_are_not_others(engine: Engine):
    visit(engine, people())
    summary = visit(engine, [replace(each, key=f"new-{each.key}") for each in people()], 1)

    assert (summary.verdict, summary.counts.withheld, sitting(engine)) == ("degraded", 40, 40)
    assert "0 of 40 people of us are listed again" in summary.reason


def test_people_whom_another_source_told_first_are_not_new_at_each_visit(engine: Engine):
    visit(engine, people())
    own = [replace(each, key=f"own-{each.key}") for each in people()]
    visit(engine, own, 1, READER, "us-reader")
    summary = visit(engine, own, 2, READER, "us-reader")

    assert (summary.verdict, summary.counts.unchanged, summary.counts.new) == ("ok", 40, 0)


def test_half_of_the_committees_are_doubted_once(engine: Engine):
    visit(engine, [*people(), *committees()])
    fewer = [*people(), *committees()[::2]]

    assert [visit(engine, fewer, hours).verdict for hours in (1, 2)] == ["degraded", "ok"]


@pytest.mark.parametrize(("listed", "left"), [(notices()[::2], 15), ([NothingHere(reason="none")], 0)])
def test_notices_that_are_not_there_are_told(engine: Engine, listed: list[Outcome], left: int):
    teller = replace(CONGRESS, kind="notices")
    visit(engine, notices(), source=teller)
    summary = visit(engine, listed, 1, source=teller)

    assert (summary.verdict, summary.counts.items) == ("degraded", left)
    assert "30" in summary.reason


def test_a_short_list_that_lost_three_meetings_is_doubted_once_and_they_are_gone_two_visits_later(engine: Engine):
    teller = replace(CONGRESS, kind="hearings")
    visit(engine, hearings()[:6], source=teller)
    told = [visit(engine, hearings()[:3], hours, teller) for hours in range(1, 5)]

    assert [(each.verdict, each.counts.vanished) for each in told] == [("degraded", 0), ("ok", 0), ("ok", 3), ("ok", 0)]
