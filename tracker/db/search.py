"""Find records by their words; the shell around the database's own full-text search.

SQLite uses FTS5, PostgreSQL a tsvector. Records wait in `pending` until `refresh` (`search_index.py`) has indexed them; every
search refreshes first, so that nothing stored is ever missing from an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Double,
    Float,
    FromClause,
    Integer,
    Select,
    Text,
    case,
    cast,
    column,
    exists,
    func,
    join,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from tracker.db.models import Bill
from tracker.db.passages import looked_for, passage, readable
from tracker.db.search_cites import cited
from tracker.db.search_query import Search, fts5, read_search, tsquery
from tracker.db.search_words import synonyms
from tracker.records.bill_numbers import BillNumber, bare_number, law_number, numbers_in, read_number
from tracker.rules.evaluate import first_day
from tracker.rules.syntax import Filter

_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)

_RANKED_SQLITE: Final = 5_000
"""Of more hits SQLite ranks the newest ones, by when they were first seen: a word that so many bills have tells little."""
_RARE: Final = 5_000
"""So many bills are found first, and then looked for among the hits."""
_RANKED: Final = 1_000
"""Of more hits PostgreSQL ranks the newest ones; whoever has more needs another word, not a better order."""
_BEGINS: Final = 3_000
"""Letters of a record's other words that its place in the order may rest on."""
_SHOWN: Final = 20_000
"""Letters of a record in which the passage is looked for."""


def has_words(text: str) -> bool:
    """Whether there is anything to look for."""
    return _WORD.search(text) is not None


def asked_for(text: str) -> Search:
    """What a person's words ask for, with what else its parts are called. Raises UsageProblem where there is no word."""
    return read_search(text, synonyms())


def numbered(connection: Connection, text: str) -> tuple[list[str], str]:
    """Public ids of the bills whose number the words are or hold, likeliest first, and what is to be looked for beside them.

    `H.R. 133 opioid` is a number and a word where such a bill is stored, and three words where none is; of `bill number 133`
    the digits are looked for, of `P.L. 116-60` the law of that number, of `21 USC 823(g)` what bills print of it.
    """
    for number, rest in numbers_in(text):
        if keys := find_bills(connection, number):
            return keys, rest if has_words(rest) else text
    if law := law_number(text):
        return [], f'"Public Law No {law}"'
    if law_cited := cited(text):
        return [], law_cited
    return [], bare_number(text) or text


def names_no_bill(connection: Connection, text: str) -> bool:
    """Whether the words are a number as bills here have it, of a bill that is not stored: nothing else is near it."""
    number = read_number(text)
    if number is None or find_bills(connection, number):
        return False
    letters = {form.rstrip("0123456789") for form in number.identifiers}
    begins = [f"{letter}{digit}" for letter in letters for digit in range(10)]
    sizes = {len(begin) for begin in begins}
    any_such = or_(*(func.substr(Bill.identifier, 1, size).in_(begins) for size in sorted(sizes)))
    return connection.execute(select(Bill.id).where(any_such).limit(1)).first() is not None


def find_bills(connection: Connection, number: BillNumber) -> list[str]:
    """Public ids of the stored bills that a number names, in each place the newest session alone, unless it says which.

    The likeliest form of the number that is stored anywhere is the one that is meant.
    """
    for identifier in number.identifiers:
        query = select(Bill.id, Bill.jurisdiction).where(Bill.identifier == identifier)
        if number.place:
            query = query.where(Bill.jurisdiction == number.place)
        elif identifier in number.of_states:
            query = query.where(Bill.jurisdiction != "us")
        if number.session:
            query = query.where(Bill.legislative_session == number.session)
        ordered = query.order_by(Bill.latest_action_date.desc().nulls_last(), Bill.legislative_session.desc(), Bill.id)
        newest: dict[str, str] = {}
        for row in connection.execute(ordered):
            newest.setdefault(row.jurisdiction, row.id)
        if newest:
            return list(newest.values())
    return []


Fits = Callable[[Any], Sequence[ColumnElement[bool]]]
"""Given the column that holds a bill's id, what else must be true of the bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The bills that match and fit: a table with `record_id`, and the columns that put the best first.

    No two are equal in these columns, so that a page can begin after the last one of the page before.
    """

    table: FromClause
    best: tuple[ColumnElement[Any], ...]

    @property
    def key(self) -> ColumnElement[Any]:
        """The bill's id."""
        return self.table.c.record_id


def _any_bill(_key: ColumnElement[Any]) -> Sequence[ColumnElement[bool]]:
    return ()


def of_bills(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> Fits:
    """Asks conditions on the table of bills of whatever has a bill's id.

    Where few bills fulfil them these are found first; else each bill is asked by itself, so that nobody collects two hundred
    thousand ids to show twenty.
    """
    if not conditions:
        return _any_bill
    some = select(literal(1)).select_from(Bill).where(*conditions).limit(_RARE + 1).subquery()
    rare = connection.execute(select(func.count()).select_from(some)).scalar_one() <= _RARE
    if rare:
        return lambda key: [key.in_(select(Bill.id).where(*conditions))]
    # With an offset PostgreSQL asks for one bill at a time instead of joining all that fit.
    return lambda key: [exists(select(Bill.id).where(Bill.id == key, *conditions).offset(0))]


def in_places(key: ColumnElement[Any], places: Sequence[str]) -> list[ColumnElement[bool]]:
    """Whether a bill is of one of these places, as its id says; any will do where none is given."""
    return [or_(*(key.startswith(f"{place}/", autoescape=True) for place in places))] if places else []


def place_kinds(connection: Connection) -> tuple[type, ...]:
    """What a place in the order of relevance is made of."""
    return (float, int, str) if connection.dialect.name == "postgresql" else (float, int)


def hits(
    connection: Connection,
    wanted: Search,
    fits: Fits = _any_bill,
    *,
    after: Sequence[Any] | None = None,
    most: int | None = None,
    few: bool | None = None,
) -> Hits:
    """The bills that match and fit, to be ordered by relevance: those after a place, as many as a page needs or all.

    `few` says that a thousand do at most, where somebody counted them.
    """
    if connection.dialect.name == "postgresql":
        if few is None:
            counted = select(func.count()).select_from(keys(connection, wanted, fits).limit(_RANKED + 1).subquery())
            few = connection.execute(counted).scalar_one() <= _RANKED
        return _few_postgresql(wanted, fits, after) if few else _hits_postgresql(wanted, fits, after, most)
    return _hits_sqlite(wanted, fits, after, most)


def keys(connection: Connection, wanted: Search, fits: Fits = _any_bill) -> Select[Any]:
    """The ids of the bills that match and fit, in no order: for who counts, or orders by something else."""
    if connection.dialect.name == "postgresql":
        return select(_KEPT.c.record_id).where(*_match_postgresql(wanted, fits))
    return select(_ROWS.c.record_id).select_from(_JOINED).where(*_match_sqlite(wanted, fits))


_FOUND: Final = table("search_words", column("rowid", Integer))
_ROWS: Final = table("search_rows", column("number", Integer), column("record_id", Text), column("what", Text))
_JOINED: Final = join(_FOUND, _ROWS, _ROWS.c.number == _FOUND.c.rowid)
_THIS_ROW: Final = literal_column("+search_words.rowid", Integer)
"""With a plus SQLite goes once through what matches; without it, it would search the index anew for each row that is asked for."""
_RANK: Final = literal_column("bm25(search_words, 8.0, 1.0)", Float)


def _match_sqlite(wanted: Search, fits: Fits) -> list[ColumnElement[bool]]:
    match = literal_column("search_words").bool_op("MATCH")(fts5(wanted.node))
    key = _ROWS.c.record_id
    return [match, _ROWS.c.what == "bill", *_filtered(wanted, key), *fits(key)]


def _hits_sqlite(wanted: Search, fits: Fits, after: Sequence[Any] | None, most: int | None) -> Hits:
    """The newest hits ranked, and after them the others, newest first: a word that all bills have ranks nothing."""
    match = _match_sqlite(wanted, fits)
    matching = select(_ROWS.c.number).select_from(_JOINED).where(*match)
    newest = matching.order_by(_FOUND.c.rowid.desc()).limit(_RANKED_SQLITE).cte("newest")
    ranked = select(_ROWS.c.record_id, _RANK.label("rank"), _ROWS.c.number).select_from(_JOINED)
    ranked = ranked.where(match[0], _THIS_ROW.in_(select(newest.c.number)))
    last: Any = select(case((func.count() == _RANKED_SQLITE, func.min(newest.c.number)), else_=0)).scalar_subquery()
    among_the_rest = after is not None and after[0] == 0
    if after is not None and among_the_rest:
        last = literal(-after[1], Integer)
    rest = select(_ROWS.c.record_id, literal(0.0, Float).label("rank"), (-_ROWS.c.number).label("number"))
    rest = rest.select_from(_JOINED).where(*match, last > _FOUND.c.rowid).order_by(_FOUND.c.rowid.desc())
    if most is not None:
        rest = rest.limit(most)
    made = rest if among_the_rest else union_all(ranked, select(rest.subquery("rest")))
    hits: FromClause = made.subquery("hits")
    if after is not None and not among_the_rest:
        hits = select(hits).where(tuple_(hits.c.rank, hits.c.number) > tuple_(*map(literal, after))).subquery("later")
    return Hits(table=hits, best=(hits.c.rank, hits.c.number))


_END: Final = literal_column("DATE '9999-12-31'", Date)
"""An age is counted back from here, so that the newest is the least."""
_KEPT: Final = table(
    "search_words", column("record_id", Text), column("what", Text), column("words", TSVECTOR), column("day", Date)
)


def _match_postgresql(wanted: Search, fits: Fits) -> list[ColumnElement[bool]]:
    key = _KEPT.c.record_id
    match = _KEPT.c.words.bool_op("@@")(_asked(wanted))
    return [_KEPT.c.what == "bill", match, *_filtered(wanted, key), *fits(key)]


def _asked(wanted: Search) -> ColumnElement[Any]:
    return cast(tsquery(wanted.node), TSQUERY)


def _few_postgresql(wanted: Search, fits: Fits, after: Sequence[Any] | None) -> Hits:
    """All hits ranked; by the index of words, since along the days a rare one is far."""
    candidates = select(_KEPT).where(*_match_postgresql(wanted, fits)).cte("found").prefix_with("MATERIALIZED")
    score = cast(-func.ts_rank(candidates.c.words, _asked(wanted)), Double).label("rank")
    made: FromClause = select(candidates.c.record_id, score, (_END - candidates.c.day).label("age")).subquery("hits")
    return _later(made, after)


def _later(made: FromClause, after: Sequence[Any] | None) -> Hits:
    best = (made.c.rank, made.c.age, made.c.record_id)
    if after is None:
        return Hits(table=made, best=best)
    made = select(made).where(tuple_(*best) > tuple_(*map(literal, after))).subquery("later")
    return Hits(table=made, best=(made.c.rank, made.c.age, made.c.record_id))


def _hits_postgresql(wanted: Search, fits: Fits, after: Sequence[Any] | None, most: int | None) -> Hits:
    """The newest hits ranked, and after them the others, newest first: to rank all would read all words of each.

    The others are looked for only where a page can reach them, since that takes as long again.
    """
    match = _match_postgresql(wanted, fits)
    newest_first = (_KEPT.c.day.desc(), _KEPT.c.record_id)
    newest = select(_KEPT).where(*match).order_by(*newest_first).limit(_RANKED).cte("newest")
    score = cast(-func.ts_rank(newest.c.words, _asked(wanted)), Double).label("rank")
    ranked = select(newest.c.record_id, score, (_END - newest.c.day).label("age"))
    if after is None and most is not None and most <= _RANKED:  # who asks has more hits than are ranked
        return _later(ranked.subquery("hits"), None)
    last = (
        select(newest.c.day, newest.c.record_id).order_by(newest.c.day, newest.c.record_id.desc()).limit(1).cte("last")
    )
    day: Any = select(last.c.day).scalar_subquery()
    key: Any = select(last.c.record_id).scalar_subquery()
    among_the_rest = after is not None and after[0] == 0
    if after is not None and among_the_rest:
        day, key = _END - literal(after[1], Integer), literal(after[2])
    rest = select(_KEPT.c.record_id, literal(0.0, Double).label("rank"), (_END - _KEPT.c.day).label("age"))
    rest = rest.where(*match, _KEPT.c.day <= day, or_(_KEPT.c.day < day, _KEPT.c.record_id > key))
    if most is not None:
        rest = rest.order_by(*newest_first).limit(most)
    if among_the_rest:
        return _later(rest.subquery("hits"), None)
    return _later(union_all(ranked, select(rest.subquery("rest"))).subquery("hits"), after)


def _filtered(wanted: Search, key: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """The conditions of a search on the bill itself."""
    conditions: list[ColumnElement[bool]] = []
    for filter_given in wanted.filters:
        if filter_given.name == "jurisdiction":
            conditions.append(key.like(f"{filter_given.value.replace('*', '%')}/%"))
        elif (condition := _condition(filter_given)) is not None:
            conditions.append(exists(select(Bill.id).where(Bill.id == key, condition).offset(0)))
    return conditions


def _condition(given: Filter) -> ColumnElement[bool] | None:
    match given.name:
        case "stage":
            return Bill.stage == given.value
        case "after":
            return Bill.latest_action_date >= first_day(given.value)
        case "before":
            return Bill.latest_action_date < first_day(given.value)
        case "date":
            return cast(Bill.latest_action_date, Text).startswith(given.value, autoescape=True)
        case _:
            return None


def excerpts(connection: Connection, text: str, keys: Sequence[str]) -> dict[str, str]:
    """For each of a few records, the passage that matches and says more than its title, with the words between « and »."""
    looked = looked_for(asked_for(text).node)
    return {
        key: readable(passage(names, looked), passage(body, looked), names.partition("\n")[0])
        for key, (names, body) in indexed_words(connection, keys, _SHOWN).items()
    }


def indexed_words(connection: Connection, keys: Sequence[str], letters: int = _BEGINS) -> dict[str, tuple[str, str]]:
    """All names that a few bills are indexed under, a line each, and the first letters of their other words."""
    if not keys:
        return {}
    names = {f"key{number}": key for number, key in enumerate(keys)}
    places = ", ".join(f":{name}" for name in names)
    joined = "JOIN search_rows ON search_rows.number = search_words.rowid "
    own = connection.dialect.name == "postgresql"
    sql = f"SELECT record_id, title, substr(body, 1, {letters}) FROM search_words {'' if own else joined}"
    rows = connection.execute(text(f"{sql} WHERE record_id IN ({places})"), names)
    return {row[0]: (row[1], row[2]) for row in rows}
