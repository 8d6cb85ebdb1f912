"""What pages do to a short list is not stored at first sight, and what boards and committees do to it is."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.core.lives import a_day_later
from tests.core.test_ingest import snapshot
from tests.records import CONGRESS, EASTERN, INTRODUCED, PASSED, bill, hearing, notice
from tracker import clock
from tracker.db.engine import connect
from tracker.ingest.drift import Evidence, doubts
from tracker.ingest.small_lists import doubts_once
from tracker.ingest.verdict import RunSummary
from tracker.ingest.visit import Visit
from tracker.records.items import (
    Abstract,
    Action,
    AgendaItem,
    Committee,
    HeardBill,
    Link,
    Record,
    ScrapedBill,
    Sponsorship,
    Version,
    VoteCount,
    VoteEvent,
)

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 10)
Records = list[Any]
Change = Callable[[Records], Records]


def meetings(length: int = 9) -> Records:
    """A list of a house: hearings with bills and papers, meetings without, two of them off."""
    return [
        hearing(
            f"m-{number}",
            name=f"Matter {number}",
            committee=f"Committee on {('Health', 'Roads', 'Schools', 'Courts')[number % 4]}, Panel {number % 3}",
            start=dt.datetime(2026, 11, 24, 9 + number % 5, tzinfo=EASTERN) + dt.timedelta(days=number),
            location=f"Room {number}",
            description=f"Notice {number}" if number % 2 else None,
            classification="hearing" if number % 3 else "committee-meeting",
            chamber="upper" if number % 2 else "lower",
            status="cancelled" if number in {4, 7} else "confirmed",
            bills=tuple(HeardBill(identifier=f"HR {number}{n}", title=f"Act {number}{n}", legislative_session="119") for n in range(2)) if number % 2 else (),
            agenda=tuple(AgendaItem(description=f"Item {number}{n}", notes=(f"Note {n}",)) for n in range(2)) if number % 3 else (),
            documents=tuple(Link(url=f"https://example.org/{number}/{n}", note=n) for n in ("Agenda", "Minutes")),
            video=f"https://example.org/video/{number}",
        )
        for number in range(1, length + 1)
    ]  # fmt: skip


def named_meetings(length: int) -> Records:
    """Meetings that bear the names of their bodies and have pages of their own, as most systems list them."""
    return [
        replace(each, name=str(each.committee), links=(Link(url=f"https://example.org/{each.key}"),))
        for each in meetings(length)
    ]


def acts(length: int = 4) -> Records:
    """A list of a few bills, each with a past and a vote."""
    return [
        bill(
            number,
            title=f"Act number {number}",
            from_organization="upper" if number % 2 else "lower",
            abstracts=(Abstract(abstract=f"Pays for {number}."),),
            sponsorships=(
                Sponsorship(name=f"Rep. {number}", classification="primary", district=f"{number}", person_id=f"P{number}"),
                Sponsorship(name=f"Rep. {number + 20}", district=f"{number + 20}", person_id=f"P{number + 20}"),
            ),
            actions=(
                INTRODUCED,
                Action(date=DAY + dt.timedelta(days=number), description=f"Referred {number}", classification=("referral-committee",), organization="lower"),
                Action(date=DAY + dt.timedelta(days=number + 1), description=f"Reported {number}", classification=("committee-passage",), organization="upper"),
            ),
            committees=(Committee(name=f"Committee {number}", code=f"C{number}"),),
            versions=(Version(note="Introduced", date=DAY, links=(Link(url=f"https://example.org/{number}.xml"),)),),
            votes=(VoteEvent(date=DAY, motion=f"Motion {number}", result="pass", counts=(VoteCount(option="yes", value=number),)),),
            text=f"Section 1. Rule {number}.",
        )
        for number in range(1, length + 1)
    ]  # fmt: skip


def rules(length: int = 9) -> Records:
    return [
        notice(
            f"fr-{number}",
            title=f"Rule {number}",
            document_number=f"2026-{number}",
            abstract=f"About {number}.",
            agencies=(f"Agency {number % 4}",),
            published=DAY + dt.timedelta(days=number % 3),
        )
        for number in range(1, length + 1)
    ]


def all_get(**values: Any) -> Change:
    return lambda found: [replace(each, **values) for each in found]


def of_the_first(name: str) -> Change:
    return lambda found: [replace(each, **{name: getattr(found[0], name)}) for each in found]


def of_the_next(name: str) -> Change:
    return lambda found: [
        replace(each, **{name: getattr(found[(n + 1) % len(found)], name)}) for n, each in enumerate(found)
    ]


def in_place_of(one: str, other: str) -> Change:
    """A column read for another one, where both say something."""
    return lambda found: [
        replace(each, **{one: getattr(each, other), other: getattr(each, one)}) if getattr(each, other) else each
        for each in found
    ]


def entries(name: str, **values: Any) -> Change:
    return lambda found: [
        replace(each, **{name: tuple(replace(one, **values) for one in getattr(each, name))}) for each in found
    ]


def under_other_keys(found: Records) -> Records:
    return [replace(each, key=f"other-{each.key}") for each in found]


def year_back(found: Records) -> Records:
    return [replace(each, key=f"{each.key}-25", start=each.start - dt.timedelta(days=364)) for each in found]


def steps_year_back(found: Records) -> Records:
    return [
        replace(each, actions=tuple(replace(one, date=one.date - dt.timedelta(days=365)) for one in each.actions))
        for each in found
    ]


PAGES: dict[str, tuple[Callable[..., Records], Change]] = {
    **{f"hearings' {name} of the first row": (meetings, of_the_first(name)) for name in ("name", "committee", "description", "bills", "agenda", "documents", "start", "chamber")},
    **{f"hearings' {name} of the next row": (meetings, of_the_next(name)) for name in ("name", "committee", "description", "bills", "agenda", "documents", "chamber", "status", "classification")},
    **{f"hearings' {one} for {other}": (meetings, in_place_of(one, other)) for one, other in (("name", "committee"), ("name", "description"), ("committee", "location"))},
    "sessions of heard bills lost": (meetings, entries("bills", legislative_session=None)),
    "titles of heard bills lost": (meetings, entries("bills", title=None)),
    "one title for all heard bills": (meetings, entries("bills", title="Act")),
    "one number for all heard bills": (meetings, entries("bills", identifier="HR 1")),
    "notes of agendas lost": (meetings, entries("agenda", notes=())),
    "one note for all papers": (meetings, entries("documents", note="Paper")),
    "panels of committees lost": (meetings, lambda found: [replace(each, committee=str(each.committee).partition(",")[0]) for each in found]),
    "a year ahead": (meetings, lambda found: [replace(each, start=each.start + dt.timedelta(days=364)) for each in found]),
    "papers under other addresses": (meetings, lambda found: [replace(each, documents=(Link(url=f"https://example.org/new/{n}"),)) for n, each in enumerate(found)]),
    "all off, also what is over": (meetings, all_get(status="cancelled")),
    "two meetings a year back under other keys": (lambda: meetings(2), year_back),
    "three meetings twice": (lambda: meetings(3), lambda found: [*found, *(replace(each, key=f"{each.key}-b") for each in found)]),
    "two that exchanged their names": (lambda: meetings(2), of_the_next("name")),
    "two that lost their places, one of them off before": (lambda: meetings(4)[2:], all_get(location=None)),
    **{f"bills' {name} of the first row": (acts, of_the_first(name)) for name in ("title", "abstracts", "sponsorships", "text")},
    **{f"bills' {name} of the next row": (acts, of_the_next(name)) for name in ("title", "from_organization", "abstracts", "sponsorships", "actions", "versions", "votes", "text")},
    "titles for abstracts": (acts, lambda found: [replace(each, title=each.abstracts[0].abstract, abstracts=(Abstract(abstract=each.title),)) for each in found]),
    "one district for all sponsors": (acts, entries("sponsorships", district="1")),
    "one sort of sponsors": (acts, entries("sponsorships", classification="cosponsor")),
    "one day for all steps": (acts, entries("actions", date=DAY)),
    "one actor of all steps": (acts, entries("actions", organization="upper")),
    "results of votes lost": (acts, entries("votes", result=None)),
    "steps a year back": (acts, steps_year_back),
    "numbers from another column": (acts, lambda found: [replace(each, identifier=f"HR {900 + n}") for n, each in enumerate(found)]),
    **{f"notices' {name} of the next row": (rules, of_the_next(name)) for name in ("title", "abstract", "agencies", "document_number")},
    "titles of notices for abstracts": (rules, in_place_of("title", "abstract")),
    "one abstract for all notices": (rules, of_the_first("abstract")),
    "days of notices for ends of their periods": (rules, in_place_of("published", "comments_close")),
    "notices under other keys": (rules, under_other_keys),
    "one name that became a day": (lambda: meetings(1), all_get(name="Tuesday, December 4, 2026 at 9:00 AM")),
    "one body that became an hour": (lambda: meetings(1), all_get(committee="10:30 a.m.")),
    "one room that became an address": (lambda: meetings(1), all_get(location="https://example.org/rooms/4")),
    "one place for the notice": (lambda: meetings(1), lambda found: [replace(each, location=each.description, description="Notice") for each in found]),
    "one meeting at three at night": (lambda: meetings(1), lambda found: [replace(each, start=each.start.replace(hour=3)) for each in found]),
    "one meeting of the other chamber": (lambda: meetings(1), all_get(chamber="lower")),
    "one note for all papers of one": (lambda: meetings(1), entries("documents", note="Agenda")),
    "papers of one without notes": (lambda: meetings(1), entries("documents", note=None)),
    "the other body under the name of the first": (lambda: named_meetings(2), of_the_first("committee")),
    "the other name over the body": (lambda: named_meetings(2), of_the_first("name")),
    "the page of the other": (lambda: named_meetings(2), of_the_first("links")),
    "one meeting a year back, under another key": (lambda: meetings(1), year_back),
    "one title that became a number": (lambda: acts(1), all_get(title="2026-114")),
    "one bill's votes lost": (lambda: acts(1), all_get(votes=())),
    "one bill's steps of another one": (lambda: acts(1), lambda found: [replace(found[0], actions=acts(3)[2].actions[1:])]),
    "one bill of the other chamber": (lambda: acts(1), all_get(from_organization="lower")),
    "one sort of a bill's sponsors": (lambda: acts(1), entries("sponsorships", classification="cosponsor")),
    "districts of a bill's sponsors lost": (lambda: acts(1), entries("sponsorships", district=None)),
    "one body of two others": (lambda: named_meetings(5), lambda found: [*found[:3], *(replace(each, name=found[0].name, committee=found[0].committee) for each in found[3:])]),
    "one notice that became a number of a program": (lambda: meetings(2), lambda found: [replace(each, description="/Date(1520528400000)/") for each in found]),
    "all sponsors are organizations": (lambda: acts(9), entries("sponsorships", entity_type="organization")),
    "counts of all votes are nought": (lambda: acts(9), entries("votes", counts=(VoteCount(option="yes", value=0),))),
    "addresses of all texts are those of a page": (lambda: acts(9), entries("versions", links=(Link(url="https://example.org/all"),))),
    "one title of a rule that became an address": (lambda: rules(1), all_get(title="https://example.org/rule")),
}  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> Iterable[Engine]:
    """SQLite alone: what is judged here does not depend on the database."""
    made = connect(f"sqlite:///{tmp_path}/short.db")
    yield made
    made.dispose()


def visit(engine: Engine, found: Sequence[Record], now: dt.datetime = TODAY) -> RunSummary:
    with clock.as_of(now):
        made = Visit(engine, "us-test", CONGRESS)
        for each in found:
            made.take(each)
        return made.finish()


@pytest.mark.parametrize("broken", PAGES)
def test_what_a_page_does_to_a_short_list_changes_nothing_and_is_told(engine: Engine, broken: str) -> None:
    made, change = PAGES[broken]
    good = made()
    for hours in (0, 1):
        assert visit(engine, good, TODAY + dt.timedelta(hours=hours)).verdict == "ok"
    before = snapshot(engine)
    told = visit(engine, change(good), TODAY + dt.timedelta(hours=2))

    assert told.verdict in {"degraded", "failed"}, told
    assert any(char.isdigit() for char in told.reason), "told with numbers"
    assert {**snapshot(engine), "listings": ()} == {**before, "listings": ()}


def some(change: Callable[[Any], Any], *numbers: int) -> Change:
    return lambda found: [change(each) if n in numbers else each for n, each in enumerate(found)]


def passes(each: ScrapedBill) -> ScrapedBill:
    return replace(each, actions=(*each.actions, replace(PASSED, date=TODAY.date())))


LIVES: dict[str, tuple[Callable[..., Records], Change]] = {
    "meetings with agendas become hearings": (meetings, lambda found: [replace(each, classification="hearing") for each in found]),
    "a hearing's bills go to another one": (meetings, lambda found: [replace(found[0], bills=()), replace(found[1], bills=found[0].bills), *found[2:]]),
    "one committee is named shorter": (meetings, some(lambda each: replace(each, committee="Committee on Roads"), 0)),
    "one meeting is off": (meetings, some(lambda each: replace(each, status="cancelled"), 0)),
    "one that was off is on and another one off": (meetings, some(lambda each: replace(each, status="confirmed" if each.status == "cancelled" else "cancelled"), 0, 3)),
    "three move to one hall": (meetings, some(lambda each: replace(each, location="Room 9"), 0, 1, 2)),
    "papers of two are posted": (meetings, some(lambda each: replace(each, documents=(*each.documents, Link(url=f"https://example.org/{each.key}"))), 0, 1)),
    "all papers go to another host": (meetings, lambda found: [replace(each, documents=tuple(replace(one, url=one.url.replace("example.org", "papers.example.org")) for one in each.documents)) for each in found]),
    "two days are exchanged": (meetings, lambda found: [replace(found[0], start=found[1].start), replace(found[1], start=found[0].start), *found[2:]]),
    "a bill passes": (acts, some(passes, 0)),
    "all bills pass": (acts, lambda found: [passes(each) for each in found]),
    "a title is amended": (acts, some(lambda each: replace(each, title="Act on crisis lines"), 1)),
    "a sponsor joins": (acts, some(lambda each: replace(each, sponsorships=(*each.sponsorships, Sponsorship(name="Rep. 4", district="4"))), 0)),
    "bills go to one committee": (acts, lambda found: [replace(each, committees=(Committee(name="Rules", code="R"),)) for each in found]),
    "one meeting is named for what it is about": (lambda: named_meetings(2), some(lambda each: replace(each, name="Hearing on crisis care"), 0)),
    "one meeting gets another body and name": (lambda: named_meetings(2), some(lambda each: replace(each, name="Rules", committee="Rules"), 0)),
    "one meeting moves to eight in the morning": (lambda: meetings(1), lambda found: [replace(each, start=each.start.replace(hour=8)) for each in found]),
    "one meeting gets a room with a number": (lambda: meetings(1), all_get(location="Room 1401")),
    "one meeting gets a room that is a number": (lambda: meetings(1), all_get(location="2168")),
    "one meeting without a room gets a number": (lambda: [replace(each, location=None) for each in meetings(1)], all_get(location="302")),
    "one meeting moves to a room named like a month": (lambda: meetings(1), all_get(location="Augusta 12")),
    "one meeting is held as a call": (lambda: meetings(1), all_get(location="https://us02web.zoom.us/j/81234567890")),
    "one meeting is named as its notice": (lambda: meetings(1), lambda found: [replace(each, name=str(each.description)) for each in found]),
    "one meeting's agenda is another one": (lambda: meetings(1), all_get(agenda=(AgendaItem(description="Item of today"),))),
    "one bill's abstract becomes its title": (lambda: acts(1), lambda found: [replace(each, title=each.abstracts[0].abstract) for each in found]),
    "all texts go to another host": (lambda: acts(9), lambda found: [replace(each, versions=tuple(replace(one, links=(Link(url=one.links[0].url.replace("example.org", "texts.example.org")),)) for one in each.versions)) for each in found]),
    "a calendar learns the seats of all sponsors": (lambda: [replace(each, sponsorships=tuple(replace(one, district=None) for one in each.sponsorships)) for each in acts(9)], entries("sponsorships", district="4")),
    "a meeting of the morning begins at half past six": (lambda: meetings(1), lambda found: [replace(each, start=each.start.replace(hour=6, minute=30)) for each in found]),
    "a period is longer": (rules, some(lambda each: replace(each, comments_close=TODAY.date()), 0, 1)),
    "a title says that it is corrected": (rules, some(lambda each: replace(each, title=f"{each.title}; Correction"), 3)),
}  # fmt: skip


@pytest.mark.parametrize("life", LIVES)
def test_what_people_do_to_a_short_list_is_stored_at_once(engine: Engine, life: str) -> None:
    made, change = LIVES[life]
    visit(engine, made())
    told = visit(engine, change(made()), TODAY + dt.timedelta(hours=2))

    assert (told.verdict, told.counts.withheld) == ("ok", 0)
    assert told.counts.changed


@pytest.mark.parametrize("length", [1, 2, 4, 9, 14])
@pytest.mark.parametrize("seed", range(3))
def test_an_ordinary_month_of_a_short_list_raises_no_alarm(engine: Engine, length: int, seed: int) -> None:
    chance = random.Random(f"{length}-{seed}")
    shown, told = meetings(length), acts(length)
    for day in range(20):
        now = TODAY + dt.timedelta(days=day)
        summary = visit(engine, [*shown, *told], now)
        assert (summary.verdict, summary.counts.withheld) == ("ok", 0), (day, summary)
        if now.weekday() < 5:
            shown = [a_day_later(each, chance, day) if each.start > now else each for each in shown]
            for number in range(chance.randint(0, 2)):
                start = now.replace(hour=chance.randint(14, 20)) + dt.timedelta(days=chance.randint(3, 15))
                shown.append(hearing(f"m-{day}-{number}", name=f"Matter {day}.{number}", start=start, bills=()))
            told = [_went_on(each, chance, now.date()) for each in told]


def _went_on(each: ScrapedBill, chance: random.Random, day: dt.date) -> ScrapedBill:
    luck = chance.random()
    if luck < 0.2:
        words = chance.choice(("Reported", "Referred to Rules", "Read"))
        return replace(each, actions=(*each.actions, replace(PASSED, date=day, description=words)))
    if luck < 0.24:
        return replace(each, title=f"{each.title}, as amended")
    if luck < 0.28:
        return replace(each, committees=(Committee(name=chance.choice(("Health", "Rules", "Finance"))),))
    if luck < 0.31:
        return replace(each, sponsorships=(*each.sponsorships, Sponsorship(name=f"Rep. {chance.randint(1, 60)}")))
    return each


@pytest.mark.parametrize(("others", "doubted"), [(40, True), (200, True), (201, False)])
def test_of_a_long_list_two_records_may_be_corrected_on_any_day(others: int, doubted: bool) -> None:
    seen = Evidence("bill")
    for number in (1, 2):
        seen.changed(bill(number), bill(number, classification=("resolution",)))
    for number in range(others - 2):
        seen.same(bill(number + 3))
    assert bool([*doubts(seen), *doubts_once(seen)]) is doubted


@pytest.mark.parametrize(("number", "once"), [(1, None), (2, True), (4, True), (5, False)])
def test_two_columns_read_for_each_other_are_believed_the_second_time_of_a_few(number: int, once: bool | None) -> None:
    seen = Evidence("hearing")
    for n in range(20):
        before = hearing(f"h-{n}", name=f"Matter {n}", committee=f"Committee {n}")
        if n < number:
            seen.changed(before, replace(before, name=before.committee, committee=before.name))
        else:
            seen.same(before)
    told = [each for each in (*doubts(seen), *doubts_once(seen)) if "the other way round" in each.words]
    assert [each.once for each in told] == ([] if once is None else [once])
