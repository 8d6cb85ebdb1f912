"""Decide what changed.

`compare` looks at a record before and after and says what moved. Changes are facts: they are stored once and never edited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

from tracker.records.heard_sessions import UNSURE, is_unsure
from tracker.records.items import OFF, Action, Record, ScrapedBill, ScrapedHearing, ScrapedNotice
from tracker.records.stages import stage_of

# A new kind is added when a reader would do something else because of it, and never to tell two sources apart.
# The order is that of importance: a change with several moves takes the first kind that fits.
CHANGE_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bill_introduced": "new bill",
        "bill_stage": "reached a new stage",
        "bill_action": "new action",
        "bill_version": "new text",
        "bill_title": "new title",
        "bill_record": "details corrected",
        "hearing_scheduled": "hearing scheduled",
        "hearing_cancelled": "hearing cancelled",
        "hearing_moved": "hearing moved",
        "hearing_returned": "hearing listed again",
        "hearing_agenda": "agenda changed",
        "hearing_record": "hearing details changed",
        "hearing_vanished": "hearing no longer listed",
        "notice_published": "rule-making published",
        "notice_extended": "comment period changed",
        "notice_withdrawn": "rule-making withdrawn",
        "notice_record": "rule-making details changed",
        "deadline_moved": "deadline moved",
        "deadline_cancelled": "deadline cancelled",
    },
)

OLD_NEWS: Final = dt.timedelta(days=30)
"""What happened longer ago than this and only appears today is stored and shown, not mailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that moved: `aspect` names it, `before` and `after` are texts fit to be shown."""

    aspect: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one record, with everything that moved in it."""

    kind: str
    what: str
    """bill, hearing or notice."""
    record: str
    """The public id of what changed."""
    moves: tuple[Move, ...] = ()
    quiet: str | None = None
    """Why nobody is mailed about it: `first-run`, `old-news`, `renamed`, or None."""
    happened: dt.date | None = None
    """When it happened, as far as the source says."""
    bills: tuple[str, ...] = ()
    """Of a hearing: the public ids of the bills it hears."""
    seen_at: dt.datetime | None = None
    sequence: int = 0
    """Rises with every change stored; a digest resumes from it."""


def what_is(record: Record) -> str:
    """The table a record belongs to: bill, hearing, notice, person or organization."""
    return type(record).__name__.removeprefix("Scraped").lower()


def compare(known: Record | None, seen: Record, today: dt.date) -> Change | None:
    """What `seen` changes about `known` (None: we did not know it), or None when nothing a reader could care about did.

    People and organizations change silently: nobody is mailed that an office moved.
    """
    if isinstance(seen, ScrapedBill):
        return _bill(known if isinstance(known, ScrapedBill) else None, seen, today)
    if isinstance(seen, ScrapedHearing):
        return _hearing(known if isinstance(known, ScrapedHearing) else None, seen)
    if isinstance(seen, ScrapedNotice):
        return _notice(known if isinstance(known, ScrapedNotice) else None, seen)
    return None


def quiet_reason(change: Change, *, first_run: bool, today: dt.date) -> str | None:
    """Why a change is not mailed: the first run of a source is quiet, and old news is not news.

    A hearing or comment period still ahead is never old news, whenever it was announced.
    """
    if first_run:
        return "first-run"
    if change.happened is not None and change.happened < today - OLD_NEWS:
        return "old-news"
    return None


def happened_actions(actions: Iterable[Action], today: dt.date) -> tuple[Action, ...]:
    """The actions up to and including `today`; a future-dated one has not happened yet."""
    return tuple(action for action in actions if action.date <= today)


def _bill(known: ScrapedBill | None, seen: ScrapedBill, today: dt.date) -> Change | None:
    newest = max((action.date for action in seen.actions), default=None)
    if known is None:
        moves: list[Move] = [Move(aspect="stage", after=stage_of(seen, today))]
        return Change(kind="bill_introduced", what="bill", record=seen.id, moves=tuple(moves), happened=newest)
    if known == seen:
        return None
    moves = [*_stage_move(known, seen, today), *_new_actions(known, seen), *_new_versions(known, seen)]
    if known.title != seen.title:
        moves.append(Move(aspect="title", before=known.title, after=seen.title))
    kinds = {"stage": "bill_stage", "action": "bill_action", "version": "bill_version", "title": "bill_title"}
    moves.extend(_rest(known, seen, skip={"actions", "versions", "title", "text"}))
    dates = [action.date for action in seen.actions if action not in set(known.actions)]
    return _first_kind(moves, kinds, "bill_record", "bill", seen.id, happened=max(dates, default=None))


def _stage_move(known: ScrapedBill, seen: ScrapedBill, today: dt.date) -> Iterable[Move]:
    before, after = stage_of(known, today), stage_of(seen, today)
    if before != after:
        yield Move(aspect="stage", before=before, after=after)


def _new_actions(known: ScrapedBill, seen: ScrapedBill) -> Iterable[Move]:
    old = {(action.date, action.description) for action in known.actions}
    marks = set()
    for action in seen.actions:
        mark = (action.date, action.description)
        if mark not in old and mark not in marks:
            marks.add(mark)
            yield Move(aspect="action", after=f"{action.date.isoformat()} {action.description}")
    new = {(action.date, action.description) for action in seen.actions}
    for action in known.actions:
        if (action.date, action.description) not in new:
            yield Move(aspect="action-removed", before=f"{action.date.isoformat()} {action.description}")


def _new_versions(known: ScrapedBill, seen: ScrapedBill) -> Iterable[Move]:
    old = {(version.note, version.date) for version in known.versions}
    for version in seen.versions:
        if (version.note, version.date) not in old:
            yield Move(aspect="version", after=version.note)


def _hearing(known: ScrapedHearing | None, seen: ScrapedHearing) -> Change | None:
    bills = heard_ids(seen)
    if known is None:
        kind = "hearing_cancelled" if seen.status in OFF else "hearing_scheduled"
        moves = (Move(aspect="start", after=_when(seen)),)
        return Change(kind=kind, what="hearing", record=seen.id, moves=moves, happened=seen.start.date(), bills=bills)
    if known == seen:
        return None
    moves_: list[Move] = []
    if known.status != seen.status:
        off, on = seen.status in OFF, known.status in OFF and seen.status not in OFF
        aspect = "cancelled" if off else "returned" if on else "status"
        moves_.append(Move(aspect=aspect, before=known.status, after=seen.status))
    if (known.start, known.all_day, known.time_qualifier) != (seen.start, seen.all_day, seen.time_qualifier):
        moves_.append(Move(aspect="start", before=_when(known), after=_when(seen)))
    if known.location != seen.location:
        moves_.append(Move(aspect="location", before=known.location, after=seen.location))
    if known.virtual != seen.virtual:
        moves_.append(Move(aspect="virtual", before=str(known.virtual).lower(), after=str(seen.virtual).lower()))
    came, gone, stay = _heard_anew(heard_ids(known), bills)
    moves_.extend(Move(aspect="bill-added", after=bill) for bill in came)
    moves_.extend(Move(aspect="bill-removed", before=bill) for bill in gone)
    kinds = {
        "cancelled": "hearing_cancelled",
        "start": "hearing_moved",
        "location": "hearing_moved",
        "virtual": "hearing_moved",
        "returned": "hearing_returned",
        "bill-added": "hearing_agenda",
        "bill-removed": "hearing_agenda",
        "agenda": "hearing_agenda",
    }
    skip = {"status", "start", "end", "all_day", "time_qualifier", "time_text", "location", "virtual", "bills"}
    moves_.extend(_rest(known, seen, skip=skip))
    heard = (*bills, *stay)
    return _first_kind(moves_, kinds, "hearing_record", "hearing", seen.id, happened=seen.start.date(), bills=heard)


def _heard_anew(then: Iterable[str], now: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """The bills that came to an agenda, those that went, and those that are tied to none any more and were not taken off.

    A meeting that moves past the last day of a session hears what it heard before, whichever session is meant.
    """
    came, gone = set(now) - set(then), set(then) - set(now)
    unclear = {_number(bill) for bill in came | gone if is_unsure(bill)}
    same = unclear & set(map(_number, came)) & set(map(_number, gone))
    new = sorted(bill for bill in came if _number(bill) not in same)
    went = sorted(bill for bill in gone if _number(bill) not in same)
    return new, went, sorted(bill for bill in gone if _number(bill) in same and not is_unsure(bill))


def _number(bill: str) -> str:
    return bill.rpartition("/")[2]


def heard_ids(hearing: ScrapedHearing) -> tuple[str, ...]:
    """Public ids of the bills heard; a session that cannot be told, and that of a city's bill, is `?`."""
    names = (f"{hearing.jurisdiction}/{hearing.session_of(bill) or UNSURE}/{bill.identifier}" for bill in hearing.bills)
    return tuple(dict.fromkeys(names))


def _when(hearing: ScrapedHearing) -> str:
    return hearing.start.date().isoformat() if hearing.all_day else hearing.start.isoformat(timespec="minutes")


def _notice(known: ScrapedNotice | None, seen: ScrapedNotice) -> Change | None:
    ahead = _date(seen.comments_close)
    happened = max((day for day in (seen.published, ahead) if day is not None), default=None)
    if known is None:
        return Change(kind="notice_published", what="notice", record=seen.id, happened=happened)
    if known == seen:
        return None
    moves: list[Move] = []
    if known.status != seen.status:
        aspect = "withdrawn" if seen.status == "withdrawn" else "reopened" if known.status == "withdrawn" else "status"
        moves.append(Move(aspect=aspect, before=known.status, after=seen.status))
    if known.comments_close != seen.comments_close:
        moves.append(Move(aspect="comments-close", before=_iso(known.comments_close), after=_iso(seen.comments_close)))
    kinds = {"withdrawn": "notice_withdrawn", "comments-close": "notice_extended", "reopened": "notice_extended"}
    moves.extend(_rest(known, seen, skip={"status", "comments_close"}))
    return _first_kind(moves, kinds, "notice_record", "notice", seen.id, happened=happened)


def _rest(known: Record, seen: Record, skip: set[str]) -> Iterable[Move]:
    """Name the other fields that differ, without their contents: they may be long, and the record itself shows them."""
    for field in fields(seen):
        if field.compare and field.name not in skip and getattr(known, field.name) != getattr(seen, field.name):
            yield Move(aspect=field.name)


def _first_kind(
    moves: list[Move],
    kind_names: Mapping[str, str],
    otherwise: str,
    what: str,
    record: str,
    *,
    happened: dt.date | None,
    bills: tuple[str, ...] = (),
) -> Change | None:
    if not moves:
        return None
    kinds = {kind_names.get(move.aspect, otherwise) for move in moves}
    kind = next(kind for kind in CHANGE_KINDS if kind in kinds)
    return Change(kind=kind, what=what, record=record, moves=tuple(moves), happened=happened, bills=bills)


def _date(moment: dt.datetime | dt.date | None) -> dt.date | None:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _iso(value: Any) -> str | None:
    return None if value is None else value.isoformat()
