"""Say what each place has: bills, hearings with hours, texts, votes, people, testimony rule; and what is missing.

A place counts as covered by what was read, not by what a source could tell: bills are fresh when the session that sits is
here and its newest action is at most a week old, else they are old; what failed when it was last tried is no promise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import click
from sqlalchemy import Connection, Text, case, cast, func, null, select

from spiders import index, place_visits
from spiders.county_boards import boards, of_place
from spiders.index import Teller
from spiders.place_visits import Visits
from spiders.platforms import govbot_seen
from spiders.platforms.legistar_clients import listed
from spiders.platforms.openstates_engine import installed
from spiders.platforms.openstates_places import ZONES, chosen
from spiders.proof import unproven
from spiders.tellers import (
    IN_COPIES,
    KEYED,
    KEYLESS,
    MISSING,
    OLD,
    RECORDED,
    SET_UP,
    UNKNOWN,
    UNPROVEN,
    Standing,
    lacks,
    places_of,
    tells,
)
from tracker import clock
from tracker.cli.output import emit, format_option
from tracker.cli.params import CoveredPlaceParam, as_of_option
from tracker.db.models import Bill, BillText, Hearing, Person, Run, RunProblem
from tracker.db.sound import part
from tracker.deadlines.own_rules import own_rulebook
from tracker.ingest import agreed
from tracker.records.jurisdictions import jurisdiction
from tracker.settings import Settings, load

THINGS: Final = ("bills", "hearings", "hours", "texts", "votes", "people", "testimony")
COLUMNS: Final = ("place", "thing", "state", "sources", "stored", "newest", "last_read", "note")
_ONE_BY_ONE: Final = "texts of bills that may matter are read one by one, at the addresses that the bills name"
_NOT_NOW: Final = frozenset({KEYED, SET_UP, UNPROVEN, RECORDED, MISSING})
"""States of a thing that nothing here tells today."""
_OF_BILLS: Final = frozenset({"bills", "texts", "votes"})
"""What is as old as the bills that it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one place has of one thing."""

    place: str
    thing: str
    state: str
    """without key, not known until first read, after a set-up, with key, old, failing, unproven, recordings only, missing; of a
    testimony rule: known or missing."""
    sources: tuple[str, ...] = ()
    """The sources that tell it, those without a key first; a key that one needs stands behind its name."""
    stored: int = 0
    newest: dt.date | None = None
    last_read: dt.datetime | None = None
    note: str = ""


def coverage(connection: Connection, places: Iterable[str], settings: Settings) -> list[Coverage]:
    """What each of the places has, thing by thing."""
    chosen = list(places)
    tellers = [(teller, places_of(teller, settings)) for teller in index.listed().values()]
    known = _Known(
        visits=place_visits.visits(connection),
        refused=_refused(connection),
        agreed=agreed.lately(connection, clock.now()) | agreed.doubted(connection),
        standing=Standing(
            doubtful=frozenset(teller.name for teller, _places in tellers if unproven(teller, settings)),
            ready=installed(settings.data_dir) is not None,
        ),
        stored={thing: _stored(connection, thing, chosen) for thing in THINGS[:-1]},
    )
    cells: list[Coverage] = []
    for place in chosen:
        own = sorted((teller for teller, covered in tellers if place in covered), key=_keyless_first)
        cells += _of_place(place, own, known, settings)
        cells.append(_testimony(place))
    return cells


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was asked of the database once, for all places."""

    visits: Visits
    refused: frozenset[str]
    standing: Standing
    stored: Mapping[str, Mapping[str, tuple[int, dt.date | None]]]
    agreed: Mapping[str, str]
    """What is doubted of a source, or was lately and was taken as true."""


def _keyless_first(spider: Teller) -> tuple[bool, str]:
    return bool(spider.source.key_setting), spider.name


def _of_place(place: str, own: list[Teller], known: _Known, settings: Settings) -> Iterator[Coverage]:
    """What one place has, by the sources that can tell of it."""
    copy, limits = govbot_seen.seen(place, settings), _of_copy(place, settings)
    behind = frozenset({"govbot"}) if copy and limits else frozenset[str]()
    trouble = _trouble(place, own, known.visits, settings)
    failing = known.visits.failing(place, (source.name for source in own)) | trouble.keys()
    with_others = _read_with_others(place, own, copy, settings) - trouble.keys()
    here = replace(known.standing, failing=failing, behind=behind)
    guessed = _guessed(copy, limits)
    aged = _aged(place, *known.stored["bills"].get(place, (0, None)))
    for thing in THINGS[:-1]:
        number, newest = known.stored[thing].get(place, (0, None))
        tellers = [
            teller for teller in own if tells(teller, thing) and not lacks(teller, thing, copy, stored=bool(number))
        ]
        standing = replace(here, unread=frozenset({"govbot"})) if thing in guessed else here
        last_read = known.visits.last_read(place, tellers, with_others)
        notes = (
            aged if thing == "bills" else "",
            "" if number or not tellers else _none_stored(last_read),
            _refusals(tellers, known.refused),
            _failures(tellers, failing - known.refused, known.visits, place, trouble),
            _believed(tellers, known.agreed),
            {"hearings": of_place(place), "bills": limits}.get(thing, ""),
        )
        cell = Coverage(
            place=place,
            thing=thing,
            state=OLD if aged and number and thing in _OF_BILLS else standing.state(tellers),
            sources=tuple(map(standing.named, tellers)),
            stored=number,
            newest=newest,
            last_read=last_read,
            note="; ".join(filter(None, notes)),
        )
        yield _one_by_one(cell, known.stored["bills"].get(place, (0, None))[0])


def _one_by_one(cell: Coverage, bills: int) -> Coverage:
    """Texts that no source carries now and without a key are read where the bills say that they are, if they say it."""
    if cell.thing != "texts" or not bills or cell.state not in _NOT_NOW:
        return cell
    state = KEYLESS if cell.stored else UNKNOWN
    return replace(cell, state=state, note="; ".join(filter(None, (_ONE_BY_ONE, cell.note))))


def _none_stored(last_read: dt.datetime | None) -> str:
    return "none found when read" if last_read else "nothing read yet"


def _guessed(copy: govbot_seen.Seen | None, limits: str) -> frozenset[str]:
    """The things of which nobody knows whether a copy that was not read yet has them."""
    if copy:
        return frozenset()
    return frozenset({*IN_COPIES, "bills"} if limits else IN_COPIES)


def views(connection: Connection, places: Sequence[str]) -> list[dict[str, Any]]:
    """The same for pages, which ask by an entry point: of the places named, or of all legislatures and of the hearings of the
    boards of the largest counties.
    """
    counties = () if places else tuple(dict.fromkeys(board.place for board in boards()))
    cells = coverage(connection, places or (*sorted(ZONES), *counties), load())
    cells = [cell for cell in cells if cell.place not in counties or cell.thing == "hearings"]
    return [{**asdict(cell), "sources": list(cell.sources)} for cell in cells]


def _stored(connection: Connection, thing: str, places: Sequence[str]) -> dict[str, tuple[int, dt.date | None]]:
    """How many records of the thing are stored of each place, and the newest day of them; hearings are those ahead."""
    if thing == "people":
        query = select(Person.jurisdiction, func.count(), null()).where(Person.jurisdiction.in_(places))
        query = query.group_by(Person.jurisdiction)
    elif thing in {"hearings", "hours"}:
        query = select(Hearing.jurisdiction, func.count(), func.max(Hearing.start))
        query = query.where(Hearing.jurisdiction.in_(places), Hearing.start > clock.now()).group_by(
            Hearing.jurisdiction
        )
        if thing == "hours":
            record = cast(Hearing.record, Text)
            query = query.where(~(record.like('%"all_day":true%') | record.like('%"all_day": true%')))
    else:
        day = Bill.latest_action_date  # what is announced for a day to come makes nothing fresh
        query = select(Bill.jurisdiction, func.count(), func.max(case((day <= clock.today(), day))))
        query = query.where(Bill.jurisdiction.in_(places)).group_by(Bill.jurisdiction)
        if thing == "texts":
            query = query.join(BillText, BillText.bill_id == Bill.id)
        if thing == "votes":
            query = query.where(part(connection, Bill.record, "votes", 0, "motion").as_string().is_not(None))
    return {
        place: (number, newest.date() if isinstance(newest, dt.datetime) else newest)
        for place, number, newest in connection.execute(query)
    }


def _refused(connection: Connection) -> frozenset[str]:
    """Sources whose last visit met a server that refuses programs."""
    last = select(func.max(Run.id)).group_by(Run.source).scalar_subquery()
    query = select(Run.source).join(RunProblem, RunProblem.run_id == Run.id)
    rows = connection.execute(query.where(RunProblem.kind == "forbidden-by-robots", Run.id.in_(last)))
    return frozenset(rows.scalars())


def _of_copy(place: str, settings: Settings) -> str:
    here = jurisdiction(place)
    return govbot_seen.limits(place, here.session(clock.today()) if here and place in ZONES else None, settings)


def _refusals(tellers: list[Teller], refused: Collection[str]) -> str:
    """Which of the sources are on servers that refuse programs, and where to ask."""
    refusals = [
        f"{teller.name}: this server refuses programs; ask at {teller.source.url}"
        for teller in tellers
        if teller.name in refused
    ]
    return "; ".join(refusals)


def _failures(
    tellers: list[Teller], failing: Collection[str], visits: Visits, place: str, trouble: Mapping[str, str]
) -> str:
    """Which of the sources failed when they were last read, and why."""
    names = [teller.name for teller in tellers if teller.name in failing]
    return "; ".join(f"{name}: its last visit failed: {trouble.get(name) or visits.why(place, name)}" for name in names)


def _believed(tellers: list[Teller], agreed: Mapping[str, str]) -> str:
    """What of the sources is doubted, or was lately and was taken as true."""
    return "; ".join(f"{teller.name}: {agreed[teller.name]}" for teller in tellers if teller.name in agreed)


def _read_with_others(
    place: str, own: Iterable[Teller], copy: govbot_seen.Seen | None, settings: Settings
) -> frozenset[str]:
    """The sources whose visits of all read the place too: of some platforms the operator chooses the places."""
    return frozenset(teller.name for teller in own if _reads(teller.name, place, copy, settings))


def _reads(name: str, place: str, copy: govbot_seen.Seen | None, settings: Settings) -> bool:
    if name == "govbot":
        return copy is not None
    if name == "legistar-calendar":
        return not listed(settings.data_dir)[0][place].api
    return name != "openstates-scrapers" or place in chosen(None, settings.openstates_scrapers_places)


def _trouble(place: str, own: Iterable[Teller], visits: Visits, settings: Settings) -> dict[str, str]:
    """The platforms whose last visit of all did not get this place, each with why."""
    reasons: dict[str, str] = {}
    for teller in own:
        if teller.name in visits.missed:
            client = listed(settings.data_dir, teller.clients_file)[0][place] if teller.clients_file else None
            why = visits.trouble(place, teller.name, client.is_at if client else _nowhere)
            if why is not None:
                reasons[teller.name] = why
    return reasons


def _nowhere(_url: str) -> bool:
    return False


def _aged(place: str, stored: int, newest: dt.date | None) -> str:
    """By what the bills that are stored have fallen behind; empty where they have not."""
    here, today = jurisdiction(place), clock.today()
    missed = here.missed(newest, today) if stored and here else None
    if missed is None:
        return ""
    sat = "sits" if today <= missed.last else f"sat until {missed.last}"
    return f"old: newest action of {newest or 'no day'}, while session {missed.session} {sat}"


def _testimony(place: str) -> Coverage:
    known = own_rulebook().place(place)
    if known is None:
        return Coverage(place=place, thing="testimony", state=MISSING)
    return Coverage(place=place, thing="testimony", state="known", stored=len(known.rules))


@click.command("coverage")
@click.argument("places", nargs=-1, type=CoveredPlaceParam())
@format_option()
@as_of_option
def coverage_command(places: tuple[str, ...], fmt: str | None, as_of: dt.date | None) -> None:
    """What you get in PLACES, or everywhere: bills, hearings, hours, texts, votes, people, the rule for testimony.

    Each with its sources without a key and with which key, how much of it is stored, how new it is, and what is missing.

    Example: tracker coverage us-ca us-az-phoenix
    """
    from tracker.db.opening import open_database

    with clock.as_of(as_of), open_database() as connection:
        rows = views(connection, places)
    emit(rows, fmt, COLUMNS, drop=("last_read", "newest", "note"))
