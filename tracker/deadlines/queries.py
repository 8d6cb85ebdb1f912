"""Ask the database which hearings and comment periods a reader wants, and reckon their deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from tracker.db import queries
from tracker.db.models import NoticeText
from tracker.deadlines.compute import deadlines_of_hearing
from tracker.deadlines.executive import WAITS, requests
from tracker.deadlines.model import (
    ALONE,
    KINDS,
    Beside,
    Deadline,
    Request,
    Sheet,
    Told,
    deadlines_of_notice,
    soonest_first,
    zone_named,
)
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.reposts import with_reposts
from tracker.records.items import OFF, Chamber, ScrapedHearing, ScrapedNotice
from tracker.records.stored import Kept
from tracker.records.text import line, shown_number
from tracker.testimony.rulebook import Rulebook, chamber_of, plain_committee
from tracker.testimony.windows import counts_from_first, counts_from_previous

BACK: Final = dt.timedelta(days=30)
"""Hearings so long ago still count: some take testimony for days afterwards, and calendars must learn what became of them."""
AHEAD: Final = dt.timedelta(days=45)
"""No rule asks for anything earlier than this before a hearing."""
_DAY: Final = dt.timedelta(days=1)
_AT_ONCE: Final = 500
PREVIOUS: Final = dt.timedelta(days=60)
"""How far back a body's meeting before this one is looked for."""
_REASONS: Final = 3
_TITLES: Final = 12

NO_BILL: Final = ("us/0/HR0",)
"""The `bills` of who asks for those they follow alone, where these are none: no session has it."""
Matches = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which hearings and notices: each field narrows the answer; empty ones do not."""

    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    bills: tuple[str, ...] = ()
    """Public ids. What hears one of them is wanted whether it is flagged or not."""
    chamber: Chamber | None = None
    min_score: int = 0
    followed: bool = False
    """`bills` come on top of what is flagged, instead of narrowing it: so a subscription means it."""
    everything: bool = False
    """Also what no topic flags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Hearings and notices with what is told about them."""

    hearings: list[Kept[ScrapedHearing]] = field(default_factory=list)
    notices: list[Kept[ScrapedNotice]] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    """Bills that wait for an executive's signature."""


def gather(
    connection: Connection,
    wanted: Wanted,
    *,
    after: dt.datetime,
    before: dt.datetime | None = None,
    changed_since: dt.datetime | None = None,
) -> Gathered:
    """What fits and lies between these moments, or changed since the third one."""
    rows = list(queries.hearings(connection, _query(wanted, after, before, changed_since)))
    heard = queries.heard_bills(connection, [row.id for row in rows])
    notices = list(_notices(connection, wanted, after))
    ids = [*(row.id for row in (*rows, *notices)), *(bill for bills in heard.values() for bill in bills)]
    matches = queries.matches_of(connection, ids)
    gathered_records = Gathered()
    # What was over before we first saw it is no change that a calendar must learn of.
    fitting = [
        row
        for row in rows
        if (row.start >= after or row.revision > 1) and fits(wanted, row, heard.get(row.id, ()), matches)
    ]
    for stored in map(queries.kept_hearing, fitting):
        if wanted.chamber is None or chamber_of(stored.item) == wanted.chamber:
            gathered_records.hearings.append(stored)
    open_ones = [row for row in notices if fits(wanted, row, (), matches)]
    gathered_records.notices.extend(map(queries.kept_notice, open_ones))
    _tell(connection, gathered_records, heard, matches)
    if wanted.chamber is None:
        gathered_records.requests.extend(_requests(connection, wanted, after.date(), changed_since))
    return gathered_records


def _requests(
    connection: Connection, wanted: Wanted, on: dt.date, decided_since: dt.datetime | None
) -> Iterator[Request]:
    def fitting(rows: Sequence[Any]) -> Iterator[str]:
        matches = queries.matches_of(connection, [row.id for row in rows])
        return (row.id for row in rows if fits(wanted, row, (row.id,), matches))

    places = () if wanted.bills else wanted.places
    bills = () if wanted.followed else wanted.bills
    yield from requests(connection, fitting, places=places, bills=bills, on=on, decided_since=decided_since)


def deadlines(
    connection: Connection,
    wanted: Wanted,
    rulebook: Rulebook,
    *,
    now: dt.datetime,
    within: dt.timedelta | None = None,
    kinds: Iterable[str] = (),
) -> list[Deadline]:
    """What is due from now on, soonest first; `within` so long, and of these kinds, where given."""
    return reckoned(connection, wanted, rulebook, now=now, within=within, kinds=kinds)[0]


def deadlines_of_bill(
    connection: Connection, around: queries.AroundBill, rulebook: Rulebook, *, now: dt.datetime
) -> list[Deadline]:
    """What is due on one bill from now on, soonest first; all that is asked for again is what its hearings need."""
    key = around.row.id
    rows = [row for row in around.hearings_after(now - BACK) if key in around.heard.get(row.id, ())]
    records = _gathered(connection, rows, {row.id: around.heard[row.id] for row in rows})
    if around.row.stage == WAITS:
        records.requests.extend(_requests(connection, Wanted(bills=(key,)), now.date(), None))
    return due_from(records, rulebook, now)


def reckoned(
    connection: Connection,
    wanted: Wanted,
    rulebook: Rulebook,
    *,
    now: dt.datetime,
    within: dt.timedelta | None = None,
    kinds: Iterable[str] = (),
) -> tuple[list[Deadline], Gathered]:
    """What is due from now on, soonest first, and the hearings and notices that have something due."""
    until = now + within if within is not None else None
    gathered_records = gather(connection, wanted, after=now - BACK, before=until + AHEAD if until else None)
    wanted_kinds = frozenset(kinds)
    dues = [
        due
        for due in due_from(gathered_records, rulebook, now)
        if (until is None or due.end <= until) and (not wanted_kinds or due.kind in wanted_kinds)
    ]
    having = {due.record for due in dues}
    return dues, Gathered(
        hearings=[hearing for hearing in gathered_records.hearings if hearing.id in having],
        notices=[notice for notice in gathered_records.notices if notice.id in having],
        told={key: history for key, history in gathered_records.told.items() if key in having},
        requests=[request for request in gathered_records.requests if request.due.record in having],
    )


def due_from(records: Gathered, rulebook: Rulebook, now: dt.datetime) -> list[Deadline]:
    """What of these hearings and notices is due from now on, soonest first."""
    return [due for due in soonest_first(_reckoned(records, rulebook)) if due.end >= now]


def _reckoned(records: Gathered, rulebook: Rulebook) -> Iterator[Deadline]:
    for hearing in records.hearings:
        told_of = records.told[hearing.id]
        titles = dict(told_of.bills)
        for due in deadlines_of_hearing(hearing, rulebook, bills=list(titles), beside=told_of.beside):
            bill_titles = tuple(titles.get(bill, "") for bill in due.bills)
            yield replace(due, bill_titles=bill_titles) if any(bill_titles) else due
    for notice in records.notices:
        yield from deadlines_of_notice(notice)
    yield from (request.due for request in records.requests)


def feed(connection: Connection, wanted: Wanted, *, now: dt.datetime) -> Gathered:
    """What a calendar shows: what lies ahead, what is over lately, and what was cancelled or moved lately."""
    return gather(connection, wanted, after=now - BACK, changed_since=now - BACK)


def gathered(connection: Connection, rows: Sequence[Any]) -> Gathered:
    """These rows of `hearings` with what is told about them."""
    return _gathered(connection, rows, queries.heard_bills(connection, [row.id for row in rows]))


def _gathered(connection: Connection, rows: Sequence[Any], heard: Mapping[str, Sequence[str]]) -> Gathered:
    matches = queries.matches_of(
        connection, [*(row.id for row in rows), *(bill for bills in heard.values() for bill in bills)]
    )
    records = Gathered(hearings=list(map(queries.kept_hearing, rows)))
    _tell(connection, records, heard, matches)
    return records


def _query(
    wanted: Wanted, after: dt.datetime, before: dt.datetime | None, changed_since: dt.datetime | None
) -> queries.HearingQuery:
    """As much as the database can decide; `fits` decides the rest."""
    by_bill = bool(wanted.bills)
    return queries.HearingQuery(
        jurisdictions=() if by_bill else wanted.places,
        topics=() if by_bill else wanted.topics,
        flagged=not by_bill and not wanted.everything,
        bills=wanted.bills if len(wanted.bills) == 1 and not wanted.followed else (),
        after=after,
        before=before,
        or_changed_since=changed_since,
    )


def _notices(connection: Connection, wanted: Wanted, after: dt.datetime) -> Iterable[Any]:
    """Comment periods, unless only bills or one chamber are asked for."""
    if wanted.chamber is not None or (wanted.bills and not wanted.followed):
        return ()
    return queries.notices(connection, jurisdictions=wanted.places, flagged=not wanted.everything, open_on=after.date())


def fits(wanted: Wanted, row: Any, heard: Sequence[str], matches: Matches) -> bool:
    """Whether this row of hearings, notices or bills is wanted; `heard` are the bills that count for it."""
    if wanted.bills:
        if not set(wanted.bills).isdisjoint(heard):
            return True
        if not wanted.followed:
            return False
    if wanted.places and row.jurisdiction not in wanted.places:
        return False
    if wanted.everything and not wanted.topics and not wanted.min_score:
        return True
    return any(
        (not wanted.topics or match["topic"] in wanted.topics) and match["score"] >= wanted.min_score
        for key in (row.id, *heard)
        for match in matches.get(key, ())
    )


def _tell(connection: Connection, records: Gathered, heard: Mapping[str, Sequence[str]], matches: Matches) -> None:
    ordered = {
        hearing.id: sorted(heard.get(hearing.id, ()), key=lambda key: key not in matches)
        for hearing in records.hearings
    }
    titles = queries.bill_titles(connection, [key for keys in ordered.values() for key in keys[:_TITLES]])
    beside = beside_of(connection, records.hearings)
    gone, apart = _gone(connection, [hearing.id for hearing in records.hearings if hearing.revision > 1])
    for hearing in records.hearings:
        keys = ordered[hearing.id]
        records.told[hearing.id] = Told(
            bills=tuple((key, titles.get(key, "")) for key in keys),
            why=why((hearing.id, *keys), matches),
            beside=beside.get(hearing.id, ALONE),
            gone=tuple(gone.get(hearing.id, {}).items()),
            apart=hearing.id in apart,
        )
    for notice in records.notices:
        records.told[notice.id] = Told(why=why((notice.id,), matches))


def deadlines_of_all(
    connection: Connection, hearings: Iterable[Kept[ScrapedHearing]], rulebook: Rulebook
) -> dict[str, tuple[Deadline, ...]]:
    """The deadlines of each of these hearings, by its id, past ones too."""
    stored_hearings = list(hearings)
    beside = beside_of(connection, stored_hearings)
    return {
        stored.id: deadlines_of_hearing(stored, rulebook, beside=beside.get(stored.id, ALONE))
        for stored in stored_hearings
    }


def beside_of(connection: Connection, hearings: Sequence[Kept[ScrapedHearing]]) -> dict[str, Beside]:
    """What other hearings say of these: which one was posted anew as which, and the first start of a committee's day and the day it
    met before, where a rule counts so.
    """
    by_place: dict[str, list[Kept[ScrapedHearing]]] = {}
    for hearing in hearings:
        by_place.setdefault(hearing.item.jurisdiction, []).append(hearing)
    by_hearing: dict[str, Beside] = {}
    for code, here in by_place.items():
        place = own_rulebook().place(code)
        windows = [rule.window for rule in place.rules] if place else []
        before = any(map(counts_from_previous, windows))
        if before or any(map(counts_from_first, windows)):
            by_hearing.update(_neighbors(connection, code, here, back=PREVIOUS if before else _DAY))
    for key, sheets in _fetched(connection, [hearing.id for hearing in hearings]).items():
        by_hearing[key] = replace(by_hearing.get(key, ALONE), fetched=tuple(sheets))
    return with_reposts(connection, hearings, by_hearing, lambda item: _of_day(item)[2])


def _fetched(connection: Connection, hearings: Sequence[str]) -> dict[str, list[Sheet]]:
    """The pages of these hearings' notices that were fetched and say something of being heard."""
    sheets: dict[str, list[Sheet]] = {}
    for begin in range(0, len(hearings), _AT_ONCE):
        query = select(NoticeText.hearing_id, NoticeText.url, NoticeText.sheets).order_by(
            NoticeText.hearing_id, NoticeText.url
        )
        for row in connection.execute(query.where(NoticeText.hearing_id.in_(hearings[begin : begin + _AT_ONCE]))):
            for number, text in row.sheets:
                sheets.setdefault(row.hearing_id, []).append(
                    Sheet(url=f"{row.url}#page={number}" if number else row.url, text=text)
                )
    return sheets


def _neighbors(
    connection: Connection, code: str, hearings: Sequence[Kept[ScrapedHearing]], *, back: dt.timedelta
) -> dict[str, Beside]:
    """For hearings of one place: when their committees' days begin, and when the committees met before."""
    starts = [hearing.item.start for hearing in hearings]
    query = queries.HearingQuery(jurisdictions=(code,), after=min(starts) - back, before=max(starts) + _DAY)
    days: dict[str, dict[dt.date, dt.datetime]] = {}
    for stored in map(queries.kept_hearing, queries.hearings(connection, query)):
        item = stored.item
        if item.status not in OFF and not item.all_day:
            _place, day, body = _of_day(item)
            of_body = days.setdefault(body, {})
            of_body[day] = min(of_body.get(day, item.start), item.start)
    beside = {}
    for hearing in hearings:
        _place, day, body = _of_day(hearing.item)
        known = days.get(body, {})
        before = max((met for met in known if met < day), default=None) if back > _DAY else None
        beside[hearing.id] = Beside(first_start=known.get(day), previous_day=before)
    return beside


def _of_day(hearing: ScrapedHearing) -> tuple[str, dt.date, str]:
    """What the hearings of one committee on one day have in common; a name such as "Health: HB 12" ends before its bill."""
    local = hearing.start.astimezone(zone_named(hearing.timezone))
    committee = plain_committee(hearing.committee or hearing.name.partition(":")[0])
    return hearing.jurisdiction, local.date(), f"{chamber_of(hearing) or ''} {committee}"


def _gone(
    connection: Connection, hearings: Sequence[str]
) -> tuple[dict[str, dict[str, dt.datetime | dt.date]], set[str]]:
    """For each hearing the kinds of deadline that fell away since they were told, with the moment that was told last; and the
    hearings whose position once was due at a moment of its own.
    """
    gone: dict[str, dict[str, dt.datetime | dt.date]] = {}
    apart: set[str] = set()
    for change in queries.changes(connection, records=hearings) if hearings else ():
        before = {move.aspect: move.before for move in change.moves if move.aspect in KINDS}
        if change.kind == "deadline_moved" and before:
            others = {other for kind, other in before.items() if kind != "position"}
            if before.get("position") not in others:
                apart.add(change.record)
        for move in change.moves if change.kind == "deadline_cancelled" else ():
            if move.aspect in KINDS and move.before and move.after is None:
                moved_to = dt.datetime.fromisoformat(move.before)
                gone.setdefault(change.record, {})[move.aspect] = moved_to if "T" in move.before else moved_to.date()
    return gone, apart


def why(keys: Iterable[str], matches: Matches) -> tuple[str, ...]:
    """The first reasons for which these records are flagged, in words; a topic by the words of its slug, since titles are the rules'."""
    reasons: list[str] = []
    for key in keys:
        for match in matches.get(key, ())[:1]:
            reason = next((candidate for candidate in match["reasons"] if not candidate.get("against")), None)
            words = line(str(reason["excerpt"]).replace("«", "").replace("»", ""), 160) if reason else ""
            bill = f"{shown_number(key)}: " if key.count("/") == 2 else ""
            reasons.append(f"{bill}{match['topic'].replace('-', ' ')}{f', “{words}”' if words else ''}")
    return tuple(reasons[:_REASONS])
