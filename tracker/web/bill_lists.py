"""Find the bills of a list: which fit, in which order, where the next page begins."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from tracker.db import queries, search, search_rank, sound
from tracker.db.models import Bill, Match
from tracker.db.queries.parts import in_parts
from tracker.records import ocd_json
from tracker.web import cursors
from tracker.web.flagged_cache import Entry, Flagged, newest_key

ORDERS: Final = ("matters", "newest", "relevance")
COUNTED: Final = 1_000
"""Search results are counted up to here: whoever has more than a thousand needs another word, not a number."""

_PLACE: Final = attrgetter("jurisdiction")
_SESSION: Final = attrgetter("session")
_STAGE: Final = attrgetter("stage")

_COLUMNS: Final = (
    Bill.id,
    Bill.jurisdiction,
    Bill.legislative_session,
    Bill.identifier,
    Bill.title,
    Bill.stage,
    Bill.first_action_date,
    Bill.latest_action_date,
    Bill.latest_action_description,
    Bill.stage_basis,
    Bill.changed_at,
)
_SOUND: Final[Any] = select(*_COLUMNS).where(sound.lists(Bill.id))
_NEWEST: Final = (Bill.latest_action_date.desc().nulls_last(), Bill.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which bills: each field narrows the list."""

    words: str = ""
    topics: Sequence[str] = ()
    """Flagged by one of these; of each list any will do, and an empty one does not narrow."""
    places: Sequence[str] = ()
    sessions: Sequence[str] = ()
    stages: Sequence[str] = ()
    score: int = 0
    since: dt.date | None = None
    """Latest action on or after this day."""
    all_bills: bool = False
    """Also bills that no topic flags."""
    possible: bool = False
    """Instead: bills that an estimate calls possible, which no rule flags; topics and score are then the estimate's."""
    order: str = ""

    @property
    def needs_flags(self) -> bool:
        """Whether only flagged bills fit."""
        return not self.possible and (not self.all_bills or bool(self.topics or self.score))

    @property
    def narrows(self) -> bool:
        """Whether more than words is asked for."""
        narrowing = (self.topics, self.places, self.sessions, self.stages, self.score, self.since, self.possible)
        return any(narrowing)

    @property
    def ordered(self) -> str:
        """The order in force."""
        if self.order == "newest":
            return "newest"
        if self.words:
            return "relevance"
        return "matters" if self.needs_flags else "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a list."""

    rows: Sequence[Any]
    matches: dict[str, list[dict[str, Any]]]
    excerpts: dict[str, str]
    total: int
    more_than_total: bool
    next: str | None
    hidden: int = 0
    """Bills that fit the words and that the scope leaves out, because no topic flags them; counted up to a cap."""


def find(connection: Connection, flagged: Flagged, wanted: Wanted, *, cursor: str = "", limit: int = 20) -> Found:
    """One page of the bills that fit."""
    if wanted.words:
        return _search(connection, wanted, cursor, limit)
    if wanted.needs_flags:
        return _from_flagged(connection, flagged, wanted, cursor, limit)
    return _from_table(connection, wanted, cursor, limit)


def fitting(entries: Sequence[Entry], wanted: Wanted) -> Sequence[Entry]:
    """Of these flagged bills those that fit, in the same order."""
    # One pass for each wish, and none for most readers: tens of thousands of bills are looked through for every page.
    if wanted.topics:
        entries = _flagged_by(entries, frozenset(wanted.topics), wanted.score)
    wishes = ((_PLACE, wanted.places), (_SESSION, wanted.sessions), (_STAGE, wanted.stages))
    for value_of, wished in wishes:
        if values := frozenset(wished):
            entries = [entry for entry in entries if value_of(entry) in values]
    if score := wanted.score:
        entries = [entry for entry in entries if entry.best >= score]
    if wanted.since is not None:
        since = wanted.since.toordinal()
        entries = [entry for entry in entries if entry.day >= since]
    return entries


def _flagged_by(entries: Sequence[Entry], topics: frozenset[str], score: int) -> list[Entry]:
    """Those that one of the topics flags with that score at least."""
    entries_by = [entry for entry in entries if not topics.isdisjoint(entry.topics)]
    if not score:
        return entries_by
    return [entry for entry in entries_by if max(entry.topics.get(topic, -1) for topic in topics) >= score]


def _matters_key(entry: Entry) -> tuple[int, int, str]:
    return entry.place_in_line


def _from_flagged(connection: Connection, flagged: Flagged, wanted: Wanted, cursor: str, limit: int) -> Found:
    newest = wanted.ordered == "newest"
    narrowing = _without_what_all_are(flagged, wanted)
    fit = fitting(flagged.newest, narrowing) if newest else fitting(*_looked_through(flagged, narrowing))
    key = newest_key if newest else _matters_key
    start = bisect_right(fit, cursors.decode(cursor, int, int, str), key=key) if cursor else 0
    page = fit[start : start + limit]
    after = cursors.encode(*key(page[-1])) if start + limit < len(fit) and page else None
    rows = rows_by_id(connection, [entry.id for entry in page])
    return _found(connection, rows, wanted, total=len(fit), after=after)


def _looked_through(flagged: Flagged, wanted: Wanted) -> tuple[Sequence[Entry], Wanted]:
    """Of one place or one topic only its own bills, and what is left to narrow them by."""
    if len(wanted.places) == 1:
        return flagged.by_place.get(wanted.places[0], ()), replace(wanted, places=())
    if len(wanted.topics) == 1:
        own = flagged.by_topic.get(wanted.topics[0], ())
        return own, wanted if wanted.score else replace(wanted, topics=())  # the score must be this topic's
    return flagged.entries, wanted


def _without_what_all_are(flagged: Flagged, wanted: Wanted) -> Wanted:
    """A day before all that is flagged narrows nothing; to know that, the oldest is enough."""
    if wanted.since is None or not flagged.newest or flagged.newest[-1].day < wanted.since.toordinal():
        return wanted
    return replace(wanted, since=None)


def rows_by_id(connection: Connection, keys: Sequence[str]) -> list[Any]:
    """Rows of bills in the order of `keys`, without their records."""
    known = {row.id: row for row in in_parts(connection, _SOUND, Bill.id, keys)}
    return [known[key] for key in keys if key in known]


def _from_table(connection: Connection, wanted: Wanted, cursor: str, limit: int) -> Found:
    """All bills, newest action first."""
    rows = list(connection.execute(from_table(wanted, cursor).limit(limit + 1)))
    after = _place(rows[limit - 1]) if len(rows) > limit else None
    total, more = counted(connection, select(Bill.id).where(*_narrowed(wanted)))
    return _found(connection, rows[:limit], wanted, total=total, more=more, after=after)


def from_table(wanted: Wanted, cursor: str = "") -> Select[*tuple[Any, ...]]:
    """The bills that fit, newest action first, from a place on."""
    statement = select(*_COLUMNS).where(*_narrowed(wanted))
    if cursor:
        statement = statement.where(_later(cursor))
    return statement.order_by(*_NEWEST)


def _place(row: Any) -> str:
    """Where a bill stands in the order of the newest action."""
    return cursors.encode(row.latest_action_date.isoformat() if row.latest_action_date else None, row.id)


def _later(cursor: str) -> ColumnElement[bool]:
    """What comes after a place in this order."""
    day, key = cursors.decode(cursor, str, str)
    if day is None:
        return and_(Bill.latest_action_date.is_(None), Bill.id > key)
    date = _date(str(day))
    return or_(
        Bill.latest_action_date < date,
        and_(Bill.latest_action_date == date, Bill.id > key),
        Bill.latest_action_date.is_(None),
    )


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min


def _narrowed(wanted: Wanted) -> list[Any]:
    conditions: list[Any] = [sound.lists(Bill.id)]
    if wanted.places:
        conditions.append(Bill.jurisdiction.in_(wanted.places))
    if wanted.sessions:
        conditions.append(Bill.legislative_session.in_(wanted.sessions))
    if wanted.stages:
        conditions.append(Bill.stage.in_(wanted.stages))
    if wanted.since:
        conditions.append(Bill.latest_action_date >= wanted.since)
    if wanted.possible:
        conditions.append(_is_shown(Bill.id, wanted))
    return conditions


def counted(connection: Connection, keys: Any) -> tuple[int, bool]:
    """How many, counted up to a cap, and whether there are more."""
    capped = select(func.count()).select_from(keys.limit(COUNTED + 1).subquery())
    number = int(connection.execute(capped).scalar_one())
    return min(number, COUNTED), number > COUNTED


def _search(connection: Connection, wanted: Wanted, cursor: str, limit: int) -> Found:
    number, wanted = _numbered(connection, wanted)
    parsed = search.asked_for(wanted.words)
    any_bill = _of_bills(connection, wanted)
    fits = partial(_fits, wanted, any_bill)
    total, more = counted(connection, search.keys(connection, parsed, fits))
    page = _newest_hits if wanted.order == "newest" else _best_hits
    ids, after = page(connection, wanted, fits, cursor, limit, few=not more) if total else ([], None)
    first = number or _called(connection, wanted, any_bill, total=total)
    ids = [*([] if cursor else first), *(key for key in ids if key not in first)]
    rows = rows_by_id(connection, ids)
    hits_page = _found(connection, rows, wanted, total=max(total, len(ids)), more=more, after=after)
    if cursor or not wanted.needs_flags:
        return hits_page
    everything = search.keys(connection, parsed, any_bill)
    return replace(hits_page, hidden=max(counted(connection, everything)[0] - total, 0))


def _numbered(connection: Connection, wanted: Wanted) -> tuple[list[str], Wanted]:
    """The bills whose number is among the words, where all else fits, and the list that the other words ask for."""
    number, rest = search.numbered(connection, wanted.words)
    if number and wanted.narrows:
        fit = select(Bill.id).where(Bill.id.in_(number), *_of_bills(connection, wanted)(Bill.id))
        fitting_keys = frozenset(connection.execute(fit).scalars())
        number = [key for key in number if key in fitting_keys]
        if not number:
            return [], wanted
    # Beside its number the other words only say what the bill is about.
    return number, replace(wanted, words=rest)


def _called(connection: Connection, wanted: Wanted, any_bill: search.Fits, *, total: int) -> list[str]:
    """The bills whose name is what was typed, which a topic may not flag; where nothing fits all are shown anyhow."""
    if not total or not wanted.needs_flags or wanted.topics or wanted.score or wanted.ordered != "relevance":
        return []
    return search_rank.called(connection, wanted.words, any_bill)


def _best_hits(
    connection: Connection, wanted: Wanted, fits: search.Fits, cursor: str, limit: int, *, few: bool
) -> tuple[list[str], str | None]:
    """A page: what people mean first, then the rest as the database ranks it; and where the next one begins.

    A place among the first is a number, one among the rest the key of the last bill shown.
    """
    head = search_rank.best_first(connection, wanted.words, fits, few=few)
    start, position = _begin(connection, cursor, len(head))
    ids = head[start : start + limit + 1]
    if len(ids) > limit:
        return ids[:limit], cursors.encode(start + limit)
    parsed, missing = search.asked_for(wanted.words), limit - len(ids)
    hits = search.hits(connection, parsed, fits, after=position, most=missing + 1 + len(head), few=few)
    places = (column.label(f"place{number}") for number, column in enumerate(hits.best))
    statement = select(hits.key, *places).where(hits.key.not_in(head))
    rows = list(connection.execute(statement.order_by(*hits.best).limit(missing + 1)))
    ids += [row[0] for row in rows[:missing]]
    if len(rows) <= missing:
        return ids, None
    return ids, cursors.encode(*rows[missing - 1][1:]) if missing else cursors.encode(len(head))


def _begin(connection: Connection, cursor: str, head: int) -> tuple[int, tuple[Any, ...] | None]:
    """How many of the first were shown, and the place among the rest."""
    if not cursor:
        return 0, None
    try:
        start = cursors.decode(cursor, int)[0]
    except cursors.LostPlace:
        position = cursors.decode(cursor, *search.place_kinds(connection))
        if None in position:
            raise cursors.unreadable() from None
        return head, position
    if not isinstance(start, int) or start < 0:
        raise cursors.unreadable()
    return min(start, head), None


def _newest_hits(
    connection: Connection, wanted: Wanted, fits: search.Fits, cursor: str, limit: int, *, few: bool
) -> tuple[list[str], str | None]:
    """A page of what matches, newest action first, and where the next one begins."""
    matching = search.keys(connection, search.asked_for(wanted.words), fits)
    if few:  # found by their words first; along the days a rare one is far
        matching = select(matching.cte("matching").prefix_with("MATERIALIZED", dialect="postgresql"))
    statement = select(Bill.id, Bill.latest_action_date).where(Bill.id.in_(matching))
    if cursor:
        statement = statement.where(_later(cursor))
    rows = list(connection.execute(statement.order_by(*_NEWEST).limit(limit + 1)))
    return [row.id for row in rows[:limit]], _place(rows[limit - 1]) if len(rows) > limit else None


def _of_bills(connection: Connection, wanted: Wanted) -> search.Fits:
    """What a bill must be to be listed, flagged or not. Its place stands in its id; for the rest the bills are asked."""
    narrowed = _narrowed(wanted)[1:]
    parsed = search.of_bills(connection, narrowed if len(narrowed) > bool(wanted.places) else ())
    return lambda key: [sound.lists(key), *search.in_places(key, wanted.places), *parsed(key)]


def _fits(wanted: Wanted, any_bill: search.Fits, key: Any) -> list[Any]:
    # What is flagged first: it is little, and asked for more cheaply than the bill itself.
    return [*([_is_shown(key, wanted)] if wanted.needs_flags else []), *any_bill(key)]


def _is_shown(key: Any, wanted: Wanted) -> Any:
    """Whether a topic flags the bill, or an estimate calls it possible where that is asked for."""
    tier = Match.tier == "possible" if wanted.possible else Match.flagged
    live = [Match.record_id == key, tier, Match.gone_at.is_(None)]
    if wanted.topics:
        live.append(Match.topic.in_(wanted.topics))
    if wanted.score:
        live.append(Match.score >= wanted.score)
    # With an offset PostgreSQL asks for one bill at a time instead of joining all that is flagged for a page.
    return exists(select(Match.record_id).where(*live).offset(0))


def _found(
    connection: Connection, rows: Sequence[Any], wanted: Wanted, *, total: int, more: bool = False, after: str | None
) -> Found:
    keys = [row.id for row in rows]
    return Found(
        rows=rows,
        matches=queries.matches_of(connection, keys, possible=wanted.possible),
        excerpts=search.excerpts(connection, wanted.words, keys) if wanted.words else {},
        total=total,
        more_than_total=more,
        next=after,
    )


def records(connection: Connection, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The whole records of a few bills, as JSON values."""
    return {key: ocd_json.parsed(row.record) for key, row in queries.bills_by_id(connection, keys).items()}
