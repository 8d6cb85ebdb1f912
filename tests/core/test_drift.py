"""What no legislature does in one day is not stored, and what an ordinary day brings is."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from spiders.registry import shipped
from tests.core.lives import a_day_later
from tests.core.test_ingest import snapshot
from tests.records import CONGRESS, EASTERN, INTRODUCED, PASSED, REFERRED, bill, hearing, notice
from tracker import clock
from tracker.db import queries
from tracker.db.engine import connect, reading
from tracker.ingest import agreed
from tracker.ingest.drift import Evidence, doubts
from tracker.ingest.source import Source
from tracker.ingest.verdict import RunSummary
from tracker.ingest.visit import Visit
from tracker.records.items import (
    Abstract,
    AgendaItem,
    Ballot,
    HeardBill,
    Link,
    NothingHere,
    Outcome,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    Title,
    VoteEvent,
)

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
VIDEO = "https://example.org/live"
Hearings = list[ScrapedHearing]
Bills = list[ScrapedBill]


def visit(engine: Engine, found: Iterable[Outcome], now: dt.datetime = TODAY, **how: Any) -> RunSummary:
    source: Source = how.pop("source", CONGRESS)
    with clock.as_of(now):
        made = Visit(engine, "us-test", source, **how)
        for each in found:
            made.take(each)
        return made.finish()


def season() -> Hearings:
    """Thirty hearings from two weeks ago to three weeks ahead, two of them called off."""
    return [
        hearing(
            f"h-{number}",
            name=f"Hearing on matter {number}",
            committee=f"Committee {number % 7}",
            start=dt.datetime(2026, 11, 9, 9 + number % 6, tzinfo=EASTERN) + dt.timedelta(days=number),
            location=f"Room {number % 10 if number % 10 < 5 else 0}",
            classification="committee-meeting" if number % 4 else "floor",
            status="cancelled" if number in {4, 17} else "confirmed",
            bills=(HeardBill(identifier=f"HR {number}"),),
            documents=(Link(url=f"https://example.org/agenda/{number}"),),
        )
        for number in range(1, 31)
    ]


def session() -> Bills:
    """Forty bills with actions, sponsors and a second title."""
    return [
        bill(
            number,
            title=f"Act number {number}",
            other_titles=(Title(title=f"Short {number}"), Title(title=f"Long {number}")),
            sponsorships=(
                Sponsorship(name=f"Rep. {number}", primary=True, party="Independent", person_id=f"P{number}"),
                Sponsorship(name=f"Rep. {number + 1}"),
            ),
            actions=(INTRODUCED, replace(REFERRED, description=f"Referred to Committee {number}")),
            text=f"Section 1. Rule {number}.",
        )
        for number in range(1, 41)
    ]


def every(change: Callable[[Any], dict[str, Any]]) -> Callable[[list[Any]], list[Any]]:
    return lambda found: [replace(each, **change(each)) for each in found]


def swapped(each: ScrapedHearing) -> dict[str, Any]:
    """Day and month exchanged where that makes a date, as a page read the wrong way round does."""
    start = each.start
    return {"start": start.replace(month=start.day, day=start.month)} if start.day <= 12 else {}


def cut(actions: Sequence[Any], days: int) -> tuple[Any, ...]:
    return tuple(replace(each, date=each.date - dt.timedelta(days=days)) for each in actions)


BROKEN_HEARINGS: dict[str, Callable[[Hearings], list[Any]]] = {
    "hours in another zone": every(lambda each: {"start": each.start + dt.timedelta(hours=5)}),
    "hours one off for most": lambda found: [
        replace(each, start=each.start + dt.timedelta(hours=1)) if n % 4 else each for n, each in enumerate(found)
    ],
    "a day later": every(lambda each: {"start": each.start + dt.timedelta(days=1)}),
    "a year back": every(lambda each: {"start": each.start.replace(year=2025)}),
    "a year back under keys made of days": lambda found: [
        replace(each, key=f"{each.key}-25", start=each.start.replace(year=2025)) for each in found
    ],
    "a year ahead": every(lambda each: {"start": each.start.replace(year=2027)}),
    "day and month exchanged": lambda found: [replace(each, **swapped(each)) for each in found if each.start.day <= 12],
    "every hour the same": every(lambda each: {"start": each.start.replace(hour=0)}),
    "hours lost": every(lambda each: {"all_day": True, "time_qualifier": "date-only", "start": each.start.replace(hour=0)}),
    "hours lost in half": lambda found: [
        replace(each, all_day=n % 2 == 0, start=each.start.replace(hour=0) if n % 2 == 0 else each.start)
        for n, each in enumerate(found)
    ],
    "all called off": every(lambda _each: {"status": "cancelled"}),
    "places lost": every(lambda _each: {"location": None}),
    "places all the same": every(lambda _each: {"location": "See notice"}),
    "bills lost": every(lambda _each: {"bills": ()}),
    "documents lost": every(lambda _each: {"documents": ()}),
    "committee lost": every(lambda _each: {"committee": None}),
    "name and committee exchanged": every(lambda each: {"name": each.committee, "committee": each.name}),
    "every name the same": every(lambda _each: {"name": "Meeting"}),
    "chambers exchanged": every(lambda _each: {"chamber": "lower"}),
    "one sort of meeting read as another": every(
        lambda each: {"classification": "committee-meeting"} if each.classification == "floor" else {}
    ),
    "agendas all the first one": every(lambda _each: {"documents": (Link(url="https://example.org/agenda/1"),)}),
    "places of some the same as those of the others": every(lambda _each: {"location": "Room 0"}),
    "zone changed": every(lambda _each: {"timezone": "America/Chicago"}),
    "half of the rows": lambda found: found[::2],
    "cut in the middle": lambda found: found[:15],
    "only the end": lambda found: found[:3] + found[20:],
    "nothing at all": lambda _found: [NothingHere(reason="No hearings scheduled")],
    "ids made anew": lambda found: [replace(each, key=f"new-{each.key}") for each in found],
    "each row twice under two ids": lambda found: [*found, *(replace(each, key=f"{each.key}-b") for each in found)],
    "the page of another body": lambda found: [
        replace(each, key=f"other-{n}", name=f"Zoning {n}", committee="Zoning", start=each.start + dt.timedelta(minutes=30))
        for n, each in enumerate(found)
    ],
    "an id for two rows": lambda found: [*found, replace(found[-1], name="Another matter")],
}  # fmt: skip

BROKEN_BILLS: dict[str, Callable[[Bills], list[Any]]] = {
    "every title the same": every(lambda _each: {"title": "Measure"}),
    "titles from another column": every(lambda each: {"title": f"Relating to {each.identifier}"}),
    "titles of the next row": lambda found: [
        replace(each, title=found[n - 1].title) for n, each in enumerate(found)
    ],
    "sponsors lost": every(lambda _each: {"sponsorships": ()}),
    "sponsors cut to the first": every(lambda each: {"sponsorships": each.sponsorships[:1]}),
    "sponsors of the next row": lambda found: [
        replace(each, sponsorships=found[n - 2].sponsorships) for n, each in enumerate(found)
    ],
    "actions lost": every(lambda _each: {"actions": ()}),
    "actions a year back": every(lambda each: {"actions": cut(each.actions, 365)}),
    "yesterday's copy": every(lambda each: {"actions": each.actions[:1]}),
    "second titles lost": every(lambda _each: {"other_titles": ()}),
    "second titles lost in half": lambda found: [
        replace(each, other_titles=()) if n % 2 else each for n, each in enumerate(found)
    ],
    "ids of sponsors from another column": every(
        lambda each: {"sponsorships": tuple(replace(one, person_id=one.name[5:]) for one in each.sponsorships)}
    ),
    "past of a third in other words": lambda found: [
        replace(each, actions=(replace(each.actions[0], description="Step"), *each.actions[1:])) if n % 3 == 0 else each
        for n, each in enumerate(found)
    ],
    "steps in codes": every(
        lambda each: {
            "actions": (*each.actions[:-1], replace(each.actions[-1], description="S05", classification=()))
        }
    ),
    "steps of long ago in codes": every(
        lambda each: {"actions": (replace(INTRODUCED, description="H01", classification=()), *each.actions)}
    ),
    "steps taken for others": every(
        lambda each: {"actions": tuple(replace(one, classification=("passage",)) for one in each.actions)}
    ),
    "first sponsors no longer first": every(
        lambda each: {"sponsorships": tuple(replace(one, primary=False) for one in each.sponsorships)}
    ),
    "two bills of the session before": lambda found: [
        *found[:-2], *(replace(each, legislative_session="118") for each in found[-2:])
    ],
    "texts with other words": every(lambda each: {"text": f"{each.text} [Menu] [Search]"}),
    "abstracts lost": every(lambda _each: {"abstracts": ()}),
    "abstracts all the same": every(lambda _each: {"abstracts": (Abstract(abstract="To be announced"),)}),
    "parties of sponsors lost": every(
        lambda each: {"sponsorships": tuple(replace(one, party=None) for one in each.sponsorships)}
    ),
    "a second title the same for all": every(lambda each: {"other_titles": (*each.other_titles[:1], Title(title="Bill"))}),
    "words of half of the actions": every(
        lambda each: {"actions": (each.actions[0], *(replace(a, description="1") for a in each.actions[1:]))}
    ),
    "second titles from another column": every(lambda each: {"other_titles": (Title(title=each.identifier),)}),
    "dates of texts lost": every(lambda each: {"versions": tuple(replace(v, date=None) for v in each.versions)}),
    "chambers exchanged": every(lambda _each: {"from_organization": "upper"}),
    "places exchanged": every(lambda each: {"actions": tuple(replace(a, organization="upper") for a in each.actions)}),
    "one number for all": lambda found: [replace(each, identifier="HR 1") for each in found],
    "numbers from another column": lambda found: [
        replace(each, identifier=f"HR {900 + n}") for n, each in enumerate(found)
    ],
    "a third of the numbers from another column": lambda found: [
        replace(each, identifier=f"HR {900 + n}") if n % 3 == 0 else each for n, each in enumerate(found)
    ],
    "the session before": every(lambda _each: {"legislative_session": "118"}),
    "an eighth of the bills gone": lambda found: [each for n, each in enumerate(found) if n % 8],
    "half of the bills": lambda found: found[:20],
    "two thirds of the bills": lambda found: found[:28],
    "nothing in mid session": lambda _found: [NothingHere(reason="no bills")],
}  # fmt: skip


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Databases made once, since making one takes longer than judging a visit: empty, with the season, with the session.

    SQLite alone: what is judged here does not depend on the database.
    """
    folder = tmp_path_factory.mktemp("stored")
    for name, found in (("empty", ()), ("season", season()), ("session", session())):
        made = connect(f"sqlite:///{folder / name}.db")
        if found:
            assert visit(made, found).verdict == "ok"
        made.dispose()
    return folder


@pytest.fixture
def opened(stored: Path, tmp_path: Path) -> Iterator[Callable[[str], Engine]]:
    """A copy of one of them."""
    engines = []

    def copy(name: str) -> Engine:
        with sqlite3.connect(stored / f"{name}.db") as source, sqlite3.connect(tmp_path / f"{name}.db") as target:
            source.backup(target)
        engines.append(connect(f"sqlite:///{tmp_path / name}.db", migrate=False))
        return engines[-1]

    yield copy
    for each in engines:
        each.dispose()


@pytest.fixture
def engine(opened: Callable[[str], Engine]) -> Engine:
    """An empty database."""
    return opened("empty")


def untouched(engine: Engine) -> dict[str, list[tuple]]:
    found = snapshot(engine)
    del found["listings"]
    return found


@pytest.mark.parametrize("mutation", BROKEN_HEARINGS)
def test_a_list_of_hearings_that_broke_changes_nothing_and_is_told(opened: Callable[[str], Engine], mutation: str):
    engine = opened("season")
    before = untouched(engine)
    broken = visit(engine, BROKEN_HEARINGS[mutation](season()), TODAY + dt.timedelta(hours=2))

    assert broken.verdict in {"degraded", "failed"}, broken
    assert untouched(engine) == before
    assert any(char.isdigit() for char in broken.reason), "told with numbers"
    assert visit(engine, season(), TODAY + dt.timedelta(hours=4)).verdict == "ok"
    assert untouched(engine) == before


@pytest.mark.parametrize("mutation", BROKEN_BILLS)
def test_a_list_of_bills_that_broke_changes_nothing_and_is_told(opened: Callable[[str], Engine], mutation: str):
    engine = opened("session")
    before = untouched(engine)
    broken = visit(engine, BROKEN_BILLS[mutation](session()), TODAY + dt.timedelta(hours=2))

    assert broken.verdict in {"degraded", "failed"}, broken
    assert untouched(engine) == before


@pytest.mark.parametrize(("days", "verdict"), [(60, "degraded"), (0, "empty")])
def test_an_archive_that_says_it_is_empty_is_not_believed_and_a_season_that_ended_is(
    engine: Engine, days: int, verdict: str
):
    visit(engine, [replace(each, start=each.start - dt.timedelta(days=days)) for each in season()])

    assert visit(engine, [NothingHere(reason="No hearings")], TODAY + dt.timedelta(days=30)).verdict == verdict


TRIED_EVERYWHERE = ("hours in another zone", "a year back", "hours lost", "places lost", "every name the same", "half of the rows", "nothing at all")  # fmt: skip


@pytest.mark.parametrize("name", [name for name, each in shipped().items() if "hearings" in each.source.kind])
def test_each_source_of_hearings_is_judged_alike(opened: Callable[[str], Engine], name: str):
    source = shipped()[name].source
    here = [replace(each, jurisdiction=source.jurisdiction) for each in season()]
    engine = opened("empty")
    assert visit(engine, here, source=source).verdict == "ok"
    before = untouched(engine)
    missed = []
    for number, mutation in enumerate(TRIED_EVERYWHERE, 1):
        if mutation in _ORDINARY and (source.changes_only or not source.lists_all_upcoming):
            continue  # what lists a part may list less
        later = TODAY + dt.timedelta(hours=2 * number)
        found = visit(engine, BROKEN_HEARINGS[mutation](here), later, source=source)
        if found.verdict not in {"degraded", "failed"} or untouched(engine) != before:
            missed.append(mutation)
            engine = opened("empty")
            visit(engine, here, source=source)
    assert not missed


_ORDINARY = frozenset({"half of the rows", "nothing at all"})


@pytest.mark.parametrize("seed", range(3))
def test_an_ordinary_month_raises_no_alarm(engine: Engine, seed: int):
    chance = random.Random(seed)
    hearings, bills, number = season(), session(), 100
    for day in range(30):
        now = TODAY + dt.timedelta(days=day)
        if now.weekday() < 5:
            for _ in range(chance.randint(0, 6)):
                number += 1
                when = (now + dt.timedelta(days=chance.randint(3, 20))).replace(hour=chance.randint(14, 21))
                hearings.append(hearing(f"h-{number}", name=f"Matter {number}", start=when, bills=()))
            hearings = [a_day_later(each, chance, day) for each in hearings if chance.random() > 0.01]
            bills = [_moved(each, chance, now.date()) for each in bills]
            bills += [bill(200 + day * 5 + n, title=f"Act {day}.{n}") for n in range(chance.randint(0, 5))]
        shown = [each for each in hearings if each.start > now - dt.timedelta(days=7)]
        summary = visit(engine, [*shown, *bills], now)
        assert summary.verdict == "ok", (day, summary)
        assert summary.counts.withheld == 0


def _moved(each: ScrapedBill, chance: random.Random, day: dt.date) -> ScrapedBill:
    luck = chance.random()
    if luck < 0.10:
        return replace(each, actions=(*each.actions, replace(PASSED, date=day, description=f"Step of {day}")))
    if luck < 0.13:
        return replace(each, title=f"{each.title}, amended")
    if luck < 0.16:
        return replace(each, sponsorships=(*each.sponsorships, Sponsorship(name=f"Rep. {chance.randint(1, 999)}")))
    return each


def test_a_day_of_snow_is_believed(engine: Engine):
    visit(engine, season())
    snow = {each.key for each in season() if each.start.date() in {dt.date(2026, 11, day) for day in (24, 25, 26)}}
    moved = [replace(each, start=each.start + dt.timedelta(days=7)) if each.key in snow else each for each in season()]

    assert visit(engine, moved, TODAY + dt.timedelta(hours=2)).verdict == "ok"


def test_two_places_of_one_platform_are_judged_apart(engine: Engine):
    both = [*season(), *(replace(each, jurisdiction="us-ma") for each in season())]
    visit(engine, both)
    half = [
        replace(each, start=each.start + dt.timedelta(hours=5)) if each.jurisdiction == "us-ma" else each
        for each in both
    ]
    half[0] = replace(half[0], location="Room 99")
    summary = visit(engine, half, TODAY + dt.timedelta(hours=2))

    assert summary.verdict == "degraded"
    assert "us-ma: 30 of 30 hearings moved at once, 30 of them by 5 hours later" in summary.reason
    assert (summary.counts.changed, summary.counts.withheld) == (1, 30)


def test_what_a_person_looked_at_is_believed(engine: Engine):
    visit(engine, season())
    moved = BROKEN_HEARINGS["a day later"](season())
    assert visit(engine, moved).verdict == "degraded"

    summary = visit(engine, moved, accept=True)
    assert (summary.verdict, summary.counts.changed) == ("ok", 30)
    assert "believed as asked" in summary.reason


def test_what_a_mended_reader_changes_is_believed(engine: Engine):
    visit(engine, season(), reader="one")
    moved = BROKEN_HEARINGS["hours in another zone"](season())
    assert visit(engine, moved, reader="one").verdict == "degraded"

    summary = visit(engine, moved, reader="two")
    assert (summary.verdict, summary.counts.changed) == ("ok", 30)


def test_a_larger_loss_counts_when_a_second_clean_visit_agrees(engine: Engine):
    visit(engine, season())
    less = [each for each in season() if each.key not in {"h-20", "h-21", "h-22", "h-23"}]
    first, second = visit(engine, less), visit(engine, less)

    assert (first.verdict, first.counts.vanished) == ("ok", 0)
    assert (second.verdict, second.counts.vanished) == ("ok", 4)
    assert "4 coming hearings are not listed" in first.reason
    assert "4 coming hearings are no longer listed" in second.reason
    assert visit(engine, season()).verdict == "ok"


def test_sources_that_do_not_agree_about_a_session_are_told_and_both_stand(engine: Engine):
    wisconsin = replace(CONGRESS, jurisdiction="us-wi", kind="bills")
    filed = [replace(each, jurisdiction="us-wi", legislative_session="2025") for each in session()[:4]]
    assert visit(engine, filed, source=wisconsin).problems == ()
    with clock.as_of(TODAY):
        other = Visit(engine, "us-other", wisconsin)
        for each in filed[:3]:
            other.take(replace(each, legislative_session="2026S1"))
        summary = other.finish()
    (problem,) = summary.problems
    assert (summary.verdict, problem.kind) == ("ok", "two-sessions")
    assert "3 bills of us-wi stand in 2026S1 and in 2025" in problem.reason


def test_words_that_name_no_place_and_no_hour_go_with_the_source_that_stops_saying_them(engine: Engine):
    day = {"all_day": True, "time_qualifier": "date-only", "location": "TBD"}
    unknown = [replace(each, **day, time_text="TBD") for each in season()]
    visit(engine, unknown)
    silent = visit(engine, [replace(each, location=None, time_text=None) for each in unknown])
    assert (silent.verdict, silent.counts.changed, silent.counts.withheld) == ("ok", 30, 0)


def test_a_page_of_weeks_ago_is_told_for_as_long_as_it_stands_there(engine: Engine):
    """Also when all that it lacks is over; a visit of it reads nothing well."""
    listed, verdicts = season(), {}
    for day in range(1, 36):
        now = TODAY + dt.timedelta(days=day)
        shown = listed if day < 8 else [each for each in listed if each.start < TODAY - dt.timedelta(days=8)]
        verdicts[day] = visit(engine, shown, now).verdict
        with reading(engine) as connection:
            good = queries.sources(connection)[0].last_good_at
        assert (good == now) is (verdicts[day] == "ok")
    assert [day for day, said in verdicts.items() if said != "ok"] == list(range(8, 36))


def test_a_page_that_takes_back_what_changed_one_by_one_is_an_old_one(engine: Engine):
    """However often it is shown; and a storm that passes, or one hearing that is on again, is none."""
    now = [replace(each, start=each.start + dt.timedelta(days=30)) for each in season()[:12]]
    days = iter(range(60))
    changes: list[dict[str, Any]] = [
        {"status": "cancelled"},
        {"location": "Room 77"},
        {"start": now[2].start + dt.timedelta(hours=2)},
    ]
    visit(engine, now, TODAY)
    shown = now
    for number, change in enumerate(changes):
        shown = [*shown[:number], replace(shown[number], **change), *shown[number + 1 :]]
        assert visit(engine, shown, TODAY + dt.timedelta(days=next(days))).counts.changed == 1
    stored = untouched(engine)
    for _twice in range(3):
        old = visit(engine, now, TODAY + dt.timedelta(days=next(days)))
        assert (old.verdict, old.counts.changed, old.counts.withheld) == ("degraded", 0, 3)
        assert "3 hearings stand as they stood before 2026-11-23" in old.reason
    assert untouched(engine) == stored
    on_again = [now[0], *shown[1:]]
    assert visit(engine, on_again, TODAY + dt.timedelta(days=next(days))).counts.changed == 1


def test_a_list_of_notices_that_is_half_as_long_is_believed_when_told_twice(engine: Engine):
    notices = [notice(f"fr-{n}", title=f"Rule {n}") for n in range(20)]
    assert visit(engine, notices).verdict == "ok"
    first, second = visit(engine, notices[:9]), visit(engine, notices[:9])

    assert (first.verdict, first.reason) == ("degraded", "9 records, where the last clean visit met 20")
    assert second.verdict == "ok"
    assert visit(engine, notices[:2]).verdict == "degraded"


def test_a_calendar_that_makes_its_ids_anew_keeps_its_meetings(engine: Engine):
    feed = replace(CONGRESS, sound_ids=False)
    visit(engine, season(), source=feed)
    for turn in range(3):
        again = [replace(each, key=f"export-{turn}-{each.key}") for each in season()]
        summary = visit(engine, again, TODAY + dt.timedelta(hours=turn + 1), source=feed)
        assert (summary.verdict, summary.counts.new, summary.counts.vanished, summary.counts.items) == ("ok", 0, 0, 30)


def test_last_year_s_list_is_not_believed_because_another_page_failed_beside_it(engine: Engine):
    visit(engine, season())
    before = untouched(engine)
    with clock.as_of(TODAY):
        made = Visit(engine, "us-test", CONGRESS)
        made.problem("failed-page", "the page of next month answered 500")
        for each in BROKEN_HEARINGS["a year back under keys made of days"](season()):
            made.take(each)
        summary = made.finish()

    assert (summary.verdict, summary.counts.new, summary.counts.withheld) == ("degraded", 0, 30)
    assert "the list went back from 2026-11-25 to 2025-11-25" in summary.reason
    assert untouched(engine) == before


def test_a_visit_that_is_not_believed_leaves_no_new_names_behind(engine: Engine):
    visit(engine, season())
    before = snapshot(engine)
    renamed = [replace(each, key=f"{each.key}-anew") for each in season()[:4]]
    broken = BROKEN_HEARINGS["a year back under keys made of days"](season()[4:])
    summary = visit(engine, [*renamed, *broken])

    assert (summary.verdict, summary.counts.withheld) == ("degraded", 30)
    assert snapshot(engine)["aliases"] == before["aliases"] == []


def test_bills_of_another_session_are_not_believed_because_a_page_failed_beside_them(engine: Engine):
    visit(engine, session())
    before = untouched(engine)
    wrong = [replace(each, legislative_session="118") for each in session()]
    summary = with_failed_pages(engine, [*wrong[:-1], session()[-1]])

    assert (summary.verdict, summary.counts.withheld) == ("degraded", 39)
    assert "39 bills of us/119 are not listed, 39 of us/118 are" in summary.reason
    assert untouched(engine) == before


def test_bills_of_sessions_that_are_over_are_not_new(engine: Engine):
    numbered = [replace(each, legislative_session=str(110 + n % 10)) for n, each in enumerate(session())]
    visit(engine, numbered)
    before = untouched(engine)
    wrong = [replace(each, legislative_session=str(int(each.legislative_session) - 1)) for each in numbered]
    summary = with_failed_pages(engine, wrong)

    assert (summary.verdict, summary.counts.withheld) == ("degraded", 40)
    assert "40 bills of us/110 and 9 other sessions are not listed, 16 of us/115 and 3 other" in summary.reason
    assert untouched(engine) == before


def test_the_address_of_a_live_video_goes_from_meeting_to_meeting(engine: Engine):
    for day in range(4):
        told = [replace(each, video=VIDEO if n % 4 == day else None) for n, each in enumerate(season())]
        assert visit(engine, told, TODAY + dt.timedelta(hours=day)).verdict == "ok"


def short_list(length: int) -> Hearings:
    """The coming meetings of a board, at two in the afternoon."""
    return [
        replace(each, key=f"board-{n}", start=dt.datetime(2026, 11, 24 + n, 14, tzinfo=EASTERN), video=VIDEO)
        for n, each in enumerate(season()[4:])
        if n < length
    ]


def moved(span: dt.timedelta) -> Callable[[Hearings], Hearings]:
    return every(lambda each: {"start": each.start + span})


NOT_OF_A_BOARD: dict[str, Callable[[Hearings], Hearings]] = {
    "places lost": every(lambda _each: {"location": None}),
    "bills lost": every(lambda _each: {"bills": ()}),
    "videos lost": every(lambda _each: {"video": None}),
    "hours lost": every(lambda _each: {"all_day": True, "time_qualifier": "date-only"}),
    "half of the day lost": moved(dt.timedelta(hours=-12)),
    "a year back": moved(dt.timedelta(days=-364)),
}
OF_A_BOARD: dict[str, Callable[[Hearings], Hearings]] = {
    "another house": every(lambda _each: {"location": "Town Hall, while the library is closed"}),
    "an hour later": moved(dt.timedelta(hours=1)),
    "a week later": moved(dt.timedelta(days=7)),
    "called off": every(lambda _each: {"status": "cancelled"}),
    "one place lost": lambda found: [replace(found[0], location=None), *found[1:]],
    "one year mistyped": lambda found: [replace(found[0], start=found[0].start.replace(year=2025)), *found[1:]],
    "agendas": every(lambda _each: {"agenda": (AgendaItem(description="Minutes"),)}),
}


@pytest.mark.parametrize("length", [2, 4, 7])
@pytest.mark.parametrize("mutation", NOT_OF_A_BOARD)
def test_what_happens_to_pages_rather_than_to_boards_is_believed_of_a_short_list_when_told_twice(
    engine: Engine, mutation: str, length: int
):
    changed = NOT_OF_A_BOARD[mutation](short_list(length))
    visit(engine, short_list(length))
    before = untouched(engine)
    once = visit(engine, changed, TODAY + dt.timedelta(hours=1))
    assert (once.verdict, once.counts.withheld) == ("degraded", length)
    assert untouched(engine) == before
    if length < 5:  # more records are a share of their own
        again = visit(engine, changed, TODAY + dt.timedelta(hours=2))
        assert (again.verdict, again.counts.changed) == ("ok", length)
        assert "since two visits said so" in again.reason


def of_bodies(length: int) -> Hearings:
    """As many hearings of different bodies on different days, at half past some hour."""
    return [
        replace(
            each,
            location=f"Room {n}",
            start=dt.datetime(2026, 11, 27, 9 + n, 30, tzinfo=EASTERN) + dt.timedelta(days=n * 17 // 2),
        )
        for n, each in enumerate(short_list(length))
    ]


OF_NO_BODIES: dict[str, Callable[[Hearings], Hearings]] = {
    "hours in another zone": moved(dt.timedelta(hours=1)),
    "days in another zone": moved(dt.timedelta(days=-1)),
    "one hour for all": every(lambda each: {"start": each.start.replace(hour=12, minute=0)}),
    "minutes lost": every(lambda each: {"start": each.start.replace(minute=0)}),
    "a day and a month exchanged": every(swapped),
    "a legend that says cancelled": every(lambda _each: {"status": "cancelled"}),
    "one place for all": every(lambda _each: {"location": "State Capitol"}),
    "read as Latin-1": every(lambda each: {"name": each.name.replace("a", "\u00c3\u00a1")}),
    "a column cut": every(lambda each: {"committee": each.committee[:6]}),
    "what a program calls nothing": every(lambda _each: {"committee": "undefined", "name": "undefined"}),
    "another zone": every(lambda each: {"timezone": "UTC", "start": each.start.replace(tzinfo=dt.UTC)}),
    "the column of bodies gone": every(lambda _each: {"committee": None}),
    "the first bill alone": every(lambda each: {"bills": each.bills[:1]}),
}


@pytest.mark.parametrize("mutation", OF_NO_BODIES)
def test_what_few_hearings_of_different_bodies_never_do_together_is_held_once_and_told_when_it_is_believed(
    engine: Engine, mutation: str
):
    stored = [replace(each, bills=(HeardBill(identifier="HR 1"), *each.bills)) for each in of_bodies(3)]
    visit(engine, stored)
    before = untouched(engine)
    once = visit(engine, OF_NO_BODIES[mutation](stored), TODAY + dt.timedelta(hours=1))
    assert (once.verdict, untouched(engine) == before) == ("degraded", True)
    again = visit(engine, OF_NO_BODIES[mutation](stored), TODAY + dt.timedelta(hours=2))
    assert again.verdict == "ok"
    assert "since two visits said so" in again.reason
    with reading(engine) as connection:
        assert "since two visits said so" in agreed.lately(connection, TODAY + dt.timedelta(days=6))["us-test"]
        assert not agreed.lately(connection, TODAY + dt.timedelta(days=8))


@pytest.mark.parametrize("length", [2, 4])
@pytest.mark.parametrize("mutation", OF_A_BOARD)
def test_what_boards_do_to_all_of_their_few_meetings_is_believed_at_once(engine: Engine, mutation: str, length: int):
    board = [replace(each, committee="Board") for each in short_list(length)]
    visit(engine, board)
    assert visit(engine, OF_A_BOARD[mutation](board), TODAY + dt.timedelta(hours=1)).verdict == "ok"


def test_what_one_meeting_of_a_short_list_lost_waits_for_the_next_visit_and_nothing_else_does(engine: Engine):
    board = [replace(each, committee="Board", description=f"Notice {n}") for n, each in enumerate(short_list(3))]
    visit(engine, board)
    poorer = [replace(board[0], description=None), replace(board[1], location="Hall", video=None), board[2]]
    words = "us/board-0 lost its description: stored when the next visit says so, too"
    for hours, stored, reason in ((1, 1, words), (2, 1, "")):
        run = visit(engine, poorer, TODAY + dt.timedelta(hours=hours))
        assert (run.verdict, run.counts.changed, run.reason) == ("ok", stored, reason)
    back = visit(engine, board, TODAY + dt.timedelta(hours=3))
    assert (back.verdict, back.counts.changed) == ("ok", 2)


def test_a_source_that_tells_the_last_step_of_each_chamber_alone_does_not_rewrite_the_past(engine: Engine):
    day = dt.date(2026, 11, 16)
    last = [
        [
            replace(PASSED, date=day - dt.timedelta(days=2 - n), organization=who)
            for n, who in enumerate(("lower", "upper"))
        ]
        for _ in range(40)
    ]
    for night in range(6):
        told = [bill(number + 1, actions=tuple(steps)) for number, steps in enumerate(last)]
        summary = visit(engine, told, TODAY + dt.timedelta(days=night))
        assert summary.verdict == "ok", summary
        for number, steps in enumerate(last):
            if number % 3 == 0:
                who = steps[night % 2]
                steps[night % 2] = replace(
                    who, date=day + dt.timedelta(days=night), description=f"Step of night {night}"
                )


def with_failed_pages(engine: Engine, found: Iterable[Outcome], pages: int = 1) -> RunSummary:
    """A visit of which some pages no longer have the form they had."""
    with clock.as_of(TODAY):
        made = Visit(engine, "us-test", CONGRESS)
        for number in range(pages):
            made.problem("page-changed", f"table {number}: wanted the column Date, found none")
        for each in found:
            made.take(each)
        return made.finish()


def test_what_a_record_lost_while_a_page_failed_is_not_stored_and_what_it_gained_is(engine: Engine):
    visit(engine, session())
    first, second, *others = session()
    told = replace(second, actions=(*second.actions, replace(PASSED, date=TODAY.date())))
    summary = with_failed_pages(engine, [replace(first, actions=first.actions[:1]), told, *others])

    assert (summary.verdict, summary.counts.changed, summary.counts.withheld) == ("degraded", 1, 1)
    assert "1 records told less than before while pages failed" in summary.reason
    with reading(engine) as connection:
        assert len(queries.kept_bill(queries.bill_row(connection, first.id)).item.actions) == 2


@pytest.mark.parametrize(("pages", "believed"), [(4, True), (17, True), (18, False)])
def test_what_is_read_by_luck_beside_many_changed_pages_is_not_stored(engine: Engine, pages: int, believed: bool):
    visit(engine, session())
    summary = with_failed_pages(engine, [replace(session()[0], title="Day and month exchanged"), *session()[1:]], pages)

    assert (summary.verdict, summary.counts.changed) == ("degraded", int(believed))


def test_a_stopped_visit_stores_what_can_be_believed(engine: Engine):
    visit(engine, season())
    with clock.as_of(TODAY):
        stopped = Visit(engine, "us-test", CONGRESS)
        for each in [replace(season()[0], location="Room 9"), *season()[1:10]]:
            stopped.take(each)
        summary = stopped.finish(complete=False)

    assert (summary.verdict, summary.counts.changed) == ("interrupted", 1)


@pytest.mark.parametrize(
    ("number", "of", "doubted"), [(4, 8, False), (5, 10, True), (5, 14, False), (6, 15, True), (4, 4, False)]
)
def test_as_many_hearings_moving_by_one_span_are_doubted_as_no_day_of_snow_moves(number: int, of: int, doubted: bool):
    seen = Evidence("hearing")
    for _ in range(of - number):
        seen.same(hearing())
    for _ in range(number):
        seen.changed(hearing(), hearing(start=hearing().start + dt.timedelta(hours=6)))

    assert bool(doubts(seen)) is doubted


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("location", None, "8 of 8 hearings lost their location"),
        ("committee", "Agriculture", "8 of 8 hearings have another committee, all at once"),
        ("status", "cancelled", "8 of 8 hearings were called off at once"),
        ("bills", (), "8 of 8 hearings lost their bills"),
        ("start", hearing().start - dt.timedelta(days=365), "8 of 8 hearings moved at once, 8 of them by 365 days earlier"),
    ],
)  # fmt: skip
def test_each_doubt_is_told_with_its_numbers(field: str, value: Any, words: str):
    seen = Evidence("hearing")
    for _ in range(8):
        seen.changed(hearing(), replace(hearing(), **{field: value}))

    assert [each.words for each in doubts(seen)] == [words]


@pytest.mark.parametrize(("left", "words"), [((), "lost their votes"), ("names", "lost the ballots of their votes")])
def test_votes_that_were_taken_are_not_taken_back(engine: Engine, left: Any, words: str):
    vote = VoteEvent(
        date=dt.date(2025, 3, 4), motion="Third reading", ballots=(Ballot(option="yes", voter="Ann Example"),)
    )
    bills = [bill(number, votes=(vote,)) for number in range(1, 11)]
    visit(engine, bills)
    before = snapshot(engine)
    fewer = (replace(vote, ballots=()),) if left else ()
    summary = visit(engine, [replace(each, votes=fewer) for each in bills])

    assert summary.verdict == "degraded"
    assert words in summary.reason
    assert snapshot(engine)["bills"] == before["bills"]


def test_two_records_under_one_id_are_told_with_both_and_the_known_one_stands(engine: Engine):
    visit(engine, [hearing("a"), hearing("b")])
    other = hearing("a", name="Another matter", start=hearing().start + dt.timedelta(hours=3))
    for order in ([other, hearing("a")], [hearing("a"), other]):
        summary = visit(engine, [*order, hearing("b")])
        (problem,) = summary.problems
        assert (summary.verdict, summary.counts.doubled, summary.counts.changed) == ("degraded", 1, 0)
        assert problem.kind == "doubled-id"
        assert "Another matter" in problem.excerpt
        assert "Hearings to examine crisis care" in problem.excerpt


def test_the_same_record_twice_counts_once(engine: Engine):
    summary = visit(engine, [hearing("a"), hearing("a"), bill(), bill()])

    assert (summary.verdict, summary.counts.items, summary.counts.doubled) == ("ok", 2, 0)


def test_an_agenda_told_in_parts_is_one_hearing(engine: Engine):
    parts = [hearing("a", bills=(HeardBill(identifier=f"HR {number}"),)) for number in (1, 2, 3)]
    for _turn in range(2):
        summary = visit(engine, parts)
        assert (summary.verdict, summary.counts.items, summary.counts.doubled, summary.counts.changed) == (
            "ok",
            1,
            0,
            0,
        )
    with reading(engine) as connection:
        (row,) = queries.hearings(connection, queries.HearingQuery())
    assert [each.identifier for each in queries.kept_hearing(row).item.bills] == ["HR1", "HR2", "HR3"]
